//! Documents with rights of their own: narrowed, widened, and everything else that is done with them.

use room::{
    Change, Control, DocId, Error, Happened, Level, Limits, Matrix, MatrixFolder, Op, Principal,
    ScopeId, Shared,
};

use super::access::{Sale, agrees, into_group, sale, sees};
use super::documents::put_version;
use crate::support::*;

/// A sale in which both bidders read everything.
pub(super) async fn open_sale() -> Sale {
    let sale = sale().await;
    let top = root(&sale.room);
    let all = [sale.a, sale.b].map(|group| Op::Access(group, top, Some(Level::Read)));
    sale.room.apply(&all).await.unwrap();
    sale
}

fn id_of(room: &TheRoom, name: &str) -> DocId {
    find(room, name).unwrap().record.doc
}

/// The document's own scope.
async fn apart(room: &TheRoom, name: &str) -> ScopeId {
    let doc = id_of(room, name);
    let moved = room.give_own_rights(&doc).await.unwrap();
    assert_eq!(find(room, name).unwrap().own, Some(moved.to));
    moved.to
}

fn line(matrix: &Matrix, id: ScopeId) -> Option<&MatrixFolder> {
    matrix.folders.iter().find(|line| line.id == id)
}

/// Names with their folders' names and their numbers, by number.
pub(super) async fn numbers(room: &TheRoom) -> Vec<String> {
    room.refresh().await.unwrap();
    let view = room.view();
    assert_eq!(view.alarms, vec![]);
    let folder = |id: &ScopeId| {
        let folder = view.folders.iter().find(|folder| folder.id == *id);
        folder.map_or_else(|| "?".to_owned(), |folder| folder.name.clone())
    };
    let docs = view.docs.iter();
    let mut all: Vec<String> = docs
        .map(|doc| format!("{} {}/{}", doc.number, folder(&doc.folder), doc.name))
        .collect();
    all.sort();
    all
}

/// What everybody's keys open is what the rules say.
pub(super) async fn all_agree(sale: &Sale) {
    agrees(sale, &sale.one.2, &sale.one.1).await;
    agrees(sale, &sale.two.2, &sale.two.1).await;
}

async fn opens(who: &(Person, TheRoom, room::MemberId), doc: &DocId) -> bool {
    who.1.refresh().await.unwrap();
    get(&who.1, &who.0.host, doc).await.is_ok()
}

#[test]
fn own_rights_alone_change_nothing_for_anybody() {
    run(async {
        let sale = open_sale().await;
        let room = &sale.room;
        let more = [
            file("legal/k.pdf", bytes(900, 8)),
            file("legal/m.pdf", bytes(900, 9)),
        ];
        put(room, &sale.seller.host, root(room), &more).await;
        let before = (numbers(room).await, numbers(&sale.one.1).await);
        let own = apart(room, "l.pdf").await;
        assert_eq!(numbers(room).await, before.0);
        assert_eq!(numbers(&sale.one.1).await, before.1);
        assert_eq!(numbers(&sale.two.1).await, before.1);
        all_agree(&sale).await;
        // no screen shows a folder more, and the table the document below its folder
        assert!(!room.places().contains_key(&own));
        assert!(room.view().folders.iter().all(|folder| folder.id != own));
        let matrix = room.matrix().unwrap();
        let at = |id| {
            matrix
                .folders
                .iter()
                .position(|line| line.id == id)
                .unwrap()
        };
        assert_eq!(at(own), at(sale.legal) + 1);
        let doc = line(&matrix, own).unwrap();
        assert_eq!(
            (doc.name.as_str(), doc.parent, doc.doc),
            ("l.pdf", Some(sale.legal), Some(id_of(room, "l.pdf")))
        );
        // asked again it is where it was
        let again = room.give_own_rights(&id_of(room, "l.pdf")).await.unwrap();
        assert_eq!(again.to, own);
    });
}

