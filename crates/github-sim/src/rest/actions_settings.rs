//! What a repository lets its workflows do ("GitHub Actions permissions" in GitHub's REST documentation).

use serde_json::json;

use crate::access::Needs;
use crate::answer::{Answer, Reply};
use crate::hub::Hub;
use crate::permission::Role;
use crate::route::Route;
use crate::token::Level;
use crate::visit::Visit;

/// "Administration" repository permissions (read); a person must administer the repository, and the public is shown nothing.
pub(crate) const ADMINISTERS: Needs =
    Needs::repository(&[("administration", Level::Read)]).role(Role::Admin).with_token();

pub(crate) const ROUTES: &[Route] = &[
    Route::new("GET", "/repos/{owner}/{repo}/actions/permissions/workflow", ADMINISTERS, token),
    Route::new(
        "GET",
        "/repos/{owner}/{repo}/actions/permissions/artifact-and-log-retention",
        ADMINISTERS,
        retention,
    ),
];

/// The longest time that a public repository may ask for.
const MOST_DAYS: u64 = 90;

fn token(hub: &mut Hub, visit: &Visit) -> Reply {
    let settings = hub.actions(visit.repository()?);
    let level = if settings.token_writes { "write" } else { "read" };
    Ok(Answer::ok(json!({
        "default_workflow_permissions": level, "can_approve_pull_request_reviews": settings.approves_pulls,
    })))
}

fn retention(hub: &mut Hub, visit: &Visit) -> Reply {
    let days = hub.actions(visit.repository()?).retention_days;
    Ok(Answer::ok(json!({"days": days, "maximum_allowed_days": days.max(MOST_DAYS)})))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::Seed;
    use crate::actions_settings::ActionsSettings;
    use crate::probe::start;
    use crate::token::Level;

    const SETTINGS: &str = "/repos/octo/shop/actions/permissions";

    #[test]
    fn only_who_administers_sees_what_workflows_may() {
        let seed = Seed::small().app_token("doctor", "gate", "octo", &[("administration", Level::Read)]);
        let sim = start(seed);
        let settings = ActionsSettings { token_writes: true, approves_pulls: true, retention_days: 400 };
        for token in ["olivia-token", "doctor"] {
            let got = sim.get(token, &format!("{SETTINGS}/workflow")).expect(200);
            let expected =
                json!({"default_workflow_permissions": "read", "can_approve_pull_request_reviews": false});
            assert_eq!(got.json(), expected);
            let got = sim.get(token, &format!("{SETTINGS}/artifact-and-log-retention")).expect(200);
            assert_eq!(got.json(), json!({"days": 90, "maximum_allowed_days": 90}));
        }
        for path in ["workflow", "artifact-and-log-retention"] {
            sim.get("actions-token", &format!("{SETTINGS}/{path}")).expect(403);
            sim.get("alice-token", &format!("{SETTINGS}/{path}")).expect(403);
        }
        sim.hub().set_actions(1, settings);
        let got = sim.get("olivia-token", &format!("{SETTINGS}/workflow")).expect(200);
        assert_eq!(got.at("/default_workflow_permissions"), "write");
        assert_eq!(got.at("/can_approve_pull_request_reviews"), true);
        let got = sim.get("olivia-token", &format!("{SETTINGS}/artifact-and-log-retention")).expect(200);
        assert_eq!(got.json(), json!({"days": 400, "maximum_allowed_days": 400}));
    }
}
