//! What is new to somebody in a room, found out here: from what this device reads anyway, compared
//! with a mark in the home object that says up to when the person has seen it. The server sends
//! nothing, and learns nothing of it.

use std::collections::BTreeSet;

use ledger::entry::{MemberKind, RoomState};
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, Hash, MemberId, PublicKey, VersionId};

use crate::activity::{Happening, Shelf};
use crate::body::NewsMark;
use crate::error::Error;
use crate::home::Home;
use crate::host::Host;
use crate::information::requests::RequestStanding;
use crate::names;
use crate::registers::outdated::Versions;
use crate::replay::{Deed, Done, Spot, State};
use crate::retention::{Due, Standing};
use crate::room::Room;
use crate::share::proposals::ProposalStanding;

/// What ends so soon is news.
const SOON: u64 = 3 * 86_400_000;
/// Documents that come due within so many days are news.
const DUE_SOON: u32 = 30;
/// The most news of one room.
const MOST: usize = 200;
/// Documents that one piece of news names.
const NAMED: usize = 3;

/// What kind of news it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum NewsKind {
    /// Documents were added.
    Documents,
    /// There are new versions of what one has opened.
    Versions,
    /// Somebody has sent in documents, which wait to be taken in.
    Dropped,
    /// Somebody joined.
    Joined,
    /// A change was proposed.
    Proposed,
    /// A text is to be agreed to.
    Text,
    /// One's own access ends soon.
    EndsMine,
    /// Somebody's access, or a link, ends soon.
    EndsMember,
    /// The room ends soon.
    EndsRoom,
    /// The room was made read only.
    ReadOnly,
    /// What one proposed was accepted or refused.
    Answered,
    /// What one saved or printed is not the newest version, and one has not opened that.
    Outdated,
    /// Documents are to be destroyed: their clocks are over, and no hold keeps them.
    Due,
    /// Documents come due soon.
    DueSoon,
    /// Another manager asks for what takes two.
    Asked,
}

/// Something that is new.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct News {
    /// What.
    pub kind: NewsKind,
    /// The server's time since when.
    pub time: u64,
    /// Names of documents, at most a few, or of a member.
    pub names: Vec<String>,
    /// How many it is about.
    pub count: usize,
    /// The first document.
    pub doc: Option<Spot>,
    /// When something ends.
    pub until: Option<u64>,
}

/// News, and for what lasts the name under which it is remembered.
struct Found {
    news: News,
    key: Option<u64>,
}

impl<H: Host> Home<H> {
    /// What is new in a room since the person has marked it as read, the newest first.
    pub fn news(&self, open: &Room<H>) -> Vec<News> {
        let known = self.room(&open.id()).and_then(|room| room.news);
        known.map_or_else(Vec::new, |mark| open.news(&mark))
    }

    /// Remembers that the person has seen what is new now, on every device.
    pub async fn mark_news(&self, open: &Room<H>) -> Result<(), Error> {
        let id = open.id();
        let known = self.room(&id).ok_or(Error::NotFound)?;
        let mark = open.mark(known.news.as_ref());
        if known.news.as_ref() == Some(&mark) {
            return Ok(());
        }
        self.change(|body| {
            if let Some(room) = body.rooms.iter_mut().find(|room| room.room == id) {
                // another device may have seen more
                let at = room.news.as_ref().map_or(0, |there| there.at);
                room.news = Some(NewsMark {
                    at: mark.at.max(at),
                    told: mark.told.clone(),
                });
            }
        })
        .await
    }
}

impl<H: Host> Room<H> {
    /// What was there when a room was opened for the first time is no news.
    pub(crate) fn first_mark(&self) -> NewsMark {
        NewsMark {
            at: self.read_at.get(),
            told: Vec::new(),
        }
    }

