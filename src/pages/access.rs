//! Who may see what: groups above, the table below, and what waits to be applied.

use leptos::prelude::*;

use crate::components::access::groups::Groups;
use crate::components::access::matrix::{MatrixTable, Shown};
use crate::components::access::proposals::ProposalList;
use crate::components::access::review::Review;
use crate::components::access::stages::Stages;
use crate::components::find::Find;
use crate::components::nav_link::NavLink;
use crate::components::notes::{Loading, Retry};
use crate::i18n::{Text, lang, tr};
use crate::routes::{Place, Route};
use crate::tasks::access::{Access as AccessTask, AccessState, use_access};
use crate::tasks::proposals::use_proposals;
use crate::tasks::room::Room;

/// The page.
#[component]
pub(crate) fn Access(room: Room) -> impl IntoView {
    let access = use_access(room);
    let again = Callback::new(move |()| access.load());
    let (groups, find, reviewing) = (
        RwSignal::new(true),
        RwSignal::new(String::new()),
        RwSignal::new(false),
    );
    let shown = Signal::derive(move || Shown {
        groups: groups.get(),
        find: find.get(),
    });
    let stage = Memo::new(move |_| match access.state() {
        AccessState::Loading => None,
        AccessState::Failed(failure) => Some(Err(failure)),
        AccessState::Ready(_) => Some(Ok(())),
    });
    let waiting = Memo::new(move |_| access.changes().len());
    let any = Memo::new(move |_| waiting.get() > 0);
    view! {
        <section class="place" data-test="page-access">
            <header class="place__head">
                <h2>{tr(Text::AccessTitle)}</h2>
                <NavLink
                    to=Signal::stored(Route::room(&room.id(), Place::People))
                    class="button"
                    test="to-people"
                    current=Signal::stored(false)
                >
                    {tr(Text::AccessBack)}
                </NavLink>
            </header>
            <p class="place__text">{tr(Text::AccessText)}</p>
            {move || match stage.get() {
                None => view! { <Loading text=Text::AccessLoading /> }.into_any(),
                Some(Err(failure)) => view! { <Retry failure=failure again=again /> }.into_any(),
                Some(Ok(())) => view! {
                    <Proposed access=access />
                    <Groups access=access />
                    <Stages access=access />
                    <div class="matrix__bar">
                        <div class="segments" role="group" aria-label=tr(Text::AccessColumns)>
                            <Segment on=Signal::derive(move || groups.get()) text=Text::Groups test="columns-groups" act=Callback::new(move |()| groups.set(true)) />
                            <Segment on=Signal::derive(move || !groups.get()) text=Text::People test="columns-people" act=Callback::new(move |()| groups.set(false)) />
                        </div>
                        <Find find=find test="matrix-find" />
                    </div>
                    <MatrixTable access=access shown=shown />
                }.into_any(),
            }}
            <Show when=move || any.get()>
                <div class="waiting-bar" role="status" data-test="changes-waiting">
                    <span>{move || lang().changes_waiting(waiting.get())}</span>
                    <button type="button" class="button" data-test="changes-discard" on:click=move |_| access.discard()>
                        {tr(Text::ChangesDiscard)}
                    </button>
                    <button type="button" class="button button--primary" data-test="changes-review" on:click=move |_| reviewing.set(true)>
                        {tr(Text::ChangesReview)}
                    </button>
                </div>
            </Show>
        </section>
        <Show when=move || reviewing.get()>
            <Review access=access close=Callback::new(move |()| reviewing.set(false)) />
        </Show>
    }
}

/// What coordinators propose, once they do.
#[component]
fn Proposed(access: AccessTask) -> impl IntoView {
    let proposals = use_proposals(access.room());
    let any = Memo::new(move |_| matches!(proposals.state(), Some(Ok(list)) if !list.is_empty()));
    view! {
        <Show when=move || any.get()>
            <section class="groups" aria-labelledby="proposals-title">
                <h3 id="proposals-title" class="groups__title">{tr(Text::Proposals)}</h3>
                <ProposalList access=access proposals=proposals />
            </section>
        </Show>
    }
}

#[component]
fn Segment(on: Signal<bool>, text: Text, test: &'static str, act: Callback<()>) -> impl IntoView {
    view! {
        <button
            type="button"
            class="segments__one"
            aria-pressed=move || on.get().to_string()
            data-test=test
            on:click=move |_| act.run(())
        >
            {tr(text)}
        </button>
    }
}
