//! What people and programs get to see.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use serde_json::Value;

use crate::error::Error;

/// Results and progress.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Out {
    pub(crate) json: bool,
    pub(crate) quiet: bool,
}

impl Out {
    /// A result: one JSON value, or lines for people.
    pub(crate) fn result(self, value: &Value, lines: &[String]) -> Result<(), Error> {
        let mut out = io::stdout().lock();
        if self.json {
            writeln!(out, "{value}")?;
        } else {
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))?;
        }
        Ok(())
    }

    /// A line of progress that the next one replaces.
    pub(crate) fn progress(self, line: &str) {
        let mut err = io::stderr().lock();
        if !self.quiet && err.is_terminal() {
            // progress that cannot be shown is no reason to stop
            _ = write!(err, "\r\x1b[2K{line}");
            _ = err.flush();
        }
    }

    /// A line that stays, on standard error.
    pub(crate) fn say(self, line: &str) {
        if !self.quiet {
            self.progress("");
            _ = writeln!(io::stderr().lock(), "{line}");
        }
    }

    /// Something that went wrong with one of many.
    pub(crate) fn warn(self, line: &str) {
        self.progress("");
        _ = writeln!(io::stderr().lock(), "{line}");
    }
}

/// The error's sentence and its exit code.
pub(crate) fn failed(error: &Error, json: bool) -> ExitCode {
    let mut err = io::stderr().lock();
    let (text, code) = (error.to_string(), error.code());
    _ = if json {
        writeln!(
            err,
            "{}",
            serde_json::json!({ "error": text, "code": code })
        )
    } else {
        writeln!(err, "sealroom: {text}")
    };
    ExitCode::from(code)
}

/// A number of bytes for people.
pub(crate) fn size(bytes: u64) -> String {
    let mut value = bytes as f64;
    for unit in ["B", "KiB", "MiB", "GiB"] {
        if value < 1024.0 {
            return if unit == "B" {
                format!("{bytes} B")
            } else {
                format!("{value:.1} {unit}")
            };
        }
        value /= 1024.0;
    }
    format!("{value:.1} TiB")
}
