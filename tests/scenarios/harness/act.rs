//! Starts act in host mode, with an environment that holds what a runner has and nothing of the machine's own run.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::log::Run;
use super::repository::{Repository, SUITE, Suite, lay_out};

/// Stands in for the token of a run. It must never be seen in a log.
pub(crate) const TOKEN: &str = "ghs_scenarioTokenThatNobodyMaySee0000001";

/// Variables of the machine by which the network is reached. None leads to a compiler: what runs is the release.
const KEPT: [&str; 9] = [
    "TMPDIR",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "http_proxy",
    "https_proxy",
    "no_proxy",
    "HTTP_PROXY",
    "HTTPS_PROXY",
    "NO_PROXY",
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

/// A workflow, its event and the project that it is about.
pub(crate) struct Scenario {
    /// The folder below tests/scenarios.
    group: &'static str,
    /// Where the run's files are kept, below target/tmp/scenarios.
    place: String,
    workflow: String,
    /// Whether the suite lies in the repository that the workflow runs in, or is fetched by name.
    own_suite: bool,
    /// Files and folders, and where they lie in the repository.
    layers: Vec<(PathBuf, String)>,
    variables: Vec<(String, String)>,
    /// What the workflow reads as `vars`.
    settings: Vec<(&'static str, String)>,
    /// Secrets beside the token.
    secrets: Vec<(&'static str, String)>,
    /// Whether the commit is that of every other run with the same files.
    again: bool,
    /// Words of the payload, and what stands for them.
    told: Vec<(&'static str, String)>,
    /// The artifacts of an earlier attempt.
    artifacts: Option<PathBuf>,
}

impl Scenario {
    /// The group's folder beside the suite's own files: the workflow says `./actions/…`.
    pub(crate) fn new(group: &'static str) -> Self {
        let workflow = fs::read_to_string(folder(group).join("workflow.yml")).unwrap();
        Self::of(group, group.to_owned(), workflow).layer("")
    }

    /// A repository of somebody else: the workflow names the suite's actions as its users do. Lay a project into it.
    pub(crate) fn elsewhere(group: &'static str, run: &str, workflow: &str) -> Self {
        Self { own_suite: false, ..Self::of(group, format!("{group}/{run}"), workflow.to_owned()) }
    }

    fn of(group: &'static str, place: String, workflow: String) -> Self {
        let variables = RUNNER.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        // No scenario reaches GitHub: whoever needs its API names a simulator instead.
        let (layers, settings, secrets, told) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let (own_suite, again, artifacts) = (true, false, None);
        Self { group, place, workflow, own_suite, layers, variables, settings, secrets, again, told, artifacts }
            .with("GITHUB_API_URL", "http://127.0.0.1:9")
    }

    /// Lays a folder of the group into the repository, over what is there.
    pub(crate) fn layer(mut self, name: &str) -> Self {
        self.layers.push((folder(self.group).join(name), String::new()));
        self
    }

    /// Lays a file or a folder of elsewhere into the repository, at a place of it.
    pub(crate) fn lay(mut self, what: PathBuf, place: &str) -> Self {
        self.layers.push((what, place.to_owned()));
        self
    }

    /// Sets a variable for every job, in place of the harness's own.
    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.variables.retain(|(known, _)| known != name);
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Gives the workflow a secret.
    pub(crate) fn secret(mut self, name: &'static str, value: &str) -> Self {
        self.secrets.push((name, value.to_owned()));
        self
    }

    /// Gives the workflow a variable of the repository, which it reads as `vars`.
    pub(crate) fn setting(mut self, name: &'static str, value: &str) -> Self {
        self.settings.push((name, value.to_owned()));
        self
    }

    /// What an earlier attempt of the run uploaded is there.
    pub(crate) fn artifacts_of(mut self, before: &Run) -> Self {
        self.artifacts = Some(before.artifacts());
        self
    }

    /// Another attempt of a run: the commit that is checked out is the same, whatever the workflow and the time.
    pub(crate) fn same_commit(mut self) -> Self {
        self.again = true;
        self
    }

    /// Says what a word of the payload stands for, as `$HEAD` stands for the commit; what was said before holds no more.
    pub(crate) fn told(mut self, word: &'static str, value: impl ToString) -> Self {
        self.told.retain(|(known, _)| *known != word);
        self.told.push((word, value.to_string()));
        self
    }

    /// Runs the workflow for an event, whose payload is the file `<event>.json` of the group, or else of `stage/events`.
    pub(crate) fn run(&self, event: &str) -> Run {
        let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
        let scenarios = Path::new(env!("CARGO_TARGET_TMPDIR")).join("scenarios");
        let place = scenarios.join(&self.place);
        let _gone = fs::remove_dir_all(&place);
        for folder in ["home", "cache", "artifacts", "bin"] {
            fs::create_dir_all(place.join(folder)).unwrap();
        }
        if let Some(artifacts) = &self.artifacts {
            lay_out(artifacts, &place.join("artifacts"));
        }
        patient_bash(&place.join("bin/bash"));
        let path = place.join("repository");
        let suite = if self.own_suite { path.clone() } else { place.join("suite") };
        let mut suite = Suite::lay_out(&tests.join(".."), suite, &release(), self.own_suite);
        if !self.own_suite {
            suite = suite.with_reusable_workflows(&tests.join(".."));
        }
        let repository = Repository::create(path, &self.layers, &self.workflow, self.again);
        let payloads = [self.group, "stage/events"];
        let mut payloads = payloads.iter().map(|place| folder(place).join(event).with_extension("json"));
        let payload = fs::read_to_string(payloads.find(|payload| payload.is_file()).unwrap()).unwrap();
        let payload = self.told.iter().fold(payload, |payload, (word, value)| payload.replace(word, value));
        fs::write(place.join("event.json"), payload.replace("$HEAD", &repository.head)).unwrap();

        let mut act = act(&place);
        act.current_dir(&repository.path).args([event, "--eventpath"]).arg(place.join("event.json"));
        act.args(["--env", &format!("GITHUB_WORKFLOW_SHA={}", repository.head)]);
        for (name, value) in &self.variables {
            act.args(["--env", &format!("{name}={value}")]);
        }
        for (option, all) in [("--var", &self.settings), ("--secret", &self.secrets)] {
            for (name, value) in all {
                act.args([option, &format!("{name}={value}")]);
            }
        }
        act.args(local_actions(&suite, &self.workflow, &tests.join("scenarios/stubs")));
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

fn folder(group: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios").join(group)
}

/// The folder that stands for each action that would be fetched: this checkout for the suite's own, a stub for others.
fn local_actions(suite: &Suite, workflow: &str, stubs: &Path) -> Vec<String> {
    let mut options = Vec::new();
    for (action, commit) in suite.named_actions(workflow) {
        let place = if action == SUITE { suite.path.clone() } else { stubs.join(&action) };
        assert!(place.is_dir(), "{action} cannot be fetched here: write a stub for it in {}", place.display());
        options.extend(["--local-repository".to_owned(), format!("{action}@{commit}={}", place.display())]);
    }
    options
}

/// A bash that stays for a moment when it failed. act reads the output of a step that passed to its end, and that of one
/// that failed only as far as it came: without this, about one failing step in twenty loses its last line.
fn patient_bash(path: &Path) {
    let folders = std::env::var_os("PATH").unwrap();
    let bash = std::env::split_paths(&folders).map(|folder| folder.join("bash")).find(|bash| bash.is_file());
    let bash = bash.expect("bash is not at hand");
    let script =
        format!("#!/bin/sh\n{} \"$@\"\ncode=$?\n[ $code -eq 0 ] || sleep 0.5\nexit $code\n", bash.display());
    fs::write(path, script).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

/// act with the environment of a fresh runner: its own home, and the tools of `cargo xtask e2e` first on the path.
fn act(place: &Path) -> Command {
    let tools = tools();
    let mut path = vec![place.join("bin"), tools.clone()];
    path.extend(std::env::split_paths(&std::env::var_os("PATH").unwrap()));

    // timeout(1) ends the whole group of processes: a job's too, which act would leave behind.
    let mut act = Command::new("timeout");
    act.args(["--kill-after=10", "1500"]).arg(tools.join("act")).env_clear();
    act.envs(KEPT.iter().filter_map(|name| Some((name, std::env::var_os(name)?))))
        .env("PATH", std::env::join_paths(path).unwrap())
        .env("HOME", place.join("home"))
        .env("XDG_CACHE_HOME", place.join("home/.cache"))
        // Where the launcher fetches the tools: their digests are in the manifest of the suite.
        .env("RELEASEGATE_MIRROR", release())
        // What a workflow installs with pip is there already, or it fails: no run depends on what a registry has today.
        .env("PIP_NO_INDEX", "1")
        .env("SCENARIO_REPOSITORY", place.join("repository"))
        .env("SCENARIO_ARTIFACTS", place.join("artifacts"));
    act.args(["--json", "--platform", "ubuntu-latest=-self-hosted", "--no-skip-checkout", "--no-cache-server"])
        .args(["--pull=false", "--actor", "mona", "--defaultbranch", "main"])
        .arg("--action-cache-path")
        .arg(place.join("cache"))
        .args(["--secret", &format!("GITHUB_TOKEN={TOKEN}")]);
    act
}

/// The release that `cargo xtask e2e` rehearsed.
pub(crate) fn release() -> PathBuf {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join("../rehearsal");
    let place = place.canonicalize().ok().filter(|place| place.join("manifest.json").is_file());
    place.expect("there is no release to run: run `cargo xtask e2e`, which builds one")
}

/// The program of a tool of that release.
pub(crate) fn released(tool: &str) -> PathBuf {
    let items = fs::read_dir(release()).unwrap().map(|item| item.unwrap());
    let mut named = items.filter(|item| item.file_name().to_string_lossy().starts_with(&format!("{tool}-")));
    named.next().unwrap().path()
}

fn tools() -> PathBuf {
    let tools = std::env::var_os("RELEASEGATE_E2E_TOOLS").map(PathBuf::from);
    tools
        .filter(|tools| tools.join("act").is_file())
        .expect("act is not at hand: run `cargo xtask e2e`, which installs it")
}
