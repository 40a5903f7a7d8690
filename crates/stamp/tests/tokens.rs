//! What a token of a real authority proves, and what others try to pass for one.
#![allow(clippy::unwrap_used)]

mod kit;

use std::time::{SystemTime, UNIX_EPOCH};

use kit::{P256, Tsa};
use ring::digest::{SHA256, digest};
use stamp::{Authority, Invalid, Query, Stamp, Token};

const RANDOM: [u8; 16] = [0xff; 16];

fn sha256(bytes: &[u8]) -> [u8; 32] {
    digest(&SHA256, bytes).as_ref().try_into().unwrap()
}

fn trusted(tsa: &Tsa) -> Authority {
    Authority::from_pem(&tsa.ca()).unwrap()
}

fn query() -> Query {
    Query::new(sha256(b"checkpoint"), None, RANDOM)
}

/// A token as it is asked for and kept.
fn token(tsa: &Tsa) -> Vec<u8> {
    let answer = tsa.reply(&query().encode().unwrap());
    let (token, _) = query().accept(&answer, &trusted(tsa)).unwrap();
    token.as_bytes().to_vec()
}

fn verify(token: &[u8], authority: &Authority) -> Result<Stamp, Invalid> {
    Token::parse(token)?.verify(authority, &sha256(b"checkpoint"))
}

fn place(bytes: &[u8], of: &[u8]) -> usize {
    bytes
        .windows(of.len())
        .position(|window| window == of)
        .unwrap()
}

fn replaced(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    assert_eq!(old.len(), new.len());
    let mut bytes = bytes.to_vec();
    let at = place(&bytes, old);
    bytes[at..at + old.len()].copy_from_slice(new);
    bytes
}

fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_millis()).unwrap()
}

#[test]
fn an_authority_stamps_with_any_key_and_the_time_is_proven() {
    for key in ["rsa:2048", "rsa:3072", P256, "ec:p384"] {
        let tsa = Tsa::new(key);
        let before = now();
        let stamp = verify(&token(&tsa), &trusted(&tsa)).unwrap();
        assert!(
            (before - 1..=now()).contains(&stamp.time),
            "{key}: {stamp:?}"
        );
        assert_eq!(
            (stamp.accuracy, stamp.policy.as_str()),
            (Some(1501), "1.2.3.4.1")
        );
        assert_eq!(
            (stamp.by.as_str(), stamp.serial.as_str()),
            ("CN=signer,O=Stamps", "0a12")
        );
    }
}

#[test]
fn a_token_of_before_is_good_for_ever() {
    let text = include_str!("../vectors/openssl.json");
    let vectors: serde_json::Value = serde_json::from_str(text).unwrap();
    let text = |name: &str| vectors[name].as_str().unwrap();
    let bytes = |name: &str| {
        let digits = text(name).as_bytes().chunks(2);
        let digits = digits.map(|two| u8::from_str_radix(core::str::from_utf8(two).unwrap(), 16));
        digits.collect::<Result<Vec<u8>, _>>().unwrap()
    };
    let hash: [u8; 32] = bytes("hash").try_into().unwrap();
    let root = Authority::from_pem(text("root").as_bytes()).unwrap();
    let stamp = Token::parse(&bytes("token")).unwrap().verify(&root, &hash);
    assert_eq!(stamp.unwrap().policy, "1.2.3.4.1");
    // what we ask is what others ask
    let query = Query::new(hash, None, [0; 16]);
    assert_eq!(query.encode().unwrap(), bytes("query"));
    assert!(query.accept(&bytes("answer"), &root).is_ok());
    let stranger = Authority::from_pem(text("stranger").as_bytes()).unwrap();
    let refused = query.accept(&bytes("answer"), &stranger).map(drop);
    assert_eq!(refused, Err(Invalid::Authority));
}

#[test]
fn one_between_leads_to_the_root_if_the_token_brings_it() {
    let tsa = Tsa::below_another(true);
    assert!(verify(&token(&tsa), &trusted(&tsa)).is_ok());
    let tsa = Tsa::below_another(false);
    let answer = tsa.reply(&query().encode().unwrap());
    let refused = query().accept(&answer, &trusted(&tsa)).map(drop);
    assert_eq!(refused, Err(Invalid::Authority));
    // unless it is one whom one trusts oneself
    let between = std::fs::read(tsa.at("between.pem")).unwrap();
    let between = Authority::from_pem(&between).unwrap();
    assert!(query().accept(&answer, &between).is_ok());
}

