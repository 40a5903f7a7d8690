//! Tables: columns by head and by share, rows that are persons.

use super::{KEY, persons};
use crate::{Findings, Kind, Scan};

fn scanned(rows: &[Vec<String>]) -> Findings {
    let mut scan = Scan::new(KEY);
    for row in rows {
        scan.row(row);
    }
    scan.finish()
}

fn row(cells: &[&str]) -> Vec<String> {
    cells.iter().map(|cell| (*cell).to_owned()).collect()
}

#[test]
fn heads_in_three_languages() {
    for head in [
        ["姓名", "身份证号码", "手机号"],
        ["姓名", "身分證字號", "手機號碼"],
        ["Full Name", "ID Number", "Mobile Phone"],
    ] {
        let mut rows = vec![row(&["客户名单", "", ""]), row(&head)];
        for it in persons::some(300) {
            rows.push(vec![it.name, it.resident, it.mobile]);
        }
        let findings = scanned(&rows);
        for kind in [Kind::Name, Kind::ResidentId, Kind::Mobile] {
            assert_eq!(findings.count(kind), 300, "{head:?} {kind:?}");
        }
        assert_eq!((findings.persons, findings.rows), (300, 300));
        assert_eq!(findings.kinds.len(), 3);
    }
}

#[test]
fn without_a_head_cells_tell() {
    let rows: Vec<Vec<String>> = persons::some(300)
        .into_iter()
        .map(|it| vec![it.name, it.mobile, it.email])
        .collect();
    let findings = scanned(&rows);
    for kind in [Kind::Name, Kind::Mobile, Kind::Email] {
        assert_eq!(findings.count(kind), 300, "{kind:?}");
    }
    assert_eq!((findings.persons, findings.rows), (300, 300));
}

#[test]
fn one_person_in_many_rows_is_one() {
    let mut rows = vec![row(&["订单号", "收货人", "联系电话", "金额"])];
    for n in 0..500_usize {
        let it = &persons::some(20)[n % 20];
        rows.push(vec![
            format!("{}", 20240115000 + n),
            it.name.clone(),
            it.mobile.clone(),
            format!("{n}.50"),
        ]);
    }
    let findings = scanned(&rows);
    assert_eq!((findings.persons, findings.rows), (20, 500));
    assert_eq!(
        (
            findings.count(Kind::Mobile),
            findings.distinct(Kind::Mobile)
        ),
        (500, 20)
    );
}

#[test]
fn numbers_of_orders_do_not_count() {
    // under their head, without a head, and among others: one in ten passes as a card, one in some as a mobile
    for head in [Some("订单号"), Some("流水"), None] {
        let mut rows: Vec<Vec<String>> =
            head.into_iter().map(|head| row(&[head, "说明"])).collect();
        for n in 0..1000_u64 {
            let order = 6_220_000_000_000_000 + n * 7_919_993;
            rows.push(vec![order.to_string(), "货物".to_owned()]);
        }
        assert_eq!(scanned(&rows).kinds.len(), 0, "{head:?}");
    }
    let mut rows = vec![row(&["订单编号", "数量"])];
    for n in 0..1000_u64 {
        rows.push(vec![(13_800_000_000 + n).to_string(), "1".to_owned()]);
    }
    assert_eq!(scanned(&rows).kinds.len(), 0);
}

#[test]
fn cards_count_in_their_column() {
    let mut rows = vec![row(&["工号", "卡号"])];
    for (n, it) in persons::some(100).into_iter().enumerate() {
        rows.push(vec![n.to_string(), it.card]);
    }
    // an account has no check
    rows.push(row(&["100", "1234567890123"]));
    let findings = scanned(&rows);
    assert_eq!(findings.count(Kind::BankCard), 100);
    assert_eq!(findings.count(Kind::Account), 1);
    assert_eq!(findings.persons, 101);
}