#[test]
fn row_23_narrowed_it_is_opened_by_those_who_may_and_leaves_no_gap_to_others() {
    run(async {
        let sale = open_sale().await;
        let (room, doc) = (&sale.room, id_of(&sale.room, "l.pdf"));
        put(
            room,
            &sale.seller.host,
            sale.legal,
            &[file("m.pdf", bytes(900, 8))],
        )
        .await;
        let before = numbers(&sale.two.1).await;
        let own = apart(room, "l.pdf").await;
        let narrow = [Op::Access(sale.b, own, Some(Level::Nothing))];
        let planned = room.preview(&narrow).unwrap();
        assert_eq!((planned.len(), planned[0].folder), (1, own));
        room.apply(&narrow).await.unwrap();
        assert_eq!(room.pending(), vec![]);
        all_agree(&sale).await;
        assert_eq!(numbers(&sale.one.1).await, before);
        let less = numbers(&sale.two.1).await;
        assert_eq!(less.len(), before.len() - 1);
        // the numbers of the others close up
        assert!(before.contains(&"1.2.2 legal/l.pdf".to_owned()) || before.len() == 4);
        assert!(less.iter().any(|one| one.ends_with("legal/m.pdf")));
        let last: Vec<u32> = less
            .iter()
            .filter(|one| one.contains("legal/"))
            .filter_map(|one| one.split(' ').next()?.rsplit('.').next()?.parse().ok())
            .collect();
        let folders = sale.two.1.view().folders;
        let taken = folders
            .iter()
            .filter(|folder| folder.parent == Some(sale.legal))
            .filter_map(|folder| folder.number.rsplit('.').next()?.parse::<u32>().ok());
        let mut counted: Vec<u32> = last.into_iter().chain(taken).collect();
        counted.sort_unstable();
        let whole: Vec<u32> = (1..).take(counted.len()).collect();
        assert_eq!(counted, whole);
        assert!(opens(&sale.one, &doc).await && !opens(&sale.two, &doc).await);
        // a new version is for those only who may
        put_version(room, &sale.seller.host, doc, "l.pdf", bytes(900, 9))
            .await
            .unwrap();
        sale.one.1.refresh().await.unwrap();
        let new = get(&sale.one.1, &sale.one.0.host, &doc).await.unwrap();
        assert_eq!(new, bytes(900, 9));
        assert!(!opens(&sale.two, &doc).await);
        // one who comes into a group later has what the group has
        let (late, other) = (
            into_group(&sale.world, room, "Carl", sale.a).await,
            into_group(&sale.world, room, "Dora", sale.b).await,
        );
        assert!(opens(&late, &doc).await && !opens(&other, &doc).await);
        agrees(&sale, &late.2, &late.1).await;
        agrees(&sale, &other.2, &other.1).await;
        // and a second device of the seller shows it where it is
        let again = sale.seller.elsewhere(&sale.world).await;
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        assert_eq!(find(&open, "l.pdf").unwrap().folder, sale.legal);
    });
}

#[test]
fn widened_it_is_opened_by_one_who_sees_nothing_else() {
    run(async {
        let sale = sale().await;
        let (room, doc) = (&sale.room, id_of(&sale.room, "c.pdf"));
        let own = apart(room, "c.pdf").await;
        room.apply(&[Op::Access(sale.b, own, Some(Level::Read))])
            .await
            .unwrap();
        assert!(opens(&sale.two, &doc).await && !opens(&sale.one, &doc).await);
        all_agree(&sale).await;
        let view = sale.two.1.view();
        let names: Vec<&str> = view.docs.iter().map(|doc| doc.name.as_str()).collect();
        assert_eq!((names, view.docs[0].number.as_str()), (vec!["c.pdf"], "1"));
        // it stands by itself: nothing says in which folder it lies
        assert_eq!(view.folders.len(), 1);
        assert!(view.folders[0].loose && view.folders[0].name.is_empty());
        assert_eq!(view.docs[0].folder, view.folders[0].id);
        let folders = [sale.legal, sale.contracts, sale.finance, root(room)];
        let served = sale.world.recorder.clone();
        served.forget();
        let again = sale.two.0.elsewhere(&sale.world).await;
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        assert_eq!(open.view().docs.len(), 1);
        let said = served.served();
        for folder in folders {
            let holds = said.windows(16).any(|window| window == folder.0);
            assert!(!holds, "{folder}");
        }
        // with a folder beside, it comes after that
        room.apply(&[Op::Access(sale.b, sale.finance, Some(Level::Read))])
            .await
            .unwrap();
        assert_eq!(
            numbers(&sale.two.1).await,
            ["1.1 finance/f.pdf", "2.1 /c.pdf"]
        );
        // with its own folder, in that
        room.apply(&[Op::Access(sale.b, sale.contracts, Some(Level::Read))])
            .await
            .unwrap();
        assert_eq!(
            numbers(&sale.two.1).await,
            ["1.1 contracts/c.pdf", "2.1 finance/f.pdf"]
        );
        all_agree(&sale).await;
        // a person may be given it alone, and to add versions
        let anna = Principal::member(&sale.one.2);
        room.apply(&[Op::Access(anna, own, Some(Level::Write))])
            .await
            .unwrap();
        sale.one.1.refresh().await.unwrap();
        let shown = find(&sale.one.1, "c.pdf").unwrap();
        assert!(shown.may_add && !sale.one.1.view().folders[0].may_add);
        let device = &sale.one.0.host;
        put_version(&sale.one.1, device, doc, "c.pdf", bytes(900, 9))
            .await
            .unwrap();
        room.refresh().await.unwrap();
        assert_eq!(find(room, "c.pdf").unwrap().versions, 2);
        // beside it nothing is added
        let beside = try_put(&sale.one.1, device, own, &[file("x.pdf", bytes(9, 1))]).await;
        assert_eq!(beside.err(), Some(Error::NotAllowed));
        assert_eq!(
            room.make_folder(own, "x").await.err(),
            Some(Error::NotAllowed)
        );
        all_agree(&sale).await;
    });
}

