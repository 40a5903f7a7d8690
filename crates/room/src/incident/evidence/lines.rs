//! The lines of a paper of evidence.

use serde::{Deserialize, Serialize};

/// Which receipts were looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Window {
    /// From then on.
    pub from: Option<String>,
    /// Before then.
    pub until: Option<String>,
    /// Of this member or visitor.
    pub of: Option<String>,
    /// With names.
    pub names: bool,
}

/// The end of a chain.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct HeadLine {
    /// The chain.
    pub chain: String,
    /// How many entries it has.
    pub entries: u64,
    /// The hash of the last one.
    pub head: String,
}

/// Something that the audit found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct FindingLine {
    /// In which chain.
    pub chain: String,
    /// At which entry.
    pub at: u64,
    /// What.
    pub kind: String,
    /// The number that was due, seen or indexed, where there is one.
    pub due: Option<u64>,
}

/// A chain in which receipts may be missing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct GapLine {
    /// The member or visitor.
    pub chain: String,
    /// What is wrong.
    pub kind: String,
    /// The receipt's number that was due, and the one that came.
    pub numbers: Option<[u64; 2]>,
}

/// Something that the maker's program was alarmed by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct AlarmLine {
    /// In which chain.
    pub chain: String,
    /// What.
    pub kind: String,
}

/// A receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct ReceiptLine {
    /// The server's time.
    pub at: String,
    /// The member or visitor, in whose chain it stands,
    pub chain: String,
    /// at this place.
    pub seq: u64,
    /// The key of the device that signed it.
    pub device: String,
    /// The device's number of it.
    pub n: u64,
    /// What was done.
    pub action: String,
    /// For how long it was shown, as the reader's program says.
    pub seconds: u32,
    /// With which documents.
    pub docs: Vec<OpenedLine>,
    /// Who that is; what a visitor says of itself nobody has verified.
    pub who: Option<String>,
}

/// A document of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct OpenedLine {
    /// In which scope.
    pub scope: String,
    /// Which document.
    pub doc: String,
    /// Which version of it.
    pub version: String,
    /// The same of the same document, wherever it was opened.
    pub origin: String,
    /// Its name.
    pub name: Option<String>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct LinkLine {
    /// Its chain.
    pub chain: String,
    /// When it ends.
    pub expires: Option<String>,
    /// It may be opened no more.
    pub over: bool,
    /// How many devices may open it.
    pub opens: Option<u32>,
    /// What it is called.
    pub label: Option<String>,
    /// Who came by it.
    pub visitors: Vec<VisitorLine>,
}

/// Who came by a link.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct VisitorLine {
    /// Its chain.
    pub chain: String,
    /// When it came.
    pub came: String,
    /// When it opened the link first.
    pub opened: Option<String>,
    /// Who it says that it is.
    pub says: Option<String>,
}
