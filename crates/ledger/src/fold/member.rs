//! The chain of a person, an invite, a link, or a visitor's device.

mod drops;
mod join;
mod judge;

use std::collections::{BTreeMap, BTreeSet};

use drops::Drops;

use super::front::FrontFold;
use super::{shape, tip::Tip};
use crate::entry::{GrantRef, Join, MemberKind, Public, Receipt, ScopeEpoch};
use crate::ids::{ChainId, Hash, MemberId, PublicKey, RoomId, ScopeId};
use crate::limits;
use crate::refusal::Refusal;
use crate::signed::Verified;

pub use drops::Dropped;
pub(super) use join::covers;

/// The state of one member's or visitor's chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MemberFold {
    tip: Tip,
    issued: bool,
    joined: Option<Join>,
    joined_at: u64,
    visits: Option<MemberId>,
    devices: BTreeMap<PublicKey, Device>,
    receipts: BTreeMap<u64, Taken>,
    nda: Option<Hash>,
    agreed: BTreeMap<Hash, u64>,
    disowned: Option<u64>,
    drops: Drops,
    withdrawn: BTreeSet<ScopeId>,
    sendto: Option<Sendto>,
}

/// Where the member was told last that it may drop documents.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sendto {
    /// Who told it.
    pub by: PublicKey,
    /// The scopes, at the epochs whose public halves it was told.
    pub scopes: Vec<ScopeEpoch>,
}

/// A device that signs requests and receipts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Device {
    /// The entry that certified it.
    pub from: u64,
    /// The entry that revoked it.
    pub revoked: Option<u64>,
    /// The number of its next receipt.
    pub receipts: u64,
}

/// A receipt that was taken into the chain.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    /// The device that signed it.
    pub device: PublicKey,
    /// What it says.
    pub receipt: Receipt,
    /// The server's time of the entry.
    pub time: u64,
}

/// What the roster says of the member whose chain is judged; for a visitor's chain, of its link.
///
/// The owner is known from the front, and a member knows itself, without the roster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subject<'a> {
    /// The member's chain.
    pub member: MemberId,
    /// Person, invite or link.
    pub kind: MemberKind,
    /// Its room key; an invite's before it is replaced.
    pub key: PublicKey,
    /// Invites: no joining from this millisecond on.
    pub join_by: Option<u64>,
    /// Every grant that it ever got, by which a join is judged; `None` where the roster is not read.
    pub grants: Option<&'a [GrantRef]>,
}

impl MemberFold {
    /// A chain that has no entry yet.
    pub fn new(room: RoomId, chain: ChainId) -> Self {
        Self {
            tip: Tip::empty(room, chain),
            issued: false,
            joined: None,
            joined_at: 0,
            visits: None,
            devices: BTreeMap::new(),
            receipts: BTreeMap::new(),
            nda: None,
            agreed: BTreeMap::new(),
            disowned: None,
            drops: Drops::default(),
            withdrawn: BTreeSet::new(),
            sendto: None,
        }
    }

    /// The end of the chain.
    pub fn tip(&self) -> &Tip {
        &self.tip
    }

    /// How an invite was taken, and the server's time of it.
    pub fn joined(&self) -> Option<(&Join, u64)> {
        self.joined.as_ref().map(|join| (join, self.joined_at))
    }

    /// A visitor's chain: the link that it opens.
    pub fn visits(&self) -> Option<MemberId> {
        self.visits
    }

    /// Every device ever certified.
    pub fn devices(&self) -> &BTreeMap<PublicKey, Device> {
        &self.devices
    }

    /// The device to revoke so that another one may be certified: none while there is room, then the
    /// one that was certified first.
    pub fn oldest_of_full(&self) -> Option<PublicKey> {
        let held = || {
            let all = self.devices.iter();
            all.filter(|(_, device)| device.revoked.is_none())
        };
        let oldest = held().min_by_key(|(_, device)| device.from);
        oldest
            .map(|(key, _)| *key)
            .filter(|_| held().count() >= limits::DEVICES)
    }

    /// A device that is certified and not revoked.
    pub fn device(&self, key: &PublicKey) -> Option<&Device> {
        self.devices
            .get(key)
            .filter(|device| device.revoked.is_none())
    }

    /// The receipt at this place of the chain.
    pub fn receipt(&self, seq: u64) -> Option<&Taken> {
        self.receipts.get(&seq)
    }

    /// Every receipt, with its place in the chain.
    pub fn receipts(&self) -> &BTreeMap<u64, Taken> {
        &self.receipts
    }

    /// The text that was asked for last.
    pub fn nda(&self) -> Option<Hash> {
        self.nda
    }

