//! Links, texts to be agreed to, and files that are sent in.

use std::rc::Rc;

use room::{
    Introduction, Limits, LinkView as Seen, MemberStanding, Principal, SignedCopy, Waiting,
};
use zeroize::Zeroizing;

use super::messages::{
    Agreement, AgreementText, Asked, DocRef, DocView, Failure, Fate, LinkTerms, LinkView,
    LinksReply, LinksRequest, MemberState, Reply, SentFile, Shared, SignedCopy as Copy, Texts,
    VisitorView, WaitingDoc,
};
use super::rooms::{doc_ref, docs_at, folder_id, show, tell_of_looks};
use super::session::Vault;
use super::sharing::{invitation, millis, parse};

/// Answers all but [`LinksRequest::SendIn`], which starts a transfer.
pub(crate) async fn answer(vault: &Vault, request: LinksRequest) -> Result<Reply, Failure> {
    let reply = match request {
        LinksRequest::List { room } => {
            let open = vault.room(&room)?;
            open.refresh().await?;
            LinksReply::List(open.links().await?.into_iter().map(link).collect())
        }
        LinksRequest::Make { room, terms } => return make(vault, &room, terms).await,
        LinksRequest::SetEnd {
            room,
            member,
            expires,
        } => {
            let open = vault.room(&room)?;
            let member = ledger::ids::MemberId::parse(&member).map_err(|_| Failure::NotFound)?;
            open.set_dates(&member, Some(millis(expires))).await?;
            return Ok(Reply::Done);
        }
        LinksRequest::Open {
            fragment,
            passphrase,
            says,
        } => {
            let (fragment, passphrase) = (Zeroizing::new(fragment), passphrase.map(Zeroizing::new));
            let fragment = parse(vault, &fragment)?;
            let says = says.map(|(name, email)| Introduction { name, email });
            let passphrase = passphrase.as_ref().map(|it| it.as_str());
            let host = Rc::clone(&vault.host);
            let open = room::visit_as(host, &fragment, passphrase, says.as_ref()).await?;
            tell_of_looks(&open).await;
            return Ok(show(&vault.keep_room(open, true)));
        }
        LinksRequest::Asked { room } => {
            let asked = vault.room(&room)?.asked();
            LinksReply::Asked(asked.map(|asked| Asked {
                hash: asked.hash.to_string(),
                text: asked.text.as_ref().map(text),
            }))
        }
        LinksRequest::Agree { room, hash, name } => {
            let open = vault.room(&room)?;
            let hash = room::Hash::parse(&hash).map_err(|_| Failure::NotFound)?;
            open.agree(&hash, &name).await?;
            return Ok(show(&open));
        }
        LinksRequest::Texts { room } => {
            let open = vault.room(&room)?;
            open.refresh().await?;
            let texts = open.texts()?.into_iter();
            LinksReply::Texts(Texts {
                texts: texts
                    .map(|it| (it.group.map(group), text(&it.text)))
                    .collect(),
                list: open.agreements()?.into_iter().map(agreement).collect(),
            })
        }
        LinksRequest::SetText {
            room,
            group,
            zh,
            en,
        } => {
            let open = vault.room(&room)?;
            let group = group.as_deref().map(parse_group).transpose()?;
            open.set_text(group, zh.trim(), en.trim()).await?;
            return Ok(Reply::Done);
        }
        LinksRequest::Copies { room } => {
            let open = vault.room(&room)?;
            LinksReply::Copies(open.signed_copies().iter().map(copy).collect())
        }
        LinksRequest::Sent { room } => {
            let sent = vault.room(&room)?.sent().into_iter();
            LinksReply::Sent(sent.map(sent_file).collect())
        }
        LinksRequest::Waiting { room } => {
            let waiting = vault.room(&room)?.quarantine()?;
            LinksReply::Waiting(waiting.into_iter().map(waits).collect())
        }
        LinksRequest::TakeIn { room, docs } => {
            let open = vault.room(&room)?;
            open.take_in(&docs_at(&docs)?).await?;
            return Ok(show(&open));
        }
        LinksRequest::Refuse { room, docs } => {
            let open = vault.room(&room)?;
            open.refuse(&docs_at(&docs)?).await?;
            return Ok(show(&open));
        }
        // a transfer, which the service starts
        LinksRequest::SendIn { .. } => return Err(Failure::Internal),
    };
    Ok(Reply::Links(Box::new(reply)))
}

async fn make(vault: &Vault, room: &str, terms: LinkTerms) -> Result<Reply, Failure> {
    let open = vault.room(room)?;
    let passphrase = terms.passphrase.map(Zeroizing::new);
    let limits = Limits {
        expires: millis(terms.expires),
        passphrase: passphrase.as_ref().map(|it| it.as_str()),
        opens: terms.opens,
        bound: terms.bound,
        asks: terms.asks,
        view_only: terms.view_only,
    };
    let what = what(terms.what)?;
    let made = open.link(&what, terms.label.trim(), limits).await?;
    Ok(Reply::Url(invitation(&made)))
}

