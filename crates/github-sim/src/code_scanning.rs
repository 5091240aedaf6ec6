//! Code scanning as state: uploads, which are looked at only after a while, and the analyses that come of them.
//!
//! The limits are those of GitHub's "SARIF support for code scanning".

use std::collections::{BTreeSet, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::clock::after;
use crate::hub::Hub;

mod faults;

/// Everything about code scanning.
#[derive(Debug, Clone, Serialize)]
pub struct CodeScanning {
    /// The uploads, in their order.
    pub uploads: Vec<Upload>,
    /// The analyses of all uploads that were accepted, in their order.
    pub analyses: Vec<Analysis>,
    /// The repositories that have it switched off.
    pub off: BTreeSet<u64>,
    /// The repositories with the default setup, in which GitHub itself runs CodeQL.
    pub default_setup: BTreeSet<u64>,
    /// How long GitHub takes to look at an upload.
    pub delay: Duration,
    /// How many results of a run it keeps.
    pub keeps: usize,
    /// What it will find wrong with the next files, whatever is in them: one item a file.
    pub next_errors: VecDeque<String>,
    /// The warning of the next analyses, such as that something was left out; none is empty.
    pub next_warning: String,
}

impl Default for CodeScanning {
    fn default() -> Self {
        Self {
            uploads: Vec::new(),
            analyses: Vec::new(),
            off: BTreeSet::new(),
            default_setup: BTreeSet::new(),
            delay: Duration::from_secs(5),
            keeps: 5_000,
            next_errors: VecDeque::new(),
            next_warning: String::new(),
        }
    }
}

/// A SARIF file that was uploaded.
#[derive(Debug, Clone, Serialize)]
pub struct Upload {
    /// The number as a UUID.
    pub id: String,
    /// The repository.
    pub repository: u64,
    /// The commit.
    pub commit_sha: String,
    /// The reference.
    pub reference: String,
    /// The file.
    pub sarif: Value,
    /// Where the checkout was, if that was told.
    pub checkout_uri: Option<String>,
    /// When the analysis began, if that was told.
    pub started_at: Option<String>,
    /// When it is looked at.
    pub ready_at: Timestamp,
    /// What was found wrong; none while nobody looked.
    pub errors: Option<Vec<String>>,
    /// When it came.
    pub at: Timestamp,
}

/// One run of an accepted file.
#[derive(Debug, Clone, Serialize)]
pub struct Analysis {
    /// The durable number.
    pub id: u64,
    /// The repository.
    pub repository: u64,
    /// The upload.
    pub upload: String,
    /// The commit.
    pub commit_sha: String,
    /// The reference.
    pub reference: String,
    /// What tells analyses of one tool apart.
    pub category: String,
    /// The tool's name, version and GUID.
    pub tool: (String, Option<String>, Option<String>),
    /// The results.
    pub results: usize,
    /// The rules.
    pub rules: usize,
    /// What was left out, or nothing.
    pub warning: String,
    /// When the file came.
    pub at: Timestamp,
}

/// A file as it was sent.
#[derive(Debug, Clone)]
pub struct Sent<'a> {
    /// The commit.
    pub commit_sha: &'a str,
    /// The reference.
    pub reference: &'a str,
    /// The file.
    pub sarif: Value,
    /// Where the checkout was.
    pub checkout_uri: Option<&'a str>,
    /// When the analysis began.
    pub started_at: Option<&'a str>,
}

impl Hub {
    /// Takes a file, to look at it later; gives its number.
    pub fn upload_sarif(&mut self, repository: u64, sent: Sent<'_>) -> String {
        let (number, at) = (self.fresh_id(), self.clock.now());
        let id = format!("00000000-0000-4000-8000-{number:012x}");
        let upload = Upload {
            id: id.clone(),
            repository,
            commit_sha: sent.commit_sha.to_owned(),
            reference: sent.reference.to_owned(),
            sarif: sent.sarif,
            checkout_uri: sent.checkout_uri.map(str::to_owned),
            started_at: sent.started_at.map(str::to_owned),
            ready_at: after(at, self.code_scanning.delay),
            errors: None,
            at,
        };
        self.code_scanning.uploads.push(upload);
        id
    }

    /// Looks at the files whose time has come. Called before anybody asks about them.
    pub fn process_sarifs(&mut self) {
        let now = self.clock.now();
        let ready = |upload: &&mut Upload| upload.errors.is_none() && upload.ready_at <= now;
        let mut accepted = Vec::new();
        let CodeScanning { uploads, default_setup, next_errors, .. } = &mut self.code_scanning;
        for upload in uploads.iter_mut().filter(ready) {
            let mut errors: Vec<String> = next_errors.pop_front().into_iter().collect();
            errors.extend(faults::of(upload, default_setup.contains(&upload.repository)));
            if errors.is_empty() {
                accepted.push(upload.clone());
            }
            upload.errors = Some(errors);
        }
        for upload in accepted {
            for run in runs(&upload.sarif) {
                let id = self.fresh_id();
                let (warning, keeps) = (self.code_scanning.next_warning.clone(), self.code_scanning.keeps);
                let made = analysis(id, &upload, run);
                let results = made.results.min(keeps);
                self.code_scanning.analyses.push(Analysis { warning, results, ..made });
            }
        }
    }
}

fn runs(sarif: &Value) -> &[Value] {
    sarif.get("runs").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn list<'v>(value: &'v Value, pointer: &str) -> &'v [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

fn text<'v>(value: &'v Value, pointer: &str) -> Option<&'v str> {
    value.pointer(pointer).and_then(Value::as_str)
}

fn rules(run: &Value) -> usize {
    let extensions = list(run, "/tool/extensions").iter().map(|extension| list(extension, "/rules").len());
    extensions.fold(list(run, "/tool/driver/rules").len(), usize::saturating_add)
}

/// "The portion before the last slash"; an id without a slash names no category.
fn category(run: &Value) -> &str {
    text(run, "/automationDetails/id").and_then(|id| id.rsplit_once('/')).map_or("", |(category, _)| category)
}

fn analysis(id: u64, upload: &Upload, run: &Value) -> Analysis {
    let owned = |pointer: &str| text(run, pointer).map(str::to_owned);
    let version = owned("/tool/driver/semanticVersion").or_else(|| owned("/tool/driver/version"));
    Analysis {
        id,
        repository: upload.repository,
        upload: upload.id.clone(),
        commit_sha: upload.commit_sha.clone(),
        reference: upload.reference.clone(),
        category: category(run).to_owned(),
        tool: (owned("/tool/driver/name").unwrap_or_default(), version, owned("/tool/driver/guid")),
        results: list(run, "/results").len(),
        rules: rules(run),
        warning: String::new(),
        at: upload.at,
    }
}
