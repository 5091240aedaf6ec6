//! `nothing-lost`: every result that was read is in the merged log or equal to one that is, and every result of the log is a finding, or
//! is joined with one, or is no failure.

use verdict::{Rule, RuleStatus};

use super::rule;
use crate::facts::{Conserved, Facts};
use crate::reason::Reason;

pub(super) fn rules(facts: &Facts) -> Vec<Rule> {
    if facts.merged.is_none() {
        return Vec::new();
    }
    let title = "no result is lost";
    let whole = |it: &Conserved| {
        it.read == it.written + it.equal && it.written == it.findings + it.joined + it.no_failure
    };
    let sum = |part: fn(&Conserved) -> u64| facts.ledger.values().map(part).sum::<u64>();
    let (read, findings) = (sum(|it| it.read), sum(|it| it.findings));
    let of_runs: u64 = facts.runs().map(|run| run.results).sum();
    let listed = facts.findings.len() as u64;
    let wrong = facts.ledger.iter().find(|(_, it)| !whole(it)).map(|(tool, _)| tool.as_str());
    let (status, reason, message) = match wrong {
        None if of_runs == read && listed == findings => {
            let message = format!(
                "{read} results read = {} findings + {} equal + {} of the same fault + {} no failure",
                findings,
                sum(|it| it.equal),
                sum(|it| it.joined),
                sum(|it| it.no_failure)
            );
            (RuleStatus::Pass, Reason::NothingLost, message)
        }
        wrong => {
            let message = format!(
                "the results of {} do not add up: this is a fault of the tool, please report it",
                wrong.unwrap_or("the reports")
            );
            (RuleStatus::Error, Reason::ResultsLost, message)
        }
    };
    let mut rule = rule("nothing-lost", title, status, reason, message);
    rule.observed = [
        ("read", read),
        ("findings", findings),
        ("equal", sum(|it| it.equal)),
        ("joined", sum(|it| it.joined)),
        ("no_failure", sum(|it| it.no_failure)),
    ]
    .map(|(name, number)| (name.to_owned(), number))
    .into();
    vec![rule]
}
