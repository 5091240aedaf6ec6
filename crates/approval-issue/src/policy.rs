//! What this run is asked to do, and who must approve what: the section of the policy file, or inputs alone.

use std::collections::BTreeSet;

use approval::policy::{Level, Policy as Rules};
use approval::resolve::{Draft, SeatDraft, resolve};
use runner::{InputError, Inputs};
use serde::{Deserialize, Serialize};
use settings::Node;

use crate::keep::Place;
use crate::remind::Reminders;
use crate::section;

/// What a run does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// Asks, and ends pending.
    Request,
    /// Counts what was said in one issue.
    Decide,
    /// Says in the job that deploys whether it may; reads only.
    Verify,
    /// Asks, and waits.
    Wait,
    /// Looks after all open requests.
    Sweep,
    /// Says who could approve; reads only.
    Simulate,
    /// Says whether the gate can be passed by; reads only.
    Doctor,
}

impl Mode {
    /// The words of the input.
    pub const WORDS: [&'static str; 7] = ["request", "decide", "verify", "wait", "sweep", "simulate", "doctor"];
    const ALL: [Self; 7] =
        [Self::Request, Self::Decide, Self::Verify, Self::Wait, Self::Sweep, Self::Simulate, Self::Doctor];

    fn from_word(word: &str) -> Option<Self> {
        Self::WORDS.iter().position(|known| *known == word).and_then(|at| Self::ALL.get(at).copied())
    }

    /// Whether it is about what this run is to deploy, and not about what somebody else asked for.
    #[must_use]
    pub const fn asks(self) -> bool {
        matches!(self, Self::Request | Self::Verify | Self::Wait | Self::Simulate)
    }

    /// Whether it may change anything.
    #[must_use]
    pub const fn writes(self) -> bool {
        !matches!(self, Self::Verify | Self::Simulate | Self::Doctor)
    }
}

/// The policy of a run.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Policy {
    /// What the run does.
    pub mode: Mode,
    /// The environment, where the run is about one.
    pub environment: Option<String>,
    /// The rules of environments that the policy file names, as they are written: names are not yet numbers.
    pub named: Vec<Rules>,
    /// The rules of all others; their environment is to be replaced.
    pub others: Option<Rules>,
    /// Whether it goes back to what was there before.
    pub rollback: bool,
    /// What is deployed.
    pub artifacts: Vec<String>,
    /// Globs of verdicts.
    pub verdicts: Vec<String>,
    /// The issue that somebody named.
    pub issue: Option<u64>,
    /// The comment that somebody named.
    pub comment: Option<u64>,
    /// Title of the issue.
    pub title: Option<String>,
    /// Words at its top.
    pub body: Option<String>,
    /// Its labels.
    pub labels: Vec<String>,
    /// Whom it is assigned to.
    pub assignees: Vec<String>,
    /// Whether an approved run is run again.
    pub resume: bool,
    /// Minutes that `wait` waits.
    pub patience: u64,
    /// When people are reminded in environments that the policy file names, in the order of `named`.
    pub reminders: Vec<Reminders>,
    /// The same for all others.
    pub other_reminders: Reminders,
    /// Where the record is kept; nowhere, if nobody says.
    pub record: Option<Place>,
    /// Whether `verify` records that this run uses the approval.
    pub consume: bool,
}

/// Inputs that say who approves.
const RULES: [&str; 6] =
    ["approvers", "minimum-approvals", "seats", "preset", "expires", "exclude-workflow-initiator-as-approver"];
/// A name that no environment has: what holds for all that the file does not name is read under it.
const ANY: &str = "any other";

impl Policy {
    /// Reads the inputs, and the section where there is one.
    ///
    /// # Errors
    /// The first input or member that does not hold, and an input that says who approves where the file says so.
    pub fn read(inputs: &Inputs, section: Option<&Node>) -> Result<Self, InputError> {
        let word = inputs.text("mode");
        let mode = Mode::from_word(word).ok_or_else(|| {
            InputError::new("mode", format!("`{word}` is none of {}", Mode::WORDS.join(", ")))
        })?;
        let environment = plain(inputs, "environment");
        if (mode.asks() || mode == Mode::Doctor) && environment.is_none() && mode != Mode::Wait {
            return Err(InputError::new(
                "environment",
                "is required: name what is deployed to, such as production",
            ));
        }
        let environment = environment.or_else(|| (mode == Mode::Wait).then(|| "default".to_owned()));
        let (named, others) = rules(inputs, section)?;
        let reminded = |name: &str| match section {
            Some(section) => section::reminders(section, name).map_err(InputError::from),
            None => Ok(Reminders::default()),
        };
        let reminders = named.iter().map(|rules: &Rules| reminded(&rules.environment));
        let reminders = reminders.collect::<Result<_, _>>()?;
        let other_reminders = reminded(ANY)?;
        // Rules that nobody can keep would leave every request pending.
        let asks = named.iter().chain(&others).any(|rules| rules.signature == Level::Sso);
        if asks && inputs.text("members-token").is_empty() {
            let message = "is missing, and the policy asks for `signature: sso`: give the token of an owner of the organisation, with `read:org`, \
                           who alone is shown its identity provider";
            return Err(InputError::new("members-token", message));
        }
        let consume = inputs.boolean("consume")?;
        let record = Place::read(inputs, mode.writes() || consume)?;
        if consume && (mode != Mode::Verify || record.is_none()) {
            let message =
                "is for `mode: verify` with a record: give `signing-key`, and leave it out of other modes";
            return Err(InputError::new("consume", message));
        }
        Ok(Self {
            mode,
            environment,
            named,
            others,
            rollback: inputs.text("action") == "rollback",
            artifacts: inputs.lines("artifacts"),
            verdicts: inputs.lines("verdicts"),
            issue: number(inputs, "issue")?,
            comment: number(inputs, "comment-id")?,
            title: plain(inputs, "issue-title"),
            body: plain(inputs, "issue-body"),
            labels: inputs.list("labels"),
            assignees: inputs.list("assignees"),
            resume: inputs.text("resume") == "rerun",
            patience: number(inputs, "wait-timeout")?
                .filter(|minutes| (1..=7_200).contains(minutes))
                .ok_or_else(|| InputError::new("wait-timeout", "is no number of minutes from 1 to 7200"))?,
            reminders,
            other_reminders,
            record,
            consume,
        })
    }

