//! Counts for those whose data it is, and for the public: how much, how often, how fast. Nothing in it names a room, a
//! person or a document, or is an id of one.

mod count;

use serde::{Deserialize, Serialize};

use super::head::Span;

/// Counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct TransparencyReport {
    /// When: the day and time only.
    pub made: When,
    /// Of when is told what was done.
    pub period: Span,
    /// What is there now.
    pub data: DataCounts,
    /// Which kinds of personal information, and in how many documents.
    pub categories: Vec<Category>,
    /// Who may come in now.
    pub recipients: RecipientCounts,
    /// Where bases of the period gave personal information to.
    pub countries: Vec<Country>,
    /// How often documents were opened.
    pub openings: Openings,
    /// What was done.
    pub happened: Happened,
    /// Requests that take a second manager.
    pub requests: Answered,
    /// Proposals of those who coordinate.
    pub proposals: Answered,
}

/// When it was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct When {
    /// By the server's clock.
    pub at: String,
}

/// What is there.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct DataCounts {
    /// Documents.
    pub documents: usize,
    /// Their versions.
    pub versions: usize,
    /// Documents with personal information, by their labels.
    pub personal: usize,
    /// Of them with what the law calls sensitive.
    pub sensitive: usize,
    /// Persons that those concern: no more than so many, for one may stand in two documents.
    pub persons: u64,
    /// Documents with personal information of which nobody said how many persons they concern.
    pub uncounted: usize,
    /// Documents of which nobody said whether they hold any.
    pub undecided: usize,
}

/// A kind of personal information.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Category {
    /// Which.
    pub category: String,
    /// Documents in which it stands.
    pub documents: usize,
}

/// Who may come in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct RecipientCounts {
    /// Owners.
    pub owners: usize,
    /// Managers.
    pub managers: usize,
    /// Coordinators.
    pub coordinators: usize,
    /// Auditors.
    pub auditors: usize,
    /// Other people.
    pub people: usize,
    /// Invites that nobody took yet.
    pub invites: usize,
    /// Links.
    pub links: usize,
}

/// A country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Country {
    /// Two capital letters.
    pub country: String,
    /// Whether it is another one than that of the data.
    pub abroad: bool,
    /// Recipients: people, links and groups.
    pub recipients: usize,
    /// Documents.
    pub documents: usize,
    /// Persons: no more than so many.
    pub persons: u64,
    /// Of them in documents with sensitive information.
    pub sensitive: u64,
    /// Documents that are in neither sum.
    pub uncounted: usize,
}

/// Openings.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Openings {
    /// Shown.
    pub views: u64,
    /// Saved.
    pub downloads: u64,
    /// Printed.
    pub prints: u64,
    /// By how many people and devices of links.
    pub readers: usize,
    /// How many documents.
    pub documents: usize,
}

/// What was done in the period.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Happened {
    /// Documents that were added.
    pub added: usize,
    /// Documents that were deleted.
    pub deleted: usize,
    /// Documents that were sent in.
    pub sent_in: usize,
    /// Invites that were accepted.
    pub joined: usize,
    /// Access that was ended.
    pub ended: usize,
    /// Texts that were agreed to.
    pub agreed: usize,
    /// Bases that were withdrawn.
    pub bases_withdrawn: usize,
}

/// Questions, and how fast they were answered.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Answered {
    /// Asked in the period.
    pub asked: usize,
    /// Answered with yes.
    pub approved: usize,
    /// Answered with no, or taken back.
    pub refused: usize,
    /// Waiting.
    pub open: usize,
    /// Too late to be answered, or asked by who may not any more.
    pub lapsed: usize,
    /// Hours to the answer: half were answered within so many, begun ones counted.
    pub median_hours: Option<u64>,
    /// The longest.
    pub longest_hours: Option<u64>,
}
