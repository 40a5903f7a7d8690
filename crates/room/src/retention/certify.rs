//! Making a certificate: what was known before, what was written, what the store says, what was seen.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ledger::MemberFold;
use ledger::entry::{Action, Opened, Public};
use ledger::evidence::erasure::ObjectState;
use ledger::ids::{ChainId, Hash, PublicKey, ScopeId};

use super::certificate::{
    Always, Certificate, Decided, Document, KIND, Key, Looked, Made, OfRoom, Person, Place, Reason,
    Uncovered, Version, What, level,
};
use super::destroy::{Destroying, Destruction, Watch, approver};
use super::doomed::{Doomed, main_place};
use super::erasing::{Receipt, parts_of};
use crate::body::Doom;
use crate::dates::utc;
use crate::error::Error;
use crate::hex::hex;
use crate::host::Host;
use crate::information::gate::{Gate, since};
use crate::names;
use crate::replay::{Shown, Spot, State};
use crate::room::Room;

/// What a certificate is to tell beyond numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Wishes {
    /// What the documents were called.
    pub names: bool,
    /// Who saved or printed something of them.
    pub people: bool,
}

/// What is known of documents before they are destroyed.
pub(super) struct Known {
    documents: BTreeMap<Hash, Document>,
    /// Epochs of scopes under which versions were sealed.
    keys: BTreeSet<(ScopeId, u32)>,
    uncovered: Uncovered,
    takes_two: bool,
}

impl Known {
    pub(super) fn of<H: Host>(
        room: &Room<H>,
        state: &State,
        doomed: &Doomed,
        wishes: &Wishes,
    ) -> Self {
        let gate = Gate::of(state, &state.plan, &state.tree(), &[]);
        let dues: BTreeMap<Spot, u64> = room
            .retention(u32::MAX)
            .map(|all| {
                let all = all.docs.into_iter();
                all.filter_map(|one| Some((one.doc, one.due?.0))).collect()
            })
            .unwrap_or_default();
        let (mut documents, mut keys, mut takes_two) = (BTreeMap::new(), BTreeSet::new(), false);
        for (origin, spots) in &doomed.docs {
            let main = main_place(state, spots);
            let main = main.as_ref();
            let tier = main.and_then(|spot| gate.level_of(state, spot));
            takes_two |= state.plan.is_second(tier);
            let seen = |spot: &Spot| {
                let scope = state.scopes.get(&spot.scope)?;
                let shown = scope.docs.get(&spot.doc);
                shown.or_else(|| scope.gone.get(&spot.doc))
            };
            let shown: Option<&Shown> = main.and_then(seen);
            let mut versions: BTreeMap<Vec<Hash>, Version> = BTreeMap::new();
            for spot in spots {
                let Some(scope) = state.scopes.get(&spot.scope) else {
                    continue;
                };
                // what the chain says in public is whole, whatever could be read
                let said = scope.fold.docs().get(&spot.doc);
                for version in said.into_iter().flat_map(|doc| &doc.versions) {
                    let parts: Vec<Hash> = version.parts.iter().map(|part| part.hash).collect();
                    let kept = seen(spot).and_then(|shown| {
                        let mut all = shown.versions.iter();
                        all.find(|kept| kept.record.version == version.version)
                    });
                    keys.extend(kept.map(|kept| (spot.scope, kept.epoch)));
                    let one = versions.entry(parts.clone()).or_insert_with(|| Version {
                        version: version.version.to_string(),
                        size: None,
                        header: None,
                        parts: parts.iter().map(Hash::to_string).collect(),
                    });
                    if let Some(kept) = kept {
                        one.size = Some(kept.record.size);
                        one.header = Some(hex(&kept.record.header));
                    }
                }
            }
            let name = main.and_then(|spot| {
                let scope = state.scopes.get(&spot.scope)?;
                shown.map(|_| names::safe(&scope.said(&spot.doc).name))
            });
            let persons = main.and_then(|spot| {
                let [decided, _] = gate.classified(state, &state.plan, spot);
                decided.persons()
            });
            let document = Document {
                origin: origin.to_string(),
                name: name.filter(|_| wishes.names),
                level: tier.map(|tier| level(tier).to_owned()),
                persons,
                added: shown.map(|shown| utc(since(shown))),
                due: main.and_then(|spot| dues.get(spot)).map(|due| utc(*due)),
                versions: versions.into_values().collect(),
                places: Vec::new(),
            };
            documents.insert(*origin, document);
        }
        Self {
            documents,
            keys,
            uncovered: uncovered(room, state, doomed, wishes),
            takes_two: takes_two || (doomed.whole && state.plan.takes_two()),
        }
    }
}

