//! Drafts: forms as the room fills them. The same room gives the same draft, at whatever device of those who manage.

mod bases;
mod folders;
mod people;
mod registers;

use serde_json::{Map, Value};

use super::dates::{DAY, day};
use super::form::{Form, FormError, Made, RoomOf};
use super::schema::FormKind;
use crate::artefact::Artefact;
use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::room::Room;

/// What the room says for a form.
type Filled = Map<String, Value>;

impl<H: Host> Room<H> {
    /// A form with what the room knows by now. The rest is for the operator to fill.
    pub fn draft(&self, kind: FormKind) -> Result<Form, Error> {
        self.judge_manager()?;
        let fields = match kind {
            FormKind::ProcessingRecord => self.processing_record()?,
            FormKind::ImpactAssessment => self.impact_assessment()?,
            FormKind::MergerTransferNotice => self.transfer_notice()?,
            FormKind::SensitiveInformationNotice => self.sensitive_notice()?,
            FormKind::LegalBasis => self.legal_bases()?,
            FormKind::SeparateConsentNotice => self.consent_notice()?,
            FormKind::RecipientUndertaking => self.undertaking()?,
            FormKind::CrossBorderCheck => self.cross_border()?,
            FormKind::RiskRegister => Filled::new(),
            FormKind::ComplianceChecklist => self.checklist()?,
            FormKind::TrainingRecord => self.training_record()?,
            FormKind::Responsibilities => self.responsibilities(),
            FormKind::RightsLog => self.rights_log()?,
        };
        let now = self.now();
        let days = kind
            .schema()
            .map_or(0, |schema| u64::from(schema.review_days));
        Ok(Form {
            room: self.room_of(),
            made: self.made()?,
            form: kind,
            previous: None,
            review: (days > 0).then(|| day(now + days * DAY)),
            keep_until: self.kept_until(kind),
            changed: Vec::new(),
            fields,
        })
    }

    /// A draft of the next version: what the room knows by now, and what the operator wrote into the one before.
    pub fn draft_after(&self, before: &Artefact) -> Result<Form, Error> {
        let old = before.form()?;
        if before.room() != self.session.room {
            return Err(FormError::Other.into());
        }
        let mut form = self.draft(old.form)?;
        form.carry(&old);
        Ok(form)
    }

    /// Where the room says something else by now than a form in a field that the room fills.
    pub fn compare_form(&self, form: &Form) -> Result<Vec<String>, Error> {
        Ok(form.differs(&self.draft(form.form)?))
    }

    pub(crate) fn room_of(&self) -> RoomOf {
        RoomOf {
            id: self.session.room.to_string(),
            title: self.state.borrow().title.clone().unwrap_or_default(),
        }
    }

    pub(crate) fn made(&self) -> Result<Made, Error> {
        Ok(Made {
            at: utc(self.now()),
            by: self.session.card()?.name().to_owned(),
        })
    }

    /// Until when a form that is signed now is to be kept at least.
    pub(super) fn kept_until(&self, kind: FormKind) -> Option<String> {
        let years = kind.schema()?.keep_years;
        let until = super::dates::add_months(self.now(), years * 12)?;
        (years > 0).then(|| day(until))
    }
}

/// The members of a JSON object.
fn object(value: Value) -> Filled {
    match value {
        Value::Object(members) => members,
        _ => Filled::new(),
    }
}
