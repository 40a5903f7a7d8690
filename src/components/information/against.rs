//! What is not to be given, to whom and why.

use leptos::{html::Textarea, prelude::*};

use super::words::why_text;
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::tasks::information::ask;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{Against, AskedFor, Objection, Why};

/// A list of it.
#[component]
pub(crate) fn AgainstList(against: Against, test: &'static str) -> impl IntoView {
    let more = (against.count as usize).saturating_sub(against.list.len());
    let lines = against
        .list
        .into_iter()
        .map(|one| view! { <Line one=one /> });
    view! {
        <ul class="against" data-test=test>{lines.collect_view()}</ul>
        {(more > 0).then(|| view! { <p class="field__hint">{move || lang().and_more(more)}</p> })}
    }
}

#[component]
fn Line(one: Objection) -> impl IntoView {
    let (name, doc, member) = (one.name, one.doc, one.member);
    let what = move || match doc {
        true => name.clone(),
        false => lang().against_folder(&name),
    };
    let who = member.map(|name| {
        let name = move || match name.is_empty() {
            true => lang().against_for(tr(Text::Nameless)()),
            false => lang().against_for(&name),
        };
        view! { <span class="against__who">{name}</span> }
    });
    let variant = one.variant.map(|name| {
        view! { <span class="field__hint">{move || lang().against_variant(&name)}</span> }
    });
    view! {
        <li class="against__line" data-test="against-line">
            <p class="against__what"><bdi>{what}</bdi> {who}</p>
            <p class="against__why">{tr(why_text(one.why))}</p>
            {one.suggested.then(|| view! { <span class="field__hint">{tr(Text::AgainstSuggested)}</span> })}
            {variant}
        </li>
    }
}

/// What keeps changes from being applied, and the way to ask a second manager where that is all.
#[component]
pub(crate) fn ReviewAgainst(
    access: Access,
    against: Against,
    close: Callback<()>,
) -> impl IntoView {
    let whole = against.count as usize == against.list.len();
    let two = whole && against.list.iter().all(|one| one.why == Why::TakesTwo);
    let asked = Callback::new(move |()| AskedFor::Changes(untrack(|| access.changes())));
    let done = Callback::new(move |()| {
        access.discard();
        close.run(());
    });
    view! {
        <section class="note note--warning note--stacked" data-test="review-against">
            <p>{tr(Text::ReviewAgainst)}</p>
            <AgainstList against=against test="review-against-list" />
        </section>
        {two.then(|| view! {
            <p>{tr(Text::ReviewAsk)}</p>
            <AskSecond room=access.room() asked=asked done=done />
        })}
    }
}

/// Asks a second manager, with a note for it.
#[component]
pub(crate) fn AskSecond(
    room: Room,
    asked: Callback<(), AskedFor>,
    done: Callback<()>,
) -> impl IntoView {
    let (work, note) = (Work::new(), NodeRef::<Textarea>::new());
    let send = move |_| {
        let said = note.get_untracked().map(|node| node.value());
        let job = ask(room, asked.run(()), said.unwrap_or_default());
        work.run(job, move |()| done.run(()));
    };
    view! {
        <label class="field">
            <span class="field__label">{tr(Text::AskNote)}</span>
            <textarea class="field__input" rows="2" maxlength="1000" data-test="ask-note" node_ref=note></textarea>
        </label>
        <WorkFailure work=work />
        <div class="step__buttons">
            <button type="button" class="button" data-test="ask-second" disabled=move || work.is_running() on:click=send>
                {tr(Text::AskSecond)}
            </button>
        </div>
    }
}
