//! Many small writes, of which each may fail, and of which there are never more than allowed.

use github::{Error, GitHub, Kind, Repository, deployments};

/// What became of deployments that were to be made inactive. What was deleted meanwhile is in none of the lists.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Swept {
    /// These are inactive now.
    pub inactive: Vec<u64>,
    /// These could not be made so.
    pub failed: Vec<(u64, Error)>,
    /// These were left, since there were more than may be written at once, or after an error that the next one would meet as well.
    pub left: Vec<u64>,
    /// Whether all deployments of the environment were looked at.
    pub whole: bool,
}

/// Makes deployments inactive in this order, so many at most.
pub(crate) async fn inactivate_all(
    github: &GitHub,
    repository: &Repository,
    ids: &[u64],
    why: &str,
    most: usize,
) -> Swept {
    let (now, later) = ids.split_at(most.min(ids.len()));
    let mut swept = Swept { whole: true, ..Swept::default() };
    for (at, id) in now.iter().enumerate() {
        match deployments::inactivate(github, repository, *id, why).await {
            Ok(()) => swept.inactive.push(*id),
            Err(error) if error.is_not_found() => {}
            Err(error) => {
                let stops = is_of_all(&error);
                swept.failed.push((*id, error));
                if stops {
                    swept.left.extend(now.iter().skip(at + 1));
                    break;
                }
            }
        }
    }
    swept.left.extend(later);
    swept
}

/// Whether an error is not about one deployment: the next write would meet it, too, after minutes of waiting.
pub(crate) fn is_of_all(error: &Error) -> bool {
    !matches!(error.kind, Kind::Validation | Kind::Conflict | Kind::NotFound | Kind::Gone)
}
