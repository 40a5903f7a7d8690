//! How text looks: sizes, distances and colours, each by what it is for.

use crate::model::Face;
use crate::sheet::{Ink, Style};

pub(crate) const BODY: Style = Style {
    size: 10.0,
    lead: 16.5,
    face: Face::Text,
    bold: false,
    ink: Ink::Black,
};
pub(crate) const TITLE: Style = Style {
    size: 23.0,
    lead: 31.0,
    bold: true,
    ..BODY
};
pub(crate) const SUBTITLE: Style = Style {
    size: 12.5,
    lead: 19.0,
    ink: Ink::Grey,
    ..BODY
};
pub(crate) const LEAD: Style = Style {
    size: 9.5,
    lead: 15.5,
    ink: Ink::Grey,
    ..BODY
};
pub(crate) const HEADING: Style = Style {
    size: 13.5,
    lead: 20.0,
    bold: true,
    ink: Ink::Accent,
    ..BODY
};
pub(crate) const LESSER: Style = Style {
    size: 10.5,
    lead: 16.5,
    bold: true,
    ..BODY
};
pub(crate) const LEAST: Style = Style {
    size: 9.0,
    lead: 14.5,
    bold: true,
    ink: Ink::Grey,
    ..BODY
};
pub(crate) const LABEL: Style = Style {
    size: 9.0,
    lead: 15.0,
    ink: Ink::Grey,
    ..BODY
};
pub(crate) const FACT: Style = Style {
    size: 9.5,
    lead: 15.0,
    ..BODY
};
pub(crate) const NOTE: Style = Style {
    size: 9.0,
    lead: 14.5,
    ..BODY
};
pub(crate) const SMALL: Style = Style {
    size: 7.8,
    lead: 11.0,
    ink: Ink::Grey,
    ..BODY
};
pub(crate) const MARK: Style = Style {
    size: 17.0,
    lead: 24.0,
    ink: Ink::OnSeal,
    ..BODY
};

/// Letters of equal width look larger than others.
pub(crate) fn faced(style: Style, face: Face) -> Style {
    match face {
        Face::Text => style,
        Face::Mono => Style {
            face,
            size: style.size * 0.93,
            ..style
        },
    }
}
