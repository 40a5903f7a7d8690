//! Senders and contributors who would stop a room: keep its managers out, or keep somebody else's access from
//! ending. Their programs are their own, and a store helps them past the gate.

use blobs::wire::Code;
use ledger::Public;
use ledger::entry::{GrantRef, Join, Rights};
use ledger::ids::{Hash, PublicKey, Signature, VersionId};
use room::testkit::MemoryCarrier;
use room::{
    AlarmKind, ChainId, Control, DocId, Error, Host, Invitation, Level, Limits, Op, Principal,
    Record, ScopeId, Shared,
};
use seal::context::Kind;
use seal::grant::{self, Grant, Terms};
use seal::sign::Message;

use crate::support::*;

fn limits() -> Limits<'static> {
    Limits {
        expires: START + DAY,
        ..Limits::default()
    }
}

async fn request(room: &TheRoom) -> Invitation {
    let link = room.link(&Shared::Requests(root(room)), "", limits()).await;
    link.unwrap()
}

/// Sends a file by a link as an honest visitor does; answers the link's inbox.
async fn send_in(world: &World, link: &Invitation, name: &str) -> ChainId {
    let (theirs, host, _) = world.visitor(link).await.unwrap();
    let carrier = MemoryCarrier::new(host.api());
    let to = theirs.drops_to()[0].0;
    let files = [file(name, bytes(300, 7))];
    let control = Control::new();
    let sent = theirs.send_in(&carrier, &to, &files, &control, &|_| {});
    assert_eq!(sent.await.unwrap().failed, vec![]);
    to
}

fn waiting(room: &TheRoom) -> Vec<String> {
    let all = room.quarantine().unwrap().into_iter();
    let mut names: Vec<String> = all.map(|one| one.name).collect();
    names.sort();
    names
}

fn told(room: &TheRoom, chain: ChainId, kind: AlarmKind) -> bool {
    let alarms = room.view().alarms;
    alarms.iter().any(|it| (it.chain, it.kind) == (chain, kind))
}

fn ids(doc: u8, version: u8) -> (DocId, VersionId) {
    (DocId([doc; 16]), VersionId([version; 16]))
}

struct Scene {
    world: World,
    seller: Person,
    room: TheRoom,
    folder: ScopeId,
    /// Somebody who only reads.
    other: Invitation,
    /// One who adds to the folder, by another program.
    writer: Sender,
    ring: Keyring,
    /// How a record looks.
    like: Record,
}

impl Scene {
    async fn new() -> Self {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        let files = [file("a.pdf", bytes(300, 1))];
        let doc = put(&room, &seller.host, folder, &files).await[0];
        let like = room.doc(doc).unwrap().record;
        let invite = async || {
            room.invite(folder, "", world.now() + DAY, None)
                .await
                .unwrap()
        };
        let (writes, other) = (invite().await, invite().await);
        let (buyer, theirs) = world.joined("Li Wei", &writes).await;
        world.joined("Other", &other).await;
        room.refresh().await.unwrap();
        let may = Op::Access(
            Principal::member(&writes.member),
            folder,
            Some(Level::Write),
        );
        room.apply(&[may]).await.unwrap();
        let keys = buyer.room_keys(&world, &theirs);
        let raw = Raw::new(&world, room.id());
        let ring = Keyring::of(&raw, room.id(), writes.member, &keys);
        let writer = Sender {
            chain: writes.member,
            key: keys.sign,
        };
        Self {
            world,
            seller,
            room,
            folder,
            other,
            writer,
            ring,
            like,
        }
    }

    async fn record(&self, ids: (DocId, VersionId)) -> Record {
        let Self { world, room, .. } = self;
        let to = self.folder;
        self.writer.record(world, room, to, &self.like, ids).await
    }

    /// The writer adds a record to the folder.
    async fn add(&self, record: Record) {
        let raw = Raw::new(&self.world, self.room.id());
        let (folder, records) = (self.folder, [record]);
        let epoch = raw.epoch(folder);
        let body = self
            .ring
            .seal(Kind::Docs, folder, epoch, &records_body(&records));
        let public = Public::Docs(listed(&records));
        let now = self.world.now();
        let item = raw.forge(&self.writer.key, folder, epoch, public, Some(body), now);
        self.writer.write(&self.world, &self.room, item).await;
    }

