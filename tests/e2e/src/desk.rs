//! What people do with documents: send, look, save.

use std::{
    fs,
    path::{Path, PathBuf},
    time::Duration,
};

use serde_json::json;

use crate::{Done, Person, world::until};

impl Person {
    /// Sends files into the folder that is shown.
    pub async fn upload(&self, files: &[&Path]) -> Done {
        self.see("add-files").await?;
        self.pick("pick-files", files).await
    }

    /// Sends a folder with all that is below it.
    pub async fn upload_folder(&self, folder: &Path) -> Done {
        self.see("add-folder").await?;
        self.pick("pick-folder", &[folder]).await
    }

    /// Drops files and folders from the desktop on an element.
    pub async fn drop_on(&self, test: &str, paths: &[&Path]) -> Done {
        let place = self.see(test).await?.rect().await?;
        let data = json!({ "items": [], "files": paths, "dragOperationsMask": 1 });
        for kind in ["dragEnter", "dragOver", "drop"] {
            let event = json!({
                "type": kind,
                "x": place.x + place.width / 2.0,
                "y": place.y + place.height / 2.0,
                "data": data,
            });
            self.browser("Input.dispatchDragEvent", event).await?;
        }
        Ok(())
    }

    /// Waits until everything that is under way has ended well, and clears the list.
    pub async fn transferred(&self, within: Duration) -> Done {
        self.see("transfer").await?;
        let states = until(within, async || {
            let states = self.transfers().await.map_err(|error| error.to_string())?;
            let open = states
                .iter()
                .any(|state| ["running", "paused", "waiting"].contains(&state.as_str()));
            if states.is_empty() || open {
                Err(format!("{states:?}"))
            } else {
                Ok(states)
            }
        })
        .await;
        match states {
            Ok(states) if states.iter().all(|state| state == "done") => {
                self.click("transfers-clear").await?;
                self.gone("transfer").await
            }
            Ok(states) => {
                self.stuck("the transfers", &format!("they ended {states:?}"))
                    .await
            }
            Err(reason) => {
                self.stuck("the transfers", &format!("still {reason}"))
                    .await
            }
        }
    }

    /// The state of each transfer on the panel.
    pub async fn transfers(&self) -> Done<Vec<String>> {
        let states = self
            .run("return [...document.querySelectorAll('[data-test=transfer]')].map(e => e.dataset.state)", vec![])
            .await?;
        Ok(serde_json::from_value(states)?)
    }

    /// Opens a folder of the table.
    pub async fn open_folder(&self, name: &str) -> Done {
        self.click_with("open-folder", name).await?;
        let here = format!(
            "return document.querySelector('[data-test=breadcrumb] [aria-current]')?.innerText.trim() === '{name}'"
        );
        self.wait_for(
            &format!("the folder {name}"),
            Duration::from_secs(10),
            &here,
        )
        .await?;
        Ok(())
    }

    /// Opens a folder of the tree.
    pub async fn open_tree(&self, name: &str) -> Done {
        self.click_with("tree-folder", name).await?;
        let here = format!(
            "return [...document.querySelectorAll('[data-test=tree-folder][aria-current]')].some(e => e.innerText.trim() === '{name}')"
        );
        self.wait_for(name, Duration::from_secs(10), &here).await?;
        Ok(())
    }

    /// Saves one document, and waits until it lies in the download folder.
    pub async fn save(&self, name: &str, within: Duration) -> Done<PathBuf> {
        // what went before may lie over the end of the table
        if self.sees("transfers-clear").await {
            self.click("transfers-clear").await?;
        }
        self.click(&format!("{} [data-test=doc-download]", row(name)))
            .await?;
        let saved = self.saved_within(name, within).await?;
        self.transferred(within).await?;
        Ok(saved)
    }

