//! What an entry's shape must be, whatever the state of its chain: whether it
//! has a body, how long its lists may be, that nothing stands in one twice.

use std::collections::BTreeSet;

use crate::entry::{Action, DocVersion, Entry, GrantRef, Public};
use crate::ids::ChainId;
use crate::limits;
use crate::refusal::Refusal;

/// Whether a kind of entry has a sealed body.
enum Body {
    Never,
    May,
    Must,
}

/// Judges the shape of one entry.
pub(super) fn judge(entry: &Entry) -> Result<(), Refusal> {
    let fits = match body(entry) {
        Body::Never => entry.body.is_none(),
        Body::May => true,
        Body::Must => entry.body.is_some(),
    };
    let lists = match &entry.public {
        Public::Children(scopes)
        | Public::Keys(scopes)
        | Public::Unchild(scopes)
        | Public::Withdrawn(scopes) => once(scopes),
        Public::Docs(docs) | Public::Drop(_, docs) => {
            once(docs.iter().map(|doc| doc.version)) && docs.iter().all(parts)
        }
        Public::Delete(docs) | Public::Edit(docs) | Public::Discard(docs) => once(docs),
        // the whole room, or these documents
        Public::Destroy(docs) if entry.chain == ChainId::FRONT => docs.is_empty(),
        Public::Destroy(docs) => once(docs),
        Public::Hold(hold) => {
            let named = !hold.docs.is_empty();
            let may = hold.stands && entry.chain != ChainId::FRONT;
            !named || (may && once(&hold.docs))
        }
        Public::Drops(_, scopes) => {
            scopes.len() <= limits::GRANTS && (scopes.is_empty() || once(scopes))
        }
        Public::Sendto(scopes) => {
            let each = scopes.iter().map(|one| one.scope);
            scopes.len() <= limits::GRANTS && (scopes.is_empty() || once(each))
        }
        Public::Grants(grants) => {
            grants.len() <= limits::GRANTS && once(grants.iter().map(|g| (g.member, g.grant.scope)))
        }
        Public::Member(member) => member.grants.is_empty() || each_scope_once(&member.grants),
        Public::Join(join) => each_scope_once(&join.grants),
        Public::End(_, scopes) => scopes.is_empty() || once(scopes.iter().map(|s| s.scope)),
        Public::Withdraw(_, scopes, rotate) => {
            let rotates = rotate.is_empty() || once(rotate.iter().map(|s| s.scope));
            rotates && (scopes.is_empty() || once(scopes)) && scopes.len() + rotate.len() > 0
        }
        Public::Granters(list) => {
            let keys = once(list.iter().map(|granter| granter.key));
            let members = once(list.iter().map(|granter| granter.member));
            keys && members && list.len() <= limits::GRANTERS
        }
        Public::Receipt(receipt) => {
            let timed = receipt.seconds == 0 || receipt.action == Action::Closed;
            timed && once(receipt.docs.iter().map(|o| (o.scope, o.doc, o.version)))
        }
        _ => true,
    };
    if fits && lists {
        Ok(())
    } else {
        Err(Refusal::Malformed)
    }
}

fn body(entry: &Entry) -> Body {
    match &entry.public {
        Public::Open(_)
        | Public::Manager(..)
        | Public::Unmanage(_)
        | Public::Policy(_)
        | Public::Suspend(..)
        | Public::Dates(_)
        | Public::Writer(..)
        | Public::Unwriter(_)
        | Public::Unchild(_)
        | Public::Disown
        | Public::Drops(..)
        | Public::Withdraw(..)
        | Public::Withdrawn(_)
        | Public::Granters(_)
        | Public::Handover(_)
        | Public::Undevice(_)
        | Public::Destroy(_)
        | Public::Hold(_)
        | Public::Receipt(_) => Body::Never,
        Public::Title
        | Public::Children(_)
        | Public::Docs(_)
        | Public::Keys(_)
        | Public::Propose
        | Public::Plan
        | Public::Edit(_)
        | Public::Label
        | Public::Nda(_)
        | Public::Agree(..)
        | Public::Drop(..)
        | Public::Issued
        | Public::Restored(_)
        | Public::Join(_) => Body::Must,
        Public::Epoch(_) if entry.seq > 0 => Body::Must,
        // there is nothing to say of no scope
        Public::Sendto(scopes) if scopes.is_empty() => Body::Never,
        Public::Sendto(_) => Body::Must,
        _ => Body::May,
    }
}

fn parts(doc: &DocVersion) -> bool {
    let lens = doc
        .parts
        .iter()
        .all(|part| (1..=limits::PART).contains(&part.len));
    lens && doc.parts.len() <= limits::PARTS && once(doc.parts.iter().map(|part| part.hash))
}

fn each_scope_once(grants: &[GrantRef]) -> bool {
    grants.len() <= limits::GRANTS && once(grants.iter().map(|grant| grant.scope))
}

/// Not empty, and nothing twice.
fn once<T: Ord>(items: impl IntoIterator<Item = T>) -> bool {
    let mut seen = BTreeSet::new();
    items.into_iter().all(|item| seen.insert(item)) && !seen.is_empty()
}

/// What one has to append in order to read, and to take care of one's own keys: a frozen room takes it.
pub(super) fn is_reading(public: &Public) -> bool {
    matches!(
        public,
        Public::Receipt(_)
            | Public::Visitor(..)
            | Public::Join(_)
            | Public::Device(_)
            | Public::Undevice(_)
            | Public::Agree(..)
            | Public::Disown
    )
}

/// The chains that every room has; no scope, member or visitor may take their names.
pub(super) fn is_fixed(chain: ChainId) -> bool {
    chain == ChainId::FRONT || chain == ChainId::ROSTER
}
