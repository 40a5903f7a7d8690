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
use crate::vault::messages::{AccessRequest, FolderRef, Invitation, InviteWish, Request, WhoRef};

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
    let (work, fields) = (Work::new(), InviteFields::new(room, "", Vec::new()));
    let make = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(terms) = fields.read() else { return };
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
            <InviteTerms room=room fields=fields />
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit act=Text::InviteMake busy=Text::InviteMakeBusy work=work test="make-invite" />
            </div>
        </form>
    }
}

/// What an invite is to be, as it stands in its form.
#[derive(Clone, Copy)]
pub(crate) struct InviteFields {
    label: InputRef,
    called: StoredValue<String>,
    folder: RwSignal<FolderRef>,
    groups: RwSignal<Vec<WhoRef>>,
    /// Besides what the groups give.
    also: RwSignal<bool>,
    approval: RwSignal<bool>,
    audits: RwSignal<bool>,
    view_only: RwSignal<bool>,
    join_by: Expiry,
    access: Expiry,
    too_early: RwSignal<bool>,
}

impl InviteFields {
    /// For somebody who is called so, into these groups.
    pub(crate) fn new(room: Room, called: &str, groups: Vec<WhoRef>) -> Self {
        Self {
            label: InputRef::new(),
            called: StoredValue::new(called.to_owned()),
            folder: RwSignal::new(first_folder(room)),
            groups: RwSignal::new(groups),
            also: RwSignal::new(false),
            approval: RwSignal::new(false),
            audits: RwSignal::new(false),
            view_only: RwSignal::new(false),
            join_by: Expiry::new(Preset::Week),
            access: Expiry::new(Preset::Never),
            too_early: RwSignal::new(false),
        }
    }

    /// What was chosen; says itself what is wrong with it.
    pub(crate) fn read(self) -> Option<InviteWish> {
        let ends = (self.join_by.at(), self.access.at());
        let (Ok(Some(join_by)), Ok(expires)) = ends else {
            self.too_early.set(true);
            return None;
        };
        self.too_early.set(false);
        let groups = self.groups.get_untracked();
        let folders = match groups.is_empty() || self.also.get_untracked() {
            true => vec![self.folder.get_untracked()],
            false => Vec::new(),
        };
        Some(InviteWish {
            label: value_of(self.label).trim().to_owned(),
            folders,
            groups,
            approval: self.approval.get_untracked(),
            audits: self.audits.get_untracked(),
            view_only: self.view_only.get_untracked(),
            join_by,
            expires,
        })
    }
}

/// The fields of an invite.
#[component]
pub(crate) fn InviteTerms(
    room: Room,
    fields: InviteFields,
    /// Groups that are made with it, and what they are called.
    #[prop(optional)]
    coming: Vec<(WhoRef, String)>,
) -> impl IntoView {
    let rights = use_access(room);
    let InviteFields { groups, also, .. } = fields;
    view! {
        <Field label=Text::InviteLabel node=fields.label id="invite-label" hint=Text::InviteLabelHint max="80" value=fields.called.get_value() />
        <GroupChoice access=rights chosen=groups coming=coming />
        <Show when=move || !groups.with(Vec::is_empty)>
            <CheckField label=Text::InviteAlso on=also id="invite-also" />
        </Show>
        <Show when=move || groups.with(Vec::is_empty) || also.get()>
            <FolderField room=room folder=fields.folder id="invite-folder" />
        </Show>
        <CheckField label=Text::InviteApproval on=fields.approval id="invite-approval" hint=Text::InviteApprovalHint />
        <CheckField label=Text::InviteViewOnly on=fields.view_only id="invite-view-only" hint=Text::InviteViewOnlyHint />
        <CheckField label=Text::InviteAudits on=fields.audits id="invite-audits" hint=Text::InviteAuditsHint />
        <ExpiryField label=Text::InviteJoinBy expiry=fields.join_by presets=JOIN_BY id="invite-join-by" />
        <ExpiryField label=Text::InviteAccess expiry=fields.access presets=ACCESS id="invite-access" hint=Text::InviteAccessHint />
        <Show when=move || fields.too_early.get()>
            <p class="note note--bad" role="alert" data-test="not-in-future">{tr(Text::NotInFuture)}</p>
        </Show>
    }
}

/// The groups that the newcomer comes into.
#[component]
fn GroupChoice(
    access: Access,
    chosen: RwSignal<Vec<WhoRef>>,
    coming: Vec<(WhoRef, String)>,
) -> impl IntoView {
    let coming = StoredValue::new(coming);
    let groups = move || {
        let matrix = access.matrix()?;
        let there = matrix.rows.iter().filter(|row| row.group);
        let mut groups: Vec<(WhoRef, String)> =
            there.map(|row| (row.who.clone(), name_of(row))).collect();
        coming.with_value(|coming| {
            let new = |one: &&(WhoRef, String)| groups.iter().all(|(who, _)| *who != one.0);
            let new: Vec<_> = coming.iter().filter(new).cloned().collect();
            groups.extend(new);
        });
        (!groups.is_empty()).then_some(groups)
    };
    let line = move |(who, name): (WhoRef, String)| {
        let id = StoredValue::new(who);
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
