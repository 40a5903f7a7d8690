//! What happened to a document or a folder, newest first.

use leptos::prelude::*;

use crate::i18n::{Text, format, lang, tr};
use crate::vault::messages::{DocDeed, HistoryEvent};

/// The list.
#[component]
pub(crate) fn History(events: Vec<HistoryEvent>) -> impl IntoView {
    let lines = events.into_iter().rev().map(|event| {
        let time = event.time;
        // who lost against another finds here what was said
        let text = match &event.what {
            DocDeed::Described(text) if !text.is_empty() => Some(text.clone()),
            _ => None,
        };
        view! {
            <li class="past__line" data-test="history-line">
                <span class="past__what">
                    {move || sentence(&event)}
                    {text.map(|text| view! { <q class="past__text" dir="auto">{text}</q> })}
                </span>
                <time class="past__time">{move || format::date_time(time)}</time>
            </li>
        }
    });
    view! {
        <section class="details__part" aria-labelledby="details-history">
            <h3 class="details__title" id="details-history">{tr(Text::History)}</h3>
            <ol class="past" data-test="history">{lines.collect_view()}</ol>
        </section>
    }
}

/// Who did what; tracked.
fn sentence(event: &HistoryEvent) -> String {
    let (lang, by) = (lang(), event.by.as_str());
    // of one who is not known here only that somebody did it is said
    let by = if by.is_empty() {
        lang.text(Text::Somebody)
    } else {
        by
    };
    match &event.what {
        DocDeed::Added => lang.history_added(by),
        DocDeed::Version => lang.history_version(by),
        DocDeed::Restored => lang.history_restored(by),
        DocDeed::Named(name) => lang.history_named(by, name),
        DocDeed::Described(text) if text.is_empty() => lang.history_undescribed(by),
        DocDeed::Described(_) => lang.history_described(by),
        DocDeed::Tagged(tags) if tags.is_empty() => lang.history_untagged(by),
        DocDeed::Tagged(tags) => lang.history_tagged(by, &tags.join(lang.text(Text::Comma))),
        DocDeed::Moved(folder) if folder.is_empty() => lang.history_moved_top(by),
        DocDeed::Moved(folder) => lang.history_moved(by, folder),
        DocDeed::Apart => lang.history_apart(by),
        DocDeed::Binned => lang.history_binned(by),
        DocDeed::Ordered => lang.history_ordered(by),
    }
}
