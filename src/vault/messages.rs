//! What page and vault say to each other.
//!
//! The vault is a worker: it alone holds keys and runs the use-cases of `room`.
//! The page asks with a [`Request`] and gets one [`Reply`]; what happens without
//! being asked arrives as an [`Event`]. Messages are serde values; `File`s,
//! file handles and byte buffers travel beside them (see [`Attachment`]), so that
//! content is neither copied nor kept in a wasm memory.
//!
//! A passphrase and recovery words cross this seam because a person types and reads
//! them on the page; no key does. Ids are opaque hex, safe in a path.

#![allow(missing_docs)] // what is not said below, a name says

mod access;
mod activity;
mod audit;
mod closing;
pub mod compliance;
mod documents;
mod event;
mod failure;
mod incident;
mod information;
mod links;
mod me;
mod reply;
mod reports;
mod request;
mod restore;
mod retention;
mod trustees;
mod verify;

pub use access::*;
pub use activity::*;
pub use audit::*;
pub use closing::*;
pub use documents::*;
pub use event::*;
pub use failure::Failure;
pub use incident::*;
pub use information::*;
pub use links::*;
pub use me::*;
pub use reply::*;
pub use reports::*;
pub use request::*;
pub use restore::*;
pub use retention::*;
pub use trustees::*;
pub use verify::*;

/// Secrets cross in these: somebody typed them, or is to keep them. So none of them is ever printed.
macro_rules! unprinted {
    ($($name:ident),+) => {$(
        impl core::fmt::Debug for $name {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.write_str(concat!(stringify!($name), "(..)"))
            }
        }
    )+};
}

unprinted!(
    Request,
    MeRequest,
    Proof,
    LinksRequest,
    LinkTerms,
    Reply,
    PairCode,
    RestoreRequest,
    TrusteesRequest,
    TrusteesReply,
    ToldShare,
    ToldRequest,
    IncidentRequest,
    Invitation
);

/// A room's id in hex.
pub type RoomRef = String;
/// A folder's scope id in hex.
pub type FolderRef = String;
/// A document: its scope's id and its own, in hex. Opaque to the page.
pub type DocRef = String;
/// A member's chain id in hex: a person, an invite or a link.
pub type MemberRef = String;
/// Names a running transfer.
pub type TransferId = u32;
/// Milliseconds since 1970.
pub type Millis = f64;

/// JavaScript values that ride beside a request, in the order in which it names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Attachment {
    /// `File` objects, as many as `Upload::files` has items.
    Files,
    /// A `FileSystemFileHandle` or a `WritableStream`'s port, for `Download`.
    Sink,
}

#[cfg(test)]
mod tests {
    use super::{Invitation, MeRequest, PairCode, Proof, Reply, Request};

    #[test]
    fn row_27_what_is_printed_holds_no_secret() {
        let secret = || "correct horse".to_owned();
        let code = PairCode {
            code: secret(),
            url: secret(),
            until: 0.0,
        };
        let invitation = Invitation {
            member: String::new(),
            url: secret(),
            expires: None,
        };
        let by = Proof::Passphrase(secret());
        let new = secret();
        let printed = format!(
            "{:?} {by:?} {:?} {code:?} {:?}",
            Request::Unlock {
                passphrase: secret()
            },
            Request::Me(MeRequest::ChangePassphrase {
                by: by.clone(),
                new
            }),
            Reply::Url(invitation),
        );
        assert!(!printed.contains("horse"), "{printed}");
    }
}
