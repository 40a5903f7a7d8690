//! Destroying documents, folders or the room: decided, written, erased by the store at once, looked for, certified.
//!
//! ```text
//! 1  judged: nothing of it is held, and a level that takes two has an approved request for exactly this
//! 2  the plan says what and why (Destroy), or names the request (Applied)
//! 3  Destroy in every chain in which it stands or stood: the gate serves nothing of it from here on
//! 4  new keys of the folders in which it lay, so that no key that opened it is the newest
//! 5  the store erases, and signs a receipt for each entry
//! 6  every part is asked for, every body read again; whatever is still served is told
//! ```
//!
//! After 3 nothing can be taken back. Whoever stops then has it erased and certified later, by what the chains say of it:
//! [`Room::certify_destruction`]. A request that was applied and not carried out to its end is carried out again.

use std::collections::{BTreeMap, BTreeSet};

use ledger::entry::{Office, Public, ScopeEpoch};
use ledger::ids::{ChainId, DocId, Hash, PublicKey, ScopeId};

use super::certificate::Certificate;
use super::certify::{Known, Wishes};
use super::doomed::Doomed;
use super::erasing::{Receipt, destroys};
use crate::artefact::Artefact;
use crate::body::{self, Doom, Keep, MAX_DESCRIPTION, MAX_DOOMED, Op, Why};
use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::Host;
use crate::information::requests::{RequestStanding, asked_since};
use crate::replay::{Request, Spot, State};
use crate::room::Room;

/// Documents of one entry at most, and parts that they have in all.
const DOCS: usize = 1024;
const PARTS: usize = 1 << 16;

/// How far destroying something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Destroying {
    /// The entries are written that decide it.
    Writing,
    /// Folders are given new keys.
    Keys,
    /// The store erases what so many entries destroyed.
    Erasing {
        /// So many are done,
        done: usize,
        /// of so many.
        of: usize,
    },
    /// Every part is asked for.
    Looking {
        /// So many were asked for,
        done: usize,
        /// of so many.
        of: usize,
    },
    /// The certificate is written.
    Certifying,
}

/// Is told how far it is.
pub(super) type Watch<'w> = &'w dyn Fn(Destroying);

/// What came of destroying something.
#[derive(Debug, Clone)]
pub struct Destruction {
    /// What it was decided by: [`Destructions::id`](super::Destructions::id).
    pub decision: Option<Hash>,
    /// Signed by this one. Whoever approved it signs it as well: [`Room::countersign_artefact`].
    pub certificate: Artefact,
    /// What it says.
    pub said: Certificate,
    /// Nothing of it is served any more, and nothing else has any of its parts.
    pub complete: bool,
}

/// By which right something is destroyed.
enum By<'a> {
    /// One alone.
    One(&'a Doom),
    /// Two, by this request.
    Two(Hash),
}

impl<H: Host> Room<H> {
    /// Destroys documents, folders with all below, or the room (an owner). What takes two is asked for instead:
    /// [`Error::TakesTwo`].
    pub async fn destroy(
        &self,
        what: &[Keep],
        why: &Why,
        words: &str,
        wishes: Wishes,
    ) -> Result<Destruction, Error> {
        self.destroy_watched(what, why, words, wishes, &|_| {})
            .await
    }

    /// As [`Room::destroy`], and says how far it is.
    pub async fn destroy_watched(
        &self,
        what: &[Keep],
        why: &Why,
        words: &str,
        wishes: Wishes,
        watch: &dyn Fn(Destroying),
    ) -> Result<Destruction, Error> {
        self.judge_manager()?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let doomed = Doomed::of(&self.state.borrow(), what)?;
        let doom = doom_of(&doomed, why, words)?;
        let owns = self.is_owner(&self.state.borrow());
        if doomed.judge(&self.state.borrow(), owns)? {
            return Err(Error::TakesTwo);
        }
        self.bring_down(&doomed, &By::One(&doom), &doom, wishes, watch)
            .await
    }

