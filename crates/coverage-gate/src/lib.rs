//! coverage-gate: judges coverage reports against limits, in exact integers, and writes a verdict.

pub mod action;
mod annotate;
mod contradiction;
pub mod decide;
pub mod details;
mod expected;
mod explain;
pub mod facts;
mod gather;
mod globs;
mod inspect;
mod not_covered;
mod paths;
pub mod policy;
mod present;
pub mod reason;
mod repository;
mod rules;
pub mod section;
mod unreported;

use runner::gate::{Enforcement, Origin, Resolved};
use runner::progress::Progress;
use runner::report::Report;
use runner::{ActionSpec, Gate, Inputs, Setting, World};
use verdict::status::ExitCode;
use verdict::{Draft, Verdict};

pub use expected::Expected;
pub use facts::Facts;
pub use paths::{How, PathMap, PathRule};
pub use policy::{Asked, Policy, Unmapped, Unreported};

/// The gate.
#[derive(Debug, Clone, Copy, Default)]
pub struct CoverageGate;

impl Gate for CoverageGate {
    type Policy = Policy;
    type Facts = Facts;

    fn spec(&self) -> &'static ActionSpec {
        &action::SPEC
    }

    fn policy(&self, inputs: &Inputs, setting: &Setting) -> anyhow::Result<Resolved<Policy>> {
        let asked = Asked::read(inputs)?;
        let _ = (setting, inputs.text("config"));
        Ok(Resolved { policy: Policy::resolve(None, asked)?, origin: None })
    }

    fn enforcement(&self, policy: &Policy) -> Enforcement {
        Enforcement { fail_on: policy.fail_on, report_only: policy.report_only, bootstrap: policy.bootstrap }
    }

    fn gather(&self, policy: &Policy, setting: &Setting, progress: &mut Progress) -> anyhow::Result<Facts> {
        gather::gather(policy, setting, progress)
    }

    fn decide(&self, policy: &Policy, facts: &Facts) -> Draft {
        decide::decide(policy, facts)
    }

    fn explain(&self, policy: &Policy, origin: Option<&Origin>, draft: &Draft) -> Report {
        explain::report(policy, origin, draft)
    }

    fn contradiction(&self, policy: &Policy, facts: &Facts) -> Option<String> {
        contradiction::find(policy, facts)
    }

    fn present(&self, verdict: &Verdict) -> Report {
        present::present(verdict)
    }

    fn commands(&self) -> Vec<clap::Command> {
        vec![inspect::command()]
    }

    fn run_command(
        &self,
        name: &str,
        matches: &clap::ArgMatches,
        world: &mut World<'_>,
    ) -> anyhow::Result<ExitCode> {
        match name {
            "inspect" => inspect::run(matches, world),
            other => anyhow::bail!("there is no command `{other}`"),
        }
    }
}
