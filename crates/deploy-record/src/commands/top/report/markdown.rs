//! The report as Markdown: a summary, for a job's page or a ticket. What it leaves out it counts.

use ::report::Report;
use ::report::row::{Row, result_word};
use runner::markdown::{escape, piece};
use runner::report::Piece;
use runner::text::count;

use super::html::words::{approvers, distribution, length, share, told};

/// Lines of a list.
const LINES: usize = 50;

/// The text, with so many deployments and exceptions at most.
pub(super) fn page(of: &Report, rows: usize) -> String {
    let mut out = format!("# Deployments of {}\n\n", escape(&of.standing.ledger));
    out.push_str(&format!(
        "{}, from {} up to {}, in days of {}, as {}.\n\n",
        upper(&escape(&of.window.words())),
        of.window.from,
        of.window.to,
        escape(&of.window.zone),
        escape(&told(&of.standing))
    ));
    list(&mut out, "Faults", &of.standing.faults.iter().map(|one| one.line()).collect::<Vec<_>>());
    list(&mut out, "What this cannot prove", &of.standing.cannot_prove);
    list(
        &mut out,
        "What cannot be known",
        &of.standing.unknown.iter().map(|one| one.line()).collect::<Vec<_>>(),
    );
    figures(&mut out, of);
    deployments(&mut out, of, rows);
    incidents(&mut out, of, rows);
    controls(&mut out, of);
    exceptions(&mut out, of, rows);
    out
}

fn figures(out: &mut String, of: &Report) {
    if of.figures.is_empty() {
        out.push_str("## Figures\n\nNothing was measured.\n\n");
        return;
    }
    let heads =
        ["Service", "Environment", "Deployments", "A day", "Lead time", "Fail rate", "Recovery", "Rework"];
    let rows = of.figures.iter().map(|one| {
        let (lead, recovery) = (&one.change_lead_time, &one.failed_deployment_recovery_time);
        vec![
            Piece::plain(one.service.to_string()),
            Piece::plain(one.environment.to_string()),
            Piece::plain(one.deployment_frequency.count.to_string()),
            Piece::plain(one.deployment_frequency.per_day.clone()),
            Piece::plain(distribution(lead.spread.as_ref(), lead.reason.as_deref())),
            Piece::plain(share(one.change_fail_rate.rate, one.change_fail_rate.reason.as_deref())),
            Piece::plain(distribution(recovery.spread.as_ref(), recovery.reason.as_deref())),
            Piece::plain(share(one.rework_rate.rate, one.rework_rate.reason.as_deref())),
        ]
    });
    table(out, "Figures", &heads, rows.collect());
    let doubts = of.figures.iter().flat_map(|one| {
        one.doubts
            .words()
            .into_iter()
            .map(move |doubt| format!("{} in {}: {doubt}", one.service, one.environment))
    });
    list(out, "What could make a figure wrong", &doubts.collect::<Vec<_>>());
}

fn deployments(out: &mut String, of: &Report, most: usize) {
    let heads =
        ["Ended", "Service", "Environment", "Kind", "Outcome", "Commit", "Gates", "Approved by", "Deployment"];
    let all = of.deployments.len();
    table(out, "Deployments", &heads, of.deployments.iter().take(most).map(deployment).collect());
    if all > most {
        out.push_str(&format!("The newest {most} of {all} are shown: `--format csv` has all of them.\n\n"));
    } else if all == 0 {
        out.push_str("There are none.\n\n");
    }
}

fn deployment(row: &Row) -> Vec<Piece> {
    let gates: Vec<String> =
        row.gates.iter().map(|gate| format!("{} {}", gate.id, result_word(gate.result))).collect();
    vec![
        Piece::plain(row.when().map(|at| at.to_string()).unwrap_or_default()),
        Piece::plain(row.service.to_string()),
        Piece::plain(row.place()),
        Piece::plain(row.kind),
        Piece::plain(super::html::words::outcome(row)),
        Piece::code(row.commit.as_deref().and_then(|commit| commit.get(..12)).unwrap_or_default()),
        Piece::plain(gates.join(", ")),
        Piece::plain(approvers(row)),
        Piece::code(row.id.to_string()),
    ]
}

