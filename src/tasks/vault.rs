//! The line to the vault, as a handle that screens can copy.

use js_sys::Array;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::session::SessionState;
use crate::browser::page::vault_client::{Unasked, VaultClient};
use crate::vault::messages::{
    AccessReply, ActivityReply, AuditReply, DocsReply, Failure, IncidentReply, InfoReply,
    Invitation, MemberView, Peek, Reply, Request, RetentionReply, RoomSummary, RoomView, Status,
    ToldView,
};

/// Asks the vault. When the worker could not be started, every answer is a failure.
#[derive(Clone, Copy)]
pub(crate) struct Vault {
    client: StoredValue<Option<VaultClient>, LocalStorage>,
    session: SessionState,
}

impl Vault {
    /// Starts the worker.
    pub(crate) fn start(session: SessionState, unasked: impl Fn(Unasked) + 'static) -> Self {
        Self {
            client: StoredValue::new_local(VaultClient::start(unasked).ok()),
            session,
        }
    }

    /// Asks with values that ride beside the request.
    pub(crate) async fn ask_with(
        self,
        request: Request,
        attachments: Array,
    ) -> Result<(Reply, Array), Failure> {
        let client = self.client.get_value().ok_or(Failure::Internal)?;
        let answer = client.ask(request, attachments).await;
        if matches!(answer, Err(Failure::Locked)) {
            // the vault locked itself: the screen follows
            self.session.lock();
        }
        answer
    }

    /// Says what needs no answer.
    pub(crate) fn tell(self, request: Request) {
        spawn_local(async move {
            let _ = self.ask(request).await;
        });
    }

    /// Asks.
    pub(crate) async fn ask(self, request: Request) -> Result<Reply, Failure> {
        Ok(self.ask_with(request, Array::new()).await?.0)
    }
}

/// One method for each kind of answer: another kind than expected is a fault of ours.
macro_rules! answers {
    ($($method:ident: $variant:ident($kind:ty);)*) => {
        impl Vault {
            $(pub(crate) async fn $method(self, request: Request) -> Result<$kind, Failure> {
                match self.ask(request).await? {
                    Reply::$variant(value) => Ok(value),
                    _ => Err(Failure::Internal),
                }
            })*
        }
    };
}

answers! {
    status: Status(Status);
    words: Words(Vec<String>);
    rooms: Rooms(Vec<RoomSummary>);
    room: Room(Box<RoomView>);
    docs: Docs(DocsReply);
    url: Url(Invitation);
    members: Members(Vec<MemberView>);
    peek: Peek(Peek);
    access: Access(AccessReply);
    activity: Activity(ActivityReply);
    audit: Audit(AuditReply);
    info: Info(InfoReply);
    incident: Incident(IncidentReply);
    told: Told(ToldView);
    retention: Retention(RetentionReply);
}
