//! Pages over data that no disk had to hold.

use std::collections::BTreeSet;

use serde_json::json;

use super::*;
use crate::decide::tests::{facts, finding, policy};
use crate::facts::FindingFact;

/// Everything at once that could end a tag, a quote, a line, or the reader's trust.
const HOSTILE: &str = "</script></style><img src=x onerror=alert(1)>\" onfocus='alert(2)' <!-- \0 \u{1b}[31m \u{202e}gpj \u{2028} &lt; ::error::x";

fn verdict(text: &str) -> Verdict {
    serde_json::from_value(json!({
        "schema": verdict::SCHEMA, "status": "fail", "judgement": "sha256:0123", "summary": text,
        "gate": { "id": "security", "tool": "sarif-merge", "version": "0.1.0", "binary": { "sha256": "00" } },
        "subject": [], "run": { "repository": text }, "started": "2026-08-22T10:00:00Z", "finished": "2026-08-22T10:00:02Z",
        "policy": { "path": null, "ref": null, "digest": {}, "bootstrap": true }, "facts": null, "inputs": [],
        "rules": [{ "id": text, "title": text, "status": "fail", "reason": "x", "message": text, "observed": { "findings": 2 },
                    "locations": [{ "path": text, "line": 3, "message": text }] }],
        "counts": { "pass": 0, "warn": 0, "fail": 1, "inconclusive": 0, "error": 0, "skipped": 0 },
        "not_covered": [text],
        "decision": { "action": "stop", "fail_on": "inconclusive", "report_only": false },
        "details": {}, "previous": null
    }))
    .unwrap()
}

fn shown<'a>(verdict: &'a Verdict, policy: &'a Policy, facts: &'a Facts) -> Shown<'a> {
    Shown { verdict, digest: "feed", policy, facts, lacking: None }
}

/// The page of these findings.
fn html(findings: Vec<FindingFact>) -> Rendered {
    let (verdict, policy, facts) = (verdict("too much"), policy(), facts(findings));
    page(shown(&verdict, &policy, &facts))
}

/// Reads the page as a strict reader would; answers names of elements, and of attributes.
fn read(html: &str) -> (BTreeSet<String>, BTreeSet<String>) {
    let (mut elements, mut attributes, mut open) = (BTreeSet::new(), BTreeSet::new(), Vec::new());
    let (mut ids, mut links) = (BTreeSet::new(), BTreeSet::new());
    let mut rest = html.strip_prefix("<!doctype html>").unwrap();
    while let Some((_, tagged)) = rest.split_once('<') {
        let (tag, after) = tagged.split_once('>').unwrap();
        rest = after;
        if let Some(name) = tag.strip_prefix('/') {
            assert_eq!(open.pop().as_deref(), Some(name));
            continue;
        }
        let name = tag.split(' ').next().unwrap().to_owned();
        let mut left = tag[name.len()..].trim();
        while !left.is_empty() {
            let end = left.find(['=', ' ']).unwrap_or(left.len());
            let (key, behind) = left.split_at(end);
            let (value, behind) = match behind.strip_prefix("=\"") {
                Some(quoted) => quoted.split_once('"').unwrap(),
                None => ("", behind),
            };
            match key {
                "id" => assert!(ids.insert(value.to_owned()), "{value} twice"),
                "href" if value.starts_with('#') => drop(links.insert(value[1..].to_owned())),
                "href" => assert!(value.starts_with("https://") && tag.contains("rel=\"noreferrer\""), "{tag}"),
                "aria-labelledby" => drop(links.insert(value.to_owned())),
                _ => {}
            }
            attributes.insert(key.to_owned());
            left = behind.trim();
        }
        if ["style", "script"].contains(&name.as_str()) {
            rest = rest.split_once(&format!("</{name}>")).unwrap().1;
        } else if !["meta", "input", "br"].contains(&name.as_str()) {
            open.push(name.clone());
        }
        elements.insert(name);
    }
    assert!(open.is_empty(), "{open:?}");
    assert_eq!(links.difference(&ids).collect::<Vec<_>>(), Vec::<&String>::new());
    (elements, attributes)
}

