//! A stream that can be cut from outside, whatever the session above it is waiting for.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::sync::watch;

/// Passes bytes through until the watched value becomes true; from then on every call fails.
pub(crate) struct CutStream<S> {
    stream: S,
    cut: Pin<Box<dyn Future<Output = ()> + Send>>,
}

impl<S> CutStream<S> {
    pub(crate) fn new(stream: S, mut cut: watch::Receiver<bool>) -> CutStream<S> {
        // A sender that is gone cuts too: nobody is left who could.
        CutStream { stream, cut: Box::pin(async move { drop(cut.wait_for(|cut| *cut).await) }) }
    }

    fn check(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        match self.cut.as_mut().poll(context) {
            Poll::Ready(()) => {
                self.cut = Box::pin(std::future::ready(()));
                Err(io::ErrorKind::ConnectionAborted.into())
            }
            Poll::Pending => Ok(()),
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for CutStream<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_read(context, into)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for CutStream<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.check(context)?;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::AsyncReadExt;

    use super::*;

    #[tokio::test]
    async fn a_waiting_read_ends_when_it_is_cut() {
        let (_peer, stream) = tokio::io::duplex(16);
        let (cut, watched) = watch::channel(false);
        let mut stream = CutStream::new(stream, watched);
        let reading = tokio::spawn(async move {
            let first = stream.read_u8().await.map_err(|e| e.kind());
            (first, stream.read_u8().await.map_err(|e| e.kind()))
        });
        tokio::task::yield_now().await;
        cut.send(true).unwrap();
        let aborted = Err(io::ErrorKind::ConnectionAborted);
        assert_eq!(reading.await.unwrap(), (aborted, aborted));
    }
}
