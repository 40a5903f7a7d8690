//! The table of a notice: what it would become, what is wrong with it row by row, and the letters that are saved.

use leptos::prelude::*;

use crate::browser::page::files;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::compliance::notices::NoticeTask;
use crate::vault::messages::compliance::{NoticeLook, NoticeWrong};

/// The table is picked, looked through, and merged.
#[component]
pub(crate) fn Table(task: NoticeTask) -> impl IntoView {
    let picked = move |event: leptos::ev::Event| task.take_table(files::of_input(&event));
    let looked = move || {
        task.looked.get().map(|looked| match looked {
            Ok(look) => view! { <Look task=task look=look /> }.into_any(),
            Err(wrong) => {
                let text = move || wrong_text(&wrong);
                view! { <p class="note note--bad" role="alert" data-test="notice-wrong"><Icon glyph=Glyph::Warning /><span>{text}</span></p> }
                    .into_any()
            }
        })
    };
    let stale = move || task.table.with(Option::is_some) && task.looked.with(Option::is_none);
    view! {
        <div class="field">
            <label class="field__label" for="notice-table">{tr(Text::NoticeTable)}</label>
            <input class="field__input" type="file" accept=".csv,.tsv,.txt,text/csv" id="notice-table" data-test="notice-table" aria-describedby="notice-table-hint" on:change=picked />
            <p class="field__hint" id="notice-table-hint">{tr(Text::NoticeTableHint)}</p>
            {move || task.table.get().map(|name| view! { <p class="form__what" data-test="notice-table-name"><bdi>{name}</bdi></p> })}
        </div>
        <Show when=stale>
            <div class="step__buttons">
                <button type="button" class="button" data-test="notice-look" disabled=move || task.work.is_running() on:click=move |_| task.look()>{tr(Text::NoticeLook)}</button>
            </div>
        </Show>
        <WorkFailure work=task.work />
        {looked}
    }
}

/// What comes of it.
#[component]
fn Look(task: NoticeTask, look: NoticeLook) -> impl IntoView {
    let made = look.rows.saturating_sub(look.skipped) as usize;
    let skipped = look.skipped as usize;
    let told = look.lacks.len();
    let lacks = look.lacks.into_iter().map(|(row, column)| {
        let row = row as usize;
        view! { <li>{move || lang().notice_row_lacks(&format::number(row as f64), &format::number(row as f64 + 1.0), &column)}</li> }
    });
    let letters = look.letters.into_iter().map(|(row, subject, text)| {
        view! {
            <li class="letter" data-test="letter">
                <p class="field__hint">{move || lang().notice_row(&format::number(f64::from(row)))}</p>
                <p class="policy__name" dir="auto">{subject}</p>
                <p class="policy__text" dir="auto">{text}</p>
            </li>
        }
    });
    let busy = move || task.work.is_running();
    view! {
        <p class="note" data-test="notice-made">{move || lang().notices_made(made)}</p>
        {(skipped > 0).then(|| view! {
            <section class="note note--warning note--stacked" data-test="notice-skipped">
                <p>{move || lang().notices_skipped(skipped)}</p>
                <ul class="form-lines">{lacks.collect_view()}</ul>
                {(told < skipped).then(|| view! { <p>{move || lang().notices_more(skipped - told)}</p> })}
            </section>
        })}
        <h4 class="policy__sub">{tr(Text::NoticeFirst)}</h4>
        <ul class="letters">{letters.collect_view()}</ul>
        <div class="step__buttons">
            <button type="button" class="button button--primary" data-test="notice-save-table" disabled=move || busy() || made == 0 on:click=move |_| task.save(true)>
                <Icon glyph=Glyph::Download />
                {tr(Text::NoticeSaveTable)}
            </button>
            <button type="button" class="button" data-test="notice-save-text" disabled=move || busy() || made == 0 on:click=move |_| task.save(false)>
                <Icon glyph=Glyph::Download />
                {tr(Text::NoticeSaveText)}
            </button>
        </div>
        <p class="field__hint">{tr(Text::NoticeSaveHint)}</p>
    }
}

/// What is wrong, and what to do; tracked.
fn wrong_text(wrong: &NoticeWrong) -> String {
    let plain = |text: Text| tr(text)().to_owned();
    match wrong {
        NoticeWrong::Template => plain(Text::NoticeWrongTemplate),
        NoticeWrong::TooLarge => plain(Text::NoticeWrongTooLarge),
        NoticeWrong::NotUtf8 => plain(Text::NoticeWrongNotUtf8),
        NoticeWrong::Empty => plain(Text::NoticeWrongEmpty),
        NoticeWrong::Twice(name) if name.is_empty() => plain(Text::NoticeWrongNameless),
        NoticeWrong::Twice(name) => lang().notice_wrong_twice(name),
        NoticeWrong::Missing(names) => lang().notice_wrong_missing(&names.join(tr(Text::Comma)())),
        NoticeWrong::Row(row) => lang().notice_wrong_row(&format::number(f64::from(*row))),
    }
}
