//! An invite or a link that does not open: each reason has a page that says what happened and
//! what to do.

use leptos::prelude::*;

use crate::components::go_home::GoHome;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, failure::sentence, tr};
use crate::tasks::app::use_app;
use crate::vault::messages::{Failure, PeekState};

/// What did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Invite,
    Link,
}

/// Where the way in ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DeadEnd {
    /// The page was loaded without what follows the `#`.
    Missing,
    /// It was open, and nobody was there.
    Left,
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

    /// An invite that is over may have led its owner into the room.
    pub(crate) fn may_be_joined(self) -> bool {
        matches!(
            self,
            Self::Failed(Failure::UsedUp | Failure::Expired | Failure::Ended)
        )
    }

    fn title(self, way: Way) -> Text {
        match (self, way) {
            (Self::Missing, Way::Invite) => Text::InviteMissingTitle,
            (Self::Missing, Way::Link) => Text::LinkMissingTitle,
            (Self::Left, _) => Text::VisitLeftTitle,
            (Self::Failed(failure), Way::Invite) => invite_title(failure),
            (Self::Failed(failure), Way::Link) => link_title(failure),
        }
    }

    fn text(self, way: Way) -> Text {
        match (self, way) {
            (Self::Missing, Way::Invite) => Text::InviteMissingText,
            (Self::Missing, Way::Link) => Text::LinkMissingText,
            (Self::Left, _) => Text::VisitLeftText,
            (Self::Failed(Failure::UsedUp), Way::Invite) => Text::InviteUsedText,
            (Self::Failed(failure), _) => sentence(failure),
        }
    }

    fn name(self) -> String {
        match self {
            Self::Missing => "Missing".to_owned(),
            Self::Left => "Left".to_owned(),
            Self::Failed(failure) => format!("{failure:?}"),
        }
    }

    fn may_change(self) -> bool {
        matches!(
            self,
            Self::Failed(
                Failure::Unreachable
                    | Failure::ServerBusy
                    | Failure::TriedTooOften
                    | Failure::RoomLocked
                    | Failure::Suspended
            )
        )
    }
}

fn link_title(failure: Failure) -> Text {
    match failure {
        Failure::Expired => Text::LinkExpiredTitle,
        Failure::Ended => Text::LinkEndedTitle,
        Failure::RoomLocked => Text::RoomLockedTitle,
        Failure::Suspended => Text::LinkSuspendedTitle,
        Failure::UsedUp => Text::LinkUsedUpTitle,
        Failure::TriedTooOften => Text::LinkLockedTitle,
        Failure::LinkTruncated => Text::LinkTruncatedTitle,
        Failure::LinkDamaged | Failure::NotALink => Text::LinkDamagedTitle,
        Failure::Unreachable | Failure::ServerBusy => Text::LinkUnreachableTitle,
        _ => Text::LinkFailedTitle,
    }
}

fn invite_title(failure: Failure) -> Text {
    match failure {
        Failure::Expired => Text::InviteExpiredTitle,
        Failure::Ended => Text::InviteEndedTitle,
        Failure::RoomLocked => Text::RoomLockedTitle,
        Failure::Suspended => Text::LinkSuspendedTitle,
        Failure::UsedUp => Text::InviteUsedTitle,
        Failure::LinkTruncated => Text::InviteTruncatedTitle,
        Failure::LinkDamaged | Failure::NotALink => Text::InviteDamagedTitle,
        Failure::Unreachable | Failure::ServerBusy => Text::LinkUnreachableTitle,
        _ => Text::InviteFailedTitle,
    }
}

/// Says it.
#[component]
pub(crate) fn DeadEndPage(end: DeadEnd, way: Way, again: Callback<()>) -> impl IntoView {
    let session = use_app().session;
    view! {
        <section class="sheet sheet--narrow" data-test="dead-end" data-state=end.name()>
            <Icon glyph=Glyph::Warning />
            <h1>{tr(end.title(way))}</h1>
            <p>{tr(end.text(way))}</p>
            <div class="step__buttons">
                {end.may_change().then(|| view! {
                    <button type="button" class="button" data-test="try-again" on:click=move |_| again.run(())>
                        <Icon glyph=Glyph::Retry />
                        {tr(Text::TryAgain)}
                    </button>
                })}
                <Show when=move || session.has_identity()>
                    <GoHome />
                </Show>
            </div>
        </section>
    }
}
