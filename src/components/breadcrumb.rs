//! Where in the folders we are.

use leptos::prelude::*;

use crate::i18n::{Text, tr};
use crate::tasks::listing::trail;
use crate::tasks::room::Room;
use crate::vault::messages::FolderRef;

/// The folders from the top to this one; each leads there.
#[component]
pub(crate) fn Breadcrumb(
    room: Room,
    #[prop(into)] folder: Signal<Option<FolderRef>>,
    open: Callback<FolderRef>,
) -> impl IntoView {
    let trail = Memo::new(move |_| match (room.view(), folder.get()) {
        (Some(view), Some(folder)) => trail(&view, &folder),
        _ => Vec::new(),
    });
    let steps = move || {
        let trail = trail.get();
        let last = trail.len();
        trail
            .into_iter()
            .enumerate()
            .map(|(at, step)| {
                let here = at + 1 == last;
                let id = step.folder.clone();
                view! {
                    <li class="breadcrumb__step">
                        <button
                            type="button"
                            class="breadcrumb__button"
                            disabled=here
                            aria-current=here.then_some("location")
                            on:click=move |_| open.run(id.clone())
                        >
                            <bdi>{step.name}</bdi>
                        </button>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <nav class="breadcrumb" aria-label=tr(Text::Breadcrumb) data-test="breadcrumb">
            <ol class="breadcrumb__steps">{steps}</ol>
        </nav>
    }
}
