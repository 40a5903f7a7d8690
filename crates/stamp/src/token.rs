//! A token, and what has to hold for it to prove a time.

use cms::content_info::ContentInfo;
use cms::signed_data::SignerInfo;
use der::asn1::{ObjectIdentifier, OctetString};
use der::{Any, Decode, Encode, Tag, Tagged};
use ring::digest::{self, digest};
use rustls_pki_types::CertificateDer;
use x509_cert::Certificate;
use x509_cert::attr::Attributes;
use x509_cert::ext::pkix::ExtendedKeyUsage;

use crate::authority::{Authority, Signed};
use crate::format::{Info, SignedData, SigningCertificate, SigningCertificateV2, oid};
use crate::{TOKEN, time};

/// Certificates in a token.
const CERTIFICATES: usize = 16;

/// Why a token proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// No token, one of another version, one over a limit, or one with something critical that we do not know.
    #[error("not a time stamp")]
    Malformed,
    /// The authority gave none, with this status (RFC 3161, 2.4.2).
    #[error("the authority gave no time stamp, its status is {0}")]
    Refused(u8),
    /// It is of something else.
    #[error("a time stamp of something else")]
    Imprint,
    /// It answers another question.
    #[error("a time stamp that was not asked for")]
    Nonce,
    /// It is under another policy.
    #[error("a time stamp under another policy")]
    Policy,
    /// What is signed does not say what it is about, or by whom.
    #[error("a time stamp whose signed attributes do not fit")]
    Attributes,
    /// The signer's certificate is not there, or is none.
    #[error("a time stamp without its signer's certificate")]
    Certificate,
    /// The signer's certificate is not for time stamps alone.
    #[error("a time stamp by a certificate that is not for time stamps")]
    Usage,
    /// No path leads to the authority that one trusts.
    #[error("a time stamp by another authority")]
    Authority,
    /// A path leads there, but not at the time of the stamp.
    #[error("a time stamp by a certificate that was not valid then")]
    Expired,
    /// The signature does not hold, or is of a kind that we do not verify.
    #[error("a time stamp whose signature does not hold")]
    Signature,
}

/// What a token proves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stamp {
    /// That it was there at this time, in milliseconds since 1970,
    pub time: u64,
    /// give or take so many of them, if the authority says.
    pub accuracy: Option<u64>,
    /// The signer's name, as its certificate has it.
    pub by: String,
    /// The policy of the authority.
    pub policy: String,
    /// The number of the stamp, in hex.
    pub serial: String,
}

/// A token that was read. What it says is worth nothing before it is verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    bytes: Vec<u8>,
    content: Vec<u8>,
    info: Info,
    signer: SignerInfo,
    certificates: Vec<Vec<u8>>,
}

impl Token {
    /// Reads a `TimeStampToken`.
    pub fn parse(bytes: &[u8]) -> Result<Self, Invalid> {
        if bytes.len() > TOKEN {
            return Err(Invalid::Malformed);
        }
        let outer = ContentInfo::from_der(bytes).map_err(|_| Invalid::Malformed)?;
        if outer.content_type != oid::SIGNED_DATA {
            return Err(Invalid::Malformed);
        }
        let inner: SignedData = outer.content.decode_as().map_err(|_| Invalid::Malformed)?;
        let (kind, content) = (inner.content.econtent_type, inner.content.econtent);
        let content = content.filter(|content| content.tag() == Tag::OctetString);
        let content = content.filter(|_| kind == oid::TST_INFO);
        let content = content.ok_or(Invalid::Malformed)?.value().to_vec();
        let info = Info::from_der(&content).map_err(|_| Invalid::Malformed)?;
        let critical = |all: &x509_cert::ext::Extensions| all.iter().any(|one| one.critical);
        if info.version != 1 || info.extensions.as_ref().is_some_and(critical) {
            return Err(Invalid::Malformed);
        }
        let mut signers = inner.signers.into_vec();
        let signer = signers.pop().filter(|_| signers.is_empty());
        let certificates = inner.certificates.map(|all| all.into_vec());
        let certificates = certificates.unwrap_or_default();
        if certificates.len() > CERTIFICATES {
            return Err(Invalid::Malformed);
        }
        let encoded = certificates.iter().map(Encode::to_der);
        Ok(Self {
            bytes: bytes.to_vec(),
            content,
            info,
            signer: signer.ok_or(Invalid::Malformed)?,
            certificates: encoded
                .collect::<Result<_, _>>()
                .map_err(|_| Invalid::Malformed)?,
        })
    }

