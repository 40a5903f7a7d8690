//! Links of a room, texts to be agreed to, and files that wait: what the screens ask the vault.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::app::{App, use_app};
use super::room::{Room, passes};
use super::vault::Vault;
use crate::vault::messages::{
    Asked, DocRef, Failure, LinkView, LinksReply, LinksRequest, MemberRef, Reply, Request,
    RoomView, SentFile, SignedCopy, Texts, WaitingDoc,
};

impl Vault {
    async fn links(self, request: LinksRequest) -> Result<LinksReply, Failure> {
        match self.ask(Request::Links(request)).await? {
            Reply::Links(reply) => Ok(*reply),
            _ => Err(Failure::Internal),
        }
    }

    /// The text that is to be agreed to first.
    pub(crate) async fn asked(self, room: Room) -> Result<Option<Asked>, Failure> {
        match self.links(LinksRequest::Asked { room: room.id() }).await? {
            LinksReply::Asked(asked) => Ok(asked),
            _ => Err(Failure::Internal),
        }
    }

    /// Signs a text; answers the room as it is then.
    pub(crate) async fn agree(
        self,
        room: Room,
        hash: String,
        name: String,
    ) -> Result<Box<RoomView>, Failure> {
        let room = room.id();
        self.room(Request::Links(LinksRequest::Agree { room, hash, name }))
            .await
    }

    /// Signed copies, as far as this one may have them.
    pub(crate) async fn copies(self, room: Room) -> Result<Vec<SignedCopy>, Failure> {
        match self.links(LinksRequest::Copies { room: room.id() }).await? {
            LinksReply::Copies(copies) => Ok(copies),
            _ => Err(Failure::Internal),
        }
    }
}

/// What is known of something that is read beside a room.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Beside<T> {
    Loading,
    Ready(T),
    Failed(Failure),
}

/// Links, texts or waiting files of a room, read again whenever the room was.
pub(crate) struct Board<T: 'static> {
    app: App,
    pub(crate) room: Room,
    state: RwSignal<Beside<T>>,
    ask: fn(String) -> LinksRequest,
    take: fn(LinksReply) -> Option<T>,
}

impl<T: 'static> Clone for Board<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: 'static> Copy for Board<T> {}

/// The links.
pub(crate) fn use_links(room: Room) -> Board<Vec<LinkView>> {
    Board::over(
        room,
        |room| LinksRequest::List { room },
        |reply| match reply {
            LinksReply::List(list) => Some(list),
            _ => None,
        },
    )
}

/// The texts, and who agreed.
pub(crate) fn use_texts(room: Room) -> Board<Texts> {
    Board::over(
        room,
        |room| LinksRequest::Texts { room },
        |reply| match reply {
            LinksReply::Texts(texts) => Some(texts),
            _ => None,
        },
    )
}

/// The files that wait.
pub(crate) fn use_waiting(room: Room) -> Board<Vec<WaitingDoc>> {
    Board::over(
        room,
        |room| LinksRequest::Waiting { room },
        |reply| match reply {
            LinksReply::Waiting(list) => Some(list),
            _ => None,
        },
    )
}

/// The files that one sent in.
pub(crate) fn use_sent(room: Room) -> Board<Vec<SentFile>> {
    Board::over(
        room,
        |room| LinksRequest::Sent { room },
        |reply| match reply {
            LinksReply::Sent(list) => Some(list),
            _ => None,
        },
    )
}

impl<T: Clone + PartialEq + Send + Sync + 'static> Board<T> {
    fn over(
        room: Room,
        ask: fn(String) -> LinksRequest,
        take: fn(LinksReply) -> Option<T>,
    ) -> Self {
        let board = Self {
            app: use_app(),
            room,
            state: RwSignal::new(Beside::Loading),
            ask,
            take,
        };
        Effect::new(move |_| {
            room.reads();
            board.load();
        });
        board
    }

    /// Tracked.
    pub(crate) fn state(self) -> Beside<T> {
        self.state.get()
    }

    /// What is there, once it is; tracked.
    pub(crate) fn ready(self) -> Option<T> {
        match self.state.get() {
            Beside::Ready(value) => Some(value),
            _ => None,
        }
    }

    /// Reads it again. What did not change is left as it stands.
    pub(crate) fn load(self) {
        let request = (self.ask)(self.room.id());
        spawn_local(async move {
            let answer = self.app.vault.links(request).await;
            let answer = answer.and_then(|reply| (self.take)(reply).ok_or(Failure::Internal));
            let old = self.state.try_get_untracked();
            let state = match (answer, &old) {
                (Ok(value), _) => Beside::Ready(value),
                (Err(failure), Some(Beside::Ready(_))) if passes(failure) => return,
                (Err(failure), _) => Beside::Failed(failure),
            };
            if old.is_some_and(|old| old != state) {
                self.state.try_set(state);
            }
        });
    }

    /// Asks for a change, then reads it again.
    async fn change(self, request: LinksRequest) -> Result<(), Failure> {
        match self.app.vault.ask(Request::Links(request)).await? {
            Reply::Room(view) => self.room.show(*view),
            _ => self.load(),
        }
        Ok(())
    }
}

impl Board<Vec<LinkView>> {
    /// Gives a link another end.
    pub(crate) async fn set_end(self, member: MemberRef, expires: f64) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(LinksRequest::SetEnd {
            room,
            member,
            expires,
        })
        .await
    }

    /// Ends a link.
    pub(crate) async fn end(self, member: MemberRef) -> Result<(), Failure> {
        let room = self.room.id();
        self.app
            .vault
            .ask(Request::EndMember { room, member })
            .await?;
        self.load();
        Ok(())
    }
}

impl Board<Texts> {
    /// Writes the text of the room.
    pub(crate) async fn set_text(
        self,
        group: Option<String>,
        zh: String,
        en: String,
    ) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(LinksRequest::SetText {
            room,
            group,
            zh,
            en,
        })
        .await
    }
}

impl Board<Vec<WaitingDoc>> {
    /// Puts files into the folder for which they were sent.
    pub(crate) async fn take_in(self, docs: Vec<DocRef>) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(LinksRequest::TakeIn { room, docs }).await
    }

    /// Deletes files that wait.
    pub(crate) async fn refuse(self, docs: Vec<DocRef>) -> Result<(), Failure> {
        let room = self.room.id();
        self.change(LinksRequest::Refuse { room, docs }).await
    }
}
