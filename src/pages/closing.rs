//! Handing a room over at closing: the list, the office that passes, and what each role takes along.

use leptos::prelude::*;

use crate::components::closing::{BiblePart, ListPart, PassPart};
use crate::components::icon::{Glyph, Icon};
use crate::components::notes::{Loading, Retry};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::closing::{Closing as Task, use_closing};
use crate::tasks::room::Room;

/// The place.
#[component]
pub(crate) fn Closing(room: Room) -> impl IntoView {
    let closing = use_closing(room);
    let again = Callback::new(move |()| room.load());
    let ready = Memo::new(move |_| match closing.state() {
        None => None,
        Some(Ok(_)) => Some(Ok(())),
        Some(Err(failure)) => Some(Err(failure)),
    });
    view! {
        <section class="place" data-test="page-closing">
            <header class="place__head">
                <h2>{tr(Text::ClosingTab)}</h2>
            </header>
            <p class="place__text">{tr(Text::ClosingText)}</p>
            {move || match ready.get() {
                None => view! { <Loading text=Text::ClosingLoading /> }.into_any(),
                Some(Err(failure)) => view! { <Retry failure=failure again=again /> }.into_any(),
                Some(Ok(())) => view! {
                    <Handed closing=closing />
                    <ListPart room=room closing=closing />
                    <PassPart room=room closing=closing />
                    <BiblePart room=room closing=closing />
                }
                .into_any(),
            }}
        </section>
    }
}

/// What is the case.
#[component]
fn Handed(closing: Task) -> impl IntoView {
    let lines = move || {
        let known = closing.known();
        let lines = known.handed.iter().cloned().map(|one| {
            let says = move || {
                let when = format::date_time(one.at);
                match one.until {
                    None => lang().closing_handed_ended(&one.from, &one.to, &when),
                    Some(until) => lang().closing_handed_stays(
                        &format::date_time(until),
                        &one.from,
                        &one.to,
                        &when,
                    ),
                }
            };
            view! {
                <p class="note note--good" data-test="closing-handed">
                    <Icon glyph=Glyph::Check />
                    <span>{says}</span>
                </p>
            }
        });
        lines.collect_view()
    };
    view! { <div role="status">{lines}</div> }
}
