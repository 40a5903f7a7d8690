//! A form as it is drafted, edited and signed: values by the names of its schema, and nothing else.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::dates::parse_day;
use super::schema::{Field, FieldKind, FormKind, choices};
use crate::names;

/// Rows of a field, and texts or choices of one.
const MAX_ROWS: usize = 20_000;
const MAX_LIST: usize = 1_000;
/// Bytes of a text.
const MAX_TEXT: usize = 16 * 1024;
/// Places that are told where a form differs from the room.
const MAX_CHANGED: usize = 1_000;

/// A form. In its payload each member has the name that it has here, with hyphens.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Form {
    /// The room of which it is.
    pub room: RoomOf,
    /// When it was drafted or signed, and by whom.
    pub made: Made,
    /// Which form.
    pub form: FormKind,
    /// SHA-256 of the payload of the version before it, in hex.
    pub previous: Option<String>,
    /// The day on which it is to be looked at again.
    pub review: Option<String>,
    /// The day until which it is to be kept at least.
    pub keep_until: Option<String>,
    /// Places that the room fills, and in which it said something else when this was signed.
    pub changed: Vec<String>,
    /// The fields.
    pub fields: Map<String, Value>,
}

/// A room, as a stranger can call it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoomOf {
    /// Its id, in hex.
    pub id: String,
    /// Its title.
    pub title: String,
}

/// When, and by whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Made {
    /// RFC 3339, in UTC.
    pub at: String,
    /// The name on the card.
    pub by: String,
}

/// Why a form is not one. The place is named as `field` or `field[row].field`.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FormError {
    /// It has to be filled.
    #[error("{0} is missing")]
    Missing(String),
    /// The form has no such field.
    #[error("there is no field {0}")]
    Unknown(String),
    /// What stands there is something else than belongs there.
    #[error("{0} is no value for this field")]
    Kind(String),
    /// Longer, or more, than there may be.
    #[error("{0} is too long")]
    Long(String),
    /// The level is not likelihood times impact.
    #[error("{0} is not likelihood times impact")]
    Level(String),
    /// There is no such document or entry.
    #[error("there is no such evidence: {0}")]
    Evidence(String),
    /// Another room's, or another form.
    #[error("this is another form, or another room's")]
    Other,
    /// It does not follow the version that it names, or that was filed last.
    #[error("it does not follow the version before")]
    NotTheNext,
    /// A text that is no such form.
    #[error("not a form: {0}")]
    Malformed(String),
}

impl Form {
    /// Reads one from JSON, and checks it.
    pub fn parse(json: &str) -> Result<Self, FormError> {
        let form: Self =
            serde_json::from_str(json).map_err(|error| FormError::Malformed(error.to_string()))?;
        form.check()?;
        Ok(form)
    }

    /// Whether it can be signed: every field that has to be is filled, with what belongs there.
    pub fn check(&self) -> Result<(), FormError> {
        let schema = self.form.schema().ok_or(FormError::Other)?;
        for (name, date) in [("review", &self.review), ("keep-until", &self.keep_until)] {
            if date.as_deref().is_some_and(|day| parse_day(day).is_none()) {
                return Err(FormError::Kind(name.to_owned()));
            }
        }
        check_fields(&schema.fields, &self.fields, "")?;
        self.check_levels()
    }

    fn check_levels(&self) -> Result<(), FormError> {
        if self.form != FormKind::RiskRegister {
            return Ok(());
        }
        let rows = self.fields.get("risks").and_then(Value::as_array);
        for (at, row) in rows.into_iter().flatten().enumerate() {
            let number = |name: &str| row.get(name).and_then(Value::as_u64).unwrap_or_default();
            if number("level") != number("likelihood") * number("impact") {
                return Err(FormError::Level(format!("risks[{at}].level")));
            }
        }
        Ok(())
    }

