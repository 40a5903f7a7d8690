//! Texts in Simplified Chinese and English.
//!
//! `locales/*.toml` are compiled by `build.rs`: a text without placeholders is a [`Text`], shown
//! by [`tr`]; one with placeholders is a method of [`Lang`]. [`lang`] is reactive, so a view that
//! reads it changes with the language. Dates, numbers and sizes are in [`format`].

pub(crate) mod failure;
pub(crate) mod format;
#[cfg(test)]
mod table;

use leptos::prelude::*;

/// The languages of the interface.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Lang {
    En,
    Zh,
}

include!(concat!(env!("OUT_DIR"), "/texts.rs"));

impl Lang {
    pub(crate) fn text(self, text: Text) -> &'static str {
        match self {
            Self::En => EN[text as usize],
            Self::Zh => ZH[text as usize],
        }
    }

    /// The BCP 47 tag, for `lang` attributes and `Intl`.
    pub(crate) fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Zh => "zh-CN",
        }
    }

    /// The first of the reader's languages that we speak; English if there is none.
    pub(crate) fn choose<'a>(tags: impl IntoIterator<Item = &'a str>) -> Self {
        tags.into_iter().find_map(Self::of_tag).unwrap_or(Self::En)
    }

    fn of_tag(tag: &str) -> Option<Self> {
        let primary = tag.split('-').next().unwrap_or(tag);
        match primary.to_ascii_lowercase().as_str() {
            "zh" => Some(Self::Zh),
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

thread_local! {
    static LANG: ArcRwSignal<Lang> = ArcRwSignal::new(Lang::En);
}

/// The language of the interface; tracked.
pub(crate) fn lang() -> Lang {
    LANG.with(ArcRwSignal::get)
}

/// The language now, for what is said once.
pub(crate) fn lang_now() -> Lang {
    LANG.with(ArcRwSignal::get_untracked)
}

/// Changes the language of everything that is shown.
pub(crate) fn set_lang(lang: Lang) {
    LANG.with(|signal| signal.set(lang));
}

/// A text for a view or an attribute.
pub(crate) fn tr(text: Text) -> impl Fn() -> &'static str + Copy + Send + Sync + 'static {
    move || lang().text(text)
}

#[cfg(test)]
mod tests {
    use super::Lang;

    #[test]
    fn the_first_language_that_we_speak_is_chosen() {
        assert_eq!(Lang::choose(["fr-FR", "zh-TW", "en"]), Lang::Zh);
        assert_eq!(Lang::choose(["en-GB", "zh-CN"]), Lang::En);
        assert_eq!(Lang::choose(["fr"]), Lang::En);
    }
}
