//! Visiting: someone opens a link on a device.
//!
//! The link's key certifies a key of this device, whose chain then takes its receipts. The
//! device's key is kept sealed under a key that only the link's secret gives, so that the
//! same device comes again without being counted again.

use std::collections::BTreeMap;
use std::rc::Rc;

use blobs::wire::{Code, Id, Read, ReadFrom, Visit};
use blobs::{Api, ApiError};
use ledger::entry::{Entry, Head, Public};
use ledger::ids::{ChainId, Hash, PublicKey, RoomId};
use seal::context::{Context, Kind};
use seal::fragment::{Fragment, LinkKind};
use seal::kem::KemPublic;
use seal::link::LinkKeys;
use seal::sealbox;

use crate::body::{self, Introduction};
use crate::chains::append::{Draft, Writer};
use crate::error::{Error, What};
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::names;
use crate::replay::{State, start};
use crate::room::Room;
use crate::session::{KeySigner, Session, Who};
use crate::share::peek::{ask, judge, local_key, read_note};

/// The longest name and e-mail address, in bytes.
const NAME: usize = 200;
const EMAIL: usize = 254;

/// Opens a link that asks nobody who they are; see [`visit_as`].
pub async fn visit<H: Host>(
    host: Rc<H>,
    fragment: &Fragment,
    passphrase: Option<&str>,
) -> Result<Room<H>, Error> {
    visit_as(host, fragment, passphrase, None).await
}

/// Opens a link. With `passphrase` where it has one; a wrong one is counted by the gate. A link that
/// asks who opens it answers [`Error::NameNeeded`] without one, until this device has said it.
pub async fn visit_as<H: Host>(
    host: Rc<H>,
    fragment: &Fragment,
    passphrase: Option<&str>,
    says: Option<&Introduction>,
) -> Result<Room<H>, Error> {
    if fragment.kind != LinkKind::Link {
        return Err(Error::OtherKind);
    }
    let keys = match (&fragment.kdf, passphrase) {
        (None, _) => fragment.secret.keys(),
        (Some(_), None) => return Err(Error::PassphraseNeeded),
        (Some(kdf), Some(passphrase)) => fragment
            .secret
            .keys_with(passphrase, kdf)
            .map_err(|_| Error::NoMemory)?,
    };
    let (room, link) = (RoomId(fragment.room), ChainId(fragment.secret.chain_id()));
    let local = local_key(fragment)?;
    let mut kept = RoomShelf::load(&*host, &local, &room, &link).await?;
    let (state, issued) = ask(&*host, fragment).await?;
    // used up may mean: by this very device, which may come again
    if !(kept.certified && state.standing == blobs::wire::Standing::Used) {
        judge(state.standing)?;
    }
    let issued = issued.ok_or(Error::Tampered(What::Link))?;
    let device = kept.device()?;
    let chain = ChainId::of_visitor(&PublicKey(device.public()));
    let session = Session {
        room,
        chain,
        member: link,
        device,
        who: Who::Visitor { keys: keys.clone() },
    };
    // a gate that lets a wrong passphrase in gains nothing: it is part of the key
    let wrong = |e| match e {
        Error::NotFound | Error::Tampered(What::Link) if fragment.kdf.is_some() => {
            Error::WrongPassphrase
        }
        other => other,
    };
    let said = read_note(&*host, fragment, &keys).await.map_err(wrong)?;
    if !kept.certified {
        let says = match says {
            _ if !said.way.asks => None,
            Some(says) => Some(says),
            None => return Err(Error::NameNeeded),
        };
        says.map_or(Ok(()), check_introduction)?;
        kept.save(&*host, &local, &room, &link).await?;
        certify(&*host, fragment, &session, says, &issued).await?;
        kept.certified = true;
        kept.save(&*host, &local, &room, &link).await?;
    }
    kept.give(&said.scopes);
    let open = Room::load(host, session, local, kept).await?;
    {
        let mut state = open.state.borrow_mut();
        state.view_only = said.way.view_only;
        state.drops_to = said.drops;
    }
    Ok(open)
}

