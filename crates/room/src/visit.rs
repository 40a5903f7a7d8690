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
use seal::fragment::{Fragment, LinkKind};
use seal::link::LinkKeys;

use crate::append::{Draft, Writer};
use crate::error::{Error, What};
use crate::host::Host;
use crate::peek::{ask, judge, local_key, read_note};
use crate::replay::{State, start};
use crate::room::Room;
use crate::session::{KeySigner, Session, Who};
use crate::shelf::RoomShelf;

/// Opens a link. With `passphrase` where it has one; a wrong one is counted by the gate.
pub async fn visit<H: Host>(
    host: Rc<H>,
    fragment: &Fragment,
    passphrase: Option<&str>,
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
    if !kept.certified {
        kept.save(&*host, &local, &room, &link).await?;
        certify(&*host, fragment, &session, &keys, &issued).await?;
        kept.certified = true;
        kept.save(&*host, &local, &room, &link).await?;
    }
    // a gate that lets a wrong passphrase in gains nothing: it is part of the key
    let wrong = |e| match e {
        Error::NotFound | Error::Tampered(What::Link) if fragment.kdf.is_some() => {
            Error::WrongPassphrase
        }
        other => other,
    };
    let (_, given) = read_note(&*host, fragment, &keys).await.map_err(wrong)?;
    kept.give(&given);
    Room::load(host, session, local, kept).await
}

/// Certifies the device with the link's key: the first thing that a wrong passphrase cannot do.
async fn certify(
    host: &impl Host,
    fragment: &Fragment,
    session: &Session,
    keys: &LinkKeys,
    issued: &Entry,
) -> Result<(), Error> {
    let state_key = fragment.secret.state_key();
    let by = KeySigner::state(session.member, &state_key);
    let mut front = issued.front;
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
        let (item, _) = writer.write(&Draft::new(session.chain, 0, public, None), &keys.sign)?;
        match host
            .api()
            .visit(&by, &Id(session.room.0), &Visit { item })
            .await
        {
            Ok(_) => return Ok(()),
            // the answer to an earlier try was lost
            Err(e) if e.code() == Some(Code::Exists) => return Ok(()),
            Err(e) if e.code() == Some(Code::Outdated) => {
                front = read_front(host, session, keys).await?
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

/// The front's head as it is now, read with the link's own key.
async fn read_front(host: &impl Host, session: &Session, keys: &LinkKeys) -> Result<Head, Error> {
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
    Ok(state.front.head())
}
