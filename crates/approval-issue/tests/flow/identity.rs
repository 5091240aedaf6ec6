//! Who decides, through whole runs of the tool: a person who may, once, by their own hand.

use github_sim::account::Trace;
use github_sim::seed::TeamSeed;
use github_sim::token::{Caller, Token, TokenKind};
use github_sim::{Fault, FaultKind, Seed};

use crate::stage::{ALICE, BOB, BOTH, CAROL, DAVE, MALLORY, ONE, Stage, person};

fn team(slug: &str, id: u64, members: &[String]) -> TeamSeed {
    let members = members.iter().map(|login| (login.clone(), "member".to_owned())).collect();
    TeamSeed { organization: "octo".to_owned(), slug: slug.to_owned(), id, members, ..TeamSeed::default() }
}

fn seed() -> Seed {
    let members = [("members", github_sim::token::Level::Read)];
    Seed::small().without_limits().app_token("members-token", "gate", "octo", &members)
}

/// What somebody does, by its name.
type Does<'a> = (&'a str, &'a dyn Fn(&Stage));

const MEMBERS: (&str, &str) = ("members-token", "members-token");

/// T2, attack 17: a name in two spellings, and a name beside a team with the same person in it, are one person.
#[test]
fn t2_attack_17_one_person_named_twice_is_one_person() {
    let stage = Stage::new();
    let run = stage.failed();
    let ran = stage.run_with("request", run, &[("approvers", "bob,BOB"), ("minimum-approvals", "2")]);
    assert_eq!((ran.code, stage.issues().0), (2, 0), "{}", ran.log);
    let stage = Stage::with(seed().team(team("qa", 80, &["bob".to_owned(), "carol".to_owned()])));
    let run = stage.failed();
    let inputs = [("approvers", "bob, octo/qa"), ("minimum-approvals", "2"), MEMBERS];
    assert_eq!(stage.run_with("request", run, &inputs).code, 3);
    stage.say(BOB, "/approve");
    stage.say(BOB, "/approve");
    let one = stage.run_with("decide", run, &inputs);
    assert_eq!((one.code, one.output("decision")), (3, Some("pending")), "{}", one.log);
    stage.say(CAROL, "/approve");
    assert_eq!(stage.run_with("decide", run, &inputs).code, 0);
}

/// T2, attack 20: the last of thirty-one members is one; without a token that sees members nobody is asked at all.
#[test]
fn t2_attack_20_the_thirty_first_member_of_a_team_approves() {
    let people: Vec<(String, u64)> = (1..=31).map(|at| (format!("person-{at}"), 1_000 + at)).collect();
    let mut seed = people.iter().fold(seed(), |seed, (login, id)| seed.user(login, *id));
    for (login, _) in &people {
        seed = seed.with_organization("octo", |octo| {
            octo.members.insert(login.clone(), "member".to_owned());
        });
    }
    let logins: Vec<String> = people.iter().map(|(login, _)| login.clone()).collect();
    let stage = Stage::with(seed.team(team("many", 90, &logins)));
    let run = stage.failed();
    let inputs = [("approvers", "octo/many"), ("minimum-approvals", "1")];
    let blind = stage.run_with("request", run, &inputs);
    assert!(blind.code == 2 && blind.log.contains("members-token"), "{}", blind.log);
    assert_eq!(stage.issues().0, 0);
    let inputs = [inputs[0], inputs[1], MEMBERS];
    assert_eq!(stage.run_with("request", run, &inputs).code, 3);
    stage.say(1_031, "/approve");
    let ran = stage.run_with("decide", run, &inputs);
    assert_eq!((ran.code, stage.attempts(run)), (0, 2), "{}", ran.log);
}

/// T2, attack 18: a team that is called like a person is another one.
#[test]
fn t2_attack_18_a_team_called_like_a_person_does_not_stand_in_for_them() {
    let stage = Stage::with(
        seed()
            .with_organization("octo", |octo| {
                octo.members.insert("mallory".to_owned(), "member".to_owned());
            })
            .team(team("bob", 80, &["mallory".to_owned()])),
    );
    let run = stage.failed();
    let inputs = [("approvers", "bob"), MEMBERS];
    stage.run_with("request", run, &inputs);
    stage.say(MALLORY, "/approve");
    assert_eq!(stage.run_with("decide", run, &inputs).output("decision"), Some("pending"));
    stage.say(BOB, "/approve");
    assert_eq!(stage.run_with("decide", run, &inputs).output("decision"), Some("approved"));
}

