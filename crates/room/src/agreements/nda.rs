//! Texts to be agreed to before anything is read.
//!
//! ```text
//! those who manage   Plan(Text)  ──settle──> Nda(hash) in each member's own chain, sealed to its card
//! the member         Agree(hash), signed over exactly that text, sealed to those who manage and to itself
//! the gate           releases nothing but the front until the newest text is agreed to
//! ```
//!
//! Of whom is in several groups with a text the one that was written last is asked; a group's text goes before the
//! room's. A link's visitors are asked in the link's chain, an invite before it is taken. A new text asks again.

use ledger::entry::Public;
use ledger::ids::{ChainId, Hash, MemberId};
use seal::context::Kind;
use seal::kem::KemPublic;
use seal::{Plain, sealbox};

use crate::body::{self, AgreeBoxes, Agreed, NdaText, Op, Principal};
use crate::chains::append::Draft;
use crate::error::{Error, What};
use crate::host::{Host, random};
use crate::names;
use crate::replay::{Note, State, clean_text, parse_text, text_place};
use crate::room::Room;
use crate::session::Who;

/// The longest text in one language, in bytes.
pub const MAX_TEXT: usize = 100_000;
/// How often one text is sealed to the same member again.
const AGAIN: u32 = 16;

/// A text that is to be agreed to before anything else is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    /// Its hash, which is what is signed.
    pub hash: Hash,
    /// The text; none as long as it is sealed for the invite by which one came, until someone who manages
    /// was here.
    pub text: Option<NdaText>,
}

/// A text as those who manage wrote it last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextView {
    /// Whom it is asked of; everybody else in the room without a group.
    pub group: Option<Principal>,
    /// The text.
    pub text: NdaText,
}

impl<H: Host> Room<H> {
    /// The text that this one has to agree to first.
    pub fn asked(&self) -> Option<Asked> {
        let state = self.state.borrow();
        let hash = state.owes()?;
        let kept = self.kept.borrow();
        let kept = || parse_text(kept.text.as_deref()?, &hash);
        let text = state.asked.get(&hash).cloned().or_else(kept);
        Some(Asked { hash, text })
    }

    /// Signs exactly this text, under a name. [`Error::Owes`] if another is asked for by now.
    pub async fn agree(&self, hash: &Hash, name: &str) -> Result<(), Error> {
        let asked = self.asked().filter(|asked| asked.hash == *hash);
        let text = asked.and_then(|asked| asked.text).ok_or(Error::Owes)?;
        let name = name.trim();
        if name.is_empty() || name.len() > names::MAX || name.contains(names::hidden) {
            return Err(Error::NameNeeded);
        }
        let said = body::encode(&Agreed {
            text: encode(&text).to_vec(),
            name: name.to_owned(),
            at: self.host.now(),
            salt: random(&mut self.host.rng()),
        });
        let of = Hash::of(&said);
        self.append(|state| {
            if state.own.has_agreed(hash) {
                return Ok(Vec::new());
            }
            if state.owes() != Some(*hash) {
                return Err(Error::Owes);
            }
            let chain = self.session.chain;
            let context = text_place(&self.session.room.0, Kind::Agree, &chain, hash);
            let roster = KemPublic::parse(state.front.roster_kem())
                .map_err(|_| Error::Tampered(What::Entry))?;
            let own = self.session.kem().public();
            let mut rng = self.host.rng();
            let boxes = body::encode(&AgreeBoxes {
                roster: sealbox::seal(&roster, &context, &said, &mut rng),
                own: sealbox::seal(&own, &context, &said, &mut rng),
            });
            let draft = Draft::new(chain, 0, Public::Agree(*hash, of), Some(boxes.to_vec()));
            Ok(vec![match self.session.who {
                Who::Person { .. } => draft,
                _ => draft.by_device(),
            }])
        })
        .await?;
        let _turn = self.turn.lock().await;
        self.catch_up().await
    }

