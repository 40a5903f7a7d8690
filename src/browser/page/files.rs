//! Files and folders that a person picks or drops.
//!
//! A dropped folder is walked by `readEntries`, which gives about a hundred entries at a time and
//! must be asked until it gives none. The entries must be taken during the drop event itself,
//! before anything is awaited.

use futures::channel::oneshot;
use gloo::events::{EventListener, EventListenerOptions};
use js_sys::Array;
use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::{
    DataTransfer, DragEvent, Event, File, FileList, FileSystemDirectoryEntry, FileSystemEntry,
    FileSystemFileEntry, HtmlInputElement,
};

use crate::vault::messages::PickedFile;

/// Files with the paths that they had below what was picked; the same order in both.
#[derive(Clone, Default)]
pub(crate) struct Picked {
    pub(crate) files: Vec<PickedFile>,
    pub(crate) handles: Array,
    /// Folders with nothing in them.
    pub(crate) folders: Vec<String>,
}

impl Picked {
    pub(crate) fn is_empty(&self) -> bool {
        self.files.is_empty() && self.folders.is_empty()
    }

    /// One file only, by its bare name.
    pub(crate) fn keep_first(&mut self) {
        self.files.truncate(1);
        for file in &mut self.files {
            if let Some((_, name)) = file.path.rsplit_once('/') {
                file.path = name.to_owned();
            }
        }
        let first = self.handles.get(0);
        self.handles = Array::of1(&first);
        self.folders.clear();
    }

    /// In the order of their names: archives of a row are numbered.
    pub(crate) fn by_name(self) -> Self {
        let mut both: Vec<_> = self.files.into_iter().zip(self.handles.iter()).collect();
        both.sort_by(|a, b| a.0.path.cmp(&b.0.path));
        let (files, handles): (Vec<_>, Vec<_>) = both.into_iter().unzip();
        Self {
            files,
            handles: handles.into_iter().collect(),
            folders: self.folders,
        }
    }

    /// A file that was made here.
    pub(crate) fn made(bytes: &JsValue, mime: &str, name: &str) -> Option<Self> {
        let parts = Array::of1(bytes);
        let file = File::new_with_buffer_source_sequence(&parts, name);
        let mut picked = Self::default();
        picked.add(&file.ok()?, name.to_owned());
        mime.clone_into(&mut picked.files.first_mut()?.mime);
        Some(picked)
    }

    fn add(&mut self, file: &File, path: String) {
        self.files.push(PickedFile {
            path,
            size: file.size(),
            modified: file.last_modified(),
            mime: file.type_(),
        });
        self.handles.push(file);
    }
}

/// What a file input holds; it is emptied, so that the same file can be picked again.
pub(crate) fn of_input(event: &Event) -> Picked {
    let mut picked = Picked::default();
    let input = event
        .target()
        .and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    let Some(input) = input else { return picked };
    for file in input.files().iter().flat_map(each) {
        let relative = js_sys::Reflect::get(&file, &"webkitRelativePath".into())
            .ok()
            .and_then(|path| path.as_string())
            .filter(|path| !path.is_empty());
        let path = relative.unwrap_or_else(|| file.name());
        picked.add(&file, path);
    }
    input.set_value("");
    picked
}

/// What was dropped, to be walked by [`walk`].
pub(crate) struct Dropped {
    entries: Vec<FileSystemEntry>,
    loose: Vec<File>,
}

/// Does a drag carry files, rather than a text or a picture of the page?
pub(crate) fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|transfer| transfer.types());
    types.is_some_and(|types| types.includes(&"Files".into(), 0))
}

/// A file that is dropped beside its place must not be opened by the browser in place of this page.
pub(crate) fn guard_drops() {
    let options = EventListenerOptions::enable_prevent_default();
    for kind in ["dragover", "drop"] {
        let window = gloo::utils::window();
        EventListener::new_with_options(&window, kind, options, |event| {
            let Some(event) = event.dyn_ref::<DragEvent>() else {
                return;
            };
            if event.default_prevented() || !has_files(event) {
                return;
            }
            event.prevent_default();
            if let Some(transfer) = event.data_transfer() {
                transfer.set_drop_effect("none");
            }
        })
        .forget();
    }
}

/// Takes the entries out of a drop event, which forgets them when it ends.
pub(crate) fn of_drop(event: &DragEvent) -> Dropped {
    let mut dropped = Dropped {
        entries: Vec::new(),
        loose: Vec::new(),
    };
    let Some(transfer) = event.data_transfer() else {
        return dropped;
    };
    dropped.take(&transfer);
    dropped
}

impl Dropped {
    fn take(&mut self, transfer: &DataTransfer) {
        let items = transfer.items();
        for index in 0..items.length() {
            let entry = items.get(index).map(|item| item.webkit_get_as_entry());
            if let Some(Ok(Some(entry))) = entry {
                self.entries.push(entry);
            }
        }
        if self.entries.is_empty() {
            self.loose = transfer.files().iter().flat_map(each).collect();
        }
    }
}

/// Every file and every empty folder in what was dropped, folders walked to the bottom.
pub(crate) async fn walk(dropped: Dropped) -> Picked {
    let mut picked = Picked::default();
    for file in &dropped.loose {
        picked.add(file, file.name());
    }
    let mut open = dropped.entries;
    open.reverse();
    while let Some(entry) = open.pop() {
        let path = entry.full_path().trim_start_matches('/').to_owned();
        if entry.is_file() {
            // a file that vanished meanwhile is not there to be added
            if let Some(file) = file_of(entry.unchecked_into()).await {
                picked.add(&file, path);
            }
        } else {
            let mut inside = children_of(entry.unchecked_into()).await;
            if inside.is_empty() {
                picked.folders.push(path);
            }
            inside.reverse();
            open.append(&mut inside);
        }
    }
    picked
}

async fn file_of(entry: FileSystemFileEntry) -> Option<File> {
    let value = answered(|good, bad| {
        entry.file_with_callback_and_callback(good, bad);
    });
    value.await?.dyn_into().ok()
}

async fn children_of(folder: FileSystemDirectoryEntry) -> Vec<FileSystemEntry> {
    let reader = folder.create_reader();
    let mut all = Vec::new();
    loop {
        let batch = answered(|good, bad| {
            let _ = reader.read_entries_with_callback_and_callback(good, bad);
        });
        let Some(batch) = batch.await.and_then(|batch| batch.dyn_into::<Array>().ok()) else {
            break;
        };
        if batch.length() == 0 {
            break;
        }
        all.extend(batch.iter().map(JsValue::unchecked_into::<FileSystemEntry>));
    }
    all
}

/// Turns a call with two callbacks into a future.
async fn answered(call: impl FnOnce(&js_sys::Function, &js_sys::Function)) -> Option<JsValue> {
    let (wake, answer) = oneshot::channel();
    let wake = std::rc::Rc::new(std::cell::Cell::new(Some(wake)));
    let fail = std::rc::Rc::clone(&wake);
    let good = Closure::once(move |value: JsValue| {
        if let Some(wake) = wake.take() {
            let _ = wake.send(Some(value));
        }
    });
    let bad = Closure::once(move |_: JsValue| {
        if let Some(wake) = fail.take() {
            let _ = wake.send(None);
        }
    });
    call(good.as_ref().unchecked_ref(), bad.as_ref().unchecked_ref());
    answer.await.ok().flatten()
}

fn each(list: &FileList) -> Vec<File> {
    (0..list.length())
        .filter_map(|index| list.get(index))
        .collect()
}
