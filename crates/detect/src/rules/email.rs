//! E-mail addresses.
//!
//! RFC 5321 without quoted local parts and address literals, which nobody is written to by: 64 characters of letters,
//! digits, dot, underscore, plus and hyphen, then a domain of labels whose last is letters.

/// Whether it is an address.
pub(crate) fn is_address(text: &str) -> bool {
    let Some((local, domain)) = text.split_once('@') else {
        return false;
    };
    is_local(local) && is_domain(domain)
}

fn is_local(local: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'+' | b'-');
    (1..=64).contains(&local.len())
        && local.bytes().all(allowed)
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
}

fn is_domain(domain: &str) -> bool {
    let Some((front, top)) = domain.rsplit_once('.') else {
        return false;
    };
    domain.len() <= 253
        && (2..=24).contains(&top.len())
        && top.bytes().all(|b| b.is_ascii_alphabetic())
        && front.split('.').all(is_label)
}

fn is_label(label: &str) -> bool {
    (1..=63).contains(&label.len())
        && label
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'-')
        && !label.starts_with('-')
        && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses() {
        for right in [
            "zhang.wei@example.com",
            "13800138000@example.cn",
            "a+b_c-d@mail.example.com.cn",
        ] {
            assert!(is_address(right), "{right}");
        }
        for wrong in [
            "zhang@example",
            "@example.com",
            "zhang@",
            "zhang@@example.com",
            "zhang@example.com@example.com",
            ".zhang@example.com",
            "zh..ang@example.com",
            "zhang@-example.com",
            "zhang@example.c",
            "zhang@10.0.0.1",
            "image@2x.png2",
        ] {
            assert!(!is_address(wrong), "{wrong}");
        }
    }
}
