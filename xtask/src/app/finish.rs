//! Makes what Trunk built safe to serve under a strict policy.
//!
//! Each file that the page runs or is styled by gets a name with its hash and an integrity value,
//! and the values form one chain: `index.html` names the one sheet and the start script; the start
//! script (wasm-bindgen's glue with `start.js` behind it, one file, no imports) names the app's
//! wasm and the vault worker; the worker (glue with `vault.js` behind it) names its own wasm. The
//! PDF reader is named in `index.html`, and fetched when the first PDF is opened; it (glue with
//! `pdf.js` behind it) names its wasm and a font.
//! There is no inline script. What the chain does not cover: `index.html` itself, which is why
//! `hashes.json` lists every digest, to be compared with published ones, and what lies in
//! `public/` (icons, manifest), which cannot run: a script there stops the build.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
};

use serde_json::json;

use super::integrity::{hashed_name, integrity, sha256};
use super::sheet::{SHEET, join};
use super::{Mode, twins};
use crate::{
    failure::{At, Done, Failure},
    setup::Font,
};

const START: &str = include_str!("start.js");
const VAULT: &str = include_str!("vault.js");
const PDF: &str = include_str!("pdf.js");
const PDF_MARK: &str = r#"name="sealroom-pdf" content="" data-integrity="""#;
const MARK: &str = "<!-- sealroom:start -->";

/// Reads Trunk's output in `from`, writes the finished app to `to`, and gives the digest of the
/// whole: SHA-256 over the lines of `sha256sum`, sorted by name.
pub(super) fn finish(
    from: &Path,
    to: &Path,
    compiler: &str,
    font: Font,
    mode: Mode,
) -> Done<String> {
    let mut files = read_tree(from)?;
    let finished = finished_files(&mut files, font)?;
    let lines: String = finished
        .iter()
        .map(|(name, bytes)| format!("{}  {name}\n", sha256(bytes)))
        .collect();
    let tree = sha256(lines.as_bytes());
    for (name, bytes) in &finished {
        write(&to.join(name), bytes)?;
    }
    write(
        &to.join("hashes.json"),
        hashes(&finished, &tree, compiler).as_bytes(),
    )?;
    if mode == Mode::Release {
        twins::write_all(&finished, to)?;
    }
    Ok(tree)
}

pub(super) type Files = BTreeMap<String, Vec<u8>>;

/// A file under its final name.
struct Named {
    url: String,
    integrity: String,
}

/// Takes Trunk's files and gives those of the finished app.
fn finished_files(files: &mut Files, font: Font) -> Done<Files> {
    let mut page = text(take(files, "index.html")?, "index.html")?;
    let app_glue = text(take(files, "app.js")?, "app.js")?;
    let vault_glue = text(take(files, "vault.js")?, "vault.js")?;
    let pdf_glue = text(take(files, "pdf.js")?, "pdf.js")?;
    let mut out = Files::new();

    let vault_wasm = add(&mut out, "vault.wasm", take(files, "vault_bg.wasm")?);
    let vault = script(&vault_glue, VAULT, &[("wasm", &vault_wasm)])?;
    let vault = add(&mut out, "vault.js", vault.into_bytes());
    let wasm = add(&mut out, "app.wasm", take(files, "app_bg.wasm")?);
    let start = script(&app_glue, START, &[("wasm", &wasm), ("vault", &vault)])?;
    let start = add(&mut out, "start.js", start.into_bytes());
    let font_file = add(&mut out, "wqy-microhei.ttc", font.file);
    out.insert("wqy-microhei.licence.txt".to_owned(), font.licence);
    let pdf_wasm = add(&mut out, "pdf.wasm", take(files, "pdf_bg.wasm")?);
    let pdf = script(&pdf_glue, PDF, &[("wasm", &pdf_wasm), ("font", &font_file)])?;
    let pdf = add(&mut out, "pdf.js", pdf.into_bytes());
    page = with_pdf(&page, &pdf)?;

    // a script of a dependency (`snippets/`) or of `public/`
    let runs = |name: &String| name.ends_with(".js") || name.ends_with(".wasm");
    if let Some(name) = files.keys().find(|name| runs(name)) {
        return Err(Failure::new(format!(
            "{name} can run, and no integrity value would cover it."
        )));
    }

    if !page.contains(MARK) {
        return Err(Failure::new(format!("index.html holds no {MARK}")));
    }
    page = page.replace(
        MARK,
        &format!(
            r#"<script type="module" src="{}" integrity="{}"></script>"#,
            start.url, start.integrity
        ),
    );
    let (joined, sheet) = join(&page, files)?;
    let sheet = add(&mut out, "style.css", sheet);
    page = joined.replace(
        SHEET,
        &format!(
            r#"<link rel="stylesheet" href="{}" integrity="{}">"#,
            sheet.url, sheet.integrity
        ),
    );
    out.append(files);
    out.insert("index.html".to_owned(), page.into_bytes());
    Ok(out)
}

fn add(out: &mut Files, name: &str, bytes: Vec<u8>) -> Named {
    let hashed = hashed_name(name, &bytes);
    let named = Named {
        url: format!("/{hashed}"),
        integrity: integrity(&bytes),
    };
    out.insert(hashed, bytes);
    named
}

