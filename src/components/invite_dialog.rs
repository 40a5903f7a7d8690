//! Invites a person into the room.

use leptos::prelude::*;

use super::access::matrix::name_of;
use super::check_field::CheckField;
use super::dialog::{Dialog, titled};
use super::expiry::{Expiry, ExpiryField, Preset};
use super::field::{Field, InputRef, value_of};
use super::handed_out::HandedOut;
use super::link_dialog::{FolderField, first_folder};
use super::notes::WorkFailure;
use super::safety_words::SafetyWords;
use super::submit::Submit;
use crate::i18n::{Text, tr};
use crate::tasks::access::{Access, use_access};
use crate::tasks::app::use_app;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{AccessRequest, Invitation, InviteWish, MatrixRow, Request, WhoRef};

const JOIN_BY: &[Preset] = &[Preset::Day, Preset::Week, Preset::Month, Preset::Custom];
const ACCESS: &[Preset] = &[Preset::Never, Preset::Week, Preset::Month, Preset::Custom];

/// First the form, then the link.
#[component]
pub(crate) fn InviteDialog(
    room: Room,
    close: Callback<()>,
    on_made: Callback<()>,
) -> impl IntoView {
    let session = use_app().session;
    let made = RwSignal::new_local(None::<Invitation>);
    let done = Callback::new(move |invite: Invitation| {
        made.set(Some(invite));
        on_made.run(());
    });
    let my_words = move || session.me().map(|me| me.safety_words).unwrap_or_default();
    view! {
        <Dialog title=titled(Text::InviteTitle) close=close test="invite-dialog" firm=Signal::derive(move || made.with(Option::is_some))>
            {move || match made.get() {
                Some(invite) => view! {
                    <HandedOut made=invite hint=Text::InviteMadeHint close=close />
                    <SafetyWords words=my_words() hint=Text::InviteWordsHint />
                }
                .into_any(),
                None => view! { <InviteForm room=room on_made=done /> }.into_any(),
            }}
        </Dialog>
    }
}

#[component]
fn InviteForm(room: Room, on_made: Callback<Invitation>) -> impl IntoView {
    let vault = use_app().vault;
    let (work, label) = (Work::new(), InputRef::new());
    let (join_by, access) = (Expiry::new(Preset::Week), Expiry::new(Preset::Never));
    let folder = RwSignal::new(first_folder(room));
    let too_early = RwSignal::new(false);
    let rights = use_access(room);
    let groups = RwSignal::new(Vec::<WhoRef>::new());
    let also = RwSignal::new(false);
    let (approval, audits, view_only) = (
        RwSignal::new(false),
        RwSignal::new(false),
        RwSignal::new(false),
    );
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let (Ok(Some(join_by)), Ok(expires)) = (join_by.at(), access.at()) else {
            too_early.set(true);
            return;
        };
        too_early.set(false);
        let ticked = groups.get_untracked();
        let folders = match ticked.is_empty() || also.get_untracked() {
            true => vec![folder.get_untracked()],
            false => Vec::new(),
        };
        let terms = InviteWish {
            label: value_of(label).trim().to_owned(),
            folders,
            groups: ticked,
            approval: approval.get_untracked(),
            audits: audits.get_untracked(),
            view_only: view_only.get_untracked(),
            join_by,
            expires,
        };
        let request = AccessRequest::Invite {
            room: room.id(),
            terms,
        };
        let request = Request::Access(request);
        work.run(vault.url(request), move |invite| on_made.run(invite));
    };
    view! {
        <form class="form" data-test="invite-form" on:submit=make on:input=move |_| work.forgive()>
            <p>{tr(Text::InviteText)}</p>
            <Field label=Text::InviteLabel node=label id="invite-label" hint=Text::InviteLabelHint max="80" />
            <GroupChoice access=rights chosen=groups />
            <Show when=move || !groups.with(Vec::is_empty)>
                <CheckField label=Text::InviteAlso on=also id="invite-also" />
            </Show>
            <Show when=move || groups.with(Vec::is_empty) || also.get()>
                <FolderField room=room folder=folder id="invite-folder" />
            </Show>
            <CheckField label=Text::InviteApproval on=approval id="invite-approval" hint=Text::InviteApprovalHint />
            <CheckField label=Text::InviteViewOnly on=view_only id="invite-view-only" hint=Text::InviteViewOnlyHint />
            <CheckField label=Text::InviteAudits on=audits id="invite-audits" hint=Text::InviteAuditsHint />
            <ExpiryField label=Text::InviteJoinBy expiry=join_by presets=JOIN_BY id="invite-join-by" />
            <ExpiryField label=Text::InviteAccess expiry=access presets=ACCESS id="invite-access" hint=Text::InviteAccessHint />
            <Show when=move || too_early.get()>
                <p class="note note--bad" role="alert" data-test="not-in-future">{tr(Text::NotInFuture)}</p>
            </Show>
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit act=Text::InviteMake busy=Text::InviteMakeBusy work=work test="make-invite" />
            </div>
        </form>
    }
}

/// The groups that the newcomer comes into.
#[component]
fn GroupChoice(access: Access, chosen: RwSignal<Vec<WhoRef>>) -> impl IntoView {
    let groups = move || {
        let matrix = access.matrix()?;
        let groups: Vec<MatrixRow> = matrix
            .rows
            .iter()
            .filter(|row| row.group)
            .cloned()
            .collect();
        (!groups.is_empty()).then_some(groups)
    };
    let line = move |group: MatrixRow| {
        let name = name_of(&group);
        let id = StoredValue::new(group.who);
        let tick = move |event| {
            let yes = event_target_checked(&event);
            chosen.update(|chosen| {
                chosen.retain(|known| *known != id.get_value());
                if yes {
                    chosen.push(id.get_value());
                }
            });
        };
        let on = move || chosen.with(|chosen| chosen.contains(&id.get_value()));
        view! {
            <label class="groups__person">
                <input type="checkbox" data-test="invite-group" prop:checked=on on:change=tick />
                <bdi>{name}</bdi>
            </label>
        }
    };
    move || {
        groups().map(|groups| {
            view! {
                <fieldset class="options" data-test="invite-groups">
                    <legend class="options__legend">{tr(Text::InviteGroups)}</legend>
                    {groups.into_iter().map(line).collect_view()}
                </fieldset>
            }
        })
    }
}
