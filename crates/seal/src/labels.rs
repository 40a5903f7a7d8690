//! Every label that separates one use of a key from another, in one place.
//!
//! A key is never used for two things: what is derived from it names its use by a
//! label, and no label is a prefix of another followed by chosen bytes, because
//! [`derive`] writes the label's length before it. The `1` is the format version
//! of the whole protocol: another version would be another set of labels.

use hkdf::Hkdf;
use sha2::Sha512;

pub(crate) const ROOT: &str = "sealroom/1/root";
pub(crate) const ROOM_SIGN: &str = "sealroom/1/room/sign";
pub(crate) const ROOM_KEM: &str = "sealroom/1/room/kem";
pub(crate) const HOME_SIGN: &str = "sealroom/1/home/sign";
pub(crate) const HOME_SEAL: &str = "sealroom/1/home/seal";
pub(crate) const HOME_OBJECT: &str = "sealroom/1/home/object";
pub(crate) const CARD: &str = "sealroom/1/card";
pub(crate) const LINK_CHAIN: &str = "sealroom/1/link/chain";
pub(crate) const LINK_STATE: &str = "sealroom/1/link/state";
pub(crate) const LINK_SIGN: &str = "sealroom/1/link/sign";
pub(crate) const LINK_KEM: &str = "sealroom/1/link/kem";
pub(crate) const FRAGMENT: &str = "sealroom/1/fragment";
pub(crate) const PASSPHRASE: &str = "sealroom/1/passphrase";
pub(crate) const SEED: &str = "sealroom/1/seed";
pub(crate) const PASSKEY: &str = "sealroom/1/passkey";
pub(crate) const PASSKEY_SEED: &str = "sealroom/1/passkey/seed";
pub(crate) const PAIR_CODE: &str = "sealroom/1/pair/code";
pub(crate) const PAIR_SIGN: &str = "sealroom/1/pair/sign";
pub(crate) const PAIR_SEAL: &str = "sealroom/1/pair/seal";
pub(crate) const PAIR_COMMIT: &str = "sealroom/1/pair/commit";
pub(crate) const PAIR_KEM: &str = "sealroom/1/pair/kem";
pub(crate) const PAIR_WORDS: &str = "sealroom/1/pair/words";
pub(crate) const PAIR_SEED: &str = "sealroom/1/pair/seed";
pub(crate) const REPORT_KEM: &str = "sealroom/1/report/kem";
pub(crate) const SCOPE_KEM: &str = "sealroom/1/scope/kem";
pub(crate) const SCOPE_BODY: &str = "sealroom/1/scope/body";
pub(crate) const ENVELOPE: &str = "sealroom/1/envelope";
pub(crate) const BOX: &str = "sealroom/1/box";
pub(crate) const GRANT: &str = "sealroom/1/grant";
pub(crate) const GRANT_RANDOM: &str = "sealroom/1/grant/random";
pub(crate) const GRANT_SIGNATURE: &str = "sealroom/1/grant/signature";
pub(crate) const CONTENT: &str = "sealroom/1/content";
pub(crate) const LOCAL: &str = "sealroom/1/local";
/// What the statement of an archive's manifest begins with; `ledger` writes it.
pub(crate) const ARCHIVE: &str = "sealroom/1/archive";
/// What an artefact's statement begins with; `ledger` writes it.
pub(crate) const ARTEFACT: &str = "sealroom/1/artefact\n";
/// What an owner signs to pass its office on begins with; `ledger` writes the statement.
pub(crate) const HANDOVER: &str = "sealroom/1/handover";
/// What a proof in a `Join` begins with; `ledger` writes the statement itself.
pub(crate) const JOIN: &str = "sealroom/1/join";
/// What a witness's statement begins with, by C2SP tlog-cosignature.
pub(crate) const COSIGNATURE: &[u8] = b"cosignature/v1\n";

/// Fills `out` from HKDF-SHA-512(`key`, `salt`), info = length of label (1 byte) ‖ label ‖ context.
pub(crate) fn derive(key: &[u8], salt: &[u8], label: &str, context: &[&[u8]], out: &mut [u8]) {
    let length = [u8::try_from(label.len()).unwrap_or(u8::MAX)];
    let mut info: Vec<&[u8]> = vec![&length, label.as_bytes()];
    info.extend_from_slice(context);
    let done = Hkdf::<Sha512>::new(Some(salt), key).expand_multi_info(&info, out);
    assert!(done.is_ok(), "no caller asks for more than 255 blocks");
}
