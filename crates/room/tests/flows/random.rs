//! Random sequences of what managers decide, by three of them, over a wire that loses, repeats and
//! reorders requests, and by which some are gone for good in the middle: after each step every member can open
//! exactly what the rules say, and all honest programs agree on every chain that they share. One folder is a clean
//! team's, whose granters change.
//!
//! What the rules say is worked out here a second time, folder by folder from the bottom up.
//! `SEALROOM_SEEDS=n` tries more sequences.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use blobs::ApiError;
use room::{ChainId, Error, InviteTerms, Level, MemberId, Office, Op, Principal, ScopeId};

use crate::support::*;

/// Steps of one sequence.
const STEPS: usize = 14;

/// A small generator, so that a seed names a sequence.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % sides
    }
}

/// The rules as this test knows them.
#[derive(Default)]
struct Rules {
    place: BTreeMap<ScopeId, Option<ScopeId>>,
    access: BTreeMap<(Principal, ScopeId), Level>,
    belongs: BTreeSet<(MemberId, Principal)>,
    closed: BTreeSet<ScopeId>,
    /// Who reads the clean team's folder, managers too.
    team: BTreeSet<MemberId>,
    sends: BTreeSet<(Principal, ScopeId)>,
}

impl Rules {
    /// The nearest rule of one at or above a folder, up to the first closed one.
    fn nearest(&self, who: Principal, folder: ScopeId) -> Option<Level> {
        let mut at = Some(folder);
        while let Some(id) = at {
            if let Some(level) = self.access.get(&(who, id)) {
                return Some(*level);
            }
            at = self.place[&id].filter(|_| !self.closed.contains(&id));
        }
        None
    }

    fn level(&self, member: MemberId, groups: &[Principal], folder: ScopeId) -> Level {
        let mine = groups
            .iter()
            .filter(|group| self.belongs.contains(&(member, **group)));
        let by_groups = mine.filter_map(|group| self.nearest(*group, folder)).max();
        let own = self.nearest(Principal::member(&member), folder);
        own.or(by_groups).unwrap_or(Level::Nothing)
    }

    fn reads(&self, member: MemberId, groups: &[Principal], folder: ScopeId) -> bool {
        self.level(member, groups, folder) >= Level::Read
    }

    /// Whether one may send in for a folder and does not add there.
    fn sends(&self, member: MemberId, groups: &[Principal], folder: ScopeId) -> bool {
        let group = |group: &&Principal| self.belongs.contains(&(member, **group));
        let mine = groups.iter().filter(group).copied();
        let mut who = mine.chain([Principal::member(&member)]);
        let may = who.any(|who| self.sends.contains(&(who, folder)));
        may && self.level(member, groups, folder) < Level::Write
    }

    fn is_below(&self, folder: ScopeId, top: ScopeId) -> bool {
        let mut at = Some(folder);
        while let Some(id) = at {
            if id == top {
                return true;
            }
            at = self.place[&id];
        }
        false
    }

    fn apply(&mut self, op: &Op) {
        match op {
            Op::Access(who, folder, Some(level)) => {
                self.access.insert((*who, *folder), *level);
            }
            Op::Access(who, folder, None) => {
                self.access.remove(&(*who, *folder));
            }
            Op::Belongs(member, group, true) => {
                self.belongs.insert((ChainId(member.0), *group));
            }
            Op::Belongs(member, group, false) => {
                self.belongs.remove(&(ChainId(member.0), *group));
            }
            Op::Closed(folder, true) => {
                self.closed.insert(*folder);
            }
            Op::Closed(folder, false) => {
                self.closed.remove(folder);
            }
            Op::Place(folder, place) => {
                self.place.insert(*folder, *place);
            }
            Op::Sends(who, folder, true) => {
                self.sends.insert((*who, *folder));
            }
            Op::Sends(who, folder, false) => {
                self.sends.remove(&(*who, *folder));
            }
            _ => unreachable!("no such step"),
        }
    }
}

struct Reader {
    person: Person,
    room: TheRoom,
    member: MemberId,
    ended: bool,
}

struct Manager {
    person: Person,
    room: TheRoom,
    member: MemberId,
    gone: bool,
}

