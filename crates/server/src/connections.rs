//! Connections, and how long one waits for its client.
//!
//! Whoever connects and says nothing, or takes nothing of what it is sent, holds a connection and the
//! memory behind it. Both have an end. What a request may take is said in [`http`](crate::http).

use std::io::{self, IoSlice};
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::Extension;
use axum::middleware::AddExtension;
use axum_server::Server;
use axum_server::accept::Accept;
use futures::future::BoxFuture;
use futures::task::AtomicWaker;
use hyper_util::rt::TokioTimer;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::Sleep;
use tower::Layer;

/// How long a client may take to say what it wants.
const HEADERS: Duration = Duration::from_secs(15);
/// How long it may take nothing of what it is sent.
const STALL: Duration = Duration::from_secs(30);
/// What every request is longer than, in either version of HTTP.
const OPENING: usize = 24;
/// What one connection or stream may have waiting to be sent.
const BUFFER: usize = 128 << 10;
/// Requests at once on one connection of HTTP/2.
const STREAMS: u32 = 64;

/// A server whose connections do not wait for ever.
pub fn patient<A>(mut server: Server<SocketAddr, A>) -> Server<SocketAddr, Acceptor<A>> {
    let builder = server.http_builder();
    builder
        .http1()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS)
        .max_buf_size(BUFFER);
    builder
        .http2()
        .timer(TokioTimer::new())
        .keep_alive_interval(HEADERS)
        .keep_alive_timeout(HEADERS)
        .max_concurrent_streams(STREAMS)
        .max_send_buf_size(BUFFER);
    server.map(Acceptor)
}

/// Accepts as the inner one does, and limits the patience with what it accepted.
#[derive(Debug, Clone)]
pub struct Acceptor<A>(A);

impl<I, S, A> Accept<I, S> for Acceptor<A>
where
    A: Accept<I, S>,
    A::Future: Send + 'static,
{
    type Stream = Patient<A::Stream>;
    type Service = AddExtension<A::Service, Cord>;
    type Future = BoxFuture<'static, io::Result<(Self::Stream, Self::Service)>>;

    fn accept(&self, stream: I, service: S) -> Self::Future {
        let accepted = self.0.accept(stream, service);
        Box::pin(async move {
            let (stream, service) = accepted.await?;
            let stream = Patient::new(stream, HEADERS, STALL);
            let cord = stream.cord.clone();
            Ok((stream, Extension(cord).layer(service)))
        })
    }
}

/// By which whoever answers a request ends its connection: the only way to be rid of what waits in it.
#[derive(Debug, Clone, Default)]
pub struct Cord(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    cut: AtomicBool,
    waiting: AtomicWaker,
}

impl Cord {
    /// Ends the connection.
    pub fn cut(&self) {
        self.0.cut.store(true, Ordering::Release);
        self.0.waiting.wake();
    }

    /// Whether it was ended.
    pub fn is_cut(&self) -> bool {
        self.0.cut.load(Ordering::Acquire)
    }

    /// An error once it was ended; who is told that it was not is woken when it is.
    fn judge(&self, context: &Context<'_>) -> io::Result<()> {
        self.0.waiting.register(context.waker());
        if self.is_cut() {
            Err(io::ErrorKind::TimedOut.into())
        } else {
            Ok(())
        }
    }
}

/// A stream whose other end has to begin to speak soon, and has to take what it is sent.
#[derive(Debug)]
pub struct Patient<S> {
    inner: S,
    cord: Cord,
    stall: Duration,
    heard: usize,
    /// Until when something has to be heard.
    opening: Option<Pin<Box<Sleep>>>,
    /// Until when something has to be taken, while something waits to be written.
    writing: Option<Pin<Box<Sleep>>>,
    /// The same for what waits to be flushed, which TLS does.
    flushing: Option<Pin<Box<Sleep>>>,
}

impl<S> Patient<S> {
    fn new(inner: S, opening: Duration, stall: Duration) -> Self {
        Self {
            inner,
            cord: Cord::default(),
            stall,
            heard: 0,
            opening: Some(Box::pin(tokio::time::sleep(opening))),
            writing: None,
            flushing: None,
        }
    }

    fn written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            (self.writing, self.flushing) = (None, None);
            return written;
        }
        ready!(wait(&mut self.writing, self.stall, context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }

    fn flushed(
        &mut self,
        context: &mut Context<'_>,
        flushed: Poll<io::Result<()>>,
    ) -> Poll<io::Result<()>> {
        if flushed.is_ready() {
            self.flushing = None;
            return flushed;
        }
        ready!(wait(&mut self.flushing, self.stall, context));
        Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
    }
}

