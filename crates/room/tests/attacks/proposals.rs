//! Proposals that somebody else would pass off, edit or carry out.

use blobs::wire::{Append, Outcome};
use ledger::entry::{Dates, Public};
use ledger::ids::ChainId;
use room::{AlarmKind, Error, MemberId, Office, Op, Principal, ProposalStanding, What, Wishes};
use seal::context::Kind;

use crate::support::*;

struct Brokers {
    world: World,
    seller: Person,
    room: TheRoom,
    anna: MemberId,
    one: (Person, TheRoom, MemberId),
    two: (Person, TheRoom, MemberId),
}

async fn brokers() -> Brokers {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let (_, _, anna) = world.entered(&room, "Anna", &[]).await;
    let one = world.entered(&room, "One", &[]).await;
    let two = world.entered(&room, "Two", &[]).await;
    for broker in [&one, &two] {
        room.appoint(&broker.2, Office::Coordinator).await.unwrap();
    }
    for broker in [&one, &two] {
        broker.1.refresh().await.unwrap();
    }
    Brokers {
        world,
        seller,
        room,
        anna,
        one,
        two,
    }
}

fn note(text: &str) -> Wishes {
    Wishes {
        note: text.to_owned(),
        ..Wishes::default()
    }
}

/// The sealed bodies of proposals, in their order.
fn bodies(it: &Brokers) -> Vec<Vec<u8>> {
    let all = Raw::new(&it.world, it.room.id()).chain(ChainId::ROSTER);
    let proposal = |stored: &blobs::wire::Stored| {
        let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
        let signed = wrapped.signed().verify().unwrap();
        matches!(signed.entry().public, Public::Propose)
    };
    let all = all.into_iter().filter(proposal);
    all.filter_map(|stored| stored.body).collect()
}

fn notes(room: &TheRoom) -> Vec<(String, String)> {
    let all = room.proposals().unwrap().into_iter();
    let mut all: Vec<_> = all.map(|it| (it.by, it.wishes.note)).collect();
    all.sort();
    all
}

fn has_broken(room: &TheRoom) -> bool {
    let broken = (ChainId::ROSTER, AlarmKind::BrokenRecord);
    let alarms = room.view().alarms;
    alarms.iter().any(|it| (it.chain, it.kind) == broken)
}

/// What the gate says to an entry of the roster by this one.
async fn asks(it: &Brokers, by: &(Person, TheRoom, MemberId), public: Public) -> Outcome {
    asks_with(it, by, public, None).await
}

async fn asks_with(
    it: &Brokers,
    by: &(Person, TheRoom, MemberId),
    public: Public,
    body: Option<Vec<u8>>,
) -> Outcome {
    let raw = Raw::new(&it.world, it.room.id());
    let keys = by.0.room_keys(&it.world, &by.1);
    let (roster, now) = (ChainId::ROSTER, it.world.now());
    let epoch = raw.epoch(roster);
    let item = raw.forge(&keys.sign, roster, epoch, public, body, now);
    let batch = Append {
        items: vec![item],
        grants: Vec::new(),
    };
    let stranger = Stranger {
        chain: by.2,
        key: keys.sign.clone(),
    };
    let answer = stranger.append(&it.world.recorder, it.room.id(), &batch);
    answer.await.unwrap().outcomes.remove(0)
}

#[test]
fn row_06_a_proposal_is_not_attributed_to_another() {
    run(async {
        let it = brokers().await;
        it.one.1.propose(&note("by one")).await.unwrap();
        // the other one says the same sealed words under its own name; the gate cannot tell
        let stolen = bodies(&it).remove(0);
        let said = asks_with(&it, &it.two, Public::Propose, Some(stolen)).await;
        assert!(matches!(said, Outcome::Stored(_)), "{said:?}");
        it.room.refresh().await.unwrap();
        assert_eq!(notes(&it.room), [("One".to_owned(), "by one".to_owned())]);
        assert!(has_broken(&it.room));
    });
}

#[test]
fn row_12_a_store_neither_edits_nor_exchanges_nor_repeats_proposals() {
    run(async {
        let it = brokers().await;
        it.one.1.propose(&note("first")).await.unwrap();
        it.one.1.propose(&note("second")).await.unwrap();
        let sealed = bodies(&it);
        let other = sealed[1].clone();
        let mut edited = sealed[0].clone();
        *edited.last_mut().unwrap() ^= 1;
        for instead in [other, edited] {
            let first = sealed[0].clone();
            let again = it.seller.restart(&it.world).await.unwrap();
            again.hooks.on_read(move |reading| {
                let entries = reading.chains.iter_mut().flat_map(|part| &mut part.entries);
                for stored in entries.filter(|it| it.body.as_ref() == Some(&first)) {
                    stored.body = Some(instead.clone());
                }
            });
            let open = again.home.open(&again.me, &it.room.id()).await.unwrap();
            assert_eq!(notes(&open), [("One".to_owned(), "second".to_owned())]);
            assert!(has_broken(&open));
        }
        // the entry once more behind the others
        let again = it.seller.restart(&it.world).await.unwrap();
        let raw = Raw::new(&it.world, it.room.id());
        let last = raw.chain(ChainId::ROSTER).pop().unwrap();
        let seq = raw.head(ChainId::ROSTER).next - 1;
        again.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                let roster = part.chain.0 == ChainId::ROSTER.0;
                if roster && part.entries.len() as u64 > seq {
                    part.entries.push(last.clone());
                }
            }
        });
        // what is known already is skipped: there is no second one of it
        let open = again.home.open(&again.me, &it.room.id()).await.unwrap();
        assert_eq!(open.proposals().unwrap().len(), 2);
    });
}