    /// Whether exactly this text was agreed to here.
    pub fn has_agreed(&self, text: &Hash) -> bool {
        self.agreed.contains_key(text)
    }

    /// Every text that was agreed to, with the place in the chain.
    pub fn agreed(&self) -> &BTreeMap<Hash, u64> {
        &self.agreed
    }

    /// The text that is asked for here and was not agreed to here.
    pub fn owes(&self) -> Option<Hash> {
        self.nda.filter(|text| !self.has_agreed(text))
    }

    /// The server's time from which on the member itself says that it is not to be believed.
    pub fn disowned(&self) -> Option<u64> {
        self.disowned
    }

    /// The scopes of which the member was told that it no longer holds them; one that is granted again
    /// stays here.
    pub fn withdrawn(&self) -> &BTreeSet<ScopeId> {
        &self.withdrawn
    }

    /// Where the member was told last that it may drop documents.
    pub fn sendto(&self) -> Option<&Sendto> {
        self.sendto.as_ref()
    }

    /// The key that speaks for the member now: an invite's own until somebody joined.
    pub fn key(&self, subject: &Subject<'_>) -> PublicKey {
        self.joined.as_ref().map_or(subject.key, |join| join.key)
    }

    /// Judges the chain's next entry.
    pub fn judge(
        &self,
        verified: &Verified,
        time: u64,
        front: &FrontFold,
        subject: &Subject<'_>,
    ) -> Result<(), Refusal> {
        let entry = verified.entry();
        if shape::is_fixed(entry.chain) {
            return Err(Refusal::Misplaced);
        }
        front.judge_place(&self.tip, entry, time)?;
        shape::judge(entry)?;
        // what is dropped is sealed to a scope, at the epoch that the gate compares
        if entry.epoch != 0 && !matches!(entry.public, Public::Drop(..)) {
            return Err(Refusal::Epoch);
        }
        let visitor = self.visits.is_some() || matches!(entry.public, Public::Visitor(..));
        if !visitor && entry.chain != subject.member {
            return Err(Refusal::Elsewhere);
        }
        if self.visits.is_some_and(|link| link != subject.member) {
            return Err(Refusal::Elsewhere);
        }
        self.judge_kind(entry, time, front, subject)?;
        front.judge_policy(entry, Some(&subject.member))
    }

    /// Takes in an entry that was judged.
    pub fn apply(&mut self, verified: &Verified, time: u64) {
        let entry = verified.entry();
        match &entry.public {
            Public::Issued => self.issued = true,
            Public::Visitor(link, device) => {
                self.visits = Some(*link);
                self.certify(*device, entry.seq);
            }
            Public::Join(join) => {
                self.certify(join.device, entry.seq);
                self.joined = Some(join.clone());
                self.joined_at = time;
            }
            Public::Device(device) => self.certify(*device, entry.seq),
            Public::Undevice(device) => {
                if let Some(device) = self.devices.get_mut(device) {
                    device.revoked = Some(entry.seq);
                }
            }
            Public::Withdrawn(scopes) => self.withdrawn.extend(scopes),
            Public::Sendto(scopes) => {
                self.sendto = Some(Sendto {
                    by: entry.author,
                    scopes: scopes.clone(),
                });
            }
            Public::Nda(text) => self.nda = Some(*text),
            Public::Agree(text, _) => drop(self.agreed.insert(*text, entry.seq)),
            Public::Disown => self.disowned = Some(time),
            Public::Drop(scope, docs) => self.drops.add(*scope, docs, entry),
            Public::Discard(docs) => self.drops.discard(docs, entry.seq),
            Public::Receipt(receipt) => {
                if let Some(device) = self.devices.get_mut(&entry.author) {
                    device.receipts += 1;
                }
                let receipt = receipt.clone();
                self.receipts.insert(
                    entry.seq,
                    Taken {
                        device: entry.author,
                        receipt,
                        time,
                    },
                );
            }
            _ => {}
        }
        self.tip.advance(verified, time);
    }

    /// Judges and takes in the chain's next entry.
    pub fn accept(
        &mut self,
        verified: &Verified,
        time: u64,
        front: &FrontFold,
        subject: &Subject<'_>,
    ) -> Result<(), Refusal> {
        self.judge(verified, time, front, subject)?;
        self.apply(verified, time);
        Ok(())
    }

    fn certify(&mut self, device: PublicKey, from: u64) {
        self.devices.insert(
            device,
            Device {
                from,
                revoked: None,
                receipts: 0,
            },
        );
    }
}

fn allow(yes: bool) -> Result<(), Refusal> {
    if yes {
        Ok(())
    } else {
        Err(Refusal::NotAllowed)
    }
}
