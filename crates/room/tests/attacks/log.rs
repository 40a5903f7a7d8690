//! What a store can do to the index of a room: leave out, name twice, exchange, keep back, show another one to
//! somebody else, and take back.

use blobs::wire::IndexLeaf;
use room::{
    AuditFilter, ChainId, Control, FindingKind, Limits, PlaceKind, Shared, Unproven,
    verify_disclosure,
};

use crate::support::*;

struct Case {
    world: World,
    room: TheRoom,
    seller: Person,
    anna: ChainId,
    otto: (Person, TheRoom),
    raw: Raw,
}

/// A room with a document and a reader; the auditor has not looked at anything yet.
async fn case() -> Case {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let top = root(&room);
    let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(100, 1))]).await;
    let invite = room.invite(top, "", world.now() + DAY, None).await.unwrap();
    let (anna, theirs) = world.joined("Anna", &invite).await;
    let (otto, audited, _) = world.auditor(&room).await;
    for _ in 0..3 {
        world.later(1000);
        get(&theirs, &anna.host, &docs[0]).await.unwrap();
    }
    let raw = Raw::new(&world, room.id());
    Case {
        world,
        room,
        seller,
        anna: invite.member,
        otto: (otto, audited),
        raw,
    }
}

type Found = (PlaceKind, u64, FindingKind);

async fn found(room: &TheRoom) -> Vec<Found> {
    room.read_audit(&Control::new(), &|_| {}).await.unwrap();
    let audit = room.audit(&AuditFilter::default(), 0, 1000).unwrap();
    let found = audit.findings.into_iter();
    found
        .map(|one| (one.place.kind, one.at, one.kind))
        .collect()
}

/// Serves this index, signed as it is.
fn serve(hooks: &Hooks, raw: &Raw, leaves: Vec<IndexLeaf>) {
    let checkpoint = raw.checkpoint(&leaves);
    *hooks.log.borrow_mut() = Some(Box::new(move |log| {
        log.checkpoint = checkpoint.clone();
    }));
    *hooks.leaves.borrow_mut() = Some(Box::new(move |(from, answer)| {
        answer.leaves = leaves.iter().skip(*from as usize).copied().collect();
        answer.more = false;
    }));
}

fn whole(kind: FindingKind, at: u64) -> Vec<Found> {
    vec![(PlaceKind::Front, at, kind)]
}

fn of(leaf: &IndexLeaf, chain: ChainId) -> bool {
    leaf.chain.0 == chain.0
}

#[test]
fn an_index_that_holds_has_every_entry_and_leaves_no_finding() {
    run(async {
        let it = case().await;
        assert_eq!(found(&it.otto.1).await, []);
        let audit = it.otto.1.audit(&AuditFilter::default(), 0, 1000).unwrap();
        assert_eq!(it.raw.index().len(), audit.entries);
        // who manages reads the same one
        assert_eq!(found(&it.room).await, []);
        assert_eq!(it.room.checkpoint(), it.otto.1.checkpoint());
        // and goes on from it
        let files = [file("b.pdf", bytes(100, 2))];
        put(&it.room, &it.seller.host, root(&it.room), &files).await;
        assert_eq!(found(&it.otto.1).await, []);
        assert_eq!(found(&it.room).await, []);
    });
}

#[test]
fn an_entry_or_a_chain_that_is_left_out_of_the_index_is_a_finding() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let honest = it.raw.index();
        let last = honest.iter().rposition(|leaf| of(leaf, it.anna)).unwrap();
        let seq = honest[last].seq;
        let mut without = honest.clone();
        without.remove(last);
        serve(hooks, &it.raw, without);
        let unindexed = (PlaceKind::Person, seq, FindingKind::Unindexed);
        assert_eq!(found(otto).await, [unindexed]);
        // on a device that has seen nothing: of a chain nothing at all
        let (new, room) = elsewhere(&it).await;
        let mut without = it.raw.index();
        without.retain(|leaf| !of(leaf, it.anna));
        serve(&new.hooks, &it.raw, without);
        let unindexed = (PlaceKind::Person, 0, FindingKind::Unindexed);
        assert_eq!(found(&room).await, [unindexed]);
    });
}

/// The auditor on a new device, which has seen nothing.
async fn elsewhere(it: &Case) -> (Person, TheRoom) {
    let person = it.otto.0.elsewhere(&it.world).await;
    let room = person.home.open(&person.me, &it.room.id()).await.unwrap();
    (person, room)
}

