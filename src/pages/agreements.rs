//! The agreements of a room: for whom each text is, in both languages, who signed it, and the signed copies.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::page::content;
use crate::components::access::matrix::name_of;
use crate::components::agree::BothTexts;
use crate::components::agreement_editor::Editor;
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Empty, Loading, Retry, WorkFailure};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::access::{Access, use_access};
use crate::tasks::app::use_app;
use crate::tasks::links::{Beside, use_texts};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{Agreement, AgreementText, Failure, SignedCopy, Texts, WhoRef};

/// Which text is being written: a group's, or the whole room's.
type Editing = RwSignal<Option<Option<WhoRef>>>;

/// Texts, list and copies.
#[component]
pub(crate) fn Agreements(room: Room) -> impl IntoView {
    let (texts, access) = (use_texts(room), use_access(room));
    let editing: Editing = RwSignal::new(None);
    let again = Callback::new(move |()| texts.load());
    let done = Callback::new(move |()| editing.set(None));
    let body = move || match (texts.state(), editing.get()) {
        (Beside::Loading, _) => view! { <Loading text=Text::LoadingMembers /> }.into_any(),
        (Beside::Failed(failure), _) => view! { <Retry failure=failure again=again /> }.into_any(),
        (Beside::Ready(all), Some(group)) => {
            let current = all.texts.into_iter().find(|(whose, _)| *whose == group);
            let current = current.map(|(_, text)| text);
            let whose = whose(access, group.clone());
            view! { <Editor texts=texts group=group whose=whose current=current done=done /> }
                .into_any()
        }
        (Beside::Ready(all), None) => {
            view! { <Shown access=access all=all editing=editing /> }.into_any()
        }
    };
    view! {
        <section class="place" data-test="page-agreements">
            <header class="place__head">
                <h2>{tr(Text::Agreement)}</h2>
            </header>
            {body}
        </section>
    }
}

/// For whom a text is, in words.
fn whose(access: Access, group: Option<WhoRef>) -> Signal<String> {
    Signal::derive(move || match &group {
        None => tr(Text::AgreementOfAll)().to_owned(),
        Some(group) => lang().agreement_of(&name_in(access, group)),
    })
}

fn name_in(access: Access, group: &WhoRef) -> String {
    let matrix = access.matrix().unwrap_or_default();
    let row = matrix.rows.iter().find(|row| row.who == *group);
    row.map_or_else(|| tr(Text::Nameless)().to_owned(), name_of)
}

#[component]
fn Shown(access: Access, all: Texts, editing: Editing) -> impl IntoView {
    if all.texts.is_empty() {
        return view! {
            <Empty glyph=Glyph::Text title=Text::NoAgreementTitle text=Text::NoAgreementText test="no-agreement">
                <button type="button" class="button button--primary" data-test="write-agreement" on:click=move |_| editing.set(Some(None))>
                    {tr(Text::WriteAgreement)}
                </button>
            </Empty>
            <ForGroup access=access there=Vec::new() editing=editing />
        }
        .into_any();
    }
    let mut texts = all.texts;
    texts.sort_by_key(|(group, _)| group.is_some());
    let there: Vec<Option<WhoRef>> = texts.iter().map(|(group, _)| group.clone()).collect();
    let whole = there.contains(&None);
    let groups = there.into_iter().flatten().collect();
    let each = texts.into_iter().map(|(group, text)| {
        let whose = whose(access, group.clone());
        view! { <OneText group=group whose=whose text=text editing=editing /> }
    });
    view! {
        {each.collect_view()}
        {(!whole).then(|| view! {
            <div class="step__buttons">
                <button type="button" class="button" data-test="write-agreement" on:click=move |_| editing.set(Some(None))>
                    {tr(Text::WriteAgreement)}
                </button>
            </div>
        })}
        <ForGroup access=access there=groups editing=editing />
        <Signers access=access list=all.list />
    }
    .into_any()
}

