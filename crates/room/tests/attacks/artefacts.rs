//! Artefacts: a signed text that was changed, signed by somebody else, or shown as another room's.

use room::artefact::{Artefact, ArtefactError};
use serde_json::{Value, json};

use crate::support::firm::*;
use crate::support::*;

/// As its file, with one thing done to it.
fn changed(
    artefact: &Artefact,
    change: impl FnOnce(&mut Value),
) -> Result<Artefact, ArtefactError> {
    let mut file: Value = serde_json::from_slice(&artefact.encode().unwrap()).unwrap();
    change(&mut file);
    Artefact::parse(&serde_json::to_vec(&file).unwrap())
}

#[test]
fn two_sign_one_text_and_a_stranger_verifies_it() {
    run(async {
        let firm = firm().await;
        let list = json!({ "items": ["客户名单.xlsx"], "persons": 10_000 });
        let one = firm.room.sign_artefact("handover-list", &list).unwrap();
        let both = firm.deng.1.countersign_artefact(&one).unwrap();
        // again changes nothing
        assert_eq!(firm.deng.1.countersign_artefact(&both).unwrap(), both);
        let read = Artefact::parse(&both.encode().unwrap()).unwrap();
        assert_eq!(read, both);
        assert_eq!(read.room(), firm.room.id());
        assert_eq!(read.read::<Value>("handover-list").unwrap(), list);
        assert!(read.read::<Value>("another-list").is_err());
        let names: Vec<_> = read.signers().into_iter().map(|who| who.name).collect();
        assert_eq!(names, ["Wang Fang", "Deng"]);
    });
}

#[test]
fn what_was_changed_is_refused() {
    run(async {
        let firm = firm().await;
        let list = json!({ "persons": 10_000 });
        let one = firm.room.sign_artefact("handover-list", &list).unwrap();
        let two = firm.deng.1.countersign_artefact(&one).unwrap();
        let other = firm
            .deng
            .1
            .sign_artefact("handover-list", &json!({}))
            .unwrap();
        let other: Value = serde_json::from_slice(&other.encode().unwrap()).unwrap();

        // the text, by a byte
        let text = |file: &mut Value| {
            let text = file["payload"].as_str().unwrap().replace("10000", "10001");
            file["payload"] = text.into();
        };
        assert_eq!(changed(&two, text), Err(ArtefactError::Changed));
        // its kind
        let kind = |file: &mut Value| {
            let note = file["note"].as_str().unwrap();
            file["note"] = note.replace("handover-list", "destruction").into();
        };
        assert_eq!(changed(&two, kind), Err(ArtefactError::Signature));
        // somebody else's card
        let card = |file: &mut Value| file["cards"][0] = other["cards"][0].clone();
        assert_eq!(changed(&one, card), Err(ArtefactError::Signature));
        // a card of one who has not signed
        let more = |file: &mut Value| {
            let cards = file["cards"].as_array_mut().unwrap();
            cards.push(other["cards"][0].clone());
        };
        assert_eq!(changed(&one, more), Err(ArtefactError::Signature));
        // a line of which nobody says whose it is
        let nobody = |file: &mut Value| {
            file["cards"].as_array_mut().unwrap().pop();
        };
        assert_eq!(changed(&two, nobody), Err(ArtefactError::Signature));
        // one line twice
        let twice = |file: &mut Value| {
            let note = file["note"].as_str().unwrap().to_owned();
            let last = note.trim_end().rsplit('\n').next().unwrap().to_owned();
            file["note"] = format!("{note}{last}\n").into();
        };
        assert_eq!(changed(&two, twice), Err(ArtefactError::Signature));
        // what stands beside
        let beside = |file: &mut Value| file["also"] = true.into();
        assert_eq!(changed(&two, beside), Err(ArtefactError::Malformed));
        let newer = |file: &mut Value| {
            file["sealroom"] = "artefact/2".into();
            file["also"] = true.into();
        };
        assert_eq!(changed(&two, newer), Err(ArtefactError::Newer));
    });
}

#[test]
fn an_artefact_of_another_room_is_not_signed_here() {
    run(async {
        let (one, other) = (firm().await, firm().await);
        let list = one.room.sign_artefact("handover-list", &json!({})).unwrap();
        assert!(other.room.countersign_artefact(&list).is_err());
    });
}
