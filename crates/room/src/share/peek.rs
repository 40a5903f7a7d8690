//! Peek: where a link or invite leads, before anything is opened, joined or counted.

use blobs::Api;
use blobs::wire::{Id, LinkKind as WireKind, LinkState, Read, ReadFrom, Standing, Stored};
use ledger::Wrapped;
use ledger::entry::{Entry, Public};
use ledger::ids::{ChainId, Hash, MemberId, RoomId, ScopeId};
use seal::card::Card;
use seal::context::{Context, Kind};
use seal::fragment::{Fragment, LinkKind};
use seal::identity::{Fingerprint, LocalKey, Seed};
use seal::link::LinkKeys;
use seal::sealbox;

use crate::body::{self, DropTo, Issued, Way};
use crate::error::{Error, What};
use crate::home::shelf::RoomShelf;
use crate::host::Host;
use crate::names;
use crate::session::KeySigner;

/// What a fragment leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Peek {
    /// Invite or link.
    pub kind: LinkKind,
    /// How it stands, by the server and by this device's clock.
    pub standing: Standing,
    /// The room.
    pub room: RoomId,
    /// The link's or invite's own chain.
    pub member: MemberId,
    /// What its issuer wrote for whoever opens it; absent while a passphrase is needed, and at its end.
    pub note: Option<Note>,
    /// Whether a passphrase is part of its key.
    pub needs_passphrase: bool,
    /// Whoever opens it is asked who that is; known once the note is read.
    pub asks: bool,
    /// It takes files instead of showing any; known once the note is read.
    pub requests: bool,
    /// When it ends, or until when it may be accepted.
    pub expires: Option<u64>,
    /// How many more devices may open it.
    pub opens_left: Option<u32>,
}

/// The issuer's note.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The room's title at the time.
    pub title: String,
    /// What is shared.
    pub contents: String,
    /// The sender's name.
    pub sender: String,
    /// Who the sender is.
    pub fingerprint: Fingerprint,
}

/// The text after `#`, or a whole URL with one.
pub fn parse_fragment(text: &str) -> Result<Fragment, Error> {
    Ok(Fragment::parse(text)?)
}

/// Asks how a link or invite stands. Counts as no opening.
pub async fn peek(host: &impl Host, fragment: &Fragment) -> Result<Peek, Error> {
    let (mut state, issued) = ask(host, fragment).await?;
    // used up may mean: by this very device, which may come again
    if state.standing == Standing::Used && visited(host, fragment).await {
        state.standing = Standing::Live;
    }
    let note = match (&issued, &fragment.kdf) {
        (Some(_), None) => match read_note(host, fragment, &fragment.secret.keys()).await {
            // it ended between two requests, or its door is shut for a while
            Err(Error::Expired | Error::Ended | Error::TriedTooOften) => None,
            read => Some(read?),
        },
        _ => None,
    };
    Ok(Peek {
        kind: fragment.kind,
        standing: state.standing,
        room: RoomId(fragment.room),
        member: ChainId(fragment.secret.chain_id()),
        asks: note.as_ref().is_some_and(|said| said.way.asks),
        requests: note.as_ref().is_some_and(|said| !said.drops.is_empty()),
        note: note.map(|said| said.note),
        needs_passphrase: fragment.kdf.is_some(),
        expires: state.expires,
        opens_left: state.opens_left,
    })
}

/// The state as the gate tells it, with what it serves checked, and the server's clock asked as
/// well; and the first entry of the link's own chain, as long as it lives.
pub(crate) async fn ask(
    host: &impl Host,
    fragment: &Fragment,
) -> Result<(LinkState, Option<Entry>), Error> {
    let (link, key) = (
        ChainId(fragment.secret.chain_id()),
        fragment.secret.state_key(),
    );
    let by = KeySigner::state(link, &key);
    let info = host.api().server().await?;
    let (room, name) = (Id(fragment.room), Id(link.0));
    let mut state = host.api().link_state(&by, &room, &name).await?;
    let kind = match state.kind {
        WireKind::Invite => LinkKind::Invite,
        WireKind::Link => LinkKind::Link,
    };
    if kind != fragment.kind {
        return Err(Error::Tampered(What::Link));
    }
    let over = state.expires.is_some_and(|end| info.time >= end);
    if over && state.standing == Standing::Live {
        state.standing = Standing::Expired;
    }
    // it lives, and nobody gets in for now: it is suspended, or the room is locked or over
    if let Some(shut) = state.shut.filter(|_| state.standing == Standing::Live) {
        return Err(shut.into());
    }
    let issued = state.issued.take();
    let issued = issued.map(|stored| check(fragment, &stored)).transpose()?;
    Ok((state, issued))
}

