//! What a run's page shows, in both workflows: as a report, so that the runner's summary and terminal write it.

use approval::evaluation::Counts;
use runner::report::{Block, Piece, Report, Section, Table};

use super::status::{Standings, ignored};
use super::{headline, reason, seats, status_of};

/// The report of an evaluation.
#[must_use]
pub fn report(standings: &Standings<'_>) -> Report {
    let evaluation = standings.evaluation;
    let reasons = evaluation.reasons.iter().map(|found| reason::reason(found, standings.names)).collect();
    let mut sections = vec![
        Section { heading: None, folded: false, blocks: vec![Block::List(reasons)] },
        Section::headed("Seats", vec![Block::Table(seats(standings))]),
    ];
    let said = said(standings);
    if !said.rows.is_empty() {
        sections.push(Section::headed("What was said", vec![Block::Table(said)]));
    }
    Report {
        title: format!("Approval {} for {}", standings.code, standings.policy.environment),
        status: Some(status_of(evaluation.outcome)),
        headline: headline(evaluation.outcome).to_owned(),
        sections,
        ..Report::default()
    }
}

fn seats(standings: &Standings<'_>) -> Table {
    let mut table = Table::new(&["Seat", ">Needs", ">Has", "Filled by", "Who still can fill it"]);
    let names = standings.names;
    table.rows = standings
        .evaluation
        .seats
        .iter()
        .map(|seat| {
            let by: Vec<_> = seat.filled.iter().map(|place| place.by).collect();
            vec![
                Piece::code(&seat.id),
                Piece::plain(seat.needed.to_string()),
                Piece::plain(seat.filled.len().to_string()),
                somebody(names.of_all(&by)),
                Piece::plain(seats::who(standings.policy, seat, names)),
            ]
        })
        .collect();
    table
}

/// Names, or nothing where nobody is.
fn somebody(names: String) -> Piece {
    if names.is_empty() { Piece::plain("") } else { Piece::code(names) }
}

/// Each command and what it counts for; the newest first.
fn said(standings: &Standings<'_>) -> Table {
    let mut table = Table::new(&[">Comment", "By", "What it counts for"]);
    for standing in standings.evaluation.comments.iter().rev() {
        let counts = match &standing.counts {
            Counts::Prose | Counts::Ours | Counts::Question => continue,
            Counts::Approval { seat: Some(seat) } => format!("approval, seat {seat}"),
            Counts::Approval { seat: None } => "approval, beyond what the seats need".to_owned(),
            Counts::Denial => "denial, which stands".to_owned(),
            Counts::Withdrawal => "takes back what the same person said before".to_owned(),
            Counts::BreakGlass => "breaks the glass".to_owned(),
            Counts::Replaced { by } => format!("nothing any more: decided again in comment {by}"),
            Counts::Ignored { why } => {
                format!("does not count: {}", plain(ignored(standings, standing.author, why)))
            }
        };
        let author = standings.names.of_somebody(standing.author);
        table.rows.push(vec![
            Piece::plain(standing.comment.to_string()),
            Piece::code(author),
            Piece::plain(counts),
        ]);
    }
    table
}

/// A cell is one piece: what is code elsewhere is words here.
fn plain(pieces: Vec<Piece>) -> String {
    let text = |piece: Piece| match piece {
        Piece::Plain(text) | Piece::Code(text) | Piece::Strong(text) => text,
        Piece::Status(status) => status.word().to_owned(),
    };
    pieces.into_iter().map(text).collect()
}
