//! Two devices of one person meet: the code that one shows, the words that both show, and the identity that goes over.

use std::rc::Rc;

use room::Error;
use room::pair::{self, Answer, Offer};
use zeroize::Zeroizing;

use super::sealed;
use crate::browser::host::Device;
use crate::browser::worker;
use crate::vault::identity;
use crate::vault::messages::{Answered, Failure, MeReply, MeRequest, Offered, PairCode, Reply};
use crate::vault::session::Vault;

/// Answers what is asked where two devices meet.
pub(super) async fn answer(vault: &Vault, request: MeRequest) -> Result<Reply, Failure> {
    let pending = &vault.pending;
    let reply = match request {
        MeRequest::Offer => {
            let person = vault.person()?;
            let offer = Offer::make(Rc::clone(&vault.host), &person.me).await?;
            let code = offer.code();
            let shown = PairCode {
                code: code.to_string(),
                url: format!("/d#{}", code.as_str()),
                until: offer.until() as f64,
            };
            *pending.offer.borrow_mut() = Some(Rc::new(offer));
            MeReply::Code(shown)
        }
        MeRequest::LookOffered => MeReply::Offered(offered(vault).await?),
        MeRequest::Give => {
            let (person, offer) = (vault.person()?, the_offer(vault)?);
            offer.give(&person.me).await.map_err(of_pairing)?;
            MeReply::Offered(Offered::Given)
        }
        MeRequest::StopPairing => {
            let (offer, answer) = (pending.offer.take(), pending.answer.take());
            pending.given.take();
            // the other device hears of it if it can be reached; here it is over in any case
            if let Some(offer) = offer {
                let _ = offer.stop().await;
            }
            if let Some(answer) = answer {
                let _ = answer.stop().await;
            }
            return Ok(Reply::Done);
        }
        MeRequest::EnterCode { code } => {
            let code = Zeroizing::new(code);
            let made = Answer::make(Rc::clone(&vault.host), &code, &worker::device_name()).await;
            *pending.answer.borrow_mut() = Some(Rc::new(made.map_err(of_pairing)?));
            MeReply::Answered(Answered::Waiting)
        }
        MeRequest::LookAnswered => MeReply::Answered(answered(vault).await?),
        MeRequest::KeepGiven { passphrase } => {
            let passphrase = Zeroizing::new(passphrase);
            let given = pending.given.borrow().clone();
            let me = given.ok_or(Failure::NoIdentity)?;
            let sealed = sealed(vault, &me.seed, &passphrase)?;
            identity::keep(vault, me, &sealed).await?;
            pending.clear();
            return identity::status(vault).await;
        }
        // answered before
        _ => return Err(Failure::Internal),
    };
    Ok(Reply::Me(reply))
}

async fn offered(vault: &Vault) -> Result<Offered, Failure> {
    let offer = the_offer(vault)?;
    Ok(match offer.look().await.map_err(of_pairing)? {
        pair::Offered::Waiting => Offered::Waiting,
        pair::Offered::Answered { device, words } => Offered::Answered {
            device,
            words: words.map(str::to_owned).to_vec(),
        },
        pair::Offered::Given => Offered::Given,
        pair::Offered::Done => Offered::Done,
    })
}

async fn answered(vault: &Vault) -> Result<Answered, Failure> {
    let slot = &vault.pending;
    if let Some(me) = &*slot.given.borrow() {
        return Ok(Answered::Given(me.name.clone()));
    }
    let answer = slot
        .answer
        .borrow()
        .clone()
        .ok_or(Failure::PairingStopped)?;
    Ok(match answer.look().await.map_err(of_pairing)? {
        pair::Answered::Waiting => Answered::Waiting,
        pair::Answered::Words(words) => Answered::Words(words.map(str::to_owned).to_vec()),
        pair::Answered::Given(me) => {
            let name = me.name.clone();
            *slot.given.borrow_mut() = Some(me);
            Answered::Given(name)
        }
    })
}

fn the_offer(vault: &Vault) -> Result<Rc<Offer<Device>>, Failure> {
    let offer = vault.pending.offer.borrow().clone();
    offer.ok_or(Failure::PairingStopped)
}

/// What the same errors mean where two devices meet.
fn of_pairing(error: Error) -> Failure {
    match error {
        Error::PairCode(_) => Failure::PairCodeWrong,
        Error::NotFound => Failure::PairCodeUnknown,
        Error::Expired => Failure::PairCodeExpired,
        Error::UsedUp => Failure::PairCodeUsed,
        Error::Ended => Failure::PairingStopped,
        other => other.into(),
    }
}