#[test]
fn entries_that_are_not_served_are_found_by_the_index() {
    run(async {
        let it = case().await;
        let limits = Limits {
            expires: it.world.now() + DAY,
            ..Limits::default()
        };
        let shared = Shared::Folder(root(&it.room));
        let link = it.room.link(&shared, "", limits).await.unwrap();
        it.world.visitor(&link).await.unwrap();
        // nobody has seen the newest entry
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let (anna, next) = (it.anna, it.raw.head(it.anna).next);
        hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                if part.chain.0 == anna.0 {
                    part.entries.retain(|stored| {
                        let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
                        wrapped.signed().verify().unwrap().entry().seq + 1 < next
                    });
                }
            }
        });
        let withheld = FindingKind::Withheld { indexed: next };
        let missing = [(PlaceKind::Person, next - 1, withheld)];
        assert_eq!(found(otto).await, missing);
        hooks.clear();
        assert_eq!(found(otto).await, []);

        // a visitor of whom nothing else says that it is there
        let (new, room) = elsewhere(&it).await;
        let hide = |seen: &mut blobs::wire::VisitorsSeen| seen.visitors.clear();
        *new.hooks.visitors.borrow_mut() = Some(Box::new(hide));
        assert_eq!(found(&room).await, []);
        let audit = room.audit(&AuditFilter::default(), 0, 1000).unwrap();
        let visited = |line: &room::AuditLine| line.act == room::Act::Visited;
        let visitor = audit.lines.iter().find(|line| visited(line)).unwrap();
        assert_eq!(visitor.place.kind, PlaceKind::Visitor);
        // nor is its chain served
        let (new, room) = elsewhere(&it).await;
        *new.hooks.visitors.borrow_mut() = Some(Box::new(hide));
        let chain = visitor.place.chain;
        new.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                if part.chain.0 == chain.0 {
                    part.entries.clear();
                }
            }
        });
        let unserved = [(PlaceKind::Folder, 0, FindingKind::Unserved)];
        assert_eq!(found(&room).await, unserved);
    });
}

#[test]
fn an_entry_twice_or_out_of_order_is_a_finding() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let honest = it.raw.index();
        let end = honest.len();
        let twice = [&honest[..], &honest[3..4]].concat();
        serve(hooks, &it.raw, twice);
        let at = |at: usize| whole(FindingKind::Disorder, at as u64);
        assert_eq!(found(otto).await, at(end));
        let own: Vec<usize> = (0..end).filter(|n| of(&honest[*n], it.anna)).collect();
        let mut swapped = honest.clone();
        swapped.swap(own[1], own[2]);
        serve(hooks, &it.raw, swapped);
        assert_eq!(found(otto).await, at(own[1]));
        // what the front said comes after an entry that rests on it
        let (new, room) = elsewhere(&it).await;
        let honest = it.raw.index();
        let front = |leaf: &IndexLeaf| of(leaf, ChainId::FRONT);
        let title = honest.iter().rposition(front).unwrap();
        let mut late = honest.clone();
        let moved = late.remove(title);
        late.push(moved);
        serve(&new.hooks, &it.raw, late);
        let found_late = found(&room).await;
        assert!(!found_late.is_empty());
        let disorder = |found: &Found| found.2 == FindingKind::Disorder;
        assert!(found_late.iter().all(disorder), "{found_late:?}");
        // as it is, it holds
        hooks.clear();
        assert_eq!(found(otto).await, []);
    });
}

#[test]
fn another_entry_in_the_index_than_in_its_chain_is_a_finding() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let honest = it.raw.index();
        let last = honest.iter().rposition(|leaf| of(leaf, it.anna)).unwrap();
        let seq = honest[last].seq;
        let changes: [fn(&mut IndexLeaf); 2] = [
            |leaf: &mut IndexLeaf| leaf.time += 1,
            |leaf: &mut IndexLeaf| leaf.entry.0[0] ^= 1,
        ];
        for change in changes {
            // the session before kept what it saw
            let (new, room) = elsewhere(&it).await;
            let mut other = it.raw.index();
            change(&mut other[last]);
            serve(&new.hooks, &it.raw, other);
            let otherwise = (PlaceKind::Person, seq, FindingKind::Otherwise);
            assert_eq!(found(&room).await, [otherwise]);
        }
        assert_eq!(found(otto).await, []);
        hooks.clear();
    });
}

