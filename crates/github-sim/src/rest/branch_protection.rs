//! The older protection of branches ("Protected branches" in GitHub's REST documentation); reading it alone.

use serde_json::{Value, json};

use crate::answer::{Answer, Reply};
use crate::branch_protection::BranchProtection;
use crate::hub::Hub;
use crate::rest::actions_settings::ADMINISTERS;
use crate::rest::merge;
use crate::route::Route;
use crate::visit::Visit;

pub(crate) const ROUTES: &[Route] =
    &[Route::new("GET", "/repos/{owner}/{repo}/branches/{branch}/protection", ADMINISTERS, get)];

impl Hub {
    /// The schema `branch-protection`.
    fn protection_json(&self, says: &BranchProtection, url: &str) -> Value {
        let on = |enabled: bool| json!({"enabled": enabled});
        let mut shown = json!({
            "url": url,
            "enforce_admins": {"url": format!("{url}/enforce_admins"), "enabled": says.for_administrators},
            "allow_force_pushes": on(says.force_pushes), "allow_deletions": on(says.deletions),
            "required_linear_history": on(false), "block_creations": on(false), "lock_branch": on(false),
            "required_conversation_resolution": on(false), "allow_fork_syncing": on(false),
            "required_signatures": {"url": format!("{url}/required_signatures"), "enabled": false},
        });
        if let Some(count) = says.reviews {
            let people = says.may_pass_by.iter().filter_map(|login| self.account(login));
            let people: Vec<Value> = people.map(|user| self.user_simple(user)).collect();
            let review = json!({
                "url": format!("{url}/required_pull_request_reviews"), "required_approving_review_count": count,
                "dismiss_stale_reviews": says.dismisses_stale_reviews,
                "require_code_owner_reviews": says.by_code_owners,
                "require_last_push_approval": says.last_push_approved,
                "bypass_pull_request_allowances": {"users": people, "teams": [], "apps": []},
            });
            merge(&mut shown, json!({"required_pull_request_reviews": review}));
        }
        shown
    }
}

fn get(hub: &mut Hub, visit: &Visit) -> Reply {
    let repository = visit.repository()?;
    let branch = visit.param("branch");
    let is_there = hub.store(repository)?.reference(&format!("refs/heads/{branch}"))?.is_some();
    if !is_there {
        return Err(Answer::error(404, "Branch not found"));
    }
    let url = hub.api_below(repository, &format!("/branches/{branch}/protection"));
    let says = hub.branch_protection(repository, branch);
    let says = says.ok_or_else(|| Answer::error(404, "Branch not protected"))?;
    Ok(Answer::ok(hub.protection_json(says, &url)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Seed;
    use crate::probe::start;

    #[test]
    fn who_administers_sees_the_protection() {
        let sim = start(Seed::small());
        sim.hub().commit_files(1, "main", 101, "Begin", &[("a", Some("x"))]).unwrap();
        let path = "/repos/octo/shop/branches/main/protection";
        let message = |got: crate::probe::Got| got.at("/message");
        assert_eq!(message(sim.get("olivia-token", path).expect(404)), "Branch not protected");
        let absent = "/repos/octo/shop/branches/none/protection";
        assert_eq!(message(sim.get("olivia-token", absent).expect(404)), "Branch not found");
        assert_eq!(sim.get("carol-token", "/repos/octo/shop/branches/main").at("/protected"), false);
        let says = BranchProtection {
            reviews: Some(2),
            by_code_owners: true,
            may_pass_by: vec!["alice".to_owned()],
            for_administrators: true,
            deletions: true,
            ..BranchProtection::default()
        };
        sim.hub().protect_branch(1, "main", says);
        let got = sim.get("olivia-token", path).expect(200);
        let review = |field: &str| got.at(&format!("/required_pull_request_reviews/{field}"));
        assert_eq!(review("required_approving_review_count"), 2);
        assert_eq!(
            (review("require_code_owner_reviews"), review("dismiss_stale_reviews")),
            (json!(true), json!(false))
        );
        assert_eq!(review("bypass_pull_request_allowances/users/0/login"), "alice");
        assert_eq!(
            (got.at("/enforce_admins/enabled"), got.at("/allow_deletions/enabled")),
            (json!(true), json!(true))
        );
        assert_eq!(got.at("/allow_force_pushes/enabled"), false);
        sim.hub().protect_branch(1, "main", BranchProtection::default());
        let got = sim.get("olivia-token", path).expect(200);
        assert!(got.json().get("required_pull_request_reviews").is_none());
        assert_eq!(sim.get("carol-token", "/repos/octo/shop/branches/main").at("/protected"), true);
        sim.get("alice-token", path).expect(403);
        sim.get("actions-token", path).expect(403);
    }
}