    /// The bytes that were read.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes
    }

    pub(crate) fn info(&self) -> &Info {
        &self.info
    }

    /// The time that it proves for something with this SHA-256, on the word of this authority.
    pub fn verify(&self, authority: &Authority, hash: &[u8; 32]) -> Result<Stamp, Invalid> {
        let imprint = &self.info.imprint;
        if imprint.algorithm.oid != oid::SHA_256 || imprint.hash.as_bytes() != hash {
            return Err(Invalid::Imprint);
        }
        let time = time::parse(&self.info.time).ok_or(Invalid::Malformed)?;
        let attributes = self.signer.signed_attrs.as_ref();
        let attributes = attributes.ok_or(Invalid::Attributes)?;
        self.judge_content(attributes)?;
        let signer = self.named(attributes)?;
        let parsed = Certificate::from_der(signer).map_err(|_| Invalid::Certificate)?;
        judge_usage(&parsed)?;
        let others = self.certificates.iter().filter(|other| *other != signer);
        let others: Vec<CertificateDer<'_>> = others
            .map(|other| CertificateDer::from(other.as_slice()))
            .collect();
        // RFC 5652, 5.4: over the set itself, not over the tag that it travels under
        let message = attributes.to_der().map_err(|_| Invalid::Attributes)?;
        let signed = Signed {
            message: &message,
            signature: self.signer.signature.as_bytes(),
            algorithm: self.signer.signature_algorithm.oid,
            digest: self.signer.digest_alg.oid,
        };
        let signer = CertificateDer::from(signer.as_slice());
        authority.judge(&signer, &others, time, &signed)?;
        let serial = self.info.serial.as_bytes().iter();
        Ok(Stamp {
            time,
            accuracy: self.info.accuracy.map(|accuracy| accuracy.millis()),
            by: parsed.tbs_certificate.subject.to_string(),
            policy: self.info.policy.to_string(),
            serial: serial.map(|byte| format!("{byte:02x}")).collect(),
        })
    }

    /// That the signed attributes are about this content.
    fn judge_content(&self, attributes: &Attributes) -> Result<(), Invalid> {
        let kind: ObjectIdentifier = only(attributes, oid::CONTENT_TYPE)?;
        let said: OctetString = only(attributes, oid::MESSAGE_DIGEST)?;
        let found = hash(self.signer.digest_alg.oid, &self.content);
        let found = found.ok_or(Invalid::Attributes)?;
        if kind == oid::TST_INFO && said.as_bytes() == found.as_ref() {
            Ok(())
        } else {
            Err(Invalid::Attributes)
        }
    }

    /// The certificate that the signed attributes name: the first of those listed there is the signer's.
    fn named(&self, attributes: &Attributes) -> Result<&Vec<u8>, Invalid> {
        let newer = attributes.iter();
        let mut newer = newer.filter(|one| one.oid == oid::SIGNING_CERTIFICATE_V2);
        let (named, algorithm) = if newer.next().is_some() {
            let list: SigningCertificateV2 = only(attributes, oid::SIGNING_CERTIFICATE_V2)?;
            let first = list.named.into_iter().next().ok_or(Invalid::Attributes)?;
            let algorithm = first.algorithm.map_or(oid::SHA_256, |said| said.oid);
            (first.hash, Some(algorithm))
        } else {
            let list: SigningCertificate = only(attributes, oid::SIGNING_CERTIFICATE)?;
            let first = list.named.into_iter().next().ok_or(Invalid::Attributes)?;
            (first.hash, None)
        };
        let fits = |certificate: &&Vec<u8>| {
            let found = match algorithm {
                Some(algorithm) => hash(algorithm, certificate),
                // names one certificate of those that are judged anyway; what finds two alike is no attack on that
                None => Some(digest(&digest::SHA1_FOR_LEGACY_USE_ONLY, certificate)),
            };
            found.is_some_and(|found| found.as_ref() == named.as_bytes())
        };
        self.certificates
            .iter()
            .find(fits)
            .ok_or(Invalid::Certificate)
    }
}

/// RFC 3161, 2.3: the one extension, critical, with the one purpose.
fn judge_usage(signer: &Certificate) -> Result<(), Invalid> {
    let all = signer.tbs_certificate.extensions.as_deref();
    let mut usages = all.unwrap_or_default().iter();
    let usage = usages.find(|one| one.extn_id == oid::EXTENDED_KEY_USAGE);
    let usage = usage.filter(|usage| usage.critical).ok_or(Invalid::Usage)?;
    let purposes = ExtendedKeyUsage::from_der(usage.extn_value.as_bytes());
    let purposes = purposes.map_err(|_| Invalid::Usage)?.0;
    if purposes == [oid::TIME_STAMPING] {
        Ok(())
    } else {
        Err(Invalid::Usage)
    }
}

/// The one value of the one attribute of a kind.
fn only<T: for<'a> Decode<'a>>(
    attributes: &Attributes,
    kind: ObjectIdentifier,
) -> Result<T, Invalid> {
    let mut found = attributes.iter().filter(|one| one.oid == kind);
    let (one, more) = (found.next(), found.next());
    let one = one.filter(|one| more.is_none() && one.values.len() == 1);
    let value: &Any = one
        .and_then(|one| one.values.get(0))
        .ok_or(Invalid::Attributes)?;
    let value = value.to_der().map_err(|_| Invalid::Attributes)?;
    T::from_der(&value).map_err(|_| Invalid::Attributes)
}

fn hash(algorithm: ObjectIdentifier, bytes: &[u8]) -> Option<digest::Digest> {
    let algorithm = match algorithm {
        oid::SHA_256 => &digest::SHA256,
        oid::SHA_384 => &digest::SHA384,
        oid::SHA_512 => &digest::SHA512,
        _ => return None,
    };
    Some(digest(algorithm, bytes))
}
