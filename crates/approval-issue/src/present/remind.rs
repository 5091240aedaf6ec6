//! The comment that reminds people. It calls those who can still fill a seat, and those to whom it is escalated; nobody else.

use std::collections::BTreeSet;

use approval::evaluation::{Evaluation, SeatState};
use approval::people::Source;

use super::mention::{called, mention};
use super::page::words;
use crate::facts::Case;

/// People and teams that one comment calls at most.
const MOST: usize = 20;

/// The text; `escalated` are those who are told beside.
#[must_use]
pub fn text(case: &Case, evaluation: &Evaluation, escalated: &[Source]) -> String {
    let lacks = |seat: &&SeatState| seat.filled.len() < usize::try_from(seat.needed).unwrap_or(usize::MAX);
    let open: Vec<&str> = evaluation.seats.iter().filter(lacks).map(|seat| seat.id.as_str()).collect();
    let filled = evaluation.seats.iter().flat_map(|seat| &seat.filled);
    let voted: BTreeSet<_> = filled.map(|place| place.by).collect();
    let waits = |source: &&Source| !matches!(source, Source::User { id: Some(id), .. } if voted.contains(id));
    let seats = case.policy.seats.iter().filter(|seat| open.contains(&seat.id.as_str()));
    let asked = seats.flat_map(|seat| &seat.of).filter(waits);
    let asked = names(asked.filter_map(|source| name(case, source)));
    let others = names(escalated.iter().filter_map(|source| called(source, &[])));
    let until = words(&case.request.expires.to_string());
    let mut text = match asked.is_empty() {
        true => format!("This request waits for an answer until {until}.\n"),
        false => format!("{}: this request waits for your answer until {until}.\n", asked.join(" ")),
    };
    if !others.is_empty() {
        let others = others.join(" ");
        text.push_str(&format!("\n{others}: you are told of it too. Who may approve has not changed.\n"));
    }
    text
}

/// Whoever has a name of the policy now may be somebody else: then the account is called as it is called now, if that is known.
fn name(case: &Case, source: &Source) -> Option<String> {
    match source {
        Source::User { login, .. } if case.well_called.contains(source) => mention(&[login]),
        _ => called(source, &case.ground.people),
    }
}

fn names(all: impl Iterator<Item = String>) -> Vec<String> {
    let mut known = BTreeSet::new();
    all.filter(|name| known.insert(name.to_ascii_lowercase())).take(MOST).collect()
}
