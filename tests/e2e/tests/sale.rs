//! The sale: a seller's folder reaches a buyer's disk unchanged, and nothing on the way could
//! read a word of it.
#![allow(clippy::unwrap_used)]

use std::time::Duration;

use e2e::{
    Done, Language, Person, World,
    documents::{
        ARCHIVE, CONTRACT, CUSTOMERS, Documents, EMPTY, FOLDER, LARGE, LETTER, PAGE_NAME, PHOTO,
        SECRET_TEXT, digest, digests, unpack,
    },
    markers::Markers,
};

const SELLER: &str = "王建国（北辰精密卖方）";
const SELLER_PASSPHRASE: &str = "骆驼穿过针眼-7391-蓝色信封";
const BUYER: &str = "Margaret Ashworth-Lin, Buyer Counsel";
const BUYER_PASSPHRASE: &str = "granite-lantern-7720-estuary";
const ROOM: &str = "北辰精密股权转让项目";
const LABEL: &str = "致阿什沃思律师的邀请";

const LARGE_BYTES: u64 = 1 << 30;

#[tokio::test(flavor = "multi_thread")]
async fn what_the_buyer_saves_is_what_the_seller_dropped_and_the_server_reads_nothing() -> Done {
    let world = World::start("sale").await?;
    let documents = Documents::make(300)?;
    let (large, large_digest) = documents.large(LARGE, LARGE_BYTES)?;

    let seller = world.person("seller", Language::Chinese).await?;
    seller.watch_policy().await?;
    seller.go(&world.first_page()?).await?;
    let seller_words = seller.make_identity(SELLER, SELLER_PASSPHRASE).await?;
    seller.create_room(ROOM).await?;
    seller.see("empty-folder").await?;
    seller.drop_on("drop-zone", &[&documents.folder()]).await?;
    seller.transferred(Duration::from_secs(120)).await?;
    seller.upload(&[&large]).await?;
    seller.transferred(Duration::from_secs(240)).await?;
    let invite = seller.invite(LABEL).await?;

    let buyer = world.person("buyer", Language::English).await?;
    buyer.watch_policy().await?;
    buyer.go(&invite).await?;
    let buyer_words = buyer.join_as_new(BUYER, BUYER_PASSPHRASE).await?;
    assert_eq!(buyer.room_title().await?, ROOM);

    save_and_compare(&buyer, LARGE, &large_digest).await?;
    buyer.open_folder(FOLDER).await?;
    let folders = buyer.read_all("folder-row").await?;
    assert!(folders.iter().any(|row| row.contains(EMPTY)), "{folders:?}");
    look_at_previews(&buyer).await?;
    for name in [CONTRACT, CUSTOMERS, PHOTO, LETTER] {
        save_and_compare(&buyer, name, &documents.digests()[name]).await?;
    }
    save_archive(&buyer, &documents).await?;

    for person in [&seller, &buyer] {
        person.no_violation().await?;
    }
    let mut markers = markers();
    for (words, name) in [
        (&seller_words, "seller's seed"),
        (&buyer_words, "buyer's seed"),
    ] {
        markers
            .text(&words.join(" "))
            .key(name, &e2e::markers::seed(words)?);
    }
    markers.fragment("invite", &invite)?;
    nothing_leaked(&world, &markers).await?;
    for person in [&seller, &buyer] {
        let kept = person.web_storage().await?.to_string();
        let found = markers.in_bytes("the browser's text storage", kept.as_bytes())?;
        assert!(found.is_empty(), "{found:?}");
    }
    seller.leave().await?;
    buyer.leave().await
}

async fn save_and_compare(buyer: &Person, name: &str, expected: &str) -> Done {
    let saved = buyer.save(name, Duration::from_secs(240)).await?;
    assert_eq!(digest(&saved)?, expected, "{name} was saved changed");
    Ok(())
}

/// All of the nested folder, as one archive.
async fn save_archive(buyer: &Person, documents: &Documents) -> Done {
    buyer.open_folder(ARCHIVE).await?;
    let zip = buyer.save_all(Duration::from_secs(120)).await?;
    let folder = tempfile::tempdir()?;
    unpack(&zip, folder.path())?;
    let saved = digests(folder.path())?;
    let original = digests(&documents.file(ARCHIVE))?;
    assert_eq!(original.len(), 300);
    for (path, digest) in &original {
        let found = saved.iter().find(|(name, _)| name.ends_with(path.as_str()));
        assert_eq!(
            found.map(|(_, digest)| digest),
            Some(digest),
            "{path} among {:?}",
            saved.keys().next()
        );
    }
    assert_eq!(saved.len(), original.len());
    Ok(())
}

async fn look_at_previews(buyer: &Person) -> Done {
    assert!(buyer.preview_text(LETTER).await?.contains(SECRET_TEXT));
    buyer.preview_picture(PHOTO, 1600).await?;
    buyer.preview_pdf(CONTRACT).await
}

fn markers() -> Markers {
    let mut markers = Markers::default();
    for text in [
        SELLER,
        SELLER_PASSPHRASE,
        BUYER,
        BUYER_PASSPHRASE,
        ROOM,
        LABEL,
        SECRET_TEXT,
        FOLDER,
        ARCHIVE,
        EMPTY,
    ] {
        markers.text(text);
    }
    for name in [CONTRACT, CUSTOMERS, PHOTO, LETTER, LARGE] {
        markers.text(name);
    }
    markers.text(PAGE_NAME);
    markers
}

/// Everything that the server stored, said and was sent.
async fn nothing_leaked(world: &World, markers: &Markers) -> Done {
    let mut found = markers.in_folder(&world.server.data())?;
    found.extend(markers.in_bytes("the server's log", world.server.log()?.as_bytes())?);
    let requests = world.tap.requests();
    assert!(
        requests.len() > 100,
        "only {} requests passed",
        requests.len()
    );
    for request in requests {
        let place = format!("{} {}", request.method, request.target);
        found.extend(markers.in_bytes(&place, &request.head)?);
        found.extend(markers.in_bytes(&place, &request.body)?);
        assert!(!request.target.contains('#'), "{place}");
    }
    assert!(
        found.is_empty(),
        "plaintext outside the browsers: {found:#?}"
    );
    Ok(())
}
