//! What a person does with documents that are there: names, tags, places, versions, the bin.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::room::Room;
use crate::browser::page::files::Picked;
use crate::i18n::{Text, lang_now};
use crate::vault::messages::{
    Crossed, DocChange, DocDetails, DocRef, DocsReply, DocsRequest, Failure, FolderRef,
    HistoryEvent, Request, RoomView, VersionRef,
};

/// What is known of a document's versions and history.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DetailsState {
    Loading,
    Ready(Box<DocDetails>),
    Failed(Failure),
}

/// Reads a document's versions and history, and again whenever the room was read again.
pub(crate) fn use_details(room: Room, doc: Signal<DocRef>) -> ReadSignal<DetailsState> {
    let (state, set_state) = signal(DetailsState::Loading);
    Effect::new(move |_| {
        room.reads();
        let request = DocsRequest::Details {
            room: room.id(),
            doc: doc.get(),
        };
        spawn_local(async move {
            let read = match room.ask_docs(request).await {
                Ok(DocsReply::Details(details)) => DetailsState::Ready(details),
                Ok(_) => DetailsState::Failed(Failure::Internal),
                Err(failure) => DetailsState::Failed(failure),
            };
            set_state.try_set(read);
        });
    });
    state
}

impl Room {
    /// Asks the vault about documents.
    pub(crate) async fn ask_docs(self, request: DocsRequest) -> Result<DocsReply, Failure> {
        self.app().vault.docs(Request::Docs(request)).await
    }

    /// Renames, describes, tags. A name that somebody else gave meanwhile is told.
    pub(crate) async fn change(self, changes: Vec<DocChange>) -> Result<(), Failure> {
        let request = DocsRequest::Change {
            room: self.id(),
            changes,
        };
        self.changed(request).await
    }

    pub(crate) async fn rename_folder(
        self,
        folder: FolderRef,
        seen: String,
        name: String,
    ) -> Result<(), Failure> {
        let request = DocsRequest::RenameFolder {
            room: self.id(),
            folder,
            seen,
            name,
        };
        self.changed(request).await
    }

    pub(crate) async fn describe_folder(
        self,
        folder: FolderRef,
        text: String,
    ) -> Result<(), Failure> {
        let request = DocsRequest::DescribeFolder {
            room: self.id(),
            folder,
            text,
        };
        self.changed(request).await
    }

    /// Earlier names and texts of a folder.
    pub(crate) async fn folder_history(
        self,
        folder: FolderRef,
    ) -> Result<Vec<HistoryEvent>, Failure> {
        let request = DocsRequest::FolderHistory {
            room: self.id(),
            folder,
        };
        match self.ask_docs(request).await? {
            DocsReply::History(events) => Ok(events),
            _ => Err(Failure::Internal),
        }
    }

    pub(crate) async fn restore_version(
        self,
        doc: DocRef,
        version: VersionRef,
    ) -> Result<(), Failure> {
        let request = DocsRequest::RestoreVersion {
            room: self.id(),
            doc,
            version,
        };
        self.changed(request).await
    }

    /// Orders a folder and what is below it by name.
    pub(crate) async fn order(self, orders: Vec<(FolderRef, Vec<String>)>) -> Result<(), Failure> {
        let request = DocsRequest::Order {
            room: self.id(),
            orders,
        };
        self.changed(request).await?;
        self.app().toasts.good(lang_now().text(Text::Renumbered));
        Ok(())
    }

    /// Moves documents; the note that says so can take it back.
    pub(crate) async fn shift(self, docs: Vec<DocRef>, to: FolderRef) -> Result<(), Failure> {
        let request = DocsRequest::Move {
            room: self.id(),
            docs,
            to,
        };
        let moved = self.moved(request).await?;
        let text = lang_now().docs_moved(moved.len());
        self.offer_back(
            text,
            DocsRequest::MoveBack {
                room: self.id(),
                docs: moved,
            },
        );
        Ok(())
    }

