//! The papers of an incident, as they lie in the room.

use leptos::prelude::*;

use super::words::paper_text;
use crate::components::nav_link::NavLink;
use crate::i18n::{Text, format, tr};
use crate::routes::Route;
use crate::tasks::room::Room;
use crate::vault::messages::PaperView;

/// One line each, and the way to their folder.
#[component]
pub(crate) fn Papers(room: Room, papers: Vec<PaperView>) -> impl IntoView {
    if papers.is_empty() {
        return view! { <p class="field__hint" data-test="no-papers">{tr(Text::IncidentNoPapers)}</p> }
            .into_any();
    }
    let folder = papers.first().map(|one| one.folder.clone());
    let to = Route::documents(&room.id(), folder.as_deref());
    let lines: Vec<_> = papers
        .into_iter()
        .map(|one| {
            let (added, name) = (one.added, one.name.clone());
            view! {
                <li class="policy__line" data-test="incident-paper" data-name=name>
                    <div class="policy__what">
                        <p class="policy__name">{tr(paper_text(one.kind))}</p>
                        <p class="field__hint"><bdi>{one.name}</bdi></p>
                    </div>
                    <span class="policy__count">{move || format::date_time(added)}</span>
                </li>
            }
        })
        .collect();
    view! {
        <ul class="policy" data-test="incident-papers">{lines}</ul>
        <div class="setting__buttons">
            <NavLink to=Signal::stored(to) class="button button--quiet" test="incident-folder">
                {tr(Text::IncidentPaperFolder)}
            </NavLink>
        </div>
    }
    .into_any()
}
