//! The verdict, first of all: the status in a word, what it means for the pipeline, and what was judged.

use verdict::{Action, RuleStatus, Status, Verdict};

use super::parts;
use crate::html::markup::Html;
use crate::html::page::Page;

/// The head of the page.
pub(super) fn header(html: &mut Html, page: &Page<'_>) {
    let verdict = page.verdict;
    html.raw("<header>\n<h1>Coverage gate");
    if verdict.gate.id != verdict.gate.tool {
        html.raw(" <bdi>").text(&verdict.gate.id).raw("</bdi>");
    }
    html.raw("</h1>\n<p class=\"outcome\">");
    parts::status(html, RuleStatus::from(verdict.status));
    html.raw(" <span>").raw(consequence(verdict)).raw("</span></p>\n<p class=\"summary\"><bdi>");
    html.text(&verdict.summary).raw("</bdi></p>\n");
    if verdict.policy.bootstrap {
        html.raw("<p>No limit was given, so the built-in one holds: 80 % of all lines.</p>\n");
    }
    html.raw("<dl>\n");
    let subject = verdict.subject.iter().find_map(|subject| subject.digest.get("gitCommit"));
    // Outside of Actions nobody says which commit it is, and the checkout may.
    let repository = page.facts.and_then(|facts| facts.repository.as_ref());
    let commit = subject.or(repository.and_then(|repository| repository.commit.as_ref()));
    item(html, "Commit", commit.map_or("not known", String::as_str));
    item(html, "Gate", &verdict.gate.id);
    item(html, "Judgement", &verdict.judgement);
    item(html, "Digest", &format!("sha256:{}", page.digest));
    item(html, "Judged", &verdict.finished.to_string());
    item(html, "Tool", &format!("{} {}", verdict.gate.tool, verdict.gate.version));
    if let Some(repository) = &verdict.run.repository {
        item(html, "Repository", repository);
    }
    if let Some(id) = verdict.run.run_id {
        item(html, "Run", &format!("{id}, attempt {}", verdict.run.attempt.unwrap_or(1)));
    }
    html.raw("</dl>\n</header>\n");
}

fn item(html: &mut Html, name: &'static str, value: &str) {
    html.raw("<div><dt>").raw(name).raw("</dt><dd><code>").text(value).raw("</code></dd></div>\n");
}

/// What the status means for the pipeline.
fn consequence(verdict: &Verdict) -> &'static str {
    let unmet = matches!(verdict.status, Status::Fail | Status::Inconclusive | Status::Error);
    match (verdict.decision.action, unmet, verdict.decision.report_only) {
        (Action::Stop, _, _) => "The pipeline stops.",
        (Action::Proceed, true, true) => "The pipeline goes on, because the gate only reports.",
        (Action::Proceed, true, false) => "The pipeline goes on, because fail-on says so.",
        (Action::Proceed, false, _) => "The pipeline goes on.",
    }
}
