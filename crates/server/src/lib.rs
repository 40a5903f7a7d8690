//! The server: a gate in front of a store of which it can read nothing.
//!
//! [`gate`] judges: it holds no socket and no file, only an engine, a key and a clock, so that
//! tests drive it through [`local::Local`] without sockets and without waiting. [`http`] is the
//! thin layer over it, [`engine`] the folder beneath it, [`sweeper`] deletes what has run out, [`notify`] tells people
//! outside the app that there is something, [`stamps`] has checkpoints stamped.
//! What may be done in a room is decided by the crate `ledger` alone, the same code that clients run.
//!
//! Absent on purpose: accounts, cookies, passwords, a database, any key that opens anything.

pub mod app;
pub mod authority;
pub mod clock;
pub mod config;
pub mod connections;
pub mod engine;
pub mod folder;
pub mod gate;
pub mod http;
pub mod local;
pub mod logs;
pub mod notify;
pub mod probe;
pub mod serve;
pub mod stamps;
pub mod sweeper;

pub use clock::{Clock, ManualClock, SystemClock};
pub use gate::{Gate, Quotas, ServerKey};
