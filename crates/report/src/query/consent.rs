//! Approvals: whether they held, whose they are, and what they are bound to.

use std::collections::BTreeSet;

use history::consent::Given;
use history::deployed::{Deployed, Event};
use ledger::name::Pseudonym;
use ledger::predicate::{ApprovalUse, Decision, DeploymentEvent, Meaning, Method};

use super::{Answer, Exception, Facts, ids};

const DEPLOYMENTS: &str = "deployments that began";

/// The first event by which something was done.
fn beginning(one: &Deployed) -> Option<&Event> {
    one.events.iter().find(|event| event.record.event != DeploymentEvent::Requested)
}

/// Why an approval that a deployment names did not hold when it began; nothing where it did.
fn lacks(facts: &Facts<'_>, one: &Deployed, used: &ApprovalUse) -> Option<String> {
    let named = format!("entry {}", used.leaf.index);
    let Some(given) = facts.history.given(used.leaf) else { return Some(format!("{named} is no approval")) };
    let began = beginning(one)?;
    let since = one.started_at().unwrap_or(began.at.time);
    let record = &given.record;
    if record.decision != Decision::Approve {
        return Some(format!("{named} is no yes"));
    }
    if record.meaning == Meaning::Authored {
        return Some(format!("{named} is the signature of an author"));
    }
    if given.at.order > began.at.order {
        return Some(format!("{named} came after the deployment began"));
    }
    if given.revoked.as_ref().is_some_and(|revoked| revoked.order < began.at.order) {
        return Some(format!("{named} had been taken back"));
    }
    if record.expires_at <= since {
        return Some(format!("{named} had expired at {}", record.expires_at));
    }
    if record.deployment_id.as_ref().is_some_and(|id| *id != one.id) {
        return Some(format!("{named} is for another deployment"));
    }
    unbound(one, used, given).map(|why| format!("{named} {why}"))
}

/// Why an approval is not of what it is used for.
fn unbound(one: &Deployed, used: &ApprovalUse, given: &Given) -> Option<&'static str> {
    if given.record.environment != one.environment.name {
        return Some("is for another environment");
    }
    if !one.subjects.iter().any(|subject| subject.digest == used.applies_to) {
        return Some("is used for what the deployment does not bring");
    }
    let same = given.subjects.iter().any(|subject| subject.digest == used.applies_to);
    (!same).then_some("is for another artifact")
}

/// Who approved what a deployment rests on: those alone whose approvals held.
fn approvers<'f>(facts: &Facts<'f>, one: &'f Deployed) -> BTreeSet<&'f Pseudonym> {
    let held = one.approvals().into_iter().filter(|used| lacks(facts, one, used).is_none());
    held.filter_map(|used| facts.history.given(used.leaf)).map(|given| &given.record.approver).collect()
}

pub(super) fn approved(facts: &Facts<'_>) -> Answer {
    let mut exceptions = Vec::new();
    for one in facts.began() {
        if !approvers(facts, one).is_empty() {
            continue;
        }
        let approvals = one.approvals();
        let mut why = if one.first(DeploymentEvent::Adopted).is_some() {
            "it was found running".to_owned()
        } else if approvals.is_empty() {
            "it names no approval".to_owned()
        } else {
            let lacking: Vec<String> = approvals.iter().filter_map(|used| lacks(facts, one, used)).collect();
            lacking.join(", ")
        };
        if one.overridden().is_some() {
            why.push_str("; somebody overrode the rules");
        }
        exceptions.push(Exception::of(one, why));
    }
    Answer::of(DEPLOYMENTS, ids(facts.began()), exceptions)
}

pub(super) fn separate(facts: &Facts<'_>) -> Answer {
    let approved: Vec<&Deployed> = facts.began().filter(|one| !one.approvals().is_empty()).collect();
    let mut exceptions = Vec::new();
    for one in &approved {
        let given = one.approvals().into_iter().filter_map(|used| facts.history.given(used.leaf));
        let given = given.filter(|given| given.record.meaning != Meaning::Authored);
        let all: BTreeSet<&Pseudonym> = given.map(|given| &given.record.approver).collect();
        let actors: BTreeSet<&Pseudonym> =
            one.events.iter().map(|event| &event.record.actor.pseudonym).collect();
        let authors: BTreeSet<&Pseudonym> = one.authors().into_iter().collect();
        for own in all.intersection(&actors) {
            exceptions.push(Exception::of(one, format!("{own} approved and deployed it")));
        }
        for own in all.intersection(&authors) {
            exceptions.push(Exception::of(one, format!("{own} approved it and wrote changes in it")));
        }
    }
    let unknown = approved.iter().filter(|one| one.authors().is_empty()).count();
    let mut answer = Answer::of("deployments that name an approval", ids(approved.into_iter()), exceptions);
    if unknown > 0 {
        answer.not_answerable = Some(format!("{unknown} of them do not record who wrote their changes"));
    }
    answer
}

pub(super) fn two(facts: &Facts<'_>) -> Answer {
    let few = facts.began().filter_map(|one| match approvers(facts, one).len() {
        0 => Some(Exception::of(one, "nobody approved it")),
        1 => Some(Exception::of(one, "one person approved it")),
        _ => None,
    });
    Answer::of(DEPLOYMENTS, ids(facts.began()), few.collect())
}

/// The decisions that were recorded in the window, of the environment that was asked for.
fn decisions<'f>(facts: &Facts<'f>) -> Vec<&'f Given> {
    let here = |one: &&Given| {
        let then = facts.window.has(one.at.time) || facts.window.has(one.record.signed_at);
        then && facts.environment.is_none_or(|name| one.record.environment == *name)
    };
    facts.history.approvals().iter().filter(here).collect()
}

fn of_decisions(facts: &Facts<'_>, lacks: impl Fn(&Given) -> Option<String>) -> Answer {
    let all = decisions(facts);
    let exceptions = all
        .iter()
        .filter_map(|one| Some(Exception::at(one.record.approval_id.to_string(), lacks(one)?, Some(&one.at))));
    let exceptions = exceptions.collect();
    Answer::of(
        "decisions on approvals",
        all.iter().map(|one| one.record.approval_id.to_string()).collect(),
        exceptions,
    )
}

/// The format asks for a time and a meaning; the name is committed to, or nobody can ever be told who it was.
pub(super) fn signed(facts: &Facts<'_>) -> Answer {
    of_decisions(facts, |one| {
        let unnamed = one.record.name.is_none();
        unnamed.then(|| format!("the name of {} is not committed to", one.record.approver))
    })
}

pub(super) fn bound(facts: &Facts<'_>) -> Answer {
    let (mut all, mut exceptions) = (Vec::new(), Vec::new());
    for one in facts.began() {
        for used in one.approvals() {
            let what = format!("{}, approval in entry {}", one.id, used.leaf.index);
            let why = match facts.history.given(used.leaf) {
                None => Some("no approval stands there"),
                Some(given) => unbound(one, used, given),
            };
            exceptions.extend(
                why.map(|why| Exception::at(what.clone(), why, one.events.first().map(|event| &event.at))),
            );
            all.push(what);
        }
    }
    Answer::of("uses of approvals by deployments", all, exceptions)
}

/// A session of GitHub says nothing of when its owner last proved who they are.
pub(super) fn authenticated(facts: &Facts<'_>) -> Answer {
    of_decisions(facts, |one| {
        let by = &one.record.authentication;
        let signed = matches!(by.method, Method::SshSignature | Method::Webauthn);
        (by.time.is_none() && !signed).then(|| "when its signer was authenticated is not recorded".to_owned())
    })
}
