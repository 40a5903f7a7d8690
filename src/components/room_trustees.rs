//! Trustees: people of a room who together give this identity back when every device and the words are lost.

use js_sys::Array;
use leptos::html::Textarea;
use leptos::prelude::*;

use super::dialog::{Dialog, titled};
use super::icon::{Glyph, Icon};
use super::notes::{Loading, Retry, WorkFailure};
use super::safety_words::SafetyWords;
use super::submit::Submit;
use crate::i18n::{Text, lang, tr};
use crate::tasks::app::use_app;
use crate::tasks::members::{MembersState, use_members};
use crate::tasks::room::Room;
use crate::tasks::trustees::{give, rehearse, save_share};
use crate::tasks::work::Work;
use crate::vault::messages::{MemberKind, MemberRef, MemberState, MemberView};

/// The fewest that may be needed: one alone would be the identity itself.
const FEWEST: u8 = 2;
/// The most who may be chosen.
const MOST: usize = 16;

/// What it is for, and the ways to it.
#[component]
pub(crate) fn RoomTrustees(room: Room) -> impl IntoView {
    let (giving, rehearsing) = (RwSignal::new(false), RwSignal::new(false));
    view! {
        <section class="setting" aria-labelledby="room-trustees-title" data-test="setting-trustees">
            <h3 class="setting__title" id="room-trustees-title">{tr(Text::TrusteesTitle)}</h3>
            <p class="setting__text">{tr(Text::TrusteesText)}</p>
            <div class="setting__buttons">
                <button type="button" class="button" data-test="trustees-give" on:click=move |_| giving.set(true)>
                    <Icon glyph=Glyph::Person />
                    {tr(Text::TrusteesGive)}
                </button>
                <button type="button" class="button button--quiet" data-test="trustees-rehearse" on:click=move |_| rehearsing.set(true)>
                    {tr(Text::TrusteesRehearse)}
                </button>
            </div>
        </section>
        <Show when=move || giving.get()>
            <GiveDialog room=room close=Callback::new(move |()| giving.set(false)) />
        </Show>
        <Show when=move || rehearsing.get()>
            <RehearseDialog close=Callback::new(move |()| rehearsing.set(false)) />
        </Show>
    }
}

/// Who, and how many of them; then a file for each.
#[component]
fn GiveDialog(room: Room, close: Callback<()>) -> impl IntoView {
    let members = use_members(room);
    let made = RwSignal::new_local(None::<(Vec<MemberView>, Array)>);
    let again = Callback::new(move |()| members.load());
    let inside = move || match made.get() {
        Some((who, shares)) => view! { <Shares who=who shares=shares close=close /> }.into_any(),
        None => match members.of(&[MemberKind::Owner, MemberKind::Person]) {
            MembersState::Loading => view! { <Loading text=Text::LoadingMembers /> }.into_any(),
            MembersState::Failed(failure) => {
                view! { <Retry failure=failure again=again /> }.into_any()
            }
            MembersState::Ready(list) => {
                view! { <Choose room=room list=list made=made /> }.into_any()
            }
        },
    };
    view! {
        <Dialog
            title=titled(Text::TrusteesGive)
            close=close
            test="trustees-dialog"
            firm=Signal::derive(move || made.with(Option::is_some))
        >
            {inside}
        </Dialog>
    }
}

type Made = RwSignal<Option<(Vec<MemberView>, Array)>, LocalStorage>;

#[component]
fn Choose(room: Room, list: Vec<MemberView>, made: Made) -> impl IntoView {
    let me = use_app().session.me();
    let own = me.map(|me| me.safety_words).unwrap_or_default();
    let fits = |one: &MemberView| one.state == MemberState::Live && one.safety_words != own;
    let list: Vec<MemberView> = list.into_iter().filter(fits).collect();
    let few = list.len() < usize::from(FEWEST);
    let chosen = RwSignal::new(Vec::<MemberRef>::new());
    let need = RwSignal::new(FEWEST);
    let work = Work::new();
    let list = StoredValue::new(list);
    let lines = list.with_value(|list| {
        list.iter()
            .map(|one| view! { <Line one=one.clone() chosen=chosen /> })
            .collect_view()
    });
    let count = move || chosen.with(Vec::len);
    let numbers = move || {
        let most = u8::try_from(count()).unwrap_or(u8::MAX).max(FEWEST);
        (FEWEST..=most)
            .map(|n| view! { <option value=n.to_string() selected=n == need.get_untracked()>{n.to_string()}</option> })
            .collect_view()
    };
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let ids = chosen.get_untracked();
        let who = list.with_value(|list| {
            let of = |id: &MemberRef| list.iter().find(|one| one.member == *id).cloned();
            ids.iter().filter_map(of).collect::<Vec<_>>()
        });
        let job = give(room, need.get_untracked(), ids);
        work.run(job, move |shares| made.set(Some((who, shares))));
    };
    view! {
        <form class="form" on:submit=go on:input=move |_| work.forgive()>
            <p class="dialog__text">{tr(Text::TrusteesChoose)}</p>
            {few.then(|| view! { <p class="note note--warning" data-test="trustees-few">{tr(Text::TrusteesFew)}</p> })}
            <ul class="trustees">{lines}</ul>
            <label class="field">
                <span class="field__label">{tr(Text::TrusteesNeed)}</span>
                <select
                    class="field__input"
                    data-test="trustees-need"
                    on:change=move |event| need.set(event_target_value(&event).parse().unwrap_or(FEWEST))
                >
                    {numbers}
                </select>
                <span class="field__hint">{tr(Text::TrusteesNeedHint)}</span>
            </label>
            <WorkFailure work=work />
            <div class="dialog__buttons">
                <Submit
                    act=Text::TrusteesMake
                    busy=Text::SaveBusy
                    work=work
                    test="trustees-make"
                    disabled=Signal::derive(move || !(usize::from(FEWEST)..=MOST).contains(&count()) || usize::from(need.get()) > count())
                />
            </div>
        </form>
    }
}

