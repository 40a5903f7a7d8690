//! New keys, whoever is gone for good in the middle of them: another manager's program, of another seed, goes on.

use std::collections::BTreeMap;

use ledger::entry::Head;
use room::{ChainId, Error, Level, MemberId, Office, Op, Principal, ScopeId};

use crate::support::*;

/// A room with three managers, two of them owners, a clean team's folder that all three grant in, and readers.
struct Sale {
    world: World,
    room: room::RoomId,
    wang: Person,
    deng: (Person, MemberId),
    mei: (Person, MemberId),
    goes: (Person, MemberId),
    stays: (Person, MemberId),
    broker: (Person, MemberId),
    deal: ScopeId,
    inside: ScopeId,
    other: ScopeId,
    clean: ScopeId,
    deep: ScopeId,
}

/// What somebody decides, and with whom the keys are shared no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    EndManager,
    EndReader,
    Move,
    Withdraw,
    Dismiss,
    LeaveTeam,
}

async fn enter(world: &World, room: &TheRoom, name: &str) -> (Person, MemberId) {
    let (person, _, member) = world.entered(room, name, &[]).await;
    (person, member)
}

async fn sale() -> Sale {
    let world = World::new();
    let (wang, room) = world.seller().await;
    let top = root(&room);
    let paths = ["deal/in", "other"].map(str::to_owned);
    let made = room.make_folders(top, &paths).await.unwrap();
    let deal = room.make_folder(top, "deal").await.unwrap();
    let deng = enter(&world, &room, "Deng").await;
    let mei = enter(&world, &room, "Mei").await;
    let goes = enter(&world, &room, "Goes").await;
    let stays = enter(&world, &room, "Stays").await;
    let broker = enter(&world, &room, "Broker").await;
    room.appoint(&deng.1, Office::Owner).await.unwrap();
    room.appoint(&mei.1, Office::Manager).await.unwrap();
    room.appoint(&broker.1, Office::Coordinator).await.unwrap();
    let clean = room.clean_folder("clean").await.unwrap();
    let deep = room.make_folder(clean, "deep").await.unwrap();
    let reads =
        |id: &MemberId, folder| Op::Access(Principal::member(id), folder, Some(Level::Read));
    let mut rules = vec![reads(&goes.1, top), reads(&stays.1, top)];
    for who in [&deng.1, &mei.1, &goes.1, &stays.1] {
        rules.push(reads(who, clean));
    }
    room.apply(&rules).await.unwrap();
    for (n, folder) in [deal, made["deal/in"], made["other"], clean, deep]
        .into_iter()
        .enumerate()
    {
        let sent = [file(&format!("{n}.pdf"), bytes(300, n as u8))];
        put(&room, &wang.host, folder, &sent).await;
    }
    Sale {
        room: room.id(),
        world,
        wang,
        deng,
        mei,
        goes,
        stays,
        broker,
        deal,
        inside: made["deal/in"],
        other: made["other"],
        clean,
        deep,
    }
}

impl Sale {
    /// Decides it, or goes on deciding it.
    async fn decide(&self, room: &TheRoom, turn: Turn) -> Result<(), Error> {
        let nothing =
            |id: &MemberId, folder| Op::Access(Principal::member(id), folder, Some(Level::Nothing));
        match turn {
            Turn::EndManager => room.end(&self.mei.1).await,
            Turn::EndReader => room.end(&self.goes.1).await,
            Turn::Move => room.move_folder(self.inside, self.other).await,
            Turn::Withdraw => room.apply(&[nothing(&self.goes.1, self.deal)]).await,
            Turn::Dismiss => room.dismiss(&self.broker.1).await,
            Turn::LeaveTeam => room.apply(&[nothing(&self.mei.1, self.clean)]).await,
        }
    }

    /// Who is concerned, and what it has no key for any more.
    fn lost(&self, turn: Turn) -> (&(Person, MemberId), Vec<ScopeId>) {
        let desk = Keyring::desk(self.room);
        let folders = [self.deal, self.inside, self.other, self.clean, self.deep];
        match turn {
            Turn::EndManager => {
                let offices = [ChainId::ROSTER, desk];
                (&self.mei, [&folders[..], &offices].concat())
            }
            Turn::EndReader => (&self.goes, folders.to_vec()),
            Turn::Move => (&self.goes, Vec::new()),
            Turn::Withdraw => (&self.goes, vec![self.deal, self.inside]),
            Turn::Dismiss => (&self.broker, vec![ChainId::ROSTER, desk]),
            Turn::LeaveTeam => (&self.mei, vec![self.clean, self.deep]),
        }
    }
}

