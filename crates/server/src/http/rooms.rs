//! The requests about rooms and homes.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use blobs::Bytes;
use blobs::wire::{self, CBOR, Code, Hashes, TOKEN_HEADER, limits};
use ledger::{ChainId, Hash, PublicKey, RoomId};
use minicbor::{Decode, Encode};

use super::signed::{Whole, only};
use super::{Site, rates};
use crate::gate::{Denial, Standing};

/// What is read of a body whose signer is nobody in the room: a visitor's first entry fits, and a
/// join with its grants.
const STRANGER: usize = 2 << 20;
/// A request that says everything in its head.
const NOTHING: usize = 0;

/// `POST /v1/rooms`.
pub(super) async fn make(State(site): State<Arc<Site>>, request: Request) -> Response {
    let done = async {
        let token = only(request.headers(), TOKEN_HEADER)?.map(|token| Hash::of(token.as_bytes()));
        let opened = site.open(request)?;
        // hashes are compared, so that time tells nothing about the token
        if token != Some(site.token) {
            return Err(Denial::new(
                Code::Token,
                "making a room here needs the operator's token",
            ));
        }
        let whole = site.whole(opened, limits::MESSAGE, Standing::Member);
        let Whole {
            by,
            bytes,
            claim: _claim,
        } = whole.await?;
        cbor(&site.gate.make_room(&by, message(bytes)?).await?)
    };
    site.answer(done.await)
}

/// `POST /v1/rooms/R/<verb>`.
pub(super) async fn request(
    State(site): State<Arc<Site>>,
    Path((room, verb)): Path<(String, String)>,
    request: Request,
) -> Response {
    let done = async {
        let opened = site.open(request)?;
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
        match verb.as_str() {
            "append" => cbor(&gate.append(&room, &by, message(bytes)?).await?),
            "read" => cbor(&gate.read(&room, &by, &message(bytes)?).await?),
            "release" => {
                let () = message(bytes)?;
                cbor(&gate.release(&room, &by).await?)
            }
            "grants" => cbor(&gate.stored_grants(&room, &by, &message(bytes)?).await?),
            "visitors" => cbor(&gate.visitors(&room, &by, &message(bytes)?).await?),
            "lease" => cbor(&gate.lease(&room, &by, &message(bytes)?).await?),
            "urls" => cbor(&gate.urls(&room, &by, &message(bytes)?).await?),
            "visit" => cbor(&gate.visit(&room, &by, &message(bytes)?).await?),
            "parts" => {
                let hashes = gate.parts(&room, &by, message(bytes)?).await?;
                cbor(&Hashes {
                    hashes: hashes.iter().map(|hash| hash.0.into()).collect(),
                })
            }
            _ => Err(Denial::absent()),
        }
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
fn message<T>(body: Bytes) -> Result<T, Denial>
where
    T: for<'b> Decode<'b, ()> + Encode<()>,
{
    wire::decode(&body).map_err(|_| Denial::malformed())
}

fn cbor<T: Encode<()>>(message: &T) -> Result<Response, Denial> {
    Ok(([(header::CONTENT_TYPE, CBOR)], wire::encode(message)).into_response())
}
