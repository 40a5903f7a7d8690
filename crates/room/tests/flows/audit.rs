//! The auditor's record: everything that was done, by whom and when, and not a word of what.

use std::cell::Cell;
use std::rc::Rc;

use room::testkit::MemoryCarrier;
use room::{
    Act, ActGroup, Action, Audit, AuditFilter, AuditProgress, AuditWords, ChainId, Control, DocId,
    Error, Host, Introduction, Level, Limits, MemberId, Office, Op, Party, PartyKind, RoomState,
    Shared, visit_as,
};

use crate::support::*;

/// What no auditor without keys is to learn.
const SECRETS: [&str; 19] = [
    "Project Lotus",
    "Accounts",
    "balance.pdf",
    "Contracts",
    "lease.pdf",
    "rent.pdf",
    "tax.pdf",
    "Bidder A",
    "Anna Berg",
    "Bert Stone",
    "Mia Holm",
    "Cleo Ray",
    "For Anna",
    "For the bank",
    "Accountant",
    "ada@example.com",
    "Keep it to yourself",
    "vat.pdf",
    "Ada Lovelace",
];

async fn read(room: &TheRoom) -> Audit {
    let control = Control::new();
    room.read_audit(&control, &|_| {}).await.unwrap();
    room.audit(&AuditFilter::default(), 0, 10_000).unwrap()
}

fn called(party: &Party) -> String {
    let kind = match party.kind {
        PartyKind::Person => "person",
        PartyKind::Link => "link",
        PartyKind::Visitor => "visitor",
    };
    format!("{kind} {}", party.number)
}

/// Oldest first, and of one moment by chains: the chain, who, what, whom, and with how many documents, folders and
/// people.
fn told(audit: &Audit) -> Vec<String> {
    let party = |id: Option<ChainId>| {
        let party = audit.parties.iter().find(|party| Some(party.id) == id);
        party.map_or("-".to_owned(), called)
    };
    let mut lines: Vec<_> = audit.lines.iter().collect();
    lines.sort_by_key(|line| (line.time, line.place.kind, line.place.number, line.seq));
    let told = lines.into_iter().map(|line| {
        let place = match (line.place.kind, line.place.number) {
            (kind, 0) => format!("{kind:?}"),
            (kind, number) => format!("{kind:?} {number}"),
        };
        let (by, about) = (party(line.by), party(line.about));
        let counts = [line.docs, line.scopes, line.people].map(|n| n.to_string());
        format!("{place}: {by} {:?} {about} {}", line.act, counts.join(" "))
    });
    told.collect()
}

fn csv(room: &TheRoom) -> String {
    let head = std::array::from_fn(|n| format!("column {n}"));
    let words = AuditWords {
        act: &|act| format!("{act:?}"),
        party: &|party| party.name.clone().unwrap_or_else(|| called(party)),
        place: &|place| format!("{:?} {}", place.kind, place.number),
    };
    room.audit_csv(&AuditFilter::default(), 480, &head, &words)
        .unwrap()
}

async fn open(room: &TheRoom, host: &Device, doc: &DocId, action: Action) {
    let carrier = MemoryCarrier::new(room::Host::api(host));
    let (mut sink, control) = (Vec::new(), Control::new());
    room.open_doc(&carrier, doc, action, &mut sink, &control, &|_| {})
        .await
        .unwrap();
}

/// A sale with everything in it, a minute between its steps.
struct Sale {
    world: World,
    room: TheRoom,
    /// The auditor came first.
    otto: (Person, TheRoom, MemberId),
    anna: MemberId,
    bank: MemberId,
}

