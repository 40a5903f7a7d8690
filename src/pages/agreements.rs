//! The agreement of a room: its text in both languages, who signed it, and the signed copies.

use leptos::html;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::browser::page::content;
use crate::components::agree::BothTexts;
use crate::components::dialog::{Confirm, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Empty, Loading, Retry, WorkFailure};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::links::{Beside, Board, use_texts};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{Agreement, AgreementText, Failure, SignedCopy, Texts};

/// The longest text in one language.
const MOST: &str = "30000";

/// Text, list and copies.
#[component]
pub(crate) fn Agreements(room: Room) -> impl IntoView {
    let texts = use_texts(room);
    let editing = RwSignal::new(false);
    let again = Callback::new(move |()| texts.load());
    let current = Memo::new(move |_| {
        let texts = texts.ready()?.texts.into_iter();
        let mut own = texts.filter(|(group, _)| group.is_none());
        own.next().map(|(_, text)| text)
    });
    let body = move || match texts.state() {
        Beside::Loading => view! { <Loading text=Text::LoadingMembers /> }.into_any(),
        Beside::Failed(failure) => view! { <Retry failure=failure again=again /> }.into_any(),
        Beside::Ready(_) if editing.get() => {
            view! { <Editor texts=texts current=current.get_untracked() editing=editing /> }
                .into_any()
        }
        Beside::Ready(all) => {
            view! { <Shown room=room all=all current=current.get() editing=editing /> }.into_any()
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

#[component]
fn Shown(
    room: Room,
    all: Texts,
    current: Option<AgreementText>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let Some(text) = current else {
        return view! {
            <Empty glyph=Glyph::Text title=Text::NoAgreementTitle text=Text::NoAgreementText test="no-agreement">
                <button type="button" class="button button--primary" data-test="write-agreement" on:click=move |_| editing.set(true)>
                    {tr(Text::WriteAgreement)}
                </button>
            </Empty>
        }
        .into_any();
    };
    view! {
        <div class="agree">
            <BothTexts text=text />
            <div class="step__buttons">
                <button type="button" class="button" data-test="write-agreement" on:click=move |_| editing.set(true)>
                    {tr(Text::ChangeAgreement)}
                </button>
            </div>
        </div>
        <Signers room=room list=all.list />
    }
    .into_any()
}

#[component]
fn Editor(
    texts: Board<Texts>,
    current: Option<AgreementText>,
    editing: RwSignal<bool>,
) -> impl IntoView {
    let (work, asking) = (Work::new(), RwSignal::new(false));
    let (zh, en) = (
        NodeRef::<html::Textarea>::new(),
        NodeRef::<html::Textarea>::new(),
    );
    let value = |node: NodeRef<html::Textarea>| {
        node.get_untracked()
            .map(|it| it.value())
            .unwrap_or_default()
    };
    let preview = RwSignal::new(None::<AgreementText>);
    let (old_zh, old_en, version) = match current {
        Some(text) => (text.zh, text.en, text.version + 1),
        None => (String::new(), String::new(), 1),
    };
    let written = move || AgreementText {
        version,
        zh: value(zh),
        en: value(en),
    };
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let text = written();
        if text.zh.trim().is_empty() || text.en.trim().is_empty() {
            work.fail(Failure::BothLanguages);
        } else {
            asking.set(true);
        }
    };
    let save = Callback::new(move |()| {
        let text = written();
        work.run(texts.set_text(None, text.zh, text.en), move |()| {
            asking.set(false);
            editing.set(false);
        });
    });
    let close = Callback::new(move |()| asking.set(false));
    view! {
        <form class="form agree" data-test="agreement-form" on:submit=submit on:input=move |_| work.forgive()>
            <p class="field__hint">{tr(Text::AgreementHint)}</p>
            <div class="field">
                <label class="field__label" for="agreement-zh">{tr(Text::InChinese)}</label>
                <textarea class="field__input field__input--area" id="agreement-zh" rows="10" lang="zh-CN" maxlength=MOST node_ref=zh data-test="agreement-zh" prop:value=old_zh></textarea>
            </div>
            <div class="field">
                <label class="field__label" for="agreement-en">{tr(Text::InEnglish)}</label>
                <textarea class="field__input field__input--area" id="agreement-en" rows="10" lang="en" maxlength=MOST node_ref=en data-test="agreement-en" prop:value=old_en></textarea>
            </div>
            {move || preview.get().map(|text| view! { <div data-test="agreement-preview"><BothTexts text=text /></div> })}
            <WorkFailure work=work />
            <div class="step__buttons">
                <button type="submit" class="button button--primary" data-test="save-agreement" disabled=move || work.is_running()>
                    {tr(Text::SaveAgreement)}
                </button>
                <button type="button" class="button" data-test="preview-agreement" on:click=move |_| preview.set(Some(written()))>
                    <Icon glyph=Glyph::Eye />
                    {tr(Text::PreviewAgreement)}
                </button>
                <button type="button" class="button button--quiet" on:click=move |_| editing.set(false)>
                    {tr(Text::Cancel)}
                </button>
            </div>
        </form>
        <Show when=move || asking.get()>
            <Confirm
                title=Text::SaveAgreement
                text=titled(Text::SaveAgreementText)
                act=Text::SaveAgreement
                close=close
                work=work
                on_yes=save
            />
        </Show>
    }
}

/// Who signed, who has not yet, and the copies.
#[component]
fn Signers(room: Room, list: Vec<Agreement>) -> impl IntoView {
    let app = use_app();
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
        .map(|one| view! { <Signer one=one /> })
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
fn Signer(one: Agreement) -> impl IntoView {
    let named = [one.name.clone(), one.label.clone()];
    let named: Vec<String> = named.into_iter().filter(|text| !text.is_empty()).collect();
    let named = named.join(" · ");
    let (agreed, visitor, version) = (one.agreed, one.visitor, one.version);
    let state = move || match (agreed, version) {
        (Some(at), _) => lang().signed_at(&format::date_time(at)),
        (None, None) => tr(Text::NotAskedYet)().to_owned(),
        (None, Some(_)) => tr(Text::HasNotAgreed)().to_owned(),
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
