//! Documents that nobody lives in: generated, with numbers that are right in form alone.

mod files;
mod persons;
mod tables;

use super::*;

const KEY: [u8; 16] = [0x5e; 16];

#[test]
fn findings_hold_numbers_only() {
    let mut scan = Scan::new(KEY);
    for person in persons::some(5) {
        scan.text(&format!(
            "{}，{}，{}\n",
            person.name, person.resident, person.mobile
        ));
    }
    let findings = scan.finish();
    let printed = format!("{findings:?}{:?}", suggest(&findings));
    for person in persons::some(5) {
        assert!(!printed.contains(&person.resident) && !printed.contains(&person.mobile));
    }
    assert_eq!(findings.persons, 5);
    assert_eq!(suggest(&findings).grade, Grade::Sensitive);
}

#[test]
fn what_comes_twice_counts_twice_and_is_one() {
    let mut scan = Scan::new(KEY);
    scan.text("13800138000，138 0013 8000，+86 13800138000");
    scan.end_text();
    scan.row(&["姓名", "手机"]);
    scan.row(&["张伟", "138-0013-8000"]);
    let findings = scan.finish();
    assert_eq!(findings.count(Kind::Mobile), 4);
    assert_eq!(findings.distinct(Kind::Mobile), 1);
    assert_eq!(findings.persons, 1);
}

#[test]
fn a_text_that_ends_is_not_joined_to_the_next() {
    let mut scan = Scan::new(KEY);
    scan.text("1380013");
    scan.end_text();
    scan.text("8000");
    assert_eq!(scan.finish().count(Kind::Mobile), 0);
}
