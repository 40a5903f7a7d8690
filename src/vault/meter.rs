//! How far a transfer is, for the page: counted here, told at most five times a second.
//!
//! Speed is the mean over the last seconds, so that a burst of small files or one part that
//! arrives does not make it jump. What was on the store already counts as bytes but not as speed.

use std::collections::VecDeque;

use super::messages::{Failure, FileProgress, Progress};

/// Milliseconds between two tellings.
const RHYTHM: u64 = 200;
/// Milliseconds over which speed is the mean.
const WINDOW: u64 = 6_000;
/// How many files that move are told one by one.
const SHOWN: usize = 12;

/// Counts one transfer.
#[derive(Debug, Default)]
pub(crate) struct Meter {
    files: Vec<File>,
    bytes: u64,
    total: u64,
    done: u32,
    /// Time, and bytes that had moved by then.
    samples: VecDeque<(u64, u64)>,
    moved: u64,
    told: u64,
}

#[derive(Debug)]
struct File {
    name: String,
    bytes: u64,
    total: u64,
    state: State,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Waiting,
    Moving,
    Done,
    Failed(Failure),
}

impl Meter {
    /// Counts files of these names and lengths.
    pub(crate) fn new(files: impl IntoIterator<Item = (String, u64)>) -> Self {
        let file = |(name, total)| File {
            name,
            bytes: 0,
            total,
            state: State::Waiting,
        };
        let files: Vec<File> = files.into_iter().map(file).collect();
        Self {
            total: files.iter().map(|file| file.total).sum(),
            files,
            ..Self::default()
        }
    }

    /// So many bytes of a file are over; `fresh` of them moved just now.
    pub(crate) fn reached(&mut self, file: usize, bytes: u64, fresh: bool) {
        let Some(file) = self.files.get_mut(file) else {
            return;
        };
        if file.state == State::Waiting {
            file.state = State::Moving;
        }
        let bytes = bytes.min(file.total);
        if fresh {
            self.moved += bytes.saturating_sub(file.bytes);
        }
        self.bytes = self.bytes - file.bytes + bytes;
        file.bytes = bytes;
    }

    /// A file turns out to have so many bytes.
    pub(crate) fn expects(&mut self, file: usize, total: u64) {
        if let Some(file) = self.files.get_mut(file) {
            self.total = self.total - file.total + total;
            file.total = total;
        }
    }

    /// A file is over.
    pub(crate) fn ended(&mut self, file: usize, outcome: Result<(), Failure>) {
        let Some(file) = self.files.get_mut(file) else {
            return;
        };
        if matches!(file.state, State::Done | State::Failed(_)) {
            return;
        }
        match outcome {
            Ok(()) => {
                self.bytes = self.bytes - file.bytes + file.total;
                file.bytes = file.total;
                file.state = State::Done;
                self.done += 1;
            }
            Err(failure) => file.state = State::Failed(failure),
        }
    }

    /// Tries failed files again: they wait.
    pub(crate) fn again(&mut self) {
        for file in &mut self.files {
            if !matches!(file.state, State::Done) {
                file.state = State::Waiting;
            }
        }
        self.rest();
    }

    /// Everything begins from its first byte: an archive is written whole or not at all.
    pub(crate) fn restart(&mut self) {
        for file in &mut self.files {
            (file.bytes, file.state) = (0, State::Waiting);
        }
        (self.bytes, self.done) = (0, 0);
    }

    /// After a pause speed begins anew.
    pub(crate) fn rest(&mut self) {
        self.samples.clear();
    }

    /// The files that are not over, or failed.
    pub(crate) fn left(&self) -> Vec<usize> {
        (0..self.files.len())
            .filter(|at| self.files[*at].state != State::Done)
            .collect()
    }

    /// The first failure, if any.
    pub(crate) fn failure(&self) -> Option<Failure> {
        self.files.iter().find_map(|file| match file.state {
            State::Failed(failure) => Some(failure),
            _ => None,
        })
    }

