//! The versions of a document, newest first.

use leptos::prelude::*;

use super::icon::{Glyph, Icon};
use super::notes::WorkFailure;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{DocRef, VersionRef, VersionView};

/// Each with its date and author; can be opened, saved, and made the newest again.
#[component]
pub(crate) fn Versions(
    room: Room,
    doc: DocRef,
    versions: Vec<VersionView>,
    /// May this person add versions?
    may: bool,
    view_version: Callback<(DocRef, Option<VersionRef>)>,
) -> impl IntoView {
    let (doc, work) = (StoredValue::new(doc), Work::new());
    let newest = versions.len();
    let lines = versions.into_iter().enumerate().rev();
    let lines = lines.map(|(before, version)| {
        let n = before + 1;
        view! { <Version room=room doc=doc n=n newest=n == newest version=version may=may work=work view_version=view_version /> }
    });
    view! {
        <section class="details__part" aria-labelledby="details-versions">
            <h3 class="details__title" id="details-versions">{tr(Text::Versions)}</h3>
            <WorkFailure work=work />
            <ol class="versions" reversed="reversed" data-test="versions">{lines.collect_view()}</ol>
        </section>
    }
}

#[component]
fn Version(
    room: Room,
    doc: StoredValue<DocRef>,
    n: usize,
    newest: bool,
    version: VersionView,
    may: bool,
    work: Work,
    view_version: Callback<(DocRef, Option<VersionRef>)>,
) -> impl IntoView {
    let id = StoredValue::new(version.version);
    let saves = untrack(|| room.view().is_some_and(|view| !view.view_only));
    let (added, size, restored) = (version.added, version.size, version.restored);
    let open = move |_| view_version.run((doc.get_value(), Some(id.get_value())));
    let save = move |_| room.save_version(doc.get_value(), id.get_value());
    let restore = move |_| {
        work.run(
            room.restore_version(doc.get_value(), id.get_value()),
            |()| (),
        );
    };
    let label = move |text: Text| format!("{} · {}", tr(text)(), lang().version_n(n));
    view! {
        <li class="versions__line" data-test="version" data-name=version.name.clone()>
            <div class="versions__what">
                <strong>{move || lang().version_n(n)}</strong>
                {newest.then(|| view! { <span class="tag tag--plain">{tr(Text::Newest)}</span> })}
                {restored.map(|of| view! { <span class="tag tag--plain">{move || lang().restored_from(of as usize)}</span> })}
                <span class="versions__facts">
                    {move || format!("{} · {} · ", format::date_time(added), format::size(size))}
                    <bdi>{version.by.clone()}</bdi>
                    {(!version.sure).then(|| view! { <span class="details__said" title=tr(Text::AuthorSaid)>" ?"</span> })}
                </span>
                <span class="versions__facts"><bdi>{version.name.clone()}</bdi></span>
            </div>
            <div class="versions__acts">
                <button type="button" class="icon-button" aria-label=move || label(Text::Preview) data-test="version-view" on:click=open>
                    <Icon glyph=Glyph::Eye />
                </button>
                {saves.then(|| view! {
                    <button type="button" class="icon-button" aria-label=move || label(Text::Download) data-test="version-download" on:click=save>
                        <Icon glyph=Glyph::Download />
                    </button>
                })}
                {(may && !newest).then(|| view! {
                    <button
                        type="button"
                        class="icon-button"
                        aria-label=move || label(Text::RestoreVersion)
                        title=tr(Text::RestoreVersion)
                        data-test="version-restore"
                        disabled=move || work.is_running()
                        on:click=restore
                    >
                        <Icon glyph=Glyph::Retry />
                    </button>
                })}
            </div>
        </li>
    }
}
