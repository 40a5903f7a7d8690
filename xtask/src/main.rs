//! `cargo xtask`: everything that is done to this project, at the desk and on the machine that
//! checks it. `cargo xtask help` lists the tasks.

mod app;
mod args;
mod bench;
mod browser;
mod failure;
mod folder;
mod fuzz;
mod law;
mod lint;
mod pictures;
mod place;
mod run;
mod runner;
mod setup;
mod shell;
mod test;

use std::{process::ExitCode, time::Duration};

use args::{Bench, HELP, Task};
use failure::Done;
use place::Place;
use setup::For;

fn main() -> ExitCode {
    match args::parse(std::env::args().skip(1)).and_then(perform) {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => {
            eprintln!("\n{failure}");
            ExitCode::FAILURE
        }
    }
}

fn perform(task: Task) -> Done {
    let place = Place::here();
    match task {
        Task::Help => eprintln!("{HELP}"),
        Task::Setup => {
            setup::ready(&place, For::Test)?;
        }
        Task::Run(options) => {
            let wasm = setup::ready(&place, For::Run)?;
            run::run(&place, &wasm, &options)?;
        }
        Task::Build(mode) => {
            let wasm = setup::ready(&place, For::Run)?;
            run::build(&place, &wasm, mode)?;
        }
        Task::Test { full } => test::all(&place, &setup::ready(&place, For::Test)?, full)?,
        Task::Lint => lint::all(&place, &setup::ready(&place, For::Test)?)?,
        Task::Law => law::check(&place)?,
        Task::Bench { what, short } => match what {
            None | Some(Bench::Room) => {
                bench::room(&place, &setup::ready(&place, For::Test)?, short)?
            }
        },
        Task::Web => {
            browser::headless(&place, &setup::ready(&place, For::Test)?)?;
        }
        Task::E2e { full, rest } => end_to_end(&place, full, &rest)?,
        Task::Fuzz { seconds } => {
            setup::ready(&place, For::Test)?;
            fuzz::all(&place, Duration::from_secs(seconds))?;
        }
        Task::Pictures => {
            let tour = ["-E", "binary(screens) & test(every_screen)"].map(str::to_owned);
            end_to_end(&place, false, &tour)?;
            pictures::place_all(&place)?;
        }
    }
    Ok(())
}

fn end_to_end(place: &Place, full: bool, rest: &[String]) -> Done {
    let wasm = setup::ready(place, For::Test)?;
    run::build(place, &wasm, app::Mode::Release)?;
    browser::end_to_end(place, app::Mode::Release, full, rest).map(drop)
}
