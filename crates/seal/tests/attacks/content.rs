//! Rows 7, 8, 9, 10, 11: content that was changed, moved, cut or mixed.

use seal::content::{self, Layout, SEGMENTS_PER_PART};
use seal::floe::{ContentKey, FloeError, HEADER, Opener, Params, Sealer, soft};
use seal::testkit::Fixed;

use crate::ROOM;

const SEGMENT: u32 = 64;

/// A file, its layout, and its sealed parts.
struct Document {
    key: ContentKey,
    aad: Vec<u8>,
    layout: Layout,
    file: Vec<u8>,
    header: Vec<u8>,
    parts: Vec<Vec<u8>>,
}

impl Document {
    /// As an upload makes it, part by part.
    fn seal(len: u64, name: &str) -> Self {
        let mut rng = Fixed::named(name);
        let mut version = [0; 16];
        rand_core::Rng::fill_bytes(&mut rng, &mut version);
        let (key, aad) = (
            ContentKey::make(&mut rng),
            content::aad(&ROOM, &[1; 16], &version),
        );
        let layout = Layout::new(Params::new(SEGMENT).unwrap(), len).unwrap();
        let file: Vec<u8> = (0..len).map(|i| (i % 251) as u8 + 1).collect();
        let sealer = Sealer::new(&key, &aad, layout.lengths(), &mut rng);
        let mut parts = vec![];
        for index in 0..layout.parts() {
            let plan = layout.part(index).unwrap();
            let mut part = if plan.header {
                sealer.header().to_vec()
            } else {
                vec![]
            };
            for place in &plan.segments {
                assert_eq!(part.len() as u64, place.sealed.start);
                let mut plain = file[place.file.start as usize..place.file.end as usize].to_vec();
                plain.resize(plain.len() + place.zeros as usize, 0);
                soft::seal_into(
                    &sealer.plan(place.position, &mut rng).unwrap(),
                    &plain,
                    &mut part,
                )
                .unwrap();
            }
            assert_eq!(part.len() as u64, plan.len);
            parts.push(part);
        }
        let header = sealer.header().to_vec();
        Self {
            key,
            aad,
            layout,
            file,
            header,
            parts,
        }
    }

    /// As a download reads it: the record gives key, AAD, header and length.
    fn open(&self, parts: &[Vec<u8>]) -> Result<Vec<u8>, FloeError> {
        if parts.len() as u64 != self.layout.parts() {
            return Err(FloeError::Length);
        }
        let opener = Opener::new(&self.key, &self.aad, self.layout.lengths(), &self.header)?;
        let mut file = vec![];
        for (index, part) in parts.iter().enumerate() {
            let plan = self.layout.part(index as u64)?;
            let header = part
                .get(..plan.header_range().end as usize)
                .ok_or(FloeError::Length)?;
            if part.len() as u64 != plan.len || (plan.header && header != self.header) {
                return Err(FloeError::Broken);
            }
            for place in &plan.segments {
                let segment = &part[place.sealed.start as usize..place.sealed.end as usize];
                let head = segment.first_chunk().ok_or(FloeError::Length)?;
                let plain = soft::open(
                    &opener.plan(place.position, segment.len() as u64, head)?,
                    segment,
                )?;
                file.extend_from_slice(content::strip(place, &plain)?);
            }
        }
        Ok(file)
    }

    fn never_other_bytes(&self, parts: &[Vec<u8>], what: &str) {
        let answer = self.open(parts);
        let same = parts == self.parts;
        assert!(
            answer.is_err() != same && (answer.is_err() || answer.unwrap() == self.file),
            "{what}"
        );
    }
}

#[test]
fn the_file_comes_back() {
    for len in [0, 1, 31, 32, 33, 255, 256, 257, 511, 512, 513, 1024, 3000] {
        let document = Document::seal(len, "file");
        assert!(
            document.open(&document.parts).unwrap() == document.file,
            "{len}"
        );
    }
}

#[test]
fn row_07_every_byte_of_every_part() {
    let document = Document::seal(1000, "bytes");
    assert!(document.parts.len() > 1);
    for part in 0..document.parts.len() {
        for at in 0..document.parts[part].len() {
            let mut parts = document.parts.clone();
            parts[part][at] ^= 0x80;
            document.never_other_bytes(&parts, &format!("part {part} byte {at}"));
        }
    }
}

