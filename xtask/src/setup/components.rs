//! rustfmt and clippy, which a minimal rustup leaves out.

use super::{For, wasm::may_download};
use crate::{
    failure::{Done, Failure},
    place::Place,
    shell::{ask, run},
};

const COMPONENTS: [(&str, &str); 2] = [("fmt", "rustfmt"), ("clippy", "clippy")];

/// Adds what the checks need and the toolchain lacks.
pub(super) fn install(place: &Place, purpose: For) -> Done {
    if purpose == For::Run {
        return Ok(());
    }
    for (word, component) in COMPONENTS {
        if ask(&mut place.cargo(&[word, "--version"])?).is_some() {
            continue;
        }
        if !may_download() {
            return Err(Failure::new(format!(
                "The toolchain has no {component} and rustup may not download: please install it."
            )));
        }
        run(place
            .command("rustup")?
            .args(["component", "add", component]))?;
    }
    Ok(())
}
