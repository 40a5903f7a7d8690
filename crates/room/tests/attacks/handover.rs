//! Who would hand over, take over or take back without the other one; and bibles that are not what was signed.

use ledger::Public;
use ledger::entry::Handover;
use ledger::ids::{Hash, Signature};
use room::artefact::{Artefact, ArtefactError};
use room::handover::{
    BIBLE, Bible, BibleCheck, BibleOf, BoundFile, Flaw, FlawKind, LIST, MANIFEST, OFFER,
    SellerStatement, Stay, read_list, read_offer,
};
use room::{ChainId, Error, InviteTerms, Level, Office, Op};

use crate::support::closing::{Files, bind, countersigned, verified};
use crate::support::firm::{Firm, firm};
use crate::support::*;

/// A bible that both have signed.
async fn bound() -> (Firm, Files) {
    let firm = firm().await;
    let list = firm.signed_list().await;
    let of = BibleOf {
        to: Some(firm.deng.2),
        list: Some(&list),
        ..BibleOf::default()
    };
    let files = bind(&firm.room, &firm.seller.host, &of).await.unwrap();
    let files = countersigned(&files, &firm.deng);
    assert!(verified(&files).unwrap().is_complete());
    (firm, files)
}

fn flaws(files: &Files) -> Vec<(String, FlawKind)> {
    let found = verified(files).unwrap().flaws.into_iter();
    found.map(|Flaw { path, kind }| (path, kind)).collect()
}

fn is_only(files: &Files, path: &str, kind: FlawKind) {
    assert_eq!(flaws(files), [(path.to_owned(), kind)]);
}

#[test]
fn a_file_that_was_added_removed_changed_or_renamed_is_found() {
    run(async {
        let (_, good) = bound().await;
        let path = "files/1 customers/1.1 list.pdf";
        let mut files = good.clone();
        files.get_mut(path).unwrap()[7] ^= 1;
        is_only(&files, path, FlawKind::Changed);
        let mut files = good.clone();
        files.get_mut(path).unwrap().push(0);
        is_only(&files, path, FlawKind::Changed);
        let mut files = good.clone();
        files.remove(path);
        is_only(&files, path, FlawKind::Missing);
        let mut files = good.clone();
        files.insert("files/1 customers/1.2 more.pdf".to_owned(), vec![1]);
        is_only(&files, "files/1 customers/1.2 more.pdf", FlawKind::Added);
        let mut files = good.clone();
        let content = files.remove(path).unwrap();
        files.insert("files/1 customers/1.1 list 2.pdf".to_owned(), content);
        assert_eq!(
            flaws(&files),
            [
                (
                    "files/1 customers/1.1 list 2.pdf".to_owned(),
                    FlawKind::Added
                ),
                (path.to_owned(), FlawKind::Missing)
            ]
        );
        // two that changed places
        let mut files = good.clone();
        let other = "files/2 notes/2.1 memo.pdf";
        let (a, b) = (files[path].clone(), files[other].clone());
        files.insert(path.to_owned(), b);
        files.insert(other.to_owned(), a);
        assert_eq!(flaws(&files).len(), 2);
        // each page, index, paper and chain likewise
        for path in good.keys().filter(|path| *path != MANIFEST) {
            let mut files = good.clone();
            let bytes = files.get_mut(path).unwrap();
            let at = bytes.len() / 2;
            bytes[at] ^= 1;
            let found = flaws(&files);
            let changed = (path.clone(), FlawKind::Changed);
            assert!(found.contains(&changed), "{path}: {found:?}");
        }
    });
}

#[test]
fn a_manifest_of_which_a_letter_or_a_signature_was_changed_proves_nothing() {
    run(async {
        let (firm, good) = bound().await;
        let manifest = String::from_utf8(good[MANIFEST].clone()).unwrap();
        let with = |text: String| {
            let mut files = good.clone();
            files.insert(MANIFEST.to_owned(), text.into_bytes());
            verified(&files)
        };
        let changed = with(manifest.replace("list.pdf", "lost.pdf"));
        assert_eq!(changed.err(), Some(ArtefactError::Changed));
        // one letter of a signature
        let at = manifest.find("sealroom/person/").unwrap() + 64 + 16 + 20;
        let mut other = manifest.clone().into_bytes();
        other[at] = if other[at] == b'A' { b'B' } else { b'A' };
        assert!(with(String::from_utf8(other).unwrap()).is_err());
        // somebody who is not named signs below it
        let mut files = good.clone();
        let signed = Artefact::parse(&files[MANIFEST]).unwrap();
        let signed = firm.anna.1.countersign_artefact(&signed).unwrap();
        files.insert(MANIFEST.to_owned(), signed.encode().unwrap());
        is_only(&files, MANIFEST, FlawKind::Stranger);
        // another kind of paper in its place
        let mut files = good.clone();
        files.insert(MANIFEST.to_owned(), good["handover-list.json"].clone());
        let other = verified(&files);
        assert!(matches!(other, Err(ArtefactError::Payload(_))), "{other:?}");
    });
}

