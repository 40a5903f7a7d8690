//! A newcomer who waits: words are compared, then the room opens.

use leptos::prelude::*;

use crate::components::dialog::{Dialog, titled};
use crate::components::notes::WorkFailure;
use crate::components::safety_words::SafetyWords;
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::approve;
use crate::tasks::app::use_app;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::MemberView;

/// Shows the newcomer's words and approves.
#[component]
pub(crate) fn ApproveDialog(
    room: Room,
    member: MemberView,
    close: Callback<()>,
    on_done: Callback<()>,
) -> impl IntoView {
    let (app, work) = (use_app(), Work::new());
    let name = member.name.clone().unwrap_or_else(|| member.label.clone());
    let words = member.safety_words.clone();
    let kept = StoredValue::new(member);
    let yes = move |_| {
        let member = kept.get_value();
        let job = approve(app, room, member.member, member.safety_words);
        work.run(job, move |()| {
            on_done.run(());
            close.run(());
        });
    };
    view! {
        <Dialog title=titled(Text::ApproveTitle) close=close test="approve-dialog">
            <p>{move || lang().approve_text(&name)}</p>
            <SafetyWords words=words hint=Text::ApproveWordsHint />
            <p class="note note--warning">{tr(Text::ApproveDiffers)}</p>
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <button type="button" class="button" data-test="approve-no" on:click=move |_| close.run(())>
                    {tr(Text::Cancel)}
                </button>
                <button
                    type="button"
                    class="button button--primary"
                    data-test="approve-yes"
                    disabled=move || work.is_running()
                    on:click=yes
                >
                    {tr(Text::ApproveAct)}
                </button>
            </div>
        </Dialog>
    }
}
