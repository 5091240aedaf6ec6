//! The verdict at the head of a page: the status in a word, what it means for the pipeline, and what was judged.

use verdict::{Action, RuleStatus, Status, Verdict};

use super::Html;

/// What the head of a page shows.
#[derive(Debug, Clone, Copy)]
pub struct Outcome<'a> {
    /// The tool's name for people.
    pub tool: &'static str,
    /// What was judged.
    pub verdict: &'a Verdict,
    /// SHA-256 of the verdict's file, in lower-case hex.
    pub digest: &'a str,
    /// The commit that the facts name: outside of Actions nobody else says which one it is.
    pub commit: Option<&'a str>,
    /// Which limit holds where none was given.
    pub built_in: &'static str,
}

/// The head of the page.
pub fn header(html: &mut Html, outcome: Outcome<'_>) {
    let verdict = outcome.verdict;
    html.raw("<header>\n<h1>").raw(outcome.tool);
    if verdict.gate.id != verdict.gate.tool {
        html.raw(" <bdi>").text(&verdict.gate.id).raw("</bdi>");
    }
    html.raw("</h1>\n<p class=\"outcome\">");
    badge(html, RuleStatus::from(verdict.status));
    html.raw(" <span>").raw(consequence(verdict)).raw("</span></p>\n<p class=\"summary\"><bdi>");
    html.text(&verdict.summary).raw("</bdi></p>\n");
    if verdict.policy.bootstrap {
        html.raw("<p>No limit was given, so the built-in one holds: ").raw(outcome.built_in).raw(".</p>\n");
    }
    html.raw("<dl>\n");
    let subject = verdict.subject.iter().find_map(|subject| subject.digest.get("gitCommit"));
    item(html, "Commit", subject.map(String::as_str).or(outcome.commit).unwrap_or("not known"));
    item(html, "Gate", &verdict.gate.id);
    item(html, "Judgement", &verdict.judgement);
    item(html, "Digest", &format!("sha256:{}", outcome.digest));
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

/// A status by word, shape and colour.
pub fn badge(html: &mut Html, status: RuleStatus) {
    let (class, shape) = match status {
        RuleStatus::Pass => ("pass", "✓"),
        RuleStatus::Warn => ("warn", "▲"),
        RuleStatus::Fail => ("fail", "✗"),
        RuleStatus::Inconclusive => ("doubt", "?"),
        RuleStatus::Error => ("fail", "⊘"),
        RuleStatus::Skipped => ("none", "»"),
        RuleStatus::NotApplicable => ("none", "–"),
    };
    html.raw("<span class=\"badge ")
        .raw(class)
        .raw("\"><span aria-hidden=\"true\">")
        .raw(shape)
        .raw("</span> ");
    html.raw(status.word()).raw("</span>");
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
