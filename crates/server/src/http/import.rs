//! The requests that bring a room here from its archives.

use std::sync::Arc;

use axum::extract::{Path, Request, State};
use axum::response::Response;
use ledger::RoomId;

use super::Site;
use super::rooms::{allowed, cbor, message};
use super::signed::Whole;
use crate::gate::Denial;

/// `POST /v1/rooms/R/import`.
pub(super) async fn import(
    State(site): State<Arc<Site>>,
    Path(room): Path<String>,
    request: Request,
) -> Response {
    let done = async {
        let Whole {
            by,
            bytes,
            claim: _claim,
        } = allowed(&site, request).await?;
        let room = RoomId::parse(&room).map_err(|_| Denial::absent())?;
        cbor(&site.gate.import(&room, &by, message(bytes)?).await?)
    };
    site.answer(done.await)
}

/// `POST /v1/rooms/R/restore`.
pub(super) async fn restore(
    State(site): State<Arc<Site>>,
    Path(room): Path<String>,
    request: Request,
) -> Response {
    let done = async {
        let Whole {
            by,
            bytes,
            claim: _claim,
        } = allowed(&site, request).await?;
        let room = RoomId::parse(&room).map_err(|_| Denial::absent())?;
        cbor(&site.gate.restore(&room, &by, message(bytes)?).await?)
    };
    site.answer(done.await)
}
