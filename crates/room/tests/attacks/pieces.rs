//! Row 16 for single pieces of bodies: what an honest store keeps back is gone by what was signed, and nothing
//! else is kept back in silence.

use blobs::wire::{ChainPart, Stored};
use ledger::entry::Public;
use ledger::{About, Pieces, Wrapped};
use room::{AlarmKind, ChainId, Change, DocId, ScopeId};

use crate::support::*;

struct Deal {
    world: World,
    seller: Person,
    room: TheRoom,
    buyer: Person,
    folder: ScopeId,
    inner: ScopeId,
    docs: Vec<DocId>,
}

async fn deal() -> Deal {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let folder = room.make_folder(root(&room), "deal").await.unwrap();
    let inner = room.make_folder(folder, "inner").await.unwrap();
    let names = ["a.pdf", "b.pdf", "c.pdf"];
    let files = names.map(|name| file(name, bytes(200, name.as_bytes()[0])));
    let docs = put(&room, &seller.host, folder, &files).await;
    let tagged = |doc: &DocId| {
        let change = Change {
            description: Some("what it is".to_owned()),
            ..Change::default()
        };
        (*doc, change)
    };
    let changes: Vec<_> = docs.iter().map(tagged).collect();
    room.edit(&changes).await.unwrap();
    let invite = room.invite(folder, "", world.now() + DAY, None).await;
    let (buyer, _) = world.joined("Li Wei", &invite.unwrap()).await;
    Deal {
        world,
        seller,
        room,
        buyer,
        folder,
        inner,
        docs,
    }
}

fn public(stored: &Stored) -> Public {
    let signed = Wrapped::parse(&stored.wrapped).unwrap().signed();
    signed.verify().unwrap().entry().public.clone()
}

/// Changes what is served of one thing.
fn keep_back(part: &mut ChainPart, which: fn(&Public) -> bool, about: About) {
    for stored in part
        .entries
        .iter_mut()
        .filter(|stored| which(&public(stored)))
    {
        let public = public(stored);
        let body = stored.body.as_deref().unwrap();
        let mut pieces = Pieces::parse(&public, body).unwrap();
        pieces.keep_back(&public, |one| *one == about);
        stored.body = Some(pieces.encode());
    }
}

impl Deal {
    /// What the buyer sees on a new device whose store does this with the folder's chain.
    async fn seen(
        &self,
        attack: impl Fn(&mut ChainPart) + 'static,
    ) -> (Vec<String>, Vec<AlarmKind>) {
        let again = self.buyer.elsewhere(&self.world).await;
        let folder = self.folder;
        again.hooks.on_read(move |reading| {
            let mut parts = reading.chains.iter_mut();
            parts
                .by_ref()
                .filter(|part| ChainId(part.chain.0) == folder)
                .for_each(&attack);
        });
        let open = again.home.open(&again.me, &self.room.id()).await.unwrap();
        let view = open.view();
        assert!(view.alarms.iter().all(|alarm| alarm.chain == folder));
        let alarms = view.alarms.iter().map(|alarm| alarm.kind).collect();
        let folders = view.folders.iter().map(|one| one.name.clone());
        let docs = view
            .docs
            .iter()
            .map(|one| one.name.clone() + &one.description);
        let mut seen: Vec<String> = folders.chain(docs).collect();
        seen.sort();
        (seen, alarms)
    }
}

const DOCS: fn(&Public) -> bool = |public| matches!(public, Public::Docs(_));
const EDIT: fn(&Public) -> bool = |public| matches!(public, Public::Edit(_));
const CHILDREN: fn(&Public) -> bool = |public| matches!(public, Public::Children(_));

