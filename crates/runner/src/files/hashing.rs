//! A file that is hashed while it is read. A long one is read and hashed by a thread of its own, some blocks ahead of its reader:
//! hashing takes about as long as reading a report well.

use std::io::{self, BufRead, Read};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use verdict::canonical::Sha256Hex;

/// How many bytes are read at once: few enough to be in the processor's cache when they are looked at again.
const BLOCK: usize = 1 << 18;
/// How many blocks are read ahead at most.
const AHEAD: usize = 8;
/// Below this many bytes a thread costs more than it saves.
const WORTH_A_THREAD: u64 = 1 << 21;

/// A reader that hashes and counts what passes through it.
pub struct Hashing<R> {
    size: u64,
    source: Option<Source<R>>,
    block: Vec<u8>,
    used: usize,
}

enum Source<R> {
    Here(Hasher<R>),
    Ahead(Ahead),
}

/// The file, and what is known of the bytes that were read of it.
struct Hasher<R> {
    inner: R,
    hash: Sha256Hex,
    read: u64,
}

/// The thread, and the blocks between it and us.
struct Ahead {
    full: Receiver<io::Result<Vec<u8>>>,
    empty: SyncSender<Vec<u8>>,
    thread: JoinHandle<io::Result<(String, u64)>>,
}

impl Hashing<std::fs::File> {
    /// Begins at the file's start.
    ///
    /// # Errors
    /// Its size cannot be told.
    pub fn over(file: std::fs::File) -> io::Result<Self> {
        let size = file.metadata()?.len();
        Ok(Self::new(file, size))
    }
}

impl<R: Read + Send + 'static> Hashing<R> {
    fn new(inner: R, size: u64) -> Self {
        let hasher = Hasher { inner, hash: Sha256Hex::default(), read: 0 };
        Self { size, source: Some(Source::Here(hasher)), block: Vec::new(), used: 0 }
    }

    /// The file's size when it was opened, in bytes.
    #[must_use]
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Reads and hashes by a thread from here on, if that is worth it and there is a processor for it.
    #[must_use]
    pub fn ahead(mut self) -> Self {
        if self.size >= WORTH_A_THREAD
            && std::thread::available_parallelism().is_ok_and(|cores| cores.get() > 1)
        {
            self.go_ahead();
        }
        self
    }

    fn go_ahead(&mut self) {
        self.source = match self.source.take() {
            Some(Source::Here(hasher)) => Some(hasher.ahead()),
            source => source,
        };
    }

    /// Reads what is left, and gives the digest of the whole in lower-case hex, and its length.
    ///
    /// # Errors
    /// The rest cannot be read.
    pub fn finish(self) -> io::Result<(String, u64)> {
        match self.source {
            Some(Source::Here(hasher)) => hasher.finish(self.block),
            Some(Source::Ahead(ahead)) => ahead.finish(),
            None => Err(gone()),
        }
    }
}

impl<R: Read> Hasher<R> {
    /// Reads the next block in place of what is in this one; it is empty at the end only.
    fn fill(&mut self, block: &mut Vec<u8>) -> io::Result<()> {
        block.resize(BLOCK, 0);
        let mut filled = 0;
        while let Some(rest) = block.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match self.inner.read(rest) {
                Ok(0) => break,
                Ok(count) => filled += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        block.truncate(filled);
        self.hash.update(block);
        self.read += block.len() as u64;
        Ok(())
    }

    fn finish(mut self, mut block: Vec<u8>) -> io::Result<(String, u64)> {
        loop {
            self.fill(&mut block)?;
            if block.is_empty() {
                return Ok((self.hash.finish(), self.read));
            }
        }
    }
}

impl<R: Read + Send + 'static> Hasher<R> {
    /// Goes on in a thread; where none can be had, here.
    fn ahead(self) -> Source<R> {
        let (full_in, full) = sync_channel(AHEAD);
        let (empty, empty_out) = sync_channel(AHEAD + 2);
        // The file goes after the thread has begun: one that does not begin would take the file with it.
        let (give, take) = sync_channel(1);
        let work = move || match take.recv() {
            Ok(hasher) => run(hasher, &full_in, &empty_out),
            Err(_) => Err(gone()),
        };
        match Builder::new().name("read ahead".to_owned()).spawn(work) {
            Ok(thread) => match give.send(self) {
                Ok(()) => Source::Ahead(Ahead { full, empty, thread }),
                Err(unsent) => Source::Here(unsent.0),
            },
            Err(_) => Source::Here(self),
        }
    }
}

/// Reads to the end, or until nobody wants the blocks any more.
fn run<R: Read>(
    mut hasher: Hasher<R>,
    full: &SyncSender<io::Result<Vec<u8>>>,
    empty: &Receiver<Vec<u8>>,
) -> io::Result<(String, u64)> {
    loop {
        let mut block = empty.try_recv().unwrap_or_default();
        let filled = hasher.fill(&mut block);
        // The error is told twice: to whoever reads, and at the end.
        let again = filled.as_ref().err().map(|error| io::Error::new(error.kind(), error.to_string()));
        if filled.is_ok() && block.is_empty() {
            return Ok((hasher.hash.finish(), hasher.read));
        }
        let sent = full.send(filled.map(|()| block));
        match (again, sent) {
            (Some(error), _) => return Err(error),
            (None, Err(_)) => return Err(gone()),
            (None, Ok(())) => {}
        }
    }
}

impl Ahead {
    /// The next block, in exchange for one that was used; empty at the end.
    fn exchange(&self, used: Vec<u8>) -> io::Result<Vec<u8>> {
        if used.capacity() > 0 {
            // There is room for all blocks that there are; without it, the block is lost and nothing else.
            let _ = self.empty.try_send(used);
        }
        self.full.recv().unwrap_or_else(|_| Ok(Vec::new()))
    }

    fn finish(self) -> io::Result<(String, u64)> {
        for block in self.full {
            let _ = self.empty.try_send(block?);
        }
        self.thread.join().unwrap_or_else(|_| Err(gone()))
    }
}

fn gone() -> io::Error {
    io::Error::other("the thread that reads the file has ended")
}

impl<R: Read> BufRead for Hashing<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.used >= self.block.len() {
            self.used = 0;
            let used = std::mem::take(&mut self.block);
            self.block = match &mut self.source {
                Some(Source::Here(hasher)) => {
                    let mut block = used;
                    hasher.fill(&mut block)?;
                    block
                }
                Some(Source::Ahead(ahead)) => ahead.exchange(used)?,
                None => return Err(gone()),
            };
        }
        Ok(self.block.get(self.used..).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.used = self.used.saturating_add(amount).min(self.block.len());
    }
}

impl<R: Read> Read for Hashing<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let mut bytes = self.fill_buf()?;
        let count = bytes.read(buffer)?;
        self.consume(count);
        Ok(count)
    }
}

#[cfg(test)]
mod tests;
