//! FLOE: known answers of other implementations, and round trips, with any engine.

use crate::floe::{ContentKey, FloeError, HEADER, Lengths, Opener, Params, Sealer, Sequence};
use crate::testkit::{Engine, Failure, Fixed, ensure, from_hex};

/// Name, plaintext and ciphertext in hex: found when this crate was built.
pub const FILES: &[(&str, &str, &str)] = include!(concat!(env!("OUT_DIR"), "/kats.rs"));
const AAD: &[u8] = b"This is AAD";

/// Opens every known answer in order and by random access, damages it in many ways, and seals it again.
/// Answers how many files there were; none when they were not there to build with.
pub async fn run(engine: &impl Engine) -> Result<usize, Failure> {
    for (name, plain, sealed) in FILES {
        let fail = |what: &str| Failure {
            case: (*name).to_owned(),
            what: what.to_owned(),
        };
        let plain = from_hex(plain).ok_or_else(|| fail("plaintext is not hex"))?;
        let sealed = from_hex(sealed).ok_or_else(|| fail("ciphertext is not hex"))?;
        let params = params(name, &sealed).ok_or_else(|| fail("no segment length"))?;
        let key = ContentKey::parse(&[0; 32]).map_err(|_| fail("key"))?;
        let opened = open(engine, &key, params, &sealed).await;
        ensure(
            opened.as_ref() == Ok(&plain),
            name,
            "did not open to the plaintext",
        )?;
        random_access(engine, &key, params, &sealed, &plain)
            .await
            .map_err(|e| fail(&e.to_string()))?;
        damage(engine, &key, params, &sealed, name).await?;
        round_trip(engine, &key, params, &plain)
            .await
            .map_err(|e| fail(&e.to_string()))?;
    }
    Ok(FILES.len())
}

/// Round trips at every length around the edges of segments, whether or not known answers are there.
pub async fn edges(engine: &impl Engine) -> Result<usize, Failure> {
    let params = Params::new(64).map_err(|e| Failure {
        case: "params".into(),
        what: e.to_string(),
    })?;
    let key = ContentKey::make(&mut Fixed::named("edges"));
    for len in 0..=130_u8 {
        let plain: Vec<u8> = (0..len).collect();
        let done = round_trip(engine, &key, params, &plain).await;
        ensure(done.is_ok(), &format!("{len} bytes"), "did not come back")?;
    }
    Ok(131)
}

fn params(name: &str, sealed: &[u8]) -> Option<Params> {
    let params = Params::new(u32::from_be_bytes(*sealed.get(2..)?.first_chunk()?)).ok()?;
    Some(if name.ends_with("rotation") {
        params.with_rotation(2)
    } else {
        params
    })
}

async fn open(
    engine: &impl Engine,
    key: &ContentKey,
    params: Params,
    sealed: &[u8],
) -> Result<Vec<u8>, FloeError> {
    let lengths = Lengths::of_sealed(params, sealed.len() as u64)?;
    let (header, mut rest) = sealed.split_at(HEADER as usize);
    let mut sequence = Sequence::new(Opener::new(key, AAD, lengths, header)?);
    let mut out = vec![];
    while !rest.is_empty() {
        let (segment, after) = rest
            .split_at_checked(sequence.expects() as usize)
            .ok_or(FloeError::Length)?;
        let head = segment.first_chunk().ok_or(FloeError::Length)?;
        let plan = sequence.plan(segment.len() as u64, head)?;
        out.extend(engine.open(&plan, segment).await?);
        rest = after;
    }
    sequence.finish()?;
    Ok(out)
}

async fn random_access(
    engine: &impl Engine,
    key: &ContentKey,
    params: Params,
    sealed: &[u8],
    plain: &[u8],
) -> Result<(), FloeError> {
    let lengths = Lengths::of_sealed(params, sealed.len() as u64)?;
    let opener = Opener::new(key, AAD, lengths, &sealed[..HEADER as usize])?;
    for position in (0..lengths.segments()).rev() {
        let (at, to) = (
            lengths.sealed_range(position)?,
            lengths.plain_range(position)?,
        );
        let segment = &sealed[at.start as usize..at.end as usize];
        let plan = opener.plan(
            position,
            segment.len() as u64,
            segment.first_chunk().ok_or(FloeError::Length)?,
        )?;
        if engine.open(&plan, segment).await? != plain[to.start as usize..to.end as usize] {
            return Err(FloeError::Broken);
        }
    }
    Ok(())
}

async fn damage(
    engine: &impl Engine,
    key: &ContentKey,
    params: Params,
    sealed: &[u8],
    name: &str,
) -> Result<(), Failure> {
    let segment = params.segment() as usize;
    let edges = (0..sealed.len()).filter(|at| {
        let in_segment = at.saturating_sub(HEADER as usize) % segment;
        *at < HEADER as usize
            || in_segment < 18
            || in_segment > segment - 18
            || at + 18 > sealed.len()
    });
    for at in edges {
        let mut bytes = sealed.to_vec();
        bytes[at] ^= 1;
        ensure(
            open(engine, key, params, &bytes).await.is_err(),
            name,
            format!("opened with byte {at} changed"),
        )?;
    }
    let step = (sealed.len() / 64).max(1);
    for len in (0..sealed.len())
        .step_by(step)
        .chain((HEADER as usize..sealed.len()).step_by(segment))
    {
        ensure(
            open(engine, key, params, &sealed[..len]).await.is_err(),
            name,
            format!("opened when cut to {len}"),
        )?;
    }
    let longer = [sealed, &[0]].concat();
    ensure(
        open(engine, key, params, &longer).await.is_err(),
        name,
        "opened with a byte appended",
    )
}

async fn round_trip(
    engine: &impl Engine,
    key: &ContentKey,
    params: Params,
    plain: &[u8],
) -> Result<(), FloeError> {
    let lengths = Lengths::new(params, plain.len() as u64)?;
    let mut rng = Fixed::named("round trip");
    let sealer = Sealer::new(key, AAD, lengths, &mut rng);
    let mut segments = vec![];
    // sealed from the last to the first, as a pool of workers might
    for position in (0..lengths.segments()).rev() {
        let range = lengths.plain_range(position)?;
        let plan = sealer.plan(position, &mut rng)?;
        segments.push(
            engine
                .seal(&plan, &plain[range.start as usize..range.end as usize])
                .await?,
        );
    }
    segments.push(sealer.header().to_vec());
    segments.reverse();
    let opened = open(engine, key, params, &segments.concat()).await?;
    if opened == plain {
        Ok(())
    } else {
        Err(FloeError::Broken)
    }
}