    /// Takes over what the operator wrote into an earlier version: whole fields, and in rows that speak of the same.
    pub(crate) fn carry(&mut self, before: &Self) {
        let schema = self.form.schema();
        for field in schema.into_iter().flat_map(|schema| &schema.fields) {
            let Some(old) = before.fields.get(&field.name) else {
                continue;
            };
            if !field.filled {
                self.fields.insert(field.name.clone(), old.clone());
            } else if field.is == FieldKind::Rows {
                let new = self
                    .fields
                    .get_mut(&field.name)
                    .and_then(Value::as_array_mut);
                let old = old.as_array().map_or(&[][..], Vec::as_slice);
                new.into_iter().for_each(|new| carry_rows(field, new, old));
            }
        }
    }

    /// Where the room fills something, and this form says something else than the other one.
    pub(crate) fn differs(&self, other: &Self) -> Vec<String> {
        let mut out = Vec::new();
        let schema = self.form.schema();
        let filled = schema.into_iter().flat_map(|schema| &schema.fields);
        for field in filled.filter(|field| field.filled) {
            let (mine, theirs) = (self.fields.get(&field.name), other.fields.get(&field.name));
            match field.is {
                FieldKind::Rows => rows_differ(field, mine, theirs, &mut out),
                _ if !same(mine, theirs) => out.push(field.name.clone()),
                _ => {}
            }
        }
        out.truncate(MAX_CHANGED);
        out
    }
}

/// A row speaks of what stands in its first field.
fn carry_rows(field: &Field, new: &mut [Value], old: &[Value]) {
    let Some(first) = field.fields.first().map(|first| &first.name) else {
        return;
    };
    for row in new.iter_mut().filter_map(Value::as_object_mut) {
        let mut same = old.iter().filter(|one| one.get(first) == row.get(first));
        let (Some(one), None) = (same.next(), same.next()) else {
            continue;
        };
        for inner in field.fields.iter().filter(|inner| !inner.filled) {
            if let Some(value) = one.get(&inner.name) {
                row.insert(inner.name.clone(), value.clone());
            }
        }
    }
}

/// What is left out is what is null.
fn same(one: Option<&Value>, other: Option<&Value>) -> bool {
    one.unwrap_or(&Value::Null) == other.unwrap_or(&Value::Null)
}

fn rows_differ(field: &Field, mine: Option<&Value>, theirs: Option<&Value>, out: &mut Vec<String>) {
    let rows = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (mine, theirs) = (rows(mine), rows(theirs));
    if mine.len() != theirs.len() {
        out.push(field.name.clone());
    }
    for (at, (one, other)) in mine.iter().zip(&theirs).enumerate() {
        for inner in field.fields.iter().filter(|inner| inner.filled) {
            if !same(one.get(&inner.name), other.get(&inner.name)) {
                out.push(format!("{}[{at}].{}", field.name, inner.name));
            }
        }
    }
}

fn check_fields(fields: &[Field], said: &Map<String, Value>, at: &str) -> Result<(), FormError> {
    if let Some(unknown) = said
        .keys()
        .find(|name| fields.iter().all(|field| field.name != **name))
    {
        return Err(FormError::Unknown(format!("{at}{unknown}")));
    }
    for field in fields {
        let place = format!("{at}{}", field.name);
        match said.get(&field.name) {
            None | Some(Value::Null) if field.required => return Err(FormError::Missing(place)),
            None | Some(Value::Null) => {}
            Some(value) => check_value(field, value, place)?,
        }
    }
    Ok(())
}

