//! What is said of documents: their level, whose information, of how many, from where and for what.

use leptos::{html, prelude::*};

use super::words::{matter_text, subject_text, tier_name, whether_text};
use crate::components::field::{Complaint, Field, InputRef, judged, value_of};
use crate::i18n::{Text, tr};
use crate::tasks::limits;
use crate::vault::messages::{DocRef, Marks, Matter, Said, Subject, Tier, TierRule, Whether};

/// The longest source or owner, in bytes.
const MARK: usize = 255;
/// The longest purpose.
const PURPOSE: usize = 1024;

/// What was chosen; what was left alone is not said.
#[derive(Clone, Copy)]
pub(crate) struct MarksForm {
    tier: RwSignal<Option<Said<Tier>>>,
    personal: RwSignal<Option<Said<Whether>>>,
    sensitive: RwSignal<Option<Said<Whether>>>,
    subjects: RwSignal<Option<Vec<Subject>>>,
    matters: RwSignal<Option<Vec<Matter>>>,
    persons: InputRef,
    persons_wrong: Complaint,
    /// The document of which it is a variant, and its name.
    pub(crate) variant: RwSignal<Option<(DocRef, String)>>,
    texts: [InputRef; 3],
    text_wrong: [Complaint; 3],
}

impl MarksForm {
    pub(crate) fn new() -> Self {
        Self {
            tier: RwSignal::new(None),
            personal: RwSignal::new(None),
            sensitive: RwSignal::new(None),
            subjects: RwSignal::new(None),
            matters: RwSignal::new(None),
            persons: InputRef::new(),
            persons_wrong: Complaint::new(None),
            variant: RwSignal::new(None),
            texts: core::array::from_fn(|_| InputRef::new()),
            text_wrong: core::array::from_fn(|_| Complaint::new(None)),
        }
    }

    /// What it says; none if a field is wrong.
    pub(crate) fn read(self) -> Option<Marks> {
        let persons = judged(
            self.persons,
            "marks-persons",
            self.persons_wrong,
            limits::count,
        )?;
        let text = |at: usize, id: &str, most: usize| {
            let fits = |text: &str| limits::fits(text, most);
            let (node, wrong) = (*self.texts.get(at)?, *self.text_wrong.get(at)?);
            judged(node, id, wrong, fits)?;
            let said = value_of(node).trim().to_owned();
            Some((!said.is_empty()).then_some(Said::Is(said)))
        };
        Some(Marks {
            tier: self.tier.get_untracked(),
            personal: self.personal.get_untracked(),
            sensitive: self.sensitive.get_untracked(),
            subjects: self.subjects.get_untracked().map(Said::Is),
            matters: self.matters.get_untracked().map(Said::Is),
            found: None,
            persons: persons.map(|count| Said::Is(u64::from(count))),
            source: text(0, "marks-source", MARK)?,
            owner: text(1, "marks-owner", MARK)?,
            purpose: text(2, "marks-purpose", PURPOSE)?,
            variant_of: self.variant.get_untracked().map(|(doc, _)| Said::Is(doc)),
        })
    }
}

/// The fields.
#[component]
pub(crate) fn MarksFields(
    form: MarksForm,
    rules: Signal<Vec<TierRule>>,
    /// What stands for a field that is left alone.
    #[prop(into)]
    leave: Signal<String>,
) -> impl IntoView {
    let tiers = [Tier::Public, Tier::Internal, Tier::Sensitive];
    let tier_of = move |tier| Signal::derive(move || rules.with(|rules| tier_name(tier, rules)));
    let whether = [Whether::Yes, Whether::No, Whether::Unknown];
    let said = |one: Whether| Signal::derive(move || tr(whether_text(one))().to_owned());
    let [source, owner, purpose] = form.texts;
    let [source_wrong, owner_wrong, purpose_wrong] = form.text_wrong;
    view! {
        <Choice label=Text::MarkTier test="marks-tier" leave=leave value=form.tier options=tiers.map(|tier| (tier, tier_of(tier))).to_vec() />
        <Choice label=Text::MarkPersonal test="marks-personal" leave=leave value=form.personal options=whether.map(|one| (one, said(one))).to_vec() />
        <Choice label=Text::MarkSensitive test="marks-sensitive" leave=leave value=form.sensitive options=whether.map(|one| (one, said(one))).to_vec() />
        <Field label=Text::MarkPersons node=form.persons id="marks-persons" inputmode="numeric" required=false complaint=form.persons_wrong hint=Text::MarkPersonsHint />
        <Ticks label=Text::MarkSubjects value=form.subjects options=[Subject::Individuals, Subject::Companies].map(|one| (one, subject_text(one))).to_vec() />
        <Ticks label=Text::MarkMatters value=form.matters options=[Matter::Sales, Matter::Service, Matter::Contract, Matter::Finance, Matter::Other].map(|one| (one, matter_text(one))).to_vec() />
        <Field label=Text::MarkSource node=source id="marks-source" required=false complaint=source_wrong hint=Text::MarkSourceHint />
        <Field label=Text::MarkOwner node=owner id="marks-owner" required=false complaint=owner_wrong />
        <Field label=Text::MarkPurpose node=purpose id="marks-purpose" required=false complaint=purpose_wrong />
    }
}

/// One of some values, as the folder says, or left alone.
#[component]
fn Choice<T: Copy + PartialEq + Send + Sync + 'static>(
    label: Text,
    test: &'static str,
    leave: Signal<String>,
    value: RwSignal<Option<Said<T>>>,
    options: Vec<(T, Signal<String>)>,
) -> impl IntoView {
    let node = NodeRef::<html::Select>::new();
    let values: Vec<T> = options.iter().map(|(value, _)| *value).collect();
    let choose = move |_| {
        let chosen = node.get_untracked().map(|node| node.value());
        let chosen = chosen.unwrap_or_default();
        value.set(match chosen.as_str() {
            "" => None,
            "above" => Some(Said::Above),
            at => at
                .parse::<usize>()
                .ok()
                .and_then(|at| values.get(at).copied())
                .map(Said::Is),
        });
    };
    let options = options.into_iter().enumerate().map(|(at, (_, text))| {
        view! { <option value=at.to_string()>{move || text.get()}</option> }
    });
    view! {
        <div class="field">
            <label class="field__label" for=test>{tr(label)}</label>
            <select class="field__input" id=test data-test=test node_ref=node on:change=choose>
                <option value="">{move || leave.get()}</option>
                {options.collect_view()}
                <option value="above">{tr(Text::AsFolderSays)}</option>
            </select>
        </div>
    }
}

/// Any of some values; nothing is said while none was touched.
#[component]
fn Ticks<T: Copy + PartialEq + Send + Sync + 'static>(
    label: Text,
    value: RwSignal<Option<Vec<T>>>,
    options: Vec<(T, Text)>,
) -> impl IntoView {
    let ticks = options.into_iter().map(|(one, text)| {
        let on = move || value.with(|all| all.as_ref().is_some_and(|all| all.contains(&one)));
        let tick = move |event| {
            let yes = event_target_checked(&event);
            value.update(|all| {
                let all = all.get_or_insert_default();
                all.retain(|other| *other != one);
                if yes {
                    all.push(one);
                }
            });
        };
        view! {
            <label class="tick">
                <input type="checkbox" prop:checked=on on:change=tick />
                <span>{tr(text)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="ticks">
            <legend class="field__label">{tr(label)}</legend>
            <div class="ticks__all">{ticks.collect_view()}</div>
        </fieldset>
    }
}