    fn mark(&self, before: Option<&NewsMark>) -> NewsMark {
        let at = before.map_or(0, |mark| mark.at);
        let mut mark = NewsMark {
            at: at.max(self.read_at.get()),
            told: Vec::new(),
        };
        let all = NewsMark {
            at,
            told: Vec::new(),
        };
        for found in self.find_news(&all) {
            match found.key {
                Some(key) => mark.told.push(key),
                None => mark.at = mark.at.max(found.news.time),
            }
        }
        mark
    }

    fn news(&self, mark: &NewsMark) -> Vec<News> {
        let mut news: Vec<News> = self
            .find_news(mark)
            .into_iter()
            .map(|found| found.news)
            .collect();
        news.sort_by_key(|one| core::cmp::Reverse((one.time, one.kind)));
        news
    }

    fn find_news(&self, mark: &NewsMark) -> Vec<Found> {
        let state = self.state.borrow();
        let mut found = self.happened(&state, mark.at);
        found.truncate(MOST);
        let mut lasting = self.lasting(&state);
        lasting.retain(|found| found.key.is_none_or(|key| !mark.told.contains(&key)));
        // a newer version of what one keeps is said once
        let kept: Vec<Option<Spot>> = lasting
            .iter()
            .filter(|found| found.news.kind == NewsKind::Outdated)
            .map(|found| found.news.doc)
            .collect();
        found.retain(|found| {
            let News {
                kind, count, doc, ..
            } = &found.news;
            !(*kind == NewsKind::Versions && *count == 1 && kept.contains(doc))
        });
        found.extend(lasting);
        found.truncate(MOST);
        found
    }

    /// What others did after this time, the newest first.
    fn happened(&self, state: &State, after: u64) -> Vec<Found> {
        let Ok(keys) = self.session.keys() else {
            return Vec::new();
        };
        let me = PublicKey(keys.sign.public());
        let manages = self.is_manager(state);
        let receipts = state.own.receipts().values();
        let opened = receipts.flat_map(|taken| &taken.receipt.docs);
        let opened: BTreeSet<Hash> = opened
            .map(|one| Spot {
                scope: one.scope,
                doc: one.doc,
            })
            .map(|at| state.origin_at(&at))
            .collect();
        let index = state.index();
        let mut deeds: Vec<&Deed> = state.log.iter().collect();
        deeds.sort_by_key(|deed| deed.order());
        let (mut shelf, mut found) = (Shelf::default(), Vec::new());
        for deed in deeds {
            let new = deed.time > after && deed.by != me;
            match &deed.what {
                Done::Docs(scope, _) if state.selections.contains(scope) => {}
                Done::Docs(scope, docs) => {
                    for (what, docs) in shelf.put(state, *scope, docs) {
                        let (kind, wanted) = match what {
                            Happening::Added => (NewsKind::Documents, None),
                            Happening::Versioned => (NewsKind::Versions, Some(&opened)),
                            _ => continue,
                        };
                        let docs: Vec<Spot> = docs
                            .iter()
                            .map(|(at, version)| (state.origin_at(at), version))
                            .filter(|(of, _)| wanted.is_none_or(|wanted| wanted.contains(of)))
                            .filter_map(|(of, version)| {
                                let all = index.places_of(of);
                                let mut there = all.filter(|at| holds(state, at, version.as_ref()));
                                there.next_back()
                            })
                            .collect();
                        if new && !docs.is_empty() {
                            found.push(of_docs(state, kind, deed.time, &docs));
                        }
                    }
                }
                Done::Dropped(chain, count) if new && manages => {
                    let news = self.of_member(state, NewsKind::Dropped, deed.time, chain);
                    found.push(Found::event(News {
                        count: *count,
                        ..news
                    }));
                }
                _ => {}
            }
        }
        found.extend(self.proposed(state, after, me));
        let joined = state.people.iter().filter(|_| manages);
        for (id, note) in joined {
            if let Some((_, time)) = note.fold.joined().filter(|(_, time)| *time > after) {
                let news = self.of_member(state, NewsKind::Joined, time, id);
                found.push(Found::event(news));
            }
        }
        found.sort_by_key(|found| core::cmp::Reverse(found.news.time));
        found
    }

