//! How each format is opened, and what its errors are called in the files.

use super::{Fields, ok};
use crate::card::{Card, LinkCard};
use crate::content::{self, Layout};
use crate::context::{Context, Kind};
use crate::error::OpenError;
use crate::floe::{ContentKey, Params, soft};
use crate::fragment::{Fragment, FragmentError, LinkKind};
use crate::grant::Grant;
use crate::identity::{Fingerprint, Seed};
use crate::link::LinkSecret;
use crate::pair::{CodeError, Newcomer, PairCode};
use crate::passkey::{self, PrfOutput};
use crate::passphrase::{self, KdfRefused, UnlockError};
use crate::scope::ScopeKey;
use crate::words::{self, Language, WordsError};
use crate::{padme, sealbox};

type Answer = Result<String, String>;

/// `Ok` and `Err` are both answers; the caller compares them with what the file expects.
pub(super) fn open(format: &str, input: &Fields, bytes: &[u8]) -> Answer {
    match format {
        "box" => ok_or(sealbox::open(
            &link(input)?.keys().kem,
            &context(input)?,
            bytes,
        )),
        "card" => card(input, bytes),
        "content" => content(input, bytes),
        "envelope" => ok_or(scope(input)?.open(&context(input)?, bytes)),
        "fragment" => fragment(bytes),
        "grant" => grant(input, bytes),
        "home" => ok_or(seed(input)?.home().open(input.number("n")?, bytes)),
        "link-card" => LinkCard::parse(bytes)
            .map(|card| ok(&card.to_bytes()[1..33]))
            .map_err(name),
        "padme" => Ok(format!(
            "ok:{}",
            padme::padded_with_floor(input.number("length")?)
        )),
        "pair" => pair(input, bytes),
        "pair-code" => pair_code(bytes),
        "passkey" => {
            let prf = PrfOutput::parse(&input.bytes::<32>("prf")?).map_err(|e| e.to_string())?;
            passkey::open_seed(bytes, &prf)
                .map(|seed| ok(seed.expose()))
                .map_err(unlock)
        }
        "plan" => plan(input),
        "seed" => passphrase::open_seed(bytes, input.text("passphrase")?)
            .map(|seed| ok(seed.expose()))
            .map_err(unlock),
        "words" => recovery(bytes),
        _ => Err("an unknown format".to_owned()),
    }
}

fn card(input: &Fields, bytes: &[u8]) -> Answer {
    let card = Card::parse(bytes, &input.bytes("room")?).map_err(name)?;
    Ok(format!(
        "ok:{} {}",
        card.name(),
        card.fingerprint().words(Language::English).join(" ")
    ))
}

fn content(input: &Fields, bytes: &[u8]) -> Answer {
    let aad = content::aad(
        &input.bytes("room")?,
        &input.bytes("document")?,
        &input.bytes("version")?,
    );
    let key = ContentKey::parse(&input.bytes::<32>("key")?).map_err(|_| "key".to_owned())?;
    let params = Params::new(input.number("segment")?).map_err(|_| "length".to_owned())?;
    soft::open_all(&key, &aad, params, bytes)
        .map(|plain| ok(&plain))
        .map_err(|_| "broken".to_owned())
}

fn grant(input: &Fields, bytes: &[u8]) -> Answer {
    let grant = Grant::parse(bytes).map_err(name)?;
    let keys = seed(input)?.room_keys(&input.bytes("salt")?);
    let key = grant
        .open(&input.bytes("room")?, &input.bytes("recipient")?, &keys.kem)
        .map_err(name)?;
    Ok(ok(key.expose()))
}

fn fragment(bytes: &[u8]) -> Answer {
    let text = str::from_utf8(bytes).map_err(|_| "not text".to_owned())?;
    let fragment = Fragment::parse(text).map_err(|error| match error {
        FragmentError::NotALink => "not a link".to_owned(),
        FragmentError::Truncated => "truncated".to_owned(),
        FragmentError::Damaged => "damaged".to_owned(),
        FragmentError::Newer => "newer".to_owned(),
        FragmentError::Kdf(refused) => kdf(refused),
    })?;
    let kind = match fragment.kind {
        LinkKind::Invite => "invite",
        LinkKind::Link => "link",
    };
    let chain = ok(&fragment.secret.chain_id());
    let origin = fragment
        .origin
        .as_ref()
        .map_or("here", |origin| origin.as_str());
    Ok(format!(
        "{chain} {kind} {origin} {}",
        if fragment.kdf.is_some() {
            "passphrase"
        } else {
            "open"
        }
    ))
}

