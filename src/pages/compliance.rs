//! What the law asks to be written down: forms, registers, notices to many, and reports to the auditors.

use leptos::prelude::*;

use crate::components::compliance::findings::Findings;
use crate::components::compliance::form_list::{FormList, Wanted};
use crate::components::compliance::form_open::FormOpen;
use crate::components::compliance::notice_fields::Notices;
use crate::components::compliance::report_audit::Audited;
use crate::components::compliance::report_write::Reporting;
use crate::components::compliance::reviews::Reviews;
use crate::components::compliance::rights::Rights;
use crate::components::notes::{Loading, Retry};
use crate::i18n::{Text, tr};
use crate::routes::Duty;
use crate::tasks::compliance::channel::use_reports;
use crate::tasks::compliance::registers::use_registers;
use crate::tasks::compliance::use_forms;
use crate::tasks::room::Room;
use crate::vault::messages::compliance::ReportPlaces;

/// The place; whoever neither manages nor coordinates has the reports of it.
#[component]
pub(crate) fn Compliance(room: Room, duty: Duty) -> impl IntoView {
    let officer = Memo::new(move |_| {
        room.view()
            .is_some_and(|view| view.manage || view.coordinates)
    });
    let manages =
        Signal::derive(move || room.view().is_some_and(|view| view.manage && !view.frozen));
    let shown = Memo::new(move |_| match officer.get() {
        true => duty,
        false => Duty::Channel,
    });
    let part = move || match shown.get() {
        Duty::Forms => view! { <Forms room=room manages=manages /> }.into_any(),
        Duty::Registers => view! { <Registers room=room manages=manages /> }.into_any(),
        Duty::Notices => view! { <Notices room=room /> }.into_any(),
        Duty::Channel => view! { <Reports room=room manages=manages /> }.into_any(),
    };
    view! {
        <section class="place" data-test="page-compliance">
            {part}
        </section>
    }
}

#[component]
fn Forms(room: Room, manages: Signal<bool>) -> impl IntoView {
    let opened = RwSignal::new(None::<Wanted>);
    let go = Callback::new(move |wanted| opened.set(wanted));
    move || match opened.get() {
        None => view! { <AllForms room=room manages=manages go=go /> }.into_any(),
        Some(wanted) => {
            view! { <FormOpen room=room wanted=wanted go=go manages=manages /> }.into_any()
        }
    }
}

#[component]
fn AllForms(room: Room, manages: Signal<bool>, go: Callback<Option<Wanted>>) -> impl IntoView {
    let forms = use_forms(room);
    let again = Callback::new(move |()| room.load());
    let open = Callback::new(move |wanted| go.run(Some(wanted)));
    view! {
        <header class="place__head"><h2>{tr(Text::FormsTitle)}</h2></header>
        <p class="place__text">{tr(Text::FormsText)}</p>
        {move || match forms.get() {
            None => view! { <Loading text=Text::LoadingForms /> }.into_any(),
            Some(Err(failure)) => view! { <Retry failure=failure again=again /> }.into_any(),
            Some(Ok(list)) => view! { <FormList list=(*list).clone() manages=manages open=open /> }.into_any(),
        }}
    }
}

#[component]
fn Registers(room: Room, manages: Signal<bool>) -> impl IntoView {
    let registers = use_registers(room);
    let again = Callback::new(move |()| room.load());
    let ready = Memo::new(move |_| registers.all.get().map(|found| found.map(|_| ())));
    view! {
        <header class="place__head"><h2>{tr(Text::RegistersTitle)}</h2></header>
        <p class="place__text">{tr(Text::RegistersText)}</p>
        {move || match ready.get() {
            None => view! { <Loading text=Text::LoadingRegisters /> }.into_any(),
            Some(Err(failure)) => view! { <Retry failure=failure again=again /> }.into_any(),
            Some(Ok(())) => view! {
                <Rights registers=registers manages=manages />
                <Findings registers=registers manages=manages />
                <Reviews registers=registers manages=manages />
            }
            .into_any(),
        }}
    }
}

#[component]
fn Reports(room: Room, manages: Signal<bool>) -> impl IntoView {
    let reports = use_reports(room);
    let again = Callback::new(move |()| room.load());
    let ready = Memo::new(move |_| reports.get().map(|found| found.map(|_| ())));
    let places = Memo::new(move |_| match reports.get() {
        Some(Ok(places)) => (*places).clone(),
        _ => ReportPlaces::default(),
    });
    view! {
        <header class="place__head"><h2>{tr(Text::ChannelTitle)}</h2></header>
        <p class="place__text">{tr(Text::ChannelText)}</p>
        {move || match ready.get() {
            None => view! { <Loading text=Text::LoadingChannel /> }.into_any(),
            Some(Err(failure)) => view! { <Retry failure=failure again=again /> }.into_any(),
            Some(Ok(())) => view! {
                <Reporting room=room places=places />
                <Audited room=room places=places manages=manages />
            }
            .into_any(),
        }}
    }
}
