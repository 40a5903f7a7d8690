//! Texts that are agreed to before anything is read.

use std::rc::Rc;

use room::{Error, Limits, Op, Shared, visit};

use crate::support::*;

const ZH: &str = "# 保密协议\n\n1. 不外传。";
const EN: &str = "# Confidentiality\n\n1. Keep it to yourself.";

fn nothing(room: &TheRoom) -> bool {
    let view = room.view();
    view.owes && view.folders.is_empty() && view.docs.is_empty()
}

async fn agree(room: &TheRoom, name: &str) {
    let asked = room.asked().unwrap();
    room.agree(&asked.hash, name).await.unwrap();
}

#[test]
fn a_newcomer_reads_nothing_before_it_agrees_and_both_sides_keep_a_copy() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let docs = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(300, 1))],
        )
        .await;
        room.set_text(None, ZH, EN).await.unwrap();
        // asked before the invite is taken
        let invite = room
            .invite(root(&room), "Buyer", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Na", &invite).await;
        assert!(nothing(&theirs));
        assert_eq!(
            get(&theirs, &buyer.host, &docs[0]).await,
            Err(Error::NotFound)
        );
        let asked = theirs.asked().unwrap();
        let text = asked.text.unwrap();
        assert_eq!(
            (text.zh.as_str(), text.en.as_str(), text.version),
            (ZH, EN, 1)
        );
        assert_eq!(theirs.agree(&asked.hash, " ").await, Err(Error::NameNeeded));
        agree(&theirs, "Li Na").await;
        assert!(theirs.asked().is_none() && !theirs.view().owes);
        get(&theirs, &buyer.host, &docs[0]).await.unwrap();

        room.refresh().await.unwrap();
        let list = room.agreements().unwrap();
        assert_eq!(list.len(), 1);
        assert_eq!((list[0].name.as_str(), list[0].version), ("Li Na", Some(1)));
        assert_eq!(list[0].agreed, Some(world.now()));
        let (own, managers) = (theirs.signed_copies(), room.signed_copies());
        assert_eq!(own, managers);
        let copy = &own[0];
        assert_eq!(
            (copy.name.as_str(), copy.hash, &copy.text),
            ("Li Na", asked.hash, &text)
        );
        assert_eq!(copy.time, world.now());
        // it proves itself: the signature is over an entry that names the hash of exactly this text
        let json: serde_json::Value = serde_json::from_str(&copy.to_json()).unwrap();
        let bytes = |name: &str| -> Vec<u8> {
            let hex = json[name].as_str().unwrap();
            let byte = |i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
            (0..hex.len()).step_by(2).map(byte).collect()
        };
        assert_eq!(room::Hash::of(&bytes("text_bytes")), asked.hash);
        assert_eq!(json["text_zh"], ZH);
        let (entry, key) = (bytes("entry"), bytes("key"));
        let signature: [u8; 64] = bytes("entry_signature").try_into().unwrap();
        let signed = ledger::Signed::assemble(entry, ledger::Signature(signature));
        let verified = signed.verify().unwrap();
        assert_eq!(verified.entry().author.0.to_vec(), key);
        let of = room::Hash::of(&bytes("agreed_bytes"));
        let signs = ledger::Public::Agree(asked.hash, of);
        assert_eq!(verified.entry().public, signs);
    });
}

