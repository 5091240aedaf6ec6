//! From facts to rules. Only a request that is approved passes.

use approval::code::Code;
use approval::evaluation::{Evaluation, Outcome};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use verdict::{Draft, Rule, RuleStatus, Time};

use crate::doctor;
use crate::facts::{Case, Done, Facts, Fared, Kept};
use crate::plan::Effect;
use crate::policy::Mode;
use crate::present::{headline, status_of};

/// What a verdict keeps of a request, for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The issue's number.
    pub issue: u64,
    /// Its page.
    pub url: String,
    /// The request's digest, in hex.
    pub digest: String,
    /// Its code.
    pub code: String,
    /// The moment of the evaluation.
    pub now: Time,
    /// The policy, in which names are numbers.
    pub policy: approval::policy::Policy,
    /// What was found.
    pub evaluation: Evaluation,
    /// How accounts are called.
    pub names: BTreeMap<u64, String>,
}

/// What a verdict keeps.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// The server and the repository, for links.
    pub place: (String, String),
    /// The requests.
    pub requests: Vec<Told>,
    /// Who could approve.
    pub population: Vec<String>,
    /// What was done, in words.
    pub done: Vec<String>,
    /// The issue that was opened, before it could be read.
    pub opened: Option<u64>,
    /// Digest and code of what was asked for, before it could be read.
    pub asked: Option<(String, String)>,
    /// Where the record of the request is kept.
    pub record_path: Option<String>,
    /// What the checks found.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub doctor: Vec<doctor::Finding>,
}

/// Decides.
#[must_use]
pub fn decide(facts: &Facts) -> Draft {
    if let Some(seen) = &facts.doctor {
        return examined(facts, seen);
    }
    let mut rules = match facts.mode {
        Mode::Sweep => vec![swept(facts)],
        Mode::Simulate => vec![simulated(facts)],
        _ => vec![decided(facts)],
    };
    rules.extend(effects(facts));
    // Of a simulation nothing is recorded, and what an earlier request holds is not its own.
    rules.extend((facts.mode != Mode::Simulate).then(|| record(facts)));
    let summary = rules.first().map(|rule| rule.message.clone()).unwrap_or_default();
    let details = json!({ "approval": details(facts) });
    let details = if let Value::Object(members) = details { members } else { Map::new() };
    Draft { rules, summary, inputs: Vec::new(), not_covered: Vec::new(), details }
}

/// One rule a check. What the token may not see is inconclusive.
fn examined(facts: &Facts, seen: &doctor::facts::Seen) -> Draft {
    let findings = doctor::examine(seen);
    let rules: Vec<Rule> = findings.iter().map(doctor::Finding::rule).collect();
    let summary = doctor::summary(&findings, &seen.name);
    let details = json!({ "approval": Details { doctor: findings, ..details(facts) } });
    let details = if let Value::Object(members) = details { members } else { Map::new() };
    Draft { rules, summary, inputs: Vec::new(), not_covered: Vec::new(), details }
}

/// The word of an outcome, in outputs and reasons.
#[must_use]
pub const fn word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Approved => "approved",
        Outcome::Overridden => "overridden",
        Outcome::Rollback => "rollback",
        Outcome::Denied => "denied",
        Outcome::Pending => "pending",
        Outcome::Held => "held",
        Outcome::Expired => "expired",
        Outcome::Superseded => "superseded",
        Outcome::Withdrawn => "withdrawn",
        Outcome::Invalid => "invalid",
        Outcome::Consumed => "consumed",
    }
}

fn decided(facts: &Facts) -> Rule {
    let rule = |status: RuleStatus, reason: &str, message: String| {
        Rule::new("approval", "the deployment is approved", status, reason, message)
    };
    match (facts.cases.first(), &facts.absent, &facts.fresh) {
        (Some(case), ..) => {
            let outcome = case.evaluation().outcome;
            let message = format!("{} See issue {}.", headline(outcome), case.issue);
            rule(status_of(outcome).into(), word(outcome), message)
        }
        (None, Some(absent), _) => rule(RuleStatus::Inconclusive, &absent.reason, absent.message.clone()),
        (None, None, Some(_)) => {
            let message = "It was asked for, and nobody has answered yet.".to_owned();
            rule(RuleStatus::Inconclusive, word(Outcome::Pending), message)
        }
        (None, None, None) => {
            rule(RuleStatus::Inconclusive, "not-asked", "There is no request: run `mode: request`.".to_owned())
        }
    }
}

/// A sweep approves nothing: it says whether its own work was done.
fn swept(facts: &Facts) -> Rule {
    if let Some((issue, why)) = facts.failed.first() {
        let count = u64::try_from(facts.failed.len()).unwrap_or(u64::MAX);
        let count = runner::text::count(count, "open request was", "open requests were");
        let message = format!("{count} not looked after; the first is that of issue {issue}: {why}");
        return Rule::new(
            "sweep",
            "open requests are looked after",
            RuleStatus::Error,
            "not-looked-after",
            message,
        );
    }
    let count = u64::try_from(facts.cases.len()).unwrap_or(u64::MAX).saturating_add(facts.quiet);
    let message =
        format!("{} looked after.", runner::text::count(count, "open request was", "open requests were"));
    Rule::new("sweep", "open requests are looked after", RuleStatus::Pass, "swept", message)
}

