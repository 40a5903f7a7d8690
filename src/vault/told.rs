//! Where the person is told outside the app that something is new, room by room.

use std::rc::Rc;

use blobs::wire::Code;
use room::{Error, NotifyChannel, NotifyLanguage, NotifyState, Room};

use super::messages::{Failure, Reply, ToldRequest, ToldView};
use super::session::{Vault, room_id};
use crate::browser::host::Device;

/// Answers one request.
pub(crate) async fn answer(vault: &Vault, request: ToldRequest) -> Result<Reply, Failure> {
    let state = match request {
        ToldRequest::Look { room } => opened(vault, &room).await?.told().await?,
        ToldRequest::Set {
            room,
            mail,
            to,
            chinese,
        } => {
            let channel = match mail {
                true => NotifyChannel::Mail,
                false => NotifyChannel::Hook,
            };
            let language = match chinese {
                true => NotifyLanguage::Chinese,
                false => NotifyLanguage::English,
            };
            let open = opened(vault, &room).await?;
            open.tell_me(channel, &to, language).await.map_err(unsent)?
        }
        ToldRequest::Confirm { room, code } => {
            let open = opened(vault, &room).await?;
            let confirmed = open.confirm_told(&code).await;
            confirmed.map_err(|error| match error {
                Error::NotAllowed => Failure::WrongCode,
                Error::Expired => Failure::CodeOver,
                other => other.into(),
            })?
        }
        ToldRequest::Try { room } => {
            let open = opened(vault, &room).await?;
            open.try_told().await.map_err(unsent)?
        }
        ToldRequest::Stop { room } => opened(vault, &room).await?.tell_me_no_more().await?,
    };
    Ok(Reply::Told(view(&state)))
}

fn unsent(error: Error) -> Failure {
    match error {
        Error::Refused(Code::Malformed) => Failure::NoAddress,
        // too many of them today, or the way is shut
        Error::Busy => Failure::NotSent,
        other => other.into(),
    }
}

/// The person's room, read if it was not yet.
async fn opened(vault: &Vault, room: &str) -> Result<Rc<Room<Device>>, Failure> {
    if let Some(open) = vault.own_room(room) {
        return Ok(open);
    }
    let person = vault.person()?;
    let home = person.home(&vault.host, false).await?;
    let open = home.open(&person.me, &room_id(room)?).await?;
    Ok(vault.keep_quietly(open))
}

fn view(state: &NotifyState) -> ToldView {
    let offers = |channel| state.offers.contains(&channel);
    ToldView {
        mail: offers(NotifyChannel::Mail),
        hook: offers(NotifyChannel::Hook),
        told: state
            .told
            .map(|told| (told.channel == NotifyChannel::Mail, told.confirmed)),
    }
}
