//! Pages over data that no disk had to hold.

mod hostile;
mod shape;

use coverage::LineMark;
use serde_json::json;
use verdict::Verdict;

use super::*;
use crate::facts::Facts;
use crate::html::page::{Listing, Shown, Since, chosen};
use shape::Shape;

/// A verdict of two rules.
fn verdict() -> Verdict {
    let rule = |id: &str, status: &str, covered: u64, total: u64| {
        json!({ "id": id, "title": format!("{id} ≥ 80 %"), "status": status, "reason": "x", "message": format!("of {id}"),
                "observed": { "covered": covered, "total": total }, "limit": { "op": ">=", "ratio": "4/5" } })
    };
    serde_json::from_value(json!({
        "schema": verdict::SCHEMA, "status": "fail", "judgement": "sha256:0123", "summary": "10 more lines needed",
        "gate": { "id": "backend", "tool": "coverage-gate", "version": "0.1.0", "binary": { "sha256": "00" } },
        "subject": [{ "name": "git+https://example.com/a", "digest": { "gitCommit": "d20a1f" } }],
        "run": {}, "started": "2026-08-22T10:00:00Z", "finished": "2026-08-22T10:00:02Z",
        "policy": { "path": null, "ref": null, "digest": {}, "bootstrap": false }, "facts": null, "inputs": [],
        "rules": [rule("total-line", "fail", 70, 100), rule("component-web-ui-branch", "pass", 9, 10)],
        "counts": { "pass": 1, "warn": 0, "fail": 1, "inconclusive": 0, "error": 0, "skipped": 0 },
        "not_covered": ["what nobody asked for"],
        "decision": { "action": "stop", "fail_on": "inconclusive", "report_only": false },
        "details": {}, "previous": null
    }))
    .unwrap()
}

/// Three files: one that misses lines, one that misses a branch, one that misses nothing.
fn facts() -> Facts {
    let file = |path: &str, covered: u64, total: u64, uncovered: serde_json::Value| json!({ "path": path, "counts": { "line": { "covered": covered, "total": total } }, "uncovered": uncovered });
    let mut facts = json!({
        "schema": "releasegate/coverage-facts/v1", "patterns": [], "problems": [],
        "reports": [{ "path": "coverage.info", "size": 9, "sha256": "0123456789abcdef" }],
        "files": [file("src/a.py", 7, 7, json!([])), file("src/b.py", 2, 5, json!([[2, 3], [5, 5]])),
                  file("src/c.py", 3, 3, json!([]))],
    });
    facts["files"][2]["counts"]["branch"] = json!({ "covered": 1, "total": 2 });
    serde_json::from_value(facts).unwrap()
}

fn mark(line: u32, hits: u32, branches: Option<(u64, u64)>) -> LineMark {
    LineMark { line, hits: Some(hits), branches }
}

fn marks(path: &str) -> Vec<LineMark> {
    match path {
        "src/b.py" => {
            vec![mark(1, 1, None), mark(2, 0, None), mark(3, 0, None), mark(4, 2, None), mark(5, 0, None)]
        }
        _ => vec![mark(1, 1, None), mark(2, 4, Some((1, 2))), mark(3, 1, None)],
    }
}

fn listing<'f>(shown: Shown<'f>) -> Listing<'f> {
    let source = Ok("def b():\n\tif x < y & z:\n        pass\n\nreturn\n".to_owned());
    Listing { shown, source, marks: marks(shown.path()), notes: Vec::new() }
}

fn page<'a>(verdict: &'a Verdict, facts: &'a Facts) -> Page<'a> {
    let (chosen, files) = chosen(facts);
    Page {
        verdict,
        digest: "feed",
        facts: Some(facts),
        reports: vec![Since::Same; facts.reports.len()],
        notes: Vec::new(),
        listings: files.into_iter().map(listing).collect(),
        chosen,
    }
}

fn html(page: &Page<'_>) -> String {
    render(page).html
}

/// The row of a table that holds a text.
fn row<'h>(html: &'h str, text: &str) -> &'h str {
    html.lines().find(|line| line.starts_with("<tr") && line.contains(text)).unwrap()
}

