//! One spelling of what is written in many: full width, other dashes, other spaces.

/// A character as the recognisers read it; none if it is not seen and means nothing.
pub(crate) fn fold(c: char) -> Option<char> {
    Some(match c {
        '\u{00ad}'
        | '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'
        | '\u{feff}' => {
            return None;
        }
        '\u{3000}' | '\u{00a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' => ' ',
        '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe63}' => '-',
        '\u{00b7}' | '\u{2022}' | '\u{2027}' | '\u{2219}' | '\u{30fb}' | '\u{ff65}' => '·',
        '\u{ffe5}' => '¥',
        // the full width form of a character of ASCII lies this far above it
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        _ => c,
    })
}

/// Whether a character is written in Chinese.
pub(crate) fn is_han(c: char) -> bool {
    matches!(c, '\u{4e00}'..='\u{9fff}' | '\u{3400}'..='\u{4dbf}' | '\u{20000}'..='\u{323af}' | '〇')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_becomes_ascii() {
        let folded: String = "１３８－００１３\u{3000}８０００ＡＢ＠：（）￥\u{200b}•—"
            .chars()
            .filter_map(fold)
            .collect();
        assert_eq!(folded, "138-0013 8000AB@:()¥·-");
    }

    #[test]
    fn han_is_told_from_other_letters() {
        assert!("张伟𠮷〇".chars().all(is_han));
        assert!(!"aア1。".chars().any(is_han));
    }
}
