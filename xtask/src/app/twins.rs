//! Compressed twins: the server sends `NAME.br` in the place of `NAME` to who takes Brotli (RFC 7932).
//! A twin is no part of the app's digest: a browser checks what comes out of it.

use std::{
    io::Write,
    num::NonZero,
    path::Path,
    sync::atomic::{AtomicUsize, Ordering},
    thread,
};

use super::finish::{Files, write};
use crate::failure::{Done, Failure};

/// Below this a header weighs more than what is saved.
const WORTH: usize = 1024;
/// What is larger is fetched when it is needed and takes minutes to compress as well as it can be.
const LARGE: usize = 4 << 20;
/// What is compressed already.
const DENSE: [&str; 3] = [".png", ".woff2", ".ico"];

/// Writes the twins of `files` to `to`, with all cores.
pub(super) fn write_all(files: &Files, to: &Path) -> Done {
    let worth: Vec<_> = files
        .iter()
        .filter(|(name, bytes)| is_worth(name, bytes))
        .collect();
    let next = AtomicUsize::new(0);
    let work = || -> Done {
        while let Some((name, bytes)) = worth.get(next.fetch_add(1, Ordering::Relaxed)) {
            let small = compressed(bytes)
                .map_err(|error| Failure::new(format!("{name} is not compressed: {error}")))?;
            if small.len() < bytes.len() {
                write(&to.join(format!("{name}.br")), &small)?;
            }
        }
        Ok(())
    };
    let cores = thread::available_parallelism().map_or(1, NonZero::get);
    thread::scope(|scope| {
        let workers: Vec<_> = (0..cores).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            let broken = |_| Err(Failure::new("Compressing the app broke off."));
            worker.join().unwrap_or_else(broken)
        })
    })
}

fn is_worth(name: &str, bytes: &[u8]) -> bool {
    bytes.len() > WORTH && !DENSE.iter().any(|end| name.ends_with(end))
}

fn compressed(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut out = Vec::new();
    let quality = if bytes.len() > LARGE { 9 } else { 11 };
    let mut writer = brotli::CompressorWriter::new(&mut out, 1 << 16, quality, 22);
    writer.write_all(bytes)?;
    writer.flush()?;
    drop(writer);
    Ok(out)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn a_twin_opens_to_what_it_was_made_of() {
        let bytes = b"Sealroom ".repeat(1000);
        let small = compressed(&bytes).expect("compresses");
        let mut back = Vec::new();
        brotli::Decompressor::new(&small[..], 4096)
            .read_to_end(&mut back)
            .expect("opens");
        assert_eq!(back, bytes);
        assert!(small.len() < 100);
    }

    #[test]
    fn what_is_small_or_dense_has_none() {
        let long = [0; 2000];
        assert!(is_worth("app.wasm", &long));
        assert!(!is_worth("icon.png", &long));
        assert!(!is_worth("app.wasm", &long[..10]));
    }
}
