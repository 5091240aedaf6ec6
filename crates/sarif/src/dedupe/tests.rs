use proptest::prelude::*;

use super::{Across, Deduplicated, Why, deduplicate};
use crate::finding::{BaselineState, Finding, Reading};
use crate::level::Kind;
use crate::run::RunView;
use crate::severity::{Severity, SeverityPolicy, SeverityStep};
use crate::suppression::Suppressed;
use crate::uri::Places;

const BOTH: Across = Across { advisories: true, weaknesses: true };

/// A finding of a tool, at an index that only it has.
fn finding(tool: &str, at: usize, result: &str) -> Finding {
    let run = format!(r#"{{"tool":{{"driver":{{"name":"{tool}"}}}}}}"#);
    let policy = SeverityPolicy::default();
    let reading = Reading {
        severities: &policy,
        places: Places::default(),
        line_hash: &|path, line| Some(format!("{}{line}:1", path.as_str())),
        expired: &|_| true,
    };
    Finding::read(&RunView::parse(&run).unwrap(), result, (0, at), &reading)
}

fn code(tool: &str, at: usize, rule: &str, line: u64, more: &str) -> Finding {
    let location = format!(
        r#""locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"a.py"}},"region":{{"startLine":{line}}}}}}}]"#
    );
    finding(tool, at, &format!(r#"{{"ruleId":"{rule}",{location}{more}}}"#))
}

fn package(tool: &str, at: usize, ids: &str, purl: &str, path: Option<&str>, level: &str) -> Finding {
    let uri = path.map(|path| {
        format!(
            r#"{{"physicalLocation":{{"artifactLocation":{{"uri":"{path}"}},"region":{{"startLine":1}}}}}}"#
        )
    });
    let text = format!(
        r#"{{"ruleId":"{}","level":"{level}","message":{{"text":"{tool} says so"}},"locations":[{}],"properties":{{"purl":"{purl}","aliases":"{ids}"}}}}"#,
        ids.split(' ').next().unwrap(),
        uri.unwrap_or_default()
    );
    finding(tool, at, &text)
}

/// How many are left, and why the others went.
fn outcome(findings: Vec<Finding>, across: Across) -> (usize, Vec<Why>) {
    let count = findings.len();
    let Deduplicated { findings, joined } = deduplicate(findings, across);
    assert_eq!(findings.len() + joined.len(), count, "nothing is lost");
    assert_eq!(
        findings.iter().map(|finding| finding.sources.len()).sum::<usize>(),
        count,
        "every source is listed"
    );
    (findings.len(), joined.into_iter().map(|joined| joined.why).collect())
}

#[test]
fn inside_a_tool_by_fingerprint_line_and_rule() {
    let across = Across::default();
    assert_eq!(
        outcome(vec![code("A", 0, "R", 1, ""), code("A", 1, "R", 1, "")], across),
        (1, vec![Why::Fingerprint])
    );
    assert_eq!(outcome(vec![code("A", 0, "R", 1, ""), code("A", 1, "R", 2, "")], across).0, 2);
    assert_eq!(outcome(vec![code("A", 0, "R", 1, ""), code("A", 1, "S", 1, "")], across).0, 2);
    assert_eq!(outcome(vec![code("A", 0, "R", 1, ""), code("B", 1, "R", 1, "")], across).0, 2);
    // A tool that gives every result the same fingerprint joins nothing that stands elsewhere.
    let same = r#","partialFingerprints":{"primaryLocationLineHash":"1:1"}"#;
    assert_eq!(outcome(vec![code("A", 0, "R", 1, same), code("A", 1, "R", 2, same)], across).0, 2);
    let bare = r#"{"ruleId":"R","message":{"text":"m"}}"#;
    assert_eq!(
        outcome(vec![finding("A", 0, bare), finding("A", 1, bare)], across).0,
        2,
        "rule and path alone join nothing"
    );
}

#[test]
fn neither_message_nor_severity_joins_or_parts() {
    let words = |text: &str, level: &str| format!(r#","message":{{"text":"{text}"}},"level":"{level}""#);
    let two = vec![code("A", 0, "R", 1, &words("one", "note")), code("A", 1, "R", 1, &words("one", "error"))];
    let out = deduplicate(two, Across::default());
    assert_eq!((out.findings.len(), out.findings[0].severity), (1, Severity::High));
    let worded = |at, text: &str| {
        let mut finding = package("A", at, "CVE-2020-1", "pkg:npm/x@1", None, "error");
        finding.message = text.to_owned();
        finding
    };
    let two = vec![worded(0, "one"), worded(1, "other")];
    assert_eq!(outcome(two, Across::default()).0, 1, "feeds re-word their advisories");
    let equal = vec![code("A", 0, "R", 1, &words("one", "note")), code("A", 1, "R", 9, &words("one", "note"))];
    assert_eq!(outcome(equal, BOTH).0, 2);
}

#[test]
fn across_tools_by_advisory_and_package() {
    let findings = vec![
        package("trivy", 0, "CVE-2020-1", "pkg:pypi/Foo_Bar@1.0", Some("req.txt"), "warning"),
        package("pip-audit", 1, "PYSEC-2020-7 GHSA-aaaa-bbbb-cccc", "pkg:pypi/foo-bar@1.0", None, "error"),
        package("grype", 2, "GHSA-aaaa-bbbb-cccc CVE-2020-1", "pkg:pypi/foo-bar", Some("req.txt"), "note"),
    ];
    let out = deduplicate(findings.clone(), Across::default());
    assert_eq!(out.findings.len(), 1);
    let kept = &out.findings[0];
    assert_eq!((kept.tool.as_str(), kept.severity, kept.sources.len()), ("pip-audit", Severity::High, 3));
    assert_eq!((kept.advisory.as_deref(), kept.aliases.len()), (Some("CVE-2020-1"), 3));
    assert_eq!(kept.spot.as_ref().map(|spot| spot.path.as_str()), Some("req.txt"));
    assert!(out.joined.iter().all(|joined| joined.why == Why::Advisory && joined.into.tool == "pip-audit"));
    assert_eq!(outcome(findings, Across { advisories: false, weaknesses: true }).0, 3);
}

#[test]
fn what_could_be_two_faults_stays_two() {
    let base = || package("trivy", 0, "CVE-2020-1", "pkg:npm/x@1", Some("a.lock"), "error");
    let other = |ids: &str, purl: &str, path: &str| package("grype", 1, ids, purl, Some(path), "error");
    let left = |second: Finding| outcome(vec![base(), second], Across::default()).0;
    assert_eq!(left(other("CVE-2020-1", "pkg:npm/x@1", "a.lock")), 1);
    assert_eq!(left(other("CVE-2020-1", "pkg:npm/x@2", "a.lock")), 2, "another version");
    assert_eq!(left(other("CVE-2020-1", "pkg:npm/y@1", "a.lock")), 2, "another package");
    assert_eq!(left(other("CVE-2020-1", "pkg:npm/x@1", "b.lock")), 2, "another file");
    assert_eq!(left(other("CVE-2020-2", "pkg:npm/x@1", "a.lock")), 2, "another advisory");
    assert_eq!(
        left(package("trivy", 1, "CVE-2020-1", "pkg:npm/x@2", Some("a.lock"), "error")),
        2,
        "the same tool"
    );
}

/// Debian's advisories cover several CVEs; they join none of them with each other.
#[test]
fn an_advisory_of_several_cves_joins_none_of_them() {
    let findings = vec![
        package("a", 0, "CVE-2020-1", "pkg:deb/debian/x@1", None, "error"),
        package("b", 1, "CVE-2020-2", "pkg:deb/debian/x@1", None, "error"),
        package("c", 2, "DSA-5-1 CVE-2020-1 CVE-2020-2", "pkg:deb/debian/x@1", None, "error"),
    ];
    assert_eq!(outcome(findings, Across::default()).0, 3);
}

#[test]
fn by_weakness_and_line_only_if_asked_for() {
    let with = |tool: &str, at, rule: &str, line, cwes: &str| {
        code(tool, at, rule, line, &format!(r#","properties":{{"cwe":[{cwes}]}}"#))
    };
    let two = || vec![with("bandit", 0, "B608", 3, "89"), with("semgrep", 1, "sqli", 3, "89,20")];
    assert_eq!(outcome(two(), Across::default()).0, 2);
    assert_eq!(outcome(two(), BOTH), (1, vec![Why::Weakness]));
    assert_eq!(
        outcome(vec![with("bandit", 0, "B608", 3, "89"), with("semgrep", 1, "sqli", 4, "89")], BOTH).0,
        2
    );
    assert_eq!(
        outcome(vec![with("bandit", 0, "B608", 3, "89"), with("semgrep", 1, "sqli", 3, "79")], BOTH).0,
        2
    );
    assert_eq!(
        outcome(vec![with("bandit", 0, "B608", 3, "89"), with("bandit", 1, "B609", 3, "89")], BOTH).0,
        2
    );
    // Two weaknesses that a third finding names both stay two faults.
    let three = vec![with("a", 0, "1", 3, "89"), with("b", 1, "2", 3, "79"), with("c", 2, "3", 3, "79,89")];
    assert_eq!(outcome(three, BOTH).0, 2);
}

#[test]
fn suppressed_only_if_all_are_and_new_if_one_is() {
    let accepted = r#","suppressions":[{"kind":"external"}],"baselineState":"unchanged","level":"error""#;
    let open = r#","baselineState":"new","level":"note""#;
    let kept = |one: &str, other: &str| {
        deduplicate(vec![code("A", 0, "R", 1, one), code("A", 1, "R", 1, other)], BOTH).findings.remove(0)
    };
    let mixed = kept(accepted, open);
    assert_eq!(
        (mixed.suppressed, mixed.baseline, mixed.severity),
        (Suppressed::NotStated, Some(BaselineState::New), Severity::High)
    );
    assert!(kept(accepted, accepted).suppressed.is_suppressed());
    assert_eq!(kept(accepted, "").baseline, None, "what is not known to be old is new");
}

#[test]
fn passed_and_absent_ones_are_left_alone() {
    let pass = r#","kind":"pass""#;
    let out = deduplicate(
        vec![code("A", 0, "R", 1, ""), code("A", 1, "R", 1, pass), code("A", 2, "R", 1, pass)],
        BOTH,
    );
    assert_eq!(out.findings.iter().filter(|finding| finding.kind == Kind::Pass).count(), 2);
    let absent = r#","baselineState":"absent""#;
    assert_eq!(outcome(vec![code("A", 0, "R", 1, ""), code("A", 1, "R", 1, absent)], BOTH).0, 2);
}

/// The hash of a line is the same for all that stands in it (two calls of `eval`), so columns and messages part them.
#[test]
fn two_faults_in_one_line_stay_two() {
    let hash = r#","partialFingerprints":{"primaryLocationLineHash":"a:1"}"#;
    let call = |at, of: &str| code("A", at, "R", 3, &format!(r#"{hash},"message":{{"text":"eval of {of}"}}"#));
    assert_eq!(outcome(vec![call(0, "a"), call(1, "b")], Across::default()).0, 2);
    assert_eq!(outcome(vec![call(0, "a"), call(1, "a")], Across::default()).0, 1);
    let column = |at, column| {
        let region = format!(r#""region":{{"startLine":3,"startColumn":{column}}}"#);
        let place = format!(r#"{{"physicalLocation":{{"artifactLocation":{{"uri":"a.py"}},{region}}}}}"#);
        finding("A", at, &format!(r#"{{"ruleId":"R","locations":[{place}]{hash}}}"#))
    };
    assert_eq!(outcome(vec![column(0, 1), column(1, 9)], Across::default()).0, 2);
    assert_eq!(outcome(vec![column(0, 9), column(1, 9)], Across::default()).0, 1);
}

/// Semgrep without an account writes "requires login" into every result.
#[test]
fn a_fingerprint_that_all_results_share_joins_none_of_them() {
    let print = |value: &str| format!(r#","fingerprints":{{"matchBasedId/v1":"{value}"}}"#);
    let bare = |at, rule: &str, more: &str, value: &str| {
        finding("A", at, &format!(r#"{{"ruleId":"{rule}"{more}{}}}"#, print(value)))
    };
    // Outside of the repository, so that there is no hash of the line.
    let outside = |at, rule, line, value| {
        let place = format!(r#""artifactLocation":{{"uri":"/app/a.py"}},"region":{{"startLine":{line}}}"#);
        bare(at, rule, &format!(r#","locations":[{{"physicalLocation":{{{place}}}}}]"#), value)
    };
    let worn = |at, line| outside(at, "R", line, "requires login");
    assert_eq!(outcome(vec![worn(0, 3), worn(1, 900), worn(2, 1000)], Across::default()).0, 3);
    let placed = |at, rule, line| outside(at, rule, line, "x");
    let twice = || vec![placed(0, "R", 3), placed(1, "R", 3)];
    assert_eq!(outcome(twice(), Across::default()).0, 1, "a fingerprint that stands at one place is one");
    for other in [placed(2, "R", 4), placed(2, "S", 3)] {
        let three = twice().into_iter().chain([other]).collect();
        assert_eq!(outcome(three, Across::default()).0, 3);
    }
    let worded = |at, text: &str| bare(at, "R", &format!(r#","message":{{"text":"{text}"}}"#), "x");
    assert_eq!(
        outcome(vec![worded(0, "one"), worded(1, "other")], Across::default()).0,
        2,
        "nor without a place"
    );
}

/// pip-audit tells no severities; what another scanner says of the same advisory holds for it.
#[test]
fn what_says_nothing_of_its_severity_has_that_of_its_advisory() {
    let untold = |at| {
        let text = r#"{"ruleId":"CVE-2020-1","properties":{"purl":"pkg:pypi/x@1","severitySource":"unknown"}}"#;
        finding("pip-audit", at, text)
    };
    let told = |at, level| package("trivy", at, "CVE-2020-1", "pkg:pypi/x@1", None, level);
    let severities = |findings| {
        let out = deduplicate(findings, BOTH).findings;
        out.into_iter().map(|finding| finding.severity).collect::<Vec<_>>()
    };
    assert_eq!(untold(0).step, SeverityStep::Native);
    assert_eq!(severities(vec![untold(0), told(1, "note")]), [Severity::Low]);
    assert_eq!(severities(vec![untold(0), told(1, "info")]), [Severity::Unknown, Severity::Unknown]);
    assert_eq!(severities(vec![untold(0)]), [Severity::Unknown]);
}

#[test]
fn an_unknown_severity_never_disappears() {
    let of = |tool, at, level| package(tool, at, "CVE-2020-1", "pkg:pypi/x@1", None, level);
    let severities = |findings| {
        let out = deduplicate(findings, BOTH).findings;
        out.into_iter().map(|finding| finding.severity).collect::<Vec<_>>()
    };
    let across = vec![of("pip-audit", 0, "info"), of("trivy", 1, "warning"), of("grype", 2, "error")];
    assert_eq!(severities(across), [Severity::Unknown, Severity::High]);
    assert_eq!(severities(vec![of("a", 0, "info"), of("b", 1, "info")]), [Severity::Unknown]);
    assert_eq!(severities(vec![of("a", 0, "info"), of("a", 1, "note")]), [Severity::Unknown, Severity::Low]);
    let line = |at, level: &str| code("a", at, "R", 3, &format!(r#","level":"{level}""#));
    assert_eq!(severities(vec![line(0, "info"), line(1, "note")]), [Severity::Unknown, Severity::Low]);
    let weak =
        |tool, at, level| code(tool, at, "R", 3, &format!(r#","level":"{level}","properties":{{"cwe":[89]}}"#));
    assert_eq!(
        severities(vec![weak("a", 0, "info"), weak("b", 1, "note")]),
        [Severity::Unknown, Severity::Low]
    );
}

proptest! {
    #[test]
    fn the_order_of_findings_does_not_matter(seed in proptest::collection::vec((0_u8..4, 0_u8..3, 0_u8..3, 0_u8..3, any::<u32>()), 0..12)) {
        let mut findings: Vec<(u32, Finding)> = seed.iter().enumerate().map(|(at, (tool, id, path, level, rank))| {
            let path = ["a.lock", "b.lock"].get(usize::from(*path)).copied();
            let ids = ["CVE-2020-1", "GHSA-aaaa-bbbb-cccc", "CVE-2020-1 GHSA-aaaa-bbbb-cccc"][usize::from(*id)];
            let level = ["error", "warning", "bad"][usize::from(*level)];
            (*rank, package(&format!("tool{tool}"), at, ids, "pkg:npm/x@1", path, level))
        }).collect();
        let straight = deduplicate(findings.iter().map(|(_, finding)| finding.clone()).collect(), BOTH);
        let (kept, joined) = (straight.findings.len(), straight.joined.len());
        prop_assert_eq!(kept + joined, findings.len());
        findings.sort_by_key(|(rank, _)| *rank);
        let shuffled = deduplicate(findings.into_iter().map(|(_, finding)| finding).collect(), BOTH);
        prop_assert_eq!(straight, shuffled);
    }
}
