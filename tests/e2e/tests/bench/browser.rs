//! The owner in Chromium. Times are the page's own: from the click to the picture after it.

use std::time::Duration;

use e2e::{Done, Driver, Language, Person, Storage, fault};
use serde_json::{Value, json};

use crate::native::refused;
use crate::room_of_many::{DATA, EVERYBODY, Many};
use crate::table::{Row, Table};

const PASSPHRASE: &str = "saffron-orchard-2218-anvil";
/// A bench ends some time.
const LONGEST: Duration = Duration::from_secs(900);
/// Notes how long the page does not answer, from the first script on.
const WATCH: &str = "window.__watch = { long: [] };
new PerformanceObserver(list => list.getEntries().forEach(one => window.__watch.long.push([one.startTime, one.duration])))
  .observe({ type: 'longtask', buffered: true });";
/// The next click begins; the first picture after what the argument says is there ends.
const ARM: &str = "
const there = () => { PREDICATE };
const watch = window.__watch;
Object.assign(watch, { begin: null, end: null, at: null });
const begin = event => { watch.begin = event.timeStamp; watch.at = performance.timeOrigin + event.timeStamp; };
addEventListener('EVENT', begin, { capture: true, once: true });
const look = () => {
  if (watch.begin !== null && there()) requestAnimationFrame(() => setTimeout(() => { watch.end = performance.now(); }));
  else requestAnimationFrame(look);
};
requestAnimationFrame(look);";
/// When it began, how long it took, and the longest that the page did not answer.
const ASK: &str = "
const { begin, end, at, long } = window.__watch;
if (end === null) return null;
const inside = long.filter(([start, took]) => start + took > begin && start < end);
return [at, end - begin, Math.max(0, ...inside.map(([, took]) => took))];";

/// Measures everything once.
pub(crate) async fn measure(many: &Many, table: &mut Table) -> Done {
    let driver = Driver::start()?;
    let origin = many.origin();
    let owner = Person::start(
        &driver,
        "bench-owner",
        Language::English,
        &origin,
        Storage::Kept,
    )
    .await?;
    owner.web.set_script_timeout(LONGEST).await?;
    owner.on_every_page(WATCH).await?;
    owner.go("/").await?;
    owner
        .restore_identity(&many.words(), "Wang Fang", PASSPHRASE)
        .await?;
    let opened = "return document.querySelector('[data-test=page-room] [data-test=open-folder]')";
    let card = "room-card";
    owner.see(card).await?;
    note(&owner, table, Row::First, opened, card).await?;
    owner.go("/").await?;
    owner.unlock(PASSPHRASE).await?;
    owner.see(card).await?;
    note(&owner, table, Row::Again, opened, card).await?;

    let people = format!(
        "return document.querySelectorAll('[data-test=member]').length > {}",
        20
    );
    note(&owner, table, Row::People, &people, "tab-people").await?;
    let cells = "return document.querySelector('[data-test=matrix-cell]')";
    note(&owner, table, Row::Matrix, cells, "tab-access").await?;
    let turned = "return [...document.querySelectorAll('.matrix__who')].some(one => one.innerText.includes('Person 0'))";
    note(&owner, table, Row::MatrixPeople, turned, "columns-people").await?;
    scroll(&owner, table, many.size.members).await?;
    owner.click("columns-groups").await?;

    choose(&owner, DATA, EVERYBODY, "read").await?;
    let review = "return document.querySelector('[data-test=review]')";
    note(&owner, table, Row::Review, review, "changes-review").await?;
    let applied = "return !document.querySelector('[data-test=review-dialog]') && !document.querySelector('[data-test=changes-waiting]')";
    note(&owner, table, Row::Grant, applied, "review-apply").await?;

    let (name, _, theirs) = &many.leaving[1];
    theirs.refresh().await?;
    owner.click("tab-people").await?;
    end_dialog(&owner, name).await?;
    let gone = "return !document.querySelector('[data-test=confirm-dialog]')";
    let ended = note(&owner, table, Row::Rotated, gone, "confirm-yes");
    let (ended, refused) = tokio::join!(ended, refused(theirs));
    let (at, blocked) = ended?;
    let until = refused?.saturating_sub(at);
    table.browser(Row::Refused, Duration::from_millis(until), blocked);
    owner.leave().await
}

