//! Where the two devices meet, and what they say there.

use std::rc::Rc;

use blobs::wire::{Code, Id};
use blobs::{Api, Bytes};
use minicbor::{Decode, Encode};
use seal::home::{HomeKeys, number};
use seal::pair::PairCode;

use crate::body;
use crate::error::{Error, What};
use crate::host::Host;
use crate::session::KeySigner;

/// What the two devices say.
#[derive(Debug, Encode, Decode)]
pub(super) enum Said {
    #[n(0)]
    Offer {
        #[n(0)]
        until: u64,
        #[cbor(n(1), with = "minicbor::bytes")]
        commitment: [u8; 32],
    },
    #[n(1)]
    Answer {
        #[cbor(n(0), with = "minicbor::bytes")]
        kem: Vec<u8>,
        #[n(1)]
        device: String,
    },
    #[n(2)]
    Reveal {
        #[cbor(n(0), with = "minicbor::bytes")]
        nonce: [u8; 32],
        #[cbor(n(1), with = "minicbor::bytes")]
        identity: [u8; 32],
    },
    #[n(3)]
    Gift {
        #[cbor(n(0), with = "minicbor::bytes")]
        seed: Vec<u8>,
        #[n(1)]
        name: String,
    },
    #[n(4)]
    Done,
    #[n(5)]
    Stop,
}

/// The home that the code names, and what is said there.
pub(super) struct Meeting<H: Host> {
    pub(super) host: Rc<H>,
    pub(super) keys: HomeKeys,
}

impl<H: Host> Meeting<H> {
    pub(super) fn new(host: Rc<H>, code: &PairCode) -> Self {
        Self {
            host,
            keys: code.home(),
        }
    }

    /// Says something at this place; nobody may have said anything there.
    pub(super) async fn say(&self, n: u64, said: &Said) -> Result<(), Error> {
        let object = self
            .keys
            .seal(n, &body::encode(said), &mut self.host.rng())
            .map_err(|_| Error::TooLarge)?;
        let (signer, key) = (KeySigner::home(&self.keys.sign), self.key());
        let put = self
            .host
            .api()
            .put_home(&signer, &key, n, Bytes::from(object));
        match put.await {
            Err(e) if e.code() == Some(Code::Exists) => Err(Error::UsedUp),
            other => Ok(other?),
        }
    }

    /// What was said last.
    pub(super) async fn newest(&self) -> Result<Option<(u64, Said)>, Error> {
        let signer = KeySigner::home(&self.keys.sign);
        let Some(object) = self.host.api().home(&signer, &self.key()).await? else {
            return Ok(None);
        };
        let n = number(&object).ok_or(Error::Tampered(What::Home))?;
        let plain = self
            .keys
            .open(n, &object)
            .map_err(Error::open(What::Home))?;
        let said = body::decode(&plain).map_err(|_| Error::Tampered(What::Home))?;
        Ok(Some((n, said)))
    }

    /// Says that it is over, as the last word.
    pub(super) async fn stop(&self) -> Result<(), Error> {
        match self.newest().await? {
            None | Some((_, Said::Stop | Said::Done)) => Ok(()),
            Some((n, _)) => self.say(n + 1, &Said::Stop).await,
        }
    }

    fn key(&self) -> Id<32> {
        Id(self.keys.sign.public())
    }
}
