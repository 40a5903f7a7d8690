//! What an authority is asked, and whether its answer answers that.

use core::str::FromStr;

use der::asn1::{Int, ObjectIdentifier, OctetString};
use der::{Any, Decode, Encode};
use x509_cert::spki::AlgorithmIdentifierOwned;

use crate::TOKEN;
use crate::authority::Authority;
use crate::format::{Answer, Imprint, Request, oid};
use crate::token::{Invalid, Stamp, Token};

/// Under which policy an authority is to stamp: an object identifier, such as `1.3.6.1.4.1.13762.3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy(ObjectIdentifier);

/// A text that is no object identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a policy is an object identifier: numbers with points between them")]
pub struct NotAPolicy;

impl FromStr for Policy {
    type Err = NotAPolicy;

    fn from_str(text: &str) -> Result<Self, NotAPolicy> {
        ObjectIdentifier::new(text)
            .map(Self)
            .map_err(|_| NotAPolicy)
    }
}

/// A question for an authority.
#[derive(Debug, Clone)]
pub struct Query {
    hash: [u8; 32],
    nonce: [u8; 16],
    policy: Option<Policy>,
}

impl Query {
    /// Asks for a stamp over a SHA-256. The random bytes come back in the answer, so that none of before is one.
    pub fn new(hash: [u8; 32], policy: Option<Policy>, random: [u8; 16]) -> Self {
        let mut nonce = random;
        // a positive number of this length, which has one encoding
        nonce[0] = nonce[0] & 0x7f | 0x40;
        Self {
            hash,
            nonce,
            policy,
        }
    }

    /// The `TimeStampReq`, which travels as `application/timestamp-query`.
    pub fn encode(&self) -> Result<Vec<u8>, Invalid> {
        let request = Request {
            version: 1,
            imprint: Imprint {
                algorithm: AlgorithmIdentifierOwned {
                    oid: oid::SHA_256,
                    parameters: Some(Any::null()),
                },
                hash: OctetString::new(self.hash).map_err(|_| Invalid::Malformed)?,
            },
            policy: self.policy.map(|policy| policy.0),
            nonce: Some(Int::new(&self.nonce).map_err(|_| Invalid::Malformed)?),
            certificates: true,
        };
        request.to_der().map_err(|_| Invalid::Malformed)
    }

    /// Takes the `TimeStampResp` if its token proves what was asked for.
    pub fn accept(&self, answer: &[u8], authority: &Authority) -> Result<(Token, Stamp), Invalid> {
        if answer.len() > TOKEN {
            return Err(Invalid::Malformed);
        }
        let answer = Answer::from_der(answer).map_err(|_| Invalid::Malformed)?;
        let status = answer.status.status;
        let granted = status <= 1;
        let token = answer.token.filter(|_| granted);
        let token = token.ok_or(Invalid::Refused(status))?;
        let token = Token::parse(&token.to_der().map_err(|_| Invalid::Malformed)?)?;
        let info = token.info();
        if info.nonce.as_ref().map(Int::as_bytes) != Some(&self.nonce[..]) {
            return Err(Invalid::Nonce);
        }
        if self.policy.is_some_and(|policy| policy.0 != info.policy) {
            return Err(Invalid::Policy);
        }
        let stamp = token.verify(authority, &self.hash)?;
        Ok((token, stamp))
    }
}
