//! Records a legal basis.

use leptos::task::spawn_local;
use leptos::{html, prelude::*};

use super::words::{KINDS, basis_text};
use crate::browser::page::{digest, files, time};
use crate::components::access::matrix::name_of;
use crate::components::check_field::CheckField;
use crate::components::dialog::{Dialog, titled};
use crate::components::expiry::{Expiry, ExpiryField, Preset};
use crate::components::field::{Complaint, Field, InputRef, judged, value_of};
use crate::components::folder_picker::FolderPicker;
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, tr};
use crate::tasks::access::use_access;
use crate::tasks::information::Information;
use crate::tasks::limits;
use crate::tasks::work::Work;
use crate::vault::messages::{BasisKind, FolderRef, KindRef, NewBasis, WhoRef};

/// The longest text of a basis, in bytes.
const LONGEST: usize = 1024;
const PRESETS: &[Preset] = &[Preset::Never, Preset::Month, Preset::Custom];

/// What a consent or another basis needs besides.
#[derive(Clone, Copy)]
struct Kind {
    chosen: RwSignal<BasisKind>,
    evidence: RwSignal<Option<String>>,
    words: InputRef,
}

/// The form.
#[component]
pub(crate) fn BasisDialog(information: Information, close: Callback<()>) -> impl IntoView {
    let (work, access) = (Work::new(), use_access(information.room));
    let kind = Kind {
        chosen: RwSignal::new(BasisKind::Merger),
        evidence: RwSignal::new(None),
        words: InputRef::new(),
    };
    let who = NodeRef::<html::Select>::new();
    let [purpose, method, country, abroad] = core::array::from_fn(|_| InputRef::new());
    let [purpose_wrong, method_wrong, abroad_wrong] =
        core::array::from_fn(|_| Complaint::new(None));
    let folder = RwSignal::new(None::<FolderRef>);
    let kinds = RwSignal::new(Vec::<KindRef>::new());
    let (sensitive, leaves) = (RwSignal::new(false), RwSignal::new(false));
    let (expiry, missing) = (Expiry::new(Preset::Never), RwSignal::new(None::<Text>));
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        missing.set(None);
        let fits = |text: &str| limits::fits(text, LONGEST).map(|()| text.to_owned());
        let Some(purpose) = judged(purpose, "basis-purpose", purpose_wrong, fits) else {
            return;
        };
        let Some(method) = judged(method, "basis-method", method_wrong, fits) else {
            return;
        };
        let abroad = match leaves.get_untracked() {
            false => None,
            true => match judged(abroad, "basis-abroad", abroad_wrong, fits) {
                Some(said) => Some(said),
                None => return,
            },
        };
        let recipient: WhoRef = who
            .get_untracked()
            .map(|node| node.value())
            .unwrap_or_default();
        let Ok(until) = expiry.at() else {
            return missing.set(Some(Text::NotInFuture));
        };
        let (Some(folder), Some(kind)) = (folder.get_untracked(), kind.read()) else {
            return missing.set(Some(Text::BasisMissing));
        };
        if recipient.is_empty() {
            return missing.set(Some(Text::BasisMissing));
        }
        let basis = NewBasis {
            kind,
            recipient,
            purpose,
            method,
            kinds: kinds.get_untracked(),
            sensitive: sensitive.get_untracked(),
            folders: vec![folder],
            docs: Vec::new(),
            from: time::now(),
            until,
            country: value_of(country).trim().to_ascii_uppercase(),
            abroad,
        };
        work.run(information.record(basis), move |()| close.run(()));
    };
    let recipients = move || {
        let matrix = access.matrix().unwrap_or_default();
        let rows = matrix.rows.iter().filter(|row| !row.manages);
        let option = |row: &crate::vault::messages::MatrixRow| {
            view! { <option value=row.who.clone()>{name_of(row)}</option> }
        };
        rows.map(option).collect_view()
    };
    view! {
        <Dialog title=titled(Text::BasisRecord) close=close test="basis-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <p class="dialog__text">{tr(Text::BasisText)}</p>
                <div class="field">
                    <label class="field__label" for="basis-who">{tr(Text::BasisWho)}</label>
                    <select class="field__input" id="basis-who" data-test="basis-who" node_ref=who>
                        <option value="">{tr(Text::Choose)}</option>
                        {recipients}
                    </select>
                </div>
                <KindField kind=kind />
                <fieldset class="field">
                    <legend class="field__label">{tr(Text::BasisCovers)}</legend>
                    <FolderPicker room=information.room chosen=folder />
                </fieldset>
                <Field label=Text::BasisPurpose node=purpose id="basis-purpose" complaint=purpose_wrong hint=Text::BasisPurposeHint />
                <Field label=Text::BasisMethod node=method id="basis-method" complaint=method_wrong hint=Text::BasisMethodHint />
                <KindTicks kinds=kinds />
                <CheckField label=Text::BasisSensitive on=sensitive id="basis-sensitive" hint=Text::BasisSensitiveHint />
                <Field label=Text::BasisCountry node=country id="basis-country" max="2" value="CN".to_owned() hint=Text::BasisCountryHint />
                <CheckField label=Text::BasisLeaves on=leaves id="basis-leaves" />
                <Show when=move || leaves.get()>
                    <Field label=Text::BasisApproval node=abroad id="basis-abroad" complaint=abroad_wrong hint=Text::BasisApprovalHint />
                </Show>
                <ExpiryField label=Text::BasisUntil expiry=expiry presets=PRESETS id="basis-until" />
                <div role="alert">
                    {move || missing.get().map(|text| view! { <p class="note note--bad" data-test="basis-missing">{tr(text)}</p> })}
                </div>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::BasisRecord busy=Text::SaveBusy work=work test="basis-save" />
                </div>
            </form>
        </Dialog>
    }
}

