//! What keeps foreign code out: the headers, the chain of integrity values from the page down
//! to the wasm of the vault, and a browser that refuses what does not match it.
#![allow(clippy::unwrap_used)]

use std::{collections::BTreeMap, time::Duration};

use base64::{Engine, engine::general_purpose::STANDARD};
use e2e::{
    Done, Language, Person, World,
    documents::{CONTRACT, Documents},
};
use sha2::{Digest, Sha384};

/// The page and every file that the chain of integrity values names, by path.
async fn app(world: &World) -> Done<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut open = vec!["/".to_owned()];
    while let Some(path) = open.pop() {
        let answer = reqwest::get(world.url(&path)).await?;
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
        let bytes = answer.bytes().await?.to_vec();
        for name in named(&String::from_utf8_lossy(&bytes)) {
            if !files.contains_key(&name) && !open.contains(&name) {
                open.push(name);
            }
        }
        files.insert(path, bytes);
    }
    Ok(files)
}

/// Names of hashed files in a text: `/stem-<16 hex digits>.kind` in quotes.
fn named(text: &str) -> Vec<String> {
    text.split(['"', '\''])
        .filter(|word| {
            let stem = word.rsplit_once('.').map(|(stem, _)| stem);
            let hash = stem
                .and_then(|stem| stem.rsplit_once('-'))
                .map(|(_, hash)| hash);
            word.starts_with('/')
                && hash.is_some_and(|hash| {
                    hash.len() == 16 && hash.bytes().all(|b| b.is_ascii_hexdigit())
                })
        })
        .map(str::to_owned)
        .collect()
}

fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

