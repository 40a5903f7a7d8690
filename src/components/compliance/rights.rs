//! What persons ask for by their rights: logged, verified, put off, answered or refused.

use leptos::{html, prelude::*};

use super::words::{RIGHTS, day_class, day_left, right_text};
use crate::components::dialog::{Dialog, titled};
use crate::components::field::{Field, InputRef, value_of};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Empty, WorkFailure};
use crate::components::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::compliance::registers::Registers;
use crate::tasks::work::Work;
use crate::vault::messages::compliance::{RegistersRequest, RightKind, RightLine, RightWish};

/// Which are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shown {
    Open,
    Late,
    All,
}

/// The register.
#[component]
pub(crate) fn Rights(registers: Registers, manages: Signal<bool>) -> impl IntoView {
    let (logging, acting) = (RwSignal::new(false), RwSignal::new(None::<RightLine>));
    let shown = RwSignal::new(Shown::Open);
    let lines = Memo::new(move |_| {
        let all = registers.get().map(|all| all.rights.clone());
        let mut all = all.unwrap_or_default();
        let shown = shown.get();
        all.retain(|one| match shown {
            Shown::All => true,
            Shown::Open => one.done.is_none(),
            Shown::Late => one.done.is_none() && one.late,
        });
        all
    });
    let any = Memo::new(move |_| registers.get().is_some_and(|all| !all.rights.is_empty()));
    let list = move || {
        let lines = lines.get();
        if lines.is_empty() {
            return view! { <p class="field__hint" data-test="rights-none">{tr(Text::RegistersNoneHere)}</p> }.into_any();
        }
        let line = |one| view! { <Line one=one manages=manages acting=acting /> };
        view! { <ul class="policy" data-test="rights">{lines.into_iter().map(line).collect_view()}</ul> }.into_any()
    };
    let choice = move |to: Shown, text: Text, test: &'static str| {
        let on = move || shown.get() == to;
        view! {
            <label class="choice" class:choice--on=on>
                <input class="choice__input" type="radio" name="rights-shown" prop:checked=on data-test=test on:change=move |_| shown.set(to) />
                {tr(text)}
            </label>
        }
    };
    view! {
        <section class="place__part" aria-labelledby="rights-title">
            <h3 class="place__title" id="rights-title">{tr(Text::RightsTitle)}</h3>
            <p class="field__hint">{tr(Text::RightsText)}</p>
            <Show when=move || manages.get()>
                <div class="step__buttons">
                    <button type="button" class="button" data-test="right-log" on:click=move |_| logging.set(true)>
                        <Icon glyph=Glyph::Plus />
                        {tr(Text::RightLog)}
                    </button>
                </div>
            </Show>
            <Show when=move || any.get() fallback=|| view! { <Empty glyph=Glyph::Person title=Text::NoRightsTitle text=Text::NoRightsText test="no-rights" /> }>
                <fieldset class="field field--group">
                    <legend class="hidden">{tr(Text::FilterLabel)}</legend>
                    <div class="choices">
                        {choice(Shown::Open, Text::RegistersOpen, "rights-open")}
                        {choice(Shown::Late, Text::RegistersLate, "rights-late")}
                        {choice(Shown::All, Text::RegistersAll, "rights-all")}
                    </div>
                </fieldset>
                {list}
            </Show>
            <Show when=move || logging.get()>
                <LogDialog registers=registers close=Callback::new(move |()| logging.set(false)) />
            </Show>
            {move || acting.get().map(|one| view! {
                <ActDialog registers=registers one=one close=Callback::new(move |()| acting.set(None)) />
            })}
        </section>
    }
}

