//! FLOE against other implementations: their known answers, and `floe-rs` both ways.
#![cfg(not(target_family = "wasm"))]
#![allow(clippy::unwrap_used, missing_docs)]

use floe_rs::gcm::{FloeDecryptor, FloeEncryptor, FloeKey, Header, Segment};
use futures::executor::block_on;
use seal::floe::{ContentKey, Lengths, Params, Sealer, soft};
use seal::testkit::{Fixed, Soft, kats};

const SEGMENT: u32 = 4096;
const AAD: &[u8] = b"both ways";
const LENGTHS: [usize; 8] = [0, 1, 100, 4063, 4064, 4065, 8128, 20_000];

fn key() -> ContentKey {
    ContentKey::parse(&[7; 32]).unwrap()
}

fn plain(len: usize) -> Vec<u8> {
    (0..len).map(|i| (i * 31) as u8).collect()
}

#[test]
fn known_answers_of_other_implementations() {
    assert_eq!(block_on(kats::run(&Soft)), Ok(kats::FILES.len()));
    assert!(
        matches!(kats::FILES.len(), 0 | 6),
        "some of the files are missing"
    );
}

#[test]
fn edges_of_segments() {
    assert_eq!(block_on(kats::edges(&Soft)), Ok(131));
}

#[test]
fn floe_rs_opens_ours() {
    for len in LENGTHS {
        let plain = plain(len);
        let params = Params::new(SEGMENT).unwrap();
        let sealed =
            soft::seal_all(&key(), AAD, params, &plain, &mut Fixed::named("ours")).unwrap();
        let header = Header::from_bytes(&sealed[..74]).unwrap();
        let theirs = FloeDecryptor::<SEGMENT>::new(&FloeKey::from([7; 32]), AAD, &header).unwrap();
        let segments: Vec<_> = sealed[74..].chunks(SEGMENT as usize).collect();
        let mut opened = vec![];
        for (i, bytes) in segments.iter().enumerate() {
            let segment = Segment::from_bytes(bytes).unwrap();
            let mut out = vec![0; bytes.len() - 32];
            theirs
                .decrypt_segment(&segment, &mut out, i as u64, i + 1 == segments.len())
                .unwrap();
            opened.extend(out);
        }
        assert!(opened == plain, "{len}");
    }
}

#[test]
fn ours_opens_floe_rs() {
    for len in LENGTHS {
        let plain = plain(len);
        let mut rng = Fixed::named("theirs");
        let theirs =
            FloeEncryptor::<SEGMENT>::with_rng(&FloeKey::from([7; 32]), AAD, &mut rng).unwrap();
        let header = theirs.header();
        let mut sealed = vec![header.parameters().aead_id(), header.parameters().kdf_id()];
        sealed.extend(header.parameters().segment_length().to_be_bytes());
        sealed.extend(header.parameters().floe_iv_size().to_be_bytes());
        sealed.extend(header.iv().as_array());
        sealed.extend(header.tag().as_array());
        let chunks: Vec<&[u8]> = if len == 0 {
            vec![&[]]
        } else {
            plain.chunks(4064).collect()
        };
        for (i, chunk) in chunks.iter().enumerate() {
            let mut out = vec![0; theirs.output_size(chunk)];
            let last = i + 1 == chunks.len();
            theirs
                .encrypt_segment_with_rng(chunk, &mut out, i as u64, last, &mut rng)
                .unwrap();
            sealed.extend(out);
        }
        let opened = soft::open_all(&key(), AAD, Params::new(SEGMENT).unwrap(), &sealed).unwrap();
        assert!(*opened == plain, "{len}");
    }
}

#[test]
fn an_upload_goes_on_under_its_header() {
    let (plain, mut rng) = (plain(10_000), Fixed::named("resume"));
    let params = Params::new(SEGMENT).unwrap();
    let lengths = Lengths::new(params, 10_000).unwrap();
    let begun = Sealer::new(&key(), AAD, lengths, &mut rng);
    let first = soft::seal(&begun.plan(0, &mut rng).unwrap(), &plain[..4064]).unwrap();
    let resumed = Sealer::resume(&key(), AAD, lengths, begun.header()).unwrap();
    let mut sealed = [begun.header().as_slice(), &first].concat();
    for position in 1..lengths.segments() {
        let range = lengths.plain_range(position).unwrap();
        let plan = resumed.plan(position, &mut rng).unwrap();
        soft::seal_into(
            &plan,
            &plain[range.start as usize..range.end as usize],
            &mut sealed,
        )
        .unwrap();
    }
    assert!(*soft::open_all(&key(), AAD, params, &sealed).unwrap() == plain);
    assert!(Sealer::resume(&key(), b"another document", lengths, begun.header()).is_err());
}
