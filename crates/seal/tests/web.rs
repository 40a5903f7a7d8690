//! In a browser: the known answers with the soft engine, and every vector file.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, missing_docs)]

use seal::rng::Platform;
use seal::testkit::{Soft, kats, vectors};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

#[wasm_bindgen_test]
async fn known_answers() {
    assert_eq!(kats::run(&Soft).await, Ok(kats::FILES.len()));
    assert!(matches!(kats::FILES.len(), 0 | 6));
}

#[wasm_bindgen_test]
async fn edges_of_segments() {
    kats::edges(&Soft).await.unwrap();
}

#[wasm_bindgen_test]
fn vector_files() {
    assert!(vectors::run().unwrap() > 150);
}

#[wasm_bindgen_test]
fn the_browser_gives_randomness() {
    Platform::new().unwrap();
}
