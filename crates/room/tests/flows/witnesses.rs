//! Witnesses: what they sign, what they do not, and what a policy asks for.

use ledger::evidence::note::VerifierKey;
use ledger::evidence::policy::{PolicyFile, Unbelieved};
use ledger::evidence::witness::Unsigned;
use room::witness::{Damaged, Refusal, Witness};
use room::{AuditFilter, Control, Unproven, verify_disclosure};
use seal::sign::SigningKey;

use crate::support::*;

/// A witness that remembers in memory.
struct Notary {
    witness: Witness,
    kept: Option<String>,
}

impl Notary {
    fn new(n: u8, logs: &[VerifierKey]) -> Self {
        let key = SigningKey::parse(&[n; 32]).unwrap();
        let name = format!("witness.example/{n}");
        Self {
            witness: Witness::new(&name, key, logs.to_vec()).unwrap(),
            kept: None,
        }
    }

    fn key(&self) -> &VerifierKey {
        self.witness.verifier()
    }

    fn sign(&mut self, body: &str, time: u64) -> Result<String, Refusal> {
        let asked = self.witness.read(body)?;
        let judged = asked.judge(&self.witness, self.kept.as_deref())?;
        self.kept = Some(judged.text());
        judged.cosign(&self.witness, time)
    }
}

async fn read(room: &TheRoom) {
    room.read_audit(&Control::new(), &|_| {}).await.unwrap();
    let audit = room.audit(&AuditFilter::default(), 0, 10).unwrap();
    assert_eq!(audit.findings, []);
}

fn size(room: &TheRoom) -> u64 {
    let checkpoint = room.checkpoint().unwrap();
    checkpoint.lines().nth(1).unwrap().parse().unwrap()
}

#[test]
fn witnesses_sign_what_grows_and_a_policy_asks_for_them() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        read(&room).await;
        let log = room.log_key().unwrap();
        let mut notaries = [1, 2].map(|n| Notary::new(n, core::slice::from_ref(&log)));
        let keys = [1, 2].map(|n: usize| notaries[n - 1].key().to_string());
        let policy = format!(
            "log {log}\nwitness a {}\nwitness b {}\ngroup g all a b\nquorum g\n",
            keys[0], keys[1]
        );
        let policy = PolicyFile::parse(&policy).unwrap();
        let too_few = Err(Unproven::Unbelieved(Unbelieved::Quorum));
        assert_eq!(room.witnessed(&policy).map(drop), too_few);
        let mut earlier = Vec::new();
        for notary in &mut notaries {
            let body = room.ask_witness(0).await.unwrap();
            let line = notary.sign(&body, 1_800_000_000).unwrap();
            let key = notary.key().clone();
            room.take_cosignature(&key, &line).await.unwrap();
            earlier.push((body, line));
        }
        let (earlier, said_earlier) = earlier.swap_remove(0);
        let witnessed = room.witnessed(&policy).unwrap();
        assert_eq!(witnessed.witnesses.len(), 2);
        // it outlives the session, and goes along with an entry
        let file = room.disclose(&room::ChainId::FRONT, 0).await.unwrap();
        let server = Some(world.local.key());
        let shown = verify_disclosure(&file, server, Some(&policy)).unwrap();
        assert_eq!(shown.shown.witnessed.witnesses.len(), 2);
        // a policy that names the log is enough
        assert!(verify_disclosure(&file, None, Some(&policy)).is_ok());
        let (person, again) = reopen(&world, &seller, &room).await.unwrap();
        read(&again).await;
        assert!(again.witnessed(&policy).is_ok());

        // the index grows: the witness is asked from where it was
        let old = size(&again);
        let top = root(&again);
        put(&again, &person.host, top, &[file_of("a.pdf")]).await;
        read(&again).await;
        assert!(size(&again) > old);
        assert_eq!(again.witnessed(&policy).map(drop), too_few);
        let from_zero = again.ask_witness(0).await.unwrap();
        let conflict = Err(Refusal::Unsigned(Unsigned::Conflict(old)));
        assert_eq!(notaries[0].sign(&from_zero, 1_800_000_001), conflict);
        let body = again.ask_witness(old).await.unwrap();
        let line = notaries[0].sign(&body, 1_800_000_001).unwrap();
        let key = notaries[0].key().clone();
        again.take_cosignature(&key, &line).await.unwrap();
        let any = format!("log {log}\nwitness a {}\nquorum a\n", keys[0]);
        assert!(again.witnessed(&PolicyFile::parse(&any).unwrap()).is_ok());
        // asked once more for the same, it signs again, and the note does not grow
        let long = again.checkpoint().unwrap().len();
        let body = again.ask_witness(size(&again)).await.unwrap();
        let line = notaries[0].sign(&body, 1_800_000_002).unwrap();
        again.take_cosignature(&key, &line).await.unwrap();
        assert_eq!(again.checkpoint().unwrap().len(), long);
        // what it said of another checkpoint does not count for this one
        let earlier = notaries[0].sign(&earlier, 1_800_000_000).err();
        assert!(matches!(earlier, Some(Refusal::Unsigned(_))));
        let taken = again.take_cosignature(&key, &said_earlier).await;
        let signature = Err(Unproven::Unbelieved(Unbelieved::Signature));
        assert_eq!(taken, signature);
        // one witness does not speak for another
        let other = notaries[1].key().clone();
        let taken = again.take_cosignature(&other, &line).await;
        assert_eq!(taken, Err(Unproven::Unbelieved(Unbelieved::Quorum)));
        let forged = line.replace("witness.example/1", "witness.example/2");
        assert!(again.take_cosignature(&other, &forged).await.is_err());
    });
}

