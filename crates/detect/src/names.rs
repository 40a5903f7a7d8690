//! Names of persons in cells.

use zeroize::Zeroizing;

use super::fold::{fold, is_han};

/// Characters with which Chinese family names begin: the commonest of one character, and those of two.
const FAMILY: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林郑谢罗梁宋唐许韩冯邓曹彭曾肖田董潘袁蔡蒋余于杜叶程魏苏吕丁任\
    沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤\
    欧司上诸尉皇慕令端東陳張劉楊黃趙吳孫馬鄭謝羅許韓馮鄧蕭葉蔣魏蘇呂盧鍾譚陸廖賈韋鄒閻龍顧錢嚴湯";

/// What makes a text in a column of names a company's.
const COMPANY: [&str; 12] = [
    "公司",
    "集团",
    "集團",
    "有限",
    "银行",
    "銀行",
    "医院",
    "学校",
    "中心",
    "事务所",
    "委员会",
    "经营部",
];

/// Whether a cell in a column of names may hold a person's.
pub(super) fn may_be_name(cell: &str) -> bool {
    let letters: Vec<char> = cell.trim().chars().filter_map(fold).collect();
    let letters = Zeroizing::new(letters);
    let han = letters.iter().filter(|c| is_han(**c)).count();
    if han > 0 {
        // names of minorities and of foreigners have a dot, and more characters
        let dotted = letters.contains(&'·');
        let longest = if dotted { 24 } else { 5 };
        return (2..=longest).contains(&han)
            && letters.iter().all(|c| is_han(*c) || matches!(c, '·' | ' '))
            && !COMPANY.iter().any(|word| cell.contains(word));
    }
    let latin = |c: &char| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '-' | ',');
    (2..=60).contains(&letters.len())
        && letters.iter().all(latin)
        && letters.iter().any(|c| c.is_alphabetic())
}

/// Whether a cell looks like a Chinese person's name, whatever column it is in.
pub(super) fn is_likely_name(cell: &str) -> bool {
    let cell = cell.trim();
    let count = cell.chars().count();
    (2..=4).contains(&count)
        && cell.chars().all(is_han)
        && cell.chars().next().is_some_and(|c| FAMILY.contains(c))
        && !COMPANY.iter().any(|word| cell.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        for name in [
            "张伟",
            "欧阳 修远",
            "阿卜杜拉·买买提",
            "Li Na",
            "O'Brien, J.",
        ] {
            assert!(may_be_name(name), "{name}");
        }
        for other in [
            "华东医疗器械有限公司",
            "张",
            "13800138000",
            "张伟1",
            "-",
            "工商银行",
            "",
        ] {
            assert!(!may_be_name(other), "{other}");
        }
        assert!(is_likely_name("张伟") && is_likely_name("司马相如"));
        assert!(!is_likely_name("男") && !is_likely_name("南京") && !is_likely_name("王者公司"));
    }
}
