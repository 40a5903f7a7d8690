//! The chains between this device and the store: loaded and checked, appended to, read where one holds no key,
//! brought to what grants say, and turned to new keys.

pub(crate) mod append;
pub(crate) mod care;
pub(crate) mod load;
pub(crate) mod read;
pub(crate) mod reconcile;
pub(crate) mod rotate;
