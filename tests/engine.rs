//! The ciphers in a browser: known answers of other implementations with both engines, and the
//! same bytes from both.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, missing_docs)]

use js_sys::Uint8Array;
use seal::floe::{ContentKey, FloeError, HEAD, Lengths, Params, Sealer, SegmentPlan, soft};
use seal::testkit::{Engine, Fixed, Soft, kats};
use sealroom_app::browser::subtle::Subtle;
use sealroom_app::browser::trouble::Trouble;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

struct Browser(Subtle);

impl Browser {
    fn new() -> Self {
        Self(Subtle::new().unwrap())
    }
}

impl Engine for Browser {
    async fn seal(&self, plan: &SegmentPlan, plain: &[u8]) -> Result<Vec<u8>, FloeError> {
        let out = Uint8Array::new_with_length(plain.len() as u32 + HEAD as u32 + 16);
        self.0
            .seal(plan, &Uint8Array::from(plain), &out)
            .await
            .map_err(|_| FloeError::Length)?;
        Ok(out.to_vec())
    }

    async fn open(&self, plan: &SegmentPlan, sealed: &[u8]) -> Result<Vec<u8>, FloeError> {
        let opened = self.0.open(plan, &Uint8Array::from(sealed)).await;
        opened
            .map(|plain| plain.to_vec())
            .map_err(|_| FloeError::Broken)
    }
}

#[wasm_bindgen_test]
async fn known_answers_with_the_browsers_engine() {
    assert_eq!(kats::run(&Browser::new()).await, Ok(kats::FILES.len()));
    // all of them, or none where they were not there to build with
    assert!(matches!(kats::FILES.len(), 0 | 6));
}

#[wasm_bindgen_test]
async fn known_answers_with_the_soft_engine() {
    assert_eq!(kats::run(&Soft).await, Ok(kats::FILES.len()));
}

#[wasm_bindgen_test]
async fn edges_of_segments_with_both() {
    kats::edges(&Browser::new()).await.unwrap();
    kats::edges(&Soft).await.unwrap();
}

#[wasm_bindgen_test]
async fn both_engines_make_the_same_bytes() {
    let mut rng = Fixed::named("both");
    let key = ContentKey::make(&mut rng);
    let plain = vec![7; 300_000];
    let lengths = Lengths::new(Params::new(65_536).unwrap(), plain.len() as u64).unwrap();
    let sealer = Sealer::new(&key, b"here", lengths, &mut rng);
    let browser = Browser::new();
    for position in 0..lengths.segments() {
        let plan = sealer.plan(position, &mut rng).unwrap();
        let range = lengths.plain_range(position).unwrap();
        let piece = &plain[range.start as usize..range.end as usize];
        let sealed = soft::seal(&plan, piece).unwrap();
        assert_eq!(browser.seal(&plan, piece).await.unwrap(), sealed);
        assert_eq!(browser.open(&plan, &sealed).await.unwrap(), piece);
    }
}

#[wasm_bindgen_test]
async fn a_changed_tag_gives_no_byte() {
    let mut rng = Fixed::named("tag");
    let key = ContentKey::make(&mut rng);
    let lengths = Lengths::new(Params::new(64).unwrap(), 20).unwrap();
    let plan = Sealer::new(&key, b"", lengths, &mut rng)
        .plan(0, &mut rng)
        .unwrap();
    let mut sealed = soft::seal(&plan, &[1; 20]).unwrap();
    *sealed.last_mut().unwrap() ^= 1;
    let opened = Browser::new()
        .0
        .open(&plan, &Uint8Array::from(&sealed[..]))
        .await;
    assert_eq!(opened.unwrap_err(), Trouble::Forged);
}
