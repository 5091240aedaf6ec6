use std::path::Path;

use runner::files::Workspace;
use sarif::Severity;

use super::*;
use crate::policy::Asked;

fn gathered(files: &[(&str, &str)], asked: Asked) -> Facts {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    in_folder(folder.path(), asked)
}

fn in_folder(folder: &Path, asked: Asked) -> Facts {
    let policy = Policy::resolve(None, Asked { files: vec!["r/*".into()], ..asked }).unwrap();
    let setting = Setting::plain(Workspace::new(folder.to_owned()), jiff::civil::date(2026, 8, 22));
    gather(&policy, &setting, &mut Progress::new(false)).unwrap().facts
}

fn facts(files: &[(&str, &str)]) -> Facts {
    gathered(files, Asked::default())
}

fn log(tool: &str, results: &str) -> String {
    format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"{tool}"}}}},"results":[{results}]}}]}}"#
    )
}

fn result(rule: &str, level: &str) -> String {
    format!(
        r#"{{"ruleId":"{rule}","level":"{level}","message":{{"text":"m"}},"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"src/a.py"}},"region":{{"startLine":3}}}}}}]}}"#
    )
}

/// The code of the one report that cannot be read.
fn broken(text: &str) -> String {
    let facts = facts(&[("r/1", text)]);
    assert!(!facts.complete(), "{text}");
    facts.reports[0].broken.as_ref().map(|broken| broken.code.clone()).unwrap_or_default()
}

#[test]
fn logs_and_scanners_own_reports_become_findings_and_every_result_is_accounted_for() {
    let bandit = r#"{"errors":[],"generated_at":"2026-01-01T00:00:00Z","metrics":{"_totals":{}},"results":[{"code":"1 x","filename":"./src/a.py","issue_confidence":"HIGH","issue_severity":"HIGH","issue_text":"bad","issue_cwe":{"id":78,"link":""},"line_number":3,"line_range":[3],"more_info":"","test_id":"B602","test_name":"n","col_offset":0,"end_col_offset":1}]}"#;
    let facts = facts(&[("r/1.sarif", &log("Tool", &result("R1", "error"))), ("r/2.json", bandit)]);
    assert!(facts.complete());
    let found: Vec<_> =
        facts.findings.iter().map(|it| (it.tool.as_str(), it.rule.as_str(), it.severity)).collect();
    assert_eq!(found, [("Tool", "R1", Severity::High), ("Bandit", "B602", Severity::High)]);
    assert_eq!(facts.reports[1].format.as_deref(), Some("bandit"));
    assert_eq!(facts.ledger["Tool"], Conserved { read: 1, written: 1, findings: 1, ..Conserved::default() });
    assert_eq!(facts.findings[1].path.as_deref(), Some("src/a.py"));
}

#[test]
fn the_same_result_in_two_reports_is_one_finding() {
    let one = log("Tool", &result("R1", "error"));
    let facts = facts(&[("r/1.sarif", &one), ("r/2.sarif", &one)]);
    assert_eq!(facts.findings.len(), 1);
    assert_eq!(
        facts.ledger["Tool"],
        Conserved { read: 2, written: 1, equal: 1, findings: 1, ..Conserved::default() }
    );
}

#[test]
fn what_passed_is_no_finding_and_is_counted() {
    let passed = r#"{"ruleId":"R","kind":"pass","message":{"text":"m"}}"#;
    let facts = facts(&[("r/1.sarif", &log("Tool", passed))]);
    assert!(facts.findings.is_empty());
    assert_eq!(facts.ledger["Tool"].no_failure, 1);
}

