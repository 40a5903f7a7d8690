//! A contributor who writes the ids of documents that are not its own: everything that is decided about a
//! document is decided by where it was seen, and by those who manage.

use std::collections::BTreeMap;

use ledger::Public;
use ledger::entry::DocVersion;
use room::testkit::MemoryCarrier;
use room::{
    Action, ChainId, Control, DocId, Error, Filter, Group, Happening, Host, Level, Limits, Op,
    Principal, ScopeId, Shared, Spot, VersionId,
};
use seal::context::Kind;

use crate::support::said::{DIGEST, NAME, ORIGIN, Said};
use crate::support::*;

/// Two folders: what the seller put into one, and the other one's contributor, who reads the first.
struct Scene {
    world: World,
    seller: Person,
    room: TheRoom,
    /// Where the contributor adds.
    upload: ScopeId,
    /// What is not its own.
    doc: Spot,
    contributor: Person,
    theirs: TheRoom,
    member: ChainId,
    /// What it added honestly, and the record of it.
    own: Spot,
    record: Said,
}

const REAL: u8 = 1;
const FALSE: u8 = 7;

impl Scene {
    /// With the upload folder before or behind the other one in the order of ids.
    async fn new(before: bool) -> Self {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let mut folders = [
            room.make_folder(top, "one").await.unwrap(),
            room.make_folder(top, "two").await.unwrap(),
        ];
        folders.sort();
        if !before {
            folders.reverse();
        }
        let [upload, kept] = folders;
        let files = [file("contract.pdf", bytes(300, REAL))];
        let doc = put(&room, &seller.host, kept, &files).await[0];
        let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (contributor, theirs) = world.joined("Li Wei", &invite).await;
        room.refresh().await.unwrap();
        let who = Principal::member(&invite.member);
        room.apply(&[Op::Access(who, upload, Some(Level::Write))])
            .await
            .unwrap();
        theirs.refresh().await.unwrap();
        world.later(HOUR);
        let files = [file("own.pdf", bytes(300, FALSE))];
        let own = put(&theirs, &contributor.host, upload, &files).await[0];
        let mut scene = Self {
            own: Spot {
                scope: upload,
                doc: own,
            },
            doc: Spot { scope: kept, doc },
            member: invite.member,
            record: Said(Vec::new()),
            world,
            seller,
            room,
            upload,
            contributor,
            theirs,
        };
        scene.record = scene.newest(upload);
        scene.world.later(HOUR);
        scene
    }

    fn ring(&self) -> Keyring {
        let keys = self.contributor.room_keys(&self.world, &self.theirs);
        let raw = Raw::new(&self.world, self.room.id());
        Keyring::of(&raw, self.room.id(), self.member, &keys)
    }

    /// The record that came last into a folder.
    fn newest(&self, folder: ScopeId) -> Said {
        let docs = |public: &Public| matches!(public, Public::Docs(_));
        Said::first(&self.ring().newest(Kind::Docs, folder, docs))
    }

    /// What the contributor's own program writes into its folder; everybody reads it then.
    async fn says(&self, said: &Said) {
        self.says_in(self.upload, said).await;
    }

    async fn says_in(&self, folder: ScopeId, said: &Said) {
        let keys = self.contributor.room_keys(&self.world, &self.theirs);
        let epoch = Raw::new(&self.world, self.room.id()).epoch(folder);
        let body = self.ring().seal(Kind::Docs, folder, epoch, &said.body());
        let (by, public) = ((self.member, &keys.sign), Public::Docs(vec![said.listed()]));
        say(&self.world, &self.room, by, folder, public, Some(body)).await;
        self.room.refresh().await.unwrap();
        self.theirs.refresh().await.unwrap();
        self.world.later(HOUR);
    }

    /// The contributor's bytes under the other document's id.
    async fn takes_the_id(&self) -> Spot {
        let own = self.listed(&self.own);
        let said = self.record.clone().sealed(own.doc, own.version);
        self.says(&said.named(self.doc.doc, VersionId([9; 16])))
            .await;
        Spot {
            scope: self.upload,
            doc: self.doc.doc,
        }
    }

