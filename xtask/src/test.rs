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
    lint::all(place, wasm)?;
    let native = native(place)?;
    fuzz::all(place, Duration::from_secs(if full { 60 } else { 3 }))?;
    let headless = browser::headless(place, wasm)?;
    // compiling for the browser ends on one core; what is native takes the other
    let (digest, compiled) = thread::scope(|scope| {
        let native = scope.spawn(|| browser::compile(place));
        let digest = run::build(place, wasm, Mode::Release);
        (digest, native.join())
    });
    let digest = digest?;
    compiled.unwrap_or_else(|_| Err(Failure::new("Compiling the browser tests broke off.")))?;
    let end_to_end = browser::end_to_end(place, full, &[])?;
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
