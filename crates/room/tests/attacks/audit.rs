//! What a store can do to an auditor's record: leave out, exchange, invent, keep back, and forget.

use ledger::Public;
use ledger::entry::{Opened, Receipt};
use room::{
    Act, Action, Audit, AuditFilter, ChainId, Control, Error, FindingKind, Limits, PlaceKind,
    Shared, What,
};
use seal::sign::SigningKey;

use crate::support::*;

/// A room with a folder's document, a reader who opened it three times, and an auditor.
struct Case {
    world: World,
    seller: Person,
    room: TheRoom,
    anna: (Person, TheRoom, ChainId),
    otto: (Person, TheRoom),
    doc: room::DocId,
    /// Where the receipts begin in the reader's chain.
    first: u64,
}

async fn case() -> Case {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let top = root(&room);
    let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
    let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
    let (anna, theirs) = world.joined("Anna", &invite).await;
    let first = Raw::new(&world, room.id()).head(invite.member).next;
    for _ in 0..3 {
        world.later(1000);
        get(&theirs, &anna.host, &docs[0]).await.unwrap();
    }
    let (otto, audited, _) = world.auditor(&room).await;
    Case {
        world,
        seller,
        room,
        anna: (anna, theirs, invite.member),
        otto: (otto, audited),
        doc: docs[0],
        first,
    }
}

async fn try_read(room: &TheRoom) -> Result<Audit, Error> {
    room.read_audit(&Control::new(), &|_| {}).await?;
    room.audit(&AuditFilter::default(), 0, 1000)
}

async fn found(room: &TheRoom) -> Vec<(PlaceKind, u64, FindingKind)> {
    let audit = try_read(room).await.unwrap();
    let found = audit.findings.into_iter();
    found
        .map(|one| (one.place.kind, one.at, one.kind))
        .collect()
}

/// Changes what is served of one chain.
fn serve(
    hooks: &Hooks,
    chain: ChainId,
    mut change: impl FnMut(&mut Vec<blobs::wire::Stored>) + 'static,
) {
    hooks.on_read(move |reading| {
        let parts = reading.chains.iter_mut();
        parts
            .filter(|part| part.chain.0 == chain.0)
            .for_each(|part| change(&mut part.entries));
    });
}

fn seq(stored: &blobs::wire::Stored) -> u64 {
    let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
    wrapped.signed().verify().unwrap().entry().seq
}

fn receipts(audit: &Audit) -> usize {
    let lines = audit.lines.iter();
    lines.filter(|line| line.act == Act::Downloaded).count()
}

#[test]
fn an_entry_that_is_left_out_is_a_finding() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let (anna, first) = (it.anna.2, it.first);
        serve(hooks, anna, move |entries| {
            entries.retain(|stored| seq(stored) != first + 1);
        });
        let missing = [(PlaceKind::Person, first + 1, FindingKind::Missing)];
        assert_eq!(found(otto).await, missing);
        // what came before it is there
        assert_eq!(receipts(&try_read(otto).await.unwrap()), 1);
    });
}

#[test]
fn entries_in_another_order_are_a_finding() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let (anna, first) = (it.anna.2, it.first);
        serve(hooks, anna, move |entries| {
            if let Some(at) = entries.iter().position(|stored| seq(stored) == first) {
                entries.swap(at, at + 1);
            }
        });
        let missing = [(PlaceKind::Person, first, FindingKind::Missing)];
        assert_eq!(found(otto).await, missing);
        // served as it is, it is whole
        hooks.clear();
        let audit = try_read(otto).await.unwrap();
        assert_eq!((receipts(&audit), audit.findings), (3, vec![]));
    });
}

#[test]
fn the_first_entry_that_is_left_out_is_a_finding() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        serve(hooks, root(&it.room), |entries| {
            entries.retain(|stored| seq(stored) > 0);
        });
        let missing = [(PlaceKind::Folder, 0, FindingKind::Missing)];
        assert_eq!(found(otto).await, missing);
    });
}