#[test]
fn an_index_that_the_store_did_not_sign_or_does_not_serve_is_a_finding() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let honest = it.raw.index();
        let unlogged = || whole(FindingKind::Unlogged, 0);
        let foreign = Raw::new(&it.world, room::RoomId([9; 32])).checkpoint(&honest);
        let by_other = it.raw.checkpoint_by(&[8; 32], &honest);
        // of another size than was signed
        let changed = it.raw.checkpoint(&honest).replacen('\n', "\n1", 1);
        for checkpoint in [foreign, by_other, changed, String::new(), "x\n".repeat(9)] {
            *hooks.log.borrow_mut() = Some(Box::new(move |log| {
                log.checkpoint = checkpoint.clone();
            }));
            assert_eq!(found(otto).await, unlogged());
        }
        hooks.clear();
        // no checkpoint, no leaves, fewer leaves
        for kept in ["log", "leaves"] {
            *hooks.before.borrow_mut() = Some(Box::new(move |what| match what == kept {
                true => Err(blobs::ApiError::Refused {
                    code: blobs::wire::Code::Absent,
                    message: String::new(),
                }),
                false => Ok(()),
            }));
            assert_eq!(found(otto).await, unlogged());
        }
        hooks.clear();
        *hooks.leaves.borrow_mut() = Some(Box::new(|(_, answer)| answer.leaves.truncate(5)));
        assert_eq!(found(otto).await, []);
        *hooks.leaves.borrow_mut() = Some(Box::new(|(_, answer)| answer.leaves.clear()));
        let (new, room) = elsewhere(&it).await;
        *new.hooks.leaves.borrow_mut() = Some(Box::new(|(_, answer)| answer.leaves.clear()));
        assert_eq!(found(&room).await, unlogged());
        // leaves in order that are not those that were signed: to one who knows none, and to one who knows some
        let exchange = |(_, answer): &mut (u64, blobs::wire::LeavesOf)| {
            for leaf in &mut answer.leaves {
                leaf.time += 1;
            }
        };
        let (new, room) = elsewhere(&it).await;
        *new.hooks.leaves.borrow_mut() = Some(Box::new(exchange));
        assert_eq!(found(&room).await, unlogged());
        hooks.clear();
        *hooks.leaves.borrow_mut() = Some(Box::new(exchange));
        let size = it.raw.index().len() as u64;
        assert_eq!(found(otto).await, whole(FindingKind::Forked, size));
        // a store that cannot be reached is none that keeps something back
        *new.hooks.before.borrow_mut() = Some(Box::new(|what| match what {
            "log" => Err(blobs::ApiError::Unreachable(String::new())),
            _ => Ok(()),
        }));
        let read = room.read_audit(&Control::new(), &|_| {}).await;
        assert_eq!(read, Err(room::Error::Unreachable));
    });
}

#[test]
fn an_index_that_goes_back_or_splits_is_told_on_a_device_that_saw_more() {
    run(async {
        let it = case().await;
        assert_eq!(found(&it.otto.1).await, []);
        let honest = it.raw.index();
        let (end, seen) = (honest.len(), honest.len() as u64);
        // in one session, and after a restart
        let back = it.otto.0.restart(&it.world).await.unwrap();
        let again = back.home.open(&back.me, &it.room.id()).await.unwrap();
        for (hooks, room) in [(&it.otto.0.hooks, &it.otto.1), (&back.hooks, &again)] {
            // smaller than what was seen, signed and right in itself
            serve(hooks, &it.raw, honest[..end - 2].to_vec());
            let shrunk = whole(FindingKind::Shrunk { seen }, seen - 2);
            assert_eq!(found(room).await, shrunk);
            // another tree of the same size
            let mut other = honest.clone();
            other[end - 1].time += 1;
            serve(hooks, &it.raw, other.clone());
            assert_eq!(found(room).await, whole(FindingKind::Forked, seen));
            // both are in hand, signed
            let [then, now] = room.contradiction().unwrap();
            let signed = [it.raw.checkpoint(&honest), it.raw.checkpoint(&other)];
            assert_eq!([then, now], signed);
            // one that is larger, and does not go on from what was seen
            let mut front = *honest
                .iter()
                .rfind(|leaf| of(leaf, ChainId::FRONT))
                .unwrap();
            front.seq += 1;
            other.push(front);
            serve(hooks, &it.raw, other);
            assert_eq!(found(room).await, whole(FindingKind::Forked, seen));
            // what was seen stays kept, whatever was served in between
            hooks.clear();
            assert_eq!(found(room).await, []);
            assert_eq!(room.contradiction(), None);
        }
    });
}

