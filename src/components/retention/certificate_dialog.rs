//! A certificate that is in the room: opened, verified, saved as a file, signed as well.

use leptos::prelude::*;
use wasm_bindgen::JsValue;

use super::certificate::Certificate;
use crate::components::dialog::{Dialog, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{FailureNote, Loading, WorkFailure};
use crate::i18n::{Text, tr};
use crate::tasks::retention::{certificate, save};
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{CertificateView, DocRef, Failure};

type Opened = RwSignal<Option<Result<(CertificateView, JsValue), Failure>>, LocalStorage>;

/// The dialog.
#[component]
pub(crate) fn CertificateDialog(room: Room, doc: DocRef, close: Callback<()>) -> impl IntoView {
    let opened = Opened::new_local(None);
    let doc = StoredValue::new(doc);
    leptos::task::spawn_local(async move {
        let found = certificate(room, doc.get_value(), false).await;
        opened.try_set(Some(found));
    });
    let inside = move || match opened.get() {
        None => view! { <Loading text=Text::CertificateOpening /> }.into_any(),
        Some(Err(failure)) => {
            view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
        Some(Ok((one, file))) => {
            view! { <Inside room=room doc=doc one=one file=file opened=opened /> }.into_any()
        }
    };
    view! {
        <Dialog title=titled(Text::CertificateTitle) close=close test="certificate-dialog">
            {inside}
        </Dialog>
    }
}

#[component]
fn Inside(
    room: Room,
    doc: StoredValue<DocRef>,
    one: CertificateView,
    file: JsValue,
    opened: Opened,
) -> impl IntoView {
    let work = Work::new();
    let (file, name) = (
        StoredValue::new_local(file),
        StoredValue::new(one.name.clone()),
    );
    let awaits = one.awaits_me;
    let sign = move |_| {
        work.run(certificate(room, doc.get_value(), true), move |signed| {
            opened.try_set(Some(Ok(signed)));
        });
    };
    view! {
        <div class="form">
            <Certificate certificate=one />
            {awaits.then(|| view! { <p class="note note--warning" data-test="certificate-awaits">{tr(Text::CertificateAwaits)}</p> })}
            <WorkFailure work=work />
            <div class="dialog__buttons">
                {awaits.then(|| view! {
                    <button type="button" class="button button--primary" data-test="certificate-sign" disabled=move || work.is_running() on:click=sign>
                        {move || if work.is_running() { tr(Text::SaveBusy)() } else { tr(Text::CertificateSign)() }}
                    </button>
                })}
                <button type="button" class="button" data-test="certificate-save" on:click=move |_| {
                    file.with_value(|file| save(room, file, &name.get_value()));
                }>
                    <Icon glyph=Glyph::Download />
                    {tr(Text::CertificateSave)}
                </button>
            </div>
        </div>
    }
}
