//! The auditors' side of the channel: to open it, to read what came, to answer; and a manager's, who puts it where
//! people read it and opens nothing.

use leptos::{html, prelude::*};

use crate::browser::page::files::{self, Picked};
use crate::components::dialog::{Dialog, titled};
use crate::components::folder_picker::FolderPicker;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::components::safety_words::SafetyWords;
use crate::components::submit::Submit;
use crate::i18n::{Text, format, tr};
use crate::tasks::audit::use_may_audit;
use crate::tasks::compliance::channel::{answer, open_channel, publish, read};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::compliance::{ReportPlaces, ReportView};
use crate::vault::messages::{DocRef, Failure, FolderRef};

/// For whoever audits, and for managers.
#[component]
pub(crate) fn Audited(
    room: Room,
    places: Memo<ReportPlaces>,
    manages: Signal<bool>,
) -> impl IntoView {
    let may = use_may_audit(room);
    let manager = Memo::new(move |_| room.view().is_some_and(|view| view.manage));
    let audits = move || may.get() && !manager.get();
    view! {
        <Show when=audits>
            <Inbox room=room places=places />
        </Show>
        <Show when=move || manages.get()>
            <Publish room=room />
        </Show>
    }
}

/// What came, and the channel itself.
#[component]
fn Inbox(room: Room, places: Memo<ReportPlaces>) -> impl IntoView {
    let (opening, reading) = (RwSignal::new(false), RwSignal::new(None::<DocRef>));
    let none = Memo::new(move |_| places.with(|places| places.sealed.is_empty()));
    let line = move |(doc, name, time): (DocRef, String, f64)| {
        let id = StoredValue::new(doc);
        view! {
            <li class="form-line" data-test="report">
                <button type="button" class="form-line__open" data-test="report-open" on:click=move |_| reading.set(Some(id.get_value()))>
                    <Icon glyph=Glyph::Lock />
                    <bdi>{name}</bdi>
                </button>
                <span class="field__hint">{move || format::date_time(time)}</span>
            </li>
        }
    };
    view! {
        <section class="place__part" aria-labelledby="inbox-title">
            <h3 class="place__title" id="inbox-title">{tr(Text::InboxTitle)}</h3>
            <p class="field__hint">{tr(Text::InboxText)}</p>
            <div class="step__buttons">
                <button type="button" class="button" data-test="channel-make" on:click=move |_| opening.set(true)>{tr(Text::ChannelOpen)}</button>
            </div>
            <Show when=move || none.get()>
                <p class="field__hint" data-test="no-reports">{tr(Text::NoReports)}</p>
            </Show>
            <ul class="form-lines" data-test="reports">
                <For each=move || places.get().sealed key=|one| one.0.clone() children=line />
            </ul>
            <Show when=move || opening.get()>
                <ChannelDialog room=room close=Callback::new(move |()| opening.set(false)) />
            </Show>
            {move || reading.get().map(|doc| view! {
                <ReportDialog room=room doc=doc close=Callback::new(move |()| reading.set(None)) />
            })}
        </section>
    }
}

/// Where a file goes: a folder that one may add to, or this machine.
#[component]
fn Where(room: Room, node: NodeRef<html::Select>) -> impl IntoView {
    let view = untrack(|| room.view());
    let folders = view.map(|view| view.folders.clone()).unwrap_or_default();
    let folders = folders.into_iter().filter(|one| one.may_add && !one.loose);
    let options = folders.map(|one| view! { <option value=one.folder>{one.name}</option> });
    view! {
        <div class="field">
            <label class="field__label" for="report-where">{tr(Text::ReportWhere)}</label>
            <select class="field__input" id="report-where" data-test="report-where" node_ref=node>
                {options.collect_view()}
                <option value="">{tr(Text::ReportWhereSave)}</option>
            </select>
            <p class="field__hint">{tr(Text::ReportWhereHint)}</p>
        </div>
    }
}

fn where_to(node: NodeRef<html::Select>) -> Option<FolderRef> {
    let value = node.get_untracked().map(|node| node.value());
    value.filter(|value| !value.is_empty())
}

/// An auditor says that it takes reports.
#[component]
fn ChannelDialog(room: Room, close: Callback<()>) -> impl IntoView {
    let (work, words, to) = (
        Work::new(),
        NodeRef::<html::Textarea>::new(),
        NodeRef::new(),
    );
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = words.get_untracked().map(|node| node.value());
        let job = open_channel(room, text.unwrap_or_default(), where_to(to));
        work.run(job, move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::ChannelOpen) close=close test="channel-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <p class="dialog__text">{tr(Text::ChannelOpenText)}</p>
                <label class="field">
                    <span class="field__label">{tr(Text::ChannelWords)}</span>
                    <textarea class="field__input field__input--area" rows="5" required maxlength="5000" data-test="channel-words" node_ref=words></textarea>
                    <span class="field__hint">{tr(Text::ChannelWordsField)}</span>
                </label>
                <Where room=room node=to />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                    <Submit act=Text::ChannelSign busy=Text::SaveBusy work=work test="channel-go" />
                </div>
            </form>
        </Dialog>
    }
}

