//! What every paper of a handover says: of which room it is, who made it and when, and who the parties are.

use ledger::ids::{MemberId, PublicKey};
use seal::card::Card;
use serde::{Deserialize, Serialize};

use crate::artefact::{Artefact, ArtefactError, Signer};
use crate::chains::reconcile::person_key;
use crate::dates::utc;
use crate::error::Error;
use crate::hex::hex;
use crate::host::Host;
use crate::room::Room;

/// A room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct RoomNamed {
    /// In hex.
    pub id: String,
    /// As it is called now.
    pub title: String,
}

/// A person of the room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Party {
    /// The name on the card, which nobody vouches for.
    pub name: String,
    /// In hex; compared as safety words.
    pub fingerprint: String,
    /// The key in the room, in hex.
    pub key: String,
    /// The member's chain, in hex.
    pub member: String,
}

/// Who made a paper, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Made {
    /// By the maker's clock: RFC 3339, in UTC.
    pub at: String,
    /// Who.
    pub by: Party,
}

/// Who of two parties has signed a paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signatures {
    /// Who hands over.
    pub from: bool,
    /// Who takes over.
    pub to: bool,
    /// Others, whose signatures say nothing for either of them.
    pub others: Vec<Signer>,
}

impl Signatures {
    /// Both, and nobody else.
    pub fn is_complete(&self) -> bool {
        self.from && self.to && self.others.is_empty()
    }

    pub(super) fn of(artefact: &Artefact, from: &Party, to: Option<&Party>) -> Self {
        let signers = artefact.signers();
        let signed = |party: &Party| signers.iter().any(|signer| party.is(signer));
        let party = |signer: &Signer| from.is(signer) || to.is_some_and(|to| to.is(signer));
        Self {
            from: signed(from),
            to: to.is_some_and(signed),
            others: signers
                .iter()
                .filter(|signer| !party(signer))
                .cloned()
                .collect(),
        }
    }
}

impl Party {
    /// Whether that is who signed: by the key in the room, and by the card that goes with it.
    pub fn is(&self, signer: &Signer) -> bool {
        let (key, who) = (signer.key.to_string(), hex(&signer.fingerprint.0));
        self.key == key && self.fingerprint == who
    }

    fn of(card: &Card, key: &PublicKey, member: &MemberId) -> Self {
        Self {
            name: card.name().to_owned(),
            fingerprint: hex(&card.fingerprint().0),
            key: key.to_string(),
            member: member.to_string(),
        }
    }
}

/// A text that says something else than it should.
pub(super) fn odd(what: &str) -> ArtefactError {
    ArtefactError::Payload(what.to_owned())
}

impl<H: Host> Room<H> {
    /// Oneself, as a party.
    pub(super) fn own_party(&self) -> Result<Party, Error> {
        let card = self.session.card()?;
        let key = PublicKey(*card.sign_key());
        Ok(Party::of(card, &key, &self.session.member))
    }

    /// Another person who joined, as a party; the founder's card is the title's.
    pub(super) fn party(&self, member: &MemberId) -> Result<Party, Error> {
        if *member == self.session.member {
            return self.own_party();
        }
        let state = self.state.borrow();
        let key = person_key(&state, member).ok_or(Error::NotFound)?;
        let founder = state
            .owner
            .as_ref()
            .filter(|_| *member == state.front.founder());
        let card = state.card(member).or(founder).ok_or(Error::NotFound)?;
        if *card.sign_key() != key.0 {
            return Err(Error::KeyChanged);
        }
        Ok(Party::of(card, &key, member))
    }

    pub(super) fn named(&self) -> RoomNamed {
        let state = self.state.borrow();
        RoomNamed {
            id: state.room().to_string(),
            title: state.title.clone().unwrap_or_default(),
        }
    }

    pub(super) fn party_made(&self) -> Result<Made, Error> {
        Ok(Made {
            at: utc(self.now()),
            by: self.own_party()?,
        })
    }
}
