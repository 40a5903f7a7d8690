//! A report to the auditors: to whom, what, with or without a name, on which way; and the answer to one.

use js_sys::Array;
use leptos::{html, prelude::*};

use crate::browser::page::files;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Empty, WorkFailure};
use crate::components::safety_words::SafetyWords;
use crate::components::submit::Submit;
use crate::i18n::{Text, format, tr};
use crate::tasks::compliance::channel::{channel, read_answer, save_key, save_report, write};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::compliance::{ChannelView, ReportAnswer, ReportPlaces};
use crate::vault::messages::{DocRef, Failure, FolderRef};

/// Writes one, and reads answers. What somebody wrote, and the key for the answer, stay while others add files.
#[component]
pub(crate) fn Reporting(room: Room, places: Memo<ReportPlaces>) -> impl IntoView {
    let read = RwSignal::new(Vec::<(DocRef, ChannelView)>::new());
    let none = Memo::new(move |_| places.with(|places| places.channels.is_empty()));
    let answers =
        Memo::new(move |_| !none.get() && places.with(|places| !places.sealed.is_empty()));
    let ready = Memo::new(move |_| read.with(|read| !read.is_empty()));
    view! {
        <section class="place__part" aria-labelledby="report-title">
            <h3 class="place__title" id="report-title">{tr(Text::ReportWriteTitle)}</h3>
            <Show
                when=move || !none.get()
                fallback=|| view! { <Empty glyph=Glyph::Lock title=Text::NoChannelsTitle text=Text::NoChannelsText test="no-channels" /> }
            >
                <p class="field__hint">{tr(Text::ReportChannelsText)}</p>
                <ul class="policy" data-test="channels">
                    <For each=move || places.get().channels key=|one| one.clone() let((doc, name))>
                        <Channel room=room doc=doc name=name read=read />
                    </For>
                </ul>
            </Show>
            <Show when=move || ready.get()>
                <Write room=room read=read />
            </Show>
        </section>
        <Show when=move || answers.get()>
            <Answers room=room places=places />
        </Show>
    }
}

/// One auditor's: opened only when asked for, since that leaves a receipt.
#[component]
fn Channel(
    room: Room,
    doc: DocRef,
    name: String,
    read: RwSignal<Vec<(DocRef, ChannelView)>>,
) -> impl IntoView {
    let (work, id) = (Work::new(), StoredValue::new(doc));
    let open = move |_| {
        work.run(channel(room, id.get_value()), move |view| {
            read.update(|all| all.push((id.get_value(), view)));
        });
    };
    let found = Memo::new(move |_| {
        read.with(|all| {
            let mut all = all.iter().filter(|one| id.with_value(|id| one.0 == *id));
            all.next().map(|one| one.1.clone())
        })
    });
    let shown = move || {
        found.get().map(|view| {
            let signer = |one: crate::vault::messages::compliance::PaperSigner| {
                view! {
                    <p class="policy__name"><bdi>{one.name}</bdi></p>
                    <SafetyWords words=one.words hint=Text::ChannelWordsHint />
                }
            };
            view! {
                <p class="policy__text" dir="auto" data-test="channel-text">{view.text}</p>
                {view.signers.into_iter().map(signer).collect_view()}
            }
        })
    };
    view! {
        <li class="policy__line" data-test="channel">
            <div class="policy__what">
                <p class="policy__name"><bdi>{name}</bdi></p>
                {shown}
                <WorkFailure work=work />
            </div>
            <Show when=move || found.with(Option::is_none)>
                <button type="button" class="button" data-test="channel-open" disabled=move || work.is_running() on:click=open>{tr(Text::ChannelRead)}</button>
            </Show>
        </li>
    }
}

/// Which way a report takes.
#[derive(Debug, Clone, PartialEq)]
enum Way {
    /// Into a folder, or where one may not read.
    Send(FolderRef, bool),
    /// As a file, by another way.
    Save,
}

