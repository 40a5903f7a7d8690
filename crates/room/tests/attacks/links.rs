//! Rows about links: their parameters, times, numbers and passphrases.

use std::rc::Rc;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use room::{Error, Invitation, Limits, Shared, What, parse_fragment, peek, visit};
use seal::fragment::FragmentError;
use seal::passphrase::KdfRefused;

use crate::support::*;

async fn linked(limits: Limits<'_>) -> (World, Person, TheRoom, Invitation) {
    let world = World::new();
    let (seller, room) = world.seller().await;
    put(
        &room,
        &seller.host,
        root(&room),
        &[file("a.pdf", bytes(100, 1))],
    )
    .await;
    let link = room
        .link(&Shared::Folder(root(&room)), "", limits)
        .await
        .unwrap();
    (world, seller, room, link)
}

fn limits() -> Limits<'static> {
    Limits {
        expires: START + HOUR,
        ..Limits::default()
    }
}

#[test]
fn row_24_weak_and_heavy_parameters_are_refused_before_any_memory_is_taken() {
    run(async {
        let (_, _, _, link) = linked(Limits {
            passphrase: Some("lotus"),
            ..limits()
        })
        .await;
        let good = BASE64_URL_SAFE_NO_PAD
            .decode(link.fragment.as_bytes())
            .unwrap();
        for (m, why) in [(8u32, KdfRefused::Weak), (4 << 20, KdfRefused::Heavy)] {
            let mut bytes = good.clone();
            bytes[101..105].copy_from_slice(&m.to_le_bytes());
            let body = bytes.len() - 4;
            let check = ledger::Hash::of(&[b"sealroom/1/fragment", &bytes[..body]].concat());
            bytes[body..].copy_from_slice(&check.0[..4]);
            let text = BASE64_URL_SAFE_NO_PAD.encode(bytes);
            assert_eq!(
                parse_fragment(&text).err(),
                Some(Error::Link(FragmentError::Kdf(why)))
            );
        }
    });
}

#[test]
fn row_28_an_expiry_holds_to_the_millisecond_and_cannot_be_changed() {
    run(async {
        let (world, _, room, link) = linked(limits()).await;
        let (theirs, host, hooks) = world.visitor(&link).await.unwrap();
        let doc = theirs.view().docs[0].record.doc;
        // edited in the grant, it is no grant; edited in the answer about the link, it changes nothing
        for by in [1i64, -1, 1000] {
            let (host, hooks) = world.device();
            hooks.on_released(move |released| {
                for sealed in &mut released.grants {
                    let at = 1 + 32 + 16 + 4 + 16 + 32 + 1;
                    let end = u64::from_le_bytes(sealed.0[at..at + 8].try_into().unwrap());
                    sealed.0[at..at + 8]
                        .copy_from_slice(&end.saturating_add_signed(by).to_le_bytes());
                }
            });
            hooks.on_link(|state| state.expires = None);
            assert_eq!(
                visit(host, &fragment(&link), None).await.err(),
                Some(Error::Tampered(What::Grant))
            );
        }
        world.later(HOUR - 1);
        assert_eq!(get(&theirs, &host, &doc).await.unwrap(), bytes(100, 1));
        // a store that goes on serving after the end does not help
        let raw = Raw::new(&world, room.id());
        *hooks.released_instead.borrow_mut() = Some(raw.grants(link.member));
        let all = raw.clone();
        *hooks.read_instead.borrow_mut() = Some(Box::new(move |read| all.read(read)));
        theirs.refresh().await.unwrap();
        world.later(1);
        assert_eq!(theirs.refresh().await, Err(Error::Expired));
        assert_eq!(get(&theirs, &host, &doc).await, Err(Error::Expired));
        hooks.clear();
        // the client itself refuses: nothing is asked of the store
        world.recorder.forget();
        assert_eq!(get(&theirs, &host, &doc).await, Err(Error::Expired));
        assert!(world.recorder.said.lock().unwrap().is_empty());
        assert_eq!(theirs.refresh().await, Err(Error::Expired));
    });
}