fn file_of(name: &str) -> room::Picked<room::testkit::MemoryFile> {
    file(name, bytes(100, 1))
}

#[test]
fn a_witness_signs_no_way_back_and_no_second_history() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        read(&room).await;
        let raw = Raw::new(&world, room.id());
        let log = room.log_key().unwrap();
        let mut notary = Notary::new(1, core::slice::from_ref(&log));
        let body = room.ask_witness(0).await.unwrap();
        notary.sign(&body, 1).unwrap();
        let kept = notary.kept.clone();
        let leaves = raw.index();
        let end = leaves.len();
        let request = |old: usize, checkpoint: String| format!("old {old}\n\n{checkpoint}");
        let refused = |why: Unsigned| Err(Refusal::Unsigned(why));
        // the store signs a smaller tree, and another one of the same size
        let smaller = raw.checkpoint(&leaves[..end - 1]);
        let mut back = |old: usize| notary.sign(&request(old, smaller.clone()), 2);
        assert_eq!(back(end), refused(Unsigned::Malformed));
        let conflict = refused(Unsigned::Conflict(end as u64));
        assert_eq!(back(end - 1), conflict);
        assert_eq!(back(0), conflict);
        let mut other = leaves.clone();
        other[end - 1].time += 1;
        let forked = refused(Unsigned::Forked(end as u64));
        let two = request(end, raw.checkpoint(&other));
        assert_eq!(notary.sign(&two, 2), forked);
        // a larger one, with no proof that it goes on
        let mut larger = other.clone();
        larger.push(leaves[0]);
        let larger = request(end, raw.checkpoint(&larger));
        assert_eq!(notary.sign(&larger, 2), refused(Unsigned::Inconsistent));
        // not by this log, and a log that it does not know
        let stranger = request(end, raw.checkpoint_by(&[8; 32], &leaves));
        assert_eq!(notary.sign(&stranger, 2), refused(Unsigned::Signature));
        let mut nobody = Notary::new(2, &[]);
        assert_eq!(nobody.sign(&body, 2), refused(Unsigned::Log));
        assert_eq!(notary.kept, kept, "nothing of it was kept");
        // what it kept is not what it was: it signs nothing, instead of beginning anew
        for damaged in [
            "",
            "x",
            "another/log\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n",
        ] {
            notary.kept = Some(damaged.to_owned());
            let answer = notary.sign(&body, 2);
            assert_eq!(answer, Err(Refusal::Damaged(Damaged)), "{damaged:?}");
        }
    });
}

/// A store that showed the witness one tree cannot have another one signed for somebody else.
#[test]
fn a_second_tree_is_signed_by_no_witness() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        let (otto, audited, _) = world.auditor(&room).await;
        read(&room).await;
        let mut notary = Notary::new(1, &[room.log_key().unwrap()]);
        let body = room.ask_witness(0).await.unwrap();
        notary.sign(&body, 1).unwrap();
        // the auditor is shown a history without its last entry, and with another one instead
        let raw = Raw::new(&world, room.id());
        let mut other = raw.index();
        let end = other.len();
        let title = other.iter().rposition(|leaf| leaf.chain.0 == [0; 16]);
        other[end - 1] = blobs::wire::IndexLeaf {
            seq: other[title.unwrap()].seq + 1,
            ..other[title.unwrap()]
        };
        let checkpoint = raw.checkpoint(&other);
        *otto.hooks.log.borrow_mut() = Some(Box::new(move |log| {
            log.checkpoint = checkpoint.clone();
        }));
        *otto.hooks.leaves.borrow_mut() = Some(Box::new(move |(from, answer)| {
            answer.leaves = other.iter().skip(*from as usize).copied().collect();
        }));
        audited.read_audit(&Control::new(), &|_| {}).await.unwrap();
        let body = audited.ask_witness(end as u64).await.unwrap();
        let forked = Err(Refusal::Unsigned(Unsigned::Forked(end as u64)));
        assert_eq!(notary.sign(&body, 2), forked);
    });
}
