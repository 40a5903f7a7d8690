//! Destruction before a store that lies, a manager who would rather be alone, and a certificate that was changed.

use core::cell::RefCell;
use std::rc::Rc;

use ledger::evidence::erasure::{Erasure, ObjectName, ObjectState, SignedErasure};
use ledger::{Hold, HoldId, Public, Signature};
use room::artefact::Artefact;
use room::retention::certificate::KIND;
use room::retention::verify::{Invalid, verify_certificate};
use room::retention::{Destruction, Wishes};
use room::{Error, Hash, Keep, Op, Spot, Why};
use serde_json::Value;

use crate::support::firm::*;
use crate::support::*;

pub(crate) fn list(firm: &Firm) -> [Keep; 1] {
    let spot = Spot {
        scope: firm.customers,
        doc: firm.list,
    };
    [Keep::Doc(spot.into())]
}

pub(crate) async fn destroy(firm: &Firm) -> Result<Destruction, Error> {
    let what = list(firm);
    let why = Why::PurposeMet;
    firm.room
        .destroy(&what, &why, "Sold", Wishes::default())
        .await
}

/// The parts of a document as the store has them.
fn parts(firm: &Firm) -> Vec<Hash> {
    let doc = find(&firm.room, "list.pdf").unwrap();
    doc.record.parts.iter().map(|part| part.hash).collect()
}

/// The store signs a receipt that says something else.
pub(crate) fn resigned(receipt: &[u8], change: impl FnOnce(&mut Erasure)) -> Vec<u8> {
    use ed25519_dalek::Signer as _;
    let server = ed25519_dalek::SigningKey::from_bytes(&[7; 32]);
    let public = ledger::PublicKey(server.verifying_key().to_bytes());
    let read = SignedErasure::parse(receipt).unwrap();
    let mut said = read.verify(&public).unwrap();
    change(&mut said);
    let statement = said.statement();
    let signature = Signature(server.sign(&SignedErasure::message(&statement)).to_bytes());
    SignedErasure::assemble(statement, signature).encode()
}

#[test]
fn a_store_that_says_erased_and_still_serves_is_told() {
    run(async {
        let firm = firm().await;
        let (raw, parts) = (Raw::new(&firm.world, firm.room.id()), parts(&firm));
        let name = format!("parts/{}", parts[0]);
        let bytes = raw.named(&name).unwrap();
        let hooks = Rc::clone(&firm.seller.hooks);
        *hooks.erased.borrow_mut() = Some(Box::new(move |_| raw.keep(&name, bytes.clone())));
        let done = destroy(&firm).await.unwrap();
        assert!(!done.complete);
        assert_eq!(done.said.looked.still_served, [parts[0].to_string()]);
        let file = done.certificate.encode().unwrap();
        assert!(!verify_certificate(&file, None).unwrap().complete());
    });
}

#[test]
fn a_store_that_says_words_again_which_were_destroyed_is_told() {
    run(async {
        let firm = firm().await;
        let raw = Raw::new(&firm.world, firm.room.id());
        let before = raw.chain(firm.customers);
        // a store without a gate, once it has sworn
        let (hooks, sworn) = (Rc::clone(&firm.seller.hooks), Rc::new(RefCell::new(false)));
        let heard = Rc::clone(&sworn);
        *hooks.erased.borrow_mut() = Some(Box::new(move |_| *heard.borrow_mut() = true));
        hooks.on_read(move |reading| {
            if !*sworn.borrow() {
                return;
            }
            for entry in reading.chains.iter_mut().flat_map(|part| &mut part.entries) {
                let known = before.iter().find(|one| one.wrapped == entry.wrapped);
                entry.body = known.and_then(|one| one.body.clone()).or(entry.body.take());
            }
        });
        let done = destroy(&firm).await.unwrap();
        assert!(!done.complete && done.said.looked.words_still_served > 0);
    });
}

