//! What takes two managers: asked for, approved or refused, applied once and exactly so.

use room::{
    Error, Hash, Labelled, Level, Op, Principal, Reason, RequestStanding, Tier, TierRule, Wanted,
};

use crate::support::firm::*;
use crate::support::*;

fn reasons<T: core::fmt::Debug>(answer: Result<T, Error>) -> Vec<Reason> {
    match answer {
        Err(Error::Against(against)) => against.list.iter().map(|one| one.reason).collect(),
        other => panic!("{other:?}"),
    }
}

async fn standing(room: &TheRoom, id: &Hash) -> RequestStanding {
    room.refresh().await.unwrap();
    let all = room.requests().unwrap();
    all.iter().find(|one| one.id == *id).unwrap().standing
}

#[test]
fn a_grant_that_takes_two_is_asked_for_approved_and_applied_exactly_so() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let give = give(firm.a, firm.customers);
        let refused = reasons(room.apply(&give).await);
        assert_eq!(refused, [Reason::TakesTwo, Reason::TakesTwo]);
        let id = room.ask(&give, "Buyer A has signed").await.unwrap();
        assert_eq!(room.carry_out(&id).await, Err(Error::NotAllowed));
        // who asked does not approve
        let own = room.decide_request(&id, true, "").await;
        assert_eq!(own, Err(Error::NotAllowed));
        deng.refresh().await.unwrap();
        let asked = deng.requests().unwrap().remove(0);
        assert_eq!(
            (asked.by.name.as_str(), asked.note.as_str()),
            ("Wang Fang", "Buyer A has signed")
        );
        assert_eq!(asked.changes, give);
        assert_eq!(asked.clears, [(firm.anna.2, firm.customers)]);
        let shown = deng.preview_request(&id).unwrap();
        assert_eq!((shown.len(), shown[0].member), (1, firm.anna.2));
        deng.decide_request(&id, true, "Seen").await.unwrap();
        assert_eq!(
            deng.decide_request(&id, false, "No").await,
            Err(Error::Decided)
        );
        assert_eq!(firm.sees(&firm.anna).await, Vec::<String>::new());
        deng.carry_out(&id).await.unwrap();
        assert_eq!(firm.sees(&firm.anna).await, ["list.pdf"]);
        assert_eq!(room.carry_out(&id).await, Err(Error::Decided));
        let done = &deng.requests().unwrap()[0];
        assert_eq!(done.standing, RequestStanding::Applied);
        let why = done
            .decision
            .as_ref()
            .map(|(by, _, why)| (by.name.as_str(), why.as_str()));
        assert_eq!(why, Some(("Deng", "Seen")));
        firm.settle().await;
        assert_eq!(room.breaches().unwrap(), room::Breaches::default());
        // one who comes into the group later is another grant
        let carl = firm.world.entered(room, "Carl", &[]).await;
        let comes = [Op::Belongs(Principal::member(&carl.2), firm.a, true)];
        assert_eq!(reasons(room.apply(&comes).await).len(), 2);
        let invite = room.invite_with(&firm.terms(&[], &[firm.a])).await;
        assert_eq!(reasons(invite).len(), 2);
        // whatever asks for nothing goes on as before
        let group = [Op::Access(firm.b, firm.notes, Some(room::Level::Read))];
        room.apply(&group).await.unwrap();
    });
}

