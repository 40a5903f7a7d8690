//! The home object as it is stored, and what this device keeps beside it.

use blobs::wire::{Code, Id};
use blobs::{Api, Bytes};
use ledger::ids::Hash;
use seal::home::number;

use super::{COPY, DEVICE, Home, NEWEST, RESTORED, Seen};
use crate::body::{self, HomeBody};
use crate::error::{Error, What};
use crate::host::{Host, Shelf};

/// How often a race is run again.
const ATTEMPTS: usize = 8;

impl<H: Host> Home<H> {
    /// Makes a change on top of the newest version, whoever wrote it.
    pub(crate) async fn change(&self, change: impl Fn(&mut HomeBody)) -> Result<(), Error> {
        for _ in 0..ATTEMPTS {
            let device = self.this_device().await?;
            let (n, mut body) = {
                let seen = self.seen.borrow();
                (seen.n.map_or(0, |n| n + 1), seen.body.clone())
            };
            self.present(&mut body, device);
            change(&mut body);
            let object = self
                .keys
                .seal(n, &body::encode(&body), &mut self.host.rng())
                .map_err(|_| Error::TooLarge)?;
            let key = Id(self.keys.sign.public());
            match self
                .host
                .api()
                .put_home(&self.signer(), &key, n, Bytes::from(object.clone()))
                .await
            {
                Ok(()) => {
                    *self.seen.borrow_mut() = Seen { n: Some(n), body };
                    return self.keep(n, object).await;
                }
                // another device was faster, or an own answer was lost: look again
                Err(e) if e.code() == Some(Code::Exists) => self.read().await?,
                Err(e) => return Err(e.into()),
            }
        }
        Err(Error::Contended)
    }

    pub(crate) async fn read(&self) -> Result<(), Error> {
        let pinned: Option<u64> = self.sealed(NEWEST).await?;
        let object = self
            .host
            .api()
            .home(&self.signer(), &Id(self.keys.sign.public()))
            .await?;
        let Some(object) = object else {
            return if pinned.is_some() {
                Err(Error::RolledBack)
            } else {
                Ok(())
            };
        };
        let n = number(&object).ok_or(Error::Tampered(What::Home))?;
        if pinned.is_some_and(|pinned| n < pinned) {
            return Err(Error::RolledBack);
        }
        let plain = self
            .keys
            .open(n, &object)
            .map_err(Error::open(What::Home))?;
        let body = body::decode(&plain).map_err(|_| Error::Tampered(What::Home))?;
        *self.seen.borrow_mut() = Seen { n: Some(n), body };
        if pinned.is_none() {
            // by this device's own clock, which the store does not set
            self.seal(RESTORED, self.host.now()).await?;
        }
        self.keep(n, object.to_vec()).await
    }

    /// Keeps the newest version, by its number and as it is.
    async fn keep(&self, n: u64, object: Vec<u8>) -> Result<(), Error> {
        let copy = self.shelf_name(COPY);
        self.host.shelf().put(&copy, object).await?;
        self.seal(NEWEST, n).await
    }

    /// Takes the version that this device keeps for the newest, without asking the store. Whether there is one.
    pub(crate) async fn read_copy(&self) -> Result<bool, Error> {
        let Some(object) = self.copy().await? else {
            return Ok(false);
        };
        self.take_object(&object, What::Shelf)?;
        Ok(true)
    }

    /// The newest version, as this device keeps it.
    pub(crate) async fn copy(&self) -> Result<Option<Vec<u8>>, Error> {
        self.host.shelf().get(&self.shelf_name(COPY)).await
    }

    /// Opens a version, and takes it for the newest.
    pub(crate) fn take_object(&self, object: &[u8], what: What) -> Result<(), Error> {
        let n = number(object).ok_or(Error::Tampered(what))?;
        let plain = self.keys.open(n, object).map_err(Error::open(what))?;
        let body = body::decode(&plain).map_err(|_| Error::Tampered(what))?;
        *self.seen.borrow_mut() = Seen { n: Some(n), body };
        Ok(())
    }

    /// Puts the version that this device keeps where the store has lost it; what is there already stays.
    pub(crate) async fn put_copy(&self) -> Result<(), Error> {
        let object = self.copy().await?.ok_or(Error::NotFound)?;
        let n = number(&object).ok_or(Error::Tampered(What::Shelf))?;
        let key = Id(self.keys.sign.public());
        let put = self.host.api();
        match put.put_home(&self.signer(), &key, n, object.into()).await {
            Err(e) if e.code() != Some(Code::Exists) => Err(e.into()),
            _ => Ok(()),
        }
    }

    /// What this device keeps beside the home.
    pub(crate) async fn sealed<T: for<'b> minicbor::Decode<'b, ()>>(
        &self,
        what: &str,
    ) -> Result<Option<T>, Error> {
        let name = self.shelf_name(what);
        let Some(sealed) = self.host.shelf().get(&name).await? else {
            return Ok(None);
        };
        let plain = self
            .local
            .open(name.as_bytes(), &sealed)
            .map_err(Error::open(What::Shelf))?;
        body::decode(&plain)
            .map(Some)
            .map_err(|_| Error::Tampered(What::Shelf))
    }

    pub(crate) async fn seal<T: minicbor::Encode<()>>(
        &self,
        what: &str,
        n: T,
    ) -> Result<(), Error> {
        let name = self.shelf_name(what);
        let sealed = self
            .local
            .seal(name.as_bytes(), &body::encode(&n), &mut self.host.rng());
        self.host.shelf().put(&name, sealed).await
    }

    /// Each store counts its own versions, and each identity of this device has its own.
    fn shelf_name(&self, what: &str) -> String {
        let of = [&self.key(), self.host.origin().as_bytes()].concat();
        format!("{what}-{}", Hash::of(&of))
    }

    /// Forgets what this device keeps beside the home, for an identity that is not used here any more.
    pub async fn forget_here(&self) -> Result<(), Error> {
        for what in [NEWEST, COPY, RESTORED, DEVICE] {
            self.host.shelf().remove(&self.shelf_name(what)).await?;
        }
        Ok(())
    }

    /// What names this home.
    pub(crate) fn key(&self) -> [u8; 32] {
        self.keys.sign.public()
    }

    fn signer(&self) -> crate::session::KeySigner<'_> {
        crate::session::KeySigner::home(&self.keys.sign)
    }
}
