//! What a request binds out of the workspace: verdicts by their judgement, artifacts by their digest.

use std::io::Read as _;
use std::path::Path;

use approval::request::{Artifact, Judged};
use runner::files::Workspace;
use verdict::read::Document;

/// Longest verdict that is read.
const LONGEST_VERDICT: u64 = 16 << 20;

/// A verdict as the request binds it, with what people want to see of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    /// What is bound.
    pub judged: Judged,
    /// The verdict in one sentence.
    pub summary: String,
    /// The SHA-256 of its file, in hex.
    pub sha256: String,
}

/// Why a file cannot be bound.
#[derive(Debug, thiserror::Error)]
pub enum FileProblem {
    /// It cannot be read.
    #[error("{path}: {problem}")]
    Unreadable {
        /// Which.
        path: String,
        /// Why.
        problem: String,
    },
    /// It is no verdict, or was changed after it was written.
    #[error("{path} is no verdict that can be approved: {problem}; give the file that the gate wrote")]
    NoVerdict {
        /// Which.
        path: String,
        /// Why.
        problem: String,
    },
    /// It judged something else.
    #[error("{path} judged {found} and not {commit}, which is to be deployed: give the verdict of this commit")]
    OtherCommit {
        /// Which.
        path: String,
        /// What it judged.
        found: String,
        /// What is to be deployed.
        commit: String,
    },
    /// Two of one gate.
    #[error("{path} is a second verdict of gate `{gate}`: give one of each gate")]
    SecondVerdict {
        /// Which.
        path: String,
        /// The gate.
        gate: String,
    },
    /// It names an image without what it is.
    #[error(
        "`{0}` names an image by something that moves: write NAME@sha256: and its 64 hex digits, as the registry shows it"
    )]
    NoDigest(String),
    /// It is no file, and looks like an image.
    #[error(
        "there is no file `{0}`; if it is an image, pin it by its digest: write NAME@sha256: and 64 hex digits, which \
         `docker buildx imagetools inspect {0}` shows, and the step that pushed it knows"
    )]
    NoFile(String),
    /// Two of one name.
    #[error("two artifacts are named `{0}` and differ: give each another name")]
    TwoArtifacts(String),
}

/// Reads verdicts; in the order of their gates.
///
/// # Errors
/// As [`FileProblem`].
pub fn verdicts(workspace: &Workspace, paths: &[String], commit: &str) -> Result<Vec<Evidence>, FileProblem> {
    let mut all: Vec<Evidence> = Vec::with_capacity(paths.len());
    for path in paths {
        let found = evidence(path, &bytes(workspace, path)?, commit)?;
        if all.iter().any(|known| known.judged.gate == found.judged.gate) {
            return Err(FileProblem::SecondVerdict { path: path.clone(), gate: found.judged.gate });
        }
        all.push(found);
    }
    all.sort_by(|one, next| one.judged.gate.cmp(&next.judged.gate));
    Ok(all)
}

fn evidence(path: &str, bytes: &[u8], commit: &str) -> Result<Evidence, FileProblem> {
    let document = Document::read(bytes)
        .map_err(|error| FileProblem::NoVerdict { path: path.to_owned(), problem: error.to_string() })?;
    let verdict = document.verdict();
    let commits: Vec<&str> = verdict
        .subject
        .iter()
        .filter_map(|subject| subject.digest.get("gitCommit"))
        .map(String::as_str)
        .collect();
    if !commits.contains(&commit) {
        let found = if commits.is_empty() { "no commit".to_owned() } else { commits.join(", ") };
        return Err(FileProblem::OtherCommit { path: path.to_owned(), found, commit: commit.to_owned() });
    }
    Ok(Evidence {
        judged: Judged {
            gate: verdict.gate.id.clone(),
            judgement: verdict.judgement.clone(),
            status: verdict.status,
        },
        summary: verdict.summary.clone(),
        sha256: document.digest().to_owned(),
    })
}

fn bytes(workspace: &Workspace, path: &str) -> Result<Vec<u8>, FileProblem> {
    let unreadable = |problem: String| FileProblem::Unreadable { path: path.to_owned(), problem };
    let file = open(workspace, path)?;
    if file.size() > LONGEST_VERDICT {
        return Err(unreadable(format!("it has {} bytes; at most {LONGEST_VERDICT} are read", file.size())));
    }
    let mut bytes = Vec::new();
    // A file can grow while it is read.
    file.take(LONGEST_VERDICT.saturating_add(1))
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable(error.to_string()))?;
    Ok(bytes)
}

fn open(workspace: &Workspace, path: &str) -> Result<runner::files::Hashing<std::fs::File>, FileProblem> {
    let whole = workspace.root().join(Path::new(path));
    workspace
        .open(&whole)
        .map_err(|error| FileProblem::Unreadable { path: path.to_owned(), problem: format!("{error:#}") })
}

/// Reads artifacts, each a file's path or an image as `NAME@sha256:HEX`; in the order of their names. What is given twice is one.
///
/// # Errors
/// As [`FileProblem`].
pub fn artifacts(workspace: &Workspace, given: &[String]) -> Result<Vec<Artifact>, FileProblem> {
    let mut all: Vec<Artifact> = Vec::with_capacity(given.len());
    for one in given {
        let found = artifact(workspace, one)?;
        match all.iter().find(|known| known.name == found.name) {
            Some(known) if *known == found => {}
            Some(_) => return Err(FileProblem::TwoArtifacts(found.name)),
            None => all.push(found),
        }
    }
    all.sort();
    Ok(all)
}

fn artifact(workspace: &Workspace, given: &str) -> Result<Artifact, FileProblem> {
    if let Some((image, digest)) = given.split_once('@') {
        let hex = digest.strip_prefix("sha256:").filter(|hex| is_sha256(hex));
        let hex = hex.ok_or_else(|| FileProblem::NoDigest(given.to_owned()))?;
        return Ok(Artifact { name: without_tag(image).to_owned(), sha256: hex.to_owned() });
    }
    if is_like_an_image(given) && !workspace.root().join(given).exists() {
        return Err(FileProblem::NoFile(given.to_owned()));
    }
    let (sha256, _) = open(workspace, given)?
        .finish()
        .map_err(|error| FileProblem::Unreadable { path: given.to_owned(), problem: error.to_string() })?;
    let name = given.strip_prefix("./").unwrap_or(given).replace('\\', "/");
    Ok(Artifact { name, sha256 })
}

/// Whether a name could be an image's: with a tag, or with the server of a registry before it.
fn is_like_an_image(name: &str) -> bool {
    let (first, last) =
        (name.split('/').next().unwrap_or_default(), name.rsplit('/').next().unwrap_or_default());
    let has_server = name.contains('/') && first.contains(['.', ':']) && !first.starts_with('.');
    has_server || last.contains(':')
}

/// An image's name without its tag, which moves; a port of the registry is no tag.
fn without_tag(image: &str) -> &str {
    match image.rsplit_once(':') {
        Some((name, tag)) if !tag.contains('/') => name,
        _ => image,
    }
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

#[cfg(test)]
mod tests;
