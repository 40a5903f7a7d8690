//! What somebody could make of being told: mails to strangers, guesses, other recipients, no end of messages.

use super::*;

#[tokio::test]
async fn an_address_is_sent_three_codes_a_day_whoever_asks() {
    let mut setup = setup().await;
    let (_, by) = setup.world.person(100, &[ROOT], b"reader").await;
    let (_, other) = setup.world.person(110, &[ROOT], b"other").await;
    for _ in 0..2 {
        setup.ask(&by, set(LI)).await.unwrap();
    }
    setup.ask(&other, set("Li.Wei@Example.com")).await.unwrap();
    assert_eq!(setup.mail.came().len(), 3);
    for one in [&by, &other] {
        assert_eq!(code_of(setup.ask(one, set(LI)).await), Code::Rate);
    }
    assert!(setup.mail.came().is_empty());
    setup.later(DAY);
    setup.ask(&by, set(LI)).await.unwrap();
    assert_eq!(setup.mail.came().len(), 1);
}

#[tokio::test]
async fn a_code_is_its_owners_holds_an_hour_and_is_not_guessed() {
    let mut setup = setup().await;
    let (_, by) = setup.world.person(100, &[ROOT], b"reader").await;
    let (_, other) = setup.world.person(110, &[ROOT], b"other").await;
    setup.ask(&by, set(LI)).await.unwrap();
    let code = setup.mail.came().remove(0).code();
    setup.ask(&other, set("other@example.com")).await.unwrap();
    let confirm = |code: &str| Notify::Confirm(code.to_owned());
    // another one's code is no code
    assert_eq!(code_of(setup.ask(&other, confirm(&code)).await), Code::Rule);
    for _ in 0..5 {
        let wrong = setup.ask(&by, confirm("12345")).await;
        assert_eq!(code_of(wrong), Code::Rule);
    }
    assert_eq!(code_of(setup.ask(&by, confirm(&code)).await), Code::Expired);
    setup.mail.came();
    setup.ask(&by, set(LI)).await.unwrap();
    let code = setup.mail.came().remove(0).code();
    setup.later(HOUR);
    assert_eq!(code_of(setup.ask(&by, confirm(&code)).await), Code::Expired);
}

#[tokio::test]
async fn a_trial_goes_to_who_said_the_code_and_counts_as_one() {
    let mut setup = setup().await;
    let (reader, by) = setup.world.person(100, &[ROOT], b"reader").await;
    assert_eq!(code_of(setup.ask(&by, Notify::Try).await), Code::Absent);
    setup.ask(&by, set(LI)).await.unwrap();
    let code = setup.mail.came().remove(0).code();
    // nothing but the code leaves before it was said
    assert_eq!(code_of(setup.ask(&by, Notify::Try).await), Code::Absent);
    assert!(setup.mail.came().is_empty());
    setup.ask(&by, Notify::Confirm(code)).await.unwrap();
    for _ in 0..2 {
        let now = setup.ask(&by, Notify::Try).await.unwrap();
        assert!(now.told.unwrap().confirmed);
    }
    // with the code that are three
    assert_eq!(code_of(setup.ask(&by, Notify::Try).await), Code::Rate);
    let came = setup.mail.came();
    assert_eq!(came.len(), 2);
    let trial = &came[0];
    assert_eq!(trial.to, [format!("RCPT TO:<{LI}>")]);
    assert!(trial.text().contains("trial") && trial.stop().contains("/v1/unsubscribe"));
    let room = setup.world.id().to_string();
    assert!(!trial.data.contains(&room) && !trial.data.contains(&reader.to_string()));
    setup.later(DAY);
    setup.ask(&by, Notify::Try).await.unwrap();
    setup.ask(&by, Notify::Stop).await.unwrap();
    assert_eq!(code_of(setup.ask(&by, Notify::Try).await), Code::Absent);
}

#[tokio::test]
async fn what_would_begin_another_header_or_recipient_reaches_no_mail_server() {
    let mut setup = setup().await;
    let (_, by) = setup.world.person(100, &[ROOT], b"reader").await;
    for bad in [
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\nSubject: hello",
        "a@example.com, b@example.com",
        "Boss <a@example.com>",
        "a@example.com>\r\nRCPT TO:<b@example.com",
        "",
    ] {
        assert_eq!(
            code_of(setup.ask(&by, set(bad)).await),
            Code::Malformed,
            "{bad:?}"
        );
    }
    // nor is a way taken that this server has not
    let hook = Notify::Set(
        NotifyChannel::Hook,
        "E-1".to_owned(),
        NotifyLanguage::English,
    );
    assert_eq!(code_of(setup.ask(&by, hook).await), Code::Malformed);
    assert!(setup.mail.came().is_empty());
}

#[tokio::test]
async fn only_who_manages_has_others_told_and_only_by_a_code_of_the_list() {
    let mut setup = setup().await;
    let (reader, by) = setup.world.person(100, &[ROOT], b"reader").await;
    let (link, key) = setup.world.link(200, &[ROOT], T0 + DAY, None).await;
    let visitor = setup.world.visit(link, &key, &Key::new(201)).await.unwrap();
    setup.told_at(&by, LI).await;
    let owner = setup.world.owner();
    let tell = async |by: &By, code: TellCode, member: MemberId| {
        let tell = Tell {
            code,
            members: vec![Id(member.0)],
        };
        setup.world.api.tell(by, &setup.world.id(), &tell).await
    };
    let due = TellCode::Retention;
    assert_eq!(code_of(tell(&by, due, reader).await), Code::Absent);
    assert_eq!(code_of(tell(&visitor, due, reader).await), Code::Absent);
    assert_eq!(
        code_of(tell(&owner, TellCode::Locked, reader).await),
        Code::Malformed
    );
    assert!(setup.round().await.is_empty());
    tell(&owner, due, reader).await.unwrap();
    tell(&owner, due, ChainId([9; 16])).await.unwrap();
    assert_eq!(setup.round().await.len(), 1);
    // a visitor is nobody who could be told
    assert_eq!(code_of(setup.ask(&visitor, set(LI)).await), Code::Absent);
    // and a server without a way to tell has nothing of it
    let other = Local::new(Arc::<Memory>::clone(&setup.engine), T0);
    let look = other
        .api()
        .notify(&by, &setup.world.id(), &Notify::Look)
        .await;
    assert_eq!(code_of(look), Code::Absent);
}

#[tokio::test]
async fn there_is_an_end_to_what_leaves_and_what_waits_is_told_later() {
    let mail = MailSink::start().await;
    let settings = Settings {
        room_rate: NonZeroU32::new(3).unwrap(),
        ..by_mail(&mail)
    };
    let mut setup = with(mail, &settings).await;
    let (_, one) = setup.world.person(100, &[ROOT], b"one").await;
    let (_, two) = setup.world.person(110, &[ROOT], b"two").await;
    setup.told_at(&one, "one@example.com").await;
    setup.told_at(&two, "two@example.com").await;
    setup.give_news(1).await;
    // two codes and one mail were three
    assert_eq!(setup.round().await.len(), 1);
    assert!(setup.round().await.is_empty());
    let (_, three) = setup.world.person(120, &[ROOT], b"three").await;
    let refused = setup.ask(&three, set("three@example.com")).await;
    assert_eq!(code_of(refused), Code::Rate);
    let due = stored(&setup.engine, "notify/due").await;
    assert_eq!(due.len(), 1, "it is still due: {due:?}");
}