#[test]
fn the_verdict_comes_first_and_every_finding_is_there() {
    let mut linked = finding("B1", Severity::Critical);
    linked.help = Some("https://example.com/B1?a&b".into());
    let mut suppressed = finding("B9", Severity::Critical);
    suppressed.suppressed = sarif::Suppressed::Accepted;
    let rendered = html(vec![finding("B3", Severity::Low), suppressed, finding("B2", Severity::High), linked]);
    let html = &rendered.html;
    read(html);
    assert_eq!((rendered.shown, rendered.all), (4, 4));
    assert!(
        html.contains("<title>SARIF merge security: fail</title>") && html.contains("nothing critical or high")
    );
    let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("no {text}"));
    let order = [
        "</span> fail</span>",
        "too much",
        "id=\"rules\"",
        "id=\"numbers\"",
        "id=\"owasp\"",
        "id=\"weaknesses\"",
        "id=\"reports\"",
        ">B1<",
        ">B2<",
        ">B3<",
        ">B9<",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])));
    assert!(html.contains("<a rel=\"noreferrer\" href=\"https://example.com/B1?a&amp;b\"><bdi>B1</bdi></a>"));
    assert!(html.contains("<tr data-severity=\"critical\" data-standing=\"in-source\">"));
    assert!(html.contains("<code><bdi>src/a.py:7</bdi></code>") && html.contains("A03:2021 Injection"));
    let policy = runner::html::policy(PAGE).finish();
    assert!(html.contains(&format!("content=\"{policy}\"")));
    for (open, text) in [("<style>", PAGE.style), ("<script>", PAGE.script)] {
        assert!(html.contains(&format!("{open}{text}")) && !text.contains('\r'));
    }
    assert_eq!(PAGE.style.lines().find(|line| line.contains("rgb") || line.contains(": #")), None);
}

#[test]
fn foreign_words_stay_words() {
    let mut one = finding(HOSTILE, Severity::High);
    for text in [&mut one.tool, &mut one.message, &mut one.title] {
        HOSTILE.clone_into(text);
    }
    one.path = Some(HOSTILE.into());
    one.help = Some("javascript:alert(1)".into());
    one.aliases = vec![HOSTILE.into()];
    one.also = vec![HOSTILE.into()];
    let mut facts = facts(vec![one]);
    facts.reports[0].path = HOSTILE.into();
    facts.reports[0].runs[0].tool = HOSTILE.into();
    facts.reports[0].broken = Some(crate::facts::Broken { code: HOSTILE.into(), message: HOSTILE.into() });
    facts.ledger.insert(HOSTILE.into(), crate::facts::Conserved::default());
    let (verdict, policy) = (verdict(HOSTILE), policy());
    let html = page(shown(&verdict, &policy, &facts)).html;
    let (elements, attributes) = read(&html);
    let known: BTreeSet<&str> =
        "a b bdi body br code dd div dl dt footer h1 h2 head header html input kbd label li main meta nav \
        option output p script section select span style table tbody td th thead title tr ul"
            .split_whitespace()
            .collect();
    let strange: Vec<&String> = elements.iter().filter(|name| !known.contains(name.as_str())).collect();
    assert_eq!(strange, Vec::<&String>::new());
    assert!(attributes.iter().all(|name| !name.starts_with("on") && name != "src" && name != "style"));
    assert_eq!(html.matches("<script").count(), 1);
    let bare = |c: char| c.is_control() && c != '\n' || "\u{202e}\u{2028}".contains(c);
    assert_eq!(html.find(bare), None);
    assert!(html.matches("&lt;/script&gt;").count() >= 15 && !html.contains("javascript:"));
}

#[test]
fn no_more_than_five_thousand_findings_are_shown_and_that_is_said() {
    let mut findings: Vec<FindingFact> = (0..5_001).map(|_| finding("B1", Severity::Low)).collect();
    findings.push(finding("B2", Severity::Critical));
    let rendered = html(findings);
    assert_eq!((rendered.shown, rendered.all), (5_000, 5_002));
    assert_eq!(rendered.html.matches("<tr data-severity").count(), 5_000);
    assert!(rendered.html.contains("Only 5 000 of 5 002 findings are shown") && rendered.html.contains(">B2<"));
}

#[test]
fn findings_that_do_not_fit_are_left_out_before_the_page_grows_too_large() {
    let mut large = finding("B1", Severity::Low);
    large.message = "\"".repeat(600);
    large.aliases = vec!["&".repeat(600); 10];
    let rendered = html(vec![large; 5_000]);
    assert!(rendered.html.len() < LARGEST + (1 << 16), "{}", rendered.html.len());
    assert!(rendered.shown < 5_000 && rendered.html.contains("id=\"cut\""));
}

#[test]
fn a_page_without_findings_or_with_missing_reports_says_so() {
    let (verdict, policy) = (verdict("x"), policy());
    let facts = facts(Vec::new());
    let html = page(Shown { lacking: Some("reports are missing"), ..shown(&verdict, &policy, &facts) }).html;
    read(&html);
    assert!(
        html.contains("There is no finding in what could be read.")
            && html.contains("Not all of it: reports are missing")
    );
}
