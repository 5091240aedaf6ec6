//! The tool as the runner sees it.

use std::cell::RefCell;

use github::{Clock, SystemClock};
use runner::gate::{Enforcement, Origin, Resolved};
use runner::progress::Progress;
use runner::report::{Block, Piece, Report, Section};
use runner::setting::Token;
use runner::{ActionSpec, Gate, InputError, Inputs, Setting, World};
use settings::{Found, Reading};
use verdict::status::ExitCode;
use verdict::{Draft, FailOn, Verdict};

use crate::facts::Facts;
use crate::gather::signature;
use crate::keep::Secrets;
use crate::modes::Brought;
use crate::policy::Policy;
use crate::record::{Roster, roster};
use crate::{act, action, commands, decide, modes, told};

/// Its section of the policy file.
const SECTION: &str = "approval";

/// How the files end that hold the record of a request: for programs, and for people.
pub(crate) const RECORD: [&str; 2] = [".record.json", ".record.txt"];

/// The gate.
pub struct ApprovalIssue {
    /// Secrets and what else stands in no policy.
    brought: RefCell<Brought>,
    /// Files of the commit whose policy holds.
    reading: RefCell<Option<Reading>>,
    clock: Box<dyn Fn() -> Box<dyn Clock>>,
}

impl std::fmt::Debug for ApprovalIssue {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("ApprovalIssue")
    }
}

impl Default for ApprovalIssue {
    fn default() -> Self {
        Self::with_clock(|| Box::new(SystemClock::start()))
    }
}

impl ApprovalIssue {
    /// A gate whose pauses go by another clock.
    pub fn with_clock(clock: impl Fn() -> Box<dyn Clock> + 'static) -> Self {
        Self { brought: RefCell::default(), reading: RefCell::default(), clock: Box::new(clock) }
    }

    fn within<T>(
        &self,
        policy: &Policy,
        setting: &Setting,
        work: impl AsyncFnOnce(modes::Reach<'_>) -> anyhow::Result<T>,
    ) -> anyhow::Result<T> {
        modes::within(setting, &self.brought.borrow(), policy.record.as_ref(), &*self.clock, work)
    }
}

/// Who people are, as the repository says at the commit that the policy is read at.
fn roster(reading: Option<&mut Reading>, setting: &Setting) -> anyhow::Result<Roster> {
    let found = match reading {
        Some(reading) => reading.beside(roster::PATH)?,
        None => settings::beside(setting, roster::PATH)?,
    };
    match found {
        Some((bytes, _)) => Ok(Roster::read(&bytes)?),
        None => Ok(Roster::default()),
    }
}

/// Whose keys sign, as the repository says at the same commit.
fn signers(reading: &mut Reading) -> anyhow::Result<Vec<u8>> {
    let found = reading.beside(signature::PATH)?.map(|(bytes, _)| bytes);
    let missing = || {
        let message = format!(
            "asks for `signature: ssh`, and there is no {}: list the keys, one a line, as `account:NUMBER KEY`",
            signature::PATH
        );
        InputError::new("config", message).into()
    };
    found.filter(|bytes| !bytes.is_empty()).ok_or_else(missing)
}

impl Gate for ApprovalIssue {
    type Policy = Policy;
    type Facts = Facts;

    fn spec(&self) -> &'static ActionSpec {
        &action::SPEC
    }

    fn policy(&self, inputs: &Inputs, setting: &Setting) -> anyhow::Result<Resolved<Policy>> {
        let mut reading = Reading::of(setting, &[roster::PATH, signature::PATH]);
        let found = reading.section(inputs.text("config"), SECTION)?;
        let (section, origin) = match found {
            Found::None { .. } => (None, None),
            Found::Section { value, origin } => (Some(value), Some(origin)),
        };
        let policy = Policy::read(inputs, section.as_ref())?;
        let signers = if policy.asks_for_signatures() { signers(&mut reading)? } else { Vec::new() };
        let (members, secrets) = (Token::new(inputs.text("members-token")), Secrets::read(inputs)?);
        let policy_file = origin.as_ref().map(|origin| origin.path.clone());
        let roster = Roster::default();
        let last = crate::keep::Last::default();
        *self.brought.borrow_mut() = Brought { members, secrets, roster, signers, policy_file, last };
        *self.reading.borrow_mut() = Some(reading);
        Ok(Resolved { policy, origin })
    }

    fn enforcement(&self, _: &Policy) -> Enforcement {
        Enforcement { fail_on: FailOn::default(), report_only: false, bootstrap: false }
    }

    fn gather(&self, policy: &Policy, setting: &Setting, _: &mut Progress) -> anyhow::Result<Facts> {
        self.within(policy, setting, async |reach| modes::gather(&reach, policy).await)
    }

    fn act(&self, policy: &Policy, facts: Facts, setting: &Setting) -> anyhow::Result<Facts> {
        if !policy.writes() && policy.record.is_none() {
            return Ok(facts);
        }
        // Names are for the record alone, and most sweeps find nothing to record.
        if policy.record.is_some() && !(facts.cases.is_empty() && facts.fresh.is_none()) {
            let roster = roster(self.reading.borrow_mut().as_mut(), setting)?;
            self.brought.borrow_mut().roster = roster;
        }
        self.within(policy, setting, async |reach| act::act(&reach, policy, facts).await)
    }

    fn decide(&self, _: &Policy, facts: &Facts) -> Draft {
        decide::decide(facts)
    }

    fn side_files(&self) -> &'static [&'static str] {
        &RECORD
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

    fn contradiction(&self, policy: &Policy, facts: &Facts) -> Option<String> {
        (policy.mode != facts.mode).then(|| "the facts are of another mode than the policy".to_owned())
    }

    fn present(&self, verdict: &Verdict) -> Report {
        told::report(verdict)
    }

    fn explain(&self, policy: &Policy, origin: Option<&Origin>, draft: &Draft) -> Report {
        let from = origin.map_or_else(|| "the inputs alone".to_owned(), |origin| origin.path.clone());
        let mut lines = vec![vec![Piece::plain("The policy comes from "), Piece::code(from)]];
        for rules in policy.named.iter().chain(&policy.others) {
            for seat in &rules.seats {
                let of: Vec<String> = seat.of.iter().map(ToString::to_string).collect();
                let words = format!("{}: seat {} needs {} of ", rules.environment, seat.id, seat.count);
                lines.push(vec![Piece::plain(words), Piece::code(of.join(", "))]);
            }
        }
        lines.extend(draft.rules.iter().map(|rule| vec![Piece::plain(rule.message.clone())]));
        Report {
            title: "Approval".to_owned(),
            headline: draft.summary.clone(),
            sections: vec![Section { heading: None, folded: false, blocks: vec![Block::List(lines)] }],
            ..Report::default()
        }
    }
}
