//! Forms: drafted from the room, kept as drafts, signed, filed, signed by a second person.

use std::rc::Rc;

use ledger::ids::VersionId;
use room::artefact::{Artefact, MIME};
use room::{
    Error, Form, FormError, FormKind, FormStanding, Room, Schema, Spot, evidence_text,
    parse_evidence,
};
use serde::{Deserialize, Serialize};

use super::super::messages::compliance::{
    ComplianceReply, FormKindView, FormLine, FormSaid, FormState, FormWhy, FormWish, FormWrong,
    FormsReply, FormsRequest, Paper, PaperStanding,
};
use super::super::messages::{Failure, Reply};
use super::super::rooms::{doc_at, doc_ref, folder_id};
use super::super::session::Vault;
use super::kept::{self, File, Put};
use super::said::{both, field, said, values};
use super::{on_day, told};
use crate::browser::host::Device;

/// The media type of a draft; behind it stands which form it is, so that a list needs to open none.
const DRAFT: &str = "application/vnd.sealroom.form-draft+json;form=";

/// A draft as it lies in the room.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Draft {
    form: Form,
    /// The signed form of which it is the next version, by its origin.
    after: Option<String>,
}

/// Answers one request.
pub(super) async fn answer(vault: &Rc<Vault>, request: FormsRequest) -> Result<Reply, Failure> {
    let reply = match request {
        FormsRequest::List { room } => FormsReply::List(list(&*vault.room(&room)?)?),
        FormsRequest::Draft { room, kind, after } => {
            let open = vault.room(&room)?;
            FormsReply::Paper(Box::new(draft(vault, &open, &kind, after).await?))
        }
        FormsRequest::Open { room, doc, version } => {
            let open = vault.room(&room)?;
            let version = version.as_deref().map(VersionId::parse).transpose();
            let version = version.map_err(|_| Failure::NotFound)?;
            FormsReply::Paper(Box::new(read(vault, &open, doc_at(&doc)?, version).await?))
        }
        FormsRequest::Save { room, wish } => {
            let open = vault.room(&room)?;
            FormsReply::Kept(doc_ref(&save(vault, &open, wish).await?))
        }
        FormsRequest::Sign { room, wish } => {
            let open = vault.room(&room)?;
            sign(vault, &open, wish).await?
        }
        FormsRequest::Cosign { room, doc } => {
            let open = vault.room(&room)?;
            cosign(vault, &open, doc_at(&doc)?).await?;
            return Ok(Reply::Done);
        }
        FormsRequest::Evidence { room, doc } => {
            let origin = vault.room(&room)?.origin_of(doc_at(&doc)?)?;
            FormsReply::Evidence(evidence_text(&room::Evidence::Doc(origin)))
        }
    };
    Ok(told(ComplianceReply::Forms(reply)))
}

/// Every form that there is, and what of each lies in the room. No document is opened for it.
pub(super) fn list(open: &Room<Device>) -> Result<Vec<FormKindView>, Failure> {
    let (filed, view, now) = (open.forms()?, open.view(), open.now());
    let of_kind = |kind: FormKind| {
        let schema = kind.schema()?;
        let signed = filed.iter().filter(|one| one.kind == Some(kind));
        let signed = signed.map(|one| FormLine {
            doc: one.doc.map(|at| doc_ref(&at)),
            name: one.name.clone(),
            state: match one.review {
                Some(day) if day <= now => FormState::Due,
                _ => FormState::Signed,
            },
            versions: u32::try_from(one.versions).unwrap_or(u32::MAX),
            by: one.by.name.clone(),
            time: one.time as f64,
            review: one.review.map(|day| on_day(open, day)),
            keep_until: one.keep_until.map(room::day),
        });
        let drafts = view
            .docs
            .iter()
            .filter(|doc| kind_of(&doc.record.mime) == Some(kind));
        let drafts = drafts.map(|doc| FormLine {
            doc: Some(doc_ref(&doc.at)),
            name: doc.name.clone(),
            state: FormState::Draft,
            versions: u32::try_from(doc.versions).unwrap_or(u32::MAX),
            by: doc.record.added_by.clone(),
            time: doc.changed as f64,
            review: None,
            keep_until: None,
        });
        let mut lines: Vec<FormLine> = signed.chain(drafts).collect();
        lines.sort_by_key(|line| line.state);
        Some(FormKindView {
            kind: kind.code().to_owned(),
            title: both(&schema.title),
            about: both(&schema.about),
            law: schema.law.clone(),
            keep_years: schema.keep_years,
            lines,
        })
    };
    Ok(FormKind::ALL.into_iter().filter_map(of_kind).collect())
}

