//! Bodies in pieces: what an entry says of each folder or document is sealed by itself, so that the store can
//! keep back what was said of those that are gone. See [`ledger::pieces`].

use ledger::entry::Public;
use ledger::pieces::{Piece, Pieces};
use minicbor::{Decode, Encode};
use rand_core::CryptoRng;
use seal::context::Context;
use seal::scope::ScopeKey;

use super::cbor::{NotABody, decode, encode};

/// Seals what is said of each thing, in the order in which the public part names them.
pub(crate) fn seal_each<'t, T: Encode<()> + 't>(
    key: &ScopeKey,
    context: &Context,
    things: impl IntoIterator<Item = &'t T>,
    rng: &mut impl CryptoRng,
) -> Vec<u8> {
    let things = things.into_iter();
    let sealed = things.map(|thing| key.seal(context, &encode(thing), rng));
    Pieces::new(sealed).encode()
}

/// Opens what is said of each thing, but for what was kept back.
pub(crate) fn open_each<T: for<'b> Decode<'b, ()>>(
    key: &ScopeKey,
    context: &Context,
    public: &Public,
    body: &[u8],
) -> Result<Vec<Option<T>>, NotABody> {
    let pieces = Pieces::parse(public, body).map_err(|_| NotABody)?;
    let open = |piece: &Piece| match piece {
        Piece::Kept(_) => Ok(None),
        Piece::There(sealed) => {
            let plain = key.open(context, sealed).map_err(|_| NotABody)?;
            decode(&plain).map(Some)
        }
    };
    pieces.iter().map(open).collect()
}
