//! What who takes over says to what it was given: yes to a list that it checked, no with a reason, and yes to an offer
//! only together with the list that both have signed.
//!
//! A list that verifies may still be somebody else's: whoever is in the room can write one in the seller's name and
//! sign it himself. So nothing is agreed to here but what the other party has signed, and nobody besides.

use ledger::ids::MemberId;
use serde::{Deserialize, Serialize};

use super::list::{Deviation, DeviationKind, LIST, read_list};
use super::pass::{HandoverTerms, listed, read_offer, text_of};
use super::said::{Made, Party, RoomNamed, Signatures, odd};
use crate::artefact::{Artefact, ArtefactError};
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;

/// The kind of a refusal of a list.
pub const REFUSAL: &str = "handover-refusal";

/// Why a list was not signed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ListRefusal {
    /// Of which room.
    pub room: RoomNamed,
    /// Who refuses, and when.
    pub made: Made,
    /// SHA-256 of the text of the list.
    pub list: String,
    /// In its own words.
    pub reason: String,
    /// What was not as it is listed: paths, each with how.
    pub differences: Vec<(String, String)>,
}

/// Ownership that passed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandedOver {
    /// Who owned it,
    pub from: MemberId,
    /// by the name on the card, where it is known here.
    pub from_name: Option<String>,
    /// Who owns it since,
    pub to: MemberId,
    /// likewise.
    pub to_name: Option<String>,
    /// The server's time.
    pub at: u64,
    /// Until when the former owner reads on; without it its access has ended.
    pub until: Option<u64>,
}

impl<H: Host> Room<H> {
    /// Whether a party is oneself.
    pub fn is_me(&self, party: &Party) -> Result<bool, Error> {
        Ok(self.own_party()? == *party)
    }

    /// Signs a list as the party that takes over. Refused unless who hands over has signed it, and nobody else.
    /// Whoever signs has checked it: [`Room::check_handover`].
    pub fn sign_handover_list(&self, list: &Artefact) -> Result<Artefact, Error> {
        self.judge_list(list)?;
        self.countersign_artefact(list)
    }

    /// Says, signed, why a list is not.
    pub fn refuse_handover_list(
        &self,
        list: &Artefact,
        reason: &str,
        found: &[Deviation],
    ) -> Result<Artefact, Error> {
        self.judge_list(list)?;
        let differences = found.iter();
        let refusal = ListRefusal {
            room: self.named(),
            made: self.party_made()?,
            list: text_of(list),
            reason: crate::names::text(reason),
            differences: differences
                .map(|one| (one.path.clone(), code(one.kind).to_owned()))
                .collect(),
        };
        self.sign_artefact(REFUSAL, &refusal)
    }

    /// Takes the room over, as [`Room::accept_handover`] does, where the offer names the very list that both have
    /// signed.
    pub async fn accept_listed_handover(
        &self,
        offer: &Artefact,
        list: &Artefact,
    ) -> Result<Artefact, Error> {
        let (terms, _) = read_offer(offer)?;
        names_list(&terms, list)?;
        self.accept_handover(offer).await
    }

    /// Every handover of this room, the first one first.
    pub fn handed_over(&self) -> Vec<HandedOver> {
        let name = |member: &MemberId| self.party(member).ok().map(|party| party.name);
        let handed = self.state.borrow().front.handovers().to_vec();
        let view = |one: &ledger::fold::Handed| HandedOver {
            from: one.over.from,
            from_name: name(&one.over.from),
            to: one.over.to,
            to_name: name(&one.over.to),
            at: one.time,
            until: one.over.until,
        };
        handed.iter().map(view).collect()
    }

    /// It is for oneself, and from who it says.
    fn judge_list(&self, list: &Artefact) -> Result<(), Error> {
        let (said, signed) = read_list(list)?;
        if list.room() != self.session.room || !self.is_me(&said.to)? {
            return Err(Error::NotAllowed);
        }
        match signed.from && signed.others.is_empty() {
            true => Ok(()),
            false => Err(ArtefactError::Signature.into()),
        }
    }
}

/// Reads a refusal. Refused itself unless who refuses has signed it, and nobody else. Needs no room.
pub fn read_refusal(artefact: &Artefact) -> Result<ListRefusal, ArtefactError> {
    let refusal: ListRefusal = artefact.read(REFUSAL)?;
    if refusal.room.id != artefact.room().to_string() {
        return Err(odd("another room"));
    }
    let signed = Signatures::of(artefact, &refusal.made.by, None);
    match signed.from && signed.others.is_empty() {
        true => Ok(refusal),
        false => Err(ArtefactError::Signature),
    }
}

/// Whether an offer is about exactly this list, which both of its parties have signed. Needs no room.
pub fn names_list(terms: &HandoverTerms, list: &Artefact) -> Result<(), ArtefactError> {
    let agreed = listed(list, &terms.from, &terms.to)?;
    match terms.list.as_ref() == Some(&agreed) {
        true => Ok(()),
        false => Err(ArtefactError::Payload(LIST.to_owned())),
    }
}

fn code(kind: DeviationKind) -> &'static str {
    match kind {
        DeviationKind::Missing => "missing",
        DeviationKind::Size => "size",
        DeviationKind::Content => "content",
        DeviationKind::Unreadable => "unreadable",
        DeviationKind::Name => "name",
        DeviationKind::Unlisted => "unlisted",
        DeviationKind::Totals => "totals",
    }
}
