//! The reader's loop: one request, one reply.
//!
//! A request is answered within the event that brings it. So a panic or a trap in the middle of a
//! hostile page is an error of the worker, which the page hears, and not a promise that nobody
//! looks at.

use std::{cell::RefCell, rc::Rc};

use js_sys::{ArrayBuffer, Uint8Array};
use paper::Fonts;
use wasm_bindgen_futures::spawn_local;

use super::messages::{Fault, Reply, Request};
use super::paper::Paper;
use super::printer;
use super::scan::{Looked, Looking};
use super::sheet::SheetOf;
use super::wire;
use crate::browser::{reader_font, worker};

type Desk = Rc<RefCell<State>>;

#[derive(Default)]
struct State {
    paper: Option<Paper>,
    /// What was found in it so far, if it is looked through for persons.
    looking: Option<Looking>,
    /// What is printed with.
    fonts: Option<Fonts>,
    /// There will be no font, so nothing waits for it.
    no_font: bool,
}

/// Starts the reader in its worker.
pub fn start() {
    let desk = Desk::default();
    worker::listen(move |message| {
        let Some((request, bytes)) = wire::decode(&message) else {
            return;
        };
        match request {
            Request::Open => post(&desk.borrow_mut().open(bytes), None),
            Request::Draw { page, width } => {
                let (reply, pixels) = desk.borrow_mut().draw(page, width);
                post(&reply, pixels.as_ref());
            }
            Request::Font => spawn_local(fetch_font(Rc::clone(&desk))),
            Request::Scan { name, key } => post(&desk.borrow_mut().scan(&name, key, bytes), None),
            Request::ScanPage(page) => post(&desk.borrow_mut().scan_page(page), None),
            Request::ScanEnd { partial } => post(&desk.borrow_mut().scan_end(partial), None),
            Request::Sheet(of) => {
                let sheet = printer::sheet(&of).map(Box::new);
                post(&sheet.map_or_else(Reply::Failed, Reply::Sheet), None);
            }
            Request::Print(of) => {
                let (reply, pdf) = desk.borrow().print(&of, bytes);
                post(&reply, pdf.as_ref());
            }
            Request::Words { kind, lang } => {
                post(&Reply::Words(printer::words(&kind, lang)), None);
            }
        }
    });
    post(&Reply::Ready, None);
}

impl State {
    fn open(&mut self, bytes: Option<ArrayBuffer>) -> Reply {
        match Paper::open(copied(bytes)) {
            Ok(paper) => Reply::Opened(self.paper.insert(paper).outline()),
            Err(fault) => Reply::Failed(fault),
        }
    }

    fn scan(&mut self, name: &str, key: [u8; 16], bytes: Option<ArrayBuffer>) -> Reply {
        match Looking::new(key).file(copied(bytes), name) {
            Ok(Looked::Whole(findings)) => Reply::Found(findings),
            Ok(Looked::Pages(opened)) => {
                let (paper, looking) = *opened;
                self.looking = Some(looking);
                Reply::Opened(self.paper.insert(paper).outline())
            }
            Err(fault) => Reply::Failed(fault),
        }
    }

    fn scan_page(&mut self, page: u32) -> Reply {
        match (&mut self.looking, &mut self.paper) {
            (Some(looking), Some(paper)) => {
                looking.page(paper, page);
                Reply::Scanned
            }
            _ => Reply::Failed(Fault::Damaged),
        }
    }

    fn scan_end(&mut self, partial: bool) -> Reply {
        match self.looking.take() {
            Some(looking) => Reply::Found(looking.finish(partial)),
            None => Reply::Failed(Fault::Damaged),
        }
    }

    fn print(&self, of: &SheetOf, file: Option<ArrayBuffer>) -> (Reply, Option<ArrayBuffer>) {
        let Some(fonts) = &self.fonts else {
            let reply = match self.no_font {
                true => Reply::Failed(Fault::NotStarted),
                false => Reply::WantsFont,
            };
            return (reply, None);
        };
        match printer::print(of, &copied(file), fonts) {
            Ok(pdf) => {
                let pdf = Uint8Array::from(pdf.as_slice()).buffer();
                (Reply::Printed, Some(pdf))
            }
            Err(fault) => (Reply::Failed(fault), None),
        }
    }

    /// For the document, or if there is none to print with.
    fn take_font(&mut self, font: Option<Vec<u8>>) -> bool {
        let there = font.is_some();
        self.no_font = !there;
        match (font, &mut self.paper) {
            (Some(font), Some(paper)) => paper.set_font(font),
            (Some(font), None) => {
                self.fonts = Fonts::read(vec![font]).ok();
                self.no_font = self.fonts.is_none();
            }
            (None, _) => {}
        }
        there
    }

    fn draw(&mut self, page: u32, width: u32) -> (Reply, Option<ArrayBuffer>) {
        let Some(paper) = &mut self.paper else {
            return (Reply::Failed(Fault::Damaged), None);
        };
        match paper.draw(page, width) {
            Ok(picture) if picture.wants_font && !self.no_font => (Reply::WantsFont, None),
            Ok(picture) => {
                let pixels = Uint8Array::from(picture.pixels.as_slice()).buffer();
                let (width, height) = (picture.width, picture.height);
                (
                    Reply::Drawn {
                        width,
                        height,
                        incomplete: picture.wants_font,
                    },
                    Some(pixels),
                )
            }
            Err(fault) => (Reply::Failed(fault), None),
        }
    }
}

fn copied(bytes: Option<ArrayBuffer>) -> Vec<u8> {
    bytes
        .map(|bytes| Uint8Array::new(&bytes).to_vec())
        .unwrap_or_default()
}

async fn fetch_font(desk: Desk) {
    let font = reader_font::fetch().await;
    let there = desk.borrow_mut().take_font(font.ok());
    post(&Reply::Font { there }, None);
}

fn post(reply: &Reply, pixels: Option<&ArrayBuffer>) {
    if let Some(message) = wire::encode(reply, pixels) {
        worker::post(&message, &pixels.into_iter().collect());
    }
}
