//! One field of a form: what it is called, what belongs there, by which article, and who filled it.

use leptos::prelude::*;

use super::form_cell::FormCell;
use super::said_text::said_text;
use super::words::{laws_text, why_text};
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, lang, tr};
use crate::tasks::compliance::editor::{At, Editor, element};
use crate::vault::messages::compliance::{FieldIs, FormField, FormSaid};

/// Rows with more fields than that are folded, each under what it speaks of.
const OPEN: usize = 5;

/// A field of the form.
#[component]
pub(crate) fn FieldBlock(editor: Editor, number: usize, field: FormField) -> impl IntoView {
    let at = At {
        field: number,
        cell: None,
    };
    match field.is {
        FieldIs::Rows => view! { <RowsBlock editor=editor number=number field=field /> }.into_any(),
        _ => view! { <Place editor=editor at=at field=field place=None /> }.into_any(),
    }
}

/// A place with its label. What the room filled is a text until somebody changes it by hand.
#[component]
fn Place(
    editor: Editor,
    at: At,
    field: FormField,
    /// Of a row: its place, as `field[row]`.
    place: Option<String>,
) -> impl IntoView {
    let place = match place {
        Some(row) => format!("{row}.{}", field.name),
        None => field.name.clone(),
    };
    let id = element(&place);
    let (label, help, laws) = (field.label.clone(), field.help.clone(), field.law.clone());
    let by_hand = RwSignal::new(!field.filled);
    let (required, filled, is) = (field.required, field.filled, field.is);
    let stored = StoredValue::new(field);
    let ids = StoredValue::new(id.clone());
    let known = move || editor.known(at);
    let differs = move || {
        let known = known();
        filled && known.is_some_and(|known| known != editor.at(at))
    };
    let named = move |code: &str| editor.evidence_name(code);
    let shown = move || {
        let said = editor.at(at);
        stored.with_value(|field| said_text(field, &said, named))
    };
    let room_says = move || {
        let text =
            known().and_then(|known| stored.with_value(|field| said_text(field, &known, named)));
        lang().form_room_says(&text.unwrap_or_else(|| tr(Text::FormNothing)().to_owned()))
    };
    let input = move || {
        editor.drawn();
        match by_hand.get() {
            true => view! { <FormCell editor=editor at=at field=stored.get_value() id=ids.get_value() /> }.into_any(),
            false => view! {
                <p class="form-said" data-test=format!("{}-said", ids.get_value()) dir="auto">
                    {move || shown().unwrap_or_else(|| tr(Text::FormNothing)().to_owned())}
                </p>
            }
            .into_any(),
        }
    };
    let wrong = move || {
        let wrong = editor.wrong.get()?;
        let here = ids.with_value(|id| element(&wrong.place) == *id);
        here.then(|| tr(why_text(wrong.why))())
    };
    // several ticks and a text to be read have no single input that a label could name
    let for_input = move || (by_hand.get() && is != FieldIs::Choices).then(|| ids.get_value());
    view! {
        <div class="field form-field" data-test="form-field" data-name=place>
            <div class="form-field__head">
                <label class="field__label" id=format!("{id}-label") for=for_input>
                    {move || label.here()}
                    {required.then(|| view! { <span class="form-field__must" aria-hidden="true">"*"</span><span class="hidden">{tr(Text::FormRequired)}</span> })}
                </label>
                {filled.then(|| view! { <FilledBy differs=Signal::derive(differs) /> })}
            </div>
            {input}
            {move || wrong().map(|text| view! { <p class="field__wrong" role="alert" data-test="form-wrong-here">{text}</p> })}
            <Show when=differs>
                <p class="field__hint form-field__known">
                    <span dir="auto">{room_says}</span>
                    <button type="button" class="button button--quiet" data-test="form-take" on:click=move |_| { editor.take_known(at); by_hand.set(false); }>
                        {tr(Text::FormTakeKnown)}
                    </button>
                </p>
            </Show>
            <Show when=move || !by_hand.get()>
                <button type="button" class="button button--quiet form-field__change" data-test="form-by-hand"
                    aria-describedby=format!("{}-label", ids.get_value()) on:click=move |_| by_hand.set(true)>
                    {tr(Text::FormByHand)}
                </button>
            </Show>
            {at.cell.is_none().then(|| view! {
                <p class="field__hint" id=format!("{id}-help")>
                    {move || help.here()}
                    {(!laws.is_empty()).then(|| view! { <span class="form-field__law">{move || laws_text(&laws)}</span> })}
                </p>
            })}
        </div>
    }
}

/// That the room filled it, and whether somebody changed that.
#[component]
fn FilledBy(differs: Signal<bool>) -> impl IntoView {
    let text = move || match differs.get() {
        true => Text::FormChanged,
        false => Text::FormFilled,
    };
    view! {
        <span class="badge" class:badge--live=move || !differs.get() class:badge--waiting=move || differs.get() data-test="form-filled">
            {move || tr(text())()}
        </span>
    }
}

