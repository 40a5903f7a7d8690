//! How the room stands for all but its owners.

use super::room::Room;
use crate::vault::messages::{ActivityRequest, Failure, Millis, Request, RoomStanding};

impl Room {
    /// Locks the room, makes it read only, or opens it again.
    pub(crate) async fn set_standing(self, standing: RoomStanding) -> Result<(), Failure> {
        self.change_policy(ActivityRequest::SetStanding {
            room: self.id(),
            standing,
        })
        .await
    }

    /// Sets when the room ends, or that it does not.
    pub(crate) async fn set_end(self, ends: Option<Millis>) -> Result<(), Failure> {
        self.change_policy(ActivityRequest::SetEnd {
            room: self.id(),
            ends,
        })
        .await
    }

    async fn change_policy(self, request: ActivityRequest) -> Result<(), Failure> {
        let view = self.app.vault.room(Request::Activity(request)).await?;
        self.show(*view);
        Ok(())
    }
}
