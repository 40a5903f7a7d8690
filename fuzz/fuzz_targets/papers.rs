//! Tables of whom notices go to, templates, forms and sealed reports: whoever made them.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use room::artefact::Artefact;
use room::{Form, MailMerge, ReplyKey, Template, parse_day, parse_evidence};

fuzz_target!(|bytes: &[u8]| {
    let said = || BTreeMap::from([("a".to_owned(), "x".to_owned())]);
    let template = || Template::parse("{{a}}").expect("a template");
    if let Ok(merge) = MailMerge::new(bytes, template(), template(), said()) {
        let mut out = merge.table_head("subject", "text");
        let made = merge.each(&mut |one| {
            merge.table_row(one, &mut out);
            true
        });
        assert_eq!(made, Ok(merge.rows() - merge.skipped().count));
        // what comes out is a table again, with as many rows
        let again = MailMerge::new(out.as_bytes(), template(), template(), said());
        assert!(again.is_err() || again.is_ok_and(|again| Ok(again.rows()) == made));
    }
    if let Ok(text) = core::str::from_utf8(bytes) {
        if let Ok(template) = Template::parse(text) {
            assert!(template.places().iter().all(|place| text.contains(place)));
        }
        _ = (Form::parse(text), parse_day(text), parse_evidence(text));
    }
    assert!(Artefact::parse(bytes).is_err());
    let key = ReplyKey::parse(&[7; 32]).expect("32 bytes").kem();
    let kind = seal::context::Kind::Report;
    assert!(seal::report::open(kind, [1; 32], &key, bytes).is_err());
});
