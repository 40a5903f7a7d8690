//! Legal bases: on what it rests that somebody is given personal information.

use leptos::{html::Textarea, prelude::*};

use super::basis_form::BasisDialog;
use super::words::{basis_text, kind_name};
use crate::components::dialog::{Dialog, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Empty, WorkFailure};
use crate::components::submit::Submit;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::information::Information;
use crate::tasks::listing::path;
use crate::tasks::work::Work;
use crate::vault::messages::{BasisKind, BasisView, CountryCount};

/// The list, the way to record one, and what went where.
#[component]
pub(crate) fn Bases(information: Information, manages: Signal<bool>) -> impl IntoView {
    let (recording, withdrawing) = (RwSignal::new(false), RwSignal::new(None::<BasisView>));
    let list = move || {
        let overview = information.overview()?;
        if overview.bases.is_empty() {
            return Some(
                view! { <Empty glyph=Glyph::Text title=Text::NoBasesTitle text=Text::NoBasesText test="no-bases" /> }
                    .into_any(),
            );
        }
        let bases = overview.bases.clone().into_iter();
        let lines: Vec<_> = bases
            .map(|basis| view! { <Line information=information basis=basis manages=manages withdrawing=withdrawing /> })
            .collect();
        Some(view! { <ul class="policy" data-test="bases">{lines}</ul> }.into_any())
    };
    let countries = move || {
        let counts = information.overview()?.countries.clone();
        (!counts.is_empty()).then(|| view! { <Countries counts=counts /> })
    };
    view! {
        <Show when=move || manages.get()>
            <div class="step__buttons">
                <button type="button" class="button" data-test="record-basis" on:click=move |_| recording.set(true)>
                    <Icon glyph=Glyph::Plus />
                    {tr(Text::BasisRecord)}
                </button>
            </div>
        </Show>
        {list}
        {countries}
        <Show when=move || recording.get()>
            <BasisDialog information=information close=Callback::new(move |()| recording.set(false)) />
        </Show>
        {move || withdrawing.get().map(|basis| view! {
            <WithdrawDialog information=information basis=basis close=Callback::new(move |()| withdrawing.set(None)) />
        })}
    }
}

#[component]
fn Line(
    information: Information,
    basis: BasisView,
    manages: Signal<bool>,
    withdrawing: RwSignal<Option<BasisView>>,
) -> impl IntoView {
    let stored = StoredValue::new(basis.clone());
    let folders = basis.folders.clone();
    let what = move || {
        let view = information.room.view();
        let name = |folder: &String| view.as_ref().map(|view| path(view, folder));
        let mut all: Vec<String> = folders.iter().filter_map(name).collect();
        if basis.docs > 0 {
            all.push(lang().document_count(basis.docs as usize));
        }
        all.join(tr(Text::Comma)())
    };
    let kinds = basis.kinds.clone();
    let kinds = move || match kinds.is_empty() {
        true => tr(Text::BasisAnyKind)().to_owned(),
        false => {
            let all: Vec<&str> = kinds.iter().map(|kind| kind_name(*kind)).collect();
            all.join(tr(Text::Comma)())
        }
    };
    let (from, until) = (basis.from, basis.until);
    let time = move || match until {
        Some(until) => lang().span_until(&format::day(from), &format::day(until)),
        None => lang().span_open(&format::day(from)),
    };
    let evidence = match &basis.kind {
        BasisKind::Consent(hash) => Some(hash.clone()),
        BasisKind::Other(said) => Some(said.clone()),
        _ => None,
    };
    let kind = basis_text(&basis.kind);
    let withdrawn = basis.withdrawn.clone();
    let (live, over) = (basis.live, withdrawn.is_some());
    let (by, country) = ((basis.by.clone(), basis.time), basis.country.clone());
    view! {
        <li class="policy__line" data-test="basis">
            <div class="policy__what">
                <p class="policy__name">
                    <bdi>{basis.recipient.clone()}</bdi>" · "{tr(kind)}
                    {(!live).then(|| view! { <span class="badge">{tr(if over { Text::BasisWithdrawn } else { Text::BasisOver })}</span> })}
                </p>
                <p class="policy__text" dir="auto">{basis.purpose.clone()}</p>
                <p class="field__hint"><bdi>{what}</bdi>" · "{kinds}" · "{time}" · "{move || format::region(&country)}</p>
                <p class="field__hint" dir="auto">{basis.method.clone()}</p>
                {evidence.map(|said| view! { <p class="field__hint policy__hash" dir="auto">{said}</p> })}
                {basis.abroad.clone().map(|said| view! { <p class="field__hint">{move || lang().basis_abroad(&said)}</p> })}
                <p class="field__hint">{move || lang().recorded_by(&by.0, &format::date_time(by.1))}</p>
                {withdrawn.map(|(who, time, why)| view! {
                    <p class="field__hint" dir="auto">{move || lang().withdrawn_by(&who, &format::date_time(time), &why)}</p>
                })}
            </div>
            {move || (manages.get() && !over).then(|| view! {
                <button type="button" class="button button--quiet" data-test="withdraw-basis" on:click=move |_| withdrawing.set(Some(stored.get_value()))>
                    {tr(Text::BasisWithdraw)}
                </button>
            })}
        </li>
    }
}

