//! What a document or a folder is, as those who manage classify it: how sensitive, whose information, of how many.
//!
//! A label says some fields; what it leaves out stays as it was, and what was taken back is as the folder above
//! says. Of one field the newest word holds.

use ledger::ids::Hash;
use minicbor::{Decode, Encode};

mod hold;

/// The longest source or owner, in bytes,
pub const MAX_MARK: usize = 255;
/// and the longest business purpose.
pub const MAX_PURPOSE: usize = 1024;
/// Kinds of data that one label counts at most.
pub(crate) const MAX_FOUND: usize = 32;

/// How carefully something is to be handled; each more than the one before. A room may call them otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Tier {
    /// Anybody may know it.
    #[n(0)]
    Public,
    /// For those who work with it.
    #[n(1)]
    Internal,
    /// Harm follows if others know it.
    #[n(2)]
    Sensitive,
}

/// Whose information it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Subject {
    /// Customers who are persons.
    #[n(0)]
    Individuals,
    /// Customers that are companies.
    #[n(1)]
    Companies,
}

/// What it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum Matter {
    /// What was sold.
    #[n(0)]
    Sales,
    /// Service and complaints.
    #[n(1)]
    Service,
    /// Contracts.
    #[n(2)]
    Contract,
    /// Invoices and payments.
    #[n(3)]
    Finance,
    /// Something else.
    #[n(4)]
    Other,
}

/// Whether it is so, as far as somebody has looked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Encode, Decode)]
#[cbor(index_only)]
pub enum Answer {
    /// Nobody has looked.
    #[n(0)]
    #[default]
    Unknown,
    /// It is not.
    #[n(1)]
    No,
    /// It is.
    #[n(2)]
    Yes,
}

/// A kind of data, as detectors find it and as a legal basis names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Encode, Decode)]
#[cbor(index_only)]
pub enum DataKind {
    /// Resident identity numbers.
    #[n(0)]
    ResidentId,
    /// Passports and travel permits.
    #[n(1)]
    Passport,
    /// Numbers of bank cards.
    #[n(2)]
    BankCard,
    /// Mobile numbers.
    #[n(3)]
    Mobile,
    /// Fixed lines.
    #[n(4)]
    Landline,
    /// E-mail addresses.
    #[n(5)]
    Email,
    /// Number plates.
    #[n(6)]
    Plate,
    /// Codes of organisations, which are nobody's personal information.
    #[n(7)]
    CompanyCode,
    /// Persons' names.
    #[n(8)]
    Name,
    /// Persons' addresses.
    #[n(9)]
    Address,
    /// Dates of birth.
    #[n(10)]
    BirthDate,
    /// Accounts at a bank or a payment service.
    #[n(11)]
    Account,
    /// Health.
    #[n(12)]
    Health,
    /// Religious belief.
    #[n(13)]
    Belief,
    /// Biometrics.
    #[n(14)]
    Biometric,
    /// Where persons were.
    #[n(15)]
    Whereabouts,
    /// Something else.
    #[n(16)]
    Other,
}

/// Kinds of data that were found, and how often.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct Found {
    /// Each kind once.
    #[n(0)]
    pub kinds: Vec<FoundKind>,
    /// Not everything could be read.
    #[n(1)]
    pub partial: bool,
}

/// One kind of data in a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub struct FoundKind {
    /// Which.
    #[n(0)]
    pub kind: DataKind,
    /// How often.
    #[n(1)]
    pub count: u64,
    /// How many different values.
    #[n(2)]
    pub distinct: u64,
}

/// What is said of one field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
pub enum Mark<T> {
    /// As the folder above says: what was said here is taken back.
    #[n(0)]
    Above,
    /// This.
    #[n(1)]
    Is(#[n(0)] T),
}

/// A label: what is said of each field, and nothing of those that are left out.
#[derive(Debug, Clone, PartialEq, Eq, Default, Encode, Decode)]
pub struct Marking {
    /// How carefully it is to be handled.
    #[n(0)]
    pub tier: Option<Mark<Tier>>,
    /// Whose information it is.
    #[n(1)]
    pub subjects: Option<Mark<Vec<Subject>>>,
    /// What it is about.
    #[n(2)]
    pub matters: Option<Mark<Vec<Matter>>>,
    /// Whether it holds personal information.
    #[n(3)]
    pub personal: Option<Mark<Answer>>,
    /// Whether that is sensitive by law.
    #[n(4)]
    pub sensitive: Option<Mark<Answer>>,
    /// The kinds of data.
    #[n(5)]
    pub found: Option<Mark<Found>>,
    /// About how many persons.
    #[n(6)]
    pub persons: Option<Mark<u64>>,
    /// Where it came from.
    #[n(7)]
    pub source: Option<Mark<String>>,
    /// Who in the business answers for it.
    #[n(8)]
    pub owner: Option<Mark<String>>,
    /// What the business needs it for.
    #[n(9)]
    pub purpose: Option<Mark<String>>,
    /// The document of which this is the variant without what tells persons apart. Of documents only.
    #[n(10)]
    pub variant_of: Option<Mark<Hash>>,
}
