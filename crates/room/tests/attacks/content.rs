//! Rows about content: what a URL gives is not what was asked for.

use std::cell::Cell;
use std::rc::Rc;

use blobs::Bytes;
use room::carrier::{Carrier, CarrierError, Facts, Fetched, OpenPart, SealPart, Sealed};
use room::testkit::{MemoryCarrier, MemoryFile};
use room::{Action, Control, DocId, Error, Hash, Host, What};

use crate::support::*;

/// A carrier that says of every part that it is the right one, so that what lies below the hash is tried.
struct Liar<'a>(MemoryCarrier<'a, Store>, Vec<(Hash, u64)>, Cell<usize>);

impl Carrier for Liar<'_> {
    type Source = MemoryFile;
    type Part = Bytes;
    type Sink = Vec<u8>;

    async fn facts(&self, source: &MemoryFile) -> Result<Facts, CarrierError> {
        self.0.facts(source).await
    }

    async fn digest(
        &self,
        source: &MemoryFile,
        range: core::ops::Range<u64>,
    ) -> Result<Hash, CarrierError> {
        self.0.digest(source, range).await
    }

    async fn seal(
        &self,
        source: &MemoryFile,
        work: &SealPart,
    ) -> Result<Sealed<Bytes>, CarrierError> {
        self.0.seal(source, work).await
    }

    async fn reseal(
        &self,
        part: &Bytes,
        from: &OpenPart<'_>,
        to: &SealPart,
    ) -> Result<Sealed<Bytes>, CarrierError> {
        self.0.reseal(part, from, to).await
    }

    async fn bytes(&self, part: &Bytes) -> Result<Vec<u8>, CarrierError> {
        self.0.bytes(part).await
    }

    async fn put(&self, url: &str, part: &Bytes) -> Result<(), CarrierError> {
        self.0.put(url, part).await
    }

    async fn get(&self, url: &str, len: u64) -> Result<Fetched<Bytes>, CarrierError> {
        let got = self.0.get(url, len).await?;
        let (hash, len) = self.1[self.2.get() % self.1.len()];
        self.2.set(self.2.get() + 1);
        Ok(Fetched {
            part: got.part,
            hash,
            len,
        })
    }

    async fn open(
        &self,
        part: &Bytes,
        work: &OpenPart<'_>,
        sink: &mut Vec<u8>,
    ) -> Result<(), CarrierError> {
        self.0.open(part, work, sink).await
    }
}

async fn get_as_liar(room: &TheRoom, host: &Device, doc: &DocId) -> Result<Vec<u8>, Error> {
    let parts = room
        .doc(doc)
        .unwrap()
        .record
        .parts
        .iter()
        .map(|part| (part.hash, part.len))
        .collect();
    let carrier = Liar(MemoryCarrier::new(host.api()), parts, Cell::new(0));
    let mut sink = Vec::new();
    room.open_doc(
        &carrier,
        doc,
        Action::View,
        &mut sink,
        &Control::new(),
        &|_| {},
    )
    .await?;
    Ok(sink)
}

const BROKEN: Error = Error::Tampered(What::Part);

struct Setting {
    seller: Person,
    room: TheRoom,
    docs: Vec<DocId>,
    large: Vec<u8>,
}

async fn setting() -> Setting {
    let world = World::new();
    let (seller, room) = world.seller().await;
    let large = bytes(18 << 20, 3);
    let files = [
        file("small.pdf", bytes(900, 1)),
        file("other.pdf", bytes(900, 2)),
        file("large.bin", large.clone()),
    ];
    let docs = put(&room, &seller.host, root(&room), &files).await;
    Setting {
        seller,
        room,
        docs,
        large,
    }
}

impl Setting {
    /// Both with and without the check of the hash, the answer must be refused.
    async fn refused(&self, doc: usize, change: impl Fn(&mut Bytes) + Clone + 'static) {
        let hooks = &self.seller.hooks;
        hooks.on_got(change.clone());
        assert_eq!(
            get(&self.room, &self.seller.host, &self.docs[doc]).await,
            Err(BROKEN)
        );
        hooks.on_got(change);
        assert_eq!(
            get_as_liar(&self.room, &self.seller.host, &self.docs[doc]).await,
            Err(BROKEN)
        );
        hooks.clear();
    }
}

fn flip(at: usize) -> impl Fn(&mut Bytes) + Clone + 'static {
    move |got| {
        let mut bytes = got.to_vec();
        if let Some(byte) = bytes.get_mut(at) {
            *byte ^= 1;
        }
        *got = bytes.into();
    }
}

#[test]
fn row_07_a_changed_byte_is_noticed_at_every_boundary() {
    run(async {
        let setting = setting().await;
        let len = setting.room.doc(setting.docs[0]).unwrap().record.parts[0].len as usize;
        // header, its IV and tag, the segment's length, IV, ciphertext, padding, tag
        for at in [
            0,
            1,
            2,
            9,
            10,
            41,
            42,
            73,
            74,
            77,
            78,
            89,
            90,
            989,
            990,
            len - 17,
            len - 16,
            len - 1,
        ] {
            setting.refused(0, flip(at)).await;
        }
        assert_eq!(
            get(&setting.room, &setting.seller.host, &setting.docs[0])
                .await
                .unwrap(),
            bytes(900, 1)
        );
    });
}

