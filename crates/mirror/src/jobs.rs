//! Of which job Actions made a deployment, where the newest status no longer says: whoever made it inactive named no page.

use std::collections::BTreeSet;

use github::deployments::{self, Current};
use github::{Error, GitHub, Repository};

use crate::compare::{Comparison, Recorded};
use crate::phantom;
use crate::reading::Reading;

/// Reads the earlier statuses of what a comparison called unrecorded and Actions made of a commit and environment that is recorded, and puts the
/// page of the job where a comparison looks for it: one request each, `most` of them, newest first. Answers how many were left.
///
/// # Errors
/// As any list.
pub async fn look_up(
    github: &GitHub,
    repository: &Repository,
    reading: &mut Reading,
    (comparison, recorded): (&Comparison, &[Recorded]),
    most: usize,
) -> Result<usize, Error> {
    let unrecorded: BTreeSet<u64> = comparison.unrecorded.iter().map(|one| one.id).collect();
    let places: BTreeSet<(&str, &str)> =
        recorded.iter().map(|record| (record.sha.as_str(), record.environment.as_str())).collect();
    let mut left = most;
    let mut missed = 0;
    for one in &mut reading.deployments {
        let deployment = &one.deployment;
        let place = (deployment.sha.as_str(), deployment.environment.as_str());
        if !unrecorded.contains(&deployment.id) || !places.contains(&place) || !is_silent(one) {
            continue;
        }
        if left == 0 {
            missed += 1;
            continue;
        }
        left -= 1;
        let statuses = match deployments::statuses(github, repository, one.deployment.id).await {
            Ok(statuses) => statuses,
            // Deleted meanwhile: nobody can say any more.
            Err(error) if error.is_not_found() => continue,
            Err(error) => return Err(error),
        };
        let page =
            statuses.into_iter().filter_map(|status| status.log_url).find(|url| phantom::run(url).is_some());
        if let (Some(status), Some(page)) = (&mut one.status, page) {
            status.log_url = Some(page);
        }
    }
    Ok(missed)
}

/// Whether Actions made it, and what was said last names no job.
fn is_silent(one: &Current) -> bool {
    let page = one.status.as_ref().and_then(|status| status.log_url.as_deref());
    one.status.is_some() && page.and_then(phantom::run).is_none() && phantom::is_of_actions(&one.deployment)
}
