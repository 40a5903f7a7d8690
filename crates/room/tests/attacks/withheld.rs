//! Rows 16 and 17, where single grants are kept back: what somebody was given is missed aloud, and
//! what a device has seen is never seen again as less.

use std::rc::Rc;

use ledger::Public;
use ledger::ids::PublicKey;
use room::{AlarmKind, ChainId, Error, Limits, ScopeId, Shared, View, What, visit};
use seal::grant::Grant;

use crate::support::*;

/// Releases only the grants of some scopes.
fn release_only(hooks: &Hooks, fits: impl Fn(ChainId) -> bool + 'static) {
    hooks.on_released(move |released| {
        let scope = |sealed: &[u8]| ChainId(Grant::parse(sealed).unwrap().terms().scope);
        released.grants.retain(|sealed| fits(scope(&sealed.0)));
    });
}

/// Serves a chain as it was when it had so many entries.
fn turn_back(hooks: &Hooks, chain: ChainId, length: u64) {
    hooks.on_read(move |reading| {
        for part in reading.chains.iter_mut() {
            if part.chain.0 == chain.0 {
                part.entries.truncate(length as usize);
            }
        }
    });
}

fn misses(view: &View, scope: ScopeId) -> bool {
    let mut alarms = view.alarms.iter();
    alarms.any(|alarm| (alarm.chain, alarm.kind) == (scope, AlarmKind::NoKey))
}

#[test]
fn row_17_a_withheld_key_of_the_roster_does_not_lower_what_was_seen_of_it() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        put(
            &room,
            &seller.host,
            root(&room),
            &[file("a", bytes(100, 1))],
        )
        .await;
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        world.joined("Gone", &invite).await;
        room.refresh().await.unwrap();
        let before = Raw::new(&world, room.id()).head(ChainId::ROSTER).next;
        // an end that home has not heard of, only this device
        room.end(&invite.member).await.unwrap();

        let open = async |attack: &dyn Fn(&Hooks)| {
            let again = seller.restart(&world).await.unwrap();
            attack(&again.hooks);
            again.home.open(&again.me, &room.id()).await
        };
        let front_only = |scope| scope == ChainId::FRONT;
        let without_key = open(&|hooks| release_only(hooks, front_only)).await;
        assert_eq!(without_key.err(), Some(Error::Tampered(What::Grant)));
        let both = |hooks: &Hooks| {
            release_only(hooks, front_only);
            turn_back(hooks, ChainId::ROSTER, before);
        };
        assert_eq!(open(&both).await.err(), Some(Error::RolledBack));
        // nor does the next opening believe that the ended member is there
        let next = open(&|hooks| turn_back(hooks, ChainId::ROSTER, before)).await;
        assert_eq!(next.err(), Some(Error::RolledBack));
        let honest = open(&|_| {}).await.unwrap();
        assert!(honest.view().alarms.is_empty());
        assert_eq!(honest.view().docs.len(), 1);
    });
}

#[test]
fn row_16_a_withheld_grant_is_told() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = room.make_folder(root(&room), "deal").await.unwrap();
        put(&room, &seller.host, folder, &[file("a", bytes(100, 1))]).await;
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();

        // whoever joins without it would never get it again
        let hasty = world.person("Li Wei").await;
        release_only(&hasty.hooks, |scope| scope == ChainId::FRONT);
        let joined = hasty.home.join(&hasty.me, &fragment(&invite)).await;
        assert_eq!(joined.err(), Some(Error::Tampered(What::Grant)));
        hasty.hooks.clear();
        let joined = hasty.home.join(&hasty.me, &fragment(&invite)).await;
        let theirs = joined.unwrap();
        assert_eq!(theirs.view().docs.len(), 1);

        // a device that saw it, the same while it is open, and one that knows only who one is
        release_only(&hasty.hooks, |scope| scope == ChainId::FRONT);
        theirs.refresh().await.unwrap();
        assert!(misses(&theirs.view(), folder));
        for person in [
            hasty.restart(&world).await.unwrap(),
            hasty.elsewhere(&world).await,
        ] {
            release_only(&person.hooks, |scope| scope == ChainId::FRONT);
            let open = person.home.open(&person.me, &room.id()).await.unwrap();
            assert!(open.view().docs.is_empty());
            assert!(misses(&open.view(), folder), "{:?}", open.view().alarms);
            // the front's key everybody has
            person.hooks.clear();
            release_only(&person.hooks, |scope| scope != ChainId::FRONT);
            let open = person.home.open(&person.me, &room.id()).await;
            assert_eq!(open.err(), Some(Error::Tampered(What::Grant)));
            person.hooks.clear();
            let open = person.home.open(&person.me, &room.id()).await.unwrap();
            assert!(open.view().alarms.is_empty());
        }

        // a link's visitor, the first time and again
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room.link(&Shared::Folder(folder), "", limits).await;
        let link = fragment(&link.unwrap());
        let (host, hooks) = world.device();
        for _ in 0..2 {
            release_only(&hooks, |scope| scope == ChainId::FRONT);
            let open = visit(Rc::clone(&host), &link, None).await.unwrap();
            assert!(misses(&open.view(), folder));
            hooks.clear();
            let open = visit(Rc::clone(&host), &link, None).await.unwrap();
            assert!(open.view().alarms.is_empty() && open.view().docs.len() == 1);
        }
    });
}

