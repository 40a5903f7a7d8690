//! A form that is being filled: what stands in it, and what of it the room says.

use leptos::prelude::*;

use super::forms;
use crate::i18n::{Text, lang_now};
use crate::tasks::room::Room;
use crate::vault::messages::compliance::{
    FieldIs, FormField, FormSaid, FormWhy, FormWish, FormWrong, FormsReply, FormsRequest, Paper,
};
use crate::vault::messages::{DocRef, Failure, FolderRef};

/// A place in a form: a field, or one of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct At {
    pub(crate) field: usize,
    pub(crate) cell: Option<(usize, usize)>,
}

/// A form on the screen, to be changed.
#[derive(Clone, Copy)]
pub(crate) struct Editor {
    pub(crate) room: Room,
    pub(crate) paper: StoredValue<Paper>,
    said: RwSignal<Vec<FormSaid>>,
    /// Rises when fields are to be drawn anew: fields keep what is typed by themselves.
    drawn: RwSignal<u32>,
    pub(crate) review: RwSignal<String>,
    /// Why it was not signed.
    pub(crate) wrong: RwSignal<Option<FormWrong>>,
    /// Something was changed since it was kept.
    pub(crate) dirty: RwSignal<bool>,
    /// The draft in the room.
    pub(crate) draft: RwSignal<Option<DocRef>>,
    /// Names of documents that stand as evidence.
    evidence: RwSignal<Vec<(String, String)>>,
}

impl Editor {
    /// Over a form; `draft`: the document in which it was kept.
    pub(crate) fn new(room: Room, paper: Paper, draft: Option<DocRef>) -> Self {
        Self {
            room,
            said: RwSignal::new(paper.said.clone()),
            drawn: RwSignal::new(0),
            review: RwSignal::new(paper.review.clone().unwrap_or_default()),
            wrong: RwSignal::new(None),
            dirty: RwSignal::new(false),
            draft: RwSignal::new(draft),
            evidence: RwSignal::new(paper.evidence.clone()),
            paper: StoredValue::new(paper),
        }
    }

    /// Tracked.
    pub(crate) fn drawn(self) -> u32 {
        self.drawn.get()
    }

    /// What stands there; tracked.
    pub(crate) fn at(self, at: At) -> FormSaid {
        self.said
            .with(|said| place(said, at).cloned())
            .unwrap_or_default()
    }

    /// The same, and nothing follows it.
    pub(crate) fn at_untracked(self, at: At) -> FormSaid {
        untrack(|| self.at(at))
    }

    /// How many rows there are; tracked.
    pub(crate) fn rows(self, field: usize) -> usize {
        self.said.with(|said| match said.get(field) {
            Some(FormSaid::Rows(rows)) => rows.len(),
            _ => 0,
        })
    }

    /// What the room says there by now.
    pub(crate) fn known(self, at: At) -> Option<FormSaid> {
        self.paper.with_value(|paper| {
            let field = paper.fields.get(at.field)?;
            match at.cell {
                None if field.filled => paper.known.get(at.field).cloned(),
                None => None,
                Some((row, inner)) if field.fields.get(inner)?.filled => {
                    // a row speaks of what stands in its first field
                    let rows = |said: &FormSaid| match said {
                        FormSaid::Rows(rows) => rows.clone(),
                        _ => Vec::new(),
                    };
                    let first = self.said.with_untracked(|said| {
                        rows(said.get(at.field)?).get(row)?.first().cloned()
                    });
                    let known = rows(paper.known.get(at.field)?);
                    let mut same = known
                        .into_iter()
                        .filter(|row| row.first() == first.as_ref());
                    same.next()?.get(inner).cloned()
                }
                Some(_) => None,
            }
        })
    }

    /// Writes there.
    pub(crate) fn write(self, at: At, said: FormSaid) {
        self.said.update(|all| match at.cell {
            None => {
                if let Some(there) = all.get_mut(at.field) {
                    *there = said;
                }
            }
            Some((row, inner)) => {
                let rows = all.get_mut(at.field);
                if let Some(FormSaid::Rows(rows)) = rows
                    && let Some(there) = rows.get_mut(row).and_then(|row| row.get_mut(inner))
                {
                    *there = said;
                }
            }
        });
        self.touched();
    }

