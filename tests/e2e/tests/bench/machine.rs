//! A device without a browser: requests over the network, storage in memory.

use std::net::Ipv4Addr;
use std::rc::Rc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use blobs::http::{HttpApi, Request, Response, Transport, Unreachable, backoff};
use room::testkit::MemoryShelf;
use room::{Host, Room};
use seal::rng::Platform;

/// A room on such a device.
pub(crate) type TheRoom = Room<Machine>;

/// One device.
pub(crate) struct Machine {
    api: HttpApi<Net>,
    origin: String,
    shelf: MemoryShelf,
}

/// Sends requests.
pub(crate) struct Net {
    client: reqwest::Client,
    /// Who a proxy would say that it is.
    address: Option<Ipv4Addr>,
}

impl Machine {
    /// A new one. The server counts requests by `address` if it believes what a proxy says.
    pub(crate) fn new(
        client: &reqwest::Client,
        origin: &str,
        address: Option<Ipv4Addr>,
    ) -> Rc<Self> {
        let client = client.clone();
        Rc::new(Self {
            api: HttpApi::new(Net { client, address }, origin),
            origin: origin.to_owned(),
            shelf: MemoryShelf::default(),
        })
    }
}

impl Host for Machine {
    type Api = HttpApi<Net>;
    type Shelf = MemoryShelf;
    type Rng = Platform;

    fn api(&self) -> &Self::Api {
        &self.api
    }

    fn origin(&self) -> &str {
        &self.origin
    }

    fn shelf(&self) -> &MemoryShelf {
        &self.shelf
    }

    fn rng(&self) -> Platform {
        Platform::new().unwrap()
    }

    fn now(&self) -> u64 {
        now()
    }

    async fn sleep(&self, millis: u64) {
        tokio::time::sleep(Duration::from_millis(millis)).await;
    }
}

impl Transport for Net {
    async fn send(&self, request: Request) -> Result<Response, Unreachable> {
        let unreachable = |error: reqwest::Error| Unreachable(error.to_string());
        let method = reqwest::Method::from_bytes(request.method.as_bytes())
            .map_err(|error| Unreachable(error.to_string()))?;
        let mut ask = self.client.request(method, &request.url).body(request.body);
        for (name, value) in request.headers {
            ask = ask.header(name, value);
        }
        if let Some(address) = self.address {
            ask = ask.header("x-forwarded-for", address.to_string());
        }
        let answer = ask.send().await.map_err(unreachable)?;
        let (status, length) = (answer.status().as_u16(), answer.content_length());
        let body = answer.bytes().await.map_err(unreachable)?;
        Ok(Response {
            status,
            length,
            body,
        })
    }

    fn now(&self) -> u64 {
        now()
    }

    async fn pause(&self, n: u32) {
        tokio::time::sleep(backoff(n, (now() % 256) as u8)).await;
    }
}

/// Milliseconds since 1970.
pub(crate) fn now() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    u64::try_from(since.as_millis()).unwrap()
}
