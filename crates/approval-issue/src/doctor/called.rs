//! What a job stands for: its own steps, or the jobs of the reusable workflow that it calls ("Reuse workflows").

use super::facts::{Asked, Seen};
use super::workflow::{Job, Workflow};

/// Calls within calls that are followed; GitHub allows ten.
const DEEPEST: u8 = 10;

/// The workflows that can be read, and who calls whom.
#[derive(Clone, Copy)]
pub(super) struct Book<'a> {
    /// Those of the default branch.
    pub(super) own: &'a [Workflow],
    /// Those of other repositories.
    foreign: &'a [Workflow],
}

/// A job with the workflow that it stands in.
pub(super) type Placed<'a> = (&'a Workflow, &'a Job);

impl<'a> Book<'a> {
    /// The workflows, or why the token may not see them.
    pub(super) fn of(seen: &'a Seen) -> Result<Self, &'a str> {
        match &seen.workflows {
            Asked::Told(own) => Ok(Self { own, foreign: &seen.called }),
            Asked::Refused(why) => Err(why),
        }
    }

    /// Every workflow that is known.
    pub(super) fn all(self) -> impl Iterator<Item = &'a Workflow> {
        self.own.iter().chain(self.foreign)
    }

    /// What a job calls. An address within another repository is none of this one.
    pub(super) fn callee(self, (workflow, job): Placed<'a>) -> Option<&'a Workflow> {
        let uses = job.uses.as_deref()?;
        let found = match uses.strip_prefix("./") {
            Some(path) if !workflow.is_foreign() => self.own.iter().find(|known| known.path == path),
            Some(_) => None,
            None => self.foreign.iter().find(|known| known.path == uses),
        };
        found.filter(|found| found.unreadable.is_none())
    }

    /// The jobs with steps that a job stands for. One that calls what cannot be read stands for itself.
    pub(super) fn inside(self, placed: Placed<'a>) -> Vec<Placed<'a>> {
        self.within(placed, DEEPEST)
    }

    fn within(self, placed: Placed<'a>, left: u8) -> Vec<Placed<'a>> {
        match (self.callee(placed), left.checked_sub(1)) {
            (Some(callee), Some(left)) => {
                callee.jobs.iter().flat_map(|job| self.within((callee, job), left)).collect()
            }
            _ => vec![placed],
        }
    }

    /// The jobs of this repository that call a workflow of it.
    pub(super) fn callers(self, workflow: &Workflow) -> Vec<Placed<'a>> {
        let calls = |job: &&Job| {
            job.uses.as_deref().and_then(|uses| uses.strip_prefix("./")) == Some(workflow.path.as_str())
        };
        let all =
            self.own.iter().flat_map(|known| known.jobs.iter().filter(calls).map(move |job| (known, job)));
        all.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::workflow::read;
    use super::*;

    #[test]
    fn a_call_is_followed_within_its_own_repository() {
        let own = [
            read(
                "a.yml",
                b"on: push\njobs: {a: {uses: ./b.yml}, x: {uses: o/r/c.yml@v1}, y: {uses: ./gone.yml}}",
            ),
            read("b.yml", b"on: workflow_call\njobs: {b: {uses: ./d.yml}}"),
            read("d.yml", b"on: workflow_call\njobs: {d: {steps: [{run: x}]}}"),
        ];
        let foreign = [read("o/r/c.yml@v1", b"on: workflow_call\njobs: {c: {uses: ./d.yml}}")];
        let book = Book { own: &own, foreign: &foreign };
        let of = |id: &str| {
            let inside = book.inside((&own[0], own[0].job(id).unwrap()));
            inside.iter().map(|(workflow, job)| format!("{} {}", workflow.path, job.id)).collect::<Vec<_>>()
        };
        assert_eq!(of("a"), ["d.yml d"]);
        assert_eq!(of("x"), ["o/r/c.yml@v1 c"], "its ./d.yml lies elsewhere");
        assert_eq!(of("y"), ["a.yml y"]);
        assert_eq!(book.callers(&own[2]).len(), 1);
    }

    #[test]
    fn a_circle_of_calls_ends() {
        let own = [read("a.yml", b"on: push\njobs: {a: {uses: ./a.yml}}")];
        let book = Book { own: &own, foreign: &[] };
        assert_eq!(book.inside((&own[0], &own[0].jobs[0])).len(), 1);
    }
}