    /// Takes what the room says.
    pub(crate) fn take_known(self, at: At) {
        if let Some(known) = self.known(at) {
            self.write(at, known);
            self.drawn.update(|drawn| *drawn += 1);
        }
    }

    /// One row more.
    pub(crate) fn add_row(self, field: usize) {
        let cells = self.paper.with_value(|paper| {
            paper
                .fields
                .get(field)
                .map_or(0, |field| field.fields.len())
        });
        let row = vec![FormSaid::Nothing; cells];
        self.said.update(|all| match all.get_mut(field) {
            Some(FormSaid::Rows(rows)) => rows.push(row),
            Some(other) => *other = FormSaid::Rows(vec![row]),
            None => {}
        });
        self.touched();
        self.drawn.update(|drawn| *drawn += 1);
    }

    /// One row less.
    pub(crate) fn remove_row(self, field: usize, row: usize) {
        self.said.update(|all| {
            if let Some(FormSaid::Rows(rows)) = all.get_mut(field)
                && row < rows.len()
            {
                rows.remove(row);
            }
        });
        self.touched();
        self.drawn.update(|drawn| *drawn += 1);
    }

    /// What a document that stands as evidence is called; tracked.
    pub(crate) fn evidence_name(self, code: &str) -> Option<String> {
        self.evidence.with(|all| {
            let mut named = all.iter().filter(|(known, _)| known == code);
            named.next().map(|(_, name)| name.clone())
        })
    }

    pub(crate) fn name_evidence(self, code: String, name: String) {
        self.evidence.update(|all| all.push((code, name)));
    }

    /// Is something missing that has to be there? Tracked.
    pub(crate) fn lacks(self, at: At, field: &FormField) -> bool {
        field.required && is_empty(field, &self.at(at))
    }

    /// How many fields are to be filled before it can be signed; tracked.
    pub(crate) fn missing(self) -> usize {
        self.said
            .with(|said| self.paper.with_value(|paper| missing(&paper.fields, said)))
    }

    fn touched(self) {
        self.wrong.set(None);
        self.dirty.set(true);
    }

    fn wish(self, folder: Option<FolderRef>, name: String) -> FormWish {
        let day = self.review.get_untracked();
        self.paper.with_value(|paper| FormWish {
            kind: paper.kind.clone(),
            said: self.said.get_untracked(),
            review: (!day.is_empty()).then_some(day),
            after: paper.after.clone(),
            draft: self.draft.get_untracked(),
            folder,
            name,
        })
    }

    fn title(self) -> String {
        self.paper
            .with_value(|paper| untrack(|| paper.title.here()))
    }

    /// Keeps it as a draft; a folder is needed the first time.
    pub(crate) async fn save(self, folder: Option<FolderRef>) -> Result<(), Failure> {
        let name = lang_now().form_draft_file(&self.title());
        let request = FormsRequest::Save {
            room: self.room.id(),
            wish: self.wish(folder, name),
        };
        let kept = forms(self.room.app(), request).await;
        self.room.load();
        let FormsReply::Kept(doc) = kept? else {
            return Err(Failure::Internal);
        };
        self.draft.try_set(Some(doc));
        self.dirty.try_set(false);
        let toasts = self.room.app().toasts;
        toasts.good(lang_now().text(Text::FormDraftKept));
        Ok(())
    }

    /// Signs and files it. None: something in it is not as it has to be, and [`Self::wrong`] says what.
    pub(crate) async fn sign(self, folder: Option<FolderRef>) -> Result<Option<DocRef>, Failure> {
        let name = lang_now().form_file(&self.title());
        let request = FormsRequest::Sign {
            room: self.room.id(),
            wish: self.wish(folder, name),
        };
        let answer = forms(self.room.app(), request).await;
        self.room.load();
        match answer? {
            FormsReply::Kept(doc) => {
                self.dirty.try_set(false);
                let toasts = self.room.app().toasts;
                toasts.good(lang_now().text(Text::FormSigned));
                Ok(Some(doc))
            }
            FormsReply::Wrong(wrong) => {
                self.wrong.try_set(Some(wrong));
                Ok(None)
            }
            _ => Err(Failure::Internal),
        }
    }

