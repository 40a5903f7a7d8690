//! The origin's private files, for downloads that the page saves once they are complete.
//!
//! They are plain, so they live as short as possible: what an earlier run left is deleted
//! when the vault starts, an unfinished file when it is dropped, and a finished one a while
//! after it was handed out, when the browser has copied it to where the person wants it.
//! Each vault has a folder of its own and holds a Web Lock of its name for as long as it
//! lives, so that two tabs do not delete each other's files.

use core::cell::{Cell, RefCell};
use core::time::Duration;

use js_sys::{Array, Promise, Uint8Array};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    File, FileSystemDirectoryHandle, FileSystemFileHandle, FileSystemGetDirectoryOptions,
    FileSystemGetFileOptions, FileSystemReadWriteOptions, FileSystemRemoveOptions,
    FileSystemSyncAccessHandle, StorageManager,
};

use super::trouble::Trouble;
use super::{clock, http, js};

const PREFIX: &str = "saving-";
/// How long a finished file stays for the browser to copy it.
const STAY: Duration = Duration::from_secs(30 * 60);

thread_local! {
    static FOLDER: RefCell<Option<FileSystemDirectoryHandle>> = const { RefCell::new(None) };
    static COUNT: Cell<u32> = const { Cell::new(0) };
}

/// A private file that is being written.
#[derive(Debug)]
pub(crate) struct PrivateFile {
    folder: FileSystemDirectoryHandle,
    name: String,
    handle: FileSystemFileHandle,
    access: Option<FileSystemSyncAccessHandle>,
}

impl PrivateFile {
    /// An empty file.
    pub(crate) async fn create() -> Result<Self, Trouble> {
        let folder = folder().await?;
        let name = COUNT.with(|count| {
            count.set(count.get() + 1);
            count.get().to_string()
        });
        let options = FileSystemGetFileOptions::new();
        options.set_create(true);
        let handle: FileSystemFileHandle =
            js::wait(Ok(folder.get_file_handle_with_options(&name, &options))).await?;
        let access = js::wait(Ok(handle.create_sync_access_handle())).await?;
        Ok(Self {
            folder,
            name,
            handle,
            access: Some(access),
        })
    }

    /// Writes at an offset, which is exact as a float.
    pub(crate) fn write(&self, bytes: &Uint8Array, at: u64) -> Result<(), Trouble> {
        let options = FileSystemReadWriteOptions::new();
        options.set_at(at as f64);
        let access = self.access.as_ref().ok_or(Trouble::Other)?;
        let written = access.write_with_buffer_source_and_options(bytes, &options)?;
        // a full disk may show as a short write
        if written == f64::from(bytes.length()) {
            Ok(())
        } else {
            Err(Trouble::Full)
        }
    }

    /// The complete file, which goes away by itself.
    pub(crate) async fn finish(mut self) -> Result<File, Trouble> {
        let access = self.access.take().ok_or(Trouble::Other)?;
        access.flush()?;
        access.close();
        let file = js::wait(Ok(self.handle.get_file())).await?;
        let (folder, name) = (self.folder.clone(), self.name.clone());
        wasm_bindgen_futures::spawn_local(async move {
            http::wait(STAY).await;
            let _ = folder.remove_entry(&name);
        });
        Ok(file)
    }
}

impl Drop for PrivateFile {
    fn drop(&mut self) {
        if let Some(access) = self.access.take() {
            access.close();
            let _ = self.folder.remove_entry(&self.name);
        }
    }
}

/// Deletes what earlier runs left.
pub async fn sweep() {
    if let Ok(root) = root().await {
        let _ = sweep_below(&root).await;
    }
}

/// Deletes everything, of this worker and of others that run.
pub async fn wipe() {
    FOLDER.take();
    if let Ok(root) = root().await {
        let _ = remove_below(&root, "", &[]).await;
    }
}

async fn sweep_below(root: &FileSystemDirectoryHandle) -> Result<(), Trouble> {
    let held = held().await?;
    remove_below(root, PREFIX, &held).await
}

/// Deletes what begins so, but for what is held.
async fn remove_below(
    root: &FileSystemDirectoryHandle,
    prefix: &str,
    held: &[String],
) -> Result<(), Trouble> {
    let names = root.keys();
    let options = FileSystemRemoveOptions::new();
    options.set_recursive(true);
    let mut old = Vec::new();
    loop {
        let step: JsValue = js::wait(names.next()).await?;
        if js::field(&step, "done").is_none_or(|done| done.is_truthy()) {
            break;
        }
        let name = js::field(&step, "value")
            .and_then(|name| name.as_string())
            .unwrap_or_default();
        if name.starts_with(prefix) && !held.contains(&name) {
            old.push(name);
        }
    }
    for name in old {
        // another tab may have done it, or still write there
        let _ = js::wait::<JsValue>(Ok(root.remove_entry_with_options(&name, &options))).await;
    }
    Ok(())
}

async fn folder() -> Result<FileSystemDirectoryHandle, Trouble> {
    if let Some(folder) = FOLDER.with_borrow(Clone::clone) {
        return Ok(folder);
    }
    let options = FileSystemGetDirectoryOptions::new();
    options.set_create(true);
    let name = format!("{PREFIX}{}", clock::now());
    hold(&name)?;
    let folder: FileSystemDirectoryHandle = js::wait(Ok(root()
        .await?
        .get_directory_handle_with_options(&name, &options)))
    .await?;
    FOLDER.set(Some(folder.clone()));
    Ok(folder)
}

/// Takes a lock that ends with this worker.
fn hold(name: &str) -> Result<(), Trouble> {
    let never =
        Closure::<dyn FnMut() -> Promise>::new(|| Promise::new(&mut |_, _| {})).into_js_value();
    js::call(&locks()?, "request", &[&JsValue::from_str(name), &never]).map(drop)
}

/// The locks that some worker of this origin holds.
async fn held() -> Result<Vec<String>, Trouble> {
    let state: JsValue = js::wait(Ok(js::call(&locks()?, "query", &[])?.unchecked_into())).await?;
    let held: Array = js::field(&state, "held")
        .ok_or(Trouble::Unsupported)?
        .unchecked_into();
    Ok(held
        .iter()
        .filter_map(|lock| js::field(&lock, "name")?.as_string())
        .collect())
}

fn locks() -> Result<JsValue, Trouble> {
    js::global("navigator")
        .and_then(|navigator| js::field(&navigator, "locks"))
        .ok_or(Trouble::Unsupported)
}

async fn root() -> Result<FileSystemDirectoryHandle, Trouble> {
    let storage: StorageManager = js::global("navigator")
        .and_then(|navigator| js::field(&navigator, "storage"))
        .ok_or(Trouble::Unsupported)?
        .unchecked_into();
    js::wait(Ok(storage.get_directory())).await
}
