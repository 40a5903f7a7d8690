//! Folders: scopes of their own, each with its key under its parent's.
//!
//! A whole tree is made in one append: for each folder its chain's first entry, then for
//! each parent one entry that lists its new children and gives their keys.

use std::collections::BTreeMap;

use ledger::entry::{Epoch, Public};
use ledger::ids::{ChainId, MemberId, PublicKey, ScopeId};
use seal::context::{Context, Kind};
use seal::scope::ScopeKey;

use crate::access::clean::granters;
use crate::body::{self, Child, EpochBody};
use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::{Host, random};
use crate::names;
use crate::replay::State;
use crate::room::Room;

/// A folder that is still to be made.
struct New {
    id: ScopeId,
    parent: ScopeId,
    name: String,
    key: ScopeKey,
}

impl<H: Host> Room<H> {
    /// Makes the folders of these paths (`a/b/c`) below a folder, as far as they are not there.
    /// Answers the folder of each path.
    pub async fn make_folders(
        &self,
        parent: ScopeId,
        paths: &[String],
    ) -> Result<BTreeMap<String, ScopeId>, Error> {
        let _turn = self.turn.lock().await;
        self.judge_manager()?;
        let (found, mut new) = self.plan_folders(parent, paths)?;
        if new.is_empty() {
            return Ok(found);
        }
        self.write_all(|state| {
            new.retain(|folder| !listed(state, folder));
            // a parent that meanwhile got a child of this name from elsewhere keeps both
            self.folder_drafts(state, &new)
        })
        .await?;
        Ok(found)
    }

    /// Makes one folder; one of this name that is there already is answered.
    pub async fn make_folder(&self, parent: ScopeId, name: &str) -> Result<ScopeId, Error> {
        let made = self.make_folders(parent, &[name.to_owned()]).await?;
        made.get(name).copied().ok_or(Error::NotFound)
    }

    fn plan_folders(
        &self,
        top: ScopeId,
        paths: &[String],
    ) -> Result<(BTreeMap<String, ScopeId>, Vec<New>), Error> {
        let state = self.state.borrow();
        state.current(&top)?;
        if state.is_apart(&top) {
            return Err(Error::NotAllowed);
        }
        let mut rng = self.host.rng();
        let (mut found, mut new): (BTreeMap<String, ScopeId>, Vec<New>) = Default::default();
        for path in paths {
            let mut at = top;
            let mut so_far = String::new();
            for name in names::path(path)? {
                so_far = if so_far.is_empty() {
                    name.to_owned()
                } else {
                    format!("{so_far}/{name}")
                };
                let known = found
                    .get(&so_far)
                    .copied()
                    .or_else(|| child(&state, &at, name));
                let id = known.unwrap_or_else(|| {
                    let id = ChainId(random(&mut rng));
                    new.push(New {
                        id,
                        parent: at,
                        name: name.to_owned(),
                        key: ScopeKey::make(&mut rng),
                    });
                    id
                });
                found.insert(so_far.clone(), id);
                at = id;
            }
        }
        Ok((found, new))
    }

    fn folder_drafts(&self, state: &State, new: &[New]) -> Result<Vec<Draft>, Error> {
        let room = self.session.room;
        let mut rng = self.host.rng();
        let mut drafts = Vec::new();
        let mut by_parent: BTreeMap<ScopeId, Vec<&New>> = BTreeMap::new();
        let mut order = Vec::new();
        for folder in new {
            let epoch = state
                .scopes
                .get(&folder.id)
                .and_then(|scope| scope.fold.epoch());
            if epoch.is_none() {
                let said = body::encode(&EpochBody {
                    name: folder.name.clone(),
                    before: None,
                });
                let sealed = folder.key.seal(
                    &Context::new(Kind::Epoch, room.0, folder.id.0, 0),
                    &said,
                    &mut rng,
                );
                let public = Epoch {
                    parent: Some(folder.parent),
                    kem: folder.key.kem_public().as_bytes().to_vec(),
                };
                drafts.push(Draft::new(
                    folder.id,
                    0,
                    Public::Epoch(public),
                    Some(sealed),
                ));
            }
            // what lies in a clean team's folder names the same granters, from its begin on
            let list = self.list_for(state, new, folder);
            if let (Some(list), false) = (list, state.is_named(&folder.id)) {
                drafts.push(Draft::new(folder.id, 0, list, None));
            }
            if !by_parent.contains_key(&folder.parent) {
                order.push(folder.parent);
            }
            by_parent.entry(folder.parent).or_default().push(folder);
        }
        for parent in order {
            let children = &by_parent[&parent];
            let own = new.iter().find(|folder| folder.id == parent);
            let (epoch, key) = match own {
                Some(folder) => (0, &folder.key),
                None => state.current(&parent)?,
            };
            let folders = children.iter().map(|folder| Child {
                scope: folder.id,
                name: folder.name.clone(),
                epoch: 0,
                key: (&folder.key).into(),
            });
            let folders: Vec<Child> = folders.collect();
            let context = Context::new(Kind::Children, room.0, parent.0, epoch);
            let sealed = body::seal_each(key, &context, &folders, &mut rng);
            let listed = children.iter().map(|folder| folder.id).collect();
            drafts.push(Draft::new(
                parent,
                epoch,
                Public::Children(listed),
                Some(sealed),
            ));
        }
        Ok(drafts)
    }
}

impl<H: Host> Room<H> {
    fn list_for(&self, state: &State, new: &[New], folder: &New) -> Option<Public> {
        let mut above = folder.parent;
        while let Some(made) = new.iter().find(|made| made.id == above) {
            above = made.parent;
        }
        let now = |(member, key): &(&MemberId, &PublicKey)| {
            state.manages_with(member).as_ref() == Some(*key)
        };
        let list = state.granters(&above)?.iter().filter(now);
        let list = list.map(|(member, key)| (*member, *key)).collect();
        Some(granters(&list))
    }
}

fn child(state: &State, parent: &ScopeId, name: &str) -> Option<ScopeId> {
    let mut children = state.scopes.get(parent)?.children.keys();
    children
        .find(|id| names::fold(&state.folder_name(id)) == names::fold(name))
        .copied()
}

fn listed(state: &State, folder: &New) -> bool {
    state
        .scopes
        .get(&folder.parent)
        .is_some_and(|parent| parent.children.contains_key(&folder.id))
}
