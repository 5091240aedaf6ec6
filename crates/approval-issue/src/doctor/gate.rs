//! Whether each job that deploys to the environment asks first, and whether anything lets it go on after a refusal.

use super::called::{Book, Placed};
use super::condition::{always_looks, asks_for, goes_on};
use super::facts::Seen;
use super::workflow::{self, Job, Step, Workflow};
use super::{Check, Finding, Problem, broken, named, refused, unknown, weak};

const VERIFY: Check = Check::new(
    "workflow-verify",
    "each job that deploys verifies the approval before anything else",
    "A job that does not ask deploys what nobody approved, and a step before the question is not held back by its answer.",
);
const CONDITIONS: Check = Check::new(
    "workflow-conditions",
    "nothing goes on after a refusal",
    "`always()`, `!cancelled()`, `failure()` and `continue-on-error` let a job or step run though what it waits for failed.",
);
const PINS: Check = Check::new(
    "workflow-pins",
    "the tool is named by a commit",
    "Whoever can move a tag or branch puts another program in the tool's place, and it runs with its tokens.",
);

/// Modes that end well only after an approval of this very run's commit.
const ASKING: [&str; 2] = ["verify", "wait"];
/// Actions that bring what is verified, and nothing that runs.
const PREPARING: [&str; 2] = ["checkout", "download-artifact"];

pub(super) fn checks(seen: &Seen) -> Vec<Finding> {
    let book = match Book::of(seen) {
        Ok(book) => book,
        Err(why) => return [VERIFY, CONDITIONS, PINS].iter().map(|check| check.one(refused(why))).collect(),
    };
    let mut look = Look { book, name: &seen.name, verify: Vec::new(), conditions: Vec::new(), jobs: 0 };
    for workflow in book.all() {
        look.at(workflow);
    }
    if look.jobs == 0 && look.verify.is_empty() {
        let found =
            format!("No workflow of the default branch has a job with the environment {}.", named(&seen.name));
        look.verify
            .push(unknown(found, "Name the environment in the job that deploys, or check who deploys to it."));
    }
    let jobs = runner::text::count(look.jobs, "job that deploys verifies", "jobs that deploy verify");
    vec![
        VERIFY.of(look.verify, format!("{jobs} the approval first.")),
        CONDITIONS.of(look.conditions, "No condition of these jobs lets anything go on."),
        PINS.of(
            book.all().flat_map(|workflow| pins(book, workflow)).collect(),
            "Each step that runs the tool names a commit.",
        ),
    ]
}

struct Look<'a> {
    book: Book<'a>,
    name: &'a str,
    verify: Vec<Problem>,
    conditions: Vec<Problem>,
    jobs: u64,
}

/// A job in words.
fn place(workflow: &Workflow, job: &Job) -> String {
    format!("{} of {}", named(&job.id), named(&workflow.path))
}

impl<'a> Look<'a> {
    fn at(&mut self, workflow: &'a Workflow) {
        if let Some(why) = workflow.unreadable.as_ref().filter(|_| !workflow.is_foreign()) {
            let found = format!("{} cannot be read here: {why}.", named(&workflow.path));
            self.verify.push(unknown(found, "Write it without what is not read, or look at it yourself."));
        }
        for job in &workflow.jobs {
            let Some(environment) = &job.environment else { continue };
            let is_expression = environment.contains("${{");
            if is_expression || environment.to_lowercase() == self.name.to_lowercase() {
                self.jobs = self.jobs.saturating_add(1);
                self.of_job(workflow, job, is_expression);
            }
        }
    }

    fn of_job(&mut self, workflow: &'a Workflow, job: &'a Job, is_expression: bool) {
        if let Some((at, step)) = job.step(&ASKING) {
            self.in_the_job(workflow, job, at, step);
            return;
        }
        if self.in_front(workflow, job) {
            return;
        }
        let place = place(workflow, job);
        let next = "Make `mode: verify` its first step after the checkout.";
        let called =
            !workflow.events.is_empty() && workflow.events.iter().all(|event| event.name == "workflow_call");
        let callers = self.book.callers(workflow);
        let before = workflow.before(job).into_iter().chain([job]);
        let opaque = before.flat_map(|job| self.book.inside((workflow, job))).any(|(_, job)| job.is_opaque());
        if is_expression {
            let found = format!("Job {place} names an environment that only a run knows, and does not verify.");
            self.verify.push(unknown(found, next));
        } else if opaque {
            self.verify.push(unknown(
                format!("Job {place} may verify inside of what cannot be seen from here."),
                next,
            ));
        } else if called && callers.is_empty() {
            let found =
                format!("Job {place} does not verify; whether who calls it does cannot be told from here.");
            self.verify.push(unknown(found, next));
        } else if !called || callers.into_iter().any(|(workflow, job)| !self.in_front(workflow, job)) {
            self.verify.push(broken(format!("Job {place} deploys and does not verify."), next));
        }
    }

