//! Measures: they print figures and judge none.

use crate::{
    app::Mode,
    browser,
    failure::Done,
    place::Place,
    run,
    setup::Wasm,
    shell::{run as run_command, say},
};

/// What a runner is told after its own words: only what measures, and let it print.
const MEASURES: [&str; 3] = ["--", "--ignored", "--nocapture"];

/// A room of many members and documents: by the use-cases over a store in memory, then on the real
/// server, by the use-cases without a browser and by a person in Chromium. `short` takes a tenth of it, and
/// leaves the store in memory out.
pub(crate) fn room(place: &Place, wasm: &Wasm, short: bool) -> Done {
    if !short {
        say("a room of many, in memory");
        let mut cargo = measure(place, "room", "flows")?;
        run_command(cargo.args(MEASURES).arg("thousand"))?;
    }
    run::build(place, wasm, Mode::Release)?;
    say("a room of many, on the server");
    let mut cargo = measure(place, "e2e", "bench")?;
    browser::name_programs(place, Mode::Release, &mut cargo)?;
    if short {
        cargo.env("SEALROOM_BENCH_SHORT", "1");
    }
    run_command(cargo.args(MEASURES))
}

fn measure(place: &Place, package: &str, test: &str) -> Done<std::process::Command> {
    let mut cargo = place.cargo(&["test", "--release", "--locked"])?;
    cargo.args([format!("--package={package}"), format!("--test={test}")]);
    Ok(cargo)
}