async fn sale() -> Sale {
    let world = World::new();
    let minute = || world.later(60_000);
    let (seller, room) = world.seller().await;
    minute();
    let otto = world.auditor(&room).await;
    minute();
    let top = root(&room);
    let accounts = room.make_folder(top, "Accounts").await.unwrap();
    minute();
    let contracts = room.make_folder(top, "Contracts").await.unwrap();
    let balance = put(
        &room,
        &seller.host,
        accounts,
        &[file("balance.pdf", bytes(300, 1))],
    )
    .await;
    let files = [
        file("lease.pdf", bytes(300, 2)),
        file("rent.pdf", bytes(300, 3)),
    ];
    let lease = put(&room, &seller.host, contracts, &files).await;
    minute();
    let group = room.make_group("Bidder A").await.unwrap();
    room.apply(&[Op::Access(group, accounts, Some(Level::Read))])
        .await
        .unwrap();
    minute();
    let anna = world.entered(&room, "Anna Berg", &[group]).await;
    let bert = world.entered(&room, "Bert Stone", &[]).await;
    minute();
    room.appoint(&bert.2, Office::Manager).await.unwrap();
    bert.1.refresh().await.unwrap();
    minute();
    open(&anna.1, &anna.0.host, &balance[0], Action::View).await;
    world.later(30_000);
    anna.1.closed(&balance[0], 30).await.unwrap();
    minute();
    let limits = |asks| Limits {
        expires: world.now() + DAY,
        asks,
        ..Limits::default()
    };
    let bank = room
        .link(&Shared::Folder(contracts), "For the bank", limits(false))
        .await
        .unwrap();
    let (visited, device, _) = world.visitor(&bank).await.unwrap();
    open(&visited, &device, &lease[0], Action::Download).await;
    minute();
    let request = Shared::Requests(contracts);
    let request = room
        .link(&request, "Accountant", limits(true))
        .await
        .unwrap();
    let (host, _) = world.device();
    let says = Introduction {
        name: "Ada Lovelace".to_owned(),
        email: "ada@example.com".to_owned(),
    };
    let ada = visit_as(Rc::clone(&host), &fragment(&request), None, Some(&says))
        .await
        .unwrap();
    let carrier = MemoryCarrier::new(host.api());
    let (to, control) = (ada.drops_to()[0].0, Control::new());
    let files = [
        file("tax.pdf", bytes(300, 4)),
        file("vat.pdf", bytes(300, 5)),
    ];
    ada.send_in(&carrier, &to, &files, &control, &|_| {})
        .await
        .unwrap();
    minute();
    room.refresh().await.unwrap();
    let waiting = room.quarantine().unwrap();
    let of = |name: &str| waiting.iter().find(|one| one.name == name).unwrap();
    room.take_in(&[of("tax.pdf").record.doc]).await.unwrap();
    room.refuse(&[of("vat.pdf").record.doc]).await.unwrap();
    minute();
    room.set_text(None, "# 保密", "# Keep it to yourself")
        .await
        .unwrap();
    let asked = anna.1.refresh().await;
    asked.unwrap();
    let text = anna.1.asked().unwrap().hash;
    anna.1.agree(&text, "Anna Berg").await.unwrap();
    minute();
    room.suspend(&anna.2, true).await.unwrap();
    room.suspend(&anna.2, false).await.unwrap();
    minute();
    room.end(&anna.2).await.unwrap();
    minute();
    room.set_room_state(RoomState::ReadOnly).await.unwrap();
    Sale {
        world,
        room,
        otto,
        anna: anna.2,
        bank: bank.member,
    }
}

/// What was done in the sale, in its order.
const DONE: &str = "
    Front: person 1 RoomOpened - 0 0 0
    Front: person 1 Titled - 0 0 0
    Roster: person 1 Turned - 0 0 0
    Roster: person 1 MadePerson person 1 0 2 0
    Roster: person 1 KeysKept - 0 1 0
    Desk: person 1 Turned - 0 0 0
    Folder 1: person 1 FolderMade - 0 0 0
    Person 1: person 1 DeviceAdded - 0 0 0
    Roster: person 1 MadeInvite person 2 0 0 0
    Person 2: person 1 Issued person 2 0 0 0
    Person 2: person 2 Joined - 0 0 0
    Folder 1: person 1 FoldersListed - 0 1 0
    Folder 2: person 1 FolderMade - 0 0 0
    Folder 1: person 1 FoldersListed - 0 1 0
    Folder 2: person 1 Added - 1 0 0
    Folder 3: person 1 FolderMade - 0 0 0
    Folder 3: person 1 Added - 2 0 0
    Roster: person 1 Planned - 0 0 0
    Roster: person 1 Planned - 0 0 0
    Roster: person 1 MadeInvite person 3 0 0 0
    Roster: person 1 Planned - 0 0 0
    Roster: person 1 Granted person 3 0 1 0
    Roster: person 1 MadeInvite person 4 0 0 0
    Person 3: person 1 Issued person 3 0 0 0
    Person 3: person 3 Joined - 0 1 0
    Person 4: person 1 Issued person 4 0 0 0
    Person 4: person 4 Joined - 0 0 0
    Front: person 1 MadeManager person 4 0 0 0
    Roster: person 1 Granted person 4 0 2 0
    Person 3: person 3 Viewed - 1 0 0
    Person 3: person 3 Closed - 1 0 0
    Roster: person 1 MadeLink link 1 0 1 0
    Link 1: person 1 Issued link 1 0 0 0
    Visitor 1: visitor 1 Visited link 1 0 0 0
    Visitor 1: visitor 1 Downloaded - 1 0 0
    Roster: person 1 KeysKept - 0 1 0
    Roster: person 1 MadeLink link 2 0 0 0
    Roster: person 1 MaySend link 2 0 1 0
    Inbox 1: person 1 FolderMade - 0 0 0
    Link 2: person 1 Issued link 2 0 0 0
    Visitor 2: visitor 2 Visited link 2 0 0 0
    Visitor 2: visitor 2 SentIn - 2 0 0
    Folder 3: person 1 Added - 1 0 0
    Inbox 1: person 1 Added - 2 0 0
    Inbox 1: person 1 TakenIn - 1 0 0
    Inbox 1: person 1 Refused - 1 0 0
    Visitor 2: person 1 Received visitor 2 1 0 0
    Visitor 2: person 1 Received visitor 2 1 0 0
    Roster: person 1 Planned - 0 0 0
    Person 2: person 1 Asked person 2 0 0 0
    Person 3: person 1 Asked person 3 0 0 0
    Person 3: person 3 Agreed - 0 0 0
    Person 4: person 1 Asked person 4 0 0 0
    Link 1: person 1 Asked link 1 0 0 0
    Link 2: person 1 Asked link 2 0 0 0
    Roster: person 1 Suspended person 3 0 0 0
    Roster: person 1 Resumed person 3 0 0 0
    Roster: person 1 Ended person 3 0 1 0
    Folder 1: person 1 FoldersListed - 0 1 0
    Folder 2: person 1 Turned - 0 0 0
    Front: person 1 Frozen - 0 0 0
    Person 2: person 2 Agreed - 0 0 0
