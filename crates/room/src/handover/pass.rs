//! Ownership passes. The seller signs the room over to somebody who manages it by then; nothing changes until that
//! one accepts, by one entry in the front that bears both signatures: from it on the buyer owns and the seller holds
//! no office. What was agreed of the seller's access afterwards stands in the same entry, and every manager's program
//! brings it about ([`Room::settle`]): an end and new keys, or a date.
//!
//! ```text
//! seller   appoint(buyer, Manager)        the keys
//! seller   offer_handover -> artefact     the terms, signed; over with the buyer's office
//! buyer    accept_handover(artefact)      Handover in the front; then End or Dates, rotation, grants
//! ```

use ledger::Parties;
use ledger::entry::{Handover, Office, Public};
use ledger::ids::{ChainId, Hash, MemberId, PublicKey, ScopeId, Signature};
use seal::sign::Message;
use serde::{Deserialize, Serialize};

use super::list::{LIST, ListedFolder, read_list};
use super::said::{Made, Party, RoomNamed, Signatures, odd};
use crate::access::Tree;
use crate::artefact::{Artefact, ArtefactError};
use crate::body::{Level, Op, Principal};
use crate::chains::append::Draft;
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::replay::State;
use crate::room::Room;

/// The kind of a signed offer.
pub const OFFER: &str = "handover-offer";
/// The kind of what the seller says of its own copies.
pub const STATEMENT: &str = "seller-destruction-statement";

/// What both agree to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HandoverTerms {
    /// Of which room.
    pub room: RoomNamed,
    /// Who wrote them, and when.
    pub made: Made,
    /// Who owns, and signs the room over.
    pub from: Party,
    /// Who takes it.
    pub to: Party,
    /// The front's entries when the taker got the office that it has: another appointment is another offer.
    pub since: u64,
    /// SHA-256 of the text of the list that both have signed.
    pub list: Option<String>,
    /// What becomes of the seller's access.
    pub afterwards: Afterwards,
}

/// What becomes of the seller's access.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Afterwards {
    /// It ends, and every key that the seller held is changed.
    Ends,
    /// The seller reads on, these folders and what is below them, and nothing else.
    #[serde(rename_all = "kebab-case")]
    Stays {
        /// Until when, in milliseconds since 1970,
        until: u64,
        /// and for people: RFC 3339, in UTC.
        until_date: String,
        /// Which folders.
        folders: Vec<ListedFolder>,
        /// Why.
        reason: String,
    },
}

/// What the offer's artefact says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HandoverOffer {
    /// Of which room.
    pub room: RoomNamed,
    /// Who made it, and when.
    pub made: Made,
    /// The terms as a JSON text, whose SHA-256 is signed and stands in the entry.
    pub terms: String,
    /// The seller's signature for the entry, in hex.
    pub signature: String,
}

/// What a seller says of its own copies of what it handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct SellerStatement {
    /// Of which room.
    pub room: RoomNamed,
    /// Who says it, and when.
    pub made: Made,
    /// SHA-256 of the text of the list of what was handed over.
    pub list: Option<String>,
    /// Whether it was done; otherwise it is an undertaking.
    pub done: bool,
    /// Which copies, and how they are destroyed.
    pub copies: Vec<(String, String)>,
    /// What is kept, and why.
    pub kept: Vec<(String, String)>,
}

impl<H: Host> Room<H> {
    /// Signs the room over to somebody who manages it. Nothing changes by it. `list`: what both have signed.
    pub async fn offer_handover(
        &self,
        to: &MemberId,
        list: Option<&Artefact>,
        afterwards: Stay<'_>,
    ) -> Result<Artefact, Error> {
        self.refresh().await?;
        let (made, from, taker) = (self.party_made()?, self.own_party()?, self.party(to)?);
        let list = list.map(|list| listed(list, &from, &taker)).transpose()?;
        let afterwards = self.afterwards(&afterwards)?;
        let state = self.state.borrow();
        let head = state.front.head();
        let manages = state.front.office(to, &head) >= Some(Office::Manager);
        let since = state.front.office_since(to, &head);
        let Some(since) = since.filter(|_| manages && self.is_owner(&state)) else {
            return Err(Error::NotAllowed);
        };
        if *to == self.session.member {
            return Err(Error::NotAllowed);
        }
        drop(state);
        let terms = HandoverTerms {
            room: self.named(),
            made: made.clone(),
            from,
            to: taker,
            since,
            list,
            afterwards,
        };
        let text = serde_json::to_string(&terms).map_err(|e| odd(&e.to_string()))?;
        let (mut over, parties) = terms.entry(&text, Signature([0; 64]))?;
        let statement = over.statement(&self.session.room, &parties);
        let signed = self
            .session
            .keys()?
            .sign
            .sign(Message::Handover(&statement));
        over.signature = Signature(signed.map_err(|_| ArtefactError::Malformed)?);
        let offer = HandoverOffer {
            room: self.named(),
            made,
            terms: text,
            signature: over.signature.to_string(),
        };
        self.sign_artefact(OFFER, &offer)
    }

