//! The requests about rooms and homes.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use blobs::Bytes;
use blobs::wire::{self, CBOR, Code, Hashes, TOKEN_HEADER, encode, limits};
use ledger::evidence::index::LEAF;
use ledger::{ChainId, Hash, PublicKey, RoomId};
use minicbor::{Decode, Encode};

use super::memory::Claim;
use super::sending::Sending;
use super::signed::{Recipient, Whole, only};
use super::{Site, rates};
use crate::gate::{Denial, Standing};

/// What is read of a body whose signer is nobody in the room: a visitor's first entry fits, and a
/// join with its grants.
const STRANGER: usize = 2 << 20;
/// An answer that a connection has room for.
const SHORT: usize = 64 << 10;
/// A request that says everything in its head.
const NOTHING: usize = 0;

/// `POST /v1/rooms`.
pub(super) async fn make(State(site): State<Arc<Site>>, request: Request) -> Response {
    let done = async {
        let Whole {
            by,
            bytes,
            claim: _claim,
        } = allowed(&site, request).await?;
        cbor(&site.gate.make_room(&by, message(bytes)?).await?)
    };
    site.answer(done.await)
}

/// The body of a request for which one needs the operator's token.
pub(super) async fn allowed(site: &Site, request: Request) -> Result<Whole, Denial> {
    let token = only(request.headers(), TOKEN_HEADER)?.map(|token| Hash::of(token.as_bytes()));
    let opened = site.open(request)?;
    // hashes are compared, so that time tells nothing about the token
    if token != Some(site.token) {
        return Err(Denial::new(
            Code::Token,
            "bringing a room here needs the operator's token",
        ));
    }
    site.whole(opened, limits::MESSAGE, Standing::Member).await
}

/// `POST /v1/rooms/R/<verb>`.
pub(super) async fn request(
    State(site): State<Arc<Site>>,
    Path((room, verb)): Path<(String, String)>,
    request: Request,
) -> Response {
    let done = async {
        let opened = site.open(request)?;
        let to = opened.recipient();
        let room = RoomId::parse(&room).map_err(|_| Denial::absent())?;
        let gate = &site.gate;
        let standing = gate.standing(&room, &opened.claimed()).await;
        let limit = match standing {
            Standing::Stranger => STRANGER,
            Standing::Visitor | Standing::Member => limits::MESSAGE,
        };
        let Whole {
            by,
            bytes,
            claim: _claim,
        } = site.whole(opened, limit, standing).await?;
        let mut out = site.memory.answers.claim(to.holder());
        let answer = match verb.as_str() {
            "append" => encode(&gate.append(&room, &by, message(bytes)?).await?),
            "read" => {
                let asked = message(bytes)?;
                // what is read, and the message that is made of it
                out.grow(2 * limits::READ).await?;
                encode(&gate.read(&room, &by, &asked).await?)
            }
            "release" => {
                let () = message(bytes)?;
                encode(&gate.release(&room, &by).await?)
            }
            "grants" => encode(&gate.stored_grants(&room, &by, &message(bytes)?).await?),
            "copies" => {
                let asked = message(bytes)?;
                out.grow(2 * limits::READ).await?;
                encode(&gate.copies(&room, &by, &asked).await?)
            }
            "erase" => {
                let asked = message(bytes)?;
                out.grow(2 * ledger::evidence::erasure::RECEIPT).await?;
                encode(&gate.erase(&room, &by, &asked).await?)
            }
            "gone" => encode(&gate.gone(&room, &by, &message(bytes)?).await?),
            "opens" => encode(&gate.openings(&room, &by, &message(bytes)?).await?),
            "visitors" => encode(&gate.visitors(&room, &by, &message(bytes)?).await?),
            "log" => {
                let () = message(bytes)?;
                encode(&gate.log(&room, &by).await?)
            }
            "leaves" => {
                let asked = message(bytes)?;
                out.grow(2 * limits::LEAVES * LEAF).await?;
                encode(&gate.leaves(&room, &by, &asked).await?)
            }
            "stamps" => {
                let asked = message(bytes)?;
                // tokens and their notes, and the message that is made of them
                out.grow(4 * limits::STAMPS * stamp::TOKEN).await?;
                encode(&gate.stamps(&room, &by, &asked).await?)
            }
            "inclusion" => encode(&gate.inclusion(&room, &by, &message(bytes)?).await?),
            "consistency" => encode(&gate.consistency(&room, &by, &message(bytes)?).await?),
            "lease" => encode(&gate.lease(&room, &by, &message(bytes)?).await?),
            "urls" => encode(&gate.urls(&room, &by, &message(bytes)?).await?),
            "notify" => encode(&gate.notify(&room, &by, message(bytes)?).await?),
            "tell" => {
                gate.tell(&room, &by, &message(bytes)?).await?;
                encode(&())
            }
            "visit" => encode(&gate.visit(&room, &by, &message(bytes)?).await?),
            "parts" => {
                let hashes = gate.parts(&room, &by, message(bytes)?).await?;
                encode(&Hashes {
                    hashes: hashes.iter().map(|hash| hash.0.into()).collect(),
                })
            }
            _ => return Err(Denial::absent()),
        };
        send(answer, out, to).await
    };
    site.answer(done.await)
}

