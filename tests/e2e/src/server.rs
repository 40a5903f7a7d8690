//! The release server on a port of its own, with a data folder that a test may look through,
//! and with its whole output kept.

use std::{
    fs::{self, File},
    net::{SocketAddr, TcpListener},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use tempfile::TempDir;

use crate::{Done, fault, places};

/// A server process and what belongs to it.
#[derive(Debug)]
pub struct Server {
    home: TempDir,
    address: SocketAddr,
    child: Option<Child>,
}

impl Server {
    /// Starts with an empty data folder and waits until it answers.
    pub async fn start() -> Done<Self> {
        Self::start_with(&[]).await
    }

    /// The same with further words on the command line.
    pub async fn start_with(words: &[&str]) -> Done<Self> {
        let free = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
        let mut server = Self {
            home: tempfile::tempdir()?,
            address: free,
            child: None,
        };
        server.restart_with(words).await?;
        Ok(server)
    }

    /// Starts the process (again) with the same data, on the same port.
    pub async fn restart(&mut self) -> Done {
        self.restart_with(&[]).await
    }

    /// The same with further words on the command line.
    pub async fn restart_with(&mut self, words: &[&str]) -> Done {
        self.kill()?;
        let log = File::options()
            .create(true)
            .append(true)
            .open(self.log_path())?;
        let child = Command::new(places::sealroomd()?)
            .arg("--data")
            .arg(self.data())
            .arg("--listen")
            .arg(self.address.to_string())
            .args(words)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .spawn()?;
        self.child = Some(child);
        let until = Instant::now() + Duration::from_secs(30);
        while Instant::now() < until {
            let answer = reqwest::get(format!("http://{}/healthz", self.address)).await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            if let Some(child) = &mut self.child
                && let Some(status) = child.try_wait()?
            {
                return fault(format!("sealroomd ended with {status}:\n{}", self.log()?));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        fault(format!("sealroomd does not answer:\n{}", self.log()?))
    }

    /// As by `kill -9`: nothing is flushed, nothing is said.
    pub fn kill(&mut self) -> Done {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }

    /// As by Ctrl-C; gives how it ended.
    pub async fn stop(&mut self) -> Done<std::process::ExitStatus> {
        let Some(mut child) = self.child.take() else {
            return fault("sealroomd is not running");
        };
        Command::new("kill")
            .args(["-INT", &child.id().to_string()])
            .status()?;
        let until = Instant::now() + Duration::from_secs(20);
        while Instant::now() < until {
            if let Some(status) = child.try_wait()? {
                return Ok(status);
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        child.kill()?;
        fault("sealroomd did not stop within 20 seconds")
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Everything that it stores.
    pub fn data(&self) -> PathBuf {
        self.home.path().join("data")
    }

    /// Everything that it said.
    pub fn log(&self) -> Done<String> {
        Ok(String::from_utf8_lossy(&fs::read(self.log_path())?).into_owned())
    }

    /// The operator's token, which makes rooms; printed at the first start.
    pub fn token(&self) -> Done<String> {
        let log = self.log()?;
        let token = log.split("token=").nth(1).map(|rest| {
            rest.chars()
                .take_while(|letter| letter.is_ascii_alphanumeric() || "-_".contains(*letter))
                .collect()
        });
        token.map_or_else(|| fault(format!("sealroomd printed no token:\n{log}")), Ok)
    }

    fn log_path(&self) -> PathBuf {
        self.home.path().join("log")
    }

    /// How many bytes lie in the data folder.
    pub fn stored(&self) -> Done<u64> {
        size(&self.data())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

fn size(folder: &Path) -> Done<u64> {
    let mut bytes = 0;
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        bytes += match entry.metadata()? {
            about if about.is_dir() => size(&entry.path())?,
            about => about.len(),
        };
    }
    Ok(bytes)
}
