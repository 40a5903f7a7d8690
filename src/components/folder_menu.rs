//! What is seldom done with a folder, behind one button. While its list is open, what lies below is inert:
//! the list may cover a part of it.

use leptos::prelude::*;

use super::doc_toolbar::BarAct;
use super::icon::{Glyph, Icon};
use crate::i18n::{Text, lang, tr};

/// A button that opens a list of acts; Escape closes it.
#[component]
pub(crate) fn FolderMenu(
    /// Whether the list is open.
    open: RwSignal<bool>,
    top: Signal<bool>,
    nothing: Signal<bool>,
    binned: Signal<usize>,
    on_act: Callback<BarAct>,
) -> impl IntoView {
    let keys = move |event: leptos::ev::KeyboardEvent| {
        if event.key() == "Escape" && open.get_untracked() {
            event.stop_propagation();
            open.set(false);
        }
    };
    let line = move |act: BarAct, text: Text, test: &'static str| {
        view! {
            <button
                type="button"
                class="menu__line"
                data-test=test
                on:click=move |_| {
                    open.set(false);
                    on_act.run(act);
                }
            >
                {tr(text)}
            </button>
        }
    };
    let outside = window_event_listener(leptos::ev::click, move |_| {
        if open.try_get_untracked() == Some(true) {
            open.set(false);
        }
    });
    on_cleanup(move || {
        outside.remove();
        let _ = open.try_set(false);
    });
    view! {
        <div class="menu" on:keydown=keys on:click=|event| event.stop_propagation()>
            <button
                type="button"
                class="button"
                aria-expanded=move || open.get().to_string()
                data-test="folder-menu"
                on:click=move |_| open.update(|open| *open = !*open)
            >
                <Icon glyph=Glyph::More />
                {tr(Text::More)}
            </button>
            <Show when=move || open.get()>
                // a press beside the list closes it, and does nothing else
                <div class="menu__veil" aria-hidden="true" on:click=move |_| open.set(false)></div>
                <div class="menu__list">
                    <Show when=move || !top.get()>
                        {line(BarAct::RenameFolder, Text::RenameFolder, "rename-folder")}
                        {line(BarAct::MoveFolder, Text::MoveFolder, "move-folder")}
                    </Show>
                    {line(BarAct::DescribeFolder, Text::DescribeFolder, "describe-folder")}
                    {line(BarAct::ClassifyFolder, Text::ClassifyFolder, "classify-folder")}
                    {line(BarAct::KeepFolder, Text::KeepAct, "keep-folder")}
                    <Show when=move || !nothing.get()>
                        {line(BarAct::Renumber, Text::Renumber, "renumber")}
                        {line(BarAct::EncryptAgain, Text::EncryptAgain, "encrypt-again")}
                    </Show>
                    <button
                        type="button"
                        class="menu__line"
                        data-test="show-bin"
                        on:click=move |_| {
                            open.set(false);
                            on_act.run(BarAct::ShowBin);
                        }
                    >
                        {move || lang().bin_count(binned.get())}
                    </button>
                </div>
            </Show>
        </div>
    }
}
