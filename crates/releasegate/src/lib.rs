//! releasegate: the front door. `find` says which reports there are; the two gates judge them in steps of their own; without a command it
//! concludes from their verdicts, in one verdict of its own.

pub mod action;
pub mod decide;
mod embed;
pub mod facts;
mod find;
mod gather;
pub mod half;
pub mod next;
pub mod policy;
mod present;
pub mod reason;
mod search;
mod steps;

use runner::gate::{Enforcement, Notice, Origin, Outcome, Resolved};
use runner::progress::Progress;
use runner::report::{Block, Piece, Report, Section, Table};
use runner::{ActionSpec, Gate, Inputs, Setting, World};
use verdict::status::ExitCode;
use verdict::{Draft, Verdict};

pub use facts::Facts;
pub use policy::Policy;

use half::Half;
use policy::Wanted;

/// The gate over the gates.
#[derive(Debug, Clone, Copy, Default)]
pub struct FrontDoor;

impl Gate for FrontDoor {
    type Policy = Policy;
    type Facts = Facts;

    fn spec(&self) -> &'static ActionSpec {
        &action::SPEC
    }

    fn policy(&self, inputs: &Inputs, setting: &Setting) -> anyhow::Result<Resolved<Policy>> {
        let (policy, origin) = Policy::read(inputs, setting)?;
        Ok(Resolved { policy, origin })
    }

    fn enforcement(&self, policy: &Policy) -> Enforcement {
        policy.enforcement()
    }

    fn gather(&self, _: &Policy, setting: &Setting, _: &mut Progress) -> anyhow::Result<Facts> {
        gather::gather(setting)
    }

    fn decide(&self, policy: &Policy, facts: &Facts) -> Draft {
        decide::decide(policy, facts)
    }

    fn contradiction(&self, _: &Policy, facts: &Facts) -> Option<String> {
        let both = |half: &&Half| {
            let judged = facts.judged.of(**half);
            let ended = matches!(judged.outcome.as_str(), "success" | "failure");
            if ended { judged.verdict.is_some() == judged.problem.is_some() } else { judged.verdict.is_some() }
        };
        let half = Half::ALL.iter().find(both)?;
        Some(format!("of {} there is no verdict and no reason, or one without a step that ended", half.tool()))
    }

    fn explain(&self, policy: &Policy, _: Option<&Origin>, draft: &Draft) -> Report {
        let said = |half: &Half| {
            let asked = policy.halves.of(*half);
            let text = match &asked.wanted {
                Wanted::Off => "not judged".to_owned(),
                Wanted::Named(lines) => lines.join(", "),
                Wanted::Search if asked.names_files => "what the policy file names".to_owned(),
                Wanted::Search => "what a search of the workspace finds".to_owned(),
            };
            vec![Piece::plain(format!("{}: {text}", half.word()))]
        };
        let mut table = Table::new(&["Result", "Rule", "What was found"]);
        let row = |rule: &verdict::Rule| {
            vec![Piece::Status(rule.status), Piece::plain(&rule.title), Piece::plain(&rule.message)]
        };
        table.rows = draft.rules.iter().map(row).collect();
        Report {
            title: action::SPEC.title.to_owned(),
            headline: "Concludes from the verdicts of the steps before it; `find` says what they would judge."
                .to_owned(),
            sections: vec![Section {
                blocks: vec![Block::List(Half::ALL.iter().map(said).collect()), Block::Table(table)],
                ..Section::default()
            }],
            ..Report::default()
        }
    }

    fn announce(&self, outcome: &Outcome<'_, Policy, Facts>) -> Vec<Notice> {
        let suggested = present::suggested(outcome.verdict);
        let embedded = |(_, facts)| embed::append(outcome.setting, facts, suggested.as_deref());
        let mut notices = outcome.judged.map(embedded).unwrap_or_default();
        if outcome.show.anything() {
            notices.extend(surface::announce(outcome.setting, outcome.show, outcome.verdict, outcome.report));
        }
        notices
    }

    fn present(&self, verdict: &Verdict) -> Report {
        present::present(verdict)
    }

    fn commands(&self) -> Vec<clap::Command> {
        vec![find::parser()]
    }

    fn run_command(
        &self,
        name: &str,
        matches: &clap::ArgMatches,
        world: &mut World<'_>,
    ) -> anyhow::Result<ExitCode> {
        match name {
            "find" => find::run(matches, world),
            other => anyhow::bail!("there is no command `{other}`"),
        }
    }
}
