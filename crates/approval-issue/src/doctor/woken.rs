//! The workflows that comments and the clock start: whether they are there, and what they could be made to do.

use super::called::{Book, Placed};
use super::facts::Seen;
use super::workflow::{Event, Permission, Step, Workflow};
use super::{Check, Finding, Problem, broken, named, refused, unknown, weak};

const DECIDE: Check = Check::new(
    "workflow-decide",
    "comments start the workflow that decides",
    "GitHub starts a workflow by `issue_comment` from the default branch alone: elsewhere it hears no approval and no denial.",
);
const SWEEP: Check = Check::new(
    "workflow-sweep",
    "a schedule looks after open requests",
    "Without it nothing ends, nobody is reminded, and a run that had not ended when it was approved is not resumed.",
);
const ISOLATION: Check = Check::new(
    "workflow-isolation",
    "what comments start holds nothing that a stranger could use",
    "Anybody who may comment starts it, with a token that writes and with the secrets of the default branch.",
);

/// What may be written by the job that decides: the issue, the run that it resumes, and the record.
const WRITES: [&str; 5] = ["issues", "actions", "contents", "id-token", "attestations"];

/// A job that an event starts, and what it stands for.
struct Woken<'a> {
    event: &'a Event,
    job: Placed<'a>,
    inside: Placed<'a>,
}

pub(super) fn checks(seen: &Seen) -> Vec<Finding> {
    let book = match Book::of(seen) {
        Ok(book) => book,
        Err(why) => return [DECIDE, SWEEP, ISOLATION].iter().map(|check| check.one(refused(why))).collect(),
    };
    let deciding = with_mode(book, "issue_comment", "decide");
    let next = "Add a workflow on `issue_comment` (created, edited, deleted) with `mode: decide` to the default branch.";
    let lacks = broken("No workflow of the default branch decides on comments.", next);
    let decide = match deciding.is_empty() {
        true => vec![hidden(book, "issue_comment", next).unwrap_or(lacks)],
        false => heard(&deciding),
    };
    let next = "Add a workflow on `schedule` with `mode: sweep` to the default branch.";
    let lacks = weak("No workflow of the default branch sweeps on a schedule.", next);
    let sweep = match with_mode(book, "schedule", "sweep").is_empty() {
        true => vec![hidden(book, "schedule", next).unwrap_or(lacks)],
        false => Vec::new(),
    };
    vec![
        DECIDE.of(decide, "A workflow of the default branch decides on each comment, change and deletion."),
        SWEEP.of(sweep, "A workflow of the default branch sweeps on a schedule."),
        isolation(&deciding),
    ]
}

/// All jobs that an event starts.
fn woken<'a>(book: Book<'a>, event: &str) -> Vec<Woken<'a>> {
    let here = book.own.iter().filter_map(|workflow| Some((workflow, workflow.event(event)?)));
    let jobs = here.flat_map(|(workflow, event)| workflow.jobs.iter().map(move |job| (event, (workflow, job))));
    let all = jobs
        .flat_map(|(event, job)| book.inside(job).into_iter().map(move |inside| Woken { event, job, inside }));
    all.collect()
}

/// Those that run the tool in a mode.
fn with_mode<'a>(book: Book<'a>, event: &str, mode: &str) -> Vec<Woken<'a>> {
    let all = woken(book, event).into_iter();
    all.filter(|woken| woken.inside.1.step(&[mode]).is_some()).collect()
}

/// A workflow of this event that may do it where it cannot be seen.
fn hidden(book: Book<'_>, event: &str, next: &str) -> Option<Problem> {
    let unreadable = book.own.iter().find(|workflow| workflow.unreadable.is_some()).map(|found| &found.path);
    let opaque = woken(book, event).into_iter().find(|woken| woken.inside.1.is_opaque());
    let path = unreadable.or(opaque.map(|woken| &woken.job.0.path))?;
    Some(unknown(format!("{} may do it inside of what cannot be seen from here.", named(path)), next))
}

