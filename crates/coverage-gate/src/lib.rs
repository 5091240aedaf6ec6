//! coverage-gate: judges coverage reports against limits, in exact integers, and writes a verdict.

pub mod action;
mod annotate;
mod badge;
mod baseline;
mod contradiction;
pub mod decide;
pub mod details;
mod expected;
mod explain;
pub mod facts;
mod gather;

mod html;
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

use std::path::Path;

use runner::gate::{Enforcement, Notice, Origin, Outcome, Rederive, Resolved};
use runner::progress::Progress;
use runner::report::Report;
use runner::{ActionSpec, Gate, InputError, Inputs, Setting, Show, World};
use settings::Found;
use verdict::status::ExitCode;
use verdict::{Draft, Verdict};

pub use expected::Expected;
pub use facts::Facts;
pub use paths::{How, PathMap, PathRule};
pub use policy::{Asked, Policy, Unmapped, Unreported};

/// Its section of the policy file.
const SECTION: &str = "coverage";

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
        match settings::section(setting, inputs.text("config"), SECTION)? {
            Found::None { looked_at } => {
                let policy = Policy { file_unread: looked_at.is_none(), ..Policy::resolve(None, asked)? };
                Ok(Resolved { policy, origin: None })
            }
            Found::Section { value, origin } => {
                let section = section::read(&value, &setting.gate_id).map_err(InputError::from)?;
                Ok(Resolved { policy: Policy::resolve(Some(&section), asked)?, origin: Some(origin) })
            }
        }
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

    fn announce(&self, outcome: &Outcome<'_, Policy, Facts>) -> Vec<Notice> {
        let mut notices = baseline::keep(outcome);
        notices.extend(badge::write(outcome));
        if outcome.show.anything() {
            notices.extend(surface::announce(outcome.setting, outcome.show, outcome.verdict, outcome.report));
        }
        notices
    }

    fn side_files(&self) -> &'static [&'static str] {
        &[".badge.svg"]
    }

    fn show_spec(&self) -> Option<&'static ActionSpec> {
        Some(&action::SHOW)
    }

    fn show(&self, setting: &Setting, show: Show, verdict: &Path, rederive: &Rederive<'_>) -> Vec<Notice> {
        surface::announce_from(setting, show, verdict, rederive)
    }

    fn present(&self, verdict: &Verdict) -> Report {
        present::present(verdict)
    }

    fn commands(&self) -> Vec<clap::Command> {
        vec![html::command(), inspect::command()]
    }

    fn run_command(
        &self,
        name: &str,
        matches: &clap::ArgMatches,
        world: &mut World<'_>,
    ) -> anyhow::Result<ExitCode> {
        match name {
            "html" => html::run(matches, world),
            "inspect" => inspect::run(matches, world),
            other => anyhow::bail!("there is no command `{other}`"),
        }
    }
}
