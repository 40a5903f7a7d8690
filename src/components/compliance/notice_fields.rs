//! A notice to many: which, in which language, its words, and what is the same in each letter.

use leptos::prelude::*;

use super::notice_look::Table;
use super::words::notice_text;
use crate::i18n::{Text, lang, tr};
use crate::tasks::compliance::notices::{NoticeTask, use_notices};
use crate::tasks::room::Room;
use crate::vault::messages::compliance::NoticeKind;

const KINDS: [NoticeKind; 3] = [NoticeKind::Transfer, NoticeKind::Change, NoticeKind::Breach];

/// The place.
#[component]
pub(crate) fn Notices(room: Room) -> impl IntoView {
    let task = use_notices();
    let title = move || room.view().map(|view| view.title.clone());
    view! {
        <header class="place__head"><h2>{tr(Text::NoticesTitle)}</h2></header>
        <p class="place__text">{tr(Text::NoticesText)}</p>
        <p class="note" data-test="notices-here">{move || lang().notices_here(&title().unwrap_or_default())}</p>
        <section class="place__part" aria-labelledby="notice-words-title">
            <h3 class="place__title" id="notice-words-title">{tr(Text::NoticeStepWords)}</h3>
            <Words task=task />
        </section>
        <section class="place__part" aria-labelledby="notice-said-title">
            <h3 class="place__title" id="notice-said-title">{tr(Text::NoticeStepSaid)}</h3>
            <p class="field__hint">{tr(Text::NoticeStepSaidText)}</p>
            <Said task=task />
        </section>
        <section class="place__part" aria-labelledby="notice-table-title">
            <h3 class="place__title" id="notice-table-title">{tr(Text::NoticeStepTable)}</h3>
            <p class="field__hint">{tr(Text::NoticeStepTableText)}</p>
            <Table task=task />
        </section>
    }
}

/// Which notice, and how it is worded.
#[component]
fn Words(task: NoticeTask) -> impl IntoView {
    let kinds = KINDS
        .into_iter()
        .enumerate()
        .map(|(at, kind)| view! { <option value=at.to_string()>{tr(notice_text(kind))}</option> });
    let choose = move |event| {
        let at = event_target_value(&event).parse::<usize>().ok();
        if let Some(kind) = at.and_then(|at| KINDS.get(at).copied()) {
            task.kind.set(kind);
            task.take_template();
        }
    };
    let speak = move |event| {
        task.chinese.set(event_target_value(&event) == "zh");
        task.take_template();
    };
    let odd = move || task.places.with(Option::is_none);
    view! {
        <div class="filters">
            <label class="filters__field">
                <span class="field__label">{tr(Text::NoticeKindField)}</span>
                <select class="field__input" data-test="notice-kind" on:change=choose>{kinds.collect_view()}</select>
            </label>
            <label class="filters__field">
                <span class="field__label">{tr(Text::NoticeLanguage)}</span>
                <select class="field__input" data-test="notice-language" on:change=speak>
                    <option value="zh" selected=move || task.chinese.get()>"中文"</option>
                    <option value="en" selected=move || !task.chinese.get()>"English"</option>
                </select>
            </label>
        </div>
        <label class="field">
            <span class="field__label">{tr(Text::NoticeSubject)}</span>
            <input class="field__input" type="text" data-test="notice-subject" autocomplete="off" prop:value=move || task.subject.get()
                on:change=move |event| { task.subject.set(event_target_value(&event)); task.changed(); } />
        </label>
        <div class="field">
            <label class="field__label" for="notice-text">{tr(Text::NoticeLetter)}</label>
            <textarea class="field__input field__input--area" rows="14" id="notice-text" data-test="notice-text" aria-describedby="notice-text-hint" prop:value=move || task.text.get()
                on:change=move |event| { task.text.set(event_target_value(&event)); task.changed(); }></textarea>
            <p class="field__hint" id="notice-text-hint">{tr(Text::NoticeLetterHint)}</p>
            <Show when=odd><p class="field__wrong" role="alert">{tr(Text::NoticeWrongTemplate)}</p></Show>
        </div>
    }
}

/// What is the same in each: a field for each place that is not the person's.
#[component]
fn Said(task: NoticeTask) -> impl IntoView {
    let columns = Memo::new(move |_| match task.looked.get() {
        Some(Ok(looked)) => looked.columns,
        _ => Vec::new(),
    });
    let places = Memo::new(move |_| {
        let mut places = task.places.get().unwrap_or_default();
        places.retain(|place| place != "name" && place != "姓名");
        places
    });
    let field = move |place: String| {
        let id = format!("notice-{place}");
        let label = place.clone();
        let column = place.clone();
        let by_column = move || columns.with(|columns| columns.contains(&column));
        let now = task.said.with_untracked(|said| said.get(&place).cloned());
        let long = ["change", "reason", "harm", "measures", "advice"].contains(&place.as_str());
        let name = StoredValue::new(place);
        let write = move |event| task.say(name.get_value(), event_target_value(&event));
        let input = match long {
            true => view! { <textarea class="field__input field__input--area" rows="2" id=id.clone() data-test=id.clone() prop:value=now.unwrap_or_default() on:change=write></textarea> }.into_any(),
            false => view! { <input class="field__input" type="text" id=id.clone() data-test=id.clone() autocomplete="off" value=now.unwrap_or_default() on:change=write /> }.into_any(),
        };
        view! {
            <div class="field">
                <label class="field__label" for=id>{move || place_text(&label)}" "<code class="notice-place">{format!("{{{{{}}}}}", name.get_value())}</code></label>
                {input}
                <Show when=by_column.clone()><p class="field__hint">{tr(Text::NoticeByColumn)}</p></Show>
            </div>
        }
    };
    let fields = move || places.get().into_iter().map(field).collect_view();
    view! { <div class="notice-said">{fields}</div> }
}

/// What a place of our templates is called; another one is called as it is written.
fn place_text(place: &str) -> String {
    let text = match place {
        "company" => Text::NoticePlaceCompany,
        "recipient" => Text::NoticePlaceRecipient,
        "recipient_contact" => Text::NoticePlaceRecipientContact,
        "contact" => Text::NoticePlaceContact,
        "kinds" => Text::NoticePlaceKinds,
        "reason" => Text::NoticePlaceReason,
        "change" => Text::NoticePlaceChange,
        "harm" => Text::NoticePlaceHarm,
        "measures" => Text::NoticePlaceMeasures,
        "advice" => Text::NoticePlaceAdvice,
        "date" => Text::NoticePlaceDate,
        "today" => Text::NoticePlaceToday,
        other => return other.to_owned(),
    };
    lang().text(text).to_owned()
}
