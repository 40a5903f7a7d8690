//! The small dialogs of the documents' screen: a new folder, and the question before deleting.

use leptos::prelude::*;

use super::dialog::{Confirm, Dialog, titled};
use super::field::{Complaint, Field, InputRef, judged};
use super::notes::WorkFailure;
use super::submit::Submit;
use crate::browser::page::dialog::focus;
use crate::i18n::{Text, lang};
use crate::tasks::limits;
use crate::tasks::room::Room;
use crate::tasks::selection::Selection;
use crate::tasks::work::Work;
use crate::vault::messages::{Failure, FolderRef};

/// Asks for a folder's name and makes it.
#[component]
pub(crate) fn NewFolderDialog(room: Room, parent: FolderRef, close: Callback<()>) -> impl IntoView {
    let (work, name, complaint) = (Work::new(), InputRef::new(), Complaint::new(None));
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
            work.run(room.create_folder(parent.clone(), wanted), move |()| {
                close.run(())
            });
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
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::MakeFolder busy=Text::MakeFolderBusy work=work test="make-folder" />
                </div>
            </form>
        </Dialog>
    }
}

/// Asks before the ticked documents are deleted for everybody.
#[component]
pub(crate) fn DeleteDialog(room: Room, selection: Selection, close: Callback<()>) -> impl IntoView {
    let work = Work::new();
    let delete = Callback::new(move |()| {
        work.run(room.delete(selection.docs()), move |()| {
            selection.clear();
            close.run(());
        });
    });
    view! {
        <Confirm
            title=Text::DeleteTitle
            text=Signal::derive(move || lang().delete_text(selection.count()))
            act=Text::Delete
            close=close
            work=work
            on_yes=delete
        />
    }
}