#[test]
fn row_16_what_is_there_is_kept_back_from_nobody_in_silence() {
    run(async {
        let deal = deal().await;
        let doc = About::Doc(deal.docs[1]);
        let (a, b, c) = ("a.pdfwhat it is", "b.pdfwhat it is", "c.pdfwhat it is");
        let missing = vec![AlarmKind::MissingBody];
        let honest = deal.seen(|_| {}).await;
        assert_eq!(
            honest,
            ([a, b, c, "deal", "inner"].map(str::to_owned).into(), vec![])
        );

        let (seen, alarms) = deal.seen(move |part| keep_back(part, DOCS, doc)).await;
        assert_eq!(
            (seen, alarms),
            (
                [a, c, "deal", "inner"].map(str::to_owned).into(),
                missing.clone()
            )
        );
        let (seen, alarms) = deal.seen(move |part| keep_back(part, EDIT, doc)).await;
        assert!(seen.contains(&"b.pdf".to_owned()) && alarms == missing);
        let inner = About::Folder(deal.inner);
        let (seen, alarms) = deal
            .seen(move |part| keep_back(part, CHILDREN, inner))
            .await;
        assert!(!seen.contains(&"inner".to_owned()) && alarms == missing);
        // or nothing of it at all
        for which in [DOCS, EDIT, CHILDREN] {
            let none = move |part: &mut ChainPart| {
                let entries = part.entries.iter_mut();
                let named = entries.filter(|stored| which(&public(stored)));
                named.for_each(|stored| stored.body = None);
            };
            assert_eq!(deal.seen(none).await.1, missing);
        }

        // once it is gone nobody misses it, whatever else was said beside it; of the others each one does
        deal.room.bin(&[deal.docs[1]]).await.unwrap();
        let gone = ([a, c, "deal", "inner"].map(str::to_owned).into(), vec![]);
        assert_eq!(deal.seen(|_| {}).await, gone);
        let other = About::Doc(deal.docs[2]);
        let (seen, alarms) = deal.seen(move |part| keep_back(part, DOCS, other)).await;
        assert!(!seen.contains(&c.to_owned()) && alarms == missing);
        let rest: Vec<DocId> = vec![deal.docs[0], deal.docs[2]];
        deal.room.bin(&rest).await.unwrap();
        let none = |part: &mut ChainPart| {
            let entries = part.entries.iter_mut();
            let docs = entries.filter(|stored| DOCS(&public(stored)) || EDIT(&public(stored)));
            docs.for_each(|stored| stored.body = None);
        };
        for seen in [deal.seen(none).await, deal.seen(|_| {}).await] {
            assert_eq!(seen, (["deal", "inner"].map(str::to_owned).into(), vec![]));
        }
        // who manages is served all of it
        let again = deal.seller.elsewhere(&deal.world).await;
        let open = again.home.open(&again.me, &deal.room.id()).await.unwrap();
        assert_eq!((open.view().alarms.len(), open.view().bin.len()), (0, 3));
        // and misses it, or what was sent in and binned would come in once more
        let again = deal.seller.elsewhere(&deal.world).await;
        let folder = deal.folder;
        again.hooks.on_read(move |reading| {
            let parts = reading.chains.iter_mut();
            let chain = parts.filter(|part| ChainId(part.chain.0) == folder);
            chain.for_each(|part| keep_back(part, DOCS, doc));
        });
        let open = again.home.open(&again.me, &deal.room.id()).await.unwrap();
        let told = open.view().alarms;
        let told = told.iter().map(|alarm| (alarm.chain, alarm.kind));
        assert_eq!(told.collect::<Vec<_>>(), [(folder, missing[0])]);
    });
}

#[test]
fn row_12_no_piece_is_exchanged_for_another_one() {
    run(async {
        let deal = deal().await;
        let changed = |change: fn(&mut Vec<u8>)| {
            move |part: &mut ChainPart| {
                let mut docs = part.entries.iter_mut();
                let docs = docs.find(|stored| DOCS(&public(stored))).unwrap();
                change(docs.body.as_mut().unwrap());
            }
        };
        /// As bytes: [piece, piece, piece], each [0, [sealed]].
        fn pieces(body: &[u8]) -> Vec<Vec<u8>> {
            let mut all = minicbor::Decoder::new(body);
            let count = all.array().unwrap().unwrap();
            let piece = |_| {
                let start = all.position();
                all.skip().unwrap();
                body[start..all.position()].to_vec()
            };
            (0..count).map(piece).collect()
        }
        let attacks: [fn(&mut Vec<u8>); 4] = [
            // in another order
            |body| {
                let mut all = pieces(body);
                all.swap(0, 1);
                *body = [vec![0x83], all.concat()].concat();
            },
            // one for two things
            |body| {
                let mut all = pieces(body);
                all[1] = all[0].clone();
                *body = [vec![0x83], all.concat()].concat();
            },
            // one is left out
            |body| {
                let all = pieces(body);
                *body = [vec![0x82], all[1..].concat()].concat();
            },
            // another hash than the one that was signed
            |body| {
                let mut all = pieces(body);
                all[1] = [vec![0x82, 1, 0x81, 0x58, 32], vec![7; 32]].concat();
                *body = [vec![0x83], all.concat()].concat();
            },
        ];
        for attack in attacks {
            let (seen, alarms) = deal.seen(changed(attack)).await;
            assert_eq!(seen, ["deal", "inner"]);
            assert!(alarms.contains(&AlarmKind::BrokenRecord), "{alarms:?}");
        }
    });
}
