//! What a store or a member can do to the record of what was opened: keep back, invent, renumber.

use ledger::entry::{Opened, Policy, Receipt};
use ledger::ids::PublicKey;
use ledger::{Public, VersionId};
use room::{Action, ChainId, Error, Filter, GapKind, Limits, RoomState, Shared, What};
use seal::sign::SigningKey;

use crate::support::*;

fn gap(room: &TheRoom, chain: ChainId) -> Option<GapKind> {
    let seen = room.activity(&Filter::default(), 0, 100);
    let mut gaps = seen.gaps.into_iter();
    gaps.find(|(id, _)| *id == chain).map(|(_, kind)| kind)
}

fn opens(room: &TheRoom) -> u32 {
    let seen = room.activity(&Filter::default(), 0, 100);
    seen.by_person.iter().map(|(_, sum)| sum.opens()).sum()
}

/// Serves a chain without what `keep` does not like, and something more behind it.
fn serve(hooks: &Hooks, chain: ChainId, keep: impl Fn(u64) -> bool + 'static) {
    hooks.on_read(move |reading| {
        for part in reading
            .chains
            .iter_mut()
            .filter(|part| part.chain.0 == chain.0)
        {
            part.entries.retain(|stored| {
                let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
                keep(wrapped.signed().verify().unwrap().entry().seq)
            });
        }
    });
}

fn receipt(n: u64, room: &TheRoom, doc: room::DocId) -> Public {
    let version = find_version(room, doc);
    Public::Receipt(Receipt {
        n,
        action: Action::Download,
        docs: vec![Opened {
            scope: root(room),
            doc,
            version,
        }],
        seconds: 0,
    })
}

fn find_version(room: &TheRoom, doc: room::DocId) -> VersionId {
    let docs = room.view().docs;
    let found = docs.iter().find(|one| one.record.doc == doc).unwrap();
    found.record.version
}

#[test]
fn a_receipt_that_is_kept_back_leaves_a_gap() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        room.refresh().await.unwrap();
        let before = Raw::new(&world, room.id()).head(invite.member).next;
        for _ in 0..3 {
            world.later(1000);
            get(&theirs, &buyer.host, &docs[0]).await.unwrap();
        }
        serve(&seller.hooks, invite.member, move |seq| seq != before + 1);
        room.read_activity().await.unwrap();
        assert_eq!(gap(&room, invite.member), Some(GapKind::Missing));
        assert_eq!(opens(&room), 1);
        // served whole, it is whole
        seller.hooks.clear();
        room.read_activity().await.unwrap();
        assert_eq!((gap(&room, invite.member), opens(&room)), (None, 3));
    });
}

#[test]
fn a_number_that_is_left_out_is_flagged_and_a_forged_receipt_not_counted() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        get(&theirs, &buyer.host, &docs[0]).await.unwrap();
        room.read_activity().await.unwrap();
        assert_eq!(opens(&room), 1);
        let raw = Raw::new(&world, room.id());
        let keys = buyer.room_keys(&world, &theirs);
        let device = SigningKey::parse(&[9; 32]).unwrap();
        let by = (invite.member, &keys.sign);
        let certified = Public::Device(PublicKey(device.public()));
        say(&world, &room, by, invite.member, certified, None).await;

        // the store helps: what the gate would refuse it wraps itself
        let add = |key: &SigningKey, n: u64| {
            let entry = receipt(n, &room, docs[0]);
            let item = raw.forge(key, invite.member, 0, entry, None, world.now());
            let stored = raw.wrap(&item, world.now());
            seller.hooks.on_read(move |reading| {
                let mut parts = reading.chains.iter_mut();
                if let Some(part) = parts.find(|part| part.chain.0 == invite.member.0) {
                    part.entries.push(stored.clone());
                }
            });
        };
        let stranger = SigningKey::parse(&[8; 32]).unwrap();
        for (key, n, expected) in [
            (
                &device,
                2,
                GapKind::Skipped {
                    expected: 0,
                    found: 2,
                },
            ),
            (&stranger, 0, GapKind::Forged),
        ] {
            add(key, n);
            room.read_activity().await.unwrap();
            assert_eq!(gap(&room, invite.member), Some(expected));
            assert_eq!(opens(&room), 1);
        }
        // its own next number is no gap
        add(&device, 0);
        room.read_activity().await.unwrap();
        assert_eq!((gap(&room, invite.member), opens(&room)), (None, 2));
    });
}

