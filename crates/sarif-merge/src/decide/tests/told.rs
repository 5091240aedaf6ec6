//! What people are told, where a short word would hide something.

use super::*;
use crate::policy::Declared;

fn message(policy: &Policy, facts: &Facts, id: &str) -> String {
    let draft = decide(policy, facts);
    draft.rules.into_iter().find(|rule| rule.id == id).unwrap_or_else(|| panic!("no rule {id}")).message
}

fn of_paths(without_file: WithoutFile) -> Policy {
    let paths = paths("pay/**", none_from(Severity::Low));
    Policy { paths: vec![OfPaths { without_file, ..paths }], limits: none_from(Severity::Critical), ..policy() }
}

/// Grype names the package of an image and no file: it could be any file's.
#[test]
fn a_finding_of_a_package_does_not_pass_by_a_limit_of_paths() {
    let package = Package::parse("pkg:deb/debian/openssl@3.0");
    let in_image = || FindingFact { path: None, package: package.clone(), ..finding("CVE-1", Severity::High) };
    let id = "paths-pay-max-high";
    let status = |without_file, facts: &Facts| judged(&of_paths(without_file), facts, id).0;
    let facts = facts(vec![in_image()]);
    assert_eq!(status(WithoutFile::Unknown, &facts), RuleStatus::Inconclusive);
    assert!(message(&of_paths(WithoutFile::Unknown), &facts, id).contains("`without-file` of `paths`"));
    assert_eq!(status(WithoutFile::Count, &facts), RuleStatus::Fail);
    assert_eq!(status(WithoutFile::Ignore, &facts), RuleStatus::Pass);
    let left_out = message(&of_paths(WithoutFile::Ignore), &facts, id);
    assert!(left_out.contains("1 finding without a file is left out, first CVE-1"), "{left_out}");
    // A scanner that says which file asks for the package says where it is.
    let mut elsewhere = facts;
    elsewhere.findings[0].path = Some("web/package-lock.json".into());
    assert_eq!(status(WithoutFile::Count, &elsewhere), RuleStatus::Pass);
    assert_eq!(status(WithoutFile::Unknown, &elsewhere), RuleStatus::Pass);
}

#[test]
fn what_passes_only_because_the_source_says_so_is_told_by_severity_and_with_places() {
    let accepted =
        |rule: &str, severity| FindingFact { suppressed: Suppressed::Accepted, ..finding(rule, severity) };
    let mut all = facts(vec![
        accepted("A", Severity::Low),
        accepted("B", Severity::High),
        accepted("C", Severity::High),
        accepted("D", Severity::Unknown),
        finding("E", Severity::Low),
    ]);
    let draft = decide(&policy(), &all);
    let rule = draft.rules.iter().find(|rule| rule.id == "in-source").unwrap();
    let told = "4 findings pass only because the source or the scanner's own files say so (2 high, 1 low, 1 unknown), first D (Bandit) at src/a.py:7";
    assert!(rule.message.starts_with(told), "{}", rule.message);
    assert!(draft.summary.contains(told), "a green headline says it as well: {}", draft.summary);
    assert_eq!((rule.locations.len(), rule.observed["high"]), (4, 2));
    let details = crate::details::Details::from_map(&draft.details);
    let listed: Vec<&str> = details.in_source.iter().map(|it| it.rule.as_str()).collect();
    assert_eq!(listed, ["D", "B", "C", "A"]);
    // What somebody else accepted as well does not rest on the source.
    all.findings.iter_mut().for_each(|finding| finding.first_seen = Some("2026-08-01".into()));
    let known = Policy { new_only: true, ..policy() };
    assert!(decide(&known, &all).rules.iter().all(|rule| rule.id != "in-source"));
    let ignored = Policy { in_source: InSource::Ignore, ..policy() };
    assert!(decide(&ignored, &all).rules.iter().all(|rule| rule.id != "in-source"));
}

fn of_run(change: fn(&mut RunFact)) -> Facts {
    let mut facts = facts(Vec::new());
    (facts.commit, facts.committed) = (Some("0123456789abcdef".into()), Some(1_767_225_600));
    change(&mut facts.reports[0].runs[0]);
    facts
}

/// Both are what honest scanners write: neither is of another commit, and neither proves that it is of this one.
#[test]
fn a_tag_and_a_time_without_zone_are_unknown_unless_proof_is_asked_for() {
    let vague = of_run(|run| {
        run.commits = vec!["release/1.2".into()];
        run.ended_unclear = Some("2026-01-01T10:00:00".into());
    });
    let with = |of_commit| Policy { required_tools: vec!["Bandit".into()], of_commit, ..policy() };
    assert_eq!(judged(&with(OfCommit::Told), &vague, "tool-bandit").0, RuleStatus::Pass);
    assert_eq!(judged(&with(OfCommit::Proven), &vague, "tool-bandit").0, RuleStatus::Inconclusive);
    let told = message(&with(OfCommit::Proven), &vague, "tool-bandit");
    for part in [
        "`release/1.2`",
        "`2026-01-01T10:00:00`",
        "has no zone",
        "has to be 0123456789abcdef",
        "`of-commit: told`",
    ] {
        assert!(told.contains(part), "{part}: {told}");
    }
    let proofs: [fn(&mut RunFact); 2] =
        [|run| run.commits = vec!["0123456789".into()], |run| run.ended = Some(1_767_225_600)];
    for proof in proofs {
        assert_eq!(judged(&with(OfCommit::Proven), &of_run(proof), "tool-bandit").0, RuleStatus::Pass);
    }
}

