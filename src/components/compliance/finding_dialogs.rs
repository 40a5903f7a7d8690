//! What is said of a finding: that there is one, what is done, what shows it, that it is closed.

use leptos::{html, prelude::*};

use crate::components::dialog::{Dialog, titled};
use crate::components::doc_picker::DocPicker;
use crate::components::field::{Field, InputRef, value_of};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, tr};
use crate::tasks::compliance::registers::Registers;
use crate::tasks::work::Work;
use crate::vault::messages::DocRef;
use crate::vault::messages::compliance::{
    FindingLine, FindingState, FindingWish, RegistersRequest,
};

/// Notes a new one.
#[component]
pub(crate) fn RaiseDialog(registers: Registers, close: Callback<()>) -> impl IntoView {
    let (work, words) = (Work::new(), NodeRef::<html::Textarea>::new());
    let (law, due, who) = (InputRef::new(), InputRef::new(), NodeRef::new());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = words.get_untracked().map(|node| node.value());
        let request = RegistersRequest::Raise {
            room: registers.room.id(),
            text: text.unwrap_or_default(),
            law: value_of(law),
            responsible: chosen(who),
            due: value_of(due),
        };
        work.run(registers.change(request), move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::FindingRaise) close=close test="finding-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <label class="field">
                    <span class="field__label">{tr(Text::FindingWhat)}</span>
                    <textarea class="field__input field__input--area" rows="3" required maxlength="1300" data-test="finding-text" node_ref=words></textarea>
                </label>
                <Field label=Text::FindingLaw node=law id="finding-law" required=false hint=Text::FindingLawHint />
                <Who registers=registers node=who now=String::new() />
                <Due node=due now=String::new() />
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                    <Submit act=Text::FindingRaise busy=Text::SaveBusy work=work test="finding-save" />
                </div>
            </form>
        </Dialog>
    }
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Remedy,
    Evidence,
    Assign,
    Close,
    Reopen,
}

