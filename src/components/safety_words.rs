//! The words that two people compare on another channel, to know that nobody stands between them.

use leptos::prelude::*;

use crate::i18n::{Text, tr};

/// Somebody's safety words.
#[component]
pub(crate) fn SafetyWords(
    words: Vec<String>,
    /// Whose they are, and what to do with them.
    hint: Text,
) -> impl IntoView {
    let none = words.is_empty();
    let words = words
        .into_iter()
        .map(|word| view! { <li class="words__word">{word}</li> })
        .collect_view();
    view! {
        <div class="words" hidden=none>
            <p class="words__hint">{tr(hint)}</p>
            <ol class="words__list" data-test="safety-words">{words}</ol>
        </div>
    }
}
