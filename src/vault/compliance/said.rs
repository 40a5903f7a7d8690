//! What stands in a form, between JSON and the page: by its schema, and nothing that does not fit it.

use room::{Both, Field, FieldKind, choices};
use serde_json::{Map, Value};

use super::super::messages::compliance::{Bilingual, FieldIs, FormField, FormSaid};

pub(super) fn both(both: &Both) -> Bilingual {
    Bilingual {
        zh: both.zh.clone(),
        en: both.en.clone(),
    }
}

pub(super) fn field(field: &Field) -> FormField {
    let list = choices(field.choices.as_deref().unwrap_or_default()).iter();
    let choice = |one: &room::Choice| {
        let (zh, en) = (one.zh.clone(), one.en.clone());
        (one.code.clone(), Bilingual { zh, en })
    };
    FormField {
        name: field.name.clone(),
        is: match field.is {
            FieldKind::Text => FieldIs::Text,
            FieldKind::Texts => FieldIs::Texts,
            FieldKind::Number => FieldIs::Number,
            FieldKind::YesNo => FieldIs::YesNo,
            FieldKind::Date => FieldIs::Date,
            FieldKind::Choice => FieldIs::Choice,
            FieldKind::Choices => FieldIs::Choices,
            FieldKind::Rows => FieldIs::Rows,
        },
        required: field.required,
        filled: field.filled,
        law: field.law.clone(),
        label: both(&field.label),
        help: both(&field.help),
        choices: list.map(choice).collect(),
        least: field.least,
        most: field.most,
        fields: field.fields.iter().map(self::field).collect(),
    }
}

/// What stands in these fields, in their order. What does not fit a field is left out, as of a draft that is older
/// than this program.
pub(super) fn said(fields: &[Field], values: &Map<String, Value>) -> Vec<FormSaid> {
    let one = |field: &Field| said_one(field, values.get(&field.name));
    fields.iter().map(one).collect()
}

fn said_one(field: &Field, value: Option<&Value>) -> FormSaid {
    let texts = |all: &[Value]| {
        let all = all.iter().filter_map(|one| Some(one.as_str()?.to_owned()));
        FormSaid::Texts(all.collect())
    };
    match (field.is, value) {
        (FieldKind::Text | FieldKind::Date | FieldKind::Choice, Some(Value::String(text))) => {
            FormSaid::Text(text.clone())
        }
        (FieldKind::Texts | FieldKind::Choices, Some(Value::Array(all))) => texts(all),
        (FieldKind::Number, Some(Value::Number(number))) => {
            number.as_u64().map_or(FormSaid::Nothing, FormSaid::Number)
        }
        (FieldKind::YesNo, Some(Value::Bool(yes))) => FormSaid::Yes(*yes),
        (FieldKind::Rows, Some(Value::Array(rows))) => {
            let rows = rows.iter().filter_map(Value::as_object);
            FormSaid::Rows(rows.map(|row| said(&field.fields, row)).collect())
        }
        _ => FormSaid::Nothing,
    }
}

/// The values that the page says, by the names of their fields.
pub(super) fn values(fields: &[Field], said: &[FormSaid]) -> Map<String, Value> {
    let all = fields.iter().zip(said);
    let all = all.filter_map(|(field, said)| Some((field.name.clone(), value(field, said)?)));
    all.collect()
}

fn value(field: &Field, said: &FormSaid) -> Option<Value> {
    match said {
        FormSaid::Nothing => None,
        // no day and no choice
        FormSaid::Text(text) if text.is_empty() && field.is != FieldKind::Text => None,
        FormSaid::Text(text) => Some(text.clone().into()),
        FormSaid::Texts(all) => Some(all.clone().into()),
        FormSaid::Number(number) => Some((*number).into()),
        FormSaid::Yes(yes) => Some((*yes).into()),
        FormSaid::Rows(rows) => {
            let rows = rows.iter().map(|row| values(&field.fields, row));
            Some(Value::Array(rows.map(Value::Object).collect()))
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use room::FormKind;
    use serde_json::json;

    use super::*;

    #[test]
    fn what_stands_in_a_form_comes_back_as_it_was() {
        let schema = FormKind::RiskRegister.schema().unwrap();
        let all = json!({ "scope": "客户", "risks": [{ "risk": "外泄", "about": ["a", "b"], "likelihood": 2,
            "impact": 5, "level": 10, "treatment": "reduce", "owner": "Deng", "due": "2027-02-01", "state": "open" }] });
        let all = all.as_object().unwrap();
        let shown = said(&schema.fields, all);
        assert_eq!(values(&schema.fields, &shown), *all);
    }

    #[test]
    fn what_does_not_fit_a_field_is_left_out() {
        let schema = FormKind::RiskRegister.schema().unwrap();
        let odd =
            json!({ "scope": 7, "risks": ["x", { "likelihood": -1, "about": "a" }], "more": 1 });
        let shown = said(&schema.fields, odd.as_object().unwrap());
        assert_eq!(
            values(&schema.fields, &shown),
            *json!({ "risks": [{}] }).as_object().unwrap()
        );
    }
}
