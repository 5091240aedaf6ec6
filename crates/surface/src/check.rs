//! The check run: the verdict at the commit, with annotations on its lines.

use github::GitHub;
use github::checks::{self, Annotation, Check, Conclusion, LONGEST_TEXT, Level, Progress, Text};
use runner::annotation;
use runner::text::one_line;
use verdict::conclusion::check_conclusion;

use crate::announce::Showing;
use crate::{page, status};

/// Annotations that are sent at most: fifty a request, a second apart, so that all of it ends in time.
const MOST: usize = 500;
/// Longest title that GitHub takes of an annotation; the check run's own is kept to it, too.
const LONGEST_TITLE: usize = 255;

/// Publishes the check run; says what was published.
///
/// Its key names the attempt of the run: the same one that comes back completes what it left behind, another one makes a new check run,
/// of which GitHub counts the newest.
pub(crate) async fn put(github: &GitHub, showing: &Showing<'_>) -> Result<String, github::Error> {
    let target = &showing.target;
    let (annotations, left_out) = annotations(&showing.report.annotations);
    let check = Check {
        name: target.gate.clone(),
        head_sha: target.mark.head.clone(),
        external_id: format!("{}/{}/{}", showing.verdict.gate.tool, target.mark.run, target.mark.attempt),
        details_url: target.run_page(),
        progress: Progress::Completed(conclusion(showing.verdict.status)),
        text: Text {
            title: shortened(&status::line(showing)),
            summary: page::check(showing, left_out, LONGEST_TEXT),
            text: None,
        },
        annotations,
    };
    let run = checks::publish(github, &target.repository, &check).await?;
    let page = run.html_url.unwrap_or_default();
    Ok(format!("Wrote the check run `{}` of {} {page}", check.name, check.head_sha).trim_end().to_owned())
}

/// The conclusion that the contract gives a status; a word that this crate does not know is a failure.
fn conclusion(status: verdict::Status) -> Conclusion {
    match check_conclusion(status) {
        "success" => Conclusion::Success,
        "neutral" => Conclusion::Neutral,
        "skipped" => Conclusion::Skipped,
        _ => Conclusion::Failure,
    }
}

/// The annotations that GitHub takes, in rank, and how many with a place are left out. It wants a path below the repository's root and
/// lines from 1 ("Create a check run"); one that breaks a rule would make it refuse all. Those without a path stand in the summary's sections.
fn annotations(all: &[annotation::Annotation]) -> (Vec<Annotation>, usize) {
    let placed = all.iter().filter(|one| one.path.is_some());
    let count = placed.clone().count();
    let taken: Vec<Annotation> = placed.filter_map(annotation).take(MOST).collect();
    let left_out = count.saturating_sub(taken.len());
    (taken, left_out)
}

fn annotation(one: &annotation::Annotation) -> Option<Annotation> {
    let path = one.path.as_deref().filter(|path| is_path(path))?;
    // As the runner does it: what is about a file as a whole stands at its first line.
    let (first, last) = one.lines.unwrap_or((1, 1));
    let (first, last) = (u32::try_from(first).ok()?, u32::try_from(last).ok()?);
    let message = if one.message.trim().is_empty() { &one.title } else { &one.message };
    Some(Annotation {
        path: path.to_owned(),
        start_line: first,
        end_line: last,
        start_column: None,
        end_column: None,
        level: match one.level {
            annotation::Level::Error => Level::Failure,
            annotation::Level::Warning => Level::Warning,
            annotation::Level::Notice => Level::Notice,
        },
        message: one_line(message).into_owned(),
        title: Some(shortened(&one_line(&one.title))).filter(|title| !title.is_empty()),
        raw_details: None,
    })
    .filter(|one| one.start_line > 0 && one.start_line <= one.end_line && !one.message.trim().is_empty())
}

/// A path from the root of the repository, in visible characters.
fn is_path(path: &str) -> bool {
    let part = |part: &str| !matches!(part, "" | "." | "..");
    path.split('/').all(part) && !path.contains('\\') && one_line(path) == path
}

/// As much of a line as a title takes, counted as GitHub's pages do.
fn shortened(text: &str) -> String {
    if text.encode_utf16().count() <= LONGEST_TITLE {
        return text.to_owned();
    }
    let mut room = LONGEST_TITLE - 1;
    let fits = |c: &char| {
        let left = room.checked_sub(c.len_utf16());
        room = left.unwrap_or(0);
        left.is_some()
    };
    format!("{}…", text.chars().take_while(fits).collect::<String>())
}

#[cfg(test)]
mod tests;