#[component]
fn Line(
    one: RightLine,
    manages: Signal<bool>,
    acting: RwSignal<Option<RightLine>>,
) -> impl IntoView {
    let stored = StoredValue::new(one.clone());
    let open = one.done.is_none();
    let (due, class) = (one.due.clone(), day_class(&one.due));
    let received = one.received.clone();
    let verified = match one.verified {
        Some(true) => Text::RightVerified,
        Some(false) => Text::RightNotVerified,
        None => Text::RightUnverified,
    };
    let state = match &one.done {
        None => None,
        Some((true, ..)) => Some(Text::RightAnswered),
        Some((false, ..)) => Some(Text::RightRefused),
    };
    let late = one.late && !open;
    let by = one.by.clone();
    view! {
        <li class="policy__line" data-test="right" data-reference=one.reference.clone()>
            <div class="policy__what">
                <p class="policy__name"><bdi>{one.reference.clone()}</bdi>" · "{tr(right_text(one.kind))}
                    {state.map(|state| view! { <span class="badge" data-test="right-state">{tr(state)}</span> })}
                    {late.then(|| view! { <span class="badge badge--waiting">{tr(Text::RightLateDone)}</span> })}
                </p>
                {open.then(|| view! { <p class=class data-test="right-due">{move || day_left(&due)}</p> })}
                <p class="field__hint">{move || lang().right_received(&format::written(&received), &by)}" · "{tr(verified)}</p>
                {one.extended.clone().map(|why| view! { <p class="field__hint" dir="auto">{move || lang().right_extended(&why)}</p> })}
                {one.done.clone().map(|(_, at, text, by)| view! {
                    <p class="policy__text" dir="auto">{text}</p>
                    <p class="field__hint">{move || lang().form_by(&by, &format::day(at))}</p>
                })}
            </div>
            <Show when=move || open && manages.get()>
                <button type="button" class="button" data-test="right-act" on:click=move |_| acting.set(Some(stored.get_value()))>
                    {tr(Text::RightAct)}
                </button>
            </Show>
        </li>
    }
}

/// Logs one.
#[component]
fn LogDialog(registers: Registers, close: Callback<()>) -> impl IntoView {
    let work = Work::new();
    let (reference, received) = (InputRef::new(), InputRef::new());
    let (kind, law) = (
        NodeRef::<html::Select>::new(),
        NodeRef::<html::Select>::new(),
    );
    let all = untrack(|| registers.get());
    let laws = all.map(|all| all.laws.clone()).unwrap_or_default();
    let chosen_law = RwSignal::new(laws.first().map(|one| one.0.clone()).unwrap_or_default());
    let sources = laws.clone();
    let source = move || {
        let code = chosen_law.get();
        let mut found = sources.iter().filter(|one| one.0 == code);
        found.next().map(|one| one.2.here())
    };
    let chosen = |node: NodeRef<html::Select>| node.get_untracked().map(|node| node.value());
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let at = chosen(kind).and_then(|at| at.parse::<usize>().ok());
        let request = RegistersRequest::LogRight {
            room: registers.room.id(),
            reference: value_of(reference).trim().to_owned(),
            kind: at
                .and_then(|at| RIGHTS.get(at).copied())
                .unwrap_or(RightKind::Access),
            law: chosen(law).unwrap_or_default(),
            received: value_of(received),
        };
        work.run(registers.change(request), move |()| close.run(()));
    };
    let kinds = RIGHTS
        .into_iter()
        .enumerate()
        .map(|(at, kind)| view! { <option value=at.to_string()>{tr(right_text(kind))}</option> });
    let options = laws
        .into_iter()
        .map(|(code, name, _)| view! { <option value=code>{move || name.here()}</option> });
    view! {
        <Dialog title=titled(Text::RightLog) close=close test="right-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <Field label=Text::RightReference node=reference id="right-reference" max="64" hint=Text::RightReferenceHint />
                <div class="field">
                    <label class="field__label" for="right-kind">{tr(Text::RightKindField)}</label>
                    <select class="field__input" id="right-kind" data-test="right-kind" node_ref=kind>{kinds.collect_view()}</select>
                </div>
                <div class="field">
                    <label class="field__label" for="right-received">{tr(Text::RightReceivedOn)}</label>
                    <input class="field__input form-cell__short" type="date" id="right-received" data-test="right-received" required node_ref=received />
                </div>
                <div class="field">
                    <label class="field__label" for="right-law">{tr(Text::RightLaw)}</label>
                    <select class="field__input" id="right-law" data-test="right-law" node_ref=law on:change=move |event| chosen_law.set(event_target_value(&event))>{options.collect_view()}</select>
                    <p class="field__hint">{source}</p>
                </div>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                    <Submit act=Text::RightLog busy=Text::SaveBusy work=work test="right-save" />
                </div>
            </form>
        </Dialog>
    }
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Act {
    Verify,
    NotVerified,
    Extend,
    Answer,
    Refuse,
}

