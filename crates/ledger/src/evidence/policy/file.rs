//! A policy as a file (C2SP tlog-policy), so that verifiers and witnesses of other makes read the same one.
//!
//! ```text
//! log sealroom/log/… +26bbb2ad+ASzB…
//! witness notary witness.example/w0+5e7218e2+BOt7… https://witness.example
//! witness court witness.example/w1+73d0734c+BAM9…
//! group both 2 notary court
//! quorum both
//! ```
//!
//! Read are logs, witnesses, groups of witnesses, and the quorum: `none`, a witness, or a group. A group of groups is
//! refused, for [`Policy`] has no such rule; the whole file is, rather than a weaker rule taken from it. Witnesses
//! that the quorum does not ask for are not kept.

use super::{KEYS, NotAPolicy, Policy};
use crate::evidence::note::{KeyKind, VerifierKey};

/// Bytes of a file.
pub const FILE: usize = 64 * 1024;

/// A policy file that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyFile {
    /// The logs that it knows; none, where they are known otherwise.
    pub logs: Vec<VerifierKey>,
    /// The witnesses of the quorum.
    pub witnesses: Vec<WitnessAt>,
    /// How many of them it takes.
    pub quorum: usize,
}

/// A witness, and where it is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WitnessAt {
    /// Its key.
    pub key: VerifierKey,
    /// Its submission prefix.
    pub url: Option<String>,
}

impl PolicyFile {
    /// Reads a file.
    pub fn parse(file: &str) -> Result<Self, NotAPolicy> {
        let plain = |byte: u8| byte == b'\t' || byte == b'\n' || (byte >= b' ' && byte != 0x7f);
        if file.len() > FILE || !file.bytes().all(plain) {
            return Err(NotAPolicy);
        }
        let mut reading = Reading::default();
        for line in file.split('\n') {
            let words = line.split([' ', '\t']).filter(|word| !word.is_empty());
            let words: Vec<&str> = words.collect();
            match words.first() {
                Some(first) if !first.starts_with('#') => {
                    reading.line(&words).ok_or(NotAPolicy)?;
                }
                _ => {}
            }
        }
        reading.end().ok_or(NotAPolicy)
    }

    /// Believes what this log signed, and the witnesses of the file. A file that names logs has to name this one.
    pub fn policy(&self, log: VerifierKey) -> Result<Policy, NotAPolicy> {
        if !self.logs.is_empty() && !self.logs.contains(&log) {
            return Err(NotAPolicy);
        }
        let witnesses = self.witnesses.iter().map(|witness| witness.key.clone());
        Policy::new(vec![log], witnesses.collect(), self.quorum)
    }
}

#[derive(Default)]
struct Reading<'a> {
    logs: Vec<VerifierKey>,
    witnesses: Vec<(&'a str, WitnessAt)>,
    groups: Vec<(&'a str, usize, Vec<&'a str>)>,
    quorum: Option<(usize, Vec<&'a str>)>,
}

impl<'a> Reading<'a> {
    fn line(&mut self, words: &[&'a str]) -> Option<()> {
        match words {
            ["log", key] | ["log", key, _] => {
                let key = self.key(key, KeyKind::Note)?;
                self.logs.push(key);
            }
            ["witness", name, key, url @ ..] if url.len() <= 1 && self.is_free(name) => {
                let key = self.key(key, KeyKind::Cosigner)?;
                let url = url.first().map(|url| (*url).to_owned());
                self.witnesses.push((name, WitnessAt { key, url }));
            }
            ["group", name, most, members @ ..] if !members.is_empty() && self.is_free(name) => {
                let once = (1..members.len()).all(|at| !members[..at].contains(&members[at]));
                if !once || !members.iter().all(|member| self.is_witness(member)) {
                    return None;
                }
                let k = match *most {
                    "any" => 1,
                    "all" => members.len(),
                    k => crate::evidence::text::number(k)?.try_into().ok()?,
                };
                if !(1..=members.len()).contains(&k) {
                    return None;
                }
                self.groups.push((name, k, members.to_vec()));
            }
            ["quorum", name] if self.quorum.is_none() => {
                let group = self.groups.iter().find(|(group, ..)| group == name);
                self.quorum = Some(match group {
                    _ if *name == "none" => (0, Vec::new()),
                    Some((_, k, members)) => (*k, members.clone()),
                    None if self.is_witness(name) => (1, vec![*name]),
                    None => return None,
                });
            }
            _ => return None,
        }
        (self.logs.len() + self.witnesses.len() <= KEYS && self.groups.len() <= KEYS).then_some(())
    }

    /// A key that was not given before, under whatever name.
    fn key(&self, vkey: &str, kind: KeyKind) -> Option<VerifierKey> {
        let key = VerifierKey::parse(vkey).ok()?;
        let witnesses = self.witnesses.iter().map(|(_, witness)| &witness.key);
        let mut known = self.logs.iter().chain(witnesses);
        let new = known.all(|other| other.key() != key.key());
        (key.kind() == kind && new).then_some(key)
    }

    fn is_witness(&self, name: &str) -> bool {
        self.witnesses.iter().any(|(witness, _)| *witness == name)
    }

    fn is_free(&self, name: &str) -> bool {
        let group = self.groups.iter().any(|(group, ..)| *group == name);
        !group && !self.is_witness(name) && name != "none"
    }

    fn end(self) -> Option<PolicyFile> {
        let (quorum, members) = self.quorum?;
        let asked = |(name, _): &(&str, WitnessAt)| members.contains(name);
        let witnesses = self.witnesses.into_iter().filter(asked);
        Some(PolicyFile {
            logs: self.logs,
            witnesses: witnesses.map(|(_, witness)| witness).collect(),
            quorum,
        })
    }
}
