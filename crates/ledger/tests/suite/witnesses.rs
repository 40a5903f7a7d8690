//! Checkpoints, who is asked to sign them, and how many signatures it takes.

use ledger::Hash;
use ledger::evidence::checkpoint::{Checkpoint, NotACheckpoint, cosignature};
use ledger::evidence::note::*;
use ledger::evidence::policy::{NotAPolicy, Policy, Unbelieved};
use ledger::evidence::tree::{LEAVES, TreeHead, prove_consistency};
use ledger::evidence::witness::{Request, Unsigned};
use ledger::testkit::Key;

use crate::index::*;

const CHECKPOINT: &str = "example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=
";

#[test]
fn row_40_a_checkpoint_has_one_spelling() {
    let own = format!("{CHECKPOINT}a line\nanother\n");
    for text in [CHECKPOINT, &own] {
        assert_eq!(Checkpoint::parse(text).unwrap().text(), text);
    }
    assert_eq!(
        Checkpoint::parse(&own).unwrap().extensions(),
        ["a line", "another"]
    );
    let bad = [
        String::new(),
        "\n\n\n".into(),
        CHECKPOINT.trim_end().to_owned(),
        format!("{CHECKPOINT}\n"),
        format!("{CHECKPOINT}\na line\n"),
        format!("{CHECKPOINT}{}", "a line\n".repeat(17)),
        format!("{CHECKPOINT}{}\n", "x".repeat(16 * 1024)),
        format!("\n{CHECKPOINT}"),
        CHECKPOINT.replace("example.com/behind-the-sofa", ""),
        CHECKPOINT.replace("example.com/behind-the-sofa", &"x".repeat(256)),
        CHECKPOINT.replace("example", "exa\tmple"),
        CHECKPOINT.replace("20852163", ""),
        CHECKPOINT.replace("20852163", "020852163"),
        CHECKPOINT.replace("20852163", "+20852163"),
        CHECKPOINT.replace("20852163", "-1"),
        CHECKPOINT.replace("20852163", "20852163 "),
        CHECKPOINT.replace("20852163", &(LEAVES + 1).to_string()),
        CHECKPOINT.replace("20852163", "18446744073709551616"),
        CHECKPOINT.replace("q2I=", "q2I"),
        CHECKPOINT.replace("q2I=", "q2J="),
        CHECKPOINT.replace("CsUY", ""),
        CHECKPOINT.replace("CsUY", "CsUYCsUY"),
        CHECKPOINT.replace('\n', "\r\n"),
    ];
    for text in bad {
        assert_eq!(Checkpoint::parse(&text), Err(NotACheckpoint), "{text:?}");
    }
}

#[test]
fn a_checkpoint_that_could_not_be_read_is_not_made() {
    let head = head(&[]);
    for origin in ["", "a\nb", "a\tb", &"x".repeat(256)] {
        assert_eq!(
            Checkpoint::new(origin, head),
            Err(NotACheckpoint),
            "{origin:?}"
        );
    }
    let (root, size) = (Hash([1; 32]), LEAVES + 1);
    for head in [TreeHead { root, ..head }, TreeHead { size, ..head }] {
        assert_eq!(Checkpoint::new("a", head), Err(NotACheckpoint));
    }
    let checkpoint = Checkpoint::new("a", head).unwrap();
    assert_eq!(Checkpoint::parse(&checkpoint.text()), Ok(checkpoint));
}

#[test]
fn a_witness_signs_the_time_and_the_whole_text() {
    let text = format!("{CHECKPOINT}a line\n");
    let checkpoint = Checkpoint::parse(&text).unwrap();
    let statement = cosignature::statement(&checkpoint, 1_679_315_147).unwrap();
    let whole = format!("cosignature/v1\ntime 1679315147\n{text}");
    assert_eq!(statement, whole.as_bytes());
    let latest = i64::MAX as u64;
    assert!(cosignature::statement(&checkpoint, latest).is_ok());
    assert_eq!(
        cosignature::statement(&checkpoint, latest + 1),
        Err(NotACheckpoint)
    );
}

