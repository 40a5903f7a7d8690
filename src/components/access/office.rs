//! What a person may do beyond reading: given and taken by owners.

use leptos::prelude::*;

use crate::components::dialog::{Dialog, titled};
use crate::components::notes::WorkFailure;
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::appoint;
use crate::tasks::app::use_app;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{MemberView, OfficeKind};

const CHOICES: [(Option<OfficeKind>, Text, Text, &str); 4] = [
    (None, Text::OfficeNone, Text::OfficeNoneText, "none"),
    (
        Some(OfficeKind::Coordinator),
        Text::OfficeCoordinator,
        Text::OfficeCoordinatorText,
        "coordinator",
    ),
    (
        Some(OfficeKind::Manager),
        Text::OfficeManager,
        Text::OfficeManagerText,
        "manager",
    ),
    (
        Some(OfficeKind::Owner),
        Text::OfficeOwner,
        Text::OfficeOwnerText,
        "owner",
    ),
];

/// What an office is called.
pub(crate) fn office_text(office: OfficeKind) -> Text {
    match office {
        OfficeKind::Coordinator => Text::OfficeCoordinator,
        OfficeKind::Manager => Text::OfficeManager,
        OfficeKind::Owner => Text::OfficeOwner,
    }
}

/// Chooses it.
#[component]
pub(crate) fn OfficeDialog(
    room: Room,
    member: MemberView,
    close: Callback<()>,
    on_done: Callback<()>,
) -> impl IntoView {
    let (app, work) = (use_app(), Work::new());
    let chosen = RwSignal::new(member.office);
    let name = member.name.clone().unwrap_or_else(|| member.label.clone());
    let id = StoredValue::new(member.member);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let job = appoint(app, room, id.get_value(), chosen.get_untracked());
        work.run(job, move |()| {
            on_done.run(());
            close.run(());
        });
    };
    let choices = CHOICES.map(|(office, text, means, value)| {
        view! {
            <label class="option">
                <input
                    type="radio"
                    name="office"
                    value=value
                    data-test=format!("office-{value}")
                    prop:checked=move || chosen.get() == office
                    on:change=move |_| chosen.set(office)
                />
                <span class="option__text">
                    <span class="option__name">{tr(text)}</span>
                    <span class="field__hint">{tr(means)}</span>
                </span>
            </label>
        }
    });
    view! {
        <Dialog title=titled(Text::OfficeTitle) close=close test="office-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <fieldset class="options">
                    <legend class="options__legend">{move || lang().office_of(&name)}</legend>
                    {choices.into_iter().collect_view()}
                </fieldset>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button
                        type="submit"
                        class="button button--primary"
                        data-test="office-save"
                        disabled=move || work.is_running()
                        aria-busy=move || work.is_running().to_string()
                    >
                        {move || if work.is_running() { tr(Text::ReviewApplying)() } else { tr(Text::OfficeSave)() }}
                    </button>
                </div>
            </form>
        </Dialog>
    }
}
