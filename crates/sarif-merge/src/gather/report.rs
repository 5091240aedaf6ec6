//! One report: its bytes, whole or not at all, as a SARIF log.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use runner::files::Workspace;
use runner::progress::Progress;
use sarif::{Document, Limits, Notice, NoticeCode, ReadErrorCode};
use scanners::Format;

use super::head;
use crate::facts::{Broken, ReportFact};
use crate::redact;

/// How many odd things of one report are told.
const NOTICES: usize = 20;

/// A report that was read: its own log, or what was made of it.
pub(super) struct Read {
    fact: ReportFact,
    log: Vec<u8>,
    /// Why the scan is not complete, as the converter found it.
    incomplete: Vec<String>,
}

/// Each file once, whatever links and detours lead to it; one that cannot be resolved stays, so that reading it fails.
pub(super) fn distinct<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> Vec<PathBuf> {
    let mut real = BTreeSet::new();
    let shortest: BTreeSet<&PathBuf> = paths.collect();
    let first = |path: &&PathBuf| real.insert(path.canonicalize().unwrap_or_else(|_| (*path).clone()));
    shortest.into_iter().filter(first).cloned().collect()
}

/// Reads a report. Bytes that are no SARIF log are converted, if a scanner wrote them.
pub(super) fn read(
    path: &Path,
    workspace: &Workspace,
    declared: &dyn Fn(&str) -> Option<Format>,
    progress: &Progress,
) -> Read {
    let mut fact = ReportFact { path: workspace.shown(path), ..ReportFact::default() };
    let mut incomplete = Vec::new();
    let log = match bytes(path, workspace, &mut fact) {
        Ok(bytes) => {
            progress.advance(bytes.len() as u64);
            match as_log(bytes, declared(&fact.path), &mut fact, &mut incomplete) {
                Ok(log) => log,
                Err(broken) => {
                    return Read {
                        fact: ReportFact { broken: Some(broken), ..fact },
                        log: Vec::new(),
                        incomplete,
                    };
                }
            }
        }
        Err(message) => {
            fact.broken = Some(Broken { code: "unreadable".to_owned(), message });
            Vec::new()
        }
    };
    Read { fact, log, incomplete }
}

fn bytes(path: &Path, workspace: &Workspace, fact: &mut ReportFact) -> Result<Vec<u8>, String> {
    let mut file = workspace.open(path).map_err(|error| format!("{error:#}"))?;
    if file.size() > Limits::default().bytes as u64 {
        return Err(format!(
            "it has {} bytes, more than is read: split it, or leave out what is not needed",
            file.size()
        ));
    }
    let mut bytes = Vec::new();
    file.read_to_end(&mut bytes).map_err(|error| format!("failed to read to its end: {error}"))?;
    let (sha256, size) = file.finish().map_err(|error| format!("failed to read to its end: {error}"))?;
    (fact.sha256, fact.size) = (Some(sha256), Some(size));
    Ok(bytes)
}

fn as_log(
    bytes: Vec<u8>,
    declared: Option<Format>,
    fact: &mut ReportFact,
    incomplete: &mut Vec<String>,
) -> Result<Vec<u8>, Broken> {
    let error = match Document::read(&bytes, &Limits::default()) {
        Ok(document) => {
            fact.format = Some("sarif".to_owned());
            let Some((clean, count)) = redact::log(&document) else { return Ok(bytes) };
            fact.redacted = count;
            return Ok(clean);
        }
        Err(error) => error,
    };
    let broken = || Broken { code: error.code.as_str().to_owned(), message: error.to_string() };
    if !matches!(error.code, ReadErrorCode::NotSarif | ReadErrorCode::Malformed) {
        return Err(broken());
    }
    let limits = scanners::Limits::default();
    let converted = match declared {
        Some(format) => scanners::convert_as(format, &bytes, &limits, None),
        None => scanners::convert(&bytes, &limits, None),
    };
    match converted {
        Ok(converted) => {
            fact.format = Some(converted.format.name().to_owned());
            fact.redacted = converted.redacted;
            incomplete
                .extend(converted.incomplete.iter().map(|part| format!("{}: {}", part.what, part.reason)));
            Ok(converted.sarif)
        }
        // A log of SARIF that is broken is told as such, and not as no report of a scanner.
        Err(unknown) if unknown.code == scanners::ErrorCode::UnknownFormat && says_sarif(&bytes) => {
            Err(broken())
        }
        Err(other) => Err(Broken { code: other.code.word().to_owned(), message: other.to_string() }),
    }
}

fn says_sarif(bytes: &[u8]) -> bool {
    let start = bytes.get(..4096).unwrap_or(bytes);
    start.windows(6).any(|word| word == b"\"runs\"" || word.eq_ignore_ascii_case(b"sarif-"))
}

/// Members of which two in one object say two things about what was found. Elsewhere the last one counts and it is told.
const DECISIVE: [&str; 12] = [
    "runs",
    "results",
    "tool",
    "driver",
    "rules",
    "level",
    "kind",
    "ruleId",
    "ruleIndex",
    "rule",
    "suppressions",
    "status",
];

/// Why no run of a log is complete, whatever it says of itself.
fn log_incomplete(document: &Document<'_>) -> Vec<String> {
    let twice = document
        .notices()
        .iter()
        .find(|notice| notice.code == NoticeCode::RepeatedMember && DECISIVE.contains(&notice.member.as_str()));
    let mut reasons: Vec<String> = twice
        .map(|notice| format!("{}: which of both holds, nobody knows", said(notice)))
        .into_iter()
        .collect();
    if document.has_member("inlineExternalProperties") {
        reasons
            .push("a part of it lies in `inlineExternalProperties`, which are carried and not read".to_owned());
    }
    reasons
}

fn said(notice: &Notice) -> String {
    let (member, line) = (sarif::plain_line(&notice.member, 60), notice.place.line);
    match notice.code {
        NoticeCode::NoVersion => "it does not say its version".to_owned(),
        NoticeCode::RepeatedMember => {
            format!("line {line}: `{member}` is there twice, and the last one counts")
        }
    }
}

impl Read {
    /// The fact, and the log if it could be read.
    pub(super) fn document(&self) -> (ReportFact, Option<Document<'_>>) {
        let mut fact = self.fact.clone();
        if fact.broken.is_some() {
            return (fact, None);
        }
        let document = match Document::read(&self.log, &Limits::default()) {
            Ok(document) => document,
            Err(error) => {
                fact.broken = Some(Broken { code: error.code.as_str().to_owned(), message: error.to_string() });
                return (fact, None);
            }
        };
        fact.runs = (0..document.runs()).map(|run| head::of(&document, run)).collect();
        let of_log = log_incomplete(&document);
        for run in &mut fact.runs {
            run.incomplete.extend(of_log.iter().cloned());
        }
        if let Some(first) = fact.runs.first_mut() {
            // What the converter found says more than the flag that it sets.
            first.incomplete.splice(0..0, self.incomplete.iter().take(NOTICES).cloned());
        }
        fact.notices = document.notices().iter().take(NOTICES).map(said).collect();
        (fact, Some(document))
    }
}