struct Game {
    world: World,
    managers: Vec<Manager>,
    clean: ScopeId,
    readers: Vec<Reader>,
    groups: [Principal; 2],
    folders: Vec<ScopeId>,
    docs: BTreeMap<ScopeId, room::DocId>,
    rules: Rules,
}

async fn begin() -> Game {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let top = root(&room);
    let paths = ["a", "a/b", "a/b/c", "d"];
    let made = room
        .make_folders(top, &paths.map(str::to_owned))
        .await
        .unwrap();
    let folders: Vec<ScopeId> = paths.iter().map(|path| made[*path]).chain([top]).collect();
    let mut rules = Rules::default();
    for path in paths {
        let above = path.rsplit_once('/').map_or(top, |(above, _)| made[above]);
        rules.place.insert(made[path], Some(above));
    }
    rules.place.insert(top, None);
    let mut docs = BTreeMap::new();
    for (n, folder) in folders.iter().enumerate() {
        let name = format!("{n}.txt");
        let sent = put(
            &room,
            &seller.host,
            *folder,
            &[file(&name, bytes(300, n as u8))],
        )
        .await;
        docs.insert(*folder, sent[0]);
    }
    let groups = [
        room.make_group("A").await.unwrap(),
        room.make_group("B").await.unwrap(),
    ];
    let mut people = Vec::new();
    for (n, name) in ["Deng", "Mei", "Anna", "Bert", "Carl"].iter().enumerate() {
        let group = groups[n % 2];
        let terms = InviteTerms {
            label: name,
            groups: vec![group],
            join_by: world.now() + DAY,
            ..InviteTerms::default()
        };
        let invite = room.invite_with(&terms).await.unwrap();
        let (person, theirs) = world.joined(name, &invite).await;
        room.refresh().await.unwrap();
        rules.belongs.insert((invite.member, group));
        people.push(Reader {
            person,
            room: theirs,
            member: invite.member,
            ended: false,
        });
    }
    let owner = owner_of(&room).await;
    let others: Vec<Reader> = people.drain(..2).collect();
    for other in &others {
        room.appoint(&other.member, Office::Manager).await.unwrap();
        other.room.refresh().await.unwrap();
    }
    let clean = room.clean_folder("clean").await.unwrap();
    let sent = [file("clean.txt", bytes(300, 99))];
    docs.insert(clean, put(&room, &seller.host, clean, &sent).await[0]);
    rules.team.insert(owner);
    let first = Manager {
        person: seller,
        room,
        member: owner,
        gone: false,
    };
    let others = others.into_iter().map(|other| Manager {
        person: other.person,
        room: other.room,
        member: other.member,
        gone: false,
    });
    Game {
        world,
        managers: [first].into_iter().chain(others).collect(),
        clean,
        readers: people,
        groups,
        folders,
        docs,
        rules,
    }
}

impl Game {
    fn step(&self, dice: &mut Dice) -> Op {
        let folder = self.folders[dice.roll(self.folders.len())];
        let reader = Principal::member(&self.readers[dice.roll(self.readers.len())].member);
        let group = self.groups[dice.roll(2)];
        match dice.roll(11) {
            0..=3 => {
                let who = if dice.roll(3) == 0 { reader } else { group };
                let levels = [
                    None,
                    Some(Level::Nothing),
                    Some(Level::Read),
                    Some(Level::Write),
                ];
                Op::Access(who, folder, levels[dice.roll(4)])
            }
            4 => Op::Belongs(reader, group, dice.roll(2) == 0),
            5 => Op::Closed(folder, dice.roll(2) == 0),
            8..=10 => {
                let who = if dice.roll(2) == 0 { reader } else { group };
                Op::Sends(who, folder, dice.roll(3) > 0)
            }
            _ => {
                let to = self.folders[dice.roll(self.folders.len())];
                let top = *self.folders.last().unwrap();
                if folder == top || self.rules.is_below(to, folder) {
                    Op::Belongs(reader, group, true)
                } else {
                    Op::Place(folder, Some(to))
                }
            }
        }
    }