#[test]
fn a_manifest_that_names_others_as_its_makers_or_binds_for_another_one_is_found() {
    run(async {
        let (firm, good) = bound().await;
        let bible: Bible = Artefact::parse(&good[MANIFEST])
            .unwrap()
            .read(BIBLE)
            .unwrap();
        let by = |who: &TheRoom, bible: &Bible| {
            let mut files = good.clone();
            let signed = who.sign_artefact(BIBLE, bible).unwrap();
            files.insert(MANIFEST.to_owned(), signed.encode().unwrap());
            flaws(&files)
        };
        // a member signs what says that the seller made it
        let found = by(&firm.anna.1, &bible);
        assert_eq!(
            found,
            [
                (MANIFEST.to_owned(), FlawKind::Stranger),
                (MANIFEST.to_owned(), FlawKind::Unsigned)
            ]
        );
        // or that she made it for somebody else, which is for those who manage
        let signed = firm.anna.1.sign_artefact(LIST, &()).unwrap().signers();
        let mut own = bible.clone();
        own.from.key = signed[0].key.to_string();
        own.from.fingerprint = Hash(signed[0].fingerprint.0).to_string();
        own.from.member = firm.anna.2.to_string();
        own.to = None;
        let found = by(&firm.anna.1, &own);
        assert_eq!(found, [(MANIFEST.to_owned(), FlawKind::Stranger)]);
    });
}

#[test]
fn names_that_leave_the_folder_or_are_twice_are_found() {
    run(async {
        let (firm, good) = bound().await;
        let bible: Bible = Artefact::parse(&good[MANIFEST])
            .unwrap()
            .read(BIBLE)
            .unwrap();
        for path in [
            "../out.txt",
            "files/../../out.txt",
            "/etc/passwd",
            "files//x",
            "files/a\\b",
            "c:/x",
            "files/./x",
            "files/con",
            "FILES/1 customers/1.1 LIST.pdf",
            "Manifest.json",
        ] {
            let mut more = bible.clone();
            let content = vec![1];
            more.files.push(BoundFile {
                path: path.to_owned(),
                size: 1,
                sha256: Hash::of(&content).to_string(),
            });
            let signed = firm.room.sign_artefact(BIBLE, &more).unwrap();
            let mut files = good.clone();
            files.insert(MANIFEST.to_owned(), signed.encode().unwrap());
            files.insert(path.to_owned(), content);
            let found = flaws(&files);
            let odd = (path.to_owned(), FlawKind::Path);
            assert!(found.contains(&odd), "{path}: {found:?}");
        }
    });
}

