//! A closing bible: everything that one role can open of the room, as files in one archive that opens without it.
//!
//! ```text
//! index.html  verify.html             pages for people: browse, and verify
//! index.json  index.csv               the documents
//! files/1 Customers/1.1 list.xlsx     their content
//! agreements/*.json  activity.csv     what the role signed, and did or may see of what was done
//! handover-list.json  handover/*.json the papers, for their parties
//! ledger/<chain>.txt                  the chains that the role may read: entries without bodies
//! manifest.json                       path, size and SHA-256 of every other file, signed by both parties
//! ```
//!
//! **It holds what the role opens, by its own keys.** One's own is made of what one sees; another member's of what
//! [`Room::view_as`] proves that its grants open, and of nothing else that the maker sees. Of persons only: a link's
//! visitors are not to know of each other, and sign nothing.

mod chains;
mod paths;
mod tables;

use std::collections::BTreeSet;

use ledger::entry::Action;
use ledger::ids::{ChainId, Hash, MemberId};
use serde::{Deserialize, Serialize};

use self::paths::paths;
use self::tables::{csv, happening};
use super::binder::{Binder, HandoverProgress, Reader};
use super::check::MANIFEST;
use super::list::read_list;
use super::page;
use super::pass::text_of;
use super::said::{Made, Party, RoomNamed};
use crate::access::view_as::Mismatch;
use crate::activity::{CSV_COLUMNS, Filter, Group};
use crate::artefact::Artefact;
use crate::audit::evidence::Unproven;
use crate::carrier::Carrier;
use crate::control::Control;
use crate::dates::utc;
use crate::error::{Error, What};
use crate::host::Host;
use crate::replay::Spot;
use crate::room::Room;
use crate::view::{Doc, View};

/// The kind of a manifest.
pub const BIBLE: &str = "closing-bible";

/// The manifest of a closing bible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct Bible {
    /// Of which room.
    pub room: RoomNamed,
    /// Who made it, and when.
    pub made: Made,
    /// Whose it is: the member's chain in hex,
    pub role: String,
    /// and what that one is called.
    pub role_name: String,
    /// Who signs it first.
    pub from: Party,
    /// Who is to sign it, too.
    pub to: Option<Party>,
    /// SHA-256 of the text of the handover's list.
    pub list: Option<String>,
    /// How many documents it holds.
    pub documents: u64,
    /// Every file but this one, by path.
    pub files: Vec<BoundFile>,
}

/// A file of a bible.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BoundFile {
    /// Names that can be saved anywhere, separated by `/`.
    pub path: String,
    /// In bytes.
    pub size: u64,
    /// In hex.
    pub sha256: String,
}

/// A document of a bible, as its index says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub struct BibleDoc {
    /// Where it lies in the archive.
    pub path: String,
    /// The index number.
    pub number: String,
    /// What it is called.
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// In hex.
    pub sha256: String,
    /// As the author's system says.
    pub media_type: String,
    /// The version, in hex.
    pub version: String,
    /// When the document was added, by the server's time.
    pub added: String,
    /// When this version was.
    pub changed: String,
    /// Who added it.
    pub by: String,
    /// What was said of it.
    pub description: String,
    /// Likewise.
    pub tags: Vec<String>,
}

/// What is bound.
#[derive(Debug, Clone, Copy, Default)]
pub struct BibleOf<'a> {
    /// Whose; one's own without it.
    pub member: Option<MemberId>,
    /// Who is to sign it, too; without it the member whose it is.
    pub to: Option<MemberId>,
    /// The handover's list. It names everything: it goes to its parties and to who manages only.
    pub list: Option<&'a Artefact>,
    /// Other signed papers, each with a name. For the same people.
    pub papers: &'a [(&'a str, &'a Artefact)],
}

/// What is written by and by.
struct Binding<'b, B> {
    binder: &'b mut B,
    files: Vec<BoundFile>,
}

impl<B: Binder> Binding<'_, B> {
    async fn write(&mut self, path: &str, bytes: &[u8]) -> Result<(), Error> {
        self.binder.write(path, bytes).await?;
        self.files.push(BoundFile {
            path: path.to_owned(),
            size: bytes.len() as u64,
            sha256: Hash::of(bytes).to_string(),
        });
        Ok(())
    }
}

