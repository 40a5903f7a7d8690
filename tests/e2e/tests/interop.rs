//! Browser and command line are two ways into one room: what either writes the other opens.
#![allow(clippy::unwrap_used)]

use std::{path::Path, time::Duration};

use e2e::{
    Done, Language, LinkOptions, Terminal, World,
    documents::{
        ARCHIVE, CONTRACT, Documents, FOLDER, LETTER, PHOTO, SECRET_TEXT, digest, digests, unpack,
    },
};

const PASSPHRASE: &str = "glacier-notebook-8831-fennel";
const ROOM: &str = "两种入口的资料室";

#[tokio::test(flavor = "multi_thread")]
async fn what_the_command_line_sends_a_browser_opens() -> Done {
    let world = World::start("from-terminal").await?;
    let documents = Documents::make(30)?;
    let seller = Terminal::new(&world, PASSPHRASE)?;
    seller
        .run(&["identity", "new", "--name", "赵敏（命令行）"])
        .await?;
    seller.run(&["room", "create", ROOM]).await?;
    seller
        .run(&["put", ROOM, path(&documents.folder())])
        .await?;

    let buyer = world.person("buyer", Language::Chinese).await?;
    let invite = seller.url(&["invite", ROOM, "--label", "买方"]).await?;
    buyer.go(&invite).await?;
    buyer.join_as_new("周买方", PASSPHRASE).await?;
    assert_eq!(buyer.room_title().await?, ROOM);
    buyer.open_folder(FOLDER).await?;
    assert!(buyer.preview_text(LETTER).await?.contains(SECRET_TEXT));
    let saved = buyer.save(CONTRACT, Duration::from_secs(30)).await?;
    assert_eq!(digest(&saved)?, documents.digests()[CONTRACT]);
    buyer.open_folder(ARCHIVE).await?;
    let zip = buyer.save_all(Duration::from_secs(60)).await?;
    let folder = tempfile::tempdir()?;
    unpack(&zip, folder.path())?;
    assert_eq!(digests(folder.path())?.len(), 30);

    let visitor = world.person("visitor", Language::English).await?;
    let link = seller
        .url(&["link", ROOM, &format!("{FOLDER}/{PHOTO}"), "--opens", "1"])
        .await?;
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    assert_eq!(
        visitor.documents().await?,
        [PHOTO],
        "only what the link gives"
    );
    let saved = visitor.save(PHOTO, Duration::from_secs(30)).await?;
    assert_eq!(digest(&saved)?, documents.digests()[PHOTO]);
    seller.run(&["verify", ROOM]).await?;
    buyer.leave().await?;
    visitor.leave().await
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_browser_sends_the_command_line_opens() -> Done {
    let world = World::start("from-browser").await?;
    let documents = Documents::make(30)?;
    let seller = world.person("seller", Language::English).await?;
    seller.go(&world.first_page()?).await?;
    let words = seller
        .make_identity("Seller in a browser", PASSPHRASE)
        .await?;
    seller.create_room(ROOM).await?;
    seller.upload_folder(&documents.folder()).await?;
    seller.transferred(Duration::from_secs(60)).await?;

    let buyer = Terminal::new(&world, PASSPHRASE)?;
    let invite = seller.invite("terminal").await?;
    buyer
        .run(&["identity", "new", "--name", "Buyer at a terminal"])
        .await?;
    buyer.run(&["join", &invite]).await?;
    let into = tempfile::tempdir()?;
    let all = into.path().join("all");
    buyer.run(&["get", ROOM, "-o", path(&all)]).await?;
    same(&documents, &all)?;

    let options = LinkOptions {
        passphrase: Some("开门-5512".to_owned()),
        ..LinkOptions::labelled("link")
    };
    let link = seller.link(&options).await?;
    let visitor = Terminal::new(&world, PASSPHRASE)?;
    assert!(
        visitor.run(&["open", &link]).await.is_err(),
        "opened without its passphrase"
    );
    let secret = into.path().join("passphrase");
    std::fs::write(&secret, "开门-5512")?;
    let linked = into.path().join("linked");
    visitor
        .run(&[
            "open",
            &link,
            "--get",
            ".",
            "-o",
            path(&linked),
            "--link-passphrase-file",
            path(&secret),
        ])
        .await?;
    same(&documents, &linked)?;

    // the seller's own words open the same rooms at a terminal, and what is sent there comes back
    let again = Terminal::new(&world, PASSPHRASE)?;
    again
        .run_with(
            &words.join(" "),
            &["identity", "restore", "--name", "Seller in a browser"],
        )
        .await?;
    let extra = into.path().join("来自命令行.txt");
    std::fs::write(&extra, SECRET_TEXT)?;
    again.run(&["put", ROOM, path(&extra)]).await?;
    seller.reload().await?;
    seller.unlock(PASSPHRASE).await?;
    seller.click("tab-documents").await?;
    assert_eq!(seller.preview_text("来自命令行.txt").await?, SECRET_TEXT);
    seller.leave().await
}

fn path(path: &Path) -> &str {
    path.to_str().unwrap()
}

fn same(documents: &Documents, folder: &Path) -> Done {
    let saved = digests(folder)?;
    for (path, digest) in documents.digests() {
        let found = saved.iter().find(|(name, _)| name.ends_with(path.as_str()));
        assert_eq!(found.map(|(_, digest)| digest), Some(digest), "{path}");
    }
    assert_eq!(saved.len(), documents.digests().len());
    Ok(())
}
