//! What is known of a link, who came by it, and the ways to move its end or to end it.

use leptos::prelude::*;

use super::dialog::{Confirm, Dialog, titled};
use super::expiry::{Expiry, ExpiryField, Preset};
use super::link_list::{StateBadge, openings, ways};
use super::notes::{Note, Weight, WorkFailure};
use super::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::links::Board;
use crate::tasks::work::Work;
use crate::vault::messages::{LinkView, MemberState, VisitorView};

const PRESETS: &[Preset] = &[
    Preset::Hour,
    Preset::Day,
    Preset::Week,
    Preset::Month,
    Preset::Custom,
];

/// One link, as it is by now.
#[component]
pub(crate) fn LinkDetails(
    links: Board<Vec<LinkView>>,
    id: String,
    close: Callback<()>,
) -> impl IntoView {
    let id = StoredValue::new(id);
    let link = Memo::new(move |_| {
        let list = links.ready()?;
        list.into_iter()
            .find(|link| id.with_value(|id| link.member == *id))
    });
    let live = Memo::new(move |_| link.with(|link| link.as_ref().is_some_and(is_live)));
    let ending = RwSignal::new(false);
    // who came since the list was read
    links.load();
    view! {
        <Dialog title=titled(Text::LinkDetailsTitle) close=close test="link-details-dialog">
            {move || link.get().map(|link| view! {
                <Facts link=link.clone() />
                {is_live(&link).then(|| view! { <Note weight=Weight::Warning text=Text::LinkNotKept test="link-not-kept" /> })}
                <Visitors link=link />
            })}
            // not made anew when somebody comes: what is chosen in it stays
            <Show when=move || live.get()>
                <EndForm links=links member=id.get_value() />
                <div class="dialog__buttons">
                    <button type="button" class="button button--danger" data-test="end-link" on:click=move |_| ending.set(true)>
                        {tr(Text::EndLink)}
                    </button>
                </div>
            </Show>
        </Dialog>
        <Show when=move || ending.get()>
            <EndQuestion links=links id=id ending=ending />
        </Show>
    }
}

fn is_live(link: &LinkView) -> bool {
    !matches!(link.state, MemberState::Expired | MemberState::Ended)
}

#[component]
fn Facts(link: LinkView) -> impl IntoView {
    let (label, what, requests) = (link.label.clone(), link.what.clone(), link.requests);
    let (state, added, expires) = (link.state, link.added, link.expires);
    let kept = StoredValue::new(link);
    let used = move || {
        let ways = kept.with_value(ways);
        let ways: Vec<&str> = ways.into_iter().map(|text| tr(text)()).collect();
        if ways.is_empty() {
            tr(Text::NoConditions)().to_owned()
        } else {
            ways.join(" · ")
        }
    };
    view! {
        <dl class="facts">
            {(!label.is_empty()).then(|| view! {
                <dt>{tr(Text::LinkLabel)}</dt>
                <dd><bdi>{label}</bdi></dd>
            })}
            <dt>{tr(if requests { Text::FactRequests } else { Text::FactGives })}</dt>
            <dd data-test="fact-what"><bdi>{what}</bdi></dd>
            <dt>{tr(Text::FactState)}</dt>
            <dd><StateBadge state=state /></dd>
            <dt>{tr(Text::FactOpenings)}</dt>
            <dd data-test="fact-openings">{move || kept.with_value(openings)}</dd>
            <dt>{tr(Text::FactMade)}</dt>
            <dd>{move || format::date_time(added)}</dd>
            <dt>{tr(Text::FactEnds)}</dt>
            <dd data-test="fact-ends">{move || expires.map(format::date_time)}</dd>
            <dt>{tr(Text::FactConditions)}</dt>
            <dd>{used}</dd>
        </dl>
    }
}

#[component]
fn Visitors(link: LinkView) -> impl IntoView {
    let none = link.visitors.is_empty();
    let lines = link
        .visitors
        .into_iter()
        .map(|visitor| view! { <VisitorLine visitor=visitor /> });
    view! {
        <h3 class="dialog__part">{tr(Text::WhoOpened)}</h3>
        {none.then(|| view! { <p class="field__hint" data-test="no-visitors">{tr(Text::NobodyYet)}</p> })}
        <ul class="visitors" data-test="visitors">{lines.collect_view()}</ul>
        {(!none).then(|| view! { <p class="field__hint">{tr(Text::NamesUnverified)}</p> })}
    }
}

#[component]
fn VisitorLine(visitor: VisitorView) -> impl IntoView {
    let said = [visitor.name, visitor.email];
    let said: Vec<String> = said.into_iter().filter(|text| !text.is_empty()).collect();
    let said = said.join(" · ");
    let (opened, came, agreed) = (visitor.opened, visitor.came, visitor.agreed);
    let when = move || match opened {
        Some(at) => lang().opened_at(&format::date_time(at)),
        None => lang().came_at(&format::date_time(came)),
    };
    view! {
        <li class="visitor" data-test="visitor">
            <p class="visitor__name">
                <bdi>{move || if said.is_empty() { tr(Text::NamelessVisitor)().to_owned() } else { said.clone() }}</bdi>
            </p>
            <p class="member__under">
                {when}
                {agreed.map(|yes| view! {
                    " · "
                    {tr(if yes { Text::HasAgreed } else { Text::HasNotAgreed })}
                })}
            </p>
        </li>
    }
}

#[component]
fn EndForm(links: Board<Vec<LinkView>>, member: String) -> impl IntoView {
    let work = Work::new();
    let expiry = Expiry::new(Preset::Week);
    let too_early = RwSignal::new(false);
    let member = StoredValue::new(member);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let end = expiry.at().ok().flatten();
        too_early.set(end.is_none());
        if let Some(end) = end {
            work.run(links.set_end(member.get_value(), end), |()| ());
        }
    };
    view! {
        <form class="form" data-test="link-end-form" on:submit=save on:input=move |_| work.forgive()>
            <ExpiryField label=Text::MoveEnd expiry=expiry presets=PRESETS id="move-end" hint=Text::MoveEndHint />
            <Show when=move || too_early.get()>
                <p class="note note--bad" role="alert" data-test="not-in-future">{tr(Text::NotInFuture)}</p>
            </Show>
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit act=Text::MoveEndAct busy=Text::MoveEndBusy work=work test="move-end" />
            </div>
        </form>
    }
}

#[component]
fn EndQuestion(
    links: Board<Vec<LinkView>>,
    id: StoredValue<String>,
    ending: RwSignal<bool>,
) -> impl IntoView {
    let work = Work::new();
    let close = Callback::new(move |()| ending.set(false));
    let end = Callback::new(move |()| {
        work.run(links.end(id.get_value()), move |()| close.run(()));
    });
    view! {
        <Confirm
            title=Text::EndLink
            text=titled(Text::EndLinkText)
            act=Text::EndLink
            close=close
            work=work
            on_yes=end
        />
    }
}