#[test]
fn as_in_its_folder_again_it_is_for_the_folders_readers() {
    run(async {
        let sale = open_sale().await;
        let (room, doc) = (&sale.room, id_of(&sale.room, "l.pdf"));
        let before = sees(&sale.two.1).await;
        let late = into_group(&sale.world, room, "Carl", sale.a).await;
        room.apply(&[Op::Belongs(Principal::member(&late.2), sale.a, false)])
            .await
            .unwrap();
        let own = apart(room, "l.pdf").await;
        let carl = Principal::member(&late.2);
        room.apply(&[
            Op::Access(sale.b, own, Some(Level::Nothing)),
            Op::Access(carl, own, Some(Level::Read)),
        ])
        .await
        .unwrap();
        assert_eq!(sees(&late.1).await, ["/", "l.pdf"]);
        // who gains and who loses is said before
        let said = room.preview_taking(doc).unwrap();
        let said: Vec<_> = said.iter().map(|one| (one.member, one.after)).collect();
        assert!(said.contains(&(late.2, Level::Nothing)));
        assert!(said.contains(&(sale.two.2, Level::Read)));
        let moved = room.take_own_rights(&doc).await.unwrap();
        assert_eq!(moved.to, sale.legal);
        assert_eq!(sees(&sale.two.1).await, before);
        assert_eq!(sees(&late.1).await, Vec::<String>::new());
        all_agree(&sale).await;
        agrees(&sale, &late.2, &late.1).await;
        let shown = find(room, "l.pdf").unwrap();
        assert_eq!((shown.own, shown.folder), (None, sale.legal));
        // its empty scope is shown nowhere, and given to nobody who comes
        let matrix = room.matrix().unwrap();
        assert!(line(&matrix, own).is_none());
        assert!(
            matrix
                .rows
                .iter()
                .all(|row| row.rules.iter().all(|(at, _)| *at != own))
        );
        let newest = into_group(&sale.world, room, "Dora", sale.a).await;
        let raw = Raw::new(&sale.world, room.id());
        let given = raw.grants(newest.2).grants;
        let scope = |sealed: &[u8]| seal::grant::Grant::parse(sealed).unwrap().terms().scope;
        assert!(given.iter().all(|sealed| scope(&sealed.0) != own.0));
        // who came since knows it by the name that it has in the folder now
        assert!(opens(&newest, &id_of(room, "l.pdf")).await);
        // once more: a scope of its own again, under the same name
        let again = apart(room, "l.pdf").await;
        assert_ne!(again, own);
        assert_eq!(sees(&sale.two.1).await, before);
        all_agree(&sale).await;
    });
}

