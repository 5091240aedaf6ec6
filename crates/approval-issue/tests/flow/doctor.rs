//! Whether the gate can be passed by: a repository that is well kept, and each single thing that is not.

use github_sim::Exchange;
use github_sim::actions_settings::ActionsSettings;
use github_sim::branch_protection::BranchProtection;
use github_sim::environment::{BranchPolicy, Rules};
use github_sim::git::{BypassActor, RulesetSeed};
use github_sim::token::{Level, Token, TokenKind};
use serde_json::{Value, json};
use verdict::RuleStatus;

use crate::stage::{ALICE, Ran, Stage};

const DEPLOY: &str = "\
on: push
jobs:
  deploy:
    environment: production
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: acme/tools/actions/approval-issue@0123456789012345678901234567890123456789
        with: {mode: verify, environment: production}
      - run: ./deploy.sh
";
const DECIDE: &str = "\
on:
  issue_comment: {types: [created, edited, deleted]}
  schedule: [{cron: '0 * * * *'}]
permissions: {issues: write, actions: write, contents: read}
jobs:
  decide:
    if: github.event_name == 'issue_comment'
    runs-on: ubuntu-latest
    steps:
      - uses: acme/tools/actions/approval-issue@0123456789012345678901234567890123456789
        with: {mode: decide, members-token: '${{ secrets.MEMBERS_TOKEN }}'}
  sweep:
    if: github.event_name == 'schedule'
    runs-on: ubuntu-latest
    steps:
      - uses: acme/tools/actions/approval-issue@0123456789012345678901234567890123456789
        with: {mode: sweep, members-token: '${{ secrets.MEMBERS_TOKEN }}'}
";
const POLICY: &str = "approval:\n  seats: [{id: qa, people: '1 of team:octo/approvers'}]\n";
pub(crate) const DEPLOY_FILE: &str = ".github/workflows/deploy.yml";
pub(crate) const DECIDE_FILE: &str = ".github/workflows/approval.yml";

/// A repository whose gate holds, and tokens that may look at all of it.
pub(crate) struct Kept {
    stage: Stage,
    main: u64,
    ledger: u64,
}

fn token(secret: &str, may: &[(&str, Level)]) -> Token {
    let permissions = may.iter().map(|(key, level)| ((*key).to_owned(), *level)).collect();
    let kind = TokenKind::App { app: 900, installed_on: 50, permissions, repositories: None };
    Token { secret: secret.to_owned(), kind, expires_at: None }
}

fn production() -> Rules {
    Rules {
        users: vec!["bob".to_owned()],
        prevent_self_review: true,
        admins_bypass: Some(false),
        branches: vec![BranchPolicy { name: "main".to_owned(), kind: "branch".to_owned() }],
        ..Rules::new("production")
    }
}

fn review() -> Value {
    json!({"type": "pull_request", "parameters": {
        "required_approving_review_count": 1, "require_code_owner_review": true, "require_last_push_approval": true,
        "dismiss_stale_reviews_on_push": false, "required_review_thread_resolution": false,
    }})
}

impl Kept {
    pub(crate) fn new() -> Self {
        let stage = Stage::new();
        let (main, ledger) = {
            let mut hub = stage.hub();
            let read = Level::Read;
            hub.add_token(token(
                "doctor-token",
                &[("actions", read), ("contents", read), ("administration", read)],
            ));
            hub.add_token(token("members-token", &[("members", read)]));
            hub.set_environment(1, production());
            hub.set_actions(1, ActionsSettings { retention_days: 400, ..ActionsSettings::default() });
            let files = [
                (DEPLOY_FILE, Some(DEPLOY)),
                (DECIDE_FILE, Some(DECIDE)),
                (".github/CODEOWNERS", Some("/.github/ @octo/approvers\n")),
                (".github/releasegate.yml", Some(POLICY)),
            ];
            hub.commit_files(1, "main", ALICE, "Set the gate up", &files).unwrap();
            hub.commit_files(1, "releasegate-ledger", ALICE, "Begin", &[("a", Some("1"))]).unwrap();
            let mut says = RulesetSeed::new("main", &["~DEFAULT_BRANCH"], &["deletion", "non_fast_forward"]);
            says.rules.push(review());
            let main = hub.add_ruleset(1, says);
            let patterns = ["refs/heads/releasegate-ledger*"];
            let rules = ["deletion", "non_fast_forward"];
            (main, hub.add_ruleset(1, RulesetSeed::new("ledger", &patterns, &rules)))
        };
        Self { stage, main, ledger }
    }