impl<H: Host> Room<H> {
    /// Binds everything that a role can open into files, writes the signed manifest as the last of them, and answers
    /// it. The other party signs it with [`Room::countersign_artefact`].
    pub async fn closing_bible<C: Carrier, B: Binder<Sink = C::Sink>>(
        &self,
        of: &BibleOf<'_>,
        carrier: &C,
        binder: &mut B,
        control: &Control,
        watch: &dyn Fn(HandoverProgress),
    ) -> Result<Artefact, Error> {
        self.refresh().await?;
        let (view, chains) = self.role_view(of.member.as_ref()).await?;
        self.judge_papers(of)?;
        let role = of.member.unwrap_or(self.session.member);
        let docs = paths(&view);
        let mut bound = Vec::new();
        let each = |doc: &Doc, path: &str, read: Result<(Hash, u64), Error>| {
            let (hash, size) = read?;
            bound.push(bible_doc(doc, path, size, &hash));
            Ok(())
        };
        let mut reader = Reader {
            carrier,
            binder,
            control,
            watch,
            at: HandoverProgress::default(),
        };
        reader.read(self, &docs, Action::Download, each).await?;
        let file = |doc: &BibleDoc| BoundFile {
            path: doc.path.clone(),
            size: doc.size,
            sha256: doc.sha256.clone(),
        };
        let mut binding = Binding {
            files: bound.iter().map(file).collect(),
            binder,
        };
        self.bind_papers(&mut binding, of).await?;
        self.bind_agreements(&mut binding, &role).await?;
        let seen: BTreeSet<Spot> = docs.iter().map(|(doc, _)| doc.at).collect();
        let table = self.role_activity(of.member, &seen);
        binding.write("activity.csv", table.as_bytes()).await?;
        for (chain, text) in self.chain_texts(&chains, control).await? {
            let path = format!("ledger/{chain}.txt");
            binding.write(&path, text.as_bytes()).await?;
        }
        if of.member.is_none() && self.audits().await? {
            self.bind_evidence(&mut binding, control).await?;
        }
        let json = serde_json::to_vec_pretty(&bound);
        let json = json.map_err(|e| super::said::odd(&e.to_string()))?;
        binding.write("index.json", &json).await?;
        binding.write("index.csv", csv(&bound).as_bytes()).await?;
        // the name on the card: what managers call somebody is not for that one
        let role_name = self.party(&role)?.name;
        let index = page::index(&view.title, &role_name, &bound);
        binding.write("index.html", index.as_bytes()).await?;
        let verify = page::verify();
        binding.write("verify.html", verify.as_bytes()).await?;
        let Binding { binder, mut files } = binding;
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let to = of.to.or(of.member).filter(|to| *to != self.session.member);
        let bible = Bible {
            room: self.named(),
            made: self.party_made()?,
            role: role.to_string(),
            role_name,
            from: self.own_party()?,
            to: to.map(|to| self.party(&to)).transpose()?,
            list: of.list.map(text_of),
            documents: bound.len() as u64,
            files,
        };
        let signed = self.sign_artefact(BIBLE, &bible)?;
        binder.write(MANIFEST, &signed.encode()?).await?;
        Ok(signed)
    }

    /// What a role sees, and the chains that it may read.
    async fn role_view(&self, member: Option<&MemberId>) -> Result<(View, Vec<ChainId>), Error> {
        let Some(member) = member else {
            let view = self.view();
            let heads = self.state.borrow().heads();
            return match view.view_only {
                true => Err(Error::NotAllowed),
                false => Ok((view, heads.into_keys().collect())),
            };
        };
        let seen = self.view_as(member).await?;
        // what opens more than was decided, or was sealed by nobody who may, is nothing to be bound
        let more = |found: &Mismatch| {
            matches!(
                found,
                Mismatch::TooMuch(_) | Mismatch::Unknown(_) | Mismatch::Different(_)
            )
        };
        if seen.mismatches.iter().any(more) {
            return Err(Error::GrantDiffers);
        }
        let state = self.state.borrow();
        let known = state.roster.member(member).ok_or(Error::NotFound)?;
        if known.member.manner.view_only {
            return Err(Error::NotAllowed);
        }
        let mut chains = seen.chains;
        chains.push(*member);
        Ok((seen.view, chains))
    }

