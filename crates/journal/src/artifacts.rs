//! What is deployed, by its content: a file by its bytes, an image by the digest that its registry shows.

use std::path::Path;

use ledger::digest::{Algorithm, DigestSet};
use ledger::name::Line;
use ledger::statement::Subject;
use runner::files::Workspace;
use serde::{Deserialize, Serialize};

/// An artifact.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Artifact {
    /// The name: a file, an image without tag.
    pub name: String,
    /// SHA-256 in hex: of the file, or the image's digest.
    pub sha256: String,
}

/// Why something is no artifact.
#[derive(Debug, thiserror::Error)]
pub enum ArtifactProblem {
    /// It cannot be read.
    #[error("{path}: {problem}")]
    Unreadable {
        /// Which.
        path: String,
        /// Why.
        problem: String,
    },
    /// It names an image without what it is.
    #[error(
        "`{0}` names an image by something that moves: write NAME@sha256: and its 64 hex digits, as the registry shows it"
    )]
    NoDigest(String),
    /// Two of one name.
    #[error("two artifacts are named `{0}` and differ: give each another name")]
    Two(String),
    /// A name that no record can hold.
    #[error("the artifact `{0}` has a name that no record can hold: give it a plain one")]
    Name(String),
}

/// Reads artifacts, each a file's path or an image as `NAME@sha256:HEX`; in the order of their names. What is given twice is one.
///
/// # Errors
/// As [`ArtifactProblem`].
pub fn read(workspace: &Workspace, given: &[String]) -> Result<Vec<Artifact>, ArtifactProblem> {
    let mut all: Vec<Artifact> = Vec::with_capacity(given.len());
    for one in given {
        let found = artifact(workspace, one)?;
        match all.iter().find(|known| known.name == found.name) {
            Some(known) if *known == found => {}
            Some(_) => return Err(ArtifactProblem::Two(found.name)),
            None => all.push(found),
        }
    }
    all.sort();
    Ok(all)
}

fn artifact(workspace: &Workspace, given: &str) -> Result<Artifact, ArtifactProblem> {
    if let Some((image, digest)) = given.split_once('@') {
        let hex = digest.strip_prefix("sha256:").filter(|hex| is_sha256(hex));
        let hex = hex.ok_or_else(|| ArtifactProblem::NoDigest(given.to_owned()))?;
        return Ok(Artifact { name: without_tag(image).to_owned(), sha256: hex.to_owned() });
    }
    let unreadable = |problem: String| ArtifactProblem::Unreadable { path: given.to_owned(), problem };
    let whole = workspace.root().join(Path::new(given));
    let file = match workspace.open(&whole) {
        // A tag moves: whoever writes an image's name means what the tag shows today.
        Err(_) if !whole.exists() && looks_like_an_image(given) => {
            return Err(ArtifactProblem::NoDigest(given.to_owned()));
        }
        Err(error) => return Err(unreadable(format!("{error:#}"))),
        Ok(file) => file,
    };
    let (sha256, _) = file.finish().map_err(|error| unreadable(error.to_string()))?;
    Ok(Artifact { name: given.strip_prefix("./").unwrap_or(given).replace('\\', "/"), sha256 })
}

/// A host with a dot or a port before the first slash, or a tag behind the last one.
fn looks_like_an_image(given: &str) -> bool {
    let host =
        given.split_once('/').is_some_and(|(host, _)| host.contains(['.', ':']) && !host.starts_with('.'));
    host || given.rsplit('/').next().is_some_and(|last| last.contains(':'))
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

/// What a record is about: the commit and the artifacts, as approvals name them.
///
/// # Errors
/// Names and digests that no record can hold.
pub fn subjects(commit: &str, artifacts: &[Artifact]) -> Result<Vec<Subject>, ArtifactProblem> {
    let subject = |name: &str, algorithm, digest: &str| {
        let wrong = || ArtifactProblem::Name(name.to_owned());
        let digest = DigestSet::new([(algorithm, digest.to_owned())].into()).map_err(|_| wrong())?;
        Ok(Subject { name: Line::new(name).map_err(|_| wrong())?, digest })
    };
    let mut subjects = vec![subject(&format!("commit:{commit}"), Algorithm::GitCommit, commit)?];
    for artifact in artifacts {
        subjects.push(subject(&artifact.name, Algorithm::Sha256, &artifact.sha256)?);
    }
    Ok(subjects)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_in(files: &[(&str, &str)], given: &[&str]) -> Result<Vec<Artifact>, ArtifactProblem> {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        let given: Vec<String> = given.iter().map(|one| (*one).to_owned()).collect();
        read(&Workspace::new(folder.path().to_owned()), &given)
    }

    #[test]
    fn an_artifact_is_its_bytes_or_the_digest_of_its_registry() {
        let hex = "a".repeat(64);
        let found =
            read_in(&[("app.tar", "")], &["./app.tar", "app.tar", &format!("ghcr.io:5000/a/b:1@sha256:{hex}")]);
        let found = found.unwrap();
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        let of = |name: &str, sha256: &str| Artifact { name: name.to_owned(), sha256: sha256.to_owned() };
        assert_eq!(found, [of("app.tar", empty), of("ghcr.io:5000/a/b", &hex)]);
        assert_eq!(subjects(&"b".repeat(40), &found).unwrap().len(), 3);
    }

    #[test]
    fn what_moves_is_no_artifact() {
        for image in ["ghcr.io/a/b", "ghcr.io/a/b:1.2", "app:latest", "a@sha256:00", "a@sha512:00"] {
            let error = read_in(&[], &[image]).unwrap_err();
            assert!(matches!(error, ArtifactProblem::NoDigest(_)), "{image}: {error}");
        }
        assert!(matches!(read_in(&[], &["dist/app.tar"]).unwrap_err(), ArtifactProblem::Unreadable { .. }));
        let (one, two) = ("a".repeat(64), "b".repeat(64));
        let given = [format!("a@sha256:{one}"), format!("a@sha256:{two}")];
        let given: Vec<&str> = given.iter().map(String::as_str).collect();
        assert!(matches!(read_in(&[], &given).unwrap_err(), ArtifactProblem::Two(_)));
    }
}
