//! One page of a PDF: white paper until it is drawn.

use leptos::{html, prelude::*};

use super::icon::{Glyph, Icon};
use crate::i18n::{failure::of_pdf_page, lang, tr};
use crate::tasks::pdf::{PdfTask, Place, Sheet};

/// Draws the page, and draws it again when its size changes.
#[component]
pub(crate) fn PdfPage(
    task: PdfTask,
    /// Counted from 0.
    page: usize,
) -> impl IntoView {
    let canvas = NodeRef::<html::Canvas>::new();
    let sheet = RwSignal::new(Sheet::Waiting);
    let place = Memo::new(move |_| task.place(page));
    Effect::new(move |_| {
        if canvas.get().is_some() {
            task.draw(page, sheet, canvas);
        }
    });
    let px = move |side: fn(Place) -> f64| move || format!("{}px", place.get().map_or(0.0, side));
    view! {
        <div
            class="paper__page"
            style:top=px(|place| place.top)
            style:left=px(|place| place.left)
            style:width=px(|place| place.width)
            style:height=px(|place| place.height)
            aria-busy=move || (sheet.get() == Sheet::Waiting).to_string()
            data-test="pdf-page"
            data-page=(page + 1).to_string()
            data-state=move || state(sheet.get())
        >
            <canvas class="paper__canvas" role="img" aria-label=move || lang().pdf_page_number(page + 1) node_ref=canvas></canvas>
            {move || match sheet.get() {
                Sheet::Failed(fault) => Some(view! {
                    <p class="paper__fault" role="alert"><Icon glyph=Glyph::Warning />{tr(of_pdf_page(fault))}</p>
                }),
                Sheet::Waiting | Sheet::Drawn => None,
            }}
        </div>
    }
}

/// For the end-to-end tests.
fn state(sheet: Sheet) -> &'static str {
    match sheet {
        Sheet::Waiting => "waiting",
        Sheet::Drawn => "drawn",
        Sheet::Failed(_) => "failed",
    }
}