#[test]
fn moved_it_takes_its_rights_along() {
    run(async {
        let sale = sale().await;
        let (room, doc) = (&sale.room, id_of(&sale.room, "l.pdf"));
        room.apply(&[
            Op::Access(sale.a, sale.legal, Some(Level::Read)),
            Op::Access(sale.b, sale.finance, Some(Level::Read)),
        ])
        .await
        .unwrap();
        put(
            room,
            &sale.seller.host,
            sale.finance,
            &[file("l.pdf", bytes(900, 8))],
        )
        .await;
        let own = apart(room, "c.pdf").await;
        let counsel = into_group(&sale.world, room, "Carl", sale.a).await;
        let carl = Principal::member(&counsel.2);
        let out = Op::Belongs(carl, sale.a, false);
        let alone = Op::Access(carl, own, Some(Level::Read));
        room.apply(&[out, alone]).await.unwrap();
        let second = apart(room, "l.pdf").await;
        let c = id_of(room, "c.pdf");
        assert_eq!(numbers(&counsel.1).await, ["1 /c.pdf"]);
        let moved = room.shift(&[c, doc], sale.finance).await.unwrap();
        let way: Vec<_> = moved
            .iter()
            .map(|one| (one.now, one.from, one.to))
            .collect();
        assert_eq!(
            way,
            [
                (c, sale.contracts, sale.finance),
                (doc, sale.legal, sale.finance)
            ]
        );
        // who reads the new folder has them there, who read the old one no longer
        assert!(!opens(&sale.one, &c).await && opens(&sale.two, &c).await);
        assert!(!opens(&sale.one, &doc).await && opens(&sale.two, &doc).await);
        // and who was given one by itself keeps it
        assert!(opens(&counsel, &c).await);
        let shown = find(room, "c.pdf").unwrap();
        assert_eq!((shown.own, shown.folder), (Some(own), sale.finance));
        // a name that is there gets a number
        let names = sees(&sale.two.1).await;
        assert!(names.contains(&"l (2).pdf".to_owned()), "{names:?}");
        all_agree(&sale).await;
        agrees(&sale, &counsel.2, &counsel.1).await;
        // taken back
        let back: Vec<(DocId, ScopeId)> = moved.iter().map(|one| (one.now, one.from)).collect();
        room.shift_each(&back).await.unwrap();
        assert!(opens(&sale.one, &c).await && !opens(&sale.two, &c).await);
        assert_eq!(find(room, "c.pdf").unwrap().folder, sale.contracts);
        all_agree(&sale).await;
        // into another document's scope nothing is moved, nor a folder
        let into = room.shift(&[c], second).await;
        assert_eq!(into.err(), Some(Error::NotAllowed));
        let folder = room.move_folder(sale.contracts, second).await;
        assert_eq!(folder.err(), Some(Error::NotAllowed));
    });
}

