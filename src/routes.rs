//! A path per screen, owned by one enum. Ids in paths are opaque; secrets stand in the fragment
//! only, which `tasks::secrets` takes out of the address before anything is shown.

use crate::vault::messages::{FolderRef, RoomRef};

/// What a path shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Route {
    /// Welcome, unlock or the rooms, as the identity's state has it.
    Home,
    /// A room.
    Room { room: RoomRef, place: Place },
    /// An invite; its secret is in the fragment.
    Invite,
    /// A share link; its secret is in the fragment.
    Link,
    /// My identity.
    Me,
    /// A device to which another one shows a code; it is in the fragment.
    Pair,
    /// Where files are checked that somebody was given.
    Verify,
    /// Where owners bring a room back from its backup.
    Restore,
    /// Nothing of ours.
    NotFound,
}

/// The places of a room.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Documents {
        folder: Option<FolderRef>,
    },
    People,
    /// Who may see what.
    Access,
    Links,
    Activity,
    Settings,
    Agreements,
    /// How the documents are classified, and what that asks for.
    Information,
    /// Incidents and drills.
    Incident,
    /// Reports of the room.
    Reports,
    /// Handing the room over.
    Closing,
    /// For how long they are kept, what has to be kept, what is destroyed.
    Retention,
    /// What the law asks to be written down.
    Compliance(Duty),
}

impl Place {
    /// The place without what is open in it.
    pub(crate) fn bare(self) -> Self {
        match self {
            Self::Documents { .. } => Self::Documents { folder: None },
            other => other,
        }
    }

    /// Is it one of those that stand together as compliance?
    pub(crate) fn is_compliance(&self) -> bool {
        matches!(
            self,
            Self::Information
                | Self::Retention
                | Self::Compliance(_)
                | Self::Incident
                | Self::Reports
        )
    }
}

/// What the law asks to be written down, by kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Duty {
    Forms,
    Registers,
    Notices,
    Channel,
}

impl Duty {
    const ALL: [Self; 4] = [Self::Forms, Self::Registers, Self::Notices, Self::Channel];

    /// Its name in a path.
    fn name(self) -> &'static str {
        match self {
            Self::Forms => "forms",
            Self::Registers => "registers",
            Self::Notices => "notices",
            Self::Channel => "channel",
        }
    }
}

impl Route {
    /// Reads a path; query and fragment are no part of it.
    pub(crate) fn parse(path: &str) -> Self {
        let parts: Vec<&str> = path.split('/').filter(|part| !part.is_empty()).collect();
        match *parts.as_slice() {
            [] | ["rooms"] => Self::Home,
            ["i"] => Self::Invite,
            ["l"] => Self::Link,
            ["me"] => Self::Me,
            ["verify"] => Self::Verify,
            ["restore"] => Self::Restore,
            ["d"] => Self::Pair,
            ["r", room] if is_id(room) => Self::documents(room, None),
            ["r", room, "f", folder] if is_id(room) && is_id(folder) => {
                Self::documents(room, Some(folder))
            }
            ["r", room, "people"] if is_id(room) => Self::room(room, Place::People),
            ["r", room, "access"] if is_id(room) => Self::room(room, Place::Access),
            ["r", room, "links"] if is_id(room) => Self::room(room, Place::Links),
            ["r", room, "activity"] if is_id(room) => Self::room(room, Place::Activity),
            ["r", room, "settings"] if is_id(room) => Self::room(room, Place::Settings),
            ["r", room, "information"] if is_id(room) => Self::room(room, Place::Information),
            ["r", room, "incident"] if is_id(room) => Self::room(room, Place::Incident),
            ["r", room, "reports"] if is_id(room) => Self::room(room, Place::Reports),
            ["r", room, "closing"] if is_id(room) => Self::room(room, Place::Closing),
            ["r", room, "retention"] if is_id(room) => Self::room(room, Place::Retention),
            ["r", room, "agreements"] if is_id(room) => Self::room(room, Place::Agreements),
            ["r", room, duty] if is_id(room) => {
                let known = Duty::ALL.into_iter().find(|one| one.name() == duty);
                known.map_or(Self::NotFound, |duty| {
                    Self::room(room, Place::Compliance(duty))
                })
            }
            _ => Self::NotFound,
        }
    }

