//! Until when: choosing it, and how long is left.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use crate::browser::page::time;
use crate::i18n::{Lang, Text, format, lang, tr};
use crate::tasks::ticking::use_now;

/// The offered spans.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Preset {
    Hour,
    Day,
    Week,
    Month,
    /// A day and a time that the person sets.
    Custom,
    /// No end.
    Never,
}

impl Preset {
    fn name(self) -> &'static str {
        match self {
            Self::Hour => "hour",
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Custom => "custom",
            Self::Never => "never",
        }
    }

    fn text(self) -> Text {
        match self {
            Self::Hour => Text::OneHour,
            Self::Day => Text::OneDay,
            Self::Week => Text::SevenDays,
            Self::Month => Text::ThirtyDays,
            Self::Custom => Text::CustomTime,
            Self::Never => Text::NoEnd,
        }
    }

    fn hours(self) -> Option<f64> {
        match self {
            Self::Hour => Some(1.0),
            Self::Day => Some(24.0),
            Self::Week => Some(7.0 * 24.0),
            Self::Month => Some(30.0 * 24.0),
            Self::Custom | Self::Never => None,
        }
    }
}

/// A chosen end.
#[derive(Clone, Copy)]
pub(crate) struct Expiry {
    preset: RwSignal<Preset>,
    custom: RwSignal<String>,
}

impl Expiry {
    pub(crate) fn new(preset: Preset) -> Self {
        let in_a_day = time::to_local(time::now() + 86_400_000.0);
        Self {
            preset: RwSignal::new(preset),
            custom: RwSignal::new(in_a_day),
        }
    }

    /// The same, followed as it is chosen.
    pub(crate) fn at_tracked(self) -> Result<Option<f64>, NotInFuture> {
        self.preset.track();
        self.custom.track();
        self.at()
    }

    /// Milliseconds since 1970, counted from now; `Ok(None)` is no end.
    pub(crate) fn at(self) -> Result<Option<f64>, NotInFuture> {
        let preset = self.preset.get_untracked();
        if preset == Preset::Never {
            return Ok(None);
        }
        let now = time::now();
        let at = match preset.hours() {
            Some(hours) => now + hours * 3_600_000.0,
            None => time::parse_local(&self.custom.get_untracked()).ok_or(NotInFuture)?,
        };
        if at > now {
            Ok(Some(at))
        } else {
            Err(NotInFuture)
        }
    }
}

/// The end that was set is over, or no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct NotInFuture;

/// Lets a person choose.
#[component]
pub(crate) fn ExpiryField(
    label: Text,
    expiry: Expiry,
    presets: &'static [Preset],
    /// Tells the field from another in the same dialog.
    id: &'static str,
    #[prop(optional)] hint: Option<Text>,
) -> impl IntoView {
    let options = presets.iter().copied().map(|preset| {
        let checked = move || expiry.preset.get() == preset;
        view! {
            <label class="choice" class:choice--on=checked>
                <input
                    class="choice__input"
                    type="radio"
                    name=id
                    prop:checked=checked
                    data-test=format!("{id}-{}", preset.name())
                    on:change=move |_| expiry.preset.set(preset)
                />
                {tr(preset.text())}
            </label>
        }
    });
    view! {
        <fieldset class="field field--group">
            <legend class="field__label">{tr(label)}</legend>
            <div class="choices">{options.collect_view()}</div>
            <Show when=move || expiry.preset.get() == Preset::Custom>
                <input
                    class="field__input"
                    type="datetime-local"
                    step="1"
                    aria-label=tr(Text::CustomTime)
                    data-test=format!("{id}-time")
                    prop:value=move || expiry.custom.get()
                    on:input=move |event| expiry.custom.set(event_target_value(&event))
                />
            </Show>
            {hint.map(|hint| view! { <p class="field__hint">{tr(hint)}</p> })}
        </fieldset>
    }
}

/// Counts down, and calls once when nothing is left.
#[component]
pub(crate) fn TimeLeft(
    expires: f64,
    /// How it is said.
    #[prop(default = Lang::time_left)]
    words: fn(Lang, &str) -> String,
    #[prop(optional_no_strip)] on_over: Option<Callback<()>>,
) -> impl IntoView {
    let now = use_now();
    let over = Memo::new(move |_| now.get() >= expires);
    Effect::new(move |_| {
        if let Some(on_over) = on_over.filter(|_| over.get()) {
            on_over.run(());
        }
    });
    let text = move || {
        if over.get() {
            tr(Text::StateExpired)().to_owned()
        } else {
            words(lang(), &format::span((expires - now.get()) / 1000.0))
        }
    };
    view! {
        <span class="time-left" data-test="time-left" title=move || format::date_time(expires)>
            <Icon glyph=Glyph::Clock />
            {text}
        </span>
    }
}
