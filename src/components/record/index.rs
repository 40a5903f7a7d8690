//! The index of the room: what the store signs of it, kept to be compared with what it shows to others.

use leptos::prelude::*;

use crate::browser::page::dialog::click;
use crate::browser::page::{content, files};
use crate::components::copy_button::CopyButton;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, format, lang, lang_now, tr};
use crate::tasks::audit::AuditTask;
use crate::tasks::work::Work;
use crate::vault::messages::IndexView;

/// The field behind the second button.
const OTHER: &str = "index-other";

/// What was signed last, the way to keep it, and to compare it.
#[component]
pub(crate) fn Index(task: AuditTask) -> impl IntoView {
    let index = RwSignal::new(None::<IndexView>);
    let (reading, comparing) = (Work::new(), Work::new());
    let same = RwSignal::new(false);
    Effect::new(move |_| {
        // again whenever the record was read again
        if task.record().is_some() {
            reading.run(task.index(), move |read| index.set(Some(read)));
        }
    });
    let save = move |_| {
        let Some(read) = index.get_untracked() else {
            return;
        };
        content::save_text(
            &read.note,
            &lang_now().checkpoint_file(&read.size.to_string()),
        );
    };
    let compare = move |event: leptos::ev::Event| {
        let mut picked = files::of_input(&event);
        picked.keep_first();
        same.set(false);
        if !picked.is_empty() {
            comparing.run(task.compare(picked), move |()| same.set(true));
        }
    };
    let facts = move || {
        index.get().map(|read| {
            let key = read.key.clone();
            view! {
                <p class="setting__text">{move || lang().index_size(&format::number(read.size))}</p>
                <p class="field__hint">{tr(Text::IndexKey)}</p>
                <p class="policy__hash" data-test="index-key">{read.key}</p>
                <div class="setting__buttons">
                    <CopyButton text=key label=Text::IndexCopyKey test="index-copy-key" />
                    <button type="button" class="button" data-test="index-save" on:click=save>
                        <Icon glyph=Glyph::Download />
                        {tr(Text::IndexSave)}
                    </button>
                    <input class="hidden" id=OTHER type="file" tabindex="-1" aria-hidden="true" data-test="index-other" on:change=compare />
                    <button type="button" class="button" data-test="index-compare" disabled=move || comparing.is_running() on:click=move |_| click(OTHER)>
                        <Icon glyph=Glyph::Search />
                        {tr(Text::IndexCompare)}
                    </button>
                </div>
            }
        })
    };
    view! {
        <details class="index" data-test="record-index">
            <summary>{tr(Text::IndexTitle)}</summary>
            <p class="setting__text">{tr(Text::IndexText)}</p>
            {facts}
            <WorkFailure work=reading />
            <WorkFailure work=comparing />
            <div role="status">
                {move || same.get().then(|| view! {
                    <p class="note note--good" data-test="index-same">
                        <Icon glyph=Glyph::Check />
                        <span>{tr(Text::IndexSame)}</span>
                    </p>
                })}
            </div>
        </details>
    }
}
