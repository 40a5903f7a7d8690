//! Pairing: a second device by a code that the first one shows.
//!
//! They meet at a home that only the code names, and take turns there; `n` is the
//! number of the home object, so nothing is overwritten and nobody speaks twice.
//!
//! ```text
//! n  says      what
//! 0  first     Offer: until when, commitment to a nonce and the identity's fingerprint
//! 1  newcomer  Answer: its X-Wing key, what it calls itself
//! 2  first     Reveal: nonce, fingerprint      now both show six words
//! 3  first     Gift: the seed sealed to that key, the name on one's cards;
//!              only when the person says that the words are the same
//! 4  newcomer  Done
//!    either    Stop, instead of its turn
//! ```
//!
//! Whoever photographed the code can answer first. Then the newcomer hears that the code is
//! used, and the words on the first device are not the newcomer's. A store can keep
//! messages back, and learns nothing. The first device gives nothing after [`LIFETIME`] by its
//! own clock, whatever the store says of the time.

mod meeting;

use core::cell::{Cell, RefCell};
use std::rc::Rc;

use blobs::Api;
use seal::identity::{Fingerprint, Seed};
use seal::kem::KemPublic;
use seal::pair::{Newcomer, PairCode, Transcript, commitment};
use seal::words::Language;
use zeroize::Zeroizing;

use meeting::{Meeting, Said};

use crate::error::{Error, What};
use crate::host::{Host, random};
use crate::names;
use crate::session::Me;

/// How long a code is good.
pub const LIFETIME: u64 = 10 * 60 * 1000;

/// How far the first device is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Offered {
    /// Nobody has entered the code.
    Waiting,
    /// Somebody has: the words must be the same on both devices.
    Answered {
        /// What the newcomer calls itself; anybody can say anything.
        device: String,
        /// To be compared.
        words: [&'static str; 6],
    },
    /// The seed was given, and not fetched yet.
    Given,
    /// The newcomer has it.
    Done,
}

