//! The requests about rooms and homes.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use blobs::wire::{self, CBOR, Code, Hashes, TOKEN_HEADER, limits};
use ledger::{ChainId, Hash, PublicKey, RoomId};
use minicbor::{Decode, Encode};

use super::signed::only;
use super::{Site, rates};
use crate::gate::Denial;

/// What is read of a body whose signer is nobody in the room: a visitor's first entry fits.
const STRANGER: usize = 512 << 10;

/// `POST /v1/rooms`.
pub(super) async fn make(State(site): State<Arc<Site>>, request: Request) -> Response {
    let done = async {
        let token = only(request.headers(), TOKEN_HEADER)?.map(|token| Hash::of(token.as_bytes()));
        let (authentic, body) = site.authentic(request)?;
        // hashes are compared, so that time tells nothing about the token
        if token != Some(site.token) {
            return Err(Denial::new(
                Code::Token,
                "making a room here needs the operator's token",
            ));
        }
        let (by, body) = site.whole(authentic, body, limits::MESSAGE).await?;
        cbor(&site.gate.make_room(&by, message(&body)?).await?)
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
        let (authentic, body) = site.authentic(request)?;
        let room = RoomId::parse(&room).map_err(|_| Denial::absent())?;
        let gate = &site.gate;
        let known = gate.knows(&room, &authentic.claimed()).await;
        let limit = if known { limits::MESSAGE } else { STRANGER };
        let (by, body) = site.whole(authentic, body, limit).await?;
        match verb.as_str() {
            "append" => cbor(&gate.append(&room, &by, message(&body)?).await?),
            "read" => cbor(&gate.read(&room, &by, &message(&body)?).await?),
            "release" => cbor(&gate.release(&room, &by).await?),
            "lease" => cbor(&gate.lease(&room, &by, &message(&body)?).await?),
            "urls" => cbor(&gate.urls(&room, &by, &message(&body)?).await?),
            "visit" => cbor(&gate.visit(&room, &by, &message(&body)?).await?),
            "parts" => {
                let hashes = gate.parts(&room, &by, message(&body)?).await?;
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
        let (by, _) = site.signed(request, STRANGER).await?;
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
        let (by, body) = site.signed(request, limits::HOME).await?;
        let key = PublicKey::parse(&key).map_err(|_| Denial::absent())?;
        let newcomer = || site.rates.judge_newcomer(peer);
        site.gate.put_home(&by, &key, n, body, &newcomer).await?;
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
    let (by, _) = site.signed(request, limits::HOME).await?;
    let key = PublicKey::parse(key).map_err(|_| Denial::absent())?;
    let object = site.gate.home(&by, &key, n).await?;
    Ok(([(header::CONTENT_TYPE, "application/octet-stream")], object).into_response())
}

fn message<T: for<'b> Decode<'b, ()>>(body: &[u8]) -> Result<T, Denial> {
    wire::decode(body).map_err(|_| Denial::malformed())
}

fn cbor<T: Encode<()>>(message: &T) -> Result<Response, Denial> {
    Ok(([(header::CONTENT_TYPE, CBOR)], wire::encode(message)).into_response())
}