/// Refuses what cannot be opened any more.
pub(crate) fn judge(standing: Standing) -> Result<(), Error> {
    match standing {
        Standing::Live => Ok(()),
        Standing::Ended => Err(Error::Ended),
        Standing::Expired => Err(Error::Expired),
        Standing::Used => Err(Error::UsedUp),
        Standing::Locked => Err(Error::TriedTooOften),
    }
}

/// All that a link or an invite says to whoever holds it.
pub(crate) struct Said {
    pub(crate) note: Note,
    /// What it gives.
    pub(crate) scopes: Vec<ScopeId>,
    /// How it may be used.
    pub(crate) way: Way,
    /// Where files may be sent.
    pub(crate) drops: Vec<DropTo>,
}

/// Reads and opens the note with the link's own key, and what the link gives. Who signed it must be
/// who the card in it says.
pub(crate) async fn read_note(
    host: &impl Host,
    fragment: &Fragment,
    keys: &LinkKeys,
) -> Result<Said, Error> {
    let link = ChainId(fragment.secret.chain_id());
    let chain = Id(link.0);
    let read = Read {
        chains: vec![ReadFrom { chain, from: 0 }],
    };
    let by = KeySigner::member(link, &keys.sign);
    let reading = host.api().read(&by, &Id(fragment.room), &read).await?;
    let first = reading.chains.first().and_then(|part| part.entries.first());
    let first = first.ok_or(Error::Tampered(What::Link))?;
    let entry = check(fragment, first)?;
    let body = first.body.as_deref().ok_or(Error::Tampered(What::Link))?;
    if entry.body != Some(Hash::of(body)) {
        return Err(Error::Tampered(What::Link));
    }
    let context = Context::new(Kind::Issued, fragment.room, link.0, 0);
    let plain = sealbox::open(&keys.kem, &context, body).map_err(Error::open(What::Link))?;
    let said: Issued = body::decode(&plain).map_err(|_| Error::Tampered(What::Link))?;
    let card = Card::parse(&said.sender, &fragment.room).map_err(Error::open(What::Card))?;
    if *card.sign_key() != entry.author.0 {
        return Err(Error::Tampered(What::Card));
    }
    let note = Note {
        title: names::shown(&said.title),
        contents: names::shown(&said.what),
        sender: card.name().to_owned(),
        fingerprint: card.fingerprint(),
    };
    Ok(Said {
        note,
        scopes: said.scopes,
        way: said.way.unwrap_or_default(),
        drops: said.drops.unwrap_or_default(),
    })
}

/// The first entry of a link's own chain, which the fragment names by its hash.
fn check(fragment: &Fragment, stored: &Stored) -> Result<Entry, Error> {
    let broken = || Error::Tampered(What::Link);
    let wrapped = Wrapped::parse(&stored.wrapped).map_err(|_| broken())?;
    let signed = wrapped.signed();
    if signed.hash().0 != fragment.first {
        return Err(broken());
    }
    let entry = signed.verify().map_err(|_| broken())?.entry().clone();
    let link = ChainId(fragment.secret.chain_id());
    let fits = entry.room == Some(RoomId(fragment.room))
        && (entry.chain, &entry.public) == (link, &Public::Issued);
    if fits { Ok(entry) } else { Err(broken()) }
}

/// Whether this device has opened the link before.
async fn visited(host: &impl Host, fragment: &Fragment) -> bool {
    let (room, link) = (RoomId(fragment.room), ChainId(fragment.secret.chain_id()));
    let Ok(local) = local_key(fragment) else {
        return false;
    };
    // a device that keeps nothing has opened nothing
    RoomShelf::load(host, &local, &room, &link)
        .await
        .is_ok_and(|kept| kept.certified)
}

/// What seals the device's key: only who has the link's secret opens it.
pub(crate) fn local_key(fragment: &Fragment) -> Result<LocalKey, Error> {
    let secret = Seed::parse(fragment.secret.expose()).map_err(|_| Error::Tampered(What::Link))?;
    Ok(secret.local("visit"))
}
