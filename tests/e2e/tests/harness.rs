//! The harness notices what it is there to notice; a blind one would be green for ever.
#![allow(clippy::unwrap_used)]

use std::{net::SocketAddr, time::Duration};

use e2e::{
    Done, Driver, Language, Person, Storage, Tap,
    documents::{Documents, LETTER},
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpListener,
};

const PAGE: &str = r#"<!doctype html><html lang="en"><head><title>t</title></head><body>
<input type="file" webkitdirectory multiple data-test="folder" hidden>
<div class="wide" data-test="wide">x</div><a data-test="save" download="名单.txt" href="/file">save</a>
<img src="/x.png"><script>document.title = 'ran'</script></body></html>"#;

/// Notes whether folders or files were dropped.
const NOTE_DROP: &str = "const place = document.querySelector('.wide');
    place.ondragover = event => event.preventDefault();
    place.ondrop = event => { event.preventDefault(); window.dropped = [...event.dataTransfer.items]
        .map(item => item.webkitGetAsEntry().isDirectory ? 'dir' : 'file').join(' '); };";

/// Serves the page under a policy that its inline script violates.
async fn bad_page() -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut head = vec![0; 4096];
                let read = stream.read(&mut head).await.unwrap_or(0);
                let file = head[..read].starts_with(b"GET /file");
                let (kind, body) = if file {
                    ("text/plain", "saved")
                } else {
                    ("text/html", PAGE)
                };
                let reply = format!(
                    "HTTP/1.1 200 OK\r\ncontent-type: {kind}; charset=utf-8\r\ncontent-security-policy: \
                     default-src 'self'\r\ncontent-length: {}\r\nconnection: close\r\n\r\n{body}",
                    body.len()
                );
                stream.write_all(reply.as_bytes()).await.unwrap();
            });
        }
    });
    address
}

async fn visitor(driver: &Driver, tap: &Tap) -> Done<Person> {
    Person::start(
        driver,
        "harness",
        Language::Chinese,
        &tap.origin(),
        Storage::Kept,
    )
    .await
}

#[tokio::test(flavor = "multi_thread")]
async fn violations_barriers_and_wide_pages_are_noticed() -> Done {
    let tap = Tap::start(bad_page().await).await?;
    let driver = Driver::start()?;
    let person = visitor(&driver, &tap).await?;
    person.watch_policy().await?;
    person.go("/#secret").await?;
    let violation = person.no_violation().await.unwrap_err().to_string();
    assert!(violation.contains("inline"), "{violation}");
    let barriers = person.barriers().await?;
    assert!(
        barriers.iter().any(|one| one.starts_with("image-alt")),
        "{barriers:?}"
    );
    assert!(person.sticking_out().await?.is_empty());
    person
        .run(
            "document.querySelector('.wide').style.width = '4000px'",
            vec![],
        )
        .await?;
    assert!(!person.sticking_out().await?.is_empty());
    assert_eq!(
        person.run("return navigator.language", vec![]).await?,
        "zh-CN"
    );
    assert_eq!(
        tap.requests()[0].target,
        "/",
        "a fragment stays in the browser"
    );
    person.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn folders_are_picked_and_files_saved() -> Done {
    let tap = Tap::start(bad_page().await).await?;
    let driver = Driver::start()?;
    let person = visitor(&driver, &tap).await?;
    person.go("/").await?;
    let documents = Documents::make(25)?;
    person.pick("folder", &[&documents.folder()]).await?;
    let picked = person
        .run(
            "return [...document.querySelector('input').files].map(f => f.webkitRelativePath)",
            vec![],
        )
        .await?;
    assert_eq!(
        picked.as_array().map(Vec::len),
        Some(documents.digests().len()),
        "{picked}"
    );
    person.run(NOTE_DROP, vec![]).await?;
    person
        .drop_on("wide", &[&documents.folder(), &documents.file(LETTER)])
        .await?;
    person
        .wait_for(
            "the drop",
            Duration::from_secs(5),
            "return window.dropped === 'dir file'",
        )
        .await?;
    assert!(
        person
            .see_within("nothing-of-the-kind", std::time::Duration::from_secs(1))
            .await
            .is_err()
    );
    person.click("save").await?;
    let saved = person.saved("名单.txt").await?;
    assert_eq!(std::fs::read_to_string(saved)?, "saved");
    tap.change(|_, _| b"<p data-test=changed>other</p>".to_vec());
    person.go("/").await?;
    person.see("changed").await?;
    person.leave().await
}
