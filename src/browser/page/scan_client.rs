//! Has a reader look for personal information in a file.

use std::time::Duration;

use js_sys::ArrayBuffer;
use rand_core::TryRng;
use wasm_bindgen::{JsCast, JsValue};

use super::pdf_program;
use super::reader_line::{Line, TO_LOAD};
use crate::browser::host::Rng;
use crate::pdf::messages::{Fault, Findings, Outline, Reply, Request};

/// A file that takes longer is made to take long.
const TO_READ: Duration = Duration::from_secs(120);
/// So is a page.
const TO_READ_PAGE: Duration = Duration::from_secs(20);

/// Looks through a file, an `ArrayBuffer`; `told` hears how many pages of how many were read. The reader ends with
/// the future, so whoever drops it has cancelled.
pub(crate) async fn scan(
    bytes: &JsValue,
    name: String,
    told: impl Fn(u32, u32),
) -> Result<Findings, Fault> {
    let bytes = bytes.dyn_ref::<ArrayBuffer>().ok_or(Fault::Crashed)?;
    let address = pdf_program::address().await.ok_or(Fault::NotStarted)?;
    let (mut line, _ends) = Line::new(&address).ok_or(Fault::NotStarted)?;
    if !matches!(line.hear(TO_LOAD).await, Ok((Reply::Ready, _))) {
        return Err(Fault::NotStarted);
    }
    let mut key = [0; 16];
    let rng = Rng::new().ok().map(|mut rng| rng.try_fill_bytes(&mut key));
    if !matches!(rng, Some(Ok(()))) {
        return Err(Fault::NotStarted);
    }
    let request = Request::Scan { name, key };
    match line.ask(request, Some(bytes), TO_READ).await? {
        (Reply::Opened(outline), _) => pages(&mut line, &outline, told).await,
        (reply, _) => found(reply),
    }
}

async fn pages(
    line: &mut Line,
    outline: &Outline,
    told: impl Fn(u32, u32),
) -> Result<Findings, Fault> {
    // of a document without end some are left out
    let shown = u32::try_from(outline.sizes.len()).unwrap_or(u32::MAX);
    for page in 0..shown {
        told(page, shown);
        match line
            .ask(Request::ScanPage(page), None, TO_READ_PAGE)
            .await?
        {
            (Reply::Scanned, _) => {}
            (reply, _) => return found(reply),
        }
    }
    let partial = outline.pages > shown;
    let end = Request::ScanEnd { partial };
    found(line.ask(end, None, TO_READ_PAGE).await?.0)
}

fn found(reply: Reply) -> Result<Findings, Fault> {
    match reply {
        Reply::Found(findings) => Ok(findings),
        Reply::Failed(fault) => Err(fault),
        _ => Err(Fault::Crashed),
    }
}
