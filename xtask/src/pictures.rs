//! The pictures in README and guides: the tour of all screens takes them, and what the documents
//! refer to is copied beside them. So there is no list of pictures but the documents themselves.

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
};

use crate::{
    failure::{At, Done, Failure},
    folder::entries,
    place::Place,
    shell::say,
};

/// A picture that a document refers to: `images/<language>/<name>.png`.
type Picture = (String, String);

/// Copies what the documents show from what the tour has just taken.
pub(crate) fn place_all(place: &Place) -> Done {
    let mut wanted = BTreeSet::new();
    for document in documents(place)? {
        let text = fs::read_to_string(&document).at(&document)?;
        wanted.extend(pictures(&text));
    }
    for (language, name) in &wanted {
        let from = shot(place, language, name)?;
        let to = place.root.join("docs/images").join(language);
        fs::create_dir_all(&to).at(&to)?;
        let to = to.join(format!("{name}.png"));
        fs::copy(&from, &to).at(&to)?;
    }
    say(&format!("{} pictures are in docs/images", wanted.len()));
    Ok(())
}

fn documents(place: &Place) -> Done<Vec<PathBuf>> {
    let mut documents = vec![place.root.join("README.md")];
    let guide = place.root.join("docs/guide");
    for language in entries(&guide)? {
        documents.extend(entries(&language)?);
    }
    Ok(documents)
}

/// The tour's picture of a screen at a desk, or of `<screen>-phone` on a phone; in light colours.
fn shot(place: &Place, language: &str, name: &str) -> Done<PathBuf> {
    let (screen, width) = match name.strip_suffix("-phone") {
        Some(screen) => (screen, "phone"),
        None => (name, "desk"),
    };
    let ending = format!("-{screen}-{width}-light.png");
    let name_of = |path: &Path| {
        path.file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let mut found = None;
    // `en` is told apart no further in the documents, the browser's is `en-US`
    for folder in entries(&place.target.join("e2e-shots"))? {
        if name_of(&folder).starts_with(language) {
            let taken = entries(&folder)?;
            // two digits number the screens
            let is_it = |path: &PathBuf| name_of(path).get(2..) == Some(&ending);
            found = taken.into_iter().find(is_it);
        }
    }
    found.ok_or_else(|| Failure::new(format!("The tour took no picture of {language}/{name}.")))
}

/// The pictures that a document shows.
fn pictures(text: &str) -> Vec<Picture> {
    text.split("images/")
        .skip(1)
        .filter_map(|rest| {
            let (path, _) = rest.split_once(".png")?;
            let (language, name) = path.split_once('/')?;
            Some((language.to_owned(), name.to_owned()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_documents_pictures_are_found() {
        let text = "![a](../../images/en/room.png)\n![b](docs/images/zh-CN/people-phone.png) text";
        let found = pictures(text);
        assert_eq!(found.len(), 2);
        assert_eq!(found[0], ("en".to_owned(), "room".to_owned()));
        assert_eq!(found[1], ("zh-CN".to_owned(), "people-phone".to_owned()));
    }
}
