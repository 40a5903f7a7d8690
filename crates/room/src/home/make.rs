//! Making a room: one batch of entries, after home remembers the salt.
//!
//! ```text
//! front   0 Open(server key, owner's chain, roster's public half)      its hash is the room's id
//! owner   0 Device
//! roster  0 Epoch 0
//! desk    0 Epoch 0
//! roster  1 Member(owner; grants of the front's, the roster's and the desk's keys)
//! root    0 Epoch 0
//! roster  2 Keys(root)
//! front   1 Title(title, owner's card)
//! ```

use std::collections::BTreeMap;
use std::rc::Rc;

use blobs::Api;
use blobs::wire::{Append, Outcome};
use ledger::entry::{Epoch, GrantRef, Head, Manner, Member, MemberKind, Open, Public, Rights};
use ledger::ids::{ChainId, Hash, PublicKey, RoomId, ScopeId};
use rand_core::{CryptoRng, Rng};
use seal::context::{Context, Kind};
use seal::grant::{self, Grant, Terms};
use seal::identity::RoomKeys;
use seal::scope::ScopeKey;

use crate::body::{self, EpochBody, HomeRoom, Keys, ScopeKeyOf, Title};
use crate::chains::append::{Draft, Writer};
use crate::error::{Error, What};
use crate::home::Home;
use crate::home::desk;
use crate::home::shelf::RoomShelf;
use crate::host::{Host, random};
use crate::names;
use crate::room::Room;
use crate::session::{Me, Session};

/// The longest title, in bytes.
pub const MAX_TITLE: usize = 200;

/// Checks a room's title.
pub fn check_title(title: &str) -> Result<(), names::BadName> {
    if title.trim().is_empty() {
        return Err(names::BadName::Empty);
    }
    if title.len() > MAX_TITLE {
        return Err(names::BadName::Long);
    }
    if title.contains(names::hidden) {
        Err(names::BadName::Control)
    } else {
        Ok(())
    }
}

impl<H: Host> Home<H> {
    /// Makes a room with the operator's token and opens it.
    pub async fn make_room(&self, me: &Me, title: &str, token: &str) -> Result<Room<H>, Error> {
        check_title(title)?;
        let host = Rc::clone(&self.host);
        let info = host.api().server().await?;
        let server = PublicKey::parse(&info.key).map_err(|_| Error::Tampered(What::Answer))?;
        let mut rng = host.rng();
        let mut salt = [0; 32];
        rng.fill_bytes(&mut salt);
        let owner = ChainId(random(&mut rng));
        let keys = me.seed.room_keys(&salt);
        let (front_key, roster_key) = (ScopeKey::make(&mut rng), ScopeKey::make(&mut rng));
        let desk_key = ScopeKey::make(&mut rng);

        let none = |_: &ChainId| Head {
            next: 0,
            hash: Hash::ZERO,
        };
        let mut writer = Writer {
            room: None,
            heads: BTreeMap::new(),
            now: info.time,
            head: &none,
        };
        let roster = roster_key.kem_public().as_bytes().to_vec();
        let open = Draft::new(
            ChainId::FRONT,
            0,
            Public::Open(Open {
                server,
                owner,
                roster,
            }),
            None,
        );
        let (first, hash) = writer.write(&open, &keys.sign)?;
        let room = RoomId(hash.0);
        writer.room = Some(room);

        let mut entry = HomeRoom::new(room, &salt, owner, true);
        title.clone_into(&mut entry.title);
        entry.opened = info.time;
        self.promise(entry).await?;
        let local = me.seed.local("room");
        let mut kept = RoomShelf::make(&*host);
        let session = Session::person(me, room, &salt, owner, kept.device()?)?;
        kept.save(&*host, &local, &room, &owner).await?;

        let mut batch = Append {
            items: vec![first],
            grants: Vec::new(),
        };
        let first = First {
            room,
            owner,
            keys: &keys,
            front_key: &front_key,
            roster_key: &roster_key,
            desk_key: &desk_key,
        };
        let drafts = first.drafts(title, &session, &mut rng)?;
        for draft in drafts {
            batch.items.push(writer.write(&draft, &keys.sign)?.0);
            batch.grants.extend(draft.grants);
        }
        let made = host
            .api()
            .make_room(&session.signer(), token, &batch)
            .await?;
        match made.outcomes.last() {
            Some(Outcome::Stored(_)) if made.outcomes.len() == batch.items.len() => {}
            Some(Outcome::Refused(code, _)) => return Err((*code).into()),
            _ => return Err(Error::Tampered(What::Answer)),
        }
        kept.certified = true;
        let room = Room::load(host, session, local, kept).await?;
        self.note(&room).await?;
        Ok(room)
    }
}

