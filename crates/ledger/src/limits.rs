//! Limits on what one entry may hold. Whoever decodes checks them first.

use crate::entry::Public;

/// Bytes of an entry.
pub const ENTRY: usize = 256 * 1024;
/// Bytes of a wrapped entry: the entry, two signatures, a time and their heads.
pub const WRAPPED: usize = ENTRY + 256;
/// Bytes of a sealed body (checked by whoever stores it).
pub const BODY: usize = 4 * 1024 * 1024;
/// Bytes of a sealed grant, with room to grow.
pub const GRANT: usize = 4 * 1024;
/// Bytes of an opening: two ids, a time and their heads.
pub const OPENING: usize = 128;
/// Bytes of an archive's manifest: the ends of a million chains.
pub const MANIFEST: usize = 64 * 1024 * 1024;
/// Bytes of an X-Wing public key.
pub const KEM: usize = 1216;
/// Bytes of one part: 8 MiB of segments and a header, with room to grow.
pub const PART: u64 = 16 * 1024 * 1024;
/// Parts of one version: 64 GiB at 8 MiB each. An entry has room for some 6,500 parts, about 50 GiB.
pub const PARTS: usize = 8192;
/// Devices of one member that are certified and not revoked.
pub const DEVICES: usize = 64;
/// Grants that one entry may give one member.
pub const GRANTS: usize = 1024;
/// Scopes on the way from a folder up to its root.
pub const DEPTH: usize = 64;
/// Managers who may grant in one scope that names them.
pub const GRANTERS: usize = 64;

/// Bytes of the sealed body that an entry may have, by what its public part says: what it says of each document
/// is short, whoever wrote it. Envelopes, boxes and padding are counted in.
pub fn body(public: &Public) -> usize {
    let most = match public {
        Public::Docs(docs) | Public::Drop(_, docs) => {
            let parts: usize = docs.iter().map(|doc| doc.parts.len()).sum();
            2048 + 1280 * docs.len() + 64 * parts
        }
        // a description, tags and labels
        Public::Edit(docs) => 2048 + 12_288 * docs.len(),
        // which of them were taken in
        Public::Discard(docs) => 2048 + 64 * docs.len(),
        // a folder's order
        Public::Label => 512 * 1024,
        // who somebody says that they are, or a card
        Public::Visitor(..) | Public::Join(_) => 8192,
        // why
        Public::Restored(_) => 8192,
        // a text in two languages, twice
        Public::Agree(..) => 512 * 1024,
        _ => BODY,
    };
    most.min(BODY)
}
