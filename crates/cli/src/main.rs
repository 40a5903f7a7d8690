//! `sealroom`: rooms from the command line.
//!
//! The same use-cases as in the browser: what this program writes a browser opens, and the
//! other way round. Results go to standard output (`--json` for programs), progress and
//! errors to standard error; the exit code says what kind of error it was.

mod archive;
mod args;
mod binder;
mod carrier;
mod commands;
mod config;
mod error;
mod host;
mod net;
mod out;
mod secret;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = args::Args::parse();
    let json = args.json;
    let runtime = match tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
    {
        Ok(runtime) => runtime,
        Err(e) => return out::failed(&error::Error::from(e), json),
    };
    match runtime.block_on(commands::run(args)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(e) => out::failed(&e, json),
    }
}
