//! A sale from its beginning to a bidder's end, by ten parties in browsers of their own: two managers on two machines,
//! two bidders and counsel in groups, a clean team, a coordinator, an auditor, and the visitors of two links. After each
//! step everybody's whole room is what the step's table says.
#![allow(clippy::unwrap_used)]

mod cast;
mod expected;
mod record;
mod table;

use std::time::Duration;

use cast::{Cast, PASSPHRASE, name};
use e2e::{
    Done, InviteOptions, LinkOptions, Person, World,
    documents::{CONTRACT, CUSTOMERS, Documents, LETTER},
    together,
};
use table::{
    ADVICE, CLEAN, DATES, FIRST_STAGE, INDEX, LIST, MORE, PRICES, Party, SECOND_STAGE, THIRD_STAGE,
    VALUE,
};

const ROOM: &str = "晨星股权转让";
const SENDING: Duration = Duration::from_secs(60);

/// The groups.
const BIDDER_A: &str = "竞买方甲";
const BIDDER_B: &str = "竞买方乙";
const COUNSEL: &str = "律师";
const TEAM: &str = "净化团队成员";
const BROKER: &str = "经纪人";
const AUDIT: &str = "审计组";

/// What links are called.
const FOR_BANK: &str = "Bank of the bidder";
const FOR_VALUER: &str = "评估师";

/// All who come by an invite.
const GUESTS: [Party; 7] = [
    Party::Manager,
    Party::BidderA,
    Party::CounselA,
    Party::BidderB,
    Party::CleanTeam,
    Party::Coordinator,
    Party::Auditor,
];

#[tokio::test(flavor = "multi_thread")]
async fn a_sale_shows_everybody_exactly_what_the_tables_say() -> Done {
    let world = World::start("transfer").await?;
    let documents = Documents::make(1)?;
    let mut cast = Cast::default();
    cast.seat(&world, &[Party::Owner]).await?;
    prepare(&world, &documents, &cast).await?;
    cast.seat(&world, &GUESTS).await?;
    invite(&cast).await?;
    give_the_index(&cast, &documents).await?;
    cast.check("the index is given", expected::INDEX_GIVEN)
        .await?;
    let given = [Party::BidderA, Party::CounselA, Party::Coordinator];
    shoot(&cast, &given, "index").await?;

    disclose(&cast).await?;
    cast.check("stage 1 is open to both", expected::FIRST)
        .await?;

    agreement(&cast, "不外传。", "Keep it to yourself.").await?;
    cast.check("an agreement is asked", expected::ASKED).await?;
    shoot(&cast, &[Party::Manager, Party::BidderA], "asked").await?;
    sign(&cast, &GUESTS).await?;
    cast.check("everybody signed", expected::FIRST).await?;

    give(&cast, Party::Manager, SECOND_STAGE, BIDDER_A).await?;
    cast.check("stage 2 is open to Bidder A", expected::SECOND)
        .await?;

    agreement(&cast, "十年不外传。", "For ten years.").await?;
    sign(&cast, &GUESTS[1..2]).await?;
    cast.check("another text is asked", expected::ASKED_AGAIN)
        .await?;
    let (principal, others): (Vec<Party>, Vec<Party>) =
        GUESTS.iter().partition(|party| **party == Party::BidderA);
    assert_eq!(principal.len(), 1);
    sign(&cast, &others).await?;
    cast.check("everybody signed again", expected::SECOND)
        .await?;

    give(&cast, Party::Owner, CLEAN, TEAM).await?;
    cast.check("the clean team has its folder", expected::CLEAN_TEAM)
        .await?;

    links(&world, &mut cast).await?;
    cast.check("two links are open", expected::LINKS).await?;

    shoot(&cast, &[Party::Link1, Party::Link2], "links").await?;
    shoot(&cast, &[Party::CleanTeam], "clean-team").await?;

    revoke(&cast, &documents).await?;
    cast.check("Bidder B is out", expected::REVOKED).await?;

    record::the_auditor_reads_it(&cast).await?;
    let coordinator = cast.of(Party::Coordinator);
    coordinator.click("tab-people").await?;
    found_by_name(coordinator, name(Party::BidderA)).await?;
    let out = [Party::BidderB, Party::Auditor, Party::Coordinator];
    shoot(&cast, &out, "revoked").await?;

    give(&cast, Party::Manager, THIRD_STAGE, COUNSEL).await?;
    cast.check("stage 3 is open to counsel", expected::THIRD)
        .await?;

    cast.of(Party::Owner).end("tab-links", FOR_BANK).await?;
    cast.check("the first link is ended", expected::LINK_ENDED)
        .await?;

    for party in [
        Party::BidderA,
        Party::CounselA,
        Party::CleanTeam,
        Party::Auditor,
    ] {
        cast.seen_as(expected::LINK_ENDED, party).await?;
        if party == Party::CounselA {
            shoot(&cast, &[Party::Owner], "seen-as").await?;
        }
        cast.of(Party::Owner).close_dialog().await?;
    }
    cast.leave().await
}

