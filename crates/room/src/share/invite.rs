//! Invites: whoever holds one becomes a member, once.
//!
//! With approval an invite gives nothing but the way in: who joins is seen by its safety words, and
//! gets what is planned for it when a manager has compared them.

use ledger::entry::Manner;
use ledger::ids::{Hash, MemberId, ScopeId};
use seal::fragment::LinkKind;
use seal::identity::Fingerprint;
use seal::link::LinkSecret;

use crate::body::{Level, Op, Principal};
use crate::error::{Error, What};
use crate::host::Host;
use crate::information::gate::Newcomer;
use crate::replay::State;
use crate::room::Room;
use crate::share::{Invitation, NewMember, check_label};

/// What an invite gives, and how.
#[derive(Debug, Clone, Default)]
pub struct InviteTerms<'a> {
    /// What the issuer calls it.
    pub label: &'a str,
    /// Folders to read.
    pub folders: Vec<ScopeId>,
    /// Groups that the newcomer comes into.
    pub groups: Vec<Principal>,
    /// Whether a manager has to approve who joins.
    pub approval: bool,
    /// Reads every chain, without the content that it is not given.
    pub audits: bool,
    /// Saves and prints nothing.
    pub view_only: bool,
    /// No joining from this millisecond on.
    pub join_by: u64,
    /// Refused from this millisecond on.
    pub expires: Option<u64>,
}

impl<H: Host> Room<H> {
    /// Makes an invite that gives a folder to read: to be accepted before `join_by`, and held
    /// until `expires`, if that is said.
    pub async fn invite(
        &self,
        folder: ScopeId,
        label: &str,
        join_by: u64,
        expires: Option<u64>,
    ) -> Result<Invitation, Error> {
        self.invite_with(&InviteTerms {
            label,
            folders: vec![folder],
            join_by,
            expires,
            ..InviteTerms::default()
        })
        .await
    }

    /// Makes an invite.
    pub async fn invite_with(&self, terms: &InviteTerms<'_>) -> Result<Invitation, Error> {
        self.judge_manager()?;
        let new = self.new_invite(terms)?;
        self.append(|state| {
            if new.is_made(state) {
                let asked = self.ask_new(state, &new.id(), &new.card.kem);
                Ok(asked.into_iter().collect())
            } else {
                self.judge_invite(state, &new, terms)?;
                self.member_drafts(state, &new)
            }
        })
        .await?;
        let changes = plans(&new.id(), terms);
        if !changes.is_empty() {
            self.decide(&changes).await?;
            self.settle().await?;
        }
        self.invitation(&new)
    }

    /// Refuses an invite that gives at once, by itself or by a group, what is not to be given. One that waits for
    /// approval is judged then.
    pub(crate) fn judge_invite(
        &self,
        state: &State,
        new: &NewMember,
        terms: &InviteTerms<'_>,
    ) -> Result<(), Error> {
        let newcomer = Newcomer {
            who: new.who(&terms.groups),
            scopes: &new.scopes,
            docs: &[],
        };
        match terms.approval || state.roster.member(&new.id()).is_some() {
            true => Ok(()),
            false => self.judge_newcomer(state, &newcomer, &[]),
        }
    }

    /// Who is invited, before anything is written.
    pub(crate) fn new_invite(&self, terms: &InviteTerms<'_>) -> Result<NewMember, Error> {
        check_label(terms.label)?;
        if terms.join_by <= self.now() || terms.expires.is_some_and(|end| end <= self.now()) {
            return Err(Error::Expired);
        }
        let secret = LinkSecret::make(&mut self.host.rng());
        let names: Vec<String> = terms
            .folders
            .iter()
            .map(|folder| self.folder_name(folder))
            .collect();
        let given = if terms.approval {
            &[][..]
        } else {
            &terms.folders
        };
        Ok(NewMember {
            kind: LinkKind::Invite,
            card: secret.keys().card(),
            secret,
            kdf: None,
            scopes: given.to_vec(),
            manner: Manner {
                view_only: terms.view_only,
                audits: terms.audits,
                ..Manner::default()
            },
            label: terms.label.to_owned(),
            what: names.join(" + "),
            docs: Vec::new(),
            expires: terms.expires,
            join_by: Some(terms.join_by),
            opens: None,
            drops: None,
        })
    }

    /// Gives a newcomer what is planned for it. `seen` is who the manager compared the safety words of: if
    /// it is another one by now, nothing is given.
    pub async fn approve(&self, member: &MemberId, seen: &Fingerprint) -> Result<(), Error> {
        self.judge_manager()?;
        let card = {
            let state = self.state.borrow();
            let note = state.people.get(member).ok_or(Error::NotFound)?;
            let card = note.card.as_ref().ok_or(Error::Tampered(What::Card))?;
            if card.fingerprint() != *seen || state.is_other(member) {
                return Err(Error::KeyChanged);
            }
            Hash::of(card.as_bytes())
        };
        let me = Principal::member(member);
        self.apply(&[Op::Await(me, false, Some(card))]).await
    }
}

/// What the plan says of one who is invited.
pub(crate) fn plans(id: &MemberId, terms: &InviteTerms<'_>) -> Vec<Op> {
    let me = Principal::member(id);
    let mut changes = Vec::new();
    if terms.approval {
        changes.push(Op::Await(me, true, None));
        let rule = |folder: &ScopeId| Op::Access(me, *folder, Some(Level::Read));
        changes.extend(terms.folders.iter().map(rule));
    }
    let belongs = |group: &Principal| Op::Belongs(me, *group, true);
    changes.extend(terms.groups.iter().map(belongs));
    changes
}
