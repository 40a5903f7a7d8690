//! Forms of the law, registers, notices to many, reports to the auditors.

pub(crate) mod finding_dialogs;
pub(crate) mod findings;
pub(crate) mod form_cell;
pub(crate) mod form_editor;
pub(crate) mod form_field;
pub(crate) mod form_list;
pub(crate) mod form_open;
pub(crate) mod form_paper;
pub(crate) mod notice_fields;
pub(crate) mod notice_look;
pub(crate) mod report_audit;
pub(crate) mod report_write;
pub(crate) mod reviews;
pub(crate) mod rights;
pub(crate) mod said_text;
pub(crate) mod words;
