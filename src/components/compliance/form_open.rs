//! One form that was opened: a draft is changed, what is signed is read, signed by a second person, and followed by its
//! next version.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::form_editor::FormEditor;
use super::form_list::Wanted;
use super::form_paper::FormPaper;
use crate::components::dialog::{Confirm, Dialog, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Loading, Retry, WorkFailure};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::compliance::editor::Editor;
use crate::tasks::compliance::{cosign, draft, open, versions};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::compliance::{Paper, PaperStanding};
use crate::vault::messages::{DocRef, Failure, VersionRef, VersionView};

/// How far it is.
#[derive(Clone)]
enum Opened {
    Reading,
    Failed(Failure),
    Fill(Box<Editor>),
    Read(Box<Paper>, DocRef),
}

/// The form, and the way back.
#[component]
pub(crate) fn FormOpen(
    room: Room,
    wanted: Wanted,
    go: Callback<Option<Wanted>>,
    manages: Signal<bool>,
) -> impl IntoView {
    let state = RwSignal::new(Opened::Reading);
    let owner = Owner::current();
    let wanted = StoredValue::new(wanted);
    let load = move || {
        state.set(Opened::Reading);
        let owner = owner.clone();
        spawn_local(async move {
            let found = read(room, wanted.get_value()).await;
            // its signals live as long as this screen
            let make = || match found {
                Ok((paper, None)) => Opened::Fill(Box::new(Editor::new(room, paper, None))),
                Ok((paper, Some(doc))) if paper.signers.is_empty() => {
                    Opened::Fill(Box::new(Editor::new(room, paper, Some(doc))))
                }
                Ok((paper, Some(doc))) => Opened::Read(Box::new(paper), doc),
                Err(failure) => Opened::Failed(failure),
            };
            let made = match &owner {
                Some(owner) => owner.with(make),
                None => return,
            };
            state.try_set(made);
        });
    };
    load();
    let again = Callback::new(move |()| load());
    let leaving = RwSignal::new(false);
    let dirty = move || match state.get_untracked() {
        Opened::Fill(editor) => editor.dirty.get_untracked(),
        _ => false,
    };
    let back = move |_| match dirty() {
        true => leaving.set(true),
        false => go.run(None),
    };
    let signed = Callback::new(move |doc: DocRef| go.run(Some(Wanted::There(doc))));
    let shown = move || match state.get() {
        Opened::Reading => view! { <Loading text=Text::LoadingForm /> }.into_any(),
        Opened::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        Opened::Fill(editor) => view! { <FormEditor editor=*editor signed=signed /> }.into_any(),
        Opened::Read(paper, doc) => {
            view! { <Signed room=room paper=*paper doc=doc go=go manages=manages again=again /> }
                .into_any()
        }
    };
    view! {
        <div class="form-open">
            <button type="button" class="button button--quiet form-open__back" data-test="form-back" on:click=back>
                <Icon glyph=Glyph::Left />
                {tr(Text::FormBack)}
            </button>
            {shown}
        </div>
        <Show when=move || leaving.get()>
            <Confirm title=Text::FormLeaveTitle text=Signal::derive(move || tr(Text::FormLeaveText)().to_owned()) act=Text::FormLeaveAct
                close=Callback::new(move |()| leaving.set(false)) work=Work::new() on_yes=Callback::new(move |()| go.run(None)) />
        </Show>
    }
}

async fn read(room: Room, wanted: Wanted) -> Result<(Paper, Option<DocRef>), Failure> {
    Ok(match wanted {
        Wanted::New(kind) => (draft(room, kind, None).await?, None),
        Wanted::Next(kind, after) => (draft(room, kind, Some(after)).await?, None),
        Wanted::There(doc) => {
            let paper = open(room.app(), room.id(), doc.clone(), None).await?;
            (paper, Some(doc))
        }
    })
}