    /// Asks a second manager for a destruction.
    pub async fn ask_destruction(
        &self,
        what: &[Keep],
        why: &Why,
        words: &str,
        note: &str,
    ) -> Result<Hash, Error> {
        self.judge_manager()?;
        if note.len() > MAX_DESCRIPTION {
            return Err(Error::TooLarge);
        }
        let me = self.own_key()?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let doomed = Doomed::of(&self.state.borrow(), what)?;
        let doom = doom_of(&doomed, why, words)?;
        let from = self.state.borrow().roster.tip().head().next;
        self.write_all(|state| {
            if asked_since(state, from, &me).is_some() {
                return Ok(Vec::new());
            }
            let owns = self.is_owner(state);
            Doomed::named(state, &doom.docs).judge(state, owns)?;
            let ops = vec![Op::Destroy(Box::new(doom.clone()))];
            let said = body::encode(&body::Plan { ops }).to_vec();
            let request = Op::Request(said, note.trim().to_owned());
            Ok(vec![self.plan_draft(state, vec![request])?])
        })
        .await?;
        self.call(Office::Manager).await;
        let state = self.state.borrow();
        asked_since(&state, from, &me).ok_or(Error::Contended)
    }

    /// Destroys what was asked for and approved, exactly that; or finishes it.
    pub async fn destroy_approved(&self, id: &Hash, wishes: Wishes) -> Result<Destruction, Error> {
        self.destroy_approved_watched(id, wishes, &|_| {}).await
    }

    /// As [`Room::destroy_approved`], and says how far it is.
    pub async fn destroy_approved_watched(
        &self,
        id: &Hash,
        wishes: Wishes,
        watch: &dyn Fn(Destroying),
    ) -> Result<Destruction, Error> {
        self.judge_manager()?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let (doomed, doom) = {
            let state = self.state.borrow();
            let request = state.plan.requests.get(id).ok_or(Error::NotFound)?;
            let doom = doom_in(request).ok_or(Error::NotFound)?.clone();
            judge_request(&state, request, self.now())?;
            let doomed = Doomed::named(&state, &doom.docs);
            doomed.judge(&state, self.is_owner(&state))?;
            (doomed, doom)
        };
        if doomed.docs.is_empty() && !doomed.whole {
            return Err(Error::Decided);
        }
        self.bring_down(&doomed, &By::Two(*id), &doom, wishes, watch)
            .await
    }

    async fn bring_down(
        &self,
        doomed: &Doomed,
        by: &By<'_>,
        doom: &Doom,
        wishes: Wishes,
        watch: Watch<'_>,
    ) -> Result<Destruction, Error> {
        watch(Destroying::Writing);
        let known = Known::of(self, &self.state.borrow(), doomed, &wishes);
        let begun = self.state.borrow().roster.tip().head().next;
        self.write_all(|state| self.destroy_drafts(state, doomed, by, begun))
            .await?;
        if !doomed.whole {
            watch(Destroying::Keys);
            let spots = doomed.docs.values().flatten().copied().collect();
            self.turn_keys(&spots).await;
        }
        self.finish(known, doomed, doom, by.request(), begun, watch)
            .await
    }

    /// Has it erased, looks for it, and certifies. `begun`: where in the roster it was decided, or before.
    pub(super) async fn finish(
        &self,
        known: Known,
        doomed: &Doomed,
        doom: &Doom,
        request: Option<Hash>,
        begun: u64,
        watch: Watch<'_>,
    ) -> Result<Destruction, Error> {
        let places: BTreeSet<(ChainId, u64)> = {
            let state = self.state.borrow();
            let whole = state.front.destroyed().filter(|_| doomed.whole);
            let spots = doomed.docs.values().flatten();
            let spots = spots.filter(|_| !doomed.whole);
            let each = state.destroyed_at(spots);
            each.into_iter()
                .chain(whole.map(|seq| (ChainId::FRONT, seq)))
                .collect()
        };
        let mut entries = Vec::new();
        let mut receipts: Vec<Receipt> = Vec::new();
        let of = places.len();
        for (done, place) in places.into_iter().enumerate() {
            watch(Destroying::Erasing { done, of });
            let wrapped = self.wrapped_at(place.0, place.1).await?;
            let hash = entry_hash(&wrapped)?;
            receipts.push(self.erase(place, hash).await?);
            entries.push(wrapped);
        }
        self.certify(
            known, doomed, doom, request, begun, entries, receipts, watch,
        )
        .await
    }

