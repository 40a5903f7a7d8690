//! The office that passes: what is offered, what was agreed, and what is the case.

use leptos::prelude::*;

use super::offer::OfferDialog;
use super::{SavePaper, paths};
use crate::components::dialog::Confirm;
use crate::components::icon::{Glyph, Icon};
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::closing::Closing;
use crate::tasks::room::Room;
use crate::tasks::work::Work;
use crate::vault::messages::{ClosingOffer, ClosingPaper};

/// What there is to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    /// There is no list that both have signed.
    Wait,
    /// The owner may sign it over.
    Ready,
    /// The offer is upon the other side.
    Offered,
    /// An offer that is for this person,
    Take,
    /// of a list that is not here,
    Unlisted,
    /// or for somebody else.
    Foreign,
    /// Both have signed it.
    Accepted,
}

impl Step {
    fn of(closing: Closing, owns: bool) -> Self {
        let known = closing.known();
        let list = known.list.as_ref();
        let ready = list.is_some_and(|list| list.from.me && list.from.signed && list.to.signed);
        match &known.offer {
            Some(offer) if offer.from.signed && offer.to.signed => Self::Accepted,
            Some(offer) if offer.from.me => Self::Offered,
            Some(offer) if !offer.to.me => Self::Foreign,
            Some(offer) if offer.listed => Self::Take,
            Some(_) => Self::Unlisted,
            None if ready && owns => Self::Ready,
            None => Self::Wait,
        }
    }
}

/// The second part.
#[component]
pub(crate) fn PassPart(room: Room, closing: Closing) -> impl IntoView {
    let owns = Memo::new(move |_| room.view().is_some_and(|view| view.owns));
    let step = Memo::new(move |_| Step::of(closing, owns.get()));
    let inside = move || {
        match step.get() {
        Step::Wait => {
            let text = move || tr(if owns.get() { Text::ClosingPassWait } else { Text::ClosingPassTake })();
            view! { <p class="setting__text" data-test="closing-wait">{text}</p> }.into_any()
        }
        Step::Ready => view! { <Ready room=room closing=closing /> }.into_any(),
        Step::Offered => view! { <Offered closing=closing /> }.into_any(),
        Step::Take => view! { <Take room=room closing=closing /> }.into_any(),
        Step::Unlisted => view! {
            <p class="note note--bad" data-test="closing-unlisted">
                <Icon glyph=Glyph::Warning />
                <span>{tr(Text::ClosingOfferUnlisted)}</span>
            </p>
        }
        .into_any(),
        Step::Foreign => {
            let name = move || {
                let known = closing.known();
                let offer = known.offer.as_ref()?;
                Some(lang().closing_offer_foreign(&offer.to.name))
            };
            view! { <p class="note note--warning" data-test="closing-foreign">{name}</p> }.into_any()
        }
        Step::Accepted => view! {
            <p class="setting__text" data-test="closing-accepted">{tr(Text::ClosingNextBothKept)}</p>
            <div class="setting__buttons">
                <SavePaper closing=closing paper=ClosingPaper::Offer text=Text::ClosingSaveAccepted test="closing-save-offer" />
            </div>
        }
        .into_any(),
    }
    };
    view! {
        <section class="place__part" aria-labelledby="closing-pass-title" data-test="closing-pass-part" data-step=move || format!("{:?}", step.get())>
            <h3 class="place__title" id="closing-pass-title">{tr(Text::ClosingPassTitle)}</h3>
            {inside}
        </section>
    }
}

#[component]
fn Ready(room: Room, closing: Closing) -> impl IntoView {
    let offering = RwSignal::new(false);
    let name = Memo::new(move |_| closing.list().map(|list| list.to.name).unwrap_or_default());
    view! {
        <p class="setting__text">{move || lang().closing_pass_text(&name.get())}</p>
        <div class="setting__buttons">
            <button type="button" class="button button--danger" data-test="closing-pass" on:click=move |_| offering.set(true)>
                {tr(Text::ClosingPass)}
            </button>
        </div>
        <Show when=move || offering.get()>
            <OfferDialog room=room closing=closing name=name.get_untracked() close=Callback::new(move |()| offering.set(false)) />
        </Show>
    }
}

#[component]
fn Offered(closing: Closing) -> impl IntoView {
    let says = move || {
        let known = closing.known();
        let offer = known.offer.as_ref()?;
        Some(lang().closing_offered(&offer.to.name, &format::date_time(offer.made)))
    };
    view! {
        <p class="note note--warning" data-test="closing-offered"><span>{says}</span></p>
        <div class="setting__buttons">
            <SavePaper closing=closing paper=ClosingPaper::Offer text=Text::ClosingSaveOffer test="closing-save-offer" next=true />
        </div>
    }
}

#[component]
fn Take(room: Room, closing: Closing) -> impl IntoView {
    let (asking, work) = (RwSignal::new(false), Work::new());
    let says = move || {
        let known = closing.known();
        let offer = known.offer.as_ref()?;
        let when = format::date_time(offer.made);
        Some((
            lang().closing_offer_text(&offer.from.name, &when),
            agreed(offer),
        ))
    };
    let first = move || says().map(|(first, _)| first);
    let second = move || says().map(|(_, second)| second);
    let title = move || {
        untrack(|| room.view())
            .map(|view| view.title.clone())
            .unwrap_or_default()
    };
    let text = Signal::derive(move || lang().closing_accept_text(&title()));
    let close = Callback::new(move |()| asking.set(false));
    let yes = Callback::new(move |()| work.run(closing.accept(), move |()| asking.set(false)));
    view! {
        <p class="setting__text" data-test="closing-offer">{first}</p>
        <p class="note"><span data-test="closing-agreed">{second}</span></p>
        <div class="setting__buttons">
            <button type="button" class="button button--primary" data-test="closing-accept" on:click=move |_| asking.set(true)>
                {tr(Text::ClosingAccept)}
            </button>
        </div>
        <Show when=move || asking.get()>
            <Confirm title=Text::ClosingAcceptTitle text=text act=Text::ClosingAcceptAct close=close work=work on_yes=yes>
                <p class="dialog__text">{second}</p>
            </Confirm>
        </Show>
    }
}

/// What becomes of the former owner's access.
fn agreed(offer: &ClosingOffer) -> String {
    match &offer.stays {
        None => lang().closing_offer_ends(&offer.from.name),
        Some(stays) => lang().closing_offer_stays(
            &format::date_time(stays.until),
            &paths(&stays.folders),
            &offer.from.name,
            &stays.reason,
        ),
    }
}
