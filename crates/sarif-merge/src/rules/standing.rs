//! What each finding is under the policy: one that counts, one that somebody accepted, one that was there before.

use sarif::Severity;

use crate::facts::{Facts, FindingFact};
use crate::policy::{InSource, Policy};

/// What a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Standing {
    /// It counts, as one of this severity.
    Counts(Severity),
    /// Its severity is unknown, and the policy says that nothing follows from that.
    Ignored,
    /// Its severity is unknown, and the policy wants to know.
    Unknown,
    /// A suppression of the policy holds: the place in the list.
    Suppressed(usize),
    /// The report says that it is suppressed, and the policy accepts that.
    InSource,
    /// The baseline holds it.
    Known,
    /// The baseline holds it, and its days of grace are not over.
    Grace,
}

/// Every finding with its standing.
pub(crate) struct Counted<'a> {
    pub(crate) all: Vec<(&'a FindingFact, Standing)>,
    /// How many findings each suppression of the policy is about, whether it holds or not.
    pub(crate) uses: Vec<u64>,
}

impl<'a> Counted<'a> {
    pub(crate) fn of(policy: &Policy, facts: &'a Facts) -> Self {
        let mut uses = vec![0; policy.suppressions.len()];
        let all = facts.findings.iter().map(|finding| (finding, standing(finding, policy, facts, &mut uses)));
        Self { all: all.collect(), uses }
    }

    /// Those that count, the worst first.
    pub(crate) fn counting(&self) -> impl Iterator<Item = (&'a FindingFact, Severity)> {
        self.all.iter().filter_map(|(finding, standing)| match standing {
            Standing::Counts(severity) => Some((*finding, *severity)),
            _ => None,
        })
    }

    /// How many have this standing.
    pub(crate) fn number(&self, test: impl Fn(Standing) -> bool) -> u64 {
        self.all.iter().filter(|(_, standing)| test(*standing)).count() as u64
    }
}

fn standing(finding: &FindingFact, policy: &Policy, facts: &Facts, uses: &mut [u64]) -> Standing {
    let mut holding = None;
    for (at, (suppression, uses)) in policy.suppressions.iter().zip(uses).enumerate() {
        if suppression.is_about(finding) {
            *uses += 1;
            if suppression.holds_for(&facts.today, policy.suppression_days.get(&finding.severity).copied()) {
                holding.get_or_insert(at);
            }
        }
    }
    if let Some(at) = holding {
        return Standing::Suppressed(at);
    }
    if finding.suppressed.is_suppressed() && policy.in_source == InSource::Accept {
        return Standing::InSource;
    }
    if let Some(first_seen) = &finding.first_seen {
        match policy.grace.get(&finding.severity) {
            Some(days) if is_within(first_seen, &facts.today, *days) => return Standing::Grace,
            // Where days of grace are set, what is known counts once they are over.
            Some(_) => {}
            None if policy.new_only => return Standing::Known,
            None => {}
        }
    }
    match policy.counted(finding.severity) {
        Some(severity) => Standing::Counts(severity),
        None if policy.unknown == crate::policy::Unknown::Ignore => Standing::Ignored,
        None => Standing::Unknown,
    }
}

/// Whether a day is at most so many days before today; what is no day is not.
fn is_within(day: &str, today: &str, days: u32) -> bool {
    let parsed = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let age = parsed(day).zip(parsed(today)).and_then(|(day, today)| today.since(day).ok());
    age.is_some_and(|age| age.get_days() >= 0 && age.get_days().unsigned_abs() <= days)
}
