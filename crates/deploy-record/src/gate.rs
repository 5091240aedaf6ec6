//! The tool as the runner sees it.

use std::cell::RefCell;

use github::{Clock, SystemClock};
use journal::{Ledger, Secrets};
use runner::gate::{Enforcement, Origin, Resolved};
use runner::progress::Progress;
use runner::report::{Block, Piece, Report, Section};
use runner::{ActionSpec, Gate, Inputs, Setting, World};
use settings::Found;
use verdict::status::ExitCode;
use verdict::{Draft, FailOn, Verdict};

use crate::facts::Facts;
use crate::policy::{Mode, Policy};
use crate::{act, action, commands, decide, gather, present, reach};

/// Its section of the policy file.
const SECTION: &str = "deploy";

/// The gate.
pub struct DeployRecord {
    secrets: RefCell<Secrets>,
    /// The ledger as it was gathered, so that it is read once.
    read: RefCell<Option<Ledger>>,
    clock: Box<dyn Fn() -> Box<dyn Clock>>,
}

impl std::fmt::Debug for DeployRecord {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DeployRecord")
    }
}

impl Default for DeployRecord {
    fn default() -> Self {
        Self::with_clock(|| Box::new(SystemClock::start()))
    }
}

impl DeployRecord {
    /// A gate whose pauses go by another clock.
    pub fn with_clock(clock: impl Fn() -> Box<dyn Clock> + 'static) -> Self {
        Self { secrets: RefCell::new(Secrets::default()), read: RefCell::new(None), clock: Box::new(clock) }
    }
}

impl Gate for DeployRecord {
    type Policy = Policy;
    type Facts = Facts;

    fn spec(&self) -> &'static ActionSpec {
        &action::SPEC
    }

    fn default_id(&self, mode: &str) -> String {
        let mode = Mode::WORDS.into_iter().find(|known| *known == mode);
        format!("{}-{}", action::SPEC.name, mode.unwrap_or("start"))
    }

    fn policy(&self, inputs: &Inputs, setting: &Setting) -> anyhow::Result<Resolved<Policy>> {
        let (section, origin) = match settings::section(setting, inputs.text("config"), SECTION)? {
            Found::None { .. } => (None, None),
            Found::Section { value, origin } => (Some(value), Some(origin)),
        };
        let repository = setting.context.run.repository.as_deref();
        let policy = Policy::read(inputs, section.as_ref(), repository)?;
        *self.secrets.borrow_mut() = Secrets::read(inputs)?;
        Ok(Resolved { policy, origin })
    }

    fn enforcement(&self, _: &Policy) -> Enforcement {
        Enforcement { fail_on: FailOn::default(), report_only: false, bootstrap: false }
    }

    fn gather(&self, policy: &Policy, setting: &Setting, _: &mut Progress) -> anyhow::Result<Facts> {
        let secrets = self.secrets.borrow();
        reach::within(policy, setting, &secrets, &*self.clock, async |reach| {
            let facts = gather::gather(&reach, policy).await?;
            *self.read.borrow_mut() = reach.record.last();
            Ok(facts)
        })
    }

    fn act(&self, policy: &Policy, facts: Facts, setting: &Setting) -> anyhow::Result<Facts> {
        let secrets = self.secrets.borrow();
        reach::within(policy, setting, &secrets, &*self.clock, async |reach| {
            reach.record.go_on_from(self.read.borrow_mut().take());
            act::act(&reach, policy, facts).await
        })
    }

    fn decide(&self, policy: &Policy, facts: &Facts) -> Draft {
        decide::decide(policy, facts)
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
        commands::named(name, matches, world)
    }

    fn contradiction(&self, policy: &Policy, facts: &Facts) -> Option<String> {
        let short = facts.entries.iter().any(|entry| *entry >= facts.ground.size);
        short.then(|| "the facts name entries that the ledger does not have".to_owned()).or_else(|| {
            (!facts.entries.is_empty() && policy.mode == Mode::Start && facts.ground.own.is_none())
                .then(|| "the facts say that it was recorded, and know no such deployment".to_owned())
        })
    }

    fn present(&self, verdict: &Verdict) -> Report {
        present::report(verdict)
    }

    fn explain(&self, policy: &Policy, origin: Option<&Origin>, draft: &Draft) -> Report {
        let from = origin.map_or_else(|| "the inputs alone".to_owned(), |origin| origin.path.clone());
        let mut lines = vec![vec![Piece::plain("The policy comes from "), Piece::code(from)]];
        lines.push(asked(policy));
        lines.extend(draft.rules.iter().map(|rule| vec![Piece::plain(rule.message.clone())]));
        Report {
            title: "Deployment record".to_owned(),
            headline: draft.summary.clone(),
            sections: vec![Section { heading: None, folded: false, blocks: vec![Block::List(lines)] }],
            ..Report::default()
        }
    }
}

/// What has to be there before, in one line.
fn asked(policy: &Policy) -> Vec<Piece> {
    let rules = &policy.rules;
    let word = |value: serde_json::Result<serde_json::Value>| {
        value.ok().and_then(|value| value.as_str().map(str::to_owned)).unwrap_or_default()
    };
    let (tier, approval) = (word(serde_json::to_value(rules.tier)), word(serde_json::to_value(rules.approval)));
    let gates = if rules.gates.is_empty() { "none by name".to_owned() } else { rules.gates.join(", ") };
    let age = rules.max_age.map_or_else(String::new, |age| format!(", at most {age} seconds old"));
    vec![
        Piece::code(policy.environment.clone()),
        Piece::plain(format!(" is of the tier {tier}; approval: {approval}; verdicts: {gates}{age}")),
    ]
}
