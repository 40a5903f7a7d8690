//! Makes a link that ends: what it opens, until when, and how often.

use leptos::prelude::*;

use super::dialog::{Dialog, titled};
use super::expiry::{Expiry, ExpiryField, Preset};
use super::field::{Complaint, Field, InputRef, PassphraseField, judged, value_of};
use super::handed_out::HandedOut;
use super::link_choice::{Gives, GivesField, Ways, WaysField};
use super::notes::WorkFailure;
use super::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::limits;
use crate::tasks::listing::path;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{
    Failure, FolderRef, Invitation, LinkTerms, LinksRequest, Request, RoomView, Shared,
};

const PRESETS: &[Preset] = &[
    Preset::Hour,
    Preset::Day,
    Preset::Week,
    Preset::Month,
    Preset::Custom,
];

/// First the form, then the link.
#[component]
pub(crate) fn LinkDialog(
    room: Room,
    /// What to share; a folder is asked for if it is not said.
    what: Option<Shared>,
    close: Callback<()>,
    on_made: Callback<()>,
) -> impl IntoView {
    let made = RwSignal::new_local(None::<Invitation>);
    let done = Callback::new(move |link: Invitation| {
        made.set(Some(link));
        on_made.run(());
    });
    let what = StoredValue::new(what);
    view! {
        <Dialog title=titled(Text::LinkTitle) close=close test="link-dialog" firm=Signal::derive(move || made.with(Option::is_some))>
            {move || match made.get() {
                Some(link) => view! { <HandedOut made=link hint=Text::LinkMadeHint close=close /> }.into_any(),
                None => view! { <LinkForm room=room what=what.get_value() on_made=done /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn LinkForm(room: Room, what: Option<Shared>, on_made: Callback<Invitation>) -> impl IntoView {
    let vault = use_app().vault;
    let work = Work::new();
    let expiry = Expiry::new(Preset::Week);
    let (label, passphrase, opens) = (InputRef::new(), InputRef::new(), InputRef::new());
    let gives = Gives::new(room);
    let ways = Ways::new();
    let (too_early, complaint) = (RwSignal::new(false), Complaint::new(None));
    let what = StoredValue::new(what);
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let end = expiry.at().ok().flatten();
        too_early.set(end.is_none());
        let opens = judged(opens, "link-opens", complaint, limits::count);
        let (Some(expires), Some(opens)) = (end, opens) else {
            return;
        };
        let chosen = what.with_value(|what| gives.chosen(what.as_ref()));
        let Some(chosen) = chosen else {
            return work.fail(Failure::NothingChosen);
        };
        let given = Some(value_of(passphrase)).filter(|text| !text.is_empty());
        let terms = LinkTerms {
            what: chosen,
            label: value_of(label),
            expires,
            passphrase: given,
            opens,
            bound: ways.bound.get_untracked(),
            asks: ways.asks.get_untracked(),
            view_only: ways.view_only.get_untracked() && !gives.requests.get_untracked(),
        };
        let room = room.id();
        let request = Request::Links(LinksRequest::Make { room, terms });
        work.run(vault.url(request), move |link| on_made.run(link));
    };
    view! {
        <form class="form" data-test="link-form" on:submit=make on:input=move |_| work.forgive()>
            <GivesField room=room what=what.get_value() gives=gives />
            <Field label=Text::LinkLabel node=label id="link-label" hint=Text::LinkLabelHint required=false max="80" />
            <ExpiryField label=Text::LinkExpires expiry=expiry presets=PRESETS id="link-expires" />
            <Show when=move || too_early.get()>
                <p class="note note--bad" role="alert" data-test="not-in-future">{tr(Text::NotInFuture)}</p>
            </Show>
            <PassphraseField
                label=Text::LinkPassphrase
                node=passphrase
                id="link-passphrase"
                hint=Text::LinkPassphraseHint
                autocomplete="off"
                required=false
            />
            <Field
                label=Text::LinkOpens
                node=opens
                id="link-opens"
                inputmode="numeric"
                hint=Text::LinkOpensHint
                required=false
                complaint=complaint
            />
            <WaysField ways=ways requests=gives.requests />
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit act=Text::LinkMake busy=Text::LinkMakeBusy work=work test="make-link" />
            </div>
        </form>
    }
}

/// What the link will open, in words.
pub(crate) fn what_of(room: Room, what: &Shared) -> String {
    match what {
        Shared::Several(folders, docs) => {
            lang().shared_several(folders.len(), &docs.len().to_string())
        }
        Shared::Requests(folder) => {
            let view = room.view();
            let name = view.map(|view| path(&view, folder)).unwrap_or_default();
            lang().requests_into(&name)
        }
        Shared::Docs(docs) => lang().shared_docs(docs.len()),
        Shared::Folder(folder) => {
            let name = room
                .view()
                .map(|view| path(&view, folder))
                .unwrap_or_default();
            lang().shared_folder(&name)
        }
    }
}

pub(crate) fn first_folder(room: Room) -> FolderRef {
    let view = untrack(|| room.view());
    view.and_then(|view| view.folders.first().map(|folder| folder.folder.clone()))
        .unwrap_or_default()
}

/// Chooses a folder of the room.
#[component]
pub(crate) fn FolderField(
    room: Room,
    folder: RwSignal<FolderRef>,
    id: &'static str,
) -> impl IntoView {
    let folders = Memo::new(move |_| {
        let view = room.view();
        let named = |view: &RoomView| {
            let folders = view.folders.iter();
            folders
                .map(|one| (one.folder.clone(), path(view, &one.folder)))
                .collect::<Vec<_>>()
        };
        view.map(|view| named(&view)).unwrap_or_default()
    });
    // a room that changes behind the dialog does not change what was chosen
    let options = move || {
        let option = |(value, name): (FolderRef, String)| {
            let own = value.clone();
            let chosen = move || folder.with(|folder| *folder == own);
            view! { <option value=value prop:selected=chosen>{name}</option> }
        };
        folders.get().into_iter().map(option).collect_view()
    };
    view! {
        <div class="field">
            <label class="field__label" for=id>{tr(Text::WhichFolder)}</label>
            <select
                class="field__input"
                id=id
                data-test=id
                on:change=move |event| folder.set(event_target_value(&event))
            >
                {options}
            </select>
            <p class="field__hint">{tr(Text::WhichFolderHint)}</p>
        </div>
    }
}
