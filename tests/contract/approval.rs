//! What only a GitHub can show of approval-issue: its outputs, and the policies of its README with people who could approve.

use github_sim::run::{JobSpec, NewRun, WorkflowFile};
use github_sim::seed::{OrganizationSeed, RepositorySeed, TeamSeed};
use github_sim::token::Level;
use github_sim::{Seed, Simulator};
use ledger::signer::SignerKey;
use tests::case::bench::{Bench, Outcome};

use super::examples::policies;
use super::{action, read, yaml};

const SHOP: &str = "acme/shop";
const ID: u64 = 7001;
const TEAMS: [(&str, &[&str]); 4] = [
    ("qa", &["bob", "carol"]),
    ("engineering", &["carol", "dave", "erin"]),
    ("security", &["frank"]),
    ("on-call", &["dave"]),
];

/// A GitHub on which mona pushed a commit, whose run asks.
struct Stage {
    simulator: Simulator,
    run: u64,
    commit: String,
}

impl Stage {
    fn new(policy: Option<&str>) -> Self {
        let mut acme = OrganizationSeed::new("acme", 42);
        let mut shop = RepositorySeed::new(SHOP, ID);
        let mut seed = Seed::default().without_limits().user("mona", 583_231);
        for (login, id) in [("bob", 102), ("carol", 103), ("dave", 104), ("erin", 105), ("frank", 106)] {
            seed = seed.user(login, id);
            acme.members.insert(login.to_owned(), "member".to_owned());
            shop.collaborators.insert(login.to_owned(), "write".to_owned());
        }
        let may = ["contents", "actions", "deployments", "pull_requests"].map(|name| (name, Level::Read));
        let may: Vec<_> = may.into_iter().chain([("issues", Level::Write)]).collect();
        seed = seed
            .organization(acme)
            .repository(shop)
            .actions_token("actions-token", SHOP, None, &may)
            .user_token("members-token", "bob", &["read:org"]);
        for (id, (slug, members)) in (70..).zip(TEAMS) {
            let members = members.iter().map(|login| ((*login).to_owned(), "member".to_owned())).collect();
            let (organization, slug) = ("acme".to_owned(), slug.to_owned());
            seed = seed.team(TeamSeed { organization, slug, id, members, ..TeamSeed::default() });
        }
        let simulator = Simulator::start(seed).unwrap();
        let mona = simulator.hub().person("mona");
        let files = [("README.md", Some("The shop")), (".github/releasegate.yml", policy)];
        let files: Vec<_> = files.into_iter().filter(|(_, text)| text.is_some()).collect();
        let commit = simulator.hub().commit_files(ID, "main", 583_231, "Sell more", &files).unwrap();
        let jobs = vec![JobSpec::new("approval")];
        let path = ".github/workflows/deploy.yml".to_owned();
        let file = WorkflowFile { path, name: "deploy".to_owned(), jobs, ..WorkflowFile::default() };
        let workflow = simulator.hub().add_workflow(ID, file);
        let (event, head_branch) = ("push".to_owned(), "main".to_owned());
        let run = NewRun { workflow, event, head_branch, ..NewRun::default() };
        let run = simulator.hub().start_run(&mona, run).unwrap();
        Self { simulator, run, commit }
    }

    /// Runs the real binary as a step of the run.
    fn step(&self, inputs: &str) -> Outcome {
        let bench = Bench::new("approval-issue").unwrap();
        let mut step = bench.action(inputs).unwrap();
        step.env("GITHUB_REPOSITORY", SHOP)
            .env("GITHUB_REPOSITORY_ID", ID.to_string())
            .env("GITHUB_REPOSITORY_OWNER_ID", "42")
            .env("GITHUB_RUN_ID", self.run.to_string())
            .env("GITHUB_RUN_ATTEMPT", "1")
            .env("GITHUB_EVENT_NAME", "workflow_dispatch")
            .env("GITHUB_SHA", &self.commit)
            .env("GITHUB_REF", "refs/heads/main")
            .env("GITHUB_API_URL", self.simulator.url());
        bench.run(&mut step).unwrap()
    }
}

#[test]
fn a_request_sets_every_output_of_the_registry_and_no_other() {
    let record = tempfile::tempdir().unwrap();
    let key = SignerKey::new("github.com/42/7001/deployments", &[7; 32]).unwrap().to_skey();
    let inputs = serde_json::json!({
        "mode": "request", "environment": "production", "approvers": "bob", "token": "actions-token",
        "record": format!("dir:{}", record.path().display()), "signing-key": key,
    });
    let outcome = Stage::new(None).step(&inputs.to_string());
    assert_eq!(outcome.exit, Some(3), "{}", outcome.log);
    let mut wanted: Vec<&str> = approval_issue::action::SPEC.all_outputs().map(|output| output.name).collect();
    wanted.sort_unstable();
    assert_eq!(outcome.outputs.keys().collect::<Vec<_>>(), wanted);
    assert_eq!(outcome.outputs["decision"], "pending");
}

/// GitHub hands every default of action.yml to the tool, and where the policy file says who approves an input that says it too is refused.
#[test]
fn no_default_of_action_yml_says_who_approves() {
    let action = action(&approval_issue::action::SPEC);
    let declared = action.get("inputs").and_then(yaml::Node::map).unwrap();
    let defaults: serde_json::Map<_, _> = declared
        .iter()
        .filter_map(|(name, input)| Some((name.clone(), input.get("default")?.text()?.into())))
        .collect();
    let mut given = defaults.clone();
    for (name, value) in
        [("mode", "simulate"), ("environment", "production"), ("token", "actions-token"), ("config", "")]
    {
        given.insert(name.to_owned(), value.into());
    }
    let stage = Stage::new(Some("approval: { approvers: bob }\n"));
    let outcome = stage.step(&serde_json::Value::from(given.clone()).to_string());
    assert_eq!(outcome.exit, Some(0), "{}", outcome.log);
    given.insert("minimum-approvals".to_owned(), "1".into());
    let outcome = stage.step(&serde_json::Value::from(given).to_string());
    assert_eq!(outcome.exit, Some(2), "{}", outcome.log);
    assert!(outcome.log.contains("minimum-approvals"), "{}", outcome.log);
}

#[test]
fn a_policy_of_the_readme_can_be_met_in_every_environment_that_it_names() {
    let mut simulated = 0;
    for policy in policies().filter(|policy| policy.holds("approval")) {
        let stage = Stage::new(Some(policy.text()));
        let named = policy.names("approval", "environments");
        for environment in named.iter().map(String::as_str).chain(["another"]) {
            let inputs = serde_json::json!({
                "mode": "simulate", "environment": environment, "token": "actions-token",
                "members-token": "members-token", "config": "",
            });
            let outcome = stage.step(&inputs.to_string());
            let seats =
                outcome.log.contains("it can be filled by") && !outcome.log.contains("nobody who is known");
            let says_nothing = outcome.log.contains("says nothing about `another`");
            match environment {
                "another" if says_nothing => assert_eq!(outcome.exit, Some(2), "{}", outcome.log),
                _ => assert!(outcome.exit == Some(0) && seats, "{}: {}", policy.place(), outcome.log),
            }
            simulated += 1;
        }
    }
    assert!(simulated > 0, "the docs show no policy for approvals");
    assert!(read("actions/approval-issue/README.md").contains("approval:\n"));
}
