//! Row 41: what a hostile member's own program wrote is made fit to be shown and saved by whoever reads it.

use ledger::Public;
use ledger::entry::{DocVersion, GrantRef, Member, MemberKind, Rights};
use ledger::ids::{DocId, Hash, PublicKey, VersionId};
use minicbor::bytes::{ByteArray, ByteVec};
use room::{ChainId, Note, names, peek};
use seal::context::{Context, Kind};
use seal::fragment::{Fragment, LinkKind};
use seal::grant::{self, Terms};
use seal::link::LinkSecret;
use seal::sealbox;

use crate::support::*;

/// Turns the direction, hides, breaks the line, climbs up.
const HOSTILE: &str = "../\u{202e}fdp\u{200b}.exe\n<b>\u{61c}\u{e0041}";

type Record = (
    DocId,
    VersionId,
    String,
    String,
    u64,
    u64,
    String,
    ByteVec,
    ByteArray<32>,
    u32,
    Vec<ledger::Part>,
    Option<Hash>,
);

fn is_clean(text: &str) -> bool {
    !text.contains(seal::text::hidden) && text.len() <= names::MAX
}

#[test]
fn row_41_a_hostile_members_words_come_out_clean() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "deal").await.unwrap();
        put(&room, &seller.host, folder, &[file("a.pdf", bytes(100, 1))]).await;
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        room.refresh().await.unwrap();
        let (id, raw, now) = (room.id(), Raw::new(&world, room.id()), world.now());
        let owner = owner_of(&room).await;
        let (mine, keys) = (
            seller.room_keys(&world, &room),
            buyer.room_keys(&world, &theirs),
        );
        let manager = Public::Manager(
            invite.member,
            PublicKey(keys.sign.public()),
            ledger::Office::Manager,
        );
        say(
            &world,
            &room,
            (owner, &mine.sign),
            ChainId::FRONT,
            manager,
            None,
        )
        .await;
        // what the owner's keys open: the hostile manager was given all of it
        let ring = Keyring::of(&raw, id, owner, &mine);
        let by = (invite.member, &keys.sign);

        // a record
        let body = ring.newest(Kind::Docs, folder, |public| {
            matches!(public, Public::Docs(_))
        });
        let (mut records,): (Vec<Record>,) = minicbor::decode(&body).unwrap();
        let record = &mut records[0];
        (record.0, record.1) = (DocId([7; 16]), VersionId([7; 16]));
        record.2 = HOSTILE.to_owned();
        record.3 = format!("text/html{HOSTILE}");
        record.6 = HOSTILE.repeat(9);
        let listed = DocVersion {
            doc: record.0,
            version: record.1,
            parts: record.10.clone(),
        };
        let body = ring.seal(
            Kind::Docs,
            folder,
            0,
            &minicbor::to_vec((records,)).unwrap(),
        );
        say(
            &world,
            &room,
            by,
            folder,
            Public::Docs(vec![listed]),
            Some(body),
        )
        .await;
        // a folder's name, where its parent says it and where it says it itself
        let below = ChainId([9; 16]);
        let key = seal::scope::ScopeKey::parse(&[9; 32]).unwrap();
        let epoch = Public::Epoch(ledger::Epoch {
            parent: Some(folder),
            kem: key.kem_public().as_bytes().to_vec(),
        });
        let context = Context::new(Kind::Epoch, id.0, below.0, 0);
        let said = minicbor::to_vec((HOSTILE, None::<ByteArray<32>>)).unwrap();
        let body = key.seal(&context, &said, &mut seal::rng::Platform::new().unwrap());
        say(&world, &room, by, below, epoch, Some(body)).await;
        let child = (below, HOSTILE, 0u32, ByteArray::from(*key.expose()));
        let body = ring.seal(
            Kind::Children,
            folder,
            0,
            &minicbor::to_vec((vec![child],)).unwrap(),
        );
        say(
            &world,
            &room,
            by,
            folder,
            Public::Children(vec![below]),
            Some(body),
        )
        .await;
        // the room's title
        let body = ring.newest(Kind::Title, ChainId::FRONT, |public| {
            *public == Public::Title
        });
        let (_, card): (String, ByteVec) = minicbor::decode(&body).unwrap();
        let said = minicbor::to_vec((HOSTILE.repeat(40), card)).unwrap();
        let body = ring.seal(Kind::Title, ChainId::FRONT, 0, &said);
        say(&world, &room, by, ChainId::FRONT, Public::Title, Some(body)).await;

        room.refresh().await.unwrap();
        let (view, title) = (room.view(), room.view().title);
        assert!(view.alarms.is_empty(), "{:?}", view.alarms);
        assert!(
            is_clean(&title) && title.starts_with("../fdp.exe<b>"),
            "{title:?}"
        );
        let doc = view
            .docs
            .iter()
            .find(|doc| doc.record.doc == DocId([7; 16]))
            .unwrap();
        assert_eq!(names::check(&doc.name), Ok(()));
        assert_eq!(doc.name, ".._fdp.exe_b_");
        // who signed it is known by a card, whatever the record says
        assert_eq!((doc.record.added_by.as_str(), doc.sure), ("Li Wei", true));
        assert_eq!(doc.record.mime, "text/html../fdp.exe<b>");
        let named = view
            .folders
            .iter()
            .find(|folder| folder.id == below)
            .unwrap();
        assert_eq!(named.name, doc.name);

        // a link with a hostile label and note, as a manager's program might make one
        let (note, label) = hostile_link(&world, &room, &ring, &buyer, by, folder, now).await;
        for text in [&note.title, &note.contents, &label] {
            assert_eq!(text, "../fdp.exe<b>");
        }
    });
}

