//! The matrix: everybody by every folder, with what is allowed there.

use ledger::ids::{DocId, ScopeId};

use crate::access::{Target, Tree};
use crate::body::{Level, Principal};
use crate::docs::natural;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::State;
use crate::room::Room;

/// Everybody by everything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Matrix {
    /// Parents before children.
    pub folders: Vec<MatrixFolder>,
    /// Groups by name, then people, invites and links by name.
    pub rows: Vec<MatrixRow>,
    /// What a row may do in each folder, in the order of `folders`; rows name one by its number.
    pub levels: Vec<Vec<Level>>,
}

/// A folder of the matrix.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixFolder {
    /// Its scope.
    pub id: ScopeId,
    /// The folder above, as managers arrange it.
    pub parent: Option<ScopeId>,
    /// Fit to be shown; empty for the root.
    pub name: String,
    /// Nothing passes in from above: a stage that is not disclosed, or a clean team's.
    pub closed: bool,
    /// The other managers do not have its key: a clean team's folder, and what lies in it.
    pub clean: bool,
    /// It is no folder but a document that has rights of its own, under this id.
    pub doc: Option<DocId>,
    /// The stage in which it is disclosed.
    pub stage: Option<u32>,
}

/// A group, or a member that is let in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatrixRow {
    /// Who.
    pub who: Principal,
    /// Whether it is a group.
    pub group: bool,
    /// Whether it owns or manages, and holds every folder but a clean team's by that.
    pub manages: bool,
    /// What it is called.
    pub name: String,
    /// A member's groups; a group's members.
    pub with: Vec<Principal>,
    /// Its own rules, which hold in the folder and below.
    pub rules: Vec<(ScopeId, Level)>,
    /// Which of [`Matrix::levels`] it has.
    pub levels: usize,
    /// Folders for which it may send in, by its own rule or by one of its groups'.
    pub sends: Vec<ScopeId>,
    /// Folders for which it has such a rule of its own.
    pub own_sends: Vec<ScopeId>,
}

impl<H: Host> Room<H> {
    /// Who may do what, by the plan as it is. A coordinator sees people and groups, and no folder.
    pub fn matrix(&self) -> Result<Matrix, Error> {
        let state = self.state.borrow();
        if !self.is_officer(&state) {
            return Err(Error::NotAllowed);
        }
        let target = Target::of(&state, self.now());
        let order = state.lines(&target.tree);
        let mut matrix = Matrix {
            folders: order
                .iter()
                .map(|id| MatrixFolder {
                    id: *id,
                    parent: target.tree.place(id),
                    name: match state.line_name(id) {
                        name if name.is_empty() => name,
                        name => names::safe(&name),
                    },
                    closed: state.plan.closed.contains(id),
                    clean: state.is_clean(id) || target.clean_of(id).is_some(),
                    doc: state.only_doc(id),
                    stage: state.plan.stages.get(id).copied(),
                })
                .collect(),
            rows: Vec::new(),
            levels: Vec::new(),
        };
        let row = |levels: &dyn Fn(&ScopeId) -> Level, all: &mut Vec<Vec<Level>>| {
            let levels: Vec<Level> = order.iter().map(levels).collect();
            all.iter()
                .position(|known| *known == levels)
                .unwrap_or_else(|| {
                    all.push(levels);
                    all.len() - 1
                })
        };
        let own_sends = |who: &Principal| {
            let all = order.iter();
            let own = all.filter(|folder| state.plan.sends.contains(&(*who, **folder)));
            own.copied().collect::<Vec<ScopeId>>()
        };
        for (id, name) in &state.plan.groups {
            let held = target.of_group(*id);
            let level = |scope: &ScopeId| held.get(scope).copied().unwrap_or(Level::Nothing);
            let members = state.plan.belongs.iter();
            let with = members
                .filter(|(member, groups)| {
                    groups.contains(id) && target.levels.contains_key(*member)
                })
                .map(|(member, _)| Principal::member(member));
            matrix.rows.push(MatrixRow {
                who: *id,
                group: true,
                manages: false,
                name: names::shown(name),
                with: with.collect(),
                rules: target.rules(id),
                levels: row(&level, &mut matrix.levels),
                sends: own_sends(id),
                own_sends: own_sends(id),
            });
        }
        let mut people: Vec<MatrixRow> = Vec::new();
        for id in target.levels.keys() {
            let who = Principal::member(id);
            let manages = state.front.is_manager(id, &state.front.head());
            let level = |scope: &ScopeId| match manages && target.clean_of(scope).is_none() {
                true => Level::Write,
                false => target.level(id, scope),
            };
            people.push(MatrixRow {
                who,
                group: false,
                manages,
                name: self.member_name(&state, id),
                with: state.plan.groups_of(id).collect(),
                rules: target.rules(&who),
                levels: row(&level, &mut matrix.levels),
                sends: target.sends(id).copied().collect(),
                own_sends: own_sends(&who),
            });
        }
        matrix.rows.sort_by(|a, b| a.name.cmp(&b.name));
        people.sort_by(|a, b| a.name.cmp(&b.name));
        matrix.rows.extend(people);
        Ok(matrix)
    }
}

impl State {
    /// Folders as a table lists them: below each first the documents that have rights of their own, then
    /// the folders, by name. Own scopes without a document are left out.
    fn lines(&self, tree: &Tree) -> Vec<ScopeId> {
        let below = |id: Option<ScopeId>| {
            let below = tree.below(id).iter().copied();
            let mut below: Vec<ScopeId> = below
                .filter(|id| !self.is_apart(id) || self.is_lived(id))
                .collect();
            // the room's own folder comes first at the top, what is deepest in the stack last
            let root = |id: &ScopeId| self.root.is_some_and(|(_, root)| root == *id);
            let key = |id: &ScopeId| (!root(id), !self.is_apart(id));
            below.sort_by(|a, b| {
                let names = || natural(&self.line_name(a), &self.line_name(b));
                key(a).cmp(&key(b)).then_with(names).reverse()
            });
            below
        };
        let mut stack = below(None);
        let mut lines = Vec::new();
        while let Some(id) = stack.pop() {
            lines.push(id);
            stack.extend(below(Some(id)));
        }
        lines
    }

    /// What a line of the table is called: a folder, or a document that has rights of its own.
    pub(crate) fn line_name(&self, id: &ScopeId) -> String {
        let scope = self.scopes.get(id);
        let said = self
            .only_doc(id)
            .and_then(|doc| Some(scope?.said(&doc).name));
        said.unwrap_or_else(|| self.folder_name(id))
    }

    /// The document that lies in a scope of its own.
    fn only_doc(&self, id: &ScopeId) -> Option<DocId> {
        let scope = self.scopes.get(id).filter(|_| self.is_apart(id))?;
        scope.docs.keys().next().copied()
    }
}
