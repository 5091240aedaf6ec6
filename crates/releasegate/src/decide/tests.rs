use verdict::FailOn;

use super::*;
use crate::facts::Unmet;
use crate::half::Both;

/// A verdict of this status, whose gate did this.
fn verified(half: Half, status: Status, action: Action) -> Verified {
    Verified {
        gate: half.tool().to_owned(),
        version: "0.1.0".to_owned(),
        path: format!(".releasegate/{}.verdict.json", half.tool()),
        sha256: "ab".repeat(32),
        judgement: "sha256:cd".to_owned(),
        status,
        decision: Decision { action, fail_on: FailOn::Inconclusive, report_only: false },
        summary: "as measured".to_owned(),
        unmet: Vec::<Unmet>::new(),
        unmet_count: 0,
        lines: None,
        findings: None,
    }
}

/// A half whose gate ended with this status, and did what the default of fail-on makes of it.
fn ended(half: Half, status: Status) -> Judged {
    let action = Decision::of(status, FailOn::Inconclusive, false).action;
    let outcome = if action == Action::Stop { "failure" } else { "success" };
    Judged { outcome: outcome.to_owned(), verdict: Some(verified(half, status, action)), problem: None }
}

/// Both gates ran, and ended so.
fn facts(coverage: Status, reports: Status) -> Facts {
    let mut search = Search::default();
    (search.halves.coverage.plan, search.halves.reports.plan) = (Plan::Run, Plan::Run);
    Facts {
        outcome: "success".to_owned(),
        search: Some(search),
        judged: Both { coverage: ended(Half::Coverage, coverage), reports: ended(Half::Reports, reports) },
    }
}

/// A search that plans so, of which no gate has run yet.
fn planned(coverage: Plan, reports: Plan) -> Facts {
    let mut search = Search::default();
    (search.halves.coverage.plan, search.halves.reports.plan) = (coverage, reports);
    Facts { outcome: "success".to_owned(), search: Some(search), ..Facts::default() }
}

fn status(policy: &Policy, facts: &Facts) -> Status {
    Status::aggregate(decide(policy, facts).rules.iter().map(|rule| rule.status))
}

/// Status and reason of a rule.
fn of(policy: &Policy, facts: &Facts, id: &str) -> (RuleStatus, String) {
    let rules = decide(policy, facts).rules;
    let rule = rules.into_iter().find(|rule| rule.id == id).unwrap();
    (rule.status, rule.reason)
}

#[test]
fn the_worst_of_both_gates_is_the_status() {
    let policy = Policy::default();
    for coverage in Status::ALL {
        for reports in Status::ALL {
            let worst = Status::aggregate([coverage.into(), reports.into(), RuleStatus::Pass]);
            assert_eq!(status(&policy, &facts(coverage, reports)), worst, "{coverage:?} {reports:?}");
        }
    }
}

#[test]
fn the_front_door_stops_exactly_where_a_gate_stops() {
    for fail_on in [FailOn::Fail, FailOn::Inconclusive, FailOn::Warn] {
        let policy = Policy { fail_on, ..Policy::default() };
        for of_gate in Status::ALL {
            for action in [Action::Proceed, Action::Stop] {
                let mut facts = facts(of_gate, Status::Pass);
                let outcome = if action == Action::Stop { "failure" } else { "success" };
                facts.judged.coverage = Judged {
                    outcome: outcome.to_owned(),
                    verdict: Some(verified(Half::Coverage, of_gate, action)),
                    problem: None,
                };
                let decision = Decision::of(status(&policy, &facts), fail_on, false);
                let warns = fail_on == FailOn::Warn && action == Action::Proceed;
                // What a gate lets through is a warning here, at which `fail-on: warn` stops.
                let stops =
                    of_gate == Status::Error || warns && of_gate != Status::Pass && of_gate != Status::Skipped;
                let expected = if stops { Action::Stop } else { action };
                assert_eq!(decision.action, expected, "{fail_on:?} {of_gate:?} {action:?}");
            }
        }
    }
}

#[test]
fn a_gate_that_did_not_come_to_its_end_is_an_error() {
    let policy = Policy::default();
    for outcome in ["", "skipped", "cancelled", "anything"] {
        let mut facts = facts(Status::Pass, Status::Pass);
        facts.judged.reports = Judged { outcome: outcome.to_owned(), ..Judged::default() };
        assert_eq!(of(&policy, &facts, "reports"), (RuleStatus::Error, "gate-missing".to_owned()), "{outcome}");
        // A verdict does not help a step that did not end.
        facts.judged.reports.verdict = ended(Half::Reports, Status::Pass).verdict;
        assert_eq!(of(&policy, &facts, "reports").0, RuleStatus::Error, "{outcome}");
    }
}

