//! What the page asks of the browser, one small function each.
//!
//! Pages, components and tasks know no DOM: a file is an opaque [`files::Picked`], an address a
//! string, a dialog an element that Leptos hands over.

pub(crate) mod address;
pub(crate) mod canvas;
pub(crate) mod clipboard;
pub(crate) mod content;
pub(crate) mod dialog;
pub(crate) mod digest;
pub(crate) mod files;
pub(crate) mod intl;
pub(crate) mod paper;
pub(crate) mod passkey;
pub(crate) mod pdf_client;
mod pdf_program;
pub(crate) mod prefs;
mod reader_line;
pub(crate) mod scan_client;
pub(crate) mod sheet_client;
pub(crate) mod time;
pub(crate) mod vault_client;
