//! A look for personal information: how far it is, and what was found in each document.

use leptos::prelude::*;

use super::words::{found_text, unread_text};
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, lang, tr};
use crate::tasks::scan::{Looked, ScanLine, Scanning};

/// Lines that are drawn.
const MOST: usize = 200;

/// The button, and a line for each document.
#[component]
pub(crate) fn ScanList(scanning: Scanning) -> impl IntoView {
    let begun = RwSignal::new(false);
    let start = move |_| {
        begun.set(true);
        scanning.start();
    };
    let left = move || {
        let (done, all) = scanning.far();
        done < all
    };
    let lines = move || {
        let all = scanning.lines.get_value();
        let more = all.len().saturating_sub(MOST);
        let each: Vec<_> = all
            .into_iter()
            .take(MOST)
            .map(|line| view! { <Line line=line /> })
            .collect();
        view! {
            <ul class="scan__list" data-test="scan-list">{each}</ul>
            {(more > 0).then(|| view! { <p class="field__hint">{move || lang().and_more(more)}</p> })}
        }
    };
    view! {
        <section class="scan" aria-label=tr(Text::ScanTitle)>
            <h3 class="dialog__part">{tr(Text::ScanTitle)}</h3>
            <p class="field__hint">{tr(Text::ScanText)}</p>
            <div class="step__buttons">
                <Show when=move || !scanning.is_running() && left()>
                    <button type="button" class="button" data-test="scan-start" on:click=start>
                        <Icon glyph=Glyph::Search />
                        {move || lang().scan_start(scanning.far().1)}
                    </button>
                </Show>
                <Show when=move || scanning.is_running()>
                    <p class="scan__far" role="status" data-test="scan-far">
                        {move || {
                            let (done, all) = scanning.far();
                            lang().scan_far(&done.to_string(), &all.to_string())
                        }}
                    </p>
                    <button type="button" class="button button--quiet" data-test="scan-cancel" on:click=move |_| scanning.cancel()>
                        {tr(Text::Cancel)}
                    </button>
                </Show>
            </div>
            <Show when=move || begun.get()>{lines}</Show>
        </section>
    }
}

#[component]
fn Line(line: ScanLine) -> impl IntoView {
    let looked = line.looked;
    let said = move || match looked.get() {
        Looked::Waits => tr(Text::ScanWaits)().to_owned(),
        Looked::Reads(_, 0) => tr(Text::ScanReads)().to_owned(),
        Looked::Reads(page, pages) => lang().scan_page(&(page + 1).to_string(), &pages.to_string()),
        Looked::Unread(why) => tr(unread_text(why))().to_owned(),
        Looked::Found(found) => {
            let mut said = match found.kinds.is_empty() {
                true => tr(Text::ScanNothing)().to_owned(),
                false => found_text(&found.kinds),
            };
            if found.persons > 0 {
                let persons = usize::try_from(found.persons).unwrap_or(usize::MAX);
                said = format!("{said} · {}", lang().about_persons(persons));
            }
            if found.partial {
                said = format!("{said} · {}", tr(Text::ScanPartial)());
            }
            said
        }
    };
    let weighs = move || {
        looked.with(|looked| matches!(looked, Looked::Found(found) if !found.kinds.is_empty()))
    };
    view! {
        <li class="scan__line" class:scan__line--found=weighs data-test="scan-line">
            <bdi class="scan__name">{line.name.clone()}</bdi>
            <span class="scan__said">{said}</span>
        </li>
    }
}
