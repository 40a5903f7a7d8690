//! Time-limited links: open until they end, not a second longer, in a browser and without one;
//! and a clear page for each way in which a link can be of no use.
#![allow(clippy::unwrap_used)]

use std::time::{Duration, Instant};

use e2e::{
    Done, Language, LinkOptions, Person, Recorded, World,
    documents::{Documents, LETTER, PHOTO, SECRET_TEXT},
};

const OWNER: &str = "李明（资料室管理人）";
const PASSPHRASE: &str = "harvest-violin-4417-cobalt";
const ROOM: &str = "链接测试资料室";

/// An owner in a room with a letter and a photograph.
async fn owner(world: &World) -> Done<Person> {
    let documents = Documents::make(1)?;
    let owner = world.person("owner", Language::Chinese).await?;
    owner.go(&world.first_page()?).await?;
    owner.make_identity(OWNER, PASSPHRASE).await?;
    owner.create_room(ROOM).await?;
    owner
        .upload(&[&documents.file(LETTER), &documents.file(PHOTO)])
        .await?;
    owner.transferred(Duration::from_secs(60)).await?;
    Ok(owner)
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_for_five_seconds_opens_at_second_one_and_not_at_second_seven() -> Done {
    let world = World::start("five-seconds").await?;
    let owner = owner(&world).await?;
    let visitor = world.person("visitor", Language::English).await?;
    // the app is loaded once before, as by anyone who was here before
    visitor.go("/").await?;
    visitor.see("make-form").await?;

    let made = Instant::now();
    let options = LinkOptions {
        seconds: Some(5),
        ..LinkOptions::labelled("五秒")
    };
    let link = owner.link(&options).await?;
    // so that what is recorded from here on is the visitor's alone
    owner.go("about:blank").await?;
    world.tap.forget();
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    assert!(visitor.preview_text(LETTER).await?.contains(SECRET_TEXT));
    let requests = reading(&world);
    let live = replay(&world, &requests).await?;
    assert!(
        made.elapsed() < Duration::from_secs(5),
        "all this took {:?}",
        made.elapsed()
    );
    for what in ["/v1/blob/", "/read"] {
        assert!(
            live.iter()
                .any(|(asked, status)| asked.contains(what) && *status == 200),
            "{live:?}"
        );
    }

    tokio::time::sleep_until((made + Duration::from_secs(7)).into()).await;
    for (what, status) in replay(&world, &requests).await? {
        assert!(
            (400..500).contains(&status),
            "{what} was answered with {status} at second 7"
        );
    }
    // the page closes by itself, and a second try leads nowhere
    visitor.dead_end("Expired").await?;
    visitor.go(&link).await?;
    visitor.dead_end("Expired").await?;
    assert!(!visitor.page_text().await.contains(SECRET_TEXT));
    visitor.leave().await?;
    owner.leave().await
}

/// The requests that gave anything to read: not the app, nor the link's state.
fn reading(world: &World) -> Vec<Recorded> {
    let mut requests = world.tap.requests();
    requests.retain(|request| {
        let path = path(&request.target);
        path.starts_with("/v1/") && !path.ends_with("/state") && path != "/v1/server"
    });
    requests
}

/// Sends them again as they were; gives what was asked and the status of the answer.
async fn replay(world: &World, requests: &[Recorded]) -> Done<Vec<(String, u16)>> {
    let mut answers = Vec::new();
    for request in requests {
        let status = world.tap.send_again(request).await?;
        answers.push((
            format!("{} {}", request.method, path(&request.target)),
            status,
        ));
    }
    Ok(answers)
}

fn path(target: &str) -> &str {
    target.split('?').next().unwrap_or_default()
}

#[tokio::test(flavor = "multi_thread")]
async fn each_link_that_is_of_no_use_says_why_in_both_languages() -> Done {
    let world = World::start("no-use").await?;
    let owner = owner(&world).await?;
    for language in [Language::Chinese, Language::English] {
        let visitor = world.person("visitor", language).await?;
        ended(&owner, &visitor).await?;
        damaged(&owner, &visitor).await?;
        wrong_passphrase(&owner, &visitor).await?;
        visitor.leave().await?;
    }
    owner.leave().await
}

async fn ended(owner: &Person, visitor: &Person) -> Done {
    let label = format!("to be ended, {:?}", visitor.language);
    let link = owner.link(&LinkOptions::labelled(&label)).await?;
    visitor.go(&link).await?;
    visitor.open_link(None).await?;
    owner.end("tab-links", &label).await?;
    visitor.go(&link).await?;
    visitor.dead_end("Ended").await
}

async fn damaged(owner: &Person, visitor: &Person) -> Done {
    let link = owner.link(&LinkOptions::labelled("to be damaged")).await?;
    visitor.go(&link[..link.len() - 9]).await?;
    visitor.dead_end("LinkTruncated").await?;
    let (before, secret) = link.split_once('#').unwrap();
    let other = if secret.as_bytes()[60] == b'A' {
        'B'
    } else {
        'A'
    };
    visitor
        .go(&format!(
            "{before}#{}{other}{}",
            &secret[..60],
            &secret[61..]
        ))
        .await?;
    visitor.dead_end("LinkDamaged").await?;
    visitor.go("/l#hello").await?;
    visitor.dead_end("NotALink").await?;
    visitor.go("/l").await?;
    visitor.dead_end("Missing").await?;
    // the whole link still works
    visitor.go(&link).await?;
    visitor.open_link(None).await
}

async fn wrong_passphrase(owner: &Person, visitor: &Person) -> Done {
    let options = LinkOptions {
        passphrase: Some(PASSPHRASE.to_owned()),
        ..LinkOptions::labelled("口令")
    };
    let link = owner.link(&options).await?;
    visitor.go(&link).await?;
    visitor.write("open-passphrase", "not this one").await?;
    visitor.click("open-link").await?;
    visitor
        .see("[data-test=failure][data-failure=WrongPassphrase]")
        .await?;
    visitor.open_link(Some(PASSPHRASE)).await
}

#[tokio::test(flavor = "multi_thread")]
async fn a_link_keeps_its_limit_and_its_fragment_never_reaches_the_server() -> Done {
    let world = World::start("limits").await?;
    let owner = owner(&world).await?;
    let options = LinkOptions {
        opens: Some(1),
        ..LinkOptions::labelled("只开一次")
    };
    let link = owner.link(&options).await?;

    // looking at the link's page is no opening: a preview bot burns none
    for name in ["bot", "visitor"] {
        let person = world.person(name, Language::English).await?;
        person.go(&link).await?;
        person.see("page-link").await?;
        assert_eq!(person.read("link-title").await?, ROOM);
        let address = person.address().await?;
        assert!(
            !address.contains('#'),
            "the fragment stands in the address bar"
        );
        if name == "bot" {
            person.leave().await?;
            continue;
        }
        person.open_link(None).await?;
        person.save(LETTER, Duration::from_secs(20)).await?;
        let second = world.person("second", Language::Chinese).await?;
        second.go(&link).await?;
        second.dead_end("UsedUp").await?;
        second.leave().await?;
        // the same device resumes
        person.go(&link).await?;
        person.open_link(None).await?;
        person.leave().await?;
    }
    let (_, fragment) = link.split_once('#').unwrap();
    for request in world.tap.requests() {
        let head = String::from_utf8_lossy(&request.head).into_owned();
        assert!(
            !head.contains(&fragment[..40]),
            "the fragment was sent in {}",
            request.target
        );
        assert!(!head.to_lowercase().contains("referer:"), "{head}");
    }
    owner.leave().await
}