    /// The texts of the room and of its groups; for managers.
    pub fn texts(&self) -> Result<Vec<TextView>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let there = |group: &Principal| state.plan.groups.contains_key(group);
        let all = state.texts.0.values();
        // nobody is in a group that was dissolved
        let all = all.filter(|known| known.group.as_ref().is_none_or(there));
        let all = all.map(|known| TextView {
            group: known.group,
            text: known.text.clone(),
        });
        Ok(all.collect())
    }

    /// Writes a text for a group, or for everybody else in the room, and asks those concerned. The same
    /// text again changes nothing; another one asks again. What cannot be seen is left out of it: who signs, signs
    /// nothing else than what is shown.
    pub async fn set_text(
        &self,
        group: Option<Principal>,
        zh: &str,
        en: &str,
    ) -> Result<(), Error> {
        self.judge_manager()?;
        let (zh, en) = (clean_text(zh), clean_text(en));
        for text in [&zh, &en] {
            if text.trim().is_empty() {
                return Err(names::BadName::Empty.into());
            }
            if text.len() > MAX_TEXT {
                return Err(Error::TooLarge);
            }
        }
        let fresh = random(&mut self.host.rng());
        self.append(|state| {
            let known = state.texts.of(group);
            if known.is_some_and(|known| (&known.text.zh, &known.text.en) == (&zh, &en)) {
                return Ok(Vec::new());
            }
            let id = known.map_or(fresh, |known| known.text.id);
            let op = Op::Text(id, group, zh.clone(), en.clone());
            Ok(vec![self.plan_draft(state, vec![op])?])
        })
        .await?;
        self.settle().await
    }

    /// What is still to be asked, of whom.
    pub(crate) fn nda_drafts(&self, state: &State) -> Result<Vec<Draft>, Error> {
        if state.texts.0.is_empty() {
            return Ok(Vec::new());
        }
        let owns = self.is_owner(state);
        let head = state.front.head();
        let now = self.now();
        let mut drafts = Vec::new();
        for (id, member) in state.roster.members() {
            let office = state.front.office(id, &head);
            let asked = !state.front.is_owner(id, &head) && (office.is_none() || owns);
            let (true, Some(note)) = (asked && state.is_open(member, now), state.people.get(id))
            else {
                continue;
            };
            let Some(text) = state.text_for(id).and_then(|text| due(text, note)) else {
                continue;
            };
            // one whose card the store keeps back has an alarm
            let Ok(card) = self.card_of(state, member) else {
                continue;
            };
            drafts.push(self.ask_draft(id, &text, &card));
        }
        Ok(drafts)
    }

    /// What a member that is just being made is asked for.
    pub(crate) fn ask_new(&self, state: &State, id: &MemberId, card: &KemPublic) -> Option<Draft> {
        let note = state.people.get(id)?;
        let text = due(state.text_for(id)?, note)?;
        Some(self.ask_draft(id, &text, card))
    }

    fn ask_draft(&self, id: &MemberId, text: &NdaText, card: &KemPublic) -> Draft {
        let plain = encode(text);
        let hash = Hash::of(&plain);
        let context = text_place(&self.session.room.0, Kind::Nda, id, &hash);
        let sealed = sealbox::seal(card, &context, &plain, &mut self.host.rng());
        Draft::new(*id, 0, Public::Nda(hash), Some(sealed))
    }

    /// A change of the plan, sealed for those who manage.
    pub(crate) fn plan_draft(&self, state: &State, ops: Vec<Op>) -> Result<Draft, Error> {
        let (epoch, key) = state.current(&ChainId::ROSTER)?;
        let (room, chain) = (self.session.room.0, ChainId::ROSTER.0);
        let context = seal::context::Context::new(Kind::Plan, room, chain, epoch);
        let said = body::encode(&body::Plan { ops });
        let sealed = key.seal(&context, &said, &mut self.host.rng());
        Ok(Draft::new(
            ChainId::ROSTER,
            epoch,
            Public::Plan,
            Some(sealed),
        ))
    }
}

/// What the member is to be asked for: this text, if it was not asked of it yet; and again when it was
/// asked of the invite and the one who took it has not agreed by now.
fn due(text: &NdaText, note: &Note) -> Option<NdaText> {
    let asked = note.fold.nda();
    let was = (0..AGAIN).find(|n| asked == Some(hash_of(&again(text, *n))));
    let Some(was) = was else {
        return Some(text.clone());
    };
    let lost = note.fold.joined().is_some() && note.asked < note.joined;
    let owes = asked.is_some_and(|hash| !note.fold.has_agreed(&hash));
    (lost && owes && was + 1 < AGAIN).then(|| again(text, was + 1))
}

/// The text to which a hash belongs, however often it was sealed again.
pub(crate) fn is_text(text: &NdaText, hash: &Hash) -> bool {
    (0..AGAIN).any(|n| hash_of(&again(text, n)) == *hash)
}

fn again(text: &NdaText, n: u32) -> NdaText {
    NdaText {
        again: n,
        ..text.clone()
    }
}

pub(crate) fn encode(text: &NdaText) -> Plain {
    body::encode(text)
}

fn hash_of(text: &NdaText) -> Hash {
    Hash::of(&encode(text))
}
