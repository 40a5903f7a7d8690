//! What follows `#` in a link: what is read has one spelling, and that one is read the same.
#![no_main]

use libfuzzer_sys::fuzz_target;
use seal::fragment::Fragment;

fuzz_target!(|text: &str| {
    if let Ok(fragment) = Fragment::parse(text) {
        let spelling = fragment.encode();
        // a whole address may stand before it, and white space anywhere in it
        let plain: String = text.split_whitespace().collect();
        assert!(plain.ends_with(spelling.as_str()));
        let again = Fragment::parse(&spelling).expect("what was written is read");
        assert_eq!(*again.encode(), *spelling);
    }
});
