//! Everything that a role opens, on its way into a closing bible.

use std::rc::Rc;

use room::artefact::Artefact;
use room::handover::{BibleOf, HandoverProgress, read_list};
use room::{Control, MemberId, Room, names};

use super::super::closing::{Papers, Zipping, member_of};
use super::super::messages::{Failure, Reply};
use super::super::meter::Meter;
use super::super::session::Vault;
use super::down::hand_over;
use super::{Job, Transfer, begin};
use crate::browser::host::Device;
use crate::browser::sink::Sink;

/// Whose bible, and what goes along.
pub(super) struct Bible {
    room: Rc<Room<Device>>,
    name: String,
    member: Option<MemberId>,
    /// Who is to sign it, too.
    to: Option<MemberId>,
    list: Option<Artefact>,
    papers: Vec<(&'static str, Artefact)>,
}

impl core::fmt::Debug for Bible {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Bible").finish_non_exhaustive()
    }
}

/// Starts it: one's own, or another member's.
pub(crate) fn bind(
    vault: &Rc<Vault>,
    room: &str,
    member: Option<MemberId>,
    kept: Papers,
    name: &str,
) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    vault.mover()?;
    let name = names::safe(name);
    // who handed the room over and has no access any more is not there to sign
    let to = match (&kept.list, open.handed_over().is_empty()) {
        (Some(list), true) => {
            let (said, _) = read_list(list).map_err(room::Error::from)?;
            let other = if open.is_me(&said.from)? {
                said.to
            } else {
                said.from
            };
            Some(member_of(&other.member)?)
        }
        _ => None,
    };
    let papers = [("offer", kept.offer), ("refusal", kept.refusal)];
    let papers = papers.into_iter();
    let papers = papers.filter_map(|(name, paper)| Some((name, paper?)));
    let job = Bible {
        room: open,
        member,
        to: to.filter(|_| member.is_none()),
        list: kept.list,
        papers: papers.collect(),
        name: name.clone(),
    };
    let meter = Meter::new([(name, 0)]);
    Ok(begin(vault, Job::Bible(Box::new(job)), meter))
}

impl Bible {
    /// Makes it from its first byte: one that was cut off is none.
    pub(super) async fn run(
        &self,
        vault: &Vault,
        one: &Transfer,
        control: &Control,
    ) -> Result<(), Failure> {
        one.meter.borrow_mut().restart();
        let mut zipping = Zipping::new(Sink::temporary().await?);
        let watch = |at: HandoverProgress| {
            one.meter.borrow_mut().expects(0, at.total);
            one.reached(vault, 0, at.bytes, true);
        };
        let papers = self.papers.iter();
        let papers: Vec<(&str, &Artefact)> = papers.map(|(name, paper)| (*name, paper)).collect();
        let of = BibleOf {
            member: self.member,
            to: self.to,
            list: self.list.as_ref(),
            papers: &papers,
        };
        let mover = vault.mover()?;
        self.room
            .closing_bible(&of, &*mover, &mut zipping, control, &watch)
            .await?;
        hand_over(one, &self.name, zipping.finish().await?).await?;
        one.ended(vault, 0, Ok(()));
        Ok(())
    }
}