/// One step of one.
#[component]
pub(crate) fn StepDialog(
    registers: Registers,
    one: FindingLine,
    close: Callback<()>,
) -> impl IntoView {
    let closed = one.state == FindingState::Closed;
    let act = RwSignal::new(match one.state {
        FindingState::Closed => Act::Reopen,
        FindingState::Shown if one.may_close => Act::Close,
        _ => Act::Remedy,
    });
    let (work, words) = (Work::new(), NodeRef::<html::Textarea>::new());
    let (due, who) = (InputRef::new(), NodeRef::new());
    let doc = RwSignal::new(None::<(DocRef, String)>);
    let shown = one.state == FindingState::Shown;
    let may_close = one.may_close;
    let id = StoredValue::new(one.finding);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = words.get_untracked().map(|node| node.value());
        let text = text.unwrap_or_default();
        let step = match act.get_untracked() {
            Act::Remedy => FindingWish::Remedy(text),
            Act::Evidence => match doc.get_untracked() {
                Some((doc, _)) => FindingWish::Evidence(doc, text),
                None => return work.fail(crate::vault::messages::Failure::NothingChosen),
            },
            Act::Assign => FindingWish::Assigned(chosen(who), value_of(due)),
            Act::Close => FindingWish::Closed(text),
            Act::Reopen => FindingWish::Reopened(text),
        };
        let request = RegistersRequest::Finding {
            room: registers.room.id(),
            finding: id.get_value(),
            step,
        };
        work.run(registers.change(request), move |()| close.run(()));
    };
    let choice = move |to: Act, text: Text, test: &'static str| {
        let on = move || act.get() == to;
        view! {
            <label class="choice" class:choice--on=on>
                <input class="choice__input" type="radio" name="finding-do" prop:checked=on data-test=test on:change=move |_| act.set(to) />
                {tr(text)}
            </label>
        }
    };
    let label = move || match act.get() {
        Act::Remedy => Text::FindingRemedy,
        Act::Reopen => Text::Reason,
        _ => Text::FindingNote,
    };
    let needed = move || matches!(act.get(), Act::Remedy | Act::Reopen);
    let worded = move || act.get() != Act::Assign;
    let hint = match (closed, shown, may_close) {
        (true, ..) => None,
        (_, false, _) => Some(Text::FindingCloseNeeds),
        (_, true, false) => Some(Text::FindingCloseByOthers),
        (_, true, true) => None,
    };
    let (now_who, now_due) = (
        StoredValue::new(one.responsible.0),
        StoredValue::new(one.due.day),
    );
    view! {
        <Dialog title=titled(Text::FindingTitle) close=close test="finding-step">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <p class="form__what" dir="auto">{one.text}</p>
                <fieldset class="field field--group">
                    <legend class="field__label">{tr(Text::RightDo)}</legend>
                    <div class="choices">
                        {(!closed).then(|| view! {
                            {choice(Act::Remedy, Text::FindingDoRemedy, "finding-remedy")}
                            {choice(Act::Evidence, Text::FindingDoEvidence, "finding-show")}
                            {choice(Act::Assign, Text::FindingDoAssign, "finding-assign")}
                        })}
                        {(shown && may_close).then(|| choice(Act::Close, Text::FindingDoClose, "finding-close"))}
                        {closed.then(|| choice(Act::Reopen, Text::FindingDoReopen, "finding-reopen"))}
                    </div>
                    {hint.map(|hint| view! { <p class="field__hint">{tr(hint)}</p> })}
                </fieldset>
                <Show when=move || act.get() == Act::Evidence>
                    <div class="field">
                        <label class="field__label" for="finding-doc">{tr(Text::FormEvidenceAdd)}</label>
                        {move || doc.get().map(|(_, name)| view! { <p class="form__what" data-test="finding-doc-chosen"><bdi>{name}</bdi></p> })}
                        <DocPicker room=registers.room chosen=Callback::new(move |found| doc.set(Some(found))) id="finding-doc".to_owned() label=Text::FormEvidenceAdd />
                    </div>
                </Show>
                <Show when=move || act.get() == Act::Assign>
                    <Who registers=registers node=who now=now_who.get_value() />
                    <Due node=due now=now_due.get_value() />
                </Show>
                <Show when=worded>
                    <label class="field">
                        <span class="field__label">{move || tr(label())()}</span>
                        <textarea class="field__input field__input--area" rows="3" maxlength="1300" data-test="finding-words" required=needed node_ref=words></textarea>
                    </label>
                </Show>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                    <Submit act=Text::RegistersNote busy=Text::SaveBusy work=work test="finding-step-go" />
                </div>
            </form>
        </Dialog>
    }
}

fn chosen(node: NodeRef<html::Select>) -> String {
    node.get_untracked()
        .map(|node| node.value())
        .unwrap_or_default()
}

/// Who is to remedy it.
#[component]
fn Who(registers: Registers, node: NodeRef<html::Select>, now: String) -> impl IntoView {
    let people = untrack(|| registers.get()).map(|all| all.people.clone());
    let options = people.unwrap_or_default().into_iter().map(|(id, name)| {
        let chosen = id == now;
        view! { <option value=id selected=chosen>{name}</option> }
    });
    view! {
        <div class="field">
            <label class="field__label" for="finding-who">{tr(Text::FindingResponsible)}</label>
            <select class="field__input" id="finding-who" data-test="finding-who" required node_ref=node>
                <option value="">{tr(Text::Choose)}</option>
                {options.collect_view()}
            </select>
            <p class="field__hint">{tr(Text::FindingWhoHint)}</p>
        </div>
    }
}

/// By when.
#[component]
fn Due(node: InputRef, now: String) -> impl IntoView {
    view! {
        <div class="field">
            <label class="field__label" for="finding-due">{tr(Text::FindingDue)}</label>
            <input class="field__input form-cell__short" type="date" id="finding-due" data-test="finding-due" required value=now node_ref=node />
        </div>
    }
}
