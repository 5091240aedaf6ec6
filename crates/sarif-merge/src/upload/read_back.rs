//! What GitHub made of a file: read until it says so, and held against what was sent.

use std::time::Duration;

use github::GitHub;
use github::code_scanning::{self, Analysis, Filter, State};
use sarif::{UploadFile, UploadedRun, plain_line};
use tokio::time::Instant;

use super::{Place, Status, hint};

/// Between two looks for an analysis that is not listed yet.
const LOOK: Duration = Duration::from_secs(5);
/// Letters of what GitHub says.
const LETTERS: usize = 300;

/// GitHub's warnings, or why the file is not uploaded.
pub(super) async fn of(
    github: &GitHub,
    place: &Place,
    id: &str,
    file: &UploadFile,
    until: Instant,
) -> Result<Vec<String>, (Status, String)> {
    let unproven = |why: String| (Status::Unproven, format!("nobody knows what became of {id}: {why}"));
    let left = until.saturating_duration_since(Instant::now());
    let processed = code_scanning::wait_until_processed(github, &place.repository, id, left).await;
    let processed = processed.map_err(|error| unproven(error.to_string()))?;
    let errors: Vec<String> =
        processed.errors.unwrap_or_default().iter().map(|error| explained(error)).collect();
    if processed.state != State::Complete {
        let why = if errors.is_empty() { "GitHub does not say why".to_owned() } else { errors.join("; ") };
        return Err((Status::Failed, format!("GitHub failed to process {id}: {why}")));
    }
    let mut warnings: Vec<String> =
        errors.iter().map(|error| format!("GitHub says of {id}: {error}")).collect();
    let filter = Filter { upload: Some(id.to_owned()), ..Filter::default() };
    loop {
        let analyses = code_scanning::analyses(github, &place.repository, &filter).await;
        let analyses = analyses.map_err(|error| unproven(error.to_string()))?;
        match compared(file, &analyses) {
            Ok(more) => {
                warnings.extend(more);
                return Ok(warnings);
            }
            Err(Differs::Wrong(why)) => return Err((Status::Failed, why)),
            // The list may be behind the processing.
            Err(Differs::Missing(why)) if Instant::now() + LOOK > until => return Err(unproven(why)),
            Err(Differs::Missing(_)) => tokio::time::sleep(LOOK).await,
        }
    }
}

fn explained(error: &str) -> String {
    hint::beside(plain_line(error, LETTERS), hint::of_processing(error))
}

/// How GitHub's analyses are other ones than what was sent.
#[derive(Debug, PartialEq, Eq)]
enum Differs {
    /// One is not listed.
    Missing(String),
    /// One has an error, or another number of results.
    Wrong(String),
}

/// Each run against its analysis; the warnings.
fn compared(file: &UploadFile, analyses: &[Analysis]) -> Result<Vec<String>, Differs> {
    let mut warnings = Vec::new();
    for run in &file.runs {
        let name = format!("{} (category {})", plain_line(&run.tool, 100), plain_line(&run.category, 100));
        let found = analyses.iter().find(|analysis| is_of(run, analysis));
        let found = found.ok_or_else(|| Differs::Missing(format!("GitHub has no analysis of {name}")))?;
        if !found.error.is_empty() {
            return Err(Differs::Wrong(format!("GitHub says of {name}: {}", explained(&found.error))));
        }
        // Of more results than are shown, GitHub does not document which number it gives.
        let shown = run.results.saturating_sub(run.not_shown);
        if ![run.results, shown].iter().any(|count| *count as u64 == found.results_count) {
            return Err(Differs::Wrong(format!(
                "{} results of {name} were sent, and GitHub counts {}: look at the analysis in the Security tab",
                run.results, found.results_count
            )));
        }
        if !found.warning.is_empty() {
            warnings.push(format!("GitHub warns of {name}: {}", plain_line(&found.warning, LETTERS)));
        }
    }
    Ok(warnings)
}

/// GitHub gives a category with or without the slash at its end.
fn is_of(run: &UploadedRun, analysis: &Analysis) -> bool {
    let category = analysis.category.as_deref().unwrap_or_default();
    analysis.tool.name.as_deref() == Some(run.tool.as_str())
        && category.trim_end_matches('/') == run.category.trim_end_matches('/')
}

#[cfg(test)]
mod tests;
