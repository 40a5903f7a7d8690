//! Before anything is sent: names are checked, folders made, duplicates numbered or recognised.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::ScopeId;

use super::{Item, Picked, UploadEvent, Uploaded, Work, fail};
use crate::carrier::Carrier;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::room::Room;

impl<H: Host> Room<H> {
    /// The files that can be sent, each with its folder and a name that is free there.
    pub(super) async fn look<'a, C: Carrier>(
        &self,
        work: &Work<'_, C>,
        folder: ScopeId,
        files: &'a [Picked<C::Source>],
        outcome: &mut Uploaded,
    ) -> Result<Vec<Item<'a, C::Source>>, Error> {
        let good: Vec<usize> = (0..files.len())
            .filter(|number| match names::path(&files[*number].path) {
                Ok(_) => true,
                Err(e) => {
                    fail(work, outcome, *number, e.into());
                    false
                }
            })
            .collect();
        let above: BTreeSet<&str> = good
            .iter()
            .filter_map(|number| split(&files[*number].path).0)
            .collect();
        let paths: Vec<String> = above.into_iter().map(str::to_owned).collect();
        let folders = self.make_folders(folder, &paths).await?;
        let mut taken: BTreeMap<ScopeId, BTreeSet<String>> = BTreeMap::new();
        let mut items = Vec::new();
        for number in good {
            work.control.go().await?;
            let file = &files[number];
            let (path, name) = split(&file.path);
            let scope = path.map_or(Ok(folder), |path| {
                folders.get(path).copied().ok_or(Error::NotFound)
            })?;
            let facts = match work.carrier.facts(&file.source).await {
                Ok(facts) => facts,
                Err(e) => {
                    fail(work, outcome, number, e.into());
                    continue;
                }
            };
            let mut item = Item {
                number,
                scope,
                path: &file.path,
                name: name.to_owned(),
                mime: &file.mime,
                source: &file.source,
                facts,
            };
            if let Some(doc) = self.same(work, &item).await {
                (work.watch)(&UploadEvent::Started(number, item.name.clone(), facts.size));
                (work.watch)(&UploadEvent::Bytes(number, facts.size));
                (work.watch)(&UploadEvent::Done(number, doc));
                outcome.done.push((number, doc));
                continue;
            }
            let taken = taken.entry(scope).or_insert_with(|| self.taken(&scope));
            item.name = names::free(name, |name| taken.contains(&names::fold(name)));
            taken.insert(names::fold(&item.name));
            items.push(item);
        }
        Ok(items)
    }

    /// The names in a folder, of documents and of folders.
    fn taken(&self, scope: &ScopeId) -> BTreeSet<String> {
        let state = self.state.borrow();
        let Some(scope) = state.scopes.get(scope) else {
            return BTreeSet::new();
        };
        let docs = scope
            .docs
            .values()
            .map(|shown| names::fold(&shown.record.name));
        docs.chain(scope.children.values().map(|name| names::fold(name)))
            .collect()
    }
}

fn split(path: &str) -> (Option<&str>, &str) {
    path.rsplit_once('/')
        .map_or((None, path), |(above, name)| (Some(above), name))
}
