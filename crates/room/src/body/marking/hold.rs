//! What labels say together: later words, what lies above, what is only suggested.

use std::collections::BTreeSet;

use ledger::ids::Hash;

use super::{Answer, Found, MAX_FOUND, MAX_MARK, MAX_PURPOSE, Mark, Marking, Tier};
use crate::names;

/// Does the same with every field of two labels.
macro_rules! each {
    ($do:ident, $one:expr, $other:expr) => {{
        $do(&mut $one.tier, &$other.tier);
        $do(&mut $one.subjects, &$other.subjects);
        $do(&mut $one.matters, &$other.matters);
        $do(&mut $one.personal, &$other.personal);
        $do(&mut $one.sensitive, &$other.sensitive);
        $do(&mut $one.found, &$other.found);
        $do(&mut $one.persons, &$other.persons);
        $do(&mut $one.source, &$other.source);
        $do(&mut $one.owner, &$other.owner);
        $do(&mut $one.purpose, &$other.purpose);
        $do(&mut $one.variant_of, &$other.variant_of);
    }};
}

fn newer<T: Clone>(mine: &mut Option<Mark<T>>, said: &Option<Mark<T>>) {
    if said.is_some() {
        mine.clone_from(said);
    }
}

fn settled<T>(mine: &mut Option<Mark<T>>, said: &Option<Mark<T>>) {
    if said.is_some() {
        *mine = None;
    }
}

fn below<T: Clone>(mine: &mut Option<Mark<T>>, above: &Option<Mark<T>>) {
    if !matches!(mine, Some(Mark::Is(_))) {
        mine.clone_from(above);
    }
}

fn value<T: Clone>(mark: &Option<Mark<T>>) -> Option<T> {
    match mark {
        Some(Mark::Is(value)) => Some(value.clone()),
        Some(Mark::Above) | None => None,
    }
}

/// The longer of two that are said.
fn more<T: Ord + Clone>(one: &mut Option<Mark<T>>, other: &Option<Mark<T>>) {
    let most = value(one).max(value(other));
    if let Some(most) = most {
        *one = Some(Mark::Is(most));
    }
}

impl Marking {
    /// Nothing is said.
    pub(crate) const NOTHING: Self = Self {
        tier: None,
        subjects: None,
        matters: None,
        personal: None,
        sensitive: None,
        found: None,
        persons: None,
        source: None,
        owner: None,
        purpose: None,
        variant_of: None,
    };

    /// Takes over what a later label says.
    pub(crate) fn hear(&mut self, said: &Self) {
        each!(newer, self, said);
    }

    /// Leaves out what another label decides.
    pub(crate) fn settle(&mut self, said: &Self) {
        each!(settled, self, said);
    }

    /// What holds of something that lies below: its own word, or else what is said above.
    pub(crate) fn under(mut self, above: &Self) -> Self {
        let variant_of = self.variant_of.take();
        each!(below, self, above);
        // of which document something is the variant is said of that one alone
        self.variant_of = variant_of;
        self
    }

    /// The same, and of how carefully it is to be handled the stricter of the two.
    pub(crate) fn with(mut self, strict: &Self) -> Self {
        more(&mut self.tier, &strict.tier);
        more(&mut self.personal, &strict.personal);
        more(&mut self.sensitive, &strict.sensitive);
        more(&mut self.persons, &strict.persons);
        let mut kinds = self.found().unwrap_or_default();
        for one in strict.found().unwrap_or_default().kinds {
            if kinds.kinds.iter().all(|known| known.kind != one.kind) {
                kinds.kinds.push(one);
            }
        }
        if !kinds.kinds.is_empty() {
            kinds.kinds.truncate(MAX_FOUND);
            self.found = Some(Mark::Is(kinds));
        }
        self
    }

    /// What of this has to be said of something that would otherwise be handled with less care. That something is no
    /// personal information, or public, is nothing that is carried elsewhere.
    pub(crate) fn stricter_than(&self, other: &Self) -> Self {
        fn kept<T: Ord + Clone>(
            one: &Option<Mark<T>>,
            other: &Option<Mark<T>>,
            least: T,
        ) -> Option<Mark<T>> {
            let more = value(one) > value(other).max(Some(least));
            one.clone().filter(|_| more)
        }
        let kinds = |marking: &Self| {
            let found = marking.found().unwrap_or_default().kinds;
            let kinds = found.iter().map(|one| one.kind);
            kinds.collect::<BTreeSet<_>>()
        };
        let lost = !kinds(self).is_subset(&kinds(other));
        Self {
            tier: kept(&self.tier, &other.tier, Tier::Public),
            personal: kept(&self.personal, &other.personal, Answer::No),
            sensitive: kept(&self.sensitive, &other.sensitive, Answer::No),
            persons: kept(&self.persons, &other.persons, 0),
            found: self.found.clone().filter(|_| lost),
            ..Self::default()
        }
    }

    /// Whether it says nothing.
    pub fn is_empty(&self) -> bool {
        *self == Self::NOTHING
    }

    /// Nothing in it is longer than it may be.
    pub(crate) fn fits(&self) -> bool {
        let short =
            |text: &Option<Mark<String>>, most| value(text).is_none_or(|text| text.len() <= most);
        let few = |found: Found| found.kinds.len() <= MAX_FOUND;
        value(&self.subjects).is_none_or(|all| all.len() <= 2)
            && value(&self.matters).is_none_or(|all| all.len() <= 5)
            && self.found().is_none_or(few)
            && short(&self.source, MAX_MARK)
            && short(&self.owner, MAX_MARK)
            && short(&self.purpose, MAX_PURPOSE)
    }