#[test]
fn what_cannot_be_read_is_told_by_its_code() {
    assert_eq!(broken(""), "empty");
    assert_eq!(broken("[]"), "ambiguous");
    assert_eq!(broken("{\"a\": 1}"), "unknown-format");
    assert_eq!(broken("hello"), "unknown-format");
    let whole = log("Tool", &result("R1", "error"));
    let cut = whole.get(..whole.len() - 20).unwrap();
    assert_eq!(broken(cut), "malformed");
    assert_eq!(broken(r#"{"version":"2.0.0","runs":[]}"#), "not-sarif");
    assert_eq!(broken(&format!("{}{}", "[".repeat(100_000), "]".repeat(100_000))), "too-deep");
    let facts = facts(&[("r/1", r#"{"version":"2.1.0","runs":[]}"#)]);
    assert!(facts.reports[0].broken.is_none() && !facts.complete(), "nobody says that anything was scanned");
}

#[test]
fn an_empty_list_is_a_clean_scan_only_of_a_declared_format() {
    let formats = vec![crate::policy::Declared::parse("r/* => gitleaks").unwrap()];
    let facts = gathered(&[("r/1", "[]")], Asked { formats, ..Asked::default() });
    assert!(facts.complete() && facts.findings.is_empty());
    assert_eq!(facts.reports[0].runs[0].tool, "Gitleaks");
    for wrong in ["r/*", "r/* => nothing", "[ => gitleaks"] {
        assert!(crate::policy::Declared::parse(wrong).is_err(), "{wrong}");
    }
}

#[test]
fn a_report_that_nobody_knows_shows_the_way_out_and_no_secret() {
    let message = |text: &str, formats: &[&str]| {
        let formats = formats.iter().map(|line| crate::policy::Declared::parse(line).unwrap()).collect();
        let facts = gathered(&[("r/1", text)], Asked { formats, ..Asked::default() });
        facts.reports[0].broken.clone().unwrap().message
    };
    for text in ["[]", "{\"a\": 1}"] {
        assert!(
            message(text, &[]).ends_with("the line `r/1 => FORMAT` in `formats`, or with --formats"),
            "{text}"
        );
    }
    let wrong = message("{\"a\": 1}", &["r/* => bandit"]);
    assert!(wrong.ends_with("or correct the line of `formats` that says that it is of bandit"), "{wrong}");
    let token = "ghp_0123456789abcdefghijABCDEFGHIJ";
    let name = format!("{}{token}\\u202e", "x ".repeat(100_000));
    let hostile = message(&format!("{{\"{name}\": 1, \"{name}\": 2}}"), &["r/* => bandit"]);
    assert!(hostile.len() < 1_000 && !hostile.contains(token) && !hostile.contains('\u{202e}'), "{hostile}");
}

#[test]
fn secrets_of_a_log_are_in_no_finding_and_in_no_log() {
    let leak = result("R1", "error").replace("\"m\"", "\"sent Authorization: Bearer 0123456789abcdef\"");
    let facts = facts(&[("r/1.sarif", &log("Tool", &leak))]);
    assert_eq!(
        (facts.reports[0].redacted, facts.findings[0].message.as_str()),
        (1, "sent Authorization: [REDACTED]")
    );
}

#[test]
fn a_run_that_did_not_come_to_its_end_says_so() {
    let incomplete = |members: &str| {
        let text = format!(r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"T"}}}}{members}}}]}}"#);
        facts(&[("r/1", &text)]).reports[0].runs[0].incomplete.clone()
    };
    assert_eq!(incomplete(r#","results":[]"#), [""; 0]);
    for members in [
        "",
        r#","results":null"#,
        r#","results":[],"invocations":[{"executionSuccessful":false}]"#,
        r#","results":[],"invocations":[{"executionSuccessful":"yes"}]"#,
        r#","results":[],"invocations":{}"#,
        r#","results":{}"#,
        r#","results":[],"invocations":[null]"#,
        r#","results":[],"invocations":[{"exitCode":2}]"#,
        r#","results":[],"invocations":[{"processStartFailureMessage":"no such file"}]"#,
        r#","results":[],"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":{}}]"#,
        r#","results":[],"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":[{"message":{"text":"x"},"exception":{"kind":"IOError"}}]}]"#,
        r#","results":[],"invocations":[{"executionSuccessful":true,"notificationConfigurationOverrides":[{"descriptor":{"id":"N"},"configuration":{"level":"error"}}],"toolExecutionNotifications":[{"descriptor":{"id":"N"},"message":{"text":"x"}}]}]"#,
        r#","results":[],"versionControlProvenance":{}"#,
        r#","results":[],"externalPropertyFileReferences":{"results":[{"location":{"uri":"more.sarif"}}]}"#,
        r#","results":[],"results":[]"#,
        r#","results":[],"invocations":[{"executionSuccessful":true,"toolExecutionNotifications":[{"level":"error","message":{"text":"crashed"}}]}]"#,
        r#","results":[],"invocations":[{"executionSuccessful":true,"toolConfigurationNotifications":[{"level":"error","message":{"text":"no rules"}}]}]"#,
    ] {
        assert_eq!(incomplete(members).len(), 1, "{members}");
    }
}

#[test]
fn a_new_and_worse_finding_does_not_take_the_place_of_one_that_is_known() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("r")).unwrap();
    let write = |results: &str| std::fs::write(folder.path().join("r/1.sarif"), log("Tool", results)).unwrap();
    write(&result("R1", "note"));
    let known =
        crate::baseline::Document::of("", &in_folder(folder.path(), Asked::default()).findings, "2026-08-01");
    std::fs::write(folder.path().join("b.json"), known.bytes().unwrap()).unwrap();
    let worse = result("R1", "error").replace("startLine\":3", "startLine\":1");
    write(&format!("{worse},{}", result("R1", "note")));
    let facts = in_folder(folder.path(), Asked { baseline: Some("b.json".into()), ..Asked::default() });
    let new: Vec<_> =
        facts.findings.iter().filter(|it| it.first_seen.is_none()).map(|it| it.severity).collect();
    assert_eq!(new, [Severity::High]);
}

