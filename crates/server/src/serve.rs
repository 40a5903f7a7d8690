//! Start and end of the server.

use std::io::{self, Write};
use std::net::{SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use axum_server::Handle;
use axum_server::tls_rustls::RustlsConfig;
use blobs::Engine;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;

use crate::clock::{Clock, SystemClock};
use crate::config::Serve;
use crate::connections::patient;
use crate::engine::{Objects, clear_unpublished};
use crate::folder::{Folder, FolderError, parse_key};
use crate::gate::{Gate, ServerKey};
use crate::http::{Names, Rates, Site, listening, router};
use crate::notify::{self, Desk, Unusable};
use crate::probe::{Unfit, probe};
use crate::stamps::{self, Stamper};
use crate::sweeper;

/// How long requests may take to finish once the server is told to stop.
const FAREWELL: Duration = Duration::from_secs(10);

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
    /// Ways by which people are told outside the app.
    #[error(transparent)]
    Telling(#[from] Unusable),
    /// People are told where the app is.
    #[error("to tell people outside the app, set --public-url: messages say it")]
    Untold,
    /// An authority that stamps times.
    #[error(transparent)]
    Stamping(#[from] stamps::Unusable),
    /// Its certificates.
    #[error("the authority's certificates {0} cannot be used: {1}")]
    StampCa(PathBuf, io::Error),
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
    // refused only if one was installed before, which is then this one
    drop(rustls::crypto::ring::default_provider().install_default());
    let gate = Gate::new(
        engine,
        Arc::new(clock),
        server_key(config, &folder)?,
        config.quotas(),
    );
    let public = config.public_url.as_deref();
    let public = public.map(|url| parse_url(url).ok_or(Failure::PublicUrl));
    let public = public.transpose()?;
    let gate = match config.settings() {
        Some(settings) => {
            let link = public.as_ref().ok_or(Failure::Untold)?;
            gate.telling(Desk::new(&settings, &format!("{}://{}", link.0, link.1))?)
        }
        None => gate,
    };
    let gate = match stamper(config)? {
        Some(stamper) => gate.stamping(stamper),
        None => gate,
    };
    let gate = Arc::new(gate.with_facts(config.facts()));

    let mut site = Site::new(Arc::clone(&gate), &token.text);
    site.tls = config.cert.is_some();
    site.public = public;
    site.names = Names {
        more: config.name.clone(),
        address: listening(config.listen.ip()),
        certificate: config.cert.as_deref().map(certificate).transpose()?,
    };
    site.behind_proxy = config.behind_proxy;
    site.rates = Rates::new(config.peer_rate, config.key_rate);
    let site = Arc::new(site);

    let listener =
        TcpListener::bind(config.listen).map_err(|error| Failure::Listen(config.listen, error))?;
    listener.set_nonblocking(true)?;
    let address = listener.local_addr()?;
    let url = url(&site, address);
    // who reads the address may tell it to stop at once
    let handle = Handle::new();
    let told = told_to_stop()?;
    tokio::spawn({
        let handle = handle.clone();
        async move {
            told.await;
            tracing::info!("stopping");
            handle.graceful_shutdown(Some(FAREWELL));
        }
    });
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

    tokio::spawn(sweeper::run(Arc::clone(&site)));
    tokio::spawn(notify::run(Arc::clone(&gate)));
    tokio::spawn(stamps::run(gate));
    let app = router(site).into_make_service_with_connect_info::<SocketAddr>();
    tracing::info!(%address, "listening");
    match (&config.cert, &config.key) {
        (Some(cert), Some(key)) => {
            let tls = RustlsConfig::from_pem_file(cert, key).await;
            let tls = tls.map_err(|error| Failure::Certificate(cert.clone(), error))?;
            let server = axum_server::from_tcp_rustls(listener, tls)?.handle(handle);
            patient(server).serve(app).await?;
        }
        _ => {
            let server = axum_server::from_tcp(listener)?.handle(handle);
            patient(server).serve(app).await?;
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

/// Who asks an authority for time stamps, if one is set.
fn stamper(config: &Serve) -> Result<Option<Stamper>, Failure> {
    let (Some(url), Some(ca)) = (&config.stamp_url, &config.stamp_ca) else {
        return Ok(None);
    };
    let unusable = |error: io::Error| Failure::StampCa(ca.to_owned(), error);
    let file = std::fs::read(ca).map_err(unusable)?;
    let authority = stamp::Authority::from_pem(&file);
    let authority =
        authority.map_err(|error| unusable(io::Error::new(io::ErrorKind::InvalidData, error)))?;
    let settings = stamps::Settings {
        url: url.clone(),
        authority,
        policy: config.stamp_policy,
        every: Duration::from_secs(config.stamp_every.get().into()),
    };
    Ok(Some(Stamper::new(settings)?))
}

/// The server's own certificate, the first of its chain.
fn certificate(path: &Path) -> Result<CertificateDer<'static>, Failure> {
    let unusable = |error: io::Error| Failure::Certificate(path.to_owned(), error);
    CertificateDer::from_pem_file(path)
        .map_err(|error| unusable(io::Error::new(io::ErrorKind::InvalidData, error)))
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

/// Listens from now on for SIGINT and SIGTERM; what is returned ends with the first of them.
#[cfg(unix)]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut interrupt, mut terminate) = (
        signal(SignalKind::interrupt())?,
        signal(SignalKind::terminate())?,
    );
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// Listens for Ctrl-C; what is returned ends with it.
#[cfg(not(unix))]
fn told_to_stop() -> io::Result<impl Future<Output = ()>> {
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_certificate_says_how_the_server_is_called() {
        let base = tempfile::tempdir().expect("a folder");
        let folder = Folder::open(base.path()).expect("a data folder");
        let names = ["room.lan".to_owned(), "192.168.1.5".to_owned()];
        let made = crate::authority::make(&folder, &names).expect("certificates");
        let names = Names {
            certificate: Some(certificate(&made.cert).expect("a certificate")),
            ..Names::default()
        };
        assert!(names.hold("room.lan:8443") && names.hold("192.168.1.5:8443"));
        assert!(!names.hold("b.example:8443"));
        assert!(certificate(&made.key).is_err(), "a key is no certificate");
    }

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