impl Kind {
    /// What was chosen; none if its evidence or words are missing.
    fn read(self) -> Option<BasisKind> {
        match self.chosen.get_untracked() {
            BasisKind::Consent(_) => self.evidence.get_untracked().map(BasisKind::Consent),
            BasisKind::Other(_) => {
                let said = value_of(self.words).trim().to_owned();
                (!said.is_empty()).then_some(BasisKind::Other(said))
            }
            plain => Some(plain),
        }
    }
}

/// Which basis, with what it needs.
#[component]
fn KindField(kind: Kind) -> impl IntoView {
    let node = NodeRef::<html::Select>::new();
    let all = || {
        [
            BasisKind::Merger,
            BasisKind::Consent(String::new()),
            BasisKind::Contract,
            BasisKind::Duty,
            BasisKind::Public,
            BasisKind::Other(String::new()),
        ]
    };
    let choose = move |_| {
        let at = node
            .get_untracked()
            .and_then(|node| node.value().parse::<usize>().ok());
        if let Some(chosen) = at.and_then(|at| all().into_iter().nth(at)) {
            kind.chosen.set(chosen);
        }
    };
    let options = all().into_iter().enumerate().map(|(at, one)| {
        view! { <option value=at.to_string()>{tr(basis_text(&one))}</option> }
    });
    let picked = move |event: leptos::ev::Event| {
        let picked = files::of_input(&event);
        spawn_local(async move {
            let digest = digest::sha256(&picked).await;
            kind.evidence.try_set(digest);
        });
    };
    let consent = move || {
        kind.chosen
            .with(|kind| matches!(kind, BasisKind::Consent(_)))
    };
    let other = move || kind.chosen.with(|kind| matches!(kind, BasisKind::Other(_)));
    view! {
        <div class="field">
            <label class="field__label" for="basis-kind">{tr(Text::BasisKindField)}</label>
            <select class="field__input" id="basis-kind" data-test="basis-kind" node_ref=node on:change=choose>{options.collect_view()}</select>
        </div>
        <Show when=consent>
            <div class="field">
                <label class="field__label" for="basis-evidence">{tr(Text::BasisEvidence)}</label>
                <input class="field__input" type="file" id="basis-evidence" data-test="basis-evidence" on:change=picked />
                <p class="field__hint">{tr(Text::BasisEvidenceHint)}</p>
                {move || kind.evidence.get().map(|hash| view! { <p class="policy__hash" data-test="basis-hash">{hash}</p> })}
            </div>
        </Show>
        <Show when=other>
            <Field label=Text::BasisWords node=kind.words id="basis-words" />
        </Show>
    }
}

/// Which kinds of data; none: all.
#[component]
fn KindTicks(kinds: RwSignal<Vec<KindRef>>) -> impl IntoView {
    let ticks = (0..).zip(KINDS).map(|(kind, text): (KindRef, Text)| {
        let set = move |event| {
            let yes = event_target_checked(&event);
            kinds.update(|all| {
                all.retain(|other| *other != kind);
                if yes {
                    all.push(kind);
                }
            });
        };
        view! {
            <label class="tick">
                <input type="checkbox" prop:checked=move || kinds.with(|all| all.contains(&kind)) on:change=set />
                <span>{tr(text)}</span>
            </label>
        }
    });
    view! {
        <fieldset class="ticks">
            <legend class="field__label">{tr(Text::BasisKinds)}</legend>
            <p class="field__hint">{tr(Text::BasisKindsHint)}</p>
            <div class="ticks__all">{ticks.collect_view()}</div>
        </fieldset>
    }
}
