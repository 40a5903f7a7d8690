//! What somebody may send in without reading: a place for each folder, and what became of what was sent.

use leptos::prelude::*;

use super::drop_in::DropPlace;
use super::icon::{Glyph, Icon};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::links::use_sent;
use crate::tasks::room::Room;
use crate::vault::messages::{Fate, SentFile};

/// Shown to who may send in, or did.
#[component]
pub(crate) fn SendIn(
    room: Room,
    /// Who sees what is sent.
    seen: Text,
) -> impl IntoView {
    let sent = use_sent(room);
    let list = Memo::new(move |_| sent.ready().unwrap_or_default());
    let places = Memo::new(move |_| {
        let view = room.view().filter(|view| !view.frozen);
        view.map(|view| view.drops.clone()).unwrap_or_default()
    });
    let place = move |(at, to)| {
        let id = format!("send-in-files-{at}");
        view! { <DropPlace room=room to=to id=id seen=seen /> }
    };
    view! {
        {move || places.get().into_iter().enumerate().map(place).collect_view()}
        <Show when=move || !list.with(Vec::is_empty)>
            <section class="sent" aria-labelledby="sent-title">
                <h2 class="drop-in__head" id="sent-title">{tr(Text::SentFiles)}</h2>
                <ul class="members" data-test="my-sent-files" aria-live="polite">
                    {move || list.get().into_iter().map(|one| view! { <SentLine one=one /> }).collect_view()}
                </ul>
                <p class="field__hint">{tr(Text::SentOnlyHere)}</p>
            </section>
        </Show>
    }
}

#[component]
fn SentLine(one: SentFile) -> impl IntoView {
    let name = one.name;
    let title = move || {
        name.clone()
            .unwrap_or_else(|| tr(Text::SentElsewhere)().to_owned())
    };
    let (size, sent, folder) = (one.size, one.sent, one.folder);
    let facts = move || {
        let mut facts = vec![format::size(size), format::date_time(sent)];
        if !folder.is_empty() {
            facts.push(lang().goes_into(&folder));
        }
        facts.join(" · ")
    };
    let (text, class, fate) = match one.fate {
        Fate::Waits => (Text::SentWaits, "badge badge--waiting", "waits"),
        Fate::TakenIn => (Text::SentTakenIn, "badge badge--live", "taken-in"),
        Fate::Refused => (Text::SentRefused, "badge", "refused"),
        Fate::Untold => (Text::SentUntold, "badge", "untold"),
    };
    view! {
        <li class="member" data-test="sent-file" data-fate=fate>
            <Icon glyph=Glyph::File />
            <div class="member__what">
                <p class="member__name">
                    <bdi>{title}</bdi>
                    <span class=class>{tr(text)}</span>
                </p>
                <p class="member__under">{facts}</p>
            </div>
        </li>
    }
}
