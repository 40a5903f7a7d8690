//! Signed copies of what was agreed to, for both sides: all that somebody needs who checks one without
//! this program and without a server.

use core::fmt::Write as _;

use ledger::ids::{ChainId, Hash, MemberId, PublicKey, RoomId};

use crate::agreements::nda::{encode, is_text};
use crate::body::{NdaText, Principal};
use crate::error::Error;
use crate::hex::hex;
use crate::host::Host;
use crate::names;
use crate::replay::{Agreement, State, parse_text};
use crate::room::Room;
use crate::share::links::shown;

/// How it stands with one of whom a text is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AgreementView {
    /// The chain in which it signs: a person's, or a visitor's.
    pub chain: ChainId,
    /// The link by which a visitor came.
    pub link: Option<MemberId>,
    /// The name, a visitor's as it says; may be empty.
    pub name: String,
    /// What a manager called the person or the link.
    pub label: String,
    /// Whose text is asked for: a group's, or the room's.
    pub group: Option<Principal>,
    /// Which version; none if the newest text was not asked of this one yet.
    pub version: Option<u32>,
    /// When exactly this text was agreed to, by the server's clock.
    pub agreed: Option<u64>,
    /// Everything that it ever signed.
    pub signed: Vec<SignedText>,
}

/// A text that somebody signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedText {
    /// The hash of the text.
    pub hash: Hash,
    /// Its version.
    pub version: u32,
    /// The name under which it was signed.
    pub name: String,
    /// The server's time.
    pub time: u64,
}

/// What was signed, with everything that proves it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCopy {
    /// The room.
    pub room: RoomId,
    /// Its title.
    pub title: String,
    /// The signer's chain.
    pub chain: ChainId,
    /// The hash that was signed.
    pub hash: Hash,
    /// The text to which it belongs.
    pub text: NdaText,
    /// The name under which it was signed.
    pub name: String,
    /// When, by the signer's clock.
    pub at: u64,
    /// When, by the server's.
    pub time: u64,
    /// Exactly the bytes of what was agreed to, whose hash the entry names: text, name, time.
    pub agreed: Vec<u8>,
    /// The entry, as it was signed.
    pub entry: Vec<u8>,
    /// The entry as the server keeps it, with its signature over the time.
    pub wrapped: Vec<u8>,
    /// The server's key, which the room's first entry names.
    pub server: PublicKey,
    /// The signature.
    pub signature: [u8; 64],
    /// The key that signed.
    pub key: PublicKey,
}

impl<H: Host> Room<H> {
    /// Of whom a text is asked, and who agreed; for managers.
    pub fn agreements(&self) -> Result<Vec<AgreementView>, Error> {
        self.judge_manager()?;
        let state = self.state.borrow();
        let now = self.now();
        let mut out = Vec::new();
        for (id, member) in state.roster.members() {
            let (true, Some(note)) = (state.is_open(member, now), state.people.get(id)) else {
                continue;
            };
            let Some(hash) = note.fold.nda() else {
                continue;
            };
            let label = state.notes.get(id);
            let label = label.map(|it| names::shown(&it.label)).unwrap_or_default();
            let person = note.fold.joined().is_some();
            if person {
                let name = state.card(id).map(|card| card.name().to_owned());
                out.push(state.agreement(*id, hash, name.unwrap_or_default(), label));
                continue;
            }
            for (chain, visitor) in state.visitors.iter().filter(|(_, it)| it.link == *id) {
                let said = visitor.said.as_ref().map(shown);
                let name = said.map(|said| said.name).unwrap_or_default();
                let mut view = state.agreement(*chain, hash, name, label.clone());
                view.link = Some(*id);
                out.push(view);
            }
        }
        Ok(out)
    }

    /// Every signed text that is known here, with its proof: one's own, and for managers everybody's.
    pub fn signed_copies(&self) -> Vec<SignedCopy> {
        let state = self.state.borrow();
        let copy = |chain: &ChainId, hash: &Hash| {
            let (Agreement { said, bytes }, signed) = (
                state.agreements.get(&(*chain, *hash))?,
                state.signed.get(&(*chain, *hash))?,
            );
            Some(SignedCopy {
                room: state.room(),
                title: state.title.clone().unwrap_or_default(),
                chain: *chain,
                hash: *hash,
                text: parse_text(&said.text, hash)?,
                name: names::shown(&said.name),
                at: said.at,
                time: signed.time,
                agreed: bytes.clone(),
                entry: signed.bytes.clone(),
                wrapped: signed.wrapped.clone(),
                server: state.front.server_at(signed.front),
                signature: signed.signature,
                key: signed.key,
            })
        };
        let all = state.agreements.keys();
        all.filter_map(|(chain, hash)| copy(chain, hash)).collect()
    }
}