/// Checks a copy as somebody does who has the file and nothing else. Answers who signed what, when.
fn check(json: &serde_json::Value) -> Option<(String, u64, u64, String)> {
    use minicbor::bytes::{ByteArray, ByteVec};
    let text = |name: &str| json[name].as_str().unwrap().to_owned();
    let bytes = |name: &str| -> Vec<u8> {
        let hex = text(name);
        let byte = |i| u8::from_str_radix(&hex[i..i + 2], 16).unwrap();
        (0..hex.len()).step_by(2).map(byte).collect()
    };
    let key = |name: &str| {
        let key: [u8; 32] = bytes(name).try_into().unwrap();
        ed25519_dalek::VerifyingKey::from_bytes(&key).unwrap()
    };
    let good = |key: ed25519_dalek::VerifyingKey, said: &[u8], signature: &[u8; 64]| {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        key.verify_strict(said, &signature).is_ok()
    };
    // the server's word for the time
    type Wrapped = (ByteVec, ByteArray<64>, u64, ByteArray<64>);
    let (entry, signature, time, server): Wrapped =
        minicbor::decode(&bytes("wrapped_entry")).ok()?;
    let mut wrap = b"sealroom/1/wrap".to_vec();
    wrap.extend(room::Hash::of(&[&entry[..], &signature[..]].concat()).0);
    wrap.extend(time.to_le_bytes());
    let same = *entry == bytes("entry") && signature.to_vec() == bytes("entry_signature");
    let signed = good(key("key"), &entry, &signature) && good(key("server_key"), &wrap, &server);
    // what the entry signs
    let mut fields = minicbor::Decoder::new(&entry);
    fields.array().ok()?;
    (0..6).for_each(|_| fields.skip().unwrap());
    let author: ByteArray<32> = fields.decode().ok()?;
    (7..9).for_each(|_| fields.skip().unwrap());
    let (kind, (of, said)): (u8, (ByteArray<32>, ByteArray<32>)) = fields.decode().ok()?;
    let agreed = bytes("agreed_bytes");
    let named = said.to_vec() == room::Hash::of(&agreed).0 && kind == 29;
    let (written, name, at, _): (ByteVec, String, u64, ByteArray<32>) =
        minicbor::decode(&agreed).ok()?;
    type Text = (ByteArray<16>, u32, String, String, u32);
    let (_, _, zh, en, _): Text = minicbor::decode(&written).ok()?;
    let texts = *written == bytes("text_bytes") && of.to_vec() == room::Hash::of(&written).0;
    let words = text("text_zh") == zh && text("text_en") == en && text("name") == name;
    let times = json["signed_at"] == at && json["server_time"] == time;
    let all = same && signed && named && texts && words && times;
    (all && author.to_vec() == bytes("key")).then_some((name, at, time, en))
}

#[test]
fn a_copy_proves_name_and_time_by_itself() {
    run(async {
        let world = World::new();
        let (_, room) = world.seller().await;
        room.set_text(None, ZH, EN).await.unwrap();
        let invite = room.invite(root(&room), "", world.now() + DAY, None);
        let (_, theirs) = world.joined("Li Na", &invite.await.unwrap()).await;
        agree(&theirs, "Li Na").await;
        let copy = theirs.signed_copies().remove(0);
        let now = world.now();
        let json = || serde_json::from_str::<serde_json::Value>(&copy.to_json()).unwrap();
        let right = ("Li Na".to_owned(), now, now, EN.to_owned());
        assert_eq!(check(&json()), Some(right));
        // whoever holds the copy changes what it says
        let set = |name: &str, value: serde_json::Value| {
            let mut json = json();
            json[name] = value;
            json
        };
        assert_eq!(check(&set("name", "Li Wei".into())), None);
        assert_eq!(check(&set("signed_at", (now - DAY).into())), None);
        assert_eq!(check(&set("server_time", (now + 1).into())), None);
        assert_eq!(check(&set("text_en", "Owe everything.".into())), None);
        // in the bytes as well
        let mut other = copy.clone();
        let at = other
            .agreed
            .windows(5)
            .position(|it| it == b"Li Na")
            .unwrap();
        other.agreed[at] = b'X';
        let mut forged: serde_json::Value = serde_json::from_str(&other.to_json()).unwrap();
        forged["name"] = "Xi Na".into();
        assert_eq!(check(&forged), None);
        let mut later = copy.clone();
        let len = later.wrapped.len();
        later.wrapped[len - 67] ^= 1;
        assert_eq!(
            check(&serde_json::from_str(&later.to_json()).unwrap()),
            None
        );
    });
}

