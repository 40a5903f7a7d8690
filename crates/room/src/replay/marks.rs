//! How documents and folders are classified: by the words of those who manage, and by what others suggest.
//!
//! What somebody suggests who does not manage only tightens: a document is handled as the stricter of both says, until
//! one who manages decides that field. A level that takes two is lowered by one alone in vain: such a word counts once
//! two agreed on it, and until then the one before it holds.

use ledger::ids::{DocId, PublicKey, ScopeId};

use super::{Plan, Scope, State, Stated};
use crate::body::{Edit, Mark, Marking, Tier};

/// What is said of one document or folder itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Marks {
    pub(crate) decided: Marking,
    /// What others said since, and nobody decided.
    pub(crate) suggested: Marking,
    /// Who decided anything of it last, and when.
    pub(crate) by: Option<(PublicKey, u64)>,
    /// Who confirmed the kinds of data.
    pub(crate) confirmed: Option<(PublicKey, u64)>,
}

/// A label that is thought of.
#[derive(Debug, Clone)]
pub(crate) struct Relabel {
    pub(crate) scope: ScopeId,
    /// None: of the folder.
    pub(crate) doc: Option<DocId>,
    pub(crate) marks: Marking,
}

/// A word, with where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Word<'a> {
    pub(crate) said: &'a Marking,
    pub(crate) scope: ScopeId,
    pub(crate) seq: u64,
    pub(crate) time: u64,
    pub(crate) by: Option<PublicKey>,
}

/// Whether a word does not lower such a level by itself.
fn is_guarded(plan: &Plan, before: Option<Tier>, word: Word<'_>) -> bool {
    plan.was_second(before, word.time) && !plan.lowered.contains(&(word.scope, word.seq))
}

impl Marks {
    /// Takes in what one who manages says. Whether the level that it says counts.
    pub(crate) fn decide(&mut self, plan: &Plan, above: Option<Tier>, word: Word<'_>) -> bool {
        let before = self.decided.tier().or(above);
        let after = match word.said.tier {
            None => before,
            Some(Mark::Is(tier)) => Some(tier),
            Some(Mark::Above) => above,
        };
        let counts = after >= before || !is_guarded(plan, before, word);
        let mut said = word.said.clone();
        if !counts {
            said.tier = None;
        }
        self.decided.hear(&said);
        self.suggested.settle(&said);
        let who = word.by.map(|by| (by, word.time));
        self.by = who.or(self.by);
        if said.found.is_some() || said.personal.is_some() {
            self.confirmed = who.or(self.confirmed);
        }
        counts
    }
}

impl Scope {
    /// What those who manage said of the folder itself.
    pub(crate) fn words(&self) -> impl Iterator<Item = Word<'_>> {
        self.labels.iter().filter_map(|label| {
            Some(Word {
                said: label.said.marks.as_ref()?,
                scope: self.fold.scope(),
                seq: label.seq,
                time: label.time,
                by: Some(label.author),
            })
        })
    }

    /// Whether anybody said how a document is classified.
    pub(crate) fn is_marked(&self, doc: &DocId) -> bool {
        let mut all = self.edits_of(doc).iter();
        all.any(|one| one.said.marks.is_some() || one.said.suggested.is_some())
    }

    /// What is said of the folder itself.
    pub(crate) fn marks(&self, plan: &Plan, above: Option<Tier>, thought: &[Relabel]) -> Marks {
        let mut marks = Marks::default();
        for word in self.words().chain(self.thought(None, thought)) {
            marks.decide(plan, above, word);
        }
        marks
    }

    /// What is said of a document itself. `above`: how the folder is to be handled.
    pub(crate) fn marks_of(
        &self,
        doc: &DocId,
        plan: &Plan,
        above: Option<Tier>,
        thought: &[Relabel],
    ) -> Marks {
        let mut marks = Marks::default();
        for one in self.edits_of(doc) {
            if let Some(word) = self.word(one) {
                marks.decide(plan, above, word);
            }
            if let Some(suggested) = &one.said.suggested {
                marks.suggested.hear(suggested);
            }
        }
        for word in self.thought(Some(*doc), thought) {
            marks.decide(plan, above, word);
        }
        marks
    }

    /// What those who manage said of a document itself.
    pub(crate) fn words_of(&self, doc: &DocId) -> impl Iterator<Item = Word<'_>> {
        let all = self.edits_of(doc).iter();
        all.filter_map(|one| self.word(one))
    }

    fn word<'e>(&self, one: &'e Stated<Edit>) -> Option<Word<'e>> {
        Some(Word {
            said: one.said.marks.as_ref()?,
            scope: self.fold.scope(),
            seq: one.seq,
            time: one.time,
            by: Some(one.author),
        })
    }

    fn thought<'t>(
        &self,
        doc: Option<DocId>,
        thought: &'t [Relabel],
    ) -> impl Iterator<Item = Word<'t>> + use<'t> {
        let scope = self.fold.scope();
        let here = thought.iter();
        let here = here.filter(move |one| one.scope == scope && one.doc == doc);
        here.map(move |one| Word {
            said: &one.marks,
            scope,
            seq: u64::MAX,
            time: u64::MAX,
            by: None,
        })
    }
}

impl State {
    /// How carefully a folder is to be handled that lies below one of this level.
    pub(crate) fn tier_below(
        &self,
        plan: &Plan,
        id: &ScopeId,
        above: Option<Tier>,
    ) -> Option<Tier> {
        let own = self
            .scopes
            .get(id)
            .map(|scope| scope.marks(plan, above, &[]));
        own.and_then(|own| own.decided.tier()).or(above)
    }
}
