//! Where one may send files without reading: what those who manage say in the own chain, or in the link's.

use ledger::Verified;
use ledger::entry::{Public, ScopeEpoch};
use ledger::ids::{ChainId, RoomId, ScopeId};
use seal::context::{Context, Kind};
use seal::kem::KemPublic;
use seal::sealbox;

use super::{AlarmKind, State};
use crate::body::{self, DropTo, SendTo};
use crate::session::Session;

impl State {
    /// Keeps where one was told to send. The newest entry counts, also one that cannot be opened: then
    /// nothing is sent.
    pub(super) fn hear_sendto(
        &mut self,
        session: &Session,
        verified: &Verified,
        body: Option<&[u8]>,
    ) {
        let entry = verified.entry();
        let mine = entry.chain == session.chain || self.is_link(session, &entry.chain);
        let (Public::Sendto(scopes), true) = (&entry.public, mine) else {
            return;
        };
        let said = match (body, entry.body) {
            (None, None) => Some(Vec::new()),
            // one that is not there, or another one, has an alarm already
            (Some(body), Some(named)) if ledger::Hash::of(body) == named => {
                let context = place(&self.room(), &entry.chain);
                let plain = sealbox::open(session.kem(), &context, body).ok();
                let said = plain.and_then(|plain| body::decode::<SendTo>(&plain).ok());
                let said = said.filter(|said| is_whole(&said.to, scopes));
                if said.is_none() {
                    self.alarm(entry.chain, AlarmKind::BrokenRecord);
                }
                said.map(|said| said.to)
            }
            _ => None,
        };
        self.sendto = Some((entry.author, said.unwrap_or_default()));
    }

    /// Where one may send now. Who told it manages still: one who no longer does might have kept a key, and
    /// a store that helps could show its word to whoever did not hear of its end.
    pub(crate) fn sends_to(&self) -> &[DropTo] {
        match &self.sendto {
            None => &self.drops_to,
            Some((by, told)) if self.front.manages(by, &self.front.head()) => told,
            Some(_) => &[],
        }
    }

    /// The same, of one scope.
    pub(crate) fn send_to(&self, scope: &ScopeId) -> Option<&DropTo> {
        self.sends_to().iter().find(|to| to.scope == *scope)
    }
}

/// Whether a body says what its entry names, with keys that are some.
fn is_whole(to: &[DropTo], scopes: &[ScopeEpoch]) -> bool {
    let same = |(to, named): (&DropTo, &ScopeEpoch)| {
        (to.scope, to.epoch) == (named.scope, named.epoch) && KemPublic::parse(&to.kem).is_ok()
    };
    to.len() == scopes.len() && to.iter().zip(scopes).all(same)
}

/// The one place of such a body.
pub(crate) fn place(room: &RoomId, chain: &ChainId) -> Context {
    Context::new(Kind::Sendto, room.0, chain.0, 0)
}
