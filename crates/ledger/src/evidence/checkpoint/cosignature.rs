//! What a witness signs (C2SP tlog-cosignature, type 0x04 for Ed25519).
//!
//! ```text
//! cosignature/v1
//! time 1679315147
//! example.com/behind-the-sofa
//! 20852163
//! CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
//! ```
//!
//! It says: at this time, this was the largest tree that I saw of this log, and each one that I saw before is in it.
//! When it may be said is for [`witness`](crate::evidence::witness) to judge. The first line keeps it apart from all
//! else that a key may sign. The witness's name is not signed, so one key under two names would count as two
//! witnesses; a [`Policy`](crate::evidence::policy::Policy) does not take one key twice.
//!
//! In a note, the signature is `time ‖ Ed25519 signature`, the time in eight bytes, big-endian.

use super::{Checkpoint, NotACheckpoint};
use crate::evidence::note::{NoteSignature, VerifierKey};
use crate::ids::{PublicKey, Signature};
use crate::signed::verify_strict;

/// The latest time that the format has.
const LATEST: u64 = i64::MAX as u64;

/// The bytes that a witness signs at this time, in seconds since 1970, over this checkpoint.
pub fn statement(checkpoint: &Checkpoint, time: u64) -> Result<Vec<u8>, NotACheckpoint> {
    if time > LATEST {
        return Err(NotACheckpoint);
    }
    Ok(bytes(&checkpoint.text(), time))
}

/// Puts together what a witness signed (the bytes of [`statement`]) and its signature, as its line on the note. The
/// key is of the kind [`KeyKind::Cosigner`](crate::evidence::note::KeyKind::Cosigner).
pub fn assemble(key: &VerifierKey, time: u64, signature: &Signature) -> NoteSignature {
    let bytes = [time.to_be_bytes().as_slice(), &signature.0].concat();
    NoteSignature::with(key, bytes)
}

/// Verifies a witness's signature on a note that is a checkpoint, and says its time.
pub(in crate::evidence) fn verify(key: &PublicKey, text: &str, signature: &[u8]) -> Option<u64> {
    // witnesses sign checkpoints and nothing else
    Checkpoint::parse(text).ok()?;
    let (time, signature) = signature.split_first_chunk()?;
    let time = u64::from_be_bytes(*time);
    let signature = Signature(signature.try_into().ok()?);
    let verified = verify_strict(key, &bytes(text, time), &signature);
    (time <= LATEST && verified).then_some(time)
}

fn bytes(text: &str, time: u64) -> Vec<u8> {
    format!("cosignature/v1\ntime {time}\n{text}").into_bytes()
}