/// Everybody's heads of the chains that they share are the same.
async fn agree(rooms: &[TheRoom]) {
    let mut heads: BTreeMap<ChainId, Head> = BTreeMap::new();
    for room in rooms {
        let report = room.verify().await.unwrap();
        assert!(report.holds());
        for (chain, head) in report.chains {
            assert_eq!(*heads.entry(chain).or_insert(head), head, "{chain}");
        }
    }
}

/// After the first `left` entries whoever decides is gone for good. Whether that was in the middle.
async fn breaks_off(sale: &Sale, turn: Turn, left: usize) -> bool {
    let world = sale.world.fork();
    let open = async |person: &Person| {
        let again = person.elsewhere(&world).await;
        let room = again.home.open(&again.me, &sale.room).await.unwrap();
        (again, room)
    };
    let (acts, room) = open(&sale.wang).await;
    acts.hooks.left.set(Some(left));
    let done = sale.decide(&room, turn).await;
    assert!(matches!(done, Ok(()) | Err(Error::Unreachable)), "{done:?}");
    drop((acts, room));

    let said = format!("{turn:?} after {left}");
    let (goes_on, room) = open(&sale.deng.0).await;
    room.settle().await.unwrap();
    assert_eq!(room.pending(), vec![], "{said}");
    assert_eq!(room.view().alarms, vec![], "{said}");
    // what was not decided yet is decided now
    sale.decide(&room, turn).await.unwrap();
    assert_eq!(room.pending(), vec![], "{said}");
    let mut docs = Vec::new();
    let folders = [sale.deal, sale.inside, sale.other, sale.clean, sale.deep];
    for (n, folder) in folders.into_iter().enumerate() {
        let sent = [file("new.pdf", bytes(300, 100 + n as u8))];
        let sent = put(&room, &goes_on.host, folder, &sent).await;
        docs.push((folder, sent[0]));
    }
    let (gone, lost) = sale.lost(turn);
    let raw = Raw::new(&world, sale.room);
    let keys = gone.0.room_keys(&world, &room);
    let ring = Keyring::of(&raw, sale.room, gone.1, &keys);
    for scope in &lost {
        assert!(!ring.holds(*scope), "{said}: {scope}");
    }
    let broker = sale.broker.0.room_keys(&world, &room);
    let broker = Keyring::of(&raw, sale.room, sale.broker.1, &broker);
    assert!(!broker.holds(Keyring::desk(sale.room)), "{said}");
    assert_eq!(broker.holds(ChainId::ROSTER), turn != Turn::Dismiss);

    let mut rooms = vec![room];
    for (person, id) in [&sale.mei, &sale.goes, &sale.stays] {
        if *id == gone.1 && matches!(turn, Turn::EndManager | Turn::EndReader) {
            let again = person.elsewhere(&world).await;
            let refused = again.home.open(&again.me, &sale.room).await.err();
            assert_eq!(refused, Some(Error::Ended), "{said}");
            continue;
        }
        let (person, theirs) = open(person).await;
        assert_eq!(theirs.view().alarms, vec![], "{said}");
        for (n, (folder, doc)) in docs.iter().enumerate() {
            let opened = get(&theirs, &person.host, doc).await;
            if *id == gone.1 && lost.contains(folder) {
                assert!(opened.is_err(), "{said}: {n}");
            } else {
                assert_eq!(opened, Ok(bytes(300, 100 + n as u8)), "{said}: {n}");
            }
        }
        rooms.push(theirs);
    }
    agree(&rooms).await;
    done.is_err()
}

async fn breaks_off_anywhere(turn: Turn, least: usize) {
    let sale = sale().await;
    let mut left = 0;
    while breaks_off(&sale, turn, left).await {
        left += 1;
    }
    // a turn that said less would prove less
    assert!(left >= least, "{turn:?}: {left} entries");
}

#[test]
fn row_23_the_end_of_a_manager_is_finished_by_another_one_wherever_it_broke_off() {
    run(breaks_off_anywhere(Turn::EndManager, 20));
}

#[test]
fn row_23_the_end_of_a_reader_is_finished_by_another_one_wherever_it_broke_off() {
    run(breaks_off_anywhere(Turn::EndReader, 12));
}

