//! One report: its bytes, whole or not at all, as a SARIF log.

use std::collections::BTreeSet;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use runner::files::Workspace;
use runner::progress::Progress;
use sarif::{Document, Limits, Notice, NoticeCode, ReadError, ReadErrorCode};
use scanners::Format;

use super::{head, spread};
use crate::facts::{Broken, ReportFact};
use crate::redact;

/// From how many odd things on a log's reader may know of more than it tells.
const TOLD: usize = 100;
/// How many odd things of one report are told.
const NOTICES: usize = 20;

/// A report that was read, with its own log or what was made of it; none if it is broken.
pub(super) struct Read {
    pub(super) fact: ReportFact,
    pub(super) document: Option<Document<'static>>,
}

/// Each file once, whatever links and detours lead to it; one that cannot be resolved stays, so that reading it fails.
pub(super) fn distinct<'a>(paths: impl Iterator<Item = &'a PathBuf>) -> Vec<PathBuf> {
    let mut real = BTreeSet::new();
    let shortest: BTreeSet<&PathBuf> = paths.collect();
    let first = |path: &&PathBuf| real.insert(path.canonicalize().unwrap_or_else(|_| (*path).clone()));
    shortest.into_iter().filter(first).cloned().collect()
}

/// Reads reports, several at once. Bytes that are no SARIF log are converted, if a scanner wrote them.
pub(super) fn read_all(
    paths: &[PathBuf],
    workspace: &Workspace,
    declared: &(dyn Fn(&str) -> Option<Format> + Sync),
    progress: &Progress,
) -> Vec<Read> {
    spread::each(paths, |path| {
        let mut fact = ReportFact { path: workspace.shown(path), ..ReportFact::default() };
        let document = match bytes(path, workspace, &mut fact) {
            Ok(bytes) => {
                progress.advance(bytes.len() as u64);
                document(bytes, declared, &mut fact)
            }
            Err(message) => Err(Broken { code: "unreadable".to_owned(), message }),
        };
        match document {
            Ok(document) => Read { fact, document: Some(document) },
            Err(broken) => Read { fact: ReportFact { broken: Some(broken), ..fact }, document: None },
        }
    })
}

/// The log of a report's bytes, and what is told of it.
fn document(
    bytes: Vec<u8>,
    declared: &(dyn Fn(&str) -> Option<Format> + Sync),
    fact: &mut ReportFact,
) -> Result<Document<'static>, Broken> {
    let mut incomplete = Vec::new();
    let document = as_log(bytes, declared(&fact.path), fact, &mut incomplete)?;
    fact.runs = (0..document.runs()).map(|run| head::of(&document, run)).collect();
    for run in &mut fact.runs {
        // What was found in the report as a whole says more than the flag that a run sets.
        run.incomplete.splice(0..0, incomplete.iter().take(NOTICES).cloned());
    }
    Ok(document)
}

fn bytes(path: &Path, workspace: &Workspace, fact: &mut ReportFact) -> Result<Vec<u8>, String> {
    let mut file = workspace.open(path).map_err(|error| format!("{error:#}"))?;
    if file.size() > Limits::default().bytes as u64 {
        return Err(format!(
            "it has {} bytes, more than is read: split it, or leave out what is not needed",
            file.size()
        ));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(file.size()).unwrap_or_default());
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
) -> Result<Document<'static>, Broken> {
    let (error, bytes) = match Document::own(bytes, &Limits::default()) {
        Ok(document) => {
            fact.format = Some("sarif".to_owned());
            if let Some(format) = declared {
                return Err(contradicted(format));
            }
            // Of the log as it was written: what is cleaned below says nothing twice any more.
            fact.notices = document.notices().iter().take(NOTICES).map(said).collect();
            incomplete.extend(log_incomplete(&document));
            let Some((clean, count)) = redact::log(&document) else { return Ok(document) };
            fact.redacted = count;
            return own(clean);
        }
        Err(broken) => broken,
    };
    if !matches!(error.code, ReadErrorCode::NotSarif | ReadErrorCode::Malformed) {
        return Err(broken(&error));
    }
    let limits = scanners::Limits::default();
    let converted = match declared {
        Some(format) => scanners::convert_as(format, &bytes, &limits, None),
        None => scanners::convert(&bytes, &limits, None),
    };
    match converted {
        Ok(converted) => {
            fact.format = Some(converted.format.name().to_owned());
            let told = |part: &scanners::Incomplete| redact::told(&format!("{}: {}", part.what, part.reason));
            incomplete.extend(converted.incomplete.iter().map(told));
            // What a scanner writes where nobody expects a secret is found by the same signs as in a log.
            let document = own(converted.sarif)?;
            let clean = redact::log(&document);
            fact.redacted = converted.redacted + clean.as_ref().map_or(0, |(_, count)| *count);
            clean.map_or(Ok(document), |(clean, _)| own(clean))
        }
        // A log of SARIF that is broken is told as such, and not as no report of a scanner.
        Err(unknown) if unknown.code == scanners::ErrorCode::UnknownFormat && says_sarif(&bytes) => {
            Err(broken(&error))
        }
        Err(other) => {
            let way_out = way_out(other.code, declared, &fact.path);
            let message = format!("{}{way_out}", redact::told(&other.to_string()));
            Err(Broken { code: other.code.word().to_owned(), message })
        }
    }
}

