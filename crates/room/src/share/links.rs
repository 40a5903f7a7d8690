//! The links of a room: how each stands, how often it was opened and by whom.

use blobs::Api;
use blobs::wire::Id;
use futures::StreamExt;
use futures::stream;
use ledger::Refusal;
use ledger::entry::MemberKind;
use ledger::fold::RosterMember;
use ledger::ids::{ChainId, MemberId};
use seal::sign::SigningKey;

use crate::body::Introduction;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::people::members::MemberStanding;
use crate::replay::State;
use crate::room::Room;
use crate::session::KeySigner;

/// Links that are asked about at once.
const AT_ONCE: usize = 8;

/// A link as managers see it, also one that is over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkView {
    /// Its chain.
    pub member: MemberId,
    /// How it stands.
    pub standing: MemberStanding,
    /// What the issuer called it.
    pub label: String,
    /// What it gives, in words at the time.
    pub what: String,
    /// The server's time at which it was made.
    pub added: u64,
    /// When it ends.
    pub expires: Option<u64>,
    /// How many devices may open it.
    pub opens: Option<u32>,
    /// How often it was opened, as the gate counts.
    pub opened: u32,
    /// Whether a passphrase is part of its key.
    pub passphrase: bool,
    /// Only the first device that opened it.
    pub bound: bool,
    /// A visitor says who it is.
    pub asks: bool,
    /// Nothing is saved or printed.
    pub view_only: bool,
    /// It takes files instead of giving any.
    pub requests: bool,
    /// Who came by it, the newest first.
    pub visitors: Vec<VisitorView>,
}

/// A device that came by a link.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VisitorView {
    /// Its chain.
    pub chain: ChainId,
    /// When it was there for the first time, by the server's clock.
    pub came: u64,
    /// When it opened the link for the first time; none while it has only knocked.
    pub opened: Option<u64>,
    /// Who it says that it is. Nobody has checked it.
    pub says: Option<Introduction>,
    /// Whether it has agreed to the text that is asked for, if there is one.
    pub agreed: Option<bool>,
}

impl<H: Host> Room<H> {
    /// Every link of the room, the newest first; for managers.
    pub async fn links(&self) -> Result<Vec<LinkView>, Error> {
        self.judge_manager()?;
        let (mut views, asked) = {
            let state = self.state.borrow();
            let links = state.roster.members().values();
            let links = links.filter(|member| member.member.kind == MemberKind::Link);
            let views: Vec<LinkView> = links.map(|link| self.link_view(&state, link)).collect();
            let key = |view: &LinkView| {
                let note = state.notes.get(&view.member)?;
                let key = SigningKey::parse(note.state.expose()).ok()?;
                Some((view.member, key))
            };
            let asked: Vec<(MemberId, SigningKey)> = views.iter().filter_map(key).collect();
            (views, asked)
        };
        let room = Id(self.session.room.0);
        let ask = async |(member, key): (MemberId, SigningKey)| {
            let by = KeySigner::state(member, &key);
            let answer = self.host.api().link_state(&by, &room, &Id(member.0)).await;
            Ok::<_, Error>((member, answer?.opened))
        };
        let mut answers = stream::iter(asked).map(ask).buffer_unordered(AT_ONCE);
        while let Some(answer) = answers.next().await {
            let (member, opened) = answer?;
            for view in views.iter_mut().filter(|view| view.member == member) {
                view.opened = opened;
                let full = view.opens.is_some_and(|most| opened >= most);
                if full && view.standing == MemberStanding::Live {
                    view.standing = MemberStanding::UsedUp;
                }
            }
        }
        views.sort_by_key(|view| core::cmp::Reverse(view.added));
        Ok(views)
    }

    pub(crate) fn link_view(&self, state: &State, link: &RosterMember) -> LinkView {
        let entered = &link.member;
        let note = state.notes.get(&entered.member);
        let chain = state.person(&entered.member);
        let text = chain.and_then(|chain| chain.nda());
        let visitors = state.visitors.iter();
        let visitors = visitors.filter(|(_, visitor)| visitor.link == entered.member);
        let mut visitors: Vec<VisitorView> = visitors
            .map(|(chain, visitor)| VisitorView {
                chain: *chain,
                came: visitor.came,
                opened: visitor.first,
                says: visitor.said.as_ref().map(shown),
                agreed: text.map(|text| visitor.fold.has_agreed(&text)),
            })
            .collect();
        visitors.sort_by_key(|visitor| core::cmp::Reverse(visitor.came));
        LinkView {
            member: entered.member,
            standing: match link.judge_open(chain, self.now()) {
                Err(Refusal::Ended) => MemberStanding::Ended,
                Err(_) => MemberStanding::Expired,
                Ok(()) if link.suspended => MemberStanding::Suspended,
                Ok(()) => MemberStanding::Live,
            },
            label: note.map(|it| names::shown(&it.label)).unwrap_or_default(),
            what: note.map(|it| names::shown(&it.what)).unwrap_or_default(),
            added: state
                .people
                .get(&entered.member)
                .map_or(0, |note| note.since),
            expires: entered.expires,
            opens: entered.opens,
            opened: 0,
            passphrase: note.is_some_and(|note| note.passphrase),
            bound: entered.manner.bound,
            asks: entered.manner.asks,
            view_only: entered.manner.view_only,
            requests: !link.drops.is_empty(),
            visitors,
        }
    }
}

/// What a visitor says, fit to be shown.
pub(crate) fn shown(says: &Introduction) -> Introduction {
    Introduction {
        name: names::shown(&says.name),
        email: names::shown(&says.email),
    }
}
