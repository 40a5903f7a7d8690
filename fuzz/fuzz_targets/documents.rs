//! Documents in which personal information is looked for: files of any kind, and text in any chunks.
#![no_main]

use std::io::Cursor;

use libfuzzer_sys::fuzz_target;
use detect::{Limits, Scan, read, suggest};

const NAMES: [&str; 4] = ["a.txt", "a.csv", "a.xlsx", "a.docx"];
const LIMITS: Limits = Limits {
    bytes: 1 << 16,
    entries: 64,
    unpacked: 1 << 20,
    shared: 1 << 16,
    cells: 10_000,
    cell: 256,
    depth: 16,
};

fuzz_target!(|input: (u8, &[u8])| {
    let (choice, bytes) = input;
    let mut scan = Scan::new([7; 16]);
    let name = NAMES[usize::from(choice) % NAMES.len()];
    let _ = read(Cursor::new(bytes), name, &LIMITS, &mut scan);
    let findings = scan.finish();
    for found in findings.kinds.values() {
        assert!(found.distinct <= found.count);
    }
    let _ = suggest(&findings);
    // what is found in a text does not depend on where it was cut
    if let Ok(text) = std::str::from_utf8(bytes) {
        let (mut whole, mut cut) = (Scan::new([7; 16]), Scan::new([7; 16]));
        whole.text(text);
        for c in text.chars() {
            cut.text(c.encode_utf8(&mut [0; 4]));
        }
        assert_eq!(whole.finish(), cut.finish());
    }
});
