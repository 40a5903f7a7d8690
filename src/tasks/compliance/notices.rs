//! Notices to many: a template, what is the same in each, and a table that stays on this machine.

use std::collections::BTreeMap;

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::ask;
use crate::browser::page::content;
use crate::browser::page::files::Picked;
use crate::i18n::{Lang, Text, lang_now};
use crate::tasks::app::{App, use_app};
use crate::tasks::work::Work;
use crate::vault::messages::Failure;
use crate::vault::messages::compliance::{
    ComplianceReply, ComplianceRequest, NoticeKind, NoticeLook, NoticeTemplate, NoticeWish,
    NoticeWrong, NoticesReply, NoticesRequest,
};

/// What a table would become, or why nothing.
pub(crate) type Looked = Result<NoticeLook, NoticeWrong>;

/// One row's place for the person, as templates call it, and as Chinese tables do.
const PERSON: (&str, &str) = ("{{name}}", "{{姓名}}");

/// The notice that is being written.
#[derive(Clone, Copy)]
pub(crate) struct NoticeTask {
    app: App,
    pub(crate) templates: RwSignal<Vec<NoticeTemplate>>,
    pub(crate) kind: RwSignal<NoticeKind>,
    pub(crate) chinese: RwSignal<bool>,
    pub(crate) subject: RwSignal<String>,
    pub(crate) text: RwSignal<String>,
    /// Places of the template; none if its braces name nothing.
    pub(crate) places: RwSignal<Option<Vec<String>>>,
    pub(crate) said: RwSignal<BTreeMap<String, String>>,
    /// The table, by its name.
    pub(crate) table: RwSignal<Option<String>>,
    file: StoredValue<Option<Picked>, LocalStorage>,
    pub(crate) looked: RwSignal<Option<Looked>>,
    pub(crate) work: Work,
}

/// Begins with the first template, in the reader's language.
pub(crate) fn use_notices() -> NoticeTask {
    let task = NoticeTask {
        app: use_app(),
        templates: RwSignal::new(Vec::new()),
        kind: RwSignal::new(NoticeKind::Transfer),
        chinese: RwSignal::new(lang_now() == Lang::Zh),
        subject: RwSignal::new(String::new()),
        text: RwSignal::new(String::new()),
        places: RwSignal::new(Some(Vec::new())),
        said: RwSignal::new(BTreeMap::new()),
        table: RwSignal::new(None),
        file: StoredValue::new_local(None),
        looked: RwSignal::new(None),
        work: Work::new(),
    };
    spawn_local(async move {
        if let Ok((NoticesReply::Templates(all), _)) =
            task.tell(NoticesRequest::Templates, Array::new()).await
        {
            task.templates.try_set(all);
            task.take_template();
        }
    });
    task
}

impl NoticeTask {
    /// Writes the chosen template anew.
    pub(crate) fn take_template(self) {
        let (kind, chinese) = (self.kind.get_untracked(), self.chinese.get_untracked());
        let found = self.templates.with_untracked(|all| {
            let mut all = all.iter();
            all.find(|one| one.kind == kind && one.chinese == chinese)
                .cloned()
        });
        let Some(found) = found else { return };
        self.subject.set(found.subject);
        self.text.set(match chinese {
            true => found.text.replace(PERSON.0, PERSON.1),
            false => found.text,
        });
        self.changed();
    }

    /// The words are others: so may be the places in them, and what was looked at is of before.
    pub(crate) fn changed(self) {
        self.looked.set(None);
        let request = NoticesRequest::Places {
            subject: self.subject.get_untracked(),
            text: self.text.get_untracked(),
        };
        spawn_local(async move {
            if let Ok((NoticesReply::Places(places), _)) = self.tell(request, Array::new()).await {
                self.places.try_set(places);
            }
        });
    }

    /// What is the same in every notice.
    pub(crate) fn say(self, place: String, text: String) {
        self.looked.set(None);
        self.said.update(|said| {
            said.insert(place, text);
        });
    }

    /// Takes a table, and looks through it.
    pub(crate) fn take_table(self, mut picked: Picked) {
        picked.keep_first();
        let Some(file) = picked.files.first() else {
            return;
        };
        self.table.set(Some(file.path.clone()));
        self.file.set_value(Some(picked));
        self.look();
    }

    /// Looks through the table with the words as they are.
    pub(crate) fn look(self) {
        let request = NoticesRequest::Look(self.wish());
        let job = async move {
            match self.tell(request, self.beside()?).await?.0 {
                NoticesReply::Looked(looked) => Ok(Ok(looked)),
                NoticesReply::Wrong(wrong) => Ok(Err(wrong)),
                _ => Err(Failure::Internal),
            }
        };
        self.work.run(job, move |looked| {
            self.looked.try_set(Some(looked));
        });
    }

    /// Makes all letters and saves them on this machine: as a table, or one behind the other.
    pub(crate) fn save(self, as_table: bool) {
        let words = lang_now();
        let columns = as_table.then(|| {
            let name = |text| words.text(text).to_owned();
            (name(Text::NoticeSubject), name(Text::NoticeLetter))
        });
        let request = NoticesRequest::Merge {
            wish: self.wish(),
            columns,
        };
        let job = async move {
            match self.tell(request, self.beside()?).await? {
                (NoticesReply::Merged(made), pieces) => {
                    let (mime, name) = match as_table {
                        true => ("text/csv;charset=utf-8", words.text(Text::NoticeTableFile)),
                        false => ("text/plain;charset=utf-8", words.text(Text::NoticeTextFile)),
                    };
                    match content::save_pieces(&pieces, mime, name) {
                        true => Ok(Ok(made)),
                        false => Err(Failure::Internal),
                    }
                }
                (NoticesReply::Wrong(wrong), _) => Ok(Err(wrong)),
                _ => Err(Failure::Internal),
            }
        };
        self.work.run(job, move |made| match made {
            Ok(made) => self.app.toasts.good(words.notices_saved(made as usize)),
            Err(wrong) => {
                self.looked.try_set(Some(Err(wrong)));
            }
        });
    }

    fn wish(self) -> NoticeWish {
        NoticeWish {
            subject: self.subject.get_untracked(),
            text: self.text.get_untracked(),
            said: self.said.get_untracked().into_iter().collect(),
        }
    }

    fn beside(self) -> Result<Array, Failure> {
        let picked = self.file.get_value().ok_or(Failure::NothingChosen)?;
        Ok(picked.handles)
    }

    async fn tell(
        self,
        request: NoticesRequest,
        beside: Array,
    ) -> Result<(NoticesReply, Array), Failure> {
        let request = ComplianceRequest::Notices(request);
        match ask(self.app, request, beside).await? {
            (ComplianceReply::Notices(reply), beside) => Ok((reply, beside)),
            _ => Err(Failure::Internal),
        }
    }
}
