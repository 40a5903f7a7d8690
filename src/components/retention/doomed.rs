//! What destroying something means: what goes, what stays.

use leptos::prelude::*;

use super::words::left_words;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, format, lang, tr};
use crate::vault::messages::DoomedView;

/// In two lists, each line a sentence.
#[component]
pub(crate) fn Doomed(view: DoomedView) -> impl IntoView {
    view! {
        <Goes view=view.clone() />
        <Stays view=view />
    }
}

#[component]
fn Goes(view: DoomedView) -> impl IntoView {
    let (count, versions) = (view.count as usize, view.versions as usize);
    let (persons, uncounted) = (view.persons, view.uncounted as usize);
    let more = count.saturating_sub(view.docs.len());
    let names = view.docs.into_iter().map(|(name, versions, persons)| {
        let said = move || {
            let mut said = vec![lang().version_count(versions as usize)];
            said.extend(persons.map(|n| lang().about_persons(n as usize)));
            said.join(" · ")
        };
        let name = move || match name.is_empty() {
            true => tr(Text::Nameless)().to_owned(),
            false => name.clone(),
        };
        view! { <li data-test="goes-doc"><bdi>{name}</bdi>" "<small class="field__hint">{said}</small></li> }
    });
    let people = (view.people as usize, view.links as usize);
    let persons = move || {
        let mut said = lang().goes_persons(&format::number(persons as f64));
        if uncounted > 0 {
            said.push_str(&lang().goes_uncounted(uncounted));
        }
        said
    };
    view! {
        <section class="doom doom--goes" data-test="goes">
            <h3 class="dialog__part">{tr(Text::GoesTitle)}</h3>
            <ul class="doom__list">
                <li><strong data-test="goes-count">{move || lang().document_count(count)}</strong>" · "{move || lang().version_count(versions)}</li>
                <li data-test="goes-persons">{persons}</li>
                <li data-test="goes-access">{move || lang().goes_access(people.0, &lang().link_count(people.1))}</li>
                <li>{tr(Text::GoesKeys)}</li>
            </ul>
            <details class="held">
                <summary data-test="goes-names">{tr(Text::GoesNames)}</summary>
                <ul class="doom__names">{names.collect_view()}</ul>
                {(more > 0).then(|| view! { <p class="field__hint">{move || lang().and_more(more)}</p> })}
            </details>
        </section>
    }
}

#[component]
fn Stays(view: DoomedView) -> impl IntoView {
    let (held, names) = (view.held_count as usize, view.held.clone());
    let more = held.saturating_sub(names.len());
    let left = view.left.clone();
    let left = move || {
        let lines = left_words(&left).into_iter();
        lines.map(|line| view! { <li>{line}</li> }).collect_view()
    };
    let names = move || {
        let mut all = names.join(tr(Text::Comma)());
        if more > 0 {
            all.push_str(&format!(" {}", lang().and_more(more)));
        }
        all
    };
    view! {
        <section class="doom" data-test="stays">
            <h3 class="dialog__part">{tr(Text::StaysTitle)}</h3>
            <ul class="doom__list">
                {(held > 0).then(|| view! {
                    <li class="doom__held" data-test="stays-held">
                        <Icon glyph=Glyph::Lock />
                        <span>{move || lang().stays_held(held)}" "<bdi>{names}</bdi></span>
                    </li>
                })}
                {left}
                <li>{tr(Text::StaysCopies)}</li>
                <li>{tr(Text::StaysEngine)}</li>
                <li>{tr(Text::StaysRecord)}</li>
            </ul>
        </section>
    }
}