async fn draft(
    vault: &Vault,
    open: &Room<Device>,
    kind: &str,
    after: Option<String>,
) -> Result<Paper, Failure> {
    let kind = FormKind::parse(kind).ok_or(Failure::NotFound)?;
    let form = match &after {
        None => open.draft(kind)?,
        Some(doc) => open.draft_after(&signed(vault, open, doc_at(doc)?).await?)?,
    };
    paper(open, &form, after)
}

/// A form that lies in the room: a draft, or one that was signed.
async fn read(
    vault: &Vault,
    open: &Room<Device>,
    at: Spot,
    version: Option<VersionId>,
) -> Result<Paper, Failure> {
    let (doc, bytes) = kept::get(vault, open, at, version).await?;
    if kind_of(&doc.record.mime).is_some()
        && let Ok(draft) = serde_json::from_slice::<Draft>(&bytes)
    {
        let origin = draft.after.and_then(|text| parse_evidence(&text));
        let after = origin.and_then(|origin| open.evidence_place(&origin));
        return paper(open, &draft.form, after.map(|(at, _)| doc_ref(&at)));
    }
    let signed = Artefact::parse(&bytes).map_err(Error::from)?;
    let form = signed.form().map_err(Error::from)?;
    let mut paper = paper(open, &form, None)?;
    paper.known.clear();
    paper.signers = signed.signers().iter().map(kept::signer).collect();
    paper.standing = open
        .form_standing(&signed)
        .ok()
        .map(|standing| match standing {
            FormStanding::Newest => PaperStanding::Newest,
            FormStanding::Older => PaperStanding::Older,
            FormStanding::Unknown => PaperStanding::Unknown,
        });
    let newest = version.is_none() && paper.standing == Some(PaperStanding::Newest);
    // who has signed it gets it back as it is
    let fresh = || {
        let both = open.countersign_artefact(&signed);
        both.is_ok_and(|both| both != signed)
    };
    paper.may_cosign = newest && doc.may_add && fresh();
    Ok(paper)
}

fn paper(open: &Room<Device>, form: &Form, after: Option<String>) -> Result<Paper, Failure> {
    let schema = schema(form.form)?;
    // of one who does not manage the room is not asked
    let known = open.draft(form.form).ok();
    let said_now = said(&schema.fields, &form.fields);
    Ok(Paper {
        kind: form.form.code().to_owned(),
        title: both(&schema.title),
        about: both(&schema.about),
        law: schema.law.clone(),
        keep_years: schema.keep_years,
        fields: schema.fields.iter().map(field).collect(),
        known: known.map_or_else(Vec::new, |known| said(&schema.fields, &known.fields)),
        evidence: named(open, &said_now),
        said: said_now,
        review: form.review.clone(),
        keep_until: form.keep_until.clone(),
        changed: form.changed.clone(),
        made: (form.made.at.clone(), form.made.by.clone()),
        signers: Vec::new(),
        standing: None,
        after,
        may_cosign: false,
    })
}

/// What documents that stand as evidence in a form are called.
fn named(open: &Room<Device>, said: &[FormSaid]) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for one in said {
        match one {
            FormSaid::Rows(rows) => {
                rows.iter().for_each(|row| all.extend(named(open, row)));
            }
            FormSaid::Texts(texts) => {
                let cited = texts.iter().filter(|text| text.starts_with("doc:"));
                all.extend(cited.filter_map(|text| {
                    let place = open.evidence_place(&parse_evidence(text)?)?;
                    Some((text.clone(), place.1))
                }));
            }
            _ => {}
        }
    }
    all
}

async fn save(vault: &Vault, open: &Room<Device>, wish: FormWish) -> Result<Spot, Failure> {
    let form = form_of(open, &wish)?;
    let after = match &wish.after {
        None => None,
        Some(doc) => Some(evidence_text(&room::Evidence::Doc(
            open.origin_of(doc_at(doc)?)?,
        ))),
    };
    let mime = format!("{DRAFT}{}", form.form.code());
    let draft = Draft { form, after };
    let bytes = serde_json::to_vec_pretty(&draft).map_err(|_| Failure::Internal)?;
    let to = match (&wish.draft, &wish.folder) {
        (Some(draft), _) => Put::Onto(doc_at(draft)?),
        (None, Some(folder)) => Put::Into(folder_id(folder)?),
        (None, None) => return Err(Failure::NothingChosen),
    };
    let file = File {
        name: &wish.name,
        mime: &mime,
        bytes: &bytes,
    };
    kept::put(vault, open, to, file).await
}