/// A name, and an address with something around its `@`.
pub fn check_introduction(says: &Introduction) -> Result<(), Error> {
    let (name, email) = (says.name.trim(), says.email.trim());
    if name.is_empty() || name.len() > NAME || name.contains(names::hidden) {
        return Err(Error::NameNeeded);
    }
    let whole = email.split_once('@').is_some_and(|(local, domain)| {
        !local.is_empty() && !domain.is_empty() && !domain.contains('@')
    });
    let plain = !email.contains(|c: char| c.is_whitespace() || names::hidden(c));
    if whole && plain && email.len() <= EMAIL {
        Ok(())
    } else {
        Err(Error::NameNeeded)
    }
}

/// Certifies the device with the link's key: the first thing that a wrong passphrase cannot do.
async fn certify(
    host: &impl Host,
    fragment: &Fragment,
    session: &Session,
    says: Option<&Introduction>,
    issued: &Entry,
) -> Result<(), Error> {
    let Who::Visitor { keys } = &session.who else {
        return Err(Error::NotAllowed);
    };
    let state_key = fragment.secret.state_key();
    let by = KeySigner::state(session.member, &state_key);
    let mut front = issued.front;
    let mut body = None;
    if let Some(says) = says {
        let (head, roster) = read_front(host, session, keys).await?;
        (front, body) = (head, Some(introduce(host, session, &roster, says)?));
    }
    for _ in 0..4 {
        let none = |_: &ChainId| Head {
            next: 0,
            hash: Hash::ZERO,
        };
        let heads = BTreeMap::from([(ChainId::FRONT, front)]);
        let now = host.api().server().await?.time;
        let mut writer = Writer {
            room: Some(session.room),
            heads,
            now,
            head: &none,
        };
        let public = Public::Visitor(session.member, session.device_key());
        let (item, _) = writer.write(
            &Draft::new(session.chain, 0, public, body.clone()),
            &keys.sign,
        )?;
        match host
            .api()
            .visit(&by, &Id(session.room.0), &Visit { item })
            .await
        {
            Ok(_) => return Ok(()),
            // the answer to an earlier try was lost
            Err(e) if e.code() == Some(Code::Exists) => return Ok(()),
            Err(e) if e.code() == Some(Code::Outdated) => {
                front = read_front(host, session, keys).await?.0
            }
            Err(ApiError::Refused {
                code: Code::Signature,
                ..
            }) if fragment.kdf.is_some() => {
                return Err(Error::WrongPassphrase);
            }
            Err(e) => return Err(e.into()),
        }
    }
    Err(Error::Contended)
}

/// Who somebody says that they are, sealed to those who manage.
fn introduce(
    host: &impl Host,
    session: &Session,
    roster: &[u8],
    says: &Introduction,
) -> Result<Vec<u8>, Error> {
    let roster = KemPublic::parse(roster).map_err(|_| Error::Tampered(What::Entry))?;
    let context = Context::new(Kind::Visitor, session.room.0, session.chain.0, 0);
    let said = body::encode(&Introduction {
        name: says.name.trim().to_owned(),
        email: says.email.trim().to_owned(),
    });
    Ok(sealbox::seal(&roster, &context, &said, &mut host.rng()))
}

/// The front's head as it is now and the roster's public half, read with the link's own key.
async fn read_front(
    host: &impl Host,
    session: &Session,
    keys: &LinkKeys,
) -> Result<(Head, Vec<u8>), Error> {
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(ChainId::FRONT.0),
            from: 0,
        }],
    };
    let by = KeySigner::member(session.member, &keys.sign);
    let reading = host.api().read(&by, &Id(session.room.0), &read).await?;
    let front = reading
        .chains
        .first()
        .ok_or(Error::Tampered(What::Answer))?;
    let first = front
        .entries
        .first()
        .ok_or(Error::Tampered(What::MissingEntry))?;
    let mut state = State::new(start(&session.room, first)?, session.chain, BTreeMap::new());
    state.take(session, front)?;
    Ok((state.front.head(), state.front.roster_kem().to_vec()))
}
