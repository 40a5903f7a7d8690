//! What each level is called and asks for.

use leptos::prelude::*;

use super::words::{tier_name, tier_text};
use crate::components::access::matrix::name_of;
use crate::components::check_field::CheckField;
use crate::components::dialog::{Dialog, titled};
use crate::components::field::{Complaint, Field, InputRef, judged, value_of};
use crate::components::notes::WorkFailure;
use crate::components::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::{Access, use_access};
use crate::tasks::information::{Information, ask};
use crate::tasks::limits;
use crate::tasks::work::Work;
use crate::vault::messages::{Allowed, AskedFor, Overview, Tier, TierRule};

const TIERS: [Tier; 3] = [Tier::Sensitive, Tier::Internal, Tier::Public];

/// The three levels, how many documents each has, and the way to change what it asks for.
#[component]
pub(crate) fn Levels(information: Information, manages: Signal<bool>) -> impl IntoView {
    let editing = RwSignal::new(None::<Tier>);
    let access = use_access(information.room);
    let lines = move || {
        let overview = information.overview()?;
        let line = |tier: Tier| {
            let count = overview
                .tiers
                .get(tier as usize)
                .copied()
                .unwrap_or_default();
            let name = tier_name(tier, &overview.rules);
            let asks = rule_of(&overview, tier).asks(access);
            let edit = move || {
                view! {
                    <button type="button" class="button" data-test="tier-edit" on:click=move |_| editing.set(Some(tier))>
                        {tr(Text::TierChange)}
                    </button>
                }
            };
            view! {
                <li class="policy__line" data-test="tier">
                    <div class="policy__what">
                        <p class="policy__name"><bdi>{name}</bdi></p>
                        <p class="field__hint">{asks}</p>
                    </div>
                    <span class="policy__count">{move || lang().document_count(count as usize)}</span>
                    {manages.get().then(edit)}
                </li>
            }
        };
        let none = overview.tiers.last().copied().unwrap_or_default();
        Some(view! {
            <ul class="policy" data-test="tiers">{TIERS.map(line).collect_view()}</ul>
            {(none > 0).then(|| view! { <p class="field__hint" data-test="tier-none">{move || lang().without_level(none as usize)}</p> })}
        })
    };
    view! {
        {lines}
        {move || editing.get().and_then(|tier| {
            let overview = information.overview()?;
            let close = Callback::new(move |()| editing.set(None));
            Some(view! { <RuleDialog information=information access=access rule=rule_of(&overview, tier) close=close /> })
        })}
    }
}

fn rule_of(overview: &Overview, tier: Tier) -> TierRule {
    let there = overview.rules.iter().find(|rule| rule.tier == tier);
    there.cloned().unwrap_or(TierRule {
        tier,
        name: None,
        only: None,
        view_only: false,
        second: false,
        retention_days: None,
    })
}

impl TierRule {
    /// In words; tracked.
    fn asks(&self, access: Access) -> String {
        let mut all = Vec::new();
        if let Some(only) = &self.only {
            let matrix = access.matrix().unwrap_or_default();
            let name = |one: &Allowed| match one {
                Allowed::People => tr(Text::AllowedPeople)().to_owned(),
                Allowed::Links => tr(Text::AllowedLinks)().to_owned(),
                Allowed::Group(group) => {
                    let row = matrix.rows.iter().find(|row| row.who == *group);
                    row.map(name_of).unwrap_or_default()
                }
            };
            let names: Vec<String> = only.iter().map(name).collect();
            all.push(match names.is_empty() {
                true => tr(Text::TierNobody)().to_owned(),
                false => lang().tier_only(&names.join(tr(Text::Comma)())),
            });
        }
        if self.view_only {
            all.push(tr(Text::TierViewOnly)().to_owned());
        }
        if self.second {
            all.push(tr(Text::TierSecond)().to_owned());
        }
        if let Some(days) = self.retention_days {
            all.push(lang().tier_kept(days as usize));
        }
        match all.is_empty() {
            true => tr(Text::TierAsksNothing)().to_owned(),
            false => all.join(tr(Text::Semicolon)()),
        }
    }
}

