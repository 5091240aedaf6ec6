//! The section `approval` of the policy file: who must approve what, before inputs are held against it.
//!
//! What stands under `environments.<name>` is laid over the rest, member by member; lists and single values are replaced. Every environment is
//! read, so that a mistake in one is found by whoever asks first, and not on the night of its first release.

use approval::resolve::{self, Draft, FreezeDraft, GlassDraft, HoursDraft, ItemDraft, Resolved, SeatDraft};
use schemars::JsonSchema;
use serde::Deserialize;
use settings::{Node, Value, Wrong};

use crate::remind::Reminders;

mod remind;
mod schema;

pub use schema::schema;

/// Environments that one file may describe.
const MOST: usize = 100;

/// What the section says for one environment. What it does not say is answered by inputs and the preset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct Section {
    /// Answers that hold until the policy gives its own: `standard`, `soc2` or `part11`.
    pub preset: Option<String>,
    /// People and teams who fill one seat: `alice, bob, acme/releases`.
    pub approvers: Option<String>,
    /// How many of `approvers` must approve; all, if they are people.
    pub minimum_approvals: Option<u64>,
    /// Seats that different people fill.
    pub seats: Vec<Seat>,
    /// Who may deny beside those who may approve: `team:acme/security`.
    pub veto: Option<String>,
    /// Whether who asked, and every actor of every attempt, may not approve.
    pub exclude_requesters: Option<bool>,
    /// Whether who made the change may not approve it: authors, committers, co-authors, pushers, authors of pull requests.
    pub exclude_contributors: Option<bool>,
    /// Whether who merged may not approve.
    pub exclude_mergers: Option<bool>,
    /// What commits do whose author no account is known for, where contributors are excluded: `stop` or `show`.
    pub unattributed: Option<String>,
    /// Whether a vote must name the code of its request: `required` or `optional`.
    pub code: Option<String>,
    /// What a vote may mean.
    pub meanings: Option<Vec<String>>,
    /// Whether a vote must state its meaning: `required` or `optional`.
    pub meaning: Option<String>,
    /// Letters that a reason has at least.
    pub reason: Option<u64>,
    /// What each approver must answer.
    pub checklist: Vec<Item>,
    /// How long nobody can have read the request: `30m`, `2h`.
    pub dwell: Option<String>,
    /// How long a request is open: `12h`, `7d`.
    pub expires: Option<String>,
    /// When approvals may be given.
    pub hours: Option<Hours>,
    /// When nothing may be approved.
    pub freezes: Vec<Freeze>,
    /// Who may deploy without approval, in an emergency.
    pub break_glass: Option<BreakGlass>,
    /// Whether going back to what was approved and deployed here before needs an approval: `free` or `approval`.
    pub rollback: Option<String>,
    /// How strongly a vote must be signed: `comment`, `sso` or `ssh`.
    pub signature: Option<String>,
    /// When people are reminded, from the request on: `4h`, `1d`. By `mode: sweep`.
    pub remind: Vec<String>,
    /// How long before the end they are reminded once more: `4h`.
    pub remind_before_expiry: Option<String>,
    /// Who else is told of a request that nobody answers.
    pub escalate: Option<Escalate>,
}

/// Who else is told. That makes nobody an approver.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Escalate {
    /// How long after the request: `2d`.
    pub after: String,
    /// People and teams: `team:acme/leads, user:alice`.
    pub to: String,
}

/// A seat.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Seat {
    /// Its name.
    pub id: String,
    /// Who fills it: `2 of team:acme/qa, user:alice`.
    pub people: String,
    /// Meanings that fill it.
    #[serde(default)]
    pub meanings: Vec<String>,
    /// Seats that must be full before.
    #[serde(default)]
    pub after: Vec<String>,
}

/// A question.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Item {
    /// Its name, which an answer begins with.
    pub id: String,
    /// The question.
    pub text: String,
    /// Seats whose people must answer it; all, if none is named.
    #[serde(default)]
    pub seats: Vec<String>,
}

/// When approvals may be given.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Hours {
    /// The zone, by its IANA name: `Europe/Vienna`.
    pub zone: String,
    /// The days: `mon-fri`.
    pub days: String,
    /// From: `09:00`.
    pub from: String,
    /// Until: `17:00`.
    pub until: String,
}

/// When nothing may be approved.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Freeze {
    /// From: `2026-12-20T00:00:00Z`.
    pub from: String,
    /// Until.
    pub until: String,
    /// Why.
    pub reason: String,
}

/// Deploying without approval.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct BreakGlass {
    /// Who may: `1 of team:acme/on-call`.
    pub people: String,
    /// Letters that the reason has at least.
    #[serde(default)]
    pub reason: Option<u64>,
    /// How soon somebody else must have reviewed it: `24h`.
    #[serde(default)]
    pub review_within: Option<String>,
}

