//! Rows 14 and 23: keys and rules that somebody plants who has no say: a former manager, a coordinator, a reader, or
//! a manager whose word does not count in a clean team's folder.

use blobs::wire::{Append, Code, Id, Outcome, SealedGrant};
use ledger::Public;
use ledger::entry::{Epoch, GrantRef, Manner, Member, MemberGrant, MemberKind, Office, Rights};
use ledger::ids::{Hash, PublicKey};
use minicbor::bytes::{ByteArray, ByteVec};
use room::{ChainId, Error, Level, MemberId, NextKey, Op, Principal, ScopeId};
use seal::context::{Context, Kind};
use seal::grant::{self, Terms};
use seal::identity::RoomKeys;
use seal::link::LinkSecret;
use seal::scope::ScopeKey;

use crate::support::*;

type Someone = (Person, MemberId);

async fn enter(world: &World, room: &TheRoom, name: &str) -> Someone {
    let (person, _, member) = world.entered(room, name, &[]).await;
    (person, member)
}

fn planted() -> ScopeKey {
    ScopeKey::parse(&[8; 32]).unwrap()
}

/// One with a program of its own.
struct Liar<'w> {
    world: &'w World,
    raw: Raw,
    room: room::RoomId,
    id: MemberId,
    keys: RoomKeys,
}

impl<'w> Liar<'w> {
    fn new(world: &'w World, room: &TheRoom, who: &Someone) -> Self {
        Self {
            raw: Raw::new(world, room.id()),
            room: room.id(),
            id: who.1,
            keys: who.0.room_keys(world, room),
            world,
        }
    }

    fn ring(&self) -> Keyring {
        Keyring::of(&self.raw, self.room, self.id, &self.keys)
    }

    async fn say_with(
        &self,
        chain: ChainId,
        epoch: u32,
        public: Public,
        body: Option<Vec<u8>>,
        grants: Vec<SealedGrant>,
    ) -> Result<(), Code> {
        let now = self.world.now();
        let item = self
            .raw
            .forge(&self.keys.sign, chain, epoch, public, body, now);
        let by = Stranger {
            chain: self.id,
            key: self.keys.sign.clone(),
        };
        let batch = Append {
            items: vec![item],
            grants,
        };
        let answer = by.append(&self.world.recorder, self.room, &batch).await;
        match answer.unwrap().outcomes.remove(0) {
            Outcome::Stored(_) => Ok(()),
            Outcome::Refused(code, _) => Err(code),
            other => panic!("{other:?}"),
        }
    }

    async fn say(&self, chain: ChainId, public: Public, body: Option<Vec<u8>>) -> Result<(), Code> {
        let epoch = self.raw.epoch(chain);
        self.say_with(chain, epoch, public, body, vec![]).await
    }

    async fn plan(&self, ops: Vec<Op>) -> Result<(), Code> {
        let epoch = self.raw.epoch(ChainId::ROSTER);
        let said = minicbor::to_vec((ops,)).unwrap();
        let body = self.ring().seal(Kind::Plan, ChainId::ROSTER, epoch, &said);
        self.say(ChainId::ROSTER, Public::Plan, Some(body)).await
    }

    /// The next key of a scope, to whoever's card this is.
    fn next(&self, scope: ScopeId, to: &[(MemberId, &RoomKeys)]) -> Op {
        let epoch = self.raw.epoch(scope) + 1;
        let mut rng = seal::rng::Platform::new().unwrap();
        let boxes = to.iter().map(|(member, keys)| {
            let mut place = Context::new(Kind::Next, self.room.0, scope.0, epoch);
            place.id[..16].copy_from_slice(&member.0);
            let sealed =
                seal::sealbox::seal(&keys.kem.public(), &place, planted().expose(), &mut rng);
            NextKey {
                member: *member,
                sealed,
            }
        });
        Op::Next(scope, epoch, boxes.collect())
    }

    /// A grant of the planted key for the epoch that a scope has.
    async fn grant(&self, to: MemberId, kem: &seal::kem::KemPublic, scope: ScopeId) {
        let (given, sealed) = self.sealed(to, kem, scope);
        let public = Public::Grants(vec![MemberGrant {
            member: to,
            grant: given,
        }]);
        let epoch = self.raw.epoch(ChainId::ROSTER);
        let said = self.say_with(ChainId::ROSTER, epoch, public, None, vec![sealed]);
        said.await.unwrap();
    }

