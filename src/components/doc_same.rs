//! The question when files are added that are called like documents of the folder.

use leptos::prelude::*;

use super::dialog::{Dialog, titled};
use crate::i18n::{Text, lang, tr};

/// A new version, or both.
#[component]
pub(crate) fn SameNameDialog(
    /// The names that are there already.
    names: Vec<String>,
    close: Callback<()>,
    /// Whether they become new versions.
    on_choice: Callback<bool>,
) -> impl IntoView {
    let count = names.len();
    let some = names.into_iter().take(8);
    let lines = some.map(|name| view! { <li><bdi>{name}</bdi></li> });
    view! {
        <Dialog title=titled(Text::SameNameTitle) close=close test="same-name-dialog">
            <p class="dialog__text">{move || lang().same_name_text(count)}</p>
            <ul class="same">{lines.collect_view()} {(count > 8).then(|| view! { <li>"…"</li> })}</ul>
            <p class="field__hint">{tr(Text::SameNameHint)}</p>
            <div class="dialog__buttons">
                <button type="button" class="button" data-test="keep-both" on:click=move |_| on_choice.run(false)>
                    {tr(Text::KeepBoth)}
                </button>
                <button type="button" class="button button--primary" data-test="as-version" on:click=move |_| on_choice.run(true)>
                    {tr(Text::AsNewVersion)}
                </button>
            </div>
        </Dialog>
    }
}
