//! Content on its way through a browser: a picked file becomes parts, parts become the file.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, missing_docs)]

use js_sys::{Array, Uint8Array};
use ledger::ids::Hash;
use room::carrier::{Carrier, CarrierError, OpenPart, SealPart};
use seal::content::Layout;
use seal::floe::{ContentKey, HEADER, Opener, Params, Sealer, soft};
use seal::testkit::Fixed;
use sealroom_app::browser::carrier::Mover;
use sealroom_app::browser::file::Picked;
use sealroom_app::browser::sink::{Finished, Sink};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

const AAD: &[u8] = b"a place";

struct Document {
    bytes: Vec<u8>,
    layout: Layout,
    key: ContentKey,
    header: [u8; HEADER as usize],
    parts: Vec<Uint8Array>,
}

async fn sealed(len: u32) -> Document {
    let bytes: Vec<u8> = (0..len).map(|n| (n ^ n >> 9) as u8).collect();
    let file = picked(&bytes);
    let mut rng = Fixed::named("carrier");
    let key = ContentKey::make(&mut rng);
    let layout = Layout::new(Params::STANDARD, u64::from(len)).unwrap();
    let sealer = Sealer::new(&key, AAD, layout.lengths(), &mut rng);
    let mover = mover();
    let mut parts = Vec::new();
    for index in 0..layout.parts() {
        let plan = layout.part(index).unwrap();
        let segments = plan
            .segments
            .iter()
            .map(|place| sealer.plan(place.position, &mut rng).unwrap());
        let work = SealPart {
            segments: segments.collect(),
            header: *sealer.header(),
            plan,
        };
        let sealed = mover.seal(&file, &work).await.unwrap();
        assert_eq!(sealed.hash, Hash::of(&sealed.part.to_vec()));
        assert_eq!(sealed.len, u64::from(sealed.part.length()));
        parts.push(sealed.part);
    }
    Document {
        bytes,
        layout,
        key,
        header: *sealer.header(),
        parts,
    }
}

impl Document {
    async fn open(&self, parts: &[Uint8Array]) -> Result<Vec<u8>, CarrierError> {
        let opener = Opener::new(&self.key, AAD, self.layout.lengths(), &self.header).unwrap();
        let mut sink = Sink::buffer(self.bytes.len() as u32);
        for (index, part) in (0..).zip(parts) {
            let plan = self.layout.part(index).unwrap();
            mover()
                .open(
                    part,
                    &OpenPart::new(&plan, &self.header, &opener),
                    &mut sink,
                )
                .await?;
        }
        let Finished::Buffer(bytes) = sink.finish().await? else {
            panic!("no buffer")
        };
        Ok(bytes.to_vec())
    }
}

#[wasm_bindgen_test]
async fn a_file_comes_back_whatever_its_length() {
    // nothing, one byte, around a segment, around a part, several parts with padding in the last
    for len in [
        0, 1, 255, 257, 524_256, 524_257, 8_388_096, 8_388_097, 20_971_527,
    ] {
        let document = sealed(len).await;
        assert!(
            document.open(&document.parts).await.unwrap() == document.bytes,
            "{len} bytes"
        );
    }
}

#[wasm_bindgen_test]
async fn the_soft_engine_opens_what_the_browser_sealed() {
    let document = sealed(9_000_000).await;
    let whole: Vec<u8> = document.parts.iter().flat_map(Uint8Array::to_vec).collect();
    let plain = soft::open_all(&document.key, AAD, Params::STANDARD, &whole).unwrap();
    let (file, zeros) = plain.split_at(document.bytes.len());
    assert!(file == document.bytes && zeros.iter().all(|byte| *byte == 0));
}

#[wasm_bindgen_test]
async fn a_changed_byte_anywhere_opens_nothing() {
    let document = sealed(600_000).await;
    let len = document.parts[0].length();
    for at in [
        0,
        73,
        74,
        78,
        90,
        300_000,
        524_361,
        524_362,
        524_380,
        len - 1,
    ] {
        let part = document.parts[0].slice(0, len);
        part.set_index(at, part.get_index(at) ^ 1);
        assert_eq!(
            document.open(&[part]).await,
            Err(CarrierError::Broken),
            "byte {at}"
        );
    }
    let short = document.parts[0].slice(0, len - 1);
    assert_eq!(document.open(&[short]).await, Err(CarrierError::Broken));
}

#[wasm_bindgen_test]
async fn a_file_that_got_shorter_is_noticed() {
    let mut rng = Fixed::named("shorter");
    let key = ContentKey::make(&mut rng);
    let layout = Layout::new(Params::STANDARD, 1000).unwrap();
    let sealer = Sealer::new(&key, AAD, layout.lengths(), &mut rng);
    let plan = layout.part(0).unwrap();
    let segments = vec![sealer.plan(0, &mut rng).unwrap()];
    let work = SealPart {
        plan,
        header: *sealer.header(),
        segments,
    };
    let sealed = mover().seal(&picked(&[1; 999]), &work).await;
    assert_eq!(sealed.unwrap_err(), CarrierError::Changed);
}

fn mover() -> Mover {
    Mover::new("http://localhost").unwrap()
}

fn picked(bytes: &[u8]) -> Picked {
    let parts = Array::of1(&Uint8Array::from(bytes));
    Picked::parse(
        &web_sys::File::new_with_u8_array_sequence(&parts, "a.bin")
            .unwrap()
            .into(),
    )
    .unwrap()
}