#[test]
fn row_23_a_move_is_finished_by_another_one_wherever_it_broke_off() {
    run(breaks_off_anywhere(Turn::Move, 4));
}

#[test]
fn row_23_a_withdrawal_is_finished_by_another_one_wherever_it_broke_off() {
    run(breaks_off_anywhere(Turn::Withdraw, 8));
}

#[test]
fn row_23_an_office_that_ends_is_finished_by_another_one_wherever_it_broke_off() {
    run(breaks_off_anywhere(Turn::Dismiss, 5));
}

#[test]
fn row_23_a_granter_who_leaves_a_clean_team_is_finished_by_another_one_wherever_it_broke_off() {
    run(breaks_off_anywhere(Turn::LeaveTeam, 7));
}

#[test]
fn row_23_a_manager_who_comes_in_the_middle_of_a_turn_can_finish_it() {
    run(async {
        let sale = sale().await;
        let open = async |world: &World, person: &Person| {
            let again = person.elsewhere(world).await;
            let room = again.home.open(&again.me, &sale.room).await.unwrap();
            (again, room)
        };
        let mut tried = 0;
        for left in 0..8 {
            let world = sale.world.fork();
            let raw = Raw::new(&world, sale.room);
            let (before, epoch) = (raw.chain(ChainId::ROSTER).len(), raw.epoch(ChainId::ROSTER));
            let (acts, room) = open(&world, &sale.wang).await;
            acts.hooks.left.set(Some(left));
            let _ = room.end(&sale.mei.1).await;
            // the roster's next key is with those who managed then, and the epoch is not there
            let said = raw.chain(ChainId::ROSTER);
            let last = said.last().unwrap().wrapped.clone();
            let last = ledger::Wrapped::parse(&last)
                .unwrap()
                .signed()
                .verify()
                .unwrap();
            let planned = matches!(last.entry().public, ledger::Public::Plan);
            if !planned || said.len() == before || raw.epoch(ChainId::ROSTER) != epoch {
                continue;
            }
            tried += 1;
            // a coordinator becomes a manager; whoever goes on turns roster and desk, and is gone as well
            let keys = |person: &Person| person.room_keys(&world, &room).sign;
            let key = ledger::PublicKey(keys(&sale.broker.0).public());
            let made = ledger::Public::Manager(sale.broker.1, key, Office::Manager);
            let by = keys(&sale.deng.0);
            let by = (sale.deng.1, &by);
            say(&world, &room, by, ChainId::FRONT, made, None).await;
            let acts = sale.deng.0.elsewhere(&world).await;
            // its device, and for each of both the next key and the epoch
            acts.hooks.left.set(Some(5));
            let _ = acts.home.open(&acts.me, &sale.room).await;
            assert_eq!(acts.hooks.left.get(), Some(0));
            assert_eq!(raw.epoch(ChainId::ROSTER), epoch + 1);
            let (goes_on, room) = open(&world, &sale.broker.0).await;
            room.settle().await.unwrap();
            assert_eq!(room.pending(), vec![]);
            put(
                &room,
                &goes_on.host,
                sale.deal,
                &[file("new.pdf", bytes(9, 9))],
            )
            .await;
            let (_, theirs) = open(&world, &sale.stays.0).await;
            assert_eq!(theirs.view().alarms, vec![]);
            assert!(find(&theirs, "new.pdf").is_some());
        }
        assert_eq!(tried, 1);
    });
}

#[test]
fn row_23_two_managers_who_turn_keys_at_once_end_with_one() {
    run(async {
        let sale = sale().await;
        let open = async |person: &Person| {
            let again = person.elsewhere(&sale.world).await;
            let room = again.home.open(&again.me, &sale.room).await.unwrap();
            (again, room)
        };
        let (one, two) = (open(&sale.wang).await, open(&sale.deng.0).await);
        let both = futures::join!(one.1.end(&sale.mei.1), two.1.end(&sale.goes.1));
        assert_eq!(both, (Ok(()), Ok(())));
        let mut rooms = Vec::new();
        for (_, room) in [one, two] {
            room.refresh().await.unwrap();
            assert_eq!((room.pending(), room.view().alarms), (vec![], vec![]));
            rooms.push(room);
        }
        let (stays, theirs) = open(&sale.stays.0).await;
        for doc in theirs.view().docs {
            get(&theirs, &stays.host, &doc.record.doc).await.unwrap();
        }
        assert_eq!(theirs.view().docs.len(), 5);
        rooms.push(theirs);
        agree(&rooms).await;
    });
}
