//! What takes two managers: asked for by one, decided by another.

use leptos::{html::Textarea, prelude::*};

use super::words::{standing_text, tier_name};
use crate::components::access::review::Outcomes;
use crate::components::dialog::{Dialog, titled};
use crate::components::icon::Glyph;
use crate::components::notes::{Empty, FailureNote, Loading, WorkFailure};
use crate::components::retention::asked::DoomDialog;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::access::use_access;
use crate::tasks::information::Information;
use crate::tasks::work::Work;
use crate::vault::messages::{RequestView, Standing};

/// Every request, the newest first.
#[component]
pub(crate) fn Requests(information: Information) -> impl IntoView {
    let shown = RwSignal::new(None::<String>);
    let list = move || {
        let overview = information.overview()?;
        if overview.requests.is_empty() {
            return Some(
                view! { <Empty glyph=Glyph::Person title=Text::NoRequestsTitle text=Text::NoRequestsText test="no-asked" /> }
                    .into_any(),
            );
        }
        let lines: Vec<_> = overview
            .requests
            .clone()
            .into_iter()
            .map(|one| view! { <Line one=one shown=shown /> })
            .collect();
        Some(view! { <ul class="policy" data-test="asked-list">{lines}</ul> }.into_any())
    };
    let opened = move || {
        let id = shown.get()?;
        let overview = information.overview()?;
        overview
            .requests
            .iter()
            .find(|one| one.request == id)
            .cloned()
    };
    view! {
        {list}
        {move || opened().map(|one| {
            let close = Callback::new(move |()| shown.set(None));
            match one.destroys {
                true => view! { <DoomDialog room=information.room id=one.request close=close /> }.into_any(),
                false => view! { <RequestDialog information=information one=one close=close /> }.into_any(),
            }
        })}
    }
}

#[component]
fn Line(one: RequestView, shown: RwSignal<Option<String>>) -> impl IntoView {
    let (id, by, time) = (StoredValue::new(one.request), one.by, one.time);
    let decided = one.decision.map(|(who, time, why)| {
        view! { <p class="field__hint" dir="auto">{move || lang().decided_by(&who, &format::date_time(time), &why)}</p> }
    });
    view! {
        <li class="policy__line" data-test="asked">
            <div class="policy__what">
                <p class="policy__name">
                    {move || lang().asked_by(&by, &format::date_time(time))}
                    <span class="badge" data-test="asked-standing">{tr(standing_text(one.standing))}</span>
                </p>
                {one.destroys.then(|| view! { <p class="policy__text">{tr(Text::DoomAskedTitle)}</p> })}
                <p class="policy__text" dir="auto">{one.note}</p>
                {decided}
            </div>
            <button type="button" class="button" data-test="asked-open" on:click=move |_| shown.set(Some(id.get_value()))>
                {tr(Text::AskedLook)}
            </button>
        </li>
    }
}

/// What it means now, and the answer.
#[component]
fn RequestDialog(information: Information, one: RequestView, close: Callback<()>) -> impl IntoView {
    let (work, reason) = (Work::new(), NodeRef::<Textarea>::new());
    let access = use_access(information.room);
    let id = StoredValue::new(one.request);
    let found = LocalResource::new(move || information.preview_asked(id.get_value()));
    let decide = move |yes: bool| {
        let why = reason.get_untracked().map(|node| node.value());
        let job = information.decide(id.get_value(), yes, why.unwrap_or_default());
        work.run(job, move |()| close.run(()));
    };
    let carry = move |_| {
        work.run(information.carry_out(id.get_value()), move |()| {
            close.run(())
        });
    };
    let means = move || match found.get() {
        None => view! { <Loading text=Text::ReviewWorking /> }.into_any(),
        Some(Err(failure)) => {
            view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
        Some(Ok(found)) if found.is_empty() => {
            view! { <p>{tr(Text::ReviewNothing)}</p> }.into_any()
        }
        Some(Ok(found)) => view! { <Outcomes access=access found=found /> }.into_any(),
    };
    let rules = one.rules.into_iter().map(|rule| {
        let name = tier_name(rule.tier, core::slice::from_ref(&rule));
        view! { <p class="dialog__text">{lang().asked_rule(&name)}</p> }
    });
    let (open, approved, mine) = (
        one.standing == Standing::Open,
        one.standing == Standing::Approved,
        one.mine,
    );
    let refuse = if mine {
        Text::AskedTakeBack
    } else {
        Text::AskedRefuse
    };
    view! {
        <Dialog title=titled(Text::AskedTitle) close=close test="asked-dialog">
            <div class="form" on:input=move |_| work.forgive()>
                <p class="dialog__text" dir="auto">{one.note}</p>
                {rules.collect_view()}
                {means}
                {open.then(|| view! {
                    <label class="field">
                        <span class="field__label">{tr(Text::Reason)}</span>
                        <textarea class="field__input" rows="2" maxlength="1000" data-test="asked-reason" node_ref=reason></textarea>
                        <span class="field__hint">{tr(Text::AskedReasonHint)}</span>
                    </label>
                })}
                {(open && mine).then(|| view! { <p class="field__hint">{tr(Text::AskedMine)}</p> })}
                <WorkFailure work=work />
                <div class="dialog__buttons">
                    {open.then(|| view! {
                        <button type="button" class="button" data-test="asked-refuse" disabled=move || work.is_running() on:click=move |_| decide(false)>
                            {tr(refuse)}
                        </button>
                    })}
                    {(open && !mine).then(|| view! {
                        <button type="button" class="button button--primary" data-test="asked-approve" disabled=move || work.is_running() on:click=move |_| decide(true)>
                            {tr(Text::AskedApprove)}
                        </button>
                    })}
                    {approved.then(|| view! {
                        <button type="button" class="button button--primary" data-test="asked-carry" disabled=move || work.is_running() on:click=carry>
                            {tr(Text::AskedCarry)}
                        </button>
                    })}
                </div>
            </div>
        </Dialog>
    }
}
