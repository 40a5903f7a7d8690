//! What is found in running text, and what is not.

use proptest::prelude::*;

use super::*;

/// What is found in a text that comes in such chunks.
fn found_in(chunks: &[&str]) -> Vec<(Kind, String)> {
    let mut words = Words::new();
    let mut found = Vec::new();
    let mut sink = |hit: Hit<'_>| found.push((hit.kind, hit.value.to_owned()));
    for chunk in chunks {
        words.push(chunk, &mut sink);
    }
    words.finish(&mut sink);
    found
}

fn assert_found(kind: Kind, texts: &[(&str, &str)]) {
    for (text, value) in texts {
        assert_eq!(found_in(&[text]), [(kind, (*value).to_owned())], "{text}");
    }
}

fn assert_nothing(texts: &[&str]) {
    for text in texts {
        assert_eq!(found_in(&[text]), [], "{text}");
    }
}

#[test]
fn resident_numbers() {
    let value = "11010519491231002X";
    assert_found(
        Kind::ResidentId,
        &[
            ("身份证11010519491231002X。", value),
            ("11010519491231002x", value),
            ("１１０１０５１９４９１２３１００２Ｘ", value),
            ("110105 19491231 002X", value),
            ("110105-19491231-002X", value),
            ("（110105194912310 02X）", value),
            // whatever announces it: the check is its own
            ("编号：11010519491231002X", value),
            ("\u{200b}11010519491231002X\u{feff}", value),
        ],
    );
    assert_nothing(&[
        "110105194912310021",
        "1110105194912310021",
        "11010519491231002X1",
        "A11010519491231002X",
        "11010519491231002X_1",
        "0.11010519491231002X1",
        "110105 19491331 002X",
        "110105  19491231  002X",
        "110105，19491231，002X",
        "110105\n19491231002X",
    ]);
}

#[test]
fn mobiles() {
    let value = "13800138000";
    assert_found(
        Kind::Mobile,
        &[
            ("电话：13800138000", value),
            ("１３８００１３８０００", value),
            ("138 0013 8000", value),
            ("138-0013-8000", value),
            ("+86 138 0013 8000", value),
            ("(+86)13800138000", value),
            ("+8613800138000", value),
            ("008613800138000", value),
            ("0086-13800138000", value),
            ("tel-13800138000", value),
            ("张伟13800138000，", value),
            ("13800138000.", value),
            ("2024-01-15 13800138000", value),
            ("订单号1001，电话13800138000", value),
            ("订单\n13800138000", value),
        ],
    );
    assert_nothing(&[
        "12800138000",
        "138001380001",
        "213800138000",
        "a13800138000",
        "13800138000a",
        "order_13800138000",
        "ORD-13800138000",
        "13800138000-01",
        "2024-0115-13800138000",
        "订单号：13800138000",
        "订单编号 13800138000",
        "Order No. 13800138000",
        "¥13800138000",
        "13800138000元",
        "13800138000.00",
        "0.13800138000",
        "138 0013 8000 1234",
        "1234 138 0013 8000",
        "1705286400000",
        "1,380,013,800",
        "192.168.138.001",
    ]);
}

#[test]
fn landlines() {
    assert_found(
        Kind::Landline,
        &[
            ("010-62345678", "01062345678"),
            ("（010）62345678", "01062345678"),
            ("(0755) 2345 6789", "075523456789"),
            ("+86-10-62345678", "01062345678"),
            ("0512-6234567", "05126234567"),
            ("01062345678", "01062345678"),
            ("电话：021-62345678-801", "02162345678"),
        ],
    );
    assert_nothing(&[
        "010-12345678",
        "010-6234567",
        "026-62345678",
        "2024-62345678",
        "010-20240115",
        "A-010-62345678",
        "010-62345678-123456",
        "400-812-3123",
        "流水号：01062345678",
    ]);
}

#[test]
fn cards() {
    let value = "6200000000000005";
    assert_found(
        Kind::BankCard,
        &[
            ("6200000000000005", value),
            ("6200 0000 0000 0005", value),
            ("6200-0000-0000-0005", value),
            ("３７８２８２２４６３１０００５", "378282246310005"),
            ("3782 822463 10005", "378282246310005"),
            // an order's number may look like this one, a card's is announced
            ("卡号：2223000048400011", "2223000048400011"),
            ("2223 0000 4840 0011", "2223000048400011"),
        ],
    );
    assert_nothing(&[
        "6200000000000006",
        "62000000000000050",
        "订单号：6200000000000005",
        "2223000048400011",
        "2024011512345678",
        "6200 0000 0000 0005 1234",
        "6200 0000 00000005",
        "金额 6200000000000005",
        "6200000000000005元",
    ]);
}