    fn sealed(
        &self,
        to: MemberId,
        kem: &seal::kem::KemPublic,
        scope: ScopeId,
    ) -> (GrantRef, SealedGrant) {
        let terms = Terms {
            room: self.room.0,
            scope: scope.0,
            epoch: self.raw.epoch(scope),
            recipient: to.0,
            rights: 0,
            expires: None,
        };
        let grant = grant::seal(&terms, &planted(), kem, &self.keys.sign);
        let given = GrantRef {
            scope,
            epoch: terms.epoch,
            rights: Rights::Read,
            expires: None,
            hash: Hash(grant.hash()),
        };
        let sealed = SealedGrant {
            member: Id(to.0),
            bytes: grant.as_bytes().to_vec(),
        };
        (given, sealed)
    }
}

/// The public halves to which a chain's epochs commit.
fn committed(raw: &Raw, scope: ScopeId) -> Vec<Vec<u8>> {
    let kem = |stored: blobs::wire::Stored| {
        let signed = ledger::Wrapped::parse(&stored.wrapped).unwrap().signed();
        match signed.verify().unwrap().entry().public.clone() {
            Public::Epoch(epoch) => Some(epoch.kem),
            _ => None,
        }
    };
    raw.chain(scope).into_iter().filter_map(kem).collect()
}

fn is_planted(raw: &Raw, scope: ScopeId) -> bool {
    let known = planted().kem_public();
    committed(raw, scope)
        .iter()
        .any(|kem| kem == known.as_bytes())
}

#[test]
fn row_23_a_next_key_of_one_who_does_not_manage_now_is_never_taken() {
    run(async {
        let world = World::new();
        let (wang, room) = world.seller().await;
        let owner = (wang, owner_of(&room).await);
        let former = enter(&world, &room, "Former").await;
        let broker = enter(&world, &room, "Broker").await;
        let reader = enter(&world, &room, "Reader").await;
        let deng = enter(&world, &room, "Deng").await;
        for (who, office) in [
            (&former, Office::Manager),
            (&deng, Office::Manager),
            (&broker, Office::Coordinator),
        ] {
            room.appoint(&who.1, office).await.unwrap();
        }
        let desk = Keyring::desk(room.id());
        let raw = Raw::new(&world, room.id());
        let owner_keys = owner.0.room_keys(&world, &room);
        let deng_keys = deng.0.room_keys(&world, &room);
        let to = [(owner.1, &owner_keys), (deng.1, &deng_keys)];
        // while it manages: the next keys of roster and desk, to all who stay; it knows them as well
        let liar = Liar::new(&world, &room, &former);
        let next = [liar.next(ChainId::ROSTER, &to), liar.next(desk, &to)];
        liar.plan(next.to_vec()).await.unwrap();
        // a coordinator and a reader are refused, by the gate and by whoever replays
        let by_broker = Liar::new(&world, &room, &broker);
        let next = vec![by_broker.next(ChainId::ROSTER, &to)];
        assert_eq!(by_broker.plan(next).await, Err(Code::Rule));
        let by_reader = Liar::new(&world, &room, &reader);
        let public = by_reader.say(ChainId::ROSTER, Public::Plan, Some(vec![0; 400]));
        assert!(public.await.is_err());
        let item = raw.forge(
            &by_broker.keys.sign,
            ChainId::ROSTER,
            raw.epoch(ChainId::ROSTER),
            Public::Plan,
            Some(vec![0; 400]),
            world.now(),
        );
        let helped = raw.wrap(&item, world.now());
        let again = deng.0.elsewhere(&world).await;
        again.hooks.on_read(move |reading| {
            let roster = |part: &&mut blobs::wire::ChainPart| part.chain.0 == ChainId::ROSTER.0;
            for part in reading.chains.iter_mut().filter(roster) {
                part.entries.push(helped.clone());
            }
        });
        let refused = again.home.open(&again.me, &room.id()).await.err();
        assert!(matches!(refused, Some(Error::Tampered(_))), "{refused:?}");

        // its own end turns both keys, and to none that it made
        room.end(&former.1).await.unwrap();
        assert_eq!(room.pending(), vec![]);
        for scope in [ChainId::ROSTER, desk] {
            assert_eq!(raw.epoch(scope), 1);
            assert!(!is_planted(&raw, scope));
            assert!(!liar.ring().holds(scope));
        }
        let again = deng.0.elsewhere(&world).await;
        let open = again.home.open(&again.me, &room.id()).await.unwrap();
        assert_eq!(open.view().alarms, vec![]);
    });
}

