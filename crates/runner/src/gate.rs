//! What a tool is: pure functions, between which the one flow does all that touches the outside.

use serde::Serialize;
use serde::de::DeserializeOwned;
use verdict::status::ExitCode;
use verdict::{Draft, FailOn, Verdict};

use crate::action::ActionSpec;
use crate::files::Workspace;
use crate::inputs::{InputError, Inputs};
use crate::progress::Progress;
use crate::report::Report;
use crate::world::World;

/// A gate. Only [`Gate::gather`] touches anything outside of its arguments, and only by reading.
pub trait Gate {
    /// Inputs, validated. It is written into the verdict, whose policy digest covers it.
    type Policy: Serialize + DeserializeOwned;
    /// All that the decision sees. It is written beside the verdict.
    type Facts: Serialize + DeserializeOwned;

    /// What the action takes and gives.
    fn spec(&self) -> &'static ActionSpec;

    /// Validates the inputs.
    ///
    /// # Errors
    /// An input that does not hold, by name.
    fn policy(&self, inputs: &Inputs) -> Result<Self::Policy, InputError>;

    /// What stops the pipeline under this policy.
    fn enforcement(&self, policy: &Self::Policy) -> Enforcement;

    /// Reads what is to be judged. A broken or missing report is a fact, not an error.
    ///
    /// # Errors
    /// The machine failed, so that nothing can be said.
    fn gather(
        &self,
        policy: &Self::Policy,
        workspace: &Workspace,
        progress: &mut Progress,
    ) -> anyhow::Result<Self::Facts>;

    /// Decides. Pure and total.
    fn decide(&self, policy: &Self::Policy, facts: &Self::Facts) -> Draft;

    /// What in policy and facts no run of this gate could have written; replay refuses it. Pure.
    fn contradiction(&self, policy: &Self::Policy, facts: &Self::Facts) -> Option<String>;

    /// Says what was decided. Pure.
    fn present(&self, verdict: &Verdict) -> Report;

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
