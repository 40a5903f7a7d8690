//! Uploads that are cut, cancelled, repeated.

use std::cell::RefCell;

use blobs::ApiError;
use room::testkit::{MemoryCarrier, MemoryFile};
use room::{Control, Error, Host, Picked, UploadEvent};

use crate::support::*;

fn lost() -> ApiError {
    ApiError::Unreachable(String::new())
}

#[test]
fn a_large_file_goes_on_where_a_crash_stopped_it() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let content = bytes(40 << 20, 1);
        let source = MemoryFile::new(content.clone(), START);
        let files = [Picked {
            path: "big.bin".to_owned(),
            mime: String::new(),
            source: source.clone(),
        }];
        // the store goes after three parts, and the program ends
        let carrier = MemoryCarrier::new(seller.host.api());
        let mut puts = 0;
        *seller.hooks.before.borrow_mut() = Some(Box::new(move |what| {
            puts += usize::from(what == "put");
            if what == "put" && puts > 3 {
                Err(lost())
            } else {
                Ok(())
            }
        }));
        let events = RefCell::new(Vec::new());
        let watch = |event: &UploadEvent| events.borrow_mut().push(event.clone());
        let sent = room
            .upload(&carrier, root(&room), &files, &Control::new(), &watch)
            .await
            .unwrap();
        assert_eq!(sent.failed, vec![(0, Error::Unreachable)]);
        assert!(events.borrow().contains(&UploadEvent::Waiting));
        assert!(find(&room, "big.bin").is_none());
        let (again, open) = reopen(&world, &seller, &room).await.unwrap();
        let carrier = MemoryCarrier::new(again.host.api());
        let sent = open
            .upload(&carrier, root(&open), &files, &Control::new(), &watch)
            .await
            .unwrap();
        assert_eq!(
            carrier.sealed.get(),
            3,
            "six parts, three of which are there"
        );
        assert_eq!(
            get(&open, &again.host, &sent.done[0].1).await.unwrap(),
            content
        );
        // no plan is left
        let (last, open) = reopen(&world, &again, &open).await.unwrap();
        let other = MemoryFile::new(bytes(40 << 20, 9), START);
        let files = [Picked {
            path: "big.bin".to_owned(),
            mime: String::new(),
            source: other,
        }];
        let sent = open
            .upload(
                &MemoryCarrier::new(last.host.api()),
                root(&open),
                &files,
                &Control::new(),
                &watch,
            )
            .await
            .unwrap();
        assert_eq!(open.doc(sent.done[0].1).unwrap().name, "big (2).bin");
        assert_eq!(
            get(&open, &last.host, &sent.done[0].1).await.unwrap(),
            bytes(40 << 20, 9)
        );
    });
}

#[test]
fn row_35_a_file_that_changed_before_it_is_resumed_begins_again_under_a_new_key() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let old = bytes(20 << 20, 1);
        let source = MemoryFile::new(old.clone(), START);
        let files = [Picked {
            path: "big.bin".to_owned(),
            mime: String::new(),
            source: source.clone(),
        }];
        let carrier = MemoryCarrier::new(seller.host.api());
        *seller.hooks.before.borrow_mut() = Some(Box::new({
            let mut puts = 0;
            move |what| {
                puts += usize::from(what == "put");
                if puts > 2 {
                    Err(ApiError::Refused {
                        code: blobs::wire::Code::Full,
                        message: String::new(),
                    })
                } else {
                    Ok(())
                }
            }
        }));
        let sent = room
            .upload(&carrier, root(&room), &files, &Control::new(), &|_| {})
            .await
            .unwrap();
        assert_eq!(sent.failed, vec![(0, Error::StoreFull)]);
        seller.hooks.clear();
        // same size, same time, one byte of what was sent is another
        let mut new = old.clone();
        new[5_000_000] ^= 1;
        source.write(new.clone(), START);
        let sent = room
            .upload(&carrier, root(&room), &files, &Control::new(), &|_| {})
            .await
            .unwrap();
        assert_eq!(
            get(&room, &seller.host, &sent.done[0].1).await.unwrap(),
            new
        );
    });
}