/// Presses, and waits for what it leads to.
async fn note(
    person: &Person,
    table: &mut Table,
    row: Row,
    there: &str,
    press: &str,
) -> Done<(u64, Duration)> {
    arm(person, there, "click").await?;
    person.click(press).await?;
    finish(person, table, row).await
}

async fn arm(person: &Person, there: &str, event: &str) -> Done {
    let script = ARM.replace("PREDICATE", there).replace("EVENT", event);
    person.run(&script, vec![]).await?;
    Ok(())
}

async fn finish(person: &Person, table: &mut Table, row: Row) -> Done<(u64, Duration)> {
    let answer = person.wait_for(&format!("{row:?}"), LONGEST, ASK).await?;
    let [at, took, blocked] = serde_json::from_value::<[f64; 3]>(answer)?;
    let time = |millis: f64| Duration::from_secs_f64(millis / 1000.0);
    crate::say(&format!("  {row:?}: {took:.0} ms, blocked {blocked:.0} ms"));
    table.browser(row, time(took), time(blocked));
    Ok((at as u64, time(blocked)))
}

/// To the last folder of the last person.
async fn scroll(person: &Person, table: &mut Table, members: usize) -> Done {
    let last = format!(
        "const last = [...document.querySelectorAll('[data-test=matrix-cell]')].at(-1);
         const area = document.querySelector('.matrix__scroll');
         if (!last) return false;
         const at = last.getBoundingClientRect(), box = area.getBoundingClientRect();
         const named = last.getAttribute('aria-label').startsWith('Person {:04}');
         return named && at.left < box.right && at.right > box.left",
        members - 1
    );
    arm(person, &last, "scroll").await?;
    let far = "const area = document.querySelector('.matrix__scroll');
        area.scrollTo(area.scrollWidth, area.scrollHeight);
        return [area.scrollWidth, area.clientWidth, area.scrollHeight, document.querySelectorAll('*').length];";
    let sizes = person.run(far, vec![]).await?;
    crate::say(&format!("  matrix: width, seen, height, elements: {sizes}"));
    finish(person, table, Row::MatrixScroll).await?;
    Ok(())
}

/// Chooses a level in the cell of a folder and the last column: only what is seen is drawn, so it is
/// looked for from the top down.
async fn choose(person: &Person, folder: &str, column: &str, level: &str) -> Done {
    let script = "
        const cell = [...document.querySelectorAll('[data-test=matrix-cell]')]
            .find(one => one.getAttribute('aria-label') === arguments[0]);
        const area = document.querySelector('.matrix__scroll');
        if (!cell) { area.scrollTo(area.scrollWidth, arguments[2] * area.clientHeight / 2); return false; }
        cell.value = arguments[1];
        cell.dispatchEvent(new Event('change', { bubbles: true }));
        return true;";
    let label = format!("{column}: {folder}");
    person.see("matrix").await?;
    for step in 0..100 {
        let words = vec![json!(label), json!(level), json!(step)];
        let chosen = person.run(script, words).await?;
        if chosen == Value::Bool(true) {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    fault(format!("the matrix has no cell {label}"))
}

/// Asks to end somebody, up to the question whether one is sure.
async fn end_dialog(person: &Person, name: &str) -> Done {
    person.see_within("members-find", LONGEST).await?;
    person.write("members-find", name).await?;
    let press = format!(
        "const line = [...document.querySelectorAll('[data-test=member]')].find(one => one.innerText.includes('{name}'));
         const button = line?.querySelector('[data-test=end-member]');
         button?.click();
         return !!button"
    );
    person.wait_for(name, LONGEST, &press).await?;
    person.see_within("confirm-yes", LONGEST).await?;
    Ok(())
}
