//! Documents once they are there, by two managers at once: versions, names, places, order.

use std::collections::BTreeMap;

use room::{Change, Control, DocId, Error, Happened, Picked, ScopeId, VersionId};

use crate::support::*;

/// The seller on a second device, with what is there now.
pub(crate) async fn tab(world: &World, seller: &Person, room: &TheRoom) -> (Person, TheRoom) {
    let other = seller.elsewhere(world).await;
    let open = other.home.open(&other.me, &room.id()).await.unwrap();
    (other, open)
}

pub(crate) async fn put_version(
    room: &TheRoom,
    host: &Device,
    doc: DocId,
    name: &str,
    content: Vec<u8>,
) -> Result<DocId, Error> {
    let carrier = room::testkit::MemoryCarrier::new(room::Host::api(host));
    let files: [Picked<_>; 1] = [file(name, content)];
    let onto = BTreeMap::from([(0, doc)]);
    let (to, control) = (root(room), Control::new());
    let sent = room.upload_onto(&carrier, to, &files, &onto, &control, &|_| {});
    let mut sent = sent.await?;
    match sent.failed.pop() {
        Some((_, e)) => Err(e),
        None => Ok(sent.done[0].1),
    }
}

pub(crate) async fn get_version(
    room: &TheRoom,
    host: &Device,
    doc: &DocId,
    version: VersionId,
) -> Result<Vec<u8>, Error> {
    let carrier = room::testkit::MemoryCarrier::new(room::Host::api(host));
    let mut sink = Vec::new();
    let (action, control) = (room::Action::Download, Control::new());
    let open = room.open_version(&carrier, doc, version, action, &mut sink, &control, &|_| {});
    open.await?;
    Ok(sink)
}

pub(crate) async fn rename(
    room: &TheRoom,
    doc: DocId,
    seen: &str,
    name: &str,
) -> Vec<room::Crossed> {
    room.edit(&[(doc, Change::name(seen, name))]).await.unwrap()
}

pub(crate) fn names(room: &TheRoom, folder: ScopeId) -> Vec<String> {
    let docs = room.view().docs.into_iter();
    let mut names: Vec<String> = docs
        .filter(|doc| doc.folder == folder)
        .map(|doc| doc.name)
        .collect();
    names.sort();
    names
}

#[test]
fn docs_every_version_is_kept_opened_and_restored() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let large = bytes(9 << 20, 2);
        let doc = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.txt", bytes(100, 1))],
        )
        .await[0];
        world.later(HOUR);
        put_version(&room, &seller.host, doc, "second.txt", large.clone())
            .await
            .unwrap();
        let versions = room.versions(doc).unwrap();
        let names: Vec<&str> = versions.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["a.txt", "second.txt"]);
        assert!(versions[1].added - versions[0].added >= HOUR);
        assert!(versions[0].by.sure && versions[0].by.name == "Wang Fang");
        // the document is called as before, and holds what is new
        let shown = find(&room, "a.txt").unwrap();
        assert_eq!((shown.versions, shown.record.size), (2, 9 << 20));
        assert_eq!(get(&room, &seller.host, &doc).await.unwrap(), large);
        // on another device, by one who reads
        let invite = room.invite(root(&room), "", world.now() + DAY, None).await;
        let (buyer, theirs) = world.joined("Li Wei", &invite.unwrap()).await;
        let old = get_version(&theirs, &buyer.host, &doc, versions[0].version).await;
        assert_eq!(old.unwrap(), bytes(100, 1));
        assert_eq!(theirs.versions(doc).unwrap(), versions);
        let refused = theirs.restore_version(&doc, versions[0].version).await;
        assert_eq!(refused, Err(Error::NotAllowed));
        // an old one becomes the newest again; nothing between is lost
        room.restore_version(&doc, versions[0].version)
            .await
            .unwrap();
        room.restore_version(&doc, versions[0].version)
            .await
            .unwrap();
        theirs.refresh().await.unwrap();
        let read = get(&theirs, &buyer.host, &doc).await.unwrap();
        assert_eq!(read, bytes(100, 1));
        let again = theirs.versions(doc).unwrap();
        assert_eq!((again.len(), again[2].restored), (3, Some(1)));
        let second = get_version(&theirs, &buyer.host, &doc, versions[1].version).await;
        assert_eq!(second.unwrap(), large);
        // the very same file again is no new version
        put_version(&room, &seller.host, doc, "a.txt", bytes(100, 1))
            .await
            .unwrap();
        assert_eq!(room.versions(doc).unwrap().len(), 3);
        // what becomes a file of another kind is called so
        put_version(&room, &seller.host, doc, "b.pdf", bytes(300, 4))
            .await
            .unwrap();
        assert!(find(&room, "a.pdf").is_some());
        assert!(room.verify().await.unwrap().holds());
    });
}

