#![allow(clippy::unwrap_used)]
use super::*;
use ledger::Signed;
use ledger::entry::{Entry, FORMAT, Open, Public};
use ledger::ids::Signature;
use seal::sign::{Message, SigningKey};

fn state(pins: BTreeMap<ChainId, Head>) -> State {
    let owner = SigningKey::parse(&[1; 32]).unwrap();
    let none = Head {
        next: 0,
        hash: Hash::ZERO,
    };
    let entry = Entry {
        format: FORMAT,
        room: None,
        chain: ChainId::FRONT,
        seq: 0,
        prev: Hash::ZERO,
        front: none,
        author: PublicKey(owner.public()),
        at: 0,
        epoch: 0,
        public: Public::Open(Open {
            server: PublicKey([2; 32]),
            owner: ChainId([3; 16]),
            roster: vec![0; ledger::limits::KEM],
        }),
        body: None,
    };
    let bytes = Signed::statement(&entry);
    let signature = Signature(owner.sign(Message::Entry(&bytes)).unwrap());
    let first = Signed::assemble(bytes, signature).verify().unwrap();
    let front = FrontFold::start(&first, 0).unwrap();
    State::new(front, ChainId([3; 16]), pins)
}

#[test]
fn row_17_a_pin_is_never_lowered_to_what_was_read() {
    let farther = Head {
        next: 15,
        hash: Hash([7; 32]),
    };
    let pinned = state(BTreeMap::from([(ChainId::FRONT, farther)]));
    assert_eq!(pinned.heads()[&ChainId::FRONT], farther);
    assert_eq!(pinned.judge_pins(|_| true), Err(Error::RolledBack));
    // what reaches farther takes its place
    let nearer = Head {
        next: 0,
        hash: Hash::ZERO,
    };
    let read = state(BTreeMap::from([(ChainId::FRONT, nearer)]));
    assert_eq!(read.heads()[&ChainId::FRONT].next, 1);
}

#[test]
fn row_16_what_was_granted_is_missed_until_its_time_is_over() {
    let scope = ChainId([4; 16]);
    let missing = |released: bool, now| {
        let mut state = state(BTreeMap::new());
        state.given.insert(scope, Some(100));
        state
            .granted
            .extend(released.then_some((scope, 0, Some(100))));
        state.take_stock(now, false);
        state.missing.len()
    };
    assert_eq!((missing(false, 99), missing(false, 100)), (1, 0));
    assert_eq!(missing(true, 99), 0);
}

#[test]
fn row_16_a_manager_misses_every_chain_that_was_seen() {
    let (seen, lost) = (ChainId([4; 16]), AlarmKind::MissingEntry);
    let head = Head {
        next: 1,
        hash: Hash([7; 32]),
    };
    let mut state = state(BTreeMap::from([(seen, head)]));
    state.take_stock(0, true);
    assert_eq!(
        state
            .missing
            .iter()
            .map(|alarm| (alarm.chain, alarm.kind))
            .collect::<Vec<_>>(),
        [(seen, lost)]
    );
    state.take_stock(0, false);
    assert!(state.missing.is_empty());
}
