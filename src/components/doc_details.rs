//! A document with all that is known of it: facts, description, tags, versions, history, and what can
//! be done with it.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::dialog::Dialog;
use super::doc_history::History;
use super::doc_said::{Description, Tags};
use super::doc_versions::Versions;
use super::icon::{Glyph, Icon};
use super::notes::{FailureNote, Loading};
use crate::browser::page::dialog::click;
use crate::browser::page::files::{self, Picked};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::documents::{DetailsState, use_details};
use crate::tasks::listing::path;
use crate::tasks::room::Room;
use crate::vault::messages::{DocRef, DocView, VersionRef};

/// What the panel can ask of the screen around it.
#[derive(Clone, Copy)]
pub(crate) struct DetailActs {
    pub(crate) view: Callback<(DocRef, Option<VersionRef>)>,
    pub(crate) download: Callback<Vec<DocRef>>,
    pub(crate) rename: Callback<DocRef>,
    pub(crate) shift: Callback<Vec<DocRef>>,
    pub(crate) bin: Callback<Vec<DocRef>>,
    /// How it is classified.
    pub(crate) classify: Callback<DocRef>,
    /// Who may open it.
    pub(crate) rights: Callback<DocRef>,
}

/// The panel.
#[component]
pub(crate) fn DocDetails(
    room: Room,
    doc: DocRef,
    acts: DetailActs,
    close: Callback<()>,
) -> impl IntoView {
    let id = StoredValue::new(doc);
    let doc = Memo::new(move |_| find(room, &id.get_value()));
    let text = Memo::new(move |_| doc.get().map(|doc| doc.description).unwrap_or_default());
    let tags = Memo::new(move |_| doc.get().map(|doc| doc.tags).unwrap_or_default());
    let may = Memo::new(move |_| doc.get().is_some_and(|doc| doc.may_edit));
    let state = use_details(room, Signal::derive(move || id.get_value()));
    let title = Signal::derive(move || doc.get().map(|doc| doc.name).unwrap_or_default());
    view! {
        <Dialog title=title close=close test="doc-details">
            <div class="details">
                {move || match doc.get() {
                    // somebody moved or deleted it meanwhile
                    None => view! { <p class="dialog__text" data-test="doc-gone">{tr(Text::DocNotHere)}</p> }.into_any(),
                    Some(doc) => view! {
                        <Facts room=room doc=doc.clone() />
                        <Acts room=room doc=doc acts=acts />
                    }
                    .into_any(),
                }}
                <Description room=room doc=id text=text may=may />
                <Tags room=room doc=id tags=tags may=may />
                {move || match state.get() {
                    DetailsState::Loading => view! { <Loading text=Text::LoadingHistory /> }.into_any(),
                    DetailsState::Failed(failure) => {
                        view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
                    }
                    DetailsState::Ready(details) => {
                        let add = may_add(room, &id.get_value());
                        view! {
                            <Versions room=room doc=id.get_value() versions=details.versions may=add view_version=acts.view />
                            <History events=details.history />
                        }
                        .into_any()
                    }
                }}
            </div>
        </Dialog>
    }
}

/// A document of the room or of its bin; tracked.
pub(crate) fn find(room: Room, id: &str) -> Option<DocView> {
    let view = room.view()?;
    let mut all = view.docs.iter().chain(&view.bin);
    all.find(|doc| doc.doc == id).cloned()
}

/// May this person add a version of it? Tracked.
fn may_add(room: Room, id: &str) -> bool {
    find(room, id).is_some_and(|doc| doc.may_add)
}