#[test]
fn docs_two_tabs_that_add_a_version_at_once_both_do() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let doc = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(100, 1))],
        )
        .await[0];
        let (other, theirs) = tab(&world, &seller, &room).await;
        put_version(&room, &seller.host, doc, "one.pdf", bytes(200, 2))
            .await
            .unwrap();
        // this tab has not seen it
        put_version(&theirs, &other.host, doc, "two.pdf", bytes(300, 3))
            .await
            .unwrap();
        room.refresh().await.unwrap();
        let versions = room.versions(doc).unwrap();
        let names: Vec<&str> = versions.iter().map(|one| one.name.as_str()).collect();
        assert_eq!(names, ["a.pdf", "one.pdf", "two.pdf"]);
        assert_eq!(get(&room, &seller.host, &doc).await.unwrap(), bytes(300, 3));
    });
}

#[test]
fn docs_of_two_who_rename_at_once_the_later_holds_and_both_are_told() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let doc = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(100, 1))],
        )
        .await[0];
        let (_other, theirs) = tab(&world, &seller, &room).await;
        assert_eq!(rename(&room, doc, "a.pdf", "one.pdf").await, []);
        let crossed = rename(&theirs, doc, "a.pdf", "two.pdf").await;
        assert_eq!(crossed.len(), 1);
        assert_eq!(
            (crossed[0].name.as_str(), crossed[0].holds.as_str()),
            ("one.pdf", "two.pdf")
        );
        assert_eq!(crossed[0].by.name, "Wang Fang");
        room.refresh().await.unwrap();
        assert!(find(&room, "two.pdf").is_some() && find(&theirs, "two.pdf").is_some());
        for room in [&room, &theirs] {
            let named = room.history(doc).unwrap().into_iter();
            let named: Vec<String> = named
                .filter_map(|event| match event.what {
                    Happened::Named(name) => Some(name),
                    _ => None,
                })
                .collect();
            assert_eq!(named, ["one.pdf", "two.pdf"]);
        }
        // a name that somebody gave while the dialog was open is told as well
        rename(&theirs, doc, "two.pdf", "three.pdf").await;
        room.refresh().await.unwrap();
        let crossed = rename(&room, doc, "two.pdf", "four.pdf").await;
        assert_eq!(crossed[0].name, "three.pdf");
        // a new version does not undo a name, nor does a name undo a version
        theirs.refresh().await.unwrap();
        rename(&theirs, doc, "four.pdf", "five.pdf").await;
        put_version(&room, &seller.host, doc, "a.pdf", bytes(200, 2))
            .await
            .unwrap();
        let shown = find(&room, "five.pdf").unwrap();
        assert_eq!((shown.versions, shown.record.size), (2, 200));
    });
}

#[test]
fn docs_names_are_free_and_short_tags_and_texts_have_limits() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files = [file("a.pdf", bytes(100, 1)), file("b.pdf", bytes(100, 2))];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        room.make_folder(root(&room), "folder").await.unwrap();
        let change = async |change: Change| room.edit(&[(docs[0], change)]).await;
        let named = async |name: &str| room.edit(&[(docs[0], Change::name("a.pdf", name))]).await;
        assert_eq!(named("B.pdf").await, Err(Error::NameTaken));
        assert_eq!(named("folder").await, Err(Error::NameTaken));
        assert!(matches!(named("a/b").await, Err(Error::BadName(_))));
        assert!(named("A.PDF").await.is_ok());
        let text = |len: usize| Change {
            description: Some("d".repeat(len)),
            ..Change::default()
        };
        assert!(change(text(room::MAX_DESCRIPTION)).await.is_ok());
        let long = change(text(room::MAX_DESCRIPTION + 1)).await;
        assert!(matches!(long, Err(Error::BadName(_))));
        let tags = |from: usize, to: usize| Change {
            tag: (from..to).map(|n| format!("tag {n}")).collect(),
            ..Change::default()
        };
        assert!(change(tags(0, room::MAX_TAGS)).await.is_ok());
        assert_eq!(change(tags(40, 41)).await, Err(Error::TooLarge));
        let lost = Change {
            untag: vec!["TAG 0".to_owned()],
            ..tags(41, 42)
        };
        assert!(change(lost).await.is_ok());
        let shown = find(&room, "A.PDF").unwrap();
        assert_eq!(shown.tags.len(), room::MAX_TAGS);
        assert_eq!(shown.tags.last().map(String::as_str), Some("tag 41"));
    });
}