    fn destroy_drafts(
        &self,
        state: &State,
        doomed: &Doomed,
        by: &By<'_>,
        begun: u64,
    ) -> Result<Vec<Draft>, Error> {
        let me = self.own_key()?;
        if state.front.destroyed().is_some() {
            return Ok(Vec::new());
        }
        let left = doomed.left(state);
        if left.is_empty() && !doomed.whole {
            return Ok(Vec::new());
        }
        // a hold or a label may have come since
        let rest = Doomed {
            whole: doomed.whole,
            docs: doomed.docs.clone(),
        };
        let two = rest.judge_left(state, self.is_owner(state), &left)?;
        let mut drafts = Vec::new();
        match by {
            By::One(_) if two => return Err(Error::TakesTwo),
            By::One(doom) => {
                let said = |op: &Op| matches!(op, Op::Destroy(said) if said.as_ref() == *doom);
                let mut since = state.plans.range(begun..);
                if !since.any(|(_, one)| one.by == me && one.ops.iter().any(said)) {
                    let op = Op::Destroy(Box::new((*doom).clone()));
                    drafts.push(self.plan_draft(state, vec![op])?);
                }
            }
            By::Two(id) => {
                let request = state.plan.requests.get(id).ok_or(Error::NotFound)?;
                judge_request(state, request, self.now())?;
                if request.applied.is_none() {
                    drafts.push(self.plan_draft(state, vec![Op::Applied(*id)])?);
                }
            }
        }
        if doomed.whole {
            let destroy = Public::Destroy(Vec::new());
            drafts.push(Draft::new(ChainId::FRONT, 0, destroy, None));
            return Ok(drafts);
        }
        for (scope, docs) in left {
            // of a clean team's folder that this one is not in nothing is left but what was moved away from it
            let Ok((epoch, _)) = state.tended(&scope) else {
                continue;
            };
            let fold = &state.scope(&scope)?.fold;
            for some in in_entries(fold, &docs) {
                drafts.push(Draft::new(scope, epoch, Public::Destroy(some), None));
            }
        }
        Ok(drafts)
    }

    /// New keys of the folders in which something lay. What cannot be turned now is told by the certificate.
    async fn turn_keys(&self, spots: &BTreeSet<Spot>) {
        let due: Vec<ScopeEpoch> = {
            let state = self.state.borrow();
            let tree = state.tree();
            let scopes: BTreeSet<ScopeId> = spots.iter().map(|spot| spot.scope).collect();
            let turns = |scope: &ScopeId| {
                let folder = tree.knows(scope) || state.bins.contains(scope);
                folder && !state.is_dormant(scope) && state.tended(scope).is_ok()
            };
            let epoch = |scope: &ScopeId| state.tended(scope).ok().map(|(epoch, _)| epoch);
            let due = scopes.iter().filter(|scope| turns(scope));
            due.filter_map(|scope| {
                let epoch = epoch(scope)?;
                Some(ScopeEpoch {
                    scope: *scope,
                    epoch,
                })
            })
            .collect()
        };
        let asked = self.write_all(|state| {
            let waits = |one: &&ScopeEpoch| {
                let now = state.tended(&one.scope).map(|(epoch, _)| epoch);
                now == Ok(one.epoch) && !state.roster.waits(&one.scope, one.epoch)
            };
            let due: Vec<ScopeEpoch> = due.iter().filter(waits).copied().collect();
            if due.is_empty() {
                return Ok(Vec::new());
            }
            let (epoch, _) = state.current(&ChainId::ROSTER)?;
            // nothing is taken from oneself: it is the way to say that keys are to be turned
            let turn = Public::Withdraw(self.session.member, Vec::new(), due);
            Ok(vec![Draft::new(ChainId::ROSTER, epoch, turn, None)])
        });
        if asked.await.is_ok() {
            drop(self.settle_now().await);
        }
    }
}

impl By<'_> {
    fn request(&self) -> Option<Hash> {
        match self {
            Self::One(_) => None,
            Self::Two(id) => Some(*id),
        }
    }
}

