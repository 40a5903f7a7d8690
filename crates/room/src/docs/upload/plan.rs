//! Plans: what this device remembers of a large file that is on its way.
//!
//! Kept sealed before the first byte is sent, and after each part. Whoever picks the same
//! file again, after a crash or tomorrow, goes on where it stopped. "The same" is: name,
//! folder, size and time of change, and the digest of every byte that was sent. Anything
//! else begins again under a new key, so that no two versions are ever mixed.

use ledger::entry::Part;
use ledger::ids::{DocId, Hash, RoomId, ScopeId, VersionId};
use minicbor::{Decode, Encode};
use seal::content::{self, Layout};
use seal::floe::{ContentKey, Params, Sealer};

use super::{Item, Work};
use crate::body::{self, KeyBytes, MAX_PARTS, Record};
use crate::carrier::Carrier;
use crate::error::{Error, What};
use crate::host::{Host, Shelf, random};
use crate::names;
use crate::replay::Shown;
use crate::room::Room;

/// Plans that are kept for a room at most; older ones are forgotten.
const KEPT: usize = 64;

/// The plans of a room on this device.
#[derive(Debug, Default, Encode, Decode)]
pub(crate) struct Plans {
    #[n(0)]
    plans: Vec<Plan>,
}

/// A file on its way.
#[derive(Debug, Clone, Encode, Decode)]
pub(crate) struct Plan {
    #[n(0)]
    scope: ScopeId,
    #[n(1)]
    path: String,
    #[n(2)]
    size: u64,
    #[n(3)]
    modified: u64,
    #[n(4)]
    pub(crate) doc: DocId,
    #[n(5)]
    pub(crate) version: VersionId,
    #[n(6)]
    key: KeyBytes,
    #[n(7)]
    #[cbor(with = "minicbor::bytes")]
    header: Vec<u8>,
    #[n(8)]
    pub(crate) sent: Vec<Option<SentPart>>,
    /// The document of which it is a new version.
    #[n(9)]
    onto: Option<DocId>,
}

/// A part that arrived.
#[derive(Debug, Clone, Copy, Encode, Decode)]
pub(crate) struct SentPart {
    #[n(0)]
    pub(crate) part: Part,
    /// SHA-256 of the file's bytes in it.
    #[n(1)]
    pub(crate) digest: Hash,
}

impl Plans {
    pub(crate) async fn load<H: Host>(room: &Room<H>) -> Result<Self, Error> {
        let name = name(room);
        let Some(sealed) = room.host.shelf().get(&name).await? else {
            return Ok(Self::default());
        };
        // a plan that does not open is worth nothing: the file is sent from its beginning
        let plain = room.local.open(name.as_bytes(), &sealed).ok();
        Ok(plain
            .and_then(|plain| body::decode(&plain).ok())
            .unwrap_or_default())
    }

    /// Forgets the plans of a room.
    pub(crate) async fn remove(host: &impl Host, room: &RoomId) -> Result<(), Error> {
        host.shelf().remove(&of_room(room)).await
    }

    pub(crate) fn find<S>(&self, item: &Item<'_, S>) -> Option<&Plan> {
        self.plans.iter().find(|plan| plan.is_of(item))
    }

    pub(crate) fn put(&mut self, plan: Plan) {
        self.plans.retain(|known| known.version != plan.version);
        if self.plans.len() == KEPT {
            self.plans.remove(0);
        }
        self.plans.push(plan);
    }

    pub(crate) fn drop(&mut self, version: &VersionId) -> bool {
        let before = self.plans.len();
        self.plans.retain(|plan| plan.version != *version);
        self.plans.len() != before
    }
}

impl Plan {
    /// A new key, for a new document or a new version of one.
    pub(crate) fn make<S>(
        host: &impl Host,
        room: &[u8; 32],
        item: &Item<'_, S>,
    ) -> Result<Self, Error> {
        let mut rng = host.rng();
        let (doc, version, key) = (
            item.onto.unwrap_or_else(|| DocId(random(&mut rng))),
            VersionId(random(&mut rng)),
            ContentKey::make(&mut rng),
        );
        let layout = Layout::new(Params::STANDARD, item.facts.size).map_err(|_| Error::TooLarge)?;
        let sealer = Sealer::new(
            &key,
            &content::aad(room, &doc.0, &version.0),
            layout.lengths(),
            &mut rng,
        );
        let parts = usize::try_from(layout.parts()).map_err(|_| Error::TooLarge)?;
        if parts > MAX_PARTS {
            return Err(Error::TooLarge);
        }
        Ok(Self {
            scope: item.scope,
            path: item.path.to_owned(),
            size: item.facts.size,
            modified: item.facts.modified,
            doc,
            version,
            key: KeyBytes::new(key.expose()),
            header: sealer.header().to_vec(),
            sent: vec![None; parts],
            onto: item.onto,
        })
    }