#[test]
fn what_is_done_with_documents_goes_on() {
    run(async {
        let sale = open_sale().await;
        let (room, doc) = (&sale.room, id_of(&sale.room, "l.pdf"));
        let device = &sale.seller.host;
        assert!(opens(&sale.one, &doc).await);
        let own = apart(room, "l.pdf").await;
        let narrow = [Op::Access(sale.b, own, Some(Level::Nothing))];
        room.apply(&narrow).await.unwrap();
        // named, described, tagged: also against the names of its folder
        let m = put(room, device, sale.legal, &[file("m.pdf", bytes(900, 8))]).await;
        let taken = room.edit(&[(doc, Change::name("l.pdf", "m.pdf"))]).await;
        assert_eq!(taken.err(), Some(Error::NameTaken));
        let other = room.edit(&[(m[0], Change::name("m.pdf", "L.PDF"))]).await;
        assert_eq!(other.err(), Some(Error::NameTaken));
        let twice = put(room, device, sale.legal, &[file("l.pdf", bytes(900, 7))]).await;
        assert_eq!(room.doc(twice[0]).unwrap().name, "l (2).pdf");
        let change = Change {
            description: Some("the lease".to_owned()),
            tag: vec!["new".to_owned()],
            ..Change::name("l.pdf", "lease.pdf")
        };
        room.edit(&[(doc, change)]).await.unwrap();
        sale.one.1.refresh().await.unwrap();
        let seen = find(&sale.one.1, "lease.pdf").unwrap();
        assert_eq!(
            (seen.description.as_str(), seen.tags.len()),
            ("the lease", 1)
        );
        // versions: new, older ones opened, restored
        put_version(room, device, doc, "lease.pdf", bytes(900, 9))
            .await
            .unwrap();
        let versions = room.versions(doc).unwrap();
        assert_eq!(versions.len(), 2);
        room.restore_version(&doc, versions[0].version)
            .await
            .unwrap();
        sale.one.1.refresh().await.unwrap();
        let content = get(&sale.one.1, &sale.one.0.host, &doc).await.unwrap();
        assert_eq!(content, bytes(900, 2));
        let history = room.history(doc).unwrap();
        assert!(history.iter().any(|event| event.what == Happened::Apart));
        assert!(
            history
                .iter()
                .any(|event| matches!(event.what, Happened::Added(_)))
        );
        // receipts of before and after are of one document
        room.refresh().await.unwrap();
        let activity = room.activity(&room::Filter::default(), 0, 1000);
        let opened = activity.by_doc.iter().any(|(at, _)| at.doc == doc);
        let named = activity.places.iter().find(|place| place.at.doc == doc);
        let named = named.map(|place| (place.name.as_str(), place.folder.as_str()));
        assert!(opened && named == Some(("lease.pdf", "legal")), "{named:?}");
        // a link over it, and one over its folder
        let limits = Limits {
            expires: sale.world.now() + DAY,
            ..Limits::default()
        };
        let docs = Shared::Docs(vec![doc.into()]);
        let alone = room.link(&docs, "one", limits).await.unwrap();
        let (visit, host, _) = sale.world.visitor(&alone).await.unwrap();
        assert_eq!(visit.view().docs.len(), 1);
        get(&visit, &host, &visit.view().docs[0].record.doc)
            .await
            .unwrap();
        let folder = Shared::Folder(sale.legal);
        let whole = room.link(&folder, "all", limits).await.unwrap();
        let (visit, host, _) = sale.world.visitor(&whole).await.unwrap();
        assert_eq!(find(&visit, "lease.pdf").unwrap().folder, sale.legal);
        get(&visit, &host, &doc).await.unwrap();
        // closed, it is not given with its folder, and may be given beside it
        room.close_folder(own, true).await.unwrap();
        visit.refresh().await.unwrap();
        assert!(find(&visit, "lease.pdf").is_none());
        assert!(!opens(&sale.one, &doc).await);
        all_agree(&sale).await;
        let both = Shared::Several(vec![sale.legal], vec![doc.into()]);
        let both = room.link(&both, "both", limits).await.unwrap();
        let (visit, ..) = sale.world.visitor(&both).await.unwrap();
        assert!(find(&visit, "lease.pdf").is_some());
        room.close_folder(own, false).await.unwrap();
        // the bin, and back with its rights
        room.bin(&[doc]).await.unwrap();
        assert!(!opens(&sale.one, &doc).await);
        let binned = room.view().bin.pop().unwrap();
        assert_eq!(binned.from, Some(sale.legal));
        assert!(line(&room.matrix().unwrap(), own).is_none());
        let late = into_group(&sale.world, room, "Carl", sale.a).await;
        let back = room.unbin(&[binned.record.doc]).await.unwrap();
        assert_eq!(back[0].to, own);
        let doc = back[0].now;
        assert!(opens(&sale.one, &doc).await && opens(&late, &doc).await);
        assert!(!opens(&sale.two, &doc).await);
        all_agree(&sale).await;
        // encrypted again on request: the old content was sealed where others read it
        assert_eq!(room.aged(&[doc]), [doc]);
        let carrier = room::testkit::MemoryCarrier::new(room::Host::api(&**device));
        let control = Control::new();
        let docs = [doc];
        let again = room.encrypt_again(&carrier, &docs, &control, &|_| {});
        let again = again.await.unwrap().done[0].1;
        assert_eq!(room.aged(&[again]), []);
        assert_eq!(find(room, "lease.pdf").unwrap().own, Some(own));
        assert!(opens(&sale.one, &again).await && !opens(&sale.two, &again).await);
        // an order by name lists nothing that some readers do not see
        room.renumber(&sale.legal).await.unwrap();
        all_agree(&sale).await;
        // deleted for good
        room.delete(&[again]).await.unwrap();
        assert!(find(room, "lease.pdf").is_none());
        assert!(line(&room.matrix().unwrap(), own).is_none());
        all_agree(&sale).await;
    });
}

