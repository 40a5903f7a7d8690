//! Handing a room over: what is known of it here, and what a person does about it.

use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::room::{Room, passes};
use super::work::Work;
use crate::browser::page::files::Picked;
use crate::browser::page::{content, time};
use crate::i18n::{Text, lang_now};
use crate::vault::messages::{
    ClosingFar, ClosingList, ClosingPaper, ClosingReply, ClosingRequest, Failure, FolderRef,
    MemberRef, Reply, Request, Stays,
};

/// A handover on the screen.
#[derive(Clone, Copy)]
pub(crate) struct Closing {
    app: App,
    pub(crate) room: Room,
    state: RwSignal<Option<Result<Arc<ClosingReply>, Failure>>>,
    /// The list or check that runs.
    running: RwSignal<Option<f64>>,
    /// The check of everything.
    pub(crate) checking: Work,
    /// The opening and saving of papers, and signing.
    pub(crate) work: Work,
}

/// Reads it, and again whenever the room was read. Leaving the screen stops what runs.
pub(crate) fn use_closing(room: Room) -> Closing {
    let closing = Closing {
        app: use_app(),
        room,
        state: RwSignal::new(None),
        running: RwSignal::new(None),
        checking: Work::new(),
        work: Work::new(),
    };
    Effect::new(move |_| {
        room.reads();
        closing.load();
    });
    on_cleanup(move || closing.stop());
    closing
}

impl Closing {
    /// None until it was read; tracked.
    pub(crate) fn state(self) -> Option<Result<Arc<ClosingReply>, Failure>> {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn known(self) -> Arc<ClosingReply> {
        self.state.get().and_then(Result::ok).unwrap_or_default()
    }

    /// Tracked.
    pub(crate) fn list(self) -> Option<ClosingList> {
        self.known().list.clone()
    }

    /// How far the list or check is that runs; tracked.
    pub(crate) fn far(self) -> Option<ClosingFar> {
        self.running.get()?;
        let far = self.app.closing_far.get();
        far.filter(|far| far.room == self.room.id())
    }

    /// Tracked.
    pub(crate) fn is_reading(self) -> bool {
        self.running.get().is_some()
    }

    fn load(self) {
        let room = self.room.id();
        spawn_local(async move {
            let answer = self.request(ClosingRequest::State { room }, Array::new());
            match answer.await {
                Ok(reply) => self.take(reply),
                Err(failure) => {
                    let keeps = matches!(self.state.try_get_untracked(), Some(Some(Ok(_))));
                    if !(keeps && passes(failure)) {
                        self.state.try_set(Some(Err(failure)));
                    }
                }
            }
        });
    }

    /// What did not change is left as it stands.
    fn take(self, reply: ClosingReply) {
        let same = |state: &Option<Result<Arc<ClosingReply>, Failure>>| matches!(state, Some(Ok(old)) if **old == reply);
        if self.state.try_with_untracked(same) == Some(false) {
            self.state.try_set(Some(Ok(Arc::new(reply))));
        }
    }

    async fn request(
        self,
        request: ClosingRequest,
        attachments: Array,
    ) -> Result<ClosingReply, Failure> {
        let request = Request::Closing(request);
        match self.app.vault.ask_with(request, attachments).await? {
            (Reply::Closing(reply), _) => Ok(*reply),
            _ => Err(Failure::Internal),
        }
    }

    async fn change(self, request: ClosingRequest) -> Result<(), Failure> {
        let reply = self.request(request, Array::new()).await?;
        self.take(reply);
        Ok(())
    }

    /// Does what reads every document, and can be stopped.
    async fn run(self, request: impl FnOnce(f64) -> ClosingRequest) -> Result<(), Failure> {
        let run = time::now();
        self.app.closing_far.set(None);
        self.running.try_set(Some(run));
        let done = self.change(request(run)).await;
        self.running.try_set(None);
        done
    }

    /// Reads what these folders hold, and signs the list of it.
    pub(crate) async fn make_list(
        self,
        to: MemberRef,
        folders: Vec<FolderRef>,
    ) -> Result<(), Failure> {
        let room = self.room.id();
        self.run(move |run| ClosingRequest::List {
            room,
            to,
            folders,
            run,
        })
        .await
    }

    /// Opens every document of the list, and compares.
    pub(crate) fn check(self) {
        let room = self.room.id();
        let job = self.run(move |run| ClosingRequest::Check { room, run });
        self.checking.run(job, |()| ());
    }

    /// Stops what reads.
    pub(crate) fn stop(self) {
        if let Some(run) = self.running.try_get_untracked().flatten() {
            let stop = ClosingRequest::Stop { run };
            self.app.vault.tell(Request::Closing(stop));
        }
    }

    /// Opens a paper that somebody handed over.
    pub(crate) fn open(self, picked: Picked) {
        let room = self.room.id();
        let job = async move {
            let request = ClosingRequest::Take { room };
            let reply = self.request(request, picked.handles).await?;
            self.take(reply);
            Ok(())
        };
        let toasts = self.app.toasts;
        self.work.run(job, move |()| {
            toasts.good(lang_now().text(Text::ClosingOpened));
        });
    }

    /// Signs the list that was checked.
    pub(crate) fn sign(self) {
        let job = self.change(ClosingRequest::Sign {
            room: self.room.id(),
        });
        let toasts = self.app.toasts;
        self.work.run(job, move |()| {
            toasts.good(lang_now().text(Text::ClosingSignedToast));
        });
    }

    /// Says why not.
    pub(crate) async fn refuse(self, reason: String) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(ClosingRequest::Refuse { room, reason }).await
    }

    /// Signs the room over.
    pub(crate) async fn offer(self, stays: Option<Stays>) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(ClosingRequest::Offer { room, stays }).await?;
        self.room.load();
        Ok(())
    }

    /// Takes the room over.
    pub(crate) async fn accept(self) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(ClosingRequest::Accept { room }).await?;
        self.app.toasts.good(lang_now().text(Text::ClosingAccepted));
        self.room.load();
        Ok(())
    }

    /// Saves a paper as a file.
    pub(crate) fn save(self, paper: ClosingPaper) {
        let room = self.room.id();
        let title = untrack(|| self.room.view()).map(|view| view.title.clone());
        let what = lang_now().text(match paper {
            ClosingPaper::List => Text::ClosingFileList,
            ClosingPaper::Refusal => Text::ClosingFileRefusal,
            ClosingPaper::Offer => Text::ClosingFileOffer,
        });
        let name = format!("{} {what}.json", title.unwrap_or_default());
        let job = async move {
            let request = Request::Closing(ClosingRequest::Save { room, paper });
            match self.app.vault.ask_with(request, Array::new()).await? {
                (Reply::Content(made), bytes)
                    if content::save_bytes(&bytes.get(0), &made.mime, &name) =>
                {
                    Ok(())
                }
                _ => Err(Failure::Internal),
            }
        };
        self.work.run(job, |()| ());
    }

    /// Makes a closing bible; one's own without a member.
    pub(crate) fn bind(self, member: Option<MemberRef>, papers: bool) {
        let title = untrack(|| self.room.view()).map(|view| view.title.clone());
        let request = ClosingRequest::Bind {
            room: self.room.id(),
            member,
            papers,
            name: lang_now().closing_file_bible(&title.unwrap_or_default()),
        };
        self.app.transfers.bind(Request::Closing(request));
    }
}
