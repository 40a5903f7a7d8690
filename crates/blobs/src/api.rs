//! The requests to a gate, as methods.
//!
//! `room` is generic over [`Api`]: over HTTP it is [`HttpApi`](crate::http::HttpApi), in tests the
//! gate itself without a socket, or a hostile wrapper around either. Who asks is said request by
//! request with a [`Signer`], because one person asks under many keys: a device in each room, a
//! link, a home.

use core::future::Future;
use core::ops::Range;

use bytes::Bytes;

use crate::wire::{
    Append, Appended, Code, Consistency, Copies, CopiesGiven, Digest, Erase, Erased, Gone, Grants,
    GrantsOf, Import, Inclusion, Lease, Leased, Leaves, LeavesOf, LinkState, Log, Name, Notify,
    NotifyState, Opens, OpensSeen, Parts, Path, Read, Reading, Released, Restore, ServerInfo,
    Stamps, StampsOf, Stored, Tell, Urls, UrlsGiven, Visit, Visitors, VisitorsSeen,
};

/// What a request comes to if it is not answered.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ApiError {
    /// The gate answered, and refuses.
    #[error("{message}")]
    Refused {
        /// Why, for programs.
        code: Code,
        /// Why, for people who read logs.
        message: String,
    },
    /// No answer came: nothing is known about whether the request was carried out.
    #[error("the store cannot be reached: {0}")]
    Unreachable(String),
    /// An answer came that no gate gives.
    #[error("the store's answer makes no sense")]
    Nonsense,
}

impl ApiError {
    /// The code of a refusal.
    #[must_use]
    pub fn code(&self) -> Option<Code> {
        match self {
            Self::Refused { code, .. } => Some(*code),
            _ => None,
        }
    }
}

/// A request that is about to be signed (RFC 9421).
#[derive(Debug, Clone, Copy)]
pub struct Unsigned<'a> {
    /// `@method`.
    pub method: &'a str,
    /// `@target-uri`.
    pub target_uri: &'a str,
    /// `@authority`.
    pub authority: &'a str,
    /// The value of the header `content-digest`, where there is a body.
    pub content_digest: Option<&'a str>,
    /// `created`: seconds since 1970 by the server's clock, as far as the client knows it.
    pub created: u64,
}

/// A key that signs requests.
pub trait Signer {
    /// The values of the headers `signature-input` and `signature`, both under the label `sig`.
    fn sign(&self, request: &Unsigned<'_>) -> (String, String);
}

/// Every request of the protocol. `room` and `link` are hex in paths; here they are bytes.
pub trait Api {
    /// `GET /v1/server`.
    fn server(&self) -> impl Future<Output = Result<ServerInfo, ApiError>>;

    /// `POST /v1/rooms`: makes a room, with the operator's token. Signed by a device in the batch.
    fn make_room(
        &self,
        by: &dyn Signer,
        token: &str,
        batch: &Append,
    ) -> impl Future<Output = Result<Appended, ApiError>>;

    /// `POST /v1/rooms/R/append`. An item that is there already, byte for byte, is answered as stored.
    fn append(
        &self,
        by: &dyn Signer,
        room: &Digest,
        batch: &Append,
    ) -> impl Future<Output = Result<Appended, ApiError>>;

    /// `POST /v1/rooms/R/read`.
    fn read(
        &self,
        by: &dyn Signer,
        room: &Digest,
        read: &Read,
    ) -> impl Future<Output = Result<Reading, ApiError>>;

    /// `POST /v1/rooms/R/release`: the signer's grants. For a link this is what counts as opening it.
    fn release(
        &self,
        by: &dyn Signer,
        room: &Digest,
    ) -> impl Future<Output = Result<Released, ApiError>>;

    /// `POST /v1/rooms/R/lease`: where to put parts.
    fn lease(
        &self,
        by: &dyn Signer,
        room: &Digest,
        lease: &Lease,
    ) -> impl Future<Output = Result<Leased, ApiError>>;

    /// `POST /v1/rooms/R/parts`: small parts, stored and leased at once. Answers their hashes in order.
    fn parts(
        &self,
        by: &dyn Signer,
        room: &Digest,
        parts: &Parts,
    ) -> impl Future<Output = Result<Vec<Digest>, ApiError>>;

    /// `POST /v1/rooms/R/urls`: where to get parts, after the receipt.
    fn urls(
        &self,
        by: &dyn Signer,
        room: &Digest,
        urls: &Urls,
    ) -> impl Future<Output = Result<UrlsGiven, ApiError>>;

    /// `POST /v1/rooms/R/links/L/state`, signed by the link's state key.
    fn link_state(
        &self,
        by: &dyn Signer,
        room: &Digest,
        link: &Name,
    ) -> impl Future<Output = Result<LinkState, ApiError>>;

    /// `POST /v1/rooms/R/visit`, signed by the link's state key.
    fn visit(
        &self,
        by: &dyn Signer,
        room: &Digest,
        visit: &Visit,
    ) -> impl Future<Output = Result<Stored, ApiError>>;

