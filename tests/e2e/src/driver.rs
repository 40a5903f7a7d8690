//! One chromedriver, on a port that it chose itself, for as long as a test runs.

use std::{
    io::{BufRead, BufReader},
    process::{Child, Command, Stdio},
};

use crate::{Done, fault, places};

/// How often it is started.
const TRIES: usize = 3;

/// A running chromedriver.
#[derive(Debug)]
pub struct Driver {
    child: Child,
    port: u16,
}

impl Driver {
    /// Starts it. That there is none is a failure, never a reason to skip.
    pub fn start() -> Done<Self> {
        // one that finds its free port taken by the time it listens ends
        (1..TRIES)
            .find_map(|_| Self::try_start().ok())
            .map_or_else(Self::try_start, Ok)
    }

    fn try_start() -> Done<Self> {
        let program = places::chromedriver();
        let mut child = match Command::new(&program)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
        {
            Ok(child) => child,
            Err(error) => return fault(format!("{}: {error}", program.display())),
        };
        let Some(output) = child.stdout.take() else {
            return fault("chromedriver has no output");
        };
        let mut lines = BufReader::new(output).lines();
        let port = lines.find_map(|line| port_in(&line.ok()?));
        // what it says later is read and dropped, or it would stop at a full pipe
        std::thread::spawn(move || for _ in lines {});
        let Some(port) = port else {
            let _ = child.kill();
            return fault("chromedriver named no port");
        };
        Ok(Self { child, port })
    }

    /// Where it listens.
    pub fn url(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }
}

impl Drop for Driver {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn port_in(line: &str) -> Option<u16> {
    let rest = line.split("started successfully on port ").nth(1)?;
    rest.trim_end_matches('.').trim().parse().ok()
}