#[test]
fn those_who_are_there_are_asked_and_a_new_text_asks_again() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let docs = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(300, 1))],
        )
        .await;
        let invite = room
            .invite(root(&room), "Buyer", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Na", &invite).await;
        get(&theirs, &buyer.host, &docs[0]).await.unwrap();
        room.refresh().await.unwrap();
        room.set_text(None, ZH, EN).await.unwrap();
        // from now on nothing is released, though this device has the keys still
        assert!(get(&theirs, &buyer.host, &docs[0]).await.is_err());
        theirs.refresh().await.unwrap();
        assert!(nothing(&theirs));
        let first = theirs.asked().unwrap();
        // the same text again asks nobody again
        room.set_text(None, ZH, EN).await.unwrap();
        agree(&theirs, "Li Na").await;
        get(&theirs, &buyer.host, &docs[0]).await.unwrap();
        let other = "Keep it to yourself for ten years.";
        room.set_text(None, ZH, other).await.unwrap();
        theirs.refresh().await.unwrap();
        assert!(nothing(&theirs));
        let second = theirs.asked().unwrap();
        assert_eq!(second.text.as_ref().map(|text| text.version), Some(2));
        // the old text is no longer enough
        assert_eq!(theirs.agree(&first.hash, "Li Na").await, Err(Error::Owes));
        agree(&theirs, "Li Na").await;
        get(&theirs, &buyer.host, &docs[0]).await.unwrap();
        room.refresh().await.unwrap();
        let list = room.agreements().unwrap();
        let versions: Vec<u32> = list[0].signed.iter().map(|it| it.version).collect();
        assert_eq!(versions, [1, 2]);
        assert_eq!(room.signed_copies().len(), 2);
        // after a restart nothing is asked again, and on another device neither
        let (_, again) = reopen(&world, &buyer, &theirs).await.unwrap();
        assert!(again.asked().is_none() && again.signed_copies().len() == 2);
        let elsewhere = buyer.elsewhere(&world).await;
        let there = elsewhere
            .home
            .open(&elsewhere.me, &room.id())
            .await
            .unwrap();
        assert!(there.asked().is_none());
    });
}

#[test]
fn a_visitor_is_asked_and_is_no_opening_before() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let docs = put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(300, 1))],
        )
        .await;
        let limits = || Limits {
            expires: START + HOUR,
            opens: Some(1),
            ..Limits::default()
        };
        let before = room.link(&Shared::Folder(root(&room)), "", limits()).await;
        room.set_text(None, ZH, EN).await.unwrap();
        let after = room.link(&Shared::Folder(root(&room)), "", limits()).await;
        for link in [before.unwrap(), after.unwrap()] {
            let (theirs, host, _) = world.visitor(&link).await.unwrap();
            assert!(nothing(&theirs));
            assert_eq!(theirs.view().expires, Some(START + HOUR));
            let opened = async || {
                room.refresh().await.unwrap();
                let links = room.links().await.unwrap();
                let of = links
                    .into_iter()
                    .find(|it| it.member == link.member)
                    .unwrap();
                (of.opened, of.visitors[0].agreed)
            };
            assert_eq!(opened().await, (0, Some(false)));
            agree(&theirs, "Visitor").await;
            assert_eq!(get(&theirs, &host, &docs[0]).await.unwrap(), bytes(300, 1));
            assert_eq!(opened().await, (1, Some(true)));
            // used up now: nobody is asked to agree for nothing
            assert_eq!(world.visitor(&link).await.err(), Some(Error::UsedUp));
            let again = visit(Rc::clone(&host), &fragment(&link), None)
                .await
                .unwrap();
            assert!(again.asked().is_none());
            assert_eq!(opened().await.0, 1);
        }
        assert_eq!(room.signed_copies().len(), 2);
    });
}