    /// `POST /v1/rooms/R/visitors`: who came by the room's links, for those who may read their chains.
    fn visitors(
        &self,
        by: &dyn Signer,
        room: &Digest,
        visitors: &Visitors,
    ) -> impl Future<Output = Result<VisitorsSeen, ApiError>>;

    /// `POST /v1/rooms/R/grants`: members' sealed grants, for those who manage.
    fn grants(
        &self,
        by: &dyn Signer,
        room: &Digest,
        grants: &Grants,
    ) -> impl Future<Output = Result<GrantsOf, ApiError>>;

    /// `POST /v1/rooms/R/log`: a checkpoint of the room's index, for those who manage and for auditors.
    fn log(&self, by: &dyn Signer, room: &Digest) -> impl Future<Output = Result<Log, ApiError>>;

    /// `POST /v1/rooms/R/leaves`: the index itself, for the same.
    fn leaves(
        &self,
        by: &dyn Signer,
        room: &Digest,
        leaves: &Leaves,
    ) -> impl Future<Output = Result<LeavesOf, ApiError>>;

    /// `POST /v1/rooms/R/inclusion`: a leaf's place in a tree, for the same.
    fn inclusion(
        &self,
        by: &dyn Signer,
        room: &Digest,
        inclusion: &Inclusion,
    ) -> impl Future<Output = Result<Path, ApiError>>;

    /// `POST /v1/rooms/R/consistency`: that a tree extends another, for the same.
    fn consistency(
        &self,
        by: &dyn Signer,
        room: &Digest,
        consistency: &Consistency,
    ) -> impl Future<Output = Result<Path, ApiError>>;

    /// `POST /v1/rooms/R/stamps`: checkpoints that an authority has stamped, for the same.
    fn stamps(
        &self,
        by: &dyn Signer,
        room: &Digest,
        stamps: &Stamps,
    ) -> impl Future<Output = Result<StampsOf, ApiError>>;

    /// `POST /v1/rooms/R/copies`: parts for an archive, for those who manage, after the receipt.
    fn copies(
        &self,
        by: &dyn Signer,
        room: &Digest,
        copies: &Copies,
    ) -> impl Future<Output = Result<CopiesGiven, ApiError>>;

    /// `POST /v1/rooms/R/opens`: how a link was opened, for those who manage.
    fn opens(
        &self,
        by: &dyn Signer,
        room: &Digest,
        opens: &Opens,
    ) -> impl Future<Output = Result<OpensSeen, ApiError>>;

    /// `POST /v1/rooms/R/import`: objects of an archive of a room that is not here, with the operator's token. Signed by
    /// the room key of somebody who owns it. Where the parts go.
    fn import(
        &self,
        by: &dyn Signer,
        token: &str,
        room: &Digest,
        import: &Import,
    ) -> impl Future<Output = Result<Leased, ApiError>>;

    /// `POST /v1/rooms/R/restore`: the room goes on here, with the operator's token. Signed by the same.
    fn restore(
        &self,
        by: &dyn Signer,
        token: &str,
        room: &Digest,
        restore: &Restore,
    ) -> impl Future<Output = Result<Stored, ApiError>>;

    /// `POST /v1/rooms/R/notify`: where the signer is told that something is new.
    fn notify(
        &self,
        by: &dyn Signer,
        room: &Digest,
        notify: &Notify,
    ) -> impl Future<Output = Result<NotifyState, ApiError>>;

    /// `POST /v1/rooms/R/tell`: has members told, for those who manage.
    fn tell(
        &self,
        by: &dyn Signer,
        room: &Digest,
        tell: &Tell,
    ) -> impl Future<Output = Result<(), ApiError>>;

    /// `POST /v1/rooms/R/erase`: what was destroyed is to go now, for those who manage.
    fn erase(
        &self,
        by: &dyn Signer,
        room: &Digest,
        erase: &Erase,
    ) -> impl Future<Output = Result<Erased, ApiError>>;

    /// `POST /v1/rooms/R/gone`: where destroyed parts would be, for those who manage and look for them.
    fn gone(
        &self,
        by: &dyn Signer,
        room: &Digest,
        gone: &Gone,
    ) -> impl Future<Output = Result<UrlsGiven, ApiError>>;

    /// `PUT /v1/home/K/n`, signed by the home key. `Exists` is a refusal with [`Code::Exists`].
    fn put_home(
        &self,
        by: &dyn Signer,
        key: &Digest,
        n: u64,
        object: Bytes,
    ) -> impl Future<Output = Result<(), ApiError>>;

    /// `GET /v1/home/K`: the newest home object, if there is one.
    fn home(
        &self,
        by: &dyn Signer,
        key: &Digest,
    ) -> impl Future<Output = Result<Option<Bytes>, ApiError>>;

    /// PUT of a part to a URL that a lease gave. A part that is there already is a success.
    fn put(&self, url: &str, bytes: Bytes) -> impl Future<Output = Result<(), ApiError>>;

    /// GET of a part, or of a range of it, from a URL.
    fn get(
        &self,
        url: &str,
        range: Option<Range<u64>>,
    ) -> impl Future<Output = Result<Bytes, ApiError>>;
}