/// One step: whoever asks is verified first, then it is answered.
#[component]
fn ActDialog(registers: Registers, one: RightLine, close: Callback<()>) -> impl IntoView {
    let verified = one.verified == Some(true);
    let act = RwSignal::new(if verified { Act::Answer } else { Act::Verify });
    let (work, words, until) = (
        Work::new(),
        NodeRef::<html::Textarea>::new(),
        InputRef::new(),
    );
    let (extends, latest) = (one.extends, StoredValue::new(one.latest));
    let id = StoredValue::new(one.right);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = words.get_untracked().map(|node| node.value());
        let text = text.unwrap_or_default();
        let step = match act.get_untracked() {
            Act::Verify => RightWish::Verified(true, text),
            Act::NotVerified => RightWish::Verified(false, text),
            Act::Extend => RightWish::Extended(value_of(until), text),
            Act::Answer => RightWish::Answered(text),
            Act::Refuse => RightWish::Refused(text),
        };
        let request = RegistersRequest::Right {
            room: registers.room.id(),
            right: id.get_value(),
            step,
        };
        work.run(registers.change(request), move |()| close.run(()));
    };
    let choice = move |to: Act, text: Text, test: &'static str| {
        let on = move || act.get() == to;
        view! {
            <label class="choice" class:choice--on=on>
                <input class="choice__input" type="radio" name="right-do" prop:checked=on data-test=test on:change=move |_| act.set(to) />
                {tr(text)}
            </label>
        }
    };
    let label = move || match act.get() {
        Act::Verify | Act::NotVerified => Text::RightHow,
        Act::Extend | Act::Refuse => Text::Reason,
        Act::Answer => Text::RightWhat,
    };
    let needed = move || !matches!(act.get(), Act::Verify | Act::NotVerified);
    let final_one = move || matches!(act.get(), Act::Answer | Act::Refuse);
    let title = Signal::stored(one.reference);
    view! {
        <Dialog title=title close=close test="right-step">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <fieldset class="field field--group">
                    <legend class="field__label">{tr(Text::RightDo)}</legend>
                    <div class="choices">
                        {(!verified).then(|| view! {
                            {choice(Act::Verify, Text::RightDoVerify, "right-verify")}
                            {choice(Act::NotVerified, Text::RightDoNotVerified, "right-not-verified")}
                        })}
                        {verified.then(|| choice(Act::Answer, Text::RightDoAnswer, "right-answer"))}
                        {choice(Act::Refuse, Text::RightDoRefuse, "right-refuse")}
                        {extends.then(|| choice(Act::Extend, Text::RightDoExtend, "right-extend"))}
                    </div>
                    {(!verified).then(|| view! { <p class="field__hint">{tr(Text::RightVerifyFirst)}</p> })}
                </fieldset>
                <Show when=move || act.get() == Act::Extend>
                    <div class="field">
                        <label class="field__label" for="right-until">{tr(Text::RightUntil)}</label>
                        <input class="field__input form-cell__short" type="date" id="right-until" data-test="right-until" required max=latest.get_value() node_ref=until />
                        <p class="field__hint">{move || lang().right_latest(&format::written(&latest.get_value()))}</p>
                    </div>
                </Show>
                <label class="field">
                    <span class="field__label">{move || tr(label())()}</span>
                    <textarea class="field__input field__input--area" rows="4" maxlength="1300" data-test="right-text" required=needed node_ref=words></textarea>
                    <span class="field__hint">{tr(Text::RightNoNames)}</span>
                </label>
                <Show when=final_one><p class="note note--warning">{tr(Text::RightFinal)}</p></Show>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <button type="button" class="button" on:click=move |_| close.run(())>{tr(Text::Cancel)}</button>
                    <Submit act=Text::RegistersNote busy=Text::SaveBusy work=work test="right-step-go" />
                </div>
            </form>
        </Dialog>
    }
}
