//! The text of a comment and of a check run: the runner's Markdown, shortened until it fits, with where it comes from beneath it.
//!
//! GitHub counts characters. Counting as its pages do, in UTF-16, is never less, so that what fits here fits there, whichever of both it
//! counts in.

use runner::markdown::escape;
use runner::report::{Block, Report, Section};
use runner::summary::{Fitted, Room, fit};
use runner::text::count;

use crate::announce::Showing;
use crate::target::Source;

/// How many rows of a table, or points of a list, are shown, until all of it fits.
const ROWS: [usize; 5] = [usize::MAX, 200, 50, 20, 5];
/// How much of a commit's name is shown.
const SHORT: usize = 7;

/// How much room a text takes.
pub(crate) fn length(text: &str) -> usize {
    text.encode_utf16().count()
}

/// A comment of at most `room`; its first line says which run it is from.
pub(crate) fn comment(showing: &Showing<'_>, room: usize) -> String {
    let head = format!("{}\n\n", showing.target.mark.line());
    let text = page(showing, "", room.saturating_sub(length(&head)));
    format!("{head}{text}")
}

/// The summary of a check run, of at most `room`.
pub(crate) fn check(showing: &Showing<'_>, left_out: usize, room: usize) -> String {
    let places = u64::try_from(left_out).unwrap_or(u64::MAX);
    let note = match left_out {
        0 => String::new(),
        _ => format!("{} without an annotation.\n\n", count(places, "more place is", "more places are")),
    };
    page(showing, &note, room)
}

/// First where it comes from if that matters, then as much of the report as fits, then what is missing and where all of it is.
fn page(showing: &Showing<'_>, note: &str, room: usize) -> String {
    let head = match showing.target.source {
        Source::Reported => REPORTED,
        Source::Own | Source::Fork => "",
    };
    let footer = footer(showing);
    let place = place(showing);
    // The longest that it can be, so that the rest does not depend on it.
    let missing = length(&missing(usize::MAX, usize::MAX, &place));
    let taken = length(head) + length(note) + length(&footer) + missing;
    let fitted = shortened(showing.report, room.saturating_sub(taken));
    let missing = match (fitted.rows, fitted.sections) {
        (0, 0) => String::new(),
        (rows, sections) => self::missing(rows, sections, &place),
    };
    format!("{head}{}{note}{missing}{footer}", fitted.text)
}

/// What a reader must know of a verdict that came out of a run that nobody needs to trust.
const REPORTED: &str = "_As reported by the run of a pull request, which its author controls: what is said here follows from the facts of \
                        that run, and nobody vouches for those._\n\n";

/// As much of the report as fits: first all tables become shorter, then sections go from the end, the folded ones first; the headline
/// stays.
fn shortened(report: &Report, room: usize) -> Fitted {
    let mut report = Report { annotations: Vec::new(), outputs: Vec::new(), ..report.clone() };
    // What is shown at once comes before what a reader opens; the order within both is the tool's.
    report.sections.sort_by_key(|section| section.folded);
    let room = Room { most: room, measure: length };
    let mut left = 0;
    let mut last = Fitted::default();
    for rows in ROWS {
        left += report.sections.iter_mut().map(|section| keep(section, rows)).sum::<usize>();
        last = fit(&report, room);
        let is_all = (last.rows, last.sections) == (0, 0);
        last.rows += left;
        if is_all {
            break;
        }
    }
    last
}

/// Keeps so many rows of each table, and points of each list; gives how many went.
fn keep(section: &mut Section, most: usize) -> usize {
    let mut gone = 0;
    for block in &mut section.blocks {
        let all = match block {
            Block::Paragraph(_) => continue,
            Block::List(points) => points,
            Block::Table(table) => &mut table.rows,
        };
        gone += all.len().saturating_sub(most);
        all.truncate(most);
    }
    gone
}

/// What is not shown, and where all of it is.
fn missing(rows: usize, sections: usize, place: &str) -> String {
    let parts = [(rows, "row", "rows"), (sections, "section", "sections")];
    let parts = parts
        .iter()
        .filter(|(number, ..)| *number > 0)
        .map(|(number, one, many)| count(u64::try_from(*number).unwrap_or(u64::MAX), one, many));
    let parts = parts.collect::<Vec<_>>().join(" and ");
    format!("**Not shown here, because GitHub limits the length: {parts}.** All of it is in {place}.\n\n")
}

/// Where the evidence is. The name is the one that the action uploads it under.
fn place(showing: &Showing<'_>) -> String {
    let mark = &showing.target.mark;
    let name = escape(&format!("verdict-{}-{}", showing.target.gate, mark.attempt));
    let run = link(&format!("run {}", mark.run), showing.target.run_page());
    format!("the summary of the step and the artifact <code>{name}</code> of {run}")
}

/// Gate, commit, judgement and run.
fn footer(showing: &Showing<'_>) -> String {
    let target = &showing.target;
    let mark = &target.mark;
    let short = mark.head.get(..SHORT).unwrap_or(&mark.head);
    let commit = link(short, target.links.commit(&mark.head));
    let run = link(&format!("run {}, attempt {}", mark.run, mark.attempt), target.run_page());
    let (gate, judgement) = (escape(&target.gate), escape(&showing.verdict.judgement));
    format!(
        "<sub>Gate <code>{gate}</code> · commit {commit} · judgement <code>{judgement}</code> · {run}</sub>\n"
    )
}

/// A link, or its text alone. The text is escaped; the address is one that was made here.
fn link(text: &str, address: Option<String>) -> String {
    let text = escape(text);
    match address {
        Some(address) => format!("[{text}]({address})"),
        None => text,
    }
}

#[cfg(test)]
mod tests;
