use super::*;
use crate::action::SPEC;

fn read(given: &[(&str, &str)], section: Option<&str>) -> Result<Policy, InputError> {
    let given = given.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned()));
    let inputs = Inputs::from_pairs(&SPEC, given)?;
    inputs.check()?;
    let node = section.and_then(|text| settings::yaml::parse("releasegate.yml", text.as_bytes()).unwrap());
    let policy = Policy::read(&inputs, node.as_ref())?;
    Ok(policy)
}

#[test]
fn inputs_alone_are_a_policy_for_every_environment() {
    let policy = read(
        &[
            ("mode", "request"),
            ("environment", "production"),
            ("approvers", "alice, bob"),
            ("minimum-approvals", "1"),
        ],
        None,
    )
    .unwrap();
    let rules = policy.of("production").unwrap();
    assert_eq!((rules.environment.as_str(), rules.seats.len(), rules.seats[0].count), ("production", 1, 1));
    assert!(rules.exclude.requesters && policy.resume);
}

/// Moving over from trstringer/manual-approval is one line: its inputs, without a mode, wait.
#[test]
fn without_a_mode_it_waits_and_takes_the_words_of_others() {
    let given =
        [("approvers", "alice"), ("exclude-workflow-initiator-as-approver", "false"), ("issue-title", "Go?")];
    let policy = read(&given, None).unwrap();
    assert_eq!((policy.mode, policy.title.as_deref()), (Mode::Wait, Some("Go?")));
    assert!(!policy.of("default").unwrap().exclude.requesters);
    let words = read(&[("approvers", "alice"), ("additional-approved-words", "ok")], None).unwrap_err();
    assert!(words.message.contains("/approve"), "{words}");
}

/// T2: an approver who stands there twice, in another spelling, is a mistake or one person.
#[test]
fn t2_alice_and_alice_are_not_two() {
    match read(&[("approvers", "Alice,alice")], None) {
        Ok(policy) => assert_eq!(policy.of("default").unwrap().seats[0].count, 1),
        Err(error) => assert!(error.message.to_lowercase().contains("alice"), "{error}"),
    }
}

#[test]
fn an_input_that_says_who_approves_beside_the_file_is_a_mistake() {
    let section =
        "approvers: alice, bob\nminimum-approvals: 2\nenvironments:\n  test: { minimum-approvals: 1 }\n";
    let (mode, environment) = (("mode", "request"), ("environment", "Test"));
    let policy = read(&[mode, environment], Some(section)).unwrap();
    assert_eq!(policy.of("Test").unwrap().seats[0].count, 1);
    assert_eq!(policy.of("production").unwrap().seats[0].count, 2);
    let beside = read(&[mode, environment, ("approvers", "mallory")], Some(section)).unwrap_err();
    assert_eq!(beside.name, "approvers");
}

#[test]
fn what_a_mode_needs_is_asked_for() {
    assert_eq!(read(&[("mode", "verify"), ("approvers", "alice")], None).unwrap_err().name, "environment");
    assert_eq!(read(&[("mode", "approve"), ("approvers", "alice")], None).unwrap_err().name, "mode");
    let issue = read(&[("mode", "decide"), ("approvers", "alice"), ("issue", "-1")], None).unwrap_err();
    assert_eq!(issue.name, "issue");
    assert!(read(&[("mode", "decide")], None).is_err(), "nobody may approve");
}
