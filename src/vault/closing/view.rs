//! What the page shows of a handover.

use js_sys::Date;
use room::Room;
use room::artefact::Artefact;
use room::handover::{
    Afterwards, Deviation, DeviationKind as Kind, HandedOver, ListedDoc, Party, Signatures,
    read_list, read_offer, read_refusal,
};

use super::{Papers, is_listed};
use crate::browser::host::Device;
use crate::vault::identity::safety_words;
use crate::vault::messages::{
    ClosingDeviation, ClosingDoc, ClosingHanded, ClosingLevel, ClosingList, ClosingOffer,
    ClosingParty, ClosingRefusal, ClosingReply, DeviationKind, Failure, Millis, Stays,
};

/// All of it.
pub(super) fn view(open: &Room<Device>, kept: &Papers) -> Result<ClosingReply, Failure> {
    let list = kept.list.as_ref();
    let refusal = kept.refusal.as_ref();
    let offer = kept.offer.as_ref();
    let mut handed: Vec<ClosingHanded> = open.handed_over().iter().map(handed_view).collect();
    handed.reverse();
    Ok(ClosingReply {
        list: list.map(|list| list_view(open, kept, list)).transpose()?,
        refusal: refusal.map(refusal_view).transpose()?,
        offer: offer
            .map(|offer| offer_view(open, kept, offer))
            .transpose()?,
        handed,
    })
}

fn list_view(
    open: &Room<Device>,
    kept: &Papers,
    artefact: &Artefact,
) -> Result<ClosingList, Failure> {
    let (list, signed) = read_list(artefact).map_err(room::Error::from)?;
    let (from, to) = parties(open, &list.from, &list.to, &signed)?;
    let found = kept.found();
    Ok(ClosingList {
        made: time(&list.made.at),
        from,
        to,
        folders: list.folders.into_iter().map(|one| one.path).collect(),
        docs: list.documents.into_iter().map(doc_view).collect(),
        bytes: list.totals.bytes as f64,
        persons: list.totals.persons as f64,
        uncounted: list.totals.uncounted as f64,
        checked: found.map(|found| found.iter().map(deviation).collect()),
    })
}

fn doc_view(doc: ListedDoc) -> ClosingDoc {
    ClosingDoc {
        path: doc.path,
        number: doc.number,
        size: doc.size as f64,
        sha256: doc.sha256,
        level: match doc.level.as_deref() {
            Some("public") => Some(ClosingLevel::Public),
            Some("internal") => Some(ClosingLevel::Internal),
            Some("sensitive") => Some(ClosingLevel::Sensitive),
            _ => None,
        },
        persons: doc.persons.map(|persons| persons as f64),
    }
}

fn deviation(one: &Deviation) -> ClosingDeviation {
    ClosingDeviation {
        path: one.path.clone(),
        kind: match one.kind {
            Kind::Missing => DeviationKind::Missing,
            Kind::Size => DeviationKind::Size,
            Kind::Content => DeviationKind::Content,
            Kind::Unreadable => DeviationKind::Unreadable,
            Kind::Name => DeviationKind::Name,
            Kind::Unlisted => DeviationKind::Unlisted,
            Kind::Totals => DeviationKind::Totals,
        },
    }
}

fn refusal_view(artefact: &Artefact) -> Result<ClosingRefusal, Failure> {
    let refusal = read_refusal(artefact).map_err(room::Error::from)?;
    Ok(ClosingRefusal {
        by: refusal.made.by.name,
        made: time(&refusal.made.at),
        reason: refusal.reason,
        differences: refusal.differences.len() as f64,
    })
}

fn offer_view(
    open: &Room<Device>,
    kept: &Papers,
    artefact: &Artefact,
) -> Result<ClosingOffer, Failure> {
    let (terms, signed) = read_offer(artefact).map_err(room::Error::from)?;
    let (from, to) = parties(open, &terms.from, &terms.to, &signed)?;
    Ok(ClosingOffer {
        made: time(&terms.made.at),
        from,
        to,
        stays: match terms.afterwards {
            Afterwards::Ends => None,
            Afterwards::Stays {
                until,
                folders,
                reason,
                ..
            } => Some(Stays {
                until: until as f64,
                folders: folders.into_iter().map(|one| one.path).collect(),
                reason,
            }),
        },
        listed: is_listed(kept),
    })
}

fn parties(
    open: &Room<Device>,
    from: &Party,
    to: &Party,
    signed: &Signatures,
) -> Result<(ClosingParty, ClosingParty), Failure> {
    Ok((party(open, from, signed.from)?, party(open, to, signed.to)?))
}

fn party(open: &Room<Device>, party: &Party, signed: bool) -> Result<ClosingParty, Failure> {
    let print = ledger::ids::Hash::parse(&party.fingerprint).map_err(|_| Failure::Artefact)?;
    Ok(ClosingParty {
        name: party.name.clone(),
        words: safety_words(&print.0),
        signed,
        me: open.is_me(party)?,
    })
}

fn handed_view(one: &HandedOver) -> ClosingHanded {
    ClosingHanded {
        from: one.from_name.clone().unwrap_or_default(),
        to: one.to_name.clone().unwrap_or_default(),
        at: one.at as f64,
        until: one.until.map(|until| until as f64),
    }
}

/// RFC 3339, as every browser reads it.
fn time(said: &str) -> Millis {
    Date::parse(said)
}