/// `POST /v1/rooms/R/links/L/state`.
pub(super) async fn link_state(
    State(site): State<Arc<Site>>,
    Path((room, link)): Path<(String, String)>,
    request: Request,
) -> Response {
    let done = async {
        let opened = site.open(request)?;
        let Whole { by, bytes, .. } = site.whole(opened, STRANGER, Standing::Stranger).await?;
        let () = message(bytes)?;
        let room = RoomId::parse(&room).map_err(|_| Denial::absent())?;
        let link = ChainId::parse(&link).map_err(|_| Denial::absent())?;
        cbor(&site.gate.link_state(&room, &link, &by).await?)
    };
    site.answer(done.await)
}

/// `PUT /v1/home/K/n`.
pub(super) async fn put_home(
    State(site): State<Arc<Site>>,
    Path((key, n)): Path<(String, u64)>,
    request: Request,
) -> Response {
    let done = async {
        let peer = rates::peer(&request);
        let opened = site.open(request)?;
        let Whole {
            by,
            bytes,
            claim: _claim,
        } = site.whole(opened, limits::HOME, Standing::Stranger).await?;
        let key = PublicKey::parse(&key).map_err(|_| Denial::absent())?;
        let newcomer = || site.rates.judge_newcomer(peer);
        site.gate.put_home(&by, &key, n, bytes, &newcomer).await?;
        Ok(().into_response())
    };
    site.answer(done.await)
}

/// `GET /v1/home/K`.
pub(super) async fn newest_home(
    State(site): State<Arc<Site>>,
    Path(key): Path<String>,
    request: Request,
) -> Response {
    site.answer(read_home(&site, &key, None, request).await)
}

/// `GET /v1/home/K/n`.
pub(super) async fn home(
    State(site): State<Arc<Site>>,
    Path((key, n)): Path<(String, u64)>,
    request: Request,
) -> Response {
    site.answer(read_home(&site, &key, Some(n), request).await)
}

async fn read_home(
    site: &Site,
    key: &str,
    n: Option<u64>,
    request: Request,
) -> Result<Response, Denial> {
    let opened = site.open(request)?;
    let Whole { by, .. } = site.whole(opened, NOTHING, Standing::Stranger).await?;
    let key = PublicKey::parse(key).map_err(|_| Denial::absent())?;
    let object = site.gate.home(&by, &key, n).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], object).into_response())
}

/// Decodes a message, and lets go of the bytes that it came in.
pub(super) fn message<T>(body: Bytes) -> Result<T, Denial>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    wire::decode(&body).map_err(|_| Denial::malformed())
}

pub(super) fn cbor<T: Encode<()>>(message: &T) -> Result<Response, Denial> {
    Ok(([(header::CONTENT_TYPE, CBOR)], encode(message)).into_response())
}

/// Sends an answer, which counts as long as it is in memory, unless it is short.
async fn send(answer: Vec<u8>, mut claim: Claim, to: Recipient) -> Result<Response, Denial> {
    let headers = [(header::CONTENT_TYPE, CBOR)];
    if answer.len() <= SHORT {
        return Ok((headers, answer).into_response());
    }
    claim.grow(answer.len()).await?;
    claim.shrink(answer.len());
    let sending = Sending::begin(claim, to.cord);
    let answer = sending.bytes(answer.into());
    Ok((headers, Body::from(answer)).into_response())
}
