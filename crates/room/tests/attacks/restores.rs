//! Rooms that are restored by who may not, from what is no archive, into where they are, or by a store that lies.

use blobs::wire::Code;
use ledger::archive::ObjectName;
use ledger::entry::{Epoch, Policy, Public, Restored};
use ledger::ids::{ChainId, Hash, PublicKey};
use room::archive::ArchiveError;
use room::{Error, Office, Repeat, RoomState, Shared, What, visit};
use seal::sign::SigningKey;

use crate::support::archives::*;
use crate::support::restored::*;
use crate::support::*;

/// A room with a document, a manager and a reader; its archive; and a store that has nothing.
struct Kept {
    world: World,
    seller: Person,
    room: TheRoom,
    anna: (Person, TheRoom, ChainId),
    max: (Person, TheRoom, ChainId),
    archive: Vec<u8>,
    owner: ChainId,
    key: SigningKey,
    new: World,
}

async fn kept() -> Kept {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let files = [file("a.pdf", bytes(300, 1)), file("b.pdf", bytes(400, 2))];
    put(&room, &seller.host, root(&room), &files).await;
    let invite = room.invite(root(&room), "Anna", world.now() + DAY, None);
    let invite = invite.await.unwrap();
    let (anna, theirs) = world.joined("Anna Berg", &invite).await;
    let anna = (anna, theirs, invite.member);
    let max = world.entered(&room, "Max Kurz", &[]).await;
    room.appoint(&max.2, Office::Manager).await.unwrap();
    max.1.refresh().await.unwrap();
    anna.1.refresh().await.unwrap();
    let archive = back_up(&room, &[]).await.unwrap();
    let key = seller.room_keys(&world, &room).sign.clone();
    let (owner, new) = (owner_of(&room).await, world.empty(8));
    Kept {
        world,
        seller,
        room,
        anna,
        max,
        archive,
        owner,
        key,
        new,
    }
}

impl Kept {
    async fn by_hand(&self) -> ByHand {
        let row = std::slice::from_ref(&self.archive);
        ByHand::of(row, self.owner, &self.key).await
    }

    async fn moved(&self) -> (Person, TheRoom) {
        let row = std::slice::from_ref(&self.archive);
        let (person, room, ..) = restored(&self.new, &self.seller, row, ELSEWHERE).await;
        (person, room)
    }
}

#[test]
fn only_an_owner_by_the_front_that_is_brought_restores_and_only_with_the_token() {
    run(async {
        let kept = kept().await;
        let row = [kept.archive.clone()];
        // the programs of others refuse before they send anything
        for one in [&kept.max.0, &kept.anna.0] {
            let there = one.at(&kept.new, ELSEWHERE).await;
            kept.new.recorder.forget();
            let refused = bring(&there, one, &row).await.unwrap_err();
            assert!(verbs(&kept.new.recorder).is_empty());
            assert_eq!(refused, ArchiveError::Room(Error::NotAllowed));
        }
        // and the gate refuses those that do not
        for (one, room, member) in [&kept.max, &kept.anna] {
            let key = one.room_keys(&kept.world, room).sign.clone();
            let theirs = ByHand::of(&row, *member, &key).await;
            assert_eq!(
                ByHand::code(theirs.import(&kept.new).await),
                Some(Code::Rule)
            );
        }
        let mut by_hand = kept.by_hand().await;
        by_hand.token = "guessed";
        assert_eq!(
            ByHand::code(by_hand.import(&kept.new).await),
            Some(Code::Token)
        );
        by_hand.token = server::local::Local::TOKEN;
        by_hand.import(&kept.new).await.unwrap();
        let says = by_hand.says(&kept.new);
        by_hand.token = "guessed";
        assert_eq!(
            ByHand::code(by_hand.restore(&kept.new, says).await),
            Some(Code::Token)
        );
        by_hand.token = server::local::Local::TOKEN;
        // what an owner has sent, another one neither finishes nor signs
        let max = kept.max.0.room_keys(&kept.world, &kept.room).sign.clone();
        let item = by_hand.item(says, &max, kept.new.now());
        assert_eq!(
            ByHand::code(by_hand.restore_by(&kept.new, item).await),
            Some(Code::Rule)
        );
        let theirs = ByHand::of(&row, kept.max.2, &max).await;
        assert_eq!(
            ByHand::code(theirs.import(&kept.new).await),
            Some(Code::Exists)
        );
        assert_eq!(
            ByHand::code(theirs.restore(&kept.new, says).await),
            Some(Code::Exists)
        );
        by_hand.restore(&kept.new, says).await.unwrap();
        // said again, it is answered again
        by_hand.restore(&kept.new, says).await.unwrap();
    });
}

