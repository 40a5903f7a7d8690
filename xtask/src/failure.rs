//! Why a task stopped: one sentence for the person at the terminal.

use std::fmt;

/// A sentence that says what went wrong and, where it can be said, what to do.
#[derive(Debug)]
pub(crate) struct Failure(String);

/// What every step returns.
pub(crate) type Done<T = ()> = Result<T, Failure>;

impl Failure {
    /// A failure that says `sentence`.
    pub(crate) fn new(sentence: impl Into<String>) -> Self {
        Self(sentence.into())
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Names the file or folder that an I/O error is about.
pub(crate) trait At<T> {
    /// Turns the error into a sentence about `path`.
    fn at(self, path: &std::path::Path) -> Done<T>;
}

impl<T> At<T> for std::io::Result<T> {
    fn at(self, path: &std::path::Path) -> Done<T> {
        self.map_err(|error| Failure(format!("{}: {error}", path.display())))
    }
}