#[test]
fn company_codes() {
    let value = "91350100M000100Y43";
    assert_found(
        Kind::CompanyCode,
        &[
            ("统一社会信用代码：91350100M000100Y43", value),
            ("91350100m000100y43", value),
            ("91 350100 M000100Y4 3", value),
        ],
    );
    assert_nothing(&[
        "91350100M000100Y44",
        "91350100M000100Y433",
        "X91350100M000100Y43",
    ]);
}

#[test]
fn passports_are_announced() {
    assert_found(
        Kind::Passport,
        &[
            ("护照号码：E12345678", "E12345678"),
            ("护照ea1234567", "EA1234567"),
            ("Passport No.: G12345678", "G12345678"),
            ("港澳通行证号 H12345678", "H12345678"),
        ],
    );
    assert_nothing(&[
        "E12345678",
        "型号：E12345678",
        "护照：E123456789",
        "护照：A12345678",
        "护照，型号E12345678",
    ]);
}

#[test]
fn addresses() {
    let value = "zhang.wei@example.com";
    assert_found(
        Kind::Email,
        &[
            ("邮箱Zhang.Wei@Example.com。", value),
            ("<zhang.wei@example.com>", value),
            ("zhang.wei＠example.com", value),
            ("mailto:zhang.wei@example.com.", value),
            // the number in it is part of it
            ("13800138000@example.com", "13800138000@example.com"),
        ],
    );
    assert_nothing(&["zhang@example", "@张伟", "a@b@example.com", "user@10.0.0.1"]);
    assert_nothing(&[&format!("{}@example.com", "a".repeat(400))]);
}

#[test]
fn plates() {
    assert_found(
        Kind::Plate,
        &[
            ("车牌京A12345", "京A12345"),
            ("京A·12345", "京A12345"),
            ("北京A·12345", "京A12345"),
            ("粤BD12345", "粤BD12345"),
            ("沪c-8k6z8", "沪C8K6Z8"),
            ("粤Z1234港", "粤Z1234"),
        ],
    );
    assert_nothing(&[
        "北京A12345",
        "京A123456",
        "京A1234",
        "京A1234567",
        "国A12345",
        "新A股600000",
    ]);
}

#[test]
fn values_that_stand_side_by_side_are_all_found() {
    let text = "张伟 13800138000 11010519491231002X 6200 0000 0000 0005 zhang@example.com";
    let kinds: Vec<Kind> = found_in(&[text])
        .into_iter()
        .map(|(kind, _)| kind)
        .collect();
    assert_eq!(
        kinds,
        [Kind::Mobile, Kind::ResidentId, Kind::BankCard, Kind::Email]
    );
    let many = "13800138000 ".repeat(100);
    assert_eq!(found_in(&[&many]).len(), 100);
    let many = "13800138000、".repeat(100);
    assert_eq!(found_in(&[&many]).len(), 100);
}

#[test]
fn long_runs_take_no_memory() {
    let mut words = Words::new();
    let mut found = 0;
    for _ in 0..10_000 {
        words.push("1380013800013800138000a", &mut |_| found += 1);
    }
    assert!(words.run.capacity() <= 2 * RUN);
    words.finish(&mut |_| found += 1);
    assert_eq!(found, 0);
}

/// Pieces of which texts are made that come near to values.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("13800138000".to_owned()),
        Just("138-0013-8000".to_owned()),
        Just("11010519491231002X".to_owned()),
        Just("110105 19491231 002X".to_owned()),
        Just("6200 0000 0000 0005".to_owned()),
        Just("91350100M000100Y43".to_owned()),
        Just("zhang@example.com".to_owned()),
        Just("京A·12345".to_owned()),
        Just("(010) 62345678".to_owned()),
        Just("护照E12345678".to_owned()),
        Just("订单号：".to_owned()),
        Just("+86".to_owned()),
        Just("１３８\u{200b}００".to_owned()),
        "[ \\-.@()_0-9aX，。\n张号]{0,6}",
        "[0-9]{1,24}",
        "[a-z0-9.@]{1,400}",
        ".{0,8}",
    ]
}

proptest! {
    #[test]
    fn what_is_found_does_not_depend_on_chunks(
        pieces in prop::collection::vec(piece(), 0..12),
        cuts in prop::collection::vec(any::<prop::sample::Index>(), 0..24),
    ) {
        let text: String = pieces.concat();
        let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
        let mut cuts: Vec<usize> = match places.is_empty() {
            true => Vec::new(),
            false => cuts.iter().map(|cut| *cut.get(&places)).collect(),
        };
        cuts.extend([0, text.len()]);
        cuts.sort_unstable();
        let chunks: Vec<&str> = cuts.windows(2).map(|cut| &text[cut[0]..cut[1]]).collect();
        prop_assert_eq!(found_in(&chunks), found_in(&[&text]));
        let letters: Vec<String> = text.chars().map(String::from).collect();
        let letters: Vec<&str> = letters.iter().map(String::as_str).collect();
        prop_assert_eq!(found_in(&letters), found_in(&[&text]));
    }
}