#[test]
fn nothing_is_served_before_everything_is_there_and_nothing_is_brought_where_the_room_is() {
    run(async {
        let kept = kept().await;
        let by_hand = kept.by_hand().await;
        by_hand.import(&kept.new).await.unwrap();
        let owner = kept.seller.at(&kept.new, ELSEWHERE).await;
        owner
            .home
            .take_along(&kept.seller.home, &by_hand.room)
            .await
            .unwrap();
        let early = owner.home.open(&owner.me, &by_hand.room).await;
        assert!(matches!(early.err(), Some(Error::NotFound)));
        by_hand
            .restore(&kept.new, by_hand.says(&kept.new))
            .await
            .unwrap();
        // where it is, also where it was from the beginning
        for world in [&kept.new, &kept.world] {
            let code = ByHand::code(by_hand.import(world).await);
            assert_eq!(code, Some(Code::Exists));
            let mut says = by_hand.says(&kept.new);
            says.lineage += 1;
            says.server = PublicKey([3; 32]);
            let code = ByHand::code(by_hand.restore(world, says).await);
            assert_eq!(code, Some(Code::Exists));
        }
        // nor does a room that is here leave by what is appended
        let raw = Raw::new(&kept.world, kept.room.id());
        let says = Public::Restored(by_hand.says(&kept.new));
        let now = kept.world.now();
        let item = raw.forge(&kept.key, ChainId::FRONT, 0, says, Some(vec![1; 300]), now);
        let batch = blobs::wire::Append {
            items: vec![item],
            grants: Vec::new(),
        };
        let answer = by_hand
            .by
            .append(&kept.world.recorder, kept.room.id(), &batch)
            .await;
        let outcomes = answer.unwrap().outcomes;
        let refused = blobs::wire::Outcome::Refused(Code::Rule, String::new());
        assert!(
            matches!((&outcomes[0], refused), (blobs::wire::Outcome::Refused(code, _), _) if *code == Code::Rule),
            "{outcomes:?}"
        );
        kept.room.refresh().await.unwrap();
    });
}

#[test]
fn an_entry_that_names_another_archive_server_or_number_restores_nothing() {
    run(async {
        let kept = kept().await;
        let by_hand = kept.by_hand().await;
        by_hand.import(&kept.new).await.unwrap();
        let says = by_hand.says(&kept.new);
        let archive = Hash([7; 32]);
        for says in [
            Restored { archive, ..says },
            Restored { lineage: 0, ..says },
            Restored { lineage: 2, ..says },
            // back to the store that had it, or to one that nobody asked
            Restored {
                server: kept.world.local.key(),
                ..says
            },
            Restored {
                server: PublicKey([3; 32]),
                ..says
            },
        ] {
            let code = ByHand::code(by_hand.restore(&kept.new, says).await);
            assert!(
                matches!(code, Some(Code::Rule | Code::Malformed)),
                "{code:?}"
            );
        }
        // a body that is not the one that was signed
        let mut item = by_hand.item(says, &kept.key, kept.new.now());
        item.body = Some(b"others".to_vec());
        let code = ByHand::code(by_hand.restore_by(&kept.new, item).await);
        assert_eq!(code, Some(Code::Digest));
        by_hand.restore(&kept.new, says).await.unwrap();
        // to a store with the key that the room had before, nothing comes back
        let again = kept.world.empty(7);
        let by_hand = kept.by_hand().await;
        by_hand.import(&again).await.unwrap_err();
    });
}

