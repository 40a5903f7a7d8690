//! The numbers that words make.

use super::chain::{Found, Glue, Joined, Left, Word};
use crate::{
    fold::is_han,
    kind::Kind,
    rules::{card, company, passport, phone, plate, resident},
};

/// Groups in which mobiles are written.
const MOBILE: [&[usize]; 6] = [&[11], &[3, 4, 4], &[3, 8], &[7, 4], &[3, 3, 5], &[4, 4, 3]];
/// Groups in which the local part of a fixed line is written.
const LOCAL: [&[usize]; 4] = [&[8], &[7], &[4, 4], &[3, 4]];

/// The value that begins with the first word.
pub(super) fn find(words: &[Word], left: Left) -> Option<Found> {
    let first = words.first().filter(|word| !word.out)?;
    if let Some(found) = find_plate(words) {
        return Some(found);
    }
    if !first.has_digit() {
        return None;
    }
    if let Some(found) = find_checked(words) {
        return Some(found);
    }
    if first.hint.other || first.before[0].is_some_and(|c| "¥$€£".contains(c)) {
        return None;
    }
    let found = find_card(words)
        .or_else(|| find_mobile(words))
        .or_else(|| find_landline(words))
        .or_else(|| find_passport(words))?;
    is_alone(words, &found, left).then_some(found)
}

/// Whether what stands on either side is no more of the same number, and no unit.
fn is_alone(words: &[Word], found: &Found, left: Left) -> bool {
    let grouped = found.used > 1 && found.kind != Kind::Landline;
    let first = &words[0];
    let clear_left = match first.glue {
        Glue::Hyphen => left == Left::Clear,
        Glue::Space => !(grouped && left == Left::Digits),
        _ => true,
    };
    let clear_right = words.get(found.used).is_none_or(|next| match next.glue {
        Glue::Hyphen => false,
        Glue::Space => !(grouped && next.is_digits() && next.length <= 4),
        _ => true,
    });
    let last = &words[found.used - 1];
    let unit = last.after.is_some_and(|c| "元万亿圆角%".contains(c));
    clear_left && clear_right && !unit
}

/// Numbers with a checksum, in whatever groups.
fn find_checked(words: &[Word]) -> Option<Found> {
    for used in 1..=words.len().min(6) {
        let value = Joined::words(&words[..used])?;
        let kind = match value.length {
            0..18 => continue,
            18 if resident::is_number(value.text()) => Kind::ResidentId,
            18 if company::is_code(value.text()) => Kind::CompanyCode,
            _ => return None,
        };
        return Some(Found::new(kind, used, value));
    }
    None
}

fn find_card(words: &[Word]) -> Option<Found> {
    for used in (1..=words.len().min(5)).rev() {
        let Some(value) = Joined::words(&words[..used]).filter(|_| is_card_groups(&words[..used]))
        else {
            continue;
        };
        let second = || (used > 1 || words[0].hint.card) && card::is_second_range(value.text());
        if card::is_card(value.text()) || second() {
            let kind = Kind::BankCard;
            return Some(Found::new(kind, used, value));
        }
    }
    None
}

/// One word, fours and a rest, or the groups of American Express; the issuer first, and the rest.
fn is_card_groups(words: &[Word]) -> bool {
    let [first, middle @ .., last] = words else {
        return words.len() == 1;
    };
    let fours = first.length == 4 && middle.iter().all(|word| word.length == 4);
    match middle {
        [] => first.length == 6,
        [second] if second.length == 6 => first.length == 4 && last.length == 5,
        _ => fours && (1..=4).contains(&last.length) && middle.len() >= 2,
    }
}

/// Where a number begins after a country code.
fn after_country(words: &[Word]) -> usize {
    let glued = words
        .get(1)
        .is_some_and(|next| matches!(next.glue, Glue::Space | Glue::Hyphen | Glue::Bracket));
    usize::from(glued && matches!(words[0].text(), "86" | "0086"))
}

/// Words in such groups.
fn grouped(words: &[Word], groups: &[usize]) -> Option<Joined> {
    let words = words.get(..groups.len())?;
    let fits = |(word, length): (&Word, &usize)| word.length == *length;
    match words.iter().zip(groups).all(fits) {
        true => Joined::words(words),
        false => None,
    }
}