/// Sets a timer unless it is set, and waits for it.
fn wait(
    timer: &mut Option<Pin<Box<Sleep>>>,
    time: Duration,
    context: &mut Context<'_>,
) -> Poll<()> {
    timer
        .get_or_insert_with(|| Box::pin(tokio::time::sleep(time)))
        .as_mut()
        .poll(context)
}

impl<S: AsyncRead + Unpin> AsyncRead for Patient<S> {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.cord.judge(context)?;
        let before = buffer.filled().len();
        let read = Pin::new(&mut this.inner).poll_read(context, buffer);
        this.heard += buffer.filled().len() - before;
        if this.heard >= OPENING {
            this.opening = None;
        }
        match &mut this.opening {
            Some(opening) if read.is_pending() => {
                ready!(opening.as_mut().poll(context));
                Poll::Ready(Err(io::ErrorKind::TimedOut.into()))
            }
            _ => read,
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Patient<S> {
    fn poll_write(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.cord.judge(context)?;
        let sent = Pin::new(&mut this.inner).poll_write(context, bytes);
        this.written(context, sent)
    }

    fn poll_write_vectored(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        this.cord.judge(context)?;
        let sent = Pin::new(&mut this.inner).poll_write_vectored(context, bytes);
        this.written(context, sent)
    }

    fn is_write_vectored(&self) -> bool {
        self.inner.is_write_vectored()
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        this.cord.judge(context)?;
        let sent = Pin::new(&mut this.inner).poll_flush(context);
        this.flushed(context, sent)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let sent = Pin::new(&mut this.inner).poll_shutdown(context);
        this.flushed(context, sent)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt, duplex};
    use tokio::time::Instant;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn who_takes_nothing_is_left() {
        let (near, mut far) = duplex(1024);
        let mut stream = Patient::new(near, HEADERS, STALL);
        let began = Instant::now();
        let sent = stream.write_all(&[7; 4096]).await;
        assert_eq!(
            sent.map_err(|error| error.kind()),
            Err(io::ErrorKind::TimedOut)
        );
        assert_eq!(began.elapsed().as_secs(), STALL.as_secs());
        // who takes a little from time to time is not
        let (near, mut slow) = duplex(1024);
        let mut stream = Patient::new(near, HEADERS, STALL);
        let taking = tokio::spawn(async move {
            let mut taken = 0;
            while taken < 4096 {
                tokio::time::sleep(STALL / 2).await;
                taken += slow.read(&mut [0; 1024]).await.expect("bytes");
            }
        });
        assert!(stream.write_all(&[7; 4096]).await.is_ok());
        taking.await.expect("taken");
        assert!(far.read(&mut [0; 10]).await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn who_says_nothing_is_left() {
        for said in [&b""[..], b"P", b"PRI * HTTP/2.0"] {
            let (near, mut far) = duplex(1024);
            let mut stream = Patient::new(near, HEADERS, STALL);
            far.write_all(said).await.expect("said");
            let mut all = Vec::new();
            let heard = tokio::time::timeout(HEADERS * 2, stream.read_to_end(&mut all)).await;
            let heard = heard.expect("an end");
            assert_eq!(
                heard.map_err(|error| error.kind()),
                Err(io::ErrorKind::TimedOut)
            );
        }
        let (near, mut far) = duplex(1024);
        let mut stream = Patient::new(near, HEADERS, STALL);
        far.write_all(&[b'x'; OPENING]).await.expect("said");
        stream.read_exact(&mut [0; OPENING]).await.expect("heard");
        let later = tokio::time::timeout(HEADERS * 100, stream.read(&mut [0; 1])).await;
        assert!(later.is_err(), "what has begun is for HTTP to judge");
    }

    #[tokio::test(start_paused = true)]
    async fn a_connection_whose_cord_is_cut_ends_while_it_waits() {
        let (near, mut far) = duplex(1024);
        let mut stream = Patient::new(near, HEADERS, STALL);
        far.write_all(&[b'x'; OPENING]).await.expect("said");
        stream.read_exact(&mut [0; OPENING]).await.expect("heard");
        let cord = stream.cord.clone();
        let waiting = tokio::spawn(async move {
            let heard = stream.read(&mut [0; 1]).await;
            let sent = stream.write(&[0; 1]).await;
            (heard.is_err(), sent.is_err())
        });
        tokio::time::sleep(STALL).await;
        assert!(!waiting.is_finished());
        cord.cut();
        assert_eq!(waiting.await.expect("an end"), (true, true));
    }
}
