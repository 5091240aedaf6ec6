//! Code scanning as state: uploads, which are looked at only after a while, and the analyses that come of them.
//!
//! The limits are those of GitHub's "SARIF support for code scanning".

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use crate::clock::after;
use crate::hub::Hub;

/// How long GitHub takes to look at an upload.
const DELAY: Duration = Duration::from_secs(5);
const MOST_RUNS: usize = 20;
const MOST_RESULTS: usize = 25_000;
const MOST_RULES: usize = 25_000;

/// Everything about code scanning.
#[derive(Debug, Clone, Default, Serialize)]
pub struct CodeScanning {
    /// The uploads, in their order.
    pub uploads: Vec<Upload>,
    /// The analyses of all uploads that were accepted, in their order.
    pub analyses: Vec<Analysis>,
    /// The repositories that have it switched off.
    pub off: BTreeSet<u64>,
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
    /// When the file came.
    pub at: Timestamp,
}

impl Hub {
    /// Takes a file, to look at it later; gives its number.
    pub fn upload_sarif(&mut self, repository: u64, commit_sha: &str, reference: &str, sarif: Value) -> String {
        let (number, at) = (self.fresh_id(), self.clock.now());
        let id = format!("00000000-0000-4000-8000-{number:012x}");
        let upload = Upload {
            id: id.clone(),
            repository,
            commit_sha: commit_sha.to_owned(),
            reference: reference.to_owned(),
            sarif,
            ready_at: after(at, DELAY),
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
        for upload in self.code_scanning.uploads.iter_mut().filter(ready) {
            let errors = faults(&upload.sarif);
            if errors.is_empty() {
                accepted.push(upload.clone());
            }
            upload.errors = Some(errors);
        }
        for upload in accepted {
            for run in runs(&upload.sarif) {
                let id = self.fresh_id();
                self.code_scanning.analyses.push(analysis(id, &upload, run));
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

fn faults(sarif: &Value) -> Vec<String> {
    let mut faults = Vec::new();
    if text(sarif, "/version") != Some("2.1.0") {
        faults.push("the version of the SARIF file must be 2.1.0".to_owned());
    }
    let Some(all) = sarif.get("runs").and_then(Value::as_array) else {
        faults.push("the SARIF file has no runs".to_owned());
        return faults;
    };
    if all.len() > MOST_RUNS {
        faults.push(format!(
            "rejecting SARIF, as there are more runs than allowed ({} > {MOST_RUNS})",
            all.len()
        ));
    }
    let mut seen = BTreeSet::new();
    for run in all {
        let Some(tool) = text(run, "/tool/driver/name").filter(|name| !name.is_empty()) else {
            faults.push("a run does not name its tool".to_owned());
            continue;
        };
        let results = list(run, "/results").len();
        if results > MOST_RESULTS {
            faults.push(format!(
                "rejecting SARIF, as there are more results per run than allowed ({results} > {MOST_RESULTS})"
            ));
        }
        if rules(run) > MOST_RULES {
            let rules = rules(run);
            faults.push(format!(
                "rejecting SARIF, as there are more rules per run than allowed ({rules} > {MOST_RULES})"
            ));
        }
        if !seen.insert((tool, category(run))) {
            faults.push("multiple SARIF runs with the same tool and category are not supported".to_owned());
        }
    }
    faults
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
        at: upload.at,
    }
}
