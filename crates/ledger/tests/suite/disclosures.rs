//! One entry shown by itself: each thing that it proves, taken away.

use ledger::evidence::disclosure::{Disclosed, Disclosure, DisclosureError};
use ledger::evidence::index::Leaf;
use ledger::evidence::note::Note;
use ledger::evidence::policy::Unbelieved;
use ledger::evidence::proof::{EXTRA, Proof, ProofError};
use ledger::evidence::tree::{LEAVES, PATH, TreeError, leaf_hash};
use ledger::testkit::Key;
use ledger::*;
use proptest::prelude::*;

use crate::foreign::SIGSUM;
use crate::index::*;

fn verify(index: &Index, disclosure: &Disclosure) -> Result<Disclosed, DisclosureError> {
    disclosure.verify(&index.id(), &index.server(), &index.policy(2))
}

fn path(error: TreeError) -> DisclosureError {
    ProofError::Path(error).into()
}

#[test]
fn every_entry_of_a_room_can_be_shown_alone() {
    let index = Index::new();
    for (place, wrapped) in index.room.log.iter().enumerate() {
        let file = index.disclose(place, index.note(2)).encode();
        let disclosure = Disclosure::parse(&file).unwrap();
        assert_eq!(disclosure.encode(), file);
        let shown = verify(&index, &disclosure).unwrap();
        assert_eq!(shown.entry, wrapped.verify(&index.server()).unwrap());
        assert_eq!((shown.time, shown.index), (wrapped.time(), place as u64));
        assert_eq!(shown.witnessed.checkpoint, index.checkpoint());
        assert_eq!(shown.witnessed.witnesses.len(), 2);
        // nothing of the other entries is in it
        for other in index.room.log.iter().filter(|other| *other != wrapped) {
            let extra = Proof::parse(&file).unwrap().extra().unwrap().to_vec();
            let bytes = other.signed().bytes().to_vec();
            assert!(!extra.windows(bytes.len()).any(|part| part == bytes));
        }
    }
}

/// Tools that know nothing of rooms verify the same file, when they are given the leaf.
#[test]
fn a_disclosure_is_a_proof_like_any_other() {
    let index = Index::new();
    let proof = Proof::parse(&index.disclose(9, index.note(2)).encode()).unwrap();
    let wrapped = Wrapped::parse(proof.extra().unwrap()).unwrap();
    let entry = wrapped.verify(&index.server()).unwrap();
    let leaf = Leaf {
        chain: entry.entry().chain,
        seq: entry.entry().seq,
        entry: Hash::of(wrapped.signed().bytes()),
        time: wrapped.time(),
    };
    assert_eq!(leaf, Leaf::of(&entry, wrapped.time()));
    let leaf = leaf_hash(&cbor::encode(&leaf));
    assert!(proof.verify(&leaf, &index.policy(2)).is_ok());
}

#[test]
fn an_entry_stands_at_its_own_place_only() {
    let index = Index::new();
    let (last, note) = (index.leaves.len() - 1, || index.note(2));
    for (entry, place) in [(3, 4), (4, 3), (0, last), (last, 0)] {
        let wrapped = index.room.log[entry].clone();
        let (own, other) = (index.path(entry), index.path(place));
        for (place, path) in [(entry, other.clone()), (place, own), (place, other)] {
            let at = place as u64;
            let shown = Disclosure::assemble(wrapped.clone(), at, path, note()).unwrap();
            assert!(verify(&index, &shown).is_err());
        }
    }
    // beyond the end
    let wrapped = index.room.log[last].clone();
    let at = last as u64 + 1;
    let shown = Disclosure::assemble(wrapped, at, index.path(last), note()).unwrap();
    assert_eq!(verify(&index, &shown), Err(path(TreeError::Range)));
}

/// A store takes an entry again at another time, or an author's second entry for the first: not in the index.
#[test]
fn what_the_index_does_not_say_is_not_proven() {
    let index = Index::new();
    let root = Err(path(TreeError::Root));
    let shown = |wrapped: Wrapped| {
        let shown = Disclosure::assemble(wrapped, 9, index.path(9), index.note(2));
        verify(&index, &shown.unwrap())
    };
    let honest = &index.room.log[9];
    assert!(shown(honest.clone()).is_ok());
    let server = &index.room.server;
    let later = server.wrap(honest.signed(), honest.time() + 1);
    assert_eq!(shown(later), root);
    let mut entry = honest.signed().verify().unwrap().entry().clone();
    entry.at += 1;
    let second = index.room.owner.sign_entry(&entry);
    assert_eq!(shown(server.wrap(second, honest.time())), root);
}

#[test]
fn nobody_speaks_for_author_or_server() {
    let index = Index::new();
    let honest = &index.room.log[9];
    let signature = Err(DisclosureError::Entry(SignedError::Signature));
    let shown = |wrapped: Wrapped| {
        let shown = Disclosure::assemble(wrapped, 9, index.path(9), index.note(2));
        verify(&index, &shown.unwrap())
    };
    let by_other = Key::new(3).wrap(honest.signed(), honest.time());
    assert_eq!(shown(by_other), signature);
    let bytes = honest.signed().bytes().to_vec();
    let forged = Signed::assemble(bytes.clone(), Key::new(3).sign(&bytes));
    let forged = index.room.server.wrap(forged, honest.time());
    assert_eq!(shown(forged), signature);
}