";

#[test]
fn the_auditors_record_is_what_was_done_and_holds_no_name() {
    run(async {
        let sale = sale().await;
        let otto = &sale.otto.1;
        // it is asked to agree first, like everybody
        assert_eq!(otto.audits().await, Ok(false));
        otto.refresh().await.unwrap();
        let asked = otto.asked().unwrap();
        otto.agree(&asked.hash, "Otto Brandt").await.unwrap();
        assert_eq!(otto.audits().await, Ok(true));
        let (asked, hooks) = (Rc::new(Cell::new(0)), &sale.otto.0.hooks);
        let count = Rc::clone(&asked);
        *hooks.before.borrow_mut() = Some(Box::new(move |_| {
            count.set(count.get() + 1);
            Ok(())
        }));
        let audit = read(otto).await;
        // the heads, who came by links, and all that the roster names in one request; a checkpoint and its leaves
        assert_eq!(asked.get(), 5);
        hooks.clear();
        let done: Vec<&str> = DONE.trim().lines().map(str::trim).collect();
        assert_eq!(told(&audit), done);
        assert_eq!((audit.entries, audit.total), (done.len(), done.len()));
        // front, roster, desk, three folders, an inbox, four people, two links, two visitors
        assert_eq!((audit.chains, audit.findings.len()), (15, 0));
        assert_eq!(audit.last, sale.world.now());
        let looked = audit.lines.iter().find(|line| line.act == Act::Closed);
        assert_eq!(looked.unwrap().seconds, 30);

        // everybody has a number, and the founder the name that the front tells
        let of = |id: &MemberId| audit.parties.iter().find(|party| party.id == *id).unwrap();
        let named: Vec<&str> = audit
            .parties
            .iter()
            .filter_map(|party| party.name.as_deref())
            .collect();
        assert_eq!(named, ["Wang Fang"]);
        assert!(of(&sale.otto.2).me && of(&sale.otto.2).office.is_none());
        let office = |number| {
            let mut people = audit.parties.iter();
            let one = people.find(|one| (one.kind, one.number) == (PartyKind::Person, number));
            one.unwrap().office
        };
        assert_eq!(
            (office(1), office(4)),
            (Some(Office::Owner), Some(Office::Manager))
        );
        // nothing of what was served, kept or shown says what it was about
        let (shown, table) = (format!("{audit:?}"), csv(otto));
        for secret in SECRETS {
            assert!(!shown.contains(secret), "{secret}");
            assert!(!table.contains(secret), "{secret}");
        }
        assert_eq!(table.lines().count(), done.len() + 1);
        assert!(otto.view().docs.is_empty() && otto.view().folders.is_empty());

        // one kind, and one person
        let only = |group, party| {
            let filter = AuditFilter { group, party };
            otto.audit(&filter, 0, 100).unwrap()
        };
        let opened = only(Some(ActGroup::Opened), None);
        let acts: Vec<Act> = opened.lines.iter().map(|line| line.act).collect();
        assert_eq!(acts, [Act::Downloaded, Act::Closed, Act::Viewed]);
        let hers = only(Some(ActGroup::Opened), Some(sale.anna));
        assert_eq!((hers.total, hers.lines.len()), (2, 2));
        let link = only(None, Some(sale.bank));
        assert_eq!(link.total, 4);
        assert_eq!(
            otto.audit(&AuditFilter::default(), 59, 1)
                .unwrap()
                .lines
                .len(),
            1
        );

        // what comes later is added to it, and read alone
        sale.world.later(60_000);
        sale.room.set_room_state(RoomState::Open).await.unwrap();
        sale.world.recorder.forget();
        let again = read(otto).await;
        assert_eq!(
            (again.total, again.lines[0].act),
            (audit.total + 1, Act::Unlocked)
        );
        let served = sale.world.recorder.served().len();
        assert!(served < 10_000, "{served} bytes for one entry");
    });
}

