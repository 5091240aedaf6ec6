//! The table of seats: who fills them, and who still can.

use approval::evaluation::SeatState;
use approval::people::Source;
use approval::policy::{Exclude, Policy, Seat};

use super::names::Names;
use super::page::{code, words};

/// Headings of the table.
pub(super) const TITLES: [&str; 4] = ["Seat", "Needs", "Filled by", "Who still can fill it"];
/// People of one cell that are named.
const MOST_NAMES: usize = 15;

/// A row for each seat, in the policy's order.
pub(super) fn rows(policy: &Policy, seats: &[SeatState], names: &Names) -> Vec<Vec<String>> {
    policy
        .seats
        .iter()
        .map(|seat| row(policy, seat, seats.iter().find(|state| state.id == seat.id), names))
        .collect()
}

fn row(policy: &Policy, seat: &Seat, state: Option<&SeatState>, names: &Names) -> Vec<String> {
    let sources: Vec<String> = seat.of.iter().map(|source| code(&source.to_string())).collect();
    let mut needs = format!("{} of {}", seat.count, some(&sources));
    if !seat.meanings.is_empty() {
        needs.push_str(&format!(", as {}", code(&seat.meanings.join(", "))));
    }
    if !seat.after.is_empty() {
        needs.push_str(&format!(", after {}", code(&seat.after.join(", "))));
    }
    let Some(state) = state else { return vec![code(&seat.id), needs, String::new(), String::new()] };
    let filled: Vec<String> = state
        .filled
        .iter()
        .map(|place| {
            let as_what = words(&format!(" as {} at {}", place.meaning, place.at));
            format!("{}{as_what}", code(&names.of_account(place.by)))
        })
        .collect();
    vec![code(&seat.id), needs, some(&filled), can(policy, seat, state, names, &code)]
}

/// Who can still fill a seat, in plain words.
pub(super) fn who(policy: &Policy, state: &SeatState, names: &Names) -> String {
    let seat = policy.seats.iter().find(|seat| seat.id == state.id);
    seat.map(|seat| can(policy, seat, state, names, &str::to_owned)).unwrap_or_default()
}

/// Who can still fill a seat: by name who is known, and of what nobody listed that it is so. `mark` is how a name is written.
fn can(
    policy: &Policy,
    seat: &Seat,
    state: &SeatState,
    names: &Names,
    mark: &dyn Fn(&str) -> String,
) -> String {
    if usize::try_from(state.needed).unwrap_or(usize::MAX) <= state.filled.len() {
        return "full".to_owned();
    }
    if !state.waits_for.is_empty() {
        return format!("waits for {}", mark(&state.waits_for.join(", ")));
    }
    let open: Vec<String> = state.open_to.iter().map(|id| mark(&names.of_account(*id))).collect();
    // Whoever holds a role is never listed; of teams those who are known were.
    let unlisted = |source: &&Source| match source {
        Source::User { .. } => false,
        Source::Team { .. } => open.is_empty(),
        Source::Role(_) => true,
    };
    let others: Vec<String> = seat.of.iter().filter(unlisted).map(|source| members(source, mark)).collect();
    let except = except(policy.exclude);
    match (open.is_empty(), others.is_empty()) {
        (true, true) => "nobody who is known".to_owned(),
        (true, false) => format!("{}{except}", some(&others)),
        (false, true) => some(&open),
        (false, false) => format!("{}, or other {}{except}", some(&open), some(&others)),
    }
}

fn members(source: &Source, mark: &dyn Fn(&str) -> String) -> String {
    match source {
        Source::Team { organization, slug, .. } => {
            format!("members of team {}", mark(&format!("{organization}/{slug}")))
        }
        Source::Role(_) => format!("people with {}", mark(&source.to_string())),
        Source::User { .. } => mark(&source.to_string()),
    }
}

/// Whom the policy leaves out, whoever they are.
fn except(exclude: Exclude) -> &'static str {
    match (exclude.requesters, exclude.contributors) {
        (true, true) => ", except who asked for it or made the change",
        (true, false) => ", except who asked for it",
        (false, true) => ", except who made the change",
        (false, false) => "",
    }
}

/// A list in a cell, which says how many it leaves out.
fn some(all: &[String]) -> String {
    let mut text = all.iter().take(MOST_NAMES).map(String::as_str).collect::<Vec<_>>().join(", ");
    if let Some(more) = all.len().checked_sub(MOST_NAMES).filter(|more| *more > 0) {
        text.push_str(&format!(" and {more} more"));
    }
    text
}
