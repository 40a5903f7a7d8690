//! What the gate serves to one bidder tells nothing of another.

use room::testkit::MemoryCarrier;
use room::{Action, Control, Host, Limits, MemberId, ScopeId, Shared};

use crate::support::*;

fn holds(bytes: &[u8], marker: &[u8]) -> bool {
    bytes.windows(marker.len()).any(|window| window == marker)
}

/// Ids as they stand in messages, and as hex.
fn forms(id: &[u8]) -> [Vec<u8>; 2] {
    [
        id.to_vec(),
        id.iter()
            .flat_map(|byte| format!("{byte:02x}").into_bytes())
            .collect(),
    ]
}

#[test]
fn everything_served_to_one_bidder_shows_nothing_of_another() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let files = [
            file("one/a.pdf", bytes(900, 1)),
            file("two/b.pdf", bytes(900, 2)),
            file("hidden/c.pdf", bytes(900, 3)),
        ];
        let docs = put(&room, &seller.host, top, &files).await;
        let folders = room
            .make_folders(
                top,
                &["one".to_owned(), "two".to_owned(), "hidden".to_owned()],
            )
            .await
            .unwrap();
        let invites: Vec<_> = {
            let mut made = Vec::new();
            for folder in ["one", "two", "two", "two"] {
                made.push(
                    room.invite(folders[folder], "bidder", world.now() + DAY, None)
                        .await
                        .unwrap(),
                );
            }
            made
        };
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Docs(vec![docs[2].into()]), "auditor", limits)
            .await
            .unwrap();
        // the others do what bidders do
        let (two, theirs) = world.joined("Bidder Two", &invites[1]).await;
        get(&theirs, &two.host, &docs[1]).await.unwrap();
        let (visit, host, _) = world.visitor(&link).await.unwrap();
        get(&visit, &host, &docs[2]).await.unwrap();

        // from here on, everything that is served goes to one bidder
        world.recorder.forget();
        let (one, mine) = world.joined("Bidder One", &invites[0]).await;
        mine.refresh().await.unwrap();
        get(&mine, &one.host, &docs[0]).await.unwrap();
        for foreign in [docs[1], docs[2]] {
            assert!(get(&mine, &one.host, &foreign).await.is_err());
        }
        mine.verify().await.unwrap();
        let again = one.elsewhere(&world).await;
        again.home.open(&again.me, &room.id()).await.unwrap();
        // a bidder who asks for what it heard of elsewhere is told that there is no such thing
        let served = world.recorder.served();
        assert!(served.len() > 10_000);
        let raw = Raw::new(&world, room.id());
        let others: Vec<ScopeId> = vec![
            top,
            folders["two"],
            folders["hidden"],
            room::ChainId::ROSTER,
        ];
        let members: Vec<MemberId> = invites[1..]
            .iter()
            .map(|invite| invite.member)
            .chain([link.member])
            .collect();
        for chain in others
            .iter()
            .chain(&members)
            .filter(|chain| **chain != room::ChainId::ROSTER && **chain != top)
        {
            for form in forms(&chain.0) {
                assert!(!holds(&served, &form), "{chain}");
            }
        }
        // not the entries, the bodies, their hashes, nor the keys of anyone else
        for chain in others.iter().chain(&members) {
            for stored in raw.chain(*chain) {
                let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
                assert!(!holds(&served, wrapped.signed().bytes()));
                for form in forms(&wrapped.signed().hash().0) {
                    assert!(!holds(&served, &form), "the hash of an entry of {chain}");
                }
                if let Some(body) = stored.body {
                    assert!(!holds(&served, &body[..64]));
                }
            }
        }
        for doc in &docs[1..] {
            for form in forms(&doc.0) {
                assert!(!holds(&served, &form));
            }
        }
        // nor how many there are: a room with the one bidder alone serves answers of the same lengths
        let lengths = |world: &World| -> Vec<usize> {
            let said = world.recorder.said.lock().unwrap();
            said.iter()
                .filter_map(|(_, answer)| answer.as_ref().map(|answer| answer.body.len()))
                .collect()
        };
        world.recorder.forget();
        look_around(&one, &mine, docs[0]).await;
        let many = lengths(&world);
        let alone = World::new();
        let (seller, room) = alone.seller().await;
        let docs = put(
            &room,
            &seller.host,
            root(&room),
            &[file("one/a.pdf", bytes(900, 1))],
        )
        .await;
        let folder = room.make_folder(root(&room), "one").await.unwrap();
        let invite = room
            .invite(folder, "bidder", alone.now() + DAY, None)
            .await
            .unwrap();
        let (one, mine) = alone.joined("Bidder One", &invite).await;
        mine.refresh().await.unwrap();
        get(&mine, &one.host, &docs[0]).await.unwrap();
        mine.verify().await.unwrap();
        let again = one.elsewhere(&alone).await;
        again.home.open(&again.me, &room.id()).await.unwrap();
        alone.recorder.forget();
        look_around(&one, &mine, docs[0]).await;
        assert_eq!(many, lengths(&alone));
    });
}

async fn look_around(person: &Person, room: &TheRoom, doc: room::DocId) {
    room.refresh().await.unwrap();
    let carrier = MemoryCarrier::new(person.host.api());
    let mut sink = Vec::new();
    room.open_doc(
        &carrier,
        &doc,
        Action::View,
        &mut sink,
        &Control::new(),
        &|_| {},
    )
    .await
    .unwrap();
    room.refresh().await.unwrap();
}
