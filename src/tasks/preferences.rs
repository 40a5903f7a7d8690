//! Language and colours: the person's choice, else the browser's.

use leptos::prelude::*;

use crate::browser::page::{dialog, prefs};
use crate::i18n::{Lang, lang_now, set_lang};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Theme {
    Light,
    Dark,
}

impl Theme {
    fn name(self) -> &'static str {
        match self {
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }
}

/// Before the first paint: what was chosen on an earlier visit.
pub(crate) fn apply_stored() {
    let spoken = prefs::languages();
    let chosen = Lang::choose(spoken.iter().map(String::as_str));
    set_lang(chosen);
    dialog::set_root("lang", chosen.tag());
    if let Some(theme) = prefs::theme() {
        dialog::set_root("data-theme", &theme);
    }
}

/// The other language, from now on.
pub(crate) fn switch_language() {
    let other = match lang_now() {
        Lang::En => Lang::Zh,
        Lang::Zh => Lang::En,
    };
    set_lang(other);
    dialog::set_root("lang", other.tag());
    prefs::keep_language(other.tag());
}

/// The colours that are shown, and the way to the others.
#[derive(Clone, Copy)]
pub(crate) struct ThemeChoice {
    theme: RwSignal<Theme>,
}

impl ThemeChoice {
    pub(crate) fn new() -> Self {
        let dark = match prefs::theme().as_deref() {
            Some(stored) => stored == "dark",
            None => prefs::system_is_dark(),
        };
        Self {
            theme: RwSignal::new(if dark { Theme::Dark } else { Theme::Light }),
        }
    }

    /// Tracked.
    pub(crate) fn get(self) -> Theme {
        self.theme.get()
    }

    pub(crate) fn switch(self) {
        let other = match self.theme.get_untracked() {
            Theme::Light => Theme::Dark,
            Theme::Dark => Theme::Light,
        };
        self.theme.set(other);
        dialog::set_root("data-theme", other.name());
        prefs::keep_theme(other.name());
    }
}