    async fn link_over(&self, docs: &[DocId]) -> Result<Invitation, Error> {
        self.room.refresh().await.unwrap();
        let shared = Shared::Docs(docs.iter().map(Into::into).collect());
        self.room.link(&shared, "", limits()).await
    }

    /// The other one is ended: at once at the gate, and by new keys.
    async fn the_other_is_ended(&self) {
        let raw = Raw::new(&self.world, self.room.id());
        let before = raw.epoch(self.folder);
        assert_eq!(self.room.end(&self.other.member).await, Ok(()));
        assert_eq!(self.room.pending(), vec![]);
        assert_eq!(raw.epoch(self.folder), before + 1);
        // on any other device the room opens as well
        let again = self.seller.elsewhere(&self.world).await;
        again.home.open(&again.me, &self.room.id()).await.unwrap();
    }
}

#[test]
fn a_sender_who_writes_at_length_keeps_nobody_out_and_no_other_sender_away() {
    run(async {
        let it = Scene::new().await;
        let (world, room) = (&it.world, &it.room);
        let (bad, good) = (request(room).await, request(room).await);
        let inbox = send_in(world, &bad, "first.pdf").await;
        let sender = Sender::by_link(world, room, &bad, 9).await;
        for n in 1..3 {
            let ids = ids(n, n);
            let mut record = sender
                .record(world, room, sender.chain, &it.like, ids)
                .await;
            // two of them are more than a body holds
            record.name = "n".repeat(3 << 20);
            sender.send(world, room, inbox, &[record]).await;
        }
        send_in(world, &good, "good.pdf").await;
        room.refresh().await.unwrap();
        assert_eq!(waiting(room), ["first.pdf", "good.pdf"]);
        assert!(told(room, sender.chain, AlarmKind::BrokenRecord));
        let again = it.seller.elsewhere(world).await;
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        open.end(&bad.member).await.unwrap();
        assert_eq!(open.pending(), vec![]);
    });
}

#[test]
fn documents_of_one_version_id_come_in_from_a_sender() {
    run(async {
        let it = Scene::new().await;
        let (world, room) = (&it.world, &it.room);
        let link = request(room).await;
        let inbox = send_in(world, &link, "first.pdf").await;
        let sender = Sender::by_link(world, room, &link, 9).await;
        for n in 1..3 {
            let ids = ids(n, 1);
            let mut record = sender
                .record(world, room, sender.chain, &it.like, ids)
                .await;
            record.name = format!("{n}.pdf");
            sender.send(world, room, inbox, &[record]).await;
        }
        room.refresh().await.unwrap();
        assert_eq!(waiting(room), ["1.pdf", "2.pdf", "first.pdf"]);
        assert_eq!(room.view().alarms, []);
        // and leave the sender's chain; taking them in is in order too
        room.refresh().await.unwrap();
        let docs = [ids(1, 1).0, ids(2, 1).0];
        room.take_in(&docs).await.unwrap();
        assert_eq!(waiting(room), ["first.pdf"]);
    });
}

#[test]
fn documents_of_one_version_id_under_a_link_stop_no_end() {
    run(async {
        let it = Scene::new().await;
        for doc in 1..3 {
            it.add(it.record(ids(doc, 1)).await).await;
        }
        let docs = [ids(1, 1).0, ids(2, 1).0];
        let link = it.link_over(&docs).await.unwrap();
        for doc in 1..3 {
            it.add(it.record(ids(doc, 2)).await).await;
        }
        it.the_other_is_ended().await;
        // the visitors have the new versions
        let (theirs, ..) = it.world.visitor(&link).await.unwrap();
        let versions: Vec<usize> = theirs.view().docs.iter().map(|doc| doc.versions).collect();
        assert_eq!(versions, [2, 2]);
        assert_eq!(it.room.view().alarms, []);
    });
}