    /// When people are reminded of a request for an environment.
    #[must_use]
    pub fn reminders_of(&self, environment: &str) -> &Reminders {
        let wanted = environment.to_lowercase();
        let mut both = self.named.iter().zip(&self.reminders);
        both.find(|(rules, _)| rules.environment.to_lowercase() == wanted)
            .map_or(&self.other_reminders, |(_, reminders)| reminders)
    }

    /// Whether any environment asks for SSH signatures.
    #[must_use]
    pub fn asks_for_signatures(&self) -> bool {
        self.named.iter().chain(&self.others).any(|rules| rules.signature == Level::Ssh)
    }

    /// Whether the run changes anything.
    #[must_use]
    pub const fn writes(&self) -> bool {
        self.mode.writes() || self.consume
    }

    /// The rules of an environment, as they are written.
    #[must_use]
    pub fn of(&self, environment: &str) -> Option<Rules> {
        let wanted = environment.to_lowercase();
        let named = self.named.iter().find(|rules| rules.environment.to_lowercase() == wanted).cloned();
        named.or_else(|| Some(Rules { environment: environment.to_owned(), ..self.others.clone()? }))
    }
}

fn plain(inputs: &Inputs, name: &str) -> Option<String> {
    Some(inputs.text(name).to_owned()).filter(|text| !text.is_empty())
}

fn number(inputs: &Inputs, name: &str) -> Result<Option<u64>, InputError> {
    let text = inputs.text(name);
    if text.is_empty() {
        return Ok(None);
    }
    let digits = text.bytes().all(|byte| byte.is_ascii_digit());
    let number = text.parse().ok().filter(|number| digits && *number > 0);
    number.map(Some).ok_or_else(|| InputError::new(name, format!("`{text}` is no number: write 1, 2 …")))
}

/// The rules of the environments that the file names, and those of all others.
fn rules(inputs: &Inputs, section: Option<&Node>) -> Result<(Vec<Rules>, Option<Rules>), InputError> {
    let given = RULES.into_iter().find(|name| !inputs.text(name).is_empty());
    let Some(section) = section else { return Ok((Vec::new(), Some(of_inputs(inputs)?))) };
    if let Some(name) = given {
        let message =
            "says who approves, and the policy file says so too: leave the input out, or change the file";
        return Err(InputError::new(name, message));
    }
    let mut seen = BTreeSet::new();
    let mut named = Vec::new();
    for (name, _) in section.member("environments").map(Node::members).unwrap_or_default() {
        if seen.insert(name.clone()) {
            named.push(section::read(section, name).map_err(InputError::from)?.policy);
        }
    }
    // Where every environment has its own rules, the rest of the section need not be one.
    let others = match section::read(section, ANY) {
        Ok(found) => Some(found.policy),
        Err(wrong) if named.is_empty() => return Err(wrong.into()),
        Err(_) => None,
    };
    Ok((named, others))
}

fn of_inputs(inputs: &Inputs) -> Result<Rules, InputError> {
    let mut seats = Vec::new();
    for line in inputs.lines("seats") {
        let (id, people) = line.split_once(':').ok_or_else(|| {
            InputError::new("seats", format!("`{line}` is no seat: write `qa: 1 of team:acme/qa`"))
        })?;
        seats.push(SeatDraft {
            id: id.trim().to_owned(),
            people: people.trim().to_owned(),
            ..SeatDraft::default()
        });
    }
    let excluded = "exclude-workflow-initiator-as-approver";
    let exclude_requesters =
        if inputs.text(excluded).is_empty() { None } else { Some(inputs.boolean(excluded)?) };
    let draft = Draft {
        environment: ANY.to_owned(),
        preset: plain(inputs, "preset"),
        approvers: plain(inputs, "approvers"),
        minimum_approvals: number(inputs, "minimum-approvals")?,
        seats,
        exclude_requesters,
        expires: plain(inputs, "expires"),
        ..Draft::default()
    };
    let resolved = resolve(&draft).map_err(|problems| match problems.into_iter().next() {
        Some(problem) => InputError::new(&problem.member, problem.message),
        None => InputError::new("approvers", "is no policy"),
    })?;
    Ok(resolved.policy)
}

#[cfg(test)]
mod tests;
