//! The end of the whole room: from then on it serves nobody but its owners.

use leptos::prelude::*;

use super::expiry::{Expiry, ExpiryField, NotInFuture, Preset};
use super::icon::{Glyph, Icon};
use super::notes::WorkFailure;
use super::submit::Submit;
use crate::browser::page::intl;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::room::Room;
use crate::tasks::work::Work;

const PRESETS: &[Preset] = &[Preset::Never, Preset::Week, Preset::Month, Preset::Custom];

/// Says when the room ends, and lets owners set it.
#[component]
pub(crate) fn RoomEnd(room: Room) -> impl IntoView {
    let state = Memo::new(move |_| room.view().map(|view| (view.ends, view.owns)));
    let owns = move || state.get().is_some_and(|(_, owns)| owns);
    let now = move || match state.get().and_then(|(ends, _)| ends) {
        Some(ends) => lang().room_ends_at(&format::date_time(ends), &intl::time_zone()),
        None => tr(Text::RoomEndsNever)().to_owned(),
    };
    view! {
        <section class="setting" aria-labelledby="room-end-title" data-test="setting-end">
            <h3 class="setting__title" id="room-end-title">{tr(Text::RoomEndTitle)}</h3>
            <p class="setting__now"><span data-test="room-end">{now}</span></p>
            <p class="setting__text">{tr(Text::RoomEndText)}</p>
            <Show when=owns fallback=|| view! { <p class="setting__text">{tr(Text::OwnersOnly)}</p> }>
                <EndForm room=room />
            </Show>
        </section>
    }
}

#[component]
fn EndForm(room: Room) -> impl IntoView {
    let (expiry, work) = (Expiry::new(Preset::Month), Work::new());
    let wrong = RwSignal::new(false);
    let set = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        match expiry.at() {
            Ok(ends) => {
                wrong.set(false);
                work.run(room.set_end(ends), |()| ());
            }
            Err(NotInFuture) => wrong.set(true),
        }
    };
    view! {
        <form class="form" on:submit=set on:input=move |_| work.forgive()>
            <ExpiryField label=Text::RoomEndField expiry=expiry presets=PRESETS id="room-ends" />
            <p class="field__hint" data-test="time-zone">{move || lang().time_zone_is(&intl::time_zone())}</p>
            <div role="alert">
                <Show when=move || wrong.get()>
                    <p class="note note--bad" data-test="not-in-future">
                        <Icon glyph=Glyph::Warning />
                        <span>{tr(Text::NotInFuture)}</span>
                    </p>
                </Show>
            </div>
            <WorkFailure work=work />
            <div class="setting__buttons">
                <Submit act=Text::RoomEndAct busy=Text::RoomEndBusy work=work test="set-room-end" />
            </div>
        </form>
    }
}
