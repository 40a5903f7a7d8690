//! What somebody had opened, for who is about to end the access.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::components::notes::Loading;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::activity::opened_by;
use crate::tasks::app::use_app;
use crate::vault::messages::{MemberRef, OpenedDoc, RoomRef};

/// Lines that are shown.
const MOST: usize = 8;

/// The receipts' answer: which documents, how often, when last.
#[component]
pub(crate) fn OpenedBefore(room: RoomRef, member: MemberRef) -> impl IntoView {
    let app = use_app();
    let opened = RwSignal::new(None::<Option<Vec<OpenedDoc>>>);
    spawn_local(async move {
        // that it is not known must not stand in the way of the end
        let answer = opened_by(app, room, member).await.ok();
        opened.try_set(Some(answer));
    });
    move || {
        match opened.get() {
        None => view! { <Loading text=Text::ActivityReading /> }.into_any(),
        Some(None) => {
            view! { <p class="setting__text" data-test="opened-unknown">{tr(Text::OpenedUnknown)}</p> }
                .into_any()
        }
        Some(Some(docs)) if docs.is_empty() => {
            view! { <p class="setting__text" data-test="opened-nothing">{tr(Text::OpenedNothing)}</p> }
                .into_any()
        }
        Some(Some(docs)) => view! { <Opened docs=docs /> }.into_any(),
    }
    }
}

#[component]
fn Opened(docs: Vec<OpenedDoc>) -> impl IntoView {
    let (count, more) = (docs.len(), docs.len().saturating_sub(MOST));
    let lines = docs.into_iter().take(MOST).map(|doc| {
        let (times, last) = (doc.opens.all() as usize, doc.opens.last);
        view! {
            <li data-test="opened-doc">
                <bdi>{doc.name}</bdi>
                <span class="table__under">{move || lang().opened_times(times, &format::date_time(last))}</span>
            </li>
        }
    });
    view! {
        <div class="opened" data-test="opened-before">
            <p>{move || lang().opened_before(count)}</p>
            <ul class="opened__list">{lines.collect_view()}</ul>
            {(more > 0).then(|| view! { <p class="table__under">{move || lang().and_more(more)}</p> })}
        </div>
    }
}
