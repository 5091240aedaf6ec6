//! A seed's pipeline: its repository, the two places that it deploys to, the people, and the runs of its workflow.

use std::fs;
use std::sync::Mutex;

use tempfile::NamedTempFile;

use super::kept::kept;
use crate::docs::root;
use crate::harness::Run;
use crate::stage::clone::{Clone, has_record};
use crate::stage::shop::Shop;
use crate::stage::{Said, Stage, Started, answers};

/// What lies in the repository over the project.
pub(super) enum Files {
    /// What a scanner that does not run here wrote: a fixture of `crates/scanners`, and its name below `reports`.
    Report(&'static str, &'static str),
    /// A change of the project: a folder beside it.
    Change(&'static str),
}

/// A repository with a workflow, and where it deploys to.
pub(super) struct Pipeline {
    /// The folder below tests/scenarios/seeds.
    name: &'static str,
    workflow: String,
    policy: NamedTempFile,
    files: &'static [Files],
    /// Whether a version is tagged for each release, or a push to main is one.
    by_tag: bool,
    pub(super) stage: Stage,
    pub(super) staging: Shop,
    pub(super) production: Shop,
    /// How many events the record held when somebody looked last.
    known: Mutex<usize>,
}

/// A run that has ended once.
pub(super) struct Attempt {
    started: Started,
    /// Its folder among the runs.
    name: String,
    changes: &'static [Files],
    pub(super) run: Run,
    /// What it added to the record.
    pub(super) told: Vec<String>,
}

impl Attempt {
    /// The commit that it is about.
    pub(super) fn commit(&self) -> &str {
        &self.started.commit
    }
}

/// What came of a comment, or of another attempt.
pub(super) struct Answer {
    pub(super) run: Run,
    /// What it added to the record.
    pub(super) told: Vec<String>,
}

impl Pipeline {
    pub(super) fn of(name: &'static str, files: &'static [Files]) -> Self {
        let place = root().join("tests/scenarios/seeds").join(name);
        let file = |file: &str| without_waits(&fs::read_to_string(place.join(file)).unwrap());
        let (workflow, policy) = (file("release.workflow"), NamedTempFile::new().unwrap());
        fs::write(policy.path(), file("policy.yml")).unwrap();
        let stage = Stage::of("seeds", Some(&file("policy.yml"))).signing().with_a_shop();
        let (staging, production, known) = (Shop::open(), Shop::open(), Mutex::new(0));
        Self { name, workflow, policy, files, by_tag: false, stage, staging, production, known }
    }

    /// What is released is tagged.
    pub(super) fn by_tag(self) -> Self {
        Self { by_tag: true, ..self }
    }

    /// Somebody pushes changes. The run goes as far as it comes without people.
    pub(super) fn pushed(&self, name: &str, changes: &'static [Files]) -> Attempt {
        let tag = format!("v1.{}.0", self.stage.simulator.hub().runs.len());
        let started = self.stage.push_and_start_at(self.by_tag.then_some(&tag));
        let run = self.run(name, &self.workflow, &started, changes, None);
        self.stage.fail(&started);
        Attempt { started, name: name.to_owned(), changes, run, told: self.told() }
    }

    /// The failed jobs of the run again.
    pub(super) fn again(&self, before: &Attempt) -> Answer {
        let name = format!("{}-{}", before.name, self.stage.attempts(&before.started));
        let workflow = kept(&self.workflow, &before.run);
        let run = self.run(&name, &workflow, &before.started, before.changes, Some(&before.run));
        Answer { run, told: self.told() }
    }

    /// The same by somebody who does not wait for an answer.
    pub(super) fn by_hand(&self, before: &Attempt) -> Answer {
        self.stage.run_again(&before.started);
        let answer = self.again(before);
        self.stage.fail(&before.started);
        answer
    }

    /// Whether nothing is deployed anywhere.
    pub(super) fn untouched(&self) -> bool {
        [&self.staging, &self.production].iter().all(|shop| shop.state().deployed.is_empty())
    }

    /// No log, no artifact and no file of the record shows token or key.
    pub(super) fn secrets_are_hidden<'run>(&self, runs: impl Iterator<Item = &'run Run>) {
        Clone::of(&self.stage.simulator).secrets_are_hidden(&runs.collect::<Vec<_>>());
    }

    fn run(
        &self,
        name: &str,
        workflow: &str,
        started: &Started,
        changes: &[Files],
        before: Option<&Run>,
    ) -> Run {
        let name = format!("{}/{name}", self.name);
        let mut scenario = self.stage.scenario(&name, workflow, started.id).same_commit();
        scenario = scenario.layer(&format!("{}/project", self.name));
        scenario = scenario.lay(self.policy.path().to_owned(), ".github/releasegate.yml");
        for files in self.files.iter().chain(changes) {
            scenario = match files {
                Files::Report(fixture, report) => {
                    assert!(!fixture.starts_with("synthetic"), "no tool wrote {fixture}");
                    let fixture = root().join("crates/scanners/fixtures").join(fixture);
                    scenario.lay(fixture, &format!("reports/{report}"))
                }
                Files::Change(folder) => scenario.layer(&format!("{}/{folder}", self.name)),
            };
        }
        for (name, shop) in [("STAGING_PORT", &self.staging), ("PRODUCTION_PORT", &self.production)] {
            scenario = scenario.setting(name, &shop.port.to_string());
        }
        if let Some(before) = before {
            let attempt = self.stage.attempts(started).to_string();
            scenario = scenario.with("GITHUB_RUN_ATTEMPT", &attempt).artifacts_of(before);
        }
        let protected = if self.by_tag { "false" } else { "true" };
        scenario = scenario.with("NO_PROXY", "127.0.0.1").with("GITHUB_REF_PROTECTED", protected);
        scenario.told("$REF", &started.reference).told("$COMMIT", &started.commit).run("push")
    }

    /// The comment is counted.
    pub(super) fn decided(&self, name: &str, said: &Said) -> Answer {
        let run = self.stage.comment(&format!("{}/{name}", self.name), &answers(), said);
        Answer { run, told: self.told() }
    }

    /// Both of these say yes, and the run goes on.
    pub(super) fn approved(&self, asked: &Attempt, by: [u64; 2], comment: &str) -> (Answer, Answer) {
        self.stage.say(by[0], comment);
        let decided = self.decided(&format!("{}-decided", asked.name), &self.stage.say(by[1], comment));
        (decided, self.again(asked))
    }

    /// What the record holds and did not when somebody looked last.
    fn told(&self) -> Vec<String> {
        let mut known = self.known.lock().unwrap();
        let simulator = &self.stage.simulator;
        let mut all = if has_record(simulator) { Clone::of(simulator).told() } else { Vec::new() };
        let new = all.split_off(*known);
        *known += new.len();
        new
    }
}

/// The same with waits that a test can stand: how often is asked stays.
fn without_waits(text: &str) -> String {
    text.replace("initial-delay: 60s", "initial-delay: 0s")
        .replace("interval: 10s", "interval: 200ms")
        .replace("pause: 5m", "pause: 0s")
}