    /// Takes the room over as it was offered: from then on one owns it. Whatever is left to be done is done by this
    /// program and every other manager's, now or when it opens the room. Answers the offer with both signatures.
    pub async fn accept_handover(&self, offer: &Artefact) -> Result<Artefact, Error> {
        self.refresh().await?;
        let (terms, _) = read_offer(offer)?;
        let said: HandoverOffer = offer.read(OFFER)?;
        let (over, _) = terms.signed(&said)?;
        let me = self.own_party()?;
        if offer.room() != self.session.room || terms.to != me {
            return Err(Error::NotAllowed);
        }
        if over.until.is_some_and(|until| until <= self.now()) {
            return Err(Error::Expired);
        }
        // before the entry: from it on the seller holds what these rules give, and nothing else
        let rules = {
            let state = self.state.borrow();
            match self.passed(&state, &over, &terms)? {
                true => Vec::new(),
                false => rules(&state, &terms)?,
            }
        };
        if !rules.is_empty() {
            self.apply(&rules).await?;
        }
        self.append(|state| {
            if self.passed(state, &over, &terms)? {
                return Ok(Vec::new());
            }
            let public = Public::Handover(over.clone());
            Ok(vec![Draft::new(ChainId::FRONT, 0, public, None)])
        })
        .await?;
        self.settle().await?;
        self.countersign_artefact(offer)
    }

    /// Says and signs what becomes, or became, of one's own copies.
    pub fn destruction_statement(
        &self,
        list: Option<&Artefact>,
        done: bool,
        copies: &[(String, String)],
        kept: &[(String, String)],
    ) -> Result<Artefact, Error> {
        let list = list.map(|list| {
            read_list(list)?;
            Ok::<_, ArtefactError>(text_of(list))
        });
        let statement = SellerStatement {
            room: self.named(),
            made: self.party_made()?,
            list: list.transpose()?,
            done,
            copies: copies.to_vec(),
            kept: kept.to_vec(),
        };
        self.sign_artefact(STATEMENT, &statement)
    }

    /// Whether it was accepted; refused if it cannot be any more.
    fn passed(&self, state: &State, over: &Handover, terms: &HandoverTerms) -> Result<bool, Error> {
        let front = &state.front;
        if front.handovers().iter().any(|done| done.over == *over) {
            return Ok(true);
        }
        let head = front.head();
        let giver = PublicKey::parse(&terms.from.key).map_err(|_| odd("a key"))?;
        let owns = front.officer(&giver, &head) == Some((over.from, Office::Owner));
        let since = front.office_since(&over.to, &head) == Some(terms.since);
        match owns && since && self.is_manager(state) {
            true => Ok(false),
            // taken back, or the seller is no owner any more
            false => Err(Error::Decided),
        }
    }

    /// What is left to be done of handovers: entries in the roster, as they were agreed. An owner's later word about
    /// the former one's office goes before.
    pub(crate) fn handed_drafts(&self, state: &State) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        for handed in state.front.handovers() {
            let from = &handed.over.from;
            let mut held = state.front.certificates().iter();
            let later = held.any(|held| held.member == *from && held.from > handed.seq);
            let Some(member) = state.roster.member(from).filter(|_| !later) else {
                continue;
            };
            match handed.over.until {
                _ if member.ended.is_some() => {}
                None => drafts.extend(self.end_drafts(state, from)?),
                Some(until) if member.member.expires.is_none() => {
                    // its grants are sealed again with that end by reconciling, which takes the office's first
                    drafts.extend(self.dates_draft(state, member, Some(until))?);
                }
                Some(_) => {}
            }
        }
        Ok(drafts)
    }

    fn afterwards(&self, stay: &Stay<'_>) -> Result<Afterwards, Error> {
        let Stay::Reads {
            until,
            folders,
            reason,
        } = *stay
        else {
            return Ok(Afterwards::Ends);
        };
        let view = self.view();
        let known = |id: &ScopeId| view.folders.iter().any(|folder| folder.id == *id);
        if folders.is_empty() || !folders.iter().all(known) {
            return Err(Error::NotFound);
        }
        if until <= self.now() {
            return Err(Error::Expired);
        }
        let named = |id: &ScopeId| ListedFolder {
            scope: id.to_string(),
            path: view.path(id).join("/"),
        };
        Ok(Afterwards::Stays {
            until,
            until_date: utc(until),
            folders: folders.iter().map(named).collect(),
            reason: crate::names::text(reason),
        })
    }
}

