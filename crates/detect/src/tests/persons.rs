//! Persons who do not exist. Check characters are made by other formulas than those that are tested.

/// A person.
pub(super) struct Person {
    pub(super) name: String,
    pub(super) resident: String,
    pub(super) mobile: String,
    pub(super) email: String,
    pub(super) card: String,
    pub(super) address: String,
}

/// So many persons, each different in everything but perhaps the name.
pub(super) fn some(count: usize) -> Vec<Person> {
    (0..count).map(person).collect()
}

fn person(n: usize) -> Person {
    let family = [
        "王", "李", "张", "刘", "陈", "杨", "赵", "黄", "欧阳", "司马",
    ];
    let given = [
        "伟", "娜", "芳", "洋", "静怡", "子轩", "建国", "秀英", "浩然", "雨桐",
    ];
    let regions = ["110105", "310115", "440305", "330106", "510107"];
    let day = format!("{}{:02}{:02}", 1950 + n % 60, 1 + n % 12, 1 + n % 28);
    Person {
        name: format!("{}{}", family[n % 10], given[n / 10 % 10]),
        resident: resident(&format!("{}{day}{:03}", regions[n % 5], n / 60 % 1000)),
        mobile: format!("138{n:08}"),
        email: format!("person{n}@example.com"),
        card: card(&format!("622202{n:012}")),
        address: format!("某省某市测试路{n}号"),
    }
}

/// ISO 7064 MOD 11-2, digit after digit.
fn resident(first: &str) -> String {
    let sum = first
        .bytes()
        .fold(0, |sum, b| (sum + u32::from(b - b'0')) * 2 % 11);
    match (12 - sum) % 11 {
        10 => format!("{first}X"),
        check => format!("{first}{check}"),
    }
}

/// The one digit of ten with which the digits at odd places and the doubled ones make a multiple of ten.
fn card(first: &str) -> String {
    let passes = |number: &String| {
        let digits: Vec<u32> = number.bytes().rev().map(|b| u32::from(b - b'0')).collect();
        let odd: u32 = digits.iter().step_by(2).sum();
        let even: u32 = digits
            .iter()
            .skip(1)
            .step_by(2)
            .map(|d| d * 2 / 10 + d * 2 % 10)
            .sum();
        (odd + even).is_multiple_of(10)
    };
    let mut numbers = (0..10).map(|check| format!("{first}{check}"));
    numbers.find(passes).unwrap()
}

#[test]
fn persons_differ() {
    let persons = some(1000);
    let mut residents: Vec<&str> = persons.iter().map(|it| it.resident.as_str()).collect();
    residents.sort_unstable();
    residents.dedup();
    assert_eq!(residents.len(), 1000);
}
