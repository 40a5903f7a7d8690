//! A recording proxy between the browsers and the server.
//!
//! Everything that anyone sends passes through it, so a test can say "the server never received
//! this", send a request again, count bytes, cut the line, or serve a changed file. It speaks
//! just enough HTTP/1.1 to tell requests apart; bytes pass unchanged.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Instant,
};

use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, copy},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

use crate::{Done, fault};

/// Bodies up to this length are kept whole; of longer ones only the length and the beginning.
const KEPT: usize = 1 << 20;

/// A request that passed.
#[derive(Debug, Clone)]
pub struct Recorded {
    /// When its head arrived.
    pub at: Instant,
    /// `GET`
    pub method: String,
    /// Path and query.
    pub target: String,
    /// The head as it came, request line included.
    pub head: Vec<u8>,
    /// The body, or the beginning of a long one.
    pub body: Vec<u8>,
    /// How many bytes of the body have passed.
    pub passed: u64,
    /// How many the head announced.
    pub length: u64,
}

impl Recorded {
    /// Name and value of every header.
    pub fn headers(&self) -> Vec<(String, String)> {
        String::from_utf8_lossy(&self.head)
            .lines()
            .skip(1)
            .filter_map(|line| line.split_once(':'))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.trim().to_owned()))
            .collect()
    }

    /// Was all of it sent?
    pub fn complete(&self) -> bool {
        self.passed == self.length
    }
}

/// Changes the bytes of what is served under a path.
type Change = Arc<dyn Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync>;

/// The running proxy.
#[derive(Clone)]
pub struct Tap {
    port: u16,
    inner: Arc<Inner>,
}

struct Inner {
    upstream: Mutex<SocketAddr>,
    requests: Mutex<Vec<Recorded>>,
    change: Mutex<Option<Change>>,
    up: AtomicU64,
    /// Counts the cuts; a connection ends when it grows.
    cuts: watch::Sender<u64>,
}

