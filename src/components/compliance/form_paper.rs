//! A form to be read: what stands in it, who signed it, how long it is kept.

use leptos::prelude::*;

use super::said_text::said_text;
use super::words::laws_text;
use crate::components::icon::{Glyph, Icon};
use crate::components::safety_words::SafetyWords;
use crate::i18n::{Text, format, lang, tr};
use crate::vault::messages::compliance::{
    FieldIs, FormField, FormSaid, Paper, PaperSigner, PaperStanding,
};

/// Rows with more fields are cards, others lines of a table.
const TABLE: usize = 5;

/// The whole form.
#[component]
pub(crate) fn FormPaper(paper: Paper) -> impl IntoView {
    let evidence = StoredValue::new(paper.evidence);
    let fields = paper.fields.into_iter().zip(paper.said);
    let fields = fields.map(|(field, said)| match said {
        FormSaid::Rows(rows) if field.is == FieldIs::Rows => {
            view! { <Rows field=field rows=rows evidence=evidence /> }.into_any()
        }
        said => view! { <Said field=field said=said evidence=evidence /> }.into_any(),
    });
    let fields = fields.collect_view();
    let (title, about, law, years) = (
        paper.title,
        paper.about,
        paper.law,
        paper.keep_years as usize,
    );
    let changed = paper.changed.len();
    let (at, by) = paper.made;
    let signed = !paper.signers.is_empty();
    let (review, kept) = (paper.review, paper.keep_until);
    view! {
        <article class="form-paper" data-test="form-paper">
            <header class="form-paper__head">
                <h2 class="form-paper__title">{move || title.here()}</h2>
                <p class="field__hint">{move || about.here()}</p>
                <p class="field__hint">{move || laws_text(&law)}{(years > 0).then(|| view! { " · "{move || lang().form_kept_years(years)} })}</p>
            </header>
            {signed.then(|| view! { <Signers signers=paper.signers standing=paper.standing at=at by=by /> })}
            <dl class="details__facts">
                {review.map(|day| view! { <Fact name=Text::FormReview value=Signal::derive(move || format::written(&day)) /> })}
                {kept.map(|day| view! { <Fact name=Text::FormKeptUntil value=Signal::derive(move || format::written(&day)) /> })}
                {signed.then(|| view! { <Fact name=Text::FormChangedCount value=Signal::derive(move || lang().form_differs(changed)) /> })}
            </dl>
            <div class="form-paper__fields">{fields}</div>
        </article>
    }
}

#[component]
fn Fact(name: Text, value: Signal<String>) -> impl IntoView {
    view! {
        <div class="details__fact">
            <dt>{tr(name)}</dt>
            <dd>{move || value.get()}</dd>
        </div>
    }
}

/// Who signed, and how it stands to what was filed.
#[component]
fn Signers(
    signers: Vec<PaperSigner>,
    standing: Option<PaperStanding>,
    at: String,
    by: String,
) -> impl IntoView {
    let line = |signer: PaperSigner| {
        view! {
            <li class="form-signer" data-test="form-signer">
                <Icon glyph=Glyph::Check />
                <bdi class="form-signer__name">{signer.name}</bdi>
                <details class="held">
                    <summary>{tr(Text::FormSignerWords)}</summary>
                    <SafetyWords words=signer.words hint=Text::FormSignerWordsHint />
                </details>
            </li>
        }
    };
    let standing = standing.map(|standing| {
        let (text, class) = match standing {
            PaperStanding::Newest => (Text::FormNewest, "badge badge--live"),
            PaperStanding::Older => (Text::FormOlder, "badge badge--waiting"),
            PaperStanding::Unknown => (Text::FormUnfiled, "badge badge--waiting"),
        };
        view! { <span class=class data-test="form-standing">{tr(text)}</span> }
    });
    let made = at.get(..10).unwrap_or_default().to_owned();
    view! {
        <section class="form-paper__signers">
            <p class="policy__name">{tr(Text::FormSignedBy)}{standing}</p>
            <ul class="form-signers">{signers.into_iter().map(line).collect_view()}</ul>
            <p class="field__hint">{move || lang().form_by(&by, &format::written(&made))}</p>
        </section>
    }
}

#[component]
fn Said(
    field: FormField,
    said: FormSaid,
    evidence: StoredValue<Vec<(String, String)>>,
) -> impl IntoView {
    let label = field.label.clone();
    let shown = move || said_text(&field, &said, |code| name_of(evidence, code));
    view! {
        <section class="form-paper__field" data-test="form-paper-field">
            <h3 class="field__label">{move || label.here()}</h3>
            <p class="form-said" dir="auto">{move || shown().unwrap_or_else(|| tr(Text::FormNothing)().to_owned())}</p>
        </section>
    }
}

#[component]
fn Rows(
    field: FormField,
    rows: Vec<Vec<FormSaid>>,
    evidence: StoredValue<Vec<(String, String)>>,
) -> impl IntoView {
    let label = field.label.clone();
    let name = label.clone();
    let none = rows.is_empty();
    let rows = if none {
        view! { <p class="form-said">{tr(Text::FormNothing)}</p> }.into_any()
    } else if field.fields.len() <= TABLE {
        let head = field.fields.iter().map(|inner| {
            let label = inner.label.clone();
            view! { <th scope="col">{move || label.here()}</th> }
        });
        let head = head.collect_view();
        let line = |row: Vec<FormSaid>| {
            let cells = field.fields.iter().cloned().zip(row);
            let cell = |(inner, said): (FormField, FormSaid)| {
                let shown = move || said_text(&inner, &said, |code| name_of(evidence, code));
                view! { <td dir="auto">{shown}</td> }
            };
            view! { <tr>{cells.map(cell).collect_view()}</tr> }
        };
        let body = rows.into_iter().map(line).collect_view();
        view! {
            <div class="policy__scroll" tabindex="0" role="region" aria-label=move || name.here()>
                <table class="policy__table policy__table--wrap">
                    <thead><tr>{head}</tr></thead>
                    <tbody>{body}</tbody>
                </table>
            </div>
        }
        .into_any()
    } else {
        let card = |row: Vec<FormSaid>| {
            let cells = field.fields.iter().cloned().zip(row);
            let cell = |(inner, said): (FormField, FormSaid)| {
                let label = inner.label.clone();
                let there = untrack(|| said_text(&inner, &said, |_| None)).is_some();
                let shown = move || said_text(&inner, &said, |code| name_of(evidence, code));
                there.then(|| {
                    view! {
                        <div class="details__fact">
                            <dt>{move || label.here()}</dt>
                            <dd dir="auto">{shown}</dd>
                        </div>
                    }
                })
            };
            view! { <li class="form-row"><dl class="details__facts">{cells.map(cell).collect_view()}</dl></li> }
        };
        view! { <ul class="form-rows__all">{rows.into_iter().map(card).collect_view()}</ul> }
            .into_any()
    };
    view! {
        <section class="form-paper__field" data-test="form-paper-field">
            <h3 class="field__label">{move || label.here()}</h3>
            {rows}
        </section>
    }
}

fn name_of(evidence: StoredValue<Vec<(String, String)>>, code: &str) -> Option<String> {
    evidence.with_value(|all| {
        let mut named = all.iter().filter(|(known, _)| known == code);
        named.next().map(|(_, name)| name.clone())
    })
}