#[test]
fn an_entry_that_nobody_with_the_right_signed_is_a_finding_and_no_deed() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let raw = Raw::new(&it.world, it.room.id());
        let docs = it.room.view().docs;
        let version = docs[0].record.version;
        let receipt = |n| {
            Public::Receipt(Receipt {
                n,
                action: Action::Download,
                docs: vec![Opened {
                    scope: root(&it.room),
                    doc: it.doc,
                    version,
                }],
                seconds: 0,
            })
        };
        let anna = it.anna.2;
        let end = raw.head(anna).next;
        // by a stranger, under the store's own wrap
        let stranger = SigningKey::parse(&[8; 32]).unwrap();
        let item = raw.forge(&stranger, anna, 0, receipt(3), None, it.world.now());
        let forged = raw.wrap(&item, it.world.now());
        let add = forged.clone();
        serve(hooks, anna, move |entries| entries.push(add.clone()));
        let void = [(PlaceKind::Person, end, FindingKind::Void)];
        assert_eq!(found(otto).await, void);
        // with a signature that is none
        serve(hooks, anna, move |entries| {
            let mut broken = forged.clone();
            let last = broken.wrapped.len() - 1;
            broken.wrapped[last] ^= 1;
            entries.push(broken);
        });
        let broken = [(PlaceKind::Person, end, FindingKind::Forged)];
        assert_eq!(found(otto).await, broken);
        assert_eq!(receipts(&try_read(otto).await.unwrap()), 3);
        hooks.clear();

        // a number that is left out, by the reader's own device
        let keys = it.anna.0.room_keys(&it.world, &it.anna.1);
        let device = SigningKey::parse(&[9; 32]).unwrap();
        let certified = Public::Device(ledger::PublicKey(device.public()));
        say(
            &it.world,
            &it.room,
            (anna, &keys.sign),
            anna,
            certified,
            None,
        )
        .await;
        let item = raw.forge(&device, anna, 0, receipt(2), None, it.world.now());
        let skips = raw.wrap(&item, it.world.now());
        serve(hooks, anna, move |entries| {
            if entries.iter().all(|stored| seq(stored) <= end) {
                entries.push(skips.clone());
            }
        });
        let skipped = FindingKind::Skipped {
            expected: 0,
            found: 2,
        };
        assert_eq!(found(otto).await, [(PlaceKind::Person, end + 1, skipped)]);
    });
}

#[test]
fn a_chain_that_is_kept_back_is_a_finding_and_what_was_seen_is_missed() {
    run(async {
        let it = case().await;
        let limits = Limits {
            expires: it.world.now() + DAY,
            ..Limits::default()
        };
        let link = it
            .room
            .link(&Shared::Folder(root(&it.room)), "", limits)
            .await
            .unwrap();
        it.world.visitor(&link).await.unwrap();
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let anna = it.anna.2;
        serve(hooks, anna, |entries| entries.clear());
        let unserved = [(PlaceKind::Person, 0, FindingKind::Unserved)];
        assert_eq!(found(otto).await, unserved);
        hooks.clear();
        assert_eq!(found(otto).await, []);

        // the same device, after a restart: it remembers how far everything went
        let back = it.otto.0.restart(&it.world).await.unwrap();
        let id = it.room.id();
        let audited = back.home.open(&back.me, &id).await.unwrap();
        let whole = Raw::new(&it.world, id).head(anna).next;
        serve(&back.hooks, anna, move |entries| {
            entries.retain(|stored| seq(stored) + 1 < whole);
        });
        *back.hooks.visitors.borrow_mut() = Some(Box::new(|seen| seen.visitors.clear()));
        let seen = FindingKind::Shortened { seen: whole };
        assert_eq!(
            found(&audited).await,
            [(PlaceKind::Person, whole - 1, seen)]
        );
        // a visitor that the gate does not tell of is asked for all the same
        let audit = try_read(&audited).await.unwrap();
        assert!(audit.lines.iter().any(|line| line.act == Act::Visited));
    });
}

#[test]
fn a_front_or_a_roster_that_does_not_hold_is_refused() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        serve(hooks, ChainId::ROSTER, |entries| {
            entries.retain(|stored| seq(stored) != 2);
        });
        assert_eq!(
            try_read(otto).await.err(),
            Some(Error::Tampered(What::Entry))
        );
        // nothing of it is shown
        let kept = otto.audit(&AuditFilter::default(), 0, 1);
        assert_eq!(kept.err(), Some(Error::NotFound));
        assert_eq!(otto.audits().await, Ok(true), "so that it is told");
        hooks.clear();
        assert_eq!(try_read(otto).await.unwrap().findings, []);

        // another history of what was seen, or an older one
        let back = it.otto.0.restart(&it.world).await.unwrap();
        let audited = back.home.open(&back.me, &it.room.id()).await.unwrap();
        let ends = Raw::new(&it.world, it.room.id()).head(ChainId::ROSTER).next;
        serve(&back.hooks, ChainId::ROSTER, move |entries| {
            entries.retain(|stored| seq(stored) + 1 < ends);
        });
        assert_eq!(try_read(&audited).await.err(), Some(Error::RolledBack));
    });
}

#[test]
fn a_rotation_that_broke_off_is_a_finding_until_it_is_done() {
    run(async {
        let it = case().await;
        let seller = &it.room;
        // the manager's program is heard of no more after the end
        let hooks = &it.seller.hooks;
        hooks.left.set(Some(1));
        assert!(seller.end(&it.anna.2).await.is_err());
        hooks.clear();
        let otto = &it.otto.1;
        let unfinished: Vec<_> = found(otto).await;
        assert_eq!(unfinished.len(), 1, "{unfinished:?}");
        assert_eq!(unfinished[0].2, FindingKind::Unfinished);
        seller.refresh().await.unwrap();
        assert_eq!(found(otto).await, []);
    });
}