    /// The same in a folder in which the seller lets it write besides.
    async fn takes_the_id_in(&self, folder: ScopeId) -> Spot {
        let give = Op::Access(Principal::member(&self.member), folder, Some(Level::Write));
        self.room.apply(&[give]).await.unwrap();
        self.theirs.refresh().await.unwrap();
        let files = [file("there.pdf", bytes(300, FALSE))];
        put(&self.theirs, &self.contributor.host, folder, &files).await;
        let record = self.newest(folder);
        let own = record.listed();
        let said = record.sealed(own.doc, own.version);
        self.says_in(folder, &said.named(self.doc.doc, VersionId([6; 16])))
            .await;
        Spot {
            scope: folder,
            doc: self.doc.doc,
        }
    }

    /// The contributor's bytes as a document of its own, said to have been encrypted as the other one, with
    /// whatever origin.
    async fn claims_the_content(&self) -> Spot {
        let real = self.listed(&self.doc);
        let origin = ledger::ids::Hash::of(
            &[
                b"sealroom/1/origin".as_slice(),
                &self.room.id().0,
                &self.doc.scope.0,
                &self.doc.doc.0,
            ]
            .concat(),
        );
        let said = self.record.clone().with(NAME, "claimed.pdf");
        let said = said.sealed(real.doc, real.version).with(ORIGIN, origin);
        let spot = Spot {
            scope: self.upload,
            doc: DocId([8; 16]),
        };
        self.says(&said.named(spot.doc, VersionId([8; 16]))).await;
        spot
    }

    fn listed(&self, at: &Spot) -> DocVersion {
        let record = self.theirs.doc(at).unwrap().record;
        DocVersion {
            doc: record.doc,
            version: record.version,
            parts: record.parts,
        }
    }

    async fn is_as_it_was(&self) {
        for (room, host) in [
            (&self.room, &self.seller.host),
            (&self.theirs, &self.contributor.host),
        ] {
            room.refresh().await.unwrap();
            let read = read(room, host, self.doc).await.unwrap();
            assert_eq!(read, bytes(300, REAL));
            assert_eq!(room.versions(self.doc).unwrap().len(), 1);
            assert_eq!(room.doc(self.doc).unwrap().name, "contract.pdf");
        }
    }

    /// How many entries name parts of the document in a chain.
    fn named_in(&self, chain: ScopeId) -> usize {
        let parts = self.room.doc(self.doc).unwrap().record.parts;
        let names = |stored: &blobs::wire::Stored| {
            let entry = ledger::Wrapped::parse(&stored.wrapped).unwrap().signed();
            match &entry.verify().unwrap().entry().public {
                Public::Docs(docs) => {
                    let mut all = docs.iter().flat_map(|doc| &doc.parts);
                    all.any(|part| parts.contains(part))
                }
                _ => false,
            }
        };
        let raw = Raw::new(&self.world, self.room.id());
        raw.chain(chain).iter().filter(|one| names(one)).count()
    }
}

async fn read(room: &TheRoom, host: &Device, at: Spot) -> Result<Vec<u8>, Error> {
    let carrier = MemoryCarrier::new(host.api());
    let (mut sink, control) = (Vec::new(), Control::new());
    let (action, watch) = (Action::Download, |_| {});
    room.open_doc(&carrier, at, action, &mut sink, &control, &watch)
        .await?;
    Ok(sink)
}

async fn put_onto(room: &TheRoom, host: &Device, at: Spot, content: Vec<u8>) {
    let carrier = MemoryCarrier::new(host.api());
    let (files, control) = ([file("new.pdf", content)], Control::new());
    let onto = BTreeMap::from([(0, at)]);
    let sent = room.upload_onto(&carrier, root(room), &files, &onto, &control, &|_| {});
    assert_eq!(sent.await.unwrap().failed, vec![]);
}

