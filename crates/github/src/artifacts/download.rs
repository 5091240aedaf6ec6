//! The bytes of an artifact: GitHub answers with an address of its storage, valid for a minute, which is asked once and without the token.

use bytes::Bytes;
use sha2::{Digest as _, Sha256};

use super::Artifact;
use super::storage;
use crate::call::Call;
use crate::client::GitHub;
use crate::errors::{Error, Kind};
use crate::repository::Repository;
use crate::request::Request;

pub(crate) static DOWNLOAD: Call = Call::read(
    "download an artifact",
    "/repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}",
    "actions: read",
);

/// How often an address is asked for: each try takes a new one.
const TRIES: u32 = 4;
const WAIT: std::time::Duration = std::time::Duration::from_secs(2);

/// The archive (zip) of an artifact, whole, and with the digest that GitHub names, if it names one.
///
/// # Errors
/// [`Kind::Gone`] if it has expired; [`Kind::Truncated`] if it has more than `most` bytes; [`Kind::Moved`] if the storage sends elsewhere;
/// [`Kind::Unexpected`] if the bytes are not those of the digest, or the digest is of a kind that this version does not know; and as any read.
pub async fn download(
    github: &GitHub,
    repository: &Repository,
    artifact: &Artifact,
    most: usize,
) -> Result<Bytes, Error> {
    let request = Request::of(&DOWNLOAD, repository)
        .at("artifact_id", artifact.id)
        .at("archive_format", "zip")
        .redirects();
    if artifact.size_in_bytes > u64::try_from(most).unwrap_or(u64::MAX) {
        let detail = format!("it has {} bytes, {most} are allowed", artifact.size_in_bytes);
        return Err(request.error(Kind::Truncated, &detail));
    }
    let mut tries = 1;
    let bytes = loop {
        let answer = github.answer(&request).await?;
        let address = answer.header("location").filter(|_| answer.status == http::StatusCode::FOUND);
        let address = address.ok_or_else(|| request.error(Kind::Unexpected, "GitHub named no address"))?;
        match storage::get(github, &request, address, most).await {
            Err(error) if error.kind == Kind::Unavailable && tries < TRIES => {
                tries += 1;
                github.inner.clock.sleep(WAIT).await;
            }
            done => break done?,
        }
    };
    match artifact.digest.as_deref().map(|digest| is_digest_of(digest, &bytes)) {
        None | Some(Some(true)) => Ok(bytes),
        Some(Some(false)) => {
            Err(request.error(Kind::Unexpected, "the bytes do not have the digest that GitHub names"))
        }
        Some(None) => Err(request.error(Kind::Unexpected, "GitHub names a digest of an unknown kind")),
    }
}

/// Nothing if the digest is none of SHA-256.
fn is_digest_of(digest: &str, bytes: &[u8]) -> Option<bool> {
    let hex = digest.strip_prefix("sha256:").filter(|hex| hex.len() == 64)?;
    let own: String = Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    Some(own.eq_ignore_ascii_case(hex))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_held_to_their_digest() {
        let empty = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(is_digest_of(empty, b""), Some(true));
        assert_eq!(is_digest_of(empty, b"x"), Some(false));
        for unknown in ["", "e3b0", "sha256:", "sha256:e3b0", &empty.replace("sha256", "sha512"), "sha256"] {
            assert_eq!(is_digest_of(unknown, b""), None, "{unknown}");
        }
    }
}
