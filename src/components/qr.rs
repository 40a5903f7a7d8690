//! A QR code as one SVG path, computed here: a link never goes to a service that would draw it.

use leptos::prelude::*;
use qrcode::{Color, EcLevel, QrCode};

use crate::i18n::{Text, tr};

/// The text as a QR code, dark on light in either theme, as scanners want it.
#[component]
pub(crate) fn Qr(text: String) -> impl IntoView {
    drawing(&text).map(|(side, path)| {
        let around = format!("-4 -4 {0} {0}", side + 8);
        view! {
            <svg class="qr" viewBox=around role="img" aria-label=tr(Text::QrLabel) data-test="qr">
                <path d=path></path>
            </svg>
        }
    })
}

/// The number of modules on a side, and a path of one bar for each run of dark ones.
fn drawing(text: &str) -> Option<(usize, String)> {
    let code = QrCode::with_error_correction_level(text, EcLevel::L).ok()?;
    let side = code.width();
    let mut path = String::new();
    for (y, row) in code.to_colors().chunks(side).enumerate() {
        let mut x = 0;
        while x < side {
            let run = row[x..]
                .iter()
                .take_while(|color| **color == Color::Dark)
                .count();
            if run > 0 {
                path.push_str(&format!("M{x} {y}h{run}v1h-{run}z"));
            }
            x += run.max(1);
        }
    }
    Some((side, path))
}

#[cfg(test)]
mod tests {
    use super::drawing;

    #[test]
    fn a_link_fits_and_begins_with_the_corner_mark() {
        let link = format!("https://room.example/l#{}", "A".repeat(180));
        let (side, path) = drawing(&link).unwrap();
        assert!(side >= 21 && path.starts_with("M0 0h7v1h-7z"));
    }
}