#[component]
fn Facts(room: Room, doc: DocView) -> impl IntoView {
    let place = room
        .view()
        .map(|view| path(&view, &doc.folder))
        .unwrap_or_default();
    let (size, changed, added) = (doc.size, doc.changed, doc.added);
    let fact = |name: Text, class: &'static str, value: AnyView| {
        view! {
            <div class="details__fact">
                <dt>{tr(name)}</dt>
                <dd class=class>{value}</dd>
            </div>
        }
    };
    let number = (!doc.number.is_empty()).then(|| {
        fact(
            Text::ColumnNumber,
            "details__number",
            doc.number.clone().into_any(),
        )
    });
    let said = (!doc.sure).then(|| {
        view! { <span class="details__said" title=tr(Text::AuthorSaid)>" ?"<span class="hidden">{tr(Text::AuthorSaid)}</span></span> }
    });
    let by = view! { <bdi>{doc.added_by.clone()}</bdi> {said} }.into_any();
    view! {
        <dl class="details__facts">
            {number}
            {fact(Text::Folder, "", view! { <bdi>{place}</bdi> }.into_any())}
            {fact(Text::ColumnSize, "", (move || format::size(size)).into_any())}
            {fact(Text::ColumnAdded, "", (move || format::date_time(added)).into_any())}
            {(changed > added).then(|| fact(Text::ChangedAt, "", (move || format::date_time(changed)).into_any()))}
            {fact(Text::ColumnBy, "", by)}
        </dl>
    }
}

#[component]
fn Acts(room: Room, doc: DocView, acts: DetailActs) -> impl IntoView {
    let manage = room.view().is_some_and(|view| view.manage);
    let saves = room.view().is_some_and(|view| !view.view_only);
    let may_add = doc.may_add;
    let (id, folder) = (StoredValue::new(doc.doc), StoredValue::new(doc.folder));
    let picked = Callback::new(move |picked: Picked| {
        room.add_version(folder.get_value(), id.get_value(), picked);
    });
    let dropped = move |event: leptos::ev::DragEvent| {
        if may_add && files::has_files(&event) {
            event.prevent_default();
            event.stop_propagation();
            let dropped = files::of_drop(&event);
            spawn_local(async move { picked.run(files::walk(dropped).await) });
        }
    };
    let button = |text: Text, glyph: Glyph, test: &'static str, act: Callback<()>| {
        view! {
            <button type="button" class="button" data-test=test on:click=move |_| act.run(())>
                <Icon glyph=glyph />
                {tr(text)}
            </button>
        }
    };
    let one = move || vec![id.get_value()];
    view! {
        <div class="details__acts" on:dragover=move |event| if may_add && files::has_files(&event) { event.prevent_default() } on:drop=dropped>
            {button(Text::Preview, Glyph::Eye, "details-view", Callback::new(move |()| acts.view.run((id.get_value(), None))))}
            {saves.then(|| button(Text::Download, Glyph::Download, "details-download", Callback::new(move |()| acts.download.run(one()))))}
            {may_add.then(|| view! {
                <input
                    class="hidden"
                    id="pick-version"
                    type="file"
                    tabindex="-1"
                    aria-hidden="true"
                    data-test="pick-version"
                    on:change=move |event: leptos::ev::Event| picked.run(files::of_input(&event))
                />
                {button(Text::NewVersion, Glyph::Upload, "new-version", Callback::new(|()| click("pick-version")))}
            })}
            {doc.may_edit.then(|| button(Text::Rename, Glyph::Text, "details-rename", Callback::new(move |()| acts.rename.run(id.get_value()))))}
            {(manage || doc.may_edit).then(|| button(Text::ClassifyTitle, Glyph::Search, "details-classify", Callback::new(move |()| acts.classify.run(id.get_value()))))}
            {manage.then(|| view! {
                {button(Text::WhoMayOpen, Glyph::Person, "details-rights", Callback::new(move |()| acts.rights.run(id.get_value())))}
                {button(Text::Move, Glyph::Folder, "details-move", Callback::new(move |()| acts.shift.run(one())))}
                {button(Text::ToBin, Glyph::Trash, "details-bin", Callback::new(move |()| acts.bin.run(one())))}
            })}
        </div>
        {(!saves).then(|| view! { <p class="field__hint" data-test="details-view-only">{tr(Text::ViewOnlyHere)}</p> })}
        {may_add.then(|| view! { <p class="field__hint">{tr(Text::NewVersionHint)}</p> })}
        {(doc.versions > 1).then(|| view! {
            <p class="field__hint" data-test="version-count">{move || lang().version_count(doc.versions as usize)}</p>
        })}
    }
}
