//! Texts to be agreed to: which there are, what is asked here, and what was signed.

use std::collections::BTreeMap;

use ledger::Verified;
use ledger::entry::Public;
use ledger::ids::{ChainId, Hash, MemberId, PublicKey};
use seal::context::{Context, Kind};
use seal::sealbox;

use super::{AlarmKind, Held, State};
use crate::agreements::nda::MAX_TEXT;
use crate::body::{self, AgreeBoxes, Agreed, NdaText, Op, Principal};
use crate::names;
use crate::session::{Session, Who};

/// Texts as those who manage wrote them, by their ids.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Texts(pub(crate) BTreeMap<[u8; 16], Text>);

/// The newest version of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Text {
    pub(crate) group: Option<Principal>,
    pub(crate) text: NdaText,
    /// Of two texts the greater one was written last.
    order: usize,
}

/// What somebody agreed to, and exactly the bytes whose hash is signed.
#[derive(Debug)]
pub(crate) struct Agreement {
    pub(crate) said: Agreed,
    pub(crate) bytes: Vec<u8>,
}

/// An entry as it was signed.
#[derive(Debug, Clone)]
pub(crate) struct SignedEntry {
    pub(crate) bytes: Vec<u8>,
    pub(crate) signature: [u8; 64],
    pub(crate) key: PublicKey,
    /// How much of the front whoever signed it had seen.
    pub(crate) front: u64,
    /// As the server keeps it, with its own signature over that time.
    pub(crate) wrapped: Vec<u8>,
    /// The server's time.
    pub(crate) time: u64,
}

impl Texts {
    /// Takes in one change.
    pub(crate) fn apply(&mut self, op: &Op) {
        let Op::Text(id, group, zh, en) = op else {
            return;
        };
        let order = self.0.values().map(|known| known.order + 1).max();
        let version = self.0.get(id).map_or(0, |known| known.text.version);
        let text = NdaText {
            id: *id,
            version: version.saturating_add(1),
            zh: zh.clone(),
            en: en.clone(),
            again: 0,
        };
        self.0.insert(
            *id,
            Text {
                group: *group,
                text,
                order: order.unwrap_or_default(),
            },
        );
    }

    /// The text of a group; the room's own without one.
    pub(crate) fn of(&self, group: Option<Principal>) -> Option<&Text> {
        let fitting = self.0.values().filter(|text| text.group == group);
        fitting.max_by_key(|text| text.order)
    }
}

impl State {
    /// The text that is asked for here and was not agreed to. Owners are asked for nothing.
    pub(crate) fn owes(&self) -> Option<Hash> {
        if let Some(link) = &self.link {
            return link.nda().filter(|text| !self.own.has_agreed(text));
        }
        let owner = self
            .front
            .is_owner(&self.own.tip().chain(), &self.front.head());
        self.own.owes().filter(|_| !owner)
    }

    /// The text that is asked of a member, by what those who manage wrote: a group's rather than the room's, and of
    /// several groups' the one that was written last. One text is asked for, never two.
    pub(crate) fn text_for(&self, member: &MemberId) -> Option<&NdaText> {
        let own = self.plan.groups_of(member);
        let own = own.filter_map(|group| self.texts.of(Some(group)));
        let text = own.max_by_key(|text| text.order);
        text.or_else(|| self.texts.of(None)).map(|text| &text.text)
    }

