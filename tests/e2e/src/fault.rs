//! What went wrong, in a sentence.

use std::{error::Error, fmt};

/// A step of a test that did not work out.
pub type Done<T = ()> = Result<T, Fault>;

/// A sentence with what led to it.
pub struct Fault(Box<dyn Error + Send + Sync>);

/// A fault with this sentence.
pub fn fault<T>(sentence: impl Into<String>) -> Done<T> {
    Err(Fault(sentence.into().into()))
}

impl fmt::Debug for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, out)
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, out)
    }
}

impl<E: Into<Box<dyn Error + Send + Sync>>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self(error.into())
    }
}
