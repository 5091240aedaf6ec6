//! Numbers, times and names in words, the same in every form of the report.

use ::report::Standing;
use ::report::row::Row;
use ledger::moment::Moment;
use ledger::predicate::Decision;
use metrics::figures::Share;
use metrics::spread::Spread;

pub(in crate::commands::top::report) use crate::commands::top::metrics::length;

/// A share, or why there is none.
pub(in crate::commands::top::report) fn share(of: Option<Share>, reason: Option<&str>) -> String {
    let none = || format!("none: {}", reason.unwrap_or("there is nothing to measure"));
    of.map_or_else(none, |share| format!("{} ({} of {})", share.percent(), share.count, share.of))
}

/// A distribution, or why there is none.
pub(in crate::commands::top::report) fn distribution(of: Option<&Spread>, reason: Option<&str>) -> String {
    let none = || format!("none: {}", reason.unwrap_or("there is nothing to measure"));
    of.map_or_else(none, |of| {
        format!("median {}, p90 {} (of {})", length(of.median_millis), length(of.p90_millis), of.count)
    })
}

/// How a deployment ended, and what became of it.
pub(in crate::commands::top::report) fn outcome(row: &Row) -> String {
    match row.since {
        Some(since) => format!("{}, since {}", row.outcome.words(), since.word()),
        None => row.outcome.words().to_owned(),
    }
}

/// A pseudonym as short as it is still told apart in a ledger.
pub(in crate::commands::top::report) fn short(pseudonym: &str) -> String {
    pseudonym.chars().take(10).collect()
}

/// Who approved, by pseudonym.
pub(in crate::commands::top::report) fn approvers(row: &Row) -> String {
    let each = row.approvals.iter().map(|one| {
        let who = one.approver.as_ref().map_or_else(|| "nobody".to_owned(), |who| short(who.as_str()));
        match one.decision {
            Some(Decision::Approve) if one.revoked => format!("{who} (taken back)"),
            Some(Decision::Approve) => who,
            Some(_) => format!("{who} (no approval)"),
            None => format!("entry {}, which is no approval", one.entry),
        }
    });
    let all: Vec<String> = each.collect();
    match (all.is_empty(), row.overridden) {
        (true, true) => "nobody: the rules were overridden".to_owned(),
        (true, false) => "nobody".to_owned(),
        (false, true) => format!("{}; the rules were overridden", all.join(", ")),
        (false, false) => all.join(", "),
    }
}

/// Up to the minute; the whole moment stands in the data.
pub(in crate::commands::top::report) fn minute(at: Moment) -> String {
    let text = at.to_string();
    let (day, time) = (text.get(..10).unwrap_or_default(), text.get(11..16).unwrap_or_default());
    format!("{day} {time}Z")
}

/// The ledger as it was when it was read.
pub(in crate::commands::top::report) fn told(of: &Standing) -> String {
    let heads: Vec<String> = of
        .heads
        .iter()
        .map(|head| format!("{} entries of {} (root {})", head.size, head.origin, head.root))
        .collect();
    let heads = if heads.is_empty() { "a part of a ledger".to_owned() } else { heads.join(", ") };
    format!("of {heads}; the ledger is {}", of.words)
}