#[test]
fn docs_what_is_opened_is_what_stands_in_the_folder_whoever_took_its_id() {
    run(async {
        for before in [true, false] {
            let it = Scene::new(before).await;
            let taken = it.takes_the_id().await;
            it.is_as_it_was().await;
            // the other one is what its author says it is, in its own folder
            let other = read(&it.theirs, &it.contributor.host, taken).await;
            assert_eq!(other.unwrap(), bytes(300, FALSE));
            let names: Vec<ScopeId> = it.room.view().docs.iter().map(|doc| doc.folder).collect();
            assert!(names.contains(&it.doc.scope) && names.contains(&it.upload));
            // by the id alone neither is found
            for (room, host) in [
                (&it.room, &it.seller.host),
                (&it.theirs, &it.contributor.host),
            ] {
                let opened = get(room, host, &it.doc.doc).await;
                assert_eq!(opened.err(), Some(Error::NotFound));
            }
            // one receipt may name both
            let both = [it.doc, taken];
            let ticket = it.theirs.announce(&both, Action::View).await.unwrap();
            let carrier = MemoryCarrier::new(it.contributor.host.api());
            for (at, seed) in [(it.doc, REAL), (taken, FALSE)] {
                let (mut sink, control) = (Vec::new(), Control::new());
                let room = &it.theirs;
                let fetch = room.fetch_doc(&carrier, &ticket, at, &mut sink, &control, &|_| {});
                fetch.await.unwrap();
                assert_eq!(sink, bytes(300, seed));
            }
        }
    });
}

#[test]
fn docs_a_new_version_goes_to_the_document_that_was_clicked() {
    run(async {
        for before in [true, false] {
            let it = Scene::new(before).await;
            for other in [it.takes_the_id().await, it.claims_the_content().await] {
                let raw = Raw::new(&it.world, it.room.id());
                let there = raw.chain(it.upload).len();
                put_onto(&it.room, &it.seller.host, it.doc, bytes(400, 3)).await;
                it.room
                    .restore_version(it.doc, it.room.versions(it.doc).unwrap()[0].version)
                    .await
                    .unwrap();
                let change = room::Change {
                    tag: vec!["signed".to_owned()],
                    ..room::Change::default()
                };
                it.room.edit(&[(it.doc, change)]).await.unwrap();
                // nothing was written where the contributor reads it
                assert_eq!(raw.chain(it.upload).len(), there);
                assert_eq!(it.room.doc(it.doc).unwrap().tags, ["signed"]);
                assert_eq!(it.room.versions(other).unwrap().len(), 1);
                let read = read(&it.room, &it.seller.host, it.doc).await;
                assert_eq!(read.unwrap(), bytes(300, REAL));
            }
            assert_eq!(it.room.versions(it.doc).unwrap().len(), 5);
        }
    });
}

#[test]
fn docs_who_deletes_or_bins_anothers_claim_keeps_the_document() {
    run(async {
        for before in [true, false] {
            for deletes in [true, false] {
                let it = Scene::new(before).await;
                let others = [it.takes_the_id().await, it.claims_the_content().await];
                for other in others {
                    match deletes {
                        true => it.room.delete(&[other]).await.unwrap(),
                        false => drop(it.room.bin(&[other]).await.unwrap()),
                    }
                    assert_eq!(it.room.doc(other).is_err(), deletes);
                    it.is_as_it_was().await;
                }
                // and the other way round: what is deleted is what was clicked
                let third = it.own;
                it.room.delete(&[it.doc]).await.unwrap();
                assert_eq!(it.room.doc(it.doc).err(), Some(Error::NotFound));
                assert!(it.room.doc(third).is_ok());
            }
        }
    });
}