/// What was made of a log or a report, as a log.
fn own(log: Vec<u8>) -> Result<Document<'static>, Broken> {
    Document::own(log, &Limits::default()).map_err(|(error, _)| broken(&error))
}

fn broken(error: &ReadError) -> Broken {
    Broken { code: error.code.as_str().to_owned(), message: redact::told(&error.to_string()) }
}

/// How a report becomes readable that nobody knows, or that is another one's than somebody said.
fn way_out(code: scanners::ErrorCode, declared: Option<Format>, path: &str) -> String {
    let line = format!("`{} => FORMAT`", sarif::plain_line(path, 100));
    match (code, declared) {
        (scanners::ErrorCode::UnknownFormat, Some(format)) => {
            format!("; or correct the line of `formats` that says that it is of {}", format.name())
        }
        (scanners::ErrorCode::UnknownFormat, None) => {
            format!("; if it is of one of them, say which: the line {line} in `formats`, or with --formats")
        }
        (scanners::ErrorCode::Ambiguous, _) => format!(": the line {line} in `formats`, or with --formats"),
        _ => String::new(),
    }
}

fn contradicted(format: Format) -> Broken {
    let name = format.name();
    let message = format!(
        "it is declared to be of the format {name}, and is a SARIF log: correct `formats`, or the report"
    );
    Broken { code: "wrong-format".to_owned(), message }
}

fn says_sarif(bytes: &[u8]) -> bool {
    let start = bytes.get(..4096).unwrap_or(bytes);
    start.windows(6).any(|word| word == b"\"runs\"" || word.eq_ignore_ascii_case(b"sarif-"))
}

/// Why no run of a log is complete, whatever it says of itself.
fn log_incomplete(document: &Document<'_>) -> Vec<String> {
    // Of two members of one name the last one is read. What the first one said is lost, and nearly every member of a log can decide: a
    // name whose tool is required, a scan that failed, an extension with the rule. So none is taken to be harmless.
    let twice = document.notices().iter().find(|notice| notice.code == NoticeCode::RepeatedMember);
    let mut reasons: Vec<String> = twice
        .map(|notice| format!("{}: which of both holds, nobody knows", said(notice)))
        .into_iter()
        .collect();
    if document.notices().len() >= TOLD {
        // The reader tells no more of them: what is not told may decide.
        reasons.push(format!("it says {TOLD} members twice or more"));
    }
    if document.has_foreign_members()
        && let Some(format) = scanners::detect(document.text())
    {
        reasons.push(format!("it is a report of the format {} as well, which was not read", format.name()));
    }
    if holds_inline(document) {
        reasons
            .push("a part of it lies in `inlineExternalProperties`, which are carried and not read".to_owned());
    }
    reasons
}

/// Whether a part of a log lies inline beside its runs. An empty list holds none.
fn holds_inline(document: &Document<'_>) -> bool {
    #[derive(serde::Deserialize)]
    struct Log {
        #[serde(default, rename = "inlineExternalProperties")]
        inline: serde_json::Value,
    }
    document.has_member("inlineExternalProperties")
        && serde_json::from_slice::<Log>(document.text()).map_or(true, |log| match log.inline {
            serde_json::Value::Null => false,
            serde_json::Value::Array(parts) => !parts.is_empty(),
            _ => true,
        })
}

fn said(notice: &Notice) -> String {
    let (member, line) = (redact::told(&sarif::plain_line(&notice.member, 60)), notice.place.line);
    match notice.code {
        NoticeCode::NoVersion => "it does not say its version".to_owned(),
        NoticeCode::RepeatedMember => {
            format!("line {line}: `{member}` is there twice, and the last one counts")
        }
    }
}
