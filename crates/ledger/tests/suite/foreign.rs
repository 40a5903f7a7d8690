//! Notes, checkpoints and proofs that others made: what we verify is what they mean.

use ledger::Hash;
use ledger::evidence::checkpoint::Checkpoint;
use ledger::evidence::note::*;
use ledger::evidence::policy::{Policy, Unbelieved};
use ledger::evidence::proof::{Proof, ProofError};
use ledger::evidence::tree::{TreeError, leaf_hash};
use ledger::evidence::witness::{Request, Unsigned};

use crate::vectors::unhex;

/// The example of C2SP signed-note, and its key.
pub(crate) const EXAMPLE: &str = "This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
";
pub(crate) const EXAMPLE_KEY: &str =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";

/// The example of Go's package `sumdb/note`, which the format comes from.
pub(crate) const GO: &str = "If you think cryptography is the answer to your problem,
then you don't know what your problem is.

— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
";
pub(crate) const GO_KEY: &str =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

/// Keys of type 0x01, with a plus in its base64, and of type 0x04, of the tests of transparency-dev/formats.
const PLUS_KEY: &str = "TEST+7997405c+AQcC+FTVKf0jlTdHDY3rbevmnKxxPjigCXlVtGe6RIr6";
const REMORA_KEY: &str = "remora.n621.de+da77ade7+BOvN63jn/bLvkieywe8R6UYAtVtNbZpXh34x7onlmtw2";

/// Two checkpoints of a log, and the proof between them, of the tests of transparency-dev/witness.
const MONKEYS_KEY: &str = "monkeys+db4d9f7e+AULaJMvTtDLHPUcUrjdDad9vDlh/PTfC2VV60JUtCfWT";
const MONKEYS_5: &str = "monkeys
5
41smjBUiAU70EtKlT6lIOIYtRTYxYXsDB+XHfcvu/BE=

— monkeys 202fftzGl3LVoqjXfwCFZZXs8I+5G22+Ek2K0AOyBuSJ/8/CZawNF+6fNlTKOCd622pbzJNkkJFWuw9DbicZCkEx9AY=
";
const MONKEYS_8: &str = "monkeys
8
V8K9aklZ4EPB+RMOk1/8VsJUdFZR77GDtZUQq84vSbo=

— monkeys 202ffoUEboiQYpHzICeaFmoy3RNviHTpAxYrq/eO4QQVQMvu9UebKBMX2MJC76NLthZaKsnKbCA8GxrjePZhvDCH7Ag=
";
const MONKEYS_5_TO_8: [&str; 4] = [
    "b9e1d62618f7fee8034e4c5010f727ab24d8e4705cb296c374bf2025a87a10d2",
    "aac66cd7a79ce4012d80762fe8eec3a77f22d1ca4145c3f4cee022e7efcd599d",
    "89d0f753f66a290c483b39cd5e9eafb12021293395fad3d4a2ad053cfbcfdc9e",
    "29e40bb79c966f4c6fe96aff6f30acfce5f3e8d84c02215175d6e018a5dee833",
];

/// A proof of the Sigsum test log, cosigned by one of its witnesses on 2025-10-01, as the crate `sigsum` has it for an
/// example, put into the textual formats. Witnesses' names are not signed, so we gave it one.
pub(crate) const SIGSUM: &str = "c2sp.org/tlog-proof@v1
index 8857
lzYZSTZJa/vqblcfrX80UZ8yoRMsNAz/iubAcaS6cyA=
Qvsd/V8GEK5OYfkbZEw3lKJNEIQzHbRkCWvrfAydwRs=
HA34In6KOnarYY1CHImvo5I+pcdMAl7sDFOhEJ1MnSg=
kbySP6UI0n8S3ergR+e1Gnu1zFKbFzg21mvdhyjqtck=
ymdouw4mf1wznmOfAhAcc74S79XdBGKVlneobiK7tY0=
6LuXfXrjWkt+WR3tXj1/rQr+4LlY1jCaUvSP5GxnnDY=

sigsum.org/v1/tree/4e89cc51651f0d95f3c6127c15e1a42e3ddf7046c5b17b752689c402e773bb4d
8858
uMChTU+hRA6NYk8PvhY5R31BvNPNUwMXaCkl3PCfGDU=

— sigsum.org/v1/tree/4e89cc51651f0d95f3c6127c15e1a42e3ddf7046c5b17b752689c402e773bb4d d4YpsXJuv+h1yhtUpYatd6Dyjsrb3D47v/X7fYsN1pqhoxlaMAguUbGYKnAiisRV7w1doym8qswIqdzw28dl/gzBhAA=
— witness.example/sigsum 7R9BUwAAAABo3M0A/EQHH5T+M7TehX9gtNwXA7WchiMUfWj5mxpCdbvGiXtAwjo9A9LCDgmKwQFvcyWOvK7u7vL6WFEGvp9J4mzMDw==
";
/// What Sigsum puts into a leaf: checksum, signature and the hash of the key.
const SIGSUM_LEAF: &str = "6b7f9b92a7c83e815f63a31c91b5254d92d2c4e418f0e288ad1cdfffd344aea11a5fcc2b05fb6ca66dbc7e62bcc7934fb0ebf49bba501c285222550a67e590fa3237b338ba59d2327800788b85ff9e80ea88c71157519974c70d10c825e654012ca612aaa355c19a0cc7ebaacb04723b97e873df4dbadd0f97a2e00a13d8f76a";
const SIGSUM_LOG: &str = "sigsum.org/v1/tree/4e89cc51651f0d95f3c6127c15e1a42e3ddf7046c5b17b752689c402e773bb4d+778629b1+AUZEryq9QPSJWgA7yjUPnVkSqzAaScd/E+W22QXCCl/m";
const SIGSUM_WITNESS: &str =
    "witness.example/sigsum+ed1f4153+BEqSG3yu9YrmcM3BHvQYTxwFj3uSWakQepafafpUqklv";