/// A simulation never passes, since nobody was asked; nor does it stop anything where somebody could approve.
fn simulated(facts: &Facts) -> Rule {
    let (status, reason) = match facts.impossible {
        true => (RuleStatus::Fail, "impossible"),
        false => (RuleStatus::Skipped, "simulated"),
    };
    Rule::new("approval", "the deployment is approved", status, reason, facts.population.join(" "))
}

/// What had to be done and was not is an error, whatever was decided.
fn effects(facts: &Facts) -> Option<Rule> {
    let failed: Vec<&Done> = facts
        .done
        .iter()
        .filter(|done| done.result == Fared::Failed && !done.effect.is_best_effort())
        .collect();
    let first = failed.first()?;
    let message = format!("{}: {}; run this again", say(&first.effect), first.told);
    Some(Rule::new("effects", "what follows is done", RuleStatus::Error, "not-done", message))
}

fn record(facts: &Facts) -> Rule {
    let title = "the request is recorded";
    let kept: Vec<&Kept> = facts.cases.iter().filter_map(|case| case.kept.as_ref()).collect();
    if let Some(first) = kept.first() {
        let entries: usize = kept.iter().map(|kept| kept.entries.len()).sum();
        let entries = u64::try_from(entries).unwrap_or(u64::MAX);
        let entries = runner::text::count(entries, "entry", "entries");
        let begun = if kept.iter().any(|kept| kept.entries.first() == Some(&0)) {
            " The ledger begins with it: what was asked for before is not known."
        } else {
            ""
        };
        let used = if kept.iter().any(|kept| kept.used) { " This run uses the approval." } else { "" };
        let message = format!("The ledger {} holds {entries} of it.{begun}{used}", first.ledger);
        return Rule::new("record", title, RuleStatus::Pass, "kept", message);
    }
    let message = "Nothing is kept beyond GitHub: whoever may write there can delete what was said, and that this approval was \
                   used before is not known.";
    Rule::new("record", title, RuleStatus::NotApplicable, "not-kept", message)
}

/// An effect in words.
fn say(effect: &Effect) -> String {
    match effect {
        Effect::OpenIssue { .. } => "open the issue".to_owned(),
        Effect::Supersede { issue, .. } => format!("end the earlier request in issue {issue}"),
        Effect::Assign { .. } => "assign the issue".to_owned(),
        Effect::Label { .. } => "label the issue".to_owned(),
        Effect::NoteRun { issue, run } => format!("note run {run} in issue {issue}"),
        Effect::StatusComment { issue, .. } => format!("write the status in issue {issue}"),
        Effect::Rerun { run } => format!("run the failed jobs of run {run} again"),
        Effect::Remind { issue, .. } => format!("remind people in issue {issue}"),
        Effect::LastWord { issue, .. } => format!("say the last word in issue {issue}"),
        Effect::Close { issue, .. } => format!("close issue {issue}"),
        Effect::Lock { issue } => format!("lock issue {issue}"),
    }
}

fn details(facts: &Facts) -> Details {
    let done = |done: &Done| match done.result {
        Fared::Worked => format!("done: {}", say(&done.effect)),
        Fared::Later => format!("later: {}: {}", say(&done.effect), done.told),
        Fared::Failed => format!("not done: {}: {}", say(&done.effect), done.told),
    };
    let opened = facts.done.iter().find(|done| matches!(done.effect, Effect::OpenIssue { .. }));
    let code = |digest: &str| Code::of(digest).map(|code| code.to_string()).unwrap_or_default();
    Details {
        place: facts.place.clone(),
        requests: facts.cases.iter().map(told).collect(),
        population: facts.population.clone(),
        done: facts.done.iter().map(done).collect(),
        opened: opened.and_then(|done| done.told.parse().ok()),
        record_path: facts.record_path.clone(),
        asked: facts.fresh.as_ref().map(|fresh| (fresh.digest.clone(), code(&fresh.digest))),
        doctor: Vec::new(),
    }
}

fn told(case: &Case) -> Told {
    let ground = &case.ground;
    let mut names = BTreeMap::new();
    let authors = ground.comments.iter().filter_map(|comment| comment.author.as_ref());
    for account in authors {
        names.extend(account.id.map(|id| (id.0, account.login.clone())));
    }
    names.extend(ground.tied.iter().map(|tied| (tied.id.0, tied.login.clone())));
    names.extend(ground.people.iter().map(|person| (person.id.0, person.login.clone())));
    Told {
        issue: case.issue,
        url: case.url.clone(),
        digest: case.digest.clone(),
        code: Code::of(&case.digest).map(|code| code.to_string()).unwrap_or_default(),
        now: ground.now,
        policy: case.policy.clone(),
        evaluation: case.evaluation(),
        names,
    }
}
