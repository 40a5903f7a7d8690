//! Classifying documents and folders, in bulk, and seeing how they are classified and since when.
//!
//! | who | may |
//! |---|---|
//! | who manages | decide, of every document and folder whose key it has |
//! | who may add | suggest, of the documents that it added; that only tightens, until one who manages decides |
//! | who reads | see it |
//!
//! A folder's label is what holds of all below that has no own word for a field. Labels stand in the chain of the
//! scope, so those who read the folder read them, with their history.

mod lowering;

use std::collections::BTreeMap;

use ledger::ids::{DocId, Hash, PublicKey, ScopeId};

use crate::access::plan::Difference;
use crate::access::{Target, Thought};
use crate::body::{Edit, Label, Marking};
use crate::chains::append::Draft;
use crate::docs::{Author, Batch};
use crate::error::Error;
use crate::host::Host;
use crate::information::gate::Gate;
use crate::replay::{Index, Relabel, Spot, State, Stated, Wanted};
use crate::room::Room;

pub use lowering::Lowering;

/// What has a label.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Labelled {
    /// A folder, for what is below it.
    Folder(ScopeId),
    /// A document.
    Doc(Wanted),
}

/// How something is classified.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Classified {
    /// With what it inherits, as those who manage decided.
    pub holds: Marking,
    /// What they said of itself.
    pub own: Marking,
    /// What others suggest, and nobody decided.
    pub suggested: Marking,
    /// Who decided anything of it last, and when.
    pub by: Option<(Author, u64)>,
    /// Who confirmed what personal information it holds, and when.
    pub confirmed: Option<(Author, u64)>,
}

/// Something that was said of how a document or folder is classified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarkEvent {
    /// When, by the server's time.
    pub time: u64,
    /// Who said it.
    pub by: Author,
    /// What: the fields that it says, and none of the others.
    pub said: Marking,
    /// It was suggested.
    pub suggested: bool,
}

/// A label that is to be written.
#[derive(Debug, Clone)]
struct Wish {
    what: Labelled,
    marks: Marking,
}

impl<H: Host> Room<H> {
    /// Classifies documents and folders: one entry for many documents of one folder. What is taken from who may not
    /// have it by that is taken at once. Answers what waits for a second manager.
    pub async fn classify(&self, labels: &[(Labelled, Marking)]) -> Result<Vec<Lowering>, Error> {
        self.judge_manager()?;
        let wishes = wishes(labels)?;
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let begun = self.say_marks(&wishes, false).await?;
        self.settle_now().await?;
        let own = self.own_key()?;
        let state = self.state.borrow();
        let mut waiting = state.void_words();
        let new = |(scope, seq): &(ScopeId, u64), by: &PublicKey| {
            *by == own && begun.get(scope).is_some_and(|from| seq >= from)
        };
        waiting.retain(|at, word| new(at, &word.by));
        Ok(self.lowered(&state, waiting))
    }

    /// Suggests how documents are to be classified, for one who manages to decide: of those that one may edit.
    pub async fn suggest_marks(&self, labels: &[(Wanted, Marking)]) -> Result<(), Error> {
        let labels: Vec<(Labelled, Marking)> = labels
            .iter()
            .map(|(doc, marks)| (Labelled::Doc(*doc), marks.clone()))
            .collect();
        let wishes = wishes(&labels)?;
        let _turn = self.turn.lock().await;
        self.say_marks(&wishes, true).await.map(drop)
    }