/// The store shows the auditor another tree than the manager: each holds by itself, and the two do not go together.
#[test]
fn two_trees_for_two_people_are_found_when_they_compare() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        assert_eq!(found(&it.room).await, []);
        let theirs = it.room.checkpoint().unwrap();
        assert_eq!(found(otto).await, []);
        assert_eq!(otto.compare_checkpoint(&theirs), Ok(()));

        // an entry of anna's that only the manager is to see
        let (new, room) = elsewhere(&it).await;
        assert_eq!(found(&it.room).await, []);
        let theirs = it.room.checkpoint().unwrap();
        let honest = it.raw.index();
        let last = honest.iter().rposition(|leaf| of(leaf, it.anna)).unwrap();
        let mut less = honest.clone();
        less.remove(last);
        let (anna, next) = (it.anna, honest[last].seq);
        new.hooks.on_read(move |reading| {
            for part in &mut reading.chains {
                if part.chain.0 == anna.0 {
                    part.entries.retain(|stored| {
                        let wrapped = ledger::Wrapped::parse(&stored.wrapped).unwrap();
                        wrapped.signed().verify().unwrap().entry().seq < next
                    });
                }
            }
        });
        serve(&new.hooks, &it.raw, less.clone());
        assert_eq!(found(&room).await, [], "no device sees it by itself");
        assert_eq!(room.compare_checkpoint(&theirs), Err(Unproven::Older));
        // it grows, and still is another one
        let mut title = *less.iter().rfind(|leaf| of(leaf, ChainId::FRONT)).unwrap();
        title.seq += 1;
        let mut forked = less.clone();
        forked.push(title);
        serve(&new.hooks, &it.raw, forked);
        found(&room).await;
        let compared = room.compare_checkpoint(&theirs);
        assert_eq!(compared, Err(Unproven::Forked));
        // what this store did not sign proves nothing
        let stranger = it.raw.checkpoint_by(&[8; 32], &honest);
        for not in [stranger.as_str(), "", &theirs.replacen('\n', "\n1", 1)] {
            let compared = room.compare_checkpoint(not);
            assert_eq!(compared, Err(Unproven::NotACheckpoint));
        }
        hooks.clear();
    });
}

#[test]
fn one_entry_is_shown_to_a_stranger_and_nothing_else_of_the_room() {
    run(async {
        let it = case().await;
        let (hooks, otto) = (&it.otto.0.hooks, &it.otto.1);
        let early = otto.disclose(&it.anna, 0).await;
        assert_eq!(early, Err(room::Error::NotFound.into()), "nothing was read");
        assert_eq!(found(otto).await, []);
        let seq = it.raw.head(it.anna).next - 1;
        let file = otto.disclose(&it.anna, seq).await.unwrap();
        let server = Some(it.world.local.key());
        let proven = verify_disclosure(&file, server, None).unwrap();
        assert_eq!(proven.room, it.room.id());
        let entry = proven.shown.entry.entry();
        assert_eq!((entry.chain, entry.seq), (it.anna, seq));
        let place = proven.shown.index as usize;
        assert!(of(&it.raw.index()[place], it.anna));
        // the room's first entry, too
        let first = otto.disclose(&ChainId::FRONT, 0).await.unwrap();
        assert!(verify_disclosure(&first, server, None).is_ok());

        // with another store's key, with none, and with any letter changed
        let other = Some(room::PublicKey([3; 32]));
        assert!(verify_disclosure(&file, other, None).is_err());
        let none = verify_disclosure(&file, None, None);
        assert_eq!(none, Err(Unproven::Policy));
        for (at, letter) in file.char_indices().step_by(37) {
            let new = if letter == 'B' { 'C' } else { 'B' };
            let mut changed = file.clone();
            changed.replace_range(at..at + letter.len_utf8(), &new.to_string());
            let found = verify_disclosure(&changed, server, None);
            assert!(found.is_err(), "at {at}");
        }
        // what is not there is not shown
        let beyond = otto.disclose(&it.anna, seq + 1).await;
        assert_eq!(beyond, Err(room::Error::NotFound.into()));
        let nowhere = otto.disclose(&ChainId([5; 16]), u64::MAX).await;
        assert_eq!(nowhere, Err(room::Error::NotFound.into()));
        // a store that answers with another path or another entry is found out before a file is made
        *hooks.path.borrow_mut() = Some(Box::new(|path| path.hashes[0].0[0] ^= 1));
        assert!(otto.disclose(&it.anna, seq).await.is_err());
        hooks.clear();
        hooks.on_read(|reading| {
            for part in &mut reading.chains {
                part.entries.remove(0);
            }
        });
        assert!(otto.disclose(&it.anna, seq - 1).await.is_err());
    });
}
