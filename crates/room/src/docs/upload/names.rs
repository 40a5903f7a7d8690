//! Before anything is sent: names are checked, folders made, duplicates numbered or recognised.

use std::collections::{BTreeMap, BTreeSet};

use ledger::ids::{DocId, ScopeId};

use super::{Item, Picked, UploadEvent, Uploaded, Work, fail};
use crate::carrier::Carrier;
use crate::docs::taken;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::Wanted;
use crate::room::Room;

impl<H: Host> Room<H> {
    /// The files that can be sent, each with its folder and a name that is free there.
    pub(super) async fn look<'a, C: Carrier>(
        &self,
        work: &Work<'_, C>,
        folder: ScopeId,
        files: &'a [Picked<C::Source>],
        onto: &BTreeMap<usize, Wanted>,
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
            .filter(|number| !onto.contains_key(number))
            .filter_map(|number| split(&files[*number].path).0)
            .collect();
        let paths: Vec<String> = above.into_iter().map(str::to_owned).collect();
        // who only adds does not make folders
        let folders = match paths.is_empty() {
            true => BTreeMap::new(),
            false => self.make_folders(folder, &paths).await?,
        };
        let mut taken: BTreeMap<ScopeId, BTreeSet<String>> = BTreeMap::new();
        let mut items = Vec::new();
        for number in good {
            work.control.go().await?;
            let file = &files[number];
            let (path, name) = split(&file.path);
            let target = match onto.get(&number) {
                Some(doc) => self.target(*doc),
                None => {
                    let known = |path| folders.get(path).copied().ok_or(Error::NotFound);
                    path.map_or(Ok(folder), known).map(|scope| (scope, None))
                }
            };
            let (scope, onto) = match target {
                Ok(target) => target,
                Err(e) => {
                    fail(work, outcome, number, e);
                    continue;
                }
            };
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
                onto,
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
            if onto.is_none() {
                let taken = taken.entry(scope).or_insert_with(|| self.taken(&scope));
                item.name = names::free(name, |name| taken.contains(&names::fold(name)));
                taken.insert(names::fold(&item.name));
            }
            items.push(item);
        }
        Ok(items)
    }

    /// The names in a folder, of documents and of folders.
    fn taken(&self, scope: &ScopeId) -> BTreeSet<String> {
        taken(&self.state.borrow(), scope, None).collect()
    }

    /// The document that gets a new version, and where it is now.
    fn target(&self, doc: Wanted) -> Result<(ScopeId, Option<DocId>), Error> {
        let state = self.state.borrow();
        let spot = state.follow(doc).ok_or(Error::NotFound)?;
        if self.may_add(&state, &spot.scope) {
            Ok((spot.scope, Some(spot.doc)))
        } else {
            Err(Error::NotAllowed)
        }
    }
}

fn split(path: &str) -> (Option<&str>, &str) {
    path.rsplit_once('/')
        .map_or((None, path), |(above, name)| (Some(above), name))
}
