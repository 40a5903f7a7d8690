//! The browser side of Sealroom.
//!
//! Two programs share this library. The page (`src/main.rs`) shows and asks; the vault
//! (`src/bin/vault.rs`) is a worker that holds the keys and runs the use-cases of `room`.
//! They speak through [`vault::messages`].

pub mod browser;
pub mod pdf;
pub mod vault;

// Leptos' macro makes a component's inner function `pub`.
#[allow(unreachable_pub)]
mod components;
mod i18n;
#[allow(unreachable_pub)]
mod pages;
mod routes;
mod tasks;

/// Shows the page.
pub fn show() {
    tasks::preferences::apply_stored();
    leptos::mount::mount_to_body(pages::Root);
}