#[test]
fn docs_what_moves_is_what_was_clicked_and_nothing_comes_along() {
    run(async {
        for before in [true, false] {
            let it = Scene::new(before).await;
            let claimed = it.claims_the_content().await;
            let taken = it.takes_the_id().await;
            let there = it.room.make_folder(root(&it.room), "there").await.unwrap();
            let upload = it.named_in(it.upload);
            assert_eq!(upload, 0);
            for other in [claimed, taken] {
                let binned = it.room.bin(&[other]).await.unwrap()[0];
                let at = Spot {
                    scope: binned.to,
                    doc: binned.now,
                };
                assert_eq!(it.room.versions(at).unwrap().len(), 1);
                let back = it.room.unbin(&[at]).await.unwrap()[0];
                assert_eq!(back.to, it.upload);
                let at = Spot {
                    scope: back.to,
                    doc: back.now,
                };
                let moved = it.room.shift(&[at], there).await.unwrap()[0];
                let at = Spot {
                    scope: moved.to,
                    doc: moved.now,
                };
                assert_eq!(it.room.versions(at).unwrap().len(), 1);
                assert_eq!((it.named_in(it.upload), it.named_in(there)), (0, 0));
                it.is_as_it_was().await;
            }
            // where the id is taken the document comes under another one, and upon nothing
            let taken = it.takes_the_id_in(there).await;
            let moved = it.room.shift(&[it.doc], there).await.unwrap()[0];
            assert_ne!(moved.now, taken.doc);
            // who saw it where it was finds it, and nothing else
            it.is_as_it_was().await;
            assert_eq!(it.room.versions(taken).unwrap().len(), 1);
        }
    });
}

#[test]
fn docs_a_link_follows_the_document_that_it_was_made_for() {
    run(async {
        for before in [true, false] {
            let it = Scene::new(before).await;
            let limits = Limits {
                expires: it.world.now() + 30 * DAY,
                ..Limits::default()
            };
            let shared = Shared::Docs(vec![it.doc.into()]);
            let link = it.room.link(&shared, "", limits).await.unwrap();
            let (visits, host, _) = it.world.visitor(&link).await.unwrap();
            let others = [it.claims_the_content().await, it.takes_the_id().await];
            for (n, other) in (20..).zip(others) {
                let own = it.listed(&it.own);
                let more = it.record.clone().sealed(own.doc, own.version);
                it.says(&more.named(other.doc, VersionId([n; 16]))).await;
                it.room.settle().await.unwrap();
                visits.refresh().await.unwrap();
                let shown = visits.view().docs;
                assert_eq!((shown.len(), shown[0].versions), (1, 1));
                let opened = read(&visits, &host, shown[0].at).await;
                assert_eq!(opened.unwrap(), bytes(300, REAL));
            }
            // deleting the claims takes nothing from the link; the document's own versions reach it
            it.room.delete(&others).await.unwrap();
            put_onto(&it.room, &it.seller.host, it.doc, bytes(400, 3)).await;
            it.room.settle().await.unwrap();
            visits.refresh().await.unwrap();
            let shown = visits.view().docs;
            let opened = read(&visits, &host, shown[0].at).await.unwrap();
            assert_eq!((shown[0].versions, opened), (2, bytes(400, 3)));
            // under the document's name, not the file's
            let names = visits.versions(shown[0].at).unwrap();
            assert!(names.iter().all(|one| one.name == "contract.pdf"));
        }
    });
}