/// One report, and its answer.
#[component]
fn ReportDialog(room: Room, doc: DocRef, close: Callback<()>) -> impl IntoView {
    let (opening, answering) = (Work::new(), Work::new());
    let (found, answered) = (RwSignal::new(None::<ReportView>), RwSignal::new(false));
    let (words, to) = (NodeRef::<html::Textarea>::new(), NodeRef::new());
    let id = StoredValue::new(doc);
    opening.run(read(room, id.get_value()), move |view| {
        found.set(Some(view))
    });
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = words.get_untracked().map(|node| node.value());
        let job = answer(room, id.get_value(), text.unwrap_or_default(), where_to(to));
        answering.run(job, move |()| answered.set(true));
    };
    let shown = move || {
        found.get().map(|report| {
            let from = match report.from {
                Some(signer) => view! {
                    <p class="policy__name" data-test="report-from"><bdi>{signer.name}</bdi></p>
                    <SafetyWords words=signer.words hint=Text::ReportFromHint />
                }
                .into_any(),
                None => view! { <p class="note" data-test="report-nameless">{tr(Text::ReportNameless)}</p> }.into_any(),
            };
            view! {
                <p class="report-text" dir="auto" data-test="report-text">{report.text}</p>
                {from}
            }
        })
    };
    view! {
        <Dialog title=titled(Text::ReportTitle) close=close test="report-dialog">
            <WorkFailure work=opening />
            {shown}
            <Show when=move || found.with(Option::is_some) && !answered.get()>
                <form class="form" on:submit=go on:input=move |_| answering.forgive()>
                    <label class="field">
                        <span class="field__label">{tr(Text::ReportAnswerWords)}</span>
                        <textarea class="field__input field__input--area" rows="4" required maxlength="20000" data-test="report-answer" node_ref=words></textarea>
                        <span class="field__hint">{tr(Text::ReportAnswerHint)}</span>
                    </label>
                    <Where room=room node=to />
                    <WorkFailure work=answering />
                    <div class="dialog__buttons">
                        <Submit act=Text::ReportAnswerAct busy=Text::SaveBusy work=answering test="report-answer-go" />
                    </div>
                </form>
            </Show>
            <Show when=move || answered.get()>
                <p class="note note--good" role="status" data-test="report-answered">{tr(Text::ReportAnswered)}</p>
            </Show>
        </Dialog>
    }
}

/// A manager puts what an auditor handed over where people read it.
#[component]
fn Publish(room: Room) -> impl IntoView {
    let file = StoredValue::new_local(None::<Picked>);
    let (asking, name) = (RwSignal::new(false), RwSignal::new(String::new()));
    let picked = move |event: leptos::ev::Event| {
        let mut found = files::of_input(&event);
        found.keep_first();
        if let Some(first) = found.files.first() {
            name.set(first.path.clone());
            file.set_value(Some(found));
            asking.set(true);
        }
    };
    view! {
        <section class="place__part" aria-labelledby="publish-title">
            <h3 class="place__title" id="publish-title">{tr(Text::ChannelPublish)}</h3>
            <p class="field__hint">{tr(Text::ChannelPublishText)}</p>
            <div class="field">
                <label class="field__label" for="channel-file">{tr(Text::ChannelPick)}</label>
                <input class="field__input" type="file" id="channel-file" data-test="channel-file" on:change=picked />
            </div>
            <Show when=move || asking.get()>
                <PublishDialog room=room file=file name=name close=Callback::new(move |()| asking.set(false)) />
            </Show>
        </section>
    }
}

#[component]
fn PublishDialog(
    room: Room,
    file: StoredValue<Option<Picked>, LocalStorage>,
    name: RwSignal<String>,
    close: Callback<()>,
) -> impl IntoView {
    let (work, folder) = (Work::new(), RwSignal::new(None::<FolderRef>));
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Some(folder), Some(file)) = (folder.get_untracked(), file.get_value()) else {
            return work.fail(Failure::NothingChosen);
        };
        work.run(publish(room, folder, file.handles), move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::ChannelPublish) close=close test="publish-dialog">
            <form class="form" on:submit=go>
                <p class="form__what"><bdi>{move || name.get()}</bdi></p>
                <p class="dialog__text">{tr(Text::ChannelPublishCheck)}</p>
                <fieldset class="field">
                    <legend class="field__label">{tr(Text::FormFolder)}</legend>
                    <FolderPicker room=room chosen=folder />
                </fieldset>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                    <Submit act=Text::ChannelPublishAct busy=Text::SaveBusy work=work test="publish-go" />
                </div>
            </form>
        </Dialog>
    }
}
