//! Sharing: a member is entered, its grants sealed, its note left for it.
//!
//! A link or invite is a member like a person; what differs is where its keys come from
//! (a secret in the fragment) and what it may do. See [`crate::Room::invite`] and
//! [`crate::Room::link`].

use ledger::entry::{Manner, Member, MemberKind, Public, Rights};
use ledger::ids::{ChainId, DocId, MemberId, PublicKey, ScopeId};
use seal::card::LinkCard;
use seal::context::{Context, Kind};
use seal::fragment::{Fragment, LinkKind};
use seal::grant::{self, Grant, Terms};
use seal::link::LinkSecret;
use seal::passphrase::Kdf;
use seal::{Plain, sealbox};
use zeroize::Zeroizing;

use crate::body::{self, DropTo, Issued, KeyBytes, MemberNote, Principal, Way};
use crate::chains::append::Draft;
use crate::error::{Error, What};
use crate::home::make::{refer, rights};
use crate::host::Host;
use crate::information::gate::Who;
use crate::names::{self, BadName, MAX, hidden};
use crate::replay::State;
use crate::room::Room;

pub(crate) mod invite;
pub(crate) mod link;
pub(crate) mod links;
pub(crate) mod peek;
pub(crate) mod proposals;
pub(crate) mod visit;

/// An invite or link that was made.
#[derive(Debug)]
pub struct Invitation {
    /// The member that it is.
    pub member: MemberId,
    /// `/i` or `/l`.
    pub path: &'static str,
    /// The text after `#`: whoever has it has the access. Zeroed when dropped.
    pub fragment: Zeroizing<String>,
    /// When it ends; for an invite, until when it may be accepted.
    pub expires: Option<u64>,
}

/// A member that is about to be.
pub(crate) struct NewMember {
    pub(crate) kind: LinkKind,
    pub(crate) secret: LinkSecret,
    pub(crate) card: LinkCard,
    pub(crate) kdf: Option<Kdf>,
    /// What it gives at once.
    pub(crate) scopes: Vec<ScopeId>,
    pub(crate) label: String,
    pub(crate) what: String,
    pub(crate) docs: Vec<DocId>,
    pub(crate) expires: Option<u64>,
    pub(crate) join_by: Option<u64>,
    pub(crate) opens: Option<u32>,
    pub(crate) manner: Manner,
    pub(crate) drops: Option<DropTo>,
}

impl NewMember {
    pub(crate) fn id(&self) -> MemberId {
        ChainId(self.secret.chain_id())
    }

    /// Whom it would be, to be judged.
    pub(crate) fn who(&self, groups: &[Principal]) -> Who {
        Who {
            member: self.id(),
            link: self.kind == LinkKind::Link,
            view_only: self.manner.view_only,
            groups: groups.iter().copied().collect(),
        }
    }

    /// Whether both of its entries are there.
    pub(crate) fn is_made(&self, state: &State) -> bool {
        state
            .people
            .get(&self.id())
            .is_some_and(|note| note.fold.tip().head().next > 0)
    }
}

impl<H: Host> Room<H> {
    /// The entries that make a member, as far as they are missing.
    pub(crate) fn member_drafts(
        &self,
        state: &State,
        new: &NewMember,
    ) -> Result<Vec<Draft>, Error> {
        let (room, id) = (self.session.room, new.id());
        let mut drafts = Vec::new();
        if state.roster.member(&id).is_none() {
            let given = [ChainId::FRONT].iter().chain(&new.scopes);
            let grants: Vec<Grant> = given
                .map(|scope| self.grant(state, *scope, id, &new.card, new.expires))
                .collect::<Result<_, _>>()?;
            let member = Member {
                member: id,
                kind: match new.kind {
                    LinkKind::Invite => MemberKind::Invite,
                    LinkKind::Link => MemberKind::Link,
                },
                key: PublicKey(new.card.sign),
                state: Some(PublicKey(new.secret.state_key().public())),
                expires: new.expires,
                join_by: new.join_by,
                opens: new.opens,
                grants: grants
                    .iter()
                    .map(|grant| refer(grant, Rights::Read))
                    .collect(),
                manner: new.manner,
            };
            let (epoch, key) = state.current(&ChainId::ROSTER)?;
            let mut context = Context::new(Kind::Member, room.0, ChainId::ROSTER.0, epoch);
            context.id[..16].copy_from_slice(&id.0);
            let note = key.seal(&context, &self.note_for(new), &mut self.host.rng());
            let draft = Draft::new(ChainId::ROSTER, epoch, Public::Member(member), Some(note));
            let each = grants.iter();
            drafts.push(each.fold(draft, |draft, grant| draft.with(id, grant)));
        }
        let said = Issued {
            title: state.title.clone().unwrap_or_default(),
            what: new.what.clone(),
            sender: self.session.card()?.as_bytes().to_vec(),
            scopes: new.scopes.clone(),
            way: Some(Way {
                asks: new.manner.asks,
                view_only: new.manner.view_only,
            }),
            drops: new.drops.clone().map(|drops| vec![drops]),
        };
        let context = Context::new(Kind::Issued, room.0, id.0, 0);
        let note = sealbox::seal(
            &new.card.kem,
            &context,
            &body::encode(&said),
            &mut self.host.rng(),
        );
        drafts.push(Draft::new(id, 0, Public::Issued, Some(note)));
        Ok(drafts)
    }

    /// A grant of a scope's current key, to read, to a link's or invite's card.
    fn grant(
        &self,
        state: &State,
        scope: ScopeId,
        to: MemberId,
        card: &LinkCard,
        expires: Option<u64>,
    ) -> Result<Grant, Error> {
        let (epoch, key) = state.current(&scope)?;
        let terms = Terms {
            room: self.session.room.0,
            scope: scope.0,
            epoch,
            recipient: to.0,
            rights: rights(Rights::Read),
            expires,
        };
        Ok(grant::seal(
            &terms,
            key,
            &card.kem,
            &self.session.keys()?.sign,
        ))
    }

    fn note_for(&self, new: &NewMember) -> Plain {
        body::encode(&MemberNote {
            label: new.label.clone(),
            what: new.what.clone(),
            card: new.card.to_bytes(),
            passphrase: new.kdf.is_some(),
            docs: new.docs.clone(),
            state: KeyBytes::new(new.secret.state_key().expose()),
        })
    }

    /// The invitation, once both entries are in the state.
    pub(crate) fn invitation(&self, new: &NewMember) -> Result<Invitation, Error> {
        let state = self.state.borrow();
        let note = state
            .people
            .get(&new.id())
            .ok_or(Error::Tampered(What::Answer))?;
        let fragment = Fragment {
            kind: new.kind,
            room: self.session.room.0,
            secret: new.secret.clone(),
            first: note.first.0,
            kdf: new.kdf,
            origin: None,
        };
        Ok(Invitation {
            member: new.id(),
            path: fragment.path(),
            fragment: fragment.encode(),
            expires: new.join_by.or(new.expires),
        })
    }

    /// What a folder is called to those it is shared with.
    pub(crate) fn folder_name(&self, folder: &ScopeId) -> String {
        let state = self.state.borrow();
        match state.folder_name(folder) {
            name if name.is_empty() => state.title.clone().unwrap_or_default(),
            name => names::safe(&name),
        }
    }
}

/// Checks a label: for oneself, so it may be empty.
pub(crate) fn check_label(label: &str) -> Result<(), BadName> {
    if label.len() > MAX {
        return Err(BadName::Long);
    }
    if label.contains(hidden) {
        Err(BadName::Control)
    } else {
        Ok(())
    }
}
