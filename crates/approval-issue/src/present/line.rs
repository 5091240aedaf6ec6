//! The comment that approves, whole: whoever writes it as it stands here has left nothing out. Seats may ask for different ones.

use approval::code::Code;
use approval::command::Command;
use approval::policy::{Demand, Policy, Seat};
use runner::report::Piece;

/// Comments that one sentence shows.
const MOST: usize = 4;

/// A comment, and the seats that it fills.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Line {
    /// The seats, by their names.
    pub(crate) seats: Vec<String>,
    /// The first line.
    pub(crate) command: String,
    /// The lines below it.
    pub(crate) answers: Vec<String>,
}

impl Line {
    /// The whole comment.
    pub(crate) fn text(&self) -> String {
        let lines = std::iter::once(&self.command).chain(&self.answers);
        lines.map(String::as_str).collect::<Vec<_>>().join("\n")
    }
}

/// One comment for all seats that take the same, in the policy's order.
pub(crate) fn lines(policy: &Policy, code: Code) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for seat in &policy.seats {
        let line = of_seat(policy, seat, code);
        match lines.iter_mut().find(|known| known.text() == line.text()) {
            Some(known) => known.seats.push(seat.id.clone()),
            None => lines.push(line),
        }
    }
    lines
}

/// All that a seat asks for. A seat with meanings is filled by no comment that states none.
fn of_seat(policy: &Policy, seat: &Seat, code: Code) -> Line {
    let states = policy.meaning == Demand::Required || !seat.meanings.is_empty();
    let meaning = seat.meanings.first().or(policy.meanings.first()).filter(|_| states);
    let reason = (policy.reason > 0).then(|| "REASON".to_owned());
    let command = Command::Approve { code: Some(code), meaning: meaning.cloned(), reason };
    let asked = policy.checklist.iter().filter(|item| item.seats.is_empty() || item.seats.contains(&seat.id));
    let answers = asked.map(|item| format!("- [x] {}", item.id)).collect();
    Line { seats: vec![seat.id.clone()], command: command.to_string(), answers }
}

/// The comments as a part of a sentence. Where seats take different ones, each says which seats it is for.
pub(crate) fn pieces(lines: &[Line]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for (at, line) in lines.iter().take(MOST).enumerate() {
        if at > 0 {
            pieces.push(Piece::plain(", or "));
        }
        pieces.push(Piece::code(&line.command));
        if !line.answers.is_empty() {
            let count =
                if line.answers.len() == 1 { " and below it the line " } else { " and below it the lines " };
            pieces.push(Piece::plain(count));
            pieces.push(Piece::code(line.answers.join(", ")));
        }
        if lines.len() > 1 {
            pieces.push(Piece::plain(" for seat "));
            pieces.push(Piece::code(line.seats.join(", ")));
        }
    }
    if lines.len() > MOST {
        pieces.push(Piece::plain(", or as the top of the issue shows for the other seats"));
    }
    pieces
}