/// The owner alone: folders with documents, and groups without people.
async fn prepare(world: &World, documents: &Documents, cast: &Cast) -> Done {
    let owner = cast.of(Party::Owner);
    owner.go(&world.first_page()?).await?;
    owner.make_identity(name(Party::Owner), PASSPHRASE).await?;
    owner.create_room(ROOM).await?;
    for (folder, kind) in [
        (INDEX, "folder-plain"),
        (FIRST_STAGE, "folder-plain"),
        (SECOND_STAGE, "folder-prepared"),
        (THIRD_STAGE, "folder-prepared"),
        (CLEAN, "folder-clean"),
    ] {
        owner.make_folder(folder, kind).await?;
    }
    let text = |(name, says)| documents.text(name, says);
    for (folder, files) in [
        (INDEX, vec![text(LIST)?]),
        (
            FIRST_STAGE,
            vec![documents.file(LETTER), documents.file(CUSTOMERS)],
        ),
        (SECOND_STAGE, vec![text(VALUE)?, documents.file(CONTRACT)]),
        (THIRD_STAGE, vec![text(ADVICE)?]),
        (CLEAN, vec![text(PRICES)?]),
    ] {
        let files: Vec<_> = files.iter().map(|file| file.as_path()).collect();
        owner.open_tree(folder).await?;
        owner.upload(&files).await?;
        owner.transferred(SENDING).await?;
    }
    for group in [BIDDER_A, BIDDER_B, COUNSEL, TEAM, BROKER, AUDIT] {
        owner.make_group(group).await?;
    }
    Ok(())
}

/// Everybody is invited and joins; two get an office.
async fn invite(cast: &Cast) -> Done {
    let owner = cast.of(Party::Owner);
    let mut invites = Vec::new();
    for party in GUESTS {
        let groups: &[&str] = match party {
            Party::BidderA => &[BIDDER_A],
            Party::CounselA => &[BIDDER_A, COUNSEL],
            Party::BidderB => &[BIDDER_B],
            Party::CleanTeam => &[TEAM],
            Party::Coordinator => &[BROKER],
            Party::Auditor => &[AUDIT],
            _ => &[],
        };
        let options = InviteOptions {
            approval: party == Party::CounselA,
            audits: party == Party::Auditor,
            ..InviteOptions::into(name(party), groups)
        };
        invites.push((party, owner.invite_with(&options).await?));
    }
    let joining = invites.iter().map(async |(party, url)| {
        let guest = cast.of(*party);
        guest.go(url).await?;
        guest.join_as_new(name(*party), PASSPHRASE).await
    });
    for joined in together(joining).await {
        joined?;
    }
    owner.appoint(name(Party::Manager), "manager").await?;
    owner
        .appoint(name(Party::Coordinator), "coordinator")
        .await?;
    cast.of(Party::Manager).sees_folder(THIRD_STAGE, true).await
}

/// Two managers on two machines at the same time: rules of both, and a document of one while the other decides.
async fn give_the_index(cast: &Cast, documents: &Documents) -> Done {
    let (owner, manager) = (cast.of(Party::Owner), cast.of(Party::Manager));
    let dates = documents.text(DATES.0, DATES.1)?;
    owner.set_rule(INDEX, BIDDER_A, "read").await?;
    owner.review().await?;
    manager.open_tree(INDEX).await?;
    let sending = async {
        manager.upload(&[&dates]).await?;
        manager.transferred(SENDING).await
    };
    tokio::try_join!(owner.apply(), sending)?;
    owner.set_rule(INDEX, AUDIT, "read").await?;
    manager.set_rule(INDEX, BIDDER_B, "read").await?;
    owner.review().await?;
    manager.review().await?;
    tokio::try_join!(owner.apply(), manager.apply())?;
    shoot(cast, &[Party::Owner], "rules").await
}

