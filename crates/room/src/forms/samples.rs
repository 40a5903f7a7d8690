//! See [`crate::samples`]. Each form as its schema has it: every field is filled, and every code stands somewhere.

use serde_json::{Map, Value, json};

use super::*;
use crate::dates::utc;
use crate::samples::{AT, HASH, ROOM, written};

/// Rows of which no code asks for more.
const ROWS: usize = 2;

fn count(field: &Field) -> usize {
    let list = |field: &Field| choices(field.choices.as_deref().unwrap_or_default()).len();
    field.fields.iter().map(list).fold(ROWS, usize::max)
}

fn filled(field: &Field, row: usize) -> Value {
    let list = choices(field.choices.as_deref().unwrap_or_default());
    match field.is {
        FieldKind::Text if field.name == "hash" => HASH.into(),
        // as long as texts are
        FieldKind::Text => field.help.zh.clone().into(),
        FieldKind::Texts => json!([field.label.zh, "Otto Brandt"]),
        FieldKind::Number => {
            let most = field.most.unwrap_or(12_345);
            most.min(3 + row as u64)
                .max(field.least.unwrap_or(0))
                .into()
        }
        FieldKind::YesNo => row.is_multiple_of(2).into(),
        FieldKind::Date => "2027-06-01".into(),
        FieldKind::Choice => list
            .get(row % list.len())
            .map(|one| one.code.clone())
            .into(),
        FieldKind::Choices => list.iter().map(|one| one.code.clone()).collect(),
        FieldKind::Rows => {
            let row = |row: usize| -> Map<String, Value> {
                let fields = field.fields.iter();
                fields
                    .map(|one| (one.name.clone(), filled(one, row)))
                    .collect()
            };
            (0..count(field)).map(|n| Value::Object(row(n))).collect()
        }
    }
}

fn form(kind: FormKind) -> Form {
    let schema = kind.schema().unwrap();
    let fields = schema.fields.iter();
    let mut fields: Map<String, Value> = fields
        .map(|field| (field.name.clone(), filled(field, 0)))
        .collect();
    let risks = fields.get_mut("risks").and_then(Value::as_array_mut);
    for row in risks.into_iter().flatten() {
        let number = |name: &str| row[name].as_u64().unwrap_or(1);
        row["level"] = (number("likelihood") * number("impact")).into();
    }
    let changed = schema.fields.iter().find(|field| field.filled);
    let changed = changed.map(|field| match field.fields.last() {
        Some(inner) => format!("{}[1].{}", field.name, inner.name),
        None => field.name.clone(),
    });
    Form {
        room: RoomOf {
            id: HASH.to_owned(),
            title: ROOM.to_owned(),
        },
        made: Made {
            at: utc(AT),
            by: "邓敏".to_owned(),
        },
        form: kind,
        previous: Some(HASH.to_owned()),
        review: Some("2027-11-27".to_owned()),
        keep_until: Some("2029-11-27".to_owned()),
        changed: changed.into_iter().collect(),
        fields,
    }
}

#[test]
fn every_form_is_filled_as_its_schema_has_it() {
    for kind in FormKind::ALL {
        written(kind.code(), &form(kind));
    }
}