#[test]
fn row_23_a_next_key_of_one_who_only_coordinates_now_is_never_taken() {
    run(async {
        let world = World::new();
        let (wang, room) = world.seller().await;
        let owner_keys = wang.room_keys(&world, &room);
        let former = enter(&world, &room, "Former").await;
        room.appoint(&former.1, Office::Manager).await.unwrap();
        let (desk, raw) = (Keyring::desk(room.id()), Raw::new(&world, room.id()));
        let liar = Liar::new(&world, &room, &former);
        let next = liar.next(desk, &[(owner_of(&room).await, &owner_keys)]);
        liar.plan(vec![next]).await.unwrap();
        room.appoint(&former.1, Office::Coordinator).await.unwrap();
        assert_eq!((room.pending(), raw.epoch(desk)), (vec![], 1));
        assert!(!is_planted(&raw, desk) && !liar.ring().holds(desk));
    });
}

#[test]
fn row_23_a_former_manager_who_turned_a_key_and_vanished_leaves_none_that_counts() {
    run(async {
        // the same, but its program wrote the epoch as well: the key that it knows is the current one
        let world = World::new();
        let (wang, room) = world.seller().await;
        let owner = (wang, owner_of(&room).await);
        let former = enter(&world, &room, "Former").await;
        room.appoint(&former.1, Office::Manager).await.unwrap();
        let desk = Keyring::desk(room.id());
        let owner_keys = owner.0.room_keys(&world, &room);
        let liar = Liar::new(&world, &room, &former);
        let next = liar.next(desk, &[(owner.1, &owner_keys), (former.1, &liar.keys)]);
        liar.plan(vec![next]).await.unwrap();
        let key = planted();
        let before = ByteArray::from(*liar.ring().key(desk, 0).expose());
        let said = minicbor::to_vec(("", before)).unwrap();
        let context = Context::new(Kind::Epoch, room.id().0, desk.0, 1);
        let body = key.seal(&context, &said, &mut seal::rng::Platform::new().unwrap());
        let epoch = Public::Epoch(Epoch {
            parent: None,
            kem: key.kem_public().as_bytes().to_vec(),
        });
        liar.say_with(desk, 1, epoch, Some(body), vec![])
            .await
            .unwrap();
        room.refresh().await.unwrap();
        assert_eq!(room.view().alarms, vec![]);
        room.end(&former.1).await.unwrap();
        assert_eq!(room.pending(), vec![]);
        assert!(!liar.ring().holds(desk) && !liar.ring().holds(ChainId::ROSTER));
        put(
            &room,
            &owner.0.host,
            root(&room),
            &[file("a.pdf", bytes(9, 1))],
        )
        .await;
    });
}

/// A clean team: Wang's, with Anna and Bert; Deng manages and is not in it, nor is Eve.
struct Team {
    world: World,
    room: room::RoomId,
    wang: Person,
    deng: Someone,
    eve: Someone,
    anna: Someone,
    bert: Someone,
    group: Principal,
    clean: ScopeId,
    deep: ScopeId,
}

async fn team() -> Team {
    let world = World::new();
    let (wang, room) = world.seller().await;
    let deng = enter(&world, &room, "Deng").await;
    let eve = enter(&world, &room, "Eve").await;
    let anna = enter(&world, &room, "Anna").await;
    let bert = enter(&world, &room, "Bert").await;
    room.appoint(&deng.1, Office::Owner).await.unwrap();
    let group = room.make_group("team").await.unwrap();
    let clean = room.clean_folder("clean").await.unwrap();
    let deep = room.make_folder(clean, "deep").await.unwrap();
    let belongs = |who: &Someone| Op::Belongs(Principal::member(&who.1), group, true);
    room.apply(&[
        Op::Access(group, clean, Some(Level::Read)),
        belongs(&anna),
        belongs(&bert),
    ])
    .await
    .unwrap();
    put(&room, &wang.host, clean, &[file("old.pdf", bytes(99, 1))]).await;
    Team {
        room: room.id(),
        world,
        wang,
        deng,
        eve,
        anna,
        bert,
        group,
        clean,
        deep,
    }
}

