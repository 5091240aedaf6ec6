//! What a test stands on: a simulator with a pull request, the run that judged it, its verdict and report.

use github::git::refs;
use github::{GitHub, Settings};
use github_sim::pull::NewPull;
use github_sim::token::Level;
use github_sim::{Exchange, Hub, Seed, Simulator};
use runner::annotation::{self, Annotation};
use runner::context::{Context, Event};
use runner::files::Workspace;
use runner::gate::Notice;
use runner::report::{Block, Piece, Report, Section};
use runner::setting::{Setting, Show, Token};
use serde_json::{Value, json};
use verdict::document::sha256;
use verdict::draft::seal;
use verdict::{Draft, Envelope, FailOn, FileRef, Rule, RuleStatus, Run, Status, Subject, Time, Verdict};

pub(crate) const COMMENT: Show = Show { comment: true, check_run: false, commit_status: false };
pub(crate) const CHECK: Show = Show { comment: false, check_run: true, commit_status: false };
pub(crate) const STATUS: Show = Show { comment: false, check_run: false, commit_status: true };
pub(crate) const ALL: Show = Show { comment: true, check_run: true, commit_status: true };

/// The repository `octo/shop` (1) with a pull request of the branch `change`.
pub(crate) struct Stage {
    pub(crate) simulator: Simulator,
    pub(crate) pull: u64,
    pub(crate) head: String,
    /// How many requests it took to set this up.
    before: usize,
}

/// What may differ from one run to another.
#[derive(Clone)]
pub(crate) struct Said {
    pub(crate) status: RuleStatus,
    pub(crate) fail_on: FailOn,
    pub(crate) report_only: bool,
    pub(crate) headline: String,
    pub(crate) annotations: u64,
    pub(crate) run: u64,
    pub(crate) attempt: u64,
    pub(crate) started: &'static str,
    pub(crate) head: String,
}

impl Stage {
    pub(crate) fn new() -> Self {
        let reads = ["contents", "issues", "pull_requests", "checks", "statuses"].map(|key| (key, Level::Read));
        let seed = Seed::small().without_limits().actions_token("fork-token", "octo/shop", Some(2), &reads);
        let simulator = Simulator::start(seed).unwrap();
        let (pull, head) = propose(&simulator);
        let before = simulator.exchanges().len();
        Self { simulator, pull, head, before }
    }

    pub(crate) fn hub(&self) -> std::sync::MutexGuard<'_, Hub> {
        self.simulator.hub()
    }

    /// A later commit on the pull request's branch.
    pub(crate) fn push(&self) -> String {
        self.hub().commit_files(1, "change", 102, "More", &[("b.py", Some("2\n"))]).unwrap()
    }

    pub(crate) fn said(&self) -> Said {
        Said {
            status: RuleStatus::Fail,
            fail_on: FailOn::default(),
            report_only: false,
            headline: "10 more lines are needed".to_owned(),
            annotations: 0,
            run: 4_425_592_351,
            attempt: 1,
            started: "2026-11-22T10:00:00Z",
            head: self.head.clone(),
        }
    }

    /// The setting of a run on `pull_request`.
    pub(crate) fn setting(&self, said: &Said) -> Setting {
        let repository = json!({"id": 1, "full_name": "octo/shop"});
        let event = json!({
            "repository": repository,
            "pull_request": {"number": self.pull, "head": {"sha": said.head, "ref": "change", "repo": repository}},
        });
        self.setting_on("pull_request", said, &event)
    }

    pub(crate) fn setting_on(&self, event: &str, said: &Said, payload: &Value) -> Setting {
        let event: (&str, Event) = (event, serde_json::from_value(payload.clone()).unwrap());
        let mut setting = Setting::plain(Workspace::new(".".into()), "2026-11-22".parse().unwrap());
        setting.gate_id = "api".to_owned();
        setting.in_actions = true;
        setting.token = Token::new("actions-token");
        setting.vars.insert("GITHUB_API_URL".to_owned(), self.simulator.url().to_owned());
        setting.context = Context {
            run: Run { event: Some(event.0.to_owned()), ..run(said) },
            event: event.1,
            server_url: "https://github.com".to_owned(),
        };
        setting
    }

    /// Announces, and gives what was told.
    pub(crate) fn announce(&self, said: &Said, show: Show) -> Vec<Notice> {
        surface::announce(&self.setting(said), show, &verdict(said), &report(said))
    }

    /// The texts of the pull request's comments.
    pub(crate) fn comments(&self) -> Vec<String> {
        self.hub().comments.values().map(|comment| comment.body.clone()).collect()
    }

    /// What was asked since the stage stood.
    pub(crate) fn exchanges(&self) -> Vec<Exchange> {
        self.simulator.exchanges().split_off(self.before)
    }

    /// How many requests of this method there were to such a path, but for those of a person who sets something up.
    pub(crate) fn asked(&self, method: &str, part: &str) -> usize {
        let is_it = |exchange: &&Exchange| {
            exchange.method == method && exchange.path.contains(part) && exchange.by.as_deref() != Some("alice")
        };
        self.exchanges().iter().filter(is_it).count()
    }
}

