//! From GitHub to an answer: what is read is what is decided on.

use std::time::Duration;

use approval::evaluation::{Counts, Evaluation, Outcome, Reason, Why};
use approval::people::AccountId;
use approval::policy::Policy;
use approval::posted;
use approval::request::{Action, Request, SCHEMA};
use approval::thread::Seen;
use approval_issue::gather::ground::{Record, Subject, facts};
use approval_issue::gather::people::{memberships, who};
use approval_issue::gather::source::all;
use github_sim::account::Trace;
use github_sim::seed::TokenKindSeed;
use github_sim::{Fault, FaultKind};
use verdict::Time;
use verdict::canonical::sha256_hex;

use crate::source::policy;
use crate::stage::{ALICE, BOB, CAROL, DAVE, MALLORY, OURS, Stage, asking, person, run, seed};

/// Who owns the organisation, and is in no team.
const OLIVIA: u64 = 100;

/// A request that Mallory asks for, which one of quality and Bob or Carol must approve.
struct World {
    stage: Stage,
    policy: Policy,
    request: Request,
    record: Record,
}

impl World {
    fn new() -> Self {
        Self::on(Stage::new())
    }

    fn on(stage: Stage) -> Self {
        let policy = policy(&[&["team:octo/qa#80"], &["user:bob#102", "user:carol#103"]]);
        let request = Request {
            schema: SCHEMA.to_owned(),
            repository_id: 1,
            environment: "production".to_owned(),
            action: Action::Deploy,
            commit: "a".repeat(40),
            artifacts: vec![],
            verdicts: vec![],
            policy_sha256: approval::resolve::digest(&policy).unwrap(),
            requesters: vec![AccountId(MALLORY)],
            expires: Time::parse("2026-11-29T10:00:00Z").unwrap(),
            replaces: None,
        };
        let request = request.arranged().unwrap();
        let block = posted::write(&request, &[]).unwrap();
        stage.hub().issues.get_mut(&stage.id).unwrap().body = Some(format!("Please approve.\n\n{block}\n"));
        stage.simulator.clock().advance(Duration::from_secs(60));
        let mut world = Self { stage, policy, request, record: Record::default() };
        world.record.issue = Some(run(async { world.stage.thread(None).await.unwrap().to_record() }));
        world
    }

    async fn evaluation(&self) -> Evaluation {
        let found = self.stage.thread(None).await.unwrap();
        let (github, members, shop) =
            (self.stage.workflow(), self.stage.client("members-token"), self.stage.shop());
        github.viewer().await.unwrap();
        let asked = who(&found.comments, &found.deletions, &self.record.seen, OURS);
        let known =
            memberships(asking(&github, Some(&members), &shop), &all(&self.policy), &asked).await.unwrap();
        let facts = facts(found, known, Vec::new(), Subject::default(), self.record.clone());
        approval::evaluate::evaluate(&self.policy, &self.request, &facts)
    }

    fn now(&self) -> Evaluation {
        run(self.evaluation())
    }

    fn why(&self, comment: u64) -> Why {
        let found = self.now();
        let standing = found.comments.iter().find(|standing| standing.comment == comment).unwrap();
        match &standing.counts {
            Counts::Ignored { why } => why.clone(),
            other => panic!("it counts: {other:?}"),
        }
    }

    /// What the record keeps of a comment that was seen as it was written.
    fn seen(&self, comment: u64) -> Seen {
        let hub = self.stage.hub();
        let known = &hub.comments[&comment];
        Seen {
            comment,
            author: Some(AccountId(known.author)),
            created: Time::from_timestamp(known.created_at).unwrap(),
            text_sha256: sha256_hex(known.body.as_bytes()),
            denial: known.body.starts_with("/deny").then(|| known.body.clone()),
            withdrawal: None,
            memberships: None,
        }
    }
}

#[test]
fn two_people_of_two_seats_approve() {
    let world = World::new();
    assert_eq!(world.now().outcome, Outcome::Pending);
    world.stage.say(ALICE, "/approve");
    assert_eq!(world.now().outcome, Outcome::Pending);
    world.stage.say(CAROL, "/approve because it was tested");
    let found = world.now();
    assert_eq!((found.outcome, &found.reasons[..]), (Outcome::Approved, &[Reason::SeatsFilled][..]));
}

#[test]
fn t7_what_somebody_else_changed_hid_mailed_or_no_person_wrote_counts_for_nothing() {
    let via = TokenKindSeed::User {
        login: "alice".to_owned(),
        scopes: vec!["repo".to_owned()],
        via_app: Some("gate".to_owned()),
    };
    let world = World::on(Stage::with(seed().token("via-gate", via)));
    let stage = &world.stage;
    stage.say(CAROL, "/approve");
    let edited = stage.say(ALICE, "looks fine, checking");
    let own = stage.say(ALICE, "/approve");
    let hidden = stage.say(ALICE, "/approve");
    let (mailed, bot, outsider);
    {
        let (mut hub, issue) = (stage.hub(), stage.id);
        hub.edit_comment(&person(BOB), edited, "/approve");
        hub.edit_comment(&person(ALICE), own, "/approve it");
        hub.edit_comment(&person(ALICE), own, "/approve");
        hub.minimize_comment(hidden, Some("outdated"));
        mailed = hub.add_comment_by_email(&person(ALICE), issue, "/approve");
        bot = hub.add_comment(&person(1_000_900), issue, "/approve");
        outsider = hub.add_comment(&person(MALLORY), issue, "/approve");
    }
    let by_app = run(async {
        let marker = github::Marker::new("a", "b");
        let github = stage.client("via-gate");
        // The mark would make it prose: it is taken off, as an app can.
        let made =
            github::comments::create(&github, &stage.shop(), stage.number, &marker, "x").await.unwrap().id;
        stage.hub().comments.get_mut(&made).unwrap().body = "/approve".to_owned();
        made
    });
    assert!(matches!(world.why(edited), Why::Edited { by: Some(AccountId(BOB)) }));
    assert!(matches!(world.why(own), Why::Edited { .. }));
    assert_eq!(
        (world.why(hidden), world.why(mailed), world.why(bot)),
        (Why::Hidden, Why::ByMail, Why::NoPerson)
    );
    assert_eq!(world.why(by_app), Why::ByApp { app: "gate".to_owned() });
    assert!(matches!(world.why(outsider), Why::Tied { .. } | Why::NoSeat));
    assert_ne!(world.now().outcome, Outcome::Approved);
}