    /// The step that asks in what a job stands for.
    fn asking(&self, placed: Placed<'a>) -> Option<&'a Step> {
        self.book.inside(placed).into_iter().find_map(|(_, job)| job.step(&ASKING).map(|(_, step)| step))
    }

    /// The job asks itself.
    fn in_the_job(&mut self, workflow: &Workflow, job: &Job, at: usize, step: &Step) {
        let place = place(workflow, job);
        self.of_step(&place, job, step);
        let early = job.steps.iter().take(at).any(|step| !step.is_githubs(&PREPARING));
        if early {
            let found = format!("Job {place} does something before it verifies.");
            self.verify.push(weak(found, "Verify first; only a checkout and a download may come before."));
        }
        let later = job.steps.iter().skip(at.saturating_add(1));
        let late = later.filter_map(|step| step.condition.as_deref()).any(goes_on);
        if late {
            let found = format!("Job {place} has a step that runs though the verification failed.");
            let next = "Take the function of status out of its condition, or move the step into a job of its own without the environment.";
            self.conditions.push(weak(found, next));
        }
    }

    /// Whether another job asks, which this one needs; and what of that goes on without an answer.
    fn in_front(&mut self, workflow: &'a Workflow, job: &'a Job) -> bool {
        let before = workflow.before(job);
        let verifying: Vec<(&Job, &Step)> =
            before.iter().filter_map(|job| Some((*job, self.asking((workflow, job))?))).collect();
        if verifying.is_empty() {
            return false;
        }
        let here = place(workflow, job);
        let found =
            format!("Job {here} lets another job verify: whoever runs it again alone is not asked again.");
        self.verify.push(weak(found, "Make `mode: verify` a step of the job that deploys."));
        let asks = |condition: &str| verifying.iter().any(|(job, _)| asks_for(condition, &job.id));
        if let Some(condition) =
            job.condition.as_deref().filter(|condition| goes_on(condition) && !asks(condition))
        {
            let found = format!(
                "Job {here} has the condition {} and runs though the verification failed.",
                named(condition)
            );
            let of = |job: &Job| format!("`needs.{}.result == 'success'`", job.id);
            let ids: Vec<String> = verifying.iter().map(|(job, _)| of(job)).collect();
            self.conditions.push(broken(found, format!("Add `&&` and {} to it.", ids.join(" or "))));
        }
        for (verifier, step) in &verifying {
            let place = place(workflow, verifier);
            self.of_step(&place, job, step);
            self.conditions.extend(continuing(verifier.continues.as_deref(), &format!("Job {place}")));
        }
        let between =
            before.iter().filter(|other| verifying.iter().all(|(verifier, _)| verifier.id != other.id));
        for other in between.filter(|other| other.condition.as_deref().is_some_and(goes_on)) {
            let found = format!("Job {} runs though the verification failed.", place(workflow, other));
            self.conditions.push(weak(found, "Take the function of status out of its condition."));
        }
        true
    }

    /// The step that asks.
    fn of_step(&mut self, place: &str, job: &Job, step: &Step) {
        self.conditions
            .extend(continuing(step.continues.as_deref(), &format!("The step that verifies in {place}")));
        if let Some(condition) = step.condition.as_deref().filter(|condition| !always_looks(condition)) {
            let found =
                format!("The step that verifies in {place} is left out unless {} holds.", named(condition));
            self.conditions.push(unknown(found, "Take its condition away."));
        }
        let same = |one: &String, other: &String| one.to_lowercase() == other.to_lowercase();
        let other =
            step.environment.as_ref().zip(job.environment.as_ref()).filter(|(one, other)| !same(one, other));
        match other {
            Some((one, wanted)) if one.contains("${{") || wanted.contains("${{") => {
                let found = format!(
                    "Whether {place} verifies for the environment that is deployed to only a run knows."
                );
                self.verify.push(unknown(found, "Write the same text in both places."));
            }
            Some((one, wanted)) => {
                let found = format!("{place} verifies for {} and deploys to {}.", named(one), named(wanted));
                self.verify.push(broken(found, "Name the same environment in both places."));
            }
            None => {}
        }
    }
}

/// What `continue-on-error` does to what asks.
fn continuing(said: Option<&str>, who: &str) -> Option<Problem> {
    let next = "Take `continue-on-error` away.";
    match said? {
        "true" => Some(broken(format!("{who} has `continue-on-error`: its refusal stops nothing."), next)),
        other => {
            Some(unknown(format!("{who} has `continue-on-error: {}`.", runner::text::one_line(other)), next))
        }
    }
}

fn pins<'a>(book: Book<'a>, workflow: &'a Workflow) -> Vec<Problem> {
    let moving = |job: &&'a Job| {
        let called = job.uses.as_deref().is_some_and(workflow::moves);
        let callee = book.callee((workflow, job)).filter(|_| called);
        job.steps.iter().any(|step| step.is_the_tool() && step.moves())
            || callee.is_some_and(Workflow::runs_the_tool)
    };
    let of = |job: &Job| {
        let found = format!("Job {} runs the tool by a name that can be moved.", place(workflow, job));
        weak(found, "Write the commit's SHA behind the `@`.")
    };
    workflow.jobs.iter().filter(moving).map(of).collect()
}

#[cfg(test)]
mod tests;
