//! What the person's own place is made of.

pub(crate) mod devices;
pub(crate) mod doors;
pub(crate) mod leave;
pub(crate) mod new_key;
pub(crate) mod offer;
pub(crate) mod pair_form;
pub(crate) mod passphrase;
pub(crate) mod rooms_done;
pub(crate) mod share;
pub(crate) mod told;
