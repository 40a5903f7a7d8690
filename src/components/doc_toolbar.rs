//! What can be done in a folder, and with the documents that are ticked.

use leptos::prelude::*;

use super::folder_menu::FolderMenu;
use super::icon::{Glyph, Icon};
use crate::browser::page::files::Picked;
use crate::browser::page::{dialog::click, files};
use crate::i18n::{Text, lang, tr};
use crate::tasks::selection::Selection;

/// What the bar can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum BarAct {
    NewFolder,
    DownloadTicked,
    DownloadAll,
    ShareTicked,
    ShareFolder,
    MoveTicked,
    TagTicked,
    ClassifyTicked,
    KeepTicked,
    BinTicked,
    RenameFolder,
    MoveFolder,
    DescribeFolder,
    ClassifyFolder,
    KeepFolder,
    Renumber,
    EncryptAgain,
    ShowBin,
}

/// The bar above the table.
#[component]
pub(crate) fn DocToolbar(
    #[prop(into)] manage: Signal<bool>,
    /// May this person add files here?
    #[prop(into)]
    may_add: Signal<bool>,
    /// Is this folder the top one, which is called like the room?
    #[prop(into)]
    top: Signal<bool>,
    /// How many documents are in the bin.
    #[prop(into)]
    binned: Signal<usize>,
    /// Whether documents may be saved.
    #[prop(into)]
    saves: Signal<bool>,
    /// There is no document in the folder, nor below it.
    #[prop(into)]
    nothing: Signal<bool>,
    /// Whether the list of what is seldom done is open.
    menu: RwSignal<bool>,
    selection: Selection,
    find: RwSignal<String>,
    on_files: Callback<Picked>,
    on_act: Callback<BarAct>,
) -> impl IntoView {
    view! {
        <div class="toolbar" class:toolbar--ticked=move || { selection.count() > 0 } role="toolbar" aria-label=tr(Text::Toolbar)>
            <label class="search">
                <span class="hidden">{tr(Text::Search)}</span>
                <Icon glyph=Glyph::Search />
                <input
                    class="search__input"
                    type="search"
                    placeholder=tr(Text::Search)
                    data-test="search"
                    prop:value=move || find.get()
                    on:input=move |event| find.set(event_target_value(&event))
                />
            </label>
            <Show
                when=move || selection.count() == 0
                fallback=move || view! { <TickedBar manage=manage saves=saves selection=selection on_act=on_act /> }
            >
                <Show when=move || may_add.get()>
                    <AddButtons manage=manage on_files=on_files on_act=on_act />
                </Show>
                <Show when=move || saves.get()>
                    <ActButton act=BarAct::DownloadAll glyph=Glyph::Download text=Text::DownloadAll test="download-all" on_act=on_act disabled=nothing />
                </Show>
                <Show when=move || manage.get()>
                    <FolderMenu open=menu top=top nothing=nothing binned=binned on_act=on_act />
                </Show>
            </Show>
        </div>
    }
}

#[component]
fn AddButtons(
    manage: Signal<bool>,
    on_files: Callback<Picked>,
    on_act: Callback<BarAct>,
) -> impl IntoView {
    let picked = move |event: leptos::ev::Event| on_files.run(files::of_input(&event));
    view! {
        <input class="hidden" id="pick-files" type="file" multiple=true tabindex="-1" aria-hidden="true" data-test="pick-files" on:change=picked />
        <input
            class="hidden"
            id="pick-folder"
            type="file"
            multiple=true
            {..leptos::attr::custom::custom_attribute("webkitdirectory", "")}
            tabindex="-1"
            aria-hidden="true"
            data-test="pick-folder"
            on:change=picked
        />
        <button type="button" class="button button--primary" data-test="add-files" on:click=move |_| click("pick-files")>
            <Icon glyph=Glyph::FileAdd />
            {tr(Text::AddFiles)}
        </button>
        <Show when=move || manage.get()>
            <button type="button" class="button" data-test="add-folder" on:click=move |_| click("pick-folder")>
                <Icon glyph=Glyph::Upload />
                {tr(Text::AddFolder)}
            </button>
            <ActButton act=BarAct::NewFolder glyph=Glyph::FolderAdd text=Text::NewFolder test="new-folder" on_act=on_act />
            <ActButton act=BarAct::ShareFolder glyph=Glyph::Link text=Text::ShareFolder test="share-folder" on_act=on_act />
        </Show>
    }
}

#[component]
fn TickedBar(
    manage: Signal<bool>,
    saves: Signal<bool>,
    selection: Selection,
    on_act: Callback<BarAct>,
) -> impl IntoView {
    view! {
        <span class="toolbar__count" aria-live="polite" data-test="ticked-count">
            {move || lang().ticked(selection.count())}
        </span>
        <Show
            when=move || saves.get()
            fallback=|| view! { <span class="toolbar__count" data-test="ticked-view-only">{tr(Text::ViewOnlyHere)}</span> }
        >
            <ActButton act=BarAct::DownloadTicked glyph=Glyph::Download text=Text::Download test="download-ticked" on_act=on_act />
        </Show>
        <Show when=move || manage.get()>
            <ActButton act=BarAct::ShareTicked glyph=Glyph::Link text=Text::ShareTicked test="share-ticked" on_act=on_act />
            <ActButton act=BarAct::MoveTicked glyph=Glyph::Folder text=Text::Move test="move-ticked" on_act=on_act />
            <ActButton act=BarAct::TagTicked glyph=Glyph::Plus text=Text::Tags test="tag-ticked" on_act=on_act />
            <ActButton act=BarAct::ClassifyTicked glyph=Glyph::Search text=Text::ClassifyTitle test="classify-ticked" on_act=on_act />
            <ActButton act=BarAct::KeepTicked glyph=Glyph::Clock text=Text::KeepAct test="keep-ticked" on_act=on_act />
            <ActButton act=BarAct::BinTicked glyph=Glyph::Trash text=Text::ToBin test="bin-ticked" on_act=on_act />
        </Show>
        <button type="button" class="button button--quiet" data-test="untick" on:click=move |_| selection.clear()>
            {tr(Text::Untick)}
        </button>
    }
}

#[component]
fn ActButton(
    act: BarAct,
    glyph: Glyph,
    text: Text,
    test: &'static str,
    on_act: Callback<BarAct>,
    #[prop(into, default = Signal::stored(false))] disabled: Signal<bool>,
) -> impl IntoView {
    view! {
        <button type="button" class="button" data-test=test disabled=move || disabled.get() on:click=move |_| on_act.run(act)>
            <Icon glyph=glyph />
            {tr(text)}
        </button>
    }
}
