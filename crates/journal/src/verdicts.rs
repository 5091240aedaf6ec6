//! Verdicts of other gates, as files in the workspace: read once, held against their own digests, and told as data.

use std::io::Read as _;
use std::path::Path;

use ledger::hash::Hash;
use ledger::name::Slug;
use runner::files::Workspace;
use serde::{Deserialize, Serialize};
use verdict::read::Document;
use verdict::{Status, Time};

/// Longest verdict that is read.
pub const LONGEST: u64 = 16 << 20;

/// A file that was named as a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Its path in the workspace.
    pub path: String,
    /// What it says; why it is no verdict.
    pub read: Result<Said, String>,
}

/// What a verdict says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// SHA-256 of the file, in hex.
    pub sha256: String,
    /// The gate.
    pub gate: String,
    /// The tool.
    pub tool: String,
    /// What came of it.
    pub status: Status,
    /// Digest of what was judged and how.
    pub judgement: String,
    /// The commits that it judged.
    pub commits: Vec<String>,
    /// The SHA-256 of artifacts that it judged.
    pub artifacts: Vec<String>,
    /// When it ended, by the runner's clock.
    pub finished: Time,
    /// One sentence.
    pub summary: String,
    /// The repository, run and attempt that judged.
    pub run: Option<(u64, u64, u64)>,
    /// The file of facts: its path in the workspace and its SHA-256.
    pub facts: Option<(String, String)>,
}

/// Reads the verdicts that globs name, in the order of their paths. A file that is none is told, not left out.
///
/// # Errors
/// Patterns that cannot be read, and folders that cannot be looked through.
pub fn read(workspace: &Workspace, patterns: &[String]) -> anyhow::Result<(Vec<Found>, Vec<String>)> {
    let found = workspace.find("verdicts", patterns)?;
    let nothing = found.iter().filter(|one| one.paths.is_empty()).map(|one| one.pattern.clone()).collect();
    let mut paths: Vec<_> = found.into_iter().flat_map(|one| one.paths).collect();
    paths.sort();
    paths.dedup();
    let all = paths.iter().map(|path| one(workspace, path)).collect();
    Ok((all, nothing))
}

fn one(workspace: &Workspace, path: &Path) -> Found {
    let read = bytes(workspace, path, LONGEST).and_then(|bytes| said(workspace, path, &bytes));
    Found { path: workspace.shown(path), read }
}

fn said(workspace: &Workspace, path: &Path, bytes: &[u8]) -> Result<Said, String> {
    let document = Document::read(bytes).map_err(|error| error.to_string())?;
    let verdict = document.verdict();
    if Status::aggregate(verdict.rules.iter().map(|rule| rule.status)) != verdict.status {
        return Err("its status does not follow from its rules".to_owned());
    }
    if Slug::new(verdict.gate.id.as_str()).is_err() {
        return Err(
            "its gate has a name that no record can hold: give it a `gate-id` in small letters".to_owned()
        );
    }
    let digests = |algorithm: &str| {
        let of = verdict.subject.iter().filter_map(|subject| subject.digest.get(algorithm));
        of.cloned().collect::<Vec<String>>()
    };
    let run = &verdict.run;
    let facts = verdict.facts.as_ref().and_then(|facts| {
        // A name and no path: whoever wrote the verdict does not say where else to look.
        let plain = !facts.path.contains(['/', '\\']) && facts.path != "..";
        let beside = path.parent().filter(|_| plain)?.join(&facts.path);
        Some((workspace.shown(&beside), facts.digest.get("sha256")?.clone()))
    });
    Ok(Said {
        sha256: document.digest().to_owned(),
        gate: verdict.gate.id.clone(),
        tool: verdict.gate.tool.clone(),
        status: verdict.status,
        judgement: verdict.judgement.clone(),
        commits: digests("gitCommit"),
        artifacts: digests("sha256"),
        finished: verdict.finished,
        summary: verdict.summary.clone(),
        run: run
            .repository_id
            .zip(run.run_id)
            .zip(run.attempt)
            .map(|((repository, run), attempt)| (repository, run, attempt)),
        facts,
    })
}

/// The bytes of a file in the workspace, at most so many.
///
/// # Errors
/// What keeps it from being read, in words.
pub fn bytes(workspace: &Workspace, path: &Path, most: u64) -> Result<Vec<u8>, String> {
    let file = workspace.open(path).map_err(|error| format!("{error:#}"))?;
    let too_long = |size: u64| format!("it has {size} bytes; at most {most} are read");
    if file.size() > most {
        return Err(too_long(file.size()));
    }
    let mut bytes = Vec::new();
    // A file can grow while it is read.
    file.take(most.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    let size = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    if size > most { Err(too_long(size)) } else { Ok(bytes) }
}

/// The bytes of a file that has to have a digest: what was judged is what is kept, whatever happened to the file since.
///
/// # Errors
/// A file that cannot be read, or is another one now.
pub fn same_bytes(workspace: &Workspace, path: &str, sha256: &str, most: u64) -> Result<Vec<u8>, String> {
    let bytes = bytes(workspace, &workspace.root().join(path), most)?;
    if Hash::of(&bytes).to_string() == sha256 {
        return Ok(bytes);
    }
    Err("it is another file than the one that was judged: it was changed in between".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn attack_22_what_is_kept_is_what_was_judged() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::new(folder.path().to_owned());
        std::fs::write(folder.path().join("facts.json"), "{}").unwrap();
        let sha256 = Hash::of(b"{}").to_string();
        assert_eq!(same_bytes(&workspace, "facts.json", &sha256, 10).unwrap(), b"{}");
        std::fs::write(folder.path().join("facts.json"), "[]").unwrap();
        assert!(same_bytes(&workspace, "facts.json", &sha256, 10).unwrap_err().contains("changed"));
        assert!(same_bytes(&workspace, "facts.json", &sha256, 1).unwrap_err().contains("at most 1"));
    }

    #[test]
    fn what_is_no_verdict_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let workspace = Workspace::new(folder.path().to_owned());
        std::fs::write(folder.path().join("a.verdict.json"), "{}").unwrap();
        let patterns = ["*.verdict.json".to_owned(), "none.json".to_owned()];
        let (found, nothing) = read(&workspace, &patterns).unwrap();
        assert_eq!(nothing, ["none.json"]);
        assert!(found[0].read.is_err(), "{found:?}");
    }
}
