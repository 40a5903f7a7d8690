//! How often a peer and a key may ask. The app's own files are not counted.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::NonZeroU32;
use std::sync::Arc;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::HeaderMap;
use axum::middleware::Next;
use axum::response::Response;
use blobs::wire::Code;
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use ledger::PublicKey;

use super::Site;
use crate::gate::Denial;

/// Counters of requests.
pub struct Rates {
    peers: DefaultKeyedRateLimiter<IpAddr>,
    keys: DefaultKeyedRateLimiter<PublicKey>,
    homes: DefaultKeyedRateLimiter<IpAddr>,
}

impl Rates {
    /// Requests a second for each peer and each key; five times as many in a burst.
    pub fn new(peer: NonZeroU32, key: NonZeroU32) -> Self {
        let quota =
            |rate: NonZeroU32| Quota::per_second(rate).allow_burst(rate.saturating_mul(FIVE));
        Self {
            peers: RateLimiter::keyed(quota(peer)),
            keys: RateLimiter::keyed(quota(key)),
            homes: RateLimiter::keyed(Quota::per_hour(HOMES).allow_burst(HOMES)),
        }
    }

    /// As good as none.
    pub fn unlimited() -> Self {
        Self::new(NonZeroU32::MAX, NonZeroU32::MAX)
    }

    /// Forgets peers and keys that have been quiet.
    pub fn tidy(&self) {
        self.peers.retain_recent();
        self.keys.retain_recent();
        self.homes.retain_recent();
    }

    /// A first home object takes space that nobody answers for.
    pub(super) fn judge_newcomer(&self, peer: Option<IpAddr>) -> Result<(), Denial> {
        let Some(peer) = peer else { return Ok(()) };
        self.homes
            .check_key(&household(peer))
            .map_err(|_| too_many())
    }

    pub(super) fn judge_key(&self, key: &PublicKey) -> Result<(), Denial> {
        self.keys.check_key(key).map_err(|_| too_many())
    }
}

/// New homes an hour from one peer.
const HOMES: NonZeroU32 = NonZeroU32::new(100).expect("a rate");
const FIVE: NonZeroU32 = NonZeroU32::new(5).expect("five");
const PER_PEER: NonZeroU32 = NonZeroU32::new(200).expect("a rate");
const PER_KEY: NonZeroU32 = NonZeroU32::new(100).expect("a rate");

impl Default for Rates {
    fn default() -> Self {
        Self::new(PER_PEER, PER_KEY)
    }
}

/// The address that a request came from, as far as it can be known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(IpAddr);

/// Whose request it is, as far as addresses say.
pub(super) fn peer(request: &Request) -> Option<IpAddr> {
    request.extensions().get::<Peer>().map(|peer| peer.0)
}

/// Notes the address that a request came from.
pub(super) async fn identify(
    State(site): State<Arc<Site>>,
    mut request: Request,
    next: Next,
) -> Response {
    let socket = request.extensions().get::<ConnectInfo<SocketAddr>>();
    let mut peer = socket.map(|info| info.0.ip());
    if site.behind_proxy {
        peer = forwarded(request.headers()).or(peer);
    }
    if let Some(peer) = peer {
        request.extensions_mut().insert(Peer(peer));
    }
    next.run(request).await
}

/// What the last proxy says: whatever stands before it, the client may have written itself.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let last = headers.get_all("x-forwarded-for").iter().next_back()?;
    let last = last.to_str().ok()?.rsplit(',').next()?.trim();
    let bare = last.trim_start_matches('[').trim_end_matches(']');
    let with_port = || last.parse::<SocketAddr>().map(|address| address.ip());
    bare.parse().or_else(|_| with_port()).ok()
}

/// Counts a request of a peer.
pub(super) async fn limit(State(site): State<Arc<Site>>, request: Request, next: Next) -> Response {
    let peer = peer(&request).map(household);
    match peer.map(|peer| site.rates.peers.check_key(&peer)) {
        Some(Err(_)) => site.refuse(&too_many()),
        _ => next.run(request).await,
    }
}

fn too_many() -> Denial {
    Denial::new(Code::Rate, "too many requests; later again")
}

/// An IPv6 peer has a whole /64 to ask from.
pub(super) fn household(peer: IpAddr) -> IpAddr {
    match peer.to_canonical() {
        IpAddr::V6(v6) => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() & !u128::from(u64::MAX))),
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_proxy_is_believed_and_nobody_before_it() {
        let of = |values: &[&str]| {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append("x-forwarded-for", value.parse().expect("a header"));
            }
            forwarded(&headers)
        };
        let peer: IpAddr = [203, 0, 113, 7].into();
        assert_eq!(of(&["203.0.113.7"]), Some(peer));
        assert_eq!(of(&["10.0.0.1, 203.0.113.7"]), Some(peer));
        assert_eq!(of(&["10.0.0.1", "203.0.113.7:4711"]), Some(peer));
        let v6 = "2001:db8::1".parse().ok();
        assert_eq!(of(&["[2001:db8::1]"]), v6);
        assert_eq!(of(&["[2001:db8::1]:4711"]), v6);
        assert_eq!(of(&["203.0.113.7, unknown"]), None);
        assert_eq!(of(&[]), None);
    }
}
