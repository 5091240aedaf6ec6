use sarif::Severity;
use verdict::FailOn;

use super::*;
use crate::section::{self, Section};

fn section(text: &str) -> Section {
    let file = settings::yaml::parse("policy.yml", text.as_bytes()).unwrap().unwrap();
    section::read(&file, "sarif-merge").unwrap()
}

fn asked(limits: Limits) -> Asked {
    Asked { files: vec!["r/*".into()], limits, ..Asked::default() }
}

#[test]
fn nothing_critical_or_high_passes_where_nobody_says_otherwise() {
    let policy = Policy::resolve(None, asked(Limits::new())).unwrap();
    assert!(policy.bootstrap);
    assert_eq!(policy.limits, [(Severity::High, 0), (Severity::Critical, 0)].into());
    let named = Policy::resolve(None, asked([(Severity::Medium, 3)].into())).unwrap();
    assert!(!named.bootstrap);
    let worse = [(Severity::Medium, 3), (Severity::High, 0), (Severity::Critical, 0)];
    assert_eq!(named.limits, worse.into(), "who allows three medium ones allows none that is worse");
    let of_tool = section("{files: ['r/*'], tools: [{tool: A, limits: {low: 0}}]}");
    let policy = Policy::resolve(Some(&of_tool), Asked::default()).unwrap();
    assert!(policy.bootstrap, "a limit of one tool says nothing about the others");
    assert_eq!(policy.tools[0].limits.len(), 4);
}

#[test]
fn block_is_no_finding_of_this_severity_or_worse_and_the_smaller_number_holds() {
    let section = section("{files: ['r/*'], block: medium, limits: {medium: 5, low: 20}}");
    let policy = Policy::resolve(Some(&section), Asked::default()).unwrap();
    let expected = [(Severity::Low, 20), (Severity::Medium, 0), (Severity::High, 0), (Severity::Critical, 0)];
    assert_eq!(policy.limits, expected.into());
}

#[test]
fn inputs_tighten_and_never_loosen() {
    let section = section(
        "{files: ['r/*'], limits: {high: 2}, unknown-severity: high, fail-on: warn, baseline: b.json, required-tools: [Bandit]}",
    );
    let policy = Policy::resolve(
        Some(&section),
        Asked {
            files: vec!["mine.sarif".into()],
            formats: Vec::new(),
            limits: [(Severity::High, 5), (Severity::Critical, 0)].into(),
            unknown: Some(Unknown::Ignore),
            required_tools: vec!["bandit".into(), "Semgrep".into()],
            baseline: Some("other.json".into()),
            new_only: Some(true),
            fail_on: Some(FailOn::Fail),
            report_only: Some(true),
        },
    )
    .unwrap();
    let told: Vec<&str> = policy.loosened.as_ref().unwrap().iter().map(|it| it.input.as_str()).collect();
    assert_eq!(
        told,
        ["files", "max-high", "unknown-severity", "new-only", "baseline", "fail-on", "report-only"]
    );
    assert_eq!(policy.files, ["r/*"]);
    assert_eq!(policy.limits, [(Severity::High, 2), (Severity::Critical, 0)].into());
    assert_eq!(policy.required_tools, ["Bandit", "Semgrep"], "each tool once, in any case");
    assert_eq!((policy.unknown, policy.fail_on), (Unknown::High, FailOn::Warn));
    assert!(!policy.new_only && !policy.report_only);
    assert_eq!(policy.baseline.as_deref(), Some("b.json"));
    let tighter =
        Asked { unknown: Some(Unknown::Fail), limits: [(Severity::High, 0)].into(), ..Asked::default() };
    let policy = Policy::resolve(Some(&section), tighter).unwrap();
    assert_eq!(policy.loosened.as_deref(), Some([].as_slice()));
    assert_eq!((policy.unknown, policy.limits[&Severity::High]), (Unknown::Fail, 0));
}

#[test]
fn without_a_file_inputs_are_all_there_is() {
    let all =
        Asked { report_only: Some(true), unknown: Some(Unknown::Ignore), ..asked(none_from(Severity::High)) };
    let policy = Policy::resolve(None, all).unwrap();
    assert!(policy.report_only && policy.loosened.is_none());
    assert_eq!(policy.unknown, Unknown::Ignore);
}

#[test]
fn what_judges_nothing_is_refused() {
    let wrong =
        |section: Option<&Section>, asked: Asked| Policy::resolve(section, asked).unwrap_err().to_string();
    assert!(wrong(None, Asked::default()).contains("`files`"));
    assert!(wrong(None, Asked { files: vec!["!a".into()], ..Asked::default() }).contains("`files`"));
    assert!(wrong(None, Asked { new_only: Some(true), ..asked(Limits::new()) }).contains("`baseline`"));
    let grace = section("{files: ['r/*'], grace: {high: 7}}");
    assert!(wrong(Some(&grace), Asked::default()).contains("`baseline`"));
}

#[test]
fn a_policy_that_asks_for_less_is_told_in_words() {
    let before = "{files: ['r/*'], block: high, tools: [{tool: Bandit, block: medium}], required-tools: [Bandit], grace: {low: 3}, baseline: b.json, paths: [{name: pay, files: ['p/**'], block: low, without-file: count}]}";
    let of = |text: &str| Policy::resolve(Some(&section(text)), Asked::default()).unwrap();
    let holds = of(before);
    assert_eq!(holds.loosened_by(&holds), [""; 0]);
    let stricter =
        before.replace("block: high", "of-commit: proven, block: low").replace("[Bandit]", "[Bandit, Semgrep]");
    assert_eq!(holds.loosened_by(&of(&stricter)), [""; 0]);
    for (old, new, told) in [
        ("block: high", "block: critical", "no limit for high findings"),
        ("block: high", "limits: {critical: 0, high: 3}", "3 high findings instead of 0"),
        ("block: medium", "block: high", "no limit for medium findings of Bandit"),
        ("tools: [{tool: Bandit, block: medium}], ", "", "no limit for medium findings of Bandit"),
        ("required-tools: [Bandit]", "required-tools: []", "Bandit need not run"),
        ("{low: 3}", "{low: 9}", "9 days of grace for low"),
        ("b.json", "c.json", "the baseline is another file"),
        ("baseline: b.json", "baseline: b.json, new-only: true", "what is known already is left alone"),
        ("baseline: b.json", "baseline: b.json, report-only: true", "the gate only reports"),
        ("baseline: b.json", "baseline: b.json, unknown-severity: ignore", "unknown severities count for less"),
        ("'r/*'", "'s/*'", "the reports are others"),
        ("block: high", "block: high, of-commit: ignored", "less is asked of the commit that scans are of"),
        ("without-file: count", "without-file: unknown", "findings without a file count for less in pay"),
        ("without-file: count", "without-file: ignore", "findings without a file count for less in pay"),
    ] {
        let less = holds.loosened_by(&of(&before.replace(old, new)));
        assert!(less.contains(&told.to_owned()), "{new}: {less:?}");
    }
}