impl<H: Host> Room<H> {
    #[expect(
        clippy::too_many_arguments,
        reason = "each is another thing that the certificate says"
    )]
    pub(super) async fn certify(
        &self,
        known: Known,
        doomed: &Doomed,
        doom: &Doom,
        request: Option<Hash>,
        begun: u64,
        entries: Vec<Vec<u8>>,
        receipts: Vec<Receipt>,
        watch: Watch<'_>,
    ) -> Result<Destruction, Error> {
        let parts = parts_of(&receipts);
        let gone = parts
            .iter()
            .filter(|(_, state)| **state == ObjectState::Gone);
        let gone: Vec<Hash> = gone.map(|(part, _)| *part).collect();
        let still_served = self.still_served(&gone, watch).await?;
        watch(Destroying::Certifying);
        let scopes: BTreeSet<ScopeId> = match doomed.whole {
            true => BTreeSet::new(),
            false => doomed
                .docs
                .values()
                .flatten()
                .map(|spot| spot.scope)
                .collect(),
        };
        let (words, words_still_served) = self.words_served(&scopes).await?;
        let looked = Looked {
            at: utc(self.now()),
            parts: gone.len() as u64,
            still_served: still_served.iter().map(Hash::to_string).collect(),
            words,
            words_still_served,
        };
        let decided = self.decided(known.takes_two, request, doom, begun).await?;
        let front = self.served_from(ChainId::FRONT, 0, u64::MAX).await?;
        let made = Made {
            at: utc(self.now()),
            by: self.person(&self.own_key()?),
        };
        let said = {
            let state = self.state.borrow();
            let mut documents = known.documents;
            for (origin, spots) in &doomed.docs {
                let place = |spot: &Spot| {
                    let fold = state.scopes.get(&spot.scope).map(|scope| &scope.fold);
                    let entry = fold.and_then(|fold| fold.docs().get(&spot.doc)?.destroyed);
                    Place {
                        scope: spot.scope.to_string(),
                        document: spot.doc.to_string(),
                        entry: entry.filter(|_| !doomed.whole),
                    }
                };
                // what stands in a folder that this one may not touch is not destroyed there
                let done = |place: &Place| doomed.whole || place.entry.is_some();
                if let Some(document) = documents.get_mut(origin) {
                    document.places = spots.iter().map(place).filter(done).collect();
                }
            }
            Certificate {
                room: OfRoom {
                    id: self.session.room.to_string(),
                    title: names::safe(state.title.as_deref().unwrap_or_default()),
                },
                made,
                what: match doomed.whole {
                    true => What::Room,
                    false => What::Documents,
                },
                why: Reason {
                    code: (&doom.why).into(),
                    words: doom.words.clone(),
                },
                decided,
                documents: documents.into_values().collect(),
                keys: keys(&state, &known.keys, doomed.whole),
                front: front
                    .iter()
                    .map(|one| STANDARD.encode(&one.wrapped))
                    .collect(),
                entries: entries.iter().map(|one| STANDARD.encode(one)).collect(),
                receipts: receipts
                    .iter()
                    .map(|one| STANDARD.encode(&one.bytes))
                    .collect(),
                looked,
                uncovered: known.uncovered,
            }
        };
        let certificate = self.sign_artefact(KIND, &said)?;
        let server = self.state.borrow().front.server_key();
        let report = super::verify::verify_artefact(&certificate, Some(&server));
        let complete = report.is_ok_and(|report| report.complete());
        Ok(Destruction {
            decision: self.decision(request, doom),
            certificate,
            said,
            complete,
        })
    }

    /// What it was decided by, as the plan has it.
    fn decision(&self, request: Option<Hash>, doom: &Doom) -> Option<Hash> {
        let me = self.own_key().ok();
        let state = self.state.borrow();
        let mut all = state.plan.retention.dooms.iter().rev();
        let found = all.find(|said| match request {
            Some(id) => said.request == Some(id),
            None => said.by == me && said.doom == *doom,
        });
        found.map(|said| said.id)
    }

    /// By whom it was decided, with the entries that say so.
    async fn decided(
        &self,
        takes_two: bool,
        request: Option<Hash>,
        doom: &Doom,
        begun: u64,
    ) -> Result<Decided, Error> {
        let me = self.own_key()?;
        let by = self.person(&me);
        let Some(id) = request else {
            let said = self.place_of(
                begun,
                |op| matches!(op, crate::Op::Destroy(said) if said.as_ref() == doom),
            );
            let entry = match said {
                Some(seq) => Some(STANDARD.encode(self.wrapped_at(ChainId::ROSTER, seq).await?)),
                None => None,
            };
            return Ok(Decided {
                by,
                takes_two,
                entry,
                request: None,
            });
        };
        let (asked_by, note, approved_by, words) = {
            let state = self.state.borrow();
            let request = state.plan.requests.get(&id).ok_or(Error::NotFound)?;
            let (approved_by, words) = approver(request).ok_or(Error::TakesTwo)?;
            (
                request.by,
                request.note.clone(),
                approved_by,
                words.to_owned(),
            )
        };
        let asked = {
            let state = self.state.borrow();
            let mut all = state.plans.iter();
            all.find(|(_, one)| one.id == id).map(|(seq, _)| *seq)
        };
        let approved = self.place_of(
            0,
            |op| matches!(op, crate::Op::Decide(to, true, _) if *to == id),
        );
        let applied = self.place_of(0, |op| *op == crate::Op::Applied(id));
        let mut wrapped = Vec::new();
        for seq in [asked, approved, applied] {
            let seq = seq.ok_or(Error::NotFound)?;
            wrapped.push(STANDARD.encode(self.wrapped_at(ChainId::ROSTER, seq).await?));
        }
        let mut wrapped = wrapped.into_iter();
        let mut next = || wrapped.next().unwrap_or_default();
        Ok(Decided {
            by,
            takes_two,
            entry: None,
            request: Some(super::certificate::Request {
                id: id.to_string(),
                asked_by: self.person(&asked_by),
                note,
                asked: next(),
                approved_by: self.person(&approved_by),
                words,
                approved: next(),
                applied: next(),
            }),
        })
    }

    /// Where in the roster a change was said first, from there on.
    fn place_of(&self, from: u64, said: impl Fn(&crate::Op) -> bool) -> Option<u64> {
        let state = self.state.borrow();
        let mut all = state.plans.range(from..);
        let found = all.find(|(_, one)| one.ops.iter().any(&said));
        found.map(|(seq, _)| *seq)
    }

    fn person(&self, key: &PublicKey) -> Person {
        Person {
            name: self.author(&self.state.borrow(), key, "").name,
            key: key.to_string(),
        }
    }
}