fn incidents(out: &mut String, of: &Report, most: usize) {
    if of.incidents.is_empty() {
        return;
    }
    let heads = ["Incident", "Service", "Severity", "Noticed", "Over", "Lasted"];
    let rows = of.incidents.iter().take(most).map(|one| {
        let name = one.reference.as_ref().map_or_else(|| one.id.to_string(), ToString::to_string);
        let lasted = one.resolved_at.map(|at| length(at.millis() - one.detected_at.millis()));
        vec![
            Piece::code(name),
            Piece::plain(one.service.to_string()),
            Piece::plain(one.severity.to_string()),
            Piece::plain(one.detected_at.to_string()),
            Piece::plain(one.resolved_at.map_or_else(|| "no".to_owned(), |at| at.to_string())),
            Piece::plain(lasted.unwrap_or_default()),
        ]
    });
    table(out, "Incidents", &heads, rows.collect());
}

fn controls(out: &mut String, of: &Report) {
    let heads = ["Framework", "Control", "What", "Asked", "Population", "Exceptions", "Not answerable"];
    let mut rows = Vec::new();
    for (mapping, control) in of.controls.iter().flat_map(|one| one.controls.iter().map(move |two| (one, two)))
    {
        for query in &control.queries {
            let Some(answer) = of.answers.get(query.word()) else { continue };
            rows.push(vec![
                Piece::plain(mapping.framework.to_string()),
                Piece::plain(control.id.to_string()),
                Piece::plain(control.title.to_string()),
                Piece::code(query.word()),
                Piece::plain(count(answer.population.count as u64, "one", "in all")),
                Piece::plain(answer.exceptions.len().to_string()),
                Piece::plain(answer.not_answerable.clone().unwrap_or_default()),
            ]);
        }
    }
    table(out, "Controls: population and exceptions", &heads, rows);
    out.push_str("No row says that a control is met: draw a sample of the population, and ask about the exceptions. A population of none is nothing to judge.\n\n");
}

fn exceptions(out: &mut String, of: &Report, most: usize) {
    for (query, answer) in of.answers.iter().filter(|(_, answer)| !answer.exceptions.is_empty()) {
        let lines: Vec<String> =
            answer.exceptions.iter().take(most).map(|one| format!("{}: {}", one.what, one.why)).collect();
        let heading = format!("Exceptions to {query} ({})", answer.exceptions.len());
        list_of(out, &heading, &lines, answer.exceptions.len());
    }
}

fn table(out: &mut String, heading: &str, heads: &[&str], rows: Vec<Vec<Piece>>) {
    out.push_str(&format!("## {heading}\n\n| {} |\n|{}\n", heads.join(" | "), " --- |".repeat(heads.len())));
    for row in rows {
        let cells: Vec<String> = row.iter().map(piece).collect();
        out.push_str(&format!("| {} |\n", cells.join(" | ")));
    }
    out.push('\n');
}

fn list(out: &mut String, heading: &str, lines: &[String]) {
    list_of(out, heading, lines.get(..LINES).unwrap_or(lines), lines.len());
}

fn list_of(out: &mut String, heading: &str, lines: &[String], all: usize) {
    if lines.is_empty() {
        return;
    }
    out.push_str(&format!("## {}\n\n", escape(heading)));
    for line in lines {
        out.push_str(&format!("- {}\n", piece(&Piece::plain(line.as_str()))));
    }
    if all > lines.len() {
        out.push_str(&format!("- and {} more: `--format json` has all of them\n", all - lines.len()));
    }
    out.push('\n');
}

fn upper(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
