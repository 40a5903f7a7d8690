//! Polynomials over GF(256), with the polynomial x^8 + x^4 + x^3 + x + 1 of AES. No table, no branch and no index
//! depends on a secret.

use zeroize::Zeroizing;

use crate::secret::Plain;

/// Where a polynomial was taken, and its value there, byte by byte.
#[derive(Clone)]
pub(super) struct Point {
    pub(super) x: u8,
    pub(super) y: Plain,
}

/// The value at `x` of the polynomial through these points, each at another place and of one length.
pub(super) fn interpolate(points: &[Point], x: u8) -> Plain {
    let len = points.first().map_or(0, |point| point.y.len());
    let mut sum = Zeroizing::new(vec![0; len]);
    for point in points {
        // places are no secret
        let others = points.iter().filter(|other| other.x != point.x);
        let factor = others.fold(1, |factor, other| {
            multiply(factor, multiply(x ^ other.x, inverse(point.x ^ other.x)))
        });
        for (sum, value) in sum.iter_mut().zip(point.y.iter()) {
            *sum ^= multiply(*value, factor);
        }
    }
    sum
}

fn multiply(mut a: u8, b: u8) -> u8 {
    let mut product = 0;
    for bit in 0..8 {
        product ^= a & mask(b >> bit);
        a = a << 1 ^ 0x1b & mask(a >> 7);
    }
    product
}

/// All ones if the lowest bit is.
fn mask(bit: u8) -> u8 {
    0u8.wrapping_sub(bit & 1)
}

/// a^254; of 0 it is 0.
fn inverse(a: u8) -> u8 {
    let square = |a| multiply(a, a);
    (0..6).fold(square(a), |power, _| square(multiply(power, a)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_field_of_aes() {
        // FIPS 197, 4.2
        assert_eq!(multiply(0x57, 0x83), 0xc1);
        assert_eq!(multiply(0x57, 0x13), 0xfe);
        assert_eq!((inverse(0), inverse(1)), (0, 1));
        for a in 1..=255 {
            assert_eq!(multiply(a, inverse(a)), 1, "{a}");
        }
    }

    #[test]
    fn a_polynomial_is_the_same_through_any_of_its_points() {
        // 7 + 3x + 5x^2
        let at = |x: u8| 7 ^ multiply(3, x) ^ multiply(5, multiply(x, x));
        let point = |x: u8| Point {
            x,
            y: Zeroizing::new(vec![at(x), at(x)]),
        };
        for x in [0, 3, 9, 255] {
            for places in [[1, 2, 3], [0, 200, 9], [255, 254, 1]] {
                let points = places.map(point);
                assert_eq!(*interpolate(&points, x), [at(x), at(x)]);
            }
        }
    }
}
