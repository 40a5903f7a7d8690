//! Over plain HTTP from another machine a browser gives no ciphers. This page says what to do,
//! in both languages at once, because nothing else of the app runs.

use leptos::prelude::*;

use crate::i18n::{Lang, Text};

/// What to do instead.
#[component]
pub(crate) fn Insecure() -> impl IntoView {
    let part = |lang: Lang| {
        view! {
            <section class="sheet" lang=lang.tag()>
                <h1>{lang.text(Text::InsecureTitle)}</h1>
                <p>{lang.text(Text::InsecureText)}</p>
                <p>{lang.text(Text::InsecureDo)}</p>
            </section>
        }
    };
    view! { <main class="main" data-test="page-insecure">{part(Lang::Zh)} {part(Lang::En)}</main> }
}
