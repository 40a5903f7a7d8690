//! Parts behind short-lived URLs: PUT with digest and length, GET and HEAD with a range.

use std::ops::Range;
use std::sync::Arc;

use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use blobs::Created;
use blobs::wire::Code;
use ledger::{Hash, RoomId};

use super::signed::{Recipient, only};
use super::{Site, body, download};
use crate::gate::{Denial, Op, Ticket};

type Pairs = Query<Vec<(String, String)>>;

/// GET and HEAD.
pub(super) async fn get(
    State(site): State<Arc<Site>>,
    Path((room, part)): Path<(String, String)>,
    Query(query): Pairs,
    request: Request,
) -> Response {
    let to = Recipient::of(&request);
    let (asked, _) = request.into_parts();
    let done = async {
        let ticket = ticket(&room, &part, &query)?;
        let part = site.gate.part(&ticket).await?;
        let size = part.len();
        let range = range(&asked.headers, size)?;
        let (status, len) = match &range {
            Some(range) => (StatusCode::PARTIAL_CONTENT, range.end - range.start),
            None => (StatusCode::OK, size),
        };
        let mut answer = if asked.method == Method::HEAD {
            Response::default()
        } else {
            let wanted = range.clone().unwrap_or(0..size);
            download::begin(&site, part, wanted, to)
                .await?
                .into_response()
        };
        *answer.status_mut() = status;
        let out = answer.headers_mut();
        out.insert(
            header::CONTENT_TYPE,
            header::HeaderValue::from_static("application/octet-stream"),
        );
        out.insert(
            header::ACCEPT_RANGES,
            header::HeaderValue::from_static("bytes"),
        );
        out.insert(header::CONTENT_LENGTH, len.into());
        if let Some(range) = range {
            let text = format!("bytes {}-{}/{size}", range.start, range.end - 1);
            out.insert(
                header::CONTENT_RANGE,
                text.parse().map_err(Denial::internal)?,
            );
        }
        Ok(answer)
    };
    site.answer(done.await)
}

/// PUT.
pub(super) async fn put(
    State(site): State<Arc<Site>>,
    Path((room, part)): Path<(String, String)>,
    Query(query): Pairs,
    request: Request,
) -> Response {
    let done = async {
        let ticket = ticket(&room, &part, &query)?;
        let len = site.gate.may_put(&ticket)?;
        let limit = usize::try_from(len).map_err(Denial::internal)?;
        let announced = body::announced(request.headers());
        let holder = Recipient::of(&request).holder();
        let mut claim = site.memory.bodies.claim(holder);
        let bytes = body::read(request.into_body(), limit, announced, &mut claim).await?;
        match site.gate.put_part(&ticket, bytes).await? {
            Created::New => Ok(StatusCode::CREATED.into_response()),
            Created::Exists => Err(Denial::new(Code::Exists, "the part is stored already")),
        }
    };
    site.answer(done.await)
}

fn ticket(room: &str, part: &str, query: &[(String, String)]) -> Result<Ticket, Denial> {
    let field = |name: &str| {
        let mut found = query
            .iter()
            .filter(|(key, _)| key == name)
            .map(|(_, value)| value.as_str());
        found.next().filter(|_| found.next().is_none())
    };
    let number = |name: &str| field(name).and_then(|text| text.parse::<u64>().ok());
    let parse = || {
        let op = match field("op")? {
            "get" => Op::Get,
            "put" => Op::Put {
                len: number("len")?,
            },
            _ => return None,
        };
        let mac = Hash::parse(field("mac")?).ok()?.0.to_vec();
        let (room, part) = (RoomId::parse(room).ok()?, Hash::parse(part).ok()?);
        Some(Ticket {
            room,
            part,
            op,
            until: number("until")?,
            mac,
        })
    };
    parse().ok_or_else(Denial::absent)
}

/// One range of bytes; a header with several, or in another unit, counts as none.
fn range(headers: &HeaderMap, size: u64) -> Result<Option<Range<u64>>, Denial> {
    let Some(spec) =
        only(headers, header::RANGE.as_str())?.and_then(|text| text.strip_prefix("bytes="))
    else {
        return Ok(None);
    };
    let Some((first, last)) = spec.split_once('-') else {
        return Ok(None);
    };
    let range = match (first.parse::<u64>(), last.parse::<u64>()) {
        (Ok(first), Ok(last)) => first..last.saturating_add(1).min(size),
        (Ok(first), Err(_)) if last.is_empty() => first..size,
        (Err(_), Ok(last)) if first.is_empty() => size.saturating_sub(last)..size,
        _ => return Ok(None),
    };
    if range.start < range.end {
        Ok(Some(range))
    } else {
        Err(Denial::new(Code::Range, "the range lies outside the part"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Result<Option<Range<u64>>, Denial> {
        let mut headers = HeaderMap::new();
        headers.insert(header::RANGE, text.parse().expect("a header"));
        range(&headers, 100)
    }

    #[test]
    fn ranges_are_read_as_the_standard_says() {
        assert_eq!(of("bytes=0-9"), Ok(Some(0..10)));
        assert_eq!(of("bytes=90-"), Ok(Some(90..100)));
        assert_eq!(of("bytes=-7"), Ok(Some(93..100)));
        assert_eq!(of("bytes=-700"), Ok(Some(0..100)));
        assert_eq!(of("bytes=50-18446744073709551615"), Ok(Some(50..100)));
        assert_eq!(of("bytes=0-1,5-6"), Ok(None));
        assert_eq!(of("lines=0-1"), Ok(None));
        for outside in ["bytes=100-", "bytes=5-4", "bytes=-0", "bytes=200-300"] {
            assert!(of(outside).is_err(), "{outside}");
        }
    }
}
