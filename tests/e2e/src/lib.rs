//! People in real browsers against the real server, with real documents.
//!
//! A test begins with a [`World`]: a server with an empty data folder, a [`Tap`] between it and
//! everyone else, and a chromedriver. People come from [`World::person`]; each is a browser of
//! their own with a profile, a language and a download folder. What a person does is a method of
//! [`Person`] that reads like the sentence in the test, and every wait ends with what the page
//! showed instead.
//!
//! ```no_run
//! # async fn sale() -> e2e::Done {
//! let world = e2e::World::start("sale").await?;
//! let seller = world.person("seller", e2e::Language::Chinese).await?;
//! seller.go(&world.first_page()?).await?;
//! seller.make_identity("王卖方", "correct horse battery").await?;
//! # Ok(()) }
//! ```
//!
//! Nothing here reaches into the app: only what a person can see and press, plus the
//! `data-test` names that the app gives its controls.

mod access;
pub mod check;
mod closing;
pub mod customers;
mod desk;
pub mod documents;
mod driver;
mod duties;
mod eyes;
mod fault;
mod fields;
pub mod markers;
mod people;
mod person;
pub mod places;
mod server;
pub mod sight;
mod tap;
mod terminal;
mod world;

pub use access::InviteOptions;
pub use driver::Driver;
pub use fault::{Done, Fault, fault};
pub use people::LinkOptions;
pub use person::{Language, Person, Storage};
pub use server::Server;
pub use tap::{Recorded, Tap};
pub use terminal::Terminal;
pub use world::{World, together};