#[test]
fn columns_known_by_their_head_alone() {
    let rows = [
        row(&[
            "姓名",
            "出生日期",
            "家庭住址",
            "诊断",
            "宗教信仰",
            "护照号",
            "证件类型",
        ]),
        row(&[
            "张伟",
            "1990-03-07",
            "某省某市测试路1号",
            "无",
            "无",
            "E12345678",
            "护照",
        ]),
        row(&[
            "李娜",
            "33000",
            "某省某市测试路2号",
            "感冒",
            "佛教",
            "K0123456",
            "护照",
        ]),
        row(&["某某贸易有限公司", "", "—", "", "", "", ""]),
    ];
    let findings = scanned(&rows);
    for (kind, count) in [
        (Kind::Name, 2),
        (Kind::BirthDate, 2),
        (Kind::Address, 2),
        (Kind::Health, 1),
        (Kind::Belief, 1),
        (Kind::Passport, 2),
    ] {
        assert_eq!(findings.count(kind), count, "{kind:?}");
    }
    assert_eq!(findings.persons, 2);
}

#[test]
fn a_slip_in_a_column_of_resident_numbers_still_tells_a_person() {
    let rows = [
        row(&["姓名", "身份证"]),
        row(&["张伟", "110105194912310021"]),
        row(&["李娜", "110105491231002"]),
        row(&["王芳", "见附件"]),
    ];
    let findings = scanned(&rows);
    assert_eq!(findings.count(Kind::ResidentId), 2);
    assert_eq!(findings.persons, 3);
}

#[test]
fn names_alone_tell_persons_by_all_that_is_said_of_them() {
    let rows = [
        row(&["姓名", "出生日期"]),
        row(&["张伟", "1990-03-07"]),
        row(&["张伟", "1985-01-01"]),
        row(&["张伟", "1985-01-01"]),
    ];
    let findings = scanned(&rows);
    assert_eq!((findings.persons, findings.rows), (2, 3));
    assert_eq!(findings.distinct(Kind::Name), 1);
}

#[test]
fn a_form_is_about_one_person() {
    let it = &persons::some(1)[0];
    let rows = [
        row(&["姓名", &it.name, "性别", "男"]),
        row(&["电话", &it.mobile, "邮箱", &it.email]),
        row(&["身份证号", &it.resident, "住址", &it.address]),
        row(&["订单号", "13900139000", "", ""]),
    ];
    let findings = scanned(&rows);
    for kind in [
        Kind::Name,
        Kind::Mobile,
        Kind::Email,
        Kind::ResidentId,
        Kind::Address,
    ] {
        assert_eq!(findings.count(kind), 1, "{kind:?}");
    }
    assert_eq!((findings.persons, findings.rows), (1, 0));
}

#[test]
fn remarks_are_read_as_text() {
    let mut rows = vec![row(&["项目", "备注"])];
    for n in 0..50 {
        rows.push(vec![
            format!("项目{n}"),
            "请致电13800138000或010-62345678".to_owned(),
        ]);
    }
    let findings = scanned(&rows);
    assert_eq!(findings.count(Kind::Mobile), 50);
    assert_eq!(findings.count(Kind::Landline), 50);
    assert_eq!((findings.persons, findings.rows), (1, 0));
}

#[test]
fn nobody_in_a_balance_sheet() {
    let mut rows = vec![row(&["科目", "期初余额", "期末余额", "日期", "公司"])];
    for n in 0..300_u64 {
        rows.push(vec![
            format!("{}", 1001 + n),
            format!("{}.{:02}", n * 1_234_567, n % 100),
            format!("{}", 13_000_000_000 + n * 99_991),
            format!("2024-{:02}-{:02}", n % 12 + 1, n % 28 + 1),
            format!("华东第{n}医疗器械有限公司"),
        ]);
    }
    let findings = scanned(&rows);
    assert_eq!((findings.kinds.len(), findings.persons), (0, 0));
}

#[test]
fn ragged_wide_and_empty_rows() {
    let wide = vec!["13800138000".to_owned(); 2000];
    let findings = scanned(&[vec![], row(&[""]), wide, row(&["x"])]);
    assert_eq!(findings.count(Kind::Mobile), 2000);
    assert_eq!(scanned(&[]).persons, 0);
}
