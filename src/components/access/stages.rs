//! Stages: what is disclosed together, to whom, and who has it.

use leptos::prelude::*;

use super::matrix::name_of;
use crate::components::dialog::{Dialog, titled};
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::Access;
use crate::tasks::stages::{MOST, Stage, stages};
use crate::vault::messages::{Change, FolderRef, Level, MatrixRow};

/// Chooses a stage's number, or none.
#[component]
pub(crate) fn StageSelect(
    value: Signal<Option<u32>>,
    /// Read out, where no label stands beside it.
    #[prop(optional, into)]
    label: Option<Signal<String>>,
    test: &'static str,
    on_choice: Callback<Option<u32>>,
) -> impl IntoView {
    let choose = move |event| on_choice.run(event_target_value(&event).parse().ok());
    let options = move || {
        let most = value.get().unwrap_or_default().max(MOST);
        let option = |n: u32| {
            view! { <option value=n.to_string() prop:selected=move || value.get() == Some(n)>{move || lang().stage_n(n as usize)}</option> }
        };
        (1..=most).map(option).collect_view()
    };
    view! {
        <select
            class="field__input stage__select"
            aria-label=move || label.map(|label| label.get())
            data-test=test
            on:change=choose
        >
            <option value="" prop:selected=move || value.get().is_none()>{tr(Text::StageNone)}</option>
            {options}
        </select>
    }
}

/// Every stage with its folders and who has it; nothing, as long as there is none.
#[component]
pub(crate) fn Stages(access: Access) -> impl IntoView {
    let open = RwSignal::new(None::<u32>);
    let all = Memo::new(move |_| access.matrix().map(|matrix| stages(&matrix)));
    let any = Memo::new(move |_| all.with(|all| all.as_ref().is_some_and(|all| !all.is_empty())));
    let lines = move || {
        let all = all.get().unwrap_or_default();
        let line = |stage: Stage| {
            let number = stage.number;
            view! { <StageLine stage=stage disclose=Callback::new(move |()| open.set(Some(number))) /> }
        };
        all.into_iter().map(line).collect_view()
    };
    view! {
        <Show when=move || any.get()>
            <section class="groups" aria-labelledby="stages-title">
                <h3 id="stages-title" class="groups__title">{tr(Text::Stages)}</h3>
                <p class="field__hint">{tr(Text::StagesText)}</p>
                <ul class="stages" data-test="stages">{lines}</ul>
            </section>
        </Show>
        {move || open.get().map(|number| view! {
            <StageDialog access=access number=number close=Callback::new(move |()| open.set(None)) />
        })}
    }
}

#[component]
fn StageLine(stage: Stage, disclose: Callback<()>) -> impl IntoView {
    let number = stage.number;
    let names: Vec<String> = stage.folders.into_iter().map(|(_, name)| name).collect();
    let has = stage.has;
    let held = move || {
        if has.is_empty() {
            return tr(Text::StageNobody)().to_owned();
        }
        let name = |holder: &crate::tasks::stages::Holder| match holder.whole {
            true => holder.name.clone(),
            false => lang().stage_part(&holder.name),
        };
        let names: Vec<String> = has.iter().map(name).collect();
        lang().stage_has(&names.join(tr(Text::Comma)()))
    };
    view! {
        <li class="stages__line" data-test="stage">
            <div class="stages__said">
                <p class="stages__name">{move || lang().stage_n(number as usize)}</p>
                <p class="stages__folders"><bdi>{move || names.join(tr(Text::Comma)())}</bdi></p>
                <p class="field__hint" data-test="stage-has">{held}</p>
            </div>
            <button type="button" class="button" data-test="disclose-stage" on:click=move |_| disclose.run(())>
                <Icon glyph=Glyph::Eye />
                {move || lang().disclose_stage(number as usize)}
            </button>
        </li>
    }
}

/// To whom it is disclosed. What is ticked waits with the other changes.
#[component]
fn StageDialog(access: Access, number: u32, close: Callback<()>) -> impl IntoView {
    let folders = Memo::new(move |_| {
        let all = access.matrix().map(|matrix| stages(&matrix));
        let mut all = all.unwrap_or_default().into_iter();
        let stage = all.find(|stage| stage.number == number);
        stage.map(|stage| stage.folders).unwrap_or_default()
    });
    let lines = move |groups: bool| {
        let matrix = access.matrix().unwrap_or_default();
        let rows = matrix.rows.iter().filter(|row| row.group == groups);
        let rows: Vec<MatrixRow> = rows.cloned().collect();
        let line = |row: MatrixRow| view! { <WhoLine access=access row=row folders=folders /> };
        rows.into_iter().map(line).collect_view()
    };
    view! {
        <Dialog title=Signal::derive(move || lang().disclose_stage(number as usize)) close=close test="stage-dialog">
            <p>{tr(Text::StageDialogText)}</p>
            <p class="field__hint" data-test="stage-folders">
                <bdi>{move || folders.get().into_iter().map(|(_, name)| name).collect::<Vec<_>>().join(tr(Text::Comma)())}</bdi>
            </p>
            <fieldset class="options">
                <legend class="options__legend">{tr(Text::Groups)}</legend>
                <ul class="groups__people" data-test="stage-groups">{move || lines(true)}</ul>
            </fieldset>
            <fieldset class="options">
                <legend class="options__legend">{tr(Text::People)}</legend>
                <ul class="groups__people" data-test="stage-people">{move || lines(false)}</ul>
            </fieldset>
            <div class="dialog__buttons">
                <button type="button" class="button button--primary" data-test="stage-done" on:click=move |_| close.run(())>
                    {titled(Text::Done)}
                </button>
            </div>
        </Dialog>
    }
}

/// Gives somebody all folders of a stage, or takes the rules for them back.
#[component]
fn WhoLine(
    access: Access,
    row: MatrixRow,
    folders: Memo<Vec<(FolderRef, String)>>,
) -> impl IntoView {
    let name = name_of(&row);
    let row = StoredValue::new(row);
    let given = move || {
        let reads = |folder: &FolderRef| {
            let rule = row.with_value(|row| access.rule(row, folder));
            rule.is_some_and(|level| level >= Level::Read)
        };
        folders.with(|folders| folders.iter().all(|(folder, _)| reads(folder)))
    };
    let tick = move |event| {
        let level = event_target_checked(&event).then_some(Level::Read);
        for (folder, _) in folders.get_untracked() {
            let who = row.with_value(|row| row.who.clone());
            access.mean(Change::Access {
                who,
                folder,
                level,
                sends: None,
            });
        }
    };
    view! {
        <li>
            <label class="groups__person">
                <input type="checkbox" data-test="stage-who" prop:checked=given on:change=tick />
                <bdi>{name}</bdi>
            </label>
        </li>
    }
}
