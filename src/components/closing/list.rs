//! The list of what is handed over: who has signed it, what comes next, and each document of it.

use leptos::prelude::*;

use super::list_table::ListTable;
use super::make_list::MakeListDialog;
use super::refuse::RefuseDialog;
use super::{Far, OpenPaper, SavePaper, paths};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::WorkFailure;
use crate::components::safety_words::SafetyWords;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::closing::Closing;
use crate::tasks::room::Room;
use crate::vault::messages::{ClosingList, ClosingPaper, ClosingParty};

/// What a list asks of who looks at it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Next {
    /// The other side is to check it.
    Give,
    Check,
    Sign,
    Differs,
    /// The other side is to get it back.
    Return,
    Both,
    /// Both have signed, and it is not upon this one.
    Kept,
    NoParty,
}

impl Next {
    fn of(list: &ClosingList) -> Self {
        let both = list.from.signed && list.to.signed;
        match &list.checked {
            _ if list.from.me && both => Self::Both,
            _ if list.from.me => Self::Give,
            _ if list.to.me && both => Self::Return,
            _ if both => Self::Kept,
            _ if !list.to.me => Self::NoParty,
            None => Self::Check,
            Some(found) if found.is_empty() => Self::Sign,
            Some(_) => Self::Differs,
        }
    }

    fn says(self, list: &ClosingList, handed: bool) -> String {
        let text = |text| tr(text)().to_owned();
        match self {
            Self::Give => lang().closing_next_give(&list.to.name),
            Self::Check => lang().closing_next_check(&list.from.name),
            Self::Sign => text(Text::ClosingNextSign),
            Self::Differs => text(Text::ClosingNextDiffers),
            Self::Return if !handed => lang().closing_next_return(&list.from.name),
            Self::Both if !handed => text(Text::ClosingNextBoth),
            Self::Return | Self::Both | Self::Kept => text(Text::ClosingNextBothKept),
            Self::NoParty => text(Text::ClosingNoParty),
        }
    }
}

/// The first part.
#[component]
pub(crate) fn ListPart(room: Room, closing: Closing) -> impl IntoView {
    let making = RwSignal::new(false);
    let manages =
        Signal::derive(move || room.view().is_some_and(|view| view.manage && !view.frozen));
    let there = Memo::new(move |_| closing.list().is_some());
    let text = move || match manages.get() {
        true => tr(Text::ClosingListMakeText)(),
        false => tr(Text::ClosingListTakeText)(),
    };
    view! {
        <section class="place__part" aria-labelledby="closing-list-title" data-test="closing-list">
            <h3 class="place__title" id="closing-list-title">{tr(Text::ClosingListTitle)}</h3>
            <Show when=move || !there.get()>
                <p class="setting__text">{text}</p>
            </Show>
            <Show when=move || there.get()>
                <Known closing=closing />
            </Show>
            <WorkFailure work=closing.work />
            <div class="setting__buttons">
                <Show when=move || manages.get()>
                    <button
                        type="button"
                        class="button"
                        class:button--primary=move || !there.get()
                        data-test="closing-make"
                        disabled=move || closing.is_reading()
                        on:click=move |_| making.set(true)
                    >
                        <Icon glyph=Glyph::Plus />
                        {move || tr(if there.get() { Text::ClosingMakeAgain } else { Text::ClosingMake })()}
                    </button>
                </Show>
                <OpenPaper closing=closing />
            </div>
            <p class="field__hint">{tr(Text::ClosingOpenHint)}</p>
            <Show when=move || making.get()>
                <MakeListDialog room=room closing=closing close=Callback::new(move |()| making.set(false)) />
            </Show>
        </section>
    }
}

#[component]
fn Known(closing: Closing) -> impl IntoView {
    let fact = |name: Text, test: &'static str, value: fn(&ClosingList) -> String| {
        let value = move || closing.list().map(|list| value(&list));
        view! {
            <div class="details__fact">
                <dt>{tr(name)}</dt>
                <dd data-test=test><bdi>{value}</bdi></dd>
            </div>
        }
    };
    let parties = move || {
        let list = closing.list()?;
        Some(view! {
            <Party party=list.from what=Text::ClosingFrom test="closing-from" />
            <Party party=list.to what=Text::ClosingTo test="closing-to" />
        })
    };
    view! {
        <dl class="details__facts">
            {fact(Text::ClosingDocuments, "closing-docs", |list| format::number(list.docs.len() as f64))}
            {fact(Text::ClosingSize, "closing-bytes", |list| format::size(list.bytes))}
            {fact(Text::ClosingPersons, "closing-persons", persons)}
            {fact(Text::ClosingFolders, "closing-folders", |list| paths(&list.folders))}
            {fact(Text::ClosingMade, "closing-made", |list| format::date_time(list.made))}
        </dl>
        <ul class="closing__parties">{parties}</ul>
        <NextStep closing=closing />
        <WorkFailure work=closing.checking />
        <Far closing=closing />
        <Refused closing=closing />
        <ListTable closing=closing />
    }
}

