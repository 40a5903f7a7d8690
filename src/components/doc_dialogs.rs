//! The small dialogs of the documents' screen: a new folder, what is said of one, and the question
//! before documents are encrypted again.

use leptos::prelude::*;

use super::access::stages::StageSelect;
use super::dialog::{Dialog, titled};
use super::doc_said::TextForm;
use super::field::{Complaint, Field, InputRef, judged};
use super::notes::WorkFailure;
use super::submit::Submit;
use crate::browser::page::dialog::focus;
use crate::i18n::{Text, tr};
use crate::tasks::limits;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{DocRef, Failure, FolderKind, FolderRef, FolderView};

/// Asks for a folder's name and makes it.
#[component]
pub(crate) fn NewFolderDialog(room: Room, parent: FolderRef, close: Callback<()>) -> impl IntoView {
    let (work, name, complaint) = (Work::new(), InputRef::new(), Complaint::new(None));
    let (kind, stage) = (RwSignal::new(FolderKind::Plain), RwSignal::new(None::<u32>));
    let prepared = move || kind.get() == FolderKind::Prepared;
    name.on_load(|_| request_animation_frame(|| request_animation_frame(|| focus("folder-name"))));
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let fits = |text: &str| limits::fits(text, limits::NAME).map(|()| text.to_owned());
        let Some(wanted) = judged(name, "folder-name", complaint, fits) else {
            return;
        };
        if wanted.is_empty() {
            work.fail(Failure::BadName);
        } else {
            let stage = stage.get_untracked().filter(|_| untrack(prepared));
            let job = room.create_folder(parent.clone(), wanted, kind.get_untracked(), stage);
            work.run(job, move |()| close.run(()));
        }
    };
    view! {
        <Dialog title=titled(Text::NewFolder) close=close test="folder-dialog">
            <form class="form" on:submit=make on:input=move |_| work.forgive()>
                <Field
                    label=Text::FolderName
                    node=name
                    id="folder-name"
                    complaint=complaint
                    judge=|text| limits::fits(text, limits::NAME).err()
                />
                <FolderKinds kind=kind />
                <Show when=prepared>
                    <label class="field">
                        <span class="field__label">{tr(Text::StageField)}</span>
                        <StageSelect
                            value=Signal::derive(move || stage.get())
                            test="new-stage"
                            on_choice=Callback::new(move |chosen| stage.set(chosen))
                        />
                        <span class="field__hint">{tr(Text::StageFieldHint)}</span>
                    </label>
                </Show>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::MakeFolder busy=Text::MakeFolderBusy work=work test="make-folder" />
                </div>
            </form>
        </Dialog>
    }
}

/// Who holds it from the beginning.
#[component]
fn FolderKinds(kind: RwSignal<FolderKind>) -> impl IntoView {
    let all = [
        (
            FolderKind::Plain,
            Text::KindPlain,
            Text::KindPlainText,
            "folder-plain",
        ),
        (
            FolderKind::Prepared,
            Text::KindPrepared,
            Text::KindPreparedText,
            "folder-prepared",
        ),
        (
            FolderKind::Clean,
            Text::KindClean,
            Text::KindCleanText,
            "folder-clean",
        ),
    ];
    let choices = all.map(|(value, text, means, test)| {
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="folder-kind"
                    data-test=test
                    prop:checked=move || kind.get() == value
                    on:change=move |_| kind.set(value)
                />
                <span class="option__text">
                    <span class="option__name">{tr(text)}</span>
                    <span class="field__hint">{tr(means)}</span>
                </span>
            </label>
        }
    });
    view! {
        <fieldset class="options">
            <legend class="options__legend">{tr(Text::WhoHoldsIt)}</legend>
            {choices.into_iter().collect_view()}
        </fieldset>
    }
}

/// Asks for what is to be said of a folder.
#[component]
pub(crate) fn DescribeFolderDialog(
    room: Room,
    folder: FolderView,
    close: Callback<()>,
) -> impl IntoView {
    let work = Work::new();
    let id = StoredValue::new(folder.folder);
    let save = Callback::new(move |text: String| {
        work.run(room.describe_folder(id.get_value(), text), move |()| {
            close.run(())
        });
    });
    view! {
        <Dialog title=titled(Text::DescribeFolder) close=close test="describe-dialog">
            <p class="dialog__text" id="details-description">{tr(Text::DescribeFolderText)}</p>
            <TextForm text=folder.description work=work save=save />
        </Dialog>
    }
}

/// Asks before documents are encrypted again, and says what that does and does not do.
#[component]
pub(crate) fn AgainDialog(room: Room, docs: Vec<DocRef>, close: Callback<()>) -> impl IntoView {
    let work = Work::new();
    let docs = StoredValue::new(docs);
    let go = Callback::new(move |()| {
        work.run(room.encrypt_again(docs.get_value()), move |()| {
            close.run(())
        });
    });
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        go.run(());
    };
    view! {
        <Dialog title=titled(Text::EncryptAgain) close=close test="again-dialog">
            <form class="form" on:submit=save>
                <p class="dialog__text">{tr(Text::EncryptAgainText)}</p>
                <p class="field__hint">{tr(Text::EncryptAgainLimit)}</p>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::EncryptAgainAct busy=Text::SaveBusy work=work test="start-again" />
                </div>
            </form>
        </Dialog>
    }
}