async fn hostile_link(
    world: &World,
    room: &TheRoom,
    ring: &Keyring,
    person: &Person,
    by: (ChainId, &seal::sign::SigningKey),
    folder: ChainId,
    now: u64,
) -> (Note, String) {
    let (id, raw) = (room.id(), Raw::new(world, room.id()));
    let secret = LinkSecret::parse(&[3; 32]).unwrap();
    let (link, card) = (ChainId(secret.chain_id()), secret.keys().card());
    let expires = Some(now + DAY);
    let mut grants = Vec::new();
    let mut sealed = Vec::new();
    for scope in [ChainId::FRONT, folder] {
        let terms = Terms {
            room: id.0,
            scope: scope.0,
            epoch: 0,
            recipient: link.0,
            rights: 0,
            expires,
        };
        let grant = grant::seal(&terms, ring.key(scope, 0), &card.kem, by.1);
        grants.push(GrantRef {
            scope,
            epoch: 0,
            rights: Rights::Read,
            expires,
            hash: Hash(grant.hash()),
        });
        sealed.push(blobs::wire::SealedGrant {
            member: blobs::wire::Id(link.0),
            bytes: grant.as_bytes().to_vec(),
        });
    }
    let member = Member {
        member: link,
        kind: MemberKind::Link,
        key: PublicKey(card.sign),
        state: Some(PublicKey(secret.state_key().public())),
        expires,
        join_by: None,
        opens: None,
        grants,
        manner: Default::default(),
    };
    let mut context = ring.context(Kind::Member, ChainId::ROSTER, 0);
    context.id[..16].copy_from_slice(&link.0);
    let state = ByteArray::from(*secret.state_key().expose());
    let note = (
        HOSTILE,
        HOSTILE,
        ByteVec::from(card.to_bytes()),
        false,
        Vec::<DocId>::new(),
        state,
    );
    let body = ring.seal_for(&context, &minicbor::to_vec(note).unwrap());
    let entered = raw.forge(
        by.1,
        ChainId::ROSTER,
        0,
        Public::Member(member),
        Some(body),
        now,
    );

    let keys = person.room_keys(world, room);
    let sender = person.me.seed.root().card(id.0, &keys, "Li Wei").unwrap();
    let sender = ByteVec::from(sender.as_bytes().to_vec());
    let said = minicbor::to_vec((HOSTILE, HOSTILE, sender, vec![folder])).unwrap();
    let context = Context::new(Kind::Issued, id.0, link.0, 0);
    let body = sealbox::seal(
        &card.kem,
        &context,
        &said,
        &mut seal::rng::Platform::new().unwrap(),
    );
    let issued = raw.forge(by.1, link, 0, Public::Issued, Some(body), now);
    let first = Hash::of(&issued.entry);
    let batch = blobs::wire::Append {
        items: vec![entered, issued],
        grants: sealed,
    };
    let stranger = Stranger {
        chain: by.0,
        key: by.1.clone(),
    };
    let answer = stranger.append(&world.recorder, id, &batch).await.unwrap();
    assert_eq!(answer.outcomes.len(), 2, "{answer:?}");
    let fragment = Fragment {
        kind: LinkKind::Link,
        room: id.0,
        secret,
        first: first.0,
        kdf: None,
        origin: None,
    };
    let (host, _) = world.device();
    let note = peek(&*host, &fragment).await.unwrap().note.unwrap();
    room.refresh().await.unwrap();
    let members = room.members().await.unwrap();
    let shown = members
        .into_iter()
        .find(|member| member.member == link)
        .unwrap();
    assert_eq!(shown.label, shown.what);
    (note, shown.label)
}