#[test]
fn the_page_is_well_formed_and_its_links_lead_somewhere() {
    let (verdict, facts) = (verdict(), facts());
    let shape = Shape::of(&html(&page(&verdict, &facts)));
    assert_eq!(shape.headings, ["h1", "h2", "h2", "h2", "h2", "h2", "h2", "h2", "h3", "h3"]);
    assert_eq!(shape.landmarks, ["header", "nav", "main", "footer"]);
    assert!(shape.cells_without_scope.is_empty(), "{:?}", shape.cells_without_scope);
}

#[test]
fn the_verdict_comes_first_in_word_and_shape() {
    let (verdict, facts) = (verdict(), facts());
    let html = html(&page(&verdict, &facts));
    assert!(html.contains("<title>Coverage gate backend: fail</title>"));
    let header = html.split_once("</header>").unwrap().0.split_once("<header>").unwrap().1;
    for part in
        ["✗</span> fail", "The pipeline stops.", "10 more lines needed", "d20a1f", "sha256:0123", "sha256:feed"]
    {
        assert!(header.contains(part), "{part}");
    }
    assert!(html.find("id=\"rules\"").unwrap() < html.find("id=\"files\"").unwrap());
}

#[test]
fn rules_say_what_is_missing_and_components_have_their_own_table() {
    let (verdict, facts) = (verdict(), facts());
    let html = html(&page(&verdict, &facts));
    assert!(row(&html, "total-line").contains("70 of 100 (70.00 %)</td><td>10 more</td>"));
    let component = row(&html, "<bdi>web-ui</bdi>");
    assert!(component.contains("<td>branches</td>") && component.contains("9 of 10 (90.00 %)"), "{component}");
    // The bar ends at 900 of 1000, and the limit stands at 800.
    assert!(component.contains("width=\"900\"") && component.contains("x=\"800\""), "{component}");
}

#[test]
fn what_was_not_judged_is_not_said_to_miss_something() {
    let (mut verdict, facts) = (verdict(), facts());
    verdict.rules[0].status = verdict::RuleStatus::Inconclusive;
    verdict.rules[0].reason = "reports-incomplete".into();
    let html = html(&page(&verdict, &facts));
    assert!(row(&html, "total-line").contains("<td>not judged</td>"));
    assert!(html.contains("Totals of what could be read: not judged"));
}

#[test]
fn files_stand_in_the_order_of_what_a_test_would_help_most() {
    let (verdict, facts) = (verdict(), facts());
    let html = html(&page(&verdict, &facts));
    let table = html.split_once("id=\"file-table\"").unwrap().1;
    let at = |path: &str| table.find(path).unwrap();
    assert!(at("src/b.py") < at("src/c.py") && at("src/c.py") < at("src/a.py"));
    let b = row(&html, ">src/b.py</a>");
    assert!(b.contains("<a href=\"#u1\">2–3</a> <a href=\"#u2\">5</a>"), "{b}");
    assert!(b.contains("data-v=\"-1\">not measured"), "{b}");
    assert!(row(&html, ">src/c.py</a>").contains("<a href=\"#u3\">2 (branches)</a>"));
    assert!(!row(&html, "src/a.py").contains("href"));
}

#[test]
fn lines_are_marked_by_symbol_hits_and_branches() {
    let (verdict, facts) = (verdict(), facts());
    let html = html(&page(&verdict, &facts));
    assert!(html.contains("<tr class=\"hit\"><th scope=\"row\">1</th><td>✓</td><td>1</td><td></td>"));
    let miss =
        row(&html, "<tr class=\"miss gap\" id=\"u1\" tabindex=\"-1\"><th scope=\"row\">2</th><td>✗ not run");
    assert!(miss.contains("<code>\tif x &lt; y &amp; z:</code>"), "{miss}");
    assert!(miss.contains("href=\"#files\"") && miss.contains("href=\"#u2\""), "{miss}");
    let part = row(&html, "<tr class=\"part gap\" id=\"u3\"");
    assert!(part.contains("◐ partly") && part.contains("<td>4</td><td>1/2</td>"), "{part}");
    assert!(html.contains("<tr class=\"\"><th scope=\"row\">4</th><td></td><td></td><td></td>"));
    assert!(html.contains("<p id=\"u4\" tabindex=\"-1\">That was the last uncovered place."));
}

