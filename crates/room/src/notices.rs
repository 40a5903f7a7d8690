//! Notices to many: a template, a table with a row for each person, and a text for each row.
//!
//! It all happens in the memory of who writes them. The table is parsed here and put nowhere, and what comes out is handed
//! to the caller piece by piece: nothing of it enters the room, an entry or a log.

mod merge;
mod table;
mod template;

pub use merge::{Limit, MailMerge, MergeError, Merged, Skipped};
pub use template::{Notice, NoticeKind, Template, notice, notices};
