//! A whole room on its way into an archive, as it is sealed.

use std::rc::Rc;

use js_sys::Array;
use room::archive::{ArchiveError, Former, file_name};
use room::{BackupProgress, Control, Room};

use super::super::messages::{BackedUp, Event, Failure, Reply};
use super::super::meter::Meter;
use super::super::session::Vault;
use super::down::hand_over;
use super::{Job, Transfer, begin};
use crate::browser::archive::{Archive, Source};
use crate::browser::file::Picked;
use crate::browser::host::Device;
use crate::browser::sink::Sink;

/// A room, and the archives that were made of it before.
pub(super) struct Backup {
    room: Rc<Room<Device>>,
    former: Vec<Picked>,
}

impl core::fmt::Debug for Backup {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Backup")
            .field("former", &self.former.len())
            .finish_non_exhaustive()
    }
}

/// Starts it. Archives that are given are left out of the new one, which goes on after them.
pub(crate) fn back_up(vault: &Rc<Vault>, room: &str, former: &Array) -> Result<Reply, Failure> {
    let room = vault.room(room)?;
    let picked = former.iter().map(|file| Picked::parse(&file));
    let former: Option<Vec<Picked>> = picked.collect();
    let former = former.ok_or(Failure::Internal)?;
    // in a row that is whole, its number is how many there are
    let name = file_name(&room.id(), former.len() as u64);
    let meter = Meter::new([(name, 0)]);
    Ok(begin(vault, Job::Backup(Backup { room, former }), meter))
}

impl Backup {
    /// Makes the archive from its first byte: one that was cut off is none.
    pub(super) async fn run(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
    ) -> Result<(), Failure> {
        one.meter.borrow_mut().restart();
        let mut former = Former::new();
        for file in &self.former {
            former.add(&mut Source::new(file.clone())).await?;
        }
        let mut archive = Archive::new(Sink::temporary().await?);
        let watch = |progress| {
            one.waits(vault, progress == BackupProgress::Waiting);
            if let BackupProgress::Writing { done, of } = progress {
                one.meter.borrow_mut().expects(0, of);
                one.reached(vault, 0, done, true);
            }
        };
        let made = self.room.back_up(&former, &mut archive, control, &watch);
        let made = made.await?;
        let name = file_name(&self.room.id(), made.manifest.n);
        hand_over(one, &name, archive.finish().await?).await?;
        one.ended(vault, 0, Ok(()));
        vault.tell(Event::BackedUp(BackedUp {
            missing: made.manifest.missing.len() as u32,
            without_grants: made.without_grants as u32,
        }));
        Ok(())
    }
}

impl From<ArchiveError> for Failure {
    fn from(error: ArchiveError) -> Self {
        match error {
            ArchiveError::Flaw(_) | ArchiveError::Frame => Self::Archive,
            ArchiveError::Room(error) => error.into(),
        }
    }
}
