//! What was asked for on the command line.

use crate::{
    app::Mode,
    failure::{Done, Failure},
};

/// The help text.
pub(crate) const HELP: &str = "\
cargo xtask <task>: installs what the task lacks, then does it

  run     build the release app and serve it with the embedded store
            --port <n>      port on this machine (default 8080)
            --data <folder> where rooms are kept (default data)
            --dev           compile fast, run slowly
  test    every check and test, headless browser included
            --full          and what takes longer
  build   the app into dist/, then the binaries sealroomd and sealroom
            --dev           compile fast, run slowly
  setup   install what run and test need, and do nothing else
  lint    formatting, clippy (native and for the browser), cargo deny, the dependency law
  law     the dependency law alone
  web     headless tests of the browser's code in Chromium
  e2e     browser end-to-end tests; words after -- go to the test runner
            --full          and what takes longer
  fuzz    random bytes against the parsers of bytes by others
            --seconds <n>   for each target (default 300)
  bench   every measure there is, optimised; or of these
  bench room  what 1,000 members and 10,000 documents cost, natively and in Chromium
            --short         a tenth of it
  pictures  the pictures in README and guides, taken anew in both languages";

/// One task with its options.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Task {
    /// Print [`HELP`].
    Help,
    /// Install what is missing.
    Setup,
    /// Build and serve.
    Run(Run),
    /// Build only.
    Build(Mode),
    /// All checks and tests.
    Test { full: bool },
    /// All checks without tests.
    Lint,
    /// The dependency law.
    Law,
    /// Headless tests.
    Web,
    /// End-to-end tests.
    E2e { full: bool, rest: Vec<String> },
    /// Fuzzing, for so long each.
    Fuzz { seconds: u64 },
    /// Measurements: one kind, or all.
    Bench { what: Option<Bench>, short: bool },
    /// The documents' pictures.
    Pictures,
}

/// What is measured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bench {
    /// A room of many.
    Room,
}

/// Options of `run`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Run {
    /// The port on this machine.
    pub(crate) port: u16,
    /// The folder that keeps the rooms.
    pub(crate) data: String,
    /// How app and server are compiled.
    pub(crate) mode: Mode,
}

/// Reads the words after `cargo xtask`.
pub(crate) fn parse(words: impl IntoIterator<Item = String>) -> Done<Task> {
    let mut words = words.into_iter();
    let Some(task) = words.next() else {
        return Ok(Task::Help);
    };
    let mut options = Options::default();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--port" => options.port = Some(value(&word, words.next())?),
            "--data" => options.data = Some(value(&word, words.next())?),
            "--seconds" => options.seconds = Some(value(&word, words.next())?),
            "--dev" => options.dev = true,
            "--full" => options.full = true,
            "--short" => options.short = true,
            "room" if task == "bench" && options.bench.is_none() => {
                options.bench = Some(Bench::Room)
            }
            "--" => options.rest = Some(words.by_ref().collect()),
            _ => return Err(unknown(&word)),
        }
    }
    options.task(&task)
}

#[derive(Default)]
struct Options {
    port: Option<u16>,
    data: Option<String>,
    seconds: Option<u64>,
    dev: bool,
    full: bool,
    short: bool,
    bench: Option<Bench>,
    rest: Option<Vec<String>>,
}

impl Options {
    fn task(mut self, name: &str) -> Done<Task> {
        let task = match name {
            "run" => Task::Run(Run {
                port: self.port.take().unwrap_or(8080),
                data: self.data.take().unwrap_or_else(|| "data".to_owned()),
                mode: self.take_mode(),
            }),
            "build" => Task::Build(self.take_mode()),
            "test" => Task::Test {
                full: std::mem::take(&mut self.full),
            },
            "e2e" => Task::E2e {
                full: std::mem::take(&mut self.full),
                rest: self.rest.take().unwrap_or_default(),
            },
            "setup" => Task::Setup,
            "lint" => Task::Lint,
            "law" => Task::Law,
            "web" => Task::Web,
            "bench" => Task::Bench {
                what: self.bench.take(),
                short: std::mem::take(&mut self.short),
            },
            "fuzz" => Task::Fuzz {
                seconds: self.seconds.take().unwrap_or(300),
            },
            "pictures" => Task::Pictures,
            "help" | "--help" | "-h" => Task::Help,
            _ => return Err(unknown(name)),
        };
        match self.left_over() {
            Some(word) => Err(Failure::new(format!("`{name}` knows no {word}."))),
            None => Ok(task),
        }
    }

    fn take_mode(&mut self) -> Mode {
        if std::mem::take(&mut self.dev) {
            Mode::Dev
        } else {
            Mode::Release
        }
    }

    fn left_over(&self) -> Option<&'static str> {
        [
            (self.port.is_some(), "--port"),
            (self.data.is_some(), "--data"),
            (self.seconds.is_some(), "--seconds"),
            (self.dev, "--dev"),
            (self.full, "--full"),
            (self.short, "--short"),
            (self.rest.is_some(), "--"),
        ]
        .into_iter()
        .find_map(|(given, word)| given.then_some(word))
    }
}

fn value<T: std::str::FromStr>(option: &str, word: Option<String>) -> Done<T> {
    word.and_then(|word| word.parse().ok())
        .ok_or_else(|| Failure::new(format!("{option} wants a value.")))
}

fn unknown(word: &str) -> Failure {
    Failure::new(format!("`{word}` is unknown.\n\n{HELP}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Done<Task> {
        parse(line.split_whitespace().map(str::to_owned))
    }

    #[test]
    fn options_are_read_and_defaults_filled_in() {
        let run = parsed("run --port 9000").expect("reads");
        assert_eq!(
            run,
            Task::Run(Run {
                port: 9000,
                data: "data".to_owned(),
                mode: Mode::Release
            })
        );
        let e2e = parsed("e2e --full -- upload").expect("reads");
        let rest = vec!["upload".to_owned()];
        assert_eq!(e2e, Task::E2e { full: true, rest });
        let (what, short) = (Some(Bench::Room), true);
        let bench = parsed("bench room --short").expect("reads");
        assert_eq!(bench, Task::Bench { what, short });
        assert_eq!(parsed("").expect("reads"), Task::Help);
    }

    #[test]
    fn what_a_task_does_not_know_is_refused() {
        for line in [
            "dance",
            "run --full",
            "law --dev",
            "test --short",
            "test room",
            "bench room room",
            "run --port many",
            "run --port",
            "test -- x",
        ] {
            assert!(parsed(line).is_err(), "{line}");
        }
    }
}
