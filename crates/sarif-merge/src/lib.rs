//! sarif-merge: merges what scanners found without losing any of it, judges it, and writes a verdict.

pub mod action;
mod baseline;
mod commands;
mod contradiction;
mod csv;
pub mod decide;
pub mod details;
mod diff;
mod explain;
pub mod facts;
mod gather;
mod html;
mod judged;
pub mod policy;
mod present;
pub mod reason;
mod redact;
mod rules;
pub mod section;
mod upload;
mod vex;

use std::cell::RefCell;
use std::path::Path;

use runner::gate::{Enforcement, Notice, Origin, Outcome, Rederive, Resolved};
use runner::progress::Progress;
use runner::report::Report;
use runner::{ActionSpec, Gate, InputError, Inputs, Setting, Show, World, evidence};
use settings::Found;
use verdict::status::ExitCode;
use verdict::{Draft, Verdict};

pub use facts::Facts;
pub use policy::{Asked, Policy};

/// Its section of the policy file.
const SECTION: &str = "sarif";

/// The gate.
#[derive(Debug, Default)]
pub struct SarifMerge {
    /// The merged log, between the judging and the writing: making it twice would cost as much again.
    log: RefCell<Option<Vec<u8>>>,
    /// The upload that the inputs ask for: no part of what is judged, so it stands in no policy.
    upload: RefCell<Option<upload::Asked>>,
    /// The tools that may be uploaded, where the policy file names them.
    may_upload: RefCell<Option<Vec<String>>>,
}

impl Gate for SarifMerge {
    type Policy = Policy;
    type Facts = Facts;

    fn spec(&self) -> &'static ActionSpec {
        &action::SPEC
    }

    fn policy(&self, inputs: &Inputs, setting: &Setting) -> anyhow::Result<Resolved<Policy>> {
        let asked = Asked::read(inputs)?;
        match settings::section(setting, inputs.text("config"), SECTION)? {
            Found::None { looked_at } => {
                *self.upload.borrow_mut() = upload::Asked::read(inputs, None)?;
                let policy = Policy { file_unread: looked_at.is_none(), ..Policy::resolve(None, asked)? };
                Ok(Resolved { policy, origin: None })
            }
            Found::Section { value, origin } => {
                let section = section::read(&value, &setting.gate_id).map_err(InputError::from)?;
                let tools = section.upload.as_ref().map(|upload| upload.tools.0.clone());
                self.may_upload.borrow_mut().clone_from(&tools);
                *self.upload.borrow_mut() = upload::Asked::read(inputs, tools)?;
                let file = origin.commit.as_ref().map(|_| origin.path.clone());
                let alone = Asked { files: asked.files.clone(), ..Asked::default() };
                let of_file = file.as_ref().and_then(|_| Policy::resolve(Some(&section), alone).ok());
                let of_file = of_file.map(Box::new);
                let policy = Policy { file, of_file, ..Policy::resolve(Some(&section), asked)? };
                Ok(Resolved { policy, origin: Some(origin) })
            }
        }
    }

    fn enforcement(&self, policy: &Policy) -> Enforcement {
        Enforcement { fail_on: policy.fail_on, report_only: policy.report_only, bootstrap: policy.bootstrap }
    }

    fn gather(&self, policy: &Policy, setting: &Setting, progress: &mut Progress) -> anyhow::Result<Facts> {
        let gathered = gather::gather(policy, setting, progress)?;
        *self.log.borrow_mut() = gathered.log;
        Ok(gathered.facts)
    }

    fn decide(&self, policy: &Policy, facts: &Facts) -> Draft {
        decide::decide(policy, facts)
    }

    fn explain(&self, policy: &Policy, origin: Option<&Origin>, draft: &Draft) -> Report {
        explain::report(policy, self.may_upload.borrow().as_deref(), origin, draft)
    }

    fn contradiction(&self, policy: &Policy, facts: &Facts) -> Option<String> {
        contradiction::find(policy, facts)
    }

    fn announce(&self, outcome: &Outcome<'_, Policy, Facts>) -> Vec<Notice> {
        let mut notices = Vec::new();
        let log = self.log.borrow_mut().take();
        if let Some(log) = &log {
            let name = format!("{}.sarif", outcome.setting.gate_id);
            notices.push(match evidence::keep(outcome.setting.workspace.root(), &name, log) {
                Ok(path) => Notice::done(format!("Merged log: {path}")).with_output("sarif-path", path),
                Err(error) => Notice::failed(format!("the merged log was not written: {error:#}")),
            });
        }
        if outcome.show.anything() {
            notices.extend(surface::announce(outcome.setting, outcome.show, outcome.verdict, outcome.report));
        }
        if let Some(asked) = self.upload.borrow_mut().take() {
            notices.extend(upload::announce(&asked, outcome, log.as_deref()));
        }
        notices
    }

    fn side_files(&self) -> &'static [&'static str] {
        &[".sarif"]
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
        commands::all()
    }

    fn run_command(
        &self,
        name: &str,
        matches: &clap::ArgMatches,
        world: &mut World<'_>,
    ) -> anyhow::Result<ExitCode> {
        commands::run(name, matches, world)
    }
}
