//! Looks for personal information in documents, one after the other: each is decrypted here and read by a worker
//! that holds no key. Nothing of it is sent anywhere; what comes out is numbers.

use std::rc::Rc;

use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::room::Room;
use crate::browser::page::scan_client;
use crate::pdf::messages::{Fault, Findings, Grade};
use crate::vault::messages::{
    DocRef, DocView, Failure, FoundKinds, Marks, Request, Said, Tier, Whether,
};

/// What is larger is not looked into here.
const LARGEST: f64 = 64.0 * 1024.0 * 1024.0;

/// What came of one document.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Looked {
    Waits,
    /// So many pages of so many.
    Reads(u32, u32),
    Found(Findings),
    Unread(Unread),
}

/// Why one was not read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Unread {
    TooLarge,
    Cancelled,
    Fault(Fault),
    Failure(Failure),
}

/// One document that is looked into.
#[derive(Clone)]
pub(crate) struct ScanLine {
    pub(crate) doc: DocRef,
    pub(crate) name: String,
    pub(crate) looked: RwSignal<Looked>,
}

/// A look into documents; it ends with the screen.
#[derive(Clone, Copy)]
pub(crate) struct Scanning {
    room: Room,
    pub(crate) lines: StoredValue<Vec<ScanLine>>,
    running: RwSignal<bool>,
    stop: StoredValue<Option<AbortHandle>>,
}

/// Prepares it; nothing is read yet.
pub(crate) fn use_scan(room: Room, docs: &[DocView]) -> Scanning {
    let line = |doc: &DocView| ScanLine {
        doc: doc.doc.clone(),
        name: doc.name.clone(),
        looked: RwSignal::new(match doc.size > LARGEST {
            true => Looked::Unread(Unread::TooLarge),
            false => Looked::Waits,
        }),
    };
    let scanning = Scanning {
        room,
        lines: StoredValue::new(docs.iter().map(line).collect()),
        running: RwSignal::new(false),
        stop: StoredValue::new(None),
    };
    on_cleanup(move || scanning.end());
    scanning
}

impl Scanning {
    /// Tracked.
    pub(crate) fn is_running(self) -> bool {
        self.running.get()
    }

    /// Whether any was looked at; tracked.
    pub(crate) fn any(self) -> bool {
        let looked = |line: &ScanLine| matches!(line.looked.get(), Looked::Found(_));
        self.lines.with_value(|lines| lines.iter().any(looked))
    }

    /// How many are done, of how many; tracked.
    pub(crate) fn far(self) -> (usize, usize) {
        let done =
            |line: &&ScanLine| !matches!(line.looked.get(), Looked::Waits | Looked::Reads(..));
        self.lines
            .with_value(|lines| (lines.iter().filter(done).count(), lines.len()))
    }

    /// Reads what was not read yet.
    pub(crate) fn start(self) {
        if self.running.get_untracked() {
            return;
        }
        self.running.set(true);
        let lines = Rc::new(self.lines.get_value());
        let (job, stop) = abortable({
            let lines = Rc::clone(&lines);
            async move {
                for line in lines.iter() {
                    let looked = line.looked;
                    let due = |one: Looked| {
                        matches!(one, Looked::Waits | Looked::Unread(Unread::Cancelled))
                    };
                    if looked.try_get_untracked().is_some_and(due) {
                        looked.try_set(Looked::Reads(0, 0));
                        let found = self.look(line).await;
                        looked.try_set(found);
                    }
                }
            }
        });
        self.stop.set_value(Some(stop));
        spawn_local(async move {
            if job.await.is_err() {
                for line in lines.iter() {
                    line.looked.try_update(|looked| {
                        if matches!(looked, Looked::Waits | Looked::Reads(..)) {
                            *looked = Looked::Unread(Unread::Cancelled);
                        }
                    });
                }
            }
            self.running.try_set(false);
        });
    }

    /// Ends it; what was found stays.
    pub(crate) fn cancel(self) {
        self.end();
    }

    fn end(self) {
        let stop = self.stop.try_update_value(Option::take).flatten();
        if let Some(stop) = stop {
            stop.abort();
        }
    }

    async fn look(self, line: &ScanLine) -> Looked {
        let request = Request::View {
            room: self.room.id(),
            doc: line.doc.clone(),
        };
        let vault = self.room.app().vault;
        let bytes = match vault.ask_with(request, js_sys::Array::new()).await {
            Ok((_, attachments)) => attachments.get(0),
            Err(failure) => return Looked::Unread(Unread::Failure(failure)),
        };
        let looked = line.looked;
        let told = move |page, pages| {
            looked.try_set(Looked::Reads(page, pages));
        };
        match scan_client::scan(&bytes, line.name.clone(), told).await {
            Ok(findings) => Looked::Found(findings),
            Err(fault) => Looked::Unread(Unread::Fault(fault)),
        }
    }
}

/// What findings suggest of a document, for a person to confirm.
pub(crate) fn suggested(findings: &Findings) -> Marks {
    // what was not read to the end may hold more
    let whether = |yes| match (yes, findings.partial) {
        (true, _) => Whether::Yes,
        (false, true) => Whether::Unknown,
        (false, false) => Whether::No,
    };
    let tier = match findings.grade {
        Grade::Public => Tier::Public,
        Grade::Internal => Tier::Internal,
        Grade::Sensitive => Tier::Sensitive,
    };
    Marks {
        tier: Some(Said::Is(tier)),
        personal: Some(Said::Is(whether(findings.personal))),
        sensitive: Some(Said::Is(whether(findings.sensitive))),
        persons: (findings.personal && findings.persons > 0).then_some(Said::Is(findings.persons)),
        found: Some(Said::Is(FoundKinds {
            kinds: findings.kinds.clone(),
            partial: findings.partial,
        })),
        ..Marks::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_not_read_to_the_end_may_hold_more() {
        let said = |personal, partial, persons| {
            let marks = suggested(&Findings {
                kinds: Vec::new(),
                persons,
                rows: 0,
                exact: true,
                partial,
                grade: Grade::Internal,
                personal,
                sensitive: false,
            });
            (marks.tier, marks.personal, marks.sensitive, marks.persons)
        };
        let is = |personal, sensitive, persons: Option<u64>| {
            let (personal, sensitive) = (Some(Said::Is(personal)), Some(Said::Is(sensitive)));
            let persons = persons.map(Said::Is);
            (Some(Said::Is(Tier::Internal)), personal, sensitive, persons)
        };
        use Whether::{No, Unknown, Yes};
        assert_eq!(said(false, false, 0), is(No, No, None));
        assert_eq!(said(false, true, 0), is(Unknown, Unknown, None));
        assert_eq!(said(true, true, 5), is(Yes, Unknown, Some(5)));
        assert_eq!(said(true, false, 0), is(Yes, No, None));
    }
}
