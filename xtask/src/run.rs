//! Builds the binaries around the app, and serves.

use std::process::Command;

use crate::{
    app::{self, Mode},
    args::Run,
    failure::{Done, Failure},
    place::Place,
    setup::Wasm,
    shell::{run as run_command, say},
};

/// Builds the app into `dist/`, then `sealroomd`, which embeds it, and `sealroom`. Gives the app's
/// digest.
pub(crate) fn build(place: &Place, wasm: &Wasm, mode: Mode) -> Done<String> {
    let digest = app::build(place, wasm, mode)?;
    programs(place, mode)?;
    Ok(digest)
}

/// Builds `sealroomd` around what is in `dist/`, and `sealroom`.
pub(crate) fn programs(place: &Place, mode: Mode) -> Done {
    say("building the server and the command line");
    let mut cargo = place.cargo(&["build", "--package=server", "--package=cli"])?;
    if mode == Mode::Release {
        cargo.arg("--release");
    }
    run_command(&mut cargo)
}

/// Builds and serves until Ctrl-C. The rooms stay in the data folder.
pub(crate) fn run(place: &Place, wasm: &Wasm, options: &Run) -> Done {
    build(place, wasm, options.mode)?;
    let mut server = Command::new(place.binary("sealroomd", options.mode));
    server
        .current_dir(&place.root)
        .arg("--listen")
        .arg(format!("127.0.0.1:{}", options.port))
        .arg("--data")
        .arg(&options.data);
    become_(&mut server)
}

/// Turns into `server`, so that Ctrl-C and signals reach it alone and directly.
#[cfg(unix)]
fn become_(server: &mut Command) -> Done {
    use std::os::unix::process::CommandExt;
    let error = server.exec();
    Err(Failure::new(format!("The server does not start: {error}")))
}

#[cfg(not(unix))]
fn become_(server: &mut Command) -> Done {
    run_command(server)
}
