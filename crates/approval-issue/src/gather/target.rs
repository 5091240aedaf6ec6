//! What the environment holds now.

use github::{Error, GitHub, Kind, Repository, deployments};

/// What is deployed in an environment, by GitHub's own record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deployed {
    /// The deployment's number.
    pub deployment: u64,
    /// The commit.
    pub sha: String,
}

impl Deployed {
    /// As [`approval::request::Request::replaces`] writes it.
    #[must_use]
    pub fn name(&self) -> String {
        format!("github:{}", self.deployment)
    }
}

/// The newest deployment of an environment that succeeded; nothing if there never was one. GitHub sets older ones to `inactive` by then.
/// Whoever may deploy can delete deployments: the record of deploy-record is better evidence, where there is one.
///
/// # Errors
/// [`Kind::Truncated`] if none of the hundred newest succeeded, so that an older one may have; and as any read.
pub async fn deployed(
    github: &GitHub,
    repository: &Repository,
    environment: &str,
) -> Result<Option<Deployed>, Error> {
    let latest = deployments::latest(github, repository, environment).await?;
    let is_all = latest.len() < 100;
    for deployments::Current { deployment, status } in deployments::current(github, repository, latest).await? {
        if status.is_some_and(|status| status.state == "success") {
            return Ok(Some(Deployed { deployment: deployment.id, sha: deployment.sha }));
        }
    }
    if is_all {
        return Ok(None);
    }
    Err(Error {
        kind: Kind::Truncated,
        does: "find out what is deployed",
        target: format!("{repository} {environment}"),
        detail: "none of the 100 newest deployments succeeded, and older ones are not read".to_owned(),
        permission: "deployments: read",
    })
}
