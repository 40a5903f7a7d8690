//! A later visit: the identity is on this device, closed.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::nav_link::NavLink;
use crate::components::notes::{Note, Weight};
use crate::components::unlock_form::UnlockForm;
use crate::i18n::{Text, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;

/// Asks for the passphrase.
#[component]
pub(crate) fn Unlock() -> impl IntoView {
    let transfers = use_app().transfers;
    on_cleanup(move || transfers.locking_was_told());
    view! {
        <section class="sheet sheet--narrow" data-test="page-unlock">
            <Icon glyph=Glyph::Lock />
            <h1>{tr(Text::UnlockTitle)}</h1>
            <p>{tr(Text::UnlockText)}</p>
            <Show when=move || transfers.were_locked()>
                <Note weight=Weight::Warning text=Text::TransfersLocked test="transfers-locked" />
            </Show>
            <UnlockForm />
            <NavLink to=Signal::stored(Route::Verify) class="button button--quiet" test="verify-link">
                {tr(Text::VerifyLink)}
            </NavLink>
        </section>
    }
}
