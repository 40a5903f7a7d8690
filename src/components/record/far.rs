//! How far a reading of the room's chains is.

use leptos::prelude::*;

use crate::i18n::{Text, format, lang, tr};
use crate::tasks::audit::Far;

#[component]
pub(crate) fn ChainsRead(
    far: Far,
    /// What they are read for.
    label: Text,
) -> impl IntoView {
    let Far {
        chains,
        total,
        entries,
    } = far;
    let number = |n: u32| format::number(f64::from(n));
    let says = move || lang().record_progress(&number(chains), &number(entries), &number(total));
    view! {
        <p class="me__progress">
            <progress max=total.to_string() value=chains.to_string() aria-label=tr(label)></progress>
            <span>{says}</span>
        </p>
    }
}