#[test]
fn a_token_of_another_authority_proves_nothing() {
    let (tsa, other) = (Tsa::new(P256), Tsa::new(P256));
    let refused = verify(&token(&tsa), &trusted(&other));
    assert_eq!(refused, Err(Invalid::Authority));
    // also of one who has a certificate of the same authority, and is none
    tsa.certificate("between", P256, "tsa", "root");
    tsa.certificate("below", P256, "tsa", "between");
    let content = tsa.content(&token(&tsa));
    std::fs::copy(tsa.at("between.pem"), tsa.at("chain.pem")).unwrap();
    let signed = tsa.sign(&content, "below", true);
    assert_eq!(verify(&signed, &trusted(&tsa)), Err(Invalid::Authority));
}

#[test]
fn a_token_of_something_else_proves_nothing() {
    let tsa = Tsa::new(P256);
    let found = token(&tsa);
    let other = sha256(b"another checkpoint");
    let parsed = Token::parse(&found).unwrap();
    assert_eq!(parsed.verify(&trusted(&tsa), &other), Err(Invalid::Imprint));
    // what is stamped is put in: the digest that was signed is of another content
    let hash = sha256(b"checkpoint");
    let changed = replaced(&found, &hash, &other);
    let parsed = Token::parse(&changed).unwrap();
    assert_eq!(
        parsed.verify(&trusted(&tsa), &other),
        Err(Invalid::Attributes)
    );
    // the digest is put right as well: that nobody has signed
    let content = tsa.content(&found);
    let new = replaced(&content, &hash, &other);
    let changed = replaced(&changed, &sha256(&content), &sha256(&new));
    let parsed = Token::parse(&changed).unwrap();
    assert_eq!(
        parsed.verify(&trusted(&tsa), &other),
        Err(Invalid::Signature)
    );
}

#[test]
fn a_certificate_that_is_not_for_time_stamps_alone_proves_nothing() {
    let tsa = Tsa::new(P256);
    let bad = ["careless", "more", "other", "none"];
    for name in bad {
        tsa.certificate(name, P256, name, "root");
    }
    let content = tsa.content(&token(&tsa));
    let signed = |name: &str| verify(&tsa.sign(&content, name, true), &trusted(&tsa)).map(drop);
    assert_eq!(
        signed("signer"),
        Ok(()),
        "what is refused below is the usage"
    );
    for name in bad {
        assert_eq!(signed(name), Err(Invalid::Usage), "{name}");
    }
}

#[test]
fn a_time_at_which_the_certificate_was_not_valid_is_not_proven() {
    let tsa = Tsa::new(P256);
    let content = tsa.content(&token(&tsa));
    // GeneralizedTime of this century, whose length depends on the fraction
    let time = |part: &[u8]| part[0] == 0x18 && &part[2..] == b"20";
    let at = content.windows(4).position(time).unwrap() + 2;
    for year in [b"2019", b"2099"] {
        let mut content = content.clone();
        content[at..at + 4].copy_from_slice(year);
        // the authority's own key, which has come into other hands
        let signed = tsa.sign(&content, "signer", true);
        assert_eq!(verify(&signed, &trusted(&tsa)), Err(Invalid::Expired));
    }
}

#[test]
fn a_signer_that_the_signature_does_not_name_proves_nothing() {
    let tsa = Tsa::new(P256);
    let content = tsa.content(&token(&tsa));
    let signed = tsa.sign(&content, "signer", false);
    assert_eq!(verify(&signed, &trusted(&tsa)), Err(Invalid::Attributes));
}

