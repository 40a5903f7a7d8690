//! Behaviour without looks: what the screens do, as small `Copy` handles over signals.
//!
//! A handle holds state as one enum in a signal; its methods ask the vault and set the state.
//! No secret stands in a signal: a fragment, a token and recovery words are kept in plain
//! values, and a passphrase goes from its field straight into a request.

pub(crate) mod access;
pub(crate) mod activity;
pub(crate) mod app;
pub(crate) mod artefact;
pub(crate) mod audit;
pub(crate) mod bell;
pub(crate) mod closing;
pub(crate) mod compliance;
pub(crate) mod documents;
pub(crate) mod idle_lock;
pub(crate) mod incident;
pub(crate) mod information;
pub(crate) mod limits;
pub(crate) mod links;
pub(crate) mod listing;
pub(crate) mod me;
pub(crate) mod members;
pub(crate) mod navigation;
pub(crate) mod pairing;
pub(crate) mod pdf;
pub(crate) mod peek;
pub(crate) mod policy;
pub(crate) mod preferences;
pub(crate) mod preview;
pub(crate) mod print;
pub(crate) mod proposals;
pub(crate) mod reports;
pub(crate) mod restore;
pub(crate) mod retention;
pub(crate) mod room;
pub(crate) mod rooms;
pub(crate) mod scan;
pub(crate) mod secrets;
pub(crate) mod selection;
pub(crate) mod session;
pub(crate) mod stages;
pub(crate) mod strength;
pub(crate) mod ticking;
pub(crate) mod toasts;
pub(crate) mod told;
pub(crate) mod transfers;
pub(crate) mod trustees;
pub(crate) mod vault;
pub(crate) mod verify;
pub(crate) mod visit;
pub(crate) mod watch;
pub(crate) mod work;
