//! The deployment itself: what it is of, whether it began, whether it is alone, and whether it stands in the ledger.

use history::deployed::State;
use verdict::{Rule, RuleStatus};

use super::rule;
use crate::facts::Facts;
use crate::ground::Open;
use crate::policy::{Mode, Policy, WhileOpen};

pub(super) fn subject(facts: &Facts) -> Rule {
    let title = "it is known what is deployed";
    if facts.commit.is_empty() {
        let message = "Nothing says which commit is deployed: run this in a workflow, or give `commit`.";
        return rule("subject", title, RuleStatus::Error, "no-commit", message);
    }
    if facts.artifacts.is_empty() {
        let message = format!(
            "Commit {} is deployed; no artifact is named, so that the record binds the commit alone.",
            facts.commit
        );
        return rule("subject", title, RuleStatus::Pass, "commit-alone", message);
    }
    let many = runner::text::count(facts.artifacts.len() as u64, "artifact", "artifacts");
    let message = format!("Commit {} and {many} are deployed.", facts.commit);
    rule("subject", title, RuleStatus::Pass, "known", message)
}

/// A run that asks again asks for the same: what began in this attempt is of one commit and its artifacts, and has not ended.
pub(super) fn again(facts: &Facts) -> Option<Rule> {
    let own = facts.ground.own.as_ref().filter(|own| own.id == facts.own)?;
    let title = "what began is what is asked for";
    if own.state != State::Started {
        let message = format!(
            "Deployment {} of this attempt is {} already: another one needs an attempt of its own.",
            own.id, own.state
        );
        return Some(rule("again", title, RuleStatus::Fail, "ended", message));
    }
    if own.commit != facts.commit || own.artifacts != facts.artifacts {
        let message = format!(
            "Deployment {} of this attempt is of commit {} and its artifacts, and now it would be of something else: nothing was recorded of that. Give each part of a matrix its own `service`, and deploy another commit by another run.",
            own.id, own.commit
        );
        return Some(rule("again", title, RuleStatus::Fail, "other-subject", message));
    }
    None
}

/// An incident names a deployment that there is.
pub(super) fn cause(policy: &Policy, facts: &Facts) -> Option<Rule> {
    if policy.infer {
        return Some(inferred(facts));
    }
    let named = policy.deployment.as_ref().filter(|_| facts.ground.own.is_none())?;
    let message = format!("The ledger holds no deployment {named} of this service in this environment.");
    Some(rule("cause", "the deployment that is named is there", RuleStatus::Fail, "unknown", message))
}

/// What the rule found. That it found nothing stops nothing: an incident without a cause is one.
fn inferred(facts: &Facts) -> Rule {
    let title = "what may have caused it was looked for";
    let pass = |reason, message| rule("cause", title, RuleStatus::Pass, reason, message);
    let Some(suspect) = &facts.ground.suspect else {
        let message = "No deployment of this service succeeded here within a day before it was noticed.";
        return pass("none", message.to_owned());
    };
    let id = &suspect.which.id;
    match suspect.in_flight.as_slice() {
        [] => pass("inferred", format!("Deployment {id} succeeded last before it was noticed.")),
        others => {
            let others: Vec<String> = others.iter().map(ToString::to_string).collect();
            let message = format!(
                "Deployment {id} succeeded last before it was noticed; {} had begun and not ended, and may as well have caused it.",
                others.join(", ")
            );
            rule("cause", title, RuleStatus::Warn, "in-flight", message)
        }
    }
}

/// A way back leads to something.
pub(super) fn target(policy: &Policy, facts: &Facts) -> Option<Rule> {
    if policy.kind != ledger::predicate::DeploymentKind::Rollback {
        return None;
    }
    let title = "there is something to go back to";
    if let Some(wrong) = wrong_way(policy, facts) {
        return Some(rule("target", title, RuleStatus::Fail, "wrong-way", wrong));
    }
    Some(match (&facts.ground.target, &policy.target) {
        (Some(target), _) => {
            let message = format!("It goes back to deployment {}, commit {}.", target.id, target.commit);
            rule("target", title, RuleStatus::Pass, "found", message)
        }
        (None, Some(named)) => {
            let message = format!(
                "Deployment {named} never succeeded here, so that there is no going back to it: `deploy-record targets` lists what can be."
            );
            rule("target", title, RuleStatus::Fail, "never-live", message)
        }
        (None, None) => {
            let message = "No earlier deployment of this service succeeded in this environment.";
            rule("target", title, RuleStatus::Inconclusive, "nothing-earlier", message)
        }
    })
}

/// A way back after the fact leads from what is or would be live to something else.
fn wrong_way(policy: &Policy, facts: &Facts) -> Option<String> {
    let (own, target) = (facts.ground.own.as_ref()?, facts.ground.target.as_ref()?);
    if policy.mode != Mode::Rollback {
        return None;
    }
    if own.id == target.id {
        return Some(format!("Deployment {} is what it would go back to.", own.id));
    }
    let live = facts.ground.live.as_ref()?;
    let moved = own.state == State::Failed && live.id != target.id;
    moved.then(|| {
        format!("Deployment {} failed before, and {} is live by now: begin a way back of its own (`kind: rollback`).", own.id, live.id)
    })
}

/// Those that are in the way: not stale, not of this run, and not to be superseded.
fn in_the_way<'f>(policy: &Policy, facts: &'f Facts) -> Option<&'f Open> {
    let stop = policy.rules.open == WhileOpen::Stop;
    facts.ground.open.iter().find(|one| stop && !one.stale && !one.same_run)
}

