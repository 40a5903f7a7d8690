//! Answers the page: one request, one reply.

use core::time::Duration;
use std::rc::Rc;

use futures::StreamExt;
use futures::channel::mpsc;
use js_sys::Array;
use room::doors::{Doors, Proof};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;
use zeroize::Zeroizing;

use super::messages::{Event, Failure, LinksRequest, Reply, Request};
use super::session::Vault;
use super::sharing::InviteTerms;
use super::wire::{Answer, Call, transferables};
use super::{
    access, activity, audit, closing, compliance, documents, identity, incident, information,
    links, me, reports, restore, retention, rooms, sharing, told, transfer, trustees, verify,
};
use crate::browser::host::Rng;
use crate::browser::store::Store;
use crate::browser::{http, sweep, worker};

const SHELF: &str = "sealroom";
/// How often the vault looks whether somebody is there.
const WATCH: Duration = Duration::from_secs(15);

/// Starts the vault in its worker. It listens at once, and answers when its storage is open.
pub fn start() {
    let (hand, heard) = mpsc::unbounded();
    worker::listen(move |message| {
        // the receiver lives as long as the worker, but without randomness
        let _ = hand.unbounded_send(message);
    });
    spawn_local(async {
        // without randomness there is no vault; the page says that it did not start
        let Ok(rng) = Rng::new() else { return };
        let shelf = Rc::new(Store::open(SHELF).await);
        let kept = Doors::new(&*shelf).kept().await;
        let known = kept.is_ok_and(|kept| kept.any());
        let vault = Vault::new(shelf, rng, worker::origin(), known);
        spawn_local(watch(Rc::clone(&vault)));
        let forgotten = Rc::clone(&vault);
        worker::hear_tabs(move || {
            forgotten.tell(Event::Locked);
            forgotten.forget();
        });
        post(&Answer::Event {
            event: Event::Ready,
            attachments: Array::new(),
        });
        serve(vault, heard).await;
    });
}

/// Clears what an earlier run left, and locks when nobody is there.
async fn watch(vault: Rc<Vault>) {
    sweep().await;
    loop {
        http::wait(WATCH).await;
        vault.lock_if_idle();
    }
}

/// Posts an answer, moving the buffers beside it.
pub(crate) fn post(answer: &Answer) {
    let attachments = match answer {
        Answer::Reply { attachments, .. } | Answer::Event { attachments, .. } => attachments,
    };
    if let Ok(message) = answer.encode() {
        worker::post(&message, &transferables(attachments));
    }
}

async fn serve(vault: Rc<Vault>, mut heard: mpsc::UnboundedReceiver<JsValue>) {
    while let Some(message) = heard.next().await {
        // what is no call has no id to answer to
        let Ok(call) = Call::decode(&message) else {
            continue;
        };
        if call.request.is_sign() {
            vault.sign_of_life();
        }
        let vault = Rc::clone(&vault);
        spawn_local(async move {
            let id = call.id;
            let (reply, attachments) = match answer(&vault, call.request, call.attachments).await {
                Ok(answer) => answer,
                Err(failure) => (Reply::Failed(failure), Array::new()),
            };
            post(&Answer::Reply {
                id,
                reply,
                attachments,
            });
        });
    }
}