/// A text, and for whom it is.
#[component]
fn OneText(
    group: Option<WhoRef>,
    whose: Signal<String>,
    text: AgreementText,
    editing: Editing,
) -> impl IntoView {
    let test = match group {
        None => "write-agreement",
        Some(_) => "change-group-agreement",
    };
    let group = StoredValue::new(group);
    view! {
        <div class="agree" data-test="agreement-of">
            <h3 class="dialog__part" data-test="agreement-whose">{whose}</h3>
            <BothTexts text=text whose=whose />
            <div class="step__buttons">
                <button type="button" class="button" data-test=test on:click=move |_| editing.set(Some(group.get_value()))>
                    {tr(Text::ChangeAgreement)}
                </button>
            </div>
        </div>
    }
}

/// The way to a text for one group, as long as there is a group without.
#[component]
fn ForGroup(access: Access, there: Vec<WhoRef>, editing: Editing) -> impl IntoView {
    let there = StoredValue::new(there);
    let chosen = NodeRef::<html::Select>::new();
    let without = move || {
        let matrix = access.matrix()?;
        let groups = matrix.rows.iter().filter(|row| row.group);
        let without = groups.filter(|row| there.with_value(|there| !there.contains(&row.who)));
        let options: Vec<_> = without
            .map(|row| view! { <option value=row.who.clone()>{name_of(row)}</option> })
            .collect();
        (!options.is_empty()).then_some(options)
    };
    let write = move |_| {
        let group = chosen.get_untracked().map(|node| node.value());
        editing.set(group.map(Some));
    };
    move || {
        without().map(|options| {
            view! {
                <div class="field">
                    <label class="field__label" for="agreement-group">{tr(Text::AgreementForGroup)}</label>
                    <select class="field__input" id="agreement-group" data-test="agreement-group" node_ref=chosen>{options}</select>
                    <p class="field__hint">{tr(Text::AgreementForGroupHint)}</p>
                </div>
                <div class="step__buttons">
                    <button type="button" class="button" data-test="write-group-agreement" on:click=write>
                        {tr(Text::WriteAgreement)}
                    </button>
                </div>
            }
        })
    }
}

/// Who signed, who has not yet, and the copies.
#[component]
fn Signers(access: Access, list: Vec<Agreement>) -> impl IntoView {
    let (app, room) = (use_app(), access.room());
    let work = Work::new();
    let signed = list.iter().filter(|one| one.agreed.is_some()).count();
    let total = list.len();
    let any = list.iter().any(|one| !one.signed.is_empty());
    let save = move |as_text: bool| {
        work.run(app.vault.copies(room), move |copies| {
            let (name, content) = if as_text {
                (
                    tr(Text::CopiesTextName)(),
                    copies.iter().map(printed).collect::<Vec<_>>().join("\n\n"),
                )
            } else {
                let all: Vec<String> = copies.into_iter().map(|copy| copy.json).collect();
                (tr(Text::CopiesJsonName)(), format!("[{}]\n", all.join(",")))
            };
            if !content::save_text(&content, name) {
                app.toasts.bad(Failure::Incomplete);
            }
        });
    };
    let lines = list
        .into_iter()
        .map(|one| view! { <Signer access=access one=one /> })
        .collect_view();
    view! {
        <h3 class="dialog__part">{tr(Text::WhoSigned)}</h3>
        <p class="field__hint" data-test="signed-count">{move || lang().signed_of(signed, &total.to_string())}</p>
        <ul class="members" data-test="signers">{lines}</ul>
        <WorkFailure work=work />
        {any.then(|| view! {
            <div class="step__buttons">
                <button type="button" class="button" data-test="save-copies" disabled=move || work.is_running() on:click=move |_| save(false)>
                    <Icon glyph=Glyph::Download />
                    {tr(Text::SaveCopies)}
                </button>
                <button type="button" class="button" data-test="save-copies-text" disabled=move || work.is_running() on:click=move |_| save(true)>
                    <Icon glyph=Glyph::Print />
                    {tr(Text::SaveCopiesText)}
                </button>
            </div>
        })}
    }
}