    /// What is missing first, found before anybody is asked.
    pub(crate) fn first_missing(self) -> Option<FormWrong> {
        let place = self.said.with_untracked(|said| {
            self.paper
                .with_value(|paper| first_missing(&paper.fields, said, ""))
        })?;
        Some(FormWrong {
            place,
            why: FormWhy::Missing,
        })
    }
}

fn place(said: &[FormSaid], at: At) -> Option<&FormSaid> {
    let there = said.get(at.field)?;
    match (at.cell, there) {
        (None, there) => Some(there),
        (Some((row, inner)), FormSaid::Rows(rows)) => rows.get(row)?.get(inner),
        _ => None,
    }
}

/// Whether nothing stands there. Of what the room fills there may be none: then the room has none.
fn is_empty(field: &FormField, said: &FormSaid) -> bool {
    match said {
        FormSaid::Nothing => true,
        FormSaid::Text(text) => text.trim().is_empty(),
        FormSaid::Texts(all) => all.is_empty() && !field.filled,
        FormSaid::Rows(rows) => rows.is_empty() && !field.filled,
        FormSaid::Number(_) | FormSaid::Yes(_) => false,
    }
}

fn missing(fields: &[FormField], said: &[FormSaid]) -> usize {
    let one = |(field, said): (&FormField, &FormSaid)| match said {
        FormSaid::Rows(rows) if field.is == FieldIs::Rows && !rows.is_empty() => {
            rows.iter().map(|row| missing(&field.fields, row)).sum()
        }
        said => usize::from(field.required && is_empty(field, said)),
    };
    fields.iter().zip(said).map(one).sum()
}

fn first_missing(fields: &[FormField], said: &[FormSaid], before: &str) -> Option<String> {
    fields.iter().zip(said).find_map(|(field, said)| {
        let place = format!("{before}{}", field.name);
        match said {
            FormSaid::Rows(rows) if !rows.is_empty() => {
                rows.iter().enumerate().find_map(|(row, cells)| {
                    first_missing(&field.fields, cells, &format!("{place}[{row}]."))
                })
            }
            said => (field.required && is_empty(field, said)).then_some(place),
        }
    })
}

/// The id of the element for a place, as `field` or `field[row].field` names it.
pub(crate) fn element(place: &str) -> String {
    let plain = place.replace("].", "-").replace('[', "-");
    format!("form-{plain}")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn field(name: &str, is: FieldIs, required: bool, fields: Vec<FormField>) -> FormField {
        FormField {
            name: name.to_owned(),
            is,
            required,
            filled: false,
            law: Vec::new(),
            label: Bilingual::default(),
            help: Bilingual::default(),
            choices: Vec::new(),
            least: None,
            most: None,
            fields,
        }
    }

    use crate::vault::messages::compliance::Bilingual;

    #[test]
    fn what_is_missing_is_counted_and_found_at_its_place() {
        let inner = vec![
            field("risk", FieldIs::Text, true, Vec::new()),
            field("due", FieldIs::Date, false, Vec::new()),
        ];
        let fields = [
            field("scope", FieldIs::Text, true, Vec::new()),
            field("risks", FieldIs::Rows, true, inner),
        ];
        let text = |text: &str| FormSaid::Text(text.to_owned());
        let empty = [FormSaid::Nothing, FormSaid::Rows(Vec::new())];
        assert_eq!(missing(&fields, &empty), 2);
        let row = |risk: &str| vec![text(risk), FormSaid::Nothing];
        let half = [text("客户"), FormSaid::Rows(vec![row("外泄"), row(" ")])];
        assert_eq!(missing(&fields, &half), 1);
        assert_eq!(first_missing(&fields, &half, "").unwrap(), "risks[1].risk");
        assert_eq!(element("risks[1].risk"), "form-risks-1-risk");
    }
}
