//! How far a handover is, by what the place of closing says comes next.

use std::time::Duration;

use crate::{Done, Person};

const LONG: Duration = Duration::from_secs(180);

impl Person {
    /// Waits until this comes next with the list.
    pub async fn list_is(&self, next: &str) -> Done {
        let wanted = format!("[data-test=closing-next][data-next={next}]");
        self.see_within(&wanted, LONG).await.map(drop)
    }

    /// Waits until the passing of the room is at this step.
    pub async fn passing_is(&self, step: &str) -> Done {
        let wanted = format!("[data-test=closing-pass-part][data-step={step}]");
        self.see_within(&wanted, LONG).await.map(drop)
    }
}
