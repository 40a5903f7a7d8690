//! What the store signed of a room's index, compared with what others were shown; one entry for a stranger.

use js_sys::{Array, Uint8Array};
use ledger::ids::ChainId;
use room::Unproven;

use super::messages::{AuditReply, Content, Failure, IndexView, Reply};
use super::session::Vault;
use crate::browser::file::Picked;

/// Bytes of a checkpoint that is compared: C2SP wants no more of a note.
const NOTE: u64 = 256 << 10;

/// The newest checkpoint that was read and holds.
pub(super) fn index(vault: &Vault, room: &str) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    let note = open.checkpoint()?;
    let size = note
        .lines()
        .nth(1)
        .and_then(|line| line.parse::<u64>().ok());
    Ok(Reply::Audit(AuditReply::Index(IndexView {
        size: size.unwrap_or_default() as f64,
        key: open.log_key()?.key().to_string(),
        note,
    })))
}

/// Whether the index goes on from the checkpoint that somebody else was shown.
pub(super) async fn compare(vault: &Vault, room: &str, files: &Array) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    let file = Picked::parse(&files.get(0)).ok_or(Failure::NothingChosen)?;
    if file.size() > NOTE {
        return Err(Failure::NotACheckpoint);
    }
    let bytes = file.read(0..file.size()).await?.to_vec();
    let note = String::from_utf8(bytes).map_err(|_| Failure::NotACheckpoint)?;
    open.compare_checkpoint(&note)?;
    Ok(Reply::Done)
}

/// One entry with its proof, as a file.
pub(super) async fn disclose(
    vault: &Vault,
    room: &str,
    chain: &str,
    entry: f64,
) -> Result<(Reply, Array), Failure> {
    let chain = ChainId::parse(chain).map_err(|_| Failure::NotFound)?;
    // counted from 1 on the page
    let seq = (entry.max(1.0) as u64) - 1;
    let text = vault.room(room)?.disclose(&chain, seq).await?;
    let content = Content {
        name: String::new(),
        mime: "text/plain".to_owned(),
        size: text.len() as f64,
    };
    let bytes = Uint8Array::from(text.as_bytes());
    Ok((Reply::Content(content), Array::of1(&bytes.buffer())))
}

impl From<Unproven> for Failure {
    fn from(error: Unproven) -> Self {
        match error {
            Unproven::Room(error) => error.into(),
            Unproven::Forked => Self::IndexForked,
            Unproven::Older => Self::IndexOlder,
            Unproven::NotACheckpoint => Self::NotACheckpoint,
            Unproven::Disclosure(_) | Unproven::Unbelieved(_) | Unproven::Policy => Self::NotProven,
        }
    }
}
