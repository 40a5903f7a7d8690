//! One sheet out of the many that the sources have: it is fetched before anything is painted, and eleven
//! requests are no quicker than one.

use crate::failure::{Done, Failure};

use super::finish::Files;

/// What every rule takes its values from.
const FIRST: &str = "tokens.css";

/// Joins the sheets that the page links, in its order, and takes them from `files`. Gives the page with
/// `SHEET` in place of the first link, and the sheet.
pub(super) fn join(page: &str, files: &mut Files) -> Done<(String, Vec<u8>)> {
    let (mut out, mut sheet, mut rest) = (String::new(), Vec::new(), page);
    while let Some((before, link, after)) = next_link(rest) {
        let name = name_in(link)?;
        let bytes = files.remove(name).ok_or_else(|| {
            Failure::new(format!(
                "index.html links {name}, which Trunk did not make."
            ))
        })?;
        if sheet.is_empty() && name != FIRST {
            return Err(Failure::new(format!("{FIRST} has to be the first sheet.")));
        }
        // one in the middle of a sheet is ignored by browsers
        if bytes.windows(7).any(|word| word == b"@import") {
            return Err(Failure::new(format!("{name} imports another sheet.")));
        }
        out.push_str(before);
        if sheet.is_empty() {
            out.push_str(SHEET);
        }
        sheet.extend_from_slice(&bytes);
        sheet.push(b'\n');
        rest = after;
    }
    out.push_str(rest);
    match files.keys().find(|name| name.ends_with(".css")) {
        Some(name) => Err(Failure::new(format!("index.html does not link {name}."))),
        None if sheet.is_empty() => Err(Failure::new("index.html links no sheet.")),
        None => Ok((out, sheet)),
    }
}

/// Stands for the link to the one sheet.
pub(super) const SHEET: &str = "<!-- sealroom:sheet -->";

/// The first link to a sheet, and what is around it.
fn next_link(page: &str) -> Option<(&str, &str, &str)> {
    let mut from = 0;
    while let Some(at) = page[from..].find("<link") {
        let start = from + at;
        let end = start + page[start..].find('>')? + 1;
        if page[start..end].contains(r#"rel="stylesheet""#) {
            return Some((&page[..start], &page[start..end], &page[end..]));
        }
        from = end;
    }
    None
}

fn name_in(link: &str) -> Done<&str> {
    let address = link.split_once(r#"href="/"#);
    let name = address.and_then(|(_, rest)| rest.split_once('"'));
    match name {
        Some((name, _)) => Ok(name),
        None => Err(Failure::new(format!("{link} names no sheet of ours."))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(sheets: &[(&str, &str)]) -> Files {
        let sheet = |(name, text): &(&str, &str)| ((*name).to_owned(), text.as_bytes().to_vec());
        sheets.iter().map(sheet).collect()
    }

    const PAGE: &str = r#"<link rel="icon" href="/a.svg"><link rel="stylesheet" href="/tokens.css"/>
<link rel="stylesheet" href="/a.css"><p>"#;

    #[test]
    fn sheets_are_joined_in_the_order_of_the_page() {
        let mut all = files(&[("a.css", "a{}"), ("tokens.css", ":root{}"), ("x.svg", "")]);
        let (page, sheet) = join(PAGE, &mut all).expect("joins");
        assert_eq!(sheet, b":root{}\na{}\n");
        assert_eq!(
            page,
            "<link rel=\"icon\" href=\"/a.svg\"><!-- sealroom:sheet -->\n<p>"
        );
        assert_eq!(all.len(), 1);
    }

    #[test]
    fn a_sheet_that_would_be_lost_stops_the_build() {
        let tokens = ("tokens.css", ":root{}");
        for wrong in [
            &[tokens][..],
            &[tokens, ("a.css", "a{}"), ("b.css", "b{}")],
            &[tokens, ("a.css", "@import url(/b.css);")],
        ] {
            assert!(join(PAGE, &mut files(wrong)).is_err(), "{wrong:?}");
        }
        let late = PAGE
            .replace("/tokens.css", "/z.css")
            .replace("/a.css", "/tokens.css");
        assert!(join(&late, &mut files(&[tokens, ("z.css", "z{}")])).is_err());
        assert!(join("<p>", &mut files(&[])).is_err());
    }
}
