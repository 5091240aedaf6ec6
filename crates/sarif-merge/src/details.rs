//! What the verdict keeps of the facts, for people: numbers by tool and severity, the worst findings, the ledger.

use std::collections::BTreeMap;

use sarif::{Owasp, Severity};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::facts::{Conserved, Facts, FindingFact, MergedFact, ReportFact};
use crate::policy::Policy;
use crate::rules::{Counted, Standing, in_source};

/// How many findings the verdict holds; the facts hold all of them.
const WORST: usize = 50;

/// The details of a verdict.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Details {
    /// How many findings count, by tool and severity.
    pub counts: BTreeMap<String, BTreeMap<Severity, u64>>,
    /// How many do not, by why.
    pub aside: BTreeMap<String, u64>,
    /// The worst findings that count.
    pub worst: Vec<FindingFact>,
    /// The worst of those that do not count only since the source or the scanner's own files say so.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub in_source: Vec<FindingFact>,
    /// How many count by category of OWASP's Top 10 of 2021.
    pub owasp: BTreeMap<String, u64>,
    /// How many count by weakness: the most frequent ones.
    pub weaknesses: BTreeMap<u32, u64>,
    /// What became of the results of each tool.
    pub ledger: BTreeMap<String, Conserved>,
    /// The merged log.
    pub merged: Option<MergedFact>,
    /// The reports.
    pub reports: Vec<ReportFact>,
    /// Whether every report was found, read and merged.
    pub complete: bool,
}

impl Details {
    pub(crate) fn of(policy: &Policy, facts: &Facts) -> Self {
        let counted = Counted::of(policy, facts);
        let mut details = Self {
            ledger: facts.ledger.clone(),
            merged: facts.merged.clone(),
            reports: facts.reports.clone(),
            complete: facts.complete(),
            ..Self::default()
        };
        let mut worst: Vec<(&FindingFact, Severity)> = counted.counting().collect();
        for (finding, severity) in &worst {
            *details.counts.entry(finding.tool.clone()).or_default().entry(*severity).or_default() += 1;
            for category in
                finding.cwes.iter().filter_map(|cwe| Owasp::of(*cwe)).collect::<std::collections::BTreeSet<_>>()
            {
                *details.owasp.entry(category.name().to_owned()).or_default() += 1;
            }
            for cwe in &finding.cwes {
                *details.weaknesses.entry(*cwe).or_default() += 1;
            }
        }
        // The sort is stable: of findings as severe, the order of the log stays.
        worst.sort_by_key(|(_, severity)| std::cmp::Reverse(*severity));
        details.worst = worst.into_iter().take(WORST).map(|(finding, _)| finding.clone()).collect();
        let in_source = in_source::found(&counted);
        details.in_source = in_source.into_iter().take(WORST).cloned().collect();
        let aside = [
            ("suppressed by the policy", counted.number(|it| matches!(it, Standing::Suppressed(_)))),
            ("accepted by the source alone", counted.number(|it| it == Standing::InSource)),
            ("known already", counted.number(|it| it == Standing::Known)),
            ("within days of grace", counted.number(|it| it == Standing::Grace)),
            ("of unknown severity", counted.number(|it| matches!(it, Standing::Unknown | Standing::Ignored))),
        ];
        details.aside =
            aside.into_iter().filter(|(_, number)| *number > 0).map(|(why, n)| (why.to_owned(), n)).collect();
        details
    }

    /// How many findings of a severity count.
    #[must_use]
    pub fn number(&self, severity: Severity) -> u64 {
        self.counts.values().filter_map(|of| of.get(&severity)).sum()
    }

    pub(crate) fn into_map(self) -> Map<String, Value> {
        match serde_json::to_value(self) {
            Ok(Value::Object(members)) => members,
            // Every member of this type has a JSON form; the arm is for the compiler.
            _ => Map::new(),
        }
    }

    /// Reads them back from a verdict.
    #[must_use]
    pub fn from_map(members: &Map<String, Value>) -> Self {
        serde_json::from_value(Value::Object(members.clone())).unwrap_or_default()
    }
}
