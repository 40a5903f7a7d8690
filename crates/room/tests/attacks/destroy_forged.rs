//! Certificates that a manager, and the store with it, would like to have: each lie in one field that nothing else
//! contradicts, and what a room's program refuses before there is anything to certify.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::evidence::erasure::Erasure;
use ledger::{Public, Verified, Wrapped};
use room::retention::verify::{Invalid, verify_certificate};
use room::retention::{Destruction, Wishes};
use room::{ChainId, Error, Hash, Keep, Limits, Op, PublicKey, Shared, Spot, Tier, Why};
use serde_json::Value;

use crate::destroy::{destroy, forged, list, resigned};
use crate::support::firm::*;
use crate::support::*;

/// What is changed in a certificate.
type Lie = fn(&mut Value);

/// The roster's entries as they are wrapped, read.
fn roster(firm: &Firm) -> Vec<(String, Verified)> {
    let raw = Raw::new(&firm.world, firm.room.id());
    let all = raw.chain(ChainId::ROSTER).into_iter();
    let read = |bytes: &[u8]| {
        let wrapped = Wrapped::parse(bytes).unwrap();
        wrapped.signed().verify().unwrap()
    };
    all.map(|one| (STANDARD.encode(&one.wrapped), read(&one.wrapped)))
        .collect()
}

/// The first entry of the roster of a kind by somebody.
fn said_by(firm: &Firm, by: &PublicKey, kind: fn(&Public) -> bool) -> (String, Hash) {
    let all = roster(firm).into_iter();
    let mut found = all.filter(|(_, one)| one.entry().author == *by && kind(&one.entry().public));
    let (text, one) = found.next().unwrap();
    (text, one.hash())
}

fn is_plan(public: &Public) -> bool {
    matches!(public, Public::Plan)
}

fn key(said: &Value) -> PublicKey {
    PublicKey::parse(said["key"].as_str().unwrap()).unwrap()
}

/// The certificate with a receipt that the store signs again.
fn relied(firm: &Firm, done: &Destruction, change: fn(&mut Erasure)) -> Result<(), Invalid> {
    forged(firm, done, |said| {
        let bytes = STANDARD
            .decode(said["receipts"][0].as_str().unwrap())
            .unwrap();
        said["receipts"][0] = STANDARD.encode(resigned(&bytes, change)).into();
    })
}

#[test]
fn each_lie_of_a_certificate_is_found_by_itself() {
    run(async {
        let firm = firm().await;
        let done = destroy(&firm).await.unwrap();
        let none = || Value::from(Vec::<Value>::new());
        // of nothing at all
        let nothing = forged(&firm, &done, |said| {
            (said["entries"], said["receipts"], said["documents"]) = (none(), none(), none());
        });
        assert_eq!(nothing, Err(Invalid::Entry));
        let twice = forged(&firm, &done, |said| {
            let one = said["entries"][0].clone();
            said["entries"] = vec![one.clone(), one].into();
        });
        assert_eq!(twice, Err(Invalid::Entry));
        let invented = forged(&firm, &done, |said| {
            let mut one = said["documents"][0].clone();
            (one["places"], one["versions"]) = (none(), none());
            said["documents"].as_array_mut().unwrap().push(one);
        });
        assert_eq!(invented, Err(Invalid::Contradiction));
        let more = forged(&firm, &done, |said| {
            let parts = &mut said["documents"][0]["versions"][0]["parts"];
            parts.as_array_mut().unwrap().push("1".repeat(64).into());
        });
        assert!(matches!(more, Err(Invalid::Uncovered(_))), "{more:?}");
        let receipt_twice = forged(&firm, &done, |said| {
            let one = said["receipts"][0].clone();
            said["receipts"] = vec![one.clone(), one].into();
        });
        assert_eq!(receipt_twice, Err(Invalid::Contradiction));
        // receipts of another room, another entry, from before
        let lies: [fn(&mut Erasure); 3] = [
            |said| said.room = room::RoomId([1; 32]),
            |said| said.entry = Hash([1; 32]),
            |said| said.time = 0,
        ];
        for lie in lies {
            assert_eq!(relied(&firm, &done, lie), Err(Invalid::Contradiction));
        }
        assert_eq!(relied(&firm, &done, |_| {}), Ok(()));
        // what another one planned
        firm.deng.1.make_group("others").await.unwrap();
        let deng = firm.deng.0.room_keys(&firm.world, &firm.deng.1);
        let deng = PublicKey(deng.sign.public());
        let (other, _) = said_by(&firm, &deng, is_plan);
        let planned = forged(&firm, &done, |said| said["decided"]["entry"] = other.into());
        assert_eq!(planned, Err(Invalid::Entry));
    });
}

