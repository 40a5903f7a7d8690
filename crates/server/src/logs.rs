//! The log: structured, to standard error.
//!
//! What is logged is chosen field by field: method, path, status, time, peer. Never a query (URLs of
//! parts carry their MAC there), a header (signatures, the token) or a body.

use tracing_subscriber::EnvFilter;

use crate::config::LogForm;

/// Starts logging; `RUST_LOG` says how much.
pub fn start(form: LogForm) {
    let filter = EnvFilter::try_from_default_env()
        .unwrap_or_else(|_| EnvFilter::new("info,object_store=warn"));
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    let started = match form {
        LogForm::Compact => builder
            .compact()
            .with_target(false)
            .with_ansi(false)
            .try_init(),
        LogForm::Json => builder.json().try_init(),
    };
    // a second start in one process keeps the first log
    drop(started);
}
