//! Start and end of the server.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum_server::tls_rustls::RustlsConfig;
use axum_server::{Handle, Server};
use blobs::Engine;

use crate::clock::{Clock, SystemClock};
use crate::config::Serve;
use crate::engine::{Objects, clear_unpublished};
use crate::folder::{Folder, FolderError, parse_key};
use crate::gate::{Gate, ServerKey};
use crate::http::{Rates, Site, router};
use crate::probe::{Unfit, probe};
use crate::{app, sweeper};

/// How long requests may take to finish once the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);
/// How long a client may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(15);

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// The data folder.
    #[error(transparent)]
    Folder(#[from] FolderError),
    /// The engine.
    #[error(transparent)]
    Engine(#[from] Unfit),
    /// The address.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, io::Error),
    /// The certificate.
    #[error("the certificate {0} cannot be used: {1}")]
    Certificate(PathBuf, io::Error),
    /// The key given by configuration.
    #[error("the server key is not 64 hex digits")]
    Key,
    /// The public URL.
    #[error("the public URL is not http(s)://host[:port]")]
    PublicUrl,
    /// The server ended by itself.
    #[error("the server ended: {0}")]
    Io(#[from] io::Error),
}

/// Serves until SIGINT or SIGTERM. `out` gets the lines for people.
pub async fn serve(config: &Serve, out: &mut impl Write) -> Result<(), Failure> {
    let folder = Folder::open(&config.data)?;
    let token = folder.token()?;
    let store = folder.store();
    clear_unpublished(&store)?;
    let engine = Objects::in_folder(&store).map_err(Unfit::from)?;
    let clock = SystemClock;
    probe(&engine, clock.now()).await?;
    let engine: Arc<dyn Engine> = Arc::new(engine);
    let gate = Arc::new(Gate::new(
        engine,
        Arc::new(clock),
        server_key(config, &folder)?,
        config.quotas(),
    ));

    let mut site = Site::new(gate, &token.text);
    site.tls = config.cert.is_some();
    site.public = config
        .public_url
        .as_deref()
        .map(|url| parse_url(url).ok_or(Failure::PublicUrl))
        .transpose()?;
    site.rates = Rates::new(config.peer_rate, config.key_rate);
    let site = Arc::new(site);

    let listener =
        TcpListener::bind(config.listen).map_err(|error| Failure::Listen(config.listen, error))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let url = url(&site, address);
    if token.is_new {
        // printed once: in the fragment, which browsers send to nobody
        writeln!(out, "{url}/#token={}", token.text.as_str())?;
    } else {
        writeln!(out, "{url}/")?;
        writeln!(
            out,
            "The operator's token lies in {}",
            folder.file("operator.token").display()
        )?;
    }
    out.flush()?;

    let handle = Handle::new();
    tokio::spawn(stop(handle.clone()));
    tokio::spawn(sweeper::run(Arc::clone(&site)));
    // a thread of its own, which does not hold up the end as the runtime's own would
    drop(std::thread::spawn(app::compress));
    let app = router(site).into_make_service_with_connect_info::<SocketAddr>();
    tracing::info!(%address, "listening");
    match (&config.cert, &config.key) {
        (Some(cert), Some(key)) => {
            // refused only if one was installed before, which is then this one
            let _ = rustls::crypto::ring::default_provider().install_default();
            let tls = RustlsConfig::from_pem_file(cert, key).await;
            let tls = tls.map_err(|error| Failure::Certificate(cert.clone(), error))?;
            let mut server = axum_server::from_tcp_rustls(listener, tls)?.handle(handle);
            patience(&mut server);
            server.serve(app).await?;
        }
        _ => {
            let mut server = axum_server::from_tcp(listener)?.handle(handle);
            patience(&mut server);
            server.serve(app).await?;
        }
    }
    tracing::info!("stopped");
    Ok(())
}

fn server_key(config: &Serve, folder: &Folder) -> Result<ServerKey, Failure> {
    match &config.server_key {
        Some(text) => parse_key(text).ok_or(Failure::Key),
        None => Ok(folder.key()?),
    }
}

/// Half-open clients do not hold a connection for ever.
fn patience<A>(server: &mut Server<SocketAddr, A>) {
    let mut http = server.http_builder().http1();
    http.timer(hyper_util::rt::TokioTimer::new())
        .header_read_timeout(HEADERS);
}

fn parse_url(text: &str) -> Option<(String, String)> {
    let (scheme, authority) = text.trim_end_matches('/').split_once("://")?;
    let fits =
        matches!(scheme, "http" | "https") && !authority.is_empty() && !authority.contains('/');
    fits.then(|| (scheme.to_owned(), authority.to_ascii_lowercase()))
}

fn url(site: &Site, address: SocketAddr) -> String {
    if let Some((scheme, authority)) = &site.public {
        return format!("{scheme}://{authority}");
    }
    let scheme = if site.tls { "https" } else { "http" };
    // browsers take localhost for secure, whatever the address behind it
    let local = address.ip().is_loopback() || address.ip().is_unspecified();
    let host = if local {
        "localhost".to_owned()
    } else {
        address.ip().to_string()
    };
    let host = if host.contains(':') {
        format!("[{host}]")
    } else {
        host
    };
    format!("{scheme}://{host}:{}", address.port())
}

async fn stop(handle: Handle<SocketAddr>) {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        match signal(SignalKind::terminate()) {
            Ok(mut terminate) => {
                tokio::select! {
                    _ = interrupt => {}
                    _ = terminate.recv() => {}
                }
            }
            Err(_) => drop(interrupt.await),
        }
    }
    #[cfg(not(unix))]
    drop(interrupt.await);
    tracing::info!("stopping");
    handle.graceful_shutdown(Some(FAREWELL));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn public_urls_are_scheme_and_authority() {
        assert_eq!(
            parse_url("https://Room.example/"),
            Some(("https".to_owned(), "room.example".to_owned()))
        );
        for bad in ["room.example", "ftp://x", "https://", "https://x/path"] {
            assert_eq!(parse_url(bad), None, "{bad}");
        }
    }
}
