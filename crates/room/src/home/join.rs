//! Joining: an invite becomes a person.
//!
//! The newcomer, who holds the invite's secret, opens the invite's grants, seals the same
//! keys again to its own new card (same scope, epoch and end, no more rights), and says so
//! in one entry signed by both keys. From then on the invite's own key is of no use.
//! Home knows the salt before that entry is written, so that a crash loses nothing.

use std::rc::Rc;

use ledger::entry::{GrantRef, Join, Public, Rights};
use ledger::ids::{ChainId, PublicKey, RoomId, ScopeId, Signature};
use seal::context::{Context, Kind};
use seal::fragment::{Fragment, LinkKind};
use seal::grant::{self, Grant, Terms};
use seal::kem::KemPublic;
use seal::link::LinkKeys;
use seal::sealbox;
use seal::sign::Message;

use crate::body::{self, HomeRoom, JoinCard};
use crate::chains::append::Draft;
use crate::error::{Error, What};
use crate::home::Home;
use crate::home::make::{refer, rights};
use crate::home::shelf::RoomShelf;
use crate::host::{Host, random};
use crate::replay::State;
use crate::room::Room;
use crate::session::{Me, Session, Who};
use crate::share::peek::{ask, judge, read_note};

impl<H: Host> Home<H> {
    /// Accepts an invite and opens the room. A room that one is in already is just opened: a
    /// second invite adds nothing while the first membership lives.
    pub async fn join(&self, me: &Me, fragment: &Fragment) -> Result<Room<H>, Error> {
        if fragment.kind != LinkKind::Invite {
            return Err(Error::OtherKind);
        }
        let (room, member) = (RoomId(fragment.room), ChainId(fragment.secret.chain_id()));
        let known = self.room(&room);
        if known.as_ref().is_some_and(|known| known.done) {
            match self.open(me, &room).await {
                // one whose access is over may come back by another invite
                Err(Error::Ended | Error::Expired)
                    if known.as_ref().is_some_and(|known| known.member != member) => {}
                open => return open,
            }
        }
        let promised = known.filter(|known| known.member == member);
        let (state, issued) = ask(&*self.host, fragment).await?;
        if promised.is_some() && state.standing == blobs::wire::Standing::Used {
            // the answer to an earlier try may have been lost
            return self.open(me, &room).await.map_err(|_| Error::UsedUp);
        }
        judge(state.standing)?;
        let keys = fragment.secret.keys();
        issued.ok_or(Error::Tampered(What::Link))?;
        let said = read_note(&*self.host, fragment, &keys).await?;
        let (given, view_only) = (said.scopes, said.way.view_only);

        let salt = promised.map_or_else(
            || random(&mut self.host.rng()),
            |known| *known.salt.expose(),
        );
        let mut entry = HomeRoom::new(room, &salt, member, false);
        entry.view_only = view_only.then_some(true);
        self.promise(entry).await?;
        let local = me.seed.local("room");
        let mut kept = RoomShelf::load(&*self.host, &local, &room, &member).await?;
        let person = Session::person(me, room, &salt, member, kept.device()?)?;
        kept.save(&*self.host, &local, &room, &member).await?;

        let who = Who::Invite { keys: keys.clone() };
        let invite = Session {
            room,
            chain: member,
            member,
            device: keys.sign.clone(),
            who,
        };
        let at_invite = Room::load(
            Rc::clone(&self.host),
            invite,
            local.clone(),
            RoomShelf::make(&*self.host),
        )
        .await?;
        at_invite.judge_given(&given)?;
        at_invite.join_as(&person, &keys, &fragment.first).await?;

        kept.text = at_invite.text_of_invite();
        kept.certified = true;
        kept.save(&*self.host, &local, &room, &member).await?;
        let open = Room::load(Rc::clone(&self.host), person, local, kept).await?;
        open.state.borrow_mut().view_only = view_only;
        self.note(&open).await?;
        Ok(open)
    }
}

impl<H: Host> Room<H> {
    /// What the issuer gave must have been released, but for what a manager's word withdrew since: what is not joined
    /// now is not held later.
    fn judge_given(&self, given: &[ScopeId]) -> Result<(), Error> {
        let state = self.state.borrow();
        let released = |scope: &ScopeId| state.granted.iter().any(|(there, ..)| there == scope);
        let withdrawn = |scope: &ScopeId| state.own.withdrawn().contains(scope);
        if given
            .iter()
            .all(|scope| released(scope) || withdrawn(scope))
        {
            Ok(())
        } else {
            Err(Error::Tampered(What::Grant))
        }
    }

    /// The text that is asked for, which only the invite's key opens.
    fn text_of_invite(&self) -> Option<Vec<u8>> {
        let state = self.state.borrow();
        let text = state.asked.get(&state.own.nda()?)?;
        Some(body::encode(text).to_vec())
    }

    /// Writes the join, signed by the invite's key, whose session this is.
    async fn join_as(
        &self,
        person: &Session,
        invite: &LinkKeys,
        first: &[u8; 32],
    ) -> Result<(), Error> {
        if !self
            .state
            .borrow()
            .taken
            .iter()
            .any(|hash| hash.0 == *first)
        {
            return Err(Error::Tampered(What::Link));
        }
        let me = PublicKey(person.keys()?.sign.public());
        self.append(|state| match state.own.joined() {
            Some((join, _)) if join.key == me => Ok(Vec::new()),
            Some(_) => Err(Error::UsedUp),
            None => Ok(vec![self.join_draft(state, person, invite)?]),
        })
        .await
    }

    fn join_draft(
        &self,
        state: &State,
        person: &Session,
        invite: &LinkKeys,
    ) -> Result<Draft, Error> {
        let (room, id) = (self.session.room, self.session.chain);
        let keys = person.keys()?;
        let mut grants: Vec<Grant> = Vec::new();
        for (scope, epoch, expires) in &state.granted {
            let key = state
                .keys
                .any(scope, *epoch)
                .ok_or(Error::Tampered(What::Grant))?;
            let terms = Terms {
                room: room.0,
                scope: scope.0,
                epoch: *epoch,
                recipient: id.0,
                rights: rights(Rights::Read),
                expires: *expires,
            };
            grants.push(grant::seal(&terms, key, &keys.kem.public(), &invite.sign));
        }
        let refs: Vec<GrantRef> = grants
            .iter()
            .map(|grant| refer(grant, Rights::Read))
            .collect();
        let device = person.device_key();
        let mut join = Join {
            key: PublicKey(keys.sign.public()),
            device,
            grants: refs,
            proof: Signature([0; 64]),
        };
        let statement = join.statement(&room, &id, &PublicKey(invite.sign.public()));
        join.proof = Signature(
            keys.sign
                .sign(Message::Join(&statement))
                .map_err(|_| Error::Tampered(What::Link))?,
        );

        let roster =
            KemPublic::parse(state.front.roster_kem()).map_err(|_| Error::Tampered(What::Entry))?;
        let card = body::encode(&JoinCard {
            card: person.card()?.as_bytes().to_vec(),
        });
        let context = Context::new(Kind::Join, room.0, id.0, 0);
        let sealed = sealbox::seal(&roster, &context, &card, &mut self.host.rng());
        let draft = Draft::new(id, 0, Public::Join(join), Some(sealed)).by_device();
        Ok(grants
            .iter()
            .fold(draft, |draft, grant| draft.with(id, grant)))
    }
}
