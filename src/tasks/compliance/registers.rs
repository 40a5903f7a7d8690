//! The registers of a room.

use std::sync::Arc;

use super::{Followed, ask, follow};
use crate::tasks::room::Room;
use crate::vault::messages::Failure;
use crate::vault::messages::compliance::{
    ComplianceReply, ComplianceRequest, Registers as All, RegistersRequest,
};
use js_sys::Array;

/// What is known of them.
#[derive(Clone, Copy)]
pub(crate) struct Registers {
    pub(crate) room: Room,
    pub(crate) all: Followed<All>,
}

/// Reads them, and again whenever the room was read.
pub(crate) fn use_registers(room: Room) -> Registers {
    let all = follow(room, move || {
        tell(room, RegistersRequest::Read { room: room.id() })
    });
    Registers { room, all }
}

impl Registers {
    /// Tracked; none until they were read.
    pub(crate) fn get(self) -> Option<Arc<All>> {
        self.all.get().and_then(Result::ok)
    }

    /// Changes one, and shows how they stand then.
    pub(crate) async fn change(self, request: RegistersRequest) -> Result<(), Failure> {
        let answer = tell(self.room, request).await;
        match answer {
            Ok(all) => {
                self.all.take(Ok(all));
                Ok(())
            }
            Err(failure) => {
                // another one may have been faster
                self.room.load();
                Err(failure)
            }
        }
    }
}

async fn tell(room: Room, request: RegistersRequest) -> Result<All, Failure> {
    let request = ComplianceRequest::Registers(request);
    match ask(room.app(), request, Array::new()).await?.0 {
        ComplianceReply::Registers(all) => Ok(*all),
        _ => Err(Failure::Internal),
    }
}
