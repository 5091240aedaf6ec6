//! What a tool is: pure functions, between which the one flow does all that touches the outside.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use verdict::status::ExitCode;
use verdict::{Draft, FailOn, Verdict};

use crate::action::ActionSpec;
use crate::inputs::Inputs;
use crate::progress::Progress;
use crate::report::Report;
use crate::setting::{Setting, Show};
use crate::world::World;

/// A gate. [`Gate::policy`] and [`Gate::gather`] touch what is outside of their arguments only by reading. [`Gate::act`] writes before
/// anything is decided, and [`Gate::announce`] afterwards, of which nothing changes the verdict.
pub trait Gate {
    /// Inputs, validated. It is written into the verdict, whose policy digest covers it.
    type Policy: Serialize + DeserializeOwned;
    /// All that the decision sees. It is written beside the verdict.
    type Facts: Serialize + DeserializeOwned;

    /// What the action takes and gives.
    fn spec(&self) -> &'static ActionSpec;

    /// The gate's id where nobody gives one: the tool's name. `mode` is the input of that name, unchecked, or nothing: an action whose steps follow
    /// each other in one job names each by what it does, since a run has no two artifacts of one name.
    fn default_id(&self, _mode: &str) -> String {
        self.spec().name.to_owned()
    }

    /// Validates the inputs, and what the policy file says beside them.
    ///
    /// # Errors
    /// As [`InputError`](crate::InputError): an input or a member of the file that does not hold, by name. Else: the file could not be
    /// looked for.
    fn policy(&self, inputs: &Inputs, setting: &Setting) -> anyhow::Result<Resolved<Self::Policy>>;

    /// What stops the pipeline under this policy.
    fn enforcement(&self, policy: &Self::Policy) -> Enforcement;

    /// Reads what is to be judged. A broken or missing report is a fact, not an error.
    ///
    /// # Errors
    /// The machine failed, so that nothing can be said.
    fn gather(
        &self,
        policy: &Self::Policy,
        setting: &Setting,
        progress: &mut Progress,
    ) -> anyhow::Result<Self::Facts>;

    /// Does what follows from the facts before anything is decided: what came of it is a fact too. A gate that only judges does nothing.
    /// `explain` and `replay` never act.
    ///
    /// # Errors
    /// What had to be done and could not be, so that nothing can be said.
    fn act(&self, _: &Self::Policy, facts: Self::Facts, _: &Setting) -> anyhow::Result<Self::Facts> {
        Ok(facts)
    }

    /// Decides. Pure and total.
    fn decide(&self, policy: &Self::Policy, facts: &Self::Facts) -> Draft;

    /// What in policy and facts no run of this gate could have written; replay refuses it. Pure.
    fn contradiction(&self, policy: &Self::Policy, facts: &Self::Facts) -> Option<String>;

    /// Says what was decided. Pure.
    fn present(&self, verdict: &Verdict) -> Report;

    /// Says what the policy asks for, and what each rule of `draft` lacks. Pure.
    fn explain(&self, policy: &Self::Policy, origin: Option<&Origin>, draft: &Draft) -> Report;

    /// Shows the verdict elsewhere, and keeps what later runs need; called when the verdict is written. What comes back is told in the
    /// log: a failure here never changes a verdict.
    fn announce(&self, _: &Outcome<'_, Self::Policy, Self::Facts>) -> Vec<Notice> {
        Vec::new()
    }

    /// How the files that the gate keeps beside its verdict end, behind the gate's id: those of an earlier run are removed before
    /// anything is judged, and before anything can be wrong with the inputs.
    fn side_files(&self) -> &'static [&'static str] {
        &[]
    }

    /// What the action takes that shows verdicts of other runs; without one there is no command `show`.
    fn show_spec(&self) -> Option<&'static ActionSpec> {
        None
    }

    /// Shows the verdict of another run, whose file is `verdict`: `rederive` derives it again from policy and the facts at a path, and
    /// gives its report.
    fn show(&self, _: &Setting, _: Show, verdict: &Path, _: &Rederive<'_>) -> Vec<Notice> {
        vec![Notice::failed(format!(
            "{} is not shown: this tool shows its own verdicts alone",
            verdict.display()
        ))]
    }

    /// Commands beside judging, for people.
    fn commands(&self) -> Vec<clap::Command> {
        Vec::new()
    }

    /// Runs one of [`Gate::commands`].
    ///
    /// # Errors
    /// Whatever keeps it from answering.
    fn run_command(&self, name: &str, _: &clap::ArgMatches, _: &mut World<'_>) -> anyhow::Result<ExitCode> {
        anyhow::bail!("there is no command `{name}`")
    }
}

/// Derives a verdict again.
pub type Rederive<'a> = dyn Fn(&Verdict, &Path) -> anyhow::Result<Report> + 'a;

/// A policy, and where it was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resolved<P> {
    /// The policy that is judged by.
    pub policy: P,
    /// The file; none if inputs and built-in defaults are all there is.
    pub origin: Option<Origin>,
}

/// Where a policy file was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Origin {
    /// Its path in the repository.
    pub path: String,
    /// The commit; none for the file in the working folder, on a command line.
    pub commit: Option<String>,
}

/// A verdict that was written.
#[derive(Debug)]
pub struct Outcome<'a, P, F> {
    /// The verdict.
    pub verdict: &'a Verdict,
    /// What it says to people.
    pub report: &'a Report,
    /// What it rests on; none where the gate could not judge.
    pub judged: Option<(&'a P, &'a F)>,
    /// What is to be shown on GitHub.
    pub show: Show,
    /// The run.
    pub setting: &'a Setting,
}

/// What became of an announcement.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Whether it failed, and somebody should know.
    pub failed: bool,
    /// What happened, in one line.
    pub message: String,
    /// An output of the action that it gives.
    pub output: Option<(&'static str, String)>,
}

impl Notice {
    /// It worked.
    pub fn done(message: impl Into<String>) -> Self {
        Self { failed: false, message: message.into(), output: None }
    }

    /// It did not; the verdict stands all the same.
    pub fn failed(message: impl Into<String>) -> Self {
        Self { failed: true, message: message.into(), output: None }
    }

    /// The same, with an output of the action.
    #[must_use]
    pub fn with_output(self, name: &'static str, value: impl Into<String>) -> Self {
        Self { output: Some((name, value.into())), ..self }
    }
}

/// What stops the pipeline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Enforcement {
    /// From which status on.
    pub fail_on: FailOn,
    /// Whether the gate only reports.
    pub report_only: bool,
    /// Whether built-in defaults stand in for limits that nobody set.
    pub bootstrap: bool,
}
