use runner::files::Workspace;
use runner::progress::Progress;

use super::super::gather;
use super::*;
use crate::policy::{Asked, Cause, Suppression};

fn result(rule: &str, more: &str) -> String {
    format!(
        r#"{{"ruleId":"{rule}","level":"error","message":{{"text":"m {rule}"}},"locations":[{{"physicalLocation":{{"artifactLocation":{{"uri":"src/{rule}.py"}},"region":{{"startLine":3}}}}}}]{more}}}"#
    )
}

fn suppression(rule: &str, expires: &str) -> Suppression {
    Suppression {
        id: rule.into(),
        tool: None,
        rule: Some(rule.into()),
        path: Some("src/*".into()),
        fingerprint: None,
        purl: None,
        advisory: None,
        reason: Cause::RiskAccepted,
        justification: "j".into(),
        ticket: "https://example.com/1".into(),
        author: "a".into(),
        owner: "a".into(),
        approver: "b".into(),
        created: "2026-01-01".into(),
        expires: expires.into(),
    }
}

/// The rules of the results that would be uploaded.
fn rules(alerts: &Alerts<'_>) -> Vec<String> {
    let fallback = RepositoryPath::new("README.md").unwrap();
    let profile = alerts.profile("c", &fallback, sarif::GITHUB).unwrap();
    assert_eq!(profile.files.iter().flat_map(|file| &file.runs).count(), 1, "the run goes, whatever is in it");
    let sent: usize = profile.files.iter().flat_map(|file| &file.runs).map(|run| run.results).sum();
    let suppressed = |finding: &&Finding| !finding.suppressed.is_suppressed();
    let rules: Vec<String> = alerts.findings.iter().filter(suppressed).map(|it| it.rule.clone()).collect();
    assert_eq!(rules.len(), sent);
    rules
}

#[test]
fn what_is_suppressed_becomes_no_alert_and_what_changed_is_not_uploaded() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::create_dir(folder.path().join("r")).unwrap();
    let own = r#","suppressions":[{"kind":"inSource"}]"#;
    let results = [result("R1", ""), result("R2", ""), result("R3", own), result("R4", "")].join(",");
    let text = format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"Tool"}}}},"results":[{results}]}}]}}"#
    );
    std::fs::write(folder.path().join("r/a.sarif"), text).unwrap();
    let mut policy = Policy::resolve(None, Asked { files: vec!["r/*".into()], ..Asked::default() }).unwrap();
    policy.suppressions = vec![suppression("R1", "2026-12-31"), suppression("R4", "2026-08-21")];
    let setting = Setting::plain(Workspace::new(folder.path().to_owned()), jiff::civil::date(2026, 8, 22));
    let gathered = gather(&policy, &setting, &mut Progress::new(false)).unwrap();
    let (log, mut facts) = (gathered.log.unwrap(), gathered.facts);
    let alerts = Alerts::of(&log, &policy, Some(&facts), &setting).unwrap();
    assert_eq!(rules(&alerts), ["R2", "R4"], "one suppression holds, one is over, one is the tool's own");
    policy.in_source = InSource::Ignore;
    let alerts = Alerts::of(&log, &policy, Some(&facts), &setting).unwrap();
    assert_eq!(rules(&alerts), ["R2", "R3", "R4"], "what does not count as suppressed is shown");
    assert_eq!(alerts.tools(), ["Tool".to_owned()].into());
    facts.findings.pop();
    assert!(Alerts::of(&log, &policy, Some(&facts), &setting).is_err());
}
