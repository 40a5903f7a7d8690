//! For how long documents are kept, what has to be kept, and destroying them for good.

pub(crate) mod asked;
pub(crate) mod certificate;
pub(crate) mod certificate_dialog;
pub(crate) mod clock_form;
pub(crate) mod clocks;
pub(crate) mod destroy;
pub(crate) mod done;
pub(crate) mod doomed;
pub(crate) mod due;
pub(crate) mod holds;
pub(crate) mod keep;
pub(crate) mod target;
pub(crate) mod words;
