//! The room in which it is played: who is there, how one decides over a bad wire, what is to hold after it.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::Ordering;

use blobs::ApiError;
use room::{ChainId, DocId, Error, Level, MemberId, Office, Op, Principal, ScopeId};

use super::Step;
use super::rules::{Dice, Rules};
use crate::support::*;

pub(super) struct Reader {
    pub(super) person: Person,
    pub(super) room: TheRoom,
    pub(super) member: MemberId,
    pub(super) ended: bool,
}

pub(super) struct Manager {
    pub(super) person: Person,
    pub(super) room: TheRoom,
    pub(super) member: MemberId,
    pub(super) gone: bool,
}

pub(super) struct Game {
    pub(super) world: World,
    pub(super) managers: Vec<Manager>,
    pub(super) clean: ScopeId,
    pub(super) readers: Vec<Reader>,
    pub(super) groups: [Principal; 2],
    pub(super) folders: Vec<ScopeId>,
    /// A document of each folder, by its name: what it is called now, and the folder or own scope where it is.
    pub(super) docs: BTreeMap<String, (DocId, ScopeId)>,
    pub(super) rules: Rules,
}

pub(super) async fn begin() -> Game {
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
        docs.insert(name, (sent[0], *folder));
    }
    let groups = [
        room.make_group("A").await.unwrap(),
        room.make_group("B").await.unwrap(),
    ];
    let mut people = Vec::new();
    for (n, name) in ["Deng", "Mei", "Anna", "Bert", "Carl"].iter().enumerate() {
        let group = groups[n % 2];
        let (person, theirs, member) = world.entered(&room, name, &[group]).await;
        rules.belongs.insert((member, group));
        people.push(Reader {
            person,
            room: theirs,
            member,
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
    let sent = put(&room, &seller.host, clean, &sent).await;
    docs.insert("clean.txt".to_owned(), (sent[0], clean));
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
    /// Managers who are there, and who decide about the clean team's folder.
    pub(super) fn able(&self, clean: bool) -> Vec<usize> {
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
    pub(super) async fn decide(&mut self, dice: &mut Dice, step: &Step) {
        let clean = matches!(step, Step::Plan(Op::Access(_, folder, _)) if *folder == self.clean);
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
        let other = &self.managers[then].room;
        let done = if goes || then == who {
            self.does(room, step).await
        } else {
            let (done, meanwhile) = futures::join!(self.does(room, step), other.refresh());
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
                self.does(other, step).await.unwrap();
            }
            Err(e) => panic!("{step:?}: {e}"),
        }
        self.managers[who].gone |= goes;
        // twice: what one does last, another one hears of
        for at in [self.able(false), self.able(false)].concat() {
            self.managers[at].room.refresh().await.unwrap();
        }
        for at in self.able(false) {
            assert_eq!(self.managers[at].room.pending(), vec![]);
        }
        match step {
            Step::Plan(Op::Access(who, _, Some(level))) if clean => {
                let who = ChainId(who.0);
                match *level >= Level::Read {
                    true => _ = self.rules.team.insert(who),
                    false => _ = self.rules.team.remove(&who),
                }
            }
            Step::Plan(op) => self.rules.apply(op),
            Step::Own(name, yes) => self.owned(name, *yes).await,
        }
    }

    /// One manager's client does it. What is done already stays done.
    async fn does(&self, room: &TheRoom, step: &Step) -> Result<(), Error> {
        match step {
            Step::Plan(op) => room.apply(core::slice::from_ref(op)).await,
            Step::Own(name, true) => room.give_own_rights(self.docs[name].0).await.map(drop),
            Step::Own(name, false) => room.take_own_rights(self.docs[name].0).await.map(drop),
        }
    }

    /// What follows for the rules from a document's own ones.
    async fn owned(&mut self, name: &str, yes: bool) {
        let (doc, at) = self.docs[name];
        let room = &self.managers[self.able(false)[0]].room;
        let now = if yes {
            // asked again it answers where it is
            let moved = room.give_own_rights(doc).await.unwrap();
            self.rules.place.insert(moved.to, Some(at));
            moved.to
        } else {
            self.rules.access.retain(|(_, scope), _| *scope != at);
            self.rules.closed.remove(&at);
            self.rules.place.remove(&at).flatten().unwrap()
        };
        // one that returns to its folder has another id there, by which newcomers know it
        let doc = find(room, name).unwrap().record.doc;
        self.docs.insert(name.to_owned(), (doc, now));
    }

    /// Whether a scope is a document's own.
    pub(super) fn is_own(&self, scope: &ScopeId) -> bool {
        *scope != self.clean && !self.folders.contains(scope)
    }

    pub(super) async fn end(&mut self, dice: &mut Dice) {
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

    pub(super) async fn check(&self, said: &str) {
        for reader in &self.readers {
            if reader.ended {
                assert_eq!(reader.room.refresh().await, Err(Error::Ended), "{said}");
                continue;
            }
            reader.room.refresh().await.unwrap();
            self.check_reader(reader, said).await;
            self.check_sends(reader, said);
        }
        for at in self.able(false) {
            self.check_manager(&self.managers[at], said).await;
        }
    }

    async fn check_reader(&self, reader: &Reader, said: &str) {
        let view = reader.room.view();
        assert_eq!(view.alarms, vec![], "{said}");
        let seen = view.folders.iter().filter(|folder| !folder.loose);
        let seen: BTreeSet<ScopeId> = seen.map(|folder| folder.id).collect();
        let may = |scope: &ScopeId| match *scope == self.clean {
            true => self.rules.team.contains(&reader.member),
            false => self.rules.reads(reader.member, &self.groups, *scope),
        };
        let all = self.folders.iter().chain([&self.clean]);
        let due: BTreeSet<ScopeId> = all.filter(|folder| may(folder)).copied().collect();
        assert_eq!(seen, due, "{said}");
        for (name, (doc, at)) in &self.docs {
            let may = may(at);
            let opens = get(&reader.room, &reader.person.host, doc).await.is_ok();
            assert_eq!(opens, may, "{name} {said}");
            // it is shown once, in its folder or by itself
            let mut shown = view.docs.iter().filter(|doc| doc.name == *name);
            let folder = shown.next().map(|doc| doc.folder);
            let home = match self.is_own(at) {
                true => self.rules.place[at].unwrap(),
                false => *at,
            };
            assert_eq!((folder.is_some(), shown.count()), (may, 0), "{name} {said}");
            let there = due.contains(&home);
            assert!(!may || (folder == Some(home)) == there, "{name} {said}");
        }
    }

    /// Who opens the room on another device, and is served what is there now, sees the same.
    pub(super) async fn check_anew(&self, said: &str) {
        let shown = |room: &TheRoom| {
            let view = room.view();
            assert_eq!(view.alarms, vec![], "{said}");
            let folders = view.folders.into_iter();
            let folders = folders.map(|one| (one.id.0, one.name, one.number));
            let docs = view.docs.into_iter().chain(view.bin);
            let docs = docs.map(|one| (one.record.doc.0, one.name, one.number));
            folders.chain(docs).collect::<BTreeSet<_>>()
        };
        let readers = self.readers.iter().filter(|reader| !reader.ended);
        let readers = readers.map(|reader| (&reader.person, &reader.room));
        let managers = self.able(false).into_iter().map(|at| &self.managers[at]);
        let managers = managers.map(|manager| (&manager.person, &manager.room));
        for (person, room) in readers.chain(managers) {
            let again = person.elsewhere(&self.world).await;
            let open = again.home.open(&again.me, &room.id()).await.unwrap();
            room.refresh().await.unwrap();
            assert_eq!(shown(&open), shown(room), "{said}");
        }
    }

    async fn check_manager(&self, manager: &Manager, said: &str) {
        let view = manager.room.view();
        assert_eq!(view.alarms, vec![], "{said}");
        let granted = self.rules.team.contains(&manager.member);
        let places = self.rules.place.iter().filter(|(id, _)| !self.is_own(id));
        let mut places: BTreeMap<_, _> = places.map(|(id, place)| (*id, *place)).collect();
        places.extend(granted.then_some((self.clean, None)));
        assert_eq!(manager.room.places(), places, "{said}");
        let seen = view.folders.iter().any(|folder| folder.id == self.clean);
        assert_eq!(seen, granted, "{said}");
        for (name, (doc, at)) in &self.docs {
            let opens = get(&manager.room, &manager.person.host, doc).await.is_ok();
            assert_eq!(opens, granted || *at != self.clean, "{name} {said}");
        }
        // own scopes without a document are in no table
        let matrix = manager.room.matrix().unwrap();
        let own = matrix.folders.iter().filter(|line| line.doc.is_some());
        let own: BTreeSet<ScopeId> = own.map(|line| line.id).collect();
        let due = self.docs.values().map(|(_, at)| *at);
        assert_eq!(own, due.filter(|at| self.is_own(at)).collect(), "{said}");
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
    pub(super) async fn agree(&self) {
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