#[test]
fn an_id_of_a_hundred_thousand_levels_costs_no_time_and_is_of_no_known_severity() {
    let text = log("Tool", &result(&"a/".repeat(100_000), "error").replace("\"level\":\"error\",", ""))
        .replace("\"name\":\"Tool\"", "\"name\":\"Tool\",\"rules\":[{\"id\":\"b\"}]");
    let started = std::time::Instant::now();
    let facts = facts(&[("r/1", &text)]);
    assert!(started.elapsed().as_secs() < 20, "{:?}", started.elapsed());
    assert_eq!(facts.findings[0].severity, Severity::Unknown);
}

#[test]
fn what_lies_inline_beside_the_runs_is_not_read_and_keeps_them_from_being_complete() {
    let text = log("T", "").replace("{\"version\"", "{\"inlineExternalProperties\":[{}],\"version\"");
    assert_eq!(facts(&[("r/1", &text)]).reports[0].runs[0].incomplete.len(), 1);
    for nothing in ["[]", "null"] {
        let text = text.replace("[{}]", nothing);
        assert_eq!(facts(&[("r/1", &text)]).reports[0].runs[0].incomplete, [""; 0], "{nothing}");
    }
}

#[test]
fn neither_a_secret_nor_many_harmless_members_hide_one_that_is_said_twice() {
    let incomplete = |text: &str| facts(&[("r/1", text)]).reports[0].runs[0].incomplete.clone();
    let high = result("R1", "error");
    let twice = format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"T"}}}},"results":[{high}],"results":[]}}]}}"#
    );
    assert_eq!(incomplete(&twice).len(), 1);
    // What is cleaned of a secret is written anew, without the first of two members.
    let secret = twice
        .replace("\"version\"", "\"properties\":{\"a\":\"ghp_0123456789abcdefghijABCDEFGHIJ\"},\"version\"");
    let found = facts(&[("r/1", &secret)]);
    assert_eq!((found.reports[0].redacted, found.reports[0].runs[0].incomplete.len()), (1, 1));
    assert_eq!(found.reports[0].notices.len(), 1);
    let many = "\"a\":1,\"a\":1,".repeat(200);
    let hidden = twice.replace("\"version\"", &format!("\"properties\":{{{many}\"b\":1}},\"version\""));
    assert!(!incomplete(&hidden).is_empty());
}