#[test]
fn what_is_no_archive_of_the_room_is_not_restored() {
    run(async {
        let kept = kept().await;
        let (_, other) = kept.world.seller().await;
        let others = unpack(&back_up(&other, &[]).await.unwrap());
        let fails = async |name: &str, key: u8, change: &dyn Fn(&mut ByHand)| {
            let new = kept.world.empty(key);
            let mut by_hand = kept.by_hand().await;
            change(&mut by_hand);
            if let Err(error) = by_hand.import(&new).await {
                return error.code().unwrap();
            }
            let answer = by_hand.restore(&new, by_hand.says(&new)).await;
            let code = answer.map(|_| name.to_owned()).unwrap_err().code().unwrap();
            // nothing is there, and the right one goes on
            let open = kept
                .seller
                .at(&new, &format!("https://store-{key}.invalid"))
                .await;
            let home = &open.home;
            home.take_along(&kept.seller.home, &kept.room.id())
                .await
                .unwrap();
            assert!(
                home.open(&open.me, &kept.room.id()).await.is_err(),
                "{name}"
            );
            code
        };
        let find = |by_hand: &ByHand, is: fn(&ObjectName) -> bool| {
            let mut all = by_hand.objects.iter();
            all.position(|one| is(&ObjectName::parse(&one.name).unwrap().1))
                .unwrap()
        };
        let roster = |name: &ObjectName| matches!(name, ObjectName::Entry(ChainId::ROSTER, 2));
        let body = |name: &ObjectName| matches!(name, ObjectName::Body(_));
        let list = |name: &ObjectName| matches!(name, ObjectName::List(_));
        let grant = |name: &ObjectName| matches!(name, ObjectName::Grant(..));
        let out = |is: fn(&ObjectName) -> bool| {
            move |by_hand: &mut ByHand| _ = by_hand.objects.remove(find(by_hand, is))
        };
        let bit = |is: fn(&ObjectName) -> bool| {
            move |by_hand: &mut ByHand| {
                let at = find(by_hand, is);
                let bytes = &mut by_hand.objects[at].bytes;
                let last = bytes.len() - 1;
                bytes[last] ^= 1;
            }
        };
        for (n, is) in [roster, body, list, grant].into_iter().enumerate() {
            let n = u8::try_from(n).unwrap();
            let code = fails("left out", 30 + n, &out(is)).await;
            assert!([Code::Missing, Code::Rule].contains(&code), "{n}: {code:?}");
            let code = fails("changed", 40 + n, &bit(is)).await;
            let codes = [Code::Rule, Code::Digest, Code::Signature, Code::Malformed];
            assert!(codes.contains(&code), "{n}: {code:?}");
        }
        let code = fails("a part is left out", 50, &|by_hand| {
            _ = by_hand.parts.pop_first()
        })
        .await;
        assert_eq!(code, Code::Missing);
        // one of another room, or beyond the archive
        let code = fails("another room's", 51, &|by_hand| {
            let (name, bytes) = others.objects[0].clone();
            let name = name.path(&others.room);
            by_hand.objects.push(blobs::wire::Imported {
                name,
                bytes,
                piece: None,
            });
        })
        .await;
        assert_eq!(code, Code::Rule);
        put(
            &kept.room,
            &kept.seller.host,
            root(&kept.room),
            &[file("c.pdf", bytes(300, 5))],
        )
        .await;
        let later = Raw::new(&kept.world, kept.room.id());
        let beyond = later.chain(root(&kept.room));
        let seq = unpack(&kept.archive).manifest.heads;
        let seq = seq
            .iter()
            .find(|one| one.chain == root(&kept.room))
            .unwrap()
            .head
            .next;
        let code = fails("beyond the archive", 52, &|by_hand| {
            let name = ObjectName::Entry(root(&kept.room), seq).path(&by_hand.room);
            let bytes = beyond[seq as usize].wrapped.clone();
            by_hand.objects.push(blobs::wire::Imported {
                name,
                bytes,
                piece: None,
            });
        })
        .await;
        assert_eq!(code, Code::Rule);
        // a front that ends earlier than the archive says
        let code = fails("a shorter front", 53, &|by_hand| {
            let fronts = by_hand.objects.iter();
            let last = fronts
                .filter(|one| is_front(&by_hand.room, &one.name))
                .count()
                - 1;
            by_hand.objects.remove(last);
        })
        .await;
        assert_eq!(code, Code::Missing);
        // and the owner's own program sends none of it
        let mut changed = kept.archive.clone();
        let middle = changed.len() / 2;
        changed[middle] ^= 1;
        let there = kept.seller.at(&kept.new, ELSEWHERE).await;
        kept.new.recorder.forget();
        let refused = bring(&there, &kept.seller, &[changed]).await.unwrap_err();
        assert!(
            !matches!(refused, ArchiveError::Room(Error::NotAllowed)),
            "{refused}"
        );
        assert!(verbs(&kept.new.recorder).is_empty());
    });
}