#[test]
fn a_receipt_for_less_or_for_something_else_is_no_receipt() {
    run(async {
        let changes: [fn(&mut Erasure); 4] = [
            |said| {
                said.objects
                    .retain(|one| !matches!(one.name, ObjectName::Part(_)))
            },
            |said| said.seq += 1,
            |said| said.entry = Hash([1; 32]),
            |said| {
                let part = |one: &&mut ledger::evidence::erasure::Object| {
                    matches!(one.name, ObjectName::Part(_))
                };
                let mut parts = said.objects.iter_mut();
                parts.find(part).unwrap().state = ObjectState::Shared;
            },
        ];
        for (n, change) in changes.into_iter().enumerate() {
            let firm = firm().await;
            let hooks = Rc::clone(&firm.seller.hooks);
            let hook = move |answer: &mut blobs::wire::Erased| {
                answer.receipt = resigned(&answer.receipt, change);
            };
            *hooks.erased.borrow_mut() = Some(Box::new(hook));
            let done = destroy(&firm).await;
            match n {
                1 | 2 => assert!(matches!(done, Err(Error::Tampered(_))), "{n}: {done:?}"),
                _ => assert!(!done.unwrap().complete, "{n}"),
            }
        }
        // signed by nobody
        let firm = firm().await;
        let hook = |answer: &mut blobs::wire::Erased| {
            let last = answer.receipt.len() - 1;
            answer.receipt[last] ^= 1;
        };
        *firm.seller.hooks.erased.borrow_mut() = Some(Box::new(hook));
        assert!(matches!(destroy(&firm).await, Err(Error::Receipt(_))));
        // what was lost on the way is asked for again, by the chains alone
        firm.seller.hooks.clear();
        let again = destroy(&firm).await;
        assert_eq!(again.map(|_| ()), Err(Error::NotFound));
        let id = firm.room.destructions().unwrap()[0].id;
        let late = firm.room.certify_destruction(&id).await.unwrap();
        assert!(late.complete && late.said.documents[0].name.is_none());
        let file = late.certificate.encode().unwrap();
        assert!(verify_certificate(&file, None).unwrap().complete());
        firm.deng.1.refresh().await.unwrap();
        let other = firm.deng.1.certify_destruction(&id).await;
        assert_eq!(other.map(|_| ()), Err(Error::NotAllowed));
    });
}

/// The certificate with something changed, signed again by a manager who would.
pub(crate) fn forged(
    firm: &Firm,
    done: &Destruction,
    change: impl FnOnce(&mut Value),
) -> Result<(), Invalid> {
    let mut said: Value = serde_json::from_str(done.certificate.payload()).unwrap();
    change(&mut said);
    let signed = firm.room.sign_artefact(KIND, &said).unwrap();
    verify_certificate(&signed.encode().unwrap(), None).map(|_| ())
}

#[test]
fn a_certificate_that_was_changed_in_any_field_is_refused() {
    run(async {
        let firm = firm().await;
        let done = destroy(&firm).await.unwrap();
        let file = done.certificate.encode().unwrap();
        verify_certificate(&file, Some(&firm.world.local.key())).unwrap();
        let other = ledger::PublicKey([9; 32]);
        assert_eq!(
            verify_certificate(&file, Some(&other)).map(|_| ()),
            Err(Invalid::Front)
        );
        // every field of the text, without a new signature
        let text = done.certificate.payload();
        let mut changed = 0;
        for (at, byte) in text.bytes().enumerate().step_by(7) {
            if !byte.is_ascii_alphanumeric() {
                continue;
            }
            let mut payload = text.as_bytes().to_vec();
            payload[at] = if byte == b'1' { b'2' } else { b'1' };
            let mut parsed: Value = serde_json::from_slice(&file).unwrap();
            parsed["payload"] = String::from_utf8(payload).unwrap().into();
            let bytes = serde_json::to_vec(&parsed).unwrap();
            assert!(Artefact::parse(&bytes).is_err(), "byte {at}");
            changed += 1;
        }
        assert!(changed > 100);
        // and by a manager who signs again what is not so
        let zero = || Value::from("0".repeat(64));
        type Lie = fn(&mut Value);
        let lies: [(&str, Lie); 12] = [
            ("room", |said| said["room"]["id"] = "1".repeat(64).into()),
            ("by", |said| {
                said["decided"]["by"]["key"] = "1".repeat(64).into()
            }),
            ("made", |said| {
                said["made"]["by"]["key"] = "1".repeat(64).into()
            }),
            ("two", |said| said["decided"]["takes-two"] = true.into()),
            ("entry", |said| said["decided"]["entry"] = Value::Null),
            ("part", |said| {
                said["documents"][0]["versions"][0]["parts"][0] = "1".repeat(64).into();
            }),
            ("fewer parts", |said| {
                said["documents"][0]["versions"][0]["parts"] = Vec::<String>::new().into();
            }),
            ("place", |said| {
                said["documents"][0]["places"][0]["document"] = "1".repeat(32).into();
            }),
            ("document", |said| {
                said["documents"] = Vec::<Value>::new().into()
            }),
            ("receipt", |said| {
                said["receipts"] = Vec::<Value>::new().into()
            }),
            ("what", |said| said["what"] = "room".into()),
            ("front", |said| said["front"] = Vec::<Value>::new().into()),
        ];
        for (name, lie) in lies {
            assert!(forged(&firm, &done, lie).is_err(), "{name}");
        }
        assert_eq!(
            forged(&firm, &done, |said| said["looked"]["new"] = zero())
                .map_err(|e| matches!(e, Invalid::Artefact(_))),
            Err(true)
        );
        assert_eq!(forged(&firm, &done, |_| {}), Ok(()));
        // by somebody who only reads
        let signed = firm.anna.1.sign_artefact(KIND, &done.said).unwrap();
        let read = verify_certificate(&signed.encode().unwrap(), None);
        assert_eq!(read.map(|_| ()), Err(Invalid::Signer));
    });
}