    /// Somebody who grants in the clean team's folder lets somebody in or out; one who grants stays.
    fn clean_step(&self, dice: &mut Dice) -> Op {
        let readers = self.readers.iter().filter(|reader| !reader.ended);
        let mut all: Vec<MemberId> = readers.map(|reader| reader.member).collect();
        all.extend(self.managers.iter().map(|manager| manager.member));
        let who = all[dice.roll(all.len())];
        let stays = self
            .able(true)
            .iter()
            .any(|at| self.managers[*at].member != who);
        let level = match dice.roll(2) == 0 && stays {
            true => Level::Nothing,
            false => Level::Read,
        };
        Op::Access(Principal::member(&who), self.clean, Some(level))
    }

    /// Managers who are there, and who decide about the clean team's folder.
    fn able(&self, clean: bool) -> Vec<usize> {
        let able = |manager: &Manager| {
            !manager.gone && (!clean || self.rules.team.contains(&manager.member))
        };
        let all = self.managers.iter().enumerate();
        all.filter(|(_, manager)| able(manager))
            .map(|(at, _)| at)
            .collect()
    }

    /// One manager decides while the wire is as bad as it gets, or while it goes for good; then all who are there
    /// settle over a good one.
    async fn decide(&mut self, dice: &mut Dice, op: &Op) {
        let clean = matches!(op, Op::Access(_, folder, _) if *folder == self.clean);
        let able = self.able(clean);
        let who = able[dice.roll(able.len())];
        let others: Vec<usize> = able.into_iter().filter(|at| *at != who).collect();
        // whoever goes leaves somebody who grants in the clean team's folder
        let granters = self.able(true);
        let heirs = others.iter().any(|at| granters.contains(at));
        let goes = dice.roll(4) == 0 && heirs;
        let then = match others.is_empty() {
            true => who,
            false => others[dice.roll(others.len())],
        };
        let (person, room) = (&self.managers[who].person, &self.managers[who].room);
        let mut left = dice.roll(9);
        let lost_before = dice.roll(2) == 0;
        let fails = move |what: &str| {
            if what != "append" {
                return Ok(());
            }
            left = left.wrapping_sub(1);
            match left {
                usize::MAX => Err(ApiError::Unreachable("gone".to_owned())),
                _ => Ok(()),
            }
        };
        match (goes, lost_before) {
            (true, _) => person.hooks.left.set(Some(dice.roll(16))),
            (_, true) => *person.hooks.before.borrow_mut() = Some(Box::new(fails)),
            (_, false) => *person.hooks.after.borrow_mut() = Some(Box::new(fails)),
        }
        self.world
            .recorder
            .twice
            .store(!goes && dice.roll(3) == 0, Ordering::Relaxed);
        let changes = [op.clone()];
        let other = &self.managers[then].room;
        let done = if goes || then == who {
            room.apply(&changes).await
        } else {
            let (done, meanwhile) = futures::join!(room.apply(&changes), other.refresh());
            meanwhile.unwrap();
            done
        };
        self.world.recorder.twice.store(false, Ordering::Relaxed);
        if !goes {
            person.hooks.clear();
        }
        match done {
            Ok(()) => {}
            // whether it was decided is not known: another manager says it again
            Err(Error::Unreachable) => {
                if !goes {
                    room.refresh().await.unwrap();
                }
                other.apply(&changes).await.unwrap();
            }
            Err(e) => panic!("{op:?}: {e}"),
        }
        self.managers[who].gone |= goes;
        match op {
            Op::Access(who, _, Some(level)) if clean => {
                let who = ChainId(who.0);
                match *level >= Level::Read {
                    true => _ = self.rules.team.insert(who),
                    false => _ = self.rules.team.remove(&who),
                }
            }
            _ => self.rules.apply(op),
        }
        // twice: what one does last, another one hears of
        for at in [self.able(false), self.able(false)].concat() {
            self.managers[at].room.refresh().await.unwrap();
        }
        for at in self.able(false) {
            assert_eq!(self.managers[at].room.pending(), vec![]);
        }
    }

    async fn end(&mut self, dice: &mut Dice) {
        let at = dice.roll(self.readers.len());
        if self.readers.iter().filter(|reader| !reader.ended).count() > 1 {
            let member = self.readers[at].member;
            let able = self.able(false);
            let by = able[dice.roll(able.len())];
            self.managers[by].room.end(&member).await.unwrap();
            for at in self.able(false) {
                self.managers[at].room.refresh().await.unwrap();
            }
            self.readers[at].ended = true;
            self.rules.team.remove(&member);
        }
    }