/// Another time, another text, another key, a log's kind of signature: none is the witness's.
#[test]
fn a_witness_is_not_taken_at_another_word() {
    let index = Index::new();
    let (checkpoint, keys) = (index.checkpoint(), [witness_key(0)]);
    let verify = |text: String, signature| {
        let note = Note::assemble(text, vec![signature]).unwrap();
        note.verify(&keys).map(|signers| signers[0].time)
    };
    let (witness, name) = (witness(0), witness_name(0));
    let honest = witness.cosign(&name, &checkpoint, TIME);
    assert_eq!(verify(checkpoint.text(), honest.clone()), Ok(Some(TIME)));
    let other = checkpoint.text() + "a line\n";
    assert_eq!(verify(other, honest), Err(NoteError::Signature));
    let statement = cosignature::statement(&checkpoint, TIME).unwrap();
    let signature = witness.sign(&statement);
    for (time, signature) in [
        (TIME + 1, signature),
        (TIME, Key::new(3).sign(&statement)),
        (TIME, witness.sign(checkpoint.text().as_bytes())),
    ] {
        let line = cosignature::assemble(&keys[0], time, &signature);
        assert_eq!(verify(checkpoint.text(), line), Err(NoteError::Signature));
    }
    // without a time, and under the id of a log's key
    let bare = NoteSignature::assemble(&keys[0], &signature);
    assert_eq!(verify(checkpoint.text(), bare), Err(NoteError::Signature));
    let as_log = witness.sign_note(&name, &checkpoint.text());
    assert_eq!(verify(checkpoint.text(), as_log), Err(NoteError::Unsigned));
    // a time that the format has not, and a text that is no checkpoint's, though the witness signed them
    let time = i64::MAX as u64 + 1;
    let statement = format!("cosignature/v1\ntime {time}\n{}", checkpoint.text());
    let line = cosignature::assemble(&keys[0], time, &witness.sign(statement.as_bytes()));
    assert_eq!(verify(checkpoint.text(), line), Err(NoteError::Signature));
    let statement = format!("cosignature/v1\ntime {TIME}\na text\n");
    let line = cosignature::assemble(&keys[0], TIME, &witness.sign(statement.as_bytes()));
    assert_eq!(verify("a text\n".into(), line), Err(NoteError::Signature));
}

#[test]
fn it_takes_the_log_and_so_many_witnesses() {
    let index = Index::new();
    for there in 0..=3 {
        let note = index.note(there);
        for quorum in 0..=3 {
            let found = index.policy(quorum).open(&note);
            if quorum as u64 <= there {
                let found = found.unwrap();
                assert_eq!(found.checkpoint, index.checkpoint());
                let witnesses = (0..there).map(|n| (witness_key(n).name().clone(), TIME + n));
                assert_eq!(found.witnesses, witnesses.collect::<Vec<_>>());
            } else {
                assert_eq!(found, Err(Unbelieved::Quorum));
            }
        }
    }
}

/// Twice by one witness, by a stranger, by the log under a witness's kind of signature: still one short.
#[test]
fn who_signs_twice_counts_once() {
    let index = Index::new();
    let (policy, checkpoint) = (index.policy(2), index.checkpoint());
    let again = witness(0).cosign(&witness_name(0), &checkpoint, TIME + 9);
    let renamed = witness(0).cosign("witness.example/w9", &checkpoint, TIME);
    let stranger = Key::new(3).cosign("witness.example/w8", &checkpoint, TIME);
    let by_log = index.log.cosign(ORIGIN, &checkpoint, TIME);
    let note = [again, renamed, stranger, by_log]
        .into_iter()
        .try_fold(index.note(1), Note::sign)
        .unwrap();
    assert_eq!(policy.open(&note), Err(Unbelieved::Quorum));
    let second = witness(1).cosign(&witness_name(1), &checkpoint, TIME);
    assert!(policy.open(&note.sign(second).unwrap()).is_ok());
}

