//! What became of what was sent in: what those who manage say in the sender's own chain, and in the inbox.

use ledger::Verified;
use ledger::entry::Public;
use ledger::ids::{ChainId, DocId, RoomId};
use seal::context::{Context, Kind};
use seal::sealbox;

use super::scope::{Broken, Scope};
use super::{AlarmKind, State};
use crate::body::{self, Decision, TakenIn};
use crate::session::Session;

impl State {
    /// Keeps what one is told of the documents that one sent in.
    pub(super) fn hear_answer(
        &mut self,
        session: &Session,
        verified: &Verified,
        body: Option<&[u8]>,
    ) {
        let entry = verified.entry();
        let (Public::Discard(docs), Some(body)) = (&entry.public, body) else {
            return;
        };
        // one that is another than the entry names has an alarm already
        if entry.chain != session.chain || entry.body != Some(ledger::Hash::of(body)) {
            return;
        }
        let plain = sealbox::open(session.kem(), &place(&self.room(), &entry.chain), body).ok();
        let said = plain.and_then(|plain| body::decode::<TakenIn>(&plain).ok());
        let said = said.filter(|said| said.docs.iter().all(|doc| docs.contains(doc)));
        let Some(said) = said else {
            return self.alarm(entry.chain, AlarmKind::BrokenRecord);
        };
        let answers = docs.iter().map(|doc| (*doc, said.docs.contains(doc)));
        self.answers.extend(answers);
    }
}

/// What was decided of documents in an inbox: elsewhere deletions have no body.
pub(super) fn open_decision(scope: &mut Scope, docs: &[DocId], plain: &[u8]) -> Result<(), Broken> {
    let said: Decision = body::decode(plain).map_err(|_| Broken)?;
    scope
        .decided
        .extend(docs.iter().map(|doc| (*doc, said.taken)));
    Ok(())
}

/// The one place of an answer.
pub(crate) fn place(room: &RoomId, chain: &ChainId) -> Context {
    Context::new(Kind::Discard, room.0, chain.0, 0)
}
