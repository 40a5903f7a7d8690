//! When documents and folders are to be looked at again, and older versions that somebody still holds.

use leptos::prelude::*;

use super::words::{day_class, day_left};
use crate::components::dialog::{Dialog, titled};
use crate::components::doc_picker::DocPicker;
use crate::components::field::{InputRef, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Empty, WorkFailure};
use crate::components::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::compliance::registers::Registers;
use crate::tasks::work::Work;
use crate::vault::messages::compliance::{OutdatedLine, RegistersRequest, ReviewLine};
use crate::vault::messages::{DocRef, Failure, Marked};

/// The register.
#[component]
pub(crate) fn Reviews(registers: Registers, manages: Signal<bool>) -> impl IntoView {
    let adding = RwSignal::new(false);
    let work = Work::new();
    let any = Memo::new(move |_| registers.get().is_some_and(|all| !all.reviews.is_empty()));
    let list = move || {
        let all = registers.get().map(|all| all.reviews.clone());
        let line = |one| view! { <Line registers=registers one=one manages=manages work=work /> };
        all.unwrap_or_default().into_iter().map(line).collect_view()
    };
    view! {
        <section class="place__part" aria-labelledby="reviews-title">
            <h3 class="place__title" id="reviews-title">{tr(Text::ReviewsTitle)}</h3>
            <p class="field__hint">{tr(Text::ReviewsText)}</p>
            <Show when=move || manages.get()>
                <div class="step__buttons">
                    <button type="button" class="button" data-test="review-add" on:click=move |_| adding.set(true)>
                        <Icon glyph=Glyph::Plus />
                        {tr(Text::ReviewAdd)}
                    </button>
                </div>
            </Show>
            <WorkFailure work=work />
            <Show when=move || any.get() fallback=|| view! { <Empty glyph=Glyph::Clock title=Text::NoReviewsTitle text=Text::NoReviewsText test="no-reviews" /> }>
                <ul class="policy" data-test="reviews">{list}</ul>
            </Show>
            <Outdated registers=registers />
            <Show when=move || adding.get()>
                <AddDialog registers=registers close=Callback::new(move |()| adding.set(false)) />
            </Show>
        </section>
    }
}

#[component]
fn Line(registers: Registers, one: ReviewLine, manages: Signal<bool>, work: Work) -> impl IntoView {
    let (day, class) = (one.day.clone(), day_class(&one.day));
    let late = one.day.left < 0;
    let every = one.every_days.map(|days| days as usize);
    let of = StoredValue::new(one.of);
    let room = StoredValue::new(registers.room.id());
    let reviewed = move |_| {
        let request = RegistersRequest::Reviewed {
            room: room.get_value(),
            of: of.get_value(),
        };
        work.run(registers.change(request), |()| ());
    };
    let stop = move |_| {
        let request = RegistersRequest::SetReview {
            room: room.get_value(),
            of: of.get_value(),
            next: None,
            every_days: None,
        };
        work.run(registers.change(request), |()| ());
    };
    view! {
        <li class="policy__line" data-test="review">
            <div class="policy__what">
                <p class="policy__name"><bdi>{one.name}</bdi>{late.then(|| view! { <span class="badge badge--waiting">{tr(Text::ReviewOutdated)}</span> })}</p>
                <p class=class>{move || day_left(&day)}</p>
                {every.map(|days| view! { <p class="field__hint">{move || lang().review_then(days)}</p> })}
            </div>
            <Show when=move || manages.get()>
                <div class="step__buttons">
                    <button type="button" class="button" data-test="review-done" disabled=move || work.is_running() on:click=reviewed>{tr(Text::ReviewDone)}</button>
                    <button type="button" class="button button--quiet" data-test="review-stop" disabled=move || work.is_running() on:click=stop>{tr(Text::ReviewStop)}</button>
                </div>
            </Show>
        </li>
    }
}

/// Who opened an older version and not the newest.
#[component]
fn Outdated(registers: Registers) -> impl IntoView {
    let line = |one: OutdatedLine| {
        let reader = |(who, version, newest, saved): (String, u32, u32, bool)| {
            let text = move || {
                let (version, newest) = (version.to_string(), newest.to_string());
                match saved {
                    true => lang().outdated_saved(&who, &version, &newest),
                    false => lang().outdated_seen(&who, &version, &newest),
                }
            };
            view! { <li class="field__hint">{text}</li> }
        };
        view! {
            <li class="policy__line">
                <div class="policy__what">
                    <p class="policy__name"><bdi>{one.name}</bdi></p>
                    <ul class="form-lines">{one.readers.into_iter().map(reader).collect_view()}</ul>
                </div>
            </li>
        }
    };
    let lines = move || {
        let all = registers.get().map(|all| all.outdated.clone());
        all.unwrap_or_default().into_iter().map(line).collect_view()
    };
    let any = move || registers.get().is_some_and(|all| !all.outdated.is_empty());
    view! {
        <Show when=any>
            <h4 class="policy__sub">{tr(Text::OutdatedTitle)}</h4>
            <p class="field__hint">{tr(Text::OutdatedText)}</p>
            <ul class="policy" data-test="outdated">{lines}</ul>
        </Show>
    }
}

/// Says when something is to be looked at again.
#[component]
fn AddDialog(registers: Registers, close: Callback<()>) -> impl IntoView {
    let (work, next, every) = (Work::new(), InputRef::new(), InputRef::new());
    let doc = RwSignal::new(None::<(DocRef, String)>);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some((doc, _)) = doc.get_untracked() else {
            return work.fail(Failure::NothingChosen);
        };
        let request = RegistersRequest::SetReview {
            room: registers.room.id(),
            of: Marked::Doc(doc),
            next: Some(value_of(next)),
            every_days: value_of(every).trim().parse().ok(),
        };
        work.run(registers.change(request), move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::ReviewAdd) close=close test="review-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <div class="field">
                    <label class="field__label" for="review-doc">{tr(Text::ReviewDoc)}</label>
                    {move || doc.get().map(|(_, name)| view! { <p class="form__what" data-test="review-doc-chosen"><bdi>{name}</bdi></p> })}
                    <DocPicker room=registers.room chosen=Callback::new(move |found| doc.set(Some(found))) id="review-doc".to_owned() label=Text::ReviewDoc />
                </div>
                <div class="field">
                    <label class="field__label" for="review-next">{tr(Text::ReviewNext)}</label>
                    <input class="field__input form-cell__short" type="date" id="review-next" data-test="review-next" required node_ref=next />
                </div>
                <div class="field">
                    <label class="field__label" for="review-every">{tr(Text::ReviewEvery)}</label>
                    <input class="field__input form-cell__short" type="number" min="1" max="3650" step="1" id="review-every" data-test="review-every" node_ref=every />
                    <p class="field__hint">{tr(Text::ReviewEveryHint)}</p>
                </div>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                    <Submit act=Text::ReviewAdd busy=Text::SaveBusy work=work test="review-save" />
                </div>
            </form>
        </Dialog>
    }
}
