//! Votes of accounts that the organisation's identity provider knows (level L1) through whole runs.

use github_sim::Seed;

use crate::stage::{ALICE, BOB, CAROL, Ran, Stage};

const POLICY: &str = "approval:\n  approvers: user:bob, user:carol\n  minimum-approvals: 1\n  signature: sso\n";
const CONFIG: (&str, &str) = ("config", ".github/releasegate.yml");

/// A stage whose organisation has a provider that knows bob; `olivia-token` is its owner's.
fn stage() -> Stage {
    let seed = Seed::small().without_limits().with_organization("octo", |octo| {
        octo.two_factor_requirement_enabled = true;
        octo.saml = Some([("bob".to_owned(), "bob@example.com".to_owned())].into());
    });
    let stage = Stage::with(seed);
    let files = [(".github/releasegate.yml", Some(POLICY))];
    stage.hub().commit_files(1, "main", ALICE, "Policy", &files).unwrap();
    stage
}

fn ran(stage: &Stage, mode: &str, run: u64, token: &str) -> Ran {
    stage.run_with(mode, run, &[CONFIG, ("members-token", token)])
}

#[test]
fn only_somebody_whom_the_identity_provider_knows_approves() {
    let stage = stage();
    let run = stage.failed();
    let asked = ran(&stage, "request", run, "olivia-token");
    assert_eq!(asked.code, 3, "{}", asked.log);
    assert!(stage.shown().1.contains("identity provider"), "{}", stage.shown().1);
    stage.say(CAROL, "/approve");
    let unlinked = ran(&stage, "decide", run, "olivia-token");
    assert_eq!((unlinked.code, unlinked.output("decision")), (3, Some("pending")), "{}", unlinked.log);
    assert!(
        stage.written().iter().any(|text| text.contains("identity provider does not know")),
        "{:?}",
        stage.written()
    );
    stage.say(BOB, "/approve");
    let linked = ran(&stage, "decide", run, "olivia-token");
    assert_eq!((linked.code, linked.output("decision")), (0, Some("approved")), "{}", linked.log);
    let facts = serde_json::to_value(&linked.verdict).unwrap().to_string();
    let all = stage.written().join("\n") + &facts + &linked.log + &linked.summary;
    assert!(!all.contains("bob@example.com"), "the provider's name for a person goes nowhere");
}

/// What is not shown is no "no", and no "yes" either.
#[test]
fn a_provider_that_cannot_be_read_never_approves() {
    let stage = stage();
    let run = stage.failed();
    assert_eq!(ran(&stage, "request", run, "olivia-token").code, 3);
    stage.say(BOB, "/approve");
    // A member's token is shown no provider.
    let blind = ran(&stage, "decide", run, "alice-token");
    assert_eq!((blind.code, blind.output("decision")), (3, Some("held")), "{}", blind.log);
    let verified = ran(&stage, "verify", run, "alice-token");
    assert_eq!(verified.code, 3, "{}", verified.log);
    let told = ran(&stage, "decide", run, "olivia-token");
    assert_eq!((told.code, told.output("decision")), (0, Some("approved")), "{}", told.log);
}

#[test]
fn a_policy_that_asks_for_identities_needs_a_token_that_sees_them() {
    let stage = stage();
    let run = stage.failed();
    let ran = stage.run_with("request", run, &[CONFIG]);
    assert_eq!((ran.code, ran.log.contains("members-token")), (2, true), "{}", ran.log);
    assert!(ran.log.contains("signature: sso"), "{}", ran.log);
    assert_eq!(stage.issues().0, 0);
}
