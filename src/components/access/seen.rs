//! The room as somebody else sees it: by that one's keys, not by what is written of them.

use leptos::prelude::*;

use crate::components::dialog::{Dialog, titled};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{FailureNote, Loading};
use crate::i18n::{Text, lang, tr};
use crate::tasks::access::view_as;
use crate::tasks::app::use_app;
use crate::tasks::room::Room;
use crate::vault::messages::{MemberView, MismatchKind, RoomView, Seen};

/// Deeper folders stand at this depth; the sheet has a class for each.
const DEEPEST: usize = 8;

/// Opens the room with the member's keys and shows it.
#[component]
pub(crate) fn SeenDialog(room: Room, member: MemberView, close: Callback<()>) -> impl IntoView {
    let app = use_app();
    let name = member.name.clone().unwrap_or_else(|| member.label.clone());
    let id = StoredValue::new(member.member);
    let seen = LocalResource::new(move || view_as(app, room, id.get_value()));
    let shown = move || match seen.get() {
        None => view! { <Loading text=Text::SeenWorking /> }.into_any(),
        Some(Err(failure)) => {
            view! { <FailureNote failure=Signal::stored(Some(failure)) /> }.into_any()
        }
        Some(Ok(seen)) => view! { <SeenRoom room=room seen=seen /> }.into_any(),
    };
    let title = Signal::derive(move || lang().seen_title(&name));
    view! {
        <Dialog title=title close=close test="seen-dialog">
            {shown}
            <div class="dialog__buttons">
                <button type="button" class="button" on:click=move |_| close.run(())>{titled(Text::Close)}</button>
            </div>
        </Dialog>
    }
}

#[component]
fn SeenRoom(room: Room, seen: Seen) -> impl IntoView {
    let names = StoredValue::new(seen.view.clone());
    let found = seen.mismatches.clone();
    let good = found.is_empty();
    let wrong = move || {
        let mine = room.view();
        let name = |id: &str| {
            let of = |view: &RoomView| {
                let folder = view.folders.iter().find(|folder| folder.folder == id);
                let doc = view.docs.iter().find(|doc| doc.own.as_deref() == Some(id));
                let folder = folder.map(|folder| folder.name.clone());
                folder.or_else(|| doc.map(|doc| doc.name.clone()))
            };
            mine.as_deref()
                .and_then(of)
                .or_else(|| names.with_value(of))
                .unwrap_or_else(|| tr(Text::Nameless)().to_owned())
        };
        let lines = found.iter().map(|one| {
            let text = lang().mismatch_in(&name(&one.folder), tr(mismatch_text(one.kind))());
            view! { <li>{text}</li> }
        });
        lines.collect_view()
    };
    let empty = seen.view.folders.is_empty();
    view! {
        {if good {
            view! {
                <p class="note note--good" data-test="seen-proven">
                    <Icon glyph=Glyph::Check />
                    <span>{tr(Text::SeenProven)}</span>
                </p>
            }.into_any()
        } else {
            view! {
                <div class="note note--bad" role="alert" data-test="seen-differs">
                    <Icon glyph=Glyph::Warning />
                    <div>
                        <p>{tr(Text::SeenDiffers)}</p>
                        <ul>{wrong}</ul>
                    </div>
                </div>
            }.into_any()
        }}
        {empty.then(|| view! { <p data-test="seen-nothing">{tr(Text::SeenNothing)}</p> })}
        <ul class="seen" data-test="seen">{lines_of(&seen.view)}</ul>
    }
}

fn lines_of(view: &RoomView) -> impl IntoView + use<> {
    let depth = |folder: &str| {
        let above = |id: &str| {
            let folder = view.folders.iter().find(|it| it.folder == id)?;
            folder.parent.clone()
        };
        core::iter::successors(above(folder), |id| above(id))
            .take(DEEPEST)
            .count()
    };
    let mut lines = Vec::new();
    for folder in &view.folders {
        let at = depth(&folder.folder);
        lines.push((
            at,
            Glyph::Folder,
            folder.number.clone(),
            match folder.loose {
                true => tr(Text::LooseDocs)().to_owned(),
                false => folder.name.clone(),
            },
        ));
        let docs = view.docs.iter().filter(|doc| doc.folder == folder.folder);
        lines.extend(docs.map(|doc| (at + 1, Glyph::File, doc.number.clone(), doc.name.clone())));
    }
    let lines = lines.into_iter().map(|(depth, glyph, number, name)| {
        let depth = depth.min(DEEPEST);
        view! {
            <li class=format!("seen__line seen__line--{depth}")>
                <Icon glyph=glyph />
                <span class="seen__number">{number}</span>
                <bdi>{name}</bdi>
            </li>
        }
    });
    lines.collect_view()
}

fn mismatch_text(kind: MismatchKind) -> Text {
    match kind {
        MismatchKind::Unknown => Text::MismatchUnknown,
        MismatchKind::Different => Text::MismatchDifferent,
        MismatchKind::Unverified => Text::MismatchUnverified,
        MismatchKind::Missing => Text::MismatchMissing,
        MismatchKind::TooMuch => Text::MismatchTooMuch,
        MismatchKind::TooLittle => Text::MismatchTooLittle,
    }
}