impl Tap {
    /// Listens, and passes everything on to `upstream`.
    pub async fn start(upstream: SocketAddr) -> Done<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let port = listener.local_addr()?.port();
        let inner = Arc::new(Inner {
            upstream: Mutex::new(upstream),
            requests: Mutex::default(),
            change: Mutex::default(),
            up: AtomicU64::new(0),
            cuts: watch::Sender::new(0),
        });
        let tap = Self {
            port,
            inner: Arc::clone(&inner),
        };
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(serve(client, Arc::clone(&inner)));
            }
        });
        Ok(tap)
    }

    /// The origin that browsers use.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// Points to a server that was started again elsewhere.
    pub fn point_to(&self, upstream: SocketAddr) {
        *lock(&self.inner.upstream) = upstream;
    }

    /// Everything that was asked so far.
    pub fn requests(&self) -> Vec<Recorded> {
        lock(&self.inner.requests).clone()
    }

    /// Bytes from browsers to the server so far, heads included.
    pub fn sent(&self) -> u64 {
        self.inner.up.load(Ordering::Relaxed)
    }

    /// Sends a recorded request again, byte by byte as it was, without a browser; gives the
    /// status of the answer.
    pub async fn send_again(&self, request: &Recorded) -> Done<u16> {
        let upstream = *lock(&self.inner.upstream);
        let mut stream = TcpStream::connect(upstream).await?;
        stream.write_all(&request.head).await?;
        stream.write_all(&request.body).await?;
        let mut line = String::new();
        BufReader::new(stream).read_line(&mut line).await?;
        match line.split_whitespace().nth(1).map(str::parse) {
            Some(Ok(status)) => Ok(status),
            _ => fault(format!("{} was answered with {line:?}", request.target)),
        }
    }

    /// Forgets what was recorded.
    pub fn forget(&self) {
        lock(&self.inner.requests).clear();
    }

    /// Ends every open connection in the middle of whatever it is doing.
    pub fn cut(&self) {
        self.inner.cuts.send_modify(|cuts| *cuts += 1);
    }

    /// From now on serves what `change` makes of a file, given its path and its bytes.
    pub fn change(&self, change: impl Fn(&str, Vec<u8>) -> Vec<u8> + Send + Sync + 'static) {
        *lock(&self.inner.change) = Some(Arc::new(change));
    }

    /// Serves what the server serves again.
    pub fn change_nothing(&self) {
        *lock(&self.inner.change) = None;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn serve(client: TcpStream, inner: Arc<Inner>) {
    let mut cuts = inner.cuts.subscribe();
    // a browser connects ahead of time: what counts is where to, and what is changed, when it asks
    tokio::select! {
        _ = client.readable() => (),
        _ = cuts.changed() => return,
    }
    let upstream = *lock(&inner.upstream);
    let Ok(server) = TcpStream::connect(upstream).await else {
        return;
    };
    let _ = client.set_nodelay(true);
    let _ = server.set_nodelay(true);
    let (from_client, to_client) = client.into_split();
    let (from_server, to_server) = server.into_split();
    let change = lock(&inner.change).clone();
    if let Some(change) = change {
        let _ = changed(from_client, to_client, upstream, &change).await;
        return;
    }
    tokio::select! {
        _ = up(from_client, to_server, &inner) => (),
        _ = down(from_server, to_client) => (),
        _ = cuts.changed() => (),
    }
}

async fn down(mut from: OwnedReadHalf, mut to: OwnedWriteHalf) -> std::io::Result<()> {
    copy(&mut from, &mut to).await?;
    to.shutdown().await
}

/// Passes bytes on and notes the requests in them.
async fn up(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, inner: &Inner) -> std::io::Result<()> {
    let mut buffer = vec![0; 256 << 10];
    let mut head: Vec<u8> = Vec::new();
    let mut current: Option<usize> = None;
    let mut left = 0_u64;
    loop {
        let read = from.read(&mut buffer).await?;
        if read == 0 {
            // the client has said all; the answer may still be under way
            to.shutdown().await?;
            return std::future::pending().await;
        }
        inner.up.fetch_add(read as u64, Ordering::Relaxed);
        let mut bytes = &buffer[..read];
        while !bytes.is_empty() {
            if left == 0 {
                let before = head.len();
                head.extend_from_slice(bytes);
                let Some(end) = end_of_head(&head) else {
                    break;
                };
                bytes = &bytes[end - before..];
                head.truncate(end);
                let request = parse(std::mem::take(&mut head));
                left = request.length;
                let mut requests = lock(&inner.requests);
                requests.push(request);
                current = Some(requests.len() - 1);
                continue;
            }
            let taken = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
            let mut requests = lock(&inner.requests);
            if let Some(request) = current.and_then(|at| requests.get_mut(at)) {
                request.passed += taken as u64;
                let room = KEPT.saturating_sub(request.body.len());
                request.body.extend_from_slice(&bytes[..taken.min(room)]);
            }
            left -= taken as u64;
            bytes = &bytes[taken..];
        }
        to.write_all(&buffer[..read]).await?;
    }
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n")?;
    Some(end + 4)
}

fn parse(head: Vec<u8>) -> Recorded {
    let text = String::from_utf8_lossy(&head).into_owned();
    let mut words = text.split_whitespace();
    let mut request = Recorded {
        at: Instant::now(),
        method: words.next().unwrap_or_default().to_owned(),
        target: words.next().unwrap_or_default().to_owned(),
        head,
        body: Vec::new(),
        passed: 0,
        length: 0,
    };
    request.length = request
        .headers()
        .iter()
        .find(|(name, _)| name == "content-length")
        .and_then(|(_, value)| value.parse().ok())
        .unwrap_or(0);
    request
}

/// Answers one request with a changed body, then closes.
async fn changed(
    mut from: OwnedReadHalf,
    mut to: OwnedWriteHalf,
    upstream: SocketAddr,
    change: &Change,
) -> Done {
    let mut head = Vec::new();
    while end_of_head(&head).is_none() {
        if from.read_buf(&mut head).await? == 0 {
            return Ok(());
        }
    }
    let end = end_of_head(&head).unwrap_or(head.len());
    let mut body = head.split_off(end);
    let request = parse(head);
    while (body.len() as u64) < request.length {
        if from.read_buf(&mut body).await? == 0 {
            return Ok(());
        }
    }
    let method = reqwest::Method::from_bytes(request.method.as_bytes())?;
    let mut ask =
        reqwest::Client::new().request(method, format!("http://{upstream}{}", request.target));
    for (name, value) in request.headers() {
        // what is served is to be changed, so it must come as it is
        if !["accept-encoding", "connection", "content-length"].contains(&name.as_str()) {
            ask = ask.header(name, value);
        }
    }
    let answer = ask.body(body).send().await?;
    let mut reply = format!("HTTP/1.1 {}\r\n", answer.status()).into_bytes();
    for (name, value) in answer.headers() {
        if !["content-length", "transfer-encoding", "connection", "etag"].contains(&name.as_str()) {
            reply.extend_from_slice(format!("{name}: ").as_bytes());
            reply.extend_from_slice(value.as_bytes());
            reply.extend_from_slice(b"\r\n");
        }
    }
    let body = change(&request.target, answer.bytes().await?.to_vec());
    reply.extend_from_slice(
        format!(
            "content-length: {}\r\nconnection: close\r\n\r\n",
            body.len()
        )
        .as_bytes(),
    );
    to.write_all(&reply).await?;
    to.write_all(&body).await?;
    to.shutdown().await?;
    Ok(())
}
