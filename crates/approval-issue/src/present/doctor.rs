//! What a run's page shows of the checks: the worst first, and what to do about each.

use runner::report::{Block, Piece, Report, Section, Table};
use verdict::Verdict;

use crate::doctor::{Finding, Status};

/// The report of all findings.
pub(crate) fn report(verdict: &Verdict, findings: &[Finding]) -> Report {
    let mut table = Table::new(&["Result", "Check", "Found"]);
    table.rows = findings
        .iter()
        .map(|finding| {
            vec![
                Piece::Status(finding.rule().status),
                Piece::plain(&finding.title),
                Piece::plain(&finding.found),
            ]
        })
        .collect();
    let open = findings.iter().filter(|finding| finding.status != Status::Sound && !finding.informative);
    let steps: Vec<Vec<Piece>> = open
        .map(|finding| {
            let why = format!(": {} ", finding.why);
            vec![Piece::code(&finding.id), Piece::plain(why), Piece::plain(&finding.next)]
        })
        .collect();
    let mut sections = vec![Section { heading: None, folded: false, blocks: vec![Block::Table(table)] }];
    if !steps.is_empty() {
        sections.push(Section::headed("What to do", vec![Block::List(steps)]));
    }
    Report {
        title: "Approval: can this gate be passed by?".to_owned(),
        status: Some(verdict.status),
        headline: verdict.summary.clone(),
        sections,
        ..Report::default()
    }
}
