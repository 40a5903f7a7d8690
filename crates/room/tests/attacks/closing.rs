//! Who would have the buyer sign another list than the seller's, or take the room over without the one both signed.

use room::artefact::{Artefact, ArtefactError};
use room::handover::{
    Deviation, DeviationKind, LIST, REFUSAL, Stay, names_list, read_list, read_offer, read_refusal,
};
use room::{ChainId, Error};

use crate::support::firm::firm;
use crate::support::*;

#[test]
fn the_buyer_signs_no_list_but_the_sellers_own() {
    run(async {
        let firm = firm().await;
        let list = firm.list(&[root(&firm.room)]).await.unwrap();
        let signed = firm.room.sign_artefact(LIST, &list).unwrap();
        let buyer = &firm.deng.1;

        // a member writes one in the seller's name: it verifies, and is not the seller's
        let mut less = list.clone();
        less.documents.pop();
        let forged = firm.anna.1.sign_artefact(LIST, &less).unwrap();
        assert!(read_list(&forged).is_ok());
        let refused = Error::Artefact(ArtefactError::Signature);
        assert_eq!(
            buyer.sign_handover_list(&forged).err(),
            Some(refused.clone())
        );
        // nor one below which somebody else stands
        let more = firm.anna.1.countersign_artefact(&signed).unwrap();
        assert_eq!(buyer.sign_handover_list(&more).err(), Some(refused));
        // a word that changed after the seller signed is seen before anything is asked
        let text = String::from_utf8(signed.encode().unwrap()).unwrap();
        let changed = text.replacen("list.pdf", "lost.pdf", 1);
        assert_ne!(text, changed);
        assert_eq!(
            Artefact::parse(changed.as_bytes()).err(),
            Some(ArtefactError::Changed)
        );
        // it is for the buyer: nobody else signs it for him
        let by_anna = firm.anna.1.sign_handover_list(&signed);
        assert_eq!(by_anna.err(), Some(Error::NotAllowed));
        let by_seller = firm.room.sign_handover_list(&signed);
        assert_eq!(by_seller.err(), Some(Error::NotAllowed));

        let both = buyer.sign_handover_list(&signed).unwrap();
        assert!(read_list(&both).unwrap().1.is_complete());
    });
}

#[test]
fn a_refusal_says_of_which_list_why_and_what_was_found() {
    run(async {
        let firm = firm().await;
        let list = firm.list(&[root(&firm.room)]).await.unwrap();
        let signed = firm.room.sign_artefact(LIST, &list).unwrap();
        let found = [Deviation {
            path: "customers/list.pdf".to_owned(),
            kind: DeviationKind::Content,
        }];
        let no = firm
            .deng
            .1
            .refuse_handover_list(&signed, "Not the file of May.", &found)
            .unwrap();
        let said = read_refusal(&no).unwrap();
        assert_eq!(said.list, signed.hash().to_string());
        assert_eq!(said.reason, "Not the file of May.");
        assert_eq!(
            said.differences,
            [("customers/list.pdf".to_owned(), "content".to_owned())]
        );
        // in another one's name it is none, and somebody else's signature says nothing for the buyer
        let forged = firm.anna.1.sign_artefact(REFUSAL, &said).unwrap();
        assert_eq!(read_refusal(&forged).err(), Some(ArtefactError::Signature));
        let more = firm.anna.1.countersign_artefact(&no).unwrap();
        assert_eq!(read_refusal(&more).err(), Some(ArtefactError::Signature));
        let by_anna = firm.anna.1.refuse_handover_list(&signed, "", &[]);
        assert_eq!(by_anna.err(), Some(Error::NotAllowed));
    });
}

#[test]
fn the_room_is_taken_over_with_the_list_that_both_signed_and_with_no_other() {
    run(async {
        let firm = firm().await;
        let (_, buyer, id) = &firm.deng;
        let raw = Raw::new(&firm.world, firm.room.id());
        let list = firm.signed_list().await;
        let some = firm.list(&[firm.notes]).await.unwrap();
        let one = firm.room.sign_artefact(LIST, &some).unwrap();
        let other = buyer.countersign_artefact(&one).unwrap();
        let offer = |list| firm.room.offer_handover(id, list, Stay::Ends);
        let (with, without) = (
            offer(Some(&list)).await.unwrap(),
            offer(None).await.unwrap(),
        );

        let front = raw.head(ChainId::FRONT).next;
        let payload = Error::Artefact(ArtefactError::Payload(LIST.to_owned()));
        for (offer, list) in [(&without, &list), (&with, &other), (&with, &one)] {
            let taken = buyer.accept_listed_handover(offer, list).await;
            assert_eq!(taken.err(), Some(payload.clone()));
        }
        // what one signed of the very list is not what both signed
        let (said, _) = read_list(&list).unwrap();
        let half = firm.room.sign_artefact(LIST, &said).unwrap();
        assert_eq!(half.hash(), list.hash());
        let taken = buyer.accept_listed_handover(&with, &half).await;
        assert_eq!(taken.err(), Some(payload));
        assert_eq!(raw.head(ChainId::FRONT).next, front);
        assert!(!buyer.view().owns && buyer.handed_over().is_empty());

        let (terms, _) = read_offer(&with).unwrap();
        assert_eq!(names_list(&terms, &list), Ok(()));
        buyer.accept_listed_handover(&with, &list).await.unwrap();
        assert!(buyer.view().owns);
        let handed = buyer.handed_over();
        assert_eq!(handed.len(), 1);
        assert_eq!((handed[0].from, handed[0].to), (firm.owner, *id));
        assert_eq!(handed[0].until, None);
        assert_eq!(handed[0].from_name.as_deref(), Some(&*said.from.name));
    });
}
