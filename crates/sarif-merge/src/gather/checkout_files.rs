//! The files that are checked out, for names and fingerprints. A report may name any path: none is read outside of the workspace, none
//! through a link, none that is no regular file.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::io::Read as _;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use runner::files::Workspace;
use sarif::RepositoryPath;

/// No source is larger; more is generated.
const LARGEST: u64 = 8 << 20;
/// Lines of which the hashes of a file are known.
type Hashes = BTreeMap<u64, String>;

/// The checkout.
pub(super) struct CheckoutFiles {
    workspace: Workspace,
    tracked: HashSet<String>,
    pub(super) commit: Option<String>,
    /// When it was committed, in seconds since 1970.
    pub(super) committed: Option<u64>,
    /// What is known of each file; read once, and nobody waits for any other.
    hashes: Mutex<BTreeMap<String, Arc<OnceLock<Option<Hashes>>>>>,
}

impl CheckoutFiles {
    /// # Errors
    /// There is a repository, and it cannot be read.
    pub(super) fn of(workspace: &Workspace) -> anyhow::Result<Self> {
        let git = checkout::open(workspace.root())?;
        let (tracked, commit) = match git {
            Some(git) => (git.tracked.iter().cloned().collect(), git.commit),
            None => (HashSet::new(), None),
        };
        let committed = commit.as_ref().and_then(|commit| commit.time);
        let commit = commit.map(|commit| commit.id);
        Ok(Self { workspace: workspace.clone(), tracked, commit, committed, hashes: Mutex::default() })
    }

    /// Whether git tracks a file of this name.
    pub(super) fn has(&self, path: &str) -> bool {
        self.tracked.contains(path)
    }

    /// GitHub's hash of a line of a file.
    pub(super) fn line_hash(&self, path: &RepositoryPath, line: u64) -> Option<String> {
        let known = self.known(path);
        known.get_or_init(|| self.read(path)).as_ref()?.get(&line).cloned()
    }

    fn known(&self, path: &RepositoryPath) -> Arc<OnceLock<Option<Hashes>>> {
        let mut known = self.hashes.lock().unwrap_or_else(PoisonError::into_inner);
        match known.get(path.as_str()) {
            Some(hashes) => Arc::clone(hashes),
            None => Arc::clone(known.entry(path.as_str().to_owned()).or_default()),
        }
    }

    fn read(&self, path: &RepositoryPath) -> Option<Hashes> {
        let full = self.workspace.root().join(path.as_str());
        let plain = full.symlink_metadata().ok()?;
        if !plain.is_file() || plain.len() > LARGEST {
            return None;
        }
        let file = self.workspace.open(&full).ok()?;
        let mut bytes = Vec::new();
        file.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
        if bytes.len() as u64 > LARGEST {
            return None;
        }
        let lines = bytes.iter().filter(|byte| matches!(byte, b'\n' | b'\r')).count() as u64 + 1;
        let all: BTreeSet<u64> = (1..=lines).collect();
        Some(sarif::line_hashes(&bytes, &all))
    }
}
