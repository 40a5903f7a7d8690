//! An invite or a link that does not open: each reason has a page that says what happened and
//! what to do.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, failure::sentence, tr};
use crate::vault::messages::{Failure, PeekState};

/// Where the way in ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeadEnd {
    /// The page was loaded without what follows the `#`.
    Missing,
    Failed(Failure),
}

impl DeadEnd {
    /// The dead end that a state is, if it is one.
    pub(crate) fn of(state: PeekState) -> Option<Self> {
        match state {
            PeekState::Live => None,
            PeekState::Expired => Some(Self::Failed(Failure::Expired)),
            PeekState::Ended => Some(Self::Failed(Failure::Ended)),
            PeekState::UsedUp => Some(Self::Failed(Failure::UsedUp)),
            PeekState::Locked => Some(Self::Failed(Failure::TriedTooOften)),
        }
    }

    fn title(self) -> Text {
        match self {
            Self::Missing => Text::LinkMissingTitle,
            Self::Failed(Failure::Expired) => Text::LinkExpiredTitle,
            Self::Failed(Failure::Ended) => Text::LinkEndedTitle,
            Self::Failed(Failure::UsedUp) => Text::LinkUsedUpTitle,
            Self::Failed(Failure::TriedTooOften) => Text::LinkLockedTitle,
            Self::Failed(Failure::LinkTruncated) => Text::LinkTruncatedTitle,
            Self::Failed(Failure::LinkDamaged | Failure::NotALink) => Text::LinkDamagedTitle,
            Self::Failed(Failure::Unreachable | Failure::ServerBusy) => Text::LinkUnreachableTitle,
            Self::Failed(_) => Text::LinkFailedTitle,
        }
    }

    fn text(self) -> Text {
        match self {
            Self::Missing => Text::LinkMissingText,
            Self::Failed(failure) => sentence(failure),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Missing => "Missing".to_owned(),
            Self::Failed(failure) => format!("{failure:?}"),
        }
    }

    fn may_change(self) -> bool {
        matches!(
            self,
            Self::Failed(Failure::Unreachable | Failure::ServerBusy | Failure::TriedTooOften)
        )
    }
}

/// Says it.
#[component]
pub(crate) fn DeadEndPage(end: DeadEnd, again: Callback<()>) -> impl IntoView {
    view! {
        <section class="sheet sheet--narrow" data-test="dead-end" data-state=end.name()>
            <Icon glyph=Glyph::Warning />
            <h1>{tr(end.title())}</h1>
            <p>{tr(end.text())}</p>
            {end.may_change().then(|| view! {
                <button type="button" class="button" data-test="try-again" on:click=move |_| again.run(())>
                    <Icon glyph=Glyph::Retry />
                    {tr(Text::TryAgain)}
                </button>
            })}
        </section>
    }
}
