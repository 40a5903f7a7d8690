//! Requests: replayed, and signed for something else.

use super::*;

#[tokio::test]
async fn replaying_every_request_changes_nothing() {
    let Setup {
        mut world, engine, ..
    } = setup().await;
    let (_, reader) = world.person(100, &[ROOT], b"reader").await;
    let doc = world.upload(1, ROOT, b"bytes").await;
    let (link, key) = world.link(200, &[ROOT], T0 + 1_000_000, Some(5)).await;
    let visitor = world.visit(link, &key, &Key::new(201)).await.unwrap();
    world.release(&visitor).await.unwrap();
    world.urls(&reader, &doc).await.unwrap();
    let before = contents(&engine).await;

    // every entry again, with the answer that it had
    for wrapped in world.room.log.clone() {
        let signed = wrapped.signed();
        let batch = Append {
            items: vec![kit::item(&signed, None)],
            grants: vec![],
        };
        let chain = signed.verify().unwrap().entry().chain;
        let by = if chain == ledger::ChainId::of_visitor(&visitor.key.public()) {
            &visitor
        } else {
            &world.owner()
        };
        if chain == chain_of(&reader) {
            continue;
        }
        let outcome = one(world.api.append(by, &world.id(), &batch).await.unwrap());
        assert!(
            matches!(
                outcome,
                Outcome::Stored(_) | Outcome::Refused(Code::Rule, _)
            ),
            "{outcome:?}"
        );
    }
    world.release(&visitor).await.unwrap();
    world.release(&reader).await.unwrap();
    assert_eq!(contents(&engine).await, before);
}

#[tokio::test]
async fn signatures_hold_for_one_request_only() {
    let Setup { world, local, .. } = setup().await;
    // a clock that is an hour off is corrected by the server's answer, and only by that
    let late = local.api();
    local.clock().advance(3_600_000);
    assert!(world.api.release(&world.owner(), &world.id()).await.is_ok());
    drop(late);

    /// Signs something else than what is sent.
    struct Other(By, &'static str);
    impl blobs::Signer for Other {
        fn sign(&self, request: &blobs::Unsigned<'_>) -> (String, String) {
            let mut request = *request;
            match self.1 {
                "method" => request.method = "GET",
                "uri" => request.target_uri = "http://localhost:8080/v1/rooms/00/read",
                "authority" => request.authority = "elsewhere",
                "digest" => request.content_digest = Some("sha-256=:AAAA:"),
                "old" => request.created -= 61,
                _ => request.created += 61,
            }
            self.0.sign(&request)
        }
    }
    for what in ["method", "uri", "authority", "digest"] {
        let by = Other(world.owner(), what);
        assert_eq!(
            code(world.api.release(&by, &world.id()).await),
            Code::Signature,
            "{what}"
        );
    }
    for what in ["old", "future"] {
        let by = Other(world.owner(), what);
        assert_eq!(
            code(world.api.release(&by, &world.id()).await),
            Code::Clock,
            "{what}"
        );
    }
}
