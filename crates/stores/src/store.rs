//! A ledger in its store: read by index, key or digest; appended to if nobody else was faster.
//!
//! One type over the kinds of stores, so that no caller knows which it has. Nothing that is read is believed more than its place allows: evidence has the
//! digest that it was asked by, an entry that is found by a key has that key, and whether entries are those of the head is for [`ledger::verify`] or
//! [`Store::grew_from`] to say.

use std::ops::Range;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use github::{GitHub, Repository};
use ledger::entry::Entry;
use ledger::hash::Hash;
use ledger::json::Limits;
use ledger::origin::Origin;
use ledger::prove::Subtrees;

use crate::address::Cloud;
use crate::batch::Batch;
use crate::branch::{Branch, Fetcher, Way};
use crate::error::{AppendError, StoreError};
use crate::folder::Folder;
use crate::head::{Head, Version};
use crate::layout;
use crate::place::Place;
use crate::seen::{Lost, Seen};

/// One shard of a ledger, where it lives.
#[derive(Debug)]
pub struct Store {
    pub(crate) origin: Origin,
    pub(crate) place: Place,
    seen: Mutex<Option<Seen>>,
}

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEntry {
    /// Where it stands.
    pub index: u64,
    /// Its bytes; none if the file is not there, which is a fault of the ledger.
    pub entry: Option<Vec<u8>>,
    /// The bytes of its envelope; none if it was erased, or is missing.
    pub envelope: Option<Vec<u8>>,
}

/// An entry that was found by its idempotency key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Where it stands.
    pub index: u64,
    /// Its bytes.
    pub entry: Vec<u8>,
}

impl Store {
    const fn new(origin: Origin, place: Place) -> Self {
        Self { origin, place, seen: Mutex::new(None) }
    }

    /// A ledger in a folder, which is made if it is not there. `var` reads the runner's variables.
    ///
    /// # Errors
    /// A folder of a GitHub-hosted runner without `ephemeral_ok`, and one that cannot be made.
    pub fn folder(
        path: &Path,
        origin: Origin,
        ephemeral_ok: bool,
        var: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        let folder = Folder::open(path, &origin, ephemeral_ok, var)?;
        Ok(Self::new(origin, Place::Folder(folder)))
    }

    /// A ledger on branches of a repository, `NAME/SHARD` each: of the one that deploys, or of one for evidence alone, where fewer may write.
    #[must_use]
    pub fn branch(github: GitHub, repository: Repository, name: &str, origin: Origin, way: Way) -> Self {
        let branch = Branch::new(github, repository, name, &origin, way);
        Self::new(origin, Place::Branch(Box::new(branch)))
    }

    /// Reads many entries of a branch at once, by git's own protocol.
    #[must_use]
    pub fn fetching(mut self, fetcher: Fetcher) -> Self {
        if let Place::Branch(branch) = &mut self.place {
            branch.fetching(fetcher);
        }
        self
    }

    /// A ledger in an object store, below a prefix, by whatever client the caller made: it has to support conditional puts (`PutMode::Create` and
    /// `PutMode::Update`), which S3 does where its client is told to (`S3ConditionalPut::ETagMatch`).
    #[cfg(feature = "objects")]
    #[must_use]
    pub fn objects(store: std::sync::Arc<dyn object_store::ObjectStore>, prefix: &str, origin: Origin) -> Self {
        let clients = crate::bucket::Clients { patient: std::sync::Arc::clone(&store), once: store };
        let objects = crate::objects::Objects::new(clients, prefix, &origin);
        Self::new(origin, Place::Objects(objects))
    }