#[test]
fn row_08_segments_and_parts_exchanged_or_repeated() {
    let document = Document::seal(3000, "order");
    let count = document.parts.len();
    for (a, b) in (0..count)
        .flat_map(|a| (0..count).map(move |b| (a, b)))
        .filter(|(a, b)| a != b)
    {
        let mut parts = document.parts.clone();
        parts.swap(a, b);
        document.never_other_bytes(&parts, &format!("parts {a} and {b} exchanged"));
        let mut parts = document.parts.clone();
        parts[a] = parts[b].clone();
        document.never_other_bytes(&parts, &format!("part {b} in place of {a}"));
    }
    let step = SEGMENT as usize;
    for (a, b) in (0..16)
        .flat_map(|a| (0..16).map(move |b| (a, b)))
        .filter(|(a, b)| a != b)
    {
        let mut parts = document.parts.clone();
        let moved = document.parts[1][a * step..(a + 1) * step].to_vec();
        parts[1][b * step..(b + 1) * step].copy_from_slice(&moved);
        document.never_other_bytes(&parts, &format!("segment {a} in place of {b}"));
    }
}

#[test]
fn row_09_cut_and_extended() {
    let document = Document::seal(3000, "cut");
    for count in 0..document.parts.len() {
        document.never_other_bytes(&document.parts[..count], &format!("{count} parts"));
    }
    let mut more = document.parts.clone();
    more.push(vec![]);
    document.never_other_bytes(&more, "an empty part more");
    for part in 0..document.parts.len() {
        let len = document.parts[part].len();
        let edges = (0..len).filter(|cut| {
            let segment =
                cut.saturating_sub(if part == 0 { HEADER as usize } else { 0 }) % SEGMENT as usize;
            *cut < 2 || segment < 2 || *cut == len - 1
        });
        for cut in edges {
            let mut parts = document.parts.clone();
            parts[part].truncate(cut);
            document.never_other_bytes(&parts, &format!("part {part} cut to {cut}"));
        }
        let mut parts = document.parts.clone();
        parts[part].push(0);
        document.never_other_bytes(&parts, &format!("part {part} and a byte"));
    }
}

#[test]
fn row_09_a_shorter_record_does_not_open_a_longer_ciphertext() {
    // whoever cuts at a segment's edge and also lies about the length still has no final segment
    let document = Document::seal(1000, "lie");
    let key = &document.key;
    let whole = document.parts.concat();
    let params = Params::new(SEGMENT).unwrap();
    for segments in 1..16 {
        let cut = &whole[..HEADER as usize + segments * SEGMENT as usize];
        assert!(
            soft::open_all(key, &document.aad, params, cut).is_err(),
            "{segments} segments"
        );
    }
    assert!(soft::open_all(key, &document.aad, params, &whole[..HEADER as usize]).is_err());
}

#[test]
fn row_10_two_versions_mixed() {
    let (one, two) = (
        Document::seal(3000, "version 1"),
        Document::seal(3000, "version 2"),
    );
    for part in 0..one.parts.len() {
        let mut parts = one.parts.clone();
        parts[part] = two.parts[part].clone();
        one.never_other_bytes(&parts, &format!("part {part} of the other version"));
    }
    one.never_other_bytes(&two.parts, "all parts of the other version");
}

#[test]
fn row_11_another_documents_parts_and_header() {
    let (mut one, two) = (
        Document::seal(3000, "document 1"),
        Document::seal(3000, "document 2"),
    );
    one.header = two.header.clone();
    one.parts = two.parts.clone();
    assert!(
        one.open(&two.parts).is_err(),
        "even if the record named them"
    );
}

#[test]
fn parts_of_a_range() {
    let document = Document::seal(3000, "range");
    let step = u64::from(SEGMENT - 32) * SEGMENTS_PER_PART;
    assert_eq!(document.layout.parts_of(0..1), Ok(0..1));
    assert_eq!(document.layout.parts_of(step - 1..step + 1), Ok(0..2));
    assert_eq!(
        document.layout.parts_of(2999..3001),
        Err(FloeError::Position)
    );
    let file = document.open(&document.parts).unwrap();
    assert_eq!(file[step as usize], document.file[step as usize]);
}
