//! What a hostile report, policy or source can put on the page: words, and no more of them than a browser opens.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::super::head::PAGE;
use super::*;

/// Everything at once that could end a tag, a quote, a line, or the reader's trust.
const HOSTILE: &str = "</script></style><img src=x onerror=alert(1)>\" onfocus='alert(2)' <!-- \0 \u{1b}[31m \u{202e}gpj \u{2028} &lt;";

/// Puts the hostile words into every text of a value that is not of a closed list.
fn poison(value: &mut Value, kept: &[&str]) {
    match value {
        Value::String(text) => HOSTILE.clone_into(text),
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, kept)),
        Value::Object(members) => {
            for (name, member) in members.iter_mut().filter(|(name, _)| !kept.contains(&name.as_str())) {
                let _ = name;
                poison(member, kept);
            }
        }
        _ => {}
    }
}

fn poisoned() -> (Verdict, Facts) {
    let mut verdict = serde_json::to_value(verdict()).unwrap();
    verdict["rules"][0]["locations"] = json!([{ "path": "a", "line": 3, "end_line": 9, "message": "m" }]);
    verdict["rules"][0]["waiver"] =
        json!({ "rule": "a", "reason": "a", "approver": "a", "link": "a", "expires": "a" });
    verdict["run"] = json!({ "repository": "a", "run_id": 1 });
    let id = verdict["rules"][1]["id"].clone();
    poison(&mut verdict, &["status", "started", "finished", "ratio", "action", "fail_on", "schema"]);
    verdict["rules"][1]["id"] = json!(format!("component-{HOSTILE}-branch"));
    assert_ne!(verdict["rules"][1]["id"], id);
    let mut facts = serde_json::to_value(facts()).unwrap();
    let content =
        json!({ "format": "lcov", "producer": "a", "files": 1, "totals": {}, "claims": {}, "problems": [] });
    facts["reports"] = json!([
        { "path": "a", "size": 1, "sha256": "a", "content": content },
        { "path": "b", "size": 1, "sha256": "a", "broken": { "code": "a", "line": 1, "message": "a" } },
    ]);
    facts["unreported"] = json!([{ "path": "a", "lines": 3 }, { "path": "b", "lines": null }]);
    facts["files"][0]["how"] = json!("ambiguous");
    facts["files"][0]["candidates"] = json!(["a", "b"]);
    facts["files"][0]["module"] = json!("m");
    facts["change"] = json!({ "base": "a", "files": [
        { "path": "a", "was": "b", "changed": [[1, 2]], "measured": "missing" } ] });
    poison(&mut facts, &["schema", "format", "how", "measured"]);
    (serde_json::from_value(verdict).unwrap(), serde_json::from_value(facts).unwrap())
}

#[test]
fn foreign_words_stay_words() {
    let (verdict, facts) = poisoned();
    let mut page = page(&verdict, &facts);
    page.notes.push(HOSTILE.into());
    for listing in &mut page.listings {
        listing.source = Ok(format!("{HOSTILE}\n\t{HOSTILE}\r\n"));
        listing.notes.push(HOSTILE.into());
    }
    let mut unshown = listing(page.listings[0].shown);
    unshown.source = Err(HOSTILE.into());
    page.listings.push(unshown);
    let html = html(&page);
    let shape = Shape::of(&html);
    // The same elements and attributes as ever.
    let known: BTreeSet<&str> =
        "a bdi body br code dd div dl dt footer h1 h2 h3 head header html input kbd label li main meta nav \
        output p rect script section span style svg table tbody td th thead title tr ul"
            .split_whitespace()
            .collect();
    assert_eq!(
        shape.elements.iter().filter(|name| !known.contains(name.as_str())).collect::<Vec<_>>(),
        Vec::<&String>::new()
    );
    assert!(shape.attributes.iter().all(|name| !name.starts_with("on") && name != "src" && name != "style"));
    assert_eq!(html.matches("<script").count(), 1);
    let bare = |c: char| c.is_control() && c != '\n' && c != '\t' || "\u{202e}\u{2028}".contains(c);
    assert_eq!(html.find(bare), None);
    assert!(shape.text.contains("&lt;img src=x onerror=alert(1)&gt;") && shape.text.contains("\\u{202e}gpj"));
    // Nothing was simply dropped: each place of foreign words shows them.
    assert!(html.matches("&lt;/script&gt;").count() > 40, "{}", html.matches("&lt;/script&gt;").count());
}

#[test]
fn only_this_style_and_this_script_may_act() {
    let (verdict, facts) = (verdict(), facts());
    let html = html(&page(&verdict, &facts));
    let policy = runner::html::policy(PAGE).finish();
    assert!(html.contains(&format!("<meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">")));
    for (open, text, close) in [("<style>", PAGE.style, "</style>"), ("<script>", PAGE.script, "</script>")] {
        assert_eq!(html.matches(&format!("{open}{text}{close}")).count(), 1);
        // Windows' line ends would be others by the time the browser hashes them.
        assert!(!text.contains('\r'));
    }
}

#[test]
fn no_colour_is_outside_of_the_palette() {
    let literal = PAGE.style.lines().find(|line| line.contains('#') || line.contains("rgb"));
    assert_eq!(literal, None);
}

#[test]
fn sources_that_do_not_fit_are_left_out_and_named() {
    let (verdict, mut facts) = (verdict(), facts());
    let file = facts.files[1].clone();
    facts.files =
        (0..50).map(|at| crate::facts::FileFact { path: format!("src/{at}.py"), ..file.clone() }).collect();
    let mut page = page(&verdict, &facts);
    for listing in &mut page.listings {
        listing.source = Ok("x".repeat(1 << 20));
        listing.marks = (1..1000).map(|line| mark(line * 2, line % 2, None)).collect();
    }
    let rendered = render(&page);
    assert!(rendered.html.len() <= LARGEST, "{}", rendered.html.len());
    assert!((5..20).contains(&rendered.sources), "{}", rendered.sources);
    let shape = Shape::of(&rendered.html);
    assert_eq!(shape.text.matches("the page would grow too large").count() as u64, 50 - rendered.sources);
    assert!(shape.text.contains("Uncovered places: 499. Links lead to the first 300."));
}

#[test]
fn tables_that_do_not_fit_are_cut_and_say_so() {
    let (verdict, mut facts) = (verdict(), facts());
    let file = facts.files[1].clone();
    let name = |at: usize| format!("{at}{}", "\u{202e}".repeat(200));
    facts.files = (0..20_000).map(|at| crate::facts::FileFact { path: name(at), ..file.clone() }).collect();
    let (mut bad, note) = (verdict.clone(), "\"".repeat(500));
    bad.rules = vec![verdict.rules[0].clone(); 1000];
    bad.not_covered = vec![note; 10_000];
    for rule in &mut bad.rules {
        rule.message = "&".repeat(600);
    }
    let mut page = page(&bad, &facts);
    for listing in page.listings.iter_mut().take(3) {
        listing.source = Ok("&\n".repeat(1 << 19));
        listing.marks = (1..2000).map(|line| mark(line * 2, line % 2, None)).collect();
    }
    let html = html(&page);
    assert!(html.len() <= LARGEST, "{}", html.len());
    let shape = Shape::of(&html);
    assert!(shape.text.contains("Left out, because the page would grow too large: "));
}
