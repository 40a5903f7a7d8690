//! Time stamps that the store keeps of an authority: each with the checkpoint that it is over.
//!
//! What is taken here is the store's part: the checkpoints are signed by it, and the index that was read goes on from
//! each. Whether a token proves a time is for who trusts an authority, and needs nothing of a room (the crate `stamp`).

use std::collections::BTreeSet;

use blobs::Api;
use blobs::wire::{Stamped as Served, Stamps};
use ledger::evidence::tree::TreeHead;

use super::evidence::Unproven;
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;

/// A checkpoint with a time stamp that nobody has judged yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamped {
    /// Entries in the index then.
    pub size: u64,
    /// The checkpoint, as the note that the store signed.
    pub checkpoint: String,
    /// What the authority is to have signed over its SHA-256.
    pub token: Vec<u8>,
}

impl<H: Host> Room<H> {
    /// The checkpoints of this room that an authority has stamped, the oldest first, as far as the index was read.
    pub async fn stamps(&self) -> Result<Vec<Stamped>, Unproven> {
        let held = self.held()?.1;
        let (signer, room) = (self.signer(), self.session.room.0.into());
        let (mut heads, mut found): (Vec<TreeHead>, _) = (Vec::new(), Vec::new());
        let mut from = 0;
        'all: loop {
            let asked = Stamps { from };
            let answer = self.host.api().stamps(&signer, &room, &asked).await;
            let answer = answer.map_err(Error::from)?;
            // who answers nothing and says more would be asked for ever
            let more = answer.more && !answer.stamps.is_empty();
            for Served { checkpoint, token } in answer.stamps {
                let opened = self.open_checkpoint(&checkpoint);
                let (_, head) = opened.ok_or(Unproven::NotACheckpoint)?;
                if head.size < from {
                    return Err(Unproven::NotACheckpoint);
                }
                // the room went on since the index was read
                if head.size > held.size {
                    break 'all;
                }
                from = head.size + 1;
                heads.push(head);
                found.push(Stamped {
                    size: head.size,
                    checkpoint,
                    token,
                });
            }
            if !more {
                break;
            }
        }
        let sizes: BTreeSet<u64> = heads.iter().map(|head| head.size).collect();
        if self.audited.borrow().log.heads_at(sizes) == heads {
            Ok(found)
        } else {
            Err(Unproven::Forked)
        }
    }
}
