//! Where everything lies in the engine.

use blobs::Key;
use ledger::{ChainId, Hash, MemberId, PublicKey, RoomId};

use super::Denial;

/// The folder of all rooms.
pub(crate) fn rooms() -> Result<Key, Denial> {
    key("rooms".to_owned())
}

/// The folder of one home key.
pub(crate) fn home(owner: &PublicKey) -> Result<Key, Denial> {
    key(format!("home/{owner}"))
}

/// What is known of each home: that it is one of those that are kept, and since when.
pub(crate) fn known_homes() -> Result<Key, Denial> {
    key("homes".to_owned())
}

/// What is known of one home.
pub(crate) fn known_home(owner: &PublicKey) -> Result<Key, Denial> {
    key(format!("homes/{owner}"))
}

/// One home object.
pub(crate) fn home_object(owner: &PublicKey, n: u64) -> Result<Key, Denial> {
    key(format!("home/{owner}/{n:012}"))
}

/// The objects of one room.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Layout(pub(crate) RoomId);

impl Layout {
    pub(crate) fn chains(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/chains", self.0))
    }

    pub(crate) fn entry(&self, chain: &ChainId, seq: u64) -> Result<Key, Denial> {
        key(format!("rooms/{}/chains/{chain}/{seq:012}", self.0))
    }

    pub(crate) fn body(&self, hash: &Hash) -> Result<Key, Denial> {
        key(format!("rooms/{}/bodies/{hash}", self.0))
    }

    pub(crate) fn bodies(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/bodies", self.0))
    }

    pub(crate) fn grant(&self, member: &MemberId, hash: &Hash) -> Result<Key, Denial> {
        key(format!("rooms/{}/grants/{member}/{hash}", self.0))
    }

    /// What is left of a body of which pieces were destroyed: a folder, an object in it for each entry that did.
    pub(crate) fn rests(&self, body: &Hash) -> Result<Key, Denial> {
        key(format!("rooms/{}/rests/{body}", self.0))
    }

    pub(crate) fn rest(&self, body: &Hash, seq: u64) -> Result<Key, Denial> {
        key(format!("rooms/{}/rests/{body}/{seq:012}", self.0))
    }

    /// Destroy entries that were carried out.
    pub(crate) fn all_erased(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/erased", self.0))
    }

    pub(crate) fn erased(&self, chain: &ChainId, seq: u64) -> Result<Key, Denial> {
        key(format!("rooms/{}/erased/{chain}-{seq:012}", self.0))
    }

    pub(crate) fn all_rests(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/rests", self.0))
    }

    pub(crate) fn all_grants(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/grants", self.0))
    }

    pub(crate) fn grants(&self, member: &MemberId) -> Result<Key, Denial> {
        key(format!("rooms/{}/grants/{member}", self.0))
    }

    pub(crate) fn part(&self, hash: &Hash) -> Result<Key, Denial> {
        key(format!("rooms/{}/parts/{hash}", self.0))
    }

    pub(crate) fn parts(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/parts", self.0))
    }

    pub(crate) fn leases(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/leases", self.0))
    }

    pub(crate) fn leases_of(&self, member: &MemberId) -> Result<Key, Denial> {
        key(format!("rooms/{}/leases/{member}", self.0))
    }

    pub(crate) fn lease(&self, member: &MemberId, name: &str) -> Result<Key, Denial> {
        key(format!("rooms/{}/leases/{member}/{name}", self.0))
    }

    pub(crate) fn row(&self, n: u64) -> Result<Key, Denial> {
        key(format!("rooms/{}/index/{n:012}", self.0))
    }

    pub(crate) fn tile(&self, n: u64) -> Result<Key, Denial> {
        key(format!("rooms/{}/tiles/{n:012}", self.0))
    }

    pub(crate) fn tomb(&self, hash: &Hash) -> Result<Key, Denial> {
        key(format!("rooms/{}/tombs/{hash}", self.0))
    }

    pub(crate) fn tombs(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/tombs", self.0))
    }

    pub(crate) fn opens(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/opens", self.0))
    }

    /// Checkpoints that an authority has stamped, by the sizes of their trees.
    pub(crate) fn stamps(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/stamps", self.0))
    }

    pub(crate) fn stamp(&self, size: u64) -> Result<Key, Denial> {
        key(format!("rooms/{}/stamps/{size:012}", self.0))
    }

    /// Whose import of which archive this is.
    pub(crate) fn import(&self) -> Result<Key, Denial> {
        key(format!("rooms/{}/import/begun", self.0))
    }

    pub(crate) fn import_manifest(&self, n: u64) -> Result<Key, Denial> {
        key(format!("rooms/{}/import/{n:012}", self.0))
    }

    pub(crate) fn import_list(&self, n: u64, piece: u32) -> Result<Key, Denial> {
        key(format!("rooms/{}/import/{n:012}-{piece:06}", self.0))
    }

    pub(crate) fn open(&self, link: &MemberId, n: u32) -> Result<Key, Denial> {
        key(format!("rooms/{}/opens/{link}/{n}", self.0))
    }

    pub(crate) fn wrong_try(&self, link: &MemberId, window: u64, n: u32) -> Result<Key, Denial> {
        key(format!("rooms/{}/tries/{link}/{window:012}-{n:02}", self.0))
    }

    pub(crate) fn tries(&self, link: &MemberId) -> Result<Key, Denial> {
        key(format!("rooms/{}/tries/{link}", self.0))
    }
}

fn key(text: String) -> Result<Key, Denial> {
    // hex, digits and our own words: always a key
    Key::parse(text).map_err(Denial::internal)
}