/// After what the liar did: those of the team go on, and neither it nor its friend has a key.
async fn team_holds(team: &Team, world: &World, said: &str) {
    let wang = team.wang.elsewhere(world).await;
    let room = wang.home.open(&wang.me, &team.room).await.unwrap();
    let (raw, liar) = (
        Raw::new(world, team.room),
        Liar::new(world, &room, &team.deng),
    );
    let eve = Liar::new(world, &room, &team.eve);
    let shut = |at: &str| {
        for scope in [team.clean, team.deep] {
            assert!(!liar.ring().holds(scope), "{said}, {at}: Deng");
            assert!(!eve.ring().holds(scope), "{said}, {at}: Eve");
            assert!(!is_planted(&raw, scope), "{said}, {at}");
        }
    };
    room.settle().await.unwrap();
    shut("at once");
    room.end(&team.bert.1).await.unwrap();
    assert_eq!(room.pending(), vec![], "{said}");
    assert!(
        raw.epoch(team.clean) > 0 && raw.epoch(team.deep) > 0,
        "{said}"
    );
    shut("after a turn");
    let anna = team.anna.0.elsewhere(world).await;
    let theirs = anna.home.open(&anna.me, &team.room).await.unwrap();
    for folder in [team.clean, team.deep] {
        let sent = put(&room, &wang.host, folder, &[file("new.pdf", bytes(99, 2))]).await;
        theirs.refresh().await.unwrap();
        let opened = get(&theirs, &anna.host, &sent[0]).await;
        assert_eq!(opened, Ok(bytes(99, 2)), "{said}");
    }
    assert_eq!(room.view().alarms, vec![], "{said}");
}

#[test]
fn row_14_a_manager_who_is_no_granter_gets_no_key_of_a_clean_teams_folder() {
    run(async {
        let team = team().await;
        let open = team.wang.elsewhere(&team.world).await;
        let room = open.home.open(&open.me, &team.room).await.unwrap();
        let wang = (
            owner_of(&room).await,
            team.wang.room_keys(&team.world, &room),
        );
        let (deng, eve) = (
            Principal::member(&team.deng.1),
            Principal::member(&team.eve.1),
        );
        let (clean, deep, top) = (team.clean, team.deep, root(&room));
        let read = Some(Level::Read);
        // by what it plans
        for ops in [
            vec![Op::Access(deng, clean, read)],
            vec![Op::Access(eve, clean, read), Op::Access(deng, deep, read)],
            vec![
                Op::Belongs(eve, team.group, true),
                Op::Belongs(deng, team.group, true),
            ],
            vec![
                Op::Place(deep, Some(top)),
                Op::Closed(clean, false),
                Op::Place(clean, Some(top)),
            ],
            vec![Op::Closed(deep, true), Op::Place(deep, None)],
        ] {
            let world = team.world.fork();
            let liar = Liar::new(&world, &room, &team.deng);
            liar.plan(ops.clone()).await.unwrap();
            team_holds(&team, &world, &format!("{ops:?}")).await;
        }
        // by a next key, of the folder and of what is in it
        for scope in [clean, deep] {
            let world = team.world.fork();
            let liar = Liar::new(&world, &room, &team.deng);
            let next = liar.next(scope, &[(wang.0, &wang.1)]);
            liar.plan(vec![next]).await.unwrap();
            team_holds(&team, &world, "a next key").await;
        }
        // by a grant of some other key, which those who have the right one would renew
        for scope in [clean, deep] {
            let world = team.world.fork();
            let liar = Liar::new(&world, &room, &team.deng);
            let friend = Liar::new(&world, &room, &team.eve);
            liar.grant(team.deng.1, &liar.keys.kem.public(), scope)
                .await;
            liar.grant(team.eve.1, &friend.keys.kem.public(), scope)
                .await;
            team_holds(&team, &world, "a grant").await;
        }
    });
}

