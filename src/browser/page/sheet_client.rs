//! Has a reader lay out what is signed, and print it.

use std::cell::Cell;
use std::time::Duration;

use futures::lock::Mutex;
use js_sys::ArrayBuffer;

use super::pdf_program;
use super::reader_line::{Line, TO_LOAD};
use crate::pdf::messages::{Fault, Reply, Request};
use crate::pdf::sheet::{Sheet, SheetLang, SheetOf, SheetWords};

/// A paper that takes longer is made to take long.
const TO_PRINT: Duration = Duration::from_secs(120);
const MOST_STARTS: u32 = 6;

/// A reader for papers; it starts when it is first asked, and ends with this value.
#[derive(Default)]
pub(crate) struct SheetClient {
    line: Mutex<Option<Line>>,
    starts: Cell<u32>,
}

impl SheetClient {
    /// Lays it out for the screen.
    pub(crate) async fn sheet(&self, of: SheetOf) -> Result<Sheet, Fault> {
        match self.ask(Request::Sheet(of), None).await? {
            (Reply::Sheet(sheet), _) => Ok(*sheet),
            (Reply::Failed(fault), _) => Err(fault),
            _ => Err(Fault::Crashed),
        }
    }

    /// Prints it, with the file that proves it inside.
    pub(crate) async fn print(
        &self,
        of: SheetOf,
        file: &ArrayBuffer,
    ) -> Result<ArrayBuffer, Fault> {
        let request = Request::Print(of);
        let mut told = self.ask(request.clone(), Some(file)).await?;
        if told.0 == Reply::WantsFont {
            self.ask(Request::Font, None).await?;
            told = self.ask(request, Some(file)).await?;
        }
        match told {
            (Reply::Printed, Some(pdf)) => Ok(pdf),
            (Reply::Failed(fault), _) => Err(fault),
            _ => Err(Fault::Crashed),
        }
    }

    /// What things of this kind are called.
    pub(crate) async fn words(&self, kind: String, lang: SheetLang) -> Result<SheetWords, Fault> {
        match self.ask(Request::Words { kind, lang }, None).await? {
            (Reply::Words(words), _) => Ok(words),
            _ => Err(Fault::Crashed),
        }
    }

    async fn ask(
        &self,
        request: Request,
        bytes: Option<&ArrayBuffer>,
    ) -> Result<(Reply, Option<ArrayBuffer>), Fault> {
        let mut line = self.line.lock().await;
        // a line that fails is not put back, and ends the reader
        let mut used = match line.take() {
            Some(used) => used,
            None => self.start().await?,
        };
        let told = used.ask(request, bytes, TO_PRINT).await?;
        *line = Some(used);
        Ok(told)
    }

    async fn start(&self) -> Result<Line, Fault> {
        if self.starts.get() >= MOST_STARTS {
            return Err(Fault::Crashed);
        }
        self.starts.set(self.starts.get() + 1);
        let address = pdf_program::address().await.ok_or(Fault::NotStarted)?;
        let (mut line, _ends) = Line::new(&address).ok_or(Fault::NotStarted)?;
        match line.hear(TO_LOAD).await {
            Ok((Reply::Ready, _)) => Ok(line),
            _ => Err(Fault::NotStarted),
        }
    }
}
