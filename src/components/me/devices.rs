//! The person's devices, over all rooms: named and revoked one by one.

use leptos::prelude::*;

use super::rooms_done::RoomsProgress;
use crate::components::dialog::{Confirm, Dialog, titled};
use crate::components::field::{Field, InputRef, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Note, Weight, WorkFailure};
use crate::components::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::me::MePlace;
use crate::tasks::work::Work;
use crate::vault::messages::{DeviceView, MeRequest, MeView, UnknownKey};

/// The list, what rooms know beside it, and what is not done yet.
#[component]
pub(crate) fn Devices(place: MePlace, view: MeView) -> impl IntoView {
    let (naming, revoking) = (RwSignal::new(None), RwSignal::new(None));
    let (work, finishing) = (Work::new(), Work::new());
    let rows = view
        .devices
        .iter()
        .cloned()
        .map(|device| view! { <Row device=device naming=naming revoking=revoking /> })
        .collect_view();
    let unknown = view.unknown.clone();
    let clean = view.surveyed && unknown.is_empty() && view.left.is_empty();
    let waits = view
        .devices
        .iter()
        .any(|one| one.revoked.is_some() && one.rooms > 0);
    let left = (!view.left.is_empty()).then(|| view.left.join(tr(Text::Comma)()));
    view! {
        <section class="me__part" data-test="me-devices">
            <h2 class="me__title">{tr(Text::MeDevicesTitle)}</h2>
            <p class="me__text">{tr(Text::MeDevicesText)}</p>
            <ul class="me__list" data-test="devices">{rows}</ul>
            {unknown.into_iter().map(|key| view! { <Unknown place=place key_of=key /> }).collect_view()}
            {left.map(|rooms| view! {
                <p class="note note--warning" data-test="devices-left">
                    <Icon glyph=Glyph::Warning />
                    <span>{move || lang().rooms_left(&rooms)}</span>
                </p>
            })}
            {clean.then(|| view! { <p class="me__under" role="status" data-test="devices-clean">{tr(Text::SurveyClean)}</p> })}
            <RoomsProgress />
            <WorkFailure work=work />
            <WorkFailure work=finishing />
            <div class="step__buttons">
                {waits.then(|| view! {
                    <button
                        type="button"
                        class="button button--primary"
                        data-test="finish-revoking"
                        disabled=move || finishing.is_running()
                        on:click=move |_| place.run(finishing, MeRequest::FinishRevoking, || ())
                    >
                        {tr(Text::FinishRevoking)}
                    </button>
                })}
                <button
                    type="button"
                    class="button"
                    data-test="survey"
                    disabled=move || work.is_running()
                    aria-busy=move || work.is_running().to_string()
                    on:click=move |_| place.run(work, MeRequest::Survey, || ())
                >
                    <Icon glyph=Glyph::Search />
                    {move || if work.is_running() { tr(Text::SurveyBusy)() } else { tr(Text::Survey)() }}
                </button>
            </div>
        </section>
        {move || naming.get().map(|device| view! { <NameDialog place=place device=device naming=naming /> })}
        {move || revoking.get().map(|device| view! { <RevokeDialog place=place device=device revoking=revoking /> })}
    }
}

fn name_of(device: &DeviceView) -> String {
    match device.name.is_empty() {
        true => tr(Text::UnnamedDevice)().to_owned(),
        false => device.name.clone(),
    }
}

