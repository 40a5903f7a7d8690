//! Where the programs under test lie, and where a run leaves what is to be looked at.

use std::{
    env,
    path::{Path, PathBuf},
};

use crate::{Done, fault};

/// The root of the checkout.
pub fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Cargo's target folder.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

/// The release server with the app inside: `SEALROOMD`, or the release build.
pub fn sealroomd() -> Done<PathBuf> {
    program("SEALROOMD", &target().join("release/sealroomd"))
}

/// The command line client: `SEALROOM`, or the release build.
pub fn sealroom() -> Done<PathBuf> {
    program("SEALROOM", &target().join("release/sealroom"))
}

/// axe-core's script: `AXE_CORE`, or npm's.
pub fn axe() -> Done<PathBuf> {
    program(
        "AXE_CORE",
        &workspace().join("node_modules/axe-core/axe.min.js"),
    )
}

/// `CHROMEDRIVER`, or the one on the PATH.
pub fn chromedriver() -> PathBuf {
    env::var_os("CHROMEDRIVER").map_or_else(|| "chromedriver".into(), PathBuf::from)
}

/// `CHROMIUM`, or Debian's.
pub fn chromium() -> PathBuf {
    env::var_os("CHROMIUM").map_or_else(|| "/usr/bin/chromium".into(), PathBuf::from)
}

/// Debian's packages of documents, unpacked by `cargo xtask setup`: `SEALROOM_DOCUMENTS`, or
/// `.tools/documents`.
pub fn debian() -> PathBuf {
    env::var_os("SEALROOM_DOCUMENTS")
        .map_or_else(|| workspace().join(".tools/documents"), PathBuf::from)
}

/// The font that the app has as well, unpacked beside [`debian`].
pub fn font() -> PathBuf {
    let file = "fonts/fonts-wqy-microhei/usr/share/fonts/truetype/wqy/wqy-microhei.ttc";
    debian().join("..").join(file)
}

/// Where the tour puts its pictures.
pub fn shots() -> PathBuf {
    target().join("e2e-shots")
}

/// Where a failed wait leaves a picture of what was there instead.
pub fn failures() -> PathBuf {
    target().join("e2e-failures")
}

/// Also what takes long: `SEALROOM_FULL=1`.
pub fn full() -> bool {
    env::var("SEALROOM_FULL").is_ok_and(|value| value == "1")
}

fn program(variable: &str, otherwise: &Path) -> Done<PathBuf> {
    let path = env::var_os(variable).map_or_else(|| otherwise.to_path_buf(), PathBuf::from);
    if !path.is_file() {
        return fault(format!(
            "{} is not there: `cargo xtask test` builds it, or name it in {variable}",
            path.display()
        ));
    }
    Ok(path)
}
