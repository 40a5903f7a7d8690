//! Labels, there and back.

use room::{Classified, DataKind, Found, FoundKind, Labelled, Mark, Marking, Room};

use crate::browser::host::Device;
use crate::vault::messages::{
    Failure, FoundKinds, KindRef, Marked, Marks, MarksView, Matter, Said, Subject, Tier, Whether,
};
use crate::vault::rooms::{doc_at, doc_ref, folder_id};

/// Kinds of data, in the order in which the page numbers them.
const KINDS: [DataKind; 17] = [
    DataKind::ResidentId,
    DataKind::Passport,
    DataKind::BankCard,
    DataKind::Mobile,
    DataKind::Landline,
    DataKind::Email,
    DataKind::Plate,
    DataKind::CompanyCode,
    DataKind::Name,
    DataKind::Address,
    DataKind::BirthDate,
    DataKind::Account,
    DataKind::Health,
    DataKind::Belief,
    DataKind::Biometric,
    DataKind::Whereabouts,
    DataKind::Other,
];

pub(super) fn kind_of(kind: KindRef) -> Result<DataKind, Failure> {
    KINDS
        .get(usize::from(kind))
        .copied()
        .ok_or(Failure::NotFound)
}

pub(super) fn kind_ref(kind: DataKind) -> KindRef {
    let place = KINDS.iter().position(|one| *one == kind);
    // there are fewer than 256
    place.map_or(KindRef::MAX, |place| place as KindRef)
}

pub(super) fn marked(what: &Marked) -> Result<Labelled, Failure> {
    Ok(match what {
        Marked::Folder(folder) => Labelled::Folder(folder_id(folder)?),
        Marked::Doc(doc) => Labelled::Doc(doc_at(doc)?.into()),
    })
}

/// How something is classified, for the page.
pub(super) fn marks_view(open: &Room<Device>, found: Classified) -> MarksView {
    MarksView {
        holds: marks(open, found.holds),
        own: marks(open, found.own),
        suggested: marks(open, found.suggested),
        by: found.by.map(|(by, time)| (by.name, time as f64)),
    }
}

/// A label as the page has it.
pub(super) fn marking(open: &Room<Device>, marks: &Marks) -> Result<Marking, Failure> {
    let variant_of = match &marks.variant_of {
        None => None,
        Some(Said::Above) => Some(Mark::Above),
        Some(Said::Is(doc)) => Some(Mark::Is(open.origin_of(doc_at(doc)?)?)),
    };
    let found = match &marks.found {
        None => None,
        Some(Said::Above) => Some(Mark::Above),
        Some(Said::Is(found)) => {
            let kind = |(kind, count, distinct): &(KindRef, u64, u64)| {
                Ok::<_, Failure>(FoundKind {
                    kind: kind_of(*kind)?,
                    count: *count,
                    distinct: *distinct,
                })
            };
            Some(Mark::Is(Found {
                kinds: found.kinds.iter().map(kind).collect::<Result<_, _>>()?,
                partial: found.partial,
            }))
        }
    };
    Ok(Marking {
        tier: there(&marks.tier, |one| tier_of(*one)),
        subjects: there(&marks.subjects, |all| {
            all.iter().map(|one| subject_of(*one)).collect()
        }),
        matters: there(&marks.matters, |all| {
            all.iter().map(|one| matter_of(*one)).collect()
        }),
        personal: there(&marks.personal, |one| answer_of(*one)),
        sensitive: there(&marks.sensitive, |one| answer_of(*one)),
        found,
        persons: there(&marks.persons, |n| *n),
        source: there(&marks.source, Clone::clone),
        owner: there(&marks.owner, Clone::clone),
        purpose: there(&marks.purpose, Clone::clone),
        variant_of,
    })
}

fn there<T, U>(said: &Option<Said<T>>, is: impl Fn(&T) -> U) -> Option<Mark<U>> {
    said.as_ref().map(|said| match said {
        Said::Above => Mark::Above,
        Said::Is(value) => Mark::Is(is(value)),
    })
}

fn back<T, U>(mark: Option<Mark<T>>, is: impl Fn(T) -> U) -> Option<Said<U>> {
    mark.map(|mark| match mark {
        Mark::Above => Said::Above,
        Mark::Is(value) => Said::Is(is(value)),
    })
}

fn marks(open: &Room<Device>, marking: Marking) -> Marks {
    // one that is not to be seen is not said
    let variant_of = match marking.variant_of {
        Some(Mark::Is(origin)) => open.doc_of_origin(&origin).map(|at| Said::Is(doc_ref(&at))),
        Some(Mark::Above) => Some(Said::Above),
        None => None,
    };
    Marks {
        tier: back(marking.tier, tier),
        subjects: back(marking.subjects, |all| {
            all.into_iter().map(subject).collect()
        }),
        matters: back(marking.matters, |all| all.into_iter().map(matter).collect()),
        personal: back(marking.personal, answer),
        sensitive: back(marking.sensitive, answer),
        found: back(marking.found, |found| FoundKinds {
            kinds: found
                .kinds
                .iter()
                .map(|one| (kind_ref(one.kind), one.count, one.distinct))
                .collect(),
            partial: found.partial,
        }),
        persons: back(marking.persons, |n| n),
        source: back(marking.source, |text| room::names::shown(&text)),
        owner: back(marking.owner, |text| room::names::shown(&text)),
        purpose: back(marking.purpose, |text| room::names::shown(&text)),
        variant_of,
    }
}

/// Enums of the page and of the room, one for one.
macro_rules! alike {
    ($there:ident, $back:ident: $kind:ident as $room:path { $($name:ident),+ }) => {
        pub(super) fn $there(one: $kind) -> $room {
            use $room as Room;
            match one { $($kind::$name => Room::$name),+ }
        }
        pub(super) fn $back(one: $room) -> $kind {
            use $room as Room;
            match one { $(Room::$name => $kind::$name),+ }
        }
    };
}

alike!(tier_of, tier: Tier as room::Tier { Public, Internal, Sensitive });
alike!(subject_of, subject: Subject as room::Subject { Individuals, Companies });
alike!(matter_of, matter: Matter as room::Matter { Sales, Service, Contract, Finance, Other });
alike!(answer_of, answer: Whether as room::Answer { Unknown, No, Yes });