#[test]
fn docs_a_file_is_recognised_by_ones_own_word_or_a_managers_only() {
    run(async {
        let it = Scene::new(true).await;
        // the contributor knows the digest of a file of which he puts another one into the room
        let named = |name: &str| it.record.clone().with(NAME, name);
        let digest = |seed| {
            let whole = ledger::ids::Hash::of(&bytes(300, seed));
            ledger::ids::Hash::of(&whole.0)
        };
        let own = it.listed(&it.own);
        let said = named("deed.pdf").sealed(own.doc, own.version);
        let said = said.with(DIGEST, digest(4));
        it.says(&said.named(DocId([5; 16]), VersionId([5; 16])))
            .await;
        let at = Spot {
            scope: it.upload,
            doc: DocId([5; 16]),
        };
        let files = [file("deed.pdf", bytes(300, 4))];
        let sent = put(&it.room, &it.seller.host, it.upload, &files).await[0];
        assert_ne!(sent, at.doc);
        let sent = Spot {
            scope: it.upload,
            doc: sent,
        };
        let opened = read(&it.room, &it.seller.host, sent).await;
        assert_eq!(opened.unwrap(), bytes(300, 4));
        // nor after a manager moved what the contributor said
        let there = it.room.make_folder(root(&it.room), "there").await.unwrap();
        it.room.shift(&[at], there).await.unwrap();
        let sent = put(&it.room, &it.seller.host, there, &files).await[0];
        assert_ne!(sent, at.doc);
        // one's own is recognised, and a manager's
        for (room, host, folder, files, doc) in [
            (&it.room, &it.seller.host, root(&it.room), &files, None),
            (
                &it.theirs,
                &it.contributor.host,
                it.upload,
                &[file("own.pdf", bytes(300, FALSE))],
                Some(it.own.doc),
            ),
        ] {
            let first = put(room, host, folder, files).await[0];
            assert_eq!(doc.unwrap_or(first), first);
            assert_eq!(put(room, host, folder, files).await[0], first);
        }
    });
}

#[test]
fn a_document_under_anothers_id_has_its_own_history_and_number() {
    run(async {
        for before in [true, false] {
            let it = Scene::new(before).await;
            let number = it.room.doc(it.doc).unwrap().number;
            let opened = |room: &TheRoom, at: Spot| {
                let seen = room.activity(&Filter::default(), 0, 1000);
                let sum = seen.by_doc.iter().find(|(doc, _)| *doc == at);
                sum.map_or(0, |(_, sum)| sum.opens())
            };
            read(&it.theirs, &it.contributor.host, it.doc)
                .await
                .unwrap();
            it.room.refresh().await.unwrap();
            let false_one = it.takes_the_id().await;
            it.room.refresh().await.unwrap();
            // its number is its own, and so is the other one's
            let (real, other) = (
                it.room.doc(it.doc).unwrap(),
                it.room.doc(false_one).unwrap(),
            );
            assert_eq!(real.number, number);
            assert_ne!(other.number, number);
            // what was opened is not told of the other one, nor does that hide it
            for _ in 0..2 {
                read(&it.theirs, &it.contributor.host, false_one)
                    .await
                    .unwrap();
            }
            it.room.refresh().await.unwrap();
            assert_eq!(
                (opened(&it.room, it.doc), opened(&it.room, false_one)),
                (1, 2)
            );
            let of = |at: Spot| {
                let filter = Filter {
                    doc: Some(at.into()),
                    groups: vec![Group::Opened],
                    ..Filter::default()
                };
                it.room.activity(&filter, 0, 1000).total
            };
            assert_eq!((of(it.doc), of(false_one)), (1, 2));
            let seen = it.room.activity(&Filter::default(), 0, 1000);
            let named = |at: Spot| seen.places.iter().find(|place| place.at == at);
            let names = [it.doc, false_one].map(|at| named(at).unwrap().name.as_str());
            assert_eq!(names[0], "contract.pdf");
            assert_ne!(names[1], names[0]);
            // and it came as a new document, not as the other one in another place or version
            let added = seen
                .events
                .iter()
                .filter(|event| event.what == Happening::Added);
            let added = added.flat_map(|event| &event.docs);
            assert_eq!(added.filter(|one| one.doc.doc == it.doc.doc).count(), 2);
            // where the seller moves the document its openings go along
            let to = it.room.make_folder(root(&it.room), "three").await.unwrap();
            let moved = it.room.shift(&[it.doc], to).await.unwrap();
            let now = Spot {
                scope: to,
                doc: moved[0].now,
            };
            assert_eq!((opened(&it.room, now), opened(&it.room, false_one)), (1, 2));
        }
    });
}