#[test]
fn lost_answers_write_nothing_twice() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        for what in ["append", "put"] {
            let mut times = 0;
            *seller.hooks.after.borrow_mut() = Some(Box::new(move |asked| {
                times += usize::from(asked == what);
                if asked == what && times == 1 {
                    Err(lost())
                } else {
                    Ok(())
                }
            }));
            let name = format!("{what}.bin");
            put(
                &room,
                &seller.host,
                root(&room),
                &[file(&name, bytes(9 << 20, 1))],
            )
            .await;
            let found = room
                .view()
                .docs
                .iter()
                .filter(|doc| doc.name.starts_with(what))
                .count();
            assert_eq!(found, 1);
        }
    });
}

#[test]
fn one_bad_file_does_not_stop_the_others_and_duplicates_are_numbered() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let gone = file("gone.pdf", bytes(10, 1));
        gone.source.remove();
        let files = [
            file("a.pdf", bytes(10, 1)),
            gone,
            file("A.PDF", bytes(20, 2)),
            file("bad\u{202e}.pdf", vec![1]),
        ];
        let sent = try_put(&room, &seller.host, root(&room), &files)
            .await
            .unwrap();
        let failed: Vec<usize> = sent.failed.iter().map(|(number, _)| *number).collect();
        assert_eq!(
            (sent.done.len(), failed.contains(&1), failed.contains(&3)),
            (2, true, true)
        );
        assert!(find(&room, "a.pdf").is_some() && find(&room, "A (2).PDF").is_some());
        // the same file again is recognised, another of the name is kept beside it
        let sent = try_put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(10, 1))],
        )
        .await
        .unwrap();
        assert_eq!((sent.done.len(), room.view().docs.len()), (1, 2));
        put(
            &room,
            &seller.host,
            root(&room),
            &[file("a.pdf", bytes(10, 7))],
        )
        .await;
        assert_eq!(room.view().docs.len(), 3);
    });
}

#[test]
fn a_cancelled_upload_keeps_what_arrived_and_a_paused_one_waits() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let control = Control::new();
        let carrier = MemoryCarrier::new(seller.host.api());
        let files: Vec<_> = (0..5)
            .map(|i| file(&format!("{i}.bin"), bytes(2 << 20, i)))
            .collect();
        let watch = |event: &UploadEvent| {
            if matches!(event, UploadEvent::Bytes(1, bytes) if *bytes > 0) {
                control.cancel();
            }
        };
        let sent = room
            .upload(&carrier, root(&room), &files, &control, &watch)
            .await;
        assert_eq!(sent.err(), Some(Error::Cancelled));
        assert!(room.view().docs.len() < 5);
        for doc in room.view().docs {
            let i = doc.name.as_bytes()[0] - b'0';
            assert_eq!(
                get(&room, &seller.host, &doc.record.doc).await.unwrap(),
                bytes(2 << 20, i)
            );
        }
    });
}

#[test]
fn a_thousand_files_are_a_handful_of_requests() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let files: Vec<_> = (0..1000)
            .map(|i| file(&format!("d{}/{i}.txt", i / 100), bytes(300, i as u8)))
            .collect();
        world.recorder.forget();
        put(&room, &seller.host, root(&room), &files).await;
        let requests = world.recorder.said.lock().unwrap().len();
        assert!(requests < 60, "{requests}");
        assert_eq!(room.view().docs.len(), 1000);
        let (again, open) = reopen(&world, &seller, &room).await.unwrap();
        world.recorder.forget();
        open.refresh().await.unwrap();
        assert!(world.recorder.said.lock().unwrap().len() < 10);
        let doc = find(&open, "999.txt").unwrap();
        assert_eq!(
            get(&open, &again.host, &doc.record.doc).await.unwrap(),
            bytes(300, 231)
        );
    });
}
