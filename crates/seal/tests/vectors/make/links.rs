//! Vectors of links and invites.

use seal::fragment::{Fragment, LinkKind, Origin};
use seal::passphrase::Kdf;
use seal::testkit::{Fixed, to_hex};

use super::*;

pub(super) fn fragment() -> File {
    let make = |kind, kdf, origin: Option<&str>| Fragment {
        kind,
        room: ROOM,
        secret: secret(),
        first: [0x55; 32],
        kdf,
        origin: origin.map(|origin| Origin::parse(origin).unwrap()),
    };
    let plain = make(LinkKind::Link, None, None).encode().to_string();
    let invite = make(LinkKind::Invite, None, Some("https://store.example:8443"))
        .encode()
        .to_string();
    let locked = make(
        LinkKind::Link,
        Some(Kdf::floor(&mut Fixed::named("kdf"))),
        None,
    )
    .encode()
    .to_string();
    let good = format!("ok:{} link here open", to_hex(&secret().chain_id()));
    let spaced = format!("{}\r\n {}", &plain[..70], &plain[70..]);
    let cases = vec![
        case("good", None, &good),
        case(
            "in a URL",
            Whole(format!("https://app.example/l#{plain}")),
            &good,
        ),
        case("broken into lines by mail", Whole(spaced), &good),
        case(
            "an invite to another store",
            Whole(invite.clone()),
            &good.replace("link here open", "invite https://store.example:8443 open"),
        ),
        case(
            "with a passphrase",
            Whole(locked.clone()),
            &good.replace("open", "passphrase"),
        ),
        case("empty", Whole(String::new()), "not a link"),
        case("some word", Whole("documents".into()), "not a link"),
        case(
            "a URL of something else",
            Whole("https://example.com/i#top".into()),
            "not a link",
        ),
        case("very long", Whole("U1I".repeat(400)), "not a link"),
        case("without its last character", Cut(-1), "truncated"),
        case("without its last two", Cut(-2), "truncated"),
        case("without its last three", Cut(-3), "truncated"),
        case("half of it", Cut(60), "truncated"),
        case("its first four characters", Cut(4), "truncated"),
        case(
            "an invite without its end",
            Whole(invite[..invite.len() - 5].into()),
            "truncated",
        ),
        case(
            "a locked link without its end",
            Whole(locked[..locked.len() - 5].into()),
            "truncated",
        ),
        case("one character changed", Set(50, b'_'), "damaged"),
        case("characters more", Append("AAAA".into()), "damaged"),
        case("a character that no link has", Set(50, b'%'), "damaged"),
        case(
            "format 2, and its checksum right",
            Whole(checked(&plain, 2, 2)),
            "newer",
        ),
        case(
            "format 0, and its checksum right",
            Whole(checked(&plain, 2, 0)),
            "damaged",
        ),
        case(
            "kind 3, and its checksum right",
            Whole(checked(&plain, 3, 3)),
            "damaged",
        ),
        case(
            "an unknown flag, and its checksum right",
            Whole(checked(&plain, 4, 4)),
            "damaged",
        ),
        case(
            "a weak KDF, and its checksum right",
            Whole(checked(&locked, 105, 1)),
            "weak",
        ),
        case(
            "a heavy KDF, and its checksum right",
            Whole(checked(&locked, 104, 1)),
            "heavy",
        ),
    ];
    file("fragment", &[], plain, cases)
}

/// The fragment with one byte set, and the checksum of that.
fn checked(text: &str, at: usize, to: u8) -> String {
    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use sha2::{Digest, Sha256};
    let mut bytes = BASE64_URL_SAFE_NO_PAD.decode(text).unwrap();
    bytes[at] = to;
    bytes.truncate(bytes.len() - 4);
    let check = Sha256::new()
        .chain_update("sealroom/1/fragment")
        .chain_update(&bytes)
        .finalize();
    bytes.extend_from_slice(&check[..4]);
    BASE64_URL_SAFE_NO_PAD.encode(bytes)
}