fn find_mobile(words: &[Word]) -> Option<Found> {
    let kind = Kind::Mobile;
    let start = after_country(words);
    for groups in MOBILE {
        if let Some(value) = grouped(&words[start..], groups)
            && phone::is_mobile(value.text())
        {
            let used = start + groups.len();
            return Some(Found::new(kind, used, value));
        }
    }
    let text = words[0].text();
    let bare = text.strip_prefix("00").unwrap_or(text);
    let mobile = bare.strip_prefix("86").filter(|it| phone::is_mobile(it))?;
    let value = Joined::new(&[mobile])?;
    Some(Found::new(kind, 1, value))
}

fn find_landline(words: &[Word]) -> Option<Found> {
    let start = after_country(words);
    let first = words.get(start)?;
    let (mut used, value) = match phone::is_landline(first.text()) && !first.out {
        true => (start + 1, Joined::new(&[first.text()])?),
        false => find_local(words, start)?,
    };
    // an extension
    if let Some(next) = words.get(used)
        && next.glue == Glue::Hyphen
        && next.is_digits()
        && next.length <= 5
    {
        used += 1;
    }
    let kind = Kind::Landline;
    Some(Found::new(kind, used, value))
}

/// An area code, and the local number apart from it.
fn find_local(words: &[Word], start: usize) -> Option<(usize, Joined)> {
    let area = words.get(start).filter(|word| !word.out)?;
    // with a country code the 0 is left out
    let zero = match start > 0 && !area.text().starts_with('0') {
        true => "0",
        false => "",
    };
    let area = Joined::new(&[zero, area.text()])?;
    let next = words.get(start + 1)?;
    if !phone::is_area(area.text()) || next.glue == Glue::Dot {
        return None;
    }
    for groups in LOCAL {
        if let Some(local) = grouped(&words[start + 1..], groups)
            && phone::is_local(local.text(), area.text())
            && !is_day(local.text())
        {
            let value = Joined::new(&[area.text(), local.text()])?;
            return Some((start + 1 + groups.len(), value));
        }
    }
    None
}

/// Whether it reads like a day of this century.
fn is_day(text: &str) -> bool {
    let part =
        |range: std::ops::Range<usize>| text.get(range).and_then(|it| it.parse::<u32>().ok());
    text.starts_with("20") && matches!((part(4..6), part(6..8)), (Some(1..=12), Some(1..=31)))
}

fn find_passport(words: &[Word]) -> Option<Found> {
    let first = &words[0];
    if !first.hint.passport || !passport::is_number(first.text()) {
        return None;
    }
    let kind = Kind::Passport;
    let value = Joined::new(&[first.text()])?;
    Some(Found::new(kind, 1, value))
}

fn find_plate(words: &[Word]) -> Option<Found> {
    let first = &words[0];
    let [province, earlier] = first.before;
    let province = province.filter(|c| plate::is_province(*c))?;
    let dotted = |next: &&Word| matches!(next.glue, Glue::Dot | Glue::Space | Glue::Hyphen);
    let second = words.get(1).filter(|_| first.length == 1).filter(dotted);
    let (used, rest) = match second {
        Some(second) if !second.out => (2, second.text()),
        _ => (1, ""),
    };
    // 北京A12345 is more likely a place and a number of something
    let marked = second.is_some_and(|next| next.glue == Glue::Dot);
    let apart = earlier.is_none_or(|c| !is_han(c) || "号牌车为是驶照乘坐开".contains(c));
    let suffixed = words[used - 1].after.is_some_and(plate::is_suffix);
    let number = Joined::new(&[first.text(), rest])?;
    if !(marked || apart) || !plate::is_rest(number.text(), suffixed) {
        return None;
    }
    let mut name = [0; 4];
    let value = Joined::new(&[province.encode_utf8(&mut name), number.text()])?;
    let mut found = Found::new(Kind::Plate, used, value);
    found.beside = 1 + usize::from(suffixed && number.length == 5);
    Some(found)
}
