//! The input for one place of a form, by what belongs there.

use leptos::prelude::*;

use crate::components::doc_picker::DocPicker;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, tr};
use crate::tasks::compliance::editor::{At, Editor};
use crate::tasks::compliance::evidence;
use crate::tasks::work::Work;
use crate::vault::messages::compliance::{FieldIs, FormField, FormSaid};

/// Lines of a text field.
const LINES: &str = "3";

/// The input alone; `id` ties it to its label. A field keeps what is typed by itself and writes it when it is left.
#[component]
pub(crate) fn FormCell(editor: Editor, at: At, field: FormField, id: String) -> impl IntoView {
    let wrong = {
        let id = id.clone();
        move || {
            let here = editor.wrong.with(|wrong| {
                let place = wrong.as_ref().map(|wrong| &wrong.place);
                place.is_some_and(|place| crate::tasks::compliance::editor::element(place) == id)
            });
            here.then_some("true")
        }
    };
    let said = editor.at_untracked(at);
    let text = match &said {
        FormSaid::Text(text) => text.clone(),
        FormSaid::Texts(all) => all.join("\n"),
        FormSaid::Number(number) => number.to_string(),
        _ => String::new(),
    };
    let write_text = move |value: String| editor.write(at, FormSaid::Text(value));
    // within rows labels say it all
    let hint = at.cell.is_none().then(|| format!("{id}-help"));
    match field.is {
        FieldIs::Text if at.cell.is_some() => view! {
            <input class="field__input" type="text" id=id.clone() data-test=id aria-describedby=hint autocomplete="off"
                aria-invalid=wrong value=text on:change=move |event| write_text(event_target_value(&event)) />
        }
        .into_any(),
        FieldIs::Text => view! {
            <textarea class="field__input field__input--area" rows=LINES id=id.clone() data-test=id aria-describedby=hint
                aria-invalid=wrong prop:value=text on:change=move |event| write_text(event_target_value(&event))></textarea>
        }
        .into_any(),
        FieldIs::Date => view! {
            <input class="field__input form-cell__short" type="date" id=id.clone() data-test=id aria-describedby=hint
                aria-invalid=wrong value=text on:change=move |event| write_text(event_target_value(&event)) />
        }
        .into_any(),
        FieldIs::Number => {
            let write = move |event| {
                let typed = event_target_value(&event);
                let said = typed.trim().parse().map_or(FormSaid::Nothing, FormSaid::Number);
                editor.write(at, said);
            };
            view! {
                <input class="field__input form-cell__short" type="number" step="1" id=id.clone() data-test=id aria-describedby=hint
                    min=field.least.unwrap_or(0).to_string() max=field.most.map(|most| most.to_string())
                    aria-invalid=wrong value=text on:change=write />
            }
            .into_any()
        }
        FieldIs::YesNo => {
            let now = match said {
                FormSaid::Yes(true) => "yes",
                FormSaid::Yes(false) => "no",
                _ => "",
            };
            let write = move |event| {
                let said = match event_target_value(&event).as_str() {
                    "yes" => FormSaid::Yes(true),
                    "no" => FormSaid::Yes(false),
                    _ => FormSaid::Nothing,
                };
                editor.write(at, said);
            };
            view! {
                <select class="field__input form-cell__short" id=id.clone() data-test=id aria-describedby=hint aria-invalid=wrong on:change=write>
                    <option value="" selected=now.is_empty()>{tr(Text::Choose)}</option>
                    <option value="yes" selected=now == "yes">{tr(Text::WhetherYes)}</option>
                    <option value="no" selected=now == "no">{tr(Text::WhetherNo)}</option>
                </select>
            }
            .into_any()
        }
        FieldIs::Choice => {
            let options = field.choices.into_iter().map(move |(code, name)| {
                let chosen = code == text;
                view! { <option value=code selected=chosen>{move || name.here()}</option> }
            });
            view! {
                <select class="field__input" id=id.clone() data-test=id aria-describedby=hint aria-invalid=wrong
                    on:change=move |event| write_text(event_target_value(&event))>
                    <option value="">{tr(Text::Choose)}</option>
                    {options.collect_view()}
                </select>
            }
            .into_any()
        }
        FieldIs::Choices => view! { <Ticks editor=editor at=at field=field id=id /> }.into_any(),
        FieldIs::Texts if field.name == "evidence" => {
            view! { <Evidence editor=editor at=at id=id /> }.into_any()
        }
        FieldIs::Texts => {
            let write = move |event| {
                let typed = event_target_value(&event);
                let lines = typed.lines().map(str::trim).filter(|line| !line.is_empty());
                editor.write(at, FormSaid::Texts(lines.map(str::to_owned).collect()));
            };
            view! {
                <textarea class="field__input field__input--area" rows=LINES id=id.clone() data-test=id aria-describedby=hint
                    aria-invalid=wrong prop:value=text on:change=write></textarea>
                <p class="field__hint">{tr(Text::FormOneEachLine)}</p>
            }
            .into_any()
        }
        FieldIs::Rows => ().into_any(),
    }
}

