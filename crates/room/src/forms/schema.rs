//! What each form has in it: data files, one for each form, with labels and help in both languages.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

/// The forms.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormKind {
    /// What is processed, why, for whom.
    ProcessingRecord,
    /// What that means for persons.
    ImpactAssessment,
    /// All legal bases.
    LegalBasis,
    /// Tells persons to whom their information is given, for their consent.
    SeparateConsentNotice,
    /// Tells persons to whom it passes with the business.
    MergerTransferNotice,
    /// Tells persons why what is sensitive is needed.
    SensitiveInformationNotice,
    /// What a recipient undertakes.
    RecipientUndertaking,
    /// Countries and thresholds.
    CrossBorderCheck,
    /// Risks, and what is done about them.
    RiskRegister,
    /// Item by item, with evidence and findings.
    ComplianceChecklist,
    /// Who acknowledged what, and was trained.
    TrainingRecord,
    /// Who is who, and does what.
    Responsibilities,
    /// What persons asked for by their rights.
    RightsLog,
}

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// Simplified Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// A form: what it is called, by which law it is, how long it is kept, what is in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Schema {
    /// Which.
    pub kind: FormKind,
    /// Its title.
    pub title: Both,
    /// What it is for.
    pub about: Both,
    /// Articles.
    pub law: Vec<String>,
    /// It is kept so long at least, from when it was signed.
    pub keep_years: u32,
    /// It is looked at again after so many days; 0: when something changes.
    pub review_days: u32,
    /// Its fields, in their order.
    pub fields: Vec<Field>,
}

/// A field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Field {
    /// Its name in the payload.
    pub name: String,
    /// What stands in it.
    pub is: FieldKind,
    /// A form without it is not signed.
    #[serde(default)]
    pub required: bool,
    /// The room fills it.
    #[serde(default)]
    pub filled: bool,
    /// Articles.
    #[serde(default)]
    pub law: Vec<String>,
    /// What it is called.
    pub label: Both,
    /// What belongs into it.
    pub help: Both,
    /// Of a choice: from which list; see [`choices`].
    #[serde(default)]
    pub choices: Option<String>,
    /// Of a number: the least,
    #[serde(default)]
    pub least: Option<u64>,
    /// and the most.
    #[serde(default)]
    pub most: Option<u64>,
    /// Of rows: what is in each.
    #[serde(default)]
    pub fields: Vec<Self>,
}

/// What stands in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FieldKind {
    /// A text; it may have several lines.
    Text,
    /// Several texts.
    Texts,
    /// A number, not below 0.
    Number,
    /// True or false.
    YesNo,
    /// A day, `2027-01-15`.
    Date,
    /// One code of a list.
    Choice,
    /// Several.
    Choices,
    /// Rows with fields of their own.
    Rows,
}

/// One of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    /// As it stands in the payload.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
}

const FILES: [&str; 13] = [
    include_str!("data/processing-record.json"),
    include_str!("data/impact-assessment.json"),
    include_str!("data/legal-basis.json"),
    include_str!("data/separate-consent-notice.json"),
    include_str!("data/merger-transfer-notice.json"),
    include_str!("data/sensitive-information-notice.json"),
    include_str!("data/recipient-undertaking.json"),
    include_str!("data/cross-border-check.json"),
    include_str!("data/risk-register.json"),
    include_str!("data/compliance-checklist.json"),
    include_str!("data/training-record.json"),
    include_str!("data/responsibilities.json"),
    include_str!("data/rights-log.json"),
];

// a file that is none is found by the tests below
static SCHEMAS: LazyLock<Vec<Schema>> = LazyLock::new(|| {
    let all = FILES.iter().map(|file| serde_json::from_str(file).ok());
    all.flatten().collect()
});

static CHOICES: LazyLock<BTreeMap<String, Vec<Choice>>> = LazyLock::new(|| {
    let mut all: BTreeMap<String, Vec<Choice>> =
        serde_json::from_str(include_str!("data/choices.json")).unwrap_or_default();
    let items = serde_json::from_str(include_str!("data/checklist.json")).unwrap_or_default();
    all.insert("checklist".to_owned(), items);
    all
});

/// The list of this name, from which something is chosen.
pub fn choices(name: &str) -> &'static [Choice] {
    CHOICES.get(name).map_or(&[], Vec::as_slice)
}

impl FormKind {
    /// All, in the order in which they are shown.
    pub const ALL: [Self; 13] = [
        Self::ProcessingRecord,
        Self::ImpactAssessment,
        Self::LegalBasis,
        Self::SeparateConsentNotice,
        Self::MergerTransferNotice,
        Self::SensitiveInformationNotice,
        Self::RecipientUndertaking,
        Self::CrossBorderCheck,
        Self::RiskRegister,
        Self::ComplianceChecklist,
        Self::TrainingRecord,
        Self::Responsibilities,
        Self::RightsLog,
    ];

