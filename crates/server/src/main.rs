//! `sealroomd`: serves, or makes a local certificate authority.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use server::config::{Authority, Command, Config, Serve};
use server::folder::Folder;
use server::{authority, logs, serve};

fn main() -> ExitCode {
    let config = Config::parse();
    let done = match config.command {
        None => run(&config.serve),
        Some(Command::Serve(options)) => run(&options),
        Some(Command::Ca(options)) => certify(&options),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(sentence) => {
            // nothing is left to say if standard error is gone
            let _ = writeln!(io::stderr(), "sealroomd: {sentence}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Serve) -> Result<(), Box<dyn std::error::Error>> {
    logs::start(options.log);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()?;
    Ok(runtime.block_on(serve::serve(options, &mut io::stdout()))?)
}

fn certify(options: &Authority) -> Result<(), Box<dyn std::error::Error>> {
    let folder = Folder::open(&options.data)?;
    let made = authority::make(&folder, &options.names)?;
    io::stdout().write_all(authority::explain(&made, &options.names).as_bytes())?;
    Ok(())
}
