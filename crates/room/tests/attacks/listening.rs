//! Rows about a store that listens.

use room::{Limits, Shared};

use crate::support::*;

#[test]
fn row_27_and_38_no_secret_and_no_name_reaches_the_server() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let content = bytes(5_000, 7);
        let files = [file("Kundenliste-4711/Vertrag-Lotus.pdf", content.clone())];
        let docs = put(&room, &seller.host, root(&room), &files).await;
        let invite = room
            .invite(root(&room), "Label-Invite", world.now() + DAY, None)
            .await
            .unwrap();
        let limits = Limits {
            expires: world.now() + DAY,
            passphrase: Some("Passphrase-Lotus"),
            opens: None,
            ..Limits::default()
        };
        let link = room
            .link(
                &Shared::Docs(docs.iter().map(room::Wanted::from).collect()),
                "Label-Link",
                limits,
            )
            .await
            .unwrap();
        let (buyer, theirs) = world.joined("Li Wei Buyer", &invite).await;
        get(&theirs, &buyer.host, &docs[0]).await.unwrap();
        let (host, _) = world.device();
        let visitor = room::visit(
            std::rc::Rc::clone(&host),
            &fragment(&link),
            Some("Passphrase-Lotus"),
        )
        .await
        .unwrap();
        get(&visitor, &host, &docs[0]).await.unwrap();
        room.refresh().await.unwrap();
        room.end(&invite.member).await.unwrap();

        let sent = world.recorder.sent();
        let kept = Raw::new(&world, room.id()).everything();
        let mut markers: Vec<Vec<u8>> = [
            "Project Lotus",
            "Wang Fang",
            "Li Wei Buyer",
            "Kundenliste-4711",
            "Vertrag-Lotus",
            "Label-Invite",
            "Label-Link",
            "Passphrase-Lotus",
            "application/pdf",
        ]
        .iter()
        .map(|marker| marker.as_bytes().to_vec())
        .collect();
        markers.push(content[100..132].to_vec());
        for secret in [
            seller.me.seed.expose(),
            buyer.me.seed.expose(),
            fragment(&invite).secret.expose(),
            fragment(&link).secret.expose(),
        ] {
            markers.push(secret.to_vec());
            markers.push(
                secret
                    .iter()
                    .flat_map(|byte| format!("{byte:02x}").into_bytes())
                    .collect(),
            );
        }
        for made in [&invite, &link] {
            // any stretch of the fragment's text
            markers.extend(
                made.fragment
                    .as_bytes()
                    .chunks_exact(16)
                    .map(<[u8]>::to_vec),
            );
        }
        for marker in markers {
            let found = |bytes: &[u8]| bytes.windows(marker.len()).any(|window| window == marker);
            assert!(
                !found(&sent) && !found(&kept),
                "{}",
                String::from_utf8_lossy(&marker)
            );
        }
    });
}
