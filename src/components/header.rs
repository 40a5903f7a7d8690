//! The bar on every screen: whose product it is, language, colours, and the person.

use leptos::prelude::*;

use super::bell::BellButton;
use super::dialog::{Confirm, Dialog, titled};
use super::icon::{Glyph, Icon};
use super::nav_link::NavLink;
use super::notes::{Note, Weight};
use super::safety_words::SafetyWords;
use crate::i18n::{Text, lang, tr};
use crate::routes::Route;
use crate::tasks::app::use_app;
use crate::tasks::preferences::{Theme, ThemeChoice, switch_language};
use crate::tasks::session::Me;
use crate::tasks::work::Work;

/// The bar.
#[component]
pub(crate) fn Header() -> impl IntoView {
    let session = use_app().session;
    view! {
        <header class="header">
            <NavLink to=Signal::stored(Route::Home) class="header__brand" test="home">
                <span class="header__seal" aria-hidden="true">"缄"</span>
                <span class="header__name">{tr(Text::ProductName)}</span>
            </NavLink>
            <div class="header__tools">
                <button type="button" class="button button--quiet" data-test="language" on:click=move |_| switch_language()>
                    {tr(Text::OtherLanguage)}
                </button>
                <ThemeSwitch />
                {move || session.me().map(|me| view! { <MeTools me=me /> })}
            </div>
        </header>
    }
}

#[component]
fn ThemeSwitch() -> impl IntoView {
    let choice = ThemeChoice::new();
    let glyph = move || match choice.get() {
        Theme::Light => Glyph::Moon,
        Theme::Dark => Glyph::Sun,
    };
    let label = move || match choice.get() {
        Theme::Light => tr(Text::UseDark)(),
        Theme::Dark => tr(Text::UseLight)(),
    };
    view! {
        <button type="button" class="icon-button" aria-label=label data-test="theme" on:click=move |_| choice.switch()>
            {move || view! { <Icon glyph=glyph() /> }}
        </button>
    }
}

/// My name, behind it my safety words; and the lock.
#[component]
fn MeTools(me: Me) -> impl IntoView {
    let app = use_app();
    let (open, asking, work) = (RwSignal::new(false), RwSignal::new(None), Work::new());
    let lock = move |_| match app.transfers.open_untracked() {
        0 => app.lock(),
        count => asking.set(Some(count)),
    };
    let (name, label) = (me.name.clone(), me.name.clone());
    view! {
        <BellButton />
        <button type="button" class="button button--quiet header__me" aria-label=label data-test="me" on:click=move |_| open.set(true)>
            <Icon glyph=Glyph::Person />
            <span class="header__me-name">{name}</span>
        </button>
        <button type="button" class="button header__lock" data-test="lock" aria-label=tr(Text::Lock) on:click=lock>
            <Icon glyph=Glyph::Lock />
            <span class="header__lock-name">{tr(Text::Lock)}</span>
        </button>
        <Show when=move || open.get()>
            <MeDialog me=me.clone() close=Callback::new(move |()| open.set(false)) />
        </Show>
        {move || asking.get().map(|count| view! {
            <Confirm
                title=Text::LockTitle
                text=Signal::derive(move || lang().lock_text(count))
                act=Text::Lock
                close=Callback::new(move |()| asking.set(None))
                work=work
                on_yes=Callback::new(move |()| app.lock())
            />
        })}
    }
}

#[component]
fn MeDialog(me: Me, close: Callback<()>) -> impl IntoView {
    view! {
        <Dialog title=titled(Text::MeTitle) close=close test="me-dialog">
            <p class="me__name">{me.name}</p>
            <SafetyWords words=me.safety_words hint=Text::MeWordsHint />
            <div class="dialog__buttons" on:click=move |_| close.run(())>
                <NavLink to=Signal::stored(Route::Me) class="button button--primary" test="my-identity">
                    {tr(Text::ManageMe)}
                </NavLink>
                <NavLink to=Signal::stored(Route::Verify) class="button" test="verify-link">
                    {tr(Text::VerifyTitle)}
                </NavLink>
            </div>
            {(!me.persisted).then(|| view! { <Note weight=Weight::Warning text=Text::NotPersisted test="not-persisted" /> })}
        </Dialog>
    }
}
