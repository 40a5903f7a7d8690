//! How clocks, reasons and what they mean are called.

use crate::components::information::words::tier_text;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::listing::path;
use crate::vault::messages::{
    Cause, ClockFrom, ClockLasts, ClockMeans, ClockSaid, DestroyStep, Fact, KeepRef, Left, Millis,
    RoomView, Tier,
};

/// Every reason, in the order in which it is offered.
pub(crate) const CAUSES: [Cause; 7] = [
    Cause::PeriodOver,
    Cause::PurposeMet,
    Cause::ConsentWithdrawn,
    Cause::AskedFor,
    Cause::Statutory,
    Cause::Contract,
    Cause::Other,
];

pub(crate) fn cause_text(cause: Cause) -> Text {
    match cause {
        Cause::PurposeMet => Text::CausePurposeMet,
        Cause::PeriodOver => Text::CausePeriodOver,
        Cause::ConsentWithdrawn => Text::CauseConsentWithdrawn,
        Cause::Statutory => Text::CauseStatutory,
        Cause::Contract => Text::CauseContract,
        Cause::AskedFor => Text::CauseAskedFor,
        Cause::Other => Text::CauseElse,
    }
}

/// A reason with what was typed; tracked.
pub(crate) fn cause_words(cause: Cause, words: &str) -> String {
    let cause = tr(cause_text(cause))();
    match words.is_empty() {
        true => cause.to_owned(),
        false => lang().cause_said(cause, words),
    }
}

/// In what a period is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unit {
    Years,
    Months,
    Days,
}

impl Unit {
    pub(crate) const ALL: [Self; 3] = [Self::Years, Self::Months, Self::Days];

    pub(crate) fn text(self) -> Text {
        match self {
            Self::Years => Text::UnitYears,
            Self::Months => Text::UnitMonths,
            Self::Days => Text::UnitDays,
        }
    }

    /// Days of so many, leap years counted as they come on average.
    pub(crate) fn days(self, n: u32) -> u32 {
        let exact = match self {
            Self::Years => f64::from(n) * 365.25,
            Self::Months => f64::from(n) * 365.25 / 12.0,
            Self::Days => f64::from(n),
        };
        // a thousand years fit
        exact.round() as u32
    }
}

/// Days in the largest unit that says them.
pub(crate) fn in_units(days: u32) -> (u32, Unit) {
    for (unit, most) in [(Unit::Years, 1_000), (Unit::Months, 60)] {
        let guess = f64::from(days) / f64::from(unit.days(1_200)) * 1_200.0;
        let n = guess.round() as u32;
        if (1..=most).contains(&n) && unit.days(n) == days {
            return (n, unit);
        }
    }
    (days, Unit::Days)
}

/// `3 years`; tracked.
pub(crate) fn period(days: u32) -> String {
    let (n, unit) = in_units(days);
    let n = n as usize;
    match unit {
        Unit::Years => lang().period_years(n),
        Unit::Months => lang().period_months(n),
        Unit::Days => lang().period_days(n),
    }
}

/// A clock in words; tracked.
pub(crate) fn clock_words(clock: &ClockSaid, closing: Option<Millis>) -> String {
    let days = match clock.lasts {
        ClockLasts::Until(end) => return lang().clock_until(&format::day(end)),
        ClockLasts::Days(days) => period(days),
    };
    match (clock.from, closing) {
        (ClockFrom::Added, _) => lang().clock_after_added(&days),
        (ClockFrom::Collected(day), _) => lang().clock_after_collected(&format::day(day), &days),
        (ClockFrom::Given(day), _) => lang().clock_after_day(&format::day(day), &days),
        (ClockFrom::Closing, Some(day)) => lang().clock_after_closing(&format::day(day), &days),
        (ClockFrom::Closing, None) => lang().clock_after_no_closing(&days),
    }
}