    /// Whether it is time to tell; then it is told.
    pub(crate) fn is_due(&mut self, now: u64) -> bool {
        let due = now.saturating_sub(self.told) >= RHYTHM;
        if due {
            self.told = now;
        }
        due
    }

    /// How far it is.
    pub(crate) fn progress(&mut self, now: u64) -> Progress {
        self.samples.push_back((now, self.moved));
        while self.samples.len() > 2
            && self
                .samples
                .front()
                .is_some_and(|(at, _)| now.saturating_sub(*at) > WINDOW)
        {
            self.samples.pop_front();
        }
        let speed = match (self.samples.front(), self.samples.back()) {
            (Some((from, before)), Some((to, after))) if to > from => {
                (after - before) as f64 * 1000.0 / (to - from) as f64
            }
            _ => 0.0,
        };
        let left = self.total.saturating_sub(self.bytes) as f64;
        Progress {
            files: self.shown(),
            bytes: self.bytes as f64,
            total: self.total as f64,
            files_done: self.done,
            files_total: u32::try_from(self.files.len()).unwrap_or(u32::MAX),
            speed,
            seconds_left: (speed > 1.0).then(|| left / speed),
        }
    }

    fn shown(&self) -> Vec<FileProgress> {
        let moving = self
            .files
            .iter()
            .filter(|file| file.state == State::Moving)
            .take(SHOWN);
        let failed = self
            .files
            .iter()
            .filter(|file| matches!(file.state, State::Failed(_)));
        let show = |file: &File| FileProgress {
            name: file.name.clone(),
            bytes: file.bytes as f64,
            total: file.total as f64,
            failure: match file.state {
                State::Failed(failure) => Some(failure),
                _ => None,
            },
        };
        failed.chain(moving).map(show).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meter() -> Meter {
        Meter::new([
            ("a".to_owned(), 1000),
            ("b".to_owned(), 0),
            ("c".to_owned(), 500),
        ])
    }

    #[test]
    fn it_adds_up() {
        let mut meter = meter();
        meter.reached(0, 400, true);
        meter.reached(0, 700, true);
        meter.ended(1, Ok(()));
        meter.ended(2, Err(Failure::FileVanished));
        let told = meter.progress(1000);
        assert_eq!(
            (told.bytes, told.total, told.files_done, told.files_total),
            (700.0, 1500.0, 1, 3)
        );
        let names: Vec<_> = told
            .files
            .iter()
            .map(|file| (file.name.as_str(), file.failure))
            .collect();
        assert_eq!(names, [("c", Some(Failure::FileVanished)), ("a", None)]);
        assert_eq!(
            (meter.left(), meter.failure()),
            (vec![0, 2], Some(Failure::FileVanished))
        );
        meter.again();
        meter.ended(0, Ok(()));
        meter.ended(2, Ok(()));
        meter.ended(2, Ok(()));
        let told = meter.progress(2000);
        assert_eq!((told.bytes, told.files_done), (1500.0, 3));
        assert!(meter.left().is_empty() && told.files.is_empty());
    }

    #[test]
    fn speed_is_what_moved_lately() {
        let mut meter = Meter::new([("a".to_owned(), 1 << 30)]);
        // half was there from an earlier try
        meter.reached(0, 1 << 29, false);
        meter.progress(0);
        for second in 1..=10 {
            meter.reached(0, (1 << 29) + second * 1_000_000, true);
            meter.progress(second * 1000);
        }
        let told = meter.progress(10_000);
        assert!((told.speed - 1_000_000.0).abs() < 1.0, "{}", told.speed);
        let left = (f64::from(1 << 29) - 10_000_000.0) / 1_000_000.0;
        assert!(
            told.seconds_left
                .is_some_and(|seconds| (seconds - left).abs() < 0.1)
        );
        meter.rest();
        assert_eq!(meter.progress(60_000).speed, 0.0);
    }

    #[test]
    fn five_times_a_second() {
        let mut meter = meter();
        let told = (10_000..11_000).filter(|now| meter.is_due(*now)).count();
        assert_eq!(told, 5);
    }
}