#[test]
fn until_the_owner_has_finished_nobody_else_is_served_and_nobody_opens_it_early() {
    run(async {
        let kept = kept().await;
        let limits = room::Limits {
            expires: kept.world.now() + DAY,
            ..room::Limits::default()
        };
        let what = Shared::Folder(root(&kept.room));
        let link = kept.room.link(&what, "Bank", limits).await.unwrap();
        let row = [back_up(&kept.room, &[]).await.unwrap()];
        let there = kept.seller.at(&kept.new, ELSEWHERE).await;
        let brought = bring(&there, &kept.seller, &row).await.unwrap();
        let max = follow(&kept.new, &kept.max.0, &brought.room, ELSEWHERE).await;
        let shut = max.home.open(&max.me, &brought.room).await;
        assert!(matches!(shut.err(), Some(Error::RoomLocked)));
        let (host, _) = kept.new.device();
        let early = visit(host, &fragment(&link), None).await;
        assert!(early.is_err());
        // not by the button for it, before what is to be done is done
        let room = there.home.open(&there.me, &brought.room).await.unwrap();
        for state in [RoomState::Open, RoomState::ReadOnly] {
            let early = room.set_room_state(state).await;
            assert_eq!(early, Err(Error::NotAllowed));
        }
        room.finish_restore(&Repeat::default()).await.unwrap();
        confirmed(&max, &brought.room).await;
        let (host, _) = kept.new.device();
        let dead = visit(host, &fragment(&link), None).await;
        assert!(matches!(dead.err(), Some(Error::Ended)));
    });
}

#[test]
fn every_key_is_new_so_who_kept_an_old_one_opens_nothing_that_comes() {
    run(async {
        let kept = kept().await;
        // ended after the archive: Anna keeps what she opened, and the store helps her
        kept.room.end(&kept.anna.2).await.unwrap();
        let (_, room) = kept.moved().await;
        let raw = Raw::new(&kept.new, room.id());
        let lineage = raw.chain(ChainId::FRONT).len() as u64 - 2;
        for chain in [ChainId::ROSTER, ChainId::of_desk(&room.id()), root(&room)] {
            let newest = raw.chain(chain).into_iter().rev().find_map(|stored| {
                let signed = ledger::Wrapped::parse(&stored.wrapped).unwrap().signed();
                let verified = signed.verify().unwrap();
                let entry = verified.entry();
                matches!(entry.public, Public::Epoch(Epoch { .. })).then_some(entry.front.next)
            });
            assert!(newest.unwrap() > lineage, "{chain}");
        }
        // she is granted none of them
        let members = room.members().await.unwrap();
        let anna = members
            .iter()
            .find(|one| one.member == kept.anna.2)
            .unwrap();
        assert_eq!(anna.standing, room::MemberStanding::Ended);
    });
}

#[test]
fn who_owned_the_room_once_restores_it_for_nobody_who_knows_better() {
    run(async {
        let kept = kept().await;
        let (room, max) = (&kept.room, &kept.max);
        room.appoint(&max.2, Office::Owner).await.unwrap();
        let row = [back_up(room, &[]).await.unwrap()];
        room.dismiss(&max.2).await.unwrap();
        kept.anna.1.refresh().await.unwrap();
        // by that archive he is an owner, and the operator gave him a token
        let key = max.0.room_keys(&kept.world, room).sign.clone();
        let by_hand = ByHand::of(&row, max.2, &key).await;
        by_hand.import(&kept.new).await.unwrap();
        by_hand
            .restore(&kept.new, by_hand.says(&kept.new))
            .await
            .unwrap();
        // owners are let in, and see what it is
        let seller = follow(&kept.new, &kept.seller, &room.id(), ELSEWHERE).await;
        let alarm = seller.home.open(&seller.me, &room.id()).await;
        assert!(matches!(alarm.err(), Some(Error::RolledBack)));
        let refused = seller
            .home
            .confirm(&seller.me, &room.id(), &Hash([1; 32]))
            .await;
        assert_eq!(refused, Err(Error::RolledBack));
    });
}

