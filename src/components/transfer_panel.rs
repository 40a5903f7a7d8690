//! All transfers, at the foot of the screen.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::transfer_line::TransferLine;
use crate::i18n::{Text, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::transfers::is_open;

/// Shown while there is anything in it; can be folded.
#[component]
pub(crate) fn TransferPanel() -> impl IntoView {
    let transfers = use_app().transfers;
    let folded = RwSignal::new(false);
    let running = Memo::new(move |_| {
        transfers
            .all()
            .iter()
            .filter(|one| one.state.with(is_open))
            .count()
    });
    let title = move || match running.get() {
        0 => tr(Text::TransfersEnded)().to_owned(),
        count => lang().transfers_running(count),
    };
    view! {
        <Show when=move || !transfers.all().is_empty()>
            <aside class="transfers" aria-label=tr(Text::Transfers) data-test="transfers">
                <header class="transfers__head">
                    <button
                        type="button"
                        class="transfers__fold"
                        class:transfers__fold--open=move || !folded.get()
                        aria-expanded=move || (!folded.get()).to_string()
                        data-test="transfers-fold"
                        on:click=move |_| folded.update(|folded| *folded = !*folded)
                    >
                        <Icon glyph=Glyph::Right />
                        {title}
                    </button>
                    <Show when=move || running.get() == 0>
                        <button type="button" class="icon-button" aria-label=tr(Text::ClearTransfers) data-test="transfers-clear" on:click=move |_| transfers.clear_ended()>
                            <Icon glyph=Glyph::Close />
                        </button>
                    </Show>
                </header>
                <Show when=move || !folded.get()>
                    <ul class="transfers__list">
                        <For each=move || transfers.all() key=|one| one.id children=move |one| view! { <TransferLine transfer=one /> } />
                    </ul>
                </Show>
            </aside>
        </Show>
    }
}
