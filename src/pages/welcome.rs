//! The first visit: what this is, and making or restoring an identity.

use leptos::prelude::*;

use crate::components::icon::{Glyph, Icon};
use crate::components::identity_form::{IdentityForm, IdentityStep};
use crate::components::nav_link::NavLink;
use crate::components::notes::{Note, Weight};
use crate::i18n::{Text, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;

/// What this is, beside the form.
#[component]
pub(crate) fn Welcome() -> impl IntoView {
    let (session, navigation) = (use_app().session, use_app().navigation);
    // whoever scanned the code of another device comes for that
    let step = RwSignal::new(match navigation.route_untracked() {
        Route::Pair => IdentityStep::Pair,
        _ => IdentityStep::Make,
    });
    let beginning = move || {
        matches!(
            step.get(),
            IdentityStep::Make | IdentityStep::Restore | IdentityStep::Pair
        )
    };
    view! {
        <div class="welcome" class:welcome--alone=move || !beginning() data-test="page-welcome">
            <Show when=beginning fallback=|| view! { <h1 class="hidden">{tr(Text::ProductName)}</h1> }>
                <section class="welcome__what">
                    <h1 class="welcome__title">{tr(Text::WelcomeTitle)}</h1>
                    <p class="welcome__text">{tr(Text::WelcomeText)}</p>
                    <ul class="welcome__points">
                        <Point glyph=Glyph::Lock text=Text::WelcomePointSeal />
                        <Point glyph=Glyph::Clock text=Text::WelcomePointTime />
                        <Point glyph=Glyph::Person text=Text::WelcomePointNoAccount />
                    </ul>
                    <NavLink to=Signal::stored(Route::Verify) class="button button--quiet" test="verify-link">
                        {tr(Text::VerifyLink)}
                    </NavLink>
                </section>
            </Show>
            <section class="sheet welcome__form">
                <Show when=move || !session.has_storage()>
                    <Note weight=Weight::Warning text=Text::NoStorage test="no-storage" />
                </Show>
                <IdentityForm step=step />
            </section>
        </div>
    }
}

#[component]
fn Point(glyph: Glyph, text: Text) -> impl IntoView {
    view! {
        <li class="welcome__point">
            <Icon glyph=glyph />
            <span>{tr(text)}</span>
        </li>
    }
}
