//! Documents once they are there: versions, names, places, order.
//!
//! | to | see |
//! |---|---|
//! | rename, describe, tag | [`edit`] |
//! | move, put into the bin, take out again | [`shift`], [`place`] |
//! | see, open and restore older versions | [`versions`] |
//! | see who did what | [`history`] |
//! | rename and order folders | [`order`] |
//! | keep links over single documents up to date | [`copies`] |
//! | encrypt again under a new key | [`again`] |
//!
//! Everything is written through a plan that is asked again after every race, so that of two people who
//! work at once neither loses what they did; what they both said stays in the history.

mod again;
mod bin;
mod copies;
pub(crate) mod delete;
mod edit;
pub(crate) mod folder;
mod history;
pub(crate) mod open;
mod order;
mod place;
mod shift;
pub(crate) mod upload;
mod versions;
mod write;

use ledger::ids::{PublicKey, ScopeId};

use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::replay::{Kept, Spot, State};
use crate::room::Room;

pub use edit::{Change, Crossed};
pub use history::{DocEvent, Happened};
pub use shift::Moved;
pub use versions::VersionView;

pub(crate) use edit::taken;
pub(crate) use order::{Numbers, natural};
pub(crate) use write::Batch;
pub(crate) use write::{DOCS, docs_drafts, pack};

/// Who did something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Author {
    /// Fit to be shown.
    pub name: String,
    /// By a card that is known here; otherwise only as the record says.
    pub sure: bool,
}

impl<H: Host> Room<H> {
    /// The own room key, of one who may sign in scopes at all.
    pub(crate) fn own_key(&self) -> Result<PublicKey, Error> {
        Ok(PublicKey(self.session.keys()?.sign.public()))
    }

    /// What somebody is called whose key signed something.
    pub(crate) fn author(&self, state: &State, key: &PublicKey, said: &str) -> Author {
        let own = self.own_key().is_ok_and(|own| own == *key);
        let card = self.session.card().ok().filter(|_| own);
        let known = card
            .map(|card| card.name().to_owned())
            .or_else(|| state.name_of(key));
        Author {
            sure: known.is_some(),
            name: names::shown(known.as_deref().unwrap_or(said)),
        }
    }

    /// Who added a version: its signer, or of one that was moved the one whom the mover names.
    pub(crate) fn author_of(&self, state: &State, kept: &Kept) -> Author {
        if kept.record.added.is_some() {
            return Author {
                name: names::shown(&kept.record.added_by),
                sure: false,
            };
        }
        self.author(state, &kept.author, &kept.record.added_by)
    }

    /// Whether one may add documents and versions to a folder.
    pub(crate) fn may_add(&self, state: &State, scope: &ScopeId) -> bool {
        let writes = || {
            let own = self.own_key().ok()?;
            state.scope(scope).ok()?.fold.writer(&own)
        };
        self.is_manager(state) || writes().is_some()
    }

    /// Whether one may say something of a document: a writer of those whose first version it signed.
    pub(crate) fn may_edit(&self, state: &State, spot: &Spot) -> bool {
        let first = || {
            let own = self.own_key().ok()?;
            let docs = state.scope(&spot.scope).ok()?.fold.docs();
            Some(docs.get(&spot.doc)?.versions.first()?.by == own)
        };
        self.is_manager(state) || (self.may_add(state, &spot.scope) && first().unwrap_or_default())
    }
}