/// Several of a list.
#[component]
fn Ticks(editor: Editor, at: At, field: FormField, id: String) -> impl IntoView {
    let chosen = move || match editor.at_untracked(at) {
        FormSaid::Texts(all) => all,
        _ => Vec::new(),
    };
    let now = chosen();
    let codes: Vec<String> = field.choices.iter().map(|(code, _)| code.clone()).collect();
    let codes = StoredValue::new(codes);
    let ticks = field.choices.into_iter().map(|(code, name)| {
        let ticked = now.contains(&code);
        let test = format!("{id}-{code}");
        let set = move |event| {
            let mut all = chosen();
            all.retain(|other| *other != code);
            if event_target_checked(&event) {
                all.push(code.clone());
            }
            // in the order of the list, whoever ticks them in whichever
            codes.with_value(|codes| {
                all.sort_by_key(|one| codes.iter().position(|code| code == one));
            });
            editor.write(at, FormSaid::Texts(all));
        };
        view! {
            <label class="tick">
                <input type="checkbox" data-test=test checked=ticked on:change=set />
                <span>{move || name.here()}</span>
            </label>
        }
    });
    view! { <div class="ticks__all" role="group" id=id.clone() tabindex="-1" aria-labelledby=format!("{id}-label")>{ticks.collect_view()}</div> }
}

/// Documents of the room that show something.
#[component]
fn Evidence(editor: Editor, at: At, id: String) -> impl IntoView {
    let work = Work::new();
    let all = move || match editor.at(at) {
        FormSaid::Texts(all) => all,
        _ => Vec::new(),
    };
    let add = Callback::new(move |(doc, name): (String, String)| {
        let job = evidence(editor.room, doc);
        work.run(job, move |code: String| {
            let mut all = untrack(all);
            if !all.contains(&code) {
                editor.name_evidence(code.clone(), name);
                all.push(code);
                editor.write(at, FormSaid::Texts(all));
            }
        });
    });
    let list = move || {
        let line = |code: String| {
            let shown = {
                let code = code.clone();
                move || editor.evidence_name(&code).unwrap_or_else(|| code.clone())
            };
            let remove = move |_| {
                let mut all = untrack(all);
                all.retain(|other| *other != code);
                editor.write(at, FormSaid::Texts(all));
            };
            view! {
                <li class="chosen__line">
                    <bdi class="chosen__name">{shown}</bdi>
                    <button type="button" class="icon-button" aria-label=tr(Text::FormRemove) on:click=remove>
                        <Icon glyph=Glyph::Close />
                    </button>
                </li>
            }
        };
        all().into_iter().map(line).collect_view()
    };
    view! {
        <ul class="chosen">{list}</ul>
        <DocPicker room=editor.room chosen=add id=id label=Text::FormEvidenceAdd />
    }
}
