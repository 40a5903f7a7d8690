//! What stands in a field, as a text.

use crate::i18n::{Text, format, lang};
use crate::vault::messages::compliance::{FieldIs, FormField, FormSaid};

/// For reading; none if nothing stands there. `named`: what a document is called that stands as evidence. Tracked.
pub(crate) fn said_text(
    field: &FormField,
    said: &FormSaid,
    named: impl Fn(&str) -> Option<String>,
) -> Option<String> {
    let code = |code: &String| {
        let mut known = field.choices.iter().filter(|(one, _)| one == code);
        known
            .next()
            .map_or_else(|| code.clone(), |(_, text)| text.here())
    };
    let text = match said {
        FormSaid::Nothing | FormSaid::Rows(_) => return None,
        FormSaid::Text(text) => match field.is {
            FieldIs::Choice => code(text),
            FieldIs::Date => format::written(text),
            _ => text.clone(),
        },
        FormSaid::Texts(all) => {
            let all: Vec<String> = match field.is {
                FieldIs::Choices => all.iter().map(code).collect(),
                _ => all
                    .iter()
                    .map(|one| named(one).unwrap_or_else(|| one.clone()))
                    .collect(),
            };
            let between = match field.is {
                FieldIs::Choices => lang().text(Text::Comma),
                _ => "\n",
            };
            all.join(between)
        }
        FormSaid::Number(number) => format::number(*number as f64),
        FormSaid::Yes(true) => lang().text(Text::WhetherYes).to_owned(),
        FormSaid::Yes(false) => lang().text(Text::WhetherNo).to_owned(),
    };
    (!text.is_empty()).then_some(text)
}