#[test]
fn a_record_that_fills_a_body_under_a_link_stops_no_end() {
    run(async {
        let it = Scene::new().await;
        it.add(it.record(ids(1, 1)).await).await;
        it.link_over(&[ids(1, 1).0]).await.unwrap();
        let mut record = it.record(ids(1, 2)).await;
        record.name = String::new();
        // the longest that a body holds: a copy says when it was added, besides
        let rest = records_body(core::slice::from_ref(&record)).len() + 4;
        record.name = "n".repeat(4_128_760 - rest);
        assert_eq!(
            records_body(core::slice::from_ref(&record)).len(),
            4_128_760
        );
        it.add(record).await;
        it.the_other_is_ended().await;
        assert!(told(&it.room, it.folder, AlarmKind::BrokenRecord));
    });
}

#[test]
fn a_name_longer_than_one_may_be_said_of_a_copy_makes_no_program_write_for_ever() {
    run(async {
        let it = Scene::new().await;
        it.add(it.record(ids(1, 1)).await).await;
        let mut long = it.record(ids(2, 1)).await;
        long.name = "n".repeat(300);
        it.add(long).await;
        // a document without a record is none
        it.room.refresh().await.unwrap();
        assert!(told(&it.room, it.folder, AlarmKind::BrokenRecord));
        let shown = |doc| it.room.view().docs.iter().any(|it| it.record.doc == doc);
        assert_eq!((shown(ids(1, 1).0), shown(ids(2, 1).0)), (true, false));
        let docs = [ids(2, 1).0];
        assert_eq!(it.link_over(&docs).await.err(), Some(Error::NotFound));
        it.the_other_is_ended().await;
    });
}

