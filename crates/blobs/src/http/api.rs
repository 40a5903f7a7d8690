//! The paths and headers of each request.

use core::ops::Range;

use bytes::Bytes;

use super::{HttpApi, Request, Transport};
use crate::api::{Api, ApiError, Signer};
use crate::wire::{self, Code, Digest, Name};

impl<T: Transport> Api for HttpApi<T> {
    async fn server(&self) -> Result<wire::ServerInfo, ApiError> {
        let url = format!("{}/v1/server", self.origin);
        let answer = self
            .send(Request {
                method: "GET",
                url,
                headers: Vec::new(),
                body: Bytes::new(),
            })
            .await?;
        let info: wire::ServerInfo =
            serde_json::from_slice(&answer.body).map_err(|_| ApiError::Nonsense)?;
        self.learn_time(info.time);
        Ok(info)
    }

    async fn make_room(
        &self,
        by: &dyn Signer,
        token: &str,
        batch: &wire::Append,
    ) -> Result<wire::Appended, ApiError> {
        let answer = self
            .signed(
                by,
                "POST",
                "/v1/rooms",
                wire::encode(batch).into(),
                Some(token),
            )
            .await?;
        wire::decode(&answer.body).map_err(|_| ApiError::Nonsense)
    }

    async fn append(
        &self,
        by: &dyn Signer,
        room: &Digest,
        batch: &wire::Append,
    ) -> Result<wire::Appended, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/append"), batch)
            .await
    }

    async fn read(
        &self,
        by: &dyn Signer,
        room: &Digest,
        read: &wire::Read,
    ) -> Result<wire::Reading, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/read"), read).await
    }

    async fn release(&self, by: &dyn Signer, room: &Digest) -> Result<wire::Released, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/release"), &())
            .await
    }

    async fn lease(
        &self,
        by: &dyn Signer,
        room: &Digest,
        lease: &wire::Lease,
    ) -> Result<wire::Leased, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/lease"), lease)
            .await
    }

    async fn parts(
        &self,
        by: &dyn Signer,
        room: &Digest,
        parts: &wire::Parts,
    ) -> Result<Vec<Digest>, ApiError> {
        let hashes: wire::Hashes = self
            .call(by, &format!("/v1/rooms/{room}/parts"), parts)
            .await?;
        Ok(hashes.hashes)
    }

    async fn urls(
        &self,
        by: &dyn Signer,
        room: &Digest,
        urls: &wire::Urls,
    ) -> Result<wire::UrlsGiven, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/urls"), urls).await
    }

    async fn link_state(
        &self,
        by: &dyn Signer,
        room: &Digest,
        link: &Name,
    ) -> Result<wire::LinkState, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/links/{link}/state"), &())
            .await
    }

    async fn visit(
        &self,
        by: &dyn Signer,
        room: &Digest,
        visit: &wire::Visit,
    ) -> Result<wire::Stored, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/visit"), visit)
            .await
    }

    async fn visitors(
        &self,
        by: &dyn Signer,
        room: &Digest,
        visitors: &wire::Visitors,
    ) -> Result<wire::VisitorsSeen, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/visitors"), visitors)
            .await
    }

    async fn grants(
        &self,
        by: &dyn Signer,
        room: &Digest,
        grants: &wire::Grants,
    ) -> Result<wire::GrantsOf, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/grants"), grants)
            .await
    }

    async fn log(&self, by: &dyn Signer, room: &Digest) -> Result<wire::Log, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/log"), &()).await
    }

    async fn leaves(
        &self,
        by: &dyn Signer,
        room: &Digest,
        leaves: &wire::Leaves,
    ) -> Result<wire::LeavesOf, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/leaves"), leaves)
            .await
    }

    async fn inclusion(
        &self,
        by: &dyn Signer,
        room: &Digest,
        inclusion: &wire::Inclusion,
    ) -> Result<wire::Path, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/inclusion"), inclusion)
            .await
    }

    async fn consistency(
        &self,
        by: &dyn Signer,
        room: &Digest,
        consistency: &wire::Consistency,
    ) -> Result<wire::Path, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/consistency"), consistency)
            .await
    }

    async fn stamps(
        &self,
        by: &dyn Signer,
        room: &Digest,
        stamps: &wire::Stamps,
    ) -> Result<wire::StampsOf, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/stamps"), stamps)
            .await
    }

    async fn copies(
        &self,
        by: &dyn Signer,
        room: &Digest,
        copies: &wire::Copies,
    ) -> Result<wire::CopiesGiven, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/copies"), copies)
            .await
    }

    async fn opens(
        &self,
        by: &dyn Signer,
        room: &Digest,
        opens: &wire::Opens,
    ) -> Result<wire::OpensSeen, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/opens"), opens)
            .await
    }

    async fn import(
        &self,
        by: &dyn Signer,
        token: &str,
        room: &Digest,
        import: &wire::Import,
    ) -> Result<wire::Leased, ApiError> {
        let (path, body) = (format!("/v1/rooms/{room}/import"), wire::encode(import));
        let answer = self.signed(by, "POST", &path, body.into(), Some(token));
        wire::decode(&answer.await?.body).map_err(|_| ApiError::Nonsense)
    }

    async fn restore(
        &self,
        by: &dyn Signer,
        token: &str,
        room: &Digest,
        restore: &wire::Restore,
    ) -> Result<wire::Stored, ApiError> {
        let (path, body) = (format!("/v1/rooms/{room}/restore"), wire::encode(restore));
        let answer = self.signed(by, "POST", &path, body.into(), Some(token));
        wire::decode(&answer.await?.body).map_err(|_| ApiError::Nonsense)
    }

    async fn notify(
        &self,
        by: &dyn Signer,
        room: &Digest,
        notify: &wire::Notify,
    ) -> Result<wire::NotifyState, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/notify"), notify)
            .await
    }

    async fn tell(
        &self,
        by: &dyn Signer,
        room: &Digest,
        tell: &wire::Tell,
    ) -> Result<(), ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/tell"), tell).await
    }

    async fn erase(
        &self,
        by: &dyn Signer,
        room: &Digest,
        erase: &wire::Erase,
    ) -> Result<wire::Erased, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/erase"), erase)
            .await
    }

    async fn gone(
        &self,
        by: &dyn Signer,
        room: &Digest,
        gone: &wire::Gone,
    ) -> Result<wire::UrlsGiven, ApiError> {
        self.call(by, &format!("/v1/rooms/{room}/gone"), gone).await
    }

    async fn put_home(
        &self,
        by: &dyn Signer,
        key: &Digest,
        n: u64,
        object: Bytes,
    ) -> Result<(), ApiError> {
        self.signed(by, "PUT", &format!("/v1/home/{key}/{n}"), object, None)
            .await
            .map(drop)
    }

    async fn home(&self, by: &dyn Signer, key: &Digest) -> Result<Option<Bytes>, ApiError> {
        match self
            .signed(by, "GET", &format!("/v1/home/{key}"), Bytes::new(), None)
            .await
        {
            Ok(answer) => Ok(Some(answer.body)),
            Err(ApiError::Refused {
                code: Code::Absent, ..
            }) => Ok(None),
            Err(other) => Err(other),
        }
    }

    async fn put(&self, url: &str, bytes: Bytes) -> Result<(), ApiError> {
        let headers = vec![("if-none-match", "*".to_owned())];
        let request = Request {
            method: "PUT",
            url: self.absolute(url),
            headers,
            body: bytes,
        };
        match self.send(request).await {
            Ok(_)
            | Err(ApiError::Refused {
                code: Code::Exists, ..
            }) => Ok(()),
            Err(other) => Err(other),
        }
    }

    async fn get(&self, url: &str, range: Option<Range<u64>>) -> Result<Bytes, ApiError> {
        let wanted = range
            .as_ref()
            .map(|range| range.end.saturating_sub(range.start));
        let headers = range
            .map(|range| ("range", range_header(&range)))
            .into_iter()
            .collect();
        let request = Request {
            method: "GET",
            url: self.absolute(url),
            headers,
            body: Bytes::new(),
        };
        let answer = self.send(request).await?;
        // a store that ignores the range is told from one that keeps it
        match wanted {
            Some(len) if answer.status != 206 || answer.body.len() as u64 > len => {
                Err(ApiError::Nonsense)
            }
            _ => Ok(answer.body),
        }
    }
}

/// The value of the header `range`; an empty range asks for one byte, which is refused on arrival.
fn range_header(range: &Range<u64>) -> String {
    format!("bytes={}-{}", range.start, range.end.saturating_sub(1))
}