    /// Keeps what is asked of oneself, and who signed what.
    pub(super) fn hear_text(
        &mut self,
        session: &Session,
        verified: &Verified,
        signed: impl FnOnce() -> SignedEntry,
        body: Option<&[u8]>,
    ) {
        let chain = verified.entry().chain;
        let mine = chain == session.chain || self.is_link(session, &chain);
        match (&verified.entry().public, body) {
            (Public::Nda(hash), Some(body)) if mine => {
                let context = place(&self.room().0, Kind::Nda, &chain, hash);
                let plain = sealbox::open(session.kem(), &context, body);
                let text = plain.as_ref().ok().and_then(|plain| parse(plain, hash));
                // what was sealed to an invite is not for the card of the one who took it
                let before = self.own.joined().is_none();
                let person = matches!(session.who, Who::Person { .. });
                match text {
                    Some(text) => drop(self.asked.insert(*hash, text)),
                    None if plain.is_err() && person && before => {}
                    None => self.alarm(chain, AlarmKind::BrokenRecord),
                }
            }
            (Public::Agree(hash, of), body) => {
                self.signed.insert((chain, *hash), signed());
                let boxes = body.and_then(|body| body::decode::<AgreeBoxes>(body).ok());
                let Some(boxes) = boxes.filter(|_| chain == session.chain) else {
                    return;
                };
                let context = place(&self.room().0, Kind::Agree, &chain, hash);
                if let Ok(plain) = sealbox::open(session.kem(), &context, &boxes.own) {
                    self.take_agreed(chain, hash, of, &plain);
                }
            }
            _ => {}
        }
    }

    /// `None`: its key is not there. Otherwise whether it says what it should.
    pub(super) fn open_agreed(&mut self, held: &Held, hash: &Hash, of: &Hash) -> Option<bool> {
        let chain = held.entry.chain;
        if chain == self.own.tip().chain() {
            return Some(true);
        }
        let roster = self.keys.get(&ChainId::ROSTER, 0)?;
        let body = held.body.as_deref().unwrap_or_default();
        let Ok(boxes) = body::decode::<AgreeBoxes>(body) else {
            return Some(false);
        };
        let context = place(&self.room().0, Kind::Agree, &chain, hash);
        let Ok(plain) = roster.open_box(&context, &boxes.roster) else {
            return Some(false);
        };
        Some(self.take_agreed(chain, hash, of, &plain))
    }

    /// What is sealed is what the entry signs: the text, the name and the time.
    fn take_agreed(&mut self, chain: ChainId, hash: &Hash, of: &Hash, plain: &[u8]) -> bool {
        let said = (Hash::of(plain) == *of).then(|| body::decode::<Agreed>(plain).ok());
        let said = said.flatten();
        let said = said.filter(|said| parse(&said.text, hash).is_some());
        let good = said.is_some();
        if let Some(said) = said {
            let signed = Agreement {
                said,
                bytes: plain.to_vec(),
            };
            self.agreements.insert((chain, *hash), signed);
        }
        good
    }
}

/// The one place of a text, or of a signature under it.
pub(crate) fn place(room: &[u8; 32], kind: Kind, chain: &ChainId, text: &Hash) -> Context {
    let mut context = Context::new(kind, *room, chain.0, 0);
    context.id = text.0;
    context
}

/// The text, if its hash is this one and all of it is shown: bytes that say more than the text does, or the same in
/// other ways, are none, nor is one of which something cannot be seen.
pub(crate) fn parse(bytes: &[u8], hash: &Hash) -> Option<NdaText> {
    let text: NdaText = (Hash::of(bytes) == *hash).then(|| body::decode(bytes).ok())??;
    let shown = |said: &str| said.len() <= MAX_TEXT && !said.contains(is_unseen);
    let whole = body::encode(&text).as_slice() == bytes;
    (whole && shown(&text.zh) && shown(&text.en)).then_some(text)
}

/// What a text to be agreed to may not hold. Lines end, and nothing else is there that is not seen.
fn is_unseen(c: char) -> bool {
    c != '\n' && names::hidden(c)
}

/// A text as it was typed or pasted, without what is not seen.
pub(crate) fn clean(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let lines = text.replace(['\r', '\u{85}', '\u{2028}', '\u{2029}'], "\n");
    let seen = lines.chars().map(|c| if c == '\t' { ' ' } else { c });
    seen.filter(|c| !is_unseen(*c)).collect()
}
