//! Wrong passphrases: what is not counted is not answered.

use super::*;

/// Status and body of what somebody with the key of a link posts.
async fn post(local: &Local, by: &By, path: &str, body: Vec<u8>) -> (u16, Bytes) {
    let request = kit::signed_as("POST", &local.api(), by, path, body);
    let answer = local.send(request).await.unwrap();
    (answer.status, answer.body)
}

/// Whoever has a link derives candidates from passphrases and asks with each; what is asked is
/// garbage, so that no try is taken.
#[tokio::test]
async fn row_30_garbage_does_not_tell_a_right_key_from_a_wrong_one() {
    let Setup {
        mut world, local, ..
    } = setup().await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let (invite, invite_key) = world.invite(300, &[ROOT], None).await;
    let sizes = [0, 1, 600 << 10, 1 << 20, 3 << 20, 21 << 20];
    for (id, right) in [(link, &key), (invite, &invite_key)] {
        let (right, wrong) = (By::member(id, right), By::member(id, &Key::new(9)));
        for verb in [
            "read", "append", "release", "lease", "parts", "urls", "visitors", "grants",
        ] {
            let path = format!("/v1/rooms/{}/{verb}", world.id());
            for size in sizes {
                if (verb, size) == ("release", 0) {
                    continue;
                }
                let body = vec![0xff; size];
                let told = post(&local, &right, &path, body.clone()).await;
                assert_eq!(
                    told,
                    post(&local, &wrong, &path, body).await,
                    "{verb} of {size} bytes"
                );
                assert!(matches!(told.0, 400 | 413), "{verb} of {size}: {}", told.0);
            }
        }
    }
    // none of that was a try, and ten of those are left
    let read = Read {
        chains: vec![ReadFrom {
            chain: Id(link.0),
            from: 0,
        }],
    };
    let guess = By::member(link, &Key::new(9));
    for _ in 0..10 {
        let told = world.api.read(&guess, &world.id(), &read).await;
        assert_eq!(code(told), Code::Absent);
    }
    let told = world.api.read(&guess, &world.id(), &read).await;
    assert_eq!(code(told), Code::Locked);
}

/// A join with all that it may bring fits into what is read of somebody who is nobody yet.
#[tokio::test]
async fn a_join_with_many_grants_is_read() {
    let Setup {
        mut world, local, ..
    } = setup().await;
    let (id, invite) = world.invite(300, &[ROOT], None).await;
    let grant = blobs::wire::SealedGrant {
        member: Id(id.0),
        bytes: vec![1; 1374],
    };
    let (_, item) = world.next(id, &invite, Public::Issued, b"card");
    let batch = Append {
        items: vec![item],
        grants: vec![grant; 1024],
    };
    let path = format!("/v1/rooms/{}/append", world.id());
    let by = By::member(id, &invite);
    let (status, _) = post(&local, &by, &path, blobs::wire::encode(&batch)).await;
    assert_eq!(status, 200);
}

/// Many who have the passphrase come at once: they take no places from each other, and nothing is
/// written for them.
#[tokio::test]
async fn right_keys_leave_no_trace_among_the_wrong_tries() {
    let (mut world, _, engine) = watched(Quotas::default()).await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    engine.calls();
    for n in 0..12 {
        world.visit(link, &key, &Key::new(400 + n)).await.unwrap();
        world.reads(&By::member(link, &key), link).await.unwrap();
    }
    let wrote = |call: &String| call.contains("/tries/") && !call.starts_with("meta ");
    assert!(!engine.calls().iter().any(wrote));
}

/// While the door is shut, time does not tell either: a right key and a wrong one cost the same.
#[tokio::test]
async fn behind_a_shut_door_every_key_is_the_same_work() {
    let (mut world, _, engine) = watched(Quotas::default()).await;
    let (link, key) = world.link(200, &[ROOT], T0 + 100_000, None).await;
    let (right, wrong) = (By::member(link, &key), By::member(link, &Key::new(9)));
    for _ in 0..10 {
        world.reads(&wrong, link).await.unwrap_err();
    }
    engine.calls();
    let mut work = Vec::new();
    for by in [&right, &wrong] {
        assert_eq!(code(world.reads(by, link).await), Code::Locked);
        work.push(engine.calls());
    }
    assert_eq!(work[0], work[1]);
}