#[test]
fn what_the_store_does_not_name_is_not_called_gone() {
    run(async {
        let firm = firm().await;
        let done = destroy(&firm).await.unwrap();
        let mut said: Value = serde_json::from_str(done.certificate.payload()).unwrap();
        let bytes = STANDARD
            .decode(said["receipts"][0].as_str().unwrap())
            .unwrap();
        let receipt = resigned(&bytes, |said| said.unlisted = 1);
        said["receipts"][0] = STANDARD.encode(receipt).into();
        let kind = room::retention::certificate::KIND;
        let signed = firm.room.sign_artefact(kind, &said).unwrap();
        let report = verify_certificate(&signed.encode().unwrap(), None).unwrap();
        assert!(!report.complete());
    });
}

#[test]
fn each_entry_has_a_receipt_of_its_own() {
    run(async {
        let firm = firm().await;
        let limits = Limits {
            expires: firm.world.now() + DAY,
            ..Limits::default()
        };
        let spot = Spot {
            scope: firm.customers,
            doc: firm.list,
        };
        let what = Shared::Docs(vec![spot.into()]);
        firm.room.link(&what, "One", limits).await.unwrap();
        let done = destroy(&firm).await.unwrap();
        assert_eq!(done.said.receipts.len(), 2);
        for n in 0..2 {
            // the other one names the same parts
            let less = forged(&firm, &done, |said| {
                said["receipts"].as_array_mut().unwrap().remove(n);
            });
            assert_eq!(less, Err(Invalid::NoReceipt));
        }
    });
}

/// Destroyed by two: asked for by the owner, approved and carried out by the other manager.
async fn by_two() -> (Firm, Destruction) {
    let firm = two().await;
    let what = list(&firm);
    let id = firm
        .room
        .ask_destruction(&what, &Why::PurposeMet, "", "")
        .await
        .unwrap();
    let deng = &firm.deng.1;
    deng.refresh().await.unwrap();
    deng.decide_request(&id, true, "").await.unwrap();
    let done = deng.destroy_approved(&id, Wishes::default()).await.unwrap();
    firm.room.refresh().await.unwrap();
    (firm, done)
}

#[test]
fn each_lie_about_who_decided_is_found() {
    run(async {
        let (firm, done) = by_two().await;
        let deng = &firm.deng.1;
        let try_it = |change: &dyn Fn(&mut Value)| {
            let mut said: Value = serde_json::from_str(done.certificate.payload()).unwrap();
            change(&mut said);
            let kind = room::retention::certificate::KIND;
            let signed = deng.sign_artefact(kind, &said).unwrap();
            verify_certificate(&signed.encode().unwrap(), None).map(|_| ())
        };
        assert_eq!(try_it(&|_| {}), Ok(()));
        let said: Value = serde_json::from_str(done.certificate.payload()).unwrap();
        let request = &said["decided"]["request"];
        let (owner, other) = (key(&request["asked-by"]), key(&request["approved-by"]));
        assert_ne!(owner, other);
        fn request_of(said: &mut Value) -> &mut Value {
            &mut said["decided"]["request"]
        }
        // another request, another one who asked, another one who approved
        let lies: [(&str, Lie); 3] = [
            ("id", |said| request_of(said)["id"] = "1".repeat(64).into()),
            ("asked", |said| {
                request_of(said)["asked-by"]["key"] = "1".repeat(64).into();
            }),
            ("approved", |said| {
                request_of(said)["approved-by"]["key"] = "1".repeat(64).into();
            }),
        ];
        for (name, lie) in lies {
            assert!(try_it(&lie).is_err(), "{name}");
        }
        // applied before it was approved
        let swapped = try_it(&|said| {
            let request = request_of(said);
            let (approved, applied) = (request["approved"].clone(), request["applied"].clone());
            (request["approved"], request["applied"]) = (applied, approved);
        });
        assert_eq!(swapped, Err(Invalid::Entry));
        // an entry that plans nothing
        let (grants, id) = said_by(&firm, &owner, |public| matches!(public, Public::Grants(_)));
        let unplanned = try_it(&|said| {
            let request = request_of(said);
            request["asked"] = grants.clone().into();
            request["id"] = id.to_string().into();
        });
        assert_eq!(unplanned, Err(Invalid::Entry));
        // one who asked oneself
        let (own, id) = said_by(&firm, &other, is_plan);
        let alone = try_it(&|said| {
            let by = said["decided"]["request"]["approved-by"].clone();
            let request = request_of(said);
            (request["asked"], request["asked-by"]) = (own.clone().into(), by);
            request["id"] = id.to_string().into();
        });
        assert_eq!(alone, Err(Invalid::OneAlone));
        // and none at all
        let nobody = try_it(&|said| said["decided"]["request"] = Value::Null);
        assert_eq!(nobody, Err(Invalid::OneAlone));
    });
}