#[test]
fn whatever_is_said_twice_keeps_a_run_from_being_complete() {
    let whole = r#"{"version":"2.1.0","runs":[{"tool":{"driver":{"name":"T"}},"results":[],"invocations":[{"executionSuccessful":true}]}]}"#;
    assert!(facts(&[("r/1", whole)]).complete());
    for (from, to) in [
        (r#""name":"T""#, r#""name":"T","name":"Bandit""#),
        (r#""driver""#, r#""extensions":[{"name":"e","rules":[{"id":"R1"}]}],"extensions":[],"driver""#),
        (r#""invocations""#, r#""invocations":[{"executionSuccessful":false}],"invocations""#),
        (r#""executionSuccessful":true"#, r#""executionSuccessful":false,"executionSuccessful":true"#),
        (r#":true}"#, r#":true,"exitCode":2,"exitCode":0}"#),
        (r#":true}"#, r#":true,"toolExecutionNotifications":[null],"toolExecutionNotifications":[]}"#),
        (r#""results""#, r#""versionControlProvenance":[],"versionControlProvenance":[],"results""#),
        (
            r#""results""#,
            r#""externalPropertyFileReferences":{},"externalPropertyFileReferences":null,"results""#,
        ),
        (r#"{"version""#, r#"{"inlineExternalProperties":[{}],"inlineExternalProperties":[],"version""#),
        (r#"{"version""#, r#"{"version":"2.0.0","version""#),
        (r#""results":[]"#, r#""results":[{"message":{"text":"a"},"rule":{"id":"a","id":"b"}}]"#),
    ] {
        let twice = whole.replacen(from, to, 1);
        let incomplete = facts(&[("r/1", &twice)]).reports[0].runs[0].incomplete.clone();
        assert!(incomplete.iter().any(|why| why.contains("which of both holds")), "{twice}: {incomplete:?}");
    }
}

#[test]
fn a_name_with_letters_that_cannot_be_seen_is_another_name() {
    let facts = facts(&[("r/1", &log("Band\\u200bit", ""))]);
    assert_eq!(facts.reports[0].runs[0].tool, "Bandit (with letters that cannot be shown)");
}

#[test]
fn the_end_of_a_suppression_is_a_whole_time() {
    let accepted = |expiry: &str| {
        let suppressed = format!(
            r#""suppressions":[{{"kind":"external","properties":{{"expiryUtc":"{expiry}"}}}}],"ruleId""#
        );
        let text = result("R1", "error").replace("\"ruleId\"", &suppressed);
        facts(&[("r/1", &log("T", &text))]).findings[0].suppressed.is_suppressed()
    };
    assert!(accepted("2026-08-22T10:00:00Z") && accepted("2099-01-01"));
    assert!(!accepted("2026-08-21T23:59:59Z") && !accepted("2099-01-01 and so on") && !accepted("2099"));
}

#[test]
fn dependencies_that_were_skipped_make_the_scan_incomplete() {
    // pip-audit itself says "No known vulnerabilities found" and ends with 0.
    let report = r#"{"dependencies":[{"name":"left","skip_reason":"could not be found"}],"fixes":[]}"#;
    let facts = facts(&[("r/1", report)]);
    assert_eq!(facts.reports[0].format.as_deref(), Some("pip-audit"));
    assert!(facts.reports[0].runs[0].incomplete[0].contains("left"), "{:?}", facts.reports[0].runs);
}

#[test]
fn a_baseline_knows_each_finding_as_often_as_it_is_there() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("r")).unwrap();
    let twice = format!(
        "{},{}",
        result("R1", "error"),
        result("R1", "error").replace("startLine\":3", "startLine\":9")
    );
    std::fs::write(folder.path().join("r/1.sarif"), log("Tool", &twice)).unwrap();
    let first = in_folder(folder.path(), Asked::default());
    assert_eq!(first.findings.len(), 2);
    let known = crate::baseline::Document::of("", &first.findings[..1], "2026-08-01");
    std::fs::write(folder.path().join("b.json"), known.bytes().unwrap()).unwrap();
    let asked = || Asked { baseline: Some("b.json".into()), ..Asked::default() };
    let later = in_folder(folder.path(), asked());
    let seen: Vec<_> = later.findings.iter().map(|it| it.first_seen.as_deref()).collect();
    assert_eq!(
        seen.iter().filter(|day| **day == Some("2026-08-01")).count(),
        1,
        "one of two, whichever line it moved to"
    );
    assert_eq!(later.baseline.as_ref().unwrap().gone, 0);
    std::fs::write(folder.path().join("b.json"), "{}").unwrap();
    let broken = in_folder(folder.path(), asked()).baseline.unwrap();
    assert!(broken.unknown.is_some() && broken.sha256.is_none());
}

#[cfg(unix)]
#[test]
fn no_file_outside_of_the_checkout_is_read_for_a_fingerprint() {
    let folder = tempfile::tempdir().unwrap();
    let outside = folder.path().join("secret.py");
    std::fs::write(&outside, "secret\n").unwrap();
    let root = folder.path().join("checkout");
    std::fs::create_dir_all(root.join("src")).unwrap();
    std::os::unix::fs::symlink(&outside, root.join("src/a.py")).unwrap();
    let files = CheckoutFiles::of(&Workspace::new(root.clone())).unwrap();
    let path = sarif::RepositoryPath::new("src/a.py").unwrap();
    assert_eq!(files.line_hash(&path, 1), None);
    std::fs::write(root.join("src/b.py"), "x\n").unwrap();
    assert!(files.line_hash(&sarif::RepositoryPath::new("src/b.py").unwrap(), 1).is_some());
}

#[test]
fn a_log_that_is_a_scanners_report_as_well_is_not_complete() {
    let both = log("Bandit", "").replacen(
        '{',
        r#"{"metrics":{"_totals":{}},"errors":[],"results":[],"generated_at":"x","#,
        1,
    );
    let found = facts(&[("r/1", &both)]);
    assert_eq!(found.reports[0].format.as_deref(), Some("sarif"));
    assert!(found.reports[0].runs[0].incomplete[0].contains("bandit"), "{:?}", found.reports[0]);
    // What a scanner adds of its own makes no report of another format.
    let own = log("Bandit", "").replacen('{', r#"{"generator":"x","#, 1);
    assert!(facts(&[("r/1", &own)]).reports[0].runs[0].incomplete.is_empty());
}

#[test]
fn a_log_that_is_declared_to_be_another_format_is_broken() {
    let formats = vec![crate::policy::Declared::parse("r/* => bandit").unwrap()];
    let facts = gathered(&[("r/1", &log("Bandit", ""))], Asked { formats, ..Asked::default() });
    assert_eq!(facts.reports[0].broken.as_ref().unwrap().code, "wrong-format");
    assert!(!facts.complete());
}

#[test]
fn inputs_speak_on_neither_side_of_what_the_change_makes_of_the_policy() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir_all(folder.path().join("r")).unwrap();
    std::fs::write(folder.path().join("r/1"), log("T", "")).unwrap();
    let alone = Policy::resolve(None, Asked { files: vec!["r/*".into()], ..Asked::default() }).unwrap();
    let proposed = |text: &str| {
        std::fs::write(folder.path().join("p.yml"), text).unwrap();
        // An input asks for more than the file.
        let policy = Policy {
            file: Some("p.yml".into()),
            of_file: Some(Box::new(alone.clone())),
            limits: crate::policy::none_from(Severity::Low),
            ..alone.clone()
        };
        let setting = Setting::plain(Workspace::new(folder.path().to_owned()), jiff::civil::date(2026, 8, 22));
        gather(&policy, &setting, &mut Progress::new(false)).unwrap().facts.proposed.unwrap()
    };
    assert_eq!(proposed("sarif:\n  block: high\n").loosens, Vec::<String>::new());
    assert_eq!(proposed("sarif:\n  limits: {high: 1}\n").loosens.len(), 1);
}