async fn sign(vault: &Vault, open: &Room<Device>, wish: FormWish) -> Result<FormsReply, Failure> {
    let form = form_of(open, &wish)?;
    let before = match &wish.after {
        None => None,
        Some(doc) => Some(signed(vault, open, doc_at(doc)?).await?),
    };
    // nothing is put there that could not be filed afterwards
    if let Some(before) = &before
        && open.form_standing(before)? != FormStanding::Newest
    {
        return Ok(wrong(FormError::NotTheNext));
    }
    let signed = match open.sign_form(&form, before.as_ref()).await {
        Ok(signed) => signed,
        Err(Error::Form(error)) if !matches!(error, FormError::Other) => return Ok(wrong(error)),
        Err(other) => return Err(other.into()),
    };
    let to = match (&wish.after, &wish.folder) {
        (Some(after), _) => Put::Onto(doc_at(after)?),
        (None, Some(folder)) => Put::Into(folder_id(folder)?),
        (None, None) => return Err(Failure::NothingChosen),
    };
    let bytes = signed.encode().map_err(Error::from)?;
    let file = File {
        name: &wish.name,
        mime: MIME,
        bytes: &bytes,
    };
    let at = kept::put(vault, open, to, file).await?;
    open.file_form(at, &signed).await?;
    if let Some(draft) = &wish.draft {
        // it is signed and filed: a draft that stays is in nobody's way
        drop(open.bin(&[doc_at(draft)?]).await);
    }
    Ok(FormsReply::Kept(doc_ref(&at)))
}

/// Signs what was read, and puts it beside what others signed.
async fn cosign(vault: &Vault, open: &Room<Device>, at: Spot) -> Result<(), Failure> {
    let signed = signed(vault, open, at).await?;
    if open.form_standing(&signed)? != FormStanding::Newest {
        return Err(Failure::Decided);
    }
    let both = open.countersign_artefact(&signed)?;
    let bytes = both.encode().map_err(Error::from)?;
    let name = open.doc(at)?.name;
    let file = File {
        name: &name,
        mime: MIME,
        bytes: &bytes,
    };
    kept::put(vault, open, Put::Onto(at), file).await?;
    Ok(())
}

/// The newest version of a form that was signed.
async fn signed(vault: &Vault, open: &Room<Device>, at: Spot) -> Result<Artefact, Failure> {
    let (_, bytes) = kept::get(vault, open, at, None).await?;
    Ok(Artefact::parse(&bytes).map_err(Error::from)?)
}

/// The form that the page wishes: what the room says, with what stands in the fields.
fn form_of(open: &Room<Device>, wish: &FormWish) -> Result<Form, Failure> {
    let kind = FormKind::parse(&wish.kind).ok_or(Failure::NotFound)?;
    let schema = schema(kind)?;
    let mut form = open.draft(kind)?;
    form.fields = values(&schema.fields, &wish.said);
    form.review.clone_from(&wish.review);
    Ok(form)
}

fn schema(kind: FormKind) -> Result<&'static Schema, Failure> {
    kind.schema().ok_or(Failure::Internal)
}

/// Which form a draft is.
fn kind_of(mime: &str) -> Option<FormKind> {
    FormKind::parse(mime.strip_prefix(DRAFT)?)
}

fn wrong(error: FormError) -> FormsReply {
    let (place, why) = match error {
        FormError::Missing(place) => (place, FormWhy::Missing),
        FormError::Unknown(place) | FormError::Kind(place) => (place, FormWhy::Kind),
        FormError::Long(place) => (place, FormWhy::Long),
        FormError::Level(place) => (place, FormWhy::Level),
        FormError::Evidence(place) => (place, FormWhy::Evidence),
        FormError::NotTheNext => (String::new(), FormWhy::NotTheNext),
        FormError::Other | FormError::Malformed(_) => (String::new(), FormWhy::Kind),
    };
    FormsReply::Wrong(FormWrong { place, why })
}
