//! Artifacts as state: zip archives that a run left behind, which expire.

use std::time::Duration;

use bytes::Bytes;
use jiff::Timestamp;
use serde::Serialize;

use crate::clock::after;
use crate::hub::Hub;

pub(crate) mod archive;

/// An artifact.
#[derive(Debug, Clone, Serialize)]
pub struct Artifact {
    /// The durable number.
    pub id: u64,
    /// The run.
    pub run: u64,
    /// The name.
    pub name: String,
    /// The zip archive.
    #[serde(skip)]
    pub archive: Bytes,
    /// When it was uploaded.
    pub created_at: Timestamp,
    /// From when on there is nothing to download.
    pub expires_at: Timestamp,
}

/// An address that shows an artifact's bytes to whoever knows it, for a minute.
#[derive(Debug, Clone, Serialize)]
pub struct Ticket {
    /// The secret part of the address.
    pub key: String,
    /// The artifact.
    pub artifact: u64,
    /// From when on it is refused.
    pub until: Timestamp,
}

/// How long artifacts stay unless a repository says otherwise.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);
/// "This URL expires after 1 minute."
const MINUTE: Duration = Duration::from_secs(60);

impl Hub {
    /// Uploads files as an artifact of a run, as a job would. An artifact of the same name stays, as older attempts' do.
    ///
    /// # Errors
    /// If a file or their number is too large for a plain zip archive.
    pub fn upload_artifact(&mut self, run: u64, name: &str, files: &[(&str, &[u8])]) -> anyhow::Result<u64> {
        Ok(self.upload_archive(run, name, archive::pack(files)?))
    }

    /// Uploads bytes as they are, for archives that are broken or hostile.
    pub fn upload_archive(&mut self, run: u64, name: &str, archive: impl Into<Bytes>) -> u64 {
        let (id, created_at) = (self.fresh_id(), self.clock.now());
        let expires_at = after(created_at, KEPT);
        let artifact =
            Artifact { id, run, name: name.to_owned(), archive: archive.into(), created_at, expires_at };
        self.artifacts.insert(id, artifact);
        id
    }

    /// Makes an address for an artifact's bytes.
    pub(crate) fn ticket(&mut self, artifact: u64) -> String {
        let key = format!("artifact-{artifact}-{:x}", self.fresh_id());
        let until = after(self.clock.now(), MINUTE);
        self.tickets.push(Ticket { key: key.clone(), artifact, until });
        self.links.api(&format!("/_sim/blob/{key}"))
    }

    /// The bytes behind an address; none if there is no such address or its minute is over.
    pub(crate) fn blob(&self, key: &str) -> Option<Bytes> {
        let ticket = self.tickets.iter().find(|ticket| ticket.key == key)?;
        let live = self.clock.now() < ticket.until;
        self.artifacts.get(&ticket.artifact).filter(|_| live).map(|artifact| artifact.archive.clone())
    }
}
