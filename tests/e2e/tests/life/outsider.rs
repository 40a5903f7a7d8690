//! Somebody who was given papers, on a machine that has the published command and nothing else of ours.

use std::{
    env, fs,
    path::Path,
    process::{Command, Output},
};

use e2e::{Done, places};
use tempfile::TempDir;

/// What was given.
pub(crate) struct Papers(TempDir);

impl Papers {
    pub(crate) fn new() -> Done<Self> {
        Ok(Self(tempfile::tempdir()?))
    }

    pub(crate) fn take(&mut self, name: &str, file: &Path) -> Done {
        fs::copy(file, self.0.path().join(name))?;
        Ok(())
    }

    pub(crate) fn write(&mut self, name: &str, text: &str) -> Done {
        fs::write(self.0.path().join(name), text)?;
        Ok(())
    }

    /// Runs the outsider's script, which finds each of them good, and none of them after one bit of it was changed.
    pub(crate) fn check(&self) -> Done {
        let said = self.script()?;
        let (out, bad) = (text(&said.stdout), text(&said.stderr));
        assert!(said.status.success(), "{out}{bad}");
        for paper in ["archive", "bible", "certificate", "entry"] {
            assert!(out.contains(&format!("{paper}: holds")), "{out}");
            assert!(
                out.contains(&format!("{paper}: refused once changed")),
                "{out}"
            );
        }
        // a script that finds everything good is none
        let certificate = self.0.path().join("certificate.json");
        fs::write(
            &certificate,
            text(&fs::read(&certificate)?).replacen('7', "8", 1),
        )?;
        assert!(!self.script()?.status.success());
        Ok(())
    }

    fn script(&self) -> Done<Output> {
        let empty = tempfile::tempdir()?;
        let program = env::current_dir()?.join(places::sealroom()?);
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("outsider.sh");
        let output = Command::new("sh")
            .arg(script)
            .arg(self.0.path())
            .current_dir(empty.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", empty.path())
            .env("SEALROOM", program)
            .output()?;
        Ok(output)
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
