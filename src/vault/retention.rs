//! Clocks, holds, what is due, and destroying: the page's wishes as use-cases, and back.

pub(super) mod certificate;
mod doom;
mod shown;

use std::rc::Rc;

use js_sys::Array;
use ledger::ids::{ChainId, HoldId};
use room::{Clock, Hash, Keep, Why};

use super::messages::{
    Cause, ClockFrom, ClockLasts, ClockSaid, Failure, KeepRef, Reply, RetentionReply,
    RetentionRequest,
};
use super::rooms::{doc_at, folder_id};
use super::session::Vault;
use super::sharing::millis;

/// Answers one request. A certificate's file rides beside its answer.
pub(crate) async fn answer(
    vault: &Rc<Vault>,
    request: RetentionRequest,
) -> Result<(Reply, Array), Failure> {
    let reply = match request {
        RetentionRequest::Overview { room } => {
            let open = vault.room(&room)?;
            RetentionReply::Overview(Box::new(shown::overview(&open)?))
        }
        RetentionRequest::Preview { room, what } => {
            let found = vault.room(&room)?.preview_destruction(&keeps(&what)?)?;
            RetentionReply::Doomed(Some(Box::new(shown::doomed(&found, what))))
        }
        RetentionRequest::PreviewAsked { room, request } => {
            let open = vault.room(&room)?;
            let found = open.preview_asked_destruction(&hash(&request)?)?;
            let view = |found| Box::new(shown::doomed(&found, Vec::new()));
            RetentionReply::Doomed(found.map(view))
        }
        RetentionRequest::Destroy {
            room,
            what,
            why,
            words,
            paper,
        } => {
            let by = doom::By::One(keeps(&what)?, why_of(why), words);
            return doom::destroy(vault, &room, by, &paper).await;
        }
        RetentionRequest::CarryOut {
            room,
            request,
            paper,
        } => return doom::destroy(vault, &room, doom::By::Two(hash(&request)?), &paper).await,
        RetentionRequest::Late {
            room,
            decision,
            paper,
        } => return doom::destroy(vault, &room, doom::By::Late(hash(&decision)?), &paper).await,
        RetentionRequest::Certificate { room, doc } => {
            return certificate::look(vault, &room, &doc, false).await;
        }
        RetentionRequest::Countersign { room, doc } => {
            return certificate::look(vault, &room, &doc, true).await;
        }
        other => {
            act(vault, other).await?;
            return Ok((Reply::Done, Array::new()));
        }
    };
    Ok((Reply::Retention(reply), Array::new()))
}

async fn act(vault: &Vault, request: RetentionRequest) -> Result<(), Failure> {
    match request {
        RetentionRequest::SetClock { room, of, clock } => {
            let (open, clock) = (vault.room(&room)?, clock.as_ref().map(clock_of));
            for one in keeps(&of)? {
                open.set_clock(one, clock.as_ref()).await?;
            }
        }
        RetentionRequest::SetClosing { room, day } => {
            vault.room(&room)?.set_closing(day.map(millis)).await?;
        }
        RetentionRequest::Hold {
            room,
            of,
            case,
            why,
        } => {
            let open = vault.room(&room)?;
            for one in keeps(&of)? {
                open.place_hold(one, &case, &why).await?;
            }
        }
        RetentionRequest::Lift { room, hold, why } => {
            let id = ChainId::parse(&hold).map_err(|_| Failure::NotFound)?;
            vault.room(&room)?.lift_hold(HoldId(id.0), &why).await?;
        }
        RetentionRequest::Ask {
            room,
            what,
            why,
            words,
            note,
        } => {
            let open = vault.room(&room)?;
            open.ask_destruction(&keeps(&what)?, &why_of(why), &words, &note)
                .await?;
        }
        // answered above
        _ => return Err(Failure::Internal),
    }
    Ok(())
}

fn keeps(of: &[KeepRef]) -> Result<Vec<Keep>, Failure> {
    let keep = |one: &KeepRef| {
        Ok(match one {
            KeepRef::Room => Keep::Room,
            KeepRef::Folder(folder) => Keep::Folder(folder_id(folder)?),
            KeepRef::Doc(doc) => Keep::Doc(doc_at(doc)?.into()),
        })
    };
    of.iter().map(keep).collect()
}

fn hash(id: &str) -> Result<Hash, Failure> {
    Hash::parse(id).map_err(|_| Failure::NotFound)
}

fn clock_of(said: &ClockSaid) -> Clock {
    Clock {
        from: match said.from {
            ClockFrom::Collected(day) => room::ClockFrom::Collected(millis(day)),
            ClockFrom::Added => room::ClockFrom::Added,
            ClockFrom::Closing => room::ClockFrom::Closing,
            ClockFrom::Given(day) => room::ClockFrom::Given(millis(day)),
        },
        lasts: match said.lasts {
            ClockLasts::Days(days) => room::ClockLasts::Days(days),
            ClockLasts::Until(end) => room::ClockLasts::Until(millis(end)),
        },
        why: why_of(said.why),
        words: said.words.clone(),
    }
}

fn why_of(why: Cause) -> Why {
    match why {
        Cause::PurposeMet => Why::PurposeMet,
        Cause::PeriodOver => Why::PeriodOver,
        Cause::ConsentWithdrawn => Why::ConsentWithdrawn,
        Cause::Statutory => Why::Statutory,
        Cause::Contract => Why::Contract,
        Cause::AskedFor => Why::AskedFor,
        Cause::Other => Why::Other,
    }
}