impl State {
    fn agreement(&self, chain: ChainId, hash: Hash, name: String, label: String) -> AgreementView {
        let asked = self.texts.0.values().find(|it| is_text(&it.text, &hash));
        let all = self.signed.iter().filter(|((by, _), _)| *by == chain);
        let mut signed: Vec<SignedText> = all
            .filter_map(|((_, hash), entry)| {
                let said = &self.agreements.get(&(chain, *hash))?.said;
                Some(SignedText {
                    hash: *hash,
                    version: parse_text(&said.text, hash)?.version,
                    name: names::shown(&said.name),
                    time: entry.time,
                })
            })
            .collect();
        signed.sort_by_key(|it| (it.time, it.version));
        AgreementView {
            chain,
            link: None,
            name,
            label,
            group: asked.and_then(|asked| asked.group),
            version: asked.map(|asked| asked.text.version),
            agreed: self.signed.get(&(chain, hash)).map(|entry| entry.time),
            signed,
        }
    }
}

impl SignedCopy {
    /// The copy as a file: what was signed and by whom, and how to check it.
    #[must_use]
    pub fn to_json(&self) -> String {
        let field = |name: &str, value: String| format!("  {}: {value}", quoted(name));
        let lines = [
            field("format", quoted("sealroom/1/agreement")),
            field("room", quoted(&self.room.to_string())),
            field("title", quoted(&self.title)),
            field("name", quoted(&self.name)),
            field("signed_at", self.at.to_string()),
            field("server_time", self.time.to_string()),
            field("version", self.text.version.to_string()),
            field("text_zh", quoted(&self.text.zh)),
            field("text_en", quoted(&self.text.en)),
            field("text_bytes", quoted(&hex(&encode(&self.text)))),
            field("text_sha256", quoted(&self.hash.to_string())),
            field("agreed_bytes", quoted(&hex(&self.agreed))),
            field("chain", quoted(&self.chain.to_string())),
            field("entry", quoted(&hex(&self.entry))),
            field("entry_signature", quoted(&hex(&self.signature))),
            field("key", quoted(&self.key.to_string())),
            field("wrapped_entry", quoted(&hex(&self.wrapped))),
            field("server_key", quoted(&self.server.to_string())),
            field("how_to_check", quoted(HOW)),
        ];
        format!("{{\n{}\n}}\n", lines.join(",\n"))
    }
}

/// How somebody checks a copy.
const HOW: &str = "What stands above in words is for reading; what proves it is in the bytes (hex). \
text_bytes is the CBOR array [id, version, text_zh, text_en, n]; its SHA-256 is text_sha256. \
agreed_bytes is the CBOR array [text_bytes, name, signed_at, random]. \
entry is a CBOR array of which, counted from 0, field 1 is the room, 2 the chain, 6 the key, and 9 is \
[29, [text_sha256, SHA-256 of agreed_bytes]]. entry_signature is Ed25519 by key over entry. \
wrapped_entry is the CBOR array [entry, entry_signature, server_time, signature], whose signature is Ed25519 by server_key \
over: sealroom/1/wrap, then SHA-256 of entry and entry_signature, then server_time as 8 bytes, the lowest first. \
See section 4 of PROTOCOL.md.";

/// A string as JSON writes it.
fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if c < ' ' || seal::text::hidden(c) => {
                let mut units = [0; 2];
                for unit in c.encode_utf16(&mut units) {
                    let _ = write!(out, "\\u{unit:04x}");
                }
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn what_is_quoted_says_the_same() {
        let text = "a \"b\" \\ \n\t 甲\u{202e}\u{1f512}";
        let said = quoted(text);
        assert!(!said.contains('\u{202e}') && !said.contains('\n'));
        assert_eq!(said, "\"a \\\"b\\\" \\\\ \\n\\u0009 甲\\u202e\u{1f512}\"");
    }
}