fn persons(list: &ClosingList) -> String {
    let known = format::number(list.persons);
    match list.uncounted as usize {
        0 => known,
        more => format!("{known} {}", lang().closing_uncounted(more)),
    }
}

/// Somebody, whether he has signed, and the words by which he is known.
#[component]
fn Party(party: ClosingParty, what: Text, test: &'static str) -> impl IntoView {
    let (name, me, signed) = (party.name.clone(), party.me, party.signed);
    let called = move || match me {
        true => lang().closing_you(&name),
        false => name.clone(),
    };
    let state = move || {
        tr(if signed {
            Text::ClosingSigned
        } else {
            Text::ClosingUnsigned
        })()
    };
    let name = party.name.clone();
    view! {
        <li class="closing__party" data-test=test data-signed=signed.to_string()>
            <span class="closing__role">{tr(what)}</span>
            <span class="closing__name"><bdi>{called}</bdi></span>
            <span class="badge" class:badge--live=signed class:badge--waiting=!signed>{state}</span>
            {(!me).then(|| view! {
                <details class="closing__words">
                    <summary>{move || lang().closing_words(&name)}</summary>
                    <SafetyWords words=party.words hint=Text::ClosingWordsHint />
                </details>
            })}
        </li>
    }
}

/// What comes next, in words, and its buttons.
#[component]
fn NextStep(closing: Closing) -> impl IntoView {
    let refusing = RwSignal::new(false);
    let next = Memo::new(move |_| closing.list().map(|list| Next::of(&list)));
    let says = move || {
        let known = closing.known();
        let list = known.list.as_ref()?;
        Some(next.get()?.says(list, !known.handed.is_empty()))
    };
    let is = move |wanted: &'static [Next]| {
        Signal::derive(move || next.get().is_some_and(|next| wanted.contains(&next)))
    };
    let (checks, signs) = (
        is(&[Next::Check, Next::Sign, Next::Differs]),
        is(&[Next::Sign]),
    );
    let refuses = is(&[Next::Sign, Next::Differs]);
    let saves = is(&[Next::Give, Next::Return, Next::Both, Next::Kept]);
    let gives = is(&[Next::Give, Next::Return]);
    let weight = move || match next.get() {
        Some(Next::Differs) => "note note--bad",
        Some(Next::Sign | Next::Return | Next::Both | Next::Kept) => "note note--good",
        _ => "note",
    };
    let idle = move || !closing.is_reading();
    view! {
        <p class=weight role="status" data-test="closing-next" data-next=move || next.get().map(|next| format!("{next:?}"))>
            <span>{says}</span>
        </p>
        <div class="setting__buttons">
            <Show when=move || signs.get() && idle()>
                <button
                    type="button"
                    class="button button--primary"
                    data-test="closing-sign"
                    disabled=move || closing.work.is_running()
                    on:click=move |_| closing.sign()
                >
                    <Icon glyph=Glyph::Check />
                    {move || tr(if closing.work.is_running() { Text::ClosingSigning } else { Text::ClosingSign })()}
                </button>
            </Show>
            <Show when=move || checks.get() && idle()>
                <button
                    type="button"
                    class="button"
                    class:button--primary=move || next.get() == Some(Next::Check)
                    data-test="closing-check"
                    on:click=move |_| closing.check()
                >
                    {move || tr(if next.get() == Some(Next::Check) { Text::ClosingCheck } else { Text::ClosingCheckAgain })()}
                </button>
            </Show>
            <Show when=move || refuses.get() && idle()>
                <button type="button" class="button" data-test="closing-refuse" on:click=move |_| refusing.set(true)>
                    {tr(Text::ClosingRefuse)}
                </button>
            </Show>
            <Show when=move || saves.get()>
                <SavePaper closing=closing paper=ClosingPaper::List text=Text::ClosingSaveList test="closing-save-list" next=gives />
            </Show>
        </div>
        <Show when=move || refusing.get()>
            <RefuseDialog closing=closing close=Callback::new(move |()| refusing.set(false)) />
        </Show>
    }
}

/// Why it was not signed.
#[component]
fn Refused(closing: Closing) -> impl IntoView {
    move || {
        let known = closing.known();
        let refusal = known.refusal.clone()?;
        let mine = known.list.as_ref().is_some_and(|list| list.to.me);
        let (when, by) = (format::date_time(refusal.made), refusal.by);
        let count = refusal.differences as usize;
        Some(view! {
            <section class="note note--warning note--stacked" data-test="closing-refused">
                <p>{move || lang().closing_refused(&by, &when)}</p>
                <blockquote class="closing__reason"><bdi>{refusal.reason}</bdi></blockquote>
                {(count > 0).then(|| view! { <p>{move || lang().closing_refused_differences(count)}</p> })}
                {mine.then(|| view! {
                    <p>{tr(Text::ClosingRefusedNext)}</p>
                    <SavePaper closing=closing paper=ClosingPaper::Refusal text=Text::ClosingSaveRefusal test="closing-save-refusal" />
                })}
            </section>
        })
    }
}
