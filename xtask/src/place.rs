//! Where things lie: the checkout, the two target folders, the tools.
//!
//! There are two target folders because there may be two compilers (see `setup::wasm`), and each
//! would throw the other's artefacts away.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{app::Mode, failure::Done, setup::Wasm, shell::path_with};

/// The folders of this checkout.
#[derive(Debug, Clone)]
pub(crate) struct Place {
    /// The checkout.
    pub(crate) root: PathBuf,
    /// Artefacts of native code.
    pub(crate) target: PathBuf,
    /// Artefacts of code for the browser.
    pub(crate) web_target: PathBuf,
    /// The finished app, which the server embeds.
    pub(crate) dist: PathBuf,
    /// Tools that the machine did not have in the right version.
    pub(crate) tools: PathBuf,
    /// Tools of npm.
    pub(crate) modules: PathBuf,
}

impl Place {
    /// The checkout that this xtask was compiled in.
    pub(crate) fn here() -> Self {
        let own = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = own.parent().unwrap_or(own).to_path_buf();
        let target = env::var_os("CARGO_TARGET_DIR")
            .map_or_else(|| root.join("target"), |set| root.join(set));
        Self {
            web_target: target.join("web"),
            dist: root.join("dist"),
            tools: root.join(".tools"),
            modules: root.join("node_modules"),
            target,
            root,
        }
    }

    /// The same tools, with another checkout and fresh target folders below it.
    pub(crate) fn elsewhere(&self, root: PathBuf) -> Self {
        let target = root.join("target");
        Self {
            web_target: target.join("web"),
            dist: root.join("dist"),
            target,
            root,
            ..self.clone()
        }
    }

    /// A binary that was built in `mode`.
    pub(crate) fn binary(&self, name: &str, mode: Mode) -> PathBuf {
        let profile = match mode {
            Mode::Release => "release",
            Mode::Dev => "debug",
        };
        self.target.join(profile).join(name)
    }

    /// `program` at the root, with our tools first on the PATH.
    pub(crate) fn command(&self, program: &str) -> Done<Command> {
        let mut command = Command::new(program);
        command
            .current_dir(&self.root)
            .env("CARGO_TARGET_DIR", &self.target)
            .env(
                "PATH",
                path_with(&[&self.tools.join("bin"), &self.modules.join(".bin")])?,
            );
        Ok(command)
    }

    /// `cargo` for native code.
    pub(crate) fn cargo(&self, words: &[&str]) -> Done<Command> {
        let mut command = self.command("cargo")?;
        command.args(words);
        Ok(command)
    }

    /// `program` set up to compile for the browser: the right compiler, a target folder of its
    /// own, and paths of this machine kept out of what is built, so that two machines build the
    /// same bytes.
    pub(crate) fn web_command(&self, program: &str, wasm: &Wasm) -> Done<Command> {
        let mut command = self.command(program)?;
        command
            .env("CARGO_TARGET_DIR", &self.web_target)
            .env("CARGO_ENCODED_RUSTFLAGS", self.flags().join("\u{1f}"))
            .env_remove("RUSTFLAGS");
        if let Some(toolchain) = &wasm.toolchain {
            command.env("RUSTUP_TOOLCHAIN", toolchain);
        }
        Ok(command)
    }

    /// What the compiler for the browser is told. Views are erased to one type where a component
    /// ends: otherwise a page is a single type made of all below it, which is slow to compile and large.
    fn flags(&self) -> Vec<String> {
        let mut flags = self.remapped();
        flags.push("--cfg=erase_components".into());
        flags
    }

    fn remapped(&self) -> Vec<String> {
        let cargo_home = cargo_home();
        [
            (&self.root, "sealroom"),
            (&cargo_home, "cargo"),
            (&self.web_target, "target"),
        ]
        .iter()
        .map(|(path, name)| format!("--remap-path-prefix={}=/{name}", path.display()))
        .collect()
    }
}

/// Cargo's own folder, where the sources of dependencies lie.
pub(crate) fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(
        || PathBuf::from(env::var_os("HOME").unwrap_or_default()).join(".cargo"),
        PathBuf::from,
    )
}
