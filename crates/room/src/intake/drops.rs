//! The drop box: files from somebody who reads nothing, in quarantine until a manager takes them in.
//!
//! ```text
//! request    an inbox, a scope of its own that nobody but those who manage holds; Drops names it
//! visitor    parts for its own chain; Drop(inbox), records sealed to the inbox's public half
//! settle     Docs in the inbox
//! take in    Docs in the folder, then Delete in the inbox;  refuse: Delete in the inbox
//! answer     Discard in the visitor's chain: which were taken in, sealed to who sent them
//! ```
//!
//! The inbox is apart from its folder: no reader of the folder, nor one who was, can open what waits;
//! and it keeps its key when the folder gets another one, so that the link goes on. A link has one of its
//! own; members who may send in without reading share one for each folder (see [`crate::intake::sends`]). What
//! managers do with it stands in [`crate::intake::quarantine`].

use std::collections::BTreeSet;

use futures::StreamExt;
use futures::stream;
use ledger::MemberFold;
use ledger::entry::{Epoch, Public};
use ledger::ids::{ChainId, ScopeId};
use seal::context::{Context, Kind};
use seal::kem::KemPublic;
use seal::scope::ScopeKey;
use seal::sealbox;

use crate::access::takes_in;
use crate::body::{self, InboxBody, Record, Records};
use crate::carrier::Carrier;
use crate::chains::append::Draft;
use crate::control::Control;
use crate::docs::upload::{Goal, Picked, Ready, UploadEvent, Uploaded, Work};
use crate::docs::{DOCS, pack};
use crate::error::{Error, What};
use crate::host::{Host, random};
use crate::intake::sends::called;
use crate::names;
use crate::replay::State;
use crate::room::Room;
use crate::share::link::version;

/// An inbox that is about to be.
pub(crate) struct Inbox {
    pub(crate) id: ScopeId,
    pub(crate) key: ScopeKey,
    pub(crate) folder: ScopeId,
    pub(crate) name: String,
}

impl<H: Host> Room<H> {
    /// Where this one may send files without reading: scopes, and what they are called.
    pub fn drops_to(&self) -> Vec<(ScopeId, String)> {
        let state = self.state.borrow();
        if state.owes().is_some() {
            return Vec::new();
        }
        let all = state.sends_to().iter();
        all.map(|to| (to.scope, names::shown(&to.name))).collect()
    }

    /// Sends files to where one may not read. Their names are kept, the folders of their paths are not.
    pub async fn send_in<C: Carrier>(
        &self,
        carrier: &C,
        to: &ScopeId,
        files: &[Picked<C::Source>],
        control: &Control,
        watch: &dyn Fn(&UploadEvent),
    ) -> Result<Uploaded, Error> {
        self.judge_time()?;
        let to = {
            let state = self.state.borrow();
            if state.owes().is_some() {
                return Err(Error::Owes);
            }
            state.send_to(to).cloned().ok_or(Error::NotAllowed)?
        };
        let work = self.work(carrier, control, watch, Goal::Drop(to)).await?;
        let mut outcome = Uploaded::default();
        let items = self.look_bare(&work, files, &mut outcome).await?;
        self.send_all(&work, items, &mut outcome).await?;
        Ok(outcome)
    }

    /// An inbox of a folder; not of a clean team's, for all who manage hold it.
    pub(crate) fn make_inbox(&self, state: &State, folder: &ScopeId) -> Result<Inbox, Error> {
        state.scope(folder)?;
        if !takes_in(state, &state.tree(), folder) {
            return Err(Error::NotAllowed);
        }
        let mut rng = self.host.rng();
        Ok(Inbox {
            id: ChainId(random(&mut rng)),
            key: ScopeKey::make(&mut rng),
            folder: *folder,
            name: called(state, folder),
        })
    }

