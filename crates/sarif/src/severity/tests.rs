use super::{Severity, SeverityOverride, SeverityPolicy, SeverityStep, effective};
use crate::decimal::Decimal;
use crate::diagnostic::DiagnosticCode;
use crate::result::ResultView;
use crate::run::RunView;

fn judged(rule: &str, result: &str, policy: &SeverityPolicy) -> (Severity, SeverityStep, Vec<DiagnosticCode>) {
    let run = format!(r#"{{"tool":{{"driver":{{"name":"T","rules":[{rule}]}}}}}}"#);
    let run = RunView::parse(&run).unwrap();
    let mut notes = run.notes().to_vec();
    let found = effective(&run, &ResultView::read(result).unwrap(), policy, &mut notes);
    (found.severity, found.step, notes.into_iter().map(|note| note.code).collect())
}

#[track_caller]
fn is(rule: &str, result: &str, severity: Severity, step: SeverityStep) {
    let (found, by, _) = judged(rule, result, &SeverityPolicy::default());
    assert_eq!((found, by), (severity, step), "{rule} {result}");
}

#[test]
fn bounds_are_exact() {
    for (score, severity) in [
        ("10.0", Severity::Critical),
        ("9.0", Severity::Critical),
        ("8.9999", Severity::High),
        ("7", Severity::High),
        ("6.9999", Severity::Medium),
        ("4.0", Severity::Medium),
        ("3.9999", Severity::Low),
        ("0.1", Severity::Low),
        ("0.0000000001", Severity::Low),
    ] {
        assert_eq!(Severity::of_score(Decimal::parse(score).unwrap()), severity, "{score}");
    }
}

/// Each step is given together with all later ones, which say something else, and decides.
#[test]
fn the_order_of_the_steps() {
    let rule = r#"{"id":"R","defaultConfiguration":{"level":"note"},"properties":{"security-severity":"4.5","problem.severity":"recommendation","tags":["CWE-89"]}}"#;
    let all = r#"{"ruleId":"R","level":"note","properties":{"severitySource":"score","nativeSeverity":"HIGH","security-severity":"9.1"}}"#;
    let policy = SeverityPolicy {
        overrides: vec![SeverityOverride {
            tool: Some("T".into()),
            rule: Some("R".into()),
            severity: Severity::Info,
        }],
        cwe_prior: true,
    };
    let (severity, step, _) = judged(rule, all, &policy);
    assert_eq!((severity, step), (Severity::Info, SeverityStep::Policy));
    is(rule, all, Severity::High, SeverityStep::Native);
    let own = r#"{"ruleId":"R","level":"note","properties":{"security-severity":"9.1"}}"#;
    is(rule, own, Severity::Critical, SeverityStep::ResultScore);
    let plain = r#"{"ruleId":"R","level":"note"}"#;
    is(rule, plain, Severity::Medium, SeverityStep::RuleScore);
    let rule = r#"{"id":"R","properties":{"problem.severity":"error","tags":["CWE-89"]}}"#;
    is(rule, plain, Severity::High, SeverityStep::ProblemSeverity);
    let rule = r#"{"id":"R","properties":{"tags":["external/cwe/cwe-089","CWE-79"]}}"#;
    let prior = SeverityPolicy { cwe_prior: true, ..SeverityPolicy::default() };
    let (severity, step, _) = judged(rule, plain, &prior);
    assert_eq!((severity, step), (Severity::Critical, SeverityStep::Weakness));
    is(rule, plain, Severity::Low, SeverityStep::Level);
}

#[test]
fn levels_by_the_declared_map() {
    for (level, severity) in [
        ("error", Severity::High),
        ("warning", Severity::Medium),
        ("note", Severity::Low),
        ("none", Severity::Info),
    ] {
        is("", &format!(r#"{{"level":"{level}"}}"#), severity, SeverityStep::Level);
    }
    is("", r#"{"kind":"pass"}"#, Severity::Info, SeverityStep::Kind);
    is("", "{}", Severity::Medium, SeverityStep::DefaultLevel);
}

#[test]
fn a_score_that_is_none_is_unset_and_noted() {
    for (score, code) in [
        (r#""NaN""#, DiagnosticCode::ScoreNotANumber),
        (r#""undefined""#, DiagnosticCode::ScoreNotANumber),
        (r#""null""#, DiagnosticCode::ScoreNotANumber),
        ("null", DiagnosticCode::ScoreNotANumber),
        ("{}", DiagnosticCode::ScoreNotANumber),
        (r#""high""#, DiagnosticCode::ScoreNotANumber),
        (r#""0.0""#, DiagnosticCode::ScoreOutOfRange),
        ("-1", DiagnosticCode::ScoreOutOfRange),
        (r#""10.1""#, DiagnosticCode::ScoreOutOfRange),
        ("1e999999", DiagnosticCode::ScoreOutOfRange),
    ] {
        let rule = format!(
            r#"{{"id":"R","defaultConfiguration":{{"level":"error"}},"properties":{{"security-severity":{score}}}}}"#
        );
        let (severity, step, notes) = judged(&rule, r#"{"ruleIndex":0}"#, &SeverityPolicy::default());
        assert_eq!((severity, step, notes), (Severity::High, SeverityStep::RuleLevel, vec![code]), "{score}");
        let result = format!(r#"{{"level":"error","properties":{{"security-severity":{score}}}}}"#);
        let (severity, step, notes) = judged("", &result, &SeverityPolicy::default());
        assert_eq!((severity, step, notes), (Severity::High, SeverityStep::Level, vec![code]), "{score}");
    }
}

#[test]
fn a_score_is_a_string_or_a_number() {
    for score in [r#""9.8""#, "9.8", r#"" 9.8 ""#, "98e-1"] {
        is(
            &format!(r#"{{"id":"R","properties":{{"security-severity":{score}}}}}"#),
            r#"{"ruleId":"R"}"#,
            Severity::Critical,
            SeverityStep::RuleScore,
        );
    }
}

/// Dependency-Check writes the key twice, for CVSS 3 and 4.
#[test]
fn a_repeated_score_is_the_last_and_noted() {
    let rule = r#"{"id":"R","properties":{"security-severity":"9.8","security-severity":"6.0"}}"#;
    let (severity, _, notes) = judged(rule, r#"{"ruleId":"R"}"#, &SeverityPolicy::default());
    assert_eq!((severity, notes), (Severity::Medium, vec![DiagnosticCode::RepeatedMember]));
}

#[test]
fn a_bad_token_is_one_results_unknown_and_a_score_still_decides() {
    let (severity, step, notes) = judged("", r#"{"level":"info"}"#, &SeverityPolicy::default());
    assert_eq!(
        (severity, step, notes),
        (Severity::Unknown, SeverityStep::Unreadable, vec![DiagnosticCode::UnreadableMember])
    );
    let rule = r#"{"id":"R","properties":{"security-severity":"9.8"}}"#;
    is(rule, r#"{"ruleId":"R","level":"info"}"#, Severity::Critical, SeverityStep::RuleScore);
    is(rule, r#"{"ruleId":"R","ruleIndex":7,"level":"note"}"#, Severity::Unknown, SeverityStep::Unreadable);
    is("", r#"{"properties":{"problem.severity":"bad"},"level":"note"}"#, Severity::Low, SeverityStep::Level);
}

#[test]
fn what_a_converter_keeps() {
    let with = |source: &str, word: &str| {
        format!(
            r#"{{"level":"error","properties":{{"severitySource":"{source}","nativeSeverity":"{word}","security-severity":"8.0"}}}}"#
        )
    };
    is("", &with("bucket", "MEDIUM"), Severity::Medium, SeverityStep::Native);
    is("", &with("score", "moderate"), Severity::Medium, SeverityStep::Native);
    is("", &with("unknown", ""), Severity::Unknown, SeverityStep::Native);
    is("", &with("bucket", "riskcode 3"), Severity::High, SeverityStep::ResultScore);
    is("", &with("level", "HIGH"), Severity::High, SeverityStep::ResultScore);
}

#[test]
fn a_policy_names_tools_and_rules_exactly() {
    let policy = |tool: Option<&str>, rule: Option<&str>| SeverityPolicy {
        overrides: vec![SeverityOverride {
            tool: tool.map(str::to_owned),
            rule: rule.map(str::to_owned),
            severity: Severity::Critical,
        }],
        cwe_prior: false,
    };
    let fires = |policy: SeverityPolicy| {
        judged("", r#"{"ruleId":"A/b","level":"note"}"#, &policy).1 == SeverityStep::Policy
    };
    assert!(
        fires(policy(None, None)) && fires(policy(Some("T"), Some("A"))) && fires(policy(None, Some("A/b")))
    );
    assert!(
        !fires(policy(Some("t"), None)) && !fires(policy(None, Some("A/"))) && !fires(policy(None, Some("a")))
    );
}

/// Section 1.6: VulnFuse reads `unknown` from each of these shapes and lets them pass; tools read the driver's rules only.
#[test]
fn peers_fail_open_where_severity_is_on_the_rule_override_extension_or_default() {
    let run = r#"{"tool":{"driver":{"name":"T","rules":[{"id":"R","defaultConfiguration":{"level":"error"}}]},
        "extensions":[{"name":"X","rules":[{"id":"Q","properties":{"security-severity":"9.8"}}]}]},
        "invocations":[{"ruleConfigurationOverrides":[{"descriptor":{"index":0},"configuration":{"level":"error"}}]}]}"#;
    let run = RunView::parse(run).unwrap();
    let of = |text: &str| {
        let found =
            effective(&run, &ResultView::read(text).unwrap(), &SeverityPolicy::default(), &mut Vec::new());
        (found.severity, found.step)
    };
    assert_eq!(of(r#"{"ruleId":"R"}"#), (Severity::High, SeverityStep::RuleLevel));
    assert_eq!(
        of(r#"{"ruleIndex":0,"provenance":{"invocationIndex":0}}"#),
        (Severity::High, SeverityStep::LevelOverride)
    );
    assert_eq!(
        of(r#"{"rule":{"index":0,"toolComponent":{"index":0}}}"#),
        (Severity::Critical, SeverityStep::RuleScore)
    );
    assert_eq!(of(r#"{"ruleId":"unheard"}"#), (Severity::Medium, SeverityStep::DefaultLevel));
}

/// Section 1.5: the others either take `error` for critical, a rule's severity for all of its results, or the last one written.
#[test]
fn peers_misjudge_explicit_levels_and_results_of_one_rule() {
    is("", r#"{"level":"error"}"#, Severity::High, SeverityStep::Level);
    let rule = r#"{"id":"B602","properties":{"security-severity":"8.0"}}"#;
    is(
        rule,
        r#"{"ruleId":"B602","properties":{"security-severity":"2.0"}}"#,
        Severity::Low,
        SeverityStep::ResultScore,
    );
    is(rule, r#"{"ruleId":"B602"}"#, Severity::High, SeverityStep::RuleScore);
    is("", r#"{"kind":"informational","ruleId":"x"}"#, Severity::Info, SeverityStep::Kind);
}

/// A merge that keeps two rules of one id writes the level into results that name the rule by id alone.
#[test]
fn rules_of_one_id_that_differ_in_level_leave_a_level_that_is_said() {
    let rules = r#"{"id":"R","defaultConfiguration":{"level":"note"}},{"id":"R","defaultConfiguration":{"level":"error"}}"#;
    is(rules, r#"{"ruleId":"R","level":"error"}"#, Severity::High, SeverityStep::Level);
    is(rules, r#"{"ruleId":"R"}"#, Severity::Unknown, SeverityStep::Unreadable);
    let scored = r#"{"id":"R","properties":{"security-severity":"9.8"}},{"id":"R"}"#;
    is(scored, r#"{"ruleId":"R","level":"note"}"#, Severity::Unknown, SeverityStep::Unreadable);
}