fn wanted(docs: &[DocRef]) -> Result<Vec<room::Wanted>, Failure> {
    Ok(docs_at(docs)?.iter().map(room::Wanted::from).collect())
}

/// What is shared, by ids.
pub(crate) fn what(what: Shared) -> Result<room::Shared, Failure> {
    Ok(match what {
        Shared::Folder(folder) => room::Shared::Folder(folder_id(&folder)?),
        Shared::Docs(docs) => room::Shared::Docs(wanted(&docs)?),
        Shared::Several(folders, docs) => {
            let folders = folders.iter().map(|it| folder_id(it));
            room::Shared::Several(folders.collect::<Result<_, _>>()?, wanted(&docs)?)
        }
        Shared::Requests(folder) => room::Shared::Requests(folder_id(&folder)?),
    })
}

fn link(seen: Seen) -> LinkView {
    let visitors = seen.visitors.into_iter();
    LinkView {
        member: seen.member.to_string(),
        state: match seen.standing {
            MemberStanding::Live => MemberState::Live,
            MemberStanding::Suspended => MemberState::Suspended,
            MemberStanding::Expired => MemberState::Expired,
            // only persons disown themselves
            MemberStanding::Ended | MemberStanding::Disowned => MemberState::Ended,
            MemberStanding::UsedUp => MemberState::UsedUp,
        },
        label: seen.label,
        what: seen.what,
        added: seen.added as f64,
        expires: seen.expires.map(|end| end as f64),
        opens: seen.opens,
        opened: seen.opened,
        passphrase: seen.passphrase,
        bound: seen.bound,
        asks: seen.asks,
        view_only: seen.view_only,
        requests: seen.requests,
        visitors: visitors
            .map(|it| {
                let says = it.says.unwrap_or(Introduction {
                    name: String::new(),
                    email: String::new(),
                });
                VisitorView {
                    chain: it.chain.to_string(),
                    came: it.came as f64,
                    opened: it.opened.map(|at| at as f64),
                    name: says.name,
                    email: says.email,
                    agreed: it.agreed,
                }
            })
            .collect(),
    }
}

fn text(text: &room::NdaText) -> AgreementText {
    AgreementText {
        version: text.version,
        zh: text.zh.clone(),
        en: text.en.clone(),
    }
}

fn agreement(view: room::AgreementView) -> Agreement {
    Agreement {
        chain: view.chain.to_string(),
        visitor: view.link.is_some(),
        name: view.name,
        label: view.label,
        group: view.group.map(group),
        version: view.version,
        agreed: view.agreed.map(|at| at as f64),
        signed: view
            .signed
            .iter()
            .map(|it| (it.version, it.time as f64))
            .collect(),
    }
}

fn copy(copy: &SignedCopy) -> Copy {
    Copy {
        chain: copy.chain.to_string(),
        hash: copy.hash.to_string(),
        name: copy.name.clone(),
        title: copy.title.clone(),
        room: copy.room.to_string(),
        text: text(&copy.text),
        at: copy.at as f64,
        time: copy.time as f64,
        key: copy.key.to_string(),
        signature: hex(&copy.signature),
        json: copy.to_json(),
    }
}

fn sent_file(sent: room::SentView) -> SentFile {
    SentFile {
        doc: sent.doc.to_string(),
        folder: sent.folder,
        name: sent.name,
        size: sent.size as f64,
        sent: sent.sent as f64,
        fate: match sent.fate {
            room::Fate::Waits => Fate::Waits,
            room::Fate::TakenIn => Fate::TakenIn,
            room::Fate::Refused => Fate::Refused,
            room::Fate::Untold => Fate::Untold,
        },
    }
}

fn waits(waiting: Waiting) -> WaitingDoc {
    let record = &waiting.record;
    WaitingDoc {
        doc: DocView {
            doc: doc_ref(&waiting.at),
            folder: waiting.folder.to_string(),
            name: waiting.name.clone(),
            mime: record.mime.clone(),
            size: record.size as f64,
            modified: record.modified as f64,
            added: waiting.sent as f64,
            added_by: waiting.from.clone(),
            sure: false,
            number: String::new(),
            description: String::new(),
            tags: Vec::new(),
            versions: 1,
            changed: waiting.sent as f64,
            may_edit: false,
            may_add: false,
            own: None,
            from: None,
        },
        sender: waiting
            .sender
            .map(|(chain, _)| chain.to_string())
            .unwrap_or_default(),
        from: waiting.from,
        member: waiting.member,
        label: waiting.label,
    }
}

fn group(group: Principal) -> String {
    hex(&group.0)
}

fn parse_group(text: &str) -> Result<Principal, Failure> {
    let id = ledger::ids::ChainId::parse(text).map_err(|_| Failure::NotFound)?;
    Ok(Principal(id.0))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
