//! Trustees: shares of the own identity, given to others, opened for others, and put together again.

use std::rc::Rc;

use js_sys::{Array, Uint8Array};
use room::{Home, MemberId, Seed};
use seal::slip39::Share;
use seal::trustees::{SealedShare, recover};
use zeroize::Zeroizing;

use super::identity::safety_words;
use super::messages::{Failure, Reply, ToldShare, TrusteesReply, TrusteesRequest};
use super::session::Vault;
use crate::browser::file::Picked;

/// Bytes of a sealed share, with room to grow.
const LONGEST: u64 = 64 << 10;

/// Answers one request.
pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: TrusteesRequest,
    files: &Array,
) -> Result<(Reply, Array), Failure> {
    match request {
        TrusteesRequest::Give {
            room,
            need,
            members,
        } => {
            let person = vault.person()?;
            let members = members
                .iter()
                .map(|id| MemberId::parse(id).map_err(|_| Failure::NotFound));
            let members: Vec<MemberId> = members.collect::<Result<_, _>>()?;
            let shares = vault.room(&room)?.entrust(&person.me, need, &members)?;
            let shares = shares.iter();
            let buffers = shares.map(|(_, share)| Uint8Array::from(share.as_slice()).buffer());
            Ok((
                Reply::Trustees(TrusteesReply::Given),
                buffers.collect::<Array>(),
            ))
        }
        TrusteesRequest::Tell => Ok((tell(vault, files).await?, Array::new())),
        TrusteesRequest::Rehearse { words } => {
            let words = Zeroizing::new(words);
            let person = vault.person()?;
            let own = person.me.seed.root().fingerprint();
            recover(&shares_of(&words)?, Some(&own)).map_err(room::Error::from)?;
            Ok((Reply::Done, Array::new()))
        }
    }
}

/// Opens a share in the room in which it was given.
async fn tell(vault: &Vault, files: &Array) -> Result<Reply, Failure> {
    let file = Picked::parse(&files.get(0)).ok_or(Failure::NothingChosen)?;
    if file.size() > LONGEST {
        return Err(Failure::NotAShare);
    }
    let bytes = file.read(0..file.size()).await?.to_vec();
    SealedShare::parse(&bytes).map_err(|_| Failure::NotAShare)?;
    let person = vault.person()?;
    // the store may be the very thing that was lost
    let told = match person.home(&vault.host, true).await {
        Ok(home) => home.tell_share(&person.me, &bytes),
        Err(_) => {
            let kept = Home::kept(Rc::clone(&vault.host), &person.me.seed).await?;
            kept.tell_share(&person.me, &bytes)
        }
    };
    let told = told.map_err(|error| match error {
        // of another room or member, or not sealed to this one
        room::Error::NotFound | room::Error::Tampered(_) => Failure::NotMyShare,
        other => other.into(),
    })?;
    Ok(Reply::Trustees(TrusteesReply::Told(ToldShare {
        owner: safety_words(&told.owner.0),
        need: told.need,
        words: told.words.to_string(),
    })))
}

/// The seed of which these lines are shares; whoever types them compares the safety words of what comes back.
pub(super) fn of_shares(words: &str) -> Result<Seed, Failure> {
    Ok(recover(&shares_of(words)?, None).map_err(room::Error::from)?)
}

/// One share in each line.
fn shares_of(words: &str) -> Result<Vec<Share>, Failure> {
    let lines = words.lines().filter(|line| !line.trim().is_empty());
    let shares: Result<Vec<Share>, _> = lines.map(Share::parse).collect();
    shares.map_err(|_| Failure::WrongShares)
}