    /// The inbox's chain, and its key for those who manage; whether members send to it, not a link's
    /// visitors.
    pub(crate) fn inbox_drafts(
        &self,
        state: &State,
        inbox: &Inbox,
        members: bool,
    ) -> Result<Vec<Draft>, Error> {
        let mut drafts = Vec::new();
        let begun = state.scopes.get(&inbox.id);
        if begun.is_none_or(|scope| scope.fold.epoch().is_none()) {
            let said = body::encode(&InboxBody {
                name: inbox.name.clone(),
                before: None,
                folder: inbox.folder,
            });
            let public = Epoch {
                parent: None,
                kem: inbox.key.kem_public().as_bytes().to_vec(),
            };
            let context = Context::new(Kind::Epoch, self.session.room.0, inbox.id.0, 0);
            let sealed = inbox.key.seal(&context, &said, &mut self.host.rng());
            drafts.push(Draft::new(inbox.id, 0, Public::Epoch(public), Some(sealed)));
        }
        let of = members.then_some(inbox.folder);
        drafts.push(self.selection_key(state, inbox.id, &inbox.key, of)?);
        Ok(drafts)
    }

    /// Records sealed for an inbox, in one's own chain: to the key that it has by now.
    pub(crate) fn drop_drafts(
        &self,
        state: &State,
        to: &ScopeId,
        ready: &[Ready],
    ) -> Result<Vec<Draft>, Error> {
        if ready.iter().all(|one| is_sent(&state.own, one)) {
            return Ok(Vec::new());
        }
        let to = state.send_to(to).ok_or(Error::NotAllowed)?;
        let kem = KemPublic::parse(&to.kem).map_err(|_| Error::Tampered(What::Link))?;
        let left = ready.iter().filter(|one| !is_sent(&state.own, one));
        let records: Vec<Record> = left.map(|one| one.record.clone()).collect();
        let chain = self.session.chain;
        let context = drop_context(&self.session.room.0, &chain, &to.scope, to.epoch);
        let drafts = pack(records, DOCS).into_iter().map(|some| {
            let listed = some.iter().map(version).collect();
            let said = body::encode(&Records { records: some });
            let sealed = sealbox::seal(&kem, &context, &said, &mut self.host.rng());
            let public = Public::Drop(to.scope, listed);
            Draft::new(chain, to.epoch, public, Some(sealed)).by_device()
        });
        Ok(drafts.collect())
    }

    /// The files that can be sent, each under a name that no other of them has.
    async fn look_bare<'a, C: Carrier>(
        &self,
        work: &Work<'_, C>,
        files: &'a [Picked<C::Source>],
        outcome: &mut Uploaded,
    ) -> Result<Vec<crate::docs::upload::Item<'a, C::Source>>, Error> {
        let facts = stream::iter(files).then(async |file| work.carrier.facts(&file.source).await);
        let facts: Vec<_> = facts.collect().await;
        let mut taken: BTreeSet<String> = BTreeSet::new();
        let mut items = Vec::new();
        for (number, (file, facts)) in files.iter().zip(facts).enumerate() {
            work.control.go().await?;
            let bare = file.path.rsplit('/').next().unwrap_or(&file.path);
            let checked = names::check(bare).map_err(Error::from);
            let facts = match checked.and_then(|()| Ok(facts?)) {
                Ok(facts) => facts,
                Err(e) => {
                    crate::docs::upload::fail(work, outcome, number, e);
                    continue;
                }
            };
            let name = names::free(bare, |name| taken.contains(&names::fold(name)));
            taken.insert(names::fold(&name));
            items.push(crate::docs::upload::Item {
                number,
                scope: self.session.chain,
                onto: None,
                path: &file.path,
                name,
                mime: &file.mime,
                source: &file.source,
                facts,
            });
        }
        Ok(items)
    }
}

/// Whether a record is in one's own chain.
pub(crate) fn is_sent(own: &MemberFold, one: &Ready) -> bool {
    let dropped = own.dropped().get(&one.record.doc);
    dropped.is_some_and(|dropped| {
        let mut versions = dropped.versions.iter();
        versions.any(|version| version.version == one.record.version)
    })
}

/// The one place of what is dropped: this chain, for this scope.
pub(crate) fn drop_context(
    room: &[u8; 32],
    chain: &ChainId,
    scope: &ScopeId,
    epoch: u32,
) -> Context {
    let mut context = Context::new(Kind::Drop, *room, chain.0, epoch);
    context.id[..16].copy_from_slice(&scope.0);
    context
}
