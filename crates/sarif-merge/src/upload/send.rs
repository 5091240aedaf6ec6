//! Sends the files, the largest first: if one is too large for GitHub after all, no other one was taken before all are split anew.

use github::code_scanning::{self, File, Sarif};
use github::{Error, GitHub, Kind};
use runner::text::count;
use sarif::{Cut, CutReason, GITHUB, Profile, ProfileLimits, UploadFile};
use tokio::time::Instant;

use super::{Job, Status, Told, hint, read_back};

/// How often the size of a file is halved after GitHub found one too large.
const HALVINGS: u32 = 4;

/// Uploads all files of a log, and waits until GitHub read them.
pub(super) async fn all(github: &GitHub, job: &Job<'_>) -> Told {
    let mut limits = GITHUB;
    for left in (0..=HALVINGS).rev() {
        let profile = match files(job, limits) {
            Ok(profile) => profile,
            Err(told) => return told,
        };
        match send(github, job, &profile.files).await {
            Err((error, ids)) if error.kind == Kind::TooLarge && left > 0 && ids.is_empty() => {
                let largest = profile.files.first().map_or(limits.bytes, |file| file.gzip.len());
                limits = ProfileLimits { bytes: largest.min(limits.bytes) / 2, ..limits };
            }
            Err((error, ids)) => {
                return Told { ids, ..Told::failed(hint::beside(&error, hint::of_refusal(&error))) };
            }
            Ok(ids) => return finish(github, job, &profile, ids).await,
        }
    }
    Told::failed("GitHub takes no file of it")
}

/// The files, the largest first.
fn files(job: &Job<'_>, limits: ProfileLimits) -> Result<Profile, Told> {
    let mut profile = job.alerts.profile(&job.category, &job.fallback, limits).map_err(Told::failed)?;
    if profile.files.is_empty() {
        return Err(Told::skipped("the merged log has no run"));
    }
    profile.files.sort_by_key(|file| std::cmp::Reverse(file.gzip.len()));
    Ok(profile)
}

/// Sends them one after another; an error comes with the names of those that GitHub received before.
async fn send(
    github: &GitHub,
    job: &Job<'_>,
    files: &[UploadFile],
) -> Result<Vec<String>, (Error, Vec<String>)> {
    let mut ids = Vec::new();
    for file in files {
        let Some(first) = file.runs.first() else { continue };
        let sarif = Sarif {
            commit: &job.place.commit,
            reference: &job.place.reference,
            file: File::Packed {
                gzip: &file.gzip,
                tool: &first.tool,
                category: &first.category,
                results: first.results,
            },
            checkout: job.place.checkout.as_deref(),
            started: job.place.started,
        };
        match code_scanning::upload(github, &job.place.repository, sarif).await {
            Ok(upload) => ids.push(upload.id),
            Err(error) => return Err((error, ids)),
        }
    }
    Ok(ids)
}

/// Waits for GitHub's processing, and holds what it counts against what was sent.
async fn finish(github: &GitHub, job: &Job<'_>, profile: &Profile, ids: Vec<String>) -> Told {
    let notes = left_out(profile);
    let sent = summary(job, &profile.files);
    if !job.wait {
        let headline =
            format!("GitHub received {sent}; nobody waited for its processing, which may still fail");
        return Told { notes, ids, ..Told::new(Status::Sent, headline) };
    }
    let until = Instant::now() + job.timeout;
    let mut told = Told { notes, ..Told::new(Status::Uploaded, String::new()) };
    let mut wrong = Vec::new();
    for (id, file) in ids.iter().zip(&profile.files) {
        match read_back::of(github, &job.place, id, file, until).await {
            Ok(warnings) => told.notes.extend(warnings),
            Err((status, why)) => {
                // What failed for certain is told as such, whatever else is not known.
                told.status = if told.status == Status::Failed { Status::Failed } else { status };
                wrong.push(why);
            }
        }
    }
    told.headline = if wrong.is_empty() {
        format!("Uploaded {sent}; GitHub processed all of it, and its counts are those that were sent")
    } else {
        format!("The upload of {sent} is not done: {}", wrong.join("; "))
    };
    Told { ids, ..told }
}

/// What was sent where, in numbers.
fn summary(job: &Job<'_>, files: &[UploadFile]) -> String {
    let runs = || files.iter().flat_map(|file| &file.runs);
    let results = runs().map(|run| run.results as u64).sum();
    format!(
        "{} in {} and {} to code scanning of {}",
        count(results, "result", "results"),
        count(runs().count() as u64, "run", "runs"),
        count(files.len() as u64, "file", "files"),
        job.place.shown()
    )
}

/// What people will not see on GitHub although it counts.
fn left_out(profile: &Profile) -> Vec<String> {
    let mut notes = Vec::new();
    for run in profile.files.iter().flat_map(|file| &file.runs).filter(|run| run.not_shown > 0) {
        notes.push(format!(
            "GitHub shows the {} most severe results of {} (category {}); {} more are only in the merged log",
            run.results - run.not_shown,
            sarif::plain_line(&run.tool, 100),
            sarif::plain_line(&run.category, 100),
            run.not_shown
        ));
    }
    let cut = |cut: &&Cut| matches!(cut.reason, CutReason::TooMany | CutReason::TooLarge);
    notes.extend(profile.cut.iter().filter(cut).map(|cut| {
        let tool = sarif::plain_line(&cut.tool, 100);
        let severity = cut.severity.as_str();
        format!(
            "{} of severity {severity} of {tool} were not uploaded, since GitHub takes no more: they are only in the merged log",
            count(cut.count as u64, "result", "results")
        )
    }));
    notes
}