#[test]
fn row_22_a_former_coordinator_proposes_nothing_and_what_it_proposed_is_void() {
    run(async {
        let it = brokers().await;
        it.one.1.propose(&note("before")).await.unwrap();
        it.room.refresh().await.unwrap();
        let raw = Raw::new(&it.world, it.room.id());
        let sealed = bodies(&it).remove(0);
        let keys = it.one.0.room_keys(&it.world, &it.one.1);
        let (roster, now) = (ChainId::ROSTER, it.world.now());
        let epoch = raw.epoch(roster);
        it.room.dismiss(&it.one.2).await.unwrap();
        let all = it.room.proposals().unwrap();
        assert_eq!(all[0].standing, ProposalStanding::Void);
        assert_eq!(
            it.room.answer(&all[0].id, true, "").await,
            Err(Error::Decided)
        );
        // the gate refuses, and so does whoever reads
        let late = asks_with(&it, &it.one, Public::Propose, Some(sealed.clone())).await;
        assert!(matches!(late, Outcome::Refused(..)), "{late:?}");
        let item = raw.forge(
            &keys.sign,
            roster,
            epoch,
            Public::Propose,
            Some(sealed),
            now,
        );
        let stored = raw.wrap(&item, now);
        it.seller.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                if part.chain.0 == ChainId::ROSTER.0 {
                    part.entries.push(stored.clone());
                }
            }
        });
        assert_eq!(it.room.refresh().await, Err(Error::Tampered(What::Entry)));
    });
}

#[test]
fn row_14_a_coordinator_decides_and_prolongs_nothing() {
    run(async {
        let it = brokers().await;
        let end = it.world.now() + HOUR;
        it.room.set_dates(&it.anna, Some(end)).await.unwrap();
        it.one.1.refresh().await.unwrap();
        let dates = |expires| {
            Public::Dates(Dates {
                member: it.anna,
                expires,
                join_by: None,
            })
        };
        for later in [Some(end + 1), None] {
            let said = asks(&it, &it.one, dates(later)).await;
            assert!(matches!(said, Outcome::Refused(..)), "{said:?}");
        }
        // nor does it answer, its own or another's
        it.one.1.propose(&note("mine")).await.unwrap();
        let body = bodies(&it).remove(0);
        let said = asks_with(&it, &it.one, Public::Plan, Some(body)).await;
        assert!(matches!(said, Outcome::Refused(..)), "{said:?}");
        it.room.refresh().await.unwrap();
        let view = it.room.proposals().unwrap().remove(0);
        assert_eq!(
            it.one.1.answer(&view.id, true, "").await,
            Err(Error::NotAllowed)
        );
        assert_eq!(view.standing, ProposalStanding::Open);
        // another one's proposal is not its to withdraw
        let keys = it.two.0.room_keys(&it.world, &it.two.1);
        let raw = Raw::new(&it.world, it.room.id());
        let ring = Keyring::of(&raw, it.room.id(), it.two.2, &keys);
        let nothing: [u8; 0] = [];
        let empty = ("", nothing, nothing, nothing);
        let id = minicbor::bytes::ByteArray::from(view.id.0);
        let said = minicbor::to_vec((empty, id)).unwrap();
        let epoch = raw.epoch(ChainId::ROSTER);
        let mut context = ring.context(Kind::Propose, ChainId::ROSTER, epoch);
        context.id = keys.sign.public();
        let sealed = ring.seal_for(&context, &said);
        let said = asks_with(&it, &it.two, Public::Propose, Some(sealed)).await;
        assert!(matches!(said, Outcome::Stored(_)), "{said:?}");
        it.room.refresh().await.unwrap();
        assert!(!has_broken(&it.room));
        let view = it.room.proposals().unwrap().remove(0);
        assert_eq!(view.standing, ProposalStanding::Open);
    });
}

#[test]
fn row_14_a_proposal_of_what_is_not_a_coordinators_to_say_is_none() {
    run(async {
        let it = brokers().await;
        let keys = it.one.0.room_keys(&it.world, &it.one.1);
        let raw = Raw::new(&it.world, it.room.id());
        let ring = Keyring::of(&raw, it.room.id(), it.one.2, &keys);
        let epoch = raw.epoch(ChainId::ROSTER);
        let me = Principal::member(&it.one.2);
        let folder = root(&it.room);
        let nothing: [u8; 0] = [];
        // its own program is told not to: a folder, an approval, a text
        for op in [
            Op::Access(me, folder, Some(room::Level::Read)),
            Op::Await(me, false, None),
            Op::Closed(folder, false),
            Op::Text([1; 16], None, "甲".to_owned(), "a".to_owned()),
            Op::Answered(ledger::Hash([1; 32]), true, String::new()),
        ] {
            let wishes = ("harmless", vec![op], nothing, nothing);
            let said = minicbor::to_vec((wishes,)).unwrap();
            let mut context = ring.context(Kind::Propose, ChainId::ROSTER, epoch);
            context.id = keys.sign.public();
            let sealed = ring.seal_for(&context, &said);
            let said = asks_with(&it, &it.one, Public::Propose, Some(sealed)).await;
            assert!(matches!(said, Outcome::Stored(_)), "{said:?}");
        }
        it.room.refresh().await.unwrap();
        assert_eq!(it.room.proposals().unwrap(), []);
        assert!(has_broken(&it.room));
    });
}