fn keys(state: &State, known: &BTreeSet<(ScopeId, u32)>, whole: bool) -> Vec<Key> {
    let key = |(scope, epoch): &(ScopeId, u32)| {
        let fold = &state.scopes.get(scope)?.fold;
        Some(Key {
            scope: scope.to_string(),
            epoch: *epoch,
            commitment: Hash::of(fold.kem(*epoch)?).to_string(),
            current: !whole && fold.epoch() == Some(*epoch),
        })
    };
    known.iter().filter_map(key).collect()
}

/// What was seen, saved and copied of it, by everybody's receipts.
pub(super) fn uncovered<H: Host>(
    room: &Room<H>,
    state: &State,
    doomed: &Doomed,
    wishes: &Wishes,
) -> Uncovered {
    let spots: BTreeSet<Spot> = doomed.docs.values().flatten().copied().collect();
    let of = |opened: &Opened| {
        spots.contains(&Spot {
            scope: opened.scope,
            doc: opened.doc,
        })
    };
    let parts = |version: &ledger::fold::Version| -> Vec<Hash> {
        version.parts.iter().map(|part| part.hash).collect()
    };
    let docs = spots.iter().filter_map(|spot| {
        let fold = state.scopes.get(&spot.scope).map(|scope| &scope.fold)?;
        fold.docs().get(&spot.doc)
    });
    let contents: BTreeSet<Vec<Hash>> = docs.flat_map(|doc| &doc.versions).map(parts).collect();
    let people = state.people.iter().map(|(id, note)| (*id, &note.fold));
    let visitors = state.visitors.iter().map(|(id, one)| (*id, &one.fold));
    let own = state.own.tip().chain();
    let others = people.chain(visitors).filter(|(id, _)| *id != own);
    let all: Vec<(ChainId, &MemberFold)> = others.chain([(own, &state.own)]).collect();
    let (mut saved, mut done, mut shown) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    let (mut who, mut archives, mut sent_in) = (BTreeSet::new(), BTreeSet::new(), 0);
    for (id, fold) in all {
        for taken in fold.receipts().values() {
            if !taken.receipt.docs.iter().any(of) {
                continue;
            }
            let device = (id, taken.device);
            match taken.receipt.action {
                Action::Download | Action::Print => {
                    saved.insert(device);
                    who.insert(id);
                }
                Action::Complete => _ = done.insert(device),
                Action::View => _ = shown.insert(device),
                Action::Copy => _ = archives.insert(taken.time),
                Action::Closed => {}
            }
        }
        sent_in += fold
            .dropped()
            .values()
            .filter(|sent| {
                sent.versions
                    .iter()
                    .any(|one| contents.contains(&parts(one)))
            })
            .count() as u64;
    }
    let people = crate::activity::people::People::of(room, state);
    let named = who.iter().filter_map(|id| people.show(id));
    let name = |one: crate::Someone| match one.name.is_empty() {
        true => one.label,
        false => one.name,
    };
    Uncovered {
        saved_by_devices: saved.len() as u64,
        completed_by_devices: done.len() as u64,
        shown_to_devices: shown.len() as u64,
        people: match wishes.people {
            true => named.map(name).collect(),
            false => Vec::new(),
        },
        archives: archives.into_iter().map(utc).collect(),
        sent_in,
        always: Always::ALL.to_vec(),
    }
}

/// Whether an entry is one that the plan's changes stand in.
pub(super) fn is_plan(public: &Public) -> bool {
    matches!(public, Public::Plan)
}
