//! Trustees: members of a room who together give somebody's seed back when every device and the words are lost.
//!
//! The shares leave as files, one for each trustee, sealed to the card by which this room knows it. The store has no part in it.

use core::fmt;

use ledger::entry::MemberKind;
use ledger::ids::{ChainId, MemberId, RoomId};
use seal::identity::Fingerprint;
use seal::kem::{KemPublic, KemSecret};
use seal::trustees::{self, SealedShare};
use zeroize::Zeroizing;

use crate::error::{Error, What};
use crate::home::Home;
use crate::host::Host;
use crate::room::Room;
use crate::session::Me;

/// A share, as its trustee tells it.
#[derive(Clone, PartialEq, Eq)]
pub struct ToldShare {
    /// Whose seed it is, by the word of who made the share: to be compared before it is told to anybody.
    pub owner: Fingerprint,
    /// How many are needed.
    pub need: u8,
    /// The words.
    pub words: Zeroizing<String>,
}

impl fmt::Debug for ToldShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ToldShare(..)")
    }
}

impl<H: Host> Room<H> {
    /// Splits one's own seed among these members, `need` of whom give it back. For those who manage: they know the
    /// cards of the others. Answers a sealed share for each, to be handed over.
    pub fn entrust(
        &self,
        me: &Me,
        need: u8,
        members: &[MemberId],
    ) -> Result<Vec<(MemberId, Vec<u8>)>, Error> {
        self.judge_manager()?;
        let trustees = members.iter().map(|id| Ok((id.0, self.trustee(id)?)));
        let trustees: Vec<([u8; 16], KemPublic)> = trustees.collect::<Result<_, Error>>()?;
        let (room, mut rng) = (self.session.room.0, self.host.rng());
        let shares = trustees::entrust(&me.seed, need, room, &trustees, &mut rng)?;
        let shares = shares
            .iter()
            .map(|one| (ChainId(one.trustee), one.encode()));
        Ok(shares.collect())
    }

    /// The key of another person who is in the room.
    fn trustee(&self, id: &MemberId) -> Result<KemPublic, Error> {
        let state = self.state.borrow();
        let member = state.roster.member(id).ok_or(Error::NotFound)?;
        let chain = state.person(id);
        let joined = chain.is_some_and(|chain| chain.joined().is_some());
        let person = joined || member.member.kind == MemberKind::Person;
        if !person || *id == self.session.member || member.judge_open(chain, self.now()).is_err() {
            return Err(Error::NotAllowed);
        }
        self.card_of(&state, member)
    }

    /// Opens a share that was handed to oneself.
    pub fn tell_share(&self, sealed: &[u8]) -> Result<ToldShare, Error> {
        let (room, member) = (&self.session.room, &self.session.member);
        tell(sealed, room, member, self.session.kem())
    }
}

impl<H: Host> Home<H> {
    /// The same without the room, whose store may be the one that was lost.
    pub fn tell_share(&self, me: &Me, sealed: &[u8]) -> Result<ToldShare, Error> {
        let share = SealedShare::parse(sealed).map_err(Error::open(What::Share))?;
        let known = self.room(&RoomId(share.room)).ok_or(Error::NotFound)?;
        let keys = me.seed.room_keys(known.salt.expose());
        tell(sealed, &known.room, &known.member, &keys.kem)
    }
}

fn tell(
    sealed: &[u8],
    room: &RoomId,
    member: &MemberId,
    kem: &KemSecret,
) -> Result<ToldShare, Error> {
    let open = Error::open(What::Share);
    let sealed = SealedShare::parse(sealed).map_err(&open)?;
    if (sealed.room, sealed.trustee) != (room.0, member.0) {
        return Err(Error::NotFound);
    }
    let share = sealed.open(kem).map_err(open)?;
    Ok(ToldShare {
        owner: sealed.owner,
        need: share.need(),
        words: share.words(),
    })
}