/// Asks why, and says what follows.
#[component]
fn WithdrawDialog(
    information: Information,
    basis: BasisView,
    close: Callback<()>,
) -> impl IntoView {
    let (work, reason) = (Work::new(), NodeRef::<Textarea>::new());
    let id = StoredValue::new(basis.basis);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let why = reason.get_untracked().map(|node| node.value());
        let job = information.withdraw(id.get_value(), why.unwrap_or_default());
        work.run(job, move |()| close.run(()));
    };
    view! {
        <Dialog title=titled(Text::BasisWithdrawTitle) close=close test="withdraw-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <p class="dialog__text">{tr(Text::BasisWithdrawText)}</p>
                <label class="field">
                    <span class="field__label">{tr(Text::Reason)}</span>
                    <textarea class="field__input" rows="3" required maxlength="1000" data-test="withdraw-reason" node_ref=reason></textarea>
                </label>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=Text::BasisWithdraw busy=Text::SaveBusy work=work test="withdraw-go" />
                </div>
            </form>
        </Dialog>
    }
}

/// How much went where within a year.
#[component]
fn Countries(counts: Vec<CountryCount>) -> impl IntoView {
    let count = |of: f64| move || format::number(of);
    let line = |one: CountryCount| {
        view! {
            <tr data-test="country">
                <th scope="row">{move || format::region(&one.country)}{one.abroad.then(|| view! { " · "{tr(Text::CountryAbroad)} })}</th>
                <td>{count(f64::from(one.docs))}</td>
                <td>{count(one.persons as f64)}</td>
                <td>{count(one.sensitive as f64)}</td>
                <td>{count(f64::from(one.uncounted))}</td>
            </tr>
        }
    };
    view! {
        <h4 class="policy__sub">{tr(Text::CountriesTitle)}</h4>
        <p class="field__hint">{tr(Text::CountriesText)}</p>
        <div class="policy__scroll" tabindex="0" role="region" aria-label=tr(Text::CountriesTitle)>
            <table class="policy__table">
                <thead>
                    <tr>
                        <th scope="col">{tr(Text::CountryColumn)}</th>
                        <th scope="col">{tr(Text::Documents)}</th>
                        <th scope="col">{tr(Text::PersonsColumn)}</th>
                        <th scope="col">{tr(Text::SensitiveColumn)}</th>
                        <th scope="col">{tr(Text::UncountedColumn)}</th>
                    </tr>
                </thead>
                <tbody>{counts.into_iter().map(line).collect_view()}</tbody>
            </table>
        </div>
    }
}