impl Section {
    /// The policy as written, for an environment.
    #[must_use]
    pub fn draft(self, environment: &str) -> Draft {
        Draft {
            environment: environment.to_owned(),
            preset: self.preset,
            approvers: self.approvers,
            minimum_approvals: self.minimum_approvals,
            seats: self.seats.into_iter().map(Seat::draft).collect(),
            veto: self.veto,
            exclude_requesters: self.exclude_requesters,
            exclude_contributors: self.exclude_contributors,
            exclude_mergers: self.exclude_mergers,
            unattributed: self.unattributed,
            code: self.code,
            meanings: self.meanings,
            meaning: self.meaning,
            reason: self.reason,
            checklist: self.checklist.into_iter().map(Item::draft).collect(),
            dwell: self.dwell,
            expires: self.expires,
            hours: self.hours.map(Hours::draft),
            freezes: self.freezes.into_iter().map(Freeze::draft).collect(),
            break_glass: self.break_glass.map(BreakGlass::draft),
            rollback: self.rollback,
            signature: self.signature,
        }
    }
}

impl Seat {
    fn draft(self) -> SeatDraft {
        SeatDraft { id: self.id, people: self.people, meanings: self.meanings, after: self.after }
    }
}

impl Item {
    fn draft(self) -> ItemDraft {
        ItemDraft { id: self.id, text: self.text, seats: self.seats }
    }
}

impl Hours {
    fn draft(self) -> HoursDraft {
        HoursDraft { zone: self.zone, days: self.days, from: self.from, until: self.until }
    }
}

impl Freeze {
    fn draft(self) -> FreezeDraft {
        FreezeDraft { from: self.from, until: self.until, reason: self.reason }
    }
}

impl BreakGlass {
    fn draft(self) -> GlassDraft {
        GlassDraft { people: self.people, reason: self.reason, review_within: self.review_within }
    }
}

/// Reads the section for one environment: what stands under its name, over what stands above. GitHub compares names of environments without
/// regard to letter case.
///
/// # Errors
/// The first member that does not hold, with its place and what to write; also one of another environment.
pub fn read(section: &Node, environment: &str) -> Result<Resolved, Wrong> {
    let shared = section.without("environments");
    let mut own = None;
    for (name, over) in environments(section)? {
        let found = one(&shared.overlaid(over), name, over)?;
        if name.to_lowercase() == environment.to_lowercase() {
            own = Some(found);
        }
    }
    own.map_or_else(|| one(&shared, environment, section), Ok)
}

/// Reads when people are reminded in one environment.
///
/// # Errors
/// As [`read`].
pub fn reminders(section: &Node, environment: &str) -> Result<Reminders, Wrong> {
    let shared = section.without("environments");
    let wanted = environment.to_lowercase();
    let own = environments(section)?.iter().find(|(name, _)| name.to_lowercase() == wanted);
    let node = own.map_or_else(|| shared.clone(), |(_, over)| shared.overlaid(over));
    remind::reminders(&node)
}

fn environments(section: &Node) -> Result<&[(String, Node)], Wrong> {
    let Some(environments) = section.member("environments") else { return Ok(&[]) };
    if !matches!(environments.value, Value::Map(_)) {
        return Err(environments
            .wrong("write one member for each environment, such as `environments: { production: { … } }`"));
    }
    let members = environments.members();
    if members.len() > MOST {
        return Err(environments.wrong(format!("has more than {MOST} environments")));
    }
    for (at, (name, over)) in members.iter().enumerate() {
        if !matches!(over.value, Value::Map(_)) {
            return Err(over.wrong("write what holds for this environment alone, such as `{ expires: 2d }`"));
        }
        if members.iter().take(at).any(|(earlier, _)| earlier.to_lowercase() == name.to_lowercase()) {
            return Err(
                over.wrong("is an environment that stands here before: GitHub takes both names for one")
            );
        }
    }
    Ok(members)
}

/// What holds for one environment; `place` is where to point at if no member can be named.
fn one(node: &Node, environment: &str, place: &Node) -> Result<Resolved, Wrong> {
    let draft = settings::read::<Section>(node)?.draft(environment);
    resolve::resolve(&draft).map_err(|problems| match problems.into_iter().next() {
        Some(problem) => {
            let at = node.members().iter().find(|(name, _)| stands_in(&problem.member, name));
            let at = at.map_or(place, |(_, node)| node);
            at.wrong(format!("{} {}", problem.member, problem.message))
        }
        None => place.wrong("is no policy"),
    })
}

/// Whether a problem's member (`seats.qa.after`, `freezes[0].until`) stands in the member of this name.
fn stands_in(member: &str, name: &str) -> bool {
    member.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with(['.', '[']))
}

#[cfg(test)]
mod tests;
