//! Keys that sign requests, and messages that need no room at hand.

use super::*;

/// A key that signs requests.
#[derive(Clone)]
pub struct By {
    pub key: Key,
    pub keyid: KeyId,
}

impl By {
    pub fn member(chain: MemberId, key: &Key) -> Self {
        Self {
            key: key.clone(),
            keyid: KeyId::Member {
                chain,
                key: key.public(),
            },
        }
    }

    pub fn state(chain: MemberId) -> Self {
        let key = state_key(chain);
        Self {
            keyid: KeyId::State {
                chain,
                key: key.public(),
            },
            key,
        }
    }

    pub fn home(key: &Key) -> Self {
        Self {
            key: key.clone(),
            keyid: KeyId::Home(key.public()),
        }
    }
}

impl Signer for By {
    fn sign(&self, request: &Unsigned<'_>) -> (String, String) {
        let message = Message {
            method: request.method,
            target_uri: request.target_uri,
            authority: request.authority,
            content_digest: request.content_digest,
        };
        self.key.sign_request(
            &message,
            &Params {
                created: request.created,
                keyid: self.keyid,
            },
        )
    }
}

/// A document of one part, as its public part.
pub fn docs(n: u64, part: Hash, len: u64) -> Public {
    let (doc, version) = (DocId([n as u8; 16]), VersionId([n as u8; 16]));
    Public::Docs(vec![DocVersion {
        doc,
        version,
        parts: vec![Part { hash: part, len }],
    }])
}

pub fn urls_of(receipt: u64, doc: &Doc) -> Urls {
    Urls {
        receipt,
        scope: Id(doc.opened.scope.0),
        doc: Id(doc.opened.doc.0),
        version: Id(doc.opened.version.0),
        parts: vec![Id(doc.part.0)],
    }
}

/// A request item.
pub fn item(signed: &Signed, body: Option<Vec<u8>>) -> Item {
    Item {
        entry: signed.bytes().to_vec(),
        sig: Id(signed.signature().0),
        body,
    }
}

/// The code of a refusal.
pub fn code<V>(answer: Result<V, ApiError>) -> Code {
    answer.map(drop).unwrap_err().code().unwrap()
}

/// The code of an outcome that is a refusal.
pub fn refused(outcome: Outcome) -> Code {
    match outcome {
        Outcome::Refused(code, _) => code,
        other => panic!("{other:?}"),
    }
}

pub fn one(appended: Appended) -> Outcome {
    let mut outcomes = appended.outcomes;
    assert_eq!(outcomes.len(), 1);
    outcomes.remove(0)
}

/// A room as its owner writes it first: front, roster, device, owner, root folder, title.
pub async fn new_room<T: Transport>(api: &HttpApi<T>) -> (TestRoom, Append) {
    let server = api.server().await.unwrap();
    let key = PublicKey::parse(&server.key).unwrap();
    // an owner for each room, so that rooms made in one millisecond differ
    static ROOMS: std::sync::atomic::AtomicU64 = std::sync::atomic::AtomicU64::new(0);
    let n = ROOMS.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
    let (owner, device) = (Key::new(1_000_000 + n), Key::new(2_000_000 + n));
    let first = owner.sign_entry(&testkit::first_entry(&owner, &key, server.time));
    let fold = RoomFold::start(&first.verify().unwrap(), server.time).unwrap();
    let wrapper = Key::new(1);
    let log = vec![wrapper.wrap(first.clone(), server.time)];
    let mut room = TestRoom {
        fold,
        log,
        now: server.time,
        server: wrapper,
        owner: owner.clone(),
        device: device.clone(),
    };
    let own = |scope: ScopeId| {
        let bytes = [b"own grant ", &scope.0[..]].concat();
        let grant = GrantRef {
            scope,
            epoch: 0,
            rights: Rights::Own,
            expires: None,
            hash: Hash::of(&bytes),
        };
        (
            grant,
            SealedGrant {
                member: Id(OWNER.0),
                bytes,
            },
        )
    };
    let (refs, grants): (Vec<_>, Vec<_>) = [own(ChainId::FRONT), own(ChainId::ROSTER)]
        .into_iter()
        .unzip();
    let person = member(OWNER, MemberKind::Person, &owner, refs);
    let entries = [
        (
            ChainId::ROSTER,
            Public::Epoch(Epoch {
                parent: None,
                kem: kem(0),
            }),
        ),
        (OWNER, Public::Device(device.public())),
        (ChainId::ROSTER, Public::Member(person)),
        (
            ROOT,
            Public::Epoch(Epoch {
                parent: None,
                kem: kem(1),
            }),
        ),
        (ChainId::ROSTER, Public::Keys(vec![ROOT])),
        (ChainId::FRONT, Public::Title),
    ];
    let mut items = vec![item(&first, None)];
    for (chain, public) in entries {
        let signed = room.signed(chain, &owner, public);
        let verified = room.append(signed.clone()).unwrap();
        let body = verified
            .entry()
            .body
            .map(|_| verified.entry().seq.to_le_bytes().to_vec());
        items.push(item(&signed, body));
    }
    (room, Append { items, grants })
}

/// A signed request without a client around it, which would not send what does not belong there.
pub fn signed_as<T: Transport>(
    method: &'static str,
    api: &HttpApi<T>,
    by: &By,
    path: &str,
    body: impl Into<Bytes>,
) -> blobs::http::Request {
    let body = body.into();
    let url = format!("{}{path}", api.origin());
    let digest = blobs::http::content_digest(&body);
    let (input, signature) = by.sign(&Unsigned {
        method,
        target_uri: &url,
        authority: api.origin().split_once("://").unwrap().1,
        content_digest: Some(&digest)
            .filter(|_| !body.is_empty())
            .map(|s| s.as_str()),
        created: api.server_now() / 1000,
    });
    let mut headers = vec![("signature-input", input), ("signature", signature)];
    if !body.is_empty() {
        headers.push(("content-digest", digest));
    }
    blobs::http::Request {
        method,
        url,
        headers,
        body,
    }
}

/// What is behind a URL.
pub async fn fetch<T: Transport>(api: &HttpApi<T>, url: &str) -> Result<Bytes, ApiError> {
    api.get(url, None).await
}