#[test]
fn row_08_segments_and_parts_cannot_change_places() {
    run(async {
        let setting = setting().await;
        let segment = 512 * 1024;
        // two segments of the first part change places; one is there twice
        setting
            .refused(2, move |got| {
                let mut bytes = got.to_vec();
                if bytes.len() > 74 + 2 * segment {
                    let (one, two) = bytes[74..].split_at_mut(segment);
                    one.swap_with_slice(&mut two[..segment]);
                }
                *got = bytes.into();
            })
            .await;
        setting
            .refused(2, move |got| {
                let mut bytes = got.to_vec();
                if bytes.len() > 74 + 2 * segment {
                    bytes.copy_within(74..74 + segment, 74 + segment);
                }
                *got = bytes.into();
            })
            .await;
        // whole parts change places
        *setting.seller.hooks.urls.borrow_mut() = Some(Box::new(|given| given.urls.reverse()));
        assert_eq!(
            get(&setting.room, &setting.seller.host, &setting.docs[2]).await,
            Err(BROKEN)
        );
        assert_eq!(
            get_as_liar(&setting.room, &setting.seller.host, &setting.docs[2]).await,
            Err(BROKEN)
        );
        setting.seller.hooks.clear();
        assert_eq!(
            get(&setting.room, &setting.seller.host, &setting.docs[2])
                .await
                .unwrap(),
            setting.large
        );
    });
}

#[test]
fn row_09_cut_extended_and_emptied_content_is_noticed() {
    run(async {
        let setting = setting().await;
        let segment = 512 * 1024;
        for keep in [
            0,
            1,
            73,
            74,
            74 + 16,
            74 + segment,
            74 + segment + 1,
            74 + 15 * segment,
        ] {
            setting
                .refused(2, move |got| {
                    *got = got.slice(..keep.min(got.len().saturating_sub(1)))
                })
                .await;
        }
        // what is too much is refused by its hash, and would not have reached the file without that
        for more in [1, 4096] {
            setting
                .seller
                .hooks
                .on_got(move |got| *got = [got.as_ref(), &vec![7; more]].concat().into());
            assert_eq!(
                get(&setting.room, &setting.seller.host, &setting.docs[0]).await,
                Err(BROKEN)
            );
            assert_eq!(
                get_as_liar(&setting.room, &setting.seller.host, &setting.docs[0]).await,
                Ok(bytes(900, 1))
            );
        }
        // a part that is gone is an error, and the store's word that it is gone is one too
        *setting.seller.hooks.before.borrow_mut() = Some(Box::new(|what| match what {
            "get" => Err(blobs::ApiError::Refused {
                code: blobs::wire::Code::Absent,
                message: String::new(),
            }),
            _ => Ok(()),
        }));
        assert_eq!(
            get(&setting.room, &setting.seller.host, &setting.docs[2]).await,
            Err(BROKEN)
        );
        // one that never comes is told, not waited for for ever
        *setting.seller.hooks.before.borrow_mut() = Some(Box::new(|what| match what {
            "get" => Err(blobs::ApiError::Unreachable(String::new())),
            _ => Ok(()),
        }));
        assert_eq!(
            get(&setting.room, &setting.seller.host, &setting.docs[2]).await,
            Err(Error::Incomplete)
        );
    });
}

#[test]
fn row_10_and_11_parts_of_other_documents_do_not_open() {
    run(async {
        let setting = setting().await;
        let other: Rc<Cell<Option<Bytes>>> = Rc::default();
        let keep = Rc::clone(&other);
        setting
            .seller
            .hooks
            .on_got(move |got| keep.set(Some(got.clone())));
        get(&setting.room, &setting.seller.host, &setting.docs[1])
            .await
            .unwrap();
        let other = other.take().unwrap();
        // of the same length, sealed the same way, for another document under another key
        let swap = other.clone();
        setting.refused(0, move |got| *got = swap.clone()).await;
        // the header of one with the segments of the other
        setting
            .refused(0, move |got| {
                *got = [&got[..74], &other[74..]].concat().into()
            })
            .await;
    });
}

#[test]
fn row_36_and_37_lengths_are_padded_and_nothing_is_deduplicated() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let same = bytes(50_000, 9);
        let files = [
            file("a", same.clone()),
            file("b", same.clone()),
            file("c", bytes(49_700, 9)),
            file("d", bytes(60_000, 9)),
        ];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let parts: Vec<_> = docs
            .iter()
            .map(|doc| room.doc(doc).unwrap().record.parts[0])
            .collect();
        assert_eq!(parts[0].len, parts[2].len);
        assert_ne!(parts[0].len, parts[3].len);
        assert_ne!(parts[0].hash, parts[1].hash);
        let raw = Raw::new(&world, room.id()).everything();
        assert!(!raw.windows(64).any(|window| window == &same[1000..1064]));
    });
}

#[test]
fn row_39_a_wrong_range_is_noticed() {
    run(async {
        let setting = setting().await;
        setting.refused(2, |got| *got = got.slice(1..)).await;
        setting
            .refused(2, |got| {
                *got = [&got[got.len() / 2..], &got[..got.len() / 2]]
                    .concat()
                    .into()
            })
            .await;
    });
}
