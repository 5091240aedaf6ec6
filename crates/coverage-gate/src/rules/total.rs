//! `total-<metric>`: the share over all files reaches the limit, in exact integers.

use coverage::Metric;
use verdict::{Ratio, Rule};

use super::share::{self, Scope};
use crate::facts::Facts;
use crate::policy::Policy;

pub(super) fn rule(metric: Metric, limit: Ratio, policy: &Policy, facts: &Facts) -> Rule {
    let scope = Scope {
        id: format!("total-{}", metric.word()),
        of: String::new(),
        files: facts.files.iter().collect(),
        unreported: facts.unreported.iter().collect(),
    };
    share::rule(&scope, metric, limit, policy, facts)
}