/// A room that is about to be.
struct First<'a> {
    room: RoomId,
    owner: ChainId,
    keys: &'a RoomKeys,
    front_key: &'a ScopeKey,
    roster_key: &'a ScopeKey,
    desk_key: &'a ScopeKey,
}

impl First<'_> {
    fn drafts(
        &self,
        title: &str,
        session: &Session,
        rng: &mut impl CryptoRng,
    ) -> Result<Vec<Draft>, Error> {
        let root: ScopeId = ChainId(random(rng));
        let root_key = ScopeKey::make(rng);
        let desk = desk::desk(&self.room);
        let (front, roster) = (
            self.grant(ChainId::FRONT, self.front_key),
            self.grant(ChainId::ROSTER, self.roster_key),
        );
        let desk_grant = self.grant(desk, self.desk_key);
        let member = Member {
            member: self.owner,
            kind: MemberKind::Person,
            key: PublicKey(self.keys.sign.public()),
            state: None,
            expires: None,
            join_by: None,
            opens: None,
            grants: vec![own(&front), own(&roster), own(&desk_grant)],
            manner: Manner::default(),
        };
        let keys = Keys {
            keys: vec![ScopeKeyOf {
                scope: root,
                epoch: 0,
                key: (&root_key).into(),
            }],
            selection: false,
            bin: None,
            inbox: None,
        };
        let said = Title {
            title: title.to_owned(),
            owner: session.card()?.as_bytes().to_vec(),
        };
        let sealed = |key: &ScopeKey, kind, chain: ChainId, plain: &[u8], rng: &mut _| {
            Some(key.seal(&Context::new(kind, self.room.0, chain.0, 0), plain, rng))
        };
        let epoch = |key: &ScopeKey| {
            Public::Epoch(Epoch {
                parent: None,
                kem: key.kem_public().as_bytes().to_vec(),
            })
        };
        let nameless = body::encode(&EpochBody {
            name: String::new(),
            before: None,
        });
        let keys_body = desk::seal_keys(&self.room, 0, self.desk_key, &body::encode(&keys), rng);
        let title_body = sealed(
            self.front_key,
            Kind::Title,
            ChainId::FRONT,
            &body::encode(&said),
            rng,
        );
        let root_body = sealed(&root_key, Kind::Epoch, root, &nameless, rng);
        let desk_body = sealed(self.desk_key, Kind::Epoch, desk, &nameless, rng);
        Ok(vec![
            Draft::new(self.owner, 0, Public::Device(session.device_key()), None),
            Draft::new(ChainId::ROSTER, 0, epoch(self.roster_key), None),
            Draft::new(desk, 0, epoch(self.desk_key), desk_body),
            Draft::new(ChainId::ROSTER, 0, Public::Member(member), None)
                .with(self.owner, &front)
                .with(self.owner, &roster)
                .with(self.owner, &desk_grant),
            Draft::new(root, 0, epoch(&root_key), root_body),
            Draft::new(
                ChainId::ROSTER,
                0,
                Public::Keys(vec![root]),
                Some(keys_body),
            ),
            Draft::new(ChainId::FRONT, 0, Public::Title, title_body),
        ])
    }

    fn grant(&self, scope: ChainId, key: &ScopeKey) -> Grant {
        let terms = Terms {
            room: self.room.0,
            scope: scope.0,
            epoch: 0,
            recipient: self.owner.0,
            rights: rights(Rights::Own),
            expires: None,
        };
        grant::seal(&terms, key, &self.keys.kem.public(), &self.keys.sign)
    }
}

/// How rights stand in a sealed grant: as in an entry.
pub(crate) fn rights(rights: Rights) -> u8 {
    match rights {
        Rights::Read => 0,
        Rights::Coordinate => 1,
        Rights::Manage => 2,
        Rights::Own => 3,
    }
}

/// How the roster names a sealed grant.
pub(crate) fn refer(grant: &Grant, rights: Rights) -> GrantRef {
    let terms = grant.terms();
    GrantRef {
        scope: ChainId(terms.scope),
        epoch: terms.epoch,
        rights,
        expires: terms.expires,
        hash: Hash(grant.hash()),
    }
}

fn own(grant: &Grant) -> GrantRef {
    refer(grant, Rights::Own)
}
