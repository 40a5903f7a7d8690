//! 1,000 members and 10,000 documents: what granting, revoking and looking cost. Prints figures and judges
//! none; `cargo xtask bench` runs it.

use std::time::Instant;

use room::{AuditFilter, Control, FormKind, Level, Op, Principal};

use crate::support::*;

const MEMBERS: usize = 1000;
const DOCS: usize = 10_000;

#[test]
#[ignore = "measures; see cargo xtask bench"]
fn a_thousand_members_and_ten_thousand_documents() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let folder = room.make_folder(top, "data").await.unwrap();
        let group = room.make_group("everybody").await.unwrap();
        let empty = room.make_folder(top, "lobby").await.unwrap();
        let began = Instant::now();
        let mut members = Vec::new();
        for i in 0..MEMBERS {
            let label = format!("person {i}");
            let end = world.now() + DAY;
            let invite = room.invite(empty, &label, end, None).await.unwrap();
            members.push(invite.member);
        }
        say("1,000 invites made one by one", began);
        let files: Vec<_> = (0..DOCS)
            .map(|i| file(&format!("d{}/{i}.txt", i / 100), bytes(100, i as u8)))
            .collect();
        let began = Instant::now();
        put(&room, &seller.host, folder, &files).await;
        say("10,000 documents added", began);
        let began = Instant::now();
        let belongs = |member| Op::Belongs(Principal::member(member), group, true);
        let changes: Vec<Op> = members.iter().map(belongs).collect();
        room.apply(&changes).await.unwrap();
        say("1,000 put into a group", began);
        let began = Instant::now();
        let give = [Op::Access(group, folder, Some(Level::Read))];
        assert_eq!(room.preview(&give).unwrap().len(), MEMBERS * 101);
        say("what a grant to 1,000 means, over 101 folders", began);
        let began = Instant::now();
        room.apply(&give).await.unwrap();
        say("a folder of 10,000 documents granted to 1,000", began);
        let began = Instant::now();
        room.end(&members[7]).await.unwrap();
        say(
            "one of 1,000 ended, 102 folders given new keys, 999 granted",
            began,
        );
        let began = Instant::now();
        let record = room.draft(FormKind::ProcessingRecord).unwrap();
        assert_eq!(record.fields["activities"].as_array().unwrap().len(), 100);
        say("a record of processing drafted", began);
        let began = Instant::now();
        let matrix = room.matrix().unwrap();
        assert_eq!(matrix.rows.len(), MEMBERS);
        say("the matrix", began);
        let began = Instant::now();
        reopen(&world, &seller, &room).await.unwrap();
        say("the room opened anew by a manager", began);
        let (_otto, otto, _) = world.auditor(&room).await;
        let (began, control) = (Instant::now(), Control::new());
        otto.read_audit(&control, &|_| {}).await.unwrap();
        say("every chain of it read by an auditor", began);
        let began = Instant::now();
        let audit = otto.audit(&AuditFilter::default(), 0, 2000).unwrap();
        assert_eq!((audit.lines.len(), audit.findings), (2000, vec![]));
        say("2,000 entries of the record shown", began);
        let began = Instant::now();
        otto.read_audit(&control, &|_| {}).await.unwrap();
        say("the record read again", began);
    });
}

#[allow(clippy::print_stdout, reason = "figures are its result")]
fn say(what: &str, began: Instant) {
    println!("| {what} | {:.2} s |", began.elapsed().as_secs_f64());
}
