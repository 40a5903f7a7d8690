//! What the vault asks of a browser, in a worker as in the app: storage, picked files, places to
//! save to, and the messages that cross to the page.
#![cfg(target_family = "wasm")]
#![allow(clippy::unwrap_used, missing_docs)]

use js_sys::{Array, Uint8Array};
use sealroom_app::browser::file::Picked;
use sealroom_app::browser::sink::{Finished, Sink};
use sealroom_app::browser::store::Store;
use sealroom_app::browser::trouble::Trouble;
use sealroom_app::vault::messages::{Event, Failure, Reply, Request};
use sealroom_app::vault::wire::{Answer, Call, Malformed};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn the_store_keeps_and_forgets() {
    let store = Store::open("test-keeps").await;
    assert!(store.is_durable());
    store.put("room/b", &[2; 3]).await.unwrap();
    store.put("room/a", &[1]).await.unwrap();
    store.put("identity", &[]).await.unwrap();
    store.put("room/a", &[9; 100_000]).await.unwrap();
    let again = Store::open("test-keeps").await;
    assert_eq!(again.get("room/a").await.unwrap().unwrap(), [9; 100_000]);
    assert_eq!(again.get("identity").await.unwrap(), Some(vec![]));
    assert_eq!(again.names("room/").await.unwrap(), ["room/a", "room/b"]);
    again.remove("room/a").await.unwrap();
    again.remove("room/a").await.unwrap();
    assert_eq!(store.get("room/a").await.unwrap(), None);
}

#[wasm_bindgen_test]
async fn many_writes_at_once_are_all_kept() {
    let store = Store::open("test-many").await;
    let names: Vec<String> = (0..200).map(|n| format!("plan/{n}")).collect();
    let writes = names.iter().map(|name| store.put(name, name.as_bytes()));
    futures::future::try_join_all(writes).await.unwrap();
    for name in &names {
        assert_eq!(store.get(name).await.unwrap().unwrap(), name.as_bytes());
    }
}

#[wasm_bindgen_test]
async fn a_file_is_read_in_pieces() {
    let file = Picked::parse(&file(&[0, 1, 2, 3, 4, 5])).unwrap();
    assert_eq!(file.size(), 6);
    assert_eq!(file.read(2..5).await.unwrap().to_vec(), [2, 3, 4]);
    assert_eq!(file.read(6..6).await.unwrap().length(), 0);
    // a file that is shorter than it was
    assert_eq!(file.read(4..9).await.unwrap_err(), Trouble::Changed);
    assert!(Picked::parse(&JsValue::from_str("a.pdf")).is_none());
}

#[wasm_bindgen_test]
async fn a_private_file_is_complete_or_gone() {
    let mut sink = Sink::temporary().await.unwrap();
    for n in 0..5 {
        sink.write(&Uint8Array::from(&[n; 70_000][..]))
            .await
            .unwrap();
    }
    assert_eq!(sink.written(), 350_000);
    let Finished::Blob(blob) = sink.finish().await.unwrap() else {
        panic!("no file")
    };
    let bytes = JsFuture::from(blob.array_buffer()).await.unwrap();
    let bytes = Uint8Array::new(&bytes).to_vec();
    assert_eq!(bytes.len(), 350_000);
    assert!(
        bytes
            .iter()
            .zip(0..)
            .all(|(byte, at)| *byte == (at / 70_000) as u8)
    );

    let mut cut = Sink::temporary().await.unwrap();
    cut.write_bytes(&[1; 10]).await.unwrap();
    drop(cut);
}

#[wasm_bindgen_test]
async fn a_buffer_takes_exactly_its_length() {
    let mut sink = Sink::buffer(4);
    sink.begin_sum();
    sink.write_bytes(b"ab").await.unwrap();
    sink.write_bytes(b"cd").await.unwrap();
    assert_eq!(sink.take_sum(), crc32fast::hash(b"abcd"));
    assert!(sink.write_bytes(b"e").await.is_err());
    let mut short = Sink::buffer(4);
    short.write_bytes(b"abc").await.unwrap();
    assert!(short.finish().await.is_err());
}

#[wasm_bindgen_test]
fn messages_cross_unchanged() {
    let attachments = Array::of1(&JsValue::from_str("beside"));
    let request = Request::View {
        room: "r".into(),
        doc: "d".into(),
    };
    let call = Call::decode(
        &Call {
            id: 7,
            request,
            attachments,
        }
        .encode()
        .unwrap(),
    )
    .unwrap();
    assert!(matches!(call.request, Request::View { room, doc } if room == "r" && doc == "d"));
    assert_eq!(
        (call.id, call.attachments.get(0).as_string().as_deref()),
        (7, Some("beside"))
    );

    let reply = Answer::Reply {
        id: 7,
        reply: Reply::Failed(Failure::Tampered),
        attachments: Array::new(),
    };
    let back = Answer::decode(&reply.encode().unwrap()).unwrap();
    assert!(matches!(
        back,
        Answer::Reply {
            id: 7,
            reply: Reply::Failed(Failure::Tampered),
            ..
        }
    ));
    let event = Answer::Event {
        event: Event::Locked,
        attachments: Array::new(),
    };
    assert!(matches!(
        Answer::decode(&event.encode().unwrap()).unwrap(),
        Answer::Event {
            event: Event::Locked,
            ..
        }
    ));
    assert_eq!(Call::decode(&JsValue::NULL).unwrap_err(), Malformed);
    assert_eq!(
        Answer::decode(&JsValue::from_str("x")).unwrap_err(),
        Malformed
    );
}

fn file(bytes: &[u8]) -> JsValue {
    let parts = Array::of1(&Uint8Array::from(bytes));
    web_sys::File::new_with_u8_array_sequence(&parts, "a.bin")
        .unwrap()
        .into()
}
