//! Documents with rights of their own.
//!
//! Rules hold for scopes. So a document that somebody may open who may not read its folder, or the other
//! way round, lies in a scope of its own, which no screen shows as a folder: at the document's place for
//! the plan, under nobody's key but its own. Who reads the folder is granted it like anybody else, until a
//! rule says otherwise, and then rules, rotation and proof are those of any folder.
//!
//! It never lies under its folder's key. Then the folder's chain names neither it nor its key, and taking
//! it from some who read the folder leaves nothing there, for newcomers neither; the price is a grant for
//! each who reads it.
//!
//! Those who hold both are to find it in the folder, those who hold it alone are not to learn in which
//! folder it lies. So its chain says the folder by a hash of both ids, which only who knows the folder's id
//! can compare.

use ledger::ids::{ChainId, Hash, RoomId, ScopeId};
use seal::scope::ScopeKey;

use crate::access::Target;
use crate::access::plan::Difference;
use crate::access::stage::New;
use crate::body::{Label, Marking, Op, PlaceId};
use crate::chains::append::Draft;
use crate::docs::Moved;
use crate::error::Error;
use crate::host::{Host, random};
use crate::information::gate::Gate;
use crate::replay::{Scope, Spot, State, Wanted};
use crate::room::Room;

/// Names a folder to those who know it, in the chain of a document's own scope.
fn home_of(room: &RoomId, apart: &ScopeId, folder: &ScopeId) -> PlaceId {
    let label = b"sealroom/1/home".as_slice();
    let hash = Hash::of(&[label, &room.0, &apart.0, &folder.0].concat()).0;
    let mut tag = [0; ChainId::LEN];
    tag.copy_from_slice(&hash[..ChainId::LEN]);
    PlaceId(tag)
}

impl<H: Host> Room<H> {
    /// Gives a document rights of its own: as its folder's, until a rule for it says otherwise. Answers
    /// what it is called then. Nobody gains or loses anything by it.
    ///
    /// Not for a clean team's: the other managers would get its key.
    pub async fn give_own_rights(&self, doc: impl Into<Wanted>) -> Result<Moved, Error> {
        self.judge_manager()?;
        let doc = doc.into();
        let (own, new, folder) = {
            let state = self.state.borrow();
            let index = state.index();
            let spot = index.follow(doc).ok_or(Error::NotFound)?;
            if state.is_apart(&spot.scope) {
                let whole = index.spots(doc).count() == 1;
                (Some((spot, whole)), None, spot.scope)
            } else if state.is_aside(&spot.scope) || state.is_below_clean(&spot.scope) {
                return Err(Error::NotAllowed);
            } else {
                let name = state.scope(&spot.scope)?.said(&spot.doc).name;
                let gate = Gate::of(&state, &state.plan, &state.tree(), &[]);
                let [decided, _] = gate.classified(&state, &state.plan, &spot);
                let marks = decided.stricter_than(&Marking::default());
                let new = self.new_apart(&state, &spot.scope, name, marks)?;
                (None, Some(new), spot.scope)
            }
        };
        let asks = new.as_ref().is_some_and(|new| !new.marks.is_empty());
        let to = match (own, new) {
            (Some((spot, true)), _) => {
                return Ok(Moved {
                    doc: doc.id(),
                    now: spot.doc,
                    from: spot.scope,
                    to: spot.scope,
                });
            }
            (None, Some(new)) => {
                let place = [Op::Place(new.id, Some(folder))];
                self.make_kept(&new, &place).await?;
                // who reads the folder holds it before the document lies in it
                self.settle().await?;
                new.id
            }
            // a crash left it in its folder as well
            _ => folder,
        };
        let moved = self.copy_each(&[(doc, to)]).await?;
        if asks {
            // the folder may be for those again from whom this one document kept it
            self.settle().await?;
        }
        moved.into_iter().next().ok_or(Error::NotFound)
    }

