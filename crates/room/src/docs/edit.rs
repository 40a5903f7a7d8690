//! Renaming, describing and tagging documents.
//!
//! Of two who name one document at once the later one holds, by the server's order; both are told, and
//! both names stay in its history. Tags are added and taken away one by one, so two people who tag at
//! once both do.

use std::collections::BTreeMap;

use ledger::ids::{DocId, PublicKey, ScopeId};

use super::Author;
use super::write::Batch;
use crate::body::{Edit, MAX_DESCRIPTION, MAX_TAG, MAX_TAGS};
use crate::error::Error;
use crate::host::Host;
use crate::names::{self, BadName};
use crate::replay::{Said, Scope, State, Wanted};
use crate::room::Room;

/// What is to change of a document; what is left out stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Change {
    /// Another name.
    pub name: Option<String>,
    /// The name that the person saw before, so that one which somebody gave meanwhile is told.
    pub seen: Option<String>,
    /// Another description; empty for none.
    pub description: Option<String>,
    /// Tags that it gets,
    pub tag: Vec<String>,
    /// and tags that it loses.
    pub untag: Vec<String>,
}

/// Somebody else named the same thing at the same time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossed {
    /// The name that the other one gave.
    pub name: String,
    /// Who that was.
    pub by: Author,
    /// The name that holds now.
    pub holds: String,
}

impl Change {
    /// Another name, by one who saw this one.
    #[must_use]
    pub fn name(seen: &str, name: &str) -> Self {
        Self {
            name: Some(name.to_owned()),
            seen: Some(seen.to_owned()),
            ..Self::default()
        }
    }

    fn check(&self) -> Result<Self, BadName> {
        let name = self.name.as_deref().map(str::trim);
        name.map_or(Ok(()), names::check)?;
        let description = self.description.as_deref().map(check_text).transpose()?;
        let tags = |tags: &[String]| {
            let checked = tags.iter().map(|tag| check_tag(tag));
            checked.collect::<Result<Vec<String>, BadName>>()
        };
        Ok(Self {
            name: name.map(str::to_owned),
            seen: self.seen.clone(),
            description,
            tag: tags(&self.tag)?,
            untag: tags(&self.untag)?,
        })
    }

    /// The tags that it has then, if they are others.
    fn tags(&self, now: &[String]) -> Result<Option<Vec<String>>, Error> {
        let same = |a: &String, b: &String| names::fold(a) == names::fold(b);
        let lost = |tag: &String| self.untag.iter().any(|lost| same(lost, tag));
        let mut tags: Vec<String> = now.iter().filter(|tag| !lost(tag)).cloned().collect();
        for tag in &self.tag {
            if !tags.iter().any(|known| same(known, tag)) {
                tags.push(tag.clone());
            }
        }
        if tags == now {
            Ok(None)
        } else if tags.len() > MAX_TAGS {
            Err(Error::TooLarge)
        } else {
            Ok(Some(tags))
        }
    }
}

/// A text of several lines that may be said of something.
pub(crate) fn check_text(text: &str) -> Result<String, BadName> {
    let text = text.trim();
    if text.len() > MAX_DESCRIPTION {
        Err(BadName::Long)
    } else if text.contains(|c| c != '\n' && names::hidden(c)) {
        Err(BadName::Control)
    } else {
        Ok(text.to_owned())
    }
}

fn check_tag(tag: &str) -> Result<String, BadName> {
    let tag = tag.trim();
    if tag.is_empty() {
        Err(BadName::Empty)
    } else if tag.len() > MAX_TAG {
        Err(BadName::Long)
    } else if tag.contains(names::hidden) {
        Err(BadName::Control)
    } else {
        Ok(tag.to_owned())
    }
}

/// What a batch of changes remembers between two tries.
#[derive(Default)]
struct Memo {
    /// Where each chain ended before the first try.
    begun: BTreeMap<ScopeId, u64>,
    /// Names that others gave meanwhile.
    crossed: BTreeMap<Wanted, (String, PublicKey)>,
    found: bool,
}

