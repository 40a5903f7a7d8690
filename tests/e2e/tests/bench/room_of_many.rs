//! A large room, made by the use-cases as people's programs run them: an owner, members who joined by
//! invites, groups, folders, documents.

use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::Instant;

use e2e::{Done, Server, fault};
use futures::StreamExt;
use futures::stream;
use room::testkit::{MemoryCarrier, MemoryFile};
use room::{
    Control, Home, Host, Invitation, Language, Level, Me, MemberId, Op, Picked, Principal, Room,
    RoomId, Seed, parse_fragment,
};
use seal::rng::Platform;

use crate::machine::{Machine, TheRoom, now};
use crate::say;

const DAY: u64 = 24 * 3_600_000;
/// Members who join at the same time.
const AT_ONCE: usize = 8;
/// Folders below the one that is granted.
pub(crate) const FOLDERS: usize = 100;
/// Groups of equal size, beside the one of all.
const GROUPS: usize = 20;
/// As many requests as it can answer, and a proxy's word for who asks: the members come from many places.
const BUSY: [&str; 5] = [
    "--peer-rate=1000000",
    "--key-rate=1000000",
    "--behind-proxy",
    "--homes=100000",
    "--log=compact",
];
/// The group of all.
pub(crate) const EVERYBODY: &str = "Everybody";
/// The folder that is granted.
pub(crate) const DATA: &str = "Data";

/// How large.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Size {
    pub(crate) members: usize,
    pub(crate) docs: usize,
}

impl Size {
    /// As asked for in the environment.
    pub(crate) fn wished() -> Self {
        let short = std::env::var("SEALROOM_BENCH_SHORT").is_ok_and(|value| value == "1");
        let (members, docs) = if short { (100, 1000) } else { (1000, 10_000) };
        Self { members, docs }
    }
}

/// The room, its owner, and two members whose programs still run.
pub(crate) struct Many {
    pub(crate) server: Server,
    pub(crate) size: Size,
    pub(crate) client: reqwest::Client,
    pub(crate) owner: Me,
    pub(crate) room: RoomId,
    /// One is ended without a browser, one in it.
    pub(crate) leaving: [(String, MemberId, TheRoom); 2],
}

impl Many {
    /// Makes it, on a server of its own.
    pub(crate) async fn prepare(size: Size) -> Done<Self> {
        let server = Server::start_with(&BUSY).await?;
        let client = reqwest::Client::new();
        let origin = format!("http://{}", server.address());
        let owner = Me {
            seed: Seed::make(&mut Platform::new()?),
            name: "Wang Fang".to_owned(),
        };
        let host = Machine::new(&client, &origin, None);
        let home = Home::load(Rc::clone(&host), &owner.seed).await?;
        let room = home
            .make_room(&owner, "Project Lotus", &server.token()?)
            .await?;
        let Some(top) = room.view().root() else {
            return fault("a room without a folder");
        };
        let lobby = room.make_folder(top, "Lobby").await?;
        let data = room.make_folder(top, DATA).await?;

        let began = Instant::now();
        let mut invites = Vec::new();
        for i in 0..size.members {
            let until = now() + DAY;
            invites.push(room.invite(lobby, &name_of(i), until, None).await?);
        }
        took("invited", size.members, began);
        let began = Instant::now();
        let joining = invites
            .iter()
            .enumerate()
            .map(|(i, invite)| join(&client, &origin, i, invite));
        let mut joined: Vec<(usize, TheRoom)> = Vec::new();
        let mut joining = stream::iter(joining).buffer_unordered(AT_ONCE);
        while let Some(one) = joining.next().await {
            let (i, room) = one?;
            if [7, 8].contains(&i) {
                joined.push((i, room));
            }
        }
        drop(joining);
        took("joined", size.members, began);
        let began = Instant::now();
        let members: Vec<MemberId> = invites.iter().map(|invite| invite.member).collect();
        room.apply(&groups(&members)?).await?;
        took("put into groups", size.members, began);

        let began = Instant::now();
        let each = size.docs / FOLDERS;
        let file = |i: usize| Picked {
            path: format!("Part {:03}/Document {i:05}.txt", i / each),
            mime: "text/plain".to_owned(),
            source: MemoryFile::new(format!("This is document {i}."), now()),
        };
        let files: Vec<_> = (0..size.docs).map(file).collect();
        let carrier = MemoryCarrier::new(host.api());
        let sent = room
            .upload(&carrier, data, &files, &Control::new(), &|_| {})
            .await?;
        if !sent.failed.is_empty() {
            return fault(format!("{} documents did not arrive", sent.failed.len()));
        }
        took("documents sent", size.docs, began);

        joined.sort_by_key(|(i, _)| *i);
        let leaving = joined
            .into_iter()
            .filter_map(|(i, room)| Some((name_of(i), *members.get(i)?, room)));
        let Ok(leaving) = leaving.collect::<Vec<_>>().try_into() else {
            return fault("too few members");
        };
        Ok(Self {
            room: room.id(),
            server,
            size,
            client,
            owner,
            leaving,
        })
    }

    /// The owner's recovery words.
    pub(crate) fn words(&self) -> Vec<String> {
        let words = seal::words::recovery(&self.owner.seed, Language::English);
        words.split(' ').map(str::to_owned).collect()
    }

    /// Where the server listens.
    pub(crate) fn origin(&self) -> String {
        format!("http://{}", self.server.address())
    }
}

/// One comes into the room.
async fn join(
    client: &reqwest::Client,
    origin: &str,
    i: usize,
    invite: &Invitation,
) -> Done<(usize, TheRoom)> {
    let address = Ipv4Addr::from(0x0a00_0001 + u32::try_from(i)?);
    let host = Machine::new(client, origin, Some(address));
    let me = Me {
        seed: Seed::make(&mut Platform::new()?),
        name: name_of(i),
    };
    let home = Home::load(host, &me.seed).await?;
    let fragment = parse_fragment(&invite.fragment)?;
    let room: Room<Machine> = home.join(&me, &fragment).await?;
    Ok((i, room))
}

/// One group of all, and groups of a few.
fn groups(members: &[MemberId]) -> Done<Vec<Op>> {
    let group = |n: u8| Principal([n; 16]);
    let name = |n: u8| match n {
        1 => EVERYBODY.to_owned(),
        n => format!("Bidder {:02}", n - 1),
    };
    let few = u8::try_from(GROUPS)?;
    let mut ops: Vec<Op> = (1..=few + 1)
        .map(|n| Op::Group(group(n), Some(name(n))))
        .collect();
    for (i, member) in members.iter().enumerate() {
        let own = u8::try_from(i % GROUPS)? + 2;
        let member = Principal::member(member);
        ops.push(Op::Belongs(member, group(1), true));
        ops.push(Op::Belongs(member, group(own), true));
    }
    Ok(ops)
}

/// What the plan is to say so that everybody reads the large folder.
pub(crate) fn to_everybody(folder: room::ScopeId) -> Op {
    Op::Access(Principal([1; 16]), folder, Some(Level::Read))
}

/// What a member is called.
pub(crate) fn name_of(i: usize) -> String {
    format!("Person {i:04}")
}

fn took(what: &str, n: usize, began: Instant) {
    say(&format!(
        "  {n} {what} in {:.1} s",
        began.elapsed().as_secs_f64()
    ));
}
