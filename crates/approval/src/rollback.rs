//! Going back to what was approved for and deployed to an environment before.

use crate::facts::Earlier;
use crate::policy::{Policy, Rollback};
use crate::request::{Action, Artifact, Request};

/// Whether a request needs no approval: it goes back, the policy lets that be free, and the record shows exactly this, for this environment of
/// this repository. The same artifacts of another commit are something else: what deploys them comes with the commit.
#[must_use]
pub fn is_free(policy: &Policy, request: &Request, earlier: &[Earlier]) -> bool {
    policy.rollback == Rollback::Free
        && request.action == Action::Rollback
        && earlier.iter().any(|earlier| is_same(request, earlier))
}

fn is_same(request: &Request, earlier: &Earlier) -> bool {
    let sorted = |artifacts: &[Artifact]| {
        let mut artifacts = artifacts.to_vec();
        artifacts.sort_unstable();
        artifacts
    };
    earlier.repository_id == request.repository_id
        && earlier.environment == request.environment
        && earlier.commit == request.commit
        && sorted(&earlier.artifacts) == sorted(&request.artifacts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn earlier(request: &Request) -> Earlier {
        Earlier {
            repository_id: request.repository_id,
            environment: request.environment.clone(),
            commit: request.commit.clone(),
            artifacts: request.artifacts.clone(),
        }
    }

    #[test]
    fn only_exactly_what_was_deployed_here_before_is_free() {
        let policy = Policy { rollback: Rollback::Free, ..sample::policy(Vec::new()) };
        let request = Request { action: Action::Rollback, ..sample::world::request() };
        let before = earlier(&request);
        assert!(is_free(&policy, &request, std::slice::from_ref(&before)));
        assert!(!is_free(&policy, &request, &[]));
        let deploy = Request { action: Action::Deploy, ..request.clone() };
        assert!(!is_free(&policy, &deploy, std::slice::from_ref(&before)), "to deploy is not to go back");
        let strict = Policy { rollback: Rollback::Approval, ..policy.clone() };
        assert!(!is_free(&strict, &request, std::slice::from_ref(&before)));
        for change in [
            |earlier: &mut Earlier| earlier.repository_id += 1,
            |earlier: &mut Earlier| earlier.environment = "staging".to_owned(),
            |earlier: &mut Earlier| earlier.commit = "0".repeat(40),
            |earlier: &mut Earlier| earlier.artifacts.clear(),
            |earlier: &mut Earlier| earlier.artifacts[0].sha256 = "0".repeat(64),
        ] {
            let mut other = before.clone();
            change(&mut other);
            assert!(!is_free(&policy, &request, &[other]));
        }
    }
}