#[test]
fn one_alone_makes_no_certificate_of_what_takes_two() {
    run(async {
        let firm = two().await;
        let what = list(&firm);
        let why = Why::PurposeMet;
        let none = Wishes::default();
        let alone = firm.room.destroy(&what, &why, "", none).await;
        assert_eq!(alone.map(|_| ()), Err(Error::TakesTwo));
        let id = firm
            .room
            .ask_destruction(&what, &why, "", "")
            .await
            .unwrap();
        // a program of one's own says that it is applied
        let deng = &firm.deng;
        let owner = (
            firm.seller.restart(&firm.world).await.unwrap(),
            firm.seller
                .home
                .open(&firm.seller.me, &firm.room.id())
                .await
                .unwrap(),
            firm.owner,
        );
        firm.plan_as(&owner, vec![Op::Decide(id, true, String::new())])
            .await;
        firm.plan_as(&owner, vec![Op::Applied(id)]).await;
        firm.room.refresh().await.unwrap();
        let alone = firm.room.destroy_approved(&id, none).await;
        assert_eq!(alone.map(|_| ()), Err(Error::TakesTwo));
        // another one approves something else
        deng.1.refresh().await.unwrap();
        deng.1.decide_request(&id, false, "No").await.unwrap();
        let refused = firm.room.destroy_approved(&id, none).await;
        assert_eq!(refused.map(|_| ()), Err(Error::Decided));
        assert!(find(&firm.room, "list.pdf").is_some());
        // what a dishonest program destroys alone gets no certificate that holds
        let keys = firm.seller.room_keys(&firm.world, &firm.room);
        let by = (firm.owner, &keys.sign);
        let public = Public::Destroy(vec![firm.list]);
        say(&firm.world, &firm.room, by, firm.customers, public, None).await;
        firm.settle().await;
        let told = deng.1.destructions().unwrap();
        assert!(told.is_empty(), "{told:?}");
    });
}