    /// The same, with lists in order and texts as they may be said.
    pub(crate) fn check(&self) -> Result<Self, names::BadName> {
        fn text(said: &Option<Mark<String>>) -> Result<Option<Mark<String>>, names::BadName> {
            let Some(Mark::Is(text)) = said else {
                return Ok(said.clone());
            };
            match text.contains(|c| c != '\n' && names::hidden(c)) {
                true => Err(names::BadName::Control),
                false => Ok(Some(Mark::Is(text.trim().to_owned()))),
            }
        }
        fn list<T: Ord + Clone>(said: &Option<Mark<Vec<T>>>) -> Option<Mark<Vec<T>>> {
            let Some(Mark::Is(list)) = said else {
                return said.clone();
            };
            let sorted: BTreeSet<T> = list.iter().cloned().collect();
            Some(Mark::Is(sorted.into_iter().collect()))
        }
        let checked = Self {
            subjects: list(&self.subjects),
            matters: list(&self.matters),
            source: text(&self.source)?,
            owner: text(&self.owner)?,
            purpose: text(&self.purpose)?,
            ..self.clone()
        };
        match checked.fits() {
            true => Ok(checked),
            false => Err(names::BadName::Long),
        }
    }

    /// How carefully it is to be handled, if somebody said.
    pub fn tier(&self) -> Option<Tier> {
        value(&self.tier)
    }

    /// Whether it holds personal information.
    pub fn personal(&self) -> Answer {
        value(&self.personal).unwrap_or_default()
    }

    /// Whether that is sensitive by law.
    pub fn sensitive(&self) -> Answer {
        value(&self.sensitive).unwrap_or_default()
    }

    /// The kinds of data, if somebody said.
    pub fn found(&self) -> Option<Found> {
        value(&self.found)
    }

    /// Of how many persons, if somebody said.
    pub fn persons(&self) -> Option<u64> {
        value(&self.persons)
    }

    /// Of which document it is the variant.
    pub fn variant_of(&self) -> Option<Hash> {
        value(&self.variant_of)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::body;
    use crate::body::Matter;

    fn marking(tier: Tier, personal: Answer) -> Marking {
        Marking {
            tier: Some(Mark::Is(tier)),
            personal: Some(Mark::Is(personal)),
            ..Marking::default()
        }
    }

    #[test]
    fn a_label_is_what_it_says_and_nothing_else() {
        let said = Marking {
            tier: Some(Mark::Is(Tier::Sensitive)),
            ..Marking::default()
        };
        let bytes = body::encode(&said);
        assert_eq!(bytes.as_slice(), [0x81, 0x82, 0x01, 0x81, 0x02]);
        assert_eq!(body::decode::<Marking>(&bytes).unwrap(), said);
        let back = Marking {
            tier: Some(Mark::Above),
            ..Marking::default()
        };
        assert_eq!(body::encode(&back).as_slice(), [0x81, 0x82, 0x00, 0x80]);
    }

    #[test]
    fn field_by_field_the_newest_word_holds_and_what_is_taken_back_is_as_above() {
        let mut own = marking(Tier::Sensitive, Answer::Yes);
        own.hear(&Marking {
            tier: Some(Mark::Above),
            ..Marking::default()
        });
        let above = marking(Tier::Internal, Answer::No);
        let holds = own.under(&above);
        assert_eq!(
            (holds.tier(), holds.personal()),
            (Some(Tier::Internal), Answer::Yes)
        );
    }

    #[test]
    fn a_suggestion_only_tightens() {
        let strict = marking(Tier::Internal, Answer::Yes).with(&marking(Tier::Public, Answer::No));
        assert_eq!(
            (strict.tier(), strict.personal()),
            (Some(Tier::Internal), Answer::Yes)
        );
        let strict = marking(Tier::Public, Answer::No).with(&marking(Tier::Sensitive, Answer::Yes));
        assert_eq!(
            (strict.tier(), strict.personal()),
            (Some(Tier::Sensitive), Answer::Yes)
        );
    }

    #[test]
    fn what_asks_for_care_is_carried_and_nothing_else() {
        let none = Marking::default();
        let strict = marking(Tier::Sensitive, Answer::Yes);
        assert_eq!(strict.stricter_than(&none), strict);
        assert_eq!(strict.stricter_than(&strict), none);
        assert_eq!(marking(Tier::Public, Answer::No).stricter_than(&none), none);
    }

    #[test]
    fn what_is_too_long_or_unseen_is_refused() {
        let said = |text: String| Marking {
            owner: Some(Mark::Is(text)),
            ..Marking::default()
        };
        assert!(said("o".repeat(256)).check().is_err());
        assert!(said("\u{202e}o".to_owned()).check().is_err());
        let sorted = Marking {
            matters: Some(Mark::Is(vec![Matter::Other, Matter::Sales, Matter::Other])),
            ..Marking::default()
        };
        let matters = sorted.check().unwrap().matters;
        assert_eq!(matters, Some(Mark::Is(vec![Matter::Sales, Matter::Other])));
    }
}