/// Whether it hears of every comment, change and deletion.
fn heard(deciding: &[Woken<'_>]) -> Vec<Problem> {
    let hears = |kind: &str| {
        let of = |event: &Event| event.types.is_empty() || event.types.iter().any(|known| known == kind);
        deciding.iter().any(|woken| of(woken.event))
    };
    let next = "Let `issue_comment` have the types created, edited and deleted.";
    let mut problems = Vec::new();
    if !hears("created") {
        problems.push(broken("New comments start nothing.", next));
    }
    for (kind, what) in [("edited", "changed"), ("deleted", "deleted")] {
        if !hears(kind) {
            problems.push(weak(format!("Comments that are {what} start nothing."), next));
        }
    }
    problems
}

fn isolation(deciding: &[Woken<'_>]) -> Finding {
    if deciding.is_empty() {
        let found = "There is no workflow here that decides.";
        return ISOLATION.informative().one(weak(found, "See to that first."));
    }
    let problems = deciding.iter().flat_map(of_job);
    ISOLATION.of(
        problems.collect(),
        "The job that decides checks nothing out, and holds no other secrets and permissions than it needs.",
    )
}

fn of_job(woken: &Woken<'_>) -> Vec<Problem> {
    let (workflow, job) = woken.inside;
    let place = format!("{} of {}", named(&job.id), named(&workflow.path));
    let mut problems: Vec<Problem> = job.steps.iter().filter_map(|step| of_code(&place, step)).collect();
    let secrets = secrets(woken);
    if !secrets.is_empty() {
        let found = format!("Job {place} holds secrets beside the tool's own: {}.", named(&secrets.join(", ")));
        problems.push(weak(found, "Hand over `token` and `members-token` alone, to the step that decides."));
    }
    let says = |workflow: &Workflow| workflow.permissions.clone();
    let inner = job.permissions.clone().or_else(|| says(workflow));
    let outer = || woken.job.1.permissions.clone().or_else(|| says(woken.job.0));
    problems.extend(of_token(&place, inner.or_else(outer).as_ref()));
    problems
}

/// The secrets that the job could use, without the tool's own. A caller hands a reusable workflow those that it names, and all by `inherit`.
fn secrets<'a>(woken: &Woken<'a>) -> Vec<&'a str> {
    let (workflow, job) = woken.inside;
    let is_called = woken.job.1 != job;
    let handed = woken.job.1.secrets.iter().filter(|secret| is_called && secret.as_str() == "inherit");
    let of_steps = job.steps.iter().filter(|step| !makes_tokens(step)).flat_map(|step| &step.secrets);
    let mut found: Vec<&str> = Vec::new();
    for secret in workflow.secrets.iter().chain(&job.secrets).chain(of_steps).chain(handed) {
        if !found.contains(&secret.as_str()) {
            found.push(secret);
        }
    }
    found
}

/// An action that makes the token of an App out of its key.
fn makes_tokens(step: &Step) -> bool {
    step.is_githubs(&["create-github-app-token"])
}

fn of_code(place: &str, step: &Step) -> Option<Problem> {
    if step.runs_words {
        let found =
            format!("Job {place} puts words of a comment into a script: whoever comments runs commands there.");
        return Some(broken(found, "Hand them over by `env`, or leave them to the tool."));
    }
    if step.is_githubs(&["checkout"]) {
        let what = match &step.at {
            Some(at) => format!("code at {}", named(at)),
            None => "code".to_owned(),
        };
        let found = format!("Job {place} checks {what} out, which deciding does not need.");
        return Some(weak(found, "Take the checkout away."));
    }
    let local = step.uses.as_deref().is_some_and(|uses| uses.starts_with("./"));
    local.then(|| {
        weak(
            format!("Job {place} runs an action from a checkout."),
            "Name the action by its repository and commit.",
        )
    })
}

fn of_token(place: &str, permissions: Option<&Vec<Permission>>) -> Option<Problem> {
    let next = "Write `permissions:` with `issues: write`, `actions: write` and what is read.";
    let Some(permissions) = permissions else {
        return Some(weak(format!("Job {place} does not say what its token may."), next));
    };
    let may =
        |permission: &&Permission| permission.level == "write" && !WRITES.contains(&permission.key.as_str());
    let more: Vec<&str> = permissions.iter().filter(may).map(|permission| permission.key.as_str()).collect();
    (!more.is_empty()).then(|| {
        weak(
            format!("The token of job {place} may write more than it needs: {}.", named(&more.join(", "))),
            next,
        )
    })
}

#[cfg(test)]
mod tests;
