//! Modal dialogs, focus and the document's own attributes.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlDialogElement, HtmlElement};

/// What had the focus before a dialog took it; gets it back when this is dropped.
#[derive(Debug)]
pub(crate) struct Returning(Option<HtmlElement>);

impl Drop for Returning {
    fn drop(&mut self) {
        let Some(element) = self.0.take() else { return };
        // as long as the dialog stands in the page, nothing beneath it takes the focus
        gloo::timers::callback::Timeout::new(0, move || {
            let taken = gloo::utils::document().active_element();
            if taken.is_none_or(|taken| taken.tag_name() == "BODY") {
                let _ = element.focus();
            }
        })
        .forget();
    }
}

/// Shows a dialog above all else; the browser keeps the focus inside and closes it by Escape.
pub(crate) fn show_modal(dialog: &HtmlDialogElement) -> Returning {
    let before = gloo::utils::document()
        .active_element()
        .and_then(|element| element.dyn_into().ok());
    let _ = dialog.show_modal();
    Returning(before)
}

/// Was the click on the dialog's backdrop? (Its content fills the element.)
pub(crate) fn is_backdrop(event: &web_sys::MouseEvent) -> bool {
    event
        .target()
        .is_some_and(|target| target.has_type::<HtmlDialogElement>())
}

/// Moves the focus to the element with this id.
pub(crate) fn focus(id: &str) {
    let element = gloo::utils::document().get_element_by_id(id);
    if let Some(element) = element.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        let _ = element.focus();
    }
}

/// Moves the focus into the field with this id, and marks what stands in it up to the last dot.
pub(crate) fn select(id: &str) {
    let element = gloo::utils::document().get_element_by_id(id);
    let field = element.and_then(|found| found.dyn_into::<web_sys::HtmlInputElement>().ok());
    let Some(field) = field else { return };
    let _ = field.focus();
    let text = field.value();
    let stem = text.rfind('.').filter(|dot| *dot > 0).unwrap_or(text.len());
    // the browser counts in units of UTF-16
    let end = text.get(..stem).unwrap_or(&text).encode_utf16().count();
    let _ = field.set_selection_range(0, u32::try_from(end).unwrap_or_default());
}

/// Clicks the element with this id, such as a file input that is hidden.
pub(crate) fn click(id: &str) {
    let element = gloo::utils::document().get_element_by_id(id);
    if let Some(element) = element.and_then(|found| found.dyn_into::<HtmlElement>().ok()) {
        element.click();
    }
}

/// Names the document in the window's bar.
pub(crate) fn set_title(title: &str) {
    gloo::utils::document().set_title(title);
}

/// Sets an attribute of `<html>`, such as its language.
pub(crate) fn set_root(name: &str, value: &str) {
    if let Some(root) = gloo::utils::document().document_element() {
        let _ = root.set_attribute(name, value);
    }
}

/// How far a scrolling element has been scrolled, and how high it is.
pub(crate) fn scroll_of(event: &web_sys::Event) -> Option<(f64, f64)> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    Some((
        f64::from(element.scroll_top()),
        f64::from(element.client_height()),
    ))
}

/// The height of the first element that the selector finds.
pub(crate) fn height_of(selector: &str) -> Option<f64> {
    let element = gloo::utils::document().query_selector(selector).ok()??;
    let height = element.get_bounding_client_rect().height();
    (height > 0.0).then_some(height)
}

/// What is seen of a scrolling element.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Area {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) width: f64,
    pub(crate) height: f64,
}

/// What is seen of the element that was scrolled.
pub(crate) fn area_of(event: &web_sys::Event) -> Option<Area> {
    let element = event.target()?.dyn_into::<Element>().ok()?;
    Some(Area {
        left: f64::from(element.scroll_left()),
        top: f64::from(element.scroll_top()),
        width: f64::from(element.client_width()),
        height: f64::from(element.client_height()),
    })
}

/// Width and height of the first element that the selector finds.
pub(crate) fn size_of(selector: &str) -> Option<(f64, f64)> {
    let element = gloo::utils::document().query_selector(selector).ok()??;
    let place = element.get_bounding_client_rect();
    let size = (place.width(), place.height());
    (size.0 > 0.0 && size.1 > 0.0).then_some(size)
}