#[component]
fn Row(
    device: DeviceView,
    naming: RwSignal<Option<DeviceView>>,
    revoking: RwSignal<Option<DeviceView>>,
) -> impl IntoView {
    let kept = StoredValue::new(device.clone());
    let facts = move || {
        kept.with_value(|device| match device.revoked {
            Some(_) if device.rooms > 0 => lang().device_waits(device.rooms as usize),
            Some(at) => lang().device_revoked(&format::day(at)),
            None => lang().device_facts(device.rooms as usize, &format::date_time(device.seen)),
        })
    };
    let live = device.revoked.is_none();
    view! {
        <li class="me__row" data-test="device" data-this=device.this.to_string() data-revoked=(!live).to_string()>
            <Icon glyph=Glyph::Picture />
            <div class="me__what">
                <p class="me__label">
                    <bdi>{move || kept.with_value(name_of)}</bdi>
                    {device.this.then(|| view! { <span class="badge badge--live">{tr(Text::ThisDevice)}</span> })}
                    {(!live).then(|| view! { <span class="badge">{tr(Text::DeviceRevokedBadge)}</span> })}
                </p>
                <p class="me__under">{facts}</p>
            </div>
            {live.then(|| view! {
                <button type="button" class="button button--quiet" data-test="name-device" on:click=move |_| naming.set(Some(kept.get_value()))>
                    {tr(Text::NameDevice)}
                </button>
            })}
            {(live && !device.this).then(|| view! {
                <button type="button" class="button" data-test="revoke-device" on:click=move |_| revoking.set(Some(kept.get_value()))>
                    {tr(Text::RevokeDevice)}
                </button>
            })}
        </li>
    }
}

/// A key of which no device of the list says that it is its own: somebody may have the seed.
#[component]
fn Unknown(place: MePlace, key_of: UnknownKey) -> impl IntoView {
    let work = Work::new();
    let (title, seen) = (key_of.title.clone(), key_of.seen);
    let revoke = move |_| {
        let (room, key) = (key_of.room.clone(), key_of.key.clone());
        place.run(work, MeRequest::RevokeKey { room, key }, || ());
    };
    let seen = move || match seen {
        Some(at) => lang().last_seen(&format::date_time(at)),
        None => tr(Text::NeverOpened)().to_owned(),
    };
    view! {
        <div class="me__row me__row--bad" data-test="unknown-device">
            <Icon glyph=Glyph::Warning />
            <div class="me__what">
                <p class="me__label">{move || lang().unknown_device(&title)}</p>
                <p class="me__under">{tr(Text::UnknownDeviceText)}" "{seen}</p>
                <WorkFailure work=work />
            </div>
            <button type="button" class="button" data-test="revoke-unknown" disabled=move || work.is_running() on:click=revoke>
                {tr(Text::RevokeDevice)}
            </button>
        </div>
    }
}

#[component]
fn NameDialog(
    place: MePlace,
    device: DeviceView,
    naming: RwSignal<Option<DeviceView>>,
) -> impl IntoView {
    let (work, node) = (Work::new(), InputRef::new());
    let close = Callback::new(move |()| naming.set(None));
    let before = device.name.clone();
    node.on_load(move |input| input.set_value(&before));
    let id = StoredValue::new(device.device);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let request = MeRequest::NameDevice {
            device: id.get_value(),
            name: value_of(node),
        };
        place.run(work, request, move || {
            naming.try_set(None);
        });
    };
    view! {
        <Dialog title=titled(Text::NameDevice) close=close test="name-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <Field label=Text::DeviceName node=node id="device-name" hint=Text::DeviceNameHint max="40" />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::NameDeviceAct busy=Text::Saving work=work test="name-save" />
                </div>
            </form>
        </Dialog>
    }
}

#[component]
fn RevokeDialog(
    place: MePlace,
    device: DeviceView,
    revoking: RwSignal<Option<DeviceView>>,
) -> impl IntoView {
    let work = Work::new();
    let close = Callback::new(move |()| revoking.set(None));
    let kept = StoredValue::new(device);
    let text = move || lang().revoke_device_text(&kept.with_value(name_of));
    let revoke = Callback::new(move |()| {
        let device = kept.with_value(|device| device.device.clone());
        place.run(work, MeRequest::RevokeDevice { device }, move || {
            revoking.try_set(None);
        });
    });
    view! {
        <Confirm
            title=Text::RevokeDevice
            text=Signal::derive(text)
            act=Text::RevokeDevice
            close=close
            work=work
            on_yes=revoke
        />
    }
}

/// Why revoking a device may not be enough.
#[component]
pub(crate) fn LockedIsEnough() -> impl IntoView {
    view! { <Note weight=Weight::Warning text=Text::LostDeviceNote test="lost-device" /> }
}