#[tokio::test(flavor = "multi_thread")]
async fn every_file_that_runs_is_named_with_its_digest() -> Done {
    let world = World::start("chain").await?;
    let files = app(&world).await?;
    // page, vault and PDF reader: a script and its wasm each
    let kinds = |kind: &str| files.keys().filter(|name| name.ends_with(kind)).count();
    assert_eq!((kinds(".js"), kinds(".wasm")), (3, 3), "{:?}", files.keys());
    let all: String = files
        .iter()
        .filter(|(name, _)| !name.ends_with(".wasm"))
        .map(|(_, bytes)| String::from_utf8_lossy(bytes))
        .collect();
    for (name, bytes) in files.iter().filter(|(name, _)| *name != "/") {
        assert!(
            all.contains(&integrity(bytes)),
            "{name} stands without its digest"
        );
    }
    let page = String::from_utf8_lossy(&files["/"]).to_lowercase();
    for inline in [
        "<script>",
        " style=",
        "<style",
        " onload=",
        " onclick=",
        "javascript:",
        "http://",
        "https://",
    ] {
        assert!(!page.contains(inline), "the page contains {inline}");
    }
    assert_eq!(page.matches("<script").count(), 1);
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_compressed_is_sent_to_who_takes_it_and_is_no_file_of_its_own() -> Done {
    let world = World::start("twins").await?;
    let files = app(&world).await?;
    let client = reqwest::Client::new();
    for (name, bytes) in files.iter().filter(|(name, _)| name.ends_with(".wasm")) {
        let asked = client.get(world.url(name)).header("accept-encoding", "br");
        let answer = asked.send().await?;
        assert_eq!(answer.headers()["content-encoding"], "br", "{name}");
        assert_eq!(answer.headers()["vary"], "accept-encoding", "{name}");
        let small = answer.bytes().await?;
        assert!(small.len() * 2 < bytes.len(), "{name}: {}", small.len());
        // who does not take it was sent the whole file, whose digest the page names
        let twin = client.get(world.url(&format!("{name}.br"))).send().await?;
        assert_eq!(twin.status(), 404, "{name}");
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn security_headers_stand_on_every_answer() -> Done {
    let world = World::start("headers").await?;
    let files = app(&world).await?;
    let asset = files.keys().find(|name| name.ends_with(".wasm")).unwrap();
    for path in [
        "/",
        "/l",
        "/i",
        "/rooms",
        "/v1/server",
        "/v1/nothing",
        asset,
    ] {
        let answer = reqwest::get(world.url(path)).await?;
        let header = |name: &str| {
            answer
                .headers()
                .get(name)
                .map_or("", |value| value.to_str().unwrap_or(""))
        };
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        assert_eq!(header("referrer-policy"), "no-referrer", "{path}");
        assert_eq!(
            header("cross-origin-opener-policy"),
            "same-origin",
            "{path}"
        );
        assert_eq!(
            header("cross-origin-embedder-policy"),
            "require-corp",
            "{path}"
        );
        assert_eq!(header("set-cookie"), "", "{path}");
        let policy = header("content-security-policy");
        for rule in [
            "default-src 'none'",
            "script-src 'self' 'wasm-unsafe-eval'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
        ] {
            assert!(policy.contains(rule), "{path}: no {rule} in {policy:?}");
        }
        for hole in ["'unsafe-inline'", "'unsafe-eval'", "http:", "https:", "*"] {
            assert!(!policy.contains(hole), "{path}: {hole} in {policy:?}");
        }
        let cache = header("cache-control");
        assert_eq!(
            cache.contains("immutable"),
            path == asset,
            "{path}: {cache}"
        );
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_file_is_refused_and_the_page_recovers_when_it_is_whole_again() -> Done {
    let world = World::start("tampered").await?;
    for (kind, end) in [
        ("/start", ".js"),
        ("/app", ".wasm"),
        ("/vault", ".js"),
        ("/vault", ".wasm"),
    ] {
        let person = world.person("victim", Language::English).await?;
        tamper(&world, kind, end);
        person.go("/").await?;
        assert!(
            refused(&person).await?,
            "{kind}{end} was changed and nobody noticed"
        );
        assert!(
            !person.sees("make-form").await,
            "{kind}{end} was changed and the app started"
        );
        assert_eq!(
            person.run("return globalThis.evil ?? 0", vec![]).await?,
            0,
            "{kind}{end}"
        );
        world.tap.change_nothing();
        // a script that is refused cannot fetch itself again: that needs a reload by hand
        if kind != "/start" {
            person.go("/").await?;
            person.see("make-form").await?;
        }
        person.leave().await?;
    }
    Ok(())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_changed_pdf_reader_is_refused() -> Done {
    let world = World::start("tampered-reader").await?;
    let documents = Documents::make(1)?;
    let person = world.person("victim", Language::English).await?;
    person.go(&world.first_page()?).await?;
    person
        .make_identity("Vera", "harbour-lantern-5567-oboe")
        .await?;
    person.create_room("Papers").await?;
    person.upload(&[&documents.file(CONTRACT)]).await?;
    person.transferred(Duration::from_secs(60)).await?;
    for end in [".js", ".wasm"] {
        tamper(&world, "/pdf", end);
        world.tap.cut();
        person.preview(CONTRACT).await?;
        person.see("pdf-failed").await?;
        person.close_dialog().await?;
    }
    world.tap.change_nothing();
    person.preview(CONTRACT).await?;
    person.see("pdf-page").await?;
    person.leave().await
}

/// Serves files whose names begin and end so with something more in them. A wasm stays valid
/// with a custom section more, a script with a line more.
fn tamper(world: &World, kind: &'static str, end: &'static str) {
    world.tap.change(move |path, mut bytes| {
        if path.starts_with(kind) && path.ends_with(end) {
            let more: &[u8] = if end == ".js" {
                b"\n;globalThis.evil = 1;"
            } else {
                b"\0\x05\x04evil"
            };
            bytes.extend_from_slice(more);
        }
        bytes
    });
}

/// The start page or the app says that something is wrong, or the browser's console does.
async fn refused(person: &Person) -> Done<bool> {
    for _ in 0..100 {
        let told = person.sees("#boot-failed").await || person.sees("broken").await;
        if told
            || person
                .console()
                .await?
                .iter()
                .any(|line| line.contains("integrity"))
        {
            return Ok(true);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(false)
}