#[test]
fn a_manager_who_was_not_given_the_rosters_key_yet_goes_on_reading() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        put(&room, &seller.host, folder, &[file("a", bytes(100, 1))]).await;
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let owner = owner_of(&room).await;
        let keys = seller.room_keys(&world, &room);
        let theirs_keys = buyer.room_keys(&world, &theirs);
        let certified = Public::Manager(
            invite.member,
            PublicKey(theirs_keys.sign.public()),
            ledger::Office::Manager,
        );
        say(
            &world,
            &room,
            (owner, &keys.sign),
            ChainId::FRONT,
            certified,
            None,
        )
        .await;
        let (_, open) = reopen(&world, &buyer, &theirs).await.unwrap();
        assert_eq!(open.view().docs.len(), 1);
        assert!(misses(&open.view(), ChainId::ROSTER));
    });
}

#[test]
fn what_waits_for_an_agreement_is_not_missed() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let folder = root(&room);
        put(&room, &seller.host, folder, &[file("a", bytes(100, 1))]).await;
        let invite = room
            .invite(folder, "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei", &invite).await;
        let owner = owner_of(&room).await;
        let (mine, keys) = (
            seller.room_keys(&world, &room),
            buyer.room_keys(&world, &theirs),
        );
        let (text, body) = (ledger::Hash([7; 32]), || Some(vec![1; 400]));
        let nda = Public::Nda(text);
        say(
            &world,
            &room,
            (owner, &mine.sign),
            invite.member,
            nda,
            body(),
        )
        .await;
        for person in [
            buyer.restart(&world).await.unwrap(),
            buyer.elsewhere(&world).await,
        ] {
            let open = person.home.open(&person.me, &room.id()).await.unwrap();
            assert!(open.view().docs.is_empty());
            assert_eq!(missed(&open), []);
        }
        let agree = Public::Agree(text, text);
        say(
            &world,
            &room,
            (invite.member, &keys.sign),
            invite.member,
            agree,
            body(),
        )
        .await;
        let (_, open) = reopen(&world, &buyer, &theirs).await.unwrap();
        assert_eq!(open.view().docs.len(), 1);
        assert_eq!(missed(&open), []);
    });
}

/// What is said to be kept back: the bytes that stand for a text here are none, which is told as well.
fn missed(room: &TheRoom) -> Vec<room::Alarm> {
    let mut alarms = room.view().alarms;
    alarms.retain(|alarm| alarm.kind != room::AlarmKind::BrokenRecord);
    alarms
}

#[test]
fn row_17_another_tab_does_not_lower_what_this_device_has_seen() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let (_, tab) = reopen(&world, &seller, &room).await.unwrap();
        let folder = root(&room);
        put(&room, &seller.host, folder, &[file("a", bytes(100, 1))]).await;
        let seen = Raw::new(&world, room.id()).head(folder).next;
        // the other tab has not read that, and writes down something else that it has seen
        let invite = tab.invite(folder, "", world.now() + DAY, None);
        invite.await.unwrap();
        let again = seller.restart(&world).await.unwrap();
        turn_back(&again.hooks, folder, seen - 1);
        let open = again.home.open(&again.me, &room.id()).await;
        assert_eq!(open.err(), Some(Error::RolledBack));
    });
}

#[test]
fn each_stores_home_is_counted_by_itself() {
    run(async {
        use room::{Home, testkit::TestHost};
        let (world, elsewhere) = (World::new(), World::new());
        let (seller, _) = world.seller().await;
        seller.home.set_name("A").await.unwrap();
        // the same device and seed at a store that never had anything
        let api = Evil::new(
            blobs::http::HttpApi::new(elsewhere.recorder.clone(), server::local::Local::ORIGIN),
            Default::default(),
        );
        let other: Rc<TestHost<_>> = seller.host.at(api, "https://elsewhere.invalid");
        let home = Home::load(Rc::clone(&other), &seller.me.seed)
            .await
            .unwrap();
        home.set_name("B").await.unwrap();
        // neither store gains from the other's number
        let (host, hooks) = world.restart(&seller.host);
        *hooks.home.borrow_mut() = Some(Box::new(|object| *object = None));
        let turned_back = Home::load(host, &seller.me.seed).await;
        assert_eq!(turned_back.err(), Some(Error::RolledBack));
        let home = Home::load(other, &seller.me.seed).await.unwrap();
        assert_eq!(home.name(), "B");
    });
}
