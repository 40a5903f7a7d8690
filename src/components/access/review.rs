//! What changes mean, before they are applied.

use std::collections::BTreeMap;

use leptos::prelude::*;

use super::matrix::name_of;
use super::may_text;
use crate::components::dialog::{Dialog, titled};
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::tasks::work::Work;
use crate::vault::messages::{Difference, Failure, Level, Matrix};

/// Lines of one answer that are shown.
const MOST: usize = 200;

/// Shows who gains and who loses what, and applies it.
#[component]
pub(crate) fn Review(access: Access, close: Callback<()>) -> impl IntoView {
    let found = LocalResource::new(move || access.preview());
    let work = Work::new();
    let changed = RwSignal::new(false);
    let apply = move |_| {
        let Some(Ok(shown)) = found.get_untracked() else {
            return;
        };
        let applied = async move {
            match access.apply(shown).await {
                // somebody decided something since: what it means by now is shown
                Err(Failure::ServerBusy) => {
                    found.refetch();
                    Ok(false)
                }
                other => other.map(|()| true),
            }
        };
        work.run(applied, move |applied| match applied {
            true => close.run(()),
            false => changed.set(true),
        });
    };
    let again = move || {
        let text = move || view! { <p class="note note--warning" role="status" data-test="review-changed">{tr(Text::ReviewChanged)}</p> };
        changed.get().then(text)
    };
    let list = move || match found.get() {
        None => view! { <Loading text=Text::ReviewWorking /> }.into_any(),
        Some(Err(failure)) => failed(failure).into_any(),
        Some(Ok(found)) if found.is_empty() => {
            view! { <p data-test="review-nothing">{tr(Text::ReviewNothing)}</p> }.into_any()
        }
        Some(Ok(found)) => view! { <Differences access=access found=found /> }.into_any(),
    };
    view! {
        <Dialog title=titled(Text::ReviewTitle) close=close test="review-dialog">
            {list}
            {again}
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button" data-test="review-back" on:click=move |_| close.run(())>
                    {tr(Text::ReviewBack)}
                </button>
                <button
                    type="button"
                    class="button button--primary"
                    data-test="review-apply"
                    disabled=move || work.is_running() || !matches!(found.get(), Some(Ok(_)))
                    aria-busy=move || work.is_running().to_string()
                    on:click=apply
                >
                    {move || if work.is_running() { tr(Text::ReviewApplying)() } else { tr(Text::ReviewApply)() }}
                </button>
            </div>
        </Dialog>
    }
}

fn failed(failure: Failure) -> impl IntoView {
    view! { <FailureNote failure=Signal::stored(Some(failure)) /> }
}

/// Who gains and who loses what.
#[component]
pub(super) fn Differences(access: Access, found: Vec<Difference>) -> impl IntoView {
    let takes = found.iter().any(|one| one.after < one.before);
    let more = found.len().saturating_sub(MOST);
    let by_member = move || {
        let matrix = access.matrix().unwrap_or_default();
        let mut by_member: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for one in found.iter().take(MOST) {
            by_member
                .entry(person(&matrix, one))
                .or_default()
                .push(line(&matrix, one));
        }
        let blocks = by_member.into_iter().map(|(who, lines)| {
            let lines = lines
                .into_iter()
                .map(|line| view! { <li>{line}</li> })
                .collect_view();
            view! {
                <li class="review__who">
                    <p class="review__name"><bdi>{who}</bdi></p>
                    <ul class="review__lines">{lines}</ul>
                </li>
            }
        });
        view! { <ul class="review" data-test="review">{blocks.collect_view()}</ul> }
    };
    view! {
        <p>{tr(Text::ReviewText)}</p>
        {by_member}
        {(more > 0).then(|| view! { <p>{move || lang().review_more(more)}</p> })}
        {takes.then(|| view! { <p class="note note--warning" data-test="review-takes">{tr(Text::ReviewTakes)}</p> })}
    }
}

fn person(matrix: &Matrix, one: &Difference) -> String {
    let row = matrix.rows.iter().find(|row| row.who == one.member);
    row.map(name_of)
        .unwrap_or_else(|| tr(Text::Nameless)().to_owned())
}

fn line(matrix: &Matrix, one: &Difference) -> String {
    let folder = matrix.folders.iter().find(|it| it.folder == one.folder);
    let name = folder.map(|folder| folder.name.clone()).unwrap_or_default();
    let said = |level: Level, sends: bool| tr(may_text(level, sends))();
    let (before, after) = one.sends;
    lang().review_line(said(one.after, after), said(one.before, before), &name)
}