/// A form that was signed, and what can be done with it.
#[component]
fn Signed(
    room: Room,
    paper: Paper,
    doc: DocRef,
    go: Callback<Option<Wanted>>,
    manages: Signal<bool>,
    again: Callback<()>,
) -> impl IntoView {
    let (signing, older) = (
        RwSignal::new(false),
        RwSignal::new(None::<(VersionRef, usize)>),
    );
    let newest = paper.standing == Some(PaperStanding::Newest);
    let (kind, may) = (StoredValue::new(paper.kind.clone()), paper.may_cosign);
    let id = StoredValue::new(doc);
    let next = move |_| go.run(Some(Wanted::Next(kind.get_value(), id.get_value())));
    let saves = untrack(|| room.view().is_some_and(|view| !view.view_only));
    let save = move |_| {
        room.app()
            .transfers
            .download(room.id(), vec![id.get_value()])
    };
    view! {
        <div class="step__buttons">
            {may.then(|| view! {
                <button type="button" class="button button--primary" data-test="form-cosign" on:click=move |_| signing.set(true)>
                    <Icon glyph=Glyph::Check />
                    {tr(Text::FormCosign)}
                </button>
            })}
            <Show when=move || manages.get() && newest>
                <button type="button" class="button" data-test="form-next-version" on:click=next>{tr(Text::FormNextVersion)}</button>
            </Show>
            {saves.then(|| view! {
                <button type="button" class="button" data-test="form-download" on:click=save>
                    <Icon glyph=Glyph::Download />
                    {tr(Text::FormDownload)}
                </button>
            })}
        </div>
        <FormPaper paper=paper />
        <Earlier room=room doc=id older=older />
        <Show when=move || signing.get()>
            <CosignDialog room=room doc=id done=again close=Callback::new(move |()| signing.set(false)) />
        </Show>
        {move || older.get().map(|(version, n)| view! {
            <OlderDialog room=room doc=id version=version n=n close=Callback::new(move |()| older.set(None)) />
        })}
    }
}

/// What a second signature means.
#[component]
fn CosignDialog(
    room: Room,
    doc: StoredValue<DocRef>,
    done: Callback<()>,
    close: Callback<()>,
) -> impl IntoView {
    let work = Work::new();
    let go = move |_| {
        work.run(cosign(room, doc.get_value()), move |()| {
            close.run(());
            done.run(());
        });
    };
    view! {
        <Dialog title=titled(Text::FormCosignTitle) close=close test="form-cosign-dialog">
            <p class="dialog__text">{tr(Text::FormCosignText)}</p>
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                <button type="button" class="button button--primary" data-test="form-cosign-go" disabled=move || work.is_running()
                    aria-busy=move || work.is_running().to_string() on:click=go>
                    {move || tr(if work.is_running() { Text::SaveBusy } else { Text::FormCosign })()}
                </button>
            </div>
        </Dialog>
    }
}

/// The versions before the newest one.
#[component]
fn Earlier(
    room: Room,
    doc: StoredValue<DocRef>,
    older: RwSignal<Option<(VersionRef, usize)>>,
) -> impl IntoView {
    let all = RwSignal::new(Vec::<VersionView>::new());
    spawn_local(async move {
        if let Ok(found) = versions(room, doc.get_value()).await {
            all.try_set(found);
        }
    });
    let lines = move || {
        let mut found = all.get();
        found.pop();
        let line = |(at, version): (usize, VersionView)| {
            let (id, n) = (StoredValue::new(version.version), at + 1);
            let (by, time) = (version.by, version.added);
            view! {
                <li class="form-line">
                    <button type="button" class="form-line__open" data-test="form-older" on:click=move |_| older.set(Some((id.get_value(), n)))>
                        <Icon glyph=Glyph::Clock />
                        {move || lang().version_n(n)}
                    </button>
                    <span class="field__hint">{move || lang().form_by(&by, &format::date_time(time))}</span>
                </li>
            }
        };
        found.into_iter().enumerate().rev().map(line).collect_view()
    };
    view! {
        <Show when=move || all.with(|all| all.len() > 1)>
            <section class="place__part">
                <h3 class="place__title">{tr(Text::FormEarlier)}</h3>
                <p class="field__hint">{tr(Text::FormEarlierHint)}</p>
                <ul class="form-lines">{lines}</ul>
            </section>
        </Show>
    }
}

/// An earlier version.
#[component]
fn OlderDialog(
    room: Room,
    doc: StoredValue<DocRef>,
    version: VersionRef,
    n: usize,
    close: Callback<()>,
) -> impl IntoView {
    let title = Signal::derive(move || lang().version_n(n));
    view! {
        <Dialog title=title close=close test="form-older-dialog">
            <PaperOf room=room.id() doc=doc.get_value() version=Some(version) />
        </Dialog>
    }
}

/// A form that lies in a room, for reading.
#[component]
pub(crate) fn PaperOf(
    room: crate::vault::messages::RoomRef,
    doc: DocRef,
    version: Option<VersionRef>,
) -> impl IntoView {
    let app = crate::tasks::app::use_app();
    let state = RwSignal::new(None::<Result<Paper, Failure>>);
    spawn_local(async move {
        let found = open(app, room, doc, version).await;
        state.try_set(Some(found));
    });
    move || {
        match state.get() {
        None => view! { <Loading text=Text::LoadingForm /> }.into_any(),
        Some(Ok(paper)) => view! { <FormPaper paper=paper /> }.into_any(),
        Some(Err(failure)) => {
            view! { <crate::components::notes::FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
    }
    }
}