/// What a clock means for what lies under it; tracked.
pub(crate) fn means_words(means: ClockMeans) -> String {
    if means.docs == 0 {
        return tr(Text::ClockMeansNothing)().to_owned();
    }
    let mut said = vec![lang().clock_docs(means.docs as usize)];
    if means.due > 0 {
        said.push(lang().clock_due(means.due as usize));
    }
    if let Some(next) = means.next {
        said.push(lang().clock_next(&format::day(next)));
    }
    said.join(tr(Text::Semicolon)())
}

/// What something is called; tracked.
pub(crate) fn keep_name(view: Option<&RoomView>, of: &KeepRef, name: &str) -> String {
    let gone = || tr(Text::KeepGone)().to_owned();
    match of {
        KeepRef::Room => tr(Text::WholeRoom)().to_owned(),
        KeepRef::Folder(folder) => {
            let path = view.map(|view| path(view, folder)).unwrap_or_default();
            match path.is_empty() {
                true => gone(),
                false => path,
            }
        }
        KeepRef::Doc(_) if name.is_empty() => gone(),
        KeepRef::Doc(_) => name.to_owned(),
    }
}

/// A level as a certificate spells it, in words; tracked.
pub(crate) fn level_word(level: &str) -> String {
    let tier = match level {
        "public" => Tier::Public,
        "internal" => Tier::Internal,
        "sensitive" => Tier::Sensitive,
        other => return other.to_owned(),
    };
    tr(tier_text(tier))().to_owned()
}

/// What destroying does not reach, each in a sentence; tracked.
pub(crate) fn left_words(left: &Left) -> Vec<String> {
    let mut said = Vec::new();
    if left.saved > 0 {
        said.push(lang().left_saved(left.saved as usize));
    }
    if !left.people.is_empty() {
        said.push(lang().left_people(&left.people.join(tr(Text::Comma)())));
    }
    if left.shown > 0 {
        said.push(lang().left_shown(left.shown as usize));
    }
    if left.archives > 0 {
        said.push(lang().left_archives(left.archives as usize));
    }
    if left.sent_in > 0 {
        said.push(lang().left_sent_in(left.sent_in as usize));
    }
    said
}

pub(crate) fn fact_text(fact: Fact) -> Text {
    match fact {
        Fact::Unknown => Text::FactUnknown,
        Fact::No => Text::FactNo,
        Fact::Yes => Text::FactYes,
        Fact::SaidNo => Text::FactSaidNo,
        Fact::SaidYes => Text::FactSaidYes,
    }
}

/// How far destroying is; tracked.
pub(crate) fn step_words(step: Option<DestroyStep>) -> String {
    let amounts = |done: u32, of: u32| {
        let number = |n: u32| format::number(f64::from(n));
        lang().amounts(&number(done), &number(of))
    };
    match step {
        None | Some(DestroyStep::Writing) => tr(Text::StepWriting)().to_owned(),
        Some(DestroyStep::Keys) => tr(Text::StepKeys)().to_owned(),
        Some(DestroyStep::Erasing { done, of }) => lang().step_erasing(&amounts(done, of)),
        Some(DestroyStep::Looking { done, of }) => lang().step_looking(&amounts(done, of)),
        Some(DestroyStep::Certifying) => tr(Text::StepCertifying)().to_owned(),
        Some(DestroyStep::Storing) => tr(Text::StepStoring)().to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Unit, in_units};

    #[test]
    fn a_period_that_was_said_is_said_back() {
        for (n, unit) in [
            (1, Unit::Years),
            (3, Unit::Years),
            (10, Unit::Years),
            (100, Unit::Years),
            (1, Unit::Months),
            (6, Unit::Months),
            (18, Unit::Months),
            (7, Unit::Days),
            (100, Unit::Days),
        ] {
            assert_eq!(in_units(unit.days(n)), (n, unit));
        }
        assert_eq!(in_units(Unit::Months.days(24)), (2, Unit::Years));
        assert_eq!(in_units(0), (0, Unit::Days));
    }
}