#[test]
fn row_29_openings_are_counted_once_a_device() {
    run(async {
        let (world, _, room, link) = linked(Limits {
            opens: Some(2),
            ..limits()
        })
        .await;
        let link_fragment = fragment(&link);
        // a preview bot, or a person who looks first, opens nothing
        let (bot, _) = world.device();
        for _ in 0..5 {
            assert_eq!(
                peek(&*bot, &link_fragment).await.unwrap().opens_left,
                Some(2)
            );
        }
        // one whose answer is lost, and who comes again: one opening
        let (first, hooks) = world.device();
        let mut lost = false;
        *hooks.before.borrow_mut() = Some(Box::new(move |what| {
            if what == "read" && !core::mem::replace(&mut lost, true) {
                return Err(blobs::ApiError::Unreachable(String::new()));
            }
            Ok(())
        }));
        assert_eq!(
            visit(Rc::clone(&first), &link_fragment, None).await.err(),
            Some(Error::Unreachable)
        );
        for _ in 0..3 {
            visit(Rc::clone(&first), &link_fragment, None)
                .await
                .unwrap();
        }
        assert_eq!(
            peek(&*bot, &link_fragment).await.unwrap().opens_left,
            Some(1)
        );
        // several at once for the last one: one gets it
        let others: Vec<_> = (0..4).map(|_| world.device().0).collect();
        let mut opened = 0;
        for other in &others {
            match visit(Rc::clone(other), &link_fragment, None).await {
                Ok(_) => opened += 1,
                Err(e) => assert_eq!(e, Error::UsedUp),
            }
        }
        assert_eq!(opened, 1);
        // who has opened it may resume
        visit(first, &link_fragment, None).await.unwrap();
        let members = room.members().await.unwrap();
        assert_eq!(
            members
                .iter()
                .find(|member| member.member == link.member)
                .unwrap()
                .opened,
            2
        );
    });
}

#[test]
fn row_30_and_31_the_passphrase_is_part_of_the_key() {
    run(async {
        let (world, _, room, link) = linked(Limits {
            passphrase: Some("lotus"),
            ..limits()
        })
        .await;
        let link_fragment = fragment(&link);
        let raw = Raw::new(&world, room.id());
        // a store that asks for none serves everything; nothing opens
        let (host, hooks) = world.device();
        *hooks.visit_instead.borrow_mut() = Some(raw.chain(link.member).remove(0));
        *hooks.released_instead.borrow_mut() = Some(raw.grants(link.member));
        *hooks.read_instead.borrow_mut() = Some(Box::new(move |read| raw.read(read)));
        assert_eq!(
            visit(Rc::clone(&host), &link_fragment, Some("wrong"))
                .await
                .err(),
            Some(Error::WrongPassphrase)
        );
        let mut without = link_fragment.clone();
        without.kdf = None;
        assert_eq!(
            visit(Rc::clone(&host), &without, None).await.err(),
            Some(Error::Tampered(What::Link))
        );
        // who knows the passphrase and not the secret asks for another link, which is not there
        let mut other = link_fragment.clone();
        other.secret = seal::link::LinkSecret::parse(&[5; 32]).unwrap();
        let (host, _) = world.device();
        assert_eq!(
            visit(host, &other, Some("lotus")).await.err(),
            Some(Error::NotFound)
        );
        // wrong tries are counted
        let (host, _) = world.device();
        for _ in 0..10 {
            let tried = visit(Rc::clone(&host), &link_fragment, Some("guess"))
                .await
                .err();
            assert_eq!(tried, Some(Error::WrongPassphrase));
        }
        assert_eq!(
            visit(host, &link_fragment, Some("lotus")).await.err(),
            Some(Error::TriedTooOften)
        );
    });
}

#[test]
fn row_30_what_has_another_cause_is_not_called_a_wrong_passphrase() {
    run(async {
        let (world, _, _, link) = linked(Limits {
            passphrase: Some("lotus"),
            ..limits()
        })
        .await;
        let link_fragment = fragment(&link);
        let refused = |code| blobs::ApiError::Refused {
            code,
            message: String::new(),
        };
        use blobs::wire::Code;
        for (answer, error) in [
            (
                blobs::ApiError::Unreachable(String::new()),
                Error::Unreachable,
            ),
            (refused(Code::Rate), Error::Busy),
            (refused(Code::Locked), Error::TriedTooOften),
            (refused(Code::Ended), Error::Ended),
        ] {
            let (host, hooks) = world.device();
            *hooks.before.borrow_mut() = Some(Box::new(move |what| match what {
                "read" => Err(answer.clone()),
                _ => Ok(()),
            }));
            let opened = visit(host, &link_fragment, Some("lotus")).await;
            assert_eq!(opened.err(), Some(error));
        }
    });
}
