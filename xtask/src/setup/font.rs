//! The font that the app shows PDFs with that bring none of their own: WenQuanYi Micro Hei, which
//! has Latin and Chinese, under Apache-2.0, from Debian's package. It is unpacked, not installed,
//! and no part of the checkout.

use std::{
    fs,
    path::{Path, PathBuf},
};

use super::documents::unpacked;
use crate::{
    failure::{At, Done},
    place::Place,
};

const PACKAGE: &str = "fonts-wqy-microhei";
const FILE: &str = "usr/share/fonts/truetype/wqy/wqy-microhei.ttc";
const LICENCE: &str = "usr/share/doc/fonts-wqy-microhei/copyright";

/// The font and the licence that goes with it.
#[derive(Debug, Clone)]
pub(crate) struct Font {
    pub(crate) file: Vec<u8>,
    pub(crate) licence: Vec<u8>,
}

impl Font {
    /// Reads what [`fetch`] brought.
    pub(crate) fn read(place: &Place) -> Done<Self> {
        let package = folder(place).join(PACKAGE);
        let read = |name: &str| {
            let path: PathBuf = package.join(name);
            fs::read(&path).at(&path)
        };
        Ok(Self {
            file: read(FILE)?,
            licence: read(LICENCE)?,
        })
    }
}

/// Fetches it if it is missing.
pub(super) fn fetch(place: &Place) -> Done {
    unpacked(&folder(place), &[PACKAGE], "a font for the app")
}

fn folder(place: &Place) -> PathBuf {
    Path::new(&place.tools).join("fonts")
}
