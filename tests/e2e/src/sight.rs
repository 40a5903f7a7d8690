//! All that a person sees of a room: every folder of the tree and every document in it, read from the page.

use std::{collections::BTreeSet, fmt};

use crate::{Done, Person};

/// What the page shows of a room or a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// Folders, with a `/` at their end, and documents, by their paths. The room's own folder is `/` alone.
    Room(BTreeSet<String>),
    /// Nothing but a text to be agreed to.
    Asked,
    /// Nothing but why there is nothing: the state that the page names.
    Over(String),
}

impl fmt::Display for Sight {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Room(all) if all.is_empty() => write!(out, "an empty room"),
            Self::Room(all) => {
                let all: Vec<&str> = all.iter().map(String::as_str).collect();
                write!(out, "{}", all.join(", "))
            }
            Self::Asked => write!(out, "a text to be agreed to"),
            Self::Over(why) => write!(out, "the end: {why}"),
        }
    }
}

/// What [`LOOK`] says: nothing, `asked` or `over`; why; the room's name; the steps of each path, the last
/// empty for a folder, with the index number.
type Looked = (
    Option<String>,
    Option<String>,
    String,
    Vec<(Vec<String>, String)>,
);

impl Person {
    /// Reads the room again, then goes through every folder; gives what there is, and the index numbers beside it.
    pub async fn sight(&self) -> Done<(Sight, BTreeSet<String>)> {
        let looked = self.run_and_wait(LOOK, vec![]).await?;
        let (state, why, title, rows): Looked = serde_json::from_value(looked)?;
        let path = |steps: &[String]| {
            let below = usize::from(steps.first() == Some(&title));
            match steps[below..].join("/") {
                path if path.is_empty() => "/".to_owned(),
                path => path,
            }
        };
        let sight = match state.as_deref() {
            Some("asked") => Sight::Asked,
            Some(_) => Sight::Over(why.unwrap_or_default()),
            None => Sight::Room(rows.iter().map(|(steps, _)| path(steps)).collect()),
        };
        let numbers = rows.into_iter().map(|(_, number)| number);
        Ok((sight, numbers.filter(|it| !it.is_empty()).collect()))
    }
}

/// Which numbers are missed by one who sees these: a sibling before, which would tell of something that is hidden.
pub fn gaps(numbers: &BTreeSet<String>) -> Vec<String> {
    // who sees 2.1 knows of 2
    let ahead = |number: &str| {
        let ends = number.match_indices('.').map(|(at, _)| at);
        ends.chain([number.len()])
            .map(|end| number[..end].to_owned())
            .collect::<Vec<_>>()
    };
    let known: BTreeSet<String> = numbers.iter().flat_map(|number| ahead(number)).collect();
    let before = |number: &String| {
        let (above, last) = match number.rsplit_once('.') {
            Some((above, last)) => (format!("{above}."), last),
            None => (String::new(), number.as_str()),
        };
        let last: u32 = last.parse().ok()?;
        (last > 1).then(|| format!("{above}{}", last - 1))
    };
    let missed = known.iter().filter_map(before);
    missed.filter(|number| !known.contains(number)).collect()
}

/// Presses "refresh" and waits for its end, then opens every folder of the tree and reads its table.
const LOOK: &str = "
    const done = arguments[arguments.length - 1];
    const all = test => [...document.querySelectorAll(`[data-test='${test}']`)];
    const settle = () => new Promise(ok => requestAnimationFrame(() => setTimeout(ok, 30)));
    const until = async ask => {
        for (;;) {
            const answer = ask();
            if (answer) return answer;
            await settle();
        }
    };
    const title = () => all('room-title-shown')[0]?.innerText.trim() ?? '';
    const end = () => {
        const over = all('room-over')[0] ?? all('dead-end')[0];
        if (over) return ['over', over.dataset.state, title(), []];
        if (all('agree')[0] ?? all('agreement-later')[0]) return ['asked', null, title(), []];
        return null;
    };
    const steps = () => [...document.querySelectorAll('[data-test=breadcrumb] li')].map(one => one.innerText.trim());
    (async () => {
        all('refresh')[0]?.click();
        await settle();
        await until(() => all('refresh')[0]?.getAttribute('aria-busy') !== 'true');
        await settle();
        all('tab-documents')[0]?.click();
        await until(() => end() ?? all('folder-tree')[0]);
        await settle();
        if (end()) return end();
        const shut = '[data-test=folder-tree] button[aria-expanded=false]:not(:disabled)';
        for (let toggle; (toggle = document.querySelector(shut)); await settle()) toggle.click();
        const rows = [];
        for (let at = 0; at < all('tree-folder').length; at++) {
            all('tree-folder')[at].click();
            await until(() => all('tree-folder')[at]?.getAttribute('aria-current') === 'true');
            await settle();
            const path = steps();
            rows.push([[...path, ''], '']);
            const cells = row => row.querySelector('.docs__number')?.innerText.trim() ?? '';
            for (const row of all('folder-row')) {
                rows.push([[...path, row.querySelector('[data-test=open-folder]').innerText.trim(), ''], cells(row)]);
            }
            for (const row of all('doc-row')) rows.push([[...path, row.dataset.name], cells(row)]);
        }
        return [null, null, title(), rows];
    })().then(done, error => done(['over', `the script failed: ${error}`, '', []]));";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_that_is_left_out_is_a_gap() {
        let numbers = |all: &[&str]| all.iter().map(|&it| it.to_owned()).collect();
        assert!(gaps(&numbers(&["1.1", "1.2", "2.1", "2.2.1"])).is_empty());
        assert!(gaps(&numbers(&["1", "1.1", "1.2", "2"])).is_empty());
        assert_eq!(gaps(&numbers(&["1.1", "3.1"])), ["2"]);
        assert_eq!(gaps(&numbers(&["1", "2", "2.1", "2.3"])), ["2.2"]);
    }
}