#[test]
fn witnesses_do_not_stand_for_the_log() {
    let index = Index::new();
    let (policy, checkpoint) = (index.policy(1), index.checkpoint());
    let cosigned = |text: String| {
        let checkpoint = Checkpoint::parse(&text).unwrap();
        let line = witness(0).cosign(&witness_name(0), &checkpoint, TIME);
        Note::assemble(text, vec![line]).unwrap()
    };
    assert_eq!(
        policy.open(&cosigned(checkpoint.text())),
        Err(Unbelieved::Log)
    );
    // the log's key under its name, for another log
    let other = checkpoint.text().replace("index", "other");
    let line = index.log.sign_note(ORIGIN, &other);
    let note = cosigned(other).sign(line).unwrap();
    assert_eq!(policy.open(&note), Err(Unbelieved::Log));
    // another key under the log's name is a stranger, and one with its id is a forger
    let text = checkpoint.text();
    let stranger = Key::new(3).sign_note(ORIGIN, &text);
    let note = cosigned(text.clone()).sign(stranger).unwrap();
    assert_eq!(policy.open(&note), Err(Unbelieved::Log));
    let forged = NoteSignature::assemble(&index.log_key(), &Key::new(3).sign(text.as_bytes()));
    let note = cosigned(text).sign(forged).unwrap();
    assert_eq!(policy.open(&note), Err(Unbelieved::Signature));
}

#[test]
fn what_the_log_signed_is_a_checkpoint_of_a_tree() {
    let index = Index::new();
    let root = "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=";
    for text in ["a text\n".to_owned(), format!("{ORIGIN}\n0\n{root}\n")] {
        let line = index.log.sign_note(ORIGIN, &text);
        let note = Note::assemble(text, vec![line]).unwrap();
        assert_eq!(index.policy(0).open(&note), Err(Unbelieved::Malformed));
    }
}

#[test]
fn a_policy_has_a_log_and_no_key_twice() {
    let log = |n: u64, name: &str| Key::new(n).verifier(name, KeyKind::Note);
    let witness = |n: u64, name: &str| Key::new(n).verifier(name, KeyKind::Cosigner);
    let bad = [
        (vec![], vec![], 0),
        (vec![log(1, "a")], vec![], 1),
        (vec![log(1, "a")], vec![witness(2, "b")], 2),
        (vec![log(1, "a")], vec![log(2, "b")], 1),
        (vec![witness(1, "a")], vec![witness(2, "b")], 1),
        (vec![log(1, "a"), log(1, "b")], vec![], 0),
        (vec![log(1, "a")], vec![witness(2, "b"), witness(2, "c")], 1),
        (vec![log(1, "a")], vec![witness(1, "b")], 1),
        (
            vec![log(1, "a")],
            (2..66).map(|n| witness(n, "b")).collect(),
            1,
        ),
    ];
    for (logs, witnesses, quorum) in bad {
        assert_eq!(Policy::new(logs, witnesses, quorum), Err(NotAPolicy));
    }
    let logs = vec![log(1, "a"), log(3, "a")];
    assert!(Policy::new(logs, vec![witness(2, "b")], 1).is_ok());
}

/// A log with its index at two sizes, as a witness sees it.
struct Grown {
    index: Index,
    old: TreeHead,
    path: Vec<Hash>,
}

fn grown() -> Grown {
    let index = Index::new();
    let (old, size) = (7, index.leaves.len());
    let path = prove_consistency(old, size as u64, index.leaves.iter().copied()).unwrap();
    let old = head(&index.leaves[..old as usize]);
    Grown { index, old, path }
}

#[test]
fn a_witness_signs_what_extends_what_it_signed() {
    let Grown { index, old, path } = grown();
    let logs = [witness_key(0), index.log_key()];
    let request = Request::assemble(old.size, path, index.note(0)).unwrap();
    let request = Request::parse(&request.encode()).unwrap();
    assert_eq!(request.origin(), ORIGIN);
    assert_eq!(request.judge(&logs, Some(&old)), Ok(&index.checkpoint()));
    // the same once more, and a log that was never seen
    let size = index.leaves.len() as u64;
    let again = Request::assemble(size, vec![], index.note(0)).unwrap();
    let head = *index.checkpoint().head();
    assert!(again.judge(&logs, Some(&head)).is_ok());
    let first = Request::assemble(0, vec![], index.note(0)).unwrap();
    assert!(first.judge(&logs, None).is_ok());
}

