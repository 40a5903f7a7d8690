//! What the textual formats have in common: one spelling for each number, each hash and each run of bytes.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::tree::PATH;
use crate::ids::Hash;

/// A number in ASCII digits, without a zero before them.
pub(super) fn number(text: &str) -> Option<u64> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let short = text.len() == 1 || !text.starts_with('0');
    // no text, and more than fits, are refused by `parse`
    if digits && short {
        text.parse().ok()
    } else {
        None
    }
}

/// Base64 with padding, and with nothing in the bits that are left over.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// A hash in base64.
pub(super) fn hash(text: &str) -> Option<Hash> {
    Some(Hash(bytes(text)?.try_into().ok()?))
}

/// Bytes in base64.
pub(super) fn base64(bytes: impl AsRef<[u8]>) -> String {
    STANDARD.encode(bytes)
}

/// Whether no ASCII control character but the newline is in it.
pub(super) fn is_plain(text: &str) -> bool {
    !text.bytes().any(|byte| byte < b' ' && byte != b'\n')
}

/// Divides lines, and what stands below the first empty one.
pub(super) fn divide(text: &str) -> Option<(core::str::Split<'_, char>, &str)> {
    let (lines, rest) = text.split_once("\n\n")?;
    Some((lines.split('\n'), rest))
}

/// A proof's hashes, one on each line.
pub(super) fn path<'a>(lines: impl Iterator<Item = &'a str>) -> Option<Vec<Hash>> {
    let path: Vec<Hash> = lines.take(PATH + 1).map(hash).collect::<Option<_>>()?;
    (path.len() <= PATH).then_some(path)
}

/// The lines of a proof, each with its newline.
pub(super) fn path_lines(path: &[Hash]) -> String {
    path.iter().map(|hash| base64(hash.0) + "\n").collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_spelling() {
        assert_eq!(number("0"), Some(0));
        assert_eq!(number("18446744073709551615"), Some(u64::MAX));
        for not in [
            "",
            "00",
            "01",
            "+1",
            "-1",
            " 1",
            "1 ",
            "1_0",
            "0x1",
            "١",
            "18446744073709551616",
        ] {
            assert_eq!(number(not), None, "{not:?}");
        }
    }

    #[test]
    fn bytes_have_one_spelling() {
        assert_eq!(bytes("AQI="), Some(vec![1, 2]));
        for not in [
            "AQI", "AQJ=", "AQI==", "AQI=\n", " AQI=", "A_I=", "AQI=AQI=",
        ] {
            assert_eq!(bytes(not), None, "{not:?}");
        }
        let one = base64([7; 32]);
        assert_eq!(hash(&one), Some(Hash([7; 32])));
        assert_eq!(hash(&base64([7; 31])), None);
        assert_eq!(hash(&base64([7; 33])), None);
    }

    #[test]
    fn no_proof_is_longer_than_one_can_be() {
        let line = base64([7; 32]);
        assert_eq!(
            path(vec![line.as_str(); PATH].into_iter()).map(|path| path.len()),
            Some(PATH)
        );
        assert_eq!(path(vec![line.as_str(); PATH + 1].into_iter()), None);
        assert_eq!(path(["", line.as_str()].into_iter()), None);
    }
}