#[test]
fn what_is_refused_of_documents_stops_nobodys_end_and_is_told() {
    run(async {
        let it = Scene::new().await;
        let (world, room) = (&it.world, &it.room);
        let (first, second) = (request(room).await, request(room).await);
        let inboxes = [
            send_in(world, &first, "first.pdf").await,
            send_in(world, &second, "second.pdf").await,
        ];
        for (refused, comes) in [(inboxes[0], "second.pdf"), (inboxes[1], "first.pdf")] {
            let again = it.seller.elsewhere(world).await;
            let fork = world.now();
            *again.hooks.refuses.borrow_mut() = Some(Box::new(move |entry| {
                let docs = matches!(entry.public, Public::Docs(_)) && entry.chain == refused;
                docs.then_some(Code::Malformed)
            }));
            assert_eq!(fork, world.now());
            let open = again.home.open(&again.me, &room.id()).await.unwrap();
            assert!(waiting(&open).contains(&comes.to_owned()));
            if refused == inboxes[0] {
                assert_eq!(waiting(&open), ["second.pdf"]);
                assert!(told(&open, refused, AlarmKind::Unsettled));
                open.end(&it.other.member).await.unwrap();
                assert_eq!(open.pending(), vec![]);
                // once it is taken, nothing is told any more
                again.hooks.clear();
                open.refresh().await.unwrap();
                assert_eq!(waiting(&open), ["first.pdf", "second.pdf"]);
                assert_eq!(open.view().alarms, []);
            }
        }
        // whatever is refused for documents
        let again = it.seller.elsewhere(world).await;
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        let invite = open
            .invite(it.folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        world.joined("Late", &invite).await;
        send_in(world, &first, "third.pdf").await;
        *again.hooks.refuses.borrow_mut() = Some(Box::new(|entry| {
            let docs = matches!(
                entry.public,
                Public::Docs(_) | Public::Discard(_) | Public::Edit(_)
            );
            docs.then_some(Code::Exists)
        }));
        open.refresh().await.unwrap();
        let before = Raw::new(world, room.id()).epoch(it.folder);
        open.end(&invite.member).await.unwrap();
        let after = Raw::new(world, room.id()).epoch(it.folder);
        assert_eq!((open.pending(), after), (vec![], before + 1));
        let unsettled = |it: &room::Alarm| it.kind == AlarmKind::Unsettled;
        assert!(open.view().alarms.iter().any(unsettled));
    });
}

/// Joins by an invite with a key that one has in the room already, as a program of one's own does.
fn join_again(
    it: &Scene,
    invite: &Invitation,
    mine: &seal::identity::RoomKeys,
) -> (blobs::wire::Item, Vec<blobs::wire::SealedGrant>) {
    let raw = Raw::new(&it.world, it.room.id());
    let (room, member) = (it.room.id(), invite.member);
    let keys = fragment(invite).secret.keys();
    let grants: Vec<Grant> = raw
        .grants(member)
        .grants
        .iter()
        .map(|sealed| {
            let given = Grant::parse(&sealed.0).unwrap();
            let key = given.open(&room.0, &member.0, &keys.kem).unwrap();
            let terms = Terms {
                room: room.0,
                scope: given.terms().scope,
                epoch: given.terms().epoch,
                recipient: member.0,
                rights: given.terms().rights,
                expires: given.terms().expires,
            };
            grant::seal(&terms, &key, &mine.kem.public(), &keys.sign)
        })
        .collect();
    let refer = |grant: &Grant| GrantRef {
        scope: ChainId(grant.terms().scope),
        epoch: grant.terms().epoch,
        rights: Rights::Read,
        expires: grant.terms().expires,
        hash: Hash(grant.hash()),
    };
    let mut join = Join {
        key: PublicKey(mine.sign.public()),
        device: PublicKey([0; 32]),
        grants: grants.iter().map(refer).collect(),
        proof: Signature([0; 64]),
    };
    let device = seal::sign::SigningKey::parse(&[77; 32]).unwrap();
    join.device = PublicKey(device.public());
    let statement = join.statement(&room, &member, &PublicKey(keys.sign.public()));
    join.proof = Signature(mine.sign.sign(Message::Join(&statement)).unwrap());
    // the card of the first membership, and sealed for another chain: this one is not shown
    let body = vec![0; 32];
    let public = Public::Join(join);
    let item = raw.forge(&keys.sign, member, 0, public, Some(body), it.world.now());
    let sealed = grants.iter().map(|grant| blobs::wire::SealedGrant {
        member: blobs::wire::Id(member.0),
        bytes: grant.as_bytes().to_vec(),
    });
    (item, sealed.collect())
}

#[test]
fn one_key_is_one_members_at_the_gate_and_two_of_them_stop_nothing() {
    run(async {
        let it = Scene::new().await;
        let (world, room) = (&it.world, &it.room);
        let invite = async || {
            room.invite(it.folder, "", world.now() + DAY, None)
                .await
                .unwrap()
        };
        let (one, two) = (invite().await, invite().await);
        let write =
            |it: &Scene, id| Op::Access(Principal::member(&id), it.folder, Some(Level::Write));
        let both = [write(&it, one.member), write(&it, two.member)];
        assert_eq!(room.apply(&both).await, Ok(()));
        let (twin, theirs) = world.joined("Twin", &one).await;
        let mine = twin.room_keys(world, &theirs);
        let (item, grants) = join_again(&it, &two, &mine);
        let by = Stranger {
            chain: two.member,
            key: fragment(&two).secret.keys().sign,
        };
        let batch = blobs::wire::Append {
            items: vec![item.clone()],
            grants,
        };
        let answer = by.append(&world.recorder, room.id(), &batch).await.unwrap();
        assert!(
            matches!(
                answer.outcomes[..],
                [blobs::wire::Outcome::Refused(Code::Rule, _)]
            ),
            "{answer:?}"
        );
        // a store lets it in all the same, later than the first one
        world.later(1000);
        place(world, room, &item).await;
        room.refresh().await.unwrap();
        let alarms = room.view().alarms;
        assert!(told(room, two.member, AlarmKind::ForgedEntry), "{alarms:?}");
        let writers = |key: &PublicKey| {
            let raw = Raw::new(world, room.id());
            let all = raw.chain(it.folder).into_iter().filter(move |stored| {
                let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
                let entry = wrapped.signed().verify().unwrap().entry().public.clone();
                matches!(entry, Public::Writer(_, held) if held == *key)
            });
            all.count()
        };
        assert_eq!(writers(&PublicKey(mine.sign.public())), 1);
        // the key is changed; it is one whose card is not its own that does not get it
        assert_eq!(room.end(&it.other.member).await, Ok(()));
        assert_eq!(Raw::new(world, room.id()).epoch(it.folder), 1);
        assert!(!told(room, it.folder, AlarmKind::Unsettled));
    });
}