#[test]
fn a_room_that_was_turned_back_without_an_owners_word_stays_an_alarm() {
    run(async {
        let kept = kept().await;
        let turned_back = kept.world.fork();
        kept.room
            .set_room_end(Some(kept.world.now() + 90 * DAY))
            .await
            .unwrap();
        kept.anna.1.refresh().await.unwrap();
        let anna = kept.anna.0.at(&turned_back, ELSEWHERE).await;
        let alarm = anna.home.open(&anna.me, &kept.room.id()).await;
        assert!(matches!(alarm.err(), Some(Error::RolledBack)));
        // nor does a word that somebody else says for one: who does not own signs nothing that holds
        let raw = Raw::new(&turned_back, kept.room.id());
        let key = kept.max.0.room_keys(&kept.world, &kept.room).sign.clone();
        let says = Restored {
            archive: Hash([7; 32]),
            server: PublicKey(
                ed25519_dalek::SigningKey::from_bytes(&[8; 32])
                    .verifying_key()
                    .to_bytes(),
            ),
            lineage: 1,
        };
        let head = raw.head(ChainId::FRONT);
        let item = restored_item(head, kept.room.id(), says, &key, turned_back.now());
        let signed = ledger::Signed::assemble(item.entry.clone(), ledger::Signature(item.sig.0));
        let wrapped = Raw::wrap_by([8; 32], signed, turned_back.now());
        anna.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                if part.chain.0 == ChainId::FRONT.0 {
                    let body = Some(b"sealed".to_vec());
                    part.entries.push(blobs::wire::Stored {
                        wrapped: wrapped.clone(),
                        body,
                    });
                }
            }
        });
        let alarm = anna.home.open(&anna.me, &kept.room.id()).await;
        assert!(matches!(
            alarm.err(),
            Some(Error::Tampered(What::Entry) | Error::RolledBack)
        ));
    });
}

#[test]
fn a_second_restoring_asks_again_and_the_first_answer_is_not_its() {
    run(async {
        let kept = kept().await;
        let (_, room) = kept.moved().await;
        let anna = follow(&kept.new, &kept.anna.0, &room.id(), ELSEWHERE).await;
        let first = asked(&anna, &room.id()).await;
        confirmed(&anna, &room.id()).await;
        // from the same archive, somewhere else
        let third = kept.world.empty(9);
        let row = [kept.archive.clone()];
        let origin = "https://third.invalid";
        let (_, other, ..) = restored(&third, &kept.seller, &row, origin).await;
        let there = follow(&third, &anna, &other.id(), origin).await;
        let again = asked(&there, &other.id()).await;
        assert_ne!(again.lineage, first.lineage);
        let wrong = there
            .home
            .confirm(&there.me, &other.id(), &first.lineage)
            .await;
        assert!(matches!(wrong, Err(Error::Restored(asks)) if asks.lineage == again.lineage));
        assert_eq!(
            asked(&there, &other.id()).await,
            again,
            "nothing was confirmed"
        );
        confirmed(&there, &other.id()).await;
        // and the room before it was ever restored is an older one now, also to who has only agreed to that
        let max = follow(&third, &kept.max.0, &other.id(), origin).await;
        let asks = asked(&max, &other.id()).await;
        max.home
            .confirm(&max.me, &other.id(), &asks.lineage)
            .await
            .unwrap();
        let before = max.at(&kept.world, "https://test.invalid").await;
        let alarm = before.home.open(&before.me, &other.id()).await;
        assert!(matches!(alarm.err(), Some(Error::RolledBack)));
        let back = there.at(&kept.world, "https://test.invalid").await;
        let alarm = back.home.open(&back.me, &other.id()).await;
        assert!(matches!(alarm.err(), Some(Error::RolledBack)));
    });
}

