//! The auditor's record of the sale: that it is whole, counts what was done, and names nobody and nothing.

use std::{fs, time::Duration};

use e2e::{
    Done, Person,
    documents::{CONTRACT, CUSTOMERS, LETTER},
    fault,
};

use crate::cast::{Cast, name};
use crate::table::{
    ADVICE, CLEAN, DATES, FIRST_STAGE, INDEX, LIST, MORE, PRICES, Party, SECOND_STAGE, THIRD_STAGE,
    VALUE,
};
use crate::{AUDIT, BIDDER_A, BIDDER_B, BROKER, COUNSEL, FOR_BANK, FOR_VALUER, GUESTS, TEAM};

/// Managers' programs may still hand out keys after an end.
const SETTLES: Duration = Duration::from_secs(60);

/// Activity shows an auditor the record at once.
pub(crate) async fn the_auditor_reads_it(cast: &Cast) -> Done {
    let auditor = cast.of(Party::Auditor);
    auditor.click("tab-activity").await?;
    auditor.see_within("record-summary", SETTLES).await?;
    whole(auditor).await?;
    // front, roster, keys, six folders, a selection, eight people, two links, two visitors
    let chains = number(&auditor.read("record-chains").await?)?;
    assert!(chains >= 22, "{chains} chains");
    let entries = number(&auditor.read("record-entries").await?)?;
    assert!(entries > 100, "{entries} entries");
    auditor.see("record-holds").await?;
    for (act, least) in [
        ("RoomOpened", 1),
        ("MadeInvite", GUESTS.len()),
        ("Joined", GUESTS.len()),
        ("MadeManager", 1),
        ("MadeCoordinator", 1),
        ("MadeLink", 2),
        ("Visited", 2),
        ("Viewed", 1),
        ("Agreed", GUESTS.len()),
        ("Ended", 1),
        ("Turned", 1),
    ] {
        let seen = count(auditor, act).await?;
        assert!(seen >= least, "{act}: {seen} instead of {least}");
    }
    let text = auditor.read("page-activity").await?;
    assert!(text.contains(name(Party::Owner)), "{text}");
    nothing_secret(&text);
    auditor.shoot("transfer", "record-auditor").await?;

    // one kind alone
    auditor.choose("record-kind", "room").await?;
    gone(auditor, "Viewed").await?;
    assert!(count(auditor, "RoomOpened").await? == 1);
    auditor.choose("record-kind", "").await?;
    auditor
        .see("[data-test=record-row][data-act=Viewed]")
        .await?;

    auditor.click("record-save").await?;
    nothing_secret(&saved(auditor).await?);

    // its own openings are beside it, as every reader has them
    auditor.click("label:has([data-test=part-history])").await?;
    auditor.see("timeline").await?;
    auditor.click("label:has([data-test=part-record])").await?;
    auditor.see_within("record-holds", SETTLES).await?;
    Ok(())
}

/// Waits until no key is to be handed out any more.
async fn whole(auditor: &Person) -> Done {
    for _ in 0..30 {
        if auditor.read("record-findings").await? == "0" {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_secs(2)).await;
        auditor.click("record-again").await?;
    }
    fault(format!(
        "the record has findings: {:?}",
        auditor.read_all("record-finding").await?
    ))
}

fn nothing_secret(text: &str) {
    let people = GUESTS.iter().filter(|party| **party != Party::Auditor);
    let people = people.map(|party| name(*party));
    let rest = [
        BIDDER_A,
        BIDDER_B,
        COUNSEL,
        TEAM,
        BROKER,
        AUDIT,
        FOR_BANK,
        FOR_VALUER,
        "Ada Lovelace",
        INDEX,
        FIRST_STAGE,
        SECOND_STAGE,
        THIRD_STAGE,
        CLEAN,
        LIST.0,
        DATES.0,
        MORE.0,
        VALUE.0,
        ADVICE.0,
        PRICES.0,
        LETTER,
        CUSTOMERS,
        CONTRACT,
    ];
    for secret in people.chain(rest) {
        assert!(!text.contains(secret), "{secret} in {text}");
    }
}

fn number(text: &str) -> Done<usize> {
    match text.trim().parse() {
        Ok(number) => Ok(number),
        Err(_) => fault(format!("{text} is no number")),
    }
}

fn rows(act: &str) -> String {
    format!("document.querySelectorAll('[data-test=record-row][data-act={act}]').length")
}

async fn count(person: &Person, act: &str) -> Done<usize> {
    let script = format!("return {}", rows(act));
    let found = person.run(&script, vec![]).await?;
    number(&found.to_string())
}

async fn gone(person: &Person, act: &str) -> Done {
    let script = format!("return {} === 0", rows(act));
    let what = format!("no {act} in the record");
    person
        .wait_for(&what, Duration::from_secs(20), &script)
        .await
        .map(drop)
}

/// The table that was saved.
async fn saved(person: &Person) -> Done<String> {
    for _ in 0..100 {
        let names = fs::read_dir(person.downloads())?.flatten();
        let mut names = names.map(|entry| entry.path());
        if let Some(path) = names.find(|path| path.extension().is_some_and(|kind| kind == "csv")) {
            return Ok(fs::read_to_string(path)?);
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    fault("no table was saved")
}
