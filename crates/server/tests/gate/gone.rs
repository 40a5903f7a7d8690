//! What was said of what is gone is served to those who manage, and to nobody who comes later.

use ledger::{DocId, DocVersion, Part, Pieces, ScopeId, VersionId};

use super::*;
use kit::item;

const NAMES: [&[u8]; 3] = [b"stays", b"gone for good", b"is there"];

/// The body of one entry as it is served.
async fn body(setup: &Setup, by: &By, scope: ScopeId, seq: u64) -> Option<Vec<u8>> {
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(scope.0),
            from: seq,
        }],
    };
    let world = &setup.world;
    let mut read = world.api.read(by, &world.id(), &read).await.unwrap();
    read.chains.remove(0).entries.remove(0).body
}

/// Appends a body whose pieces differ.
async fn say(setup: &mut Setup, scope: ScopeId, public: Public) -> u64 {
    let world = &mut setup.world;
    let (by, owner) = (world.owner(), world.room.owner.clone());
    let mut entry = world.room.entry(scope, &owner, public);
    entry.at = world.api.server_now();
    let body = Pieces::new(NAMES.map(<[u8]>::to_vec)).encode();
    entry.body = ledger::pieces::named(&entry.public, &body);
    let signed = owner.sign_entry(&entry);
    let batch = Append {
        items: vec![item(&signed, Some(body))],
        grants: vec![],
    };
    let outcome = one(world.api.append(&by, &world.id(), &batch).await.unwrap());
    assert!(matches!(outcome, Outcome::Stored(_)), "{outcome:?}");
    world.room.append(signed).unwrap();
    entry.seq
}

fn holds(body: &[u8], name: &[u8]) -> bool {
    body.windows(name.len()).any(|window| window == name)
}

#[tokio::test]
async fn what_is_gone_is_said_to_who_manages_alone() {
    let mut setup = setup().await;
    let folder = setup.world.folder(50, ROOT, b"folder").await;
    let mut inner = Vec::new();
    for n in [51, 52, 53] {
        inner.push(setup.world.folder(n, folder, b"inner").await);
    }
    let part = setup.world.upload(9, folder, b"bytes").await.part;
    let ids = [[1; 16], [2; 16], [3; 16]];
    let docs = ids.map(|id| DocVersion {
        doc: DocId(id),
        version: VersionId(id),
        parts: vec![Part { hash: part, len: 5 }],
    });
    let listed = say(&mut setup, folder, Public::Children(inner.clone())).await;
    let added = say(&mut setup, folder, Public::Docs(docs.to_vec())).await;
    let edited = say(&mut setup, folder, Public::Edit(ids.map(DocId).to_vec())).await;
    let (_, early) = setup.world.person(100, &[folder], b"reader").await;
    for seq in [listed, added, edited] {
        let served = body(&setup, &early, folder, seq).await.unwrap();
        assert!(NAMES.iter().all(|name| holds(&served, name)));
    }

    let gone = [
        Public::Delete(vec![DocId(ids[1])]),
        Public::Unchild(vec![inner[1]]),
    ];
    for public in gone {
        setup.world.own(folder, public, vec![], b"gone").await;
    }
    let (_, late) = setup.world.person(200, &[folder], b"reader").await;
    let ends = T0 + 1_000_000;
    let (link, key) = setup.world.link(300, &[folder], ends, None).await;
    let visitor = setup.world.visit(link, &key, &Key::new(301)).await.unwrap();
    setup.world.release(&visitor).await.unwrap();
    let manager = setup.world.owner();
    for seq in [listed, added, edited] {
        for by in [&early, &late, &visitor] {
            let served = body(&setup, by, folder, seq).await.unwrap();
            let said = NAMES.map(|name| holds(&served, name));
            assert_eq!(said, [true, false, true]);
        }
        let whole = body(&setup, &manager, folder, seq).await.unwrap();
        assert_eq!(NAMES.map(|name| holds(&whole, name)), [true; 3]);
    }
    // another process says the same
    let other = another_process(&setup);
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(folder.0),
            from: 0,
        }],
    };
    let served = other.read(&late, &setup.world.id(), &read).await.unwrap();
    let entries = &served.chains[0].entries;
    assert_eq!(
        entries.len() as u64,
        setup.world.room.fold.tip(&folder).head().next
    );
    let mut bodies = entries.iter().filter_map(|entry| entry.body.as_ref());
    assert!(!bodies.any(|body| holds(body, NAMES[1])));
}

#[tokio::test]
async fn a_body_comes_with_all_its_pieces() {
    let mut setup = setup().await;
    let doc = setup.world.upload(1, ROOT, b"bytes").await.opened.doc;
    let world = &setup.world;
    let (by, owner) = (world.owner(), world.room.owner.clone());
    let edit = Public::Edit(vec![doc]);
    let whole = Pieces::new([vec![1; 40]]);
    let mut kept = whole.clone();
    kept.keep_back(&edit, |_| true);
    let two = Pieces::new([vec![1; 40], vec![2; 40]]);
    for body in [kept.encode(), two.encode(), vec![1; 40], vec![]] {
        let mut entry = world.room.entry(ROOT, &owner, edit.clone());
        entry.at = world.api.server_now();
        entry.body = Some(whole.hash());
        let batch = Append {
            items: vec![item(&owner.sign_entry(&entry), Some(body))],
            grants: vec![],
        };
        let outcome = one(world.api.append(&by, &world.id(), &batch).await.unwrap());
        assert_eq!(refused(outcome), Code::Malformed);
    }
}
