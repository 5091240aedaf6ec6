//! Files that the totals cannot show: those without a name in the repository, those without a report, and those that were changed.

use runner::report::{Piece, Table};
use runner::text::count;
use verdict::ratio::grouped;

use crate::details::Details;
use crate::rules::why_unmapped;

/// How many rows a table shows.
const SHOWN: usize = 10;

pub(super) fn unreported(details: &Details) -> Table {
    let mut table = Table::new(&["File", ">Lines that are not blank"]);
    for file in details.unreported.iter().take(SHOWN) {
        let lines = file.lines.map_or_else(|| "not read".to_owned(), grouped);
        table.rows.push(vec![Piece::code(&file.path), Piece::plain(lines)]);
    }
    table.more = more(details.unreported_count, "unreported");
    table
}

pub(super) fn unmapped(details: &Details) -> Table {
    let mut table = Table::new(&["File", "Why"]);
    for file in details.unmapped.iter().take(SHOWN) {
        table.rows.push(vec![Piece::code(super::name(file)), Piece::plain(why_unmapped(file))]);
    }
    table.more = more(details.unmapped_count, "unmapped");
    table
}

/// Changed files whose changed lines are not all covered.
pub(super) fn changed(details: &Details) -> Table {
    let mut table = Table::new(&["File", ">Changed lines of code", ">Covered", "Without a test"]);
    for file in details.changed.iter().take(SHOWN) {
        let counts = file.lines.unwrap_or_default();
        let (all, covered, place) = match file.not_blank {
            Some(lines) => (lines, 0, "it is in no report".to_owned()),
            None => (counts.total, counts.covered, super::joined(&file.uncovered)),
        };
        table.rows.push(vec![
            Piece::code(&file.path),
            Piece::plain(grouped(all)),
            Piece::plain(grouped(covered)),
            Piece::plain(place),
        ]);
    }
    table.more = more(details.changed_count, "changed");
    table
}

fn more(all: u64, member: &str) -> Option<String> {
    let rest = all.saturating_sub(SHOWN as u64);
    (rest > 0).then(|| {
        format!("{} more: see `details.{member}` of the verdict and the facts.", count(rest, "file", "files"))
    })
}
