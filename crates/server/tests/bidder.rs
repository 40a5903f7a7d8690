//! All that the gate ever serves to one bidder: nothing in it tells of another bidder, of a folder
//! that was not granted, or of their number.
#![allow(clippy::unwrap_used)]

mod kit;

use std::sync::{Arc, Mutex};

use blobs::http::{HttpApi, Request, Response, Transport, Unreachable};
use blobs::wire::{Append, Code, Grants, Id, Item, Read, ReadFrom, Visit, Visitors};
use blobs::{Api, Memory};
use kit::{By, Doc, OWNER, ROOT, World, urls_of};
use ledger::testkit::{Key, chain, state_key};
use ledger::{ChainId, Hash, Public, ScopeId};
use server::local::Local;

const T0: u64 = 1_800_000_000_000;

/// Keeps every byte that the server answers while it listens.
#[derive(Clone)]
struct Ear {
    local: Local,
    heard: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Transport for Ear {
    async fn send(&self, request: Request) -> Result<Response, Unreachable> {
        let answer = self.local.send(request).await?;
        if let Some(heard) = &mut *self.heard.lock().unwrap() {
            heard.extend_from_slice(&answer.status.to_le_bytes());
            heard.extend_from_slice(&answer.body);
        }
        Ok(answer)
    }

    fn now(&self) -> u64 {
        self.local.now()
    }

    async fn pause(&self, _: u32) {}
}

struct Bidder {
    by: By,
    id: ChainId,
    scope: ScopeId,
    doc: Doc,
    /// One that the bidder was sent beside.
    link: (ChainId, Key),
}

async fn bidder(world: &mut World<Ear>, n: u64, name: &str) -> Bidder {
    let marker = |what: &str| format!("MARKER-{name}-{what}").into_bytes();
    let scope = world.folder(n, ROOT, &marker("folder")).await;
    let (id, by) = world.person(n + 10, &[scope], &marker("person")).await;
    let doc = world.upload(n, scope, &marker("part")).await;
    let link = world.link(n + 15, &[scope], T0 + 100_000, None).await;
    Bidder {
        by,
        id,
        scope,
        doc,
        link,
    }
}

/// Everything that one may ask for, with every id that there is.
async fn crawl(world: &mut World<Ear>, me: &Bidder, other: &Bidder, links: &[ChainId]) {
    let room = world.id();
    let mut chains = vec![ChainId::FRONT, ChainId::ROSTER, ROOT, OWNER, chain(999)];
    chains.extend([me.id, other.id, me.scope, other.scope]);
    chains.extend(links);
    for from in [0, 1, 1000] {
        let chains = chains
            .iter()
            .map(|chain| ReadFrom {
                chain: Id(chain.0),
                from,
            })
            .collect();
        world
            .api
            .read(&me.by, &room, &Read { chains })
            .await
            .unwrap();
    }
    world.release(&me.by).await.unwrap();
    let given = world.urls(&me.by, &me.doc).await.unwrap();
    for url in &given.urls {
        world.api.get(url, None).await.unwrap();
        // the same MAC for the other's part
        let other_part = url.replace(&me.doc.part.to_string(), &other.doc.part.to_string());
        assert!(world.api.get(&other_part, None).await.is_err());
    }
    let receipt = world.room.fold.tip(&me.id).head().next - 1;
    for doc in [
        &other.doc,
        &Doc {
            opened: other.doc.opened,
            ..me.doc.clone()
        },
    ] {
        assert!(world.urls(&me.by, doc).await.is_err());
        assert!(
            world
                .api
                .urls(&me.by, &room, &urls_of(receipt, doc))
                .await
                .is_err()
        );
    }
    for member in [OWNER, other.id, me.id, other.link.0] {
        let member = Id(member.0);
        let asked = Grants {
            members: vec![member],
        };
        assert!(world.api.grants(&me.by, &room, &asked).await.is_err());
    }
    let asked = Visitors::default();
    let seen = world.api.visitors(&me.by, &room, &asked).await.unwrap();
    assert_eq!(seen.visitors, []);
    knock(world, me, other, links).await;
    for link in links {
        assert!(
            world
                .api
                .link_state(&me.by, &room, &Id(link.0))
                .await
                .is_err()
        );
        let guess = By {
            key: state_key(*link),
            ..By::state(me.id)
        };
        assert!(
            world
                .api
                .link_state(&guess, &room, &Id(link.0))
                .await
                .is_err()
        );
    }
}

/// With the key of a link, a visitor's first entry in every chain that there is: what stands there
/// already, and how much, is not to be told.
async fn knock(world: &World<Ear>, me: &Bidder, other: &Bidder, links: &[ChainId]) {
    let (link, key) = &me.link;
    let room = world.id();
    let mut chains = vec![ChainId::FRONT, ChainId::ROSTER, ROOT, OWNER, chain(999)];
    chains.extend([me.id, other.id, me.scope, other.scope, *link]);
    chains.extend(links);
    for at in chains {
        for device in [Key::new(7_001), other.by.key.clone()] {
            let visitor = Public::Visitor(*link, device.public());
            let next = world.room.entry(at, key, visitor.clone());
            let mut first = next.clone();
            (first.seq, first.prev, first.body) = (0, Hash::ZERO, None);
            for entry in [first, next] {
                let signed = key.sign_entry(&entry);
                let body = entry.body.map(|_| entry.seq.to_le_bytes().to_vec());
                let item: Item = kit::item(&signed, body);
                let batch = Append {
                    items: vec![item.clone()],
                    grants: vec![],
                };
                let by = By::member(*link, key);
                let appended = world.api.append(&by, &room, &batch).await.unwrap();
                kit::refused(kit::one(appended));
                let (by, visit) = (By::state(*link), Visit { item });
                // the same answer, whatever stands there
                let visited = world.api.visit(&by, &room, &visit).await;
                assert_eq!(kit::code(visited), Code::Malformed);
            }
        }
    }
}

async fn world() -> (World<Ear>, Arc<Mutex<Option<Vec<u8>>>>) {
    let local = Local::new(Arc::new(Memory::new()), T0);
    let heard = Arc::default();
    let ear = Ear {
        local,
        heard: Arc::clone(&heard),
    };
    (
        World::make(HttpApi::new(ear, Local::ORIGIN), Local::TOKEN).await,
        heard,
    )
}

#[tokio::test]
async fn nothing_served_to_one_bidder_tells_of_another() {
    let (mut world, heard) = world().await;
    let red = bidder(&mut world, 20, "red").await;
    let blue = bidder(&mut world, 60, "blue").await;
    let link = blue.link.0;
    // blue is at work, too: a receipt stands in its chain
    world.urls(&blue.by, &blue.doc).await.unwrap();

    *heard.lock().unwrap() = Some(Vec::new());
    crawl(&mut world, &red, &blue, &[link]).await;
    let served = heard.lock().unwrap().take().unwrap();

    let secrets: Vec<(&str, Vec<u8>)> = vec![
        ("marker", b"MARKER-blue".to_vec()),
        ("part", blue.doc.part.0.to_vec()),
        ("document", blue.doc.opened.doc.0.to_vec()),
        ("member key", Key::new(70).public().0.to_vec()),
        ("device key", blue.by.key.public().0.to_vec()),
        ("link key", blue.link.1.public().0.to_vec()),
        (
            "roster",
            world.room.fold.roster().tip().head().hash.0.to_vec(),
        ),
        (
            "root",
            world
                .room
                .fold
                .scope(&ROOT)
                .unwrap()
                .tip()
                .head()
                .hash
                .0
                .to_vec(),
        ),
        (
            "folder's chain",
            world
                .room
                .fold
                .scope(&blue.scope)
                .unwrap()
                .tip()
                .head()
                .hash
                .0
                .to_vec(),
        ),
        (
            "member's chain",
            world
                .room
                .fold
                .member(&blue.id)
                .unwrap()
                .tip()
                .head()
                .hash
                .0
                .to_vec(),
        ),
    ];
    for (what, secret) in &secrets {
        assert!(!contains(&served, secret), "served to red: blue's {what}");
    }
    // ids that red asked for come back as red wrote them, and nowhere else
    for (what, id) in [("folder", blue.scope), ("member", blue.id), ("link", link)] {
        assert!(
            count(&served, &id.0) <= 3,
            "blue's {what} id is served more often than it was asked for"
        );
    }
    assert!(contains(&served, b"MARKER-red-part"), "red got its own");
}

#[tokio::test]
async fn what_one_bidder_is_served_does_not_depend_on_how_many_others_there_are() {
    let mut sizes = Vec::new();
    for others in [1u64, 4] {
        let (mut world, heard) = world().await;
        let red = bidder(&mut world, 20, "red").await;
        let blue = bidder(&mut world, 60, "blue").await;
        for n in 1..others {
            bidder(&mut world, 60 + 30 * n, "more").await;
        }
        *heard.lock().unwrap() = Some(Vec::new());
        crawl(&mut world, &red, &blue, &[]).await;
        let size = heard.lock().unwrap().take().unwrap().len();
        sizes.push(size);
    }
    assert_eq!(sizes[0], sizes[1]);
}

fn contains(hay: &[u8], needle: &[u8]) -> bool {
    count(hay, needle) > 0
}

fn count(hay: &[u8], needle: &[u8]) -> usize {
    hay.windows(needle.len())
        .filter(|window| *window == needle)
        .count()
}
