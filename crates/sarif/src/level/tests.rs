use super::{Kind, Level, LevelStep, level, rank};
use crate::diagnostic::DiagnosticCode;
use crate::result::ResultView;
use crate::run::RunView;

/// A run with rules in the driver and in an extension, and two invocations of which the second one overrides.
const RUN: &str = r#"{
  "tool": {
    "driver": {"name": "T", "rules": [
      {"id": "E", "guid": "AAAA", "defaultConfiguration": {"level": "error", "rank": 50.5}},
      {"id": "N", "defaultConfiguration": {"level": "note"}},
      {"id": "P"},
      {"id": "BAD", "defaultConfiguration": {"level": "info"}},
      {"id": "TWICE", "defaultConfiguration": {"level": "error"}},
      {"id": "TWICE", "defaultConfiguration": {"level": "note"}},
      {"id": "SAME", "defaultConfiguration": {"level": "note"}},
      {"id": "SAME", "name": "other text", "defaultConfiguration": {"level": "note"}},
      {"id": "CWE-79", "defaultConfiguration": {"level": "error"}}
    ]},
    "extensions": [{"name": "X", "guid": "bbbb", "rules": [{"id": "E", "guid": "cc", "defaultConfiguration": {"level": "note"}}]}]
  },
  "invocations": [
    {},
    {"ruleConfigurationOverrides": [
      {"descriptor": {"id": "N", "index": 1}, "configuration": {"level": "error", "rank": 99}},
      {"descriptor": {"id": "P", "index": 2}, "configuration": {"enabled": true}},
      {"descriptor": {"index": 0, "toolComponent": {"index": 0}}, "configuration": {"level": "warning"}},
      {"descriptor": {"id": "UNDESCRIBED"}, "configuration": {"level": "error"}}
    ]},
    {"ruleConfigurationOverrides": [{"descriptor": {"index": 77}, "configuration": {"level": "error"}}]}
  ]
}"#;

fn of(result: &str) -> (Option<(Level, LevelStep)>, Vec<DiagnosticCode>) {
    let run = RunView::parse(RUN).unwrap();
    let mut notes = Vec::new();
    let found = level(&run, &ResultView::read(result).unwrap(), &mut notes);
    (found, notes.into_iter().map(|note| note.code).collect())
}

#[track_caller]
fn is(result: &str, level: Level, step: LevelStep) {
    assert_eq!(of(result), (Some((level, step)), Vec::new()), "{result}");
}

#[track_caller]
fn unknown(result: &str, code: DiagnosticCode) {
    let (found, notes) = of(result);
    assert!(found.is_none() && notes.contains(&code), "{result}: {found:?} {notes:?}");
}

