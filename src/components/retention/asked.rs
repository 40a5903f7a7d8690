//! What a second manager is asked to let destroy, decided and carried out.

use leptos::{html::Textarea, prelude::*};

use super::destroy::{Done, Final, Outcome, PaperFields};
use super::doomed::Doomed;
use super::words::cause_words;
use crate::components::dialog::{Dialog, titled};
use crate::components::information::words::standing_text;
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::retention::{By, Retention, destroy, preview_asked, use_retention};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{AskedView, DoomedView, Standing};

/// Those that wait, and the way to the others.
#[component]
pub(crate) fn Asked(retention: Retention) -> impl IntoView {
    let shown = RwSignal::new(None::<String>);
    let list = move || {
        let view = retention.view()?;
        if view.requests.is_empty() {
            return Some(view! { <p class="field__hint" data-test="no-doom-asked">{tr(Text::NoDoomAsked)}</p> }.into_any());
        }
        let lines: Vec<_> = view
            .requests
            .iter()
            .cloned()
            .map(|one| view! { <Line one=one shown=shown /> })
            .collect();
        Some(view! { <ul class="policy" data-test="doom-asked">{lines}</ul> }.into_any())
    };
    view! {
        {list}
        {move || shown.get().map(|id| view! {
            <AskedDialog retention=retention id=id close=Callback::new(move |()| shown.set(None)) />
        })}
    }
}

#[component]
fn Line(one: AskedView, shown: RwSignal<Option<String>>) -> impl IntoView {
    let (id, by, time) = (StoredValue::new(one.request), one.by, one.time);
    let (docs, why, words) = (one.docs as usize, one.why, one.words);
    let decided = one.decision.map(|(who, time, why)| {
        view! { <p class="field__hint" dir="auto">{move || lang().decided_by(&who, &format::date_time(time), &why)}</p> }
    });
    view! {
        <li class="policy__line" data-test="doom-line">
            <div class="policy__what">
                <p class="policy__name">
                    {move || lang().doom_count(docs)}
                    <span class="badge" data-test="doom-standing">{tr(standing_text(one.standing))}</span>
                </p>
                <p class="policy__text" dir="auto">{move || cause_words(why, &words)}</p>
                <p class="field__hint">{move || lang().asked_by(&by, &format::date_time(time))}</p>
                <p class="field__hint" dir="auto">{one.note}</p>
                {decided}
            </div>
            <button type="button" class="button" data-test="doom-open" on:click=move |_| shown.set(Some(id.get_value()))>
                {tr(Text::AskedLook)}
            </button>
        </li>
    }
}

/// A request of which one hears elsewhere.
#[component]
pub(crate) fn DoomDialog(room: Room, id: String, close: Callback<()>) -> impl IntoView {
    view! { <AskedDialog retention=use_retention(room) id=id close=close /> }
}

/// What it would destroy now, and the answer; or carrying it out.
#[component]
pub(crate) fn AskedDialog(retention: Retention, id: String, close: Callback<()>) -> impl IntoView {
    let (work, done) = (Work::new(), Outcome::new_local(None));
    let id = StoredValue::new(id);
    let room = retention.room;
    let found = LocalResource::new(move || preview_asked(room, id.get_value()));
    let one = Memo::new(move |_| {
        let view = retention.view()?;
        let mut all = view.requests.iter();
        all.find(|one| id.with_value(|id| one.request == *id))
            .cloned()
    });
    let inside = move || {
        match (done.get(), one.get()) {
        (Some((done, file)), _) => {
            view! { <Done room=room done=done file=file close=close /> }.into_any()
        }
        (None, None) => view! { <Loading text=Text::ReviewWorking /> }.into_any(),
        (None, Some(one)) => view! {
            <p class="dialog__text" dir="auto">{
                let (by, time, note) = (one.by.clone(), one.time, one.note.clone());
                move || {
                    let by = lang().asked_by(&by, &format::date_time(time));
                    if note.is_empty() { by } else { format!("{by} — {note}") }
                }
            }</p>
            <p class="dialog__text" dir="auto">{
                let (why, words) = (one.why, one.words.clone());
                move || cause_words(why, &words)
            }</p>
            {move || match found.get() {
                None => view! { <Loading text=Text::ReviewWorking /> }.into_any(),
                Some(Err(failure)) => view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any(),
                Some(Ok(None)) => view! { <p class="dialog__text">{tr(Text::DoomGone)}</p> }.into_any(),
                Some(Ok(Some(found))) => view! { <Doomed view=found /> }.into_any(),
            }}
            <Answer retention=retention one=one work=work done=done close=close found=Signal::derive(move || found.get().and_then(Result::ok).flatten()) />
        }
        .into_any(),
    }
    };
    view! {
        <Dialog
            title=titled(Text::DoomAskedTitle)
            close=Callback::new(move |()| if !work.is_running_untracked() { close.run(()) })
            test="doom-dialog"
            firm=Signal::derive(move || work.is_running() || done.with(Option::is_some))
        >
            {inside}
        </Dialog>
    }
}

#[component]
fn Answer(
    retention: Retention,
    one: AskedView,
    work: Work,
    done: Outcome,
    close: Callback<()>,
    found: Signal<Option<DoomedView>>,
) -> impl IntoView {
    let id = StoredValue::new(one.request);
    let reason = NodeRef::<Textarea>::new();
    let decide = move |yes: bool| {
        let why = reason.get_untracked().map(|node| node.value());
        let job = retention.decide(id.get_value(), yes, why.unwrap_or_default());
        work.run(job, move |()| close.run(()));
    };
    let (names, people) = (RwSignal::new(true), RwSignal::new(false));
    let typed = RwSignal::new(String::new());
    let carry = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let by = By::Two(id.get_value());
        let room = retention.room;
        let job = destroy(room, by, names.get_untracked(), people.get_untracked());
        work.run(job, move |made| done.set(Some(made)));
    };
    let (mine, standing) = (one.mine, one.standing);
    let refuse = if mine {
        Text::AskedTakeBack
    } else {
        Text::AskedRefuse
    };
    // applied and not carried out to its end: what is left of it can be destroyed still
    let going = matches!(standing, Standing::Approved | Standing::Applied);
    match standing {
        Standing::Open => view! {
            <div class="form" on:input=move |_| work.forgive()>
                <label class="field">
                    <span class="field__label">{tr(Text::Reason)}</span>
                    <textarea class="field__input" rows="2" maxlength="1000" data-test="doom-reason" node_ref=reason></textarea>
                    <span class="field__hint">{tr(Text::AskedReasonHint)}</span>
                </label>
                {mine.then(|| view! { <p class="field__hint" data-test="doom-mine">{tr(Text::AskedMine)}</p> })}
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" data-test="doom-refuse" disabled=move || work.is_running() on:click=move |_| decide(false)>
                        {tr(refuse)}
                    </button>
                    {(!mine).then(|| view! {
                        <button type="button" class="button button--primary" data-test="doom-approve" disabled=move || work.is_running() on:click=move |_| decide(true)>
                            {tr(Text::AskedApprove)}
                        </button>
                    })}
                </div>
            </div>
        }
        .into_any(),
        _ if going => view! {
            <Show when=move || found.with(Option::is_some)>
                <form class="form" on:submit=carry on:input=move |_| work.forgive()>
                    <PaperFields names=names people=people />
                    <Final room=retention.room work=work typed=typed close=close />
                </form>
            </Show>
        }
        .into_any(),
        _ => view! { <p class="field__hint">{tr(standing_text(standing))}</p> }.into_any(),
    }
}