#[test]
fn who_manages_sees_the_same_with_names_and_others_nothing() {
    run(async {
        let sale = sale().await;
        assert_eq!(sale.room.audits().await, Ok(true));
        let audit = read(&sale.room).await;
        let done: Vec<&str> = DONE.trim().lines().map(str::trim).collect();
        // the auditor has not agreed yet
        assert_eq!(told(&audit), done[..done.len() - 1]);
        let names: Vec<&str> = audit
            .parties
            .iter()
            .filter_map(|party| party.name.as_deref())
            .collect();
        for name in [
            "Wang Fang",
            "Anna Berg",
            "Bert Stone",
            "For the bank",
            "Ada Lovelace",
        ] {
            assert!(names.contains(&name), "{name} in {names:?}");
        }
        let reader = world_reader(&sale).await;
        assert_eq!(reader.audits().await, Ok(false));
        let control = Control::new();
        let refused = reader.read_audit(&control, &|_| {}).await;
        assert_eq!(refused, Err(Error::NotAllowed));
        let nothing = reader.audit(&AuditFilter::default(), 0, 100);
        assert_eq!(nothing.err(), Some(Error::NotFound));
    });
}

/// One who reads a folder, and is asked for nothing any more.
async fn world_reader(sale: &Sale) -> TheRoom {
    sale.room.set_room_state(RoomState::Open).await.unwrap();
    let invite = sale
        .room
        .invite(root(&sale.room), "Mia Holm", sale.world.now() + DAY, None)
        .await
        .unwrap();
    let (_, theirs) = sale.world.joined("Mia Holm", &invite).await;
    let asked = theirs.asked().unwrap();
    theirs.agree(&asked.hash, "Mia Holm").await.unwrap();
    theirs
}

#[test]
fn a_coordinator_and_a_visitor_audit_nothing() {
    run(async {
        let world = World::new();
        let (_seller, room) = world.seller().await;
        let cleo = world.entered(&room, "Cleo Ray", &[]).await;
        room.appoint(&cleo.2, Office::Coordinator).await.unwrap();
        cleo.1.refresh().await.unwrap();
        assert_eq!(cleo.1.audits().await, Ok(false));
        let limits = Limits {
            expires: world.now() + DAY,
            ..Limits::default()
        };
        let link = room
            .link(&Shared::Folder(root(&room)), "", limits)
            .await
            .unwrap();
        let (visited, ..) = world.visitor(&link).await.unwrap();
        assert_eq!(visited.audits().await, Ok(false));
    });
}

#[test]
fn a_reading_is_cancelled_and_goes_on_where_it_was() {
    run(async {
        let sale = sale().await;
        let room = &sale.room;
        let control = Control::new();
        let seen = Cell::new(0);
        let stop = |progress: AuditProgress| {
            assert!(progress.chains <= progress.of);
            seen.set(progress.entries);
            control.cancel();
        };
        let stopped = room.read_audit(&control, &stop).await;
        assert_eq!(stopped, Err(Error::Cancelled));
        assert!(seen.get() > 0);
        let none = room.audit(&AuditFilter::default(), 0, 1);
        assert_eq!(none.err(), Some(Error::NotFound));
        let audit = super::audit::read(room).await;
        assert_eq!((audit.chains, audit.findings), (15, vec![]));
    });
}