#[test]
fn who_agreed_is_asked_to_sign_and_nobody_else() {
    run(async {
        let firm = two().await;
        let what = list(&firm);
        let (room, deng) = (&firm.room, &firm.deng.1);
        let id = room
            .ask_destruction(&what, &Why::PurposeMet, "", "")
            .await
            .unwrap();
        deng.refresh().await.unwrap();
        deng.decide_request(&id, true, "").await.unwrap();
        room.refresh().await.unwrap();
        let done = room.destroy_approved(&id, Wishes::default()).await.unwrap();
        let report = |file: &[u8]| verify_certificate(file, None).unwrap();
        let file = report(&done.certificate.encode().unwrap());
        assert!(deng.awaits_signature(&file).unwrap());
        assert!(!room.awaits_signature(&file).unwrap());
        let both = deng.countersign_artefact(&done.certificate).unwrap();
        let both = report(&both.encode().unwrap());
        assert!(both.countersigned && !deng.awaits_signature(&both).unwrap());
    });
}

#[test]
fn a_hold_that_comes_after_the_approval_keeps_it_all_the_same() {
    run(async {
        let firm = two().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let (what, none) = (list(&firm), Wishes::default());
        let id = room
            .ask_destruction(&what, &Why::PurposeMet, "", "")
            .await
            .unwrap();
        deng.refresh().await.unwrap();
        deng.decide_request(&id, true, "").await.unwrap();
        let hold = deng.place_hold(what[0], "Case", "").await.unwrap();
        room.refresh().await.unwrap();
        let held = room.destroy_approved(&id, none).await;
        assert_eq!(held.map(|_| ()), Err(Error::Held));
        // nor is anybody asked for what is held
        let asked = room.ask_destruction(&what, &Why::PurposeMet, "", "").await;
        assert_eq!(asked, Err(Error::Held));
        room.lift_hold(hold, "Over").await.unwrap();
        // and an approval does not last for ever
        firm.world.later(31 * DAY);
        room.refresh().await.unwrap();
        let late = room.destroy_approved(&id, none).await;
        assert_eq!(late.map(|_| ()), Err(Error::Expired));
        assert!(find(room, "list.pdf").is_some());
    });
}

#[test]
fn the_room_takes_two_as_soon_as_anything_in_it_does() {
    run(async {
        let firm = two().await;
        let (what, none) = ([Keep::Room], Wishes::default());
        let alone = firm.room.destroy(&what, &Why::Contract, "", none).await;
        assert_eq!(alone.map(|_| ()), Err(Error::TakesTwo));
        assert!(firm.room.preview_destruction(&what).unwrap().takes_two);
    });
}

#[test]
fn a_clean_teams_folder_is_destroyed_by_its_granters_alone() {
    run(async {
        let firm = firm().await;
        let (room, deng) = (&firm.room, &firm.deng.1);
        let clean = room.clean_folder("Clean").await.unwrap();
        let files = [file("secret.pdf", bytes(900, 9))];
        put(room, &firm.seller.host, clean, &files).await;
        firm.settle().await;
        let done = deng
            .destroy(
                &[Keep::Folder(clean)],
                &Why::PurposeMet,
                "",
                Wishes::default(),
            )
            .await;
        assert!(
            matches!(done, Err(Error::NotAllowed | Error::NotFound)),
            "{:?}",
            done.map(|_| ())
        );
        room.refresh().await.unwrap();
        assert!(find(room, "secret.pdf").is_some());
    });
}

#[test]
fn a_label_that_lifts_it_to_two_counts_for_who_decides_alone() {
    run(async {
        let firm = firm().await;
        let room = &firm.room;
        room.set_tier(Tier::Sensitive, &second()).await.unwrap();
        firm.settle().await;
        let label = [(
            room::Labelled::Folder(firm.customers),
            tier(Tier::Sensitive),
        )];
        firm.deng.1.classify(&label).await.unwrap();
        // the owner's program has not heard of it
        let alone = destroy(&firm).await;
        assert_eq!(alone.map(|_| ()), Err(Error::TakesTwo));
        let op = Op::Applied(Hash([1; 32]));
        firm.plan_as(&firm.deng, vec![op]).await;
        room.refresh().await.unwrap();
        assert!(find(room, "list.pdf").is_some());
    });
}
