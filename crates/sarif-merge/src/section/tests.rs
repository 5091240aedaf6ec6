use sarif::Severity;

use super::*;

fn read(text: &str) -> Result<Section, String> {
    let file = settings::yaml::parse("policy.yml", text.as_bytes()).unwrap().unwrap();
    super::read(&file, "backend").map_err(|wrong| wrong.to_string())
}

const SUPPRESSION: &str = "id: S1\n    rule: B602\n    path: src/a.py\n    reason: mitigated\n    justification: j\n    ticket: https://example.com/1\n    author: ada\n    owner: linus\n    approver: grace\n    created: 2026-01-01\n    expires: 2026-06-30";

fn with(change: &[(&str, &str)]) -> Result<Section, String> {
    let mut text = format!("suppressions:\n  - {SUPPRESSION}\n");
    for (old, new) in change {
        assert!(text.contains(old), "{old}");
        text = text.replace(old, new);
    }
    read(&text)
}

#[test]
fn a_section_is_read_whole() {
    let section = read(
        "files: ['r/*.json']\nblock: high\ntools: [{tool: Bandit, block: medium}]\npaths: [{name: pay, files: ['src/pay/**'], limits: {low: 0}}]\ngrace: {high: 7}\nseverities: [{tool: Ruff, severity: low}]\nacross: {weaknesses: true}\nunknown-severity: high\nrequired-tools: [Bandit, Semgrep]",
    )
    .unwrap();
    assert_eq!((section.block, section.grace[&Severity::High]), (Some(Severity::High), 7));
    assert_eq!(section.required_tools.0, ["Bandit", "Semgrep"]);
    assert!(section.across.unwrap().weaknesses);
}

#[test]
fn a_gate_of_its_own_is_laid_over_the_rest() {
    let section = read("{block: high, gates: {backend: {block: low}, frontend: {block: info}}}").unwrap();
    assert_eq!(section.block, Some(Severity::Low));
    assert!(read("{block: high, gates: {frontend: {blok: low}}}").unwrap_err().contains("blok"));
}

#[test]
fn a_mistake_names_its_line_and_member() {
    for (text, words) in [
        ("blok: high", "blok"),
        ("block: severe", "severe"),
        ("limits: {high: -1}", "high"),
        ("limits: {high: 1.5}", "high"),
        ("block: unknown", "unknown-severity"),
        ("tools: [{tool: ' ', block: high}]", "names no tool"),
        ("tools: [{tool: A}]", "sets no limit"),
        ("tools: [{tool: A, block: high}, {tool: a, block: low}]", "names no tool"),
        ("paths: [{name: 'a b', files: [x], block: high}]", "has a name"),
        ("paths: [{name: a, files: ['!x'], block: high}]", "names no file"),
        ("baseline: ../b.json", "is no path"),
        ("required-tools: ['']", "empty"),
        ("formats: ['a.json => bandti']", "did you mean `bandit`?"),
        ("formats: ['a.json => fortify']", "write one of bandit, pip-audit,"),
        ("severities: [{tool: A, severity: hgih}]", "did you mean `high`?"),
        ("severities: [{tol: A, severity: high}]", "did you mean `tool`?"),
        ("of-commit: provn", "did you mean `proven`?"),
        ("severities: [{severity: info}]", "names neither a tool nor a rule"),
        (
            "severities: [{tool: A, severity: low}, {tool: ' ', severity: info}]",
            "names neither a tool nor a rule",
        ),
    ] {
        let wrong = read(text).unwrap_err();
        assert!(wrong.contains(words) && wrong.contains("policy.yml:1"), "{text}: {wrong}");
    }
}

#[test]
fn a_suppression_has_two_people_an_end_and_a_narrow_scope() {
    assert!(with(&[]).is_ok());
    for path in ["src/**", "**/test_*.py", ".env", "lib/*/[ab].c"] {
        assert!(with(&[("path: src/a.py", &format!("path: '{path}'"))]).is_ok(), "{path}");
    }
    for (change, words) in [
        (&[("approver: grace", "approver: '@Ada'")][..], "somebody else"),
        (&[("approver: grace", "approver: LINUS")], "somebody else"),
        (&[("approver: grace", "approver: ' '")], "blank"),
        (&[("justification: j", "justification: ''")], "blank"),
        (&[("ticket: https://example.com/1", "ticket: see chat")], "no address"),
        (&[("expires: 2026-06-30", "expires: 2025-06-30")], "before `created`"),
        (&[("expires: 2026-06-30", "expires: 2027-01-02")], "more than 365 days"),
        (&[("expires: 2026-06-30", "expires: never")], "not a day"),
        (&[("\n    expires: 2026-06-30", "")], "expires"),
        (&[("\n    path: src/a.py", "")], "hides too much"),
        (&[("path: src/a.py", "path: '**'")], "hides too much"),
        (&[("path: src/a.py", "path: '**/*'")], "hides too much"),
        (&[("path: src/a.py", "path: '**/?*'")], "hides too much"),
        (&[("path: src/a.py", "path: '?**'")], "hides too much"),
        (&[("path: src/a.py", "path: '[!/]*'")], "hides too much"),
        (&[("path: src/a.py", "path: '{a,b}*'")], "hides too much"),
        (&[("path: src/a.py", "path: '{**,x}'")], "hides too much"),
        (&[("path: src/a.py", "path: '**/[!~]*'")], "hides too much"),
        (&[("path: src/a.py", "path: '**/*.py'")], "hides too much"),
        (&[("path: src/a.py", "path: '**/*e*'")], "hides too much"),
        (&[("path: src/a.py", "path: '**/{*,x}.py'")], "hides too much"),
        (&[("path: src/a.py", "path: '{**/*}.py'")], "hides too much"),
        (&[("path: src/a.py", "path: '**/{?*}.py'")], "hides too much"),
        (&[("path: src/a.py", "path: '{src,**}/**/{y,*}.py'")], "hides too much"),
        (&[("approver: grace", "approver: ada\u{200b}")], "no account"),
        (&[("approver: grace", "approver: аda")], "no account"),
        (&[("rule: B602\n    ", "tool: Bandit\n    ")], "hides too much"),
        (&[("rule: B602", "purl: left-pad\n    advisory: CVE-2026-1")], "no package URL"),
        (&[("reason: mitigated", "reason: because")], "because"),
        (&[("id: S1", "id: ''")], "has an id"),
    ] {
        let wrong = with(change).expect_err(words);
        assert!(wrong.contains(words), "{change:?}: {wrong}");
    }
    let twice = format!("suppressions:\n  - {SUPPRESSION}\n  - {SUPPRESSION}\n");
    assert!(read(&twice).unwrap_err().contains("has an id that another one has"));
}
