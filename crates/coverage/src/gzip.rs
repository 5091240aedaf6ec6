//! Gzip (RFC 1952), unpacked as a stream.
//!
//! An archive of several members is their texts one after another, as the standard says. What follows the last
//! member must be another one: bytes that are none show a file that was cut or joined wrongly. Each member's checksum
//! and length are compared, so that a truncated archive is never a smaller report.

use std::io::{self, BufRead, BufReader, Read};

use flate2::bufread::MultiGzDecoder;

use crate::error::{ReadError, ReadErrorCode};
use crate::limits::Limits;

/// What a gzip archive begins with: its magic number and the only method there is.
pub(crate) const MAGIC: &[u8] = b"\x1F\x8B\x08";

/// Up to here an archive may unpack at any ratio: so much is harmless.
const FREE: u64 = 64 << 20;

/// Why an archive cannot be unpacked; travels inside an [`io::Error`] through the readers.
#[derive(Debug, thiserror::Error)]
enum Fault {
    #[error("the gzip archive ends before its end")]
    Truncated,
    #[error("the gzip archive is broken: {0}")]
    Broken(io::Error),
    #[error("the gzip archive unpacks to more than {0} times its size")]
    Bomb(u64),
}

/// Unpacks an archive.
pub(crate) fn unpacked<'a>(input: &'a mut dyn BufRead, limits: &Limits) -> impl BufRead + use<'a> {
    let packed = Counted { inner: input, count: 0 };
    let text = Unpacked { decoder: MultiGzDecoder::new(packed), count: 0, ratio: limits.unpacked_ratio };
    BufReader::with_capacity(64 << 10, text)
}

/// The error that a fault of the archive leads to, if it was one.
pub(crate) fn fault(error: &io::Error) -> Option<ReadError> {
    let fault = error.get_ref()?.downcast_ref::<Fault>()?;
    let code = match fault {
        Fault::Truncated => ReadErrorCode::Truncated,
        Fault::Broken(_) => ReadErrorCode::Malformed,
        Fault::Bomb(_) => ReadErrorCode::TooLarge,
    };
    Some(ReadError::new(code, fault))
}

struct Unpacked<R> {
    decoder: MultiGzDecoder<Counted<R>>,
    count: u64,
    ratio: u64,
}

impl<R: BufRead> Read for Unpacked<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.decoder.read(into).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => io::Error::other(Fault::Truncated),
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => io::Error::other(Fault::Broken(error)),
            _ => error,
        })?;
        self.count = self.count.saturating_add(u64::try_from(count).unwrap_or(u64::MAX));
        let packed = self.decoder.get_ref().count;
        if self.count > FREE && self.count > packed.saturating_mul(self.ratio) {
            return Err(io::Error::other(Fault::Bomb(self.ratio)));
        }
        Ok(count)
    }
}

/// Counts the bytes of the archive itself.
struct Counted<R> {
    inner: R,
    count: u64,
}

impl<R: BufRead> BufRead for Counted<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.count = self.count.saturating_add(u64::try_from(amount).unwrap_or(u64::MAX));
        self.inner.consume(amount);
    }
}

impl<R: BufRead> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let count = bytes.read(into)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
