//! Running other programs: every command is shown before it runs, and a bad exit is a [`Failure`].

use std::{
    env,
    ffi::OsStr,
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::OnceLock,
    time::Instant,
};

use crate::failure::{Done, Failure};

/// Tells the person at the terminal what happens, and how long after the first such line.
pub(crate) fn say(sentence: &str) {
    static START: OnceLock<Instant> = OnceLock::new();
    let seconds = START.get_or_init(Instant::now).elapsed().as_secs();
    let (minutes, rest) = (seconds / 60, seconds % 60);
    eprintln!("\u{1b}[1m== {minutes:02}:{rest:02}\u{1b}[0m {sentence}");
}

/// Runs `command`, shown first, its output passed through.
pub(crate) fn run(command: &mut Command) -> Done {
    let shown = shown(command);
    eprintln!("   $ {shown}");
    let status = command
        .status()
        .map_err(|error| Failure::new(format!("`{shown}` could not be started: {error}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(Failure::new(format!("`{shown}` ended with {status}")))
    }
}

/// The standard output of `command`, or nothing if it is absent or fails: for asking, not for doing.
pub(crate) fn ask(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then_some(text)
}

/// `program` as root: itself where we are root already, through sudo otherwise.
pub(crate) fn as_root(program: impl AsRef<OsStr>) -> Done<Command> {
    if is_root() {
        return Ok(Command::new(program));
    }
    if find("sudo").is_none() {
        return Err(Failure::new(
            "Something has to be installed: run this again as root, or install sudo.",
        ));
    }
    let mut command = Command::new("sudo");
    command.arg(program);
    Ok(command)
}

/// Whether this process is root, which Chromium's sandbox and apt ask.
pub(crate) fn is_root() -> bool {
    ask(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0")
}

/// Where `program` lies on the PATH.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    env::split_paths(&env::var_os("PATH")?)
        .map(|folder| folder.join(program))
        .find(|path| path.is_file())
}

/// The PATH with `folders` before everything else.
pub(crate) fn path_with(folders: &[&Path]) -> Done<std::ffi::OsString> {
    let old = env::var_os("PATH").unwrap_or_default();
    let all = folders
        .iter()
        .map(|folder| folder.to_path_buf())
        .chain(env::split_paths(&old));
    env::join_paths(all).map_err(|error| Failure::new(format!("PATH: {error}")))
}

/// The command as one line, cut where it would fill the screen.
fn shown(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let line = words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ");
    match line.char_indices().nth(160) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
