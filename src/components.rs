//! What the screens are made of. A component shows; what it does comes in as a callback or a
//! handle of `tasks`.

pub(crate) mod breadcrumb;
pub(crate) mod browse;
pub(crate) mod copy_button;
pub(crate) mod dialog;
pub(crate) mod doc_dialogs;
pub(crate) mod doc_row;
pub(crate) mod doc_table;
pub(crate) mod doc_toolbar;
pub(crate) mod expiry;
pub(crate) mod field;
pub(crate) mod folder_tree;
pub(crate) mod freshness;
pub(crate) mod go_home;
pub(crate) mod handed_out;
pub(crate) mod header;
pub(crate) mod icon;
pub(crate) mod identity_form;
pub(crate) mod invite_dialog;
pub(crate) mod link_dialog;
pub(crate) mod member_list;
pub(crate) mod nav_link;
pub(crate) mod notes;
pub(crate) mod pdf_page;
pub(crate) mod pdf_view;
pub(crate) mod preview;
pub(crate) mod qr;
pub(crate) mod recovery_words;
pub(crate) mod safety_words;
pub(crate) mod shared_by;
pub(crate) mod submit;
pub(crate) mod toaster;
pub(crate) mod transfer_line;
pub(crate) mod transfer_panel;
pub(crate) mod unlock_form;
