//! A firm with customers: two managers, two groups with a person each, a folder of customers and one of notes.

use minicbor::Encode;
use room::{
    Answer, Basis, BasisKind, Cover, DataKind, DocId, Found, FoundKind, InviteTerms, Level, Mark,
    Marking, MemberId, Office, Op, Principal, ScopeId, Tier, TierRule,
};
use seal::context::Kind;

use super::*;

pub type Somebody = (Person, TheRoom, MemberId);

pub struct Firm {
    pub world: World,
    pub seller: Person,
    pub room: TheRoom,
    pub owner: MemberId,
    /// The second manager.
    pub deng: Somebody,
    pub a: Principal,
    pub b: Principal,
    pub anna: Somebody,
    pub bert: Somebody,
    pub customers: ScopeId,
    pub notes: ScopeId,
    /// In `customers`,
    pub list: DocId,
    /// and in `notes`.
    pub memo: DocId,
}

pub async fn firm() -> Firm {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let owner = owner_of(&room).await;
    let top = root(&room);
    let files = [
        file("customers/list.pdf", bytes(900, 1)),
        file("notes/memo.pdf", bytes(900, 2)),
    ];
    let docs = put(&room, &seller.host, top, &files).await;
    let made = room
        .make_folders(top, &["customers".to_owned(), "notes".to_owned()])
        .await
        .unwrap();
    let a = room.make_group("Buyer A").await.unwrap();
    let b = room.make_group("Buyer B").await.unwrap();
    let deng = world.entered(&room, "Deng", &[]).await;
    room.appoint(&deng.2, Office::Manager).await.unwrap();
    let anna = world.entered(&room, "Anna", &[a]).await;
    let bert = world.entered(&room, "Bert", &[b]).await;
    room.refresh().await.unwrap();
    deng.1.refresh().await.unwrap();
    Firm {
        customers: made["customers"],
        notes: made["notes"],
        list: docs[0],
        memo: docs[1],
        world,
        seller,
        room,
        owner,
        deng,
        a,
        b,
        anna,
        bert,
    }
}

/// One whose list of customers takes two.
pub async fn two() -> Firm {
    let firm = firm().await;
    firm.room
        .set_tier(Tier::Sensitive, &second())
        .await
        .unwrap();
    let label = [(
        room::Labelled::Folder(firm.customers),
        tier(Tier::Sensitive),
    )];
    firm.room.classify(&label).await.unwrap();
    firm.settle().await;
    firm
}

pub fn tier(tier: Tier) -> Marking {
    Marking {
        tier: Some(Mark::Is(tier)),
        ..Marking::default()
    }
}

/// Personal information of so many persons.
pub fn personal(persons: u64) -> Marking {
    Marking {
        personal: Some(Mark::Is(Answer::Yes)),
        persons: Some(Mark::Is(persons)),
        ..Marking::default()
    }
}

pub fn found(kinds: &[DataKind]) -> Option<Mark<Found>> {
    let kinds = kinds.iter().map(|kind| FoundKind {
        kind: *kind,
        count: 3,
        distinct: 2,
    });
    Some(Mark::Is(Found {
        kinds: kinds.collect(),
        partial: false,
    }))
}

pub fn basis(recipient: Principal, covers: &[Cover]) -> Basis {
    Basis {
        kind: BasisKind::Merger,
        recipient,
        purpose: "The business passes on".to_owned(),
        method: "Reading in the room".to_owned(),
        kinds: Vec::new(),
        sensitive: false,
        covers: covers.to_vec(),
        from: 0,
        until: None,
        country: "CN".to_owned(),
        abroad: None,
    }
}

pub fn second() -> TierRule {
    TierRule {
        second: true,
        ..TierRule::default()
    }
}

pub fn give(who: Principal, folder: ScopeId) -> [Op; 1] {
    [Op::Access(who, folder, Some(Level::Read))]
}

impl Firm {
    pub fn both(&self) -> [&TheRoom; 2] {
        [&self.room, &self.deng.1]
    }

    /// Both managers' programs hear everything, and finish what is pending, and hear of that.
    pub async fn settle(&self) {
        for _ in 0..2 {
            for room in self.both() {
                room.refresh().await.unwrap();
            }
        }
    }

    /// Whether somebody's keys open a folder as it is now.
    pub fn opens(&self, (person, room, id): &Somebody, folder: ScopeId) -> bool {
        let raw = Raw::new(&self.world, self.room.id());
        let keys = person.room_keys(&self.world, room);
        Keyring::of(&raw, self.room.id(), *id, &keys).holds(folder)
    }

    /// What somebody's program shows, by name.
    pub async fn sees(&self, (_, room, _): &Somebody) -> Vec<String> {
        room.refresh().await.unwrap();
        let mut docs: Vec<String> = room.view().docs.into_iter().map(|doc| doc.name).collect();
        docs.sort();
        docs
    }

    /// What a manager's own program plans, whatever this one thinks of it.
    pub async fn plan_as(&self, by: &Somebody, ops: Vec<Op>) {
        let said = minicbor::to_vec((ops,)).unwrap();
        self.roster_as(by, &said).await;
    }

    async fn roster_as(&self, (person, room, id): &Somebody, said: &[u8]) {
        let raw = Raw::new(&self.world, room.id());
        let keys = person.room_keys(&self.world, room);
        let epoch = raw.epoch(room::ChainId::ROSTER);
        let ring = Keyring::of(&raw, room.id(), *id, &keys);
        let body = ring.seal(Kind::Plan, room::ChainId::ROSTER, epoch, said);
        let by = (*id, &keys.sign);
        let public = ledger::Public::Plan;
        say(
            &self.world,
            room,
            by,
            room::ChainId::ROSTER,
            public,
            Some(body),
        )
        .await;
    }

    /// What somebody's own program says of a document.
    pub async fn edit_as<E: Encode<()>>(
        &self,
        (person, room, id): &Somebody,
        folder: ScopeId,
        doc: DocId,
        said: E,
    ) {
        let raw = Raw::new(&self.world, room.id());
        let keys = person.room_keys(&self.world, room);
        let ring = Keyring::of(&raw, room.id(), *id, &keys);
        let plain = minicbor::to_vec((vec![said],)).unwrap();
        let body = ring.seal(Kind::Edit, folder, raw.epoch(folder), &plain);
        let by = (*id, &keys.sign);
        let public = ledger::Public::Edit(vec![doc]);
        say(&self.world, room, by, folder, public, Some(body)).await;
    }

    pub fn terms(&self, folders: &[ScopeId], groups: &[Principal]) -> InviteTerms<'static> {
        InviteTerms {
            label: "Carl",
            folders: folders.to_vec(),
            groups: groups.to_vec(),
            join_by: self.world.now() + DAY,
            ..InviteTerms::default()
        }
    }
}
