//! What a certificate of destruction proves, and what it cannot cover: for who is in the room, and for strangers.

use leptos::prelude::*;

use super::words::{cause_words, fact_text, left_words, level_word};
use crate::components::icon::{Glyph, Icon};
use crate::components::safety_words::SafetyWords;
use crate::i18n::{Text, format, lang, tr};
use crate::vault::messages::{CertificateView, EngineView};

/// All of it.
#[component]
pub(crate) fn Certificate(certificate: CertificateView) -> impl IntoView {
    let one = certificate;
    view! {
        <Verdict one=one.clone() />
        <Facts one=one.clone() />
        <Signers one=one.clone() />
        <Documents one=one.clone() />
        <Uncovered one=one.clone() />
        <Traces one=one />
    }
}

/// What the paper below it does not say: whether it holds together, and what it does not reach.
#[component]
pub(crate) fn CertificateHolds(certificate: CertificateView) -> impl IntoView {
    view! {
        <Verdict one=certificate.clone() />
        <Uncovered one=certificate />
    }
}

/// Whether nothing is left, and whether both have signed.
#[component]
fn Verdict(one: CertificateView) -> impl IntoView {
    let note = |good: bool, text: Signal<String>, test: &'static str| {
        let (class, glyph) = match good {
            true => ("note note--good", Glyph::Check),
            false => ("note note--warning", Glyph::Warning),
        };
        view! {
            <p class=class data-test=test data-good=good.to_string()>
                <Icon glyph=glyph />
                <span>{text}</span>
            </p>
        }
    };
    let said = |text: Text| Signal::derive(move || tr(text)().to_owned());
    let (gone, shared, unlisted) = (
        one.gone as usize,
        one.shared as usize,
        one.unlisted as usize,
    );
    let served = one.still_served as usize;
    let lines = move || {
        let mut lines = vec![lang().cert_gone(gone)];
        if shared > 0 {
            lines.push(lang().cert_shared(shared));
        }
        if unlisted > 0 {
            lines.push(lang().cert_unlisted(unlisted));
        }
        if served > 0 {
            lines.push(lang().cert_served(served));
        }
        lines.join(" ")
    };
    let signed = match (one.two.is_some(), one.countersigned) {
        (false, _) => None,
        (true, true) => Some((true, Text::CertBothSigned)),
        (true, false) => Some((false, Text::CertOneSigned)),
    };
    view! {
        {note(one.complete, Signal::derive(lines), "cert-complete")}
        {signed.map(|(good, text)| note(good, said(text), "cert-signed"))}
    }
}

#[component]
fn Facts(one: CertificateView) -> impl IntoView {
    let fact = |name: Text, value: Signal<String>| {
        view! { <div class="details__fact"><dt>{tr(name)}</dt><dd><bdi>{value}</bdi></dd></div> }
    };
    let plain = |value: String| Signal::stored(value);
    let (count, versions, whole) = (one.count as usize, one.versions as usize, one.whole);
    let what = Signal::derive(move || {
        let counted = format!(
            "{} · {}",
            lang().document_count(count),
            lang().version_count(versions)
        );
        match whole {
            true => format!("{} · {counted}", tr(Text::WholeRoom)()),
            false => counted,
        }
    });
    let (why, words) = (one.why, one.words.clone());
    let (destroyed, erased) = (one.destroyed, one.erased);
    let two = one.two.clone();
    view! {
        <dl class="details__facts" data-test="cert-facts">
            {fact(Text::CertRoom, plain(one.title.clone()))}
            {fact(Text::CertWhat, what)}
            {fact(Text::CertWhy, Signal::derive(move || cause_words(why, &words)))}
            {fact(Text::CertBy, plain(one.by.clone()))}
            {two.map(|(asked, approved)| view! {
                {fact(Text::CertAsked, plain(asked))}
                {fact(Text::CertApproved, plain(approved))}
            })}
            {fact(Text::CertDestroyed, Signal::derive(move || format::date_time(destroyed)))}
            {fact(Text::CertErased, Signal::derive(move || format::date_time(erased)))}
        </dl>
    }
}

#[component]
fn Signers(one: CertificateView) -> impl IntoView {
    let signers = one.signers.into_iter().map(|signer| {
        view! {
            <li class="verify__signer" data-test="verify-signer">
                <p class="review__name"><bdi>{signer.name}</bdi></p>
                <SafetyWords words=signer.safety_words hint=Text::VerifyWords />
            </li>
        }
    });
    view! {
        <h3 class="dialog__part">{tr(Text::VerifySigned)}</h3>
        <ul class="verify__signers">{signers.collect_view()}</ul>
    }
}

#[component]
fn Documents(one: CertificateView) -> impl IntoView {
    let more = (one.count as usize).saturating_sub(one.docs.len());
    let lines = one.docs.into_iter().map(|(name, level, persons)| {
        let said = move || {
            let mut said = Vec::new();
            said.extend(level.as_deref().map(level_word));
            said.extend(persons.map(|n| lang().about_persons(n as usize)));
            said.join(" · ")
        };
        let name = move || name.clone().unwrap_or_else(|| tr(Text::CertNameless)().to_owned());
        view! { <li data-test="cert-doc"><bdi>{name}</bdi>" "<small class="field__hint">{said}</small></li> }
    });
    view! {
        <h3 class="dialog__part">{tr(Text::CertDocuments)}</h3>
        <ul class="doom__names">{lines.collect_view()}</ul>
        {(more > 0).then(|| view! { <p class="field__hint">{move || lang().and_more(more)}</p> })}
    }
}

/// What nobody could look at or reach.
#[component]
fn Uncovered(one: CertificateView) -> impl IntoView {
    let left = one.left.clone();
    let left = move || {
        let lines = left_words(&left).into_iter();
        lines.map(|line| view! { <li>{line}</li> }).collect_view()
    };
    let engines = one
        .engines
        .into_iter()
        .map(|engine| view! { <Engine engine=engine /> });
    view! {
        <h3 class="dialog__part">{tr(Text::CertUncovered)}</h3>
        <ul class="doom__list" data-test="cert-uncovered">
            {left}
            <li>{tr(Text::StaysCopies)}</li>
            <li>{tr(Text::CertKeysKept)}</li>
            {engines.collect_view()}
        </ul>
    }
}

#[component]
fn Engine(engine: EngineView) -> impl IntoView {
    let EngineView {
        kind,
        versions,
        locks,
        copies,
        words,
    } = engine;
    let said = move || {
        let fact = |fact| tr(fact_text(fact))();
        lang().engine_says(fact(copies), &kind, fact(locks), fact(versions))
    };
    view! { <li data-test="cert-engine">{said}" "<bdi>{words}</bdi></li> }
}

/// By what somebody compares.
#[component]
fn Traces(one: CertificateView) -> impl IntoView {
    view! {
        <p class="field__hint">{tr(Text::CertStore)}</p>
        <p class="policy__hash" data-test="cert-store">{one.store}</p>
        <p class="field__hint">{tr(Text::VerifyRoom)}</p>
        <p class="policy__hash" data-test="verify-room">{one.room}</p>
        <p class="setting__text">{tr(Text::CertMeans)}</p>
    }
}
