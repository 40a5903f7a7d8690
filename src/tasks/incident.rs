//! Incidents of a room, and drills.

use std::sync::Arc;

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::audit::Far;
use super::room::{Room, passes};
use crate::browser::page::files::Picked;
use crate::browser::page::time::offset_minutes;
use crate::browser::page::{content, time};
use crate::i18n::{Lang, lang_now};
use crate::vault::messages::{
    Audience, AuditRequest, EvidenceView, Failure, IncidentKind, IncidentRef, IncidentReply,
    IncidentRequest, IncidentView, Incidents, MemberRef, Millis, NoticeSaid, NoticeView, Paper,
    Reply, Request, RoomStanding, StepSaid,
};

/// What is to be kept as evidence.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wanted {
    pub(crate) names: bool,
    pub(crate) person: Option<MemberRef>,
    pub(crate) from: Option<Millis>,
}

/// What is known of a room's incidents, read again whenever the room was.
#[derive(Clone, Copy)]
pub(crate) struct IncidentTask {
    app: App,
    pub(crate) room: Room,
    state: RwSignal<Option<Result<Arc<Incidents>, Failure>>>,
    /// What was taken down last, and of which incident.
    seen: RwSignal<Option<(IncidentRef, Arc<EvidenceView>)>>,
    /// The reading that runs, by the time at which it began.
    reading: RwSignal<Option<f64>>,
}

/// Reads them. Leaving the screen stops a reading.
pub(crate) fn use_incidents(room: Room) -> IncidentTask {
    let task = IncidentTask {
        app: use_app(),
        room,
        state: RwSignal::new(None),
        seen: RwSignal::new(None),
        reading: RwSignal::new(None),
    };
    Effect::new(move |_| {
        room.reads();
        task.load();
    });
    on_cleanup(move || task.stop());
    task
}

impl IncidentTask {
    /// None until they were read; tracked.
    pub(crate) fn state(self) -> Option<Result<Arc<Incidents>, Failure>> {
        self.state.get()
    }

    /// Tracked.
    pub(crate) fn all(self) -> Option<Arc<Incidents>> {
        self.state.get().and_then(Result::ok)
    }

    /// One of them; tracked.
    pub(crate) fn one(self, id: &IncidentRef) -> Option<IncidentView> {
        let all = self.all()?;
        all.all.iter().find(|one| one.incident == *id).cloned()
    }

    /// What was taken down of an incident; tracked.
    pub(crate) fn seen(self, id: &IncidentRef) -> Option<Arc<EvidenceView>> {
        let seen = self.seen.get();
        seen.filter(|(of, _)| of == id).map(|(_, seen)| seen)
    }

    /// How far a reading is; tracked.
    pub(crate) fn progress(self) -> Option<Far> {
        let reads = self.reading.get().is_some();
        let far = self.app.audit_progress.of(&self.room.id());
        far.filter(|_| reads)
    }

    /// Tracked.
    pub(crate) fn is_reading(self) -> bool {
        self.reading.get().is_some()
    }

    /// Reads them again. What did not change is left as it stands.
    pub(crate) fn load(self) {
        let room = self.room.id();
        spawn_local(async move {
            // what failed is in the state, or there was something to show before
            let _ = self.ask(IncidentRequest::List { room }).await;
        });
    }

    /// Records an incident or a drill; by an owner it locks the room, but for a drill.
    pub(crate) async fn open(
        self,
        kind: IncidentKind,
        summary: String,
        knew: Millis,
        drill: bool,
        rules: Vec<u32>,
    ) -> Result<(), Failure> {
        let room = self.room.id();
        let request = IncidentRequest::Open {
            room,
            kind,
            summary,
            knew,
            drill,
            rules,
        };
        let done = self.ask(request).await;
        self.room.load();
        done
    }

    /// Locks the room for one that a manager recorded.
    pub(crate) async fn lock(self, incident: IncidentRef) -> Result<(), Failure> {
        let room = self.room.id();
        let done = self.ask(IncidentRequest::Lock { room, incident }).await;
        self.room.load();
        done
    }

    pub(crate) async fn unlock(self) -> Result<(), Failure> {
        self.room.set_standing(RoomStanding::Open).await
    }

    /// Says how a step stands.
    pub(crate) async fn step(self, incident: IncidentRef, step: StepSaid) -> Result<(), Failure> {
        let room = self.room.id();
        self.ask(IncidentRequest::Step {
            room,
            incident,
            step,
        })
        .await
    }

    /// It is known better.
    pub(crate) async fn correct(
        self,
        incident: IncidentRef,
        kind: IncidentKind,
        summary: String,
        knew: Millis,
    ) -> Result<(), Failure> {
        let room = self.room.id();
        self.ask(IncidentRequest::Tell {
            room,
            incident,
            kind,
            summary,
            knew,
        })
        .await
    }