#[test]
fn t7_a_name_that_was_taken_over_votes_for_nobody() {
    let world = World::new();
    world.stage.say(ALICE, "/approve");
    {
        let mut hub = world.stage.hub();
        hub.rename_account(BOB, "bob-moved");
        hub.rename_account(OLIVIA, "bob");
    }
    let taken = world.stage.say(OLIVIA, "/approve");
    assert_eq!(world.why(taken), Why::NoSeat);
    assert_eq!(world.now().outcome, Outcome::Pending);
    world.stage.say(BOB, "/approve");
    assert_eq!(world.now().outcome, Outcome::Approved, "a number is who somebody is");
}

#[test]
fn t7_a_denial_is_not_lost_when_somebody_deletes_or_hides_it() {
    let mut world = World::new();
    world.stage.say(ALICE, "/approve");
    let denial = world.stage.say(CAROL, "/deny because of the migration");
    world.stage.say(BOB, "/approve");
    assert_eq!(world.now().outcome, Outcome::Denied);
    world.stage.hub().minimize_comment(denial, Some("outdated"));
    assert_eq!(world.now().outcome, Outcome::Denied);
    let seen = world.seen(denial);
    world.stage.hub().delete_comment(&person(BOB), denial);
    // Nobody had recorded what it said.
    let found = world.now();
    assert_eq!(found.outcome, Outcome::Held, "{:?}", found.reasons);
    world.record.seen = vec![seen];
    assert_eq!(world.now().outcome, Outcome::Denied);
}

#[test]
fn attack_50_the_denial_behind_the_first_page_denies() {
    let world = World::new();
    world.stage.say(ALICE, "/approve");
    world.stage.say(BOB, "/approve");
    for index in 0..130 {
        world.stage.say(MALLORY, &format!("noise {index}"));
    }
    world.stage.say(CAROL, "/deny");
    assert_eq!(world.now().outcome, Outcome::Denied);
}

#[test]
fn attack_35_an_issue_that_went_elsewhere_or_says_something_else_is_invalid() {
    let leave: [fn(&Stage); 4] = [
        |stage| assert!(stage.hub().transfer_issue(&person(ALICE), stage.id, 2).is_some()),
        |stage| stage.hub().delete_issue(&person(ALICE), stage.id),
        |stage| stage.hub().convert_to_discussion(&person(ALICE), stage.id),
        |stage| stage.hub().rename_issue(&person(ALICE), stage.id, "Another release"),
    ];
    for leave in leave {
        let world = World::new();
        world.stage.say(ALICE, "/approve");
        world.stage.say(BOB, "/approve");
        world.stage.simulator.clock().advance(Duration::from_secs(60));
        leave(&world.stage);
        let found = world.now();
        assert_eq!(found.outcome, Outcome::Invalid, "{:?}", found.reasons);
    }
}

#[test]
fn attack_19_an_error_about_a_team_approves_and_leaves_out_nobody() {
    let world = World::new();
    let vote = world.stage.say(ALICE, "/approve");
    world.stage.say(BOB, "/approve");
    let broken = Fault::on("GET", "/orgs/{org}/teams/{team_slug}/members", FaultKind::ServerError(500));
    world.stage.hub().fault(broken.times(10_000));
    assert_eq!(world.now().outcome, Outcome::Held);
    assert_eq!(world.why(vote), Why::MembershipUnknown);
    world.stage.hub().clear_faults();
    assert_eq!(world.now().outcome, Outcome::Approved);
}

#[test]
fn attack_22_who_left_the_team_after_voting_does_not_count() {
    let world = World::new();
    let vote = world.stage.say(ALICE, "/approve");
    world.stage.say(BOB, "/approve");
    assert_eq!(world.now().outcome, Outcome::Approved);
    world.stage.hub().teams.get_mut(&80).unwrap().members.remove(&ALICE);
    world.stage.hub().delete_account(DAVE, Trace::Null);
    assert_ne!(world.now().outcome, Outcome::Approved);
    assert!(matches!(world.why(vote), Why::NoSeat | Why::MembershipLost));
}

#[test]
fn attack_58_the_end_comes_by_githubs_clock() {
    let world = World::new();
    world.stage.say(ALICE, "/approve");
    world.stage.say(BOB, "/approve");
    world.stage.simulator.clock().advance(Duration::from_secs(7 * 24 * 3_600));
    assert_eq!(world.now().outcome, Outcome::Expired);
}

#[test]
fn attack_55_what_is_read_twice_or_late_is_decided_alike() {
    let world = World::new();
    world.stage.say(BOB, "/approve");
    world.stage.say(ALICE, "/approve");
    let first = world.now();
    world.stage.simulator.clock().advance(Duration::from_secs(3_600));
    assert_eq!((first.outcome, world.now()), (Outcome::Approved, first.clone()));
}
