//! What follows for a requirement from the tests that there are and those that ran. Pure.

use std::collections::BTreeMap;

use super::log::{Ran, Tally};
use super::requirement::Requirement;

/// Ordered from best to worst, so that the worst of several tests is the requirement's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Outcome {
    Proved,
    NotProved,
    Failed,
}

impl Outcome {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Proved => "proved",
            Self::NotProved => "not proved",
            Self::Failed => "failed",
        }
    }
}

/// A test of a requirement.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Tested {
    pub(super) name: String,
    /// How often it stands in the sources.
    pub(super) defined: usize,
    pub(super) tally: Tally,
}

impl Tested {
    /// Proved only if each test of this name passed, and none ended otherwise.
    pub(super) const fn outcome(&self) -> Outcome {
        if self.tally.failed > 0 {
            Outcome::Failed
        } else if self.defined == 0 || self.tally.ignored > 0 || self.tally.passed < self.defined {
            Outcome::NotProved
        } else {
            Outcome::Proved
        }
    }

    /// The result in words.
    pub(super) fn told(&self) -> String {
        let Tally { passed, failed, ignored } = self.tally;
        match self.outcome() {
            Outcome::Proved => "passed".to_owned(),
            Outcome::Failed => format!("failed {failed} times"),
            Outcome::NotProved if self.defined == 0 => "there is no such test".to_owned(),
            Outcome::NotProved if ignored > 0 => format!("left out {ignored} times"),
            Outcome::NotProved if passed == 0 => "did not run".to_owned(),
            Outcome::NotProved => format!("passed {passed} of {} times", self.defined),
        }
    }
}

/// A requirement with its tests.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    pub(super) requirement: &'a Requirement,
    pub(super) tests: Vec<Tested>,
    pub(super) outcome: Outcome,
}

impl Judged<'_> {
    /// Which tests do not hold, and why.
    pub(super) fn why(&self) -> String {
        let wrong = self.tests.iter().filter(|test| test.outcome() != Outcome::Proved);
        wrong.map(|test| format!("{} {}", test.name, test.told())).collect::<Vec<_>>().join(", ")
    }
}

pub(super) fn judge<'a>(
    requirements: &'a [Requirement],
    defined: &BTreeMap<String, usize>,
    ran: &Ran,
) -> Vec<Judged<'a>> {
    let one = |requirement: &'a Requirement| {
        let tests: Vec<_> = requirement
            .tests
            .iter()
            .map(|name| Tested {
                name: name.clone(),
                defined: defined.get(name).copied().unwrap_or(0),
                tally: ran.of(name),
            })
            .collect();
        // Without a test nothing is proved.
        let outcome = tests.iter().map(Tested::outcome).max().unwrap_or(Outcome::NotProved);
        Judged { requirement, tests, outcome }
    };
    requirements.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Outcome, judge};
    use crate::validate::log::Ran;
    use crate::validate::requirement::Requirement;

    fn outcome(tests: &[&str], defined: &[(&str, usize)], log: &str) -> (Outcome, String) {
        let requirement = Requirement {
            id: "RG-ALL-001".to_owned(),
            text: "It holds.".to_owned(),
            sources: vec!["A".to_owned()],
            tests: tests.iter().map(|name| (*name).to_owned()).collect(),
            tool: "every tool",
        };
        let defined: BTreeMap<_, _> =
            defined.iter().map(|(name, often)| ((*name).to_owned(), *often)).collect();
        let mut ran = Ran::default();
        ran.add(log);
        let requirements = [requirement];
        let judged = judge(&requirements, &defined, &ran);
        (judged[0].outcome, judged[0].why())
    }

    #[test]
    fn every_test_has_to_be_there_and_to_pass() {
        let log = "test a ... ok\ntest b ... ok\n";
        assert_eq!(outcome(&["a", "b"], &[("a", 1), ("b", 1)], log), (Outcome::Proved, String::new()));
    }

    #[test]
    fn what_is_not_there_did_not_run_or_was_left_out_is_not_proved() {
        let cases = [
            (outcome(&["a"], &[], "test a ... ok\n"), "a there is no such test"),
            (outcome(&["a"], &[("a", 1)], ""), "a did not run"),
            (outcome(&["a"], &[("a", 1)], "test a ... ignored\n"), "a left out 1 times"),
            (outcome(&["a"], &[("a", 2)], "test x::a ... ok\n"), "a passed 1 of 2 times"),
            (outcome(&["a", "b"], &[("a", 1), ("b", 1)], "test a ... ok\n"), "b did not run"),
            (outcome(&[], &[], ""), ""),
        ];
        for ((outcome, why), words) in cases {
            assert_eq!((outcome, why.as_str()), (Outcome::NotProved, words));
        }
    }

    #[test]
    fn one_failure_outweighs_every_pass() {
        let log = "test x::a ... ok\ntest y::a ... FAILED\ntest b ... ok\n";
        let (outcome, why) = outcome(&["a", "b"], &[("a", 1), ("b", 1)], log);
        assert_eq!((outcome, why.as_str()), (Outcome::Failed, "a failed 1 times"));
    }
}
