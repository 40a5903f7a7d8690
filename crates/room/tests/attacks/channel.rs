//! Reports before those for whom they are not, and answers from those who were not asked.

use room::{Error, open_answer};
use serde_json::json;

use crate::support::firm::*;
use crate::support::*;

#[test]
fn a_manager_opens_no_report_and_nobody_answers_in_the_auditors_name() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let (_, audits, _) = firm.world.auditor(room).await;
        room.refresh().await.unwrap();
        let channel = [audits.open_channel("Write to me.").unwrap()];
        let (_, anna, _) = &firm.anna;
        let report = anna
            .seal_report(&channel, "The list lies open", false)
            .unwrap();
        for other in [room, &firm.deng.1, anna] {
            assert_eq!(
                other.open_report(&report.file).unwrap_err(),
                Error::NotFound
            );
        }
        // a bit of it, anywhere behind the head
        for at in [40, 90, report.file.len() - 1] {
            let mut changed = report.file.clone();
            changed[at] ^= 1;
            assert!(audits.open_report(&changed).is_err(), "{at}");
        }
        let view = audits.open_report(&report.file).unwrap();
        // who got to know the key for the answer is not among those who were asked
        let forged = room.answer_report(&view, "All is well.").unwrap();
        let refused = open_answer(&forged, &report.reply, &channel);
        assert_eq!(refused.unwrap_err(), Error::Tampered(room::What::Report));
        let right = audits.answer_report(&view, "We look into it.").unwrap();
        assert!(open_answer(&right, &report.reply, &channel).is_ok());
        // with the key of another report
        let other = anna.seal_report(&channel, "Another", false).unwrap();
        assert_eq!(
            open_answer(&right, &other.reply, &channel).unwrap_err(),
            Error::NotFound
        );
    });
}

#[test]
fn a_channel_of_a_manager_or_of_another_room_is_none() {
    run(async {
        let (firm, other) = (firm().await, firm().await);
        let room = &firm.room;
        let (_, audits, auditor) = firm.world.auditor(room).await;
        let (_, elsewhere, _) = other.world.auditor(&other.room).await;
        room.refresh().await.unwrap();
        let channel = audits.open_channel("Write to me.").unwrap();
        // whoever signs beside the auditor would read it, too
        let both = room.countersign_artefact(&channel).unwrap();
        assert_eq!(room.is_channel(&channel), Ok(true));
        assert_eq!(room.is_channel(&both), Ok(false));
        let foreign = elsewhere.open_channel("Write to me.").unwrap();
        let sealed = firm.anna.1.seal_report(&[foreign], "x", false);
        assert_eq!(sealed.map(drop).unwrap_err(), Error::NotFound);
        let odd = audits.sign_artefact("report", &json!({})).unwrap();
        assert!(firm.anna.1.seal_report(&[odd], "x", false).is_err());
        assert!(firm.anna.1.seal_report(&[], "x", false).is_err());
        // one who audits no more
        room.end(&auditor).await.unwrap();
        assert_eq!(room.is_channel(&channel), Ok(false));
    });
}
