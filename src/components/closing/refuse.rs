//! Why a list is not signed.

use leptos::html::Textarea;
use leptos::prelude::*;

use crate::components::dialog::{Dialog, titled};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, tr};
use crate::tasks::closing::Closing;
use crate::tasks::work::Work;

/// Asks for it, and signs it.
#[component]
pub(super) fn RefuseDialog(closing: Closing, close: Callback<()>) -> impl IntoView {
    let (work, field) = (Work::new(), NodeRef::<Textarea>::new());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let reason = field.get_untracked().map(|node| node.value());
        let reason = reason.unwrap_or_default().trim().to_owned();
        if !reason.is_empty() {
            work.run(closing.refuse(reason), move |()| close.run(()));
        }
    };
    view! {
        <Dialog title=titled(Text::ClosingRefuseTitle) close=close test="closing-refuse-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <p class="dialog__text">{tr(Text::ClosingRefuseText)}</p>
                <label class="field">
                    <span class="field__label">{tr(Text::ClosingReason)}</span>
                    <textarea
                        class="field__input field__input--area"
                        rows="4"
                        maxlength="2000"
                        required
                        data-test="closing-reason"
                        node_ref=field
                    ></textarea>
                </label>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::ClosingRefuseAct busy=Text::ClosingSigning work=work test="closing-refuse-act" />
                </div>
            </form>
        </Dialog>
    }
}
