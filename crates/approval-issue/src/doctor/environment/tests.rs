use super::super::facts::{Allowed, Asked, Guard, Pattern};
use super::super::sample::{branch, environment, found, seen, status};
use super::super::{Status, examine};

fn allowing(allowed: Allowed) -> Status {
    let mut seen = seen();
    environment(&mut seen).allowed = allowed;
    status(&seen, "environment-branches")
}

fn one(name: &str, tag: bool) -> Allowed {
    Allowed::Named(vec![Pattern { name: name.to_owned(), tag }])
}

#[test]
fn an_environment_that_is_not_there_is_broken() {
    let mut seen = seen();
    seen.environment = Asked::Told(None);
    assert_eq!(status(&seen, "environment"), Status::Broken);
    assert!(examine(&seen).iter().all(|finding| finding.id != "environment-branches"));
}

/// Attack 43: whoever may push a branch that may deploy writes its workflow.
#[test]
fn attack_43_a_branch_that_anybody_writes_may_not_deploy() {
    assert_eq!(allowing(Allowed::Any), Status::Broken);
    assert_eq!(allowing(Allowed::Protected), Status::Sound);
    assert_eq!(allowing(one("main", false)), Status::Sound);
    for (name, tag, expected) in [
        ("*", false, Status::Broken),
        ("**", false, Status::Broken),
        ("release/*", false, Status::Weak),
        ("v1", true, Status::Weak),
        ("gone", false, Status::Weak),
    ] {
        assert_eq!(allowing(one(name, tag)), expected, "{name}");
    }
    assert_eq!(allowing(Allowed::Hidden("the call needs actions: read".to_owned())), Status::Unknown);
}

#[test]
fn attack_43_each_named_branch_is_looked_at() {
    let mut seen = seen();
    environment(&mut seen).allowed = one("release", false);
    seen.deploying = vec![branch("release")];
    assert_eq!(status(&seen, "environment-branches"), Status::Sound);
    environment(&mut seen).allowed = Allowed::Protected;
    assert_eq!(status(&seen, "environment-branches"), Status::Sound);
    // Something protects it, and no review is what does.
    let bare = Guard { keeps_branch: true, keeps_history: true, approvals: Some(0), ..Guard::default() };
    for branch in &mut seen.deploying {
        branch.rulesets = Asked::Told(bare.clone());
    }
    for allowed in [Allowed::Protected, one("release", false)] {
        environment(&mut seen).allowed = allowed;
        assert_eq!(status(&seen, "environment-branches"), Status::Broken);
    }
    for branch in &mut seen.deploying {
        branch.rulesets = Asked::Refused("it is one of too many".to_owned());
    }
    assert_eq!(status(&seen, "environment-branches"), Status::Unknown);
}

#[test]
fn protected_branches_are_none_if_the_default_branch_is_not() {
    let mut seen = seen();
    environment(&mut seen).allowed = Allowed::Protected;
    seen.default.protected = false;
    assert_eq!(status(&seen, "environment-branches"), Status::Weak);
}

/// Attack 46.
#[test]
fn attack_46_it_is_told_whether_administrators_may_pass_by() {
    let mut seen = seen();
    for (bypass, expected) in
        [(Some(false), Status::Sound), (Some(true), Status::Weak), (None, Status::Unknown)]
    {
        environment(&mut seen).admins_bypass = bypass;
        assert_eq!(status(&seen, "environment-administrators"), expected, "{bypass:?}");
    }
}

#[test]
fn reviewers_are_told_and_not_asked_for() {
    let mut seen = seen();
    assert!(found(&seen, "environment-reviewers").found.contains("nobody lets their own run through"));
    environment(&mut seen).self_review = true;
    assert!(found(&seen, "environment-reviewers").found.contains("who started a run may be one"));
    environment(&mut seen).reviewers = false;
    let none = found(&seen, "environment-reviewers");
    assert!(none.informative && none.status == Status::Weak);
    environment(&mut seen).apps = vec!["gate".to_owned()];
    assert!(found(&seen, "environment-reviewers").found.contains("`gate`"));
}
