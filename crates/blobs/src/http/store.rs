//! Stores over HTTP: what a client keeps in a gate, seen as a [`BlobStore`].

use core::ops::Range;

use bytes::Bytes;

use super::{HttpApi, Request, Transport};
use crate::api::{Api, ApiError, Signer};
use crate::key::Key;
use crate::store::{BlobStore, Created, StoreError};
use crate::wire::Code;

/// The home objects of one key: `home/<key>/<n>`, twelve digits.
pub struct HomeStore<'a, T> {
    api: &'a HttpApi<T>,
    by: &'a dyn Signer,
}

impl<'a, T: Transport> HomeStore<'a, T> {
    /// The objects of the home key that `by` signs with.
    pub fn new(api: &'a HttpApi<T>, by: &'a dyn Signer) -> Self {
        Self { api, by }
    }

    fn path(key: &Key) -> Result<String, StoreError> {
        let not_here = || StoreError::Refused("not a home object".to_owned());
        let rest = key.as_str().strip_prefix("home/").ok_or_else(not_here)?;
        let (home, n) = rest.split_once('/').ok_or_else(not_here)?;
        let n: u64 = n.parse().map_err(|_| not_here())?;
        Ok(format!("/v1/home/{home}/{n}"))
    }
}

impl<T: Transport> BlobStore for HomeStore<'_, T> {
    async fn create(&self, key: &Key, bytes: Bytes) -> Result<Created, StoreError> {
        created(
            self.api
                .signed(self.by, "PUT", &Self::path(key)?, bytes, None)
                .await
                .map(drop),
        )
    }

    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<Bytes, StoreError> {
        let answer = self
            .api
            .signed(self.by, "GET", &Self::path(key)?, Bytes::new(), None)
            .await;
        let bytes = answer.map_err(store_error)?.body;
        let Some(range) = range else { return Ok(bytes) };
        if range.start >= range.end || range.start >= bytes.len() as u64 {
            return Err(StoreError::Range);
        }
        // home objects are small: they are read whole and cut here
        Ok(bytes.slice(range.start as usize..range.end.min(bytes.len() as u64) as usize))
    }

    async fn size(&self, key: &Key) -> Result<u64, StoreError> {
        Ok(self.read(key, None).await?.len() as u64)
    }
}

/// Objects behind URLs that somebody hands out: parts, on a gate's folder or an engine's own server.
pub struct UrlStore<'a, T, U> {
    api: &'a HttpApi<T>,
    urls: U,
}

impl<'a, T: Transport, U: Fn(&Key, &'static str) -> String> UrlStore<'a, T, U> {
    /// `urls` gives the URL for a key and `"put"` or `"get"`.
    pub fn new(api: &'a HttpApi<T>, urls: U) -> Self {
        Self { api, urls }
    }
}

impl<T: Transport, U: Fn(&Key, &'static str) -> String> BlobStore for UrlStore<'_, T, U> {
    async fn create(&self, key: &Key, bytes: Bytes) -> Result<Created, StoreError> {
        let headers = vec![("if-none-match", "*".to_owned())];
        let url = self.api.absolute(&(self.urls)(key, "put"));
        created(
            self.api
                .send(Request {
                    method: "PUT",
                    url,
                    headers,
                    body: bytes,
                })
                .await
                .map(drop),
        )
    }

    async fn read(&self, key: &Key, range: Option<Range<u64>>) -> Result<Bytes, StoreError> {
        if range.as_ref().is_some_and(|range| range.start >= range.end) {
            return Err(StoreError::Range);
        }
        self.api
            .get(&(self.urls)(key, "get"), range)
            .await
            .map_err(store_error)
    }

    async fn size(&self, key: &Key) -> Result<u64, StoreError> {
        let url = self.api.absolute(&(self.urls)(key, "get"));
        let request = Request {
            method: "HEAD",
            url,
            headers: Vec::new(),
            body: Bytes::new(),
        };
        match self.api.transport.send(request).await {
            Ok(answer) if answer.status == 404 => Err(StoreError::Absent),
            Ok(answer) if answer.status < 300 => answer
                .length
                .ok_or(StoreError::Failed("no length".to_owned())),
            Ok(answer) => Err(StoreError::Refused(format!("status {}", answer.status))),
            Err(why) => Err(StoreError::Failed(why.0)),
        }
    }
}

fn created(answer: Result<(), ApiError>) -> Result<Created, StoreError> {
    match answer {
        Ok(()) => Ok(Created::New),
        Err(ApiError::Refused {
            code: Code::Exists, ..
        }) => Ok(Created::Exists),
        Err(other) => Err(store_error(other)),
    }
}

fn store_error(error: ApiError) -> StoreError {
    match error {
        ApiError::Refused {
            code: Code::Absent, ..
        } => StoreError::Absent,
        ApiError::Refused {
            code: Code::Range, ..
        } => StoreError::Range,
        ApiError::Refused {
            code: Code::Full, ..
        } => StoreError::Full,
        ApiError::Refused { message, .. } => StoreError::Refused(message),
        other => StoreError::Failed(other.to_string()),
    }
}