    pub(crate) async fn close(self, incident: IncidentRef, words: String) -> Result<(), Failure> {
        let room = self.room.id();
        self.ask(IncidentRequest::Close {
            room,
            incident,
            words,
        })
        .await
    }

    /// Takes down what the room knows, shows it, and saves it.
    pub(crate) async fn evidence(
        self,
        incident: IncidentRef,
        wanted: Wanted,
    ) -> Result<(), Failure> {
        let reading = time::now();
        self.reading.set(Some(reading));
        let request = IncidentRequest::Evidence {
            room: self.room.id(),
            incident: incident.clone(),
            reading,
            names: wanted.names,
            person: wanted.person,
            from: wanted.from,
            chinese: is_chinese(),
        };
        let answer = self
            .app
            .vault
            .ask_with(Request::Incident(request), Array::new());
        let answer = answer.await;
        self.app.audit_progress.clear();
        self.reading.try_set(None);
        match answer? {
            (Reply::Incident(IncidentReply::Evidence(paper, seen)), bytes) => {
                self.seen.try_set(Some((incident, Arc::new(*seen))));
                self.keep(paper, &bytes)
            }
            _ => Err(Failure::Internal),
        }
    }

    /// Stops a reading.
    pub(crate) fn stop(self) {
        if let Some(reading) = self.reading.try_get_untracked().flatten() {
            let stop = AuditRequest::Stop { reading };
            self.app.vault.tell(Request::Audit(stop));
        }
    }

    /// A notice as it would be now.
    pub(crate) async fn draft(
        self,
        incident: IncidentRef,
        to: Audience,
    ) -> Result<NoticeView, Failure> {
        let room = self.room.id();
        let request = IncidentRequest::Draft {
            room,
            incident,
            to,
            offset: offset_minutes(),
        };
        match self.app.vault.incident(Request::Incident(request)).await? {
            IncidentReply::Notice(notice) => Ok(*notice),
            _ => Err(Failure::Internal),
        }
    }

    /// Signs it as it was filled in, and saves it.
    pub(crate) async fn sign(
        self,
        incident: IncidentRef,
        to: Audience,
        said: NoticeSaid,
    ) -> Result<(), Failure> {
        self.paper(IncidentRequest::Sign {
            room: self.room.id(),
            incident,
            to,
            said,
            chinese: is_chinese(),
        })
        .await
    }

    /// The whole of it, signed and saved.
    pub(crate) async fn report(self, incident: IncidentRef) -> Result<(), Failure> {
        self.paper(IncidentRequest::Report {
            room: self.room.id(),
            incident,
            chinese: is_chinese(),
        })
        .await
    }

    async fn paper(self, request: IncidentRequest) -> Result<(), Failure> {
        let request = Request::Incident(request);
        match self.app.vault.ask_with(request, Array::new()).await? {
            (Reply::Incident(IncidentReply::Paper(paper)), bytes) => self.keep(paper, &bytes),
            _ => Err(Failure::Internal),
        }
    }

    /// On this device, and in the room.
    fn keep(self, paper: Paper, bytes: &Array) -> Result<(), Failure> {
        let (file, bytes) = (paper.file, bytes.get(0));
        let made = Picked::made(&bytes, &file.mime, &file.name).ok_or(Failure::Internal)?;
        self.app
            .transfers
            .upload(self.room.id(), paper.folder, made);
        if !content::save_bytes(&bytes, &file.mime, &file.name) {
            return Err(Failure::Incomplete);
        }
        let saved = lang_now().incident_paper_saved(&file.name);
        self.app.toasts.good(saved);
        Ok(())
    }

    /// Asks, and shows what the answer makes of the list.
    async fn ask(self, request: IncidentRequest) -> Result<(), Failure> {
        let answer = match self.app.vault.incident(Request::Incident(request)).await {
            Ok(IncidentReply::List(all)) => Ok(Arc::new(all)),
            Ok(_) => Err(Failure::Internal),
            Err(failure) => Err(failure),
        };
        let there = self.state.try_get_untracked().flatten();
        match (&there, answer) {
            // what is there stays on the screen: a button says why it did nothing
            (Some(Ok(_)), Err(failure)) => Err(failure),
            (_, Err(failure)) if passes(failure) && there.is_some() => Err(failure),
            (_, answer) => {
                let outcome = answer.as_ref().map(|_| ()).map_err(|failure| *failure);
                if there.as_ref() != Some(&answer) {
                    self.state.try_set(Some(answer));
                }
                outcome
            }
        }
    }
}

fn is_chinese() -> bool {
    lang_now() == Lang::Zh
}