#[test]
fn an_answer_to_another_question_is_none() {
    let tsa = Tsa::new(P256);
    let trusted = trusted(&tsa);
    let answer = tsa.reply(&query().encode().unwrap());
    let hash = sha256(b"checkpoint");
    let later = Query::new(hash, None, [0xfe; 16]);
    assert_eq!(
        later.accept(&answer, &trusted).map(drop),
        Err(Invalid::Nonce)
    );
    let policy = Some("1.2.3.4.5".parse().unwrap());
    let strict = Query::new(hash, policy, RANDOM);
    assert_eq!(
        strict.accept(&answer, &trusted).map(drop),
        Err(Invalid::Policy)
    );
    let answer = tsa.reply(&strict.encode().unwrap());
    let (_, stamp) = strict.accept(&answer, &trusted).unwrap();
    assert_eq!(stamp.policy, "1.2.3.4.5");
    // one that it does not know
    let policy = Some("1.2.3.4.6".parse().unwrap());
    let unknown = Query::new(hash, policy, RANDOM);
    let answer = tsa.reply(&unknown.encode().unwrap());
    let refused = unknown.accept(&answer, &trusted).map(drop);
    assert_eq!(refused, Err(Invalid::Refused(2)));
    // a token beside a refusal
    let answer = tsa.reply(&query().encode().unwrap());
    assert!(query().accept(&answer, &trusted).is_ok());
    let refused = replaced(&answer, &[0x30, 3, 2, 1, 0], &[0x30, 3, 2, 1, 2]);
    let refused = query().accept(&refused, &trusted).map(drop);
    assert_eq!(refused, Err(Invalid::Refused(2)));
    for text in ["", "x", "1", "1.2.3.4.", "9.9"] {
        assert!(text.parse::<stamp::Policy>().is_err(), "{text}");
    }
}

#[test]
fn a_changed_bit_proves_nothing_else() {
    let tsa = Tsa::new(P256);
    let (found, trusted) = (token(&tsa), trusted(&tsa));
    let stamp = verify(&found, &trusted).unwrap();
    let content = tsa.content(&found);
    let signed = place(&found, &content);
    let signed = signed..signed + content.len();
    for at in 0..found.len() {
        let mut changed = found.clone();
        changed[at] ^= 1 << (at % 8);
        // what is outside of the signature, such as which algorithms there are, says nothing
        if let Ok(same) = verify(&changed, &trusted) {
            assert!(same == stamp && !signed.contains(&at), "{at}");
        }
    }
    for end in 0..found.len() {
        assert!(Token::parse(&found[..end]).is_err());
    }
    let longer = [&found[..], &[0]].concat();
    assert_eq!(Token::parse(&longer), Err(Invalid::Malformed));
    let long = vec![0x30; stamp::TOKEN + 1];
    assert_eq!(Token::parse(&long), Err(Invalid::Malformed));
    assert_eq!(
        query().accept(&long, &trusted).map(drop),
        Err(Invalid::Malformed)
    );
}

/// A sequence, or whatever begins with this, in DER.
fn der(tag: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len()).unwrap().to_be_bytes();
    [&[tag, 0x82, length[0], length[1]], content].concat()
}

#[test]
fn what_is_over_a_limit_is_not_read() {
    let tsa = Tsa::new(P256);
    let (trusted, token) = (trusted(&tsa), token(&tsa));
    let answer = |words: usize| {
        let words = der(0x30, &der(0x0c, &vec![b'x'; words]));
        let status = der(0x30, &[&[2, 1, 0], &words[..]].concat());
        der(0x30, &[&status[..], &token].concat())
    };
    assert!(query().accept(&answer(1000), &trusted).is_ok());
    let long = answer(stamp::TOKEN);
    assert_eq!(
        query().accept(&long, &trusted).map(drop),
        Err(Invalid::Malformed)
    );
    // certificates that lead nowhere: 16 with the signer's, then one more
    let mut chain = Vec::new();
    for n in 1..=16 {
        let name = format!("n{n}");
        tsa.certificate(&name, P256, "none", "root");
        chain.extend(std::fs::read(tsa.at(&format!("{name}.pem"))).unwrap());
        std::fs::write(tsa.at("chain.pem"), &chain).unwrap();
        let answer = tsa.reply(&query().encode().unwrap());
        let read = query().accept(&answer, &trusted).map(drop);
        let expected = if n < 16 {
            Ok(())
        } else {
            Err(Invalid::Malformed)
        };
        assert_eq!(read, expected, "{n}");
    }
}

#[test]
fn a_file_without_certificates_is_no_authority() {
    let tsa = Tsa::new(P256);
    let key = std::fs::read(tsa.at("root.key")).unwrap();
    for file in [&b""[..], b"-----BEGIN CERTIFICATE-----", &key, &[0x30; 9]] {
        assert!(Authority::from_pem(file).is_err());
    }
    assert!(Authority::from_pem(&tsa.ca().repeat(65)).is_err());
}
