//! Every workflow that the docs show, as it stands there, in a repository that is not the suite's.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use sha2::{Digest as _, Sha256};

use crate::harness::{Run, Scenario};

/// How an example of a policy file begins.
const POLICY: &str = "# .github/releasegate.yml\n";
/// How an example names one of our actions.
const OURS: &str = "uses: releasegate/releasegate/actions/";

/// The page whose workflows need a GitHub that answers and people who comment: the group `approval` runs them.
pub(crate) const APPROVALS: &str = "actions/approval-issue/README.md";

/// The page whose workflows need a repository that keeps a record: the group `deploy` runs them.
pub(crate) const DEPLOYMENTS: &str = "actions/deploy-record/README.md";

/// The page whose workflows need a deployment that answers: the group `verify` runs them.
pub(crate) const VERIFICATIONS: &str = "actions/deploy-verify/README.md";

/// The pages for teams that come from elsewhere whose workflows need nobody who answers. Those of the others are the examples of an action's page, which
/// `tests/contract/moving_over.rs` holds byte for byte.
const MOVING_OVER: [&str; 2] = ["docs/moving-over/codecov.md", "docs/moving-over/upload-sarif.md"];

/// One fence of a page.
pub(crate) struct Example {
    /// The page and the number of the fence in it, for the messages and the folder of its run.
    name: String,
    pub(crate) yaml: String,
}

impl Example {
    /// The whole workflow: the example itself, or a job whose last step it is. A fence that is neither helps no reader.
    fn workflow(&self) -> String {
        if self.yaml.lines().any(|line| line == "jobs:") {
            return self.yaml.clone();
        }
        assert!(
            self.yaml.starts_with("- ") && self.yaml.contains(OURS),
            "{} is neither a workflow nor a step with an action of the suite: write it as one of them\n{}",
            self.name,
            self.yaml
        );
        let mut workflow = fs::read_to_string(root().join("tests/scenarios/docs/step.yml")).unwrap();
        workflow.extend(self.yaml.lines().map(|line| format!("      {line}\n")));
        workflow
    }

    /// Every event that it runs for, which the docs write on one line.
    fn events(&self) -> Vec<String> {
        let workflow = self.workflow();
        let line = workflow.lines().find_map(|line| line.strip_prefix("on: "));
        let line = line.expect("an example names its events on one line, after `on: `");
        line.trim_matches(['[', ']']).split(',').map(|event| event.trim().to_owned()).collect()
    }

    /// Runs it in the sample project.
    fn run(&self, event: &str) -> Run {
        self.scenario(event).run(event)
    }

    /// Runs it in the sample project with other tests.
    fn run_with(&self, tests: &str) -> Run {
        self.scenario(tests).layer(tests).run("push")
    }

    fn scenario(&self, run: &str) -> Scenario {
        Scenario::elsewhere("docs", &format!("{}-{run}", self.name), &self.workflow()).layer("project")
    }
}

pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// The pages for users: the suite's own and one for each action.
fn pages() -> Vec<PathBuf> {
    let actions = fs::read_dir(root().join("actions")).unwrap().map(|item| item.unwrap().path());
    let mut pages: Vec<_> = actions.filter(|path| path.is_dir()).map(|path| path.join("README.md")).collect();
    pages.retain(|page| {
        [APPROVALS, DEPLOYMENTS, VERIFICATIONS].iter().all(|elsewhere| *page != root().join(elsewhere))
    });
    pages.sort();
    pages.insert(0, root().join("README.md"));
    pages
}

/// The YAML fences of a page.
pub(crate) fn examples(page: &Path) -> Vec<Example> {
    let text = fs::read_to_string(page).unwrap();
    let place = page.strip_prefix(root()).unwrap().with_extension("");
    let place = place.to_string_lossy().replace(['/', '\\'], "-");
    let mut examples: Vec<Example> = Vec::new();
    let mut indent = None;
    for line in text.lines() {
        let bare = line.trim_start();
        match indent {
            None if bare.starts_with("```yaml") || bare.starts_with("```yml") => {
                indent = Some(line.len() - bare.len());
                let name = format!("{place}-{}", examples.len() + 1);
                examples.push(Example { name, yaml: String::new() });
            }
            None => {}
            Some(_) if bare.trim_end() == "```" => {
                indent = None;
                // A policy file is no workflow: `a_policy_file_of_the_docs_is_understood` reads it.
                examples.pop_if(|example| example.yaml.starts_with(POLICY));
            }
            Some(indent) => {
                let line = line.get(indent.min(line.len() - bare.len())..).unwrap_or_default();
                examples.last_mut().unwrap().yaml.extend([line, "\n"]);
            }
        }
    }
    examples
}

