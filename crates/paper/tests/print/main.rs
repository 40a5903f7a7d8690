//! Papers are printed, and read again by another program: what they look like, what they say, what is in them.
#![allow(clippy::unwrap_used)]

mod any;
mod artefacts;
mod looks;
mod reads;
mod support;
