//! From documents or a folder to a clock, a hold, or destroying them.

use leptos::prelude::*;

use super::clock_form::ClockDialog;
use super::destroy::DestroyDialog;
use super::holds::HoldDialog;
use super::target::names;
use crate::components::dialog::{Dialog, titled};
use crate::i18n::{Text, tr};
use crate::tasks::room::Room;
use crate::vault::messages::KeepRef;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wish {
    Choose,
    Clock,
    Hold,
    Destroy,
}

/// The choice, then what was chosen.
#[component]
pub(crate) fn KeepDialog(room: Room, of: Vec<KeepRef>, close: Callback<()>) -> impl IntoView {
    let wish = RwSignal::new(Wish::Choose);
    let of = StoredValue::new(of);
    move || {
        let what = of.get_value();
        match wish.get() {
            Wish::Choose => view! { <Choice room=room of=what wish=wish close=close /> }.into_any(),
            Wish::Clock => {
                view! { <ClockDialog room=room of=what clock=None close=close /> }.into_any()
            }
            Wish::Hold => view! { <HoldDialog room=room of=what close=close /> }.into_any(),
            Wish::Destroy => view! { <DestroyDialog room=room what=what close=close /> }.into_any(),
        }
    }
}

#[component]
fn Choice(
    room: Room,
    of: Vec<KeepRef>,
    wish: RwSignal<Wish>,
    close: Callback<()>,
) -> impl IntoView {
    let all = [
        (
            Wish::Clock,
            Text::KeepClock,
            Text::KeepClockText,
            "keep-clock",
        ),
        (Wish::Hold, Text::KeepHold, Text::KeepHoldText, "keep-hold"),
        (
            Wish::Destroy,
            Text::KeepDestroy,
            Text::KeepDestroyText,
            "keep-destroy",
        ),
    ];
    let buttons = all.map(|(to, text, means, test)| {
        let class = match to {
            Wish::Destroy => "button button--danger",
            _ => "button",
        };
        view! {
            <li class="keep__choice">
                <p class="dialog__text">{tr(means)}</p>
                <button type="button" class=class data-test=test on:click=move |_| wish.set(to)>{tr(text)}</button>
            </li>
        }
    });
    view! {
        <Dialog title=titled(Text::KeepTitle) close=close test="keep-dialog">
            <p class="dialog__text"><strong><bdi>{move || names(room, &of)}</bdi></strong></p>
            <ul class="keep">{buttons.into_iter().collect_view()}</ul>
        </Dialog>
    }
}