/// Says what a level asks for. Once one takes two, a second manager is asked.
#[component]
fn RuleDialog(
    information: Information,
    access: Access,
    rule: TierRule,
    close: Callback<()>,
) -> impl IntoView {
    let work = Work::new();
    let (name, days) = (InputRef::new(), InputRef::new());
    let (name_wrong, days_wrong) = (Complaint::new(None), Complaint::new(None));
    let two = untrack(|| information.overview())
        .is_some_and(|all| all.rules.iter().any(|one| one.second));
    let (view_only, second) = (RwSignal::new(rule.view_only), RwSignal::new(rule.second));
    let limited = RwSignal::new(rule.only.is_some());
    let only = RwSignal::new(rule.only.clone().unwrap_or_default());
    let tier = rule.tier;
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let fits = |text: &str| limits::fits(text, limits::NAME);
        let Some(()) = judged(name, "tier-name", name_wrong, fits) else {
            return;
        };
        let Some(retention_days) = judged(days, "tier-days", days_wrong, limits::count) else {
            return;
        };
        let named = value_of(name).trim().to_owned();
        let rule = TierRule {
            tier,
            name: (!named.is_empty()).then_some(named),
            only: limited.get_untracked().then(|| only.get_untracked()),
            view_only: view_only.get_untracked(),
            second: second.get_untracked(),
            retention_days,
        };
        let room = information.room;
        let job = async move {
            match two {
                true => ask(room, AskedFor::Tier(rule), String::new()).await,
                false => information.set_tier(rule).await,
            }
        };
        work.run(job, move |()| close.run(()));
    };
    let act = if two { Text::AskSecond } else { Text::Save };
    view! {
        <Dialog title=titled(tier_text(tier)) close=close test="tier-dialog">
            <form class="form" on:submit=save on:input=move |_| work.forgive()>
                <Field label=Text::TierName node=name id="tier-name" required=false complaint=name_wrong hint=Text::TierNameHint value=rule.name.clone().unwrap_or_default() />
                <CheckField label=Text::TierLimit on=limited id="tier-limit" hint=Text::TierLimitHint />
                <Show when=move || limited.get()><Only access=access only=only /></Show>
                <CheckField label=Text::TierViewOnly on=view_only id="tier-view-only" />
                <CheckField label=Text::TierSecond on=second id="tier-second" hint=Text::TierSecondHint />
                <Field label=Text::TierDays node=days id="tier-days" inputmode="numeric" required=false complaint=days_wrong hint=Text::TierDaysHint value=rule.retention_days.map(|days| days.to_string()).unwrap_or_default() />
                {two.then(|| view! { <p class="note note--warning">{tr(Text::TierTakesTwo)}</p> })}
                <p class="field__hint">{tr(Text::TierTakesNow)}</p>
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    <Submit act=act busy=Text::SaveBusy work=work test="tier-save" />
                </div>
            </form>
        </Dialog>
    }
}

/// To whom alone.
#[component]
fn Only(access: Access, only: RwSignal<Vec<Allowed>>) -> impl IntoView {
    let tick = move |one: Allowed, name: String| {
        let one = StoredValue::new(one);
        let on = move || only.with(|all| one.with_value(|one| all.contains(one)));
        let set = move |event| {
            let yes = event_target_checked(&event);
            only.update(|all| {
                let one = one.get_value();
                all.retain(|other| *other != one);
                if yes {
                    all.push(one);
                }
            });
        };
        view! {
            <label class="tick">
                <input type="checkbox" data-test="tier-only" prop:checked=on on:change=set />
                <span><bdi>{name}</bdi></span>
            </label>
        }
    };
    let all = move || {
        let matrix = access.matrix().unwrap_or_default();
        let groups = matrix.rows.iter().filter(|row| row.group);
        let groups: Vec<_> = groups
            .map(|row| tick(Allowed::Group(row.who.clone()), name_of(row)))
            .collect();
        view! {
            {tick(Allowed::People, tr(Text::AllowedPeople)().to_owned())}
            {tick(Allowed::Links, tr(Text::AllowedLinks)().to_owned())}
            {groups}
        }
    };
    view! {
        <fieldset class="ticks">
            <legend class="field__label">{tr(Text::TierOnlyLegend)}</legend>
            <div class="ticks__all">{all}</div>
        </fieldset>
    }
}
