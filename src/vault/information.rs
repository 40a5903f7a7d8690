//! How documents are classified, and what that asks for: the page's wishes as use-cases, and back.

mod marks;
mod policy;

use ledger::ids::Hash;
use room::{Labelled, Op, Room};

use self::marks::{marked, marking, marks_view};
use self::policy::{against, basis, basis_id, overview, tier_rule};
use super::access::{ops, outcomes};
use super::messages::{AskedFor, Failure, InfoReply, InfoRequest, Marked, Marks, Reply};
use super::rooms::doc_at;
use super::session::Vault;
use crate::browser::host::Device;

/// Answers one request.
pub(crate) async fn answer(vault: &Vault, request: InfoRequest) -> Result<Reply, Failure> {
    let reply = match request {
        InfoRequest::Overview { room } => {
            let open = vault.room(&room)?;
            InfoReply::Overview(Box::new(overview(&open)?))
        }
        InfoRequest::Marks { room, of } => {
            let open = vault.room(&room)?;
            let view = |one: &Marked| {
                let found = open.classified(marked(one)?)?;
                Ok::<_, Failure>(marks_view(&open, found))
            };
            InfoReply::Marks(of.iter().map(view).collect::<Result<_, _>>()?)
        }
        InfoRequest::PreviewMarks { room, marks } => {
            let open = vault.room(&room)?;
            let found = open.preview_labels(&labels(&open, &marks)?)?;
            InfoReply::Outcomes(outcomes(found))
        }
        InfoRequest::Classify { room, marks } => {
            let open = vault.room(&room)?;
            let waits = open.classify(&labels(&open, &marks)?).await?;
            InfoReply::Waiting(u32::try_from(waits.len()).unwrap_or(u32::MAX))
        }
        other => return act(vault, other).await,
    };
    Ok(Reply::Info(reply))
}

async fn act(vault: &Vault, request: InfoRequest) -> Result<Reply, Failure> {
    match request {
        InfoRequest::Suggest { room, marks } => {
            let open = vault.room(&room)?;
            let one = |(doc, marks): &(String, Marks)| {
                Ok::<_, Failure>((doc_at(doc)?.into(), marking(&open, marks)?))
            };
            let all: Vec<_> = marks.iter().map(one).collect::<Result<_, _>>()?;
            open.suggest_marks(&all).await?;
        }
        InfoRequest::SetTier { room, rule } => {
            let (tier, rule) = tier_rule(&rule)?;
            vault.room(&room)?.set_tier(tier, &rule).await?;
        }
        InfoRequest::Record { room, basis: new } => {
            let open = vault.room(&room)?;
            open.record_basis(&basis(&open, &new)?).await?;
        }
        InfoRequest::Withdraw {
            room,
            basis,
            reason,
        } => {
            let id = basis_id(&basis)?;
            vault.room(&room)?.withdraw_basis(&id, &reason).await?;
        }
        InfoRequest::Objections { room, changes } => {
            let open = vault.room(&room)?;
            let found = against(&open, &open.objections(&ops(changes)?)?);
            return Ok(Reply::Info(InfoReply::Against(found)));
        }
        InfoRequest::Ask { room, asked, note } => {
            let changes = match asked {
                AskedFor::Changes(changes) => ops(changes)?,
                AskedFor::Tier(rule) => {
                    let (tier, rule) = tier_rule(&rule)?;
                    vec![Op::Tier(tier, rule)]
                }
                AskedFor::KeptBack => vault.room(&room)?.kept_by_two()?,
            };
            vault.room(&room)?.ask(&changes, &note).await?;
        }
        InfoRequest::PreviewAsked { room, request } => {
            let found = vault.room(&room)?.preview_request(&hash(&request)?)?;
            return Ok(Reply::Info(InfoReply::Outcomes(outcomes(found))));
        }
        InfoRequest::Decide {
            room,
            request,
            yes,
            reason,
        } => {
            let id = hash(&request)?;
            vault.room(&room)?.decide_request(&id, yes, &reason).await?;
        }
        InfoRequest::CarryOut { room, request } => {
            vault.room(&room)?.carry_out(&hash(&request)?).await?;
        }
        // answered above
        InfoRequest::Overview { .. }
        | InfoRequest::Marks { .. }
        | InfoRequest::PreviewMarks { .. }
        | InfoRequest::Classify { .. } => return Err(Failure::Internal),
    }
    Ok(Reply::Done)
}

fn labels(
    open: &Room<Device>,
    marks: &[(Marked, Marks)],
) -> Result<Vec<(Labelled, room::Marking)>, Failure> {
    let one = |(what, marks): &(Marked, Marks)| Ok((marked(what)?, marking(open, marks)?));
    marks.iter().map(one).collect()
}

fn hash(id: &str) -> Result<Hash, Failure> {
    Hash::parse(id).map_err(|_| Failure::NotFound)
}
