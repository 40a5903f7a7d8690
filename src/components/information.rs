//! How documents are classified, and what follows from that.

pub(crate) mod against;
pub(crate) mod bases;
pub(crate) mod basis_form;
pub(crate) mod classify;
pub(crate) mod levels;
pub(crate) mod marks_form;
pub(crate) mod requests;
pub(crate) mod scan_list;
pub(crate) mod variant;
pub(crate) mod words;
