//! Runs a test runner: what it prints goes through, and its closing lines are kept, so that they
//! stand together at the end and "no test ran" cannot pass for success.

use std::{
    io::{BufRead, BufReader, Read},
    process::{Command, Stdio},
    thread,
};

use crate::failure::{Done, Failure};

/// What test runners said at their end.
#[derive(Debug, Default)]
pub(crate) struct Closing {
    /// The lines, as printed.
    pub(crate) lines: Vec<String>,
    /// Tests that passed, over all of them.
    pub(crate) passed: u64,
}

/// Runs `command` and keeps the closing lines. Fails when it fails, or when no test passed.
pub(crate) fn run_tests(command: &mut Command) -> Done<Closing> {
    let shown = format!("{command:?}");
    let failed = |error| Failure::new(format!("{shown} could not be run: {error}"));
    let mut child = command
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(failed)?;
    let errors = child.stderr.take();
    let errors = thread::spawn(move || errors.map(pass_through).unwrap_or_default());
    let mut lines = child.stdout.take().map(pass_through).unwrap_or_default();
    lines.extend(errors.join().unwrap_or_default());
    let status = child.wait().map_err(failed)?;
    let passed = lines.iter().filter_map(|line| passed(line)).sum();
    if !status.success() {
        return Err(Failure::new(format!("Tests failed: {status}")));
    }
    if passed == 0 {
        return Err(Failure::new(format!("No test ran: {shown}")));
    }
    Ok(Closing { lines, passed })
}

fn pass_through(from: impl Read) -> Vec<String> {
    let mut closing = Vec::new();
    let mut reader = BufReader::new(from);
    let mut line = Vec::new();
    while reader.read_until(b'\n', &mut line).is_ok_and(|n| n > 0) {
        let text = String::from_utf8_lossy(&line).trim_end().to_owned();
        eprintln!("{text}");
        if passed(&text).is_some_and(|passed| passed > 0) {
            closing.push(text.trim().to_owned());
        }
        line.clear();
    }
    closing
}

/// How many tests passed, if `line` closes a run of nextest or libtest.
fn passed(line: &str) -> Option<u64> {
    let line = plain(line);
    let counts = match line.trim().strip_prefix("test result: ") {
        Some(counts) => counts,
        None => line.trim().strip_prefix("Summary [")?,
    };
    let (before, _) = counts.split_once(" passed")?;
    before.split_whitespace().next_back()?.parse().ok()
}

/// `line` without colours.
fn plain(line: &str) -> String {
    let mut parts = line.split("\u{1b}[");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.split_once('m').map_or(part, |(_, rest)| rest)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn closing_lines_are_read() {
        let nextest =
            "     Summary [   0.012s] 18 tests run: 17 passed (1 slow), 1 failed, 2 skipped";
        assert_eq!(passed(nextest), Some(17));
        let libtest = "test result: ok. 9 passed; 0 failed; 0 ignored; finished in 0.01s";
        assert_eq!(passed(libtest), Some(9));
        assert_eq!(
            passed("\u{1b}[32;1m     Summary\u{1b}[0m [   1.0s] 3 tests run: 3 passed, 0 skipped"),
            Some(3)
        );
        assert_eq!(passed("test seal::tests::passed ... ok"), None);
    }

    #[test]
    fn a_runner_that_ran_nothing_fails() {
        let mut quiet = Command::new("true");
        assert!(run_tests(&mut quiet).is_err());
        let mut fails = Command::new("false");
        assert!(run_tests(&mut fails).is_err());
        let mut runs = Command::new("echo");
        runs.arg("test result: ok. 2 passed; 0 failed");
        assert_eq!(run_tests(&mut runs).expect("runs").passed, 2);
    }
}
