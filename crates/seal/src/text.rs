//! Text by others: what in it shows nothing and may deceive.

/// Control characters, those that turn the direction of writing, and those without a shape: with them
/// a name looks like another one, or a file like one of another kind.
pub fn hidden(c: char) -> bool {
    c.is_control()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{2800}' | '\u{3164}' | '\u{ffa0}'
                | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn row_41_what_shows_nothing_is_told_from_what_shows() {
        // a soft hyphen, an Arabic mark, zero widths, directions, isolates, fillers, tags
        let nothing = "\u{0}\n\u{7f}\u{ad}\u{61c}\u{200b}\u{200d}\u{200e}\u{202e}\u{2066}\u{2069}\u{feff}\u{3164}\u{e0041}";
        assert!(nothing.chars().all(hidden));
        assert!(!"Wang Fang, 王芳 – Čapek № 1 αβγ عربى 🙂".contains(hidden));
    }
}
