//! A later visit: the identity is on this device, closed.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::unlock_form::UnlockForm;
use crate::i18n::{Text, tr};

/// Asks for the passphrase.
#[component]
pub(crate) fn Unlock() -> impl IntoView {
    view! {
        <section class="sheet sheet--narrow" data-test="page-unlock">
            <Icon glyph=Glyph::Lock />
            <h1>{tr(Text::UnlockTitle)}</h1>
            <p>{tr(Text::UnlockText)}</p>
            <UnlockForm />
        </section>
    }
}
