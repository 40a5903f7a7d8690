//! Writing the text of an agreement, in both languages.

use leptos::html;
use leptos::prelude::*;

use super::agree::BothTexts;
use super::dialog::{Confirm, titled};
use super::icon::{Glyph, Icon};
use super::notes::WorkFailure;
use crate::i18n::{Text, tr};
use crate::tasks::links::Board;
use crate::tasks::work::Work;
use crate::vault::messages::{AgreementText, Failure, Texts, WhoRef};

/// The longest text in one language.
const MOST: &str = "30000";

/// Asks before it holds.
#[component]
pub(crate) fn Editor(
    texts: Board<Texts>,
    /// For one group; otherwise for the whole room.
    group: Option<WhoRef>,
    /// The same in words.
    whose: Signal<String>,
    current: Option<AgreementText>,
    done: Callback<()>,
) -> impl IntoView {
    let group = StoredValue::new(group);
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
        work.run(
            texts.set_text(group.get_value(), text.zh, text.en),
            move |()| {
                asking.set(false);
                done.run(());
            },
        );
    });
    let close = Callback::new(move |()| asking.set(false));
    let asks = titled(match group.with_value(Option::is_some) {
        true => Text::SaveGroupAgreementText,
        false => Text::SaveAgreementText,
    });
    view! {
        <form class="form agree" data-test="agreement-form" on:submit=submit on:input=move |_| work.forgive()>
            <h3 class="dialog__part" data-test="agreement-whose">{whose}</h3>
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
                <button type="button" class="button button--quiet" on:click=move |_| done.run(())>
                    {tr(Text::Cancel)}
                </button>
            </div>
        </form>
        <Show when=move || asking.get()>
            <Confirm
                title=Text::SaveAgreement
                text=asks
                act=Text::SaveAgreement
                close=close
                work=work
                on_yes=save
            />
        </Show>
    }
}