#[component]
fn Signer(access: Access, one: Agreement) -> impl IntoView {
    let named = [one.name.clone(), one.label.clone()];
    let named: Vec<String> = named.into_iter().filter(|text| !text.is_empty()).collect();
    let named = named.join(" · ");
    let (agreed, visitor, version) = (one.agreed, one.visitor, one.version);
    let state = move || match (agreed, version) {
        (Some(at), _) => lang().signed_at(&format::date_time(at)),
        (None, None) => tr(Text::NotAskedYet)().to_owned(),
        (None, Some(_)) => tr(Text::HasNotAgreed)().to_owned(),
    };
    let group = one.group;
    let group = move || {
        let group = group.as_ref()?;
        Some(lang().agreement_of(&name_in(access, group)))
    };
    let earlier = StoredValue::new(one.signed);
    let signed = move || {
        earlier.with_value(|signed| {
            let one = |(version, at): &(u32, f64)| {
                lang().version_at(*version as usize, &format::date_time(*at))
            };
            signed.iter().map(one).collect::<Vec<_>>().join(" · ")
        })
    };
    view! {
        <li class="member" data-test="signer" data-agreed=agreed.is_some().to_string()>
            <Icon glyph=if visitor { Glyph::Link } else { Glyph::Person } />
            <div class="member__what">
                <p class="member__name">
                    <bdi>{move || if named.is_empty() { tr(Text::NamelessVisitor)().to_owned() } else { named.clone() }}</bdi>
                    <span class="badge" class:badge--live=agreed.is_some() class:badge--waiting=agreed.is_none()>{state}</span>
                </p>
                <p class="member__under" data-test="signer-group">{group}</p>
                <p class="member__under">{signed}</p>
            </div>
        </li>
    }
}

/// A signed copy to be read and printed.
pub(crate) fn printed(copy: &SignedCopy) -> String {
    let line = |label: Text, value: &str| format!("{}: {value}", tr(label)());
    let facts = [
        line(Text::CopyRoom, &copy.title),
        line(Text::CopyName, &copy.name),
        line(Text::CopyTime, &format::date_time(copy.time)),
        line(Text::CopyHash, &copy.hash),
        line(Text::CopyKey, &copy.key),
        line(Text::CopySignature, &copy.signature),
    ];
    let rule = "-".repeat(72);
    [
        tr(Text::CopyTitle)(),
        &facts.join("\n"),
        &rule,
        &copy.text.zh,
        &rule,
        &copy.text.en,
        &rule,
    ]
    .join("\n\n")
}

/// The way for one who signed to keep its own copy.
#[component]
pub(crate) fn OwnCopies(room: Room) -> impl IntoView {
    let app = use_app();
    let copies = RwSignal::new(Vec::<SignedCopy>::new());
    Effect::new(move |_| {
        room.reads();
        spawn_local(async move {
            if let Ok(all) = app.vault.copies(room).await {
                copies.try_set(all);
            }
        });
    });
    let save = move |_| {
        let all = copies.get_untracked();
        let text = all.iter().map(printed).collect::<Vec<_>>().join("\n\n");
        let json: Vec<String> = all.into_iter().map(|copy| copy.json).collect();
        let json = format!("[{}]\n", json.join(","));
        let saved = content::save_text(&text, tr(Text::CopiesTextName)())
            && content::save_text(&json, tr(Text::CopiesJsonName)());
        if !saved {
            app.toasts.bad(Failure::Incomplete);
        }
    };
    view! {
        <Show when=move || !copies.with(Vec::is_empty)>
            <button type="button" class="button button--quiet" data-test="own-copies" on:click=save>
                <Icon glyph=Glyph::Download />
                {tr(Text::MySignedCopy)}
            </button>
        </Show>
    }
}