    /// A scope for one document of a folder. One that was begun before a crash is gone on with.
    fn new_apart(
        &self,
        state: &State,
        folder: &ScopeId,
        name: String,
        marks: Marking,
    ) -> Result<New, Error> {
        let begun = |(id, scope): &(&ScopeId, &Scope)| {
            let empty = scope.fold.docs().is_empty() && scope.name == name;
            empty && state.is_apart(id) && state.home(id) == Some(*folder)
        };
        if let Some((id, _)) = state.scopes.iter().find(begun)
            && let Ok((0, key)) = state.current(id)
        {
            return Ok(New {
                id: *id,
                key: key.clone(),
                name,
                apart: true,
                marks,
            });
        }
        let mut rng = self.host.rng();
        Ok(New {
            id: ChainId(random(&mut rng)),
            key: ScopeKey::make(&mut rng),
            name,
            apart: true,
            marks,
        })
    }

    /// Takes a document's own rights: it lies in its folder again, and who reads that reads it. Who was
    /// given it alone loses it.
    pub async fn take_own_rights(&self, doc: impl Into<Wanted>) -> Result<Moved, Error> {
        self.judge_manager()?;
        let doc = doc.into();
        let (docs, rules) = {
            let state = self.state.borrow();
            let index = state.index();
            let last = index.follow(doc).ok_or(Error::NotFound)?;
            let apart = index.spots(doc).find(|spot| state.is_apart(&spot.scope));
            let Some(apart) = apart else {
                return Ok(Moved {
                    doc: doc.id(),
                    now: last.doc,
                    from: last.scope,
                    to: last.scope,
                });
            };
            let to = match last.scope == apart.scope {
                true => state.way_back(&apart.scope)?,
                // a crash left it in its own scope as well
                false => last.scope,
            };
            // whatever lies there: nothing is left in a scope that no rule is about
            let others = state.scope(&apart.scope)?.docs.keys();
            let others = others.filter(|other| **other != apart.doc);
            let mut docs: Vec<(Wanted, ScopeId)> = vec![(doc, to)];
            let scope = apart.scope;
            docs.extend(others.map(|other| (Spot { scope, doc: *other }.into(), to)));
            (docs, state.own_rules(&apart.scope))
        };
        if !rules.is_empty() {
            self.apply(&rules).await?;
        }
        let mut moved = None;
        for one in docs {
            // each by itself: a writer may have added one that names the same parts
            let now = self.copy_each(&[one]).await?;
            moved = moved.or(now.into_iter().next());
        }
        moved.ok_or(Error::NotFound)
    }

    /// What [`Room::take_own_rights`] would give and take.
    pub fn preview_taking(&self, doc: impl Into<Wanted>) -> Result<Vec<Difference>, Error> {
        let rules = {
            let state = self.state.borrow();
            let spot = state.follow(doc).ok_or(Error::NotFound)?;
            state.way_back(&spot.scope)?;
            state.own_rules(&spot.scope)
        };
        self.preview(&rules)
    }

    /// Says in the chains of documents' own scopes where those lie, as far as it is not said.
    pub(crate) fn home_drafts(&self, state: &State, target: &Target) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        let room = state.room();
        for id in target.tree.folders().filter(|id| state.is_apart(id)) {
            let (scope, Some(place)) = (state.scope(id)?, target.tree.place(id)) else {
                continue;
            };
            let home = Some(home_of(&room, id, &place));
            if state.is_dormant(id) || scope.home() == home || state.current(id).is_err() {
                continue;
            }
            let label = Label {
                home,
                ..Label::default()
            };
            drafts.push(self.label_draft(state, *id, &label)?);
        }
        Ok(drafts)
    }
}

impl Scope {
    /// What was last said of where it lies.
    fn home(&self) -> Option<PlaceId> {
        let mut newest = self.labels.iter().rev();
        newest.find_map(|label| label.said.home)
    }

    /// Whether a document lies here.
    fn lives(&self) -> bool {
        let mut docs = self.fold.docs().values();
        docs.any(|doc| doc.deleted.is_none())
    }
}

impl State {
    /// Whether a scope is a document's own. One with folders below it is shown as the folder that it is,
    /// whatever it says of itself.
    pub(crate) fn is_apart(&self, id: &ScopeId) -> bool {
        let scope = self.scopes.get(id);
        scope.is_some_and(|scope| scope.apart && scope.children.is_empty())
    }

