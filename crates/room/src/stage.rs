//! Folders with a key of their own: prepared and not disclosed yet, or a clean team's.
//!
//! A prepared folder lies under no other one's key, so whoever holds its place sees neither name, nor number,
//! nor gap. The desk has its key: every manager prepares it, and it is disclosed by granting it. A clean
//! team's key the desk does not have: only who was granted it holds it, the manager who made it first of all.

use std::collections::BTreeMap;

use ledger::entry::{Epoch, Office, Public, Rights};
use ledger::ids::{ChainId, ScopeId};
use seal::context::{Context, Kind};
use seal::grant::{self, Terms};
use seal::scope::ScopeKey;

use crate::append::Draft;
use crate::body::{self, EpochBody, Keys, Op, ScopeKeyOf};
use crate::error::Error;
use crate::host::{Host, random};
use crate::make::rights;
use crate::names;
use crate::reconcile::grants_drafts;
use crate::replay::{Source, State};
use crate::room::Room;

/// A folder that is about to be.
struct New {
    id: ScopeId,
    key: ScopeKey,
    name: String,
}

impl<H: Host> Room<H> {
    /// Makes a folder that nobody but managers holds, at a place that only they see.
    pub async fn prepare_folder(&self, place: ScopeId, name: &str) -> Result<ScopeId, Error> {
        let new = self.new_folder(name)?;
        self.state.borrow().current(&place)?;
        let plan = vec![Op::Place(new.id, Some(place)), Op::Closed(new.id, true)];
        self.make_kept(&new, &plan).await?;
        Ok(new.id)
    }

    /// Makes a clean team's folder: its key is this manager's alone, until it is granted.
    pub async fn clean_folder(&self, name: &str) -> Result<ScopeId, Error> {
        let new = self.new_folder(name)?;
        self.append(|state| {
            let mut drafts = Vec::new();
            if self.is_begun(state, &new.id) {
                return Ok(drafts);
            }
            drafts.push(self.first_epoch(&new));
            drafts.extend(self.own_grant(state, &new)?);
            Ok(drafts)
        })
        .await?;
        {
            let mut state = self.state.borrow_mut();
            state.tops.insert(new.id);
            state.keys.offer(new.id, 0, new.key.clone(), Source::Handed);
            state.unlock();
        }
        self.decide(&[Op::Closed(new.id, true)]).await?;
        Ok(new.id)
    }

    fn new_folder(&self, name: &str) -> Result<New, Error> {
        self.judge_manager()?;
        names::path(name)?;
        let mut rng = self.host.rng();
        Ok(New {
            id: ChainId(random(&mut rng)),
            key: ScopeKey::make(&mut rng),
            name: name.to_owned(),
        })
    }

    /// A folder whose key the desk keeps, and its plan with it.
    async fn make_kept(&self, new: &New, plan: &[Op]) -> Result<(), Error> {
        let from = self.state.borrow().roster.tip().head().next;
        self.append(|state| {
            let mut drafts = Vec::new();
            if !self.is_begun(state, &new.id) {
                drafts.push(self.first_epoch(new));
            }
            let (epoch, _) = state.current(&ChainId::ROSTER)?;
            if !state.plans.range(from..).any(|(_, ops)| ops == plan) {
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
        let said = body::encode(&EpochBody {
            name: new.name.clone(),
            before: None,
        });
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
            let state = self.state.borrow();
            let tree = state.tree();
            state.current(&folder)?;
            state.current(&to)?;
            let above = core::iter::successors(Some(to), |id| tree.place(id));
            let mut above = above.take(ledger::limits::DEPTH);
            let fixed = tree.place(&folder).is_none() && !state.plan.closed.contains(&folder);
            if fixed || above.any(|id| id == folder) {
                return Err(Error::NotAllowed);
            }
        }
        self.apply(&[Op::Place(folder, Some(to))]).await
    }

    /// Folders as managers arrange them: where each lies, also those that lie under no other one's key.
    pub fn places(&self) -> BTreeMap<ScopeId, Option<ScopeId>> {
        let state = self.state.borrow();
        let tree = state.tree();
        tree.folders().map(|id| (*id, tree.place(id))).collect()
    }
}