/// The report itself.
#[component]
fn Write(room: Room, read: RwSignal<Vec<(DocRef, ChannelView)>>) -> impl IntoView {
    let (work, words) = (Work::new(), NodeRef::<html::Textarea>::new());
    let named = RwSignal::new(false);
    let ways = ways(room);
    let way = RwSignal::new(ways.first().map_or(Way::Save, |one| one.0.clone()));
    let done = StoredValue::new_local(None::<Array>);
    let sent = RwSignal::new(None::<bool>);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = words.get_untracked().map(|node| node.value());
        let channels = read.with_untracked(|all| all.iter().map(|one| one.0.clone()).collect());
        let to = match way.get_untracked() {
            Way::Send(folder, blind) => Some((folder, blind)),
            Way::Save => None,
        };
        let job = write(
            room,
            channels,
            text.unwrap_or_default(),
            named.get_untracked(),
            to,
        );
        work.run(job, move |written| {
            done.set_value(Some(written.files));
            sent.set(Some(written.sent));
        });
    };
    let name_choice = move |to: bool, text: Text, test: &'static str| {
        let on = move || named.get() == to;
        view! {
            <label class="choice" class:choice--on=on>
                <input class="choice__input" type="radio" name="report-named" prop:checked=on data-test=test on:change=move |_| named.set(to) />
                {tr(text)}
            </label>
        }
    };
    let way_choice = move |(to, name): (Way, Option<String>)| {
        let (at, put) = (to.clone(), to.clone());
        let on = move || way.get() == at;
        let looks = on.clone();
        let test = match to {
            Way::Save => "report-way-save",
            Way::Send(..) => "report-way-send",
        };
        view! {
            <label class="choice" class:choice--on=looks>
                <input class="choice__input" type="radio" name="report-way" prop:checked=on data-test=test on:change=move |_| way.set(put.clone()) />
                {match name { Some(name) => view! { <bdi>{name}</bdi> }.into_any(), None => view! { {tr(Text::ReportWaySave)} }.into_any() }}
            </label>
        }
    };
    let ways = StoredValue::new(ways);
    let choices = move || ways.get_value().into_iter().map(way_choice).collect_view();
    let sends = move || matches!(way.get(), Way::Send(..));
    let means = move || match (named.get(), sends()) {
        (true, true) => Text::ReportNamedSent,
        (true, false) => Text::ReportNamedSaved,
        (false, true) => Text::ReportUnnamedSent,
        (false, false) => Text::ReportUnnamedSaved,
    };
    view! {
        <Show when=move || sent.get().is_none() fallback=move || view! { <Done sent=sent done=done /> }>
            <form class="form" on:submit=go on:input=move |_| work.forgive() data-test="report-form">
                <label class="field">
                    <span class="field__label">{tr(Text::ReportWords)}</span>
                    <textarea class="field__input field__input--area" rows="8" required maxlength="20000" data-test="report-words" node_ref=words></textarea>
                </label>
                <fieldset class="field field--group">
                    <legend class="field__label">{tr(Text::ReportName)}</legend>
                    <div class="choices">
                        {name_choice(false, Text::ReportWithoutName, "report-unnamed")}
                        {name_choice(true, Text::ReportWithName, "report-named")}
                    </div>
                </fieldset>
                <fieldset class="field field--group">
                    <legend class="field__label">{tr(Text::ReportWay)}</legend>
                    <div class="choices">{choices}</div>
                </fieldset>
                <div class="note note--warning note--stacked" role="note" data-test="report-means">
                    <p>{move || tr(means())()}</p>
                    <p>{tr(Text::ReportMeansAlways)}</p>
                </div>
                <WorkFailure work=work />
                <div class="step__buttons">
                    <Submit act=Text::ReportSeal busy=Text::SaveBusy work=work test="report-send" />
                </div>
            </form>
        </Show>
    }
}

/// Where one may send files, and that it can be saved.
fn ways(room: Room) -> Vec<(Way, Option<String>)> {
    let view = untrack(|| room.view());
    let Some(view) = view else {
        return vec![(Way::Save, None)];
    };
    let drops = view.drops.iter();
    let drops = drops.map(|(to, name)| (Way::Send(to.clone(), true), Some(name.clone())));
    let folders = view
        .folders
        .iter()
        .filter(|folder| folder.may_add && !folder.loose);
    let folders = folders.map(|one| (Way::Send(one.folder.clone(), false), Some(one.name.clone())));
    drops.chain(folders).chain([(Way::Save, None)]).collect()
}