#[test]
fn docs_two_who_tag_and_describe_at_once_lose_nothing() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files = [
            file("a.pdf", bytes(100, 1)),
            file("in/b.pdf", bytes(100, 2)),
        ];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let (_other, theirs) = tab(&world, &seller, &room).await;
        let tag = |tag: &str| Change {
            tag: vec![tag.to_owned()],
            ..Change::default()
        };
        // many at once: one entry per folder
        let before = Raw::new(&world, room.id()).head(root(&room)).next;
        let all: Vec<_> = docs.iter().map(|doc| (*doc, tag("合同"))).collect();
        room.edit(&all).await.unwrap();
        assert_eq!(
            Raw::new(&world, room.id()).head(root(&room)).next,
            before + 1
        );
        let all: Vec<_> = docs.iter().map(|doc| (*doc, tag("tax"))).collect();
        theirs.edit(&all).await.unwrap();
        room.edit(&[(
            docs[0],
            Change {
                description: Some("Signed\nin May".to_owned()),
                ..Change::default()
            },
        )])
        .await
        .unwrap();
        for name in ["a.pdf", "b.pdf"] {
            assert_eq!(find(&room, name).unwrap().tags, ["合同", "tax"]);
        }
        assert_eq!(find(&room, "a.pdf").unwrap().description, "Signed\nin May");
    });
}

#[test]
fn docs_numbers_follow_the_order_and_leave_no_gap() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files = [
            file("finance/10 b.pdf", bytes(10, 1)),
            file("finance/2 a.pdf", bytes(10, 2)),
            file("legal/x.pdf", bytes(10, 3)),
            file("top.pdf", bytes(10, 4)),
        ];
        put(&room, &seller.host, root(&room), &files).await;
        room.renumber(&root(&room)).await.unwrap();
        let numbers = |room: &TheRoom| {
            let view = room.view();
            let docs = view
                .docs
                .iter()
                .map(|doc| (doc.name.clone(), doc.number.clone()));
            let folders = view.folders.iter();
            let folders = folders.map(|one| (one.name.clone(), one.number.clone()));
            docs.chain(folders).collect::<BTreeMap<_, _>>()
        };
        let number = |room: &TheRoom, name: &str| numbers(room)[name].clone();
        for (name, expected) in [
            ("finance", "1"),
            ("2 a.pdf", "1.1"),
            ("10 b.pdf", "1.2"),
            ("legal", "2"),
            ("x.pdf", "2.1"),
            ("top.pdf", "3"),
        ] {
            assert_eq!(number(&room, name), expected, "{name}");
        }
        // what comes later comes after, whatever it is called
        world.later(10);
        put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(10, 5))],
        )
        .await;
        assert_eq!(number(&room, "a.pdf"), "4");
        // an order by hand
        let view = room.view();
        let legal = view
            .folders
            .iter()
            .find(|one| one.name == "legal")
            .unwrap()
            .id;
        room.set_order(&[(root(&room), vec![room::PlaceId(legal.0)])])
            .await
            .unwrap();
        assert_eq!(
            (number(&room, "legal"), number(&room, "x.pdf")),
            ("1".into(), "1.1".into())
        );
        // who sees one folder counts from its top
        let invite = room
            .invite(legal, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (_buyer, theirs) = world.joined("Li Wei", &invite).await;
        assert_eq!(
            (number(&theirs, "legal"), number(&theirs, "x.pdf")),
            (String::new(), "1".into())
        );
    });
}

#[test]
fn docs_a_folder_is_renamed_for_everybody() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "folder").await.unwrap();
        room.make_folder(root(&room), "other").await.unwrap();
        put(
            &room,
            &seller.host,
            folder,
            &[file("in/a.pdf", bytes(10, 1))],
        )
        .await;
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (_buyer, theirs) = world.joined("Li Wei", &invite).await;
        let (_tab, second) = tab(&world, &seller, &room).await;
        let taken = room.rename_folder(&folder, "folder", "Other").await;
        assert_eq!(taken, Err(Error::NameTaken));
        let top = room.rename_folder(&root(&room), "", "x").await;
        assert_eq!(top, Err(Error::NotAllowed));
        let crossed = room.rename_folder(&folder, "folder", "one").await.unwrap();
        assert_eq!(crossed, None);
        let crossed = second
            .rename_folder(&folder, "folder", "two")
            .await
            .unwrap();
        let crossed = crossed.unwrap();
        assert_eq!(
            (crossed.name.as_str(), crossed.holds.as_str()),
            ("one", "two")
        );
        second
            .describe_folder(&folder, "What was signed")
            .await
            .unwrap();
        theirs.refresh().await.unwrap();
        room.refresh().await.unwrap();
        for room in [&room, &theirs, &second] {
            let view = room.view();
            let shown = view.folders.iter().find(|one| one.id == folder).unwrap();
            assert_eq!(
                (shown.name.as_str(), shown.description.as_str()),
                ("two", "What was signed")
            );
        }
        assert_eq!(room.folder_history(&folder).unwrap().len(), 3);
        // a rotation keeps it, and files go into the folder of this name
        room.end(&invite.member).await.unwrap();
        put(
            &room,
            &seller.host,
            root(&room),
            &[file("two/b.pdf", bytes(10, 2))],
        )
        .await;
        assert_eq!(find(&room, "b.pdf").unwrap().folder, folder);
    });
}