#[test]
fn what_is_refused_or_old_or_of_who_manages_no_more_is_not_applied() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let give = give(firm.a, firm.customers);
        let no = deng.ask(&give, "").await.unwrap();
        room.refresh().await.unwrap();
        assert!(room.decide_request(&no, false, " ").await.is_err());
        room.decide_request(&no, false, "Not yet signed")
            .await
            .unwrap();
        assert_eq!(standing(deng, &no).await, RequestStanding::Refused);
        assert_eq!(deng.carry_out(&no).await, Err(Error::Decided));
        let told = deng.requests().unwrap().remove(0).decision;
        assert_eq!(
            told.map(|(_, _, why)| why),
            Some("Not yet signed".to_owned())
        );
        // taken back
        let own = deng.ask(&give, "").await.unwrap();
        deng.decide_request(&own, false, "A mistake").await.unwrap();
        assert_eq!(standing(room, &own).await, RequestStanding::Refused);
        // old
        let old = deng.ask(&give, "").await.unwrap();
        room.refresh().await.unwrap();
        room.decide_request(&old, true, "").await.unwrap();
        firm.world.later(31 * DAY);
        assert_eq!(standing(room, &old).await, RequestStanding::Expired);
        assert_eq!(room.carry_out(&old).await, Err(Error::Expired));
        // of one who manages no more
        deng.refresh().await.unwrap();
        let gone = deng.ask(&give, "").await.unwrap();
        room.refresh().await.unwrap();
        room.decide_request(&gone, true, "").await.unwrap();
        room.dismiss(&firm.deng.2).await.unwrap();
        assert_eq!(standing(room, &gone).await, RequestStanding::Void);
        assert_eq!(room.carry_out(&gone).await, Err(Error::NotAllowed));
        assert_eq!(firm.sees(&firm.anna).await, Vec::<String>::new());
    });
}

#[test]
fn two_who_decide_at_once_or_apply_at_once_are_one() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        firm.room
            .appoint(&firm.bert.2, room::Office::Manager)
            .await
            .unwrap();
        let bert = &firm.bert.1;
        bert.refresh().await.unwrap();
        let id = room.ask(&give(firm.a, firm.customers), "").await.unwrap();
        deng.refresh().await.unwrap();
        bert.refresh().await.unwrap();
        // neither knows of the other one
        deng.decide_request(&id, false, "No").await.unwrap();
        assert_eq!(
            bert.decide_request(&id, true, "").await,
            Err(Error::Decided)
        );
        let id = room.ask(&give(firm.a, firm.customers), "").await.unwrap();
        deng.refresh().await.unwrap();
        deng.decide_request(&id, true, "").await.unwrap();
        bert.refresh().await.unwrap();
        room.refresh().await.unwrap();
        bert.carry_out(&id).await.unwrap();
        assert_eq!(room.carry_out(&id).await, Err(Error::Decided));
        assert_eq!(firm.sees(&firm.anna).await, ["list.pdf"]);
    });
}

#[test]
fn what_levels_ask_for_is_changed_by_two_and_not_made_to_take_two_by_one_alone() {
    run(async {
        let world = World::new();
        let (_, alone) = world.seller().await;
        let none = reasons(alone.set_tier(Tier::Sensitive, &second()).await);
        assert_eq!(none, [Reason::NobodyElse]);
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let rule = TierRule::default();
        let refused = reasons(room.set_tier(Tier::Sensitive, &rule).await);
        assert_eq!(refused, [Reason::RuleTakesTwo]);
        let id = room
            .ask(&[Op::Tier(Tier::Sensitive, rule.clone())], "")
            .await
            .unwrap();
        deng.refresh().await.unwrap();
        deng.decide_request(&id, true, "").await.unwrap();
        deng.carry_out(&id).await.unwrap();
        room.refresh().await.unwrap();
        assert_eq!(room.tiers().unwrap(), [(Tier::Sensitive, rule)]);
        room.apply(&give(firm.a, firm.customers)).await.unwrap();
    });
}

#[test]
fn a_level_that_takes_two_is_lowered_by_two() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let doc: Wanted = firm.list.into();
        // lower than the folder's, which it had
        let said = [(Labelled::Doc(doc), tier(Tier::Internal))];
        let waits = room.classify(&said).await.unwrap();
        assert_eq!((waits.len(), waits[0].docs[0].doc), (1, firm.list));
        assert_eq!(room.lowerings().unwrap(), waits);
        let holds = |room: &TheRoom| room.classified(Labelled::Doc(doc)).unwrap().holds.tier();
        assert_eq!(holds(room), Some(Tier::Sensitive));
        let lower = [Op::Lower(waits[0].scope, waits[0].seq)];
        assert_eq!(room.apply(&lower).await, Err(Error::NotAllowed));
        let id = room.ask(&lower, "It tells no person apart").await.unwrap();
        deng.refresh().await.unwrap();
        assert_eq!(holds(deng), Some(Tier::Sensitive));
        deng.decide_request(&id, true, "").await.unwrap();
        deng.carry_out(&id).await.unwrap();
        firm.settle().await;
        assert_eq!(holds(room), Some(Tier::Internal));
        assert_eq!(room.lowerings().unwrap(), []);
        // raised again, it is lowered by two again
        room.classify(&[(Labelled::Doc(doc), tier(Tier::Sensitive))])
            .await
            .unwrap();
        let again = room.classify(&said).await.unwrap();
        assert_eq!((again.len(), holds(room)), (1, Some(Tier::Sensitive)));
        // what is not lowered needs nobody
        let notes = [(Labelled::Folder(firm.notes), tier(Tier::Internal))];
        assert_eq!(room.classify(&notes).await.unwrap(), []);
    });
}