/// Those that this deployment supersedes.
pub(crate) fn superseded<'f>(policy: &Policy, facts: &'f Facts) -> impl Iterator<Item = &'f Open> {
    let supersedes = policy.rules.open == WhileOpen::Supersede;
    facts.ground.open.iter().filter(move |one| supersedes || one.stale || one.same_run)
}

pub(super) fn alone(policy: &Policy, facts: &Facts) -> Rule {
    let title = "no other deployment is under way";
    if let Some(one) = in_the_way(policy, facts) {
        let run = one.run.as_ref().map_or_else(String::new, |run| format!(" by run {run}"));
        let message = format!(
            "Deployment {}{run} began at {} and has no end: wait for it (`concurrency` does), or record how it ended with `mode: finish` and `deployment-id: {}`.",
            one.which.id, one.began, one.which.id
        );
        return rule("alone", title, RuleStatus::Inconclusive, "open", message);
    }
    let mut gone: Vec<String> = superseded(policy, facts).map(|one| one.which.id.to_string()).collect();
    gone.extend(facts.superseded.iter().map(ToString::to_string));
    if !gone.is_empty() {
        let message = format!("This one supersedes what has no end: {}.", gone.join(", "));
        return rule("alone", title, RuleStatus::Warn, "superseded", message);
    }
    rule("alone", title, RuleStatus::Pass, "alone", "No other deployment is under way.")
}

/// What is to end has begun, and has not ended otherwise.
pub(super) fn begun(policy: &Policy, facts: &Facts) -> Rule {
    let title = "the deployment began";
    let Some(own) = &facts.ground.own else {
        if let Some(named) = &policy.deployment {
            let message =
                format!("The ledger holds no deployment {named} of this service in this environment.");
            return rule("begun", title, RuleStatus::Inconclusive, "unknown", message);
        }
        let message = "No deployment of this run has begun in the record: run `mode: start` before, with the same environment and service, or give `deployment-id`.";
        return rule("begun", title, RuleStatus::Inconclusive, "not-begun", message);
    };
    let told = policy.ended.state();
    let fits = match own.state {
        State::Started => true,
        State::RolledBack => policy.mode == Mode::Rollback,
        State::Succeeded => policy.mode == Mode::Rollback || told == State::Succeeded,
        State::Failed => policy.mode == Mode::Rollback || told == State::Failed,
        state => policy.mode == Mode::Finish && state == told,
    };
    if fits {
        let message = format!("Deployment {} began in this ledger.", own.id);
        return rule("begun", title, RuleStatus::Pass, "begun", message);
    }
    let message = format!(
        "Deployment {} is {} in the record, and now it would be {told}: nothing is changed there; record a correction if the first was wrong.",
        own.id, own.state
    );
    rule("begun", title, RuleStatus::Fail, "ended-otherwise", message)
}

pub(super) fn recorded(policy: &Policy, facts: &Facts) -> Rule {
    let title = "it stands in the ledger";
    if facts.entries.is_empty() {
        let (status, reason, message) = if super::may_record(policy, facts) {
            (RuleStatus::Inconclusive, "not-recorded", "Nothing is in the ledger yet.".to_owned())
        } else {
            (RuleStatus::NotApplicable, "stopped", "Nothing was recorded, since it may not be.".to_owned())
        };
        return rule("record", title, status, reason, message);
    }
    let entries: Vec<String> = facts.entries.iter().map(u64::to_string).collect();
    let message = match entries.as_slice() {
        [one] => format!("Entry {one} of {} holds it.", facts.ledger),
        all => format!("Entries {} of {} hold it.", all.join(", "), facts.ledger),
    };
    rule("record", title, RuleStatus::Pass, "recorded", message)
}

/// Which commits come with it is for figures: that nobody can tell stops nothing.
pub(super) fn changes(facts: &Facts) -> Option<Rule> {
    let title = "The commits that come with it are known";
    let brought = facts.brought.as_ref()?;
    let known = brought.changes.len();
    let since: String = brought.since.chars().take(12).collect();
    Some(match &brought.failed {
        Some(why) if known == 0 => {
            let message = format!("Which commits come with it since {since} is not known: {why}");
            rule("changes", title, RuleStatus::Warn, "unknown", message)
        }
        Some(why) => {
            let message = format!(
                "{known} commits come with it, and nothing is known of their pull requests, so that lead times count from the commits: {why}"
            );
            rule("changes", title, RuleStatus::Pass, "no-pull-requests", message)
        }
        None if known < brought.all => {
            let message =
                format!("{} commits come with it since {since}; the newest {known} are told.", brought.all);
            rule("changes", title, RuleStatus::Pass, "newest", message)
        }
        None => {
            let commits =
                if known == 1 { "1 commit comes".to_owned() } else { format!("{known} commits come") };
            rule("changes", title, RuleStatus::Pass, "known", format!("{commits} with it since {since}."))
        }
    })
}

/// What GitHub shows is for people: that it failed changes nothing of the record.
pub(super) fn beside(facts: &Facts) -> Option<Rule> {
    let title = "GitHub shows it";
    let first = facts.done.first()?;
    let failed = facts.done.iter().find_map(|done| Some((&done.what, done.failed.as_ref()?)));
    Some(match failed {
        Some((what, why)) => {
            let message = format!("The record stands, and GitHub does not show all of it: {what}: {why}");
            rule("github", title, RuleStatus::Warn, "not-shown", message)
        }
        None => rule("github", title, RuleStatus::Pass, "shown", format!("Done: {}.", first.what)),
    })
}
