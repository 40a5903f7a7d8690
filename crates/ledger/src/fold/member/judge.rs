//! Who may append what to a member's or visitor's chain, kind by kind.

use super::{MemberFold, Subject, allow};
use crate::entry::{Entry, MemberKind, Office, Public};
use crate::fold::front::FrontFold;
use crate::ids::{ChainId, Hash};
use crate::limits;
use crate::refusal::Refusal;

impl MemberFold {
    pub(super) fn judge_kind(
        &self,
        entry: &Entry,
        time: u64,
        front: &FrontFold,
        subject: &Subject<'_>,
    ) -> Result<(), Refusal> {
        // what was dropped before can still be taken in or refused
        if self.disowned.is_some() && !matches!(entry.public, Public::Discard(_)) {
            return Err(Refusal::Ended);
        }
        let first = entry.seq == 0;
        let person =
            self.visits.is_none() && (subject.kind == MemberKind::Person || self.joined.is_some());
        match &entry.public {
            Public::Issued if first && subject.kind != MemberKind::Person => {
                allow(front.manages(&entry.author, &entry.front))
            }
            Public::Visitor(link, device) if first && subject.kind == MemberKind::Link => {
                if *link != subject.member || entry.chain != ChainId::of_visitor(device) {
                    return Err(Refusal::Elsewhere);
                }
                allow(entry.author == subject.key && *device != subject.key)
            }
            Public::Join(join) if self.issued && subject.kind == MemberKind::Invite => {
                self.judge_join(join, entry, time, subject)
            }
            Public::Device(device) if person => {
                allow(entry.author == self.key(subject))?;
                if self.devices.contains_key(device) || *device == entry.author {
                    return Err(Refusal::Exists);
                }
                let held = self.devices.values().filter(|held| held.revoked.is_none());
                if held.count() < limits::DEVICES {
                    Ok(())
                } else {
                    Err(Refusal::TooMuch)
                }
            }
            Public::Undevice(device) if person => {
                allow(entry.author == self.key(subject))?;
                self.device(device).map(|_| ()).ok_or(Refusal::NotFound)
            }
            Public::Nda(text) if !first && self.visits.is_none() => {
                self.judge_nda(text, entry, front)
            }
            Public::Withdrawn(_) if !first && self.visits.is_none() => {
                allow(front.manages(&entry.author, &entry.front))
            }
            // what it says is sealed to a card: a link's, or the newcomer's, which an invite has not yet
            Public::Sendto(_)
                if !first
                    && self.visits.is_none()
                    && (person || subject.kind == MemberKind::Link) =>
            {
                allow(front.manages(&entry.author, &entry.front))
            }
            Public::Agree(text, _) if person || self.visits.is_some() => {
                let own = match self.visits {
                    Some(_) => self.device(&entry.author).is_some(),
                    None => entry.author == self.key(subject),
                };
                allow(own)?;
                if self.has_agreed(text) {
                    return Err(Refusal::Exists);
                }
                // a visitor's is in its link's chain, which the gate compares
                match self.visits.is_some() || self.nda == Some(*text) {
                    true => Ok(()),
                    false => Err(Refusal::NotFound),
                }
            }
            Public::Drop(scope, docs) if person || self.visits.is_some() => {
                self.judge_drop(scope, docs, entry)
            }
            Public::Discard(docs) if person || self.visits.is_some() => {
                self.judge_discard(docs, entry, front)
            }
            Public::Disown if person => allow(entry.author == self.key(subject)),
            Public::Receipt(receipt) if person || self.visits.is_some() => {
                let device = self.device(&entry.author).ok_or(Refusal::NotAllowed)?;
                if receipt.n == device.receipts {
                    Ok(())
                } else {
                    Err(Refusal::Receipt)
                }
            }
            _ => Err(Refusal::Misplaced),
        }
    }

    /// By managers; to those in office by owners, and to no owner.
    fn judge_nda(&self, text: &Hash, entry: &Entry, front: &FrontFold) -> Result<(), Refusal> {
        let office = front.office(&entry.chain, &entry.front);
        allow(front.manages(&entry.author, &entry.front) && office != Some(Office::Owner))?;
        allow(office.is_none() || front.owns(&entry.author, &entry.front))?;
        if self.nda == Some(*text) {
            Err(Refusal::Exists)
        } else {
            Ok(())
        }
    }
}
