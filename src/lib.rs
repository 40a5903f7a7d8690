//! The browser side of Sealroom.
//!
//! Two programs share this library. The page (`src/main.rs`) shows and asks; the vault
//! (`src/bin/vault.rs`) is a worker that holds the keys and runs the use-cases of `room`.
//! They speak through [`vault::messages`].

pub mod browser;
pub mod vault;