#[test]
fn row_14_one_whom_another_manager_enters_is_no_member_of_a_clean_team() {
    run(async {
        let team = team().await;
        let world = &team.world;
        let open = team.wang.elsewhere(world).await;
        let room = open.home.open(&open.me, &team.room).await.unwrap();
        let liar = Liar::new(world, &room, &team.deng);
        let secret = LinkSecret::make(&mut seal::rng::Platform::new().unwrap());
        let keys = secret.keys();
        let id = ChainId(secret.chain_id());
        let (given, sealed) = liar.sealed(id, &keys.kem.public(), team.clean);
        let member = Member {
            member: id,
            kind: MemberKind::Invite,
            key: PublicKey(keys.sign.public()),
            state: Some(PublicKey(secret.state_key().public())),
            expires: None,
            join_by: Some(world.now() + DAY),
            opens: None,
            grants: vec![given],
            manner: Manner::default(),
        };
        let note = minicbor::to_vec((
            "Mallory",
            "",
            ByteVec::from(keys.card().to_bytes()),
            false,
            Vec::<ByteArray<16>>::new(),
            ByteArray::from(*secret.state_key().expose()),
        ))
        .unwrap();
        let epoch = liar.raw.epoch(ChainId::ROSTER);
        let ring = liar.ring();
        let mut context = ring.context(Kind::Member, ChainId::ROSTER, epoch);
        context.id[..16].copy_from_slice(&id.0);
        let body = ring.seal_for(&context, &note);
        let public = Public::Member(member);
        liar.say_with(ChainId::ROSTER, epoch, public, Some(body), vec![sealed])
            .await
            .unwrap();
        team_holds(&team, world, "an entry").await;
        let theirs = Raw::new(world, team.room).grants(id);
        for sealed in theirs.grants {
            let grant = grant::Grant::parse(&sealed.0).unwrap();
            let key = grant.open(&team.room.0, &id.0, &keys.kem).unwrap();
            assert_eq!(key, planted());
        }
    });
}

#[test]
fn row_14_a_manager_who_is_no_granter_turns_no_key_of_a_clean_teams_folder() {
    run(async {
        let team = team().await;
        let world = &team.world;
        let open = team.wang.elsewhere(world).await;
        let room = open.home.open(&open.me, &team.room).await.unwrap();
        let liar = Liar::new(world, &room, &team.deng);
        let body = || Some(vec![0; 400]);
        for (scope, parent) in [(team.clean, None), (team.deep, Some(team.clean))] {
            let epoch = Public::Epoch(Epoch {
                parent,
                kem: planted().kem_public().as_bytes().to_vec(),
            });
            let turned = liar.say_with(scope, 1, epoch.clone(), body(), vec![]).await;
            assert_eq!(turned, Err(Code::Rule));
            let keys = liar.say(ChainId::ROSTER, Public::Keys(vec![scope]), body());
            assert_eq!(keys.await, Err(Code::Rule));
            // with the store's help: whoever reads the chain refuses it
            let item = liar
                .raw
                .forge(&liar.keys.sign, scope, 1, epoch, body(), world.now());
            let helped = liar.raw.wrap(&item, world.now());
            let anna = team.anna.0.elsewhere(world).await;
            anna.hooks.on_read(move |reading| {
                for part in reading
                    .chains
                    .iter_mut()
                    .filter(|part| part.chain.0 == scope.0)
                {
                    part.entries.push(helped.clone());
                }
            });
            let theirs = anna.home.open(&anna.me, &team.room).await.unwrap();
            let alarms = theirs.view().alarms;
            let forged = room::AlarmKind::ForgedEntry;
            let told = alarms
                .iter()
                .any(|it| (it.chain, it.kind) == (scope, forged));
            assert!(told, "{alarms:?}");
        }
        team_holds(&team, world, "an epoch").await;
    });
}

#[test]
fn row_23_of_one_whom_another_manager_ended_a_clean_teams_folder_is_turned() {
    run(async {
        let team = team().await;
        let world = &team.world;
        let deng = team.deng.0.elsewhere(world).await;
        let room = deng.home.open(&deng.me, &team.room).await.unwrap();
        // Deng does not know of the folder, and ends nobody there
        room.end(&team.anna.1).await.unwrap();
        let raw = Raw::new(world, team.room);
        assert_eq!(raw.epoch(team.clean), 0);
        let wang = team.wang.elsewhere(world).await;
        let room = wang.home.open(&wang.me, &team.room).await.unwrap();
        room.settle().await.unwrap();
        assert_eq!((raw.epoch(team.clean), raw.epoch(team.deep)), (1, 1));
        assert_eq!(room.pending(), vec![]);
        // once, not each time that somebody looks
        room.settle().await.unwrap();
        assert_eq!((raw.epoch(team.clean), raw.epoch(team.deep)), (1, 1));
        let anna = Liar::new(world, &room, &team.anna);
        assert!(!anna.ring().holds(team.clean) && !anna.ring().holds(team.deep));
    });
}
