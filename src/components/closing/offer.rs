//! Signing the room over: what becomes of one's own access, what one loses and when, and the room's name typed.

use leptos::html::Input;
use leptos::prelude::*;

use super::folders::Folders;
use crate::components::dialog::{Dialog, titled};
use crate::components::expiry::{Expiry, ExpiryField, Preset};
use crate::components::field::{Field, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::closing::Closing;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{FolderRef, Stays};

const PRESETS: &[Preset] = &[Preset::Month, Preset::Custom];

/// Asks, says, and signs.
#[component]
pub(super) fn OfferDialog(
    room: Room,
    closing: Closing,
    /// Who takes it.
    name: String,
    close: Callback<()>,
) -> impl IntoView {
    let (stays, expiry) = (RwSignal::new(false), Expiry::new(Preset::Month));
    let folders = RwSignal::new(Vec::<FolderRef>::new());
    let (why, typed) = (NodeRef::<Input>::new(), RwSignal::new(String::new()));
    let (work, late) = (Work::new(), RwSignal::new(false));
    let title = untrack(|| room.view()).map(|view| view.title.clone());
    let title = StoredValue::new(title.unwrap_or_default());
    let right = move || title.with_value(|title| typed.with(|typed| typed.trim() == title.trim()));
    let lacks = move || stays.get() && folders.with(Vec::is_empty);
    let part = move |value: bool, text: Text, test: &'static str| {
        view! {
            <label class="choice" class:choice--on=move || stays.get() == value>
                <input
                    class="choice__input"
                    type="radio"
                    name="closing-after"
                    data-test=test
                    prop:checked=move || stays.get() == value
                    on:change=move |_| stays.set(value)
                />
                {tr(text)}
            </label>
        }
    };
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if !untrack(right) {
            return;
        }
        let kept = match stays.get_untracked() {
            false => None,
            true => match expiry.at() {
                Ok(Some(until)) => Some(Stays {
                    until,
                    folders: folders.get_untracked(),
                    reason: value_of(why).trim().to_owned(),
                }),
                _ => return late.set(true),
            },
        };
        late.set(false);
        work.run(closing.offer(kept), move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::ClosingPassDialog) close=close test="closing-offer-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <fieldset class="field field--group">
                    <legend class="field__label">{tr(Text::ClosingAfter)}</legend>
                    <div class="choices">
                        {part(false, Text::ClosingAfterEnds, "closing-ends")}
                        {part(true, Text::ClosingAfterStays, "closing-stays")}
                    </div>
                </fieldset>
                <Show when=move || stays.get()>
                    <ExpiryField label=Text::ClosingUntil expiry=expiry presets=PRESETS id="closing-until" />
                    <div role="alert">
                        <Show when=move || late.get()>
                            <p class="note note--bad">{tr(Text::NotInFuture)}</p>
                        </Show>
                    </div>
                    <div class="field">
                        <p class="field__label">{tr(Text::ClosingKeep)}</p>
                        <Folders room=room chosen=folders />
                    </div>
                    <Field label=Text::ClosingWhy node=why id="closing-why" />
                </Show>
                <Losses name=name.clone() stays=stays expiry=expiry />
                <div class="field">
                    <label class="field__label" for="closing-type">{move || title.with_value(|title| lang().closing_type(title))}</label>
                    <input
                        class="field__input"
                        id="closing-type"
                        type="text"
                        autocomplete="off"
                        spellcheck="false"
                        data-test="closing-type"
                        prop:value=move || typed.get()
                        on:input=move |event| typed.set(event_target_value(&event))
                    />
                </div>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" data-test="closing-offer-no" on:click=move |_| close.run(())>
                        {tr(Text::Cancel)}
                    </button>
                    <button
                        type="submit"
                        class="button button--danger"
                        data-test="closing-offer-act"
                        disabled=move || work.is_running() || !right() || lacks()
                        aria-busy=move || work.is_running().to_string()
                    >
                        {move || tr(if work.is_running() { Text::ClosingSigning } else { Text::ClosingPassAct })()}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}

/// What is lost, in the order in which it is.
#[component]
fn Losses(name: String, stays: RwSignal<bool>, expiry: Expiry) -> impl IntoView {
    let name = StoredValue::new(name);
    let then = move || match stays.get() {
        false => tr(Text::ClosingLoseEnds)().to_owned(),
        true => {
            let until = expiry.at_tracked().ok().flatten();
            let date = until.map(format::date_time).unwrap_or_default();
            lang().closing_lose_stays(&date)
        }
    };
    view! {
        <section class="note note--warning note--stacked" data-test="closing-losses">
            <p class="closing__lose">
                <Icon glyph=Glyph::Warning />
                <strong>{tr(Text::ClosingLose)}</strong>
            </p>
            <ol class="closing__losses">
                <li>{move || name.with_value(|name| lang().closing_lose_now(name))}</li>
                <li>{move || name.with_value(|name| lang().closing_lose_office(name))}</li>
                <li>{then}</li>
                <li>{tr(Text::ClosingLoseKeep)}</li>
            </ol>
        </section>
    }
}
