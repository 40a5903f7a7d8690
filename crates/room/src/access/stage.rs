//! Folders with a key of their own: prepared and not disclosed yet, or a clean team's.
//!
//! A prepared folder lies under no other one's key, so whoever holds its place sees neither name, nor number,
//! nor gap. The desk has its key: every manager prepares it, and it is disclosed by granting it. A clean
//! team's key the desk does not have: only who was granted it holds it, the manager who made it first of all
//! (see [`crate::access::clean`]).

use std::collections::BTreeMap;

use ledger::entry::{Epoch, Office, Public, Rights};
use ledger::ids::{ChainId, PublicKey, ScopeId};
use seal::context::{Context, Kind};
use seal::grant::{self, Terms};
use seal::scope::ScopeKey;

use crate::access::clean::granters;
use crate::body::{self, ApartBody, EpochBody, Keys, Level, Marking, Op, Principal, ScopeKeyOf};
use crate::chains::append::Draft;
use crate::chains::reconcile::grants_drafts;
use crate::error::Error;
use crate::home::make::rights;
use crate::host::{Host, random};
use crate::names;
use crate::replay::{Source, State};
use crate::room::Room;

/// The highest number of a stage.
pub(crate) const MAX_STAGE: u32 = 99;

/// A folder, or a document's own scope, that is about to be.
pub(crate) struct New {
    pub(crate) id: ScopeId,
    pub(crate) key: ScopeKey,
    pub(crate) name: String,
    /// It is a document's.
    pub(crate) apart: bool,
    /// How what comes into it is classified.
    pub(crate) marks: Marking,
}

impl<H: Host> Room<H> {
    /// Makes a folder that nobody but managers holds, at a place that only they see.
    pub async fn prepare_folder(&self, place: ScopeId, name: &str) -> Result<ScopeId, Error> {
        self.prepare_stage(place, name, None).await
    }

    /// As [`Room::prepare_folder`], for a stage: what is disclosed together has one number.
    pub async fn prepare_stage(
        &self,
        place: ScopeId,
        name: &str,
        stage: Option<u32>,
    ) -> Result<ScopeId, Error> {
        let new = self.new_folder(name)?;
        self.judge_place(&place)?;
        let mut plan = vec![Op::Place(new.id, Some(place)), Op::Closed(new.id, true)];
        plan.extend(stage.map(|stage| Op::Stage(new.id, Some(stage))));
        crate::access::plan::check(&plan)?;
        self.make_kept(&new, &plan).await?;
        Ok(new.id)
    }

    /// Makes a clean team's folder: its key is this manager's alone, until it is granted, and nobody else's word
    /// counts in it.
    pub async fn clean_folder(&self, name: &str) -> Result<ScopeId, Error> {
        let new = self.new_folder(name)?;
        let (me, key) = (
            self.session.member,
            PublicKey(self.session.keys()?.sign.public()),
        );
        let who = Principal::member(&me);
        let plan = [
            Op::Closed(new.id, true),
            Op::Access(who, new.id, Some(Level::Write)),
        ];
        let from = self.state.borrow().roster.tip().head().next;
        self.append(|state| {
            let mut drafts = Vec::new();
            if !self.is_begun(state, &new.id) {
                drafts.push(self.first_epoch(&new));
            }
            if !state.is_named(&new.id) {
                let list = granters(&BTreeMap::from([(me, key)]));
                drafts.push(Draft::new(new.id, 0, list, None));
            }
            if !state.plans.range(from..).any(|(_, said)| said.ops == plan) {
                drafts.push(self.plan_draft(state, plan.to_vec())?);
            }
            // what is planned for it stands before it is held: a program that finds it finds it whole
            let held = state.roster.member(&me);
            if held.is_none_or(|held| !held.grants.contains_key(&new.id)) {
                drafts.extend(self.own_grant(state, &new)?);
            }
            Ok(drafts)
        })
        .await?;
        let mut state = self.state.borrow_mut();
        state.tops.insert(new.id);
        state.keys.offer(new.id, 0, new.key.clone(), Source::Handed);
        state.unlock();
        Ok(new.id)
    }

    /// A place for a folder that the desk keeps: not in a clean team's.
    fn judge_place(&self, place: &ScopeId) -> Result<(), Error> {
        let state = self.state.borrow();
        state.current(place)?;
        match state.is_named(place) || state.is_apart(place) {
            true => Err(Error::NotAllowed),
            false => Ok(()),
        }
    }

    fn new_folder(&self, name: &str) -> Result<New, Error> {
        self.judge_manager()?;
        names::path(name)?;
        let mut rng = self.host.rng();
        Ok(New {
            id: ChainId(random(&mut rng)),
            key: ScopeKey::make(&mut rng),
            name: name.to_owned(),
            apart: false,
            marks: Marking::default(),
        })
    }