#[test]
fn an_entry_is_of_its_room() {
    let index = Index::new();
    let other = RoomId([7; 32]);
    for place in [0, 9] {
        let shown = index.disclose(place, index.note(2));
        let found = shown.verify(&other, &index.server(), &index.policy(2));
        assert_eq!(found, Err(DisclosureError::Elsewhere));
    }
}

#[test]
fn the_checkpoint_is_believed_by_the_policy_alone() {
    let index = Index::new();
    let found = |note: Note| verify(&index, &index.disclose(9, note)).err();
    let unbelieved = |why: Unbelieved| Some(DisclosureError::Proof(why.into()));
    assert_eq!(found(index.note(1)), unbelieved(Unbelieved::Quorum));
    let text = index.checkpoint().text();
    let stranger = Key::new(3).sign_note(ORIGIN, &text);
    let note = Note::assemble(text, vec![stranger]).unwrap();
    assert_eq!(found(note), unbelieved(Unbelieved::Log));
}

#[test]
fn row_40_a_proof_has_one_spelling() {
    let with_extra = SIGSUM.replace("index", "extra AQI=\nindex");
    for file in [SIGSUM, &with_extra] {
        assert_eq!(Proof::parse(file).unwrap().encode(), file);
    }
    let line = "lzYZSTZJa/vqblcfrX80UZ8yoRMsNAz/iubAcaS6cyA=";
    let bad = [
        String::new(),
        "c2sp.org/tlog-proof@v1\n".into(),
        "c2sp.org/tlog-proof@v1\nindex 0\n\n".into(),
        SIGSUM.replace("proof@v1", "proof@v2"),
        SIGSUM.replace("c2sp", "C2SP"),
        SIGSUM.replace("index 8857\n", ""),
        SIGSUM.replace("index 8857", "index 08857"),
        SIGSUM.replace("index 8857", "index -1"),
        SIGSUM.replace("index 8857", "index 8857 "),
        SIGSUM.replace("index 8857", "index 18446744073709551616"),
        SIGSUM.replace("index 8857", &format!("index {LEAVES}")),
        SIGSUM.replace("index 8857", "index 8857\nindex 8857"),
        SIGSUM.replace(line, ""),
        SIGSUM.replace(line, &line[4..]),
        SIGSUM.replace(line, &format!("{line} ")),
        SIGSUM.replace(line, &[line; PATH].join("\n")),
        SIGSUM.replace("\n\nsigsum", "\nsigsum"),
        SIGSUM.replace("\n\nsigsum", "\n\n\nsigsum"),
        SIGSUM.replace('\n', "\r\n"),
        SIGSUM.trim_end().to_owned(),
        format!("{SIGSUM}\n"),
        format!("\n{SIGSUM}"),
        // nothing put in is no line; one line at most, and before the index
        with_extra.replace("extra AQI=", "extra "),
        with_extra.replace("extra AQI=", "extra"),
        with_extra.replace("extra AQI=", "extra AQJ="),
        with_extra.replace("extra AQI=", "extra AQI=\nextra AQI="),
        SIGSUM.replace("index 8857", "index 8857\nextra AQI="),
        format!("{SIGSUM}{}", "x".repeat(1_000_000)),
    ];
    for file in bad {
        assert_eq!(Proof::parse(&file), Err(ProofError::Malformed), "{file:?}");
    }
}

#[test]
fn row_40_a_proof_is_not_larger_than_it_may_be() {
    let (note, hash) = (Index::new().note(0), Hash([1; 32]));
    let made = |extra: usize, index: u64, path: usize| {
        Proof::assemble(Some(vec![1; extra]), index, vec![hash; path], note.clone())
    };
    let most = made(EXTRA, LEAVES - 1, PATH).unwrap();
    assert_eq!(Proof::parse(&most.encode()), Ok(most));
    for over in [
        made(0, 0, 0),
        made(EXTRA + 1, 0, 0),
        made(1, LEAVES, 0),
        made(1, 0, PATH + 1),
    ] {
        assert_eq!(over, Err(ProofError::Malformed));
    }
}

#[test]
fn a_proof_without_an_entry_is_no_disclosure() {
    let malformed = Err(DisclosureError::Proof(ProofError::Malformed));
    assert_eq!(Disclosure::parse(SIGSUM), malformed);
    let other = SIGSUM.replace("index", "extra AQI=\nindex");
    let malformed = Err(DisclosureError::Entry(SignedError::Malformed));
    assert_eq!(Disclosure::parse(&other), malformed);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(256) })]

    #[test]
    fn row_40_a_changed_disclosure_never_stands(at in any::<prop::sample::Index>(), what in 1..128u8, cut in any::<bool>()) {
        let index = Index::new();
        let mut bytes = index.disclose(9, index.note(2)).encode().into_bytes();
        let place = at.index(bytes.len());
        bytes[place] ^= what;
        if cut {
            bytes.truncate(place);
        }
        let file = String::from_utf8(bytes).ok();
        if let Some(shown) = file.and_then(|file| Disclosure::parse(&file).ok()) {
            prop_assert!(verify(&index, &shown).is_err());
        }
    }
}