#[test]
fn a_chain_with_a_gap_another_entry_or_another_rooms_is_found() {
    run(async {
        let (firm, good) = bound().await;
        let front = BibleCheck::front_path();
        let scope = format!("ledger/{}.txt", firm.customers);
        let (_, others) = bound().await;
        let lines = |path: &str| -> Vec<String> {
            let text = String::from_utf8(good[path].clone()).unwrap();
            text.lines().map(str::to_owned).collect()
        };
        // signed again by its maker: the hashes are right, the chain is not
        let again = |path: &str, text: Vec<u8>| {
            let mut bible: Bible = Artefact::parse(&good[MANIFEST])
                .unwrap()
                .read(BIBLE)
                .unwrap();
            for file in bible.files.iter_mut().filter(|file| file.path == path) {
                file.size = text.len() as u64;
                file.sha256 = Hash::of(&text).to_string();
            }
            let mut files = good.clone();
            let signed = firm.room.sign_artefact(BIBLE, &bible).unwrap();
            files.insert(MANIFEST.to_owned(), signed.encode().unwrap());
            files.insert(path.to_owned(), text);
            flaws(&files)
        };
        let join = |lines: Vec<String>| (lines.join("\n") + "\n").into_bytes();
        for path in [&front, &scope] {
            let all = lines(path);
            let bad = (path.clone(), FlawKind::Ledger);
            let mut gap = all.clone();
            gap.remove(all.len() - 2);
            assert!(again(path, join(gap)).contains(&bad));
            let mut order = all.clone();
            order.swap(0, 1);
            assert!(again(path, join(order)).contains(&bad));
            let mut letter = all.clone();
            let changed = letter[1].replacen('A', "B", 1);
            letter[1] = changed;
            assert!(again(path, join(letter)).contains(&bad));
            let mut whole = all;
            whole.pop();
            let shorter = again(path, join(whole));
            // an end that is left out nobody sees by the chain alone, but in the front that others go on from
            assert!(!shorter.contains(&bad) || path == &front, "{shorter:?}");
        }
        assert!(again(&front, others[&front].clone()).contains(&(front.clone(), FlawKind::Ledger)));
    });
}

#[test]
fn a_list_that_somebody_else_signed_says_so_and_opens_no_offer() {
    run(async {
        let firm = firm().await;
        let list = firm.list(&[root(&firm.room)]).await.unwrap();
        let one = firm.room.sign_artefact(LIST, &list).unwrap();
        let by_anna = firm.anna.1.countersign_artefact(&one).unwrap();
        let (_, signed) = read_list(&by_anna).unwrap();
        assert!(signed.from && !signed.to && !signed.is_complete());
        assert_eq!(signed.others.len(), 1);
        for list in [&one, &by_anna] {
            let to = &firm.deng.2;
            let offer = firm.room.offer_handover(to, Some(list), Stay::Ends).await;
            assert!(matches!(offer, Err(Error::Artefact(_))), "{offer:?}");
        }
        // nor does a list say that it is another person's
        let mut forged = list.clone();
        forged.from.name = "Somebody".to_owned();
        let forged = firm.anna.1.sign_artefact(LIST, &forged).unwrap();
        let (_, signed) = read_list(&forged).unwrap();
        assert!(!signed.from);
    });
}

#[test]
fn an_offer_of_which_a_word_was_changed_or_that_another_one_made_is_none() {
    run(async {
        let firm = firm().await;
        let offer = firm.offer(Stay::Ends).await;
        let mut said: room::handover::HandoverOffer = offer.read(OFFER).unwrap();
        // anybody can sign a paper; the seller's word for the entry it has not
        let by_deng = firm.deng.1.sign_artefact(OFFER, &said).unwrap();
        assert_eq!(read_offer(&by_deng).err(), Some(ArtefactError::Signature));
        let by_deng = firm.deng.1.accept_handover(&by_deng).await;
        assert!(by_deng.is_err());
        said.terms = said.terms.replace("\"ends\"", "\"ends\" ");
        let other = firm.room.sign_artefact(OFFER, &said).unwrap();
        assert_eq!(read_offer(&other).err(), Some(ArtefactError::Signature));
        // and it is the buyer's alone
        assert_eq!(
            firm.anna.1.accept_handover(&offer).await.err(),
            Some(Error::NotAllowed)
        );
        assert!(firm.room.view().owns);
        // who does not own offers nothing, and nobody to who does not manage
        let by = firm.deng.1.offer_handover(&firm.owner, None, Stay::Ends);
        assert_eq!(by.await.err(), Some(Error::NotAllowed));
        let to = firm.room.offer_handover(&firm.anna.2, None, Stay::Ends);
        assert_eq!(to.await.err(), Some(Error::NotAllowed));
    });
}