    async fn check(&self, said: &str) {
        for reader in &self.readers {
            if reader.ended {
                assert_eq!(reader.room.refresh().await, Err(Error::Ended), "{said}");
                continue;
            }
            reader.room.refresh().await.unwrap();
            let view = reader.room.view();
            assert_eq!(view.alarms, vec![], "{said}");
            let seen: BTreeSet<ScopeId> = view.folders.iter().map(|folder| folder.id).collect();
            let due = self
                .folders
                .iter()
                .filter(|folder| self.rules.reads(reader.member, &self.groups, **folder));
            let mut due: BTreeSet<ScopeId> = due.copied().collect();
            due.extend(
                self.rules
                    .team
                    .contains(&reader.member)
                    .then_some(self.clean),
            );
            assert_eq!(seen, due, "{said}");
            self.check_sends(reader, said);
            for (folder, doc) in &self.docs {
                let opens = get(&reader.room, &reader.person.host, doc).await.is_ok();
                assert_eq!(opens, due.contains(folder), "{said}");
            }
        }
        for at in self.able(false) {
            let manager = &self.managers[at];
            let view = manager.room.view();
            assert_eq!(view.alarms, vec![], "{said}");
            let mut places = self.rules.place.clone();
            let granted = self.rules.team.contains(&manager.member);
            places.extend(granted.then_some((self.clean, None)));
            assert_eq!(manager.room.places(), places, "{said}");
            let seen = view.folders.iter().any(|folder| folder.id == self.clean);
            assert_eq!(seen, granted, "{said}");
            for (folder, doc) in &self.docs {
                let opens = get(&manager.room, &manager.person.host, doc).await.is_ok();
                assert_eq!(opens, granted || *folder != self.clean, "{said}");
            }
        }
    }

    /// Where one may send in is where the rules say, each place once.
    fn check_sends(&self, reader: &Reader, said: &str) {
        let view = self.managers[0].room.view();
        let name = |id: &ScopeId| {
            let folder = view.folders.iter().find(|folder| folder.id == *id);
            let name = folder.map(|folder| folder.name.clone()).unwrap_or_default();
            if name.is_empty() {
                view.title.clone()
            } else {
                name
            }
        };
        let may = |id: &&ScopeId| self.rules.sends(reader.member, &self.groups, **id);
        let mut due: Vec<String> = self.folders.iter().filter(may).map(name).collect();
        let mut told: Vec<String> = reader.room.drops_to().into_iter().map(|to| to.1).collect();
        due.sort();
        told.sort();
        assert_eq!(told, due, "{said}");
    }

    /// Everybody's heads of the chains that they share are the same.
    async fn agree(&self) {
        let mut heads: BTreeMap<ChainId, ledger::entry::Head> = BTreeMap::new();
        let managers = self.managers.iter().filter(|manager| !manager.gone);
        let managers = managers.map(|manager| &manager.room);
        let readers = self.readers.iter().filter(|reader| !reader.ended);
        for room in managers.chain(readers.map(|reader| &reader.room)) {
            let report = room.verify().await.unwrap();
            assert!(report.holds());
            for (chain, head) in report.chains {
                let known = heads.entry(chain).or_insert(head);
                // one who no longer reads a chain knows an older head of it
                if known.next == head.next {
                    assert_eq!(*known, head);
                } else if known.next < head.next {
                    *known = head;
                }
            }
        }
    }
}

#[test]
fn whatever_managers_decide_members_open_what_the_rules_say() {
    let seeds = std::env::var("SEALROOM_SEEDS").ok();
    let seeds: u64 = seeds.and_then(|said| said.parse().ok()).unwrap_or(3);
    for seed in 1..=seeds {
        run(async {
            let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
            let mut game = begin().await;
            let mut said = format!("seed {seed}");
            for step in 0..STEPS {
                if step % 6 == 5 {
                    game.end(&mut dice).await;
                    said.push_str("\nend");
                } else {
                    let op = match dice.roll(3) == 0 {
                        true => game.clean_step(&mut dice),
                        false => game.step(&mut dice),
                    };
                    said.push_str(&format!("\n{op:?}"));
                    game.decide(&mut dice, &op).await;
                }
                game.check(&said).await;
            }
            game.agree().await;
        });
    }
}