/// The example of the suite's README, which shows a whole workflow first.
fn first_example() -> Example {
    examples(&root().join("README.md")).into_iter().next().expect("README.md shows no workflow")
}

/// The two-job example, which sends the report from one job to the other.
fn two_jobs() -> Example {
    let examples = examples(&root().join("actions/coverage-gate/README.md"));
    let with_download = |example: &Example| example.yaml.contains("uses: actions/download-artifact@");
    examples.into_iter().find(with_download).expect("coverage-gate's README shows no second job")
}

/// The verdict in the artifact that the step names, whose digest is the one in its outputs.
fn verdict(run: &Run, job: &str, step: &str) -> Value {
    let step = run.job(job).step(step);
    let name = step.set("verdict-path").rsplit('/').next().unwrap();
    let written = fs::read(run.artifact(step.set("artifact")).join(name)).unwrap();
    assert_eq!(step.set("digest"), format!("sha256:{}", sha256(&written)));
    serde_json::from_slice(&written).unwrap()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Runs an example and holds it to what its page promises. Answers how many gates it has.
fn holds(example: &Example) -> usize {
    let gates = example.yaml.matches(OURS).count();
    for event in example.events() {
        let run = example.run(&event);
        let name = format!("{} for {event}", example.name);
        for job in run.jobs() {
            assert_eq!(run.job(job).result(), "success", "{name}: job {job}");
        }
        let steps = run.suite_steps();
        assert_eq!(steps.len(), gates, "{name}: not every action of the suite ran");
        for (job, step) in &steps {
            assert_eq!(run.job(job).step(step).exit_code(), 0, "{name}");
            assert_eq!(run.job(job).step(step).set("decision"), "proceed", "{name}");
            assert_eq!(verdict(&run, job, step)["status"], "pass", "{name}");
        }
    }
    gates
}

/// The job and the id of the one step that is a gate.
fn gate(run: &Run) -> (&str, &str) {
    let steps = run.suite_steps();
    assert_eq!(steps.len(), 1, "{steps:?}");
    steps.into_iter().next().unwrap()
}

/// Runs all that a page shows.
fn runs_whole(page: &Path) {
    let shown = fs::read_to_string(page).unwrap().matches(OURS).count();
    let run: usize = examples(page).iter().map(holds).sum();
    assert!(run > 0, "{} shows no workflow that uses the suite", page.display());
    assert_eq!(run, shown, "{} shows an action outside a YAML fence", page.display());
}

#[test]
fn every_example_runs_as_written_and_its_gate_passes() {
    pages().iter().for_each(|page| runs_whole(page));
}

#[test]
fn every_workflow_for_those_who_move_over_runs_as_written_and_its_gate_passes() {
    MOVING_OVER.iter().for_each(|page| runs_whole(&root().join(page)));
}

#[test]
#[should_panic(expected = "README-9 is neither a workflow nor a step")]
fn a_fence_that_nobody_can_run_is_refused() {
    Example { name: "README-9".to_owned(), yaml: "with:\n  files: coverage.xml\n".to_owned() }.workflow();
}

#[test]
fn tests_that_cover_too_little_fail_the_gate() {
    let run = first_example().run_with("untested");
    let (job, step) = gate(&run);
    assert_eq!(run.job(job).step(step).exit_code(), 1);
    assert_eq!(run.job(job).step(step).set("decision"), "stop");
    assert_eq!(run.job(job).step(step).set("failed-rules"), "total-line,total-branch");
    assert_eq!(verdict(&run, job, step)["status"], "fail");
    assert_eq!(run.job(job).result(), "failure");
}

#[test]
fn the_second_job_judges_the_report_that_the_first_one_sent() {
    let run = two_jobs().run_with("untested");
    assert_eq!(run.job("test").result(), "success");
    let (job, step) = gate(&run);
    assert_eq!(run.job(job).step(step).exit_code(), 1);
    let verdict = verdict(&run, job, step);
    let sent = fs::read(run.artifact("coverage-report").join("coverage.xml")).unwrap();
    assert_eq!(verdict["inputs"][0]["path"], "coverage.xml");
    assert_eq!(verdict["inputs"][0]["digest"]["sha256"], sha256(&sent));
    assert_eq!(verdict["status"], "fail");
    assert_eq!(run.job(job).result(), "failure");
}

#[test]
fn tests_that_fail_send_no_report_and_the_second_job_fails_too() {
    let run = two_jobs().run_with("failing");
    assert_eq!(run.job("test").result(), "failure");
    let (job, step) = gate(&run);
    assert!(run.log().contains("Artifact not found for name: coverage-report"));
    assert_eq!(run.job(job).step(step).exit_code(), 3);
    assert_eq!(verdict(&run, job, step)["status"], "inconclusive");
    assert_eq!(run.job(job).result(), "failure");
}