/// How far the newcomer is.
#[derive(Debug)]
pub enum Answered {
    /// The first device has not seen the answer yet.
    Waiting,
    /// The words to compare; the person confirms them on the first device.
    Words([&'static str; 6]),
    /// The identity, whose fingerprint stood in the words.
    Given(Me),
}

/// The first device, which shows a code.
pub struct Offer<H: Host> {
    meeting: Meeting<H>,
    code: PairCode,
    nonce: [u8; 32],
    identity: Fingerprint,
    /// By this device's clock.
    until: u64,
    /// The number of what was tried last: the answer to it may have been lost.
    tried: Cell<u64>,
    heard: RefCell<Option<Heard>>,
    given: Cell<bool>,
}

struct Heard {
    kem: KemPublic,
    device: String,
    transcript: Transcript,
}

/// The newcomer, on which the code was entered.
pub struct Answer<H: Host> {
    meeting: Meeting<H>,
    code: PairCode,
    newcomer: Newcomer,
    commitment: [u8; 32],
    /// By this device's clock.
    until: u64,
    revealed: RefCell<Option<(Transcript, Fingerprint)>>,
}

impl<H: Host> Offer<H> {
    /// A new code. Nothing is given by it alone.
    pub async fn make(host: Rc<H>, me: &Me) -> Result<Self, Error> {
        let mut rng = host.rng();
        let (code, nonce) = (PairCode::make(&mut rng), random(&mut rng));
        let identity = me.seed.root().fingerprint();
        let time = host.api().server().await?.time;
        let offer = Self {
            until: host.now().saturating_add(LIFETIME),
            meeting: Meeting::new(host, &code),
            code,
            nonce,
            identity,
            tried: Cell::new(0),
            heard: RefCell::new(None),
            given: Cell::new(false),
        };
        let said = Said::Offer {
            until: time.saturating_add(LIFETIME),
            commitment: commitment(&nonce, &identity),
        };
        offer.meeting.say(0, &said).await?;
        Ok(offer)
    }

    /// What the other device is to be told.
    pub fn code(&self) -> Zeroizing<String> {
        self.code.encode()
    }

    /// Until when it is good, by this device's clock.
    pub fn until(&self) -> u64 {
        self.until
    }

    /// Looks whether somebody entered the code.
    pub async fn look(&self) -> Result<Offered, Error> {
        if !self.given.get() {
            self.judge_time()?;
        }
        match self.meeting.newest().await? {
            Some((0, _)) | None => Ok(Offered::Waiting),
            Some((1, Said::Answer { kem, device })) => {
                // no other answer is heard after the first: what the words say is the key that was heard
                if self.heard.borrow().is_none() {
                    self.hear(&kem, &device)?;
                }
                let said = Said::Reveal {
                    nonce: self.nonce,
                    identity: self.identity.0,
                };
                self.say(2, &said).await?;
                self.answered()
            }
            Some((2, Said::Reveal { .. })) => self.answered(),
            Some((3, Said::Gift { .. })) if self.given.get() => Ok(Offered::Given),
            Some((_, Said::Done)) if self.given.get() => Ok(Offered::Done),
            Some((_, Said::Stop)) => Err(Error::Ended),
            // out of turn: somebody else has the code
            Some(_) => Err(Error::UsedUp),
        }
    }

    /// Gives the seed to the device whose words the person has found to be the same.
    pub async fn give(&self, me: &Me) -> Result<(), Error> {
        self.judge_time()?;
        let said = {
            let heard = self.heard.borrow();
            let heard = heard.as_ref().ok_or(Error::NotFound)?;
            let seed = heard
                .transcript
                .seal(&me.seed, &heard.kem, &mut self.meeting.host.rng());
            Said::Gift {
                seed,
                name: me.name.clone(),
            }
        };
        self.say(3, &said).await?;
        self.given.set(true);
        Ok(())
    }

    /// The words were not the same, or the person thought better of it.
    pub async fn stop(&self) -> Result<(), Error> {
        self.meeting.stop().await
    }

    fn answered(&self) -> Result<Offered, Error> {
        let heard = self.heard.borrow();
        let heard = heard.as_ref().ok_or(Error::UsedUp)?;
        Ok(Offered::Answered {
            device: heard.device.clone(),
            words: heard.transcript.words(Language::English),
        })
    }

    fn hear(&self, kem: &[u8], device: &str) -> Result<(), Error> {
        let kem = KemPublic::parse(kem).map_err(|_| Error::Tampered(What::Home))?;
        let transcript = self.code.transcript(&self.nonce, &self.identity, &kem);
        *self.heard.borrow_mut() = Some(Heard {
            kem,
            device: called(device),
            transcript,
        });
        Ok(())
    }

    async fn say(&self, n: u64, said: &Said) -> Result<(), Error> {
        let again = self.tried.replace(n) == n;
        match self.meeting.say(n, said).await {
            // it was stored, and the answer was lost
            Err(Error::UsedUp) if again => Ok(()),
            other => other,
        }
    }

    fn judge_time(&self) -> Result<(), Error> {
        if self.meeting.host.now() < self.until {
            Ok(())
        } else {
            Err(Error::Expired)
        }
    }
}

impl<H: Host> Answer<H> {
    /// Enters a code that another device shows.
    pub async fn make(host: Rc<H>, code: &str, device: &str) -> Result<Self, Error> {
        let code = PairCode::parse(code)?;
        let time = host.api().server().await?.time;
        let meeting = Meeting::new(Rc::clone(&host), &code);
        let (until, commitment) = match meeting.newest().await? {
            None => return Err(Error::NotFound),
            Some((0, Said::Offer { until, commitment })) => (until, commitment),
            Some((_, Said::Stop)) => return Err(Error::Ended),
            Some(_) => return Err(Error::UsedUp),
        };
        if time >= until {
            return Err(Error::Expired);
        }
        let newcomer = Newcomer::make(&mut host.rng());
        let said = Said::Answer {
            kem: newcomer.public().as_bytes().to_vec(),
            device: called(device),
        };
        meeting.say(1, &said).await?;
        Ok(Self {
            // the offer is at most so old, whatever it says
            until: host
                .now()
                .saturating_add(until.saturating_sub(time).min(LIFETIME)),
            meeting,
            code,
            newcomer,
            commitment,
            revealed: RefCell::new(None),
        })
    }

    /// Looks what the first device said.
    pub async fn look(&self) -> Result<Answered, Error> {
        if self.meeting.host.now() >= self.until {
            return Err(Error::Expired);
        }
        match self.meeting.newest().await? {
            Some((1, Said::Answer { .. })) => self.waiting(),
            Some((2, Said::Reveal { nonce, identity })) => {
                let identity = Fingerprint(identity);
                if commitment(&nonce, &identity) != self.commitment {
                    return Err(Error::Tampered(What::Home));
                }
                let kem = self.newcomer.public();
                let transcript = self.code.transcript(&nonce, &identity, &kem);
                *self.revealed.borrow_mut() = Some((transcript, identity));
                self.waiting()
            }
            Some((3, Said::Gift { seed, name })) => {
                let seed = self.open(&seed)?;
                // the object that holds the seed makes room for this one
                match self.meeting.say(4, &Said::Done).await {
                    Ok(()) | Err(Error::Unreachable) => {}
                    Err(e) => return Err(e),
                }
                seal::card::check_name(&name).map_err(|_| Error::Tampered(What::Home))?;
                Ok(Answered::Given(Me { seed, name }))
            }
            Some((_, Said::Stop)) => Err(Error::Ended),
            _ => Err(Error::Tampered(What::Home)),
        }
    }

    /// The words were not the same, or the person thought better of it.
    pub async fn stop(&self) -> Result<(), Error> {
        self.meeting.stop().await
    }

    fn waiting(&self) -> Result<Answered, Error> {
        Ok(match &*self.revealed.borrow() {
            Some((transcript, _)) => Answered::Words(transcript.words(Language::English)),
            None => Answered::Waiting,
        })
    }

    fn open(&self, gift: &[u8]) -> Result<Seed, Error> {
        let revealed = self.revealed.borrow();
        // nobody can have compared words that were not shown here
        let (transcript, identity) = revealed.as_ref().ok_or(Error::Tampered(What::Home))?;
        self.newcomer
            .open(transcript, identity, gift)
            .map_err(Error::open(What::Home))
    }
}

/// What a device calls itself, fit to be shown.
fn called(device: &str) -> String {
    names::shown(device).chars().take(60).collect()
}
