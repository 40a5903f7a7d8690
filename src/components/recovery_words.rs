//! The twenty-four words that restore an identity: shown once, and asked for in part.

use leptos::{html, prelude::*};

use super::copy_button::CopyButton;
use super::icon::{Glyph, Icon};
use super::notes::{Note, Weight, WorkFailure};
use super::submit::Submit;
use crate::browser::page::{address, time};
use crate::i18n::{Text, lang, tr};
use crate::tasks::work::Work;
use crate::vault::messages::Failure;

/// The words, to be written down.
#[component]
pub(crate) fn ShowWords(words: Vec<String>, on_written: Callback<()>) -> impl IntoView {
    let all = words.join(" ");
    let cells = words
        .into_iter()
        .enumerate()
        .map(|(at, word)| view! { <li class="recovery__word" data-test=format!("word-{}", at + 1)>{word}</li> })
        .collect_view();
    view! {
        <section class="recovery">
            <h2 class="step__title">{tr(Text::WordsTitle)}</h2>
            <p>{tr(Text::WordsText)}</p>
            <ol class="recovery__grid" data-test="recovery-words" translate="no">{cells}</ol>
            <Note weight=Weight::Warning text=Text::WordsWarning test="words-warning" />
            <div class="step__buttons">
                <button type="button" class="button" data-test="print-words" on:click=move |_| address::print()>
                    <Icon glyph=Glyph::Print />
                    {tr(Text::Print)}
                </button>
                <CopyButton text=all label=Text::Copy test="copy-words" />
                <button type="button" class="button button--primary" data-test="words-written" on:click=move |_| on_written.run(())>
                    {tr(Text::WordsWritten)}
                </button>
            </div>
        </section>
    }
}

/// Asks for three of the words.
#[component]
pub(crate) fn ConfirmWords(
    /// All of them.
    words: Vec<String>,
    work: Work,
    /// Show them again.
    on_back: Callback<()>,
    /// They are right.
    on_right: Callback<()>,
) -> impl IntoView {
    let asked: Vec<(usize, NodeRef<html::Input>)> = three_of(words.len())
        .into_iter()
        .map(|at| (at, NodeRef::new()))
        .collect();
    let fields = asked
        .iter()
        .map(|(at, node)| word_field(*at, *node))
        .collect_view();
    let check = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let right = |(at, node): &(usize, NodeRef<html::Input>)| {
            let typed = super::field::value_of(*node);
            words
                .get(*at)
                .is_some_and(|word| typed.trim().eq_ignore_ascii_case(word))
        };
        if asked.iter().all(right) {
            on_right.run(())
        } else {
            work.fail(Failure::WrongWords)
        }
    };
    view! {
        <form class="form" data-test="confirm-words" on:submit=check on:input=move |_| work.forgive()>
            <h2 class="step__title">{tr(Text::ConfirmTitle)}</h2>
            <p>{tr(Text::ConfirmText)}</p>
            <div class="recovery__asked">{fields}</div>
            <WorkFailure work=work />
            <div class="step__buttons">
                <button type="button" class="button" data-test="words-again" on:click=move |_| on_back.run(())>
                    {tr(Text::WordsAgain)}
                </button>
                <Submit act=Text::ConfirmAct busy=Text::ConfirmBusy work=work test="confirm-identity" />
            </div>
        </form>
    }
}

fn word_field(at: usize, node: NodeRef<html::Input>) -> impl IntoView {
    let id = format!("confirm-word-{}", at + 1);
    view! {
        <div class="field">
            <label class="field__label" for=id.clone()>{move || lang().word_number(at + 1)}</label>
            <input
                class="field__input"
                id=id
                node_ref=node
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                required=true
                data-test="confirm-word"
                data-index=(at + 1).to_string()
            />
        </div>
    }
}

/// Three places out of so many, in order.
fn three_of(count: usize) -> Vec<usize> {
    let mut places: Vec<usize> = Vec::new();
    while places.len() < count.min(3) {
        let place = time::pick(count);
        if !places.contains(&place) {
            places.push(place);
        }
    }
    places.sort_unstable();
    places
}
