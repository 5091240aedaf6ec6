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
    let all = r#"{"ruleId":"R","level":"note","properties":{"severitySource":"score","nativeSeverity":"CRITICAL","security-severity":"9.1"}}"#;
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
    is(rule, all, Severity::Critical, SeverityStep::Native);
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
        (r#""""#, DiagnosticCode::ScoreNotANumber),
        (r#""undefined""#, DiagnosticCode::ScoreNotANumber),
        (r#""null""#, DiagnosticCode::ScoreNotANumber),
        ("null", DiagnosticCode::ScoreNotANumber),
        (r#""0.0""#, DiagnosticCode::ScoreOutOfRange),
        ("0", DiagnosticCode::ScoreOutOfRange),
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

/// A score that was meant to be critical must not end as the level `note`.
#[test]
fn a_score_that_cannot_be_read_is_never_taken_for_a_level() {
    for score in [
        r#""NaN""#,
        r#""high""#,
        r#""CRITICAL""#,
        r#""9,8""#,
        r#""+9.8""#,
        r#""9.8/10""#,
        r#""10.1""#,
        "{}",
        "true",
        "-1",
        "98",
        "1e999999",
    ] {
        let properties = format!(r#""properties":{{"security-severity":{score}}}"#);
        let rule = format!(r#"{{"id":"R",{properties}}}"#);
        is(&rule, r#"{"ruleIndex":0,"level":"note"}"#, Severity::Unknown, SeverityStep::Unreadable);
        is("", &format!(r#"{{"level":"note",{properties}}}"#), Severity::Unknown, SeverityStep::Unreadable);
    }
    let own = r#"{"ruleIndex":0,"properties":{"security-severity":"9.8"}}"#;
    let rule = r#"{"id":"R","properties":{"security-severity":"NaN"}}"#;
    is(rule, own, Severity::Critical, SeverityStep::ResultScore);
}

/// Dependency-Check writes the key twice, for CVSS 3 and 4.
#[test]
fn a_repeated_score_is_the_highest_and_noted() {
    let rule = r#"{"id":"R","properties":{"security-severity":"9.8","security-severity":"6.0"}}"#;
    let (severity, _, notes) = judged(rule, r#"{"ruleId":"R"}"#, &SeverityPolicy::default());
    assert_eq!((severity, notes), (Severity::Critical, vec![DiagnosticCode::RepeatedMember]));
    let twice = |one, other| {
        format!(
            r#"{{"level":"note","properties":{{"security-severity":"{one}","security-severity":"{other}"}}}}"#
        )
    };
    is("", &twice("1.0", "9.8"), Severity::Critical, SeverityStep::ResultScore);
    is("", &twice("NaN", "1.0"), Severity::Unknown, SeverityStep::Unreadable);
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
    let problem = r#"{"properties":{"problem.severity":"bad"},"level":"note"}"#;
    is("", problem, Severity::Unknown, SeverityStep::Unreadable);
}

/// As the converters write it: with a level and, but for `info`, a score that say no worse. The rule bears the highest of all of them.
#[test]
fn what_a_converter_keeps() {
    let with = |source: &str, word: &str, level: &str, score: &str| {
        format!(
            r#"{{"ruleIndex":0,"level":"{level}","properties":{{"severitySource":"{source}","nativeSeverity":"{word}"{score}}}}}"#
        )
    };
    let rule = r#"{"id":"R","properties":{"security-severity":"9.8"}}"#;
    let scored = |score: &str| format!(r#","security-severity":"{score}""#);
    is(rule, &with("bucket", "MEDIUM", "warning", &scored("5.5")), Severity::Medium, SeverityStep::Native);
    is(rule, &with("score", "HIGH", "error", &scored("5.0")), Severity::High, SeverityStep::Native);
    is(rule, &with("bucket", "info", "note", ""), Severity::Info, SeverityStep::Native);
    is(rule, &with("unknown", "", "error", ""), Severity::Unknown, SeverityStep::Native);
    is(rule, &with("bucket", "riskcode 3", "error", &scored("8.0")), Severity::High, SeverityStep::ResultScore);
    is(rule, &with("level", "LOW", "error", &scored("8.0")), Severity::High, SeverityStep::ResultScore);
}

#[test]
fn a_converters_members_make_nothing_milder_than_the_result_itself_says() {
    let with = |word: &str, more: &str| {
        format!(r#"{{"ruleIndex":0,"properties":{{"severitySource":"bucket","nativeSeverity":"{word}"{more}"#)
    };
    let rule = r#"{"id":"R","properties":{"security-severity":"9.8"}}"#;
    for more in [r#","security-severity":"9.8"},"level":"note"}"#, r#"},"level":"error"}"#, "}}"] {
        is(
            rule,
            &with("info", more),
            Severity::Critical,
            if more.contains("9.8") { SeverityStep::ResultScore } else { SeverityStep::RuleScore },
        );
    }
    is(
        "",
        &with("low", r#"},"level":"warning"}"#).replace(r#""ruleIndex":0,"#, ""),
        Severity::Medium,
        SeverityStep::Level,
    );
    is(
        rule,
        &with("low", r#","security-severity":"NaN"},"level":"note"}"#),
        Severity::Unknown,
        SeverityStep::Unreadable,
    );
    is(rule, &with("low", r#"},"level":"bad"}"#), Severity::Critical, SeverityStep::RuleScore);
    is(
        "",
        r#"{"level":"bad","properties":{"severitySource":"bucket","nativeSeverity":"low"}}"#,
        Severity::Unknown,
        SeverityStep::Unreadable,
    );
    let critical = r#"{"level":"note","properties":{"severitySource":"bucket","nativeSeverity":"critical"}}"#;
    is("", critical, Severity::Critical, SeverityStep::Native);
}

#[test]
fn an_unknown_of_a_converter_hides_no_score_and_no_level() {
    let unknown = |source: &str, more: &str| {
        format!(
            r#"{{"level":"error","properties":{{"severitySource":"{source}","nativeSeverity":"unknown"{more}}}}}"#
        )
    };
    let scored = r#","security-severity":"9.8""#;
    for source in ["unknown", "bucket", "score"] {
        is("", &unknown(source, scored), Severity::Critical, SeverityStep::ResultScore);
        is("", &unknown(source, ""), Severity::Unknown, SeverityStep::Native);
        let warning = unknown(source, "").replace("error", "warning");
        is("", &warning, Severity::Medium, SeverityStep::Level);
    }
}

/// The result names one rule by its index and another one by its id: nobody knows which is meant.
#[test]
fn of_two_rules_that_a_result_names_the_worse_counts() {
    let rules = r#"{"id":"CRIT","properties":{"security-severity":"9.8"}},{"id":"LOW","properties":{"security-severity":"2.0"}}"#;
    for result in [
        r#"{"ruleId":"CRIT","ruleIndex":1}"#,
        r#"{"ruleId":"LOW","ruleIndex":0}"#,
        r#"{"ruleId":"LOW","rule":{"id":"CRIT"},"ruleIndex":1}"#,
        r#"{"ruleId":"CRIT/below","ruleIndex":1}"#,
    ] {
        is(rules, result, Severity::Critical, SeverityStep::RuleScore);
    }
    is(rules, r#"{"ruleId":"nobody","ruleIndex":1}"#, Severity::Low, SeverityStep::RuleScore);
    let several = r#"{"id":"LOW"},{"id":"R","properties":{"security-severity":"2.0"}},{"id":"R"}"#;
    is(several, r#"{"ruleId":"R","ruleIndex":0,"level":"note"}"#, Severity::Unknown, SeverityStep::Unreadable);
}

/// SARIF gives what is open or to be reviewed the level `none`; the gate counts it, and so it counts as what it may turn out to be.
#[test]
fn what_is_open_is_as_severe_as_its_rule() {
    let rule = r#"{"id":"R","defaultConfiguration":{"level":"error"}}"#;
    for kind in ["open", "review"] {
        let of = |more: &str| format!(r#"{{"ruleId":"R","kind":"{kind}"{more}}}"#);
        is(rule, &of(""), Severity::High, SeverityStep::RuleLevel);
        is("", &of(""), Severity::Medium, SeverityStep::DefaultLevel);
        is(rule, &of(r#","level":"none""#), Severity::Info, SeverityStep::Level);
    }
    is(rule, r#"{"ruleId":"R","kind":"informational"}"#, Severity::Info, SeverityStep::Kind);
}

/// By the letter a rule without its component is the driver's; tools forget to say which of their extensions has it.
#[test]
fn rules_of_extensions_are_found_by_name_and_id() {
    let of = |extensions: &str, result: &str| {
        let run = format!(
            r#"{{"tool":{{"driver":{{"name":"T","rules":[{{"id":"D"}}]}},"extensions":[{extensions}]}}}}"#
        );
        let run = RunView::parse(&run).unwrap();
        let result = ResultView::read(result).unwrap();
        effective(&run, &result, &SeverityPolicy::default(), &mut Vec::new()).severity
    };
    let extension = |name: &str, score: &str| {
        format!(r#"{{"name":"{name}","rules":[{{"id":"R","properties":{{"security-severity":"{score}"}}}}]}}"#)
    };
    let (one, other) = (extension("X", "9.8"), extension("Y", "2.0"));
    let both = format!("{one},{other}");
    let named =
        |name: &str| format!(r#"{{"level":"note","rule":{{"id":"R","toolComponent":{{"name":"{name}"}}}}}}"#);
    let bare = r#"{"ruleId":"R","level":"note"}"#;
    assert_eq!(of(&one, &named("X")), Severity::Critical);
    assert_eq!(of(&both, &named("Y")), Severity::Low);
    assert_eq!(of(&format!("{one},{one}"), &named("X")), Severity::Unknown, "two of one name");
    assert_eq!(of(&one, bare), Severity::Critical);
    assert_eq!(of(&one, r#"{"ruleId":"R/below","level":"note"}"#), Severity::Critical);
    assert_eq!(of(&one, &named("nobody")), Severity::Critical);
    assert_eq!(of(&format!("{one},{one}"), bare), Severity::Critical, "both say the same");
    assert_eq!(of(&both, bare), Severity::Unknown);
    assert_eq!(of(&one, r#"{"ruleId":"D","level":"note"}"#), Severity::Low);
    let contradicts = r#"{"level":"note","rule":{"id":"R","toolComponent":{"name":"Y","index":0}}}"#;
    assert_eq!(of(&both, contradicts), Severity::Unknown);
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

/// Where a policy leaves the unknown alone, anybody who can write a result could hide what its rule says.
#[test]
fn an_unknown_keeps_what_its_rule_says() {
    let at_least = |rules: &str, result: &str| {
        let run = format!(r#"{{"tool":{{"driver":{{"name":"T","rules":[{rules}]}}}}}}"#);
        let (run, result) = (RunView::parse(&run).unwrap(), ResultView::read(result).unwrap());
        let found = effective(&run, &result, &SeverityPolicy::default(), &mut Vec::new());
        assert_eq!((found.severity, found.step), (Severity::Unknown, SeverityStep::Native));
        found.at_least
    };
    let unknown = r#"{"ruleId":"R","level":"error","properties":{"severitySource":"unknown"}}"#;
    let rule = |properties: &str| format!(r#"{{"id":"R","properties":{{{properties}}}}}"#);
    let score = rule(r#""security-severity":"9.8""#);
    assert_eq!(at_least(r#"{"id":"R"}"#, unknown), None);
    assert_eq!(at_least(&score, unknown), Some(Severity::Critical));
    assert_eq!(at_least(&rule(r#""problem.severity":"error""#), unknown), Some(Severity::High));
    // Two rules that may be meant: the other one has the score.
    let two = r#"{"ruleId":"R","ruleIndex":0,"level":"error","properties":{"severitySource":"unknown"}}"#;
    assert_eq!(at_least(&format!(r#"{{"id":"O"}},{score}"#), two), Some(Severity::Critical));
}
