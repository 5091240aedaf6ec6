//! The timeline of deployments, newest first, and the incidents.

use ::report::Report;
use ::report::row::{Outcome, Row, result_word};
use history::deployed::State;
use history::trouble::Trouble;
use ledger::predicate::{Confidence, Decision};
use runner::html::Html;

use super::words::{length, minute, short};
use super::{badge, begin, end, grid, grid_end, label, left_out};

/// Gates, approvals or causes that one row shows.
const PIECES: usize = 12;

pub(super) fn deployments(html: &mut Html, of: &Report, rows: usize) {
    begin(html, "deployments", "Deployments");
    if of.deployments.is_empty() {
        html.raw("<p>No deployment is recorded there in this time.</p>\n");
        end(html);
        return;
    }
    let columns =
        ["When", "Service", "Environment", "Kind", "Outcome", "What", "Gates", "Approved by", "Record"];
    grid(html, &label("Deployments, newest first; times in UTC"), &columns);
    of.deployments.iter().take(rows).for_each(|one| row(html, one));
    grid_end(html);
    left_out(html, of.deployments.len(), rows, "older deployments", "deployments");
    end(html);
}

fn row(html: &mut Html, one: &Row) {
    html.raw("<tr><td class=\"who\">");
    if let Some(at) = one.when() {
        html.raw("<time datetime=\"").text(&at.to_string()).raw("\">").text(&minute(at)).raw("</time>");
    }
    html.raw("</td><th scope=\"row\">")
        .text(one.service.as_str())
        .raw("</th><td>")
        .text(&one.place())
        .raw("</td><td>");
    html.raw(one.kind).raw("</td><td>");
    outcome(html, one);
    html.raw("</td><td class=\"breaks\">");
    what(html, one);
    html.raw("</td><td>");
    gates(html, one);
    html.raw("</td><td>");
    approvals(html, one);
    html.raw("</td><td class=\"breaks\"><code>").text(one.id.as_str()).raw("</code><br>");
    html.raw(if one.entries.len() == 1 { "entry " } else { "entries " }).text(&one.entries());
    html.raw("</td></tr>\n");
}

fn outcome(html: &mut Html, one: &Row) {
    let (class, shape) = match one.outcome {
        Outcome::Succeeded => ("pass", "✓"),
        Outcome::Failed | Outcome::FailedImpactUnknown | Outcome::FailedWithoutImpact => ("fail", "✗"),
        Outcome::Cancelled => ("none", "–"),
        Outcome::Open => ("doubt", "?"),
        Outcome::Adopted => ("warn", "▲"),
    };
    badge(html, class, shape, one.outcome.words());
    let since = match one.since {
        Some(State::RolledBack) => Some("since rolled back"),
        Some(State::Superseded) => Some("since superseded"),
        Some(State::Undeployed) => Some("since taken away"),
        _ => None,
    };
    let marks = [since, one.overridden.then_some("against the rules"), one.amended.then_some("amended later")];
    for mark in marks.into_iter().flatten() {
        html.raw("<br>").raw(mark);
    }
}

fn what(html: &mut Html, one: &Row) {
    if let Some(commit) = &one.commit {
        html.raw("commit <code>").text(commit.get(..12).unwrap_or(commit)).raw("</code>");
    }
    if let Some((digest, more)) = one.artifact() {
        html.raw("<br>artifact <code>").text(digest.get(..12).unwrap_or(&digest)).raw("</code>");
        if more > 0 {
            html.raw(" and ").number(more as u64).raw(" more");
        }
    }
}

fn gates(html: &mut Html, one: &Row) {
    if one.gates.is_empty() {
        html.raw("none");
    }
    for (at, gate) in one.gates.iter().take(PIECES).enumerate() {
        html.raw(if at > 0 { "<br>" } else { "" }).text(gate.id.as_str()).raw(" ");
        html.raw("<b>").raw(result_word(gate.result)).raw("</b>");
    }
    more(html, one.gates.len());
}

fn approvals(html: &mut Html, one: &Row) {
    if one.approvals.is_empty() {
        html.raw("nobody");
    }
    for (at, given) in one.approvals.iter().take(PIECES).enumerate() {
        html.raw(if at > 0 { "<br>" } else { "" });
        match &given.approver {
            Some(who) => html.raw("<code>").text(&short(who.as_str())).raw("…</code>"),
            None => html.raw("no approval"),
        };
        html.raw(", entry ").digits(given.entry);
        if given.decision.is_some_and(|decision| decision != Decision::Approve) {
            html.raw(", no yes");
        }
        html.raw(if given.revoked { ", taken back" } else { "" });
    }
    more(html, one.approvals.len());
}

fn more(html: &mut Html, all: usize) {
    if all > PIECES {
        html.raw("<br>and ").number((all - PIECES) as u64).raw(" more");
    }
}

pub(super) fn incidents(html: &mut Html, of: &Report, rows: usize) {
    begin(html, "incidents", "Incidents");
    if of.incidents.is_empty() {
        html.raw("<p>No incident is recorded there in this time: that there was none is not known.</p>\n");
        end(html);
        return;
    }
    let columns =
        ["Noticed", "Incident", "Service", "Environment", "Severity", "Over", "Lasted", "Caused by", "Record"];
    grid(html, &label("Incidents, newest first; times in UTC"), &columns);
    of.incidents.iter().take(rows).for_each(|one| incident(html, one));
    grid_end(html);
    left_out(html, of.incidents.len(), rows, "older incidents", "incidents");
    end(html);
}

fn incident(html: &mut Html, one: &Trouble) {
    let name = one.reference.as_ref().map_or_else(|| one.id.to_string(), ToString::to_string);
    html.raw("<tr><td class=\"who\">")
        .text(&minute(one.detected_at))
        .raw("</td><th scope=\"row\"><bdi>")
        .text(&name);
    html.raw("</bdi></th><td>").text(one.service.as_str()).raw("</td><td>");
    html.text(one.environment.as_ref().map_or("not said", |name| name.as_str()))
        .raw("</td><td>")
        .text(one.severity.as_str());
    html.raw("</td><td>");
    match one.resolved_at {
        Some(at) => {
            html.text(&minute(at))
                .raw("</td><td>")
                .text(&length((at.millis() - one.detected_at.millis()).max(0)));
        }
        None => {
            badge(html, "fail", "✗", "not over");
            html.raw("</td><td>");
        }
    }
    html.raw("</td><td class=\"breaks\">");
    if one.causes.is_empty() {
        html.raw("nobody said");
    }
    for (at, cause) in one.causes.iter().take(PIECES).enumerate() {
        html.raw(if at > 0 { "<br>" } else { "" })
            .raw("<code>")
            .text(cause.deployment_id.as_str())
            .raw("</code>");
        html.raw(if cause.confidence == Confidence::Inferred { " (inferred)" } else { "" });
    }
    more(html, one.causes.len());
    let entries: Vec<String> = one.entries.iter().take(PIECES).map(|at| at.leaf.index.to_string()).collect();
    html.raw("</td><td>entries ").text(&entries.join(", ")).raw("</td></tr>\n");
}