#[test]
fn a_thief_with_the_sellers_device_takes_nothing_back() {
    run(async {
        let firm = firm().await;
        let keys = firm.seller.room_keys(&firm.world, &firm.room);
        let offer = firm.offer(Stay::Ends).await;
        firm.deng.1.accept_handover(&offer).await.unwrap();
        let raw = Raw::new(&firm.world, firm.room.id());
        let thief = Stranger {
            chain: firm.owner,
            key: keys.sign.clone(),
        };
        let over = Handover {
            from: firm.deng.2,
            to: firm.owner,
            until: None,
            terms: Hash([1; 32]),
            signature: Signature([0; 64]),
        };
        let key = ledger::PublicKey(keys.sign.public());
        for public in [
            Public::Unmanage(firm.deng.2),
            Public::Manager(firm.owner, key, Office::Owner),
            Public::Handover(over),
            Public::Title,
        ] {
            let item = raw.forge(
                &keys.sign,
                ChainId::FRONT,
                0,
                public,
                None,
                firm.world.now(),
            );
            let batch = blobs::wire::Append {
                items: vec![item.clone()],
                grants: Vec::new(),
            };
            let answer = thief
                .append(&firm.world.recorder, firm.room.id(), &batch)
                .await;
            let stored = answer.is_ok_and(|answer| {
                matches!(answer.outcomes[..], [blobs::wire::Outcome::Stored(_)])
            });
            assert!(!stored);
            // also by a store that helps
            let stored = raw.wrap(&item, firm.world.now());
            firm.deng.0.hooks.on_read(move |reading| {
                let front = reading
                    .chains
                    .iter_mut()
                    .find(|part| part.chain.0 == [0; 16]);
                if let Some(front) = front {
                    front.entries.push(stored.clone());
                }
            });
            let read = firm.deng.1.refresh().await;
            assert!(firm.deng.1.view().owns, "{read:?}");
            firm.deng.0.hooks.clear();
        }
        firm.deng.1.refresh().await.unwrap();
        assert!(firm.deng.1.view().owns);
    });
}

#[test]
fn a_roles_bible_holds_no_paper_and_no_document_that_the_role_does_not_know() {
    run(async {
        let firm = firm().await;
        let give = Op::Access(firm.a, firm.notes, Some(Level::Read));
        firm.room.apply(&[give]).await.unwrap();
        let list = firm.signed_list().await;
        let statement = firm
            .room
            .destruction_statement(None, false, &[], &[])
            .unwrap();
        let (seller, anna) = (&firm.seller.host, firm.anna.2);
        // the list names every document: it is not for a bidder, nor is the seller's statement
        for of in [
            BibleOf {
                member: Some(anna),
                list: Some(&list),
                ..BibleOf::default()
            },
            BibleOf {
                member: Some(anna),
                papers: &[("statement", &statement)],
                ..BibleOf::default()
            },
        ] {
            let bound = bind(&firm.room, seller, &of).await;
            assert_eq!(bound.err(), Some(Error::NotAllowed));
        }
        let of = BibleOf {
            list: Some(&list),
            ..BibleOf::default()
        };
        let own = bind(&firm.anna.1, &firm.anna.0.host, &of).await;
        assert_eq!(own.err(), Some(Error::NotAllowed));
        // who may only view takes nothing along
        let terms = InviteTerms {
            label: "Viewer",
            folders: vec![firm.notes],
            view_only: true,
            join_by: firm.world.now() + DAY,
            ..InviteTerms::default()
        };
        let invite = firm.room.invite_with(&terms).await.unwrap();
        let (viewer, theirs) = firm.world.joined("Viewer", &invite).await;
        firm.room.refresh().await.unwrap();
        let of = BibleOf {
            member: Some(invite.member),
            ..BibleOf::default()
        };
        let bound = bind(&firm.room, seller, &of).await;
        assert_eq!(bound.err(), Some(Error::NotAllowed));
        let own = bind(&theirs, &viewer.host, &BibleOf::default()).await;
        assert_eq!(own.err(), Some(Error::NotAllowed));
        let said: SellerStatement = statement.read(room::handover::STATEMENT).unwrap();
        assert!(!said.done);
    });
}

#[test]
fn a_store_that_shows_the_maker_too_much_of_a_role_gets_no_bible_made() {
    run(async {
        let firm = firm().await;
        let give = Op::Access(firm.a, firm.notes, Some(Level::Read));
        firm.room.apply(&[give]).await.unwrap();
        // the grants of another member in the place of hers
        let raw = Raw::new(&firm.world, firm.room.id());
        *firm.seller.hooks.granted_instead.borrow_mut() = Some(raw.grants(firm.deng.2));
        let of = BibleOf {
            member: Some(firm.anna.2),
            ..BibleOf::default()
        };
        let bound = bind(&firm.room, &firm.seller.host, &of).await;
        assert_eq!(bound.err(), Some(Error::GrantDiffers));
    });
}