    /// A ledger in a bucket or container of a cloud, below a prefix. `var` reads the runner's variables, by which each cloud's own tools say who one is. Made
    /// and used inside a tokio runtime.
    ///
    /// # Errors
    /// A cloud whose client this build does not have, and variables that cannot be used.
    pub fn cloud(
        cloud: Cloud,
        bucket: &str,
        prefix: &str,
        origin: Origin,
        var: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, StoreError> {
        #[cfg(feature = "cloud")]
        {
            let clients = crate::cloud::clients(cloud, bucket, var)?;
            let objects = crate::objects::Objects::new(clients, prefix, &origin);
            Ok(Self::new(origin, Place::Objects(objects)))
        }
        #[cfg(not(feature = "cloud"))]
        {
            let _ = (bucket, prefix, origin, var);
            Err(no_client(cloud))
        }
    }

    /// Believes what was seen before: a store that lost it is an error from now on.
    #[must_use]
    pub fn having_seen(self, seen: Seen) -> Self {
        Self { seen: Mutex::new(Some(seen)), ..self }
    }

    /// Which shard of which ledger.
    #[must_use]
    pub const fn origin(&self) -> &Origin {
        &self.origin
    }

    /// Where it is, for messages.
    #[must_use]
    pub fn name(&self) -> String {
        self.place.name()
    }

    /// The shards of this ledger that are at this place, in order: a month after the one before it. A ledger without shards is one. Whether each has a head,
    /// and goes on where the one before it ended, is for others to say.
    ///
    /// # Errors
    /// Whatever keeps the place from being read.
    pub async fn shards(&self) -> Result<Vec<Origin>, StoreError> {
        let mut shards = self.place.shards(&self.origin).await?;
        shards.sort();
        Ok(shards)
    }

    /// The head; nothing if there is no ledger. Its signature is for the caller to look at: [`Head::trusted`].
    ///
    /// # Errors
    /// A damaged head, a ledger that lost what was seen of it, and whatever keeps it from being read.
    pub async fn head(&self) -> Result<Option<Head>, StoreError> {
        Ok(self.look(&[]).await?.map(|(head, _)| head))
    }

    /// The head and the entries with these idempotency keys, of one moment.
    ///
    /// # Errors
    /// As [`Store::head`] and [`Store::find`].
    pub async fn look(&self, keys: &[Hash]) -> Result<Option<(Head, Vec<Option<Found>>)>, StoreError> {
        let paths: Vec<String> = keys.iter().map(layout::mark).collect();
        let looked = self.place.look(&paths).await?;
        let Some(looked) = looked else {
            self.check(None).await?;
            return Ok(None);
        };
        let head = Head::parse(&self.origin, looked.version, &looked.head);
        let head = head.map_err(|error| StoreError::Head { at: self.name(), error })?;
        self.check(Some(&head)).await?;
        let mut found = Vec::new();
        for (key, mark) in keys.iter().zip(looked.files) {
            found.push(match mark {
                Some(mark) => self.marked(&head, key, &mark).await?,
                None => None,
            });
        }
        Ok(Some((head, found)))
    }

    /// The entry with an idempotency key, if the ledger of this head has one.
    ///
    /// # Errors
    /// A mark that is none, and whatever keeps it from being read.
    pub async fn find(&self, head: &Head, key: &Hash) -> Result<Option<Found>, StoreError> {
        match self.read(head, &layout::mark(key), layout::MAX_MARK).await? {
            Some(mark) => self.marked(head, key, &mark).await,
            None => Ok(None),
        }
    }

    /// One entry with its envelope.
    ///
    /// # Errors
    /// Whatever keeps it from being read; a file that is not there is none.
    pub async fn entry(&self, head: &Head, index: u64) -> Result<StoredEntry, StoreError> {
        let entry = self.read(head, &layout::entry(index), Limits::ENTRY.bytes).await?;
        let envelope = self.read(head, &layout::envelope(index), Limits::ENVELOPE.bytes).await?;
        Ok(StoredEntry { index, entry, envelope })
    }

    /// The entries of a range, as far as the ledger of this head has them. All of them are in memory at once: ask for a few thousand at a time.
    ///
    /// # Errors
    /// As [`Store::entry`].
    pub async fn entries(&self, head: &Head, range: Range<u64>) -> Result<Vec<StoredEntry>, StoreError> {
        let range = range.start..range.end.min(head.size());
        let files = |index| {
            [(layout::entry(index), Limits::ENTRY.bytes), (layout::envelope(index), Limits::ENVELOPE.bytes)]
        };
        let files: Vec<(String, usize)> = range.clone().flat_map(files).collect();
        let mut found = self.place.read_all(head.version(), &files).await?.into_iter();
        let entry =
            |index| StoredEntry { index, entry: found.next().flatten(), envelope: found.next().flatten() };
        Ok(range.map(entry).collect())
    }

    /// Evidence by its SHA-256; nothing if it is not there.
    ///
    /// # Errors
    /// Bytes with another digest, and whatever keeps them from being read.
    pub async fn evidence(&self, head: &Head, digest: &Hash) -> Result<Option<Vec<u8>>, StoreError> {
        let path = layout::evidence(digest);
        let bytes = self.read(head, &path, layout::MAX_EVIDENCE).await?;
        if bytes.as_deref().is_some_and(|bytes| Hash::of(bytes) != *digest) {
            return Err(StoreError::Damaged { path, problem: "has another SHA-256 than its name" });
        }
        Ok(bytes)
    }

    /// Appends a batch to the ledger with this head, or begins one if there is none: wholly, or not at all.
    ///
    /// # Errors
    /// [`AppendError::Conflict`] if the head is another by now; a batch that does not follow it; and whatever keeps it from being written.
    pub async fn append(&self, expected: Option<&Head>, batch: &Batch) -> Result<Head, AppendError> {
        if expected.is_none() {
            self.seen().as_ref().map_or(Ok(()), |seen| seen.check(None)).map_err(StoreError::Lost)?;
        }
        let plan = batch.plan(&self.origin, expected)?;
        let version = self.place.put(expected.map(Head::version), &plan).await?;
        let head = Head::parse(&self.origin, version, &plan.head);
        let head = head.map_err(|error| StoreError::Head { at: self.name(), error })?;
        *self.seen() = Some(Seen::at(&head));
        Ok(head)
    }

    /// Whether envelopes can be erased here, which is better known before a record says that one was.
    ///
    /// # Errors
    /// A branch, whose history keeps everything.
    pub fn can_erase(&self) -> Result<(), StoreError> {
        self.place.can_erase()
    }

    /// Erases the envelope of an entry. That alone is a fault of the ledger: a redaction that says so is recorded before. To do it twice is to do it once.
    ///
    /// # Errors
    /// A branch, whose history keeps everything, and whatever keeps the envelope from being erased.
    pub async fn erase(&self, index: u64) -> Result<(), StoreError> {
        self.place.erase(index).await
    }

    /// Proves by the entries themselves that a ledger grew out of what was seen, which its head alone cannot show: reads every entry.
    ///
    /// # Errors
    /// [`Lost`] if it did not, and whatever keeps the entries from being read.
    pub async fn grew_from(&self, head: &Head, seen: &Seen) -> Result<(), StoreError> {
        seen.check(Some(head))?;
        let mut tree = Subtrees::default();
        for index in 0..head.size() {
            let path = layout::entry(index);
            let entry = self.read(head, &path, Limits::ENTRY.bytes).await?;
            let entry = entry.ok_or(StoreError::Damaged { path, problem: "is missing" })?;
            tree.push(Hash::leaf(&entry));
        }
        if tree.root(head.size()) != Some(head.root()) {
            let problem = "holds other entries than those that the head covers";
            return Err(StoreError::Damaged { path: self.name(), problem });
        }
        if tree.root(seen.size) != Some(seen.root) {
            return Err(Lost::Rewritten(seen.size).into());
        }
        Ok(())
    }

    async fn read(&self, head: &Head, path: &str, most: usize) -> Result<Option<Vec<u8>>, StoreError> {
        self.place.read(head.version(), path, most).await
    }

    /// The entry that a mark leads to, if it has the key. A mark that leads beyond the head, or to an entry of somebody else, was left by an append that
    /// broke off: the next attempt with that key replaces it. Whoever forges one gets a second entry with the key, which a verifier names.
    async fn marked(&self, head: &Head, key: &Hash, mark: &[u8]) -> Result<Option<Found>, StoreError> {
        let damaged = |problem| StoreError::Damaged { path: layout::mark(key), problem };
        let text = std::str::from_utf8(mark).unwrap_or_default();
        let index: Option<u64> = text.strip_suffix('\n').and_then(|digits| digits.parse().ok());
        let index = index.filter(|index| format!("{index}\n") == text).ok_or(damaged("is no index"))?;
        if index >= head.size() {
            return Ok(None);
        }
        let entry = self.read(head, &layout::entry(index), Limits::ENTRY.bytes).await?;
        let entry = entry.ok_or(damaged("leads to an entry that is missing"))?;
        let fits = |found: Entry| found.idempotency_key == *key && found.index == index;
        Ok(Entry::parse(&entry).is_ok_and(fits).then_some(Found { index, entry }))
    }

    /// Holds a head against what was seen, and remembers it.
    async fn check(&self, head: Option<&Head>) -> Result<(), StoreError> {
        let seen = self.seen().clone();
        let Some(seen) = seen else {
            *self.seen() = head.map(Seen::at);
            return Ok(());
        };
        seen.check(head)?;
        let Some(head) = head else { return Ok(()) };
        if let Some(earlier) = seen.version.as_ref().filter(|earlier| *earlier != head.version())
            && !self.place.follows(earlier, head.version()).await?
        {
            let text = |version: &Version| version.as_str().to_owned();
            return Err(Lost::Forced { seen: text(earlier), found: text(head.version()) }.into());
        }
        *self.seen() = Some(Seen::at(head));
        Ok(())
    }

    fn seen(&self) -> std::sync::MutexGuard<'_, Option<Seen>> {
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A build without the client of a cloud.
#[cfg(not(all(feature = "s3", feature = "gs", feature = "az")))]
pub(crate) fn no_client(cloud: Cloud) -> StoreError {
    let message = format!("{}:// cannot be opened by this build: take the released program", cloud.scheme());
    StoreError::Config(message)
}