async fn answer(
    vault: &Rc<Vault>,
    request: Request,
    attachments: Array,
) -> Result<(Reply, Array), Failure> {
    let reply = match request {
        Request::Upload {
            room,
            folder,
            files,
        } => transfer::upload(vault, &room, &folder, files, &attachments)?,
        Request::Links(LinksRequest::SendIn { room, to, files }) => {
            transfer::send_in(vault, &room, &to, files, &attachments)?
        }
        Request::Download { room, docs, zip } => {
            transfer::download(vault, &room, &docs, zip, attachments.get(0))?
        }
        Request::BackUp { room } => transfer::back_up(vault, &room, &attachments)?,
        Request::Restore(request) => return restore::answer(vault, request, &attachments).await,
        Request::Trustees(request) => return trustees::answer(vault, request, &attachments).await,
        Request::Verify(request) => verify::answer(vault, request, &attachments).await?,
        Request::Access(request) => access::answer(vault, request).await?,
        Request::Activity(request) => return activity::answer(vault, request).await,
        Request::Audit(request) => return audit::answer(vault, request, &attachments).await,
        Request::Incident(request) => return incident::answer(vault, request).await,
        Request::Told(request) => told::answer(vault, request).await?,
        Request::Reports(request) => return reports::answer(vault, request).await,
        Request::Closing(request) => return closing::answer(vault, request, &attachments).await,
        Request::Compliance(request) => {
            return compliance::answer(vault, request, &attachments).await;
        }
        Request::Info(request) => information::answer(vault, request).await?,
        Request::Retention(request) => return retention::answer(vault, request).await,
        Request::Docs(request) => return documents::answer(vault, request, &attachments).await,
        Request::View { room, doc } => return transfer::view(vault, &room, &doc).await,
        Request::Pause { transfer } => transfer::pause(vault, transfer)?,
        Request::Resume { transfer } => transfer::resume(vault, transfer)?,
        Request::Cancel { transfer } => transfer::cancel(vault, transfer)?,
        other => match identity_request(vault, other).await? {
            Ok(reply) => reply,
            Err(other) => room_request(vault, other).await?,
        },
    };
    Ok((reply, Array::new()))
}

/// Requests about the identity; hands back what is none.
async fn identity_request(
    vault: &Vault,
    request: Request,
) -> Result<Result<Reply, Request>, Failure> {
    let reply = match request {
        Request::Active => Reply::Done,
        Request::Status => identity::status(vault).await?,
        Request::MakeIdentity { name, passphrase } => {
            identity::make(vault, &name, &Zeroizing::new(passphrase))?
        }
        Request::ConfirmIdentity => identity::confirm(vault).await?,
        Request::WithdrawIdentity => {
            vault.withdraw();
            Reply::Done
        }
        Request::RestoreIdentity {
            words,
            name,
            passphrase,
        } => {
            let (words, passphrase) = (Zeroizing::new(words), Zeroizing::new(passphrase));
            identity::restore(vault, &words, &name, &passphrase).await?
        }
        Request::Unlock { passphrase } => {
            let passphrase = Zeroizing::new(passphrase);
            identity::unlock(vault, Proof::Passphrase(&passphrase)).await?
        }
        Request::Lock => {
            vault.lock();
            Reply::Done
        }
        Request::ForgetIdentity => identity::forget(vault).await?,
        Request::Me(request) => me::answer(vault, request).await?,
        other => return Ok(Err(other)),
    };
    Ok(Ok(reply))
}

async fn room_request(vault: &Vault, request: Request) -> Result<Reply, Failure> {
    match request {
        Request::Rooms => rooms::list(vault).await,
        Request::CreateRoom { title, token } => {
            rooms::create(vault, &title, &Zeroizing::new(token)).await
        }
        Request::OpenRoom { room } => rooms::open(vault, &room).await,
        Request::ForgetRoom { room } => rooms::forget(vault, &room).await,
        Request::CloseVisit => {
            vault.close_visits();
            Ok(Reply::Done)
        }
        Request::CreateFolder { room, parent, name } => {
            rooms::make_folder(vault, &room, &parent, &name).await
        }
        Request::CreateFolders {
            room,
            parent,
            paths,
        } => rooms::make_folders(vault, &room, &parent, paths).await,
        Request::DeleteDocs { room, docs } => rooms::delete(vault, &room, &docs).await,
        Request::CreateInvite {
            room,
            folder,
            label,
            join_by,
            expires,
        } => {
            sharing::invite(
                vault,
                &room,
                &folder,
                InviteTerms {
                    label,
                    join_by,
                    expires,
                },
            )
            .await
        }
        Request::Members { room } => sharing::members(vault, &room).await,
        Request::EndMember { room, member } => sharing::end(vault, &room, &member).await,
        Request::Peek { fragment } => sharing::peek(vault, &Zeroizing::new(fragment)).await,
        Request::Join { fragment } => sharing::join(vault, &Zeroizing::new(fragment)).await,
        Request::Links(request) => links::answer(vault, request).await,
        // answered before
        _ => Err(Failure::Internal),
    }
}
