//! `cargo xtask test`: every check and test, cheapest first, and the runners' closing lines
//! together at the end.

use std::{
    thread,
    time::{Duration, Instant},
};

use crate::{
    app::{self, Mode},
    browser,
    failure::{Done, Failure},
    fuzz, lint,
    place::Place,
    run,
    runner::{Closing, run_tests},
    setup::Wasm,
    shell::{run as run_command, say},
};

/// Runs everything; `full` adds what takes longer.
pub(crate) fn all(place: &Place, wasm: &Wasm, full: bool) -> Done {
    let start = Instant::now();
    // the app is what ships; the server and the command line count overflows too, and are compiled already
    let programs = if full { Mode::Release } else { Mode::Dev };
    lint::all(place, wasm)?;
    // the app's last stage takes one core for minutes: what is native takes the other
    let (app, native) = thread::scope(|scope| {
        let app = scope.spawn(|| app::build(place, wasm, Mode::Release));
        let native = beside_the_app(place, programs, full);
        if let Err(failure) = &native {
            // what is wrong is said before the app is waited for
            eprintln!("\n{failure}");
        }
        (app.join(), native)
    });
    let native = native?;
    let digest = app.unwrap_or_else(|_| Err(Failure::new("Building the app broke off.")))?;
    let headless = browser::headless(place, wasm)?;
    run::programs(place, programs)?;
    let end_to_end = browser::end_to_end(place, programs, full, &[])?;
    if full {
        app::reproduce(place, wasm, &digest)?;
    }

    say(&format!(
        "all passed in {} min",
        start.elapsed().as_secs().div_ceil(60)
    ));
    closing("native", &native);
    closing("headless browser", &headless);
    closing("end to end", &end_to_end);
    Ok(())
}

/// All that needs no app, and what the browser tests and the binaries are made of.
fn beside_the_app(place: &Place, programs: Mode, full: bool) -> Done<Closing> {
    let closing = native(place)?;
    fuzz::all(place, Duration::from_secs(if full { 60 } else { 3 }))?;
    browser::compile(place, programs)?;
    Ok(closing)
}

fn native(place: &Place) -> Done<Closing> {
    say("native tests");
    let words = [
        "nextest",
        "run",
        "--workspace",
        "--exclude=e2e",
        "--locked",
        "--features=sealroom-app/pdf",
    ];
    let closing = run_tests(&mut place.cargo(&words)?)?;
    say("examples in the documentation");
    let words = [
        "test",
        "--doc",
        "--workspace",
        "--exclude=e2e",
        "--locked",
        "--quiet",
        // as above, or the app is compiled again
        "--features=sealroom-app/pdf",
    ];
    run_command(&mut place.cargo(&words)?)?;
    Ok(closing)
}

fn closing(name: &str, closing: &Closing) {
    eprintln!("   {name}: {} passed", closing.passed);
    for line in &closing.lines {
        eprintln!("      {line}");
    }
}