    /// Gives a document rights of its own, or takes them. Answers what it is called then.
    pub(crate) async fn own_rights(self, doc: DocRef, yes: bool) -> Result<DocRef, Failure> {
        let request = DocsRequest::OwnRights {
            room: self.id(),
            doc,
            yes,
        };
        let moved = self.moved(request).await?;
        let text = match yes {
            true => Text::OwnRightsGiven,
            false => Text::OwnRightsTaken,
        };
        self.app().toasts.good(lang_now().text(text));
        let (doc, _) = moved.into_iter().next().ok_or(Failure::NotFound)?;
        Ok(doc)
    }

    /// Puts documents into the bin; the note that says so can take it back.
    pub(crate) async fn bin(self, docs: Vec<DocRef>) -> Result<(), Failure> {
        let request = DocsRequest::Bin {
            room: self.id(),
            docs,
        };
        let moved = self.moved(request).await?;
        let text = lang_now().docs_binned(moved.len());
        self.offer_back(
            text,
            DocsRequest::MoveBack {
                room: self.id(),
                docs: moved,
            },
        );
        Ok(())
    }

    /// Takes documents out of the bin.
    pub(crate) async fn unbin(self, docs: Vec<DocRef>) -> Result<(), Failure> {
        let request = DocsRequest::Unbin {
            room: self.id(),
            docs,
        };
        let moved = self.moved(request).await?;
        let text = lang_now().docs_restored(moved.len());
        self.app().toasts.good(text);
        Ok(())
    }

    /// Sends files, of which some are new versions.
    pub(crate) fn add_onto(self, folder: FolderRef, picked: Picked, onto: Vec<Option<DocRef>>) {
        let request = DocsRequest::Upload {
            room: self.id(),
            folder,
            files: picked.files,
            onto,
        };
        let request = Request::Docs(request);
        self.app().transfers.send(request, picked.handles);
    }

    /// A file becomes a document's new version.
    pub(crate) fn add_version(self, folder: FolderRef, doc: DocRef, mut picked: Picked) {
        picked.keep_first();
        if !picked.files.is_empty() {
            self.add_onto(folder, picked, vec![Some(doc)]);
        }
    }

    pub(crate) fn save_version(self, doc: DocRef, version: VersionRef) {
        let request = DocsRequest::SaveVersion {
            room: self.id(),
            doc,
            version,
        };
        self.app().transfers.fetch(Request::Docs(request));
    }

    /// Encrypts documents again whose keys others may have kept.
    pub(crate) async fn encrypt_again(self, docs: Vec<DocRef>) -> Result<(), Failure> {
        let room = self.id();
        let aged = self.ask_docs(DocsRequest::Aged { room, docs }).await?;
        let DocsReply::Aged(docs) = aged else {
            return Err(Failure::Internal);
        };
        if docs.is_empty() {
            self.app().toasts.good(lang_now().text(Text::NothingAged));
        } else {
            let room = self.id();
            let request = Request::Docs(DocsRequest::EncryptAgain { room, docs });
            self.app().transfers.again(request);
        }
        Ok(())
    }

    async fn changed(self, request: DocsRequest) -> Result<(), Failure> {
        match self.ask_docs(request).await? {
            DocsReply::Changed(view, crossed) => {
                self.show_with(*view, crossed);
                Ok(())
            }
            _ => Err(Failure::Internal),
        }
    }

    async fn moved(self, request: DocsRequest) -> Result<Vec<(DocRef, FolderRef)>, Failure> {
        match self.ask_docs(request).await? {
            DocsReply::Moved(view, moved) => {
                self.show(*view);
                Ok(moved)
            }
            _ => Err(Failure::Internal),
        }
    }

    fn show_with(self, view: RoomView, crossed: Vec<Crossed>) {
        self.show(view);
        for one in crossed {
            let text = lang_now().name_crossed(&one.by, &one.holds, &one.name);
            self.app().toasts.notice(text);
        }
    }

    fn offer_back(self, text: String, back: DocsRequest) {
        let toasts = self.app().toasts;
        let undo = Callback::new(move |()| {
            let back = back.clone();
            spawn_local(async move {
                match self.moved(back).await {
                    Ok(_) => toasts.good(lang_now().text(Text::TakenBack)),
                    Err(failure) => toasts.bad(failure),
                }
            });
        });
        toasts.offer(text, Text::TakeBack, undo);
    }
}