/// Two branches, and the pull request between them.
fn propose(simulator: &Simulator) -> (u64, String) {
    let main = simulator.hub().commit_files(1, "main", 101, "Begin", &[("a.py", Some("1\n"))]).unwrap();
    branch(simulator, "change", &main);
    let mut hub = simulator.hub();
    let head = hub.commit_files(1, "change", 102, "Change", &[("b.py", Some("1\n"))]).unwrap();
    let new =
        NewPull { title: "Change".to_owned(), body: None, head: "change".to_owned(), base: "main".to_owned() };
    let bob = hub.person("bob");
    (hub.open_pull(&bob, 1, new).unwrap(), head)
}

/// A branch that begins at a commit.
pub(crate) fn branch(simulator: &Simulator, name: &str, at: &str) {
    let url = simulator.url().to_owned();
    let var = |name: &str| (name == "GITHUB_API_URL").then(|| url.clone());
    let settings = Settings::from_vars(&var, "alice-token").unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let github = GitHub::connect(settings).unwrap();
        refs::create(&github, &"octo/shop".parse().unwrap(), &format!("refs/heads/{name}"), at).await.unwrap();
    });
}

fn run(said: &Said) -> Run {
    Run {
        repository: Some("octo/shop".to_owned()),
        repository_id: Some(1),
        run_id: Some(said.run),
        attempt: Some(said.attempt),
        event: Some("pull_request".to_owned()),
        head_sha: Some(said.head.clone()),
        ..Run::default()
    }
}

pub(crate) fn verdict(said: &Said) -> Verdict {
    let rule = Rule::new("total-line", "line coverage ≥ 80 %", said.status, "below-limit", &said.headline);
    let draft = Draft {
        rules: vec![rule],
        summary: said.headline.clone(),
        inputs: vec![],
        not_covered: vec![],
        details: serde_json::Map::new(),
    };
    let gate = json!({"id": "api", "tool": "coverage-gate", "version": "1", "binary": {"sha256": "00"}});
    let policy = json!({"path": null, "ref": null, "digest": {}, "bootstrap": false});
    let time = Time::parse(said.started).unwrap();
    let envelope = Envelope {
        gate: serde_json::from_value(gate).unwrap(),
        subject: vec![Subject::commit("https://github.com/octo/shop", &said.head)],
        run: run(said),
        started: time,
        finished: time,
        policy: serde_json::from_value(policy).unwrap(),
        facts: Some(FileRef { path: "api.facts.json".to_owned(), digest: sha256("00") }),
        fail_on: said.fail_on,
        report_only: said.report_only,
        previous: None,
    };
    seal(draft, envelope).unwrap()
}

pub(crate) fn report(said: &Said) -> Report {
    let annotation = |line: u64| Annotation {
        level: annotation::Level::Warning,
        title: "uncovered".to_owned(),
        message: format!("line {line} is not covered"),
        path: Some("b.py".to_owned()),
        lines: Some((line, line)),
    };
    let paragraph = vec![Block::Paragraph(vec![Piece::plain("said by "), Piece::code("@octo/all")])];
    Report {
        title: "Coverage gate api".to_owned(),
        status: said.status.as_status().or(Some(Status::Inconclusive)),
        headline: said.headline.clone(),
        sections: vec![Section::headed("Files", paragraph)],
        annotations: (1..=said.annotations).map(annotation).collect(),
        outputs: vec![],
    }
}

/// The one notice.
pub(crate) fn only(notices: &[Notice]) -> (bool, &str) {
    let [notice] = notices else { panic!("not one notice: {notices:?}") };
    (notice.failed, &notice.message)
}
