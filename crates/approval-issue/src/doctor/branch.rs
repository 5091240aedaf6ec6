//! What guards the default branch, where workflows and policy lie, and the branches that hold a ledger.

use super::facts::{Asked, Branch, Guard, Seen};
use super::{Check, Finding, Problem, Status, broken, named, refused, unknown, weak};

const REVIEW: Check = Check::new(
    "default-branch-review",
    "a change of the default branch needs a review",
    "The workflows that decide and the policy are read from there: whoever changes them alone decides alone.",
);
const HISTORY: Check = Check::new(
    "default-branch-history",
    "nobody rewrites or deletes the default branch",
    "Who may rewrite it can take a workflow away and put it back, and nothing shows that it was gone.",
);
const EXEMPT: Check = Check::new(
    "default-branch-exempt",
    "nobody may pass the rules of the default branch by",
    "Who may pass them by changes workflows and policy alone.",
);
const LEDGER: Check = Check::new(
    "ledger-branches",
    "nobody rewrites or deletes a branch that holds the record",
    "The record proves that it was cut only to who keeps its newest head elsewhere.",
);

pub(super) fn checks(seen: &Seen) -> Vec<Finding> {
    let branch = &seen.default;
    let name = named(&branch.name);
    vec![
        REVIEW.of(
            review(branch),
            format!("A change of {name} needs a pull request that somebody else approved."),
        ),
        HISTORY.of(history(branch), format!("{name} can neither be rewritten nor deleted.")),
        exempt(branch),
        ledgers(&seen.ledgers),
    ]
}

impl Branch {
    /// What is known to guard it, and why more may.
    fn guards(&self) -> (Vec<&Guard>, Vec<&str>) {
        let (mut known, mut hidden) = (Vec::new(), Vec::new());
        match &self.rulesets {
            Asked::Told(guard) => known.push(guard),
            Asked::Refused(why) => hidden.push(why.as_str()),
        }
        match &self.older {
            Asked::Told(guard) => known.extend(guard),
            // What nothing protects has no older protection either, whoever asks.
            Asked::Refused(why) if self.protected => hidden.push(why),
            Asked::Refused(_) => {}
        }
        (known, hidden)
    }

    /// A problem if no guard that is known does this; unknown if a hidden one may.
    pub(super) fn lacks(&self, does: impl Fn(&Guard) -> bool, problem: Problem) -> Option<Problem> {
        let (known, hidden) = self.guards();
        if known.into_iter().any(does) {
            return None;
        }
        Some(hidden.first().map_or(problem, |why| refused(why)))
    }
}

/// Whether a guard asks somebody else to approve.
pub(super) fn asks_for_review(guard: &Guard) -> bool {
    guard.approvals.is_some_and(|count| count > 0)
}

const RULES: &str = "Settings, Rules, Rulesets";

fn review(branch: &Branch) -> Vec<Problem> {
    let name = named(&branch.name);
    let next = format!("Require a pull request with one approval at least for {name}: {RULES}.");
    let found = match branch.guards().0.iter().any(|guard| guard.approvals.is_some()) {
        true => format!("A change of {name} needs a pull request, and nobody has to approve it."),
        false => format!("Whoever may write pushes to {name} without a pull request."),
    };
    if let Some(problem) = branch.lacks(asks_for_review, broken(found, next)) {
        return vec![problem];
    }
    let found = "What is pushed after an approval needs no other one.";
    let next = format!(
        "Dismiss stale approvals when commits are pushed, or require approval of the last push: {RULES}."
    );
    branch.lacks(|guard| guard.renewed, weak(found, next)).into_iter().collect()
}

fn history(branch: &Branch) -> Vec<Problem> {
    let name = named(&branch.name);
    let rewritten = weak(
        format!("The history of {name} can be rewritten."),
        format!("Block force pushes to {name}: {RULES}."),
    );
    let deleted = weak(format!("{name} can be deleted."), format!("Restrict deletions of {name}: {RULES}."));
    let rewritten = branch.lacks(|guard| guard.keeps_history, rewritten);
    rewritten.into_iter().chain(branch.lacks(|guard| guard.keeps_branch, deleted)).collect()
}

/// Whom a guard lets pass only matters if no other guard asks for the review.
fn exempt(branch: &Branch) -> Finding {
    let (known, _) = branch.guards();
    let asking: Vec<&Guard> = known.into_iter().filter(|guard| asks_for_review(guard)).collect();
    let problems: Vec<Problem> = asking.iter().filter_map(|guard| of_guard(guard)).collect();
    if asking.is_empty() {
        let found = "Nothing that is seen asks for a review, so that nobody needs an exemption.";
        return EXEMPT.informative().one(weak(found, "See to the review first."));
    }
    if problems.len() < asking.len() {
        return EXEMPT.sound("Nobody is exempt from the review.");
    }
    let hidden = problems.iter().all(|problem| problem.status == Status::Unknown);
    let finding = EXEMPT.of(problems, String::new());
    // Only a token that could change the rules is told: asking for one would weaken more than it shows.
    Finding { informative: hidden, ..finding }
}

fn of_guard(guard: &Guard) -> Option<Problem> {
    let next = format!("Take the bypass list away, or let it name nobody who could approve: {RULES}.");
    match &guard.exempt {
        Asked::Told(0) if guard.for_administrators => None,
        Asked::Told(0) => Some(weak(
            "The review is not asked of administrators.",
            "Let the protection hold for administrators too.",
        )),
        Asked::Told(count) => {
            let who = runner::text::count(*count, "entry of a bypass list", "entries of bypass lists");
            Some(weak(format!("{who} may pass the review by."), next))
        }
        Asked::Refused(why) => Some(unknown(
            format!("Who may pass the review by is not shown to this token: {why}."),
            "Look it up in Settings, Rules.",
        )),
    }
}

fn ledgers(ledgers: &Asked<Vec<Branch>>) -> Finding {
    match ledgers {
        Asked::Refused(why) => LEDGER.one(refused(why)),
        Asked::Told(branches) if branches.is_empty() => {
            let found = "No branch of this repository holds a record.";
            LEDGER.informative().one(weak(found, "A bucket or another repository may hold it."))
        }
        Asked::Told(branches) => {
            let names: Vec<String> = branches.iter().map(|branch| named(&branch.name)).collect();
            let sound = format!("{} can neither be rewritten nor deleted.", names.join(" and "));
            LEDGER.of(branches.iter().flat_map(history).collect(), sound)
        }
    }
}

#[cfg(test)]
mod tests;
