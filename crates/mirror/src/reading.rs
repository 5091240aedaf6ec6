//! What GitHub has, with how it stands.

use github::deployments::{self, Current, Deployment, Filter};
use github::{Error, GitHub, Repository};

/// Deployments as they stand, newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// They.
    pub deployments: Vec<Current>,
    /// Whether those are all; where not, the older ones are missing.
    pub whole: bool,
}

/// Reads the newest deployments, `most` of them or up to a hundred more, with how they stand: two requests a hundred.
///
/// # Errors
/// As any list.
pub async fn read(
    github: &GitHub,
    repository: &Repository,
    filter: &Filter,
    most: usize,
) -> Result<Reading, Error> {
    let (found, whole) = deployments::newest_of(github, repository, filter, most).await?;
    let deployments = deployments::current(github, repository, once(found)).await?;
    Ok(Reading { deployments, whole })
}

/// Newest first and each once: one that moved to the next page while the pages were read is there twice.
pub(crate) fn once(mut found: Vec<Deployment>) -> Vec<Deployment> {
    found.sort_by_key(|one| std::cmp::Reverse(one.id));
    found.dedup_by_key(|one| one.id);
    found
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::sample::deployment;

    #[test]
    fn what_moved_while_it_was_read_is_there_once() {
        let found = [9, 8, 8, 7].map(|id| deployment(id, "test", &json!({}))).to_vec();
        assert_eq!(once(found).iter().map(|one| one.id).collect::<Vec<_>>(), [9, 8, 7]);
    }
}
