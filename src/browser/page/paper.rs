//! Sheets for the printer: part of the page, seen on paper only.

use futures::StreamExt;
use futures::channel::{mpsc, oneshot};
use gloo::events::EventListener;
use js_sys::ArrayBuffer;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{Blob, Element, HtmlCanvasElement};

use super::{canvas, content::BlobUrl};

/// What is to be printed. It leaves the page when this is dropped.
pub(crate) struct Sheets {
    place: Element,
    /// Addresses of pictures that the sheets show.
    pictures: Vec<BlobUrl>,
}

impl Sheets {
    /// An empty stack. What was printed before is not printed again, also while it still lies there.
    pub(crate) fn new() -> Option<Self> {
        let body = gloo::utils::document().body()?;
        while let Ok(Some(before)) = body.query_selector(":scope > .print") {
            before.remove();
        }
        let place = element("div", "print")?;
        body.append_child(&place).ok()?;
        Some(Self {
            place,
            pictures: Vec::new(),
        })
    }

    /// Adds a text, as long as it is.
    pub(crate) fn text(&self, text: &str) -> Option<()> {
        let block = element("pre", "print__text")?;
        block.set_text_content(Some(text));
        self.place.append_child(&block).ok().map(drop)
    }

    /// Adds a picture on a sheet of its own, and waits until it is there.
    pub(crate) async fn picture(&self, address: &str) -> Option<()> {
        let picture = element("img", "print__page")?;
        let (tell, mut told) = mpsc::unbounded();
        let listen = |event: &'static str, there: bool| {
            let tell = tell.clone();
            EventListener::once(&picture, event, move |_| _ = tell.unbounded_send(there))
        };
        let listening = [listen("load", true), listen("error", false)];
        picture.set_attribute("alt", "").ok()?;
        picture.set_attribute("src", address).ok()?;
        self.place.append_child(&picture).ok()?;
        let there = told.next().await == Some(true);
        drop(listening);
        there.then_some(())
    }

    /// Adds a page that was drawn, as a picture that is small in memory.
    pub(crate) async fn page(
        &mut self,
        width: u32,
        height: u32,
        pixels: &ArrayBuffer,
    ) -> Option<()> {
        let drawn: HtmlCanvasElement = element("canvas", "")?.dyn_into().ok()?;
        canvas::show(&drawn, width, height, pixels)?;
        let address = BlobUrl::of_blob(&blob_of(&drawn).await?)?;
        let shown = self.picture(address.as_str()).await;
        self.pictures.push(address);
        shown
    }

    /// Opens the browser's dialog for printing, which holds the page until it is closed.
    pub(crate) fn print(self) {
        let window = gloo::utils::window();
        if window.print().is_err() {
            return;
        }
        // where the dialog does not hold the page it still reads from it
        gloo::timers::callback::Timeout::new(60_000, move || drop(self)).forget();
    }
}

impl Drop for Sheets {
    fn drop(&mut self) {
        self.place.remove();
    }
}

fn element(name: &str, class: &str) -> Option<Element> {
    let element = gloo::utils::document().create_element(name).ok()?;
    element.set_class_name(class);
    Some(element)
}

async fn blob_of(canvas: &HtmlCanvasElement) -> Option<Blob> {
    let (tell, told) = oneshot::channel();
    let done = Closure::once_into_js(move |blob: JsValue| {
        let _ = tell.send(blob.dyn_into::<Blob>().ok());
    });
    canvas
        .to_blob_with_type(done.unchecked_ref(), "image/jpeg")
        .ok()?;
    told.await.ok().flatten()
}