impl<H: Host> Room<H> {
    /// Changes what is said of documents: one entry per folder. Answers names that others gave meanwhile.
    pub async fn edit(
        &self,
        changes: &[(impl Into<Wanted> + Copy, Change)],
    ) -> Result<Vec<Crossed>, Error> {
        let own = self.own_key()?;
        let mut checked: Vec<(Wanted, Change)> = Vec::with_capacity(changes.len());
        for (doc, change) in changes {
            checked.push(((*doc).into(), change.check()?));
        }
        let changes = checked;
        let mut memo = Memo::default();
        self.append(|state| {
            let index = state.index();
            let mut batch = Batch::default();
            for (doc, change) in &changes {
                // who deleted it meanwhile has the last word
                let Some(spot) = index.follow(doc) else {
                    continue;
                };
                memo.found = true;
                if !self.may_edit(state, &spot) {
                    return Err(Error::NotAllowed);
                }
                let scope = state.scope(&spot.scope)?;
                let tip = scope.fold.tip().head().next;
                let from = *memo.begun.entry(spot.scope).or_insert(tip);
                let now = scope.said(&spot.doc);
                note_crossed(scope, (doc, &spot.doc), change, &own, from, &mut memo);
                let mine = |fits: &dyn Fn(&Edit) -> bool| {
                    let mut later = scope.edits_of(&spot.doc).iter();
                    later.any(|one| one.seq >= from && one.author == own && fits(&one.said))
                };
                let named = mine(&|edit| edit.name == change.name);
                let described = mine(&|edit| edit.description == change.description);
                let edit = Edit {
                    name: change
                        .name
                        .clone()
                        .filter(|name| *name != now.name && !named),
                    description: change
                        .description
                        .clone()
                        .filter(|text| *text != now.description && !described),
                    tags: change.tags(&now.tags)?,
                    ..Edit::of(spot.doc)
                };
                let other = |name: &String| is_taken(state, &spot.scope, name, Some(spot.doc));
                if edit.name.as_ref().is_some_and(other) {
                    return Err(Error::NameTaken);
                }
                batch.say(spot.scope, edit);
            }
            batch.drafts(self, state)
        })
        .await?;
        if !memo.found && !changes.is_empty() {
            return Err(Error::NotFound);
        }
        let state = self.state.borrow();
        let index = state.index();
        let crossed = memo.crossed.into_iter().filter_map(|(doc, (name, by))| {
            let spot = index.follow(doc)?;
            Some(Crossed {
                name: names::safe(&name),
                by: self.author(&state, &by, ""),
                holds: names::safe(&state.scopes.get(&spot.scope)?.said(&spot.doc).name),
            })
        });
        Ok(crossed.collect())
    }
}

fn note_crossed(
    scope: &Scope,
    (asked, doc): (&Wanted, &DocId),
    change: &Change,
    own: &PublicKey,
    from: u64,
    memo: &mut Memo,
) {
    let Some(name) = &change.name else { return };
    let edits = scope.edits_of(doc);
    let ours = |edit: &Edit, author: &PublicKey| author == own && edit.name.as_ref() == Some(name);
    let mut named = edits.iter().filter(|one| one.said.name.is_some());
    let newest = named.rfind(|one| !ours(&one.said, &one.author));
    let Some(newest) = newest else { return };
    let other = newest.said.name.as_ref().filter(|other| *other != name);
    let unseen = newest.seq >= from || change.seen.as_ref().is_some_and(|seen| Some(seen) != other);
    if let (Some(other), true) = (other, unseen) {
        let known = (other.clone(), newest.author);
        memo.crossed.entry(*asked).or_insert(known);
    }
}

/// Whether a document or folder of this folder is called so, but for one document.
pub(crate) fn is_taken(state: &State, scope: &ScopeId, name: &str, but: Option<DocId>) -> bool {
    taken(state, scope, but).any(|known| known == names::fold(name))
}

/// The names in a folder, of documents and of folders, as they are compared; of a document's own scope
/// those in the folder where it lies.
pub(crate) fn taken<'s>(
    state: &'s State,
    scope: &ScopeId,
    but: Option<DocId>,
) -> impl Iterator<Item = String> + 's {
    let folder = state.folder_of(scope);
    let here = state.scopes.get(&folder);
    let own = state.scopes.iter().filter(move |(id, scope)| {
        let apart = scope.apart && **id != folder;
        apart && state.is_lived(id) && state.home(id) == Some(folder)
    });
    let all = here.into_iter().chain(own.map(|(_, scope)| scope));
    let docs = all.flat_map(move |scope| {
        let others = scope.docs.keys().filter(move |doc| Some(**doc) != but);
        others.map(|doc| names::fold(&scope.said(doc).name))
    });
    let children = here.into_iter().flat_map(|scope| scope.children.keys());
    docs.chain(children.map(|child| names::fold(&state.folder_name(child))))
}

/// What an edit has to say so that a copy says the same; what is said of it here already is left.
pub(super) fn same_as(doc: DocId, there: &Said, here: &Said) -> Edit {
    Edit {
        name: (there.name != here.name).then(|| there.name.clone()),
        description: (there.description != here.description).then(|| there.description.clone()),
        tags: (there.tags != here.tags).then(|| there.tags.clone()),
        ..Edit::of(doc)
    }
}
