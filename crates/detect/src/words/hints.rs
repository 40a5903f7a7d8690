//! What stands before a number and says what it is.

use zeroize::Zeroize;

/// So many letters are looked back at.
const BACK: usize = 24;
/// So many are kept, that not every letter moves all others.
const KEPT: usize = 96;

/// What the words before a number say of it.
#[derive(Clone, Copy, Default, Debug, PartialEq, Eq)]
pub(super) struct Hint {
    /// It is an order, an invoice, an amount: not a person's number.
    pub(super) other: bool,
    /// It is a passport's.
    pub(super) passport: bool,
    /// It is a card's.
    pub(super) card: bool,
}

/// Words that make what follows a number of something else; after 号, 编号 and 号码 are taken off.
const OTHER: &[&str] = &[
    "订单", "訂單", "运单", "運單", "快递", "物流", "流水", "交易", "合同", "发票", "發票", "凭证",
    "序列", "金额", "金額", "合计", "总计", "共计", "数量", "余额", "价格", "条码",
];
/// Those that say so only with 号 behind them.
const OTHER_NUMBER: &[&str] = &["单", "單", "批", "货", "型", "工"];
const OTHER_LATIN: &[&str] = &[
    "order",
    "orderno",
    "orderid",
    "ordernumber",
    "invoice",
    "invoiceno",
    "invoicenumber",
    "contractno",
    "serial",
    "serialno",
    "serialnumber",
    "tracking",
    "trackingno",
    "trackingnumber",
    "refno",
    "sku",
    "sn",
    "amount",
    "total",
    "qty",
    "barcode",
    "transactionid",
];
const PASSPORT: &[&str] = &[
    "护照",
    "護照",
    "通行证",
    "通行證",
    "passport",
    "passportno",
    "passportnumber",
];
const CARD: &[&str] = &[
    "卡",
    "账",
    "帐",
    "帳",
    "账户",
    "card",
    "cardno",
    "cardnumber",
    "accountno",
];

/// The end of the text before the next word: letters only, without spaces, colons and brackets.
pub(super) struct Context {
    letters: Vec<char>,
}

impl Context {
    pub(super) fn new() -> Self {
        Self {
            letters: Vec::with_capacity(KEPT),
        }
    }

    /// What stands between words.
    pub(super) fn push(&mut self, c: char) {
        if c.is_alphanumeric() {
            self.keep(c);
        } else if matches!(c, ',' | ';' | '。' | '、' | '\n' | '\r' | '\t' | '|') {
            self.clear();
        }
    }

    /// A word: a number says nothing of the next one.
    pub(super) fn word(&mut self, text: &str) {
        if text.bytes().all(|b| b.is_ascii_alphabetic()) {
            for b in text.bytes() {
                self.keep(char::from(b.to_ascii_lowercase()));
            }
        } else {
            self.clear();
        }
    }

    pub(super) fn clear(&mut self) {
        self.letters.clear();
    }

    /// What it says of the word that comes now.
    pub(super) fn hint(&self, text: &str) -> Hint {
        if self.letters.is_empty() || !text.bytes().any(|b| b.is_ascii_digit()) {
            return Hint::default();
        }
        let back = self.letters.len().saturating_sub(BACK);
        let said = without(&self.letters[back..], &['为', '是', '為']);
        let bare = without(said, &['号', '號', '码', '碼', '编', '編']);
        let numbered = bare.len() < said.len();
        let any = |words: &[&str]| words.iter().any(|word| ends(bare, word));
        let passport = any(PASSPORT);
        let numbering = ["编号", "編號", "编码", "編碼"];
        Hint {
            other: !passport
                && (any(OTHER)
                    || any(OTHER_LATIN)
                    || numbered && any(OTHER_NUMBER)
                    || numbering.iter().any(|word| ends(said, word))),
            passport,
            card: any(CARD),
        }
    }

    fn keep(&mut self, c: char) {
        if self.letters.len() == KEPT {
            self.letters.drain(..KEPT - BACK);
        }
        self.letters.push(c);
    }
}

impl Drop for Context {
    fn drop(&mut self) {
        self.letters.zeroize();
    }
}

fn without<'a>(mut letters: &'a [char], ends: &[char]) -> &'a [char] {
    while let [rest @ .., last] = letters
        && ends.contains(last)
    {
        letters = rest;
    }
    letters
}

fn ends(letters: &[char], word: &str) -> bool {
    let mut back = letters.iter().rev();
    word.chars().rev().all(|c| back.next() == Some(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hint(before: &str) -> Hint {
        let mut context = Context::new();
        for c in before.chars().filter_map(crate::fold::fold) {
            match c.is_ascii_alphanumeric() {
                true => context.word(&c.to_string()),
                false => context.push(c),
            }
        }
        context.hint("1")
    }

    #[test]
    fn words_before_a_number() {
        for other in [
            "订单号：",
            "订单编号 ",
            "合同号为",
            "运单",
            "Order No: ",
            "单号",
            "产品编号",
            "金额（",
        ] {
            assert!(hint(other).other, "{other}");
        }
        for nothing in [
            "电话：",
            "订单号，",
            "订单号1",
            "简单",
            "手机号",
            "",
            "本单",
        ] {
            assert!(!hint(nothing).other, "{nothing}");
        }
        assert!(hint("护照编号：").passport && !hint("护照编号：").other);
        assert!(hint("Passport No. ").passport && hint("银行卡号").card);
    }

    #[test]
    fn what_is_kept_has_a_bound() {
        let mut context = Context::new();
        for _ in 0..10_000 {
            context.push('字');
        }
        assert!(context.letters.len() <= KEPT && context.letters.capacity() < 2 * KEPT);
        for c in "订单号".chars() {
            context.push(c);
        }
        assert!(context.hint("1").other);
    }
}
