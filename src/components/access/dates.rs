//! Until when somebody is let in. Who coordinates only brings it nearer.

use leptos::prelude::*;

use crate::components::dialog::{Dialog, titled};
use crate::components::expiry::{Expiry, ExpiryField, Preset};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::members::Members;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::MemberView;

const ALL: &[Preset] = &[Preset::Never, Preset::Week, Preset::Month, Preset::Custom];
const NEARER: &[Preset] = &[Preset::Hour, Preset::Day, Preset::Week, Preset::Custom];

/// Chooses it.
#[component]
pub(crate) fn DatesDialog(
    room: Room,
    members: Members,
    member: MemberView,
    close: Callback<()>,
) -> impl IntoView {
    let work = Work::new();
    let manages = untrack(|| room.view()).is_some_and(|view| view.manage);
    let presets = if manages { ALL } else { NEARER };
    let expiry = Expiry::new(Preset::Week);
    let wrong = RwSignal::new(None::<Text>);
    let (now, id) = (member.expires, StoredValue::new(member.member));
    let name = member.name.unwrap_or(member.label);
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let end = match expiry.at() {
            Ok(end) => end,
            Err(_) => return wrong.set(Some(Text::NotInFuture)),
        };
        let later = now.is_some_and(|now| end.is_none_or(|end| end > now));
        if later && !manages {
            return wrong.set(Some(Text::DatesOnlyNearer));
        }
        wrong.set(None);
        work.run(members.set_dates(id.get_value(), end), move |()| {
            close.run(())
        });
    };
    let today = move || match now {
        Some(end) => lang().until(&format::date_time(end)),
        None => tr(Text::NoEnd)().to_owned(),
    };
    view! {
        <Dialog title=titled(Text::DatesTitle) close=close test="dates-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <p class="dialog__text"><bdi>{name}</bdi>" · "{today}</p>
                {(!manages).then(|| view! { <p class="field__hint">{tr(Text::DatesNearerHint)}</p> })}
                <ExpiryField label=Text::DatesField expiry=expiry presets=presets id="member-dates" />
                <div role="alert">
                    {move || wrong.get().map(|text| view! { <p class="note note--bad" data-test="dates-wrong">{tr(text)}</p> })}
                </div>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::DatesSave busy=Text::MoveEndBusy work=work test="dates-save" />
                </div>
            </form>
        </Dialog>
    }
}
