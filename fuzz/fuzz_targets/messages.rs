//! Messages between client and gate, either way: what is decoded has one encoding.
#![no_main]

use blobs::wire::{
    Append, Appended, Copies, CopiesGiven, Erase, Erased, Gone, Grants, Hashes, Import, Lease, Leased, LeavesOf, LinkState, Log, Notify, NotifyState, Opens, OpensSeen, Parts, Path, Read, Reading, Released, Restore, StampsOf, Tell, Urls, UrlsGiven, Visit, VisitorsSeen, decode, encode,
};
use libfuzzer_sys::fuzz_target;

macro_rules! all {
    ($bytes:expr, $($kind:ty),* $(,)?) => {
        $(if let Ok(message) = decode::<$kind>($bytes) {
            assert_eq!(encode(&message), $bytes, stringify!($kind));
        })*
    };
}

fuzz_target!(|bytes: &[u8]| {
    all!(
        bytes,
        Append,
        Appended,
        Copies,
        CopiesGiven,
        Erase,
        Erased,
        Gone,
        Grants,
        Hashes,
        Import,
        Lease,
        Leased,
        LeavesOf,
        LinkState,
        Log,
        Notify,
        NotifyState,
        Opens,
        OpensSeen,
        Parts,
        Path,
        Read,
        Reading,
        Released,
        Restore,
        StampsOf,
        Tell,
        Urls,
        UrlsGiven,
        Visit,
        VisitorsSeen,
    );
});
