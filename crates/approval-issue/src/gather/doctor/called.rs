//! The reusable workflows of other repositories that those of the default branch call ("Reuse workflows").

use github::{Error, GitHub, Kind, Repository, contents};

use super::{LARGEST, unreadable};
use crate::doctor::workflow::{self, Workflow};

/// Calls that are followed at most; what is called beyond them stays unseen.
const MOST: usize = 20;

/// Reads each once, by the address that it is called by.
pub(super) async fn read(github: &GitHub, workflows: &[Workflow]) -> Result<Vec<Workflow>, Error> {
    let mut found: Vec<Workflow> = Vec::new();
    let all = workflows.iter().flat_map(|workflow| &workflow.jobs).filter_map(|job| job.uses.as_deref());
    for uses in all.filter(|uses| !uses.starts_with("./")) {
        if found.len() < MOST && found.iter().all(|known| known.path != uses) {
            found.push(one(github, uses).await?);
        }
    }
    Ok(found)
}

/// A workflow that this token may not see is unreadable, and so is an address that is none.
async fn one(github: &GitHub, uses: &str) -> Result<Workflow, Error> {
    let Some((repository, path, at)) = address(uses) else { return Ok(unreadable(uses, "it is no address")) };
    for revision in revisions(at) {
        match contents::file(github, &repository, path, &revision, LARGEST).await {
            Ok(Some(file)) => return Ok(workflow::read(uses, &file.bytes)),
            Ok(None) => {}
            Err(error) if is_hidden(&error.kind) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(unreadable(uses, "it is not there, or this token may not see it"))
}

const fn is_hidden(kind: &Kind) -> bool {
    matches!(
        kind,
        Kind::NotFound | Kind::Forbidden | Kind::Moved | Kind::Request | Kind::Truncated | Kind::Validation
    )
}

/// `owner/name/path@at`.
fn address(uses: &str) -> Option<(Repository, &str, &str)> {
    let (address, at) = uses.split_once('@')?;
    let mut parts = address.splitn(3, '/');
    let (owner, name, path) = (parts.next()?, parts.next()?, parts.next()?);
    Some((format!("{owner}/{name}").parse().ok()?, path, at))
}

/// What a short name may be, a tag or a branch; a whole SHA is itself.
fn revisions(at: &str) -> Vec<String> {
    let is_commit = at.len() == 40 && at.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_commit || at.starts_with("refs/") {
        return vec![at.to_owned()];
    }
    vec![format!("refs/tags/{at}"), format!("refs/heads/{at}")]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_has_a_repository_a_path_and_a_revision() {
        let (repository, path, at) = address("o/r/.github/workflows/x.yml@v1").unwrap();
        assert_eq!((repository.to_string().as_str(), path, at), ("o/r", ".github/workflows/x.yml", "v1"));
        for none in ["o/r@v1", "o/r/x.yml", "x", "@"] {
            assert!(address(none).is_none(), "{none}");
        }
        assert_eq!(revisions(&"a1".repeat(20)), ["a1".repeat(20)]);
        assert_eq!(revisions("v1"), ["refs/tags/v1", "refs/heads/v1"]);
    }
}
