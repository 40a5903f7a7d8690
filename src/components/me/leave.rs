//! Signing out: everything goes from this device.

use leptos::prelude::*;

use super::rooms_done::RoomsProgress;
use crate::components::dialog::{Dialog, titled};
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, lang_now, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::work::Work;
use crate::vault::messages::{MeReply, MeRequest};

/// The way out.
#[component]
pub(crate) fn Leave() -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <section class="me__part" data-test="me-leave">
            <h2 class="me__title">{tr(Text::SignOutTitle)}</h2>
            <p class="me__text">{tr(Text::SignOutText)}</p>
            <div class="step__buttons">
                <button type="button" class="button" data-test="sign-out" on:click=move |_| open.set(true)>
                    {tr(Text::SignOut)}
                </button>
            </div>
        </section>
        <Show when=move || open.get()>
            <LeaveDialog close=Callback::new(move |()| open.set(false)) />
        </Show>
    }
}

#[component]
fn LeaveDialog(close: Callback<()>) -> impl IntoView {
    let app = use_app();
    let (work, sure) = (Work::new(), RwSignal::new(false));
    let leave = move |_| {
        work.run(app.vault.me(MeRequest::SignOut), move |reply| {
            app.rooms_done.clear();
            let everywhere = matches!(reply, MeReply::SignedOut(0));
            app.toasts.good(lang_now().text(match everywhere {
                true => Text::SignedOut,
                false => Text::SignedOutPartly,
            }));
            app.left();
            app.navigation.replace(Route::Home);
        });
    };
    view! {
        <Dialog title=titled(Text::SignOutTitle) close=close test="sign-out-dialog">
            <p class="dialog__text">{tr(Text::SignOutMeans)}</p>
            <label class="me__check">
                <input type="checkbox" data-test="have-words" on:change=move |event| sure.set(event_target_checked(&event)) />
                <span>{tr(Text::HaveWords)}</span>
            </label>
            <RoomsProgress />
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button" data-test="sign-out-no" on:click=move |_| close.run(())>
                    {tr(Text::Cancel)}
                </button>
                <button
                    type="button"
                    class="button button--danger"
                    data-test="sign-out-yes"
                    disabled=move || work.is_running() || !sure.get()
                    aria-busy=move || work.is_running().to_string()
                    on:click=leave
                >
                    {move || if work.is_running() { tr(Text::SignOutBusy)() } else { tr(Text::SignOut)() }}
                </button>
            </div>
        </Dialog>
    }
}
