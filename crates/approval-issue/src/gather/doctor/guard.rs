//! What guards a branch: rulesets, and the older protection beside them.

use github::branch_protection::{self, Protection};
use github::branches::{self, Rule};
use github::{Error, GitHub, Repository};
use serde_json::Value;

use super::asked;
use crate::doctor::facts::{Asked, Branch, Guard};

/// Reads it; `head` is the branch as GitHub shows it.
pub(super) async fn branch(
    github: &GitHub,
    repository: &Repository,
    name: &str,
    head: &Asked<branches::Branch>,
) -> Result<Branch, Error> {
    let rulesets = match asked(branches::rules(github, repository, name).await)? {
        Asked::Told(rules) => Asked::Told(of_rules(github, repository, &rules).await?),
        Asked::Refused(why) => Asked::Refused(why),
    };
    let protected = !matches!(head, Asked::Told(head) if !head.protected);
    let older = match (protected, head) {
        (false, _) => Asked::Told(None),
        (true, Asked::Refused(why)) => Asked::Refused(why.clone()),
        (true, Asked::Told(_)) => {
            let found = asked(branch_protection::read(github, repository, name).await)?;
            found.map(|found| found.as_ref().map(of_protection))
        }
    };
    Ok(Branch { name: name.to_owned(), protected, rulesets, older })
}

/// A parameter of a rule.
fn parameter<'a>(rule: &'a Rule, name: &str) -> Option<&'a Value> {
    rule.parameters.as_ref()?.get(name)
}

async fn of_rules(github: &GitHub, repository: &Repository, rules: &[Rule]) -> Result<Guard, Error> {
    let of = |kind: &'static str| rules.iter().filter(move |rule| rule.kind == kind);
    let on = |name: &str| {
        of("pull_request").any(|rule| parameter(rule, name).and_then(Value::as_bool) == Some(true))
    };
    let count = |rule: &Rule| {
        parameter(rule, "required_approving_review_count").and_then(Value::as_u64).unwrap_or_default()
    };
    let mut guard = Guard {
        approvals: of("pull_request").map(count).max(),
        by_owners: on("require_code_owner_review"),
        renewed: on("dismiss_stale_reviews_on_push") || on("require_last_push_approval"),
        keeps_history: of("non_fast_forward").next().is_some(),
        keeps_branch: of("deletion").next().is_some(),
        ..Guard::default()
    };
    let mut exempt: Vec<Asked<u64>> = Vec::new();
    for rule in of("pull_request").filter(|rule| count(rule) > 0) {
        exempt.push(match rule.ruleset_id {
            Some(id) => passing(github, repository, id).await?,
            None => Asked::Refused("GitHub does not say which ruleset it is".to_owned()),
        });
    }
    guard.exempt = fewest(exempt);
    Ok(guard)
}

/// Who is exempt from one ruleset still meets the others, so that the shortest list counts; one that is not shown may be shorter.
fn fewest(lists: Vec<Asked<u64>>) -> Asked<u64> {
    let (mut least, mut hidden) = (None, None);
    for list in lists {
        match list {
            Asked::Told(count) => least = Some(least.map_or(count, |known: u64| known.min(count))),
            Asked::Refused(_) => hidden = hidden.or(Some(list)),
        }
    }
    match (least, hidden) {
        (Some(0) | None, None) | (Some(0), Some(_)) => Asked::Told(0),
        (_, Some(hidden)) => hidden,
        (Some(count), None) => Asked::Told(count),
    }
}

/// How many entries the bypass list of a ruleset has.
async fn passing(github: &GitHub, repository: &Repository, id: u64) -> Result<Asked<u64>, Error> {
    Ok(match asked(branches::ruleset(github, repository, id).await)? {
        Asked::Refused(why) => Asked::Refused(why),
        Asked::Told(ruleset) => match ruleset.bypass_actors {
            Some(actors) => Asked::Told(u64::try_from(actors.len()).unwrap_or(u64::MAX)),
            None => Asked::Refused(format!(
                "who may bypass the ruleset `{}` only a token with `administration: write` learns",
                ruleset.name
            )),
        },
    })
}

fn of_protection(found: &Protection) -> Guard {
    let reviews = found.required_pull_request_reviews.as_ref();
    let off = |switch: Option<branch_protection::Switch>| switch.is_some_and(|switch| !switch.enabled);
    let allowed = reviews.and_then(|reviews| reviews.bypass_pull_request_allowances.as_ref());
    let exempt =
        allowed.map_or(0, |who| who.users.len().saturating_add(who.teams.len()).saturating_add(who.apps.len()));
    Guard {
        approvals: reviews.map(|reviews| reviews.required_approving_review_count.unwrap_or_default()),
        by_owners: reviews.is_some_and(|reviews| reviews.require_code_owner_reviews),
        renewed: reviews.is_some_and(|one| one.dismiss_stale_reviews || one.require_last_push_approval),
        keeps_history: off(found.allow_force_pushes),
        keeps_branch: off(found.allow_deletions),
        exempt: Asked::Told(u64::try_from(exempt).unwrap_or(u64::MAX)),
        for_administrators: found.enforce_admins.is_some_and(|switch| switch.enabled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shortest_bypass_list_counts_and_a_hidden_one_may_be_shorter() {
        let hidden = || Asked::Refused("hidden".to_owned());
        let told = Asked::Told;
        assert_eq!(fewest(Vec::new()), told(0));
        assert_eq!(fewest(vec![told(3), told(1)]), told(1));
        assert_eq!(fewest(vec![told(3), hidden()]), hidden());
        assert_eq!(fewest(vec![hidden(), told(0)]), told(0));
    }

    #[test]
    fn what_the_older_protection_does_not_say_is_not_taken_for_kept() {
        let bare: Protection = serde_json::from_str("{}").unwrap();
        let guard = of_protection(&bare);
        assert_eq!(guard, Guard { for_administrators: false, ..Guard::default() });
        let full: Protection = serde_json::from_str(
            r#"{"required_pull_request_reviews": {"required_approving_review_count": 2, "dismiss_stale_reviews": false,
                "require_code_owner_reviews": true, "require_last_push_approval": true,
                "bypass_pull_request_allowances": {"users": [{}], "teams": [{}]}},
                "enforce_admins": {"enabled": true}, "allow_force_pushes": {"enabled": false}, "allow_deletions": {"enabled": true}}"#,
        )
        .unwrap();
        let expected = Guard {
            approvals: Some(2),
            by_owners: true,
            renewed: true,
            keeps_history: true,
            exempt: Asked::Told(2),
            ..Guard::default()
        };
        assert_eq!(of_protection(&full), expected);
    }
}
