//! What a file that was checked proves, and what it does not.

use leptos::prelude::*;

use super::artefact::Artefact;
use super::icon::{Glyph, Icon};
use super::retention::certificate::CertificateHolds;
use crate::browser::page::files::Picked;
use crate::i18n::{Text, format, lang, tr};
use crate::tasks::artefact::Given;
use crate::vault::messages::{EntryView, RowView, Verified};

/// It holds: what it is, who signed, and what that means.
#[component]
pub(crate) fn Holds(
    names: Vec<String>,
    verified: Verified,
    /// What was picked.
    picked: Picked,
) -> impl IntoView {
    let called = names.first().cloned().unwrap_or_default();
    let (holds, inside) = match verified {
        Verified::Row(row) => (
            Some(Text::VerifyRowHolds),
            view! { <Row row=row /> }.into_any(),
        ),
        Verified::Entry(entry) => (
            Some(Text::VerifyEntryHolds),
            view! { <Entry entry=entry /> }.into_any(),
        ),
        // it says itself whether it holds
        Verified::Artefact(_) => {
            let given = Given::Signed(picked.handles.get(0));
            (
                None,
                view! { <Artefact given=given name=called /> }.into_any(),
            )
        }
        Verified::Destruction(certificate) => {
            let given = Given::Signed(picked.handles.get(0));
            (
                Some(Text::VerifyDestructionHolds),
                view! {
                    <CertificateHolds certificate=*certificate />
                    <Artefact given=given name=called />
                }
                .into_any(),
            )
        }
    };
    view! {
        <section class="sheet verify__outcome" data-test="verify-holds">
            <p class="verify__files"><bdi>{names.join(", ")}</bdi></p>
            {holds.map(|holds| view! {
                <p class="note note--good">
                    <Icon glyph=Glyph::Check />
                    <span>{tr(holds)}</span>
                </p>
            })}
            {inside}
        </section>
    }
}

/// What archives hold.
#[component]
pub(crate) fn Row(row: RowView) -> impl IntoView {
    let last = row.archives.last().map(|one| one.at);
    let count = row.archives.len();
    let fact = |name: Text, value: Signal<String>| {
        view! { <div class="details__fact"><dt>{tr(name)}</dt><dd>{value}</dd></div> }
    };
    let number = |value: f64| Signal::derive(move || format::number(value));
    let missing = row.missing as usize;
    view! {
        <dl class="details__facts">
            {fact(Text::VerifyMade, Signal::derive(move || last.map(format::date_time).unwrap_or_default()))}
            {fact(Text::VerifyArchives, number(count as f64))}
            {fact(Text::VerifyEntries, number(row.entries))}
            {fact(Text::VerifyChains, number(f64::from(row.chains)))}
            {fact(Text::VerifyParts, number(row.parts))}
            {fact(Text::VerifyBytes, Signal::derive(move || format::size(row.bytes)))}
        </dl>
        <p class="field__hint">{tr(Text::VerifyRoom)}</p>
        <p class="policy__hash" data-test="verify-room">{row.room}</p>
        {(missing > 0).then(|| view! {
            <p class="note note--warning" data-test="verify-missing">
                <Icon glyph=Glyph::Warning />
                <span>{move || lang().backup_missing(missing)}</span>
            </p>
        })}
        <p class="setting__text">{tr(Text::VerifyRowMeans)}</p>
    }
}

#[component]
fn Entry(entry: EntryView) -> impl IntoView {
    let (index, size, time) = (entry.index, entry.size, entry.time);
    let place = move || lang().index_place(&format::number(index), &format::number(size));
    view! {
        <dl class="details__facts">
            <div class="details__fact"><dt>{tr(Text::VerifyTaken)}</dt><dd>{move || format::date_time(time)}</dd></div>
            <div class="details__fact"><dt>{tr(Text::VerifyPlace)}</dt><dd>{place}</dd></div>
            <div class="details__fact"><dt>{tr(Text::VerifyEntry)}</dt><dd>{move || format::number(entry.entry)}</dd></div>
        </dl>
        <p class="field__hint">{tr(Text::VerifyAuthor)}</p>
        <p class="policy__hash">{entry.author}</p>
        <p class="field__hint">{tr(Text::VerifyChain)}</p>
        <p class="policy__hash">{entry.chain}</p>
        <p class="field__hint">{tr(Text::VerifyRoom)}</p>
        <p class="policy__hash" data-test="verify-room">{entry.room}</p>
        <h2 class="setting__title">{tr(Text::VerifyPublic)}</h2>
        <pre class="verify__says" tabindex="0" aria-label=tr(Text::VerifyPublic) data-test="verify-says">{entry.says}</pre>
        <p class="setting__text">{tr(Text::VerifyEntryMeans)}</p>
    }
}
