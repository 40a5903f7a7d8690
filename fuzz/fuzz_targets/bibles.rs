//! Papers and manifests from whoever sends one: nothing that nobody signed is one.
#![no_main]

use libfuzzer_sys::fuzz_target;
use room::artefact::Artefact;
use room::handover::BibleCheck;

fuzz_target!(|bytes: &[u8]| {
    assert!(Artefact::parse(bytes).is_err());
    assert!(BibleCheck::begin(bytes).is_err());
    // the same as the text, the note and a card of a file that has the form of one
    let text = String::from_utf8_lossy(bytes);
    let file = serde_json::json!({ "sealroom": "artefact/1", "payload": text, "note": text, "cards": [text] });
    assert!(Artefact::parse(file.to_string().as_bytes()).is_err());
    if let Ok(path) = core::str::from_utf8(bytes) {
        _ = BibleCheck::wants(path);
    }
});