fn key(vkey: &str) -> VerifierKey {
    VerifierKey::parse(vkey).unwrap()
}

#[test]
fn keys_of_others_are_read_and_written() {
    let keys = [
        (EXAMPLE_KEY, "example.com/foo", KeyKind::Note),
        (GO_KEY, "PeterNeumann", KeyKind::Note),
        (PLUS_KEY, "TEST", KeyKind::Note),
        (REMORA_KEY, "remora.n621.de", KeyKind::Cosigner),
    ];
    for (vkey, name, kind) in keys {
        let key = key(vkey);
        assert_eq!((key.name().as_str(), key.kind()), (name, kind));
        assert_eq!(key.to_string(), vkey);
    }
}

#[test]
fn notes_of_others_verify() {
    for (text, vkey) in [
        (EXAMPLE, EXAMPLE_KEY),
        (GO, GO_KEY),
        (MONKEYS_5, MONKEYS_KEY),
    ] {
        let (note, keys) = (Note::parse(text).unwrap(), [key(vkey)]);
        assert_eq!(note.encode(), text);
        let signers = note.verify(&keys).unwrap();
        assert_eq!((signers[0].key, signers[0].time), (&keys[0], None));
        // an empty line in the text is none between it and the signatures
        assert_eq!(note.text().len() + 1, text.find('\u{2014}').unwrap());
    }
    let note = Note::parse(EXAMPLE).unwrap();
    assert_eq!(note.verify(&[key(GO_KEY)]), Err(NoteError::Unsigned));
}

/// The poem has an empty line; its key is not published.
#[test]
fn a_text_may_have_empty_lines() {
    let poem = "Ognuno sta solo sul cuor della terra
trafitto da un raggio di sole:

ed è subito sera.

— quasimodo.example/salvatore NnugSzTjtVAewIS+Z/iJhUPeFDkO/5QQ2i5ddnGITLlC+EhfLW9oJKONrMouFSQU0xMcXxj99ihAQwaqP3ZekRwNtIc=
";
    let note = Note::parse(poem).unwrap();
    assert!(note.text().ends_with("di sole:\n\ned è subito sera.\n"));
    assert_eq!(
        note.signatures()[0].name().as_str(),
        "quasimodo.example/salvatore"
    );
    assert_eq!(note.encode(), poem);
}

/// The example of C2SP tlog-cosignature, whose keys are not published.
#[test]
fn the_example_of_a_witnessed_checkpoint_is_read() {
    let text = "example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==
";
    let note = Note::parse(text).unwrap();
    assert_eq!(note.encode(), text);
    let checkpoint = Checkpoint::parse(note.text()).unwrap();
    assert_eq!(checkpoint.origin(), "example.com/behind-the-sofa");
    assert_eq!(checkpoint.head().size, 20_852_163);
    assert_eq!(checkpoint.text(), note.text());
}

#[test]
fn a_log_of_others_is_witnessed() {
    let logs = [key(GO_KEY), key(MONKEYS_KEY)];
    let hash = |hex: &&str| Hash::parse(hex).unwrap();
    let path: Vec<Hash> = MONKEYS_5_TO_8.iter().map(hash).collect();
    let (first, next) = (
        Note::parse(MONKEYS_5).unwrap(),
        Note::parse(MONKEYS_8).unwrap(),
    );
    let first = Request::assemble(0, vec![], first).unwrap();
    let last = *first.judge(&logs, None).unwrap().head();
    assert_eq!(last.size, 5);
    let request = Request::assemble(5, path.clone(), next.clone()).unwrap();
    assert_eq!(request.judge(&logs, Some(&last)).unwrap().head().size, 8);
    // and not by half a proof
    let request = Request::assemble(5, path[1..].to_vec(), next).unwrap();
    assert_eq!(
        request.judge(&logs, Some(&last)),
        Err(Unsigned::Inconsistent)
    );
}

#[test]
fn a_proof_of_others_verifies_with_its_witness() {
    let proof = Proof::parse(SIGSUM).unwrap();
    assert_eq!(proof.encode(), SIGSUM);
    let leaf = leaf_hash(&unhex(SIGSUM_LEAF));
    let policy = |witnesses: &[&str], quorum| {
        let witnesses = witnesses.iter().map(|vkey| key(vkey)).collect();
        Policy::new(vec![key(SIGSUM_LOG)], witnesses, quorum).unwrap()
    };
    let witnessed = proof.verify(&leaf, &policy(&[SIGSUM_WITNESS], 1)).unwrap();
    assert_eq!(witnessed.checkpoint.head().size, 8858);
    let (name, time) = &witnessed.witnesses[0];
    assert_eq!(
        (name.as_str(), *time),
        ("witness.example/sigsum", 1_759_300_864)
    );
    let one_more = policy(&[SIGSUM_WITNESS, REMORA_KEY], 2);
    let found = proof.verify(&leaf, &one_more);
    assert_eq!(found, Err(ProofError::Checkpoint(Unbelieved::Quorum)));
    let found = proof.verify(&leaf_hash(b""), &policy(&[], 0));
    assert_eq!(found, Err(ProofError::Path(TreeError::Root)));
}