    /// Saves everything in and below the folder that is shown; gives the archive's path.
    pub async fn save_all(&self, within: Duration) -> Done<PathBuf> {
        let before = self.in_downloads()?;
        self.click("download-all").await?;
        let new = until(within, async || {
            let now = self.in_downloads().map_err(|error| error.to_string())?;
            match now
                .iter()
                .find(|name| !before.contains(name) && name.ends_with(".zip"))
            {
                Some(name) => Ok(name.clone()),
                None => Err(format!("saved so far: {now:?}")),
            }
        })
        .await;
        match new {
            Ok(name) => {
                let saved = self.saved_within(&name, within).await?;
                self.transferred(within).await?;
                Ok(saved)
            }
            Err(reason) => self.stuck("an archive", &reason).await,
        }
    }

    /// Opens the preview of a document.
    pub async fn preview(&self, name: &str) -> Done {
        self.click(&format!("{} [data-test=open-doc]", row(name)))
            .await?;
        self.see("preview").await?;
        Ok(())
    }

    /// Looks at a text and closes it again.
    pub async fn preview_text(&self, name: &str) -> Done<String> {
        self.preview(name).await?;
        let text = self.read("preview-text").await?;
        self.close_dialog().await?;
        Ok(text)
    }

    /// Looks at a picture, whose true width is known.
    pub async fn preview_picture(&self, name: &str, width: u32) -> Done {
        self.preview(name).await?;
        self.see("preview-image").await?;
        let is_whole = format!(
            "return document.querySelector('[data-test=preview-image]').naturalWidth === {width}"
        );
        self.wait_for("the whole picture", Duration::from_secs(10), &is_whole)
            .await?;
        self.close_dialog().await
    }

    /// Looks at a PDF until its first page is drawn.
    pub async fn preview_pdf(&self, name: &str) -> Done {
        self.preview(name).await?;
        self.see_within(
            "[data-test=pdf-page][data-state=drawn]",
            Duration::from_secs(40),
        )
        .await?;
        self.wait_for("ink on the page", Duration::from_secs(40), INKED)
            .await?;
        self.close_dialog().await
    }

    /// Closes the dialog that is open, by the keyboard.
    pub async fn close_dialog(&self) -> Done {
        self.click("dialog[open] [data-test=dialog-close]").await?;
        self.gone("dialog[open]").await
    }

    /// Names of the documents that the table draws.
    pub async fn documents(&self) -> Done<Vec<String>> {
        let names = self
            .run("return [...document.querySelectorAll('[data-test=doc-row]')].map(e => e.dataset.name)", vec![])
            .await?;
        Ok(serde_json::from_value(names)?)
    }

    /// Waits for a document to stand in the table.
    pub async fn see_document(&self, name: &str) -> Done {
        self.see(&row(name)).await?;
        Ok(())
    }

    fn in_downloads(&self) -> Done<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(self.downloads())? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        Ok(names)
    }

    /// Presses the one of this name that says `text`.
    pub(crate) async fn click_with(&self, test: &str, text: &str) -> Done {
        let pressed = until(crate::person::PATIENCE, async || {
            let script = "const [test, text] = arguments;
                const all = [...document.querySelectorAll(`[data-test=${test}]`)];
                return all.find(e => e.innerText.split('\\n').some(line => line.trim() === text)) ?? null";
            let found = self.web.execute(script, vec![test.into(), text.into()]).await;
            let element = found.and_then(|found| found.element()).map_err(|_| "it is not there".to_owned())?;
            self.press(&element).await
        })
        .await;
        match pressed {
            Ok(()) => Ok(()),
            Err(reason) => self.stuck(&format!("{test} {text}"), &reason).await,
        }
    }
}

/// A page's canvas holds more than one colour.
const INKED: &str = "const canvas = document.querySelector('[data-test=pdf-page] canvas') ??
        document.querySelector('canvas[data-test=pdf-page]');
    if (!canvas || !canvas.width) return false;
    const copy = document.createElement('canvas');
    copy.width = copy.height = 64;
    const context = copy.getContext('2d');
    context.drawImage(canvas, 0, 0, 64, 64);
    return new Set(new Uint32Array(context.getImageData(0, 0, 64, 64).data.buffer)).size > 4;";

fn row(name: &str) -> String {
    format!("[data-test=doc-row][data-name=\"{name}\"]")
}
