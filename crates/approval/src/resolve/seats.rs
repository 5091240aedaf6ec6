//! Seats, and whether people can fill them at all.

use std::collections::BTreeMap;

use crate::people::Source;
use crate::policy::Seat;
use crate::quorum::Matching;
use crate::source::{self, PLACES, shown};
use crate::stages;

use super::{Draft, Problems, SeatDraft, is_word, no_word};

const SEATS: usize = 20;

/// The name of the one seat that `approvers` makes.
pub const APPROVERS: &str = "approvers";

pub(super) fn seats(draft: &Draft, meanings: &[String], problems: &mut Problems) -> Vec<Seat> {
    match (&draft.approvers, draft.seats.as_slice()) {
        (Some(_), [_, ..]) => problems.add("approvers", "stand beside `seats`: write one of the two"),
        (Some(approvers), []) => return one_seat(draft, approvers, problems).into_iter().collect(),
        (None, []) => problems
            .add("seats", "are missing, so nobody may approve: write for example `qa: 1 of team:acme/qa`"),
        (None, _) => {}
    }
    if draft.minimum_approvals.is_some() {
        problems.add("minimum-approvals", "belongs to `approvers`: seats say themselves how many they need");
    }
    if draft.seats.len() > SEATS {
        problems.add("seats", format!("are more than {SEATS}"));
    }
    let seats: Vec<Seat> =
        draft.seats.iter().take(SEATS).filter_map(|written| seat(written, meanings, problems)).collect();
    if seats.len() == draft.seats.len() {
        check(draft, &seats, problems);
    }
    seats
}

fn one_seat(draft: &Draft, approvers: &str, problems: &mut Problems) -> Option<Seat> {
    let of = problems.take("approvers", source::approvers(approvers))?;
    let people = of.iter().all(|source| matches!(source, Source::User { .. }));
    let count = match draft.minimum_approvals {
        Some(count) => {
            u32::try_from(count).ok().filter(|count| (1..=PLACES).contains(count)).or_else(|| {
                problems.add(
                    "minimum-approvals",
                    format!("is {count}: at least 1 and at most {PLACES} must approve"),
                );
                None
            })?
        }
        None if people => u32::try_from(of.len()).ok()?,
        None => {
            problems.add(
                "minimum-approvals",
                "is missing, and how many people a team has nobody can tell here: write how many must approve",
            );
            return None;
        }
    };
    if let Some(few) = too_few(count, &of) {
        problems.add("minimum-approvals", few);
    }
    Some(Seat { id: APPROVERS.to_owned(), count, of, meanings: Vec::new(), after: Vec::new() })
}

fn seat(written: &SeatDraft, meanings: &[String], problems: &mut Problems) -> Option<Seat> {
    let member = format!("seats.{}", shown(&written.id, ""));
    if !is_word(&written.id) {
        problems.add(&member, no_word(&written.id));
    }
    for meaning in written.meanings.iter().filter(|meaning| !meanings.contains(meaning)) {
        problems.add(
            format!("{member}.meanings"),
            format!("`{}` is none of the policy's `meanings`: add it there", shown(meaning, "")),
        );
    }
    let (count, of) = problems.take(&member, source::seat(&written.people))?;
    if let Some(few) = too_few(count, &of) {
        problems.add(&member, few);
    }
    Some(Seat {
        id: written.id.clone(),
        count,
        of,
        meanings: written.meanings.clone(),
        after: written.after.clone(),
    })
}

/// What to say where a list of people is shorter than the number that is needed.
pub(super) fn too_few(count: u32, of: &[Source]) -> Option<String> {
    let people = of.iter().all(|source| matches!(source, Source::User { .. }));
    let names = u32::try_from(of.len()).unwrap_or(u32::MAX);
    (people && names < count)
        .then(|| format!("needs {count} people and names {names}: name more, or need fewer"))
}

fn check(draft: &Draft, seats: &[Seat], problems: &mut Problems) {
    for (at, seat) in seats.iter().enumerate() {
        if seats.iter().take(at).any(|other| other.id == seat.id) {
            problems.add(format!("seats.{}", seat.id), "is there twice: give one another name");
        }
    }
    order(seats, problems);
    let places: u32 = seats.iter().map(|seat| seat.count).sum();
    if places > PLACES {
        problems.add("seats", format!("need {places} people together: at most {PLACES} are allowed"));
    }
    let wrong = problems.0.iter().any(|problem| problem.member.starts_with("seats"));
    if !wrong && draft.approvers.is_none() {
        people(seats, problems);
    }
}

/// Attack 31 begins here: seats that wait for each other are filled by nobody.
fn order(seats: &[Seat], problems: &mut Problems) {
    for (at, seat) in seats.iter().enumerate() {
        let member = format!("seats.{}.after", seat.id);
        let unknown = seat.after.iter().find(|id| !seats.iter().any(|other| other.id == **id));
        if let Some(unknown) = unknown {
            problems.add(member, format!("`{}` is no seat of this policy", shown(unknown, "")));
        } else if stages::before(seats, at).is_none() && seats.iter().all(|seat| known(seats, seat)) {
            problems.add(
                member,
                "leads back to the seat itself, so that none of them would ever open: remove one `after`",
            );
        }
    }
}

fn known(seats: &[Seat], seat: &Seat) -> bool {
    seat.after.iter().all(|id| seats.iter().any(|other| other.id == *id))
}

/// Seats that name people alone must have enough of them together: each person fills one place.
fn people(seats: &[Seat], problems: &mut Problems) {
    let named: Vec<&Seat> = seats
        .iter()
        .filter(|seat| seat.of.iter().all(|source| matches!(source, Source::User { .. })))
        .collect();
    let mut people: BTreeMap<String, Vec<usize>> = BTreeMap::new();
    for (at, seat) in named.iter().enumerate() {
        for source in &seat.of {
            if let Source::User { login, .. } = source {
                people.entry(login.to_ascii_lowercase()).or_default().push(at);
            }
        }
    }
    let mut matching = Matching::new(named.iter().map(|seat| seat.count));
    for seats in people.values() {
        matching.add(seats.clone());
    }
    for group in matching.short() {
        let short: Vec<&Seat> = group.into_iter().filter_map(|at| named.get(at).copied()).collect();
        let needed: u32 = short.iter().map(|seat| seat.count).sum();
        let ids: Vec<&str> = short.iter().map(|seat| seat.id.as_str()).collect();
        let ids = ids.join(" and ");
        problems
            .add("seats", format!("{ids} need {needed} different people together and name fewer: name more"));
    }
}
