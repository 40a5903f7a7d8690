//! Findings and persons' requests, before programs that say what they should not.

use room::{
    Error, Evidence, FindingId, FindingState, FindingStep, FindingView, Hash, Op, RightId,
    RightKind, RightStep, parse_day,
};

use crate::support::firm::*;
use crate::support::*;

/// A finding for which Deng, who manages, is responsible.
async fn found() -> (Firm, FindingId) {
    let firm = firm().await;
    let due = parse_day("2027-02-01").unwrap();
    let id = firm
        .room
        .raise_finding("名单未加密", "pipl-51", firm.deng.2, due);
    let id = id.await.unwrap();
    firm.settle().await;
    (firm, id)
}

impl Firm {
    /// What Deng's own program says, whatever it may.
    async fn deng_says(&self, id: FindingId, steps: &[FindingStep]) {
        let ops = steps
            .iter()
            .map(|step| Op::Finding(id, Box::new(step.clone())));
        self.plan_as(&self.deng, ops.collect()).await;
        self.settle().await;
    }

    fn finding(&self) -> FindingView {
        let [one, other] = self.both().map(|room| room.findings().unwrap().remove(0));
        assert_eq!(one.state, other.state);
        one
    }
}

fn closed() -> FindingStep {
    FindingStep::Closed("Done".to_owned())
}

#[test]
fn nobody_closes_a_finding_for_which_it_is_or_was_responsible() {
    run(async {
        let (firm, id) = found().await;
        let list = firm.room.origin_of(firm.list).unwrap();
        let shown = FindingStep::Evidence(vec![Evidence::Doc(list)], String::new());
        firm.deng_says(id, &[shown, closed()]).await;
        assert_eq!(firm.finding().state, FindingState::Shown);
        // nor after handing it to somebody else
        let away = FindingStep::Assigned(firm.owner, START);
        firm.deng_says(id, &[away.clone(), closed()]).await;
        assert_eq!(firm.finding().state, FindingState::Shown);
        // now the owner cannot either, and who never was can
        assert_eq!(
            firm.room.finding_step(&id, &closed()).await,
            Err(Error::NotAllowed)
        );
        let eva = firm.world.entered(&firm.room, "Eva", &[]).await;
        firm.room
            .appoint(&eva.2, room::Office::Manager)
            .await
            .unwrap();
        eva.1.refresh().await.unwrap();
        eva.1.finding_step(&id, &closed()).await.unwrap();
        firm.settle().await;
        assert_eq!(firm.finding().state, FindingState::Closed);
    });
}

#[test]
fn nothing_is_closed_without_evidence_also_after_it_was_opened_again() {
    run(async {
        let firm = firm().await;
        let (room, due) = (&firm.room, firm.world.now() + DAY);
        let id = room
            .raise_finding("名单未加密", "", firm.owner, due)
            .await
            .unwrap();
        firm.settle().await;
        // Deng may close it, but not so
        firm.deng_says(id, &[closed()]).await;
        assert_eq!(firm.finding().state, FindingState::Open);
        let none = Evidence::Doc(Hash([1; 32]));
        let shown = |one| FindingStep::Evidence(vec![one], String::new());
        assert_eq!(
            room.finding_step(&id, &shown(none)).await,
            Err(Error::NotFound)
        );
        let list = Evidence::Doc(room.origin_of(firm.list).unwrap());
        room.finding_step(&id, &shown(list)).await.unwrap();
        firm.deng_says(id, &[closed()]).await;
        assert_eq!(firm.finding().state, FindingState::Closed);
        let again = FindingStep::Reopened("It lies open again".to_owned());
        room.finding_step(&id, &again).await.unwrap();
        firm.settle().await;
        firm.deng_says(id, &[closed()]).await;
        assert_eq!(firm.finding().state, FindingState::Open);
        // evidence that nobody can look up is shown as such
        firm.deng_says(id, &[shown(none)]).await;
        assert!(firm.finding().evidence.contains(&(none, Some(false))));
    });
}

#[test]
fn a_request_is_answered_once_in_time_and_to_the_right_person() {
    run(async {
        let firm = firm().await;
        let (room, now) = (&firm.room, firm.world.now());
        let id = room
            .log_right("R-7", RightKind::Access, "gdpr", now)
            .await
            .unwrap();
        firm.settle().await;
        let says = async |id: RightId, step: RightStep| {
            firm.plan_as(&firm.deng, vec![Op::Right(id, Box::new(step))])
                .await;
            firm.settle().await;
            room.rights().unwrap().remove(0)
        };
        let answered = || RightStep::Answered(now, "Sent".to_owned());
        assert!(says(id, answered()).await.done.is_none());
        let no = RightStep::Verified(false, String::new());
        says(id, no).await;
        assert!(says(id, answered()).await.done.is_none());
        // beyond what the rule lets, and after the first period is over
        let until = |day: &str| RightStep::Extended(parse_day(day).unwrap(), "Many".to_owned());
        assert!(says(id, until("2027-04-16")).await.extended.is_none());
        firm.world.later(32 * DAY);
        let view = says(id, until("2027-04-15")).await;
        assert!(view.extended.is_none() && view.late);
        says(id, RightStep::Verified(true, String::new())).await;
        let done = says(id, RightStep::Answered(firm.world.now(), "Sent".to_owned())).await;
        assert!(done.done.is_some_and(|done| done.answered) && done.late);
        let refused = RightStep::Refused(now, "No".to_owned());
        assert!(
            says(id, refused)
                .await
                .done
                .is_some_and(|done| done.answered)
        );
    });
}

#[test]
fn nobody_outside_learns_who_asked_or_what_was_found() {
    run(async {
        let firm = firm().await;
        let (room, now) = (&firm.room, firm.world.now());
        room.log_right("R-2027/0815", RightKind::Deletion, "gdpr", now)
            .await
            .unwrap();
        room.raise_finding("finding-0815", "", firm.owner, now)
            .await
            .unwrap();
        firm.settle().await;
        let secret = |bytes: &[u8], words: &str| {
            let mut all = bytes.windows(words.len());
            all.any(|some| some == words.as_bytes())
        };
        for words in ["R-2027/0815", "finding-0815"] {
            assert!(!secret(&firm.world.recorder.sent(), words));
            assert!(!secret(&firm.world.recorder.served(), words));
        }
        for (_, theirs, _) in [&firm.anna, &firm.bert] {
            theirs.refresh().await.unwrap();
            assert_eq!(theirs.rights().map(drop), Err(Error::NotAllowed));
            assert_eq!(theirs.findings().map(drop), Err(Error::NotAllowed));
            assert_eq!(theirs.due_until(u64::MAX).map(drop), Err(Error::NotAllowed));
        }
        let (_, audits, _) = firm.world.auditor(room).await;
        assert_eq!(audits.rights().map(drop), Err(Error::NotAllowed));
    });
}