#[test]
fn what_was_seen_of_a_visitor_does_not_become_less_unnoticed() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room.link(&Shared::Folder(top), "", limits).await.unwrap();
        let (visited, device, _) = world.visitor(&link).await.unwrap();
        get(&visited, &device, &docs[0]).await.unwrap();
        room.read_activity().await.unwrap();
        assert_eq!(opens(&room), 1);
        let guest = room.activity(&Filter::default(), 0, 9).by_person[0].0;

        // as it was before
        let again = seller.restart(&world).await.unwrap();
        serve(&again.hooks, guest, |seq| seq == 0);
        let open = again.home.open(&again.me, &room.id()).await;
        assert_eq!(open.err(), Some(Error::RolledBack));
        // or not at all
        let again = seller.restart(&world).await.unwrap();
        *again.hooks.visitors.borrow_mut() = Some(Box::new(|seen| seen.visitors.clear()));
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        let seen = open.activity(&Filter::default(), 0, 9);
        assert_eq!((seen.lost, seen.by_person.len()), (1, 0));
        again.hooks.clear();
        open.read_activity().await.unwrap();
        assert_eq!(open.activity(&Filter::default(), 0, 9).lost, 0);
        assert_eq!(open.view().alarms, vec![]);
        assert_eq!(opens(&open), 1);
    });
}

#[test]
fn a_lock_that_no_owner_signed_is_refused() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
        let mut invites = Vec::new();
        for _ in 0..2 {
            invites.push(room.invite(top, "", world.now() + DAY, None).await.unwrap());
        }
        let (manager, theirs) = world.joined("Chen", &invites[0]).await;
        let (reader, read) = world.joined("Li Wei", &invites[1]).await;
        room.refresh().await.unwrap();
        let owner = owner_of(&room).await;
        let (mine, keys) = (
            seller.room_keys(&world, &room),
            manager.room_keys(&world, &theirs),
        );
        let certified = Public::Manager(
            invites[0].member,
            PublicKey(keys.sign.public()),
            ledger::Office::Manager,
        );
        let front = ChainId::FRONT;
        say(&world, &room, (owner, &mine.sign), front, certified, None).await;
        let raw = Raw::new(&world, room.id());
        let locked = Public::Policy(Policy {
            state: RoomState::Locked,
            ends: None,
        });
        let item = raw.forge(&keys.sign, front, 0, locked, None, world.now());
        // the gate does not take it
        let by = Stranger {
            chain: invites[0].member,
            key: keys.sign.clone(),
        };
        let batch = blobs::wire::Append {
            items: vec![item.clone()],
            grants: Vec::new(),
        };
        let answer = by.append(&world.recorder, room.id(), &batch).await.unwrap();
        assert!(!matches!(
            answer.outcomes[..],
            [blobs::wire::Outcome::Stored(_)]
        ));
        // and whoever gets it from a store without a gate does not believe it
        let stored = raw.wrap(&item, world.now());
        reader.hooks.on_read(move |reading| {
            let mut parts = reading.chains.iter_mut();
            if let Some(part) = parts.find(|part| part.chain.0 == front.0) {
                part.entries.push(stored.clone());
            }
        });
        assert_eq!(read.refresh().await, Err(Error::Tampered(What::Entry)));
        assert_eq!(read.view().policy.state, RoomState::Open);
    });
}