/// It is sealed: what is left to do.
#[component]
fn Done(
    sent: RwSignal<Option<bool>>,
    done: StoredValue<Option<Array>, LocalStorage>,
) -> impl IntoView {
    let key_saved = RwSignal::new(false);
    let save = move |_| {
        let saved = done.with_value(|files| files.as_ref().is_some_and(save_key));
        key_saved.set(saved);
    };
    let save_sealed = move |_| {
        done.with_value(|files| files.as_ref().map(save_report));
    };
    let is_sent = move || sent.get() == Some(true);
    let again = move |_| {
        done.set_value(None);
        sent.set(None);
    };
    view! {
        <section class="note note--good note--stacked" data-test="report-done">
            <p>{move || tr(if is_sent() { Text::ReportSent } else { Text::ReportSealed })()}</p>
            <p>{tr(Text::ReportKeyText)}</p>
            <div class="step__buttons">
                <Show when=move || !is_sent()>
                    <button type="button" class="button button--primary" data-test="report-save" on:click=save_sealed>
                        <Icon glyph=Glyph::Download />
                        {tr(Text::ReportSave)}
                    </button>
                </Show>
                <button type="button" class="button" data-test="report-key" on:click=save>
                    <Icon glyph=Glyph::Download />
                    {tr(Text::ReportKeySave)}
                </button>
                <button type="button" class="button button--quiet" data-test="report-again" on:click=again>{tr(Text::ReportAgain)}</button>
            </div>
            <Show when=move || key_saved.get()><p role="status">{tr(Text::ReportKeySaved)}</p></Show>
        </section>
    }
}

/// An answer is opened with the key that was saved.
#[component]
fn Answers(room: Room, places: Memo<ReportPlaces>) -> impl IntoView {
    let (work, chosen) = (Work::new(), RwSignal::new(String::new()));
    let said = RwSignal::new(None::<ReportAnswer>);
    let picked = move |event: leptos::ev::Event| {
        let picked = files::of_input(&event);
        let answer = chosen.get_untracked();
        if answer.is_empty() {
            return work.fail(Failure::NothingChosen);
        }
        said.set(None);
        let channels =
            places.with_untracked(|all| all.channels.iter().map(|one| one.0.clone()).collect());
        let job = read_answer(room, answer, channels, picked.handles);
        work.run(job, move |found| said.set(Some(found)));
    };
    view! {
        <section class="place__part" aria-labelledby="answers-title">
            <h3 class="place__title" id="answers-title">{tr(Text::AnswersTitle)}</h3>
            <p class="field__hint">{tr(Text::AnswersText)}</p>
            <div class="field">
                <label class="field__label" for="answer-doc">{tr(Text::AnswerDoc)}</label>
                <select class="field__input" id="answer-doc" data-test="answer-doc" on:change=move |event| { chosen.set(event_target_value(&event)); work.forgive(); }>
                    <option value="">{tr(Text::Choose)}</option>
                    <For each=move || places.get().sealed key=|one| one.0.clone() let((doc, name, time))>
                        <option value=doc>{move || format!("{name} · {}", format::date_time(time))}</option>
                    </For>
                </select>
            </div>
            <div class="field">
                <label class="field__label" for="answer-key">{tr(Text::AnswerKey)}</label>
                <input class="field__input" type="file" id="answer-key" data-test="answer-key" on:change=picked />
            </div>
            <WorkFailure work=work />
            {move || said.get().map(|said| view! {
                <section class="note note--stacked" data-test="answer">
                    <p class="policy__text" dir="auto">{said.text}</p>
                    <p class="policy__name"><bdi>{said.by.name}</bdi></p>
                    <SafetyWords words=said.by.words hint=Text::ChannelWordsHint />
                </section>
            })}
        </section>
    }
}