    fn is_of<S>(&self, item: &Item<'_, S>) -> bool {
        (self.scope, self.path.as_str()) == (item.scope, item.path)
            && (self.size, self.modified) == (item.facts.size, item.facts.modified)
            && self.onto == item.onto
    }

    pub(crate) fn layout(&self) -> Result<Layout, Error> {
        Layout::new(Params::STANDARD, self.size).map_err(|_| Error::TooLarge)
    }

    pub(crate) fn sealer(&self, room: &[u8; 32]) -> Result<Sealer, Error> {
        let key = ContentKey::parse(self.key.expose()).map_err(|_| Error::Tampered(What::Shelf))?;
        let aad = content::aad(room, &self.doc.0, &self.version.0);
        Sealer::resume(&key, &aad, self.layout()?.lengths(), &self.header)
            .map_err(|_| Error::Tampered(What::Shelf))
    }

    /// The record, once every part has arrived.
    pub(crate) fn record<S>(&self, item: &Item<'_, S>, added_by: &str) -> Result<Record, Error> {
        let sent: Vec<SentPart> = self
            .sent
            .iter()
            .copied()
            .collect::<Option<_>>()
            .ok_or(Error::Incomplete)?;
        Ok(Record {
            doc: self.doc,
            version: self.version,
            name: item.name.clone(),
            mime: names::media_type(item.mime),
            size: self.size,
            modified: self.modified,
            added_by: added_by.to_owned(),
            header: self.header.clone(),
            key: self.key.clone(),
            segment: Params::STANDARD.segment(),
            parts: sent.iter().map(|sent| sent.part).collect(),
            digest: Some(whole(sent.iter().map(|sent| sent.digest))),
            sealed: None,
            added: None,
            from: None,
            origin: None,
        })
    }
}

/// The digest of a file from those of its parts.
pub(crate) fn whole(digests: impl Iterator<Item = Hash>) -> Hash {
    Hash::of(&digests.flat_map(|digest| digest.0).collect::<Vec<u8>>())
}

impl<H: Host> Room<H> {
    pub(super) async fn keep_plans<C: Carrier>(&self, work: &Work<'_, C>) -> Result<(), Error> {
        let name = name(self);
        let sealed = {
            let plain = body::encode(&*work.plans.borrow());
            self.local
                .seal(name.as_bytes(), &plain, &mut self.host.rng())
        };
        self.host.shelf().put(&name, sealed).await
    }

    /// The document that this very file is already, by name, size, time of change and digest. What a
    /// record says of its content is its author's word: it is taken from oneself and from those who manage.
    pub(super) async fn same<C: Carrier>(
        &self,
        work: &Work<'_, C>,
        item: &Item<'_, C::Source>,
    ) -> Option<DocId> {
        let own = self.own_key().ok();
        let (doc, digest, layout) = {
            let state = self.state.borrow();
            let scope = state.scopes.get(&item.scope)?;
            let docs = scope.docs.iter();
            let same = |(doc, shown): &(&DocId, &Shown)| {
                let meant = match item.onto {
                    Some(onto) => **doc == onto,
                    None => scope.said(doc).name == item.name,
                };
                let newest = shown.versions.last();
                let sure = newest.is_some_and(|one| one.manages || Some(one.author) == own);
                let sure = sure && shown.record.digest.is_some();
                let facts = (shown.record.size, shown.record.modified);
                meant && sure && facts == (item.facts.size, item.facts.modified)
            };
            let mut docs = docs.filter(same);
            let (_, Shown { record, .. }) = docs.next()?;
            (record.doc, record.digest?, record.layout()?)
        };
        let mut digests = Vec::new();
        for index in 0..layout.parts() {
            digests.push(
                work.carrier
                    .digest(item.source, bytes_of(&layout, index)?)
                    .await
                    .ok()?,
            );
        }
        (whole(digests.into_iter()) == digest).then_some(doc)
    }
}

/// The file's bytes in a part.
pub(crate) fn bytes_of(layout: &Layout, index: u64) -> Option<core::ops::Range<u64>> {
    let plan = layout.part(index).ok()?;
    Some(plan.segments.first()?.file.start..plan.segments.last()?.file.end)
}

fn name<H: Host>(room: &Room<H>) -> String {
    of_room(&room.session.room)
}

fn of_room(room: &RoomId) -> String {
    format!("plans/{room}")
}
