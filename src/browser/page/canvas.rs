//! Pictures as pixels, and how large the place for them is.

use js_sys::{ArrayBuffer, Uint8ClampedArray};
use wasm_bindgen::JsCast;
use web_sys::{CanvasRenderingContext2d, Element, HtmlCanvasElement, ImageData};

/// Shows RGBA pixels in a canvas, which takes their size.
pub(crate) fn show(
    canvas: &HtmlCanvasElement,
    width: u32,
    height: u32,
    pixels: &ArrayBuffer,
) -> Option<()> {
    let pixels = Uint8ClampedArray::new(pixels);
    let image = ImageData::new_with_js_u8_clamped_array_and_sh(&pixels, width, height).ok()?;
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas
        .get_context("2d")
        .ok()??
        .dyn_into::<CanvasRenderingContext2d>()
        .ok()?;
    context.put_image_data(&image, 0.0, 0.0).ok()
}

/// Pixels of the screen in one of the page's, three at most: beyond that nobody sees them.
pub(crate) fn pixel_ratio() -> f64 {
    gloo::utils::window().device_pixel_ratio().clamp(1.0, 3.0)
}

/// The inner width and height of an element.
pub(crate) fn inner_size(element: &Element) -> (f64, f64) {
    (
        f64::from(element.client_width()),
        f64::from(element.client_height()),
    )
}

/// How far an element is scrolled.
pub(crate) fn scrolled(element: &Element) -> f64 {
    f64::from(element.scroll_top())
}

/// Scrolls an element to here.
pub(crate) fn scroll_to(element: &Element, top: f64) {
    // the height of a document in pixels fits
    element.set_scroll_top(top as i32);
}

/// Calls whenever the window changes its size, until the returned value is dropped.
pub(crate) fn on_resize(mut call: impl FnMut() + 'static) -> gloo::events::EventListener {
    gloo::events::EventListener::new(&gloo::utils::window(), "resize", move |_| call())
}