/// Rows with fields of their own.
#[component]
fn RowsBlock(editor: Editor, number: usize, field: FormField) -> impl IntoView {
    let id = element(&field.name);
    let (label, help, laws, filled) = (
        field.label.clone(),
        field.help.clone(),
        field.law.clone(),
        field.filled,
    );
    let name = StoredValue::new(field.name.clone());
    let required = field.required;
    let stored = StoredValue::new(field);
    let wrong = move || {
        let wrong = editor.wrong.get()?;
        (name.with_value(|name| wrong.place == *name)).then(|| tr(why_text(wrong.why))())
    };
    let add = format!("{id}-add");
    let count = Memo::new(move |_| (editor.rows(number), editor.drawn()));
    let rows = move || {
        let (rows, _) = count.get();
        let row = |row| view! { <RowBlock editor=editor number=number row=row field=stored.get_value() /> };
        (0..rows).map(row).collect_view()
    };
    let none = move || count.get().0 == 0;
    view! {
        <fieldset class="form-rows" id=id.clone() tabindex="-1" data-test=id>
            <legend class="form-field__head">
                <span class="field__label">{move || label.here()}
                    {required.then(|| view! { <span class="form-field__must" aria-hidden="true">"*"</span><span class="hidden">{tr(Text::FormRequired)}</span> })}
                </span>
                {filled.then(|| view! { <span class="badge badge--live">{tr(Text::FormFilled)}</span> })}
            </legend>
            <p class="field__hint">
                {move || help.here()}
                {(!laws.is_empty()).then(|| view! { <span class="form-field__law">{move || laws_text(&laws)}</span> })}
            </p>
            {move || wrong().map(|text| view! { <p class="field__wrong" role="alert">{text}</p> })}
            <ul class="form-rows__all">{rows}</ul>
            <Show when=none>
                <p class="form-said">{move || tr(if filled { Text::FormRoomHasNone } else { Text::FormNoRows })()}</p>
            </Show>
            <button type="button" class="button" data-test=add on:click=move |_| editor.add_row(number)>
                <Icon glyph=Glyph::Plus />
                {tr(Text::FormAddRow)}
            </button>
        </fieldset>
    }
}

/// One row, folded if there is much in it.
#[component]
fn RowBlock(editor: Editor, number: usize, row: usize, field: FormField) -> impl IntoView {
    let place = format!("{}[{row}]", field.name);
    let folded = field.fields.len() > OPEN;
    let first = StoredValue::new(field.fields.first().cloned());
    let inner = StoredValue::new(field.fields);
    let at = move |cell| At {
        field: number,
        cell: Some((row, cell)),
    };
    let about = move || {
        let said = editor.at(at(0));
        let text = first.with_value(|first| said_text(first.as_ref()?, &said, |_| None));
        text.unwrap_or_else(|| lang().form_row_number(&(row + 1).to_string()))
    };
    let lacking = Memo::new(move |_| {
        inner.with_value(|all| {
            let lacks = all.iter().enumerate();
            lacks
                .filter(|(cell, field)| editor.lacks(at(*cell), field))
                .count()
        })
    });
    let place = StoredValue::new(place);
    let cells = move || {
        let all = inner.get_value().into_iter().enumerate();
        let cell = |(cell, field)| view! { <Place editor=editor at=at(cell) field=field place=Some(place.get_value()) /> };
        all.map(cell).collect_view()
    };
    let remove = move || {
        view! {
            <button type="button" class="button button--quiet" data-test="form-remove-row" on:click=move |_| editor.remove_row(number, row)>
                {tr(Text::FormRemoveRow)}
            </button>
        }
    };
    let open = RwSignal::new(!folded || matches!(editor.at_untracked(at(0)), FormSaid::Nothing));
    // a place in it that is wrong is to be seen
    Effect::new(move |_| {
        let here = editor.wrong.with(|wrong| {
            let wrong = wrong.as_ref();
            place.with_value(|place| {
                wrong.is_some_and(|wrong| wrong.place.starts_with(place.as_str()))
            })
        });
        if here {
            open.set(true);
        }
    });
    if !folded {
        return view! { <li class="form-row form-row--flat" data-test="form-row"><div class="form-row__cells">{cells()}</div>{remove()}</li> }
            .into_any();
    }
    let lacking_text = move || {
        let count = lacking.get();
        (count > 0).then(
            || view! { <span class="badge badge--waiting">{lang().form_to_fill(count)}</span> },
        )
    };
    view! {
        <li class="form-row" data-test="form-row">
            <button type="button" class="form-row__head" aria-expanded=move || open.get().to_string() data-test="form-row-open" on:click=move |_| open.update(|open| *open = !*open)>
                <Icon glyph=Glyph::Right />
                <bdi>{about}</bdi>
                {lacking_text}
            </button>
            <Show when=move || open.get()>
                <div class="form-row__cells">{cells()}</div>
                {remove()}
            </Show>
        </li>
    }
    .into_any()
}
