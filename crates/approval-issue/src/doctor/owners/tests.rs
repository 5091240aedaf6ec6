use super::super::Status;
use super::super::facts::Asked;
use super::super::sample::{found, guard, seen, status};
use super::{fits, is_owned};

fn owned_by(text: &str) -> Status {
    let mut seen = seen();
    seen.owners = Asked::Told(Some(("CODEOWNERS".to_owned(), text.to_owned())));
    status(&seen, "code-owners")
}

#[test]
fn policy_and_workflows_have_owners() {
    assert_eq!(owned_by("* @acme/all\n"), Status::Sound);
    assert_eq!(owned_by("# none\n\n/src/ @acme/dev\n"), Status::Weak);
    assert_eq!(owned_by("/.github/releasegate.yml @acme/qa\n"), Status::Weak);
    assert_eq!(owned_by("/.github/releasegate.yml @acme/qa\n/.github/workflows/ @acme/qa\n"), Status::Sound);
    // The last line that fits holds, also one without owners.
    assert_eq!(owned_by("* @acme/all\n/.github/\n"), Status::Weak);
    let mut seen = seen();
    seen.owners = Asked::Told(None);
    assert_eq!(status(&seen, "code-owners"), Status::Weak);
}

#[test]
fn owners_who_are_not_asked_own_nothing() {
    let mut seen = seen();
    let mut unasked = guard();
    unasked.by_owners = false;
    seen.default.rulesets = Asked::Told(unasked);
    let finding = found(&seen, "code-owners");
    assert!(finding.status == Status::Weak && finding.found.contains("does not ask"), "{finding:?}");
    seen.default.older = Asked::Refused("the call needs `administration: read`".to_owned());
    assert_eq!(status(&seen, "code-owners"), Status::Unknown);
}

#[test]
fn without_a_policy_file_the_workflows_are_it() {
    let mut seen = seen();
    seen.policy = None;
    seen.owners = Asked::Told(Some(("CODEOWNERS".to_owned(), "/.github/workflows/deploy.yml @a\n".to_owned())));
    assert!(found(&seen, "code-owners").found.contains("approval.yml"));
}

#[test]
fn patterns_fit_as_github_says() {
    for (pattern, file) in [
        ("*", "a/b.yml"),
        ("*.yml", "a/b.yml"),
        ("/.github/", ".github/workflows/x.yml"),
        (".github", ".github/x.yml"),
        ("workflows/", ".github/workflows/x.yml"),
        ("/.github/**", ".github/workflows/x.yml"),
        ("**/workflows", ".github/workflows/x.yml"),
        (".github/*", ".github/x.yml"),
        ("/.github/workflows", ".github/workflows/x.yml"),
        ("/.github/w?rkflows/", ".github/workflows/x.yml"),
    ] {
        assert!(fits(pattern, file), "{pattern} {file}");
    }
    for (pattern, file) in [
        (".github/*", ".github/workflows/x.yml"),
        ("/workflows/", ".github/workflows/x.yml"),
        ("/x.yml/", "x.yml"),
        ("*.yaml", "a/b.yml"),
        ("/", "a"),
        ("/.github/workflow", ".github/workflows/x.yml"),
    ] {
        assert!(!fits(pattern, file), "{pattern} {file}");
    }
}

#[test]
fn a_remark_is_no_owner() {
    assert!(!is_owned("* # @acme/all\n", "a"));
    assert!(is_owned("* @acme/all # all of it\n", "a"));
}
