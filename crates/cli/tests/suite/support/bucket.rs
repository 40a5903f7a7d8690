//! A real engine that speaks S3, with an empty bucket.

use std::fs;
use std::net::TcpListener;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The engine; it ends with the test.
pub struct Bucket {
    child: Child,
    endpoint: String,
    _folder: tempfile::TempDir,
}

/// As `cargo xtask` has installed it.
fn program() -> PathBuf {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..");
    let program = root.join(".tools/engine/bin/weed");
    assert!(
        program.exists(),
        "`cargo xtask test` installs the engine that this needs"
    );
    program
}

/// So many ports in a row that are free, and the same ten thousand above, where the engine listens as well.
fn ports(count: u16) -> u16 {
    let free = |port: u16| TcpListener::bind(("127.0.0.1", port)).is_ok();
    let begin = 20_000 + u16::try_from(std::process::id() % 8_000).unwrap();
    (begin..30_000)
        .step_by(usize::from(count))
        .find(|port| (0..count).all(|n| free(port + n) && free(port + n + 10_000)))
        .unwrap()
}

impl Bucket {
    pub fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let rights = folder.path().join("s3.json");
        let identity = r#"{"identities":[{"name":"test","credentials":[{"accessKey":"a-key","secretKey":"a-secret"}],"actions":["Admin","Read","Write","List","Tagging"]}]}"#;
        fs::write(&rights, identity).unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        let port = ports(4);
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let child = Command::new(program())
            .arg("mini")
            .arg(format!("-dir={}", data.display()))
            .args([
                "-ip=127.0.0.1",
                "-ip.bind=127.0.0.1",
                "-master.telemetry=false",
                "-bucket=probe",
            ])
            .args([
                "-webdav=false",
                "-admin.ui=false",
                "-s3.port.iceberg=0",
                "-s3.port.lance=0",
            ])
            .arg(format!("-s3.config={}", rights.display()))
            .arg(format!("-s3.port={port}"))
            .arg(format!("-master.port={}", port + 1))
            .arg(format!("-volume.port={}", port + 2))
            .arg(format!("-filer.port={}", port + 3))
            .current_dir(folder.path())
            .stdout(Stdio::from(log.try_clone().unwrap()))
            .stderr(Stdio::from(log))
            .spawn()
            .unwrap();
        Self {
            child,
            endpoint: format!("http://127.0.0.1:{port}"),
            _folder: folder,
        }
    }

    /// What the program has to find in its environment.
    pub fn vars(&self) -> Vec<(&'static str, String)> {
        let pairs = [
            ("AWS_ENDPOINT_URL", self.endpoint.as_str()),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_ACCESS_KEY_ID", "a-key"),
            ("AWS_SECRET_ACCESS_KEY", "a-secret"),
        ];
        pairs.map(|(name, value)| (name, value.to_owned())).into()
    }

    /// Waits until it takes this, which fails as long as it is not ready.
    pub fn ready(&self, mut taken: impl FnMut() -> bool) {
        let begun = Instant::now();
        while !taken() {
            assert!(
                begun.elapsed() < Duration::from_secs(60),
                "the engine is not ready"
            );
            std::thread::sleep(Duration::from_millis(300));
        }
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
