//! Archives from whoever sends one: what is read has one spelling, and nothing of it that nobody signed holds.
#![no_main]

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use ledger::archive::{ObjectName, SignedManifest};
use libfuzzer_sys::fuzz_target;
use room::Control;
use room::archive::{ArchiveCheck, BLOCK, Former, Frame, header, parse_header};
use room::testkit::MemoryArchive;

/// Memory never waits.
fn ready<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("memory waits"),
    }
}

fuzz_target!(|bytes: &[u8]| {
    for block in bytes.as_chunks::<BLOCK>().0 {
        if let Ok(Frame::Object { path, len }) = parse_header(block) {
            assert_eq!(header(&path, len).as_ref(), Ok(block));
        }
    }
    if let Some((room, name)) = core::str::from_utf8(bytes).ok().and_then(ObjectName::parse) {
        assert_eq!(name.path(&room).as_bytes(), bytes);
    }
    // some seeds are manifests; what was signed stands in them as it is
    if let Ok(manifest) = SignedManifest::verify(bytes) {
        let said = manifest.statement();
        let said = said.strip_prefix(b"sealroom/1/archive").unwrap_or(&said);
        assert!(bytes.windows(said.len()).any(|part| part == said));
    }
    let mut check = ArchiveCheck::new();
    let control = Control::new();
    assert!(ready(check.take(&mut MemoryArchive::new(bytes), &control, &|_| {})).is_err());
    assert!(ready(Former::new().add(&mut MemoryArchive::new(bytes))).is_err());
    // the same behind headers that hold: a first entry, and a manifest
    let room = ledger::RoomId([1; 32]);
    for name in [ObjectName::Entry(ledger::ChainId::FRONT, 0), ObjectName::Manifest(0)] {
        let Ok(head) = header(&name.path(&room), bytes.len() as u64) else {
            continue;
        };
        let mut archive = [&head[..], bytes].concat();
        archive.resize(archive.len().next_multiple_of(BLOCK) + 2 * BLOCK, 0);
        let mut check = ArchiveCheck::new();
        let again = archive.clone();
        assert!(ready(check.take(&mut MemoryArchive::new(again), &control, &|_| {})).is_err());
        assert!(ready(Former::new().add(&mut MemoryArchive::new(archive))).is_err());
    }
});
