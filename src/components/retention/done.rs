//! What was destroyed, each with its certificate.

use leptos::prelude::*;

use super::certificate_dialog::CertificateDialog;
use super::destroy::{Done, Outcome};
use super::words::{cause_words, step_words};
use crate::components::dialog::{Dialog, titled};
use crate::components::icon::Glyph;
use crate::components::notes::{Empty, WorkFailure};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::retention::{By, Retention, destroy, far};
use crate::tasks::work::Work;
use crate::vault::messages::{DocRef, DoneView};

/// What stands over the list.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Over {
    Nothing,
    Certificate(DocRef),
    Late(String),
}

/// The list, the newest first.
#[component]
pub(crate) fn DoneList(retention: Retention, manages: Signal<bool>) -> impl IntoView {
    let over = RwSignal::new(Over::Nothing);
    let close = Callback::new(move |()| over.set(Over::Nothing));
    let list = move || {
        let view = retention.view()?;
        if view.done.is_empty() {
            return Some(
                view! { <Empty glyph=Glyph::Text title=Text::NothingDestroyedTitle text=Text::NothingDestroyedText test="nothing-destroyed" /> }
                    .into_any(),
            );
        }
        let lines: Vec<_> = view
            .done
            .iter()
            .cloned()
            .map(|one| view! { <Line one=one manages=manages over=over /> })
            .collect();
        Some(view! { <ul class="policy" data-test="done-list">{lines}</ul> }.into_any())
    };
    view! {
        {list}
        {move || match over.get() {
            Over::Nothing => ().into_any(),
            Over::Certificate(doc) => view! { <CertificateDialog room=retention.room doc=doc close=close /> }.into_any(),
            Over::Late(id) => view! { <LateDialog retention=retention id=id close=close /> }.into_any(),
        }}
    }
}

#[component]
fn Line(one: DoneView, manages: Signal<bool>, over: RwSignal<Over>) -> impl IntoView {
    let (docs, why, words) = (one.docs as usize, one.why, one.words);
    let (by, time, two) = (one.by, one.time, one.two);
    let id = StoredValue::new(one.decision);
    let what = move || match docs {
        0 => tr(Text::WholeRoom)().to_owned(),
        docs => lang().document_count(docs),
    };
    let paper = one.certificate;
    let lost = paper.is_none();
    let mine = one.mine;
    let look = paper.map(|doc| {
        view! {
            <button type="button" class="button" data-test="certificate-open" on:click=move |_| over.set(Over::Certificate(doc.clone()))>
                {tr(Text::CertificateOpen)}
            </button>
        }
    });
    view! {
        <li class="policy__line" data-test="done">
            <div class="policy__what">
                <p class="policy__name">
                    {what}
                    {two.then(|| view! { <span class="badge">{tr(Text::TwoDecided)}</span> })}
                </p>
                <p class="policy__text" dir="auto">{move || cause_words(why, &words)}</p>
                <p class="field__hint">{move || lang().destroyed_by(&by, &format::date_time(time))}</p>
                {lost.then(|| view! { <p class="field__hint">{tr(if mine { Text::CertificateLostMine } else { Text::CertificateLost })}</p> })}
            </div>
            {look}
            {move || (lost && mine && manages.get()).then(|| view! {
                <button type="button" class="button" data-test="certificate-late" on:click=move |_| over.set(Over::Late(id.get_value()))>
                    {tr(Text::CertificateLate)}
                </button>
            })}
        </li>
    }
}

/// Has it erased again and makes the certificate that was lost.
#[component]
fn LateDialog(retention: Retention, id: String, close: Callback<()>) -> impl IntoView {
    let (work, done) = (Work::new(), Outcome::new_local(None));
    let id = StoredValue::new(id);
    let room = retention.room;
    let go = move |_| {
        let job = destroy(room, By::Late(id.get_value()), false, false);
        work.run(job, move |made| done.set(Some(made)));
    };
    let inside = move || {
        match done.get() {
        Some((done, file)) => {
            view! { <Done room=room done=done file=file close=close /> }.into_any()
        }
        None => view! {
            <div class="form">
                <p class="dialog__text">{tr(Text::CertificateLateText)}</p>
                <WorkFailure work=work />
                <Show when=move || work.is_running()>
                    <p class="me__progress" role="status">
                        <span class="loading__ring" aria-hidden="true"></span>
                        <span>{move || step_words(far(room))}</span>
                    </p>
                </Show>
                <div class="dialog__buttons">
                    <button type="button" class="button button--primary" data-test="late-go" disabled=move || work.is_running() on:click=go>
                        {tr(Text::CertificateLate)}
                    </button>
                </div>
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <Dialog
            title=titled(Text::CertificateLate)
            close=Callback::new(move |()| if !work.is_running_untracked() { close.run(()) })
            test="late-dialog"
            firm=Signal::derive(move || work.is_running() || done.with(Option::is_some))
        >
            {inside}
        </Dialog>
    }
}
