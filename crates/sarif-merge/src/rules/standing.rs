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
    /// What each suppression of the policy is about.
    pub(crate) uses: Vec<Uses>,
}

/// What a suppression is about, in findings.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Uses {
    /// Whether it holds or not.
    pub(crate) all: u64,
    /// Those that it hides no longer, since the policy has fewer days for their severity, and those days.
    pub(crate) stopped: u64,
    pub(crate) by: Option<(Severity, u32)>,
}

impl<'a> Counted<'a> {
    pub(crate) fn of(policy: &Policy, facts: &'a Facts) -> Self {
        let mut uses = vec![Uses::default(); policy.suppressions.len()];
        let all = facts.findings.iter().map(|finding| (finding, standing(finding, policy, facts, &mut uses)));
        Self { all: all.collect(), uses }
    }

    /// Those that count, in the order of the log.
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

fn standing(finding: &FindingFact, policy: &Policy, facts: &Facts, uses: &mut [Uses]) -> Standing {
    // What nobody knows is judged as what it counts for.
    let severity = policy.counted(finding).unwrap_or(finding.severity);
    if let Some(at) = suppressed(finding, severity, policy, facts, uses) {
        return Standing::Suppressed(at);
    }
    if let Some(first_seen) = &finding.first_seen {
        match policy.grace.get(&severity) {
            Some(days) if is_within(first_seen, &facts.today, *days) => return Standing::Grace,
            // Where days of grace are set, what is known counts once they are over.
            Some(_) => {}
            None if policy.new_only => return Standing::Known,
            None => {}
        }
    }
    // Last, so that what nobody else accepted is told apart: whoever writes the code could write it.
    if finding.suppressed.is_suppressed() && policy.in_source == InSource::Accept {
        return Standing::InSource;
    }
    match policy.counted(finding) {
        Some(severity) => Standing::Counts(severity),
        None if policy.unknown == crate::policy::Unknown::Ignore => Standing::Ignored,
        None => Standing::Unknown,
    }
}

/// The suppression that hides a finding of a severity. Where several tools say it, each of them has to be hidden.
fn suppressed(
    finding: &FindingFact,
    severity: Severity,
    policy: &Policy,
    facts: &Facts,
    uses: &mut [Uses],
) -> Option<usize> {
    let most = policy.suppression_days.get(&severity).copied();
    let parts = finding.parts();
    let mut hidden = vec![None; parts.len()];
    for (at, (suppression, uses)) in policy.suppressions.iter().zip(uses).enumerate() {
        let holds = suppression.holds_for(&facts.today, most);
        let mut about = false;
        for (_, hidden) in parts.iter().zip(&mut hidden).filter(|(part, _)| suppression.is_about(part)) {
            about = true;
            if holds {
                hidden.get_or_insert(at);
            }
        }
        uses.all += u64::from(about);
        if about && !holds && suppression.holds_on(&facts.today) {
            uses.stopped += 1;
            uses.by = uses.by.max(most.map(|days| (severity, days)));
        }
    }
    // None is the least: one that is not hidden shows all of them.
    hidden.into_iter().min().flatten()
}

/// Whether a day is at most so many days before today; what is no day is not.
fn is_within(day: &str, today: &str, days: u32) -> bool {
    let parsed = |text: &str| text.parse::<jiff::civil::Date>().ok();
    let age = parsed(day).zip(parsed(today)).and_then(|(day, today)| today.since(day).ok());
    age.is_some_and(|age| age.get_days() >= 0 && age.get_days().unsigned_abs() <= days)
}
