//! Succession: a room whose only owner takes another identity goes to that one first.
//!
//! The old identity invites the new one, which joins and is made an owner; only then may the
//! old key be disowned. Every step is looked up before it is done, so a crash between two
//! leaves a room with the owner that it had.

use std::rc::Rc;

use ledger::entry::{MemberGrant, Office, Public, Rights};
use ledger::ids::{ChainId, MemberId};
use seal::grant::{self, Terms};

use crate::body::HomeRoom;
use crate::chains::append::Draft;
use crate::error::{Error, What};
use crate::home::Home;
use crate::home::make::{refer, rights};
use crate::host::Host;
use crate::room::Room;
use crate::session::Me;
use crate::share::peek::parse_fragment;

/// Until when the new identity has to join; it does at once.
const JOIN_BY: u64 = 24 * 3600 * 1000;

impl<H: Host> Home<H> {
    /// Makes the new identity, whose home this is, an owner of a room of the old one.
    pub(crate) async fn succeed(&self, me: &Me, old: &Me, known: &HomeRoom) -> Result<(), Error> {
        let (session, kept) = self.session(old, known).await?;
        let local = old.seed.local("room");
        let room = Room::load(Rc::clone(&self.host), session, local, kept).await?;
        let there = self.room(&known.room).filter(|room| room.done);
        let member = match there {
            Some(there) => there.member,
            None => {
                let root = room.view().root().ok_or(Error::NotFound)?;
                let join_by = room.now().saturating_add(JOIN_BY);
                let invite = room.invite(root, &old.name, join_by, None).await?;
                let fragment = parse_fragment(&invite.fragment)?;
                self.join(me, &fragment).await?;
                invite.member
            }
        };
        room.refresh().await?;
        room.make_owner(&member).await?;
        room.settle().await?;
        self.change(|body| {
            for mine in body.rooms.iter_mut().filter(|mine| mine.room == known.room) {
                mine.owner = true;
            }
        })
        .await
    }
}

impl<H: Host> Room<H> {
    /// Gives the office, and the roster's key, which leads to every other.
    async fn make_owner(&self, member: &MemberId) -> Result<(), Error> {
        self.append(|state| {
            let entered = state.roster.member(member).ok_or(Error::NotFound)?;
            let note = state.people.get(member).ok_or(Error::NotFound)?;
            let card = note.card.as_ref().ok_or(Error::Tampered(What::Card))?;
            let key = note.fold.key(&entered.subject());
            let mut drafts = Vec::new();
            if !state.front.is_owner(member, &state.front.head()) {
                let office = Public::Manager(*member, key, Office::Owner);
                drafts.push(Draft::new(ChainId::FRONT, 0, office, None));
            }
            let (epoch, roster) = state.current(&ChainId::ROSTER)?;
            let held = entered.grants.get(&ChainId::ROSTER);
            if held.is_none_or(|held| held.grant.epoch < epoch) {
                let terms = Terms {
                    room: self.session.room.0,
                    scope: ChainId::ROSTER.0,
                    epoch,
                    recipient: member.0,
                    rights: rights(Rights::Own),
                    expires: None,
                };
                let sealed = grant::seal(&terms, roster, card.kem(), &self.session.keys()?.sign);
                let given = MemberGrant {
                    member: *member,
                    grant: refer(&sealed, Rights::Own),
                };
                let public = Public::Grants(vec![given]);
                let draft = Draft::new(ChainId::ROSTER, epoch, public, None);
                drafts.push(draft.with(*member, &sealed));
            }
            Ok(drafts)
        })
        .await
    }
}
