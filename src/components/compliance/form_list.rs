//! The forms that there are: what each is for, which law asks for it, and what of it lies in the room.

use leptos::prelude::*;

use super::words::{day_class, day_left, form_state, laws_text};
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, format, lang, tr};
use crate::vault::messages::DocRef;
use crate::vault::messages::compliance::{FormKindView, FormLine};

/// What a person opens.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Wanted {
    /// A new one of this kind.
    New(String),
    /// One that lies in the room; a draft is changed, what is signed is read.
    There(DocRef),
    /// The next version of one that was signed.
    Next(String, DocRef),
}

/// All of them.
#[component]
pub(crate) fn FormList(
    list: Vec<FormKindView>,
    manages: Signal<bool>,
    open: Callback<Wanted>,
) -> impl IntoView {
    let kinds = list
        .into_iter()
        .map(|kind| view! { <Kind kind=kind manages=manages open=open /> });
    view! { <ul class="policy" data-test="forms">{kinds.collect_view()}</ul> }
}

#[component]
fn Kind(kind: FormKindView, manages: Signal<bool>, open: Callback<Wanted>) -> impl IntoView {
    let (title, about, law) = (kind.title.clone(), kind.about.clone(), kind.law.clone());
    let years = kind.keep_years as usize;
    let code = StoredValue::new(kind.kind.clone());
    let (none, shown) = (kind.lines.is_empty(), title.clone());
    let lines = kind
        .lines
        .into_iter()
        .map(|line| view! { <Line line=line open=open /> });
    view! {
        <li class="policy__line" data-test="form-kind" data-kind=kind.kind>
            <div class="policy__what">
                <h3 class="policy__name">{move || title.here()}
                    {none.then(|| view! { <span class="badge" data-test="form-none">{tr(Text::FormStateNone)}</span> })}
                </h3>
                <p class="policy__text">{move || about.here()}</p>
                <p class="field__hint">{move || laws_text(&law)}{(years > 0).then(|| view! { " · "{move || lang().form_kept_years(years)} })}</p>
                <ul class="form-lines">{lines.collect_view()}</ul>
            </div>
            <Show when=move || manages.get()>
                <button type="button" class="button" class:button--quiet=!none data-test="form-new" aria-label={let shown = shown.clone(); move || lang().form_new_of(&shown.here())}
                    on:click=move |_| open.run(Wanted::New(code.get_value()))>
                    <Icon glyph=Glyph::Plus />
                    {tr(Text::FormNew)}
                </button>
            </Show>
        </li>
    }
}

#[component]
fn Line(line: FormLine, open: Callback<Wanted>) -> impl IntoView {
    let (text, class) = form_state(line.state);
    let review = line.review.clone();
    let kept = line.keep_until.clone();
    let (by, time, versions) = (line.by, line.time, line.versions as usize);
    let gone = line.doc.is_none();
    let doc = StoredValue::new(line.doc);
    let go = move |_| {
        if let Some(doc) = doc.get_value() {
            open.run(Wanted::There(doc));
        }
    };
    view! {
        <li class="form-line" data-test="form-line" data-state=format!("{:?}", line.state)>
            <button type="button" class="form-line__open" data-test="form-open" disabled=gone on:click=go>
                <Icon glyph=Glyph::Text />
                <bdi>{if gone { None } else { Some(line.name) }}</bdi>
                {gone.then(|| view! { <span>{tr(Text::FormGone)}</span> })}
            </button>
            <span class=class>{tr(text)}</span>
            <span class="field__hint form-line__facts">
                {move || lang().form_by(&by, &format::day(time))}
                {(versions > 1).then(|| view! { " · "{move || lang().form_versions(versions)} })}
                {kept.map(|day| view! { " · "{move || lang().form_kept(&format::written(&day))} })}
            </span>
            {review.map(|on| {
                let class = day_class(&on);
                view! { <span class=class data-test="form-review">{move || lang().form_review_on(&day_left(&on))}</span> }
            })}
        </li>
    }
}
