//! The way to the places of a room: one row, and below it the parts of compliance while one is in it.

use leptos::prelude::*;

use crate::components::nav_link::NavLink;
use crate::i18n::{Text, tr};
use crate::routes::{Duty, Place, Route};
use crate::tasks::room::Room;

/// What somebody may go to depends on what they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Who {
    Manager,
    Coordinator,
    Reader,
}

/// The tab that leads to the parts of compliance.
const COMPLIANCE: &str = "tab-compliance";

/// A place, what its tab says, and the tab's name for the end-to-end tests.
type Tab = (Place, Text, &'static str);

#[component]
pub(super) fn Tabs(room: Room, place: Memo<Place>) -> impl IntoView {
    let who = Memo::new(move |_| {
        room.view()
            .map_or(Who::Reader, |view| match (view.manage, view.coordinates) {
                (true, _) => Who::Manager,
                (false, true) => Who::Coordinator,
                (false, false) => Who::Reader,
            })
    });
    let row = move |tabs: Vec<Tab>, class: &'static str| {
        let tab = move |(to, text, test): Tab| {
            // the tab of compliance stands for all its parts
            let whole = test == COMPLIANCE;
            let at = to.clone();
            let current = Signal::derive(move || {
                place.with(|place| *place == at || whole && place.is_compliance())
            });
            let to = Signal::stored(Route::room(&room.id(), to));
            view! { <NavLink to=to class=class test=test current=current>{tr(text)}</NavLink> }
        };
        tabs.into_iter().map(tab).collect_view()
    };
    let inside = Memo::new(move |_| who.get() != Who::Reader && place.get().is_compliance());
    view! {
        <nav class="tabs" aria-label=tr(Text::Places)>
            {move || row(places(who.get()), "tabs__tab")}
        </nav>
        <Show when=move || inside.get()>
            <nav class="parts" aria-label=tr(Text::ComplianceParts)>
                {move || row(parts(who.get()), "parts__part")}
            </nav>
        </Show>
    }
}

fn places(who: Who) -> Vec<Tab> {
    let documents = (
        Place::Documents { folder: None },
        Text::Documents,
        "tab-documents",
    );
    let people = (Place::People, Text::People, "tab-people");
    let activity = (Place::Activity, Text::Activity, "tab-activity");
    let closing = (Place::Closing, Text::ClosingTab, "tab-closing");
    match who {
        Who::Manager => vec![
            documents,
            people,
            (Place::Access, Text::AccessTab, "tab-access"),
            (Place::Links, Text::Links, "tab-links"),
            (Place::Agreements, Text::Agreement, "tab-agreements"),
            (Place::Information, Text::ComplianceTab, COMPLIANCE),
            activity,
            closing,
            (Place::Settings, Text::Settings, "tab-settings"),
        ],
        Who::Coordinator => vec![
            documents,
            people,
            (Place::Access, Text::Proposals, "tab-proposals"),
            (
                Place::Compliance(Duty::Forms),
                Text::ComplianceTab,
                COMPLIANCE,
            ),
            activity,
        ],
        Who::Reader => vec![
            documents,
            activity,
            closing,
            (
                Place::Compliance(Duty::Channel),
                Text::ChannelTitle,
                "tab-channel",
            ),
        ],
    }
}

/// The parts of compliance, in the order in which a room comes to need them; the first is where its tab leads.
fn parts(who: Who) -> Vec<Tab> {
    let written = [
        (Duty::Forms, Text::FormsTitle, "tab-forms"),
        (Duty::Registers, Text::RegistersTitle, "tab-registers"),
        (Duty::Notices, Text::NoticesTitle, "tab-notices"),
        (Duty::Channel, Text::ChannelTitle, "tab-channel"),
    ]
    .map(|(duty, text, test)| (Place::Compliance(duty), text, test));
    if who != Who::Manager {
        return written.into();
    }
    let mut parts = vec![
        (Place::Information, Text::InformationTab, "tab-information"),
        (Place::Retention, Text::RetentionTab, "tab-retention"),
    ];
    parts.extend(written);
    parts.push((Place::Incident, Text::IncidentTab, "tab-incident"));
    parts.push((Place::Reports, Text::ReportsTab, "tab-reports"));
    parts
}
