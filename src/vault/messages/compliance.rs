//! Forms of the law, registers, notices to many, and reports to the auditors.

mod channel;
mod forms;
mod notices;
mod registers;

use serde::{Deserialize, Serialize};

pub use channel::*;
pub use forms::*;
pub use notices::*;
pub use registers::*;

/// What the page asks.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ComplianceRequest {
    Forms(FormsRequest),
    Registers(RegistersRequest),
    Notices(NoticesRequest),
    Channel(ChannelRequest),
}

/// What the vault answers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub enum ComplianceReply {
    Forms(FormsReply),
    Registers(Box<Registers>),
    Notices(NoticesReply),
    Channel(ChannelReply),
}

/// Words in both languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bilingual {
    pub zh: String,
    pub en: String,
}

/// A day as it is written, in UTC, and how many days are left until then.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OnDay {
    pub day: String,
    pub left: i32,
}
