//! Whether another checkout builds the same bytes: what the published hashes are worth.

use std::fs;

use super::{Mode, build, clear};
use crate::{
    failure::{At, Done, Failure},
    place::Place,
    setup::Wasm,
    shell::{ask, say},
};

/// Builds the app once more, from a copy of the checkout in another folder with nothing compiled,
/// and fails unless its digest is `expected`.
pub(crate) fn reproduce(place: &Place, wasm: &Wasm, expected: &str) -> Done {
    say("building the app again elsewhere, to compare");
    let root = place.target.join("again");
    clear(&root)?;
    copy_checkout(place, &root)?;
    let digest = build(&place.elsewhere(root.clone()), wasm, Mode::Release)?;
    clear(&root)?;
    if digest == expected {
        return Ok(());
    }
    Err(Failure::new(format!(
        "Two builds of the app differ: {expected} here, {digest} from a copy."
    )))
}

/// Copies what git knows or would know, as it lies here now.
fn copy_checkout(place: &Place, to: &std::path::Path) -> Done {
    let mut git = place.command("git")?;
    git.args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]);
    let listed = ask(&mut git).ok_or_else(|| Failure::new("git does not list the checkout."))?;
    for name in listed.split_terminator('\0') {
        let from = place.root.join(name);
        if !from.is_file() {
            continue;
        }
        let copy = to.join(name);
        if let Some(folder) = copy.parent() {
            fs::create_dir_all(folder).at(folder)?;
        }
        fs::copy(&from, &copy).at(&copy)?;
    }
    Ok(())
}