#[component]
fn Line(one: MemberView, chosen: RwSignal<Vec<MemberRef>>) -> impl IntoView {
    let id = StoredValue::new(one.member.clone());
    let on = move || chosen.with(|all| id.with_value(|id| all.contains(id)));
    let set = move |event: leptos::ev::Event| {
        let on = event_target_checked(&event);
        chosen.update(|all| {
            let id = id.get_value();
            all.retain(|one| *one != id);
            if on {
                all.push(id);
            }
        });
    };
    let name = one.name.unwrap_or(one.label);
    view! {
        <li>
            <label class="trustees__line">
                <input type="checkbox" data-test="trustee" prop:checked=on on:change=set />
                <bdi>{name}</bdi>
            </label>
        </li>
    }
}

/// A file for each of them, to be handed over.
#[component]
fn Shares(who: Vec<MemberView>, shares: Array, close: Callback<()>) -> impl IntoView {
    let lines: Vec<_> = who
        .into_iter()
        .zip(shares.iter())
        .map(|(one, bytes)| {
            let bytes = StoredValue::new_local(bytes);
            let name = one.name.clone().unwrap_or(one.label.clone());
            let (member, shown) = (one.member.clone(), name.clone());
            let saved = RwSignal::new(false);
            let save = move |_| saved.set(save_share(&bytes.get_value(), &member, &name));
            view! {
                <li class="trustees__share" data-test="trustee-share">
                    <p class="review__name"><bdi>{shown}</bdi></p>
                    <SafetyWords words=one.safety_words hint=Text::TrusteesWords />
                    <button type="button" class="button" data-test="share-save" on:click=save>
                        <Icon glyph=Glyph::Download />
                        {move || tr(if saved.get() { Text::TrusteesSavedShare } else { Text::TrusteesSaveShare })()}
                    </button>
                </li>
            }
        })
        .collect();
    view! {
        <p class="dialog__text">{tr(Text::TrusteesMade)}</p>
        <ul class="trustees">{lines}</ul>
        <p class="note note--warning">{tr(Text::TrusteesCare)}</p>
        <div class="dialog__buttons">
            <button type="button" class="button button--primary" data-test="trustees-done" on:click=move |_| close.run(())>
                {tr(Text::Done)}
            </button>
        </div>
    }
}

/// Tries whether the shares give this identity back, and changes nothing.
#[component]
fn RehearseDialog(close: Callback<()>) -> impl IntoView {
    let vault = use_app().vault;
    let (work, words) = (Work::new(), NodeRef::<Textarea>::new());
    let right = RwSignal::new(false);
    let go = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        right.set(false);
        let said = words.get_untracked().map(|node| node.value());
        work.run(rehearse(vault, said.unwrap_or_default()), move |()| {
            right.set(true)
        });
    };
    view! {
        <Dialog title=titled(Text::TrusteesRehearse) close=close test="rehearse-dialog">
            <form class="form" on:submit=go on:input=move |_| work.forgive()>
                <p class="dialog__text">{tr(Text::RehearseText)}</p>
                <label class="field">
                    <span class="field__label">{tr(Text::RehearseWords)}</span>
                    <textarea
                        class="field__input field__input--area"
                        rows="6"
                        autocomplete="off"
                        autocapitalize="off"
                        spellcheck="false"
                        required
                        data-test="rehearse-words"
                        node_ref=words
                    ></textarea>
                </label>
                <WorkFailure work=work />
                <div role="status">
                    {move || right.get().then(|| view! {
                        <p class="note note--good" data-test="rehearse-right">
                            <Icon glyph=Glyph::Check />
                            <span>{tr(Text::RehearseRight)}</span>
                        </p>
                    })}
                </div>
                <div class="dialog__buttons">
                    <Submit act=Text::RehearseAct busy=Text::SaveBusy work=work test="rehearse-go" />
                </div>
            </form>
        </Dialog>
    }
}

/// How many are needed of those that were given, in words.
pub(crate) fn needed(need: u8) -> String {
    lang().shares_needed(usize::from(need))
}
