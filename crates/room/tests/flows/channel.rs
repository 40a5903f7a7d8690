//! Reports to the auditors alone.

use room::testkit::{MemoryCarrier, MemoryFile};
use room::{
    Control, Error, Host, Level, Limits, Op, Picked, Principal, REPORT_MIME, ReplyKey, Shared,
    open_answer,
};

use crate::support::firm::*;
use crate::support::papers::paper;
use crate::support::*;

fn sealed(name: &str, content: Vec<u8>) -> Picked<MemoryFile> {
    Picked {
        path: name.to_owned(),
        mime: REPORT_MIME.to_owned(),
        source: MemoryFile::new(content, START),
    }
}

#[test]
fn somebody_unknown_reports_to_the_auditor_and_reads_the_answer() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let (otto, audits, auditor) = firm.world.auditor(room).await;
        room.refresh().await.unwrap();
        let folder = room.make_folder(root(room), "Reports").await.unwrap();
        let read = |who| Op::Access(who, folder, Some(Level::Read));
        let give = [read(Principal::member(&auditor)), read(firm.a)];
        room.apply(&give).await.unwrap();
        audits.refresh().await.unwrap();
        // the auditor says where to write to; who manages sees that it audits
        let channel = audits
            .open_channel("Write to me, also without a name.")
            .unwrap();
        assert_eq!(room.is_channel(&channel), Ok(true));
        let says = room::channel_text(&channel).unwrap();
        assert_eq!(says, "Write to me, also without a name.");
        let own = room.open_channel("Write to the manager.").unwrap();
        assert_eq!(room.is_channel(&own), Ok(false));
        put(
            room,
            &firm.seller.host,
            folder,
            &[paper("channel.json", &channel)],
        )
        .await;
        let limits = Limits {
            expires: firm.world.now() + 30 * DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Requests(folder), "Reports", limits)
            .await
            .unwrap();

        // by the link, on a device that has nothing else of the room
        let (visitor, host, _) = firm.world.visitor(&link).await.unwrap();
        let named = visitor.seal_report(std::slice::from_ref(&channel), "x", true);
        assert_eq!(named.map(drop).unwrap_err(), Error::NotAllowed);
        let words = "名单被带走了";
        let report = visitor
            .seal_report(std::slice::from_ref(&channel), words, false)
            .unwrap();
        let (carrier, control) = (MemoryCarrier::new(host.api()), Control::new());
        let to = visitor.drops_to()[0].0;
        let files = [sealed("report", report.file.clone())];
        let sent = visitor
            .send_in(&carrier, &to, &files, &control, &|_| {})
            .await
            .unwrap();
        assert_eq!(sent.failed, vec![]);

        // those who manage see that there is one, hand it on, and open nothing
        room.refresh().await.unwrap();
        let waiting = room.quarantine().unwrap();
        assert_eq!((waiting.len(), waiting[0].from.as_str()), (1, ""));
        room.take_in(&[waiting[0].at]).await.unwrap();
        audits.refresh().await.unwrap();
        let doc = find(&audits, "report").unwrap().record.doc;
        let file = get(&audits, &otto.host, &doc).await.unwrap();
        assert_eq!(room.open_report(&file).unwrap_err(), Error::NotFound);
        let view = audits.open_report(&file).unwrap();
        assert_eq!((view.text.as_str(), view.from.as_ref()), (words, None));

        // the answer lies where people read it, and one of them opens it
        let answer = audits.answer_report(&view, "我们会调查。").unwrap();
        let kept = ReplyKey::decode(&report.reply.encode()).unwrap();
        let said = open_answer(&answer, &kept, std::slice::from_ref(&channel)).unwrap();
        assert_eq!(
            (said.text.as_str(), said.by.name.as_str()),
            ("我们会调查。", "Otto Brandt")
        );
        assert_eq!(said.report, view.id);
        assert_eq!(audits.open_report(&answer).unwrap_err(), Error::NotFound);
        assert!(
            firm.world
                .recorder
                .sent()
                .windows(words.len())
                .all(|some| some != words.as_bytes())
        );
    });
}

#[test]
fn who_gives_the_name_signs_and_the_auditor_sees_who() {
    run(async {
        let firm = firm().await;
        let (_, audits, _) = firm.world.auditor(&firm.room).await;
        let channel = [audits.open_channel("Write to me.").unwrap()];
        let (_, anna, _) = &firm.anna;
        let report = anna
            .seal_report(&channel, "The list lies open", true)
            .unwrap();
        let view = audits.open_report(&report.file).unwrap();
        assert_eq!(view.from.map(|from| from.name).as_deref(), Some("Anna"));
        for (words, error) in [
            ("", None),
            ("\u{202e}x", None),
            (&*"x".repeat(70_000), Some(Error::TooLarge)),
        ] {
            let refused = anna.seal_report(&channel, words, false).unwrap_err();
            assert!(error.is_none_or(|error| error == refused));
        }
    });
}
