//! The connection under HTTP, so that a scripted fault can close it without an answer or in the middle of one.

use std::io::{Error, ErrorKind, Result};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

const CUT: u8 = 1;
const TRUNCATE: u8 = 2;

/// What the next answer on one connection suffers.
#[derive(Debug, Clone, Default)]
pub(crate) struct Wire(Arc<AtomicU8>);

impl Wire {
    /// Closes the connection instead of sending anything more.
    pub(crate) fn cut(&self) {
        self.0.store(CUT, Ordering::SeqCst);
    }

    /// Sends the head and one half of the body, then closes the connection.
    pub(crate) fn truncate(&self) {
        self.0.store(TRUNCATE, Ordering::SeqCst);
    }
}

/// A listener whose connections obey their [`Wire`].
pub(crate) struct Wires(pub(crate) TcpListener);

impl Listener for Wires {
    type Io = Connection;
    type Addr = ();

    async fn accept(&mut self) -> (Connection, ()) {
        let (stream, _) = Listener::accept(&mut self.0).await;
        (Connection { stream, wire: Wire::default() }, ())
    }

    fn local_addr(&self) -> Result<()> {
        Ok(())
    }
}

impl Connected<IncomingStream<'_, Wires>> for Wire {
    fn connect_info(stream: IncomingStream<'_, Wires>) -> Self {
        stream.io().wire.clone()
    }
}

/// One TCP connection with its wire.
pub(crate) struct Connection {
    stream: TcpStream,
    wire: Wire,
}

impl AsyncRead for Connection {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl AsyncWrite for Connection {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<Result<usize>> {
        let gone = || Poll::Ready(Err(Error::new(ErrorKind::ConnectionReset, "a scripted fault")));
        match self.wire.0.load(Ordering::SeqCst) {
            CUT => gone(),
            TRUNCATE => {
                let part = bytes.get(..half_of_body(bytes)).unwrap_or_default();
                match Pin::new(&mut self.stream).poll_write(cx, part) {
                    Poll::Pending => Poll::Pending,
                    Poll::Ready(_) => {
                        self.wire.cut();
                        gone()
                    }
                }
            }
            _ => Pin::new(&mut self.stream).poll_write(cx, bytes),
        }
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Where to cut an answer so that its head and one half of what follows arrive.
fn half_of_body(bytes: &[u8]) -> usize {
    let head = bytes.windows(4).position(|four| four == b"\r\n\r\n").map_or(0, |at| at.saturating_add(4));
    head.saturating_add(bytes.len().saturating_sub(head) / 2)
}