    pub(crate) fn write(&self, path: &str, text: Option<&str>) {
        self.stage.hub().commit_files(1, "main", ALICE, "Change", &[(path, text)]).unwrap();
    }

    /// A workflow with one text in place of another.
    fn change(&self, path: &str, from: &str, to: &str) {
        let text = if path == DEPLOY_FILE { DEPLOY } else { DECIDE };
        assert!(text.contains(from), "{from}");
        self.write(path, Some(&text.replace(from, to)));
    }

    fn without_rules(&self, ruleset: u64) {
        self.stage.hub().change_ruleset(1, ruleset, |says| says.enforcement = "evaluate".to_owned());
    }

    pub(crate) fn look(&self) -> Ran {
        self.look_with(&[])
    }

    fn look_with(&self, more: &[(&str, &str)]) -> Ran {
        let usual = [("config", ""), ("token", "doctor-token"), ("members-token", "members-token")];
        let all: Vec<(&str, &str)> = usual.iter().chain(more).copied().collect();
        self.stage.run_with("doctor", self.stage.start(), &all)
    }
}

/// The checks that do not hold, apart from those that are only told.
pub(crate) fn wrong(ran: &Ran) -> Vec<(&str, RuleStatus)> {
    let held = |status: RuleStatus| !matches!(status, RuleStatus::Pass | RuleStatus::NotApplicable);
    let rules = ran.verdict.rules.iter().filter(|rule| held(rule.status));
    rules.map(|rule| (rule.id.as_str(), rule.status)).collect()
}

fn message<'a>(ran: &'a Ran, id: &str) -> &'a str {
    &ran.verdict.rules.iter().find(|rule| rule.id == id).unwrap().message
}

#[test]
fn a_well_kept_repository_passes_and_nothing_is_written() {
    let kept = Kept::new();
    let before = kept.stage.simulator.exchanges().len();
    let ran = kept.look();
    assert_eq!((ran.code, wrong(&ran)), (0, Vec::new()), "{}", ran.log);
    assert_eq!(ran.output("status"), Some("pass"), "{}", ran.outputs);
    assert!(ran.log.contains("Nothing was found by which the gate of"), "{}", ran.log);
    let exchanges = kept.stage.simulator.exchanges();
    let reads = |exchange: &Exchange| {
        exchange.method == "GET"
            || exchange.request["query"].as_str().is_some_and(|it| it.starts_with("query "))
    };
    assert!(exchanges.iter().skip(before).all(reads));
    assert!(exchanges.len() - before < 40, "{}", exchanges.len() - before);
    assert_eq!(kept.stage.issues(), (0, false));
}