    /// Its name: as a kind of artefact, and for a person who types.
    pub fn code(self) -> &'static str {
        match self {
            Self::ProcessingRecord => "processing-record",
            Self::ImpactAssessment => "impact-assessment",
            Self::LegalBasis => "legal-basis",
            Self::SeparateConsentNotice => "separate-consent-notice",
            Self::MergerTransferNotice => "merger-transfer-notice",
            Self::SensitiveInformationNotice => "sensitive-information-notice",
            Self::RecipientUndertaking => "recipient-undertaking",
            Self::CrossBorderCheck => "cross-border-check",
            Self::RiskRegister => "risk-register",
            Self::ComplianceChecklist => "compliance-checklist",
            Self::TrainingRecord => "training-record",
            Self::Responsibilities => "responsibilities",
            Self::RightsLog => "rights-log",
        }
    }

    /// The form of this name.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }

    /// What is in it.
    pub fn schema(self) -> Option<&'static Schema> {
        SCHEMAS.iter().find(|schema| schema.kind == self)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeSet;

    use super::*;

    fn said(both: &Both, whose: &str) {
        assert!(!both.en.trim().is_empty(), "{whose}: no English");
        let chinese = both
            .zh
            .chars()
            .any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c));
        assert!(chinese, "{whose}: no Chinese");
    }

    fn looked_at(field: &Field, whose: &str) {
        let whose = format!("{whose}.{}", field.name);
        said(&field.label, &whose);
        said(&field.help, &whose);
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        assert!(field.name.chars().all(plain), "{whose}");
        let chosen = matches!(field.is, FieldKind::Choice | FieldKind::Choices);
        assert_eq!(chosen, field.choices.is_some(), "{whose}");
        if let Some(list) = &field.choices {
            assert!(!choices(list).is_empty(), "{whose}: {list} is no list");
        }
        assert_eq!(
            field.is == FieldKind::Rows,
            !field.fields.is_empty(),
            "{whose}"
        );
        let names: BTreeSet<_> = field.fields.iter().map(|field| &field.name).collect();
        assert_eq!(names.len(), field.fields.len(), "{whose}");
        for inner in &field.fields {
            assert!(inner.is != FieldKind::Rows, "{whose}: rows in rows");
            looked_at(inner, &whose);
        }
        for law in &field.law {
            known(law, &whose);
        }
    }

    /// A citation begins with a law that we know.
    fn known(law: &str, whose: &str) {
        let laws = ["PIPL ", "GDPR ", "CAC 2024 Provisions "];
        let article = laws.iter().find_map(|name| law.strip_prefix(name));
        let article = article.unwrap_or_else(|| panic!("{whose}: {law}"));
        assert!(
            article.starts_with(|c: char| c.is_ascii_digit()),
            "{whose}: {law}"
        );
    }

    #[test]
    fn every_form_is_there_with_every_label_in_both_languages() {
        for file in FILES {
            serde_json::from_str::<Schema>(file).unwrap();
        }
        for kind in FormKind::ALL {
            let schema = kind.schema().unwrap();
            assert_eq!(FormKind::parse(kind.code()), Some(kind));
            assert_eq!(serde_json::to_value(kind).unwrap(), kind.code());
            said(&schema.title, kind.code());
            said(&schema.about, kind.code());
            assert!(!schema.law.is_empty() && !schema.fields.is_empty());
            schema.law.iter().for_each(|law| known(law, kind.code()));
            let names: BTreeSet<_> = schema.fields.iter().map(|field| &field.name).collect();
            assert_eq!(names.len(), schema.fields.len());
            for field in &schema.fields {
                looked_at(field, kind.code());
            }
        }
        let kept = |kind: FormKind| kind.schema().unwrap().keep_years;
        assert_eq!(kept(FormKind::ImpactAssessment), 3);
        assert_eq!(kept(FormKind::ProcessingRecord), 3);
    }

    #[test]
    fn every_choice_has_both_languages_and_a_code_of_its_own() {
        assert!(CHOICES.len() > 20);
        for (list, all) in CHOICES.iter() {
            let codes: BTreeSet<_> = all.iter().map(|one| &one.code).collect();
            assert_eq!(codes.len(), all.len(), "{list}");
            for one in all {
                let (zh, en) = (one.zh.clone(), one.en.clone());
                said(&Both { zh, en }, &format!("{list}.{}", one.code));
            }
        }
        // the brokers' twelve steps
        let steps = choices("checklist").iter();
        let steps = steps.filter(|one| one.code.starts_with("step-"));
        assert_eq!(steps.count(), 12);
    }
}