#[test]
fn a_hold_is_kept_by_the_gate_whatever_a_managers_program_does() {
    run(async {
        let firm = firm().await;
        let (room, deng) = (&firm.room, &firm.deng);
        let hold = room
            .place_hold(Keep::Folder(firm.customers), "Case", "")
            .await
            .unwrap();
        firm.settle().await;
        let keys = deng.0.room_keys(&firm.world, &deng.1);
        let raw = Raw::new(&firm.world, room.id());
        let attempt = async |public: Public| {
            let chain = firm.customers;
            let item = raw.forge(
                &keys.sign,
                chain,
                raw.epoch(chain),
                public,
                None,
                firm.world.now(),
            );
            let batch = blobs::wire::Append {
                items: vec![item],
                grants: Vec::new(),
            };
            let by = Stranger {
                chain: deng.2,
                key: keys.sign.clone(),
            };
            let answer = by
                .append(&firm.world.recorder, room.id(), &batch)
                .await
                .unwrap();
            matches!(answer.outcomes[..], [blobs::wire::Outcome::Stored(_)])
        };
        assert!(!attempt(Public::Delete(vec![firm.list])).await);
        assert!(!attempt(Public::Destroy(vec![firm.list])).await);
        let lift = |hold| {
            Public::Hold(Hold {
                hold,
                docs: vec![],
                stands: false,
            })
        };
        assert!(!attempt(lift(HoldId([1; 16]))).await);
        // one manager's word, twice
        assert!(attempt(lift(hold)).await);
        assert!(!attempt(lift(hold)).await);
        assert!(!attempt(Public::Delete(vec![firm.list])).await);
        // whatever it plans
        let op = Op::Hold(hold, room::HoldWord::Ends("I say so".to_owned()));
        firm.plan_as(deng, vec![op.clone()]).await;
        firm.plan_as(deng, vec![op]).await;
        firm.settle().await;
        assert!(room.holds().unwrap()[0].stands);
        assert_eq!(room.delete(&[firm.list]).await, Err(Error::Held));
        assert!(find(room, "list.pdf").is_some());
    });
}

#[test]
fn what_was_destroyed_does_not_come_back() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        let (doc, parts) = (find(room, "list.pdf").unwrap(), parts(&firm));
        let raw = Raw::new(&firm.world, room.id());
        let part = raw.named(&format!("parts/{}", parts[0])).unwrap();
        let keys = firm.seller.room_keys(&firm.world, room);
        // a plan that was made before
        let late = {
            let ring = Keyring::of(&raw, room.id(), firm.owner, &keys);
            let epoch = raw.epoch(firm.customers);
            let plain = minicbor::to_vec((vec![&doc.record],)).unwrap();
            ring.seal(seal::context::Kind::Docs, firm.customers, epoch, &plain)
        };
        let done = destroy(&firm).await.unwrap();
        assert!(done.complete);
        let version = room::VersionId([5; 16]);
        let listed = |id| {
            Public::Docs(vec![ledger::DocVersion {
                doc: id,
                version,
                parts: doc.record.parts.clone(),
            }])
        };
        for (chain, id) in [
            (firm.customers, firm.list),
            (firm.customers, room::DocId([6; 16])),
            (firm.notes, room::DocId([6; 16])),
        ] {
            let item = raw.forge(
                &keys.sign,
                chain,
                raw.epoch(chain),
                listed(id),
                Some(late.clone()),
                firm.world.now(),
            );
            let batch = blobs::wire::Append {
                items: vec![item],
                grants: Vec::new(),
            };
            let by = Stranger {
                chain: firm.owner,
                key: keys.sign.clone(),
            };
            let answer = by
                .append(&firm.world.recorder, room.id(), &batch)
                .await
                .unwrap();
            let stored = matches!(answer.outcomes[..], [blobs::wire::Outcome::Stored(_)]);
            assert!(!stored, "{chain} {id}");
        }
        // its very bytes are not taken again
        let stranger = Stranger {
            chain: firm.owner,
            key: keys.sign.clone(),
        };
        let api =
            blobs::http::HttpApi::new(firm.world.recorder.clone(), server::local::Local::ORIGIN);
        let sent = blobs::wire::Parts {
            scope: blobs::wire::Id(firm.notes.0),
            parts: vec![blobs::wire::Sealed(part)],
        };
        let put = blobs::Api::parts(&api, &stranger, &blobs::wire::Id(room.id().0), &sent).await;
        assert!(put.is_err(), "{put:?}");
        assert!(!raw.has_part(&parts[0]));
        // nor a version of it
        let restored = room.restore_version(&firm.list, doc.record.version).await;
        assert!(restored.is_err());
        assert!(
            room.unbin(&[firm.list])
                .await
                .map_or(true, |moved| moved.is_empty())
        );
        assert!(find(room, "list.pdf").is_none());
    });
}
