//! What protects an environment.

use serde::Deserialize;

use crate::people::Account;

/// An environment of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Environment {
    /// The number.
    pub id: u64,
    /// The name in GraphQL.
    pub node_id: String,
    /// The name; two that differ in case only are the same.
    pub name: String,
    /// The page for people.
    pub html_url: String,
    /// When it was made.
    pub created_at: jiff::Timestamp,
    /// When it was last changed.
    pub updated_at: jiff::Timestamp,
    /// What must pass before a job may use it.
    #[serde(default)]
    pub protection_rules: Vec<Protection>,
    /// Which branches and tags may deploy to it; all if there is none.
    pub deployment_branch_policy: Option<BranchPolicies>,
    /// Whether administrators may pass all of it by. GitHub sends it and does not document it, so that nothing means that nobody knows.
    pub can_admins_bypass: Option<bool>,
}

/// A rule of an environment; which fields are there depends on the kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Protection {
    /// The number.
    pub id: u64,
    /// `wait_timer`, `required_reviewers`, `branch_policy`, or that of an app's rule.
    #[serde(rename = "type")]
    pub kind: String,
    /// Minutes to wait.
    pub wait_timer: Option<u64>,
    /// Whether who started the run may not review it.
    pub prevent_self_review: Option<bool>,
    /// Who may review, of whom one is enough.
    #[serde(default)]
    pub reviewers: Vec<Reviewer>,
}

/// Who may review. Another kind than these is an error: nobody knows what it would allow.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(tag = "type", content = "reviewer")]
pub enum Reviewer {
    /// A person.
    User(Account),
    /// Any member of a team.
    Team(Team),
}

/// A team, by what names it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Team {
    /// The number.
    pub id: u64,
    /// The name in addresses.
    pub slug: String,
    /// The name.
    pub name: String,
}

/// Which branches and tags may deploy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct BranchPolicies {
    /// Protected branches only.
    pub protected_branches: bool,
    /// Those of a list of patterns only.
    pub custom_branch_policies: bool,
}

/// A pattern of names that may deploy.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct BranchPolicy {
    /// The number.
    pub id: Option<u64>,
    /// The pattern, in which `*` stands for anything but a slash.
    pub name: String,
    /// `branch` or `tag`; older servers know branches only and say nothing.
    #[serde(rename = "type")]
    pub kind: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    const USER: &str = r#"{"id": 7, "login": "alice", "type": "User"}"#;

    fn protection(reviewer: &str) -> Result<Protection, serde_json::Error> {
        serde_json::from_str(&format!(
            r#"{{"id": 1, "node_id": "x", "type": "required_reviewers", "prevent_self_review": true, "reviewers": [{reviewer}]}}"#
        ))
    }

    #[test]
    fn reviewers_are_people_or_teams() {
        let team =
            r#"{"type": "Team", "reviewer": {"id": 3, "slug": "qa", "name": "QA", "type": "organization"}}"#;
        let rule = protection(&format!(r#"{{"type": "User", "reviewer": {USER}}}, {team}"#)).unwrap();
        assert!(matches!(&rule.reviewers[..], [Reviewer::User(user), Reviewer::Team(team)]
            if user.id == 7 && team.slug == "qa"));
        assert_eq!((rule.prevent_self_review, rule.wait_timer), (Some(true), None));
    }

    #[test]
    fn a_reviewer_of_an_unknown_kind_is_not_passed_over() {
        assert!(protection(&format!(r#"{{"type": "Robot", "reviewer": {USER}}}"#)).is_err());
        assert!(protection(r#"{"type": "Team", "reviewer": null}"#).is_err());
    }
}