    /// The path to show.
    pub(crate) fn path(&self) -> String {
        match self {
            Self::Home => "/rooms".to_owned(),
            Self::Invite => "/i".to_owned(),
            Self::Link => "/l".to_owned(),
            Self::Me => "/me".to_owned(),
            Self::Verify => "/verify".to_owned(),
            Self::Restore => "/restore".to_owned(),
            Self::Pair => "/d".to_owned(),
            Self::NotFound => "/".to_owned(),
            Self::Room { room, place } => match place {
                Place::Documents { folder: None } => format!("/r/{room}"),
                Place::Documents {
                    folder: Some(folder),
                } => format!("/r/{room}/f/{folder}"),
                Place::People => format!("/r/{room}/people"),
                Place::Access => format!("/r/{room}/access"),
                Place::Links => format!("/r/{room}/links"),
                Place::Activity => format!("/r/{room}/activity"),
                Place::Settings => format!("/r/{room}/settings"),
                Place::Agreements => format!("/r/{room}/agreements"),
                Place::Reports => format!("/r/{room}/reports"),
                Place::Information => format!("/r/{room}/information"),
                Place::Incident => format!("/r/{room}/incident"),
                Place::Closing => format!("/r/{room}/closing"),
                Place::Retention => format!("/r/{room}/retention"),
                Place::Compliance(duty) => format!("/r/{room}/{}", duty.name()),
            },
        }
    }

    /// The documents of a room, in its first folder if none is named.
    pub(crate) fn documents(room: &str, folder: Option<&str>) -> Self {
        let folder = folder.map(str::to_owned);
        Self::room(room, Place::Documents { folder })
    }

    /// A place of a room.
    pub(crate) fn room(room: &str, place: Place) -> Self {
        Self::Room {
            room: room.to_owned(),
            place,
        }
    }
}

/// Ids are lowercase hex.
fn is_id(part: &str) -> bool {
    part.len() <= 64
        && part
            .bytes()
            .all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests {
    use super::{Duty, Place, Route};

    #[test]
    fn a_path_that_was_made_is_read_back() {
        let routes = [
            Route::Home,
            Route::Invite,
            Route::Link,
            Route::Me,
            Route::Verify,
            Route::Restore,
            Route::Pair,
            Route::documents("0a1b", None),
            Route::documents("0a1b", Some("ff")),
            Route::room("0a1b", Place::People),
            Route::room("0a1b", Place::Access),
            Route::room("0a1b", Place::Links),
            Route::room("0a1b", Place::Activity),
            Route::room("0a1b", Place::Settings),
            Route::room("0a1b", Place::Agreements),
            Route::room("0a1b", Place::Information),
            Route::room("0a1b", Place::Incident),
            Route::room("0a1b", Place::Reports),
            Route::room("0a1b", Place::Closing),
            Route::room("0a1b", Place::Retention),
            Route::room("0a1b", Place::Compliance(Duty::Forms)),
            Route::room("0a1b", Place::Compliance(Duty::Channel)),
        ];
        for route in routes {
            assert_eq!(Route::parse(&route.path()), route);
        }
    }

    #[test]
    fn foreign_paths_are_not_found() {
        for path in [
            "/r",
            "/r/XYZ",
            "/r/ab/secret",
            "/rooms/1",
            "/r/../ab",
            "/l/x",
        ] {
            assert_eq!(Route::parse(path), Route::NotFound, "{path}");
        }
        assert_eq!(Route::parse("/"), Route::Home);
    }
}