#[test]
fn without_a_source_the_places_are_listed() {
    let (verdict, facts) = (verdict(), facts());
    let mut page = page(&verdict, &facts);
    page.listings[0].source = Err("git does not track it".into());
    let rendered = render(&page);
    assert_eq!(rendered.sources, 1);
    Shape::of(&rendered.html);
    assert!(rendered.html.contains("The source is not shown: <bdi>git does not track it.</bdi>"));
    assert!(rendered.html.contains("<li class=\"gap\" id=\"u1\" tabindex=\"-1\">line 2 to 3: not run"));
}

#[test]
fn places_beyond_the_end_of_a_source_are_listed() {
    let (verdict, facts) = (verdict(), facts());
    let mut page = page(&verdict, &facts);
    page.listings[0].source = Ok("one\ntwo".into());
    let html = html(&page);
    Shape::of(&html);
    assert!(html.contains("<li class=\"gap\" id=\"u2\" tabindex=\"-1\">line 5: not run"));
}

#[test]
fn without_marks_only_the_ranges_of_the_facts_are_marked() {
    let (verdict, facts) = (verdict(), facts());
    let mut page = page(&verdict, &facts);
    page.listings.truncate(1);
    page.listings[0].marks.clear();
    let html = html(&page);
    Shape::of(&html);
    assert_eq!(html.matches("<tr class=\"miss").count(), 3);
    assert_eq!(html.matches("<tr class=\"hit").count(), 0);
}

#[test]
fn of_a_long_file_only_what_is_near_a_gap_is_shown() {
    let (verdict, facts) = (verdict(), facts());
    let mut page = page(&verdict, &facts);
    page.listings.truncate(1);
    page.listings[0].source = Ok("x\n".repeat(3000));
    page.listings[0].marks = vec![mark(1000, 0, None), mark(1001, 1, None), mark(2999, 0, None)];
    let html = html(&page);
    Shape::of(&html);
    for (line, shown) in [(974, false), (975, true), (1025, true), (1026, false), (2973, false), (2974, true)] {
        assert_eq!(html.contains(&format!("<th scope=\"row\">{line}</th>")), shown, "{line}");
    }
    assert!(html.contains("lines left out, with nothing uncovered near them: 1 948"));
}

#[test]
fn changed_files_come_first_with_their_changed_lines_marked() {
    let (verdict, mut facts) = (verdict(), facts());
    facts.change = serde_json::from_value(json!({ "base": "b45e", "files": [
        { "path": "README.md", "changed": [[1, 1]], "measured": "not-expected" },
        { "path": "src/a.py", "changed": [[9, 9]], "measured": "lines", "lines": { "covered": 1, "total": 1 } },
        { "path": "src/b.py", "was": "src/old.py", "changed": [[3, 4]], "measured": "lines",
          "lines": { "covered": 1, "total": 2 }, "uncovered": [[3, 3]] },
        { "path": "src/new.py", "new": true, "changed": [[1, 2]], "measured": "missing", "not_blank": 2 },
    ]}))
    .unwrap();
    let mut page = page(&verdict, &facts);
    let paths: Vec<&str> = page.listings.iter().map(|listing| listing.shown.path()).collect();
    assert_eq!(paths, ["src/new.py", "src/b.py", "src/a.py"]);
    page.listings[0].marks.clear();
    let html = html(&page);
    Shape::of(&html);
    assert!(html.contains("Source of the changed files") && html.contains("Since <code>b45e</code>"));
    // The changed line 3 lies in the place that begins at line 2.
    assert!(
        row(&html, "was <code><bdi>src/old.py")
            .contains("1 of 2 (50.00 %)</td><td class=\"number\"></td><td><a href=\"#u1\">3</a>")
    );
    assert!(row(&html, ">src/new.py</a>").contains("<br>new</th><td>missing</td>"));
    let b = html.split_once("<h3 id=\"f1\">").unwrap().1;
    assert!(b.contains("<th scope=\"row\">3</th><td class=\"changed\">+</td><td>✗ not run"), "{b}");
    assert!(b.contains("<th scope=\"row\">5</th><td></td><td>✗ not run"), "{b}");
}

#[test]
fn a_gate_that_did_not_judge_shows_its_rules_alone() {
    let verdict = verdict();
    let page = Page {
        verdict: &verdict,
        digest: "feed",
        facts: None,
        reports: Vec::new(),
        notes: vec!["it did not judge".into()],
        listings: Vec::new(),
        chosen: Chosen::MissMost,
    };
    let html = html(&page);
    Shape::of(&html);
    assert!(html.contains("<li>it did not judge</li>") && !html.contains("id=\"files\""));
}
