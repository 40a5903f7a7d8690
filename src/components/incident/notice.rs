//! A notice: what the room knows stands in it, a person fills in the rest and signs.

use leptos::html::Textarea;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::case::DrillNote;
use super::evidence::persons;
use super::fields::{TextField, text_of};
use crate::components::dialog::{Dialog, titled};
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::components::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::incident::IncidentTask;
use crate::tasks::work::Work;
use crate::vault::messages::{Audience, Failure, IncidentRef, NoticeSaid, NoticeView};

/// The longest field, in characters: a notice takes 16 KiB of each.
const LONGEST: &str = "5000";

/// Reads what the room knows, then shows the form.
#[component]
pub(crate) fn NoticeDialog(
    task: IncidentTask,
    id: IncidentRef,
    to: Audience,
    close: Callback<()>,
) -> impl IntoView {
    let draft = RwSignal::new(None::<Result<NoticeView, Failure>>);
    let id = StoredValue::new(id);
    spawn_local(async move {
        let read = task.draft(id.get_value(), to).await;
        draft.try_set(Some(read));
    });
    let title = match to {
        Audience::Authority => Text::IncidentNoticeTitleAuthority,
        Audience::Persons => Text::IncidentNoticeTitlePersons,
    };
    let inside = move || match draft.get() {
        None => view! { <Loading text=Text::IncidentNoticeLoading /> }.into_any(),
        Some(Err(failure)) => {
            view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
        Some(Ok(draft)) => view! { <Form task=task id=id draft=draft close=close /> }.into_any(),
    };
    view! {
        <Dialog title=titled(title) close=close test="notice-dialog" firm=Signal::derive(move || draft.with(Option::is_some))>
            <DrillNote task=task id=id />
            {inside}
        </Dialog>
    }
}

#[component]
fn Form(
    task: IncidentTask,
    id: StoredValue<IncidentRef>,
    draft: NoticeView,
    close: Callback<()>,
) -> impl IntoView {
    let work = Work::new();
    let nodes: [NodeRef<Textarea>; 7] = core::array::from_fn(|_| NodeRef::new());
    let to = draft.to;
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let [
            nature,
            cause,
            consequences,
            measures_taken,
            measures_for_persons,
            contact,
            delay,
        ] = nodes.map(text_of);
        let said = NoticeSaid {
            nature,
            cause,
            consequences,
            measures_taken,
            measures_for_persons,
            contact,
            delay,
        };
        work.run(task.sign(id.get_value(), to, said), move |()| close.run(()));
    };
    let said = draft.said.clone();
    let fields = [
        (Text::IncidentSaidNature, "said-nature", said.nature),
        (Text::IncidentSaidCause, "said-cause", said.cause),
        (
            Text::IncidentSaidConsequences,
            "said-consequences",
            said.consequences,
        ),
        (Text::IncidentSaidTaken, "said-taken", said.measures_taken),
        (
            Text::IncidentSaidPersons,
            "said-persons",
            said.measures_for_persons,
        ),
        (Text::IncidentSaidContact, "said-contact", said.contact),
        (Text::IncidentSaidDelay, "said-delay", said.delay),
    ];
    let fields = fields
        .into_iter()
        .zip(nodes)
        .map(|((label, id, value), node)| {
            view! { <TextField label=label node=node id=id value=value max=LONGEST /> }
        });
    let (touched, before) = (draft.touched.clone(), draft.before as usize);
    let known = move || {
        let (docs, readers) = (
            format::number(touched.documents),
            format::number(touched.readers),
        );
        lang().incident_notice_known(&docs, &persons(&touched), &readers)
    };
    view! {
        <form class="form" on:submit=go on:input=move |_| work.forgive()>
            <p class="dialog__text" data-test="notice-known">{known}</p>
            {(before > 0).then(|| view! { <p class="note" data-test="notice-again">{move || lang().incident_notice_again(before)}</p> })}
            <Missing fields=draft.missing />
            {fields.collect_view()}
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit act=Text::IncidentNoticeSign busy=Text::SaveBusy work=work test="notice-sign" />
            </div>
        </form>
    }
}

/// What is asked and not there, as the draft stands.
#[component]
fn Missing(fields: Vec<String>) -> impl IntoView {
    let all = StoredValue::new(fields);
    let names = move || {
        let names =
            all.with_value(|all| all.iter().map(|one| tr(field(one))()).collect::<Vec<_>>());
        lang().incident_notice_missing(&names.join(tr(Text::Comma)()))
    };
    let some = all.with_value(|all| !all.is_empty());
    some.then(|| view! { <p class="field__hint" data-test="notice-missing">{names}</p> })
}

fn field(name: &str) -> Text {
    match name {
        "nature" => Text::IncidentSaidNature,
        "cause" => Text::IncidentSaidCause,
        "consequences" => Text::IncidentSaidConsequences,
        "measures-taken" => Text::IncidentSaidTaken,
        "measures-for-persons" => Text::IncidentSaidPersons,
        "contact" => Text::IncidentSaidContact,
        "delay" => Text::IncidentSaidDelay,
        _ => Text::IncidentSaidNumber,
    }
}
