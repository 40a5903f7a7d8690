//! Forms that are signed, and those that are in the room.

use ledger::ids::Hash;

use super::dates::parse_day;
use super::form::{Form, FormError};
use super::schema::FormKind;
use crate::artefact::{Artefact, ArtefactError, MIME};
use crate::body::{Filed, Op};
use crate::docs::Author;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::registers::findings::parse_evidence;
use crate::replay::{Spot, State, Wanted};
use crate::room::Room;

/// A form that is in the room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormView {
    /// The document, where it lies; none if it is not there any more, or not to be seen.
    pub doc: Option<Spot>,
    /// What names it wherever it lies.
    pub origin: Hash,
    /// What it is called.
    pub name: String,
    /// Which form; none of a newer version of this program.
    pub kind: Option<FormKind>,
    /// SHA-256 of its newest version's payload.
    pub hash: Hash,
    /// How many versions were filed.
    pub versions: usize,
    /// Who filed the newest one, and when by the server's time.
    pub by: Author,
    /// When.
    pub time: u64,
    /// When it is to be looked at again.
    pub review: Option<u64>,
    /// Until when it is to be kept at least.
    pub keep_until: Option<u64>,
}

/// How a form that somebody has stands to those that were filed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FormStanding {
    /// It is the newest version.
    Newest,
    /// There is a newer one.
    Older,
    /// Nobody filed it here.
    Unknown,
}

impl Artefact {
    /// The form that it is, checked against its schema.
    pub fn form(&self) -> Result<Form, ArtefactError> {
        let wrong = |error: FormError| ArtefactError::Payload(error.to_string());
        let form = Form::parse(self.payload()).map_err(wrong)?;
        let own = form.form.code() == self.kind() && form.room.id == self.room().to_string();
        match own {
            true => Ok(form),
            false => Err(wrong(FormError::Other)),
        }
    }

    /// The form, if it is the version that follows this other one.
    pub fn form_after(&self, before: &Self) -> Result<Form, ArtefactError> {
        let (form, _) = (self.form()?, before.form()?);
        let follows = form.previous.as_deref() == Some(before.hash().to_string().as_str());
        match follows && (self.kind(), self.room()) == (before.kind(), before.room()) {
            true => Ok(form),
            false => Err(ArtefactError::Payload(FormError::NotTheNext.to_string())),
        }
    }
}

impl<H: Host> Room<H> {
    /// Signs a form: says when and by whom, which version it follows, how long it is kept at least, and where it says
    /// something else than the room. What it says of those itself counts for nothing.
    pub async fn sign_form(
        &self,
        form: &Form,
        before: Option<&Artefact>,
    ) -> Result<Artefact, Error> {
        let mut form = form.clone();
        (form.room, form.made) = (self.room_of(), self.made()?);
        form.changed = self.compare_form(&form)?;
        form.previous = match before {
            None => None,
            Some(before) => {
                let known = before.form()?;
                if (known.form, before.room()) != (form.form, self.session.room) {
                    return Err(FormError::Other.into());
                }
                Some(before.hash().to_string())
            }
        };
        let least = self.kept_until(form.form);
        // days are written so that the later one is the greater text
        form.keep_until = form.keep_until.max(least);
        form.check()?;
        for said in cited(&form) {
            let found = match parse_evidence(&said) {
                Some(evidence) => self.is_there(&evidence).await?,
                None => false,
            };
            if !found {
                return Err(FormError::Evidence(said).into());
            }
        }
        self.sign_artefact(form.form.code(), &form)
    }