fn check_value(field: &Field, value: &Value, place: String) -> Result<(), FormError> {
    let code = |value: &Value| {
        let list = choices(field.choices.as_deref().unwrap_or_default());
        let said = value.as_str();
        said.is_some_and(|said| list.iter().any(|one| one.code == said))
    };
    let fits = match (field.is, value) {
        (FieldKind::Text, Value::String(text)) => return check_text(field, text, place),
        (FieldKind::Texts, Value::Array(all)) => {
            few(all, MAX_LIST, field, &place)?;
            for one in all {
                let text = one.as_str().ok_or_else(|| FormError::Kind(place.clone()))?;
                check_text(field, text, place.clone())?;
            }
            true
        }
        (FieldKind::Number, Value::Number(number)) => {
            let number = number.as_u64();
            let least = field.least.unwrap_or_default();
            let most = field.most.unwrap_or(u64::MAX);
            number.is_some_and(|number| (least..=most).contains(&number))
        }
        (FieldKind::YesNo, Value::Bool(_)) => true,
        (FieldKind::Date, Value::String(text)) => parse_day(text).is_some(),
        (FieldKind::Choice, value) => code(value),
        (FieldKind::Choices, Value::Array(all)) => {
            few(all, MAX_LIST, field, &place)?;
            all.iter().all(code)
        }
        (FieldKind::Rows, Value::Array(rows)) => {
            few(rows, MAX_ROWS, field, &place)?;
            for (n, row) in rows.iter().enumerate() {
                let place = format!("{place}[{n}]");
                let row = row.as_object().ok_or(FormError::Kind(place.clone()))?;
                check_fields(&field.fields, row, &format!("{place}."))?;
            }
            true
        }
        _ => false,
    };
    fits.then_some(()).ok_or(FormError::Kind(place))
}

/// As many as there may be. Of what the room fills there may be none: then the room has none.
fn few(all: &[Value], most: usize, field: &Field, place: &str) -> Result<(), FormError> {
    if all.is_empty() && field.required && !field.filled {
        return Err(FormError::Missing(place.to_owned()));
    }
    match all.len() > most {
        true => Err(FormError::Long(place.to_owned())),
        false => Ok(()),
    }
}

fn check_text(field: &Field, text: &str, place: String) -> Result<(), FormError> {
    if text.len() > MAX_TEXT {
        return Err(FormError::Long(place));
    }
    if field.required && text.trim().is_empty() {
        return Err(FormError::Missing(place));
    }
    match text.contains(|c| c != '\n' && names::hidden(c)) {
        true => Err(FormError::Kind(place)),
        false => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use serde_json::json;

    use super::*;

    fn risk(change: impl FnOnce(&mut Value)) -> Result<(), FormError> {
        let mut row = json!({ "risk": "名单外泄", "likelihood": 2, "impact": 5, "level": 10,
            "treatment": "reduce", "owner": "Deng", "state": "open" });
        change(&mut row);
        let form = json!({ "room": { "id": "00", "title": "" }, "made": { "at": "", "by": "" },
            "form": "risk-register", "previous": null, "review": "2027-06-01", "keep-until": null,
            "changed": [], "fields": { "scope": "Customers", "risks": [row] } });
        Form::parse(&form.to_string()).map(drop)
    }

    #[test]
    fn what_does_not_belong_into_a_form_is_refused_with_its_place() {
        assert_eq!(risk(|_| {}), Ok(()));
        let at = |name: &str| format!("risks[0].{name}");
        let odd: [(&str, Value, FormError); 9] = [
            ("level", 9.into(), FormError::Level(at("level"))),
            ("likelihood", 6.into(), FormError::Kind(at("likelihood"))),
            ("likelihood", (-1).into(), FormError::Kind(at("likelihood"))),
            (
                "treatment",
                "ignore".into(),
                FormError::Kind(at("treatment")),
            ),
            ("owner", " ".into(), FormError::Missing(at("owner"))),
            ("owner", Value::Null, FormError::Missing(at("owner"))),
            ("owner", "\u{202e}Deng".into(), FormError::Kind(at("owner"))),
            ("due", "2027-02-30".into(), FormError::Kind(at("due"))),
            (
                "measure",
                "m".repeat(MAX_TEXT + 1).into(),
                FormError::Long(at("measure")),
            ),
        ];
        for (name, value, error) in odd {
            assert_eq!(risk(|row| row[name] = value), Err(error));
        }
        let unknown = risk(|row| row["also"] = 1.into());
        assert_eq!(unknown, Err(FormError::Unknown(at("also"))));
        assert!(matches!(Form::parse("{}"), Err(FormError::Malformed(_))));
    }
}
