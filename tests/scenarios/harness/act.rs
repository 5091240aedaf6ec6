//! Starts act in host mode, with an environment that holds what a runner has and nothing of the machine's own run.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use super::log::Run;
use super::repository::Repository;

/// Stands in for the token of a run. It must never be seen in a log.
pub(crate) const TOKEN: &str = "ghs_scenarioTokenThatNobodyMaySee0000001";

/// Variables of the machine that a build needs to find its tools and the registry.
const KEPT: [&str; 14] = [
    "TMPDIR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
    "CARGO_HTTP_CAINFO",
    "CARGO_HTTP_PROXY",
    "CARGO_NET_OFFLINE",
    "RUSTUP_DIST_SERVER",
    "RUSTUP_AUTO_INSTALL",
];

/// What GitHub's runner sets and act does not.
const RUNNER: [(&str, &str); 10] = [
    ("GITHUB_ACTOR_ID", "583231"),
    ("GITHUB_TRIGGERING_ACTOR", "mona"),
    ("GITHUB_REPOSITORY_ID", "7001"),
    ("GITHUB_REPOSITORY_OWNER_ID", "42"),
    ("GITHUB_REF_PROTECTED", "true"),
    ("GITHUB_RUN_ID", "4425592351"),
    ("GITHUB_RUN_ATTEMPT", "1"),
    ("GITHUB_RETENTION_DAYS", "90"),
    ("GITHUB_WORKFLOW_REF", "acme/shop/.github/workflows/workflow.yml@refs/heads/main"),
    ("RUNNER_ENVIRONMENT", "self-hosted"),
];

/// A folder below tests/scenarios with a workflow, its event and the project that it is about.
pub(crate) struct Scenario {
    name: &'static str,
    variables: Vec<(String, String)>,
}

impl Scenario {
    pub(crate) fn new(name: &'static str) -> Self {
        let variables = RUNNER.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        // No scenario reaches GitHub: whoever needs its API names a simulator instead.
        Self { name, variables }.with("GITHUB_API_URL", "http://127.0.0.1:9")
    }

    /// Sets a variable for every job, in place of the harness's own.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Runs the workflow for an event, whose payload is the file `<event>.json` of the scenario.
    pub(crate) fn run(&self, event: &str) -> Run {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let scenario = tests.join("scenarios").join(self.name);
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenarios").join(self.name);
        let _gone = fs::remove_dir_all(&place);
        for folder in ["home", "cache", "artifacts"] {
            fs::create_dir_all(place.join(folder)).unwrap();
        }
        let repository = Repository::create(&tests.join(".."), &scenario, place.join("repository"));
        let payload = fs::read_to_string(scenario.join(event).with_extension("json")).unwrap();
        fs::write(place.join("event.json"), payload.replace("$HEAD", &repository.head)).unwrap();

        let mut act = act(&place);
        act.current_dir(&repository.path).args([event, "--eventpath"]).arg(place.join("event.json"));
        act.args(["--env", &format!("GITHUB_WORKFLOW_SHA={}", repository.head)]);
        for (name, value) in &self.variables {
            act.args(["--env", &format!("{name}={value}")]);
        }
        for (action, commit) in repository.third_party_actions() {
            let stub = tests.join("scenarios/stubs").join(&action);
            assert!(
                stub.is_dir(),
                "{action} cannot be fetched here: write a stub for it in {}",
                stub.display()
            );
            act.args(["--local-repository", &format!("{action}@{commit}={}", stub.display())]);
        }
        act.stdout(File::create(place.join("act.jsonl")).unwrap())
            .stderr(File::create(place.join("act.log")).unwrap());
        let status = act.status().unwrap();
        assert_ne!(
            status.code(),
            Some(124),
            "act did not end in time: see {}",
            place.join("act.jsonl").display()
        );
        Run::read(place)
    }
}

/// act with the environment of a fresh runner: its own home, and the tools of `cargo xtask e2e` first on the path.
fn act(place: &Path) -> Command {
    let tools = tools();
    let mut path = vec![tools.clone()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));
    let home = PathBuf::from(std::env::var_os("HOME").unwrap());
    let cargo_place =
        |name: &str, folder| std::env::var_os(name).map_or_else(|| home.join(folder), PathBuf::from);

    // timeout(1) ends the whole group of processes: a job's too, which act would leave behind.
    let mut act = Command::new("timeout");
    act.args(["--kill-after=10", "1500"]).arg(tools.join("act")).env_clear();
    act.envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("HOME", place.join("home"))
        .env("XDG_CACHE_HOME", place.join("home/.cache"))
        .env("CARGO_HOME", cargo_place("CARGO_HOME", ".cargo"))
        .env("RUSTUP_HOME", cargo_place("RUSTUP_HOME", ".rustup"))
        // Every job checks out into a place of its own. What the launcher builds there is kept for the next one.
        .env("CARGO_TARGET_DIR", place.join("../build"))
        .env("CARGO_TERM_COLOR", "never")
        .env("SCENARIO_REPOSITORY", place.join("repository"))
        .env("SCENARIO_ARTIFACTS", place.join("artifacts"));
    act.args(["--json", "--platform", "ubuntu-latest=-self-hosted", "--no-skip-checkout", "--no-cache-server"])
        .args(["--pull=false", "--actor", "mona", "--defaultbranch", "main"])
        .arg("--action-cache-path")
        .arg(place.join("cache"))
        .args(["--secret", &format!("GITHUB_TOKEN={TOKEN}")]);
    act
}

fn tools() -> PathBuf {
    let tools = std::env::var_os("RELEASEGATE_E2E_TOOLS").map(PathBuf::from);
    tools
        .filter(|tools| tools.join("act").is_file())
        .expect("act is not at hand: run `cargo xtask e2e`, which installs it")
}
