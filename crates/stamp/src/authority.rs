//! Whom one trusts with times, and whether a certificate leads there.

use core::time::Duration;

use der::asn1::ObjectIdentifier;
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, SignatureVerificationAlgorithm, TrustAnchor, UnixTime};
use webpki::{EndEntityCert, KeyUsage, anchor_from_trusted_cert, ring as by};

use crate::format::oid;
use crate::token::Invalid;

/// Certificates in a file.
const MOST: usize = 64;
/// Bytes of a file.
const FILE: usize = 1 << 20;
/// id-kp-timeStamping, as webpki takes it: the value of its DER.
const TIME_STAMPING: &[u8] = &[0x2b, 0x06, 0x01, 0x05, 0x05, 0x07, 0x03, 0x08];

/// The certificates to which an authority's own ones have to lead.
#[derive(Debug, Clone)]
pub struct Authority {
    anchors: Vec<TrustAnchor<'static>>,
}

/// A file without certificates that can be trusted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no file with certificates of an authority (PEM)")]
pub struct NotAnAuthority;

impl Authority {
    /// Reads the certificates of a PEM file. All of them are trusted.
    pub fn from_pem(file: &[u8]) -> Result<Self, NotAnAuthority> {
        if file.len() > FILE {
            return Err(NotAnAuthority);
        }
        let mut anchors = Vec::new();
        for certificate in CertificateDer::pem_slice_iter(file) {
            let certificate = certificate.map_err(|_| NotAnAuthority)?;
            let anchor = anchor_from_trusted_cert(&certificate);
            anchors.push(anchor.map_err(|_| NotAnAuthority)?.to_owned());
        }
        if anchors.is_empty() || anchors.len() > MOST {
            return Err(NotAnAuthority);
        }
        Ok(Self { anchors })
    }

    /// Whether a certificate leads here at a time, and whether its key has signed this.
    pub(crate) fn judge(
        &self,
        signer: &CertificateDer<'_>,
        others: &[CertificateDer<'_>],
        time: u64,
        signed: &Signed<'_>,
    ) -> Result<(), Invalid> {
        let signer = EndEntityCert::try_from(signer).map_err(|_| Invalid::Certificate)?;
        let time = UnixTime::since_unix_epoch(Duration::from_millis(time));
        // the signer's own usage is judged before, and more strictly; this is for those between
        let usage = KeyUsage::required_if_present(TIME_STAMPING);
        let path = signer.verify_for_usage(
            webpki::ALL_VERIFICATION_ALGS,
            &self.anchors,
            others,
            time,
            usage,
            None,
            None,
        );
        path.map_err(|error| match error {
            webpki::Error::CertExpired { .. } | webpki::Error::CertNotValidYet { .. } => {
                Invalid::Expired
            }
            _ => Invalid::Authority,
        })?;
        let fits = |algorithm: &&dyn SignatureVerificationAlgorithm| {
            let held = signer.verify_signature(*algorithm, signed.message, signed.signature);
            held.is_ok()
        };
        let known = algorithms(signed.algorithm, signed.digest);
        let found = known.iter().any(fits);
        if found {
            Ok(())
        } else {
            Err(Invalid::Signature)
        }
    }
}

/// A signature, and what it is over.
#[derive(Debug)]
pub(crate) struct Signed<'a> {
    pub(crate) message: &'a [u8],
    pub(crate) signature: &'a [u8],
    pub(crate) algorithm: ObjectIdentifier,
    /// What it is over was hashed by this, if the algorithm does not say.
    pub(crate) digest: ObjectIdentifier,
}

/// What a signature may be by; which curve, the certificate says.
fn algorithms(
    algorithm: ObjectIdentifier,
    digest: ObjectIdentifier,
) -> Vec<&'static dyn SignatureVerificationAlgorithm> {
    match (algorithm, digest) {
        (oid::RSA_SHA_256, _) | (oid::RSA, oid::SHA_256) => vec![by::RSA_PKCS1_2048_8192_SHA256],
        (oid::RSA_SHA_384, _) | (oid::RSA, oid::SHA_384) => vec![by::RSA_PKCS1_2048_8192_SHA384],
        (oid::RSA_SHA_512, _) | (oid::RSA, oid::SHA_512) => vec![by::RSA_PKCS1_2048_8192_SHA512],
        (oid::ECDSA_SHA_256, _) => vec![by::ECDSA_P256_SHA256, by::ECDSA_P384_SHA256],
        (oid::ECDSA_SHA_384, _) => vec![by::ECDSA_P256_SHA384, by::ECDSA_P384_SHA384],
        _ => Vec::new(),
    }
}