fn pair(input: &Fields, bytes: &[u8]) -> Answer {
    let code = PairCode::parse(input.text("code")?).map_err(|e| e.to_string())?;
    let newcomer = Newcomer::parse(&input.bytes::<32>("newcomer")?).map_err(|e| e.to_string())?;
    let identity = Fingerprint(input.bytes("fingerprint")?);
    let said = code.transcript(&input.bytes("nonce")?, &identity, &newcomer.public());
    let seed = newcomer.open(&said, &identity, bytes).map_err(name)?;
    let words = said.words(Language::English).join(" ");
    Ok(format!("{} {words}", ok(seed.expose())))
}

fn pair_code(bytes: &[u8]) -> Answer {
    let text = str::from_utf8(bytes).map_err(|_| "not text".to_owned())?;
    let code = PairCode::parse(text).map_err(|error| match error {
        CodeError::NotACode => "not a code".to_owned(),
        CodeError::Mistyped => "mistyped".to_owned(),
    })?;
    Ok(ok(&code.home().sign.public()))
}

fn plan(input: &Fields) -> Answer {
    let params = Params::new(input.number("segment")?).map_err(|_| "length".to_owned())?;
    let layout = Layout::new(params, input.number("length")?).map_err(|_| "length".to_owned())?;
    let part = layout
        .part(input.number("part")?)
        .map_err(|_| "position".to_owned())?;
    let last = part.segments.last().ok_or("no segment")?;
    Ok(format!(
        "ok:{} of {} parts, {} bytes, segments {} to {}, last {:?} holds {:?} and {} zeros",
        part.index,
        layout.parts(),
        part.len,
        part.segments[0].position,
        last.position,
        last.sealed,
        last.file,
        last.zeros,
    ))
}

fn recovery(bytes: &[u8]) -> Answer {
    let text = str::from_utf8(bytes).map_err(|_| "not text".to_owned())?;
    words::restore(text)
        .map(|seed| ok(seed.expose()))
        .map_err(|error| match error {
            WordsError::Count(count) => format!("{count} words"),
            WordsError::Unknown(word) => format!("unknown word {word}"),
            WordsError::Checksum => "checksum".to_owned(),
        })
}

fn context(input: &Fields) -> Result<Context, String> {
    let kind = match input.text("kind")? {
        "title" => Kind::Title,
        "docs" => Kind::Docs,
        "children" => Kind::Children,
        "issued" => Kind::Issued,
        "join" => Kind::Join,
        other => return Err(format!("no kind {other}")),
    };
    let context = Context::new(
        kind,
        input.bytes("room")?,
        input.bytes("chain")?,
        input.number("epoch")?,
    );
    Ok(Context {
        id: input.bytes("id")?,
        ..context
    })
}

fn seed(input: &Fields) -> Result<Seed, String> {
    Seed::parse(&input.bytes::<32>("seed")?).map_err(|e| e.to_string())
}

fn scope(input: &Fields) -> Result<ScopeKey, String> {
    ScopeKey::parse(&input.bytes::<32>("key")?).map_err(|e| e.to_string())
}

fn link(input: &Fields) -> Result<LinkSecret, String> {
    LinkSecret::parse(&input.bytes::<32>("secret")?).map_err(|e| e.to_string())
}

fn ok_or(opened: Result<crate::Plain, OpenError>) -> Answer {
    opened.map(|plain| ok(&plain)).map_err(name)
}

fn name(error: OpenError) -> String {
    match error {
        OpenError::NotMine => "not mine",
        OpenError::Newer => "newer",
        OpenError::Broken => "broken",
    }
    .to_owned()
}

fn unlock(error: UnlockError) -> String {
    match error {
        UnlockError::Wrong => "wrong".to_owned(),
        UnlockError::Damaged => "damaged".to_owned(),
        UnlockError::Newer => "newer".to_owned(),
        UnlockError::Memory => "memory".to_owned(),
        UnlockError::Kdf(refused) => kdf(refused),
    }
}

fn kdf(refused: KdfRefused) -> String {
    match refused {
        KdfRefused::Weak => "weak",
        KdfRefused::Heavy => "heavy",
    }
    .to_owned()
}