#[test]
fn step_1_the_result_says_it() {
    is(r#"{"level":"note","ruleIndex":0}"#, Level::Note, LevelStep::Explicit);
    is(r#"{"level":"none","kind":"pass"}"#, Level::None, LevelStep::Explicit);
    is(
        r#"{"level":"error","provenance":{"invocationIndex":1},"ruleIndex":2}"#,
        Level::Error,
        LevelStep::Explicit,
    );
}

#[test]
fn step_1_a_level_beside_a_kind_that_has_none_counts_and_is_noted() {
    let (found, notes) = of(r#"{"level":"error","kind":"pass"}"#);
    assert_eq!(
        (found, notes),
        (Some((Level::Error, LevelStep::Explicit)), vec![DiagnosticCode::LevelContradictsKind])
    );
    let view = ResultView::read(r#"{"level":"error","kind":"pass"}"#).unwrap();
    assert_eq!(view.effective_kind(), Kind::Fail);
}

#[test]
fn step_2_a_kind_other_than_fail_has_no_level() {
    for kind in ["pass", "open", "informational", "notApplicable", "review"] {
        is(&format!(r#"{{"kind":"{kind}","ruleIndex":0}}"#), Level::None, LevelStep::Kind);
    }
    is(r#"{"kind":"fail","ruleIndex":0}"#, Level::Error, LevelStep::Rule);
}

#[test]
fn step_3_the_rule_by_guid_before_index_before_id() {
    unknown(r#"{"rule":{"guid":"aaaa","index":1}}"#, DiagnosticCode::ContradictingRule);
    is(r#"{"rule":{"guid":"aaaa","index":0}}"#, Level::Error, LevelStep::Rule);
    is(r#"{"rule":{"index":1,"id":"N"}}"#, Level::Note, LevelStep::Rule);
    is(r#"{"ruleId":"N","ruleIndex":1}"#, Level::Note, LevelStep::Rule);
    is(r#"{"ruleId":"E"}"#, Level::Error, LevelStep::Rule);
    is(r#"{"rule":{"id":"N"}}"#, Level::Note, LevelStep::Rule);
    is(r#"{"ruleId":"N","ruleIndex":1.0}"#, Level::Note, LevelStep::Rule);
    is(r#"{"ruleId":"E","ruleIndex":-1}"#, Level::Error, LevelStep::Rule);
}

#[test]
fn step_3_a_component_by_guid_or_index() {
    is(r#"{"rule":{"index":0,"toolComponent":{"index":0}}}"#, Level::Note, LevelStep::Rule);
    is(r#"{"rule":{"id":"E","toolComponent":{"guid":"BBBB"}}}"#, Level::Note, LevelStep::Rule);
    is(r#"{"rule":{"guid":"CC","toolComponent":{"index":0}}}"#, Level::Note, LevelStep::Rule);
    // `ruleIndex` alone is the driver's; beside a component it plays no part.
    is(
        r#"{"ruleId":"E","ruleIndex":0,"rule":{"index":0,"toolComponent":{"index":0}}}"#,
        Level::Note,
        LevelStep::Rule,
    );
}

#[test]
fn step_3_hierarchical_ids() {
    is(r#"{"ruleId":"CWE-79/foo/bar"}"#, Level::Error, LevelStep::Rule);
    is(r#"{"ruleId":"CWE-79/foo","ruleIndex":8}"#, Level::Error, LevelStep::Rule);
    is(r#"{"ruleId":"CWE-790"}"#, Level::Warning, LevelStep::Default);
}

#[test]
fn step_3_an_index_wins_over_the_id_and_the_difference_is_noted() {
    let (found, notes) = of(r#"{"ruleId":"E","ruleIndex":1}"#);
    assert_eq!((found, notes), (Some((Level::Note, LevelStep::Rule)), vec![DiagnosticCode::RuleIdDiffers]));
}

#[test]
fn step_3_what_leads_nowhere_is_unknown_and_no_default() {
    for result in [
        r#"{"ruleId":"E","ruleIndex":99}"#,
        r#"{"ruleIndex":-2}"#,
        r#"{"ruleId":"E","ruleIndex":"0"}"#,
        r#"{"rule":{"guid":"zzzz"}}"#,
        r#"{"rule":{"index":0,"toolComponent":{"index":5}}}"#,
        r#"{"rule":{"index":0,"toolComponent":{"guid":"nobody"}}}"#,
    ] {
        unknown(result, DiagnosticCode::DanglingRule);
    }
    unknown(r#"{"ruleId":"TWICE"}"#, DiagnosticCode::AmbiguousRule);
    unknown(r#"{"ruleIndex":0,"rule":{"index":1}}"#, DiagnosticCode::ContradictingRule);
    is(r#"{"ruleId":"SAME"}"#, Level::Note, LevelStep::Rule);
}

#[test]
fn step_4_an_override_of_the_invocation() {
    is(r#"{"ruleIndex":1,"provenance":{"invocationIndex":1}}"#, Level::Error, LevelStep::Override);
    is(
        r#"{"rule":{"index":0,"toolComponent":{"index":0}},"provenance":{"invocationIndex":1}}"#,
        Level::Warning,
        LevelStep::Override,
    );
    is(r#"{"ruleIndex":1,"provenance":{"invocationIndex":0}}"#, Level::Note, LevelStep::Rule);
    is(r#"{"ruleIndex":1,"provenance":{"invocationIndex":-1}}"#, Level::Note, LevelStep::Rule);
    is(r#"{"ruleIndex":2,"provenance":{"invocationIndex":1}}"#, Level::Warning, LevelStep::Default);
}

#[test]
fn step_4_an_override_of_a_rule_that_the_tool_does_not_describe() {
    is(r#"{"ruleId":"UNDESCRIBED","provenance":{"invocationIndex":1}}"#, Level::Error, LevelStep::Override);
    is(r#"{"ruleId":"UNDESCRIBED","provenance":{"invocationIndex":0}}"#, Level::Warning, LevelStep::Default);
    is(r#"{"ruleId":"ANOTHER","provenance":{"invocationIndex":1}}"#, Level::Warning, LevelStep::Default);
}

#[test]
fn step_4_an_invocation_or_override_that_leads_nowhere_is_unknown() {
    unknown(r#"{"ruleIndex":0,"provenance":{"invocationIndex":9}}"#, DiagnosticCode::DanglingInvocation);
    unknown(r#"{"ruleIndex":0,"provenance":{"invocationIndex":"1"}}"#, DiagnosticCode::UnreadableMember);
    assert_eq!(of(r#"{"ruleIndex":0,"provenance":{"invocationIndex":2}}"#).0, None);
    let run = RunView::parse(RUN).unwrap();
    assert!(run.notes().iter().any(|note| note.code == DiagnosticCode::DanglingRule));
}

#[test]
fn step_5_the_rules_default() {
    is(r#"{"ruleIndex":0}"#, Level::Error, LevelStep::Rule);
    assert_eq!(of(r#"{"ruleIndex":3}"#).0, None, "a rule's level that is none of SARIF's is unknown");
}

#[test]
fn step_6_warning() {
    is(r#"{"ruleIndex":2}"#, Level::Warning, LevelStep::Default);
    is(r#"{"ruleId":"nobody knows"}"#, Level::Warning, LevelStep::Default);
    is("{}", Level::Warning, LevelStep::Default);
    is(r#"{"level":null,"kind":null,"ruleIndex":null}"#, Level::Warning, LevelStep::Default);
}

#[test]
fn a_bad_token_is_unknown() {
    for result in [
        r#"{"level":"info"}"#,
        r#"{"level":"Error"}"#,
        r#"{"level":3}"#,
        r#"{"kind":"failed"}"#,
        r#"{"level":{}}"#,
    ] {
        unknown(result, DiagnosticCode::UnreadableMember);
    }
}

#[test]
fn ranks_go_the_same_way() {
    let run = RunView::parse(RUN).unwrap();
    let of = |text: &str| {
        let found = rank(&run, &ResultView::read(text).unwrap(), &mut Vec::new());
        found.map(|(rank, step)| (rank.to_string(), step))
    };
    assert_eq!(of(r#"{"rank":12.5,"ruleIndex":0}"#), Some(("12.5".into(), LevelStep::Explicit)));
    assert_eq!(of(r#"{"kind":"pass","ruleIndex":0}"#), Some(("-1.0".into(), LevelStep::Kind)));
    assert_eq!(
        of(r#"{"ruleIndex":1,"provenance":{"invocationIndex":1}}"#),
        Some(("99.0".into(), LevelStep::Override))
    );
    assert_eq!(of(r#"{"rank":-1.0,"ruleIndex":0}"#), Some(("50.5".into(), LevelStep::Rule)));
    assert_eq!(of(r#"{"ruleIndex":1}"#), Some(("-1.0".into(), LevelStep::Default)));
    assert_eq!(of(r#"{"rank":100.1}"#), None);
}