    /// To who manages what was proposed and waits; to who proposed, what was answered.
    fn proposed(&self, state: &State, after: u64, me: PublicKey) -> Vec<Found> {
        let made = state.proposals.made.iter();
        let open = made.filter(|(id, one)| {
            let waits = state.standing(id) == Some(ProposalStanding::Open);
            waits && self.is_manager(state) && one.time > after && one.by != me
        });
        let open = open.map(|(_, one)| (NewsKind::Proposed, one.time, one.by));
        let answered = state.proposals.answered();
        let mine = answered
            .filter(|(made, answer)| made.by == me && answer.by != me && answer.time > after);
        let mine = mine.map(|(_, answer)| (NewsKind::Answered, answer.time, answer.by));
        let asked = state.plan.requests.values().filter(|one| {
            let waits = state.request_standing(one, self.now()) == RequestStanding::Open;
            waits && self.is_manager(state) && one.time > after && one.by != me
        });
        let asked = asked.map(|one| (NewsKind::Asked, one.time, one.by));
        let found = open.chain(mine).chain(asked).map(|(kind, time, by)| {
            Found::event(News {
                names: vec![self.officer_name(state, &by)],
                ..News::new(kind, time)
            })
        });
        found.collect()
    }

    /// What holds now, and is told once.
    fn lasting(&self, state: &State) -> Vec<Found> {
        let (now, owns) = (self.now(), self.is_owner(state));
        let mut found = Vec::new();
        if let Some(text) = state.own.owes().filter(|_| !owns) {
            let key = key(NewsKind::Text, &text.0, 0);
            found.push(Found::lasting(News::new(NewsKind::Text, now), key));
        }
        let soon = |end: &u64| *end > now && end.saturating_sub(now) <= SOON;
        let mut ends = |kind, of: &[u8], name: Option<String>, end: u64| {
            let news = News {
                names: name.into_iter().collect(),
                until: Some(end),
                // news since it was so near
                ..News::new(kind, end.saturating_sub(SOON))
            };
            found.push(Found::lasting(news, key(kind, of, end)));
        };
        if let Some(end) = state.expires.filter(soon) {
            ends(NewsKind::EndsMine, &[], None, end);
        }
        let policy = state.front.policy();
        if let Some(end) = policy.ends.filter(soon) {
            ends(NewsKind::EndsRoom, &[], None, end);
        }
        if self.is_manager(state) {
            for (id, member) in state.roster.members() {
                let stays = member.member.kind != MemberKind::Invite || state.is_joined(id);
                let end = member.member.expires.filter(soon);
                if let Some(end) = end.filter(|_| stays && state.is_open(member, now)) {
                    let name = self.name_of(state, member);
                    ends(NewsKind::EndsMember, &id.0, Some(name), end);
                }
            }
        }
        found.extend(outdated(state));
        if self.is_manager(state) {
            found.extend(self.due_news(state));
        }
        if policy.state == RoomState::ReadOnly && !owns {
            let changed = state.log.iter().rev();
            let mut changed = changed.filter(|deed| matches!(deed.what, Done::Policy(_)));
            let time = changed.next().map_or(0, |deed| deed.time);
            let key = key(NewsKind::ReadOnly, &[], time);
            found.push(Found::lasting(News::new(NewsKind::ReadOnly, time), key));
        }
        found
    }

    /// What is due to be destroyed, and what comes due: each told once, until more of it is.
    fn due_news(&self, state: &State) -> Vec<Found> {
        if !state.plan.has_clocks() {
            return Vec::new();
        }
        let due = self.retention_in(state, DUE_SOON).docs;
        let of = |kind, standing| {
            let these: Vec<&Due> = due.iter().filter(|one| one.standing == standing).collect();
            let end = |one: &&Due| one.due.as_ref().map(|(end, _)| *end);
            let (first, last) = (these.first().and_then(end)?, these.last().and_then(end)?);
            let names = these.iter().take(NAMED).map(|one| one.name.clone());
            let news = News {
                names: names.collect(),
                count: these.len(),
                doc: these.first().map(|one| one.doc),
                until: (kind == NewsKind::DueSoon).then_some(first),
                ..News::new(kind, last.min(self.now()))
            };
            Some(Found::lasting(news, key(kind, &[], last)))
        };
        let all = [
            of(NewsKind::Due, Standing::Due),
            of(NewsKind::DueSoon, Standing::Soon),
        ];
        all.into_iter().flatten().collect()
    }

