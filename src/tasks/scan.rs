//! Looks for personal information in documents, one after the other: each is decrypted here and read by a worker
//! that holds no key. Nothing of it is sent anywhere; what comes out is numbers.

use std::rc::Rc;

use futures::future::{AbortHandle, abortable};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::room::Room;
use crate::browser::page::scan_client;
use crate::pdf::messages::{Fault, Findings};
use crate::vault::messages::{
    DocRef, DocView, Failure, FoundKinds, KindRef, Marks, Request, Said, Tier, Whether,
};

/// What is larger is not looked into here.
const LARGEST: f64 = 64.0 * 1024.0 * 1024.0;
/// A list of so many persons weighs like something sensitive.
const MANY: u64 = 1000;
/// Places in `detect::Kind::ALL` of what the law calls sensitive,
const SENSITIVE: [KindRef; 8] = [0, 1, 2, 11, 12, 13, 14, 15];
/// and of what is no person's.
const NOBODYS: KindRef = 7;

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
    let holds = |is: &dyn Fn(KindRef) -> bool| findings.kinds.iter().any(|(kind, ..)| is(*kind));
    let personal = holds(&|kind| kind != NOBODYS);
    let sensitive = holds(&|kind| SENSITIVE.contains(&kind));
    // what was not read to the end may hold more
    let whether = |yes| match (yes, findings.partial) {
        (true, _) => Whether::Yes,
        (false, true) => Whether::Unknown,
        (false, false) => Whether::No,
    };
    let tier = match () {
        () if sensitive || findings.persons >= MANY => Tier::Sensitive,
        () if !findings.kinds.is_empty() || findings.partial => Tier::Internal,
        () => Tier::Public,
    };
    Marks {
        tier: Some(Said::Is(tier)),
        personal: Some(Said::Is(whether(personal))),
        sensitive: Some(Said::Is(whether(sensitive))),
        persons: (personal && findings.persons > 0).then_some(Said::Is(findings.persons)),
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
    use detect::Kind;

    fn findings(kinds: &[u8], persons: u64, partial: bool) -> Findings {
        Findings {
            kinds: kinds.iter().map(|kind| (*kind, 3, 2)).collect(),
            persons,
            rows: 0,
            exact: true,
            partial,
        }
    }

    #[test]
    fn places_are_those_of_the_detectors() {
        let sensitive: Vec<u8> = (0..)
            .zip(Kind::ALL)
            .filter(|(_, kind)| kind.is_sensitive())
            .map(|(place, _)| place)
            .collect();
        assert_eq!(sensitive, SENSITIVE);
        let nobodys = Kind::ALL.iter().position(|kind| !kind.is_personal());
        assert_eq!(nobodys, Some(usize::from(NOBODYS)));
    }

    #[test]
    fn what_was_found_weighs() {
        let said = |kinds: &[u8], persons, partial| {
            let marks = suggested(&findings(kinds, persons, partial));
            (marks.tier, marks.personal, marks.sensitive)
        };
        let is = |tier, personal, sensitive| {
            (
                Some(Said::Is(tier)),
                Some(Said::Is(personal)),
                Some(Said::Is(sensitive)),
            )
        };
        use Whether::{No, Unknown, Yes};
        assert_eq!(said(&[], 0, false), is(Tier::Public, No, No));
        assert_eq!(said(&[], 0, true), is(Tier::Internal, Unknown, Unknown));
        assert_eq!(said(&[7], 0, false), is(Tier::Internal, No, No));
        assert_eq!(said(&[3], 5, false), is(Tier::Internal, Yes, No));
        assert_eq!(said(&[3], 1000, false), is(Tier::Sensitive, Yes, No));
        assert_eq!(said(&[0], 1, true), is(Tier::Sensitive, Yes, Yes));
    }
}