#[test]
fn on_another_device_the_text_is_there_once_a_manager_was() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        room.set_text(None, ZH, EN).await.unwrap();
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let (buyer, first) = world.joined("Li Na", &invite).await;
        let elsewhere = buyer.elsewhere(&world).await;
        let there = elsewhere
            .home
            .open(&elsewhere.me, &room.id())
            .await
            .unwrap();
        let asked = there.asked().unwrap();
        assert_eq!(asked.text, None, "it was sealed to the invite");
        assert_eq!(there.agree(&asked.hash, "Li Na").await, Err(Error::Owes));
        room.refresh().await.unwrap();
        there.refresh().await.unwrap();
        assert!(there.asked().unwrap().text.is_some());
        agree(&there, "Li Na").await;
        assert!(!there.view().folders.is_empty() && there.view().alarms.is_empty());
        // and nothing more is asked, here or there
        room.refresh().await.unwrap();
        first.refresh().await.unwrap();
        assert!(first.asked().is_none());
        let _ = seller;
    });
}

#[test]
fn two_tabs_that_write_a_text_leave_one_and_ask_for_it() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let invite = room
            .invite(root(&room), "", world.now() + DAY, None)
            .await
            .unwrap();
        let (_, theirs) = world.joined("Li Na", &invite).await;
        room.refresh().await.unwrap();
        let (_tab, other) = reopen(&world, &seller, &room).await.unwrap();
        let (a, b) = futures::join!(
            room.set_text(None, ZH, EN),
            other.set_text(None, ZH, "Other")
        );
        a.unwrap();
        b.unwrap();
        room.refresh().await.unwrap();
        theirs.refresh().await.unwrap();
        let texts = room.texts().unwrap();
        assert_eq!(texts.len(), 1);
        let asked = theirs.asked().unwrap().text.unwrap();
        assert_eq!((asked.version, &asked.en), (2, &texts[0].text.en));
    });
}

#[test]
fn who_is_in_two_groups_is_asked_for_the_text_that_was_written_last() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let groups = [
            room.make_group("Bidder A").await.unwrap(),
            room.make_group("Counsel").await.unwrap(),
        ];
        let (_, theirs, _) = world.entered(&room, "Anna", &groups).await;
        let (_, berts, _) = world.entered(&room, "Bert", &groups[..1]).await;
        let (_, carls, _) = world.entered(&room, "Carl", &[]).await;
        room.set_text(None, "众", "All").await.unwrap();
        // whichever of the ids is the greater one
        for (group, text) in [(0, "A"), (1, "C"), (0, "A again"), (1, "C again")] {
            room.set_text(Some(groups[group]), text, text)
                .await
                .unwrap();
            theirs.refresh().await.unwrap();
            let asked = theirs.asked().unwrap();
            assert_eq!(asked.text.unwrap().en, text);
            theirs.agree(&asked.hash, "Anna").await.unwrap();
            assert_eq!(theirs.asked(), None);
        }
        let text = |room: &TheRoom| room.asked().unwrap().text.unwrap().en;
        for room in [&berts, &carls] {
            room.refresh().await.unwrap();
        }
        assert_eq!(
            (text(&berts), text(&carls)),
            ("A again".into(), "All".into())
        );
        assert_eq!(room.texts().unwrap().len(), 3);
        // with its group a text is gone: the next one is asked for, and what was signed is not asked again
        room.apply(&[Op::Group(groups[1], None)]).await.unwrap();
        room.refresh().await.unwrap();
        assert_eq!(room.texts().unwrap().len(), 2);
        theirs.refresh().await.unwrap();
        assert_eq!(theirs.asked(), None);
        let (_, again) = reopen(&world, &seller, &room).await.unwrap();
        assert_eq!(again.texts().unwrap(), room.texts().unwrap());
        assert_eq!((room.view().alarms, theirs.view().alarms), (vec![], vec![]));
    });
}
