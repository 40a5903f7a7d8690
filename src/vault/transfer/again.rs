//! Documents that are encrypted again: down and up, part by part.

use std::rc::Rc;

use room::{Control, Room, Spot, UploadEvent};

use super::super::messages::{Event, Failure, Reply};
use super::super::meter::Meter;
use super::super::session::Vault;
use super::{Job, Transfer, begin};
use crate::browser::host::Device;

/// Documents of a room.
pub(super) struct Again {
    room: Rc<Room<Device>>,
    docs: Vec<Spot>,
}

impl core::fmt::Debug for Again {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Again")
            .field("docs", &self.docs.len())
            .finish_non_exhaustive()
    }
}

/// Starts it.
pub(crate) fn encrypt_again(
    vault: &Rc<Vault>,
    room: &str,
    docs: &[Spot],
) -> Result<Reply, Failure> {
    let room = vault.room(room)?;
    vault.mover()?;
    let mut files = Vec::new();
    for id in docs {
        let doc = room.doc(id)?;
        let versions = room.versions(id)?;
        files.push((doc.name, versions.iter().map(|one| one.size).sum::<u64>()));
    }
    let meter = Meter::new(files);
    let docs = docs.to_vec();
    Ok(begin(vault, Job::Again(Again { room, docs }), meter))
}

impl Again {
    /// Does what is left of it.
    pub(super) async fn run(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
    ) -> Result<(), Failure> {
        let mover = vault.mover()?;
        let numbers = one.meter.borrow().left();
        let left = numbers.iter().filter_map(|number| self.docs.get(*number));
        let docs: Vec<Spot> = left.copied().collect();
        let number = |n: &usize| numbers.get(*n).copied().unwrap_or(usize::MAX);
        let watch = |event: &UploadEvent| match event {
            UploadEvent::Started(n, ..) => one.reached(vault, number(n), 0, false),
            UploadEvent::Bytes(n, bytes) => one.reached(vault, number(n), *bytes, true),
            UploadEvent::Done(n, _) => one.ended(vault, number(n), Ok(())),
            UploadEvent::Failed(n, error) => one.ended(vault, number(n), Err(error.clone().into())),
            UploadEvent::Waiting => one.waits(vault, true),
            UploadEvent::Going => one.waits(vault, false),
        };
        let outcome = self
            .room
            .encrypt_again(&*mover, &docs, control, &watch)
            .await;
        vault.tell(Event::RoomChanged {
            room: self.room.id().to_string(),
        });
        outcome.map(drop).map_err(Failure::from)
    }
}