/// What is offered of the seller's own access.
#[derive(Debug, Clone, Copy)]
pub enum Stay<'a> {
    /// It ends.
    Ends,
    /// It reads on.
    Reads {
        /// Until when.
        until: u64,
        /// What.
        folders: &'a [ScopeId],
        /// Why.
        reason: &'a str,
    },
}

/// Reads a signed offer: its terms, and who has signed the paper. Refused unless the seller has signed exactly
/// these terms for the entry, too. Needs no room.
pub fn read_offer(artefact: &Artefact) -> Result<(HandoverTerms, Signatures), ArtefactError> {
    let offer: HandoverOffer = artefact.read(OFFER)?;
    let terms: HandoverTerms =
        serde_json::from_str(&offer.terms).map_err(|e| odd(&e.to_string()))?;
    let room = artefact.room().to_string();
    if offer.room.id != room || terms.room.id != room {
        return Err(odd("another room"));
    }
    let (over, parties) = terms.signed(&offer)?;
    if !over.is_signed(&artefact.room(), &parties) {
        return Err(ArtefactError::Signature);
    }
    let signed = Signatures::of(artefact, &terms.from, Some(&terms.to));
    match signed.from {
        true => Ok((terms, signed)),
        false => Err(ArtefactError::Signature),
    }
}

impl HandoverTerms {
    fn signed(&self, offer: &HandoverOffer) -> Result<(Handover, Parties), ArtefactError> {
        let signature = Signature::parse(&offer.signature).map_err(|_| odd("a signature"))?;
        self.entry(&offer.terms, signature)
    }

    /// What they say for the front.
    fn entry(
        &self,
        text: &str,
        signature: Signature,
    ) -> Result<(Handover, Parties), ArtefactError> {
        let member = |party: &Party| ChainId::parse(&party.member).map_err(|_| odd("a member"));
        let key = |party: &Party| PublicKey::parse(&party.key).map_err(|_| odd("a key"));
        let over = Handover {
            from: member(&self.from)?,
            to: member(&self.to)?,
            until: match self.afterwards {
                Afterwards::Ends => None,
                Afterwards::Stays { until, .. } => Some(until),
            },
            terms: Hash::of(text.as_bytes()),
            signature,
        };
        let parties = Parties {
            giver: key(&self.from)?,
            taker: key(&self.to)?,
            since: self.since,
        };
        Ok((over, parties))
    }
}

/// SHA-256 of an artefact's text.
pub(super) fn text_of(artefact: &Artefact) -> String {
    Hash::of(artefact.payload().as_bytes()).to_string()
}

/// The hash of a list that both of these have signed.
pub(super) fn listed(list: &Artefact, from: &Party, to: &Party) -> Result<String, ArtefactError> {
    let (said, signed) = read_list(list)?;
    match signed.is_complete() && said.from == *from && said.to == *to {
        true => Ok(text_of(list)),
        false => Err(ArtefactError::Payload(LIST.to_owned())),
    }
}

/// Rules that leave the former owner what it is to keep, and nothing else: of its own they go before its groups'.
fn rules(state: &State, terms: &HandoverTerms) -> Result<Vec<Op>, Error> {
    let Afterwards::Stays { folders, .. } = &terms.afterwards else {
        return Ok(Vec::new());
    };
    let from = ChainId::parse(&terms.from.member).map_err(|_| odd("a member"))?;
    let me = Principal::member(&from);
    let kept: Result<Vec<ScopeId>, _> = folders
        .iter()
        .map(|folder| ChainId::parse(&folder.scope).map_err(|_| odd("a folder")))
        .collect();
    let kept = kept?;
    let tree = Tree::of(state, &state.plan);
    if !kept.iter().all(|id| tree.knows(id)) {
        return Err(Error::NotFound);
    }
    // at the top, where nothing comes down from above, and where something was said of it before
    let entered = state.roster.member(&from).into_iter();
    let entered = entered.flat_map(|member| member.member.grants.iter().map(|grant| grant.scope));
    let said = state.plan.access.keys().filter(|(who, _)| *who == me);
    let shut = tree.below(None).iter().copied();
    let shut = shut.chain(state.plan.closed.iter().copied());
    let shut = shut.chain(entered).chain(said.map(|(_, scope)| *scope));
    let mut wanted: std::collections::BTreeMap<ScopeId, Level> = shut
        .filter(|id| tree.knows(id) && !tree.clean().contains(id))
        .map(|id| (id, Level::Nothing))
        .collect();
    wanted.extend(kept.into_iter().map(|id| (id, Level::Read)));
    let missing = |(id, level): &(ScopeId, Level)| state.plan.access.get(&(me, *id)) != Some(level);
    let ops = wanted.into_iter().filter(missing);
    Ok(ops
        .map(|(id, level)| Op::Access(me, id, Some(level)))
        .collect())
}