#[test]
fn a_scan_of_another_commit_says_what_was_found_what_is_expected_and_what_lets_it_pass() {
    // A tag that is a day has the form of an id.
    let other = of_run(|run| run.commits = vec!["20260131".into()]);
    let old = of_run(|run| run.ended = Some(1_767_139_200));
    let with = |of_commit| Policy { required_tools: vec!["Bandit".into()], of_commit, ..policy() };
    for (facts, found, expected) in
        [(&other, "20260131", "0123456789abcdef"), (&old, "2025-12-31T00:00:00Z", "2026-01-01T00:00:00Z")]
    {
        assert_eq!(judged(&with(OfCommit::Told), facts, "tool-bandit").0, RuleStatus::Inconclusive);
        let told = message(&with(OfCommit::Told), facts, "tool-bandit");
        for part in [found, expected, "`of-commit: ignored`"] {
            assert!(told.contains(part), "{part}: {told}");
        }
        assert_eq!(judged(&with(OfCommit::Ignored), facts, "tool-bandit").2, Status::Pass);
        let notes = decide(&with(OfCommit::Ignored), facts).not_covered;
        assert!(notes.iter().any(|note| note.contains("`of-commit` is `ignored`")), "{notes:?}");
    }
}

#[test]
fn a_mistyped_name_stops_and_names_the_nearest_one() {
    let clean = facts(Vec::new());
    let of = |name: &str| fixed(Some(name), Severity::Low);
    assert_eq!(
        message(&of("bandit"), &clean, "policy-names"),
        "`severities`: no run is of `bandit`: did you mean `Bandit`?"
    );
    let formats = |files: &str| Policy {
        formats: vec![Declared { files: files.into(), format: "bandit".into() }],
        ..policy()
    };
    assert_eq!(judged(&formats("r/*.json"), &clean, "policy-names").2, Status::Pass);
    assert_eq!(
        message(&formats("r/bandti.json"), &clean, "policy-names"),
        "`formats`: no report is `r/bandti.json`: did you mean `r/bandit.json`?"
    );
    assert_eq!(judged(&formats("other/*.json"), &clean, "policy-names").2, Status::Warn);
    let of_rule = fixed(None, Severity::Low);
    assert!(decide(&of_rule, &clean).rules.iter().all(|rule| rule.id != "policy-names"));
}

#[test]
fn the_headline_names_the_first_rule_that_does_not_hold_and_how_many_more() {
    let many = facts(vec![finding("A", Severity::High), finding("B", Severity::Critical)]);
    let first = "1 finding of severity critical, 0 allowed, first B (Bandit) at src/a.py:7";
    assert_eq!(decide(&policy(), &many).summary, format!("{first} (and 1 more rule does not hold)"));
    let required = Policy { required_tools: vec!["Semgrep".into()], ..policy() };
    assert_eq!(decide(&required, &many).summary, format!("{first} (and 2 more rules do not hold)"));
    let mut missing = facts(vec![finding("A", Severity::High)]);
    missing.patterns.push(PatternFact { pattern: "s/*".into(), matched: 0 });
    // A limit that only waits for the report says nothing of its own.
    assert!(decide(&policy(), &missing).summary.ends_with("(and 1 more rule does not hold)"));
}

#[test]
fn a_suppression_that_its_days_stop_is_not_in_use() {
    let stopped = Policy { suppression_days: [(Severity::High, 30)].into(), ..suppressed("2026-12-31") };
    let high = facts(vec![finding("B602", Severity::High)]);
    let told = message(&stopped, &high, "suppressions-current");
    assert_eq!(
        told,
        "SUP-1 was accepted on 2026-01-01, and `suppression-days` has 30 for high: 1 finding of it counts; linus looks after it"
    );
    assert_eq!(judged(&stopped, &high, "suppressions-current").1, "suppression-stopped");
    let low = facts(vec![finding("B602", Severity::Low)]);
    assert_eq!(message(&stopped, &low, "suppressions-current"), "1 in use");
    // Some of its findings are hidden, and one is not.
    let both = facts(vec![finding("B602", Severity::Low), finding("B602", Severity::High)]);
    assert_eq!(judged(&stopped, &both, "suppressions-current").1, "suppression-stopped");
}

/// `level: error` and `severitySource: unknown` are what a converter writes, and what anybody can write.
#[test]
fn the_score_of_a_rule_holds_where_the_unknown_is_ignored() {
    let scored = |at_least| facts(vec![FindingFact { at_least, ..finding("X", Severity::Unknown) }]);
    let with = |unknown| Policy { unknown, ..policy() };
    let critical = scored(Some(Severity::Critical));
    for unknown in [Unknown::Ignore, Unknown::Low, Unknown::High] {
        assert_eq!(judged(&with(unknown), &critical, "max-critical").0, RuleStatus::Fail, "{unknown:?}");
    }
    assert!(
        message(&with(Unknown::Ignore), &critical, "severity-known")
            .ends_with("the rule says where that is worse")
    );
    assert_eq!(judged(&with(Unknown::High), &scored(Some(Severity::Low)), "max-high").0, RuleStatus::Fail);
    assert_eq!(judged(&with(Unknown::Ignore), &scored(None), "severity-known").2, Status::Warn);
    // What stops at the unknown stops, whatever the rule says.
    assert_eq!(judged(&policy(), &scored(Some(Severity::Low)), "severity-known").0, RuleStatus::Fail);
}
