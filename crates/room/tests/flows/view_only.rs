//! Who may only view: the gate refuses to save, and the program knows it beforehand, on every device.

use room::{Action, Control, Error, InviteTerms};

use crate::support::*;

#[test]
fn who_was_invited_to_view_only_is_told_so_on_every_device() {
    run(async {
        let world = World::new();
        let (seller, room) = world.seller().await;
        let top = root(&room);
        let docs = put(&room, &seller.host, top, &[file("a.pdf", bytes(900, 1))]).await;
        let invite = async |view_only| {
            let terms = InviteTerms {
                label: "lawyer",
                folders: vec![top],
                view_only,
                join_by: world.now() + DAY,
                ..InviteTerms::default()
            };
            room.invite_with(&terms).await.unwrap()
        };
        let (reader, theirs) = world.joined("Li Wei", &invite(true).await).await;
        assert!(theirs.view().view_only);
        let (again, reopened) = reopen(&world, &reader, &room).await.unwrap();
        assert!(reopened.view().view_only);
        let other = again.elsewhere(&world).await;
        let there = other.home.open(&other.me, &room.id()).await.unwrap();
        assert!(there.view().view_only);
        // what it is told is what the gate does
        let carrier = room::testkit::MemoryCarrier::new(room::Host::api(&*reader.host));
        let (mut sink, control) = (Vec::new(), Control::new());
        let saving = theirs.open_doc(
            &carrier,
            &docs[0],
            Action::Download,
            &mut sink,
            &control,
            &|_| {},
        );
        assert!(matches!(
            saving.await,
            Err(Error::NotAllowed | Error::Refused(_))
        ));
        let (_, free) = world.joined("Anna", &invite(false).await).await;
        assert!(!free.view().view_only);
    });
}