    /// What labels would take from members, and give back to them.
    pub fn preview_labels(&self, labels: &[(Labelled, Marking)]) -> Result<Vec<Difference>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let index = state.index();
        let mut thought = Vec::with_capacity(labels.len());
        for wish in wishes(labels)? {
            let (scope, doc) = place(&state, &index, wish.what)?;
            thought.push(Relabel {
                scope,
                doc,
                marks: wish.marks,
            });
        }
        let now = self.now();
        let labels = Thought {
            labels: &thought,
            ..Thought::default()
        };
        let (before, after) = (
            Target::of(&state, now),
            Target::thought(&state, labels, now),
        );
        Ok(crate::access::plan::between(&state, &before, &after))
    }

    /// How a document or folder is classified.
    pub fn classified(&self, what: Labelled) -> Result<Classified, Error> {
        let state = self.state.borrow();
        let (scope, doc) = place(&state, &state.index(), what)?;
        let gate = Gate::of(&state, &state.plan, &state.tree(), &[]);
        Ok(self.classified_here(&state, &gate, scope, doc))
    }

    /// How every folder and document is classified that one sees.
    pub fn all_classified(&self) -> BTreeMap<(ScopeId, Option<DocId>), Classified> {
        let state = self.state.borrow();
        let gate = Gate::of(&state, &state.plan, &state.tree(), &[]);
        let mut all = BTreeMap::new();
        for id in gate.folders.keys() {
            let docs = state.scopes.get(id).into_iter();
            let docs = docs.flat_map(|scope| scope.docs.keys().copied().map(Some));
            for doc in core::iter::once(None).chain(docs) {
                let found = self.classified_here(&state, &gate, *id, doc);
                all.insert((*id, doc), found);
            }
        }
        all
    }

    fn classified_here(
        &self,
        state: &State,
        gate: &Gate,
        id: ScopeId,
        doc: Option<DocId>,
    ) -> Classified {
        let Some(scope) = state.scopes.get(&id) else {
            return Classified::default();
        };
        let above = match doc {
            Some(_) => gate.marking(&id).clone(),
            None => gate.above(&id),
        };
        let own = match &doc {
            Some(doc) => scope.marks_of(doc, &state.plan, above.tier(), &[]),
            None => scope.marks(&state.plan, above.tier(), &[]),
        };
        let who = |said: Option<(PublicKey, u64)>| {
            said.map(|(by, time)| (self.author(state, &by, ""), time))
        };
        Classified {
            holds: own.decided.clone().under(&above),
            own: own.decided,
            suggested: own.suggested,
            by: who(own.by),
            confirmed: who(own.confirmed),
        }
    }

    /// What was said of how something is classified, oldest first; of a document since it came to where it lies.
    pub fn label_history(&self, what: Labelled) -> Result<Vec<MarkEvent>, Error> {
        let state = self.state.borrow();
        let (id, doc) = place(&state, &state.index(), what)?;
        let scope = state.scope(&id)?;
        let event = |time, by: &PublicKey, said: &Option<Marking>, suggested| {
            said.as_ref().map(|said| MarkEvent {
                time,
                by: self.author(&state, by, ""),
                said: said.clone(),
                suggested,
            })
        };
        Ok(match &doc {
            Some(doc) => {
                let both = |one: &Stated<Edit>| {
                    let said = &one.said;
                    let decided = event(one.time, &one.author, &said.marks, false);
                    [decided, event(one.time, &one.author, &said.suggested, true)]
                };
                let all = scope.edits_of(doc).iter().flat_map(both);
                all.flatten().collect()
            }
            None => {
                let all = scope.labels.iter();
                all.filter_map(|one| event(one.time, &one.author, &one.said.marks, false))
                    .collect()
            }
        })
    }

    /// What names a document wherever managers move it: for a label that says of which one it is the variant, and for
    /// a legal basis.
    pub fn origin_of(&self, doc: impl Into<Wanted>) -> Result<Hash, Error> {
        let state = self.state.borrow();
        let spot = state.follow(doc).ok_or(Error::NotFound)?;
        let shown = state.shown(&spot).ok_or(Error::NotFound)?;
        Ok(shown.origin())
    }

    /// Where a document lies that has this origin; none if it is not seen.
    pub fn doc_of_origin(&self, origin: &Hash) -> Option<Spot> {
        let state = self.state.borrow();
        let index = state.index();
        let mut places = index.places_of(*origin);
        places.next_back()
    }

    /// Writes labels, as far as they are not there. Answers where each chain ended before.
    async fn say_marks(
        &self,
        wishes: &[Wish],
        suggest: bool,
    ) -> Result<BTreeMap<ScopeId, u64>, Error> {
        let own = self.own_key()?;
        let mut begun: BTreeMap<ScopeId, u64> = BTreeMap::new();
        self.write_all(|state| {
            let index = state.index();
            let mut batch = Batch::default();
            let mut drafts = Vec::new();
            // one entry says one thing of each
            let mut all: BTreeMap<(ScopeId, Option<DocId>), Marking> = BTreeMap::new();
            for wish in wishes {
                let at = place(state, &index, wish.what)?;
                all.entry(at).or_default().hear(&wish.marks);
            }
            for ((id, doc), marks) in all {
                let scope = state.scope(&id)?;
                let from = *begun.entry(id).or_insert(scope.fold.tip().head().next);
                let marks = Some(marks);
                let Some(doc) = doc else {
                    let label = Label {
                        marks,
                        ..Label::default()
                    };
                    let mut later = scope.labels.iter().filter(|one| one.seq >= from);
                    if !later.any(|one| one.author == own && one.said == label) {
                        drafts.push(self.label_draft(state, id, &label)?);
                    }
                    continue;
                };
                let spot = Spot { scope: id, doc };
                let may = match suggest {
                    true => self.may_edit(state, &spot),
                    false => self.is_manager(state),
                };
                if !may {
                    return Err(Error::NotAllowed);
                }
                let edit = match suggest {
                    true => Edit {
                        suggested: marks,
                        ..Edit::of(doc)
                    },
                    false => Edit {
                        marks,
                        ..Edit::of(doc)
                    },
                };
                let mut later = scope.edits_of(&doc).iter().filter(|one| one.seq >= from);
                if !later.any(|one| one.author == own && one.said == edit) {
                    batch.say(id, edit);
                }
            }
            drafts.extend(batch.drafts(self, state)?);
            Ok(drafts)
        })
        .await?;
        Ok(begun)
    }

    /// Says of a folder what it would lose of how it is classified by another place, before it goes there.
    pub(crate) async fn keep_label(&self, folder: ScopeId, to: ScopeId) -> Result<(), Error> {
        let marks = {
            let state = self.state.borrow();
            let gate = Gate::of(&state, &state.plan, &state.tree(), &[]);
            let own = state.scope(&folder)?;
            let there = gate.marking(&to);
            let own = own.marks(&state.plan, there.tier(), &[]).decided;
            gate.marking(&folder).stricter_than(&own.under(there))
        };
        if marks.is_empty() {
            return Ok(());
        }
        let what = Labelled::Folder(folder);
        let _turn = self.turn.lock().await;
        self.say_marks(&[Wish { what, marks }], false)
            .await
            .map(drop)
    }

    /// The label of a scope that is about to be, for what comes into it. Before anything does: who is not to have that
    /// is not granted it in between.
    pub(crate) fn first_label(
        &self,
        id: ScopeId,
        key: &seal::scope::ScopeKey,
        marks: &Marking,
    ) -> Draft {
        let label = Label {
            marks: Some(marks.clone()),
            ..Label::default()
        };
        let kind = seal::context::Kind::Label;
        let context = seal::context::Context::new(kind, self.session.room.0, id.0, 0);
        let sealed = key.seal(&context, &crate::body::encode(&label), &mut self.host.rng());
        Draft::new(id, 0, ledger::entry::Public::Label, Some(sealed))
    }
}

/// Labels as they may be said.
fn wishes(labels: &[(Labelled, Marking)]) -> Result<Vec<Wish>, Error> {
    let mut all = Vec::with_capacity(labels.len());
    for (what, marks) in labels {
        let marks = marks.check()?;
        let folder = matches!(what, Labelled::Folder(_));
        // a folder is the variant of no document
        if marks.is_empty() || (folder && marks.variant_of.is_some()) {
            return Err(Error::NotAllowed);
        }
        all.push(Wish { what: *what, marks });
    }
    Ok(all)
}

/// Where something lies.
fn place(state: &State, index: &Index, what: Labelled) -> Result<(ScopeId, Option<DocId>), Error> {
    match what {
        Labelled::Folder(id) => {
            state.scope(&id)?;
            let folder = !state.is_aside(&id);
            folder.then_some((id, None)).ok_or(Error::NotAllowed)
        }
        Labelled::Doc(doc) => {
            let spot = index.follow(doc).ok_or(Error::NotFound)?;
            Ok((spot.scope, Some(spot.doc)))
        }
    }
}