#[test]
fn a_document_that_takes_two_comes_before_nobodys_eyes_by_a_move() {
    run(async {
        let firm = two().await;
        let room = &firm.room;
        room.apply(&give(firm.b, firm.notes)).await.unwrap();
        let moved = room.shift(&[firm.list], firm.notes).await;
        assert_eq!(reasons(moved), [Reason::TakesTwo]);
        // in a folder that nobody else reads it stays what it is
        let other = room.make_folder(root(room), "other").await.unwrap();
        let moved = room.shift(&[firm.list], other).await.unwrap();
        let now = room.classified(Labelled::Doc(moved[0].now.into())).unwrap();
        assert_eq!(now.holds.tier(), Some(Tier::Sensitive));
        assert_eq!(
            reasons(room.apply(&give(firm.b, other)).await),
            [Reason::TakesTwo]
        );
        // and so does a folder
        let deep = room.make_folder(firm.customers, "deep").await.unwrap();
        room.move_folder(deep, other).await.unwrap();
        assert_eq!(room.places()[&deep], Some(other));
        let now = room.classified(Labelled::Folder(deep)).unwrap();
        assert_eq!(now.holds.tier(), Some(Tier::Sensitive));
    });
}

#[test]
fn a_rule_that_stood_before_its_folder_took_two_is_asked_for_as_it_stands() {
    run(async {
        let firm = firm().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let give = give(firm.a, firm.customers);
        room.apply(&give).await.unwrap();
        assert_eq!(firm.sees(&firm.anna).await, ["list.pdf"]);
        assert_eq!(room.kept_by_two(), Ok(Vec::new()));
        room.set_tier(Tier::Sensitive, &second()).await.unwrap();
        let label = [(Labelled::Folder(firm.customers), tier(Tier::Sensitive))];
        room.classify(&label).await.unwrap();
        firm.settle().await;
        assert_eq!(firm.sees(&firm.anna).await, Vec::<String>::new());

        // saying the rule again gives nothing, and does not pass as a change without consequence
        assert_eq!(room.kept_by_two(), Ok(give.to_vec()));
        let refused = reasons(room.apply(&give).await);
        assert_eq!(refused, [Reason::TakesTwo, Reason::TakesTwo]);
        let write = [Op::Access(firm.a, firm.customers, Some(Level::Write))];
        let refused = reasons(room.apply(&write).await);
        assert_eq!(refused, [Reason::TakesTwo, Reason::TakesTwo]);
        // another group's rules are another matter
        room.apply(&[Op::Access(firm.b, firm.notes, Some(Level::Read))])
            .await
            .unwrap();

        // nor is a rule that gives it to nobody, because another one stands between
        let above = Op::Access(firm.a, root(room), Some(Level::Read));
        room.apply(core::slice::from_ref(&above)).await.unwrap();
        assert_eq!(room.kept_by_two(), Ok(give.to_vec()));

        let id = room.ask(&give, "").await.unwrap();
        deng.refresh().await.unwrap();
        deng.decide_request(&id, true, "").await.unwrap();
        deng.carry_out(&id).await.unwrap();
        assert!(firm.sees(&firm.anna).await.contains(&"list.pdf".to_owned()));
        room.refresh().await.unwrap();
        assert_eq!(room.kept_by_two(), Ok(Vec::new()));
    });
}