/// Glue and start in one module. The start calls glue's initialiser by its inner name, so a
/// wasm-bindgen that names it otherwise must stop the build.
fn script(glue: &str, start: &str, names: &[(&str, &Named)]) -> Done<String> {
    if !glue.contains("__wbg_init as default") {
        return Err(Failure::new(
            "wasm-bindgen's glue has no `__wbg_init as default`: adapt xtask/src/app/*.js to it.",
        ));
    }
    if glue.lines().any(|line| line.starts_with("import ")) {
        return Err(Failure::new(
            "wasm-bindgen's glue imports another script, which no integrity value would cover.",
        ));
    }
    let mut start = start.to_owned();
    for (name, named) in names {
        start = start
            .replace(&format!("{{{{{name}_url}}}}"), &named.url)
            .replace(&format!("{{{{{name}_integrity}}}}"), &named.integrity);
    }
    Ok(format!("{glue}{start}"))
}

fn with_pdf(page: &str, pdf: &Named) -> Done<String> {
    if !page.contains(PDF_MARK) {
        return Err(Failure::new(format!("index.html holds no {PDF_MARK}")));
    }
    let named = format!(
        r#"name="sealroom-pdf" content="{}" data-integrity="{}""#,
        pdf.url, pdf.integrity
    );
    Ok(page.replace(PDF_MARK, &named))
}

fn hashes(files: &Files, tree: &str, compiler: &str) -> String {
    let list: BTreeMap<_, _> = files
        .iter()
        .map(|(name, bytes)| {
            let facts = json!({ "sha256": sha256(bytes), "bytes": bytes.len() });
            (name.as_str(), facts)
        })
        .collect();
    let all = json!({ "compiler": compiler, "tree": tree, "files": list });
    format!("{all:#}\n")
}

fn read_tree(root: &Path) -> Done<Files> {
    let mut files = Files::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        let path = root.join(&folder);
        for entry in fs::read_dir(&path).at(&path)? {
            let entry = entry.at(&path)?;
            let name = folder.join(entry.file_name());
            if entry.path().is_dir() {
                folders.push(name);
            } else {
                let bytes = fs::read(entry.path()).at(&entry.path())?;
                files.insert(name.to_string_lossy().into_owned(), bytes);
            }
        }
    }
    Ok(files)
}

fn take(files: &mut Files, name: &str) -> Done<Vec<u8>> {
    files
        .remove(name)
        .ok_or_else(|| Failure::new(format!("Trunk made no {name}.")))
}

fn text(bytes: Vec<u8>, name: &str) -> Done<String> {
    String::from_utf8(bytes).map_err(|_| Failure::new(format!("{name} is not UTF-8.")))
}

/// Writes a file, and the folder for it.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Done {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).at(folder)?;
    }
    fs::write(path, bytes).at(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "export { initSync, __wbg_init as default };\n";

    fn trunk_output() -> Files {
        let page = format!(r#"<meta {PDF_MARK}><link rel="stylesheet" href="/tokens.css"/>{MARK}"#);
        [
            ("index.html", page.as_str()),
            ("app.js", GLUE),
            ("app_bg.wasm", "app"),
            ("vault.js", GLUE),
            ("vault_bg.wasm", "vault"),
            ("pdf.js", GLUE),
            ("pdf_bg.wasm", "pdf"),
            ("tokens.css", "b{}"),
            ("icons/a.svg", "<svg/>"),
        ]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec()))
        .into()
    }

    fn font() -> Font {
        Font {
            file: b"font".to_vec(),
            licence: Vec::new(),
        }
    }

    fn one<'a>(files: &'a Files, prefix: &str, extension: &str) -> (&'a str, String) {
        let (name, bytes) = files
            .iter()
            .find(|(name, _)| name.starts_with(prefix) && name.ends_with(extension))
            .expect("is there");
        (name, String::from_utf8_lossy(bytes).into_owned())
    }

    #[test]
    fn every_link_of_the_chain_names_the_next_by_its_digest() {
        let files = finished_files(&mut trunk_output(), font()).expect("finishes");
        let (start_name, start) = one(&files, "start-", ".js");
        let (vault_name, vault) = one(&files, "vault-", ".js");
        let (_, page) = one(&files, "index", ".html");
        assert!(page.contains(&format!(
            r#"src="/{start_name}" integrity="{}""#,
            integrity(start.as_bytes())
        )));
        assert!(page.contains(&format!(r#".css" integrity="{}""#, integrity(b"b{}\n"))));
        assert!(start.contains(&integrity(vault.as_bytes())) && start.contains(vault_name));
        assert!(start.contains(&integrity(b"app")));
        assert!(vault.contains(&integrity(b"vault")));
        let (pdf_name, pdf) = one(&files, "pdf-", ".js");
        assert!(page.contains(&format!(
            r#"content="/{pdf_name}" data-integrity="{}""#,
            integrity(pdf.as_bytes())
        )));
        assert!(pdf.contains(&integrity(b"pdf")) && pdf.contains(&integrity(b"font")));
        assert!(!pdf.contains("{{"));
        assert!(files.contains_key("icons/a.svg"));
        assert!(!start.contains("{{") && !vault.contains("{{"));
    }

    #[test]
    fn a_script_outside_the_chain_stops_the_build() {
        let mut files = trunk_output();
        files.insert("snippets/x/inline0.js".to_owned(), Vec::new());
        assert!(finished_files(&mut files, font()).is_err());
        let mut files = trunk_output();
        let glue = format!("import * as x from './x.js';\n{GLUE}");
        files.insert("app.js".to_owned(), glue.into_bytes());
        assert!(finished_files(&mut files, font()).is_err());
    }

    #[test]
    fn a_page_without_its_place_for_the_script_stops_the_build() {
        let mut files = trunk_output();
        files.insert("index.html".to_owned(), b"<html></html>".to_vec());
        assert!(finished_files(&mut files, font()).is_err());
    }
}
