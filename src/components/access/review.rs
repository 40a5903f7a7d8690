//! What changes mean, before they are applied.

use std::collections::HashMap;

use leptos::prelude::*;

use super::matrix::name_of;
use super::may_text;
use crate::components::dialog::{Dialog, titled};
use crate::components::information::against::ReviewAgainst;
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::tasks::information::objections;
use crate::tasks::work::Work;
use crate::vault::messages::{Difference, Failure, Level, Matrix, MatrixRow, Outcome};

/// Lines of one answer that are shown,
const MOST: usize = 200;
/// and names of those to whom the same happens.
const NAMES: usize = 5;

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
    let against = LocalResource::new(move || objections(access.room(), access.changes()));
    let allowed = move || matches!(against.get(), Some(Ok(against)) if against.count == 0);
    let list = move || match found.get() {
        None => view! { <Loading text=Text::ReviewWorking /> }.into_any(),
        Some(Err(failure)) => failed(failure).into_any(),
        // what is not possible at all is said below
        Some(Ok(found)) if found.is_empty() && !allowed() => ().into_any(),
        Some(Ok(found)) if found.is_empty() => {
            view! { <p data-test="review-nothing">{tr(Text::ReviewNothing)}</p> }.into_any()
        }
        Some(Ok(found)) => view! { <Outcomes access=access found=found /> }.into_any(),
    };
    view! {
        <Dialog title=titled(Text::ReviewTitle) close=close test="review-dialog">
            {list}
            {move || match against.get() {
                Some(Ok(against)) if against.count > 0 => {
                    Some(view! { <ReviewAgainst access=access against=against close=close /> })
                }
                _ => None,
            }}
            <ShownAnew when=changed />
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button" data-test="review-back" on:click=move |_| close.run(())>
                    {tr(Text::ReviewBack)}
                </button>
                <button
                    type="button"
                    class="button button--primary"
                    data-test="review-apply"
                    disabled=move || work.is_running() || !allowed() || !matches!(found.get(), Some(Ok(_)))
                    aria-busy=move || work.is_running().to_string()
                    on:click=apply
                >
                    {move || if work.is_running() { tr(Text::ReviewApplying)() } else { tr(Text::ReviewApply)() }}
                </button>
            </div>
        </Dialog>
    }
}

/// Says that what was looked at is another one by now.
#[component]
pub(super) fn ShownAnew(when: RwSignal<bool>) -> impl IntoView {
    let text = move || view! { <p class="note note--warning" role="status" data-test="review-changed">{tr(Text::ReviewChanged)}</p> };
    move || when.get().then(text)
}

fn failed(failure: Failure) -> impl IntoView {
    view! { <FailureNote failure=Signal::stored(Some(failure)) /> }
}

/// Who gains and who loses what.
#[component]
pub(crate) fn Outcomes(access: Access, found: Vec<Outcome>) -> impl IntoView {
    let all = found.iter().flat_map(|outcome| &outcome.lines);
    let takes = all.clone().any(|one| one.after < one.before);
    let more = all.count().saturating_sub(MOST);
    let blocks = move || {
        let matrix = access.matrix().unwrap_or_default();
        let mut left = MOST;
        let rows = matrix.rows.iter().filter(|row| !row.group);
        let known: ById = rows.map(|row| (row.who.as_str(), row)).collect();
        let each = found
            .iter()
            .map(|outcome| (people(&known, outcome), outcome));
        let mut named: Vec<(String, &Outcome)> = each.collect();
        named.sort_by(|a, b| a.0.cmp(&b.0));
        let blocks = named.into_iter().map(|(who, outcome)| {
            let lines = outcome.lines.iter().take(left);
            let lines: Vec<_> = lines
                .map(|one| view! { <li>{line(&matrix, one)}</li> })
                .collect();
            left -= lines.len();
            (!lines.is_empty()).then(|| {
                view! {
                    <li class="review__who">
                        <p class="review__name"><bdi>{who}</bdi></p>
                        <ul class="review__lines">{lines}</ul>
                    </li>
                }
            })
        });
        view! { <ul class="review" data-test="review">{blocks.collect_view()}</ul> }
    };
    view! {
        <p>{tr(Text::ReviewText)}</p>
        {blocks}
        {(more > 0).then(|| view! { <p>{move || lang().review_more(more)}</p> })}
        {takes.then(|| view! { <p class="note note--warning" data-test="review-takes">{tr(Text::ReviewTakes)}</p> })}
    }
}

/// Rows of members by their ids.
type ById<'m> = HashMap<&'m str, &'m MatrixRow>;

/// Who it is, the first few by name.
fn people(known: &ById, outcome: &Outcome) -> String {
    let rows = outcome
        .members
        .iter()
        .filter_map(|id| known.get(id.as_str()));
    let mut names: Vec<String> = rows.map(|row| name_of(row)).collect();
    names.sort();
    names.truncate(NAMES);
    if names.is_empty() {
        names.push(tr(Text::Nameless)().to_owned());
    }
    let names = names.join(tr(Text::Comma)());
    match outcome.members.len() {
        n if n > NAMES => lang().review_people(n, &names),
        _ => names,
    }
}

fn line(matrix: &Matrix, one: &Difference) -> String {
    let folder = matrix.folders.iter().find(|it| it.folder == one.folder);
    let name = folder.map(|folder| folder.name.clone()).unwrap_or_default();
    let said = |level: Level, sends: bool| tr(may_text(level, sends))();
    let (before, after) = one.sends;
    lang().review_line(said(one.after, after), said(one.before, before), &name)
}