/// Pictures of a step for a person to look at, of screens without a barrier.
async fn shoot(cast: &Cast, parties: &[Party], step: &str) -> Done {
    let shots = parties.iter().map(async |party| {
        let screen = format!("{step}-{}", party.head());
        cast.of(*party).shoot("transfer", &screen).await
    });
    together(shots).await.into_iter().collect()
}

/// Counsel is let in, and the first stage is opened to both bidders in one change.
async fn disclose(cast: &Cast) -> Done {
    let owner = cast.of(Party::Owner);
    owner.approve(name(Party::CounselA)).await?;
    for group in [BIDDER_A, BIDDER_B] {
        owner.set_rule(FIRST_STAGE, group, "read").await?;
    }
    owner.review().await?;
    shoot(cast, &[Party::Owner], "review").await?;
    owner.apply().await
}

/// One rule, by one of the managers.
async fn give(cast: &Cast, by: Party, folder: &str, group: &str) -> Done {
    let by = cast.of(by);
    by.set_rule(folder, group, "read").await?;
    by.review().await?;
    by.apply().await
}

/// The owner asks everybody for a text.
async fn agreement(cast: &Cast, chinese: &str, english: &str) -> Done {
    let chinese = format!("# 保密协议\n\n{chinese}");
    let english = format!("# Confidentiality\n\n{english}");
    let owner = cast.of(Party::Owner);
    owner.write_agreement(&chinese, &english).await
}

async fn sign(cast: &Cast, parties: &[Party]) -> Done {
    let signing = parties.iter().map(async |party| {
        let person = cast.of(*party);
        person.click("refresh").await?;
        person.sign_agreement(name(*party)).await
    });
    together(signing).await.into_iter().collect()
}

/// A link over a folder, with a passphrase, for one device; and one over two documents, for one opening.
async fn links(world: &World, cast: &mut Cast) -> Done {
    let owner = cast.of(Party::Owner);
    owner.click("tab-documents").await?;
    owner.open_tree(FIRST_STAGE).await?;
    let bank = LinkOptions {
        passphrase: Some(PASSPHRASE.to_owned()),
        bound: true,
        ..LinkOptions::labelled(FOR_BANK)
    };
    let bank = owner.link_to_folder(&bank).await?;
    owner.open_tree(SECOND_STAGE).await?;
    let valuer = LinkOptions {
        opens: Some(1),
        ..LinkOptions::labelled(FOR_VALUER)
    };
    let valuer = owner.link_to(&[VALUE.0, CONTRACT], &valuer).await?;
    cast.seat(world, &[Party::Link1, Party::Link2]).await?;
    for (party, url, passphrase) in [
        (Party::Link1, bank, Some(PASSPHRASE)),
        (Party::Link2, valuer, None),
    ] {
        cast.comes_by(party, &url);
        let visitor = cast.of(party);
        visitor.go(&url).await?;
        visitor.open_link(passphrase).await?;
        visitor.see_within("agree", SENDING).await?;
        visitor.sign_agreement("Ada Lovelace").await?;
    }
    Ok(())
}

/// A long list of people is searched, and is whole again.
async fn found_by_name(person: &Person, name: &str) -> Done {
    let lines = || person.read_all("member");
    person.see("members-find").await?;
    let all = lines().await?.len();
    assert!(all > 6, "{all}");
    person.write("members-find", name).await?;
    let found = lines().await?;
    assert!(found.len() == 1 && found[0].contains(name), "{found:?}");
    person.write("members-find", "nobody of that name").await?;
    person.see("members-none").await?;
    person.write("members-find", " ").await?;
    assert_eq!(lines().await?.len(), all);
    Ok(())
}

/// Bidder B's access ends; then the other manager adds a document to what B could read.
async fn revoke(cast: &Cast, documents: &Documents) -> Done {
    let owner = cast.of(Party::Owner);
    owner.end("tab-people", name(Party::BidderB)).await?;
    let manager = cast.of(Party::Manager);
    let more = documents.text(MORE.0, MORE.1)?;
    manager.click("tab-documents").await?;
    manager.open_tree(FIRST_STAGE).await?;
    manager.upload(&[&more]).await?;
    manager.transferred(SENDING).await
}