#[test]
fn a_verdict_that_is_not_believed_or_that_its_step_contradicts_is_an_error() {
    let policy = Policy::default();
    let mut facts = facts(Status::Pass, Status::Pass);
    facts.judged.coverage =
        Judged { outcome: "success".to_owned(), verdict: None, problem: Some("it was changed".to_owned()) };
    assert_eq!(of(&policy, &facts, "coverage"), (RuleStatus::Error, "verdict-unproven".to_owned()));
    facts.judged.coverage = Judged { outcome: "failure".to_owned(), ..ended(Half::Coverage, Status::Pass) };
    assert_eq!(of(&policy, &facts, "coverage"), (RuleStatus::Error, "contradicted".to_owned()));
    facts.judged.coverage = Judged { outcome: "success".to_owned(), ..ended(Half::Coverage, Status::Fail) };
    assert_eq!(of(&policy, &facts, "coverage"), (RuleStatus::Error, "contradicted".to_owned()));
}

#[test]
fn a_search_that_did_not_end_is_an_error_whatever_the_gates_say() {
    let policy = Policy::default();
    let good = facts(Status::Pass, Status::Pass);
    let failed = Search { problem: Some("too many".to_owned()), ..good.search.clone().unwrap() };
    let broken = [
        Facts { outcome: "failure".to_owned(), ..good.clone() },
        Facts { outcome: String::new(), ..good.clone() },
        Facts { search: None, ..good.clone() },
        Facts { search: Some(failed), ..good },
    ];
    for facts in broken {
        assert_eq!(status(&policy, &facts), Status::Error);
        assert_eq!(of(&policy, &facts, "search").1, "search-failed");
    }
}

#[test]
fn nothing_found_at_all_is_inconclusive_and_says_what_to_write() {
    let policy = Policy::default();
    let facts = planned(Plan::NotFound, Plan::NotFound);
    assert_eq!(status(&policy, &facts), Status::Inconclusive);
    let summary = decide(&policy, &facts).summary;
    for word in ["coverage.xml", "SARIF", "`coverage: none`", "`reports: none`"] {
        assert!(summary.contains(word), "{summary}");
    }
}

#[test]
fn one_half_found_leaves_the_other_a_warning_and_never_a_pass() {
    let policy = Policy::default();
    let mut facts = facts(Status::Pass, Status::Pass);
    facts.search.as_mut().unwrap().halves.reports.plan = Plan::NotFound;
    facts.judged.reports = Judged::default();
    assert_eq!(of(&policy, &facts, "reports"), (RuleStatus::Warn, "not-found".to_owned()));
    assert_eq!(status(&policy, &facts), Status::Warn);
    // Where a team decided that it is judged, it is no warning.
    let mut asked = policy.clone();
    asked.halves.reports.in_file = true;
    assert_eq!(of(&asked, &facts, "reports"), (RuleStatus::Inconclusive, "not-found".to_owned()));
    // Nor where a file of that name came with the checkout.
    facts.search.as_mut().unwrap().halves.reports.tracked.push("scan.sarif".to_owned());
    assert_eq!(of(&policy, &facts, "reports"), (RuleStatus::Inconclusive, "tracked".to_owned()));
}

#[test]
fn a_half_that_is_turned_off_is_skipped_unless_the_policy_file_asks_for_it() {
    let mut policy = Policy::default();
    policy.halves.coverage.wanted = Wanted::Off;
    let mut facts = facts(Status::Pass, Status::Pass);
    facts.search.as_mut().unwrap().halves.coverage.plan = Plan::Off;
    facts.judged.coverage = Judged::default();
    assert_eq!(of(&policy, &facts, "coverage"), (RuleStatus::Skipped, "turned-off".to_owned()));
    assert_eq!(status(&policy, &facts), Status::Pass);
    policy.halves.coverage.in_file = true;
    assert_eq!(of(&policy, &facts, "policy-loosened"), (RuleStatus::Fail, "loosened".to_owned()));
    assert_eq!(status(&policy, &facts), Status::Fail);
    // With nothing in the other half either, nothing was judged.
    let nothing = planned(Plan::Off, Plan::NotFound);
    policy.halves.coverage.in_file = false;
    assert_eq!(status(&policy, &nothing), Status::Inconclusive);
}

#[test]
fn a_search_that_says_otherwise_than_the_inputs_is_an_error() {
    let mut named = Policy::default();
    named.halves.coverage.wanted = Wanted::Named(vec!["coverage.xml".to_owned()]);
    let mut of_file = Policy::default();
    (of_file.halves.coverage.in_file, of_file.halves.coverage.names_files) = (true, true);
    for (policy, plan) in [
        (Policy::default(), Plan::Off),
        (named.clone(), Plan::NotFound),
        (named, Plan::Off),
        (of_file, Plan::NotFound),
    ] {
        let mut facts = facts(Status::Pass, Status::Pass);
        facts.search.as_mut().unwrap().halves.coverage.plan = plan;
        assert_eq!(of(&policy, &facts, "coverage"), (RuleStatus::Error, "contradicted".to_owned()), "{plan:?}");
    }
}

#[test]
fn what_was_not_looked_at_is_a_warning_and_told() {
    let policy = Policy::default();
    let mut facts = facts(Status::Pass, Status::Pass);
    facts.search.as_mut().unwrap().notes.push("`a.sarif` is a link".to_owned());
    facts.search.as_mut().unwrap().apart.push("`b.xml` is junit".to_owned());
    assert_eq!(of(&policy, &facts, "search"), (RuleStatus::Warn, "partly-searched".to_owned()));
    assert_eq!(decide(&policy, &facts).not_covered.len(), 2);
}