    /// The papers name what other roles do not know of.
    fn judge_papers(&self, of: &BibleOf<'_>) -> Result<(), Error> {
        let role = of.member.unwrap_or(self.session.member);
        let papers = of.papers.iter().map(|(_, paper)| *paper);
        for paper in papers.chain(of.list) {
            if paper.room() != self.session.room {
                return Err(super::said::odd("another room").into());
            }
            let state = self.state.borrow();
            let manages = state.front.is_manager(&role, &state.front.head());
            drop(state);
            let signed = || Some(self.party(&role).ok()?.key);
            let party = signed().is_some_and(|key| {
                let keys = paper.signers().into_iter().map(|one| one.key.to_string());
                keys.into_iter().any(|other| other == key)
            });
            if !manages && !party {
                return Err(Error::NotAllowed);
            }
        }
        if let Some(list) = of.list {
            read_list(list)?;
        }
        Ok(())
    }

    async fn bind_papers<B: Binder>(
        &self,
        binding: &mut Binding<'_, B>,
        of: &BibleOf<'_>,
    ) -> Result<(), Error> {
        if let Some(list) = of.list {
            binding.write("handover-list.json", &list.encode()?).await?;
        }
        for (n, (name, paper)) in of.papers.iter().enumerate() {
            let name = crate::names::safe(name);
            let path = format!("handover/{} {name}.json", n + 1);
            binding.write(&path, &paper.encode()?).await?;
        }
        Ok(())
    }

    async fn bind_agreements<B: Binder>(
        &self,
        binding: &mut Binding<'_, B>,
        role: &MemberId,
    ) -> Result<(), Error> {
        let own = *role == self.session.member;
        let copies = self.signed_copies().into_iter();
        let copies = copies.filter(|copy| own || copy.chain == *role);
        for (n, copy) in copies.enumerate() {
            let path = format!("agreements/{}.json", n + 1);
            binding.write(&path, copy.to_json().as_bytes()).await?;
        }
        Ok(())
    }

    /// The checkpoint of the room's index, and each handover's entry with its proof.
    async fn bind_evidence<B: Binder>(
        &self,
        binding: &mut Binding<'_, B>,
        control: &Control,
    ) -> Result<(), Error> {
        self.read_audit(control, &|_| {}).await?;
        let unproven = |why: Unproven| match why {
            Unproven::Room(e) => e,
            _ => Error::Tampered(What::Answer),
        };
        let checkpoint = self.checkpoint().map_err(unproven)?;
        binding
            .write("ledger/checkpoint", checkpoint.as_bytes())
            .await?;
        let handed: Vec<u64> = {
            let state = self.state.borrow();
            // of what another store took this one's index proves nothing
            let here = state.front.lineage().map_or(0, |lineage| lineage.seq);
            let handed = state.front.handovers().iter().map(|one| one.seq);
            handed.filter(|seq| *seq >= here).collect()
        };
        for seq in handed {
            let proof = self.disclose(&ChainId::FRONT, seq).await;
            let path = format!("ledger/handover-{seq}.tlog-proof");
            binding
                .write(&path, proof.map_err(unproven)?.as_bytes())
                .await?;
        }
        Ok(())
    }

    /// One's own is what one may see; another member's what it did itself with what it may open.
    fn role_activity(&self, member: Option<MemberId>, seen: &BTreeSet<Spot>) -> String {
        let words = [
            "time", "who", "note", "what", "whom", "document", "folder", "version", "seconds",
            "device", "receipt",
        ];
        let head: [String; CSV_COLUMNS] = words.map(str::to_owned);
        let filter = match member {
            None => Filter::default(),
            Some(member) => Filter {
                person: Some(member),
                groups: vec![Group::Opened],
                ..Filter::default()
            },
        };
        let within = member.map(|_| seen);
        self.activity_within(&filter, &head, &happening, within)
    }
}

fn bible_doc(doc: &Doc, path: &str, size: u64, hash: &Hash) -> BibleDoc {
    BibleDoc {
        path: path.to_owned(),
        number: doc.number.clone(),
        name: doc.name.clone(),
        size,
        sha256: hash.to_string(),
        media_type: doc.record.mime.clone(),
        version: doc.record.version.to_string(),
        added: utc(doc.added),
        changed: utc(doc.changed),
        by: doc.record.added_by.clone(),
        description: doc.description.clone(),
        tags: doc.tags.clone(),
    }
}
