//! A modal dialog over the browser's own `<dialog>`: it keeps the focus, closes by Escape, and
//! gives the focus back to where it was.

use leptos::{html, prelude::*};

use super::icon::{Glyph, Icon};
use crate::browser::page::dialog::{is_backdrop, show_modal};
use crate::i18n::{Text, tr};

/// Shown for as long as it is mounted.
#[component]
pub(crate) fn Dialog(
    /// Stands at its head and names it.
    #[prop(into)]
    title: Signal<String>,
    /// The person wants to leave it.
    close: Callback<()>,
    /// Its name for the end-to-end tests.
    test: &'static str,
    /// Fills the screen.
    #[prop(optional)]
    full: bool,
    /// Holds what cannot be shown again: a click beside it does not close it.
    #[prop(into, default = Signal::stored(false))]
    firm: Signal<bool>,
    children: Children,
) -> impl IntoView {
    let node = modal();
    let cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        close.run(());
    };
    // a text that is selected to beyond the edge ends with a click there: only one that began there counts
    let pressed = StoredValue::new(false);
    let press = move |event: leptos::ev::MouseEvent| {
        pressed.set_value(is_backdrop(&event) && !firm.get_untracked())
    };
    let outside = move |event: leptos::ev::MouseEvent| {
        if is_backdrop(&event) && pressed.get_value() {
            close.run(());
        }
    };
    view! {
        <dialog
            class="dialog"
            class:dialog--full=full
            node_ref=node
            aria-label=move || title.get()
            data-test=test
            on:cancel=cancel
            on:mousedown=press
            on:click=outside
        >
            <div class="dialog__inside">
                <div class="dialog__head">
                    <h2 class="dialog__title">{move || title.get()}</h2>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=tr(Text::Close)
                        data-test="dialog-close"
                        on:click=move |_| close.run(())
                    >
                        <Icon glyph=Glyph::Close />
                    </button>
                </div>
                <div class="dialog__body">{children()}</div>
            </div>
        </dialog>
    }
}

/// Shows the element as modal once it is there.
fn modal() -> NodeRef<html::Dialog> {
    let node = NodeRef::<html::Dialog>::new();
    let returning = StoredValue::new_local(None);
    node.on_load(move |element| {
        // the element must be in the document first
        request_animation_frame(move || {
            returning.try_set_value(Some(show_modal(&element)));
        });
    });
    on_cleanup(move || drop(returning.try_update_value(Option::take)));
    node
}

/// A text as a dialog's title.
pub(crate) fn titled(text: Text) -> Signal<String> {
    Signal::derive(move || tr(text)().to_owned())
}

/// The question before something that cannot be undone.
#[component]
pub(crate) fn Confirm(
    title: Text,
    /// What it means, in full.
    #[prop(into)]
    text: Signal<String>,
    /// What the button says: the act itself, never "OK".
    act: Text,
    close: Callback<()>,
    work: crate::tasks::work::Work,
    on_yes: Callback<()>,
    /// What to know before.
    #[prop(optional)]
    children: Option<Children>,
) -> impl IntoView {
    view! {
        <Dialog title=titled(title) close=close test="confirm-dialog">
            <p class="dialog__text">{move || text.get()}</p>
            {children.map(|children| children())}
            <super::notes::WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button" data-test="confirm-no" on:click=move |_| close.run(())>
                    {tr(Text::Cancel)}
                </button>
                <button
                    type="button"
                    class="button button--danger"
                    data-test="confirm-yes"
                    disabled=move || work.is_running()
                    on:click=move |_| on_yes.run(())
                >
                    {tr(act)}
                </button>
            </div>
        </Dialog>
    }
}
