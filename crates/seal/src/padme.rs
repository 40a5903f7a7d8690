//! Padmé: how long a thing is made to look.
//!
//! A length of `2^e` to `2^(e+1)` is rounded up so that only the first
//! `log2(e) + 1` bits of it can be seen: at most 12 percent longer (less for
//! large things), and a store that counts bytes learns O(log log n) bits.

/// No sealed object but content shows less than this.
pub const FLOOR: u64 = 256;

/// The length shown for a true length. Never shorter; the same again for its own results.
pub fn padded(len: u64) -> u64 {
    if len < 2 {
        return len;
    }
    let e = len.ilog2();
    let shown = e.ilog2() + 1;
    let mask = (1u64 << (e - shown.min(e))) - 1;
    len.saturating_add(mask) & !mask
}

/// As [`padded`], with [`FLOOR`].
pub fn padded_with_floor(len: u64) -> u64 {
    padded(len.max(FLOOR))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_lengths() {
        for (len, shown) in [
            (0, 0),
            (1, 1),
            (2, 2),
            (8, 8),
            (9, 10),
            (100, 104),
            (1000, 1024),
            (1 << 30, 1 << 30),
        ] {
            assert_eq!(padded(len), shown, "{len}");
        }
        assert_eq!(padded_with_floor(0), 256);
        assert_eq!(padded_with_floor(257), 272);
    }

    #[test]
    fn never_shorter_never_much_longer_and_stable() {
        for len in (0..100_000).chain((1 << 40)..(1 << 40) + 1000) {
            let shown = padded(len);
            assert!(shown >= len && shown <= len + len / 8 + 1);
            assert_eq!(padded(shown), shown);
        }
    }
}
