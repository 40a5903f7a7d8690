//! The links of a room: by how they stand, each with its openings and the way to what is known of it.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::link_details::LinkDetails;
use super::notes::{Loading, Retry};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::links::{Beside, Board};
use crate::vault::messages::{LinkView, MemberState};

/// What the list shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    All,
    Of(MemberState),
}

impl Filter {
    const ALL: [Self; 5] = [
        Self::All,
        Self::Of(MemberState::Live),
        Self::Of(MemberState::Expired),
        Self::Of(MemberState::Ended),
        Self::Of(MemberState::UsedUp),
    ];

    fn fits(self, state: MemberState) -> bool {
        match self {
            Self::All => true,
            // one that is suspended goes on once it is let in again
            Self::Of(MemberState::Live) => {
                matches!(state, MemberState::Live | MemberState::Suspended)
            }
            Self::Of(wanted) => wanted == state,
        }
    }

    fn text(self) -> Text {
        match self {
            Self::All => Text::FilterAll,
            Self::Of(state) => state_text(state),
        }
    }

    fn name(self) -> String {
        match self {
            Self::All => "all".to_owned(),
            Self::Of(state) => format!("{state:?}").to_lowercase(),
        }
    }
}

/// The list with its filters.
#[component]
pub(crate) fn LinkList(
    links: Board<Vec<LinkView>>,
    /// Shown when there are none at all.
    #[prop(into)]
    empty: ViewFn,
) -> impl IntoView {
    let filter = RwSignal::new(Filter::All);
    let shown = RwSignal::new(None::<String>);
    let again = Callback::new(move |()| links.load());
    let list = move || match links.state() {
        Beside::Loading => view! { <Loading text=Text::LoadingMembers /> }.into_any(),
        Beside::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        Beside::Ready(list) if list.is_empty() => empty.run(),
        Beside::Ready(list) => {
            let count = |filter: Filter| list.iter().filter(|it| filter.fits(it.state)).count();
            let counts = Filter::ALL.map(|filter| (filter, count(filter)));
            let lines = list
                .into_iter()
                .filter(|link| filter.get().fits(link.state))
                .map(|link| view! { <LinkLine link=link shown=shown /> })
                .collect_view();
            view! {
                <Filters filter=filter counts=counts />
                <ul class="members" data-test="links">{lines}</ul>
            }
            .into_any()
        }
    };
    let details = move || {
        let id = shown.get()?;
        let close = Callback::new(move |()| shown.set(None));
        Some(view! { <LinkDetails links=links id=id close=close /> })
    };
    view! {
        {list}
        {details}
    }
}

#[component]
fn Filters(filter: RwSignal<Filter>, counts: [(Filter, usize); 5]) -> impl IntoView {
    let one = move |(kind, count): (Filter, usize)| {
        let on = move || filter.get() == kind;
        view! {
            <label class="choice" class:choice--on=on>
                <input
                    class="choice__input"
                    type="radio"
                    name="link-filter"
                    prop:checked=on
                    data-test=format!("filter-{}", kind.name())
                    on:change=move |_| filter.set(kind)
                />
                {tr(kind.text())}
                <span class="filters__count">{count}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field--group filters">
            <legend class="hidden">{tr(Text::LinkFilters)}</legend>
            <div class="choices">{counts.map(one).collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn LinkLine(link: LinkView, shown: RwSignal<Option<String>>) -> impl IntoView {
    let id = StoredValue::new(link.member.clone());
    let state = link.state;
    let title = Some(link.label.clone()).filter(|label| !label.is_empty());
    let title = title.unwrap_or_else(|| link.what.clone());
    let named = title.clone();
    let kept = StoredValue::new(link);
    let glyph = kept.with_value(|link| {
        if link.requests {
            Glyph::Upload
        } else {
            Glyph::Link
        }
    });
    view! {
        <li class="member" data-test="link" data-state=format!("{state:?}")>
            <Icon glyph=glyph />
            <div class="member__what">
                <p class="member__name">
                    <bdi>{title}</bdi>
                    <StateBadge state=state />
                </p>
                <p class="member__under">{move || kept.with_value(facts)}</p>
            </div>
            <button
                type="button"
                class="button"
                data-test="link-details"
                aria-label=move || lang().details_of(&named)
                on:click=move |_| shown.set(Some(id.get_value()))
            >
                {tr(Text::Details)}
            </button>
        </li>
    }
}

/// How it stands.
#[component]
pub(crate) fn StateBadge(state: MemberState) -> impl IntoView {
    let class = match state {
        MemberState::Live => "badge badge--live",
        MemberState::Suspended => "badge badge--waiting",
        _ => "badge",
    };
    view! { <span class=class data-test="link-state">{tr(state_text(state))}</span> }
}

fn state_text(state: MemberState) -> Text {
    match state {
        MemberState::Live => Text::StateLive,
        MemberState::Suspended => Text::StateSuspended,
        MemberState::Expired => Text::StateExpired,
        MemberState::Ended | MemberState::Disowned => Text::StateEnded,
        MemberState::UsedUp => Text::StateUsedUp,
    }
}

/// What is known, in one line.
pub(crate) fn facts(link: &LinkView) -> String {
    let mut facts = Vec::new();
    if link.requests {
        facts.push(lang().requests_into(&link.what));
    } else if !link.label.is_empty() {
        facts.push(link.what.clone());
    }
    facts.push(openings(link));
    if let Some(expires) = link.expires {
        facts.push(lang().until(&format::date_time(expires)));
    }
    facts.extend(ways(link).into_iter().map(|text| tr(text)().to_owned()));
    facts.join(" · ")
}

/// How often it was opened, of how many.
pub(crate) fn openings(link: &LinkView) -> String {
    match link.opens {
        Some(limit) => lang().opened_of(link.opened as usize, &limit.to_string()),
        None => lang().link_opened(link.opened as usize),
    }
}

/// How it may be used.
pub(crate) fn ways(link: &LinkView) -> Vec<Text> {
    let all = [
        (link.passphrase, Text::WithPassphrase),
        (link.bound, Text::WithBound),
        (link.asks, Text::WithAsks),
        (link.view_only, Text::WithViewOnly),
    ];
    let used = all.into_iter().filter(|(on, _)| *on);
    used.map(|(_, text)| text).collect()
}
