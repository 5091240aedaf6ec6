//! The last word in an issue. It says what happened and nothing more: who approved, who denied, what was missing.

use approval::evaluation::{Evaluation, Outcome, SeatState};
use runner::markdown::pieces;

use super::names::Names;
use super::page::{Page, code, words};
use super::{headline, reason};

/// Longest message, in characters: it is read by people.
const ROOM: usize = 20_000;
/// Reasons and people that are listed.
const MOST: usize = 50;

/// The message that closes the issue; nothing while people are waited for, or something is to be cleared up.
#[must_use]
pub fn message(evaluation: &Evaluation, names: &Names) -> Option<String> {
    if matches!(evaluation.outcome, Outcome::Pending | Outcome::Held) {
        return None;
    }
    let mut page = Page::new(ROOM);
    page.push(&format!("**{}**\n\n", headline(evaluation.outcome)));
    let reasons = evaluation.reasons.iter().map(|found| pieces(&reason::reason(found, names)));
    page.list("", &reasons.collect::<Vec<_>>(), MOST);
    // Of what counts for nothing any more it would be untrue to say who approved.
    let counts = !matches!(evaluation.outcome, Outcome::Invalid | Outcome::Superseded | Outcome::Rollback);
    if counts {
        page.list("", &evaluation.seats.iter().map(|seat| filled(seat, names)).collect::<Vec<_>>(), MOST);
    }
    Some(page.finish())
}

/// How far a seat is filled and by whom.
fn filled(seat: &SeatState, names: &Names) -> String {
    let by: Vec<String> = seat
        .filled
        .iter()
        .map(|place| {
            let said = format!(" as {} at {} in comment {}", place.meaning, place.at, place.comment);
            format!("{}{}", code(&names.of_account(place.by)), words(&said))
        })
        .collect();
    let by = if by.is_empty() { "nobody".to_owned() } else { by.join(", ") };
    format!("Seat {}: {} of {}, filled by {by}.", code(&seat.id), seat.filled.len(), seat.needed)
}
