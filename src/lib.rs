//! The browser side of Sealroom.
//!
//! Three programs share this library. The page (`src/main.rs`) shows and asks; the vault
//! (`src/bin/vault.rs`) is a worker that holds the keys and runs the use-cases of `room`; the PDF
//! reader (`src/bin/pdf.rs`) is another, which holds no key and draws what others sent.
//! They speak through `vault::messages` and [`pdf::messages`]. The reader is built without the other two.

pub mod browser;
pub mod pdf;
#[cfg(feature = "app")]
pub mod vault;

// Leptos' macro makes a component's inner function `pub`.
#[cfg(feature = "app")]
#[allow(unreachable_pub)]
mod components;
#[cfg(feature = "app")]
mod i18n;
#[cfg(feature = "app")]
#[allow(unreachable_pub)]
mod pages;
#[cfg(feature = "app")]
mod routes;
#[cfg(feature = "app")]
mod tasks;

/// Shows the page.
#[cfg(feature = "app")]
pub fn show() {
    tasks::preferences::apply_stored();
    leptos::mount::mount_to_body(pages::Root);
}
