//! Archives in a bucket. The address says which and where in it; keys, region and endpoint come from the variables that
//! Amazon's own tools read (`AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY`, `AWS_REGION`, `AWS_ENDPOINT_URL`, ...).

use std::sync::Arc;

use bytes::{Buf, Bytes};
use object_store::aws::AmazonS3Builder;
use object_store::path::Path;
use object_store::{MultipartUpload, ObjectStore, ObjectStoreExt, PutPayload};
use room::Error;

use super::local;
use crate::error::Error as Failure;

const SCHEME: &str = "s3://";
/// Of an upload: all parts but the last have it, and there are ten thousand at most.
const PART: usize = 32 << 20;
/// What is fetched at once.
const PIECE: u64 = 4 << 20;

/// Something in a bucket.
#[derive(Debug, Clone)]
pub(crate) struct Object {
    store: Arc<dyn ObjectStore>,
    bucket: String,
    key: Path,
}

/// One that is read, from its beginning.
pub(crate) struct Source {
    object: Object,
    at: u64,
    piece: Bytes,
    ended: bool,
}

/// One that is being written. Nothing stands there before it is whole.
pub(crate) struct Sink {
    upload: Box<dyn MultipartUpload>,
    waiting: Vec<u8>,
}

/// Is this the address of a bucket?
pub(super) fn is_address(typed: &str) -> bool {
    typed.starts_with(SCHEME)
}

impl Object {
    /// None, if it is no such address.
    pub(super) fn parse(typed: &str) -> Result<Option<Self>, Failure> {
        let Some(rest) = typed.strip_prefix(SCHEME) else {
            return Ok(None);
        };
        let (bucket, key) = rest.split_once('/').unwrap_or((rest, ""));
        if bucket.is_empty() {
            return Err(Failure::usage("name a bucket: s3://bucket/folder"));
        }
        let key = Path::parse(key.trim_matches('/'))
            .map_err(|_| Failure::usage(format!("{typed} is no address in a bucket")))?;
        // there may be one already, which is as good
        _ = rustls::crypto::ring::default_provider().install_default();
        let store = AmazonS3Builder::from_env()
            .with_bucket_name(bucket)
            .build()
            .map_err(|e| Failure::usage(format!("{typed}: {e}")))?;
        Ok(Some(Self {
            store: Arc::new(store),
            bucket: bucket.to_owned(),
            key,
        }))
    }

    pub(super) fn join(&self, name: &str) -> Self {
        let mut object = self.clone();
        object.key = self.key.clone().join(name);
        object
    }

    pub(super) fn name(&self) -> String {
        self.key.filename().unwrap_or_default().to_owned()
    }

    pub(super) fn shown(&self) -> String {
        format!("{SCHEME}{}/{}", self.bucket, self.key)
    }

    /// What lies directly below it.
    pub(super) async fn below(&self) -> Result<Vec<Self>, Failure> {
        let prefix = (!self.key.as_ref().is_empty()).then_some(&self.key);
        let listed = self.store.list_with_delimiter(prefix).await;
        let listed = listed.map_err(|e| self.failed(&e))?;
        let object = |key| Self {
            key,
            ..self.clone()
        };
        let all = listed.objects.into_iter();
        Ok(all.map(|meta| object(meta.location)).collect())
    }

    fn failed(&self, e: &object_store::Error) -> Failure {
        Failure::Io(std::io::Error::other(format!("{}: {e}", self.shown())))
    }
}

impl Source {
    pub(super) fn open(object: &Object) -> Self {
        Self {
            object: object.clone(),
            at: 0,
            piece: Bytes::new(),
            ended: false,
        }
    }

    pub(super) async fn read(&mut self, into: &mut [u8]) -> Result<usize, Error> {
        let mut filled = 0;
        while let Some(rest) = into.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            if self.piece.is_empty() && !self.fetch().await? {
                break;
            }
            let count = rest.len().min(self.piece.len());
            self.piece.copy_to_slice(&mut rest[..count]);
            filled += count;
        }
        Ok(filled)
    }

    pub(super) async fn skip(&mut self, bytes: u64) -> Result<(), Error> {
        let held = bytes.min(self.piece.len() as u64);
        self.piece.advance(usize::try_from(held).map_err(local)?);
        self.at = self.at.checked_add(bytes - held).ok_or(Error::TooLarge)?;
        Ok(())
    }

    /// Fetches what comes next; false at the end.
    async fn fetch(&mut self) -> Result<bool, Error> {
        if self.ended {
            return Ok(false);
        }
        let range = self.at..self.at.saturating_add(PIECE);
        let asked = object_store::GetOptions {
            range: Some(range.into()),
            ..Default::default()
        };
        let got = self
            .object
            .store
            .get_opts(&self.object.key, asked)
            .await
            .map_err(local)?;
        let (size, piece) = (got.meta.size, got.bytes().await.map_err(local)?);
        self.at += piece.len() as u64;
        self.ended = self.at >= size;
        self.piece = piece;
        Ok(!self.piece.is_empty())
    }
}

impl Sink {
    pub(super) async fn create(to: &Object) -> Result<Self, Failure> {
        match to.store.head(&to.key).await {
            Err(object_store::Error::NotFound { .. }) => {}
            Ok(_) => {
                let there = format!("{} is there already; name another key", to.shown());
                return Err(Failure::usage(there));
            }
            Err(e) => return Err(to.failed(&e)),
        }
        let upload = to.store.put_multipart(&to.key).await;
        Ok(Self {
            upload: upload.map_err(|e| to.failed(&e))?,
            waiting: Vec::with_capacity(PART),
        })
    }

    pub(super) async fn write(&mut self, mut bytes: &[u8]) -> Result<(), Error> {
        while !bytes.is_empty() {
            let fits = bytes.len().min(PART - self.waiting.len());
            let (now, later) = bytes.split_at(fits);
            self.waiting.extend_from_slice(now);
            bytes = later;
            if self.waiting.len() == PART {
                self.send().await.map_err(local)?;
            }
        }
        Ok(())
    }

    async fn send(&mut self) -> object_store::Result<()> {
        let part = core::mem::replace(&mut self.waiting, Vec::with_capacity(PART));
        self.upload.put_part(PutPayload::from(part)).await
    }

    pub(super) async fn keep(mut self) -> Result<(), Failure> {
        if !self.waiting.is_empty() {
            self.send().await.map_err(std::io::Error::other)?;
        }
        self.upload
            .complete()
            .await
            .map_err(std::io::Error::other)?;
        Ok(())
    }

    pub(super) async fn discard(mut self) -> Result<(), Failure> {
        Ok(self.upload.abort().await.map_err(std::io::Error::other)?)
    }
}

#[cfg(test)]
mod tests {
    use super::Object;

    #[test]
    fn an_address_names_a_bucket_and_a_place_in_it() {
        let at = |typed| Object::parse(typed).map(|one| one.map(|one| one.shown()));
        assert_eq!(at("backups/room").ok(), Some(None));
        let shown = at("s3://firm/rooms/2026/").ok().flatten();
        assert_eq!(shown.as_deref(), Some("s3://firm/rooms/2026"));
        assert!(at("s3://").is_err() && at("s3:///rooms").is_err());
        assert!(at("s3://firm/../other").is_err());
    }
}
