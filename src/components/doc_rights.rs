//! Who may open a document, and whether it has rights of its own.

use leptos::prelude::*;

use super::access::level_text;
use super::access::matrix::name_of;
use super::dialog::{Dialog, titled};
use super::nav_link::NavLink;
use super::notes::{FailureNote, Loading, WorkFailure};
use crate::i18n::{Text, lang, tr};
use crate::routes::{Place, Route};
use crate::tasks::access::{preview_taking, read_matrix};
use crate::tasks::app::use_app;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{DocRef, DocView, Level, Matrix, Outcome};

/// The dialog.
#[component]
pub(crate) fn RightsDialog(room: Room, doc: DocRef, close: Callback<()>) -> impl IntoView {
    let app = use_app();
    // one that is moved may get another id
    let id = RwSignal::new(doc);
    let doc = Memo::new(move |_| super::doc_details::find(room, &id.get()));
    let matrix = LocalResource::new(move || {
        room.reads();
        read_matrix(app, room)
    });
    let title = Signal::derive(move || {
        let name = doc.get().map(|doc| doc.name).unwrap_or_default();
        lang().who_may_open_doc(&name)
    });
    let shown = move || match (matrix.get(), doc.get()) {
        (None, _) => view! { <Loading text=Text::AccessLoading /> }.into_any(),
        (Some(Err(failure)), _) => {
            view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
        (_, None) => view! { <p class="dialog__text">{tr(Text::DocNotHere)}</p> }.into_any(),
        (Some(Ok(matrix)), Some(doc)) => view! {
            <WhoMay matrix=matrix.clone() doc=doc.clone() />
            <Own room=room matrix=matrix doc=doc id=id />
        }
        .into_any(),
    };
    view! {
        <Dialog title=title close=close test="rights-dialog">
            {shown}
            <div class="dialog__buttons">
                <NavLink
                    to=Signal::derive(move || Route::room(&room.id(), Place::Access))
                    class="button"
                    test="rights-to-table"
                >
                    {tr(Text::RightsToTable)}
                </NavLink>
                <button type="button" class="button" data-test="rights-done" on:click=move |_| close.run(())>
                    {titled(Text::Close)}
                </button>
            </div>
        </Dialog>
    }
}

/// The line of the table that decides: the document's own, or its folder's.
fn line_of(matrix: &Matrix, doc: &DocView) -> Option<usize> {
    let line = doc.own.as_ref().unwrap_or(&doc.folder);
    matrix.folders.iter().position(|it| it.folder == *line)
}

/// People who may, by the matrix.
#[component]
fn WhoMay(matrix: Matrix, doc: DocView) -> impl IntoView {
    let at = line_of(&matrix, &doc);
    let level = |levels: usize| {
        let all = matrix.levels.get(levels);
        let level = at.and_then(|at| all?.get(at));
        level.copied().unwrap_or(Level::Nothing)
    };
    let people = matrix.rows.iter().filter(|row| !row.group);
    let who = people.map(|row| (name_of(row), level(row.levels)));
    let who: Vec<(String, Level)> = who.filter(|(_, level)| *level >= Level::Read).collect();
    let none = who.is_empty();
    let lines = who.into_iter().map(|(name, level)| {
        view! {
            <li class="rights__line" data-test="may-open">
                <bdi>{name}</bdi>
                <span class="badge">{tr(level_text(level))}</span>
            </li>
        }
    });
    view! {
        <p>{tr(Text::RightsManagers)}</p>
        <ul class="rights" data-test="who-may">{lines.collect_view()}</ul>
        {none.then(|| view! { <p data-test="nobody-may">{tr(Text::RightsNobody)}</p> })}
    }
}

/// Whether it has rights of its own, and the way to give or take them.
#[component]
fn Own(room: Room, matrix: Matrix, doc: DocView, id: RwSignal<DocRef>) -> impl IntoView {
    let work = Work::new();
    let own = doc.own.is_some();
    let in_bin = doc.from.is_some();
    let clean = doc.own.is_none() && is_clean(&matrix, &doc);
    let asking = RwSignal::new(false);
    let kept = StoredValue::new(doc.doc);
    let change = move |yes: bool| {
        let job = async move {
            let now = room.own_rights(kept.get_value(), yes).await?;
            id.set(now);
            Ok(())
        };
        work.run(job, |()| ());
    };
    let said = match (own, clean) {
        (true, _) => Text::RightsOwn,
        (false, true) => Text::RightsClean,
        (false, false) => Text::RightsInherit,
    };
    let matrix = StoredValue::new(matrix);
    view! {
        <p class="field__hint" data-test="rights-said">{tr(said)}</p>
        <WorkFailure work=work />
        {(!own && !clean && !in_bin).then(|| view! {
            <p class="field__hint">{tr(Text::GiveOwnRightsText)}</p>
            <button
                type="button"
                class="button"
                data-test="give-own-rights"
                disabled=move || work.is_running()
                aria-busy=move || work.is_running().to_string()
                on:click=move |_| change(true)
            >
                {move || if work.is_running() { tr(Text::ReviewApplying)() } else { tr(Text::GiveOwnRights)() }}
            </button>
        })}
        {own.then(|| view! {
            <Show
                when=move || asking.get()
                fallback=move || view! {
                    <button type="button" class="button" data-test="take-own-rights" on:click=move |_| asking.set(true)>
                        {tr(Text::TakeOwnRights)}
                    </button>
                }
            >
                <Taking room=room doc=kept matrix=matrix />
                <button
                    type="button"
                    class="button button--primary"
                    data-test="take-own-rights-yes"
                    disabled=move || work.is_running()
                    aria-busy=move || work.is_running().to_string()
                    on:click=move |_| change(false)
                >
                    {move || if work.is_running() { tr(Text::ReviewApplying)() } else { tr(Text::TakeOwnRights)() }}
                </button>
            </Show>
        })}
    }
}

/// Who gains and who loses when a document's own rights are taken.
#[component]
fn Taking(room: Room, doc: StoredValue<DocRef>, matrix: StoredValue<Matrix>) -> impl IntoView {
    let app = use_app();
    let found = LocalResource::new(move || preview_taking(app, room, doc.get_value()));
    let lines = move |outcome: &Outcome| {
        let said = |level: Level| tr(level_text(level))();
        let name = |id: &String| {
            let name = matrix.with_value(|matrix| {
                let mut rows = matrix.rows.iter();
                rows.find(|row| row.who == *id).map(name_of)
            });
            name.unwrap_or_else(|| tr(Text::Nameless)().to_owned())
        };
        let names: Vec<String> = outcome.members.iter().map(name).collect();
        let each = outcome.lines.iter().flat_map(|one| {
            let text = |name| lang().review_line(said(one.after), said(one.before), name);
            names
                .iter()
                .map(move |name| view! { <li>{text(name)}</li> })
        });
        each.collect_view()
    };
    move || {
        match found.get() {
        None => view! { <Loading text=Text::ReviewWorking /> }.into_any(),
        Some(Err(failure)) => {
            view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
        Some(Ok(found)) if found.is_empty() => {
            view! { <p data-test="taking-nothing">{tr(Text::TakeOwnRightsNothing)}</p> }.into_any()
        }
        Some(Ok(found)) => view! {
            <p>{tr(Text::TakeOwnRightsText)}</p>
            <ul class="review__lines" data-test="taking">{found.iter().map(lines).collect_view()}</ul>
            <p class="note note--warning">{tr(Text::ReviewTakes)}</p>
        }
        .into_any(),
    }
    }
}

/// Whether a document lies in a clean team's folder, whose key the other managers do not have.
fn is_clean(matrix: &Matrix, doc: &DocView) -> bool {
    let line = |id: &str| matrix.folders.iter().find(|it| it.folder == id);
    let above = core::iter::successors(line(&doc.folder), |it| line(it.parent.as_ref()?));
    above.take(matrix.folders.len()).any(|it| it.clean)
}