    fn of_member(&self, state: &State, kind: NewsKind, time: u64, id: &ChainId) -> News {
        let link = state.visitors.get(id).map(|visitor| visitor.link);
        let member = state.roster.member(&link.unwrap_or(*id));
        let name = member.map(|member| self.name_of(state, member));
        News {
            names: name.into_iter().collect(),
            ..News::new(kind, time)
        }
    }

    /// The name on the card, or what a manager calls it.
    fn name_of(&self, state: &State, member: &RosterMember) -> String {
        let view = self.member_view(state, member);
        let named = view.name.filter(|name| !name.is_empty());
        named.unwrap_or(view.label)
    }
}

impl State {
    fn is_joined(&self, id: &MemberId) -> bool {
        self.person(id).is_some_and(|fold| fold.joined().is_some())
    }
}

impl News {
    fn new(kind: NewsKind, time: u64) -> Self {
        Self {
            kind,
            time,
            names: Vec::new(),
            count: 1,
            doc: None,
            until: None,
        }
    }
}

impl Found {
    fn event(news: News) -> Self {
        Self { news, key: None }
    }

    fn lasting(news: News, key: u64) -> Self {
        Self {
            news,
            key: Some(key),
        }
    }
}

fn of_docs(state: &State, kind: NewsKind, time: u64, docs: &[Spot]) -> Found {
    let name = |at: &Spot| {
        let name = state.shown(at).map(|shown| names::safe(&shown.record.name));
        name.unwrap_or_default()
    };
    Found::event(News {
        names: docs.iter().take(NAMED).map(name).collect(),
        count: docs.len(),
        doc: docs.first().copied(),
        ..News::new(kind, time)
    })
}

/// Documents of which one keeps a copy that is not the newest. Each is told once for each newest version; one that comes
/// after is news again.
fn outdated(state: &State) -> Vec<Found> {
    let versions = Versions::of(state);
    let held = versions.held(state, &state.own);
    let stale = held.iter().filter_map(|(origin, held)| {
        let (newest, at) = versions.newest(origin)?;
        if !held.saved || held.version >= newest {
            return None;
        }
        let since = state.shown(&at)?.versions.last()?.time;
        let name = state.scopes.get(&at.scope)?.said(&at.doc).name;
        let news = News {
            names: vec![names::safe(&name)],
            doc: Some(at),
            ..News::new(NewsKind::Outdated, since)
        };
        let key = key(NewsKind::Outdated, &origin.0, newest as u64);
        Some(Found::lasting(news, key))
    });
    stale.collect()
}

/// Whether a version is there still, in a folder that is read.
fn holds(state: &State, at: &Spot, version: Option<&VersionId>) -> bool {
    let scope = state.scopes.get(&at.scope);
    let there = |version| scope.is_some_and(|scope| scope.fold.version(&at.doc, version).is_some());
    version.is_some_and(there)
}

/// What lasts is remembered by what it is, whose and until when: another date is news again.
fn key(kind: NewsKind, of: &[u8], end: u64) -> u64 {
    let mut bytes = vec![kind as u8];
    bytes.extend_from_slice(of);
    bytes.extend_from_slice(&end.to_le_bytes());
    let Hash(hash) = Hash::of(&bytes);
    let mut first = [0; 8];
    first.copy_from_slice(hash.get(..8).unwrap_or(&[0; 8]));
    u64::from_le_bytes(first)
}
