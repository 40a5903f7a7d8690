//! Peek: where a link or invite leads, before anything is opened, joined or counted.

use blobs::Api;
use blobs::wire::{Id, LinkKind as WireKind, LinkState, Read, ReadFrom, Standing};
use ledger::Wrapped;
use ledger::entry::{Entry, Public};
use ledger::ids::{ChainId, Hash, MemberId, RoomId};
use seal::card::Card;
use seal::context::{Context, Kind};
use seal::fragment::{Fragment, LinkKind};
use seal::identity::Fingerprint;
use seal::link::LinkKeys;
use seal::sealbox;

use crate::body::{self, Issued};
use crate::error::{Error, What};
use crate::host::Host;
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
    let (state, issued) = ask(host, fragment).await?;
    let note = match (&issued, &fragment.kdf) {
        (Some(issued), None) => Some(issued.note(host, fragment, &fragment.secret.keys()).await?),
        _ => None,
    };
    Ok(Peek {
        kind: fragment.kind,
        standing: state.standing,
        room: RoomId(fragment.room),
        member: ChainId(fragment.secret.chain_id()),
        note,
        needs_passphrase: fragment.kdf.is_some(),
        expires: state.expires,
        opens_left: state.opens_left,
    })
}

/// The first entry of a link's own chain, which the fragment names by its hash.
pub(crate) struct IssuedEntry {
    pub(crate) entry: Entry,
}

/// The state as the gate tells it, with what it serves checked, and the device's clock asked as well.
pub(crate) async fn ask(
    host: &impl Host,
    fragment: &Fragment,
) -> Result<(LinkState, Option<IssuedEntry>), Error> {
    let (link, key) = (
        ChainId(fragment.secret.chain_id()),
        fragment.secret.state_key(),
    );
    let by = KeySigner::state(link, &key);
    let info = host.api().server().await?;
    let mut state = host
        .api()
        .link_state(&by, &Id(fragment.room), &Id(link.0))
        .await?;
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
    let issued = state
        .issued
        .take()
        .map(|stored| IssuedEntry::check(fragment, link, &stored))
        .transpose()?;
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

impl IssuedEntry {
    fn check(
        fragment: &Fragment,
        link: MemberId,
        stored: &blobs::wire::Stored,
    ) -> Result<Self, Error> {
        let broken = || Error::Tampered(What::Link);
        let wrapped = Wrapped::parse(&stored.wrapped).map_err(|_| broken())?;
        let signed = wrapped.signed();
        if signed.hash().0 != fragment.first {
            return Err(broken());
        }
        let entry = signed.verify().map_err(|_| broken())?.entry().clone();
        let fits = entry.room == Some(RoomId(fragment.room))
            && (entry.chain, &entry.public) == (link, &Public::Issued);
        if fits {
            Ok(Self { entry })
        } else {
            Err(broken())
        }
    }

    /// Reads and opens the note. Who signed it must be who the card in it says.
    ///
    /// The gate gives the body to the link's own key only and counts wrong keys: whoever has the
    /// link but not its passphrase gets nothing to try passphrases on.
    pub(crate) async fn note(
        &self,
        host: &impl Host,
        fragment: &Fragment,
        keys: &LinkKeys,
    ) -> Result<Note, Error> {
        let body = self.body(host, keys).await?;
        let context = Context::new(Kind::Issued, fragment.room, self.entry.chain.0, 0);
        let plain = sealbox::open(&keys.kem, &context, &body).map_err(Error::open(What::Link))?;
        let said: Issued = body::decode(&plain).map_err(|_| Error::Tampered(What::Link))?;
        let card = Card::parse(&said.sender, &fragment.room).map_err(Error::open(What::Card))?;
        if *card.sign_key() != self.entry.author.0 {
            return Err(Error::Tampered(What::Card));
        }
        Ok(Note {
            title: said.title,
            contents: said.what,
            sender: card.name().to_owned(),
            fingerprint: card.fingerprint(),
        })
    }

    async fn body(&self, host: &impl Host, keys: &LinkKeys) -> Result<Vec<u8>, Error> {
        let broken = || Error::Tampered(What::Link);
        let link = self.entry.chain;
        let room = self.entry.room.ok_or_else(broken)?;
        let read = Read {
            chains: vec![ReadFrom {
                chain: Id(link.0),
                from: 0,
            }],
        };
        let by = KeySigner::member(link, &keys.sign);
        let reading = host.api().read(&by, &Id(room.0), &read).await?;
        let first = reading
            .chains
            .into_iter()
            .next()
            .and_then(|chain| chain.entries.into_iter().next());
        let body = first.and_then(|stored| stored.body).ok_or_else(broken)?;
        if self.entry.body == Some(Hash::of(&body)) {
            Ok(body)
        } else {
            Err(broken())
        }
    }
}