#[test]
fn a_witness_signs_no_second_history() {
    let Grown { index, old, path } = grown();
    let logs = [index.log_key()];
    let size = index.leaves.len() as u64;
    let judge = |old: u64, path: &[Hash], note: Note, last: Option<&TreeHead>| {
        let request = Request::assemble(old, path.to_vec(), note).unwrap();
        let found = request.judge(&logs, last).err();
        found.map(|why| (why, why.status()))
    };
    let note = || index.note(0);
    let honest = judge(old.size, &path, note(), Some(&old));
    assert_eq!(honest, None);
    // what was signed before was another tree of that size
    let root = Hash([1; 32]);
    let other = TreeHead { root, ..old };
    let inconsistent = Some((Unsigned::Inconsistent, 422));
    assert_eq!(judge(old.size, &path, note(), Some(&other)), inconsistent);
    let other = TreeHead { root, size };
    let forked = Some((Unsigned::Forked(size), 409));
    assert_eq!(judge(size, &[], note(), Some(&other)), forked);
    assert_eq!(
        judge(old.size, &path[1..], note(), Some(&old)),
        inconsistent
    );
    assert_eq!(judge(0, &path, note(), None), inconsistent);
    // from another size than the last one: the size is told
    let conflict = |size| Some((Unsigned::Conflict(size), 409));
    assert_eq!(judge(0, &[], note(), Some(&old)), conflict(old.size));
    assert_eq!(judge(old.size, &path, note(), None), conflict(0));
    // back
    let malformed = Some((Unsigned::Malformed, 400));
    let later = TreeHead {
        root,
        size: size + 1,
    };
    assert_eq!(judge(size + 1, &[], note(), Some(&later)), malformed);
    // by others than the log
    let text = index.checkpoint().text();
    let stranger = Key::new(3).sign_note(ORIGIN, &text);
    let note = Note::assemble(text.clone(), vec![stranger]).unwrap();
    assert_eq!(judge(0, &[], note, None), Some((Unsigned::Signature, 403)));
    let forged = NoteSignature::assemble(&logs[0], &Key::new(3).sign(text.as_bytes()));
    let note = index.note(0).sign(forged).unwrap();
    assert_eq!(judge(0, &[], note, None), Some((Unsigned::Signature, 403)));
    let request = Request::assemble(0, vec![], index.note(0)).unwrap();
    let unknown = Key::new(3).verifier("other", KeyKind::Note);
    let found = request.judge(&[unknown, witness_key(0)], None).unwrap_err();
    assert_eq!((found, found.status()), (Unsigned::Log, 404));
}

#[test]
fn row_40_a_request_has_one_spelling() {
    let Grown { index, old, path } = grown();
    let honest = Request::assemble(old.size, path, index.note(0)).unwrap();
    let body = honest.encode();
    assert_eq!(Request::parse(&body), Ok(honest));
    let (first, rest) = body.split_once('\n').unwrap();
    let line = rest.lines().next().unwrap();
    let bad = [
        String::new(),
        rest.to_owned(),
        body.trim_end().to_owned(),
        body.replace(first, "old 07"),
        body.replace(first, "old"),
        body.replace(first, "old "),
        body.replace(first, "Old 7"),
        body.replace(first, "old 7 "),
        body.replace(line, ""),
        body.replace(line, &line[1..]),
        body.replace(line, &[line; 63].join("\n")),
        body.replace(ORIGIN, ""),
        format!("\n{body}"),
        format!("{body}\n"),
        format!("{body}{}", "x".repeat(300_000)),
    ];
    for body in bad {
        assert_eq!(Request::parse(&body), Err(Unsigned::Malformed), "{body:?}");
    }
}
