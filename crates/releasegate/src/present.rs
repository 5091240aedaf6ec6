//! What a person sees: the verdict first, one table of gates and of what does not hold, then what to do next.

use runner::annotation::{Annotation, Level};
use runner::report::{Block, Piece, Report, Section, Table};
use verdict::{Action, Rule, RuleStatus, Status, Verdict};

use crate::facts::{Facts, Plan};
use crate::half::{Half, NAME};
use crate::next;
use crate::policy::Policy;

/// Says what was decided. Pure.
#[must_use]
pub(crate) fn present(verdict: &Verdict) -> Report {
    let facts = facts(verdict);
    let name = if verdict.gate.id == NAME { String::new() } else { format!(" {}", verdict.gate.id) };
    let mut sections =
        vec![Section { blocks: vec![Block::Table(table(verdict, &facts))], ..Section::default() }];
    if !verdict.not_covered.is_empty() {
        let points = verdict.not_covered.iter().map(|text| vec![Piece::plain(text)]).collect();
        sections.push(Section::folded("Not looked at", vec![Block::List(points)]));
    }
    sections.push(Section::folded("Evidence", vec![Block::List(evidence(verdict, &facts))]));
    if suggested(verdict).is_some() {
        let blocks = vec![Block::Paragraph(vec![Piece::plain(NEXT_STEP)])];
        sections.push(Section::headed("Next step", blocks));
    }
    Report {
        title: format!("Releasegate{name}"),
        status: Some(verdict.status),
        headline: headline(verdict),
        sections,
        annotations: verdict.rules.iter().filter_map(annotation).collect(),
        outputs: outputs(verdict, &facts),
    }
}

/// The facts, as the verdict holds them.
pub(crate) fn facts(verdict: &Verdict) -> Facts {
    let facts = verdict.details.get("conclusion").cloned().unwrap_or_default();
    serde_json::from_value(facts).unwrap_or_default()
}

/// The policy file that is suggested; none where something is broken and measured nothing that could be kept.
pub(crate) fn suggested(verdict: &Verdict) -> Option<String> {
    if verdict.status == Status::Error {
        return None;
    }
    let policy: Policy = serde_json::from_value(verdict.details.get("policy")?.clone()).ok()?;
    next::policy_file(&policy, &facts(verdict))
}

/// The summary, and what it means for the pipeline where that is not plain from the status.
fn headline(verdict: &Verdict) -> String {
    let unmet = matches!(verdict.status, Status::Fail | Status::Inconclusive);
    let note = match (unmet && verdict.decision.action == Action::Proceed, verdict.decision.report_only) {
        (true, true) => ". Report only: it did not stop the pipeline",
        (true, false) => ". By fail-on it did not stop the pipeline",
        _ => "",
    };
    format!("{}{note}", verdict.summary)
}

/// A row for each gate, then one for each rule that does not hold: the front door's own, and those of the gates.
fn table(verdict: &Verdict, facts: &Facts) -> Table {
    let mut table = Table::new(&["Gate", "Status", "What was found"]);
    let gates = |rule: &&Rule| Half::ALL.iter().any(|half| half.word() == rule.id);
    for half in Half::ALL {
        for rule in verdict.rules.iter().filter(|rule| rule.id == half.word()) {
            // The front door may say otherwise than the gate: its row shows what counts here, the message says why.
            table.rows.push(row(half.tool(), rule.status, &rule.message));
        }
    }
    let unmet = |status| !matches!(status, RuleStatus::Pass | RuleStatus::Skipped | RuleStatus::NotApplicable);
    for rule in verdict.rules.iter().filter(|rule| !gates(rule) && unmet(rule.status)) {
        table.rows.push(row(&rule.title, rule.status, &rule.message));
    }
    for half in Half::ALL {
        let Some(judged) = &facts.judged.of(half).verdict else { continue };
        for rule in &judged.unmet {
            table.rows.push(row(&format!("{}: {}", half.tool(), rule.title), rule.status, &rule.message));
        }
        let left = judged.unmet_count.saturating_sub(judged.unmet.len() as u64);
        if left > 0 {
            table.more = Some("More rules do not hold: see the verdicts of the gates.".to_owned());
        }
    }
    table
}

fn row(gate: &str, status: RuleStatus, message: &str) -> Vec<Piece> {
    vec![Piece::plain(gate), Piece::Status(status), Piece::plain(message)]
}

fn evidence(verdict: &Verdict, facts: &Facts) -> Vec<Vec<Piece>> {
    let mut points = vec![vec![Piece::plain("Judgement: "), Piece::code(&verdict.judgement)]];
    for half in Half::ALL {
        if let Some(judged) = &facts.judged.of(half).verdict {
            points.push(vec![
                Piece::plain(format!("Verdict of {}: ", half.tool())),
                Piece::code(format!("sha256:{}", judged.sha256)),
                Piece::plain(" at "),
                Piece::code(&judged.path),
            ]);
        }
        for report in facts.search.iter().flat_map(|search| &search.halves.of(half).reports) {
            points.push(vec![Piece::plain(format!("Found ({}): ", report.format)), Piece::code(&report.path)]);
        }
    }
    points
}

/// What stands above the file that is suggested; the file itself follows in the summary.
const NEXT_STEP: &str = "No policy file says what is asked for, so the built-in limits hold. With a file of these numbers on the default branch, what was measured may not get worse, and a report that is missing stops the pipeline. Raise the numbers from there.";

/// What the gates say of themselves, their own steps have shown.
fn annotation(rule: &Rule) -> Option<Annotation> {
    let own = !["judged", "let-through"].contains(&rule.reason.as_str());
    let level = match rule.status {
        RuleStatus::Fail | RuleStatus::Error | RuleStatus::Inconclusive => Level::Error,
        RuleStatus::Warn => Level::Warning,
        RuleStatus::Pass | RuleStatus::Skipped | RuleStatus::NotApplicable => return None,
    };
    let title = format!("Releasegate: {}", rule.title);
    own.then(|| Annotation { level, title, message: rule.message.clone(), path: None, lines: None })
}

fn outputs(verdict: &Verdict, facts: &Facts) -> Vec<(&'static str, String)> {
    let status = |half: Half| match &facts.judged.of(half).verdict {
        Some(judged) => judged.status.word().to_owned(),
        None => match facts.search.as_ref().map(|search| search.halves.of(half).plan) {
            Some(Plan::Off) => "off".to_owned(),
            Some(Plan::NotFound) if verdict.status != Status::Error => "not-judged".to_owned(),
            _ => "error".to_owned(),
        },
    };
    let digest = |half: Half| {
        let judged = facts.judged.of(half).verdict.as_ref();
        judged.map(|judged| format!("sha256:{}", judged.sha256)).unwrap_or_default()
    };
    vec![
        ("coverage-status", status(Half::Coverage)),
        ("reports-status", status(Half::Reports)),
        ("coverage-digest", digest(Half::Coverage)),
        ("reports-digest", digest(Half::Reports)),
    ]
}