/// T2, attack 19, 51: what GitHub did not answer is no denial and no approval, and a later look decides.
#[test]
fn t2_attack_19_attack_51_an_error_of_github_is_no_decision() {
    let stage = Stage::with(seed());
    let run = stage.failed();
    let inputs = [("approvers", "octo/approvers"), ("minimum-approvals", "1"), MEMBERS];
    assert_eq!(stage.run_with("request", run, &inputs).code, 3);
    stage.say(BOB, "/approve");
    for (method, template) in [
        ("GET", "/orgs/{org}/teams/{team_slug}/members"),
        ("GET", "/orgs/{org}/teams/{team_slug}"),
        ("GET", "/repos/{owner}/{repo}/issues/{issue_number}/comments"),
        ("POST", "/graphql#Thread"),
        ("GET", "/repos/{owner}/{repo}/actions/runs/{run_id}"),
        ("GET", "/repos/{owner}/{repo}/deployments"),
    ] {
        for kind in [FaultKind::BadGatewayBefore, FaultKind::ServerError(500)] {
            stage.hub().fault(Fault::on(method, template, kind.clone()).times(100_000));
            for mode in ["decide", "verify"] {
                let ran = stage.run_with(mode, run, &inputs);
                let undecided = !matches!(ran.output("decision"), Some("denied" | "approved"));
                assert!(matches!(ran.code, 3 | 4) && undecided, "{mode} {template} {kind:?}: {}", ran.log);
            }
            stage.hub().clear_faults();
            assert_eq!(stage.attempts(run), 1);
        }
    }
    assert_eq!(stage.run_with("decide", run, &inputs).code, 0);
}

/// T2, attack 31: a policy without anybody is told at once.
#[test]
fn t2_attack_31_no_approver_at_all_fails_before_anybody_is_asked() {
    let stage = Stage::new();
    let run = stage.failed();
    for inputs in [
        vec![],
        vec![("approvers", "")],
        vec![("approvers", "nobody-of-this-name")],
        vec![("approvers", "bob, carol"), ("minimum-approvals", "3")],
        vec![("approvers", "alice")],
    ] {
        let ran = stage.run_with("request", run, &inputs);
        assert_eq!((ran.code, stage.issues().0), (2, 0), "{inputs:?}: {}", ran.log);
    }
}

/// T5, attack 16: a word of nobody's breaks nothing, and one that does not count keeps nobody from approving.
#[test]
fn t5_attack_16_a_word_of_a_deleted_account_or_an_outsider_stops_nobody() {
    for trace in [Trace::Null, Trace::Ghost] {
        let stage = Stage::new();
        let run = stage.failed();
        stage.run_with("request", run, &ONE);
        stage.say(MALLORY, "/approve");
        stage.say(DAVE, "/approve");
        stage.hub().delete_account(DAVE, trace);
        let none = stage.run_with("decide", run, &ONE);
        assert_eq!((none.code, none.output("decision")), (3, Some("pending")), "{trace:?} {}", none.log);
        stage.say(BOB, "/approve");
        let ran = stage.run_with("decide", run, &ONE);
        assert_eq!((ran.code, stage.attempts(run)), (0, 2), "{trace:?} {}", ran.log);
    }
}

/// T5: an old word is for the request that it answered and for no later one.
#[test]
fn t5_an_approval_of_before_is_for_no_later_request() {
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &ONE);
    stage.say(BOB, "/approve");
    stage.run_with("decide", run, &ONE);
    stage.hub().commit_files(1, "main", ALICE, "More", &[("a", Some("2"))]).unwrap();
    let next = stage.failed();
    for mode in ["request", "verify", "sweep"] {
        stage.run_with(mode, next, &ONE);
    }
    assert_eq!((stage.attempts(next), stage.issues()), (1, (2, true)));
    assert_eq!(stage.run_with("verify", next, &ONE).output("decision"), Some("pending"));
}

/// T6, attack 30: three seats with people in common are filled in every order of the votes.
#[test]
fn t6_attack_30_three_seats_with_the_same_people_fill_in_every_order() {
    let seats = "a: 1 of user:bob,carol,dave\nb: 1 of user:bob,carol\nc: 1 of user:bob";
    let inputs = [("seats", seats)];
    let orders = [
        [BOB, CAROL, DAVE],
        [BOB, DAVE, CAROL],
        [CAROL, BOB, DAVE],
        [CAROL, DAVE, BOB],
        [DAVE, BOB, CAROL],
        [DAVE, CAROL, BOB],
    ];
    for order in orders {
        let stage = Stage::new();
        let run = stage.failed();
        assert_eq!(stage.run_with("request", run, &inputs).code, 3);
        for (at, account) in order.into_iter().enumerate() {
            stage.say(account, "/approve");
            let ran = stage.run_with("decide", run, &inputs);
            assert_eq!(ran.code, if at == 2 { 0 } else { 3 }, "{order:?} {at}: {}", ran.log);
        }
        assert_eq!(stage.attempts(run), 2);
    }
}