    /// Writes into the plan that a document holds this form. The document is there already: the artefact's file, or its
    /// next version. [`FormError::NotTheNext`] if it follows another one than was filed last.
    pub async fn file_form(&self, doc: impl Into<Wanted>, form: &Artefact) -> Result<(), Error> {
        self.judge_manager()?;
        if form.room() != self.session.room {
            return Err(FormError::Other.into());
        }
        let said = form.form()?;
        let size = form.encode()?.len() as u64;
        let previous = said.previous.as_deref().map(Hash::parse).transpose();
        let filed = Filed {
            kind: said.form.code().to_owned(),
            hash: form.hash(),
            previous: previous.map_err(|_| FormError::Other)?,
            review: said.review.as_deref().and_then(parse_day),
            keep_until: said.keep_until.as_deref().and_then(parse_day),
        };
        let wanted = doc.into();
        let _turn = self.turn.lock().await;
        self.catch_up().await?;
        let origin = {
            let state = self.state.borrow();
            let spot = state.follow(wanted).ok_or(Error::NotFound)?;
            let shown = state.shown(&spot).ok_or(Error::NotFound)?;
            if (shown.record.mime.as_str(), shown.record.size) != (MIME, size) {
                return Err(FormError::Other.into());
            }
            shown.origin()
        };
        let change = [Op::Form(origin, Box::new(filed.clone()))];
        self.decide_if(&change, |state| match follows(state, &origin, &filed) {
            true => Ok(()),
            false => Err(FormError::NotTheNext.into()),
        })
        .await
    }

    /// The forms that are in the room: those that are to be looked at again first come first.
    pub fn forms(&self) -> Result<Vec<FormView>, Error> {
        let state = self.state.borrow();
        if !self.is_officer(&state) {
            return Err(Error::NotAllowed);
        }
        let index = state.index();
        let mut all: Vec<FormView> = Vec::new();
        for (origin, line) in &state.plan.books.forms {
            let Some((newest, by, time)) = line.versions.last() else {
                continue;
            };
            let doc = index.places_of(*origin).next_back();
            let name = doc.and_then(|at| Some(state.scopes.get(&at.scope)?.said(&at.doc).name));
            all.push(FormView {
                doc,
                origin: *origin,
                name: name.map(|name| names::safe(&name)).unwrap_or_default(),
                kind: FormKind::parse(&newest.kind),
                hash: newest.hash,
                versions: line.versions.len(),
                by: self.author(&state, by, ""),
                time: *time,
                review: newest.review,
                keep_until: line.keep_until,
            });
        }
        all.sort_by_key(|one| (one.review.unwrap_or(u64::MAX), one.kind, one.origin));
        Ok(all)
    }

    /// How an artefact stands to the forms that were filed here.
    pub fn form_standing(&self, form: &Artefact) -> Result<FormStanding, Error> {
        let state = self.state.borrow();
        if !self.is_officer(&state) {
            return Err(Error::NotAllowed);
        }
        let (mut standing, hash) = (FormStanding::Unknown, form.hash());
        for line in state.plan.books.forms.values() {
            let at = line
                .versions
                .iter()
                .position(|(filed, ..)| filed.hash == hash);
            match at {
                Some(at) if at + 1 == line.versions.len() => return Ok(FormStanding::Newest),
                Some(_) => standing = FormStanding::Older,
                None => {}
            }
        }
        Ok(standing)
    }

    /// Until when a document is to be kept at least, because it is a form that the law asks to be kept.
    pub fn form_kept_until(&self, doc: impl Into<Wanted>) -> Option<u64> {
        let state = self.state.borrow();
        let spot = state.follow(doc)?;
        state.form_kept_until(&state.origin_at(&spot))
    }
}

impl State {
    /// Until when what has this origin is to be kept at least.
    pub(crate) fn form_kept_until(&self, origin: &Hash) -> Option<u64> {
        self.plan.books.forms.get(origin)?.keep_until
    }
}

fn follows(state: &State, origin: &Hash, filed: &Filed) -> bool {
    let line = state.plan.books.forms.get(origin);
    match line.and_then(|line| line.versions.last()) {
        None => filed.previous.is_none(),
        Some((before, ..)) => (filed.previous, &filed.kind) == (Some(before.hash), &before.kind),
    }
}

/// What a checklist names as evidence.
fn cited(form: &Form) -> Vec<String> {
    let rows = form.fields.get("items").and_then(|rows| rows.as_array());
    let rows = rows.filter(|_| form.form == FormKind::ComplianceChecklist);
    let cited = rows
        .into_iter()
        .flatten()
        .filter_map(|row| row.get("evidence")?.as_array());
    cited
        .flatten()
        .filter_map(|text| Some(text.as_str()?.to_owned()))
        .collect()
}