/// One thing that somebody left open, the check that names it, and the exit code.
type Weakness = (&'static str, fn(&Kept), RuleStatus, u8);

const BROKEN: (RuleStatus, u8) = (RuleStatus::Fail, 1);
const WEAK: (RuleStatus, u8) = (RuleStatus::Warn, 0);

const fn one(id: &'static str, (status, code): (RuleStatus, u8), change: fn(&Kept)) -> Weakness {
    (id, change, status, code)
}

fn weaknesses() -> Vec<Weakness> {
    vec![
        one("environment", BROKEN, |kept| {
            kept.stage.hub().environments.clear();
        }),
        one("environment-branches", BROKEN, |kept| {
            kept.stage.hub().set_environment(1, Rules { branches: Vec::new(), ..production() });
        }),
        one("environment-administrators", WEAK, |kept| {
            kept.stage.hub().set_environment(1, Rules { admins_bypass: None, ..production() });
        }),
        one("default-branch-history", WEAK, |kept| {
            let keep = |rule: &Value| rule["type"] != "non_fast_forward";
            kept.stage.hub().change_ruleset(1, kept.main, |says| says.rules.retain(keep));
        }),
        one("ledger-branches", WEAK, |kept| kept.without_rules(kept.ledger)),
        one("workflow-verify", BROKEN, |kept| kept.change(DEPLOY_FILE, "mode: verify", "mode: simulate")),
        one("workflow-conditions", BROKEN, |kept| {
            kept.change(
                DEPLOY_FILE,
                "        with: {mode",
                "        continue-on-error: true\n        with: {mode",
            );
        }),
        one("workflow-pins", WEAK, |kept| {
            kept.change(DEPLOY_FILE, "@0123456789012345678901234567890123456789", "@v1");
        }),
        one("workflow-decide", BROKEN, |kept| kept.change(DECIDE_FILE, "mode: decide", "mode: verify")),
        one("workflow-sweep", WEAK, |kept| kept.change(DECIDE_FILE, "mode: sweep", "mode: simulate")),
        one("workflow-isolation", WEAK, |kept| {
            kept.change(DECIDE_FILE, "    steps:\n", "    steps:\n      - uses: actions/checkout@v4\n");
        }),
        one("default-token", WEAK, |kept| {
            let settings = ActionsSettings { approves_pulls: true, ..ActionsSettings::default() };
            kept.stage.hub().set_actions(1, settings);
        }),
        one("code-owners", WEAK, |kept| kept.write(".github/CODEOWNERS", None)),
    ]
}

#[test]
fn each_single_weakness_is_named_and_nothing_else() {
    for (id, change, status, code) in weaknesses() {
        let kept = Kept::new();
        change(&kept);
        let ran = kept.look();
        assert_eq!((wrong(&ran), ran.code), (vec![(id, status)], code), "{id}: {}", ran.log);
        assert!(ran.log.contains(id), "{id}: {}", ran.log);
    }
}

/// Attack 43: who may write to the default branch alone takes the gate away.
#[test]
fn attack_43_a_default_branch_without_review_is_broken() {
    let kept = Kept::new();
    kept.without_rules(kept.main);
    let ran = kept.look();
    assert_eq!(ran.code, 1, "{}", ran.log);
    assert!(wrong(&ran).contains(&("default-branch-review", RuleStatus::Fail)), "{}", ran.log);
    // The older kind of protection does as well.
    let says = BranchProtection {
        reviews: Some(1),
        by_code_owners: true,
        last_push_approved: true,
        for_administrators: true,
        ..BranchProtection::default()
    };
    kept.stage.hub().protect_branch(1, "main", says.clone());
    let ran = kept.look();
    assert_eq!((ran.code, wrong(&ran)), (0, Vec::new()), "{}", ran.log);
    let says = BranchProtection { may_pass_by: vec!["alice".to_owned()], force_pushes: true, ..says };
    kept.stage.hub().protect_branch(1, "main", says);
    let ran = kept.look();
    let weak = RuleStatus::Warn;
    assert_eq!(wrong(&ran), [("default-branch-history", weak), ("default-branch-exempt", weak)], "{}", ran.log);
}

/// Attack 43: what may deploy beside the default branch is looked at too.
#[test]
fn attack_43_a_branch_that_may_deploy_and_is_not_guarded_is_broken() {
    let kept = Kept::new();
    let policy = |name: &str| BranchPolicy { name: name.to_owned(), kind: "branch".to_owned() };
    let rules = Rules { branches: vec![policy("main"), policy("release")], ..production() };
    kept.stage.hub().set_environment(1, rules);
    let absent = kept.look();
    assert_eq!(wrong(&absent), [("environment-branches", RuleStatus::Warn)], "{}", absent.log);
    kept.stage.hub().commit_files(1, "release", ALICE, "Begin", &[("a", Some("1"))]).unwrap();
    let bare = kept.look();
    assert_eq!(wrong(&bare), [("environment-branches", RuleStatus::Fail)], "{}", bare.log);
    // What protects it has to be a review.
    let ruleset = RulesetSeed::new("release", &["refs/heads/release"], &["deletion"]);
    let ruleset = kept.stage.hub().add_ruleset(1, ruleset);
    assert_eq!(wrong(&kept.look()), [("environment-branches", RuleStatus::Fail)]);
    kept.stage
        .hub()
        .set_environment(1, Rules { branches: Vec::new(), protected_branches: true, ..production() });
    let protected = kept.look();
    // The ledger's branch is protected too, and whoever may write to it could deploy from it.
    assert_eq!(wrong(&protected), [("environment-branches", RuleStatus::Fail)]);
    let found = message(&protected, "environment-branches");
    assert!(found.contains("`release` may") && found.contains("`releasegate-ledger` may"), "{found}");
    for ruleset in [ruleset, kept.ledger] {
        kept.stage.hub().change_ruleset(1, ruleset, |says| says.rules.push(review()));
    }
    let reviewed = kept.look();
    assert_eq!(wrong(&reviewed), [], "{}", reviewed.log);
}

#[test]
fn what_the_token_may_not_see_is_inconclusive_and_names_the_permission() {
    let kept = Kept::new();
    let ran = kept.look_with(&[("token", "actions-token")]);
    assert_eq!(ran.code, 3, "{}", ran.log);
    let unknown = wrong(&ran);
    assert!(unknown.contains(&("default-token", RuleStatus::Inconclusive)), "{unknown:?}");
    assert!(unknown.iter().all(|(_, status)| *status == RuleStatus::Inconclusive), "{unknown:?}");
    assert!(message(&ran, "default-token").contains("`administration: read`"), "{}", ran.log);
    // A private repository shows an App what it may see and nothing else.
    {
        let mut hub = kept.stage.hub();
        hub.repositories.get_mut(&1).unwrap().private = true;
        hub.add_token(token("blind-token", &[("administration", Level::Read), ("contents", Level::Read)]));
    }
    let ran = kept.look_with(&[("token", "blind-token")]);
    assert_eq!(ran.code, 3, "{}", ran.log);
    for id in ["environment", "environment-branches", "environment-administrators"] {
        assert!(wrong(&ran).contains(&(id, RuleStatus::Inconclusive)), "{id}: {}", ran.log);
        assert!(message(&ran, id).contains("actions: read"), "{id}: {}", ran.log);
    }
}

#[test]
fn a_team_that_nobody_can_read_is_unknown() {
    let kept = Kept::new();
    let none = kept.look_with(&[("members-token", "")]);
    assert_eq!(
        (none.code, wrong(&none)),
        (3, vec![("members-token", RuleStatus::Inconclusive)]),
        "{}",
        none.log
    );
    assert!(message(&none, "members-token").contains("members: read"));
    let other = kept.look_with(&[("members-token", "doctor-token")]);
    assert_eq!(wrong(&other), [("members-token", RuleStatus::Inconclusive)], "{}", other.log);
}

#[test]
fn an_environment_has_to_be_named_and_to_have_a_policy() {
    let kept = Kept::new();
    let ran = kept.look_with(&[("environment", "")]);
    assert_eq!(ran.code, 2, "{}", ran.log);
    // Inputs alone are a policy too: then the workflows are what is owned.
    let inputs = [("config", "none"), ("seats", "qa: 1 of team:octo/approvers")];
    assert_eq!(kept.look_with(&inputs).code, 0);
}

/// A workflow of another repository is read where it is called from.
#[test]
fn a_reusable_workflow_is_looked_into() {
    let kept = Kept::new();
    let called = DEPLOY.replace("on: push", "on: workflow_call").replace("    environment: production\n", "");
    kept.write(".github/workflows/verify.yml", Some(&called));
    let calling = |at: &str| {
        format!(
            "on: push\njobs:\n  ask: {{uses: octo/shop/.github/workflows/verify.yml@{at}}}\n  deploy:\n    needs: ask\n    \
             environment: production\n    steps: [{{run: ./deploy.sh}}]\n"
        )
    };
    kept.write(DEPLOY_FILE, Some(&calling("main")));
    let ran = kept.look();
    let weak = RuleStatus::Warn;
    assert_eq!(wrong(&ran), [("workflow-verify", weak), ("workflow-pins", weak)], "{}", ran.log);
    kept.write(DEPLOY_FILE, Some(&calling("gone")));
    let ran = kept.look();
    assert_eq!(wrong(&ran), [("workflow-verify", RuleStatus::Inconclusive)], "{}", ran.log);
}

/// Only who administers is shown who may pass a ruleset by.
#[test]
fn who_may_pass_a_ruleset_by_is_told_to_administrators() {
    let kept = Kept::new();
    let actor = BypassActor {
        actor_id: Some(5),
        actor_type: "RepositoryRole".to_owned(),
        bypass_mode: "pull_request".to_owned(),
    };
    kept.stage.hub().change_ruleset(1, kept.main, |says| says.bypass_actors.push(actor));
    let hidden = kept.look();
    assert_eq!((hidden.code, wrong(&hidden)), (0, Vec::new()), "{}", hidden.log);
    assert!(message(&hidden, "default-branch-exempt").contains("administration: write"), "{}", hidden.log);
    let told = kept.look_with(&[("token", "olivia-token")]);
    assert_eq!(wrong(&told), [("default-branch-exempt", RuleStatus::Warn)], "{}", told.log);
}
