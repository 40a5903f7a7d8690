//! The dependency law: who may depend on whom, and who may name what.
//!
//! It stands in the architecture page; this is what enforces it. [`graph`] reads the manifests,
//! [`sources`] the code. Development dependencies are free: a test may look at both sides.

mod graph;
mod sources;

use crate::{
    failure::{Done, Failure},
    place::Place,
    shell::say,
};

/// Fails with every breach of the law.
pub(crate) fn check(place: &Place) -> Done {
    say("the dependency law");
    let mut breaches = graph::breaches(&graph::read(place)?);
    breaches.extend(sources::breaches(&place.root)?);
    if breaches.is_empty() {
        return Ok(());
    }
    Err(Failure::new(format!(
        "The dependency law is broken:\n  {}",
        breaches.join("\n  ")
    )))
}
