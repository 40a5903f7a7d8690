//! Numbers, dates and order in the reader's language, by the browser's own `Intl`.

use js_sys::{Array, Function, Intl, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

/// A number with at most so many digits after the point, with a unit such as `megabyte` if given.
pub(crate) fn number(tag: &str, value: f64, digits: u32, unit: Option<&str>) -> String {
    let options = Object::new();
    put(&options, "maximumFractionDigits", &JsValue::from(digits));
    if let Some(unit) = unit {
        put(&options, "style", &JsValue::from("unit"));
        put(&options, "unit", &JsValue::from(unit));
    }
    let format = Intl::NumberFormat::new(&Array::of1(&tag.into()), &options);
    call(&format.format(), value)
}

/// A day and a time.
pub(crate) fn date_time(tag: &str, time: f64) -> String {
    date(tag, time, Some("medium"), Some("short"))
}

/// A day.
pub(crate) fn day(tag: &str, time: f64) -> String {
    date(tag, time, Some("medium"), None)
}

/// A time of day.
pub(crate) fn clock(tag: &str, time: f64) -> String {
    date(tag, time, None, Some("short"))
}

fn date(tag: &str, time: f64, day: Option<&str>, clock: Option<&str>) -> String {
    let options = Object::new();
    if let Some(day) = day {
        put(&options, "dateStyle", &JsValue::from(day));
    }
    if let Some(clock) = clock {
        put(&options, "timeStyle", &JsValue::from(clock));
    }
    let format = Intl::DateTimeFormat::new(&Array::of1(&tag.into()), &options);
    call(&format.format(), time)
}

/// The name of a country or region by its two letters; the letters, if it has none.
pub(crate) fn region(tag: &str, code: &str) -> String {
    let name = || {
        let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
        let names = Reflect::get(&intl, &"DisplayNames".into()).ok()?;
        let options = Object::new();
        put(&options, "type", &JsValue::from("region"));
        let of = Array::of2(&tag.into(), &options);
        let names = Reflect::construct(names.dyn_ref::<Function>()?, &of).ok()?;
        let of = Reflect::get(&names, &"of".into()).ok()?;
        let name = of.dyn_ref::<Function>()?.call1(&names, &code.into());
        name.ok()?.as_string()
    };
    name().unwrap_or_else(|| code.to_owned())
}

/// The name of the person's time zone, such as `Asia/Shanghai`.
pub(crate) fn time_zone() -> String {
    let format = Intl::DateTimeFormat::new(&Array::new(), &Object::new());
    let zone = Reflect::get(&format.resolved_options(), &"timeZone".into());
    zone.ok()
        .and_then(|zone| zone.as_string())
        .unwrap_or_default()
}

/// The order of names in a language, digits by their value.
pub(crate) struct Collator(Function);

impl Collator {
    pub(crate) fn new(tag: &str) -> Self {
        let options = Object::new();
        put(&options, "numeric", &JsValue::TRUE);
        Self(Intl::Collator::new(&Array::of1(&tag.into()), &options).compare())
    }

    pub(crate) fn compare(&self, a: &str, b: &str) -> std::cmp::Ordering {
        let order = self.0.call2(&JsValue::UNDEFINED, &a.into(), &b.into());
        let order = order.ok().and_then(|value| value.as_f64()).unwrap_or(0.0);
        order.partial_cmp(&0.0).unwrap_or(std::cmp::Ordering::Equal)
    }
}

fn call(format: &Function, value: f64) -> String {
    let text = format.call1(&JsValue::UNDEFINED, &value.into());
    text.ok()
        .and_then(|text| text.dyn_into::<js_sys::JsString>().ok())
        .map(String::from)
        .unwrap_or_default()
}

fn put(object: &Object, key: &str, value: &JsValue) {
    // setting a property of a fresh plain object does not fail
    let _ = Reflect::set(object, &key.into(), value);
}