    /// A folder whose key the desk keeps, and its plan with it.
    pub(crate) async fn make_kept(&self, new: &New, plan: &[Op]) -> Result<(), Error> {
        let from = self.state.borrow().roster.tip().head().next;
        self.append(|state| {
            let mut drafts = Vec::new();
            if !self.is_begun(state, &new.id) {
                drafts.push(self.first_epoch(new));
            }
            let labelled = state
                .scopes
                .get(&new.id)
                .is_some_and(|it| !it.labels.is_empty());
            if !new.marks.is_empty() && !labelled {
                drafts.push(self.first_label(new.id, &new.key, &new.marks));
            }
            let (epoch, _) = state.current(&ChainId::ROSTER)?;
            if !state.plans.range(from..).any(|(_, said)| said.ops == plan) {
                drafts.push(self.plan_draft(state, plan.to_vec())?);
            }
            if !state.listed.contains(&new.id) {
                let said = body::encode(&Keys {
                    keys: vec![ScopeKeyOf {
                        scope: new.id,
                        epoch: 0,
                        key: (&new.key).into(),
                    }],
                    selection: false,
                    bin: None,
                    inbox: None,
                });
                let sealed = self.seal_keys(state, &said)?;
                let public = Public::Keys(vec![new.id]);
                drafts.push(Draft::new(ChainId::ROSTER, epoch, public, Some(sealed)));
            }
            Ok(drafts)
        })
        .await
    }

    fn is_begun(&self, state: &State, id: &ScopeId) -> bool {
        let scope = state.scopes.get(id);
        scope.is_some_and(|scope| scope.fold.epoch().is_some())
    }

    fn first_epoch(&self, new: &New) -> Draft {
        let (name, before) = (new.name.clone(), None);
        let said = match new.apart {
            true => body::encode(&ApartBody {
                name,
                before,
                document: true,
            }),
            false => body::encode(&EpochBody { name, before }),
        };
        let context = Context::new(Kind::Epoch, self.session.room.0, new.id.0, 0);
        let sealed = new.key.seal(&context, &said, &mut self.host.rng());
        let public = Public::Epoch(Epoch {
            parent: None,
            kem: new.key.kem_public().as_bytes().to_vec(),
        });
        Draft::new(new.id, 0, public, Some(sealed))
    }

    /// The first holder of a clean team's folder: who makes it.
    fn own_grant(&self, state: &State, new: &New) -> Result<Vec<Draft>, Error> {
        let keys = self.session.keys()?;
        let me = self.session.member;
        let office = state.front.office(&me, &state.front.head());
        let held = match office {
            Some(Office::Owner) => Rights::Own,
            _ => Rights::Manage,
        };
        let expires = state.roster.member(&me).and_then(|me| me.member.expires);
        let terms = Terms {
            room: self.session.room.0,
            scope: new.id.0,
            epoch: 0,
            recipient: me.0,
            rights: rights(held),
            expires,
        };
        let sealed = grant::seal(&terms, &new.key, &keys.kem.public(), &keys.sign);
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        Ok(grants_drafts(epoch, &[(me, held, sealed)]))
    }

    /// Closes a folder to everybody who has no rule of its own in it, or discloses it to those who hold
    /// its place.
    pub async fn close_folder(&self, folder: ScopeId, closed: bool) -> Result<(), Error> {
        self.apply(&[Op::Closed(folder, closed)]).await
    }

    /// Moves a folder. Who holds the new place holds it then, who held only the old one no longer; so it
    /// and what is below get new keys for those who lose it.
    pub async fn move_folder(&self, folder: ScopeId, to: ScopeId) -> Result<(), Error> {
        self.judge_manager()?;
        {
            let _turn = self.turn.lock().await;
            self.catch_up().await?;
        }
        {
            let state = self.state.borrow();
            let tree = state.tree();
            state.current(&folder)?;
            state.current(&to)?;
            let above = core::iter::successors(Some(to), |id| tree.place(id));
            let mut above = above.take(ledger::limits::DEPTH);
            let fixed = tree.place(&folder).is_none() && !state.plan.closed.contains(&folder);
            // a clean team's folder, and what lies in it, stays where it is
            let clean = state.is_named(&folder) || state.is_named(&to);
            let apart = state.is_apart(&folder) || state.is_apart(&to);
            if fixed || clean || apart || above.any(|id| id == folder) {
                return Err(Error::NotAllowed);
            }
        }
        self.keep_label(folder, to).await?;
        self.apply(&[Op::Place(folder, Some(to))]).await
    }

    /// Folders as managers arrange them: where each lies, also those that lie under no other one's key.
    pub fn places(&self) -> BTreeMap<ScopeId, Option<ScopeId>> {
        let state = self.state.borrow();
        let tree = state.tree();
        let folders = tree.folders().filter(|id| !state.is_apart(id));
        folders.map(|id| (*id, tree.place(id))).collect()
    }
}
