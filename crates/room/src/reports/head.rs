//! How every payload begins: of which room it is, who made it, and when.

use serde::{Deserialize, Serialize};

use crate::dates::utc;
use crate::error::Error;
use crate::host::Host;
use crate::names;
use crate::room::Room;

/// A time of which something is told; open where there is no end.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Period {
    /// From this millisecond on.
    pub from: Option<u64>,
    /// Before this millisecond.
    pub until: Option<u64>,
}

impl Period {
    pub(super) fn spans(&self, time: u64) -> bool {
        self.from.is_none_or(|from| time >= from) && self.until.is_none_or(|until| time < until)
    }

    pub(super) fn said(&self) -> Span {
        Span {
            from: self.from.map(utc),
            until: self.until.map(utc),
        }
    }
}

/// A period as it is written.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Span {
    /// From then on.
    pub from: Option<String>,
    /// Before then.
    pub until: Option<String>,
}

/// The room.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoomNamed {
    /// In hex.
    pub id: String,
    /// What it is called.
    pub title: String,
}

/// Who made it, and when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Made {
    /// By the server's clock, as whoever made it knows it.
    pub at: String,
    /// The name on the card.
    pub by: String,
}

impl<H: Host> Room<H> {
    pub(super) fn report_head(&self) -> Result<(RoomNamed, Made), Error> {
        let title = self.state.borrow().title.clone().unwrap_or_default();
        let room = RoomNamed {
            id: self.id().to_string(),
            title: names::shown(&title),
        };
        let made = Made {
            at: utc(self.now()),
            by: names::shown(self.session.card()?.name()),
        };
        Ok((room, made))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_period_has_its_begin_and_not_its_end() {
        let period = Period {
            from: Some(10),
            until: Some(20),
        };
        let spans = [9, 10, 19, 20].map(|time| period.spans(time));
        assert_eq!(spans, [false, true, true, false]);
        assert!(Period::default().spans(0));
    }
}