#[test]
fn a_clean_teams_documents_stay_with_the_team() {
    run(async {
        let sale = sale().await;
        let (room, device) = (&sale.room, &sale.seller.host);
        let clean = room.clean_folder("Clean team").await.unwrap();
        let inside = room.make_folder(clean, "in").await.unwrap();
        let docs = put(room, device, inside, &[file("x.pdf", bytes(900, 6))]).await;
        let given = room.give_own_rights(&docs[0]).await;
        assert_eq!(given.err(), Some(Error::NotAllowed));
        // one with rights of its own that goes there has them no longer
        let doc = id_of(room, "l.pdf");
        let own = apart(room, "l.pdf").await;
        room.apply(&[Op::Access(sale.b, own, Some(Level::Read))])
            .await
            .unwrap();
        assert!(opens(&sale.two, &doc).await);
        let moved = room.shift(&[doc], inside).await.unwrap();
        assert_eq!(
            (moved[0].to, find(room, "l.pdf").unwrap().own),
            (inside, None)
        );
        assert!(!opens(&sale.two, &doc).await);
        all_agree(&sale).await;
    });
}

#[test]
fn a_crash_between_any_two_steps_is_gone_on_with() {
    run(async {
        for stop in 0..12 {
            let sale = open_sale().await;
            let (room, doc) = (&sale.room, id_of(&sale.room, "l.pdf"));
            let before = sees(&sale.two.1).await;
            let mut left = stop;
            *sale.seller.hooks.after.borrow_mut() = Some(Box::new(move |what: &str| {
                if what != "append" {
                    return Ok(());
                }
                let gone = left == 0;
                left = i32::saturating_sub(left, 1);
                match gone {
                    true => Err(blobs::ApiError::Unreachable("gone".to_owned())),
                    false => Ok(()),
                }
            }));
            let done = room.give_own_rights(&doc).await.is_ok();
            sale.seller.hooks.clear();
            let (person, room) = reopen(&sale.world, &sale.seller, room).await.unwrap();
            // whoever reads sees it once, wherever it is
            let once = |room: &TheRoom| {
                let docs = room.view().docs;
                docs.iter().filter(|doc| doc.name == "l.pdf").count()
            };
            assert_eq!((once(&room), sees(&sale.two.1).await), (1, before.clone()));
            let moved = room.give_own_rights(&doc).await.unwrap();
            assert_eq!((once(&room), sees(&sale.two.1).await), (1, before.clone()));
            let matrix = room.matrix().unwrap();
            let lines = matrix.folders.iter().filter(|line| line.doc.is_some());
            assert_eq!(lines.count(), 1, "{stop}");
            room.apply(&[Op::Access(sale.b, moved.to, Some(Level::Nothing))])
                .await
                .unwrap();
            assert!(!opens(&sale.two, &moved.now).await && opens(&sale.one, &moved.now).await);
            assert_eq!(room.pending(), vec![]);
            drop(person);
            if done {
                return;
            }
        }
        panic!("it never got through");
    });
}

#[test]
fn two_managers_who_give_one_document_rights_at_once_lose_nothing() {
    run(async {
        let sale = open_sale().await;
        let (room, doc) = (&sale.room, id_of(&sale.room, "l.pdf"));
        let again = sale.seller.elsewhere(&sale.world).await;
        let other = again.home.open(&again.me, &room.id()).await.unwrap();
        let before = sees(&sale.one.1).await;
        let (one, two) = futures::join!(room.give_own_rights(&doc), other.give_own_rights(&doc));
        assert!(one.is_ok() && two.is_ok(), "{one:?} {two:?}");
        room.refresh().await.unwrap();
        other.refresh().await.unwrap();
        let own = find(room, "l.pdf").unwrap().own.unwrap();
        assert_eq!(find(&other, "l.pdf").unwrap().own, Some(own));
        assert_eq!(sees(&sale.one.1).await, before);
        room.apply(&[Op::Access(sale.b, own, Some(Level::Nothing))])
            .await
            .unwrap();
        assert!(!opens(&sale.two, &doc).await);
        all_agree(&sale).await;
    });
}