/// T7, attack 1, 2, 4, 6, 23: a word that is not a person's own, as they wrote it and where all see it.
#[test]
fn t7_a_word_that_is_changed_hidden_mailed_or_a_machines_approves_nothing() {
    let by_app = |account: u64| {
        let kind = TokenKind::User { account, scopes: vec!["repo".to_owned()], via_app: Some(900) };
        let token = Token { secret: String::new(), kind, expires_at: None };
        Caller { account: Some(account), token: Some(token) }
    };
    let cases: [Does<'_>; 7] = [
        ("changed by somebody else", &|stage| {
            let said = stage.say(BOB, "looks ok, checking");
            stage.hub().edit_comment(&person(ALICE), said, "/approve");
        }),
        ("changed by its author", &|stage| {
            let said = stage.say(BOB, "/approve");
            stage.hub().edit_comment(&person(BOB), said, "/approve because I read it");
        }),
        ("changed, and the change taken out of its history", &|stage| {
            let said = stage.say(BOB, "/deny");
            stage.hub().edit_comment(&person(ALICE), said, "/approve");
            stage.hub().delete_revision(&person(ALICE), said, 0);
        }),
        ("hidden", &|stage| {
            let said = stage.say(BOB, "/approve");
            stage.hub().minimize_comment(said, Some("outdated"));
        }),
        ("mailed", &|stage| {
            let issue = stage.issue();
            stage.hub().add_comment_by_email(&person(BOB), issue, "/approve");
        }),
        ("a bot's", &|stage| {
            stage.say(41_898_282, "/approve");
            stage.say(1_000_900, "/approve");
        }),
        ("an app's in a person's name", &|stage| {
            let issue = stage.issue();
            stage.hub().add_comment(&by_app(BOB), issue, "/approve");
        }),
    ];
    for (name, does) in cases {
        let stage = Stage::new();
        let run = stage.failed();
        stage.run_with("request", run, &ONE);
        does(&stage);
        for mode in ["decide", "verify"] {
            let ran = stage.run_with(mode, run, &ONE);
            assert_eq!((ran.code, stage.attempts(run)), (3, 1), "{name} {mode}: {}", ran.log);
        }
    }
}

/// T7, attack 3, 4: neither deleting nor hiding takes a denial back.
#[test]
fn t7_attack_03_attack_04_a_denial_that_is_deleted_or_hidden_stops() {
    for hides in [false, true] {
        let stage = Stage::new();
        let run = stage.failed();
        stage.run("request", run);
        let denial = stage.say(CAROL, "/deny");
        if hides {
            stage.hub().minimize_comment(denial, Some("spam"));
        } else {
            stage.hub().delete_comment(&person(ALICE), denial);
        }
        stage.say(BOB, "/approve");
        stage.say(CAROL, "/approve");
        for mode in ["decide", "sweep", "verify"] {
            let ran = stage.run(mode, run);
            assert_eq!(stage.attempts(run), 1, "{mode} hides {hides}: {}", ran.log);
            assert_ne!(ran.output("decision"), Some("approved"), "{mode} hides {hides}");
        }
    }
}

/// T7, attack 15: who registers the login of an approver is somebody else, and the approver stays one under another name.
#[test]
fn t7_attack_15_a_login_that_somebody_else_registered_is_somebody_else() {
    let pinned = [("approvers", "bob#102"), ("minimum-approvals", "1")];
    let stage = Stage::new();
    let run = stage.failed();
    stage.run_with("request", run, &pinned);
    stage.hub().rename_account(BOB, "robert");
    stage.hub().rename_account(MALLORY, "bob");
    stage.say(MALLORY, "/approve");
    assert_eq!(stage.run_with("decide", run, &pinned).code, 3);
    stage.say(BOB, "/approve");
    assert_eq!(stage.run_with("decide", run, &pinned).code, 0);
    // Without a number in the policy the new owner makes it another policy, and nothing of before holds.
    let stage = Stage::new();
    let run = stage.failed();
    stage.run("request", run);
    stage.say(BOB, "/approve");
    stage.say(CAROL, "/approve");
    stage.hub().rename_account(BOB, "robert");
    stage.hub().rename_account(MALLORY, "bob");
    stage.say(MALLORY, "/approve");
    for mode in ["decide", "verify"] {
        let ran = stage.run_with(mode, run, &BOTH);
        assert!(ran.code != 0 && stage.attempts(run) == 1, "{mode}: {}", ran.log);
    }
}