    /// Whether a scope is a document's own, and that document is there.
    pub(crate) fn is_lived(&self, id: &ScopeId) -> bool {
        self.is_apart(id) && self.scopes.get(id).is_some_and(Scope::lives)
    }

    /// Whether a scope is the own one of a document that is no longer there: nobody needs it, but who
    /// may bring the document back.
    pub(crate) fn is_dormant(&self, id: &ScopeId) -> bool {
        let was = |scope: &Scope| !scope.lives() && !scope.fold.docs().is_empty();
        self.is_apart(id) && self.scopes.get(id).is_some_and(was)
    }

    /// The folder in which a document's own scope lies: as managers plan it, or by what its chain says if
    /// that folder is known here.
    pub(crate) fn home(&self, apart: &ScopeId) -> Option<ScopeId> {
        if let Some(place) = self.plan.places.get(apart) {
            return place.under;
        }
        let scope = self.scopes.get(apart)?;
        scope.lies.map(|(_, folder)| folder)
    }

    /// The folder of a scope: where a document's own scope lies, or itself.
    pub(crate) fn folder_of(&self, scope: &ScopeId) -> ScopeId {
        let home = self.home(scope).filter(|_| self.is_apart(scope));
        home.unwrap_or(*scope)
    }

    /// Finds the folders that documents' own scopes name, among those that are known.
    pub(crate) fn find_homes(&mut self) {
        let room = self.room();
        let folders: Vec<ScopeId> = self
            .scopes
            .keys()
            .filter(|id| !self.is_apart(id) && !self.is_aside(id))
            .copied()
            .collect();
        for (id, scope) in self.scopes.iter_mut().filter(|(_, scope)| scope.apart) {
            let Some(home) = scope.home() else { continue };
            if scope.lies.is_some_and(|(known, _)| known == home) {
                continue;
            }
            let mut all = folders.iter();
            let found = all.find(|folder| home_of(&room, id, folder) == home);
            scope.lies = found.map(|folder| (home, *folder));
        }
    }

    /// Whether a document came into this scope before: then it may come back.
    pub(crate) fn was_in(&self, scope: &ScopeId, origin: &Hash) -> bool {
        let all = self.scopes.get(scope).into_iter();
        let mut all = all.flat_map(|scope| scope.gone.values().chain(scope.docs.values()));
        all.any(|shown| shown.origin() == *origin)
    }

    /// Whether a folder's key is kept from the other managers, by itself or by one above.
    pub(crate) fn is_below_clean(&self, folder: &ScopeId) -> bool {
        let tree = self.tree();
        let above = core::iter::successors(Some(*folder), |id| tree.place(id));
        let mut above = above.take(ledger::limits::DEPTH);
        above.any(|id| self.is_clean(&id))
    }

    /// The folder into which a document goes that loses its own rights.
    fn way_back(&self, apart: &ScopeId) -> Result<ScopeId, Error> {
        if !self.is_apart(apart) {
            return Err(Error::NotAllowed);
        }
        let root = self.root.map(|(_, root)| root);
        let home = self.tree().place(apart).or(root);
        home.ok_or(Error::NotFound)
    }

    /// The changes that take every rule of a document's own scope.
    fn own_rules(&self, apart: &ScopeId) -> Vec<Op> {
        let rules = self.plan.access.keys().filter(|(_, at)| at == apart);
        let rules = rules.map(|(who, at)| Op::Access(*who, *at, None));
        let closed = self.plan.closed.contains(apart);
        let open = closed.then_some(Op::Closed(*apart, false));
        rules.chain(open).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_named_to_who_knows_it_and_to_each_document_otherwise() {
        let (room, folder) = (RoomId([1; 32]), ChainId([2; 16]));
        let (one, two) = (ChainId([3; 16]), ChainId([4; 16]));
        let tag = home_of(&room, &one, &folder);
        assert_eq!(tag, home_of(&room, &one, &folder));
        // two documents of one folder cannot be told to lie in one
        assert_ne!(tag, home_of(&room, &two, &folder));
        assert_ne!(tag, home_of(&room, &one, &two));
    }
}
