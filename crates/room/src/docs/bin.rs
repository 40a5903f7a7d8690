//! The bin: a scope beside the folders that managers alone hold.
//!
//! The first one that the roster announces is the one that is used; if two managers make one at once,
//! both are announced, and both are shown as one.

use ledger::entry::{Epoch, Public};
use ledger::ids::{ChainId, ScopeId};
use seal::context::{Context, Kind};
use seal::scope::ScopeKey;

use crate::body::{self, EpochBody, Keys, ScopeKeyOf};
use crate::chains::append::Draft;
use crate::error::Error;
use crate::host::{Host, random};
use crate::replay::State;
use crate::room::Room;

impl<H: Host> Room<H> {
    /// The bin; made when it is needed first.
    pub(crate) async fn bin_scope(&self) -> Result<ScopeId, Error> {
        let known = |state: &State| {
            let mut bins = state.bins.iter();
            bins.find(|bin| state.current(bin).is_ok()).copied()
        };
        if let Some(bin) = known(&self.state.borrow()) {
            return Ok(bin);
        }
        let (id, key) = {
            let mut rng = self.host.rng();
            (ChainId(random(&mut rng)), ScopeKey::make(&mut rng))
        };
        self.append(|state| {
            let begun = state.scope(&id).is_ok();
            // one that another manager made meanwhile is used; what was begun is still announced
            if state.bins.contains(&id) || (known(state).is_some() && !begun) {
                return Ok(Vec::new());
            }
            self.bin_drafts(state, id, &key, begun)
        })
        .await?;
        let mut state = self.state.borrow_mut();
        let manages = self.is_manager(&state);
        state.take_stock(self.now(), manages);
        known(&state).ok_or(Error::NotFound)
    }

    fn bin_drafts(
        &self,
        state: &State,
        id: ScopeId,
        key: &ScopeKey,
        begun: bool,
    ) -> Result<Vec<Draft>, Error> {
        let (room, mut rng) = (self.session.room.0, self.host.rng());
        let mut drafts = Vec::new();
        if !begun {
            let said = body::encode(&EpochBody {
                name: String::new(),
                before: None,
            });
            let context = Context::new(Kind::Epoch, room, id.0, 0);
            let public = Epoch {
                parent: None,
                kem: key.kem_public().as_bytes().to_vec(),
            };
            let sealed = key.seal(&context, &said, &mut rng);
            drafts.push(Draft::new(id, 0, Public::Epoch(public), Some(sealed)));
        }
        let (epoch, _) = state.current(&ChainId::ROSTER)?;
        let said = body::encode(&Keys {
            keys: vec![ScopeKeyOf {
                scope: id,
                epoch: 0,
                key: key.into(),
            }],
            selection: false,
            bin: Some(true),
            inbox: None,
        });
        let sealed = self.seal_keys(state, &said)?;
        let public = Public::Keys(vec![id]);
        drafts.push(Draft::new(ChainId::ROSTER, epoch, public, Some(sealed)));
        Ok(drafts)
    }
}