#[test]
fn a_store_that_mixes_what_was_before_with_what_is_now_is_told() {
    run(async {
        let kept = kept().await;
        // the old room goes on after the archive
        let files = [file("old.pdf", bytes(300, 7))];
        put(&kept.room, &kept.seller.host, root(&kept.room), &files).await;
        let old = Raw::new(&kept.world, kept.room.id());
        let (seller, room) = kept.moved().await;
        let top = root(&room);
        let files = [file("new.pdf", bytes(300, 8))];
        put(&room, &seller.host, top, &files).await;
        let heads = unpack(&kept.archive).manifest.heads;
        let end = heads.iter().find(|one| one.chain == top).unwrap().head.next as usize;
        let stale = old.chain(top)[end..].to_vec();
        let anna = follow(&kept.new, &kept.anna.0, &room.id(), ELSEWHERE).await;
        confirmed(&anna, &room.id()).await;
        // an entry of the old store at the place of one of the new: to who reads it for the first time
        let max = follow(&kept.new, &kept.max.0, &room.id(), ELSEWHERE).await;
        let asks = asked(&max, &room.id()).await;
        max.home
            .confirm(&max.me, &room.id(), &asks.lineage)
            .await
            .unwrap();
        for person in [&max, &anna] {
            let (stale, end) = (stale.clone(), end);
            person.hooks.on_read(move |reading| {
                for part in reading
                    .chains
                    .iter_mut()
                    .filter(|part| part.chain.0 == top.0)
                {
                    let from = part.entries.len().min(end);
                    for (at, old) in stale.iter().enumerate() {
                        if let Some(place) = part.entries.get_mut(from + at) {
                            *place = old.clone();
                        }
                    }
                }
            });
            match person.home.open(&person.me, &room.id()).await {
                Err(Error::RolledBack | Error::Tampered(_)) => {}
                Err(other) => panic!("{other}"),
                Ok(open) => {
                    assert!(!open.view().alarms.is_empty());
                    assert!(find(&open, "old.pdf").is_none());
                }
            }
            person.hooks.clear();
        }
        // and the key that had the room before signs nothing in it any more
        let key = kept.max.0.room_keys(&kept.world, &kept.room).sign.clone();
        let raw = Raw::new(&kept.new, room.id());
        let epoch = raw.epoch(top);
        let now = kept.new.now();
        let item = raw.forge(&key, top, epoch, Public::Label, Some(vec![1; 300]), now);
        let signed = ledger::Signed::assemble(item.entry.clone(), ledger::Signature(item.sig.0));
        for (server, holds) in [([7; 32], false), ([8; 32], true)] {
            let wrapped = ledger::Wrapped::parse(&Raw::wrap_by(server, signed.clone(), now));
            let mut front: Option<ledger::FrontFold> = None;
            for stored in raw.chain(ChainId::FRONT) {
                let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
                let verified = wrapped.signed().verify().unwrap();
                match &mut front {
                    None => {
                        front = Some(ledger::FrontFold::start(&verified, wrapped.time()).unwrap())
                    }
                    Some(front) => {
                        let verified = front.verify(&wrapped).unwrap();
                        front.accept(&verified, wrapped.time()).unwrap();
                    }
                }
            }
            let front = front.unwrap();
            assert_eq!(front.verify(&wrapped.unwrap()).is_ok(), holds);
            assert_eq!(
                front.policy(),
                Policy {
                    state: RoomState::Open,
                    ends: None
                }
            );
        }
    });
}

#[test]
fn what_is_damaged_on_its_way_does_not_keep_the_right_one_out() {
    run(async {
        let kept = kept().await;
        let mut damaged = kept.by_hand().await;
        let is_grant = |name: &str| {
            let name = ObjectName::parse(name).unwrap().1;
            matches!(name, ObjectName::Grant(..))
        };
        let objects = damaged.objects.iter_mut();
        for grant in objects.filter(|one| is_grant(&one.name)) {
            grant.bytes[700] ^= 1;
        }
        let code = ByHand::code(damaged.import(&kept.new).await);
        assert_eq!(code, Some(Code::Digest));
        let by_hand = kept.by_hand().await;
        by_hand.import(&kept.new).await.unwrap();
        let says = by_hand.says(&kept.new);
        by_hand.restore(&kept.new, says).await.unwrap();
    });
}

#[test]
fn a_store_that_serves_its_owner_less_than_the_archive_had_is_told() {
    run(async {
        let kept = kept().await;
        let there = kept.seller.at(&kept.new, ELSEWHERE).await;
        let row = [kept.archive.clone()];
        let brought = bring(&there, &kept.seller, &row).await.unwrap();
        let top = root(&kept.room);
        there.hooks.on_read(move |reading| {
            for part in reading
                .chains
                .iter_mut()
                .filter(|part| part.chain.0 == top.0)
            {
                part.entries.truncate(1);
            }
            reading.more = false;
        });
        match there.home.open(&there.me, &brought.room).await {
            Err(Error::RolledBack | Error::Tampered(_)) => {}
            Err(other) => panic!("{other}"),
            Ok(_) => panic!("nothing was missed"),
        }
    });
}

#[test]
fn a_room_that_is_open_does_not_slip_into_another_lineage_unasked() {
    run(async {
        let kept = kept().await;
        let row = std::slice::from_ref(&kept.archive);
        let (_, room, ..) = restored(&kept.new, &kept.seller, row, ELSEWHERE).await;
        let front = Raw::new(&kept.new, room.id()).chain(ChainId::FRONT);
        let (anna, theirs, _) = &kept.anna;
        anna.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                if part.chain.0 == ChainId::FRONT.0 {
                    part.entries.clone_from(&front);
                }
            }
        });
        // every entry of it is signed as it must be, and still it is for the person to say
        let slipped = theirs.refresh().await;
        assert_eq!(slipped, Err(Error::RolledBack));
        assert!(matches!(
            anna.home.open(&anna.me, &kept.room.id()).await.err(),
            Some(Error::Restored(_))
        ));
    });
}