impl Doomed {
    /// What stands or stood somewhere and was not destroyed there.
    fn left(&self, state: &State) -> BTreeMap<ScopeId, Vec<DocId>> {
        let mut left: BTreeMap<ScopeId, Vec<DocId>> = BTreeMap::new();
        for spot in self.docs.values().flatten() {
            let fold = state.scopes.get(&spot.scope).map(|scope| &scope.fold);
            let doc = fold.and_then(|fold| fold.docs().get(&spot.doc));
            if doc.is_some_and(|doc| doc.destroyed.is_none()) {
                left.entry(spot.scope).or_default().push(spot.doc);
            }
        }
        left
    }

    /// As [`Doomed::judge`], of what is left.
    fn judge_left(
        mut self,
        state: &State,
        owns: bool,
        left: &BTreeMap<ScopeId, Vec<DocId>>,
    ) -> Result<bool, Error> {
        for spots in self.docs.values_mut() {
            spots.retain(|spot| {
                let here = left.get(&spot.scope);
                here.is_some_and(|docs| docs.contains(&spot.doc))
            });
        }
        self.judge(state, owns)
    }
}

impl State {
    /// The entries that destroyed these.
    fn destroyed_at<'s>(&self, spots: impl Iterator<Item = &'s Spot>) -> BTreeSet<(ChainId, u64)> {
        let place = |spot: &Spot| {
            let fold = &self.scopes.get(&spot.scope)?.fold;
            Some((spot.scope, fold.docs().get(&spot.doc)?.destroyed?))
        };
        spots.filter_map(place).collect()
    }
}

fn doom_of(doomed: &Doomed, why: &Why, words: &str) -> Result<Doom, Error> {
    let docs = match doomed.whole {
        true => Vec::new(),
        false => doomed.docs.keys().copied().collect(),
    };
    if docs.len() > MAX_DOOMED {
        return Err(Error::TooLarge);
    }
    let doom = Doom {
        docs,
        why: why.clone(),
        words: words.to_owned(),
    };
    Ok(doom.check()?)
}

/// What a request wants destroyed, if that is all that it wants.
pub(super) fn doom_in(request: &Request) -> Option<&Doom> {
    match request.ops.as_slice() {
        [Op::Destroy(doom)] => Some(doom),
        _ => None,
    }
}

/// Whether it can be carried out, or finished.
fn judge_request(state: &State, request: &Request, now: u64) -> Result<(), Error> {
    match state.request_standing(request, now) {
        RequestStanding::Approved | RequestStanding::Applied => Ok(()),
        RequestStanding::Open | RequestStanding::Void => Err(Error::TakesTwo),
        RequestStanding::Expired => Err(Error::Expired),
        RequestStanding::Refused => Err(Error::Decided),
    }
}

/// Documents as they go into entries, so that each receipt is of a length that can be sent.
fn in_entries(fold: &ledger::ScopeFold, docs: &[DocId]) -> Vec<Vec<DocId>> {
    let mut all: Vec<Vec<DocId>> = Vec::new();
    let mut parts = 0;
    for doc in docs {
        let versions = fold.docs().get(doc).into_iter();
        let versions = versions.flat_map(|doc| &doc.versions);
        let more: usize = versions.map(|version| version.parts.len()).sum();
        parts += more;
        let full = |some: &Vec<DocId>| some.len() >= DOCS || parts > PARTS;
        if all.last().is_none_or(full) {
            all.push(Vec::new());
            parts = more;
        }
        if let Some(some) = all.last_mut() {
            some.push(*doc);
        }
    }
    all
}

/// The hash of an entry that destroys.
fn entry_hash(wrapped: &[u8]) -> Result<Hash, Error> {
    let broken = Error::Tampered(crate::error::What::Entry);
    let wrapped = ledger::Wrapped::parse(wrapped).map_err(|_| broken.clone())?;
    let verified = wrapped.signed().verify().map_err(|_| broken.clone())?;
    match destroys(&verified.entry().public) {
        Some(_) => Ok(verified.hash()),
        None => Err(broken),
    }
}

/// Whether this key is who asked for a request or approved it.
pub(super) fn approver(request: &Request) -> Option<(PublicKey, &str)> {
    let decision = request.decision.as_ref().filter(|decision| decision.yes)?;
    Some((decision.by?, decision.why.as_str()))
}
