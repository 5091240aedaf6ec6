//! Reads the reports, merges them, and makes findings of their results: the only part of the gate that touches files.

pub(crate) mod alerts;
mod checkout_files;
mod finding;
mod head;
mod known;
mod proposed;
mod report;
mod spread;

use std::collections::BTreeMap;
use std::path::PathBuf;

use runner::progress::Progress;
use runner::{Setting, atomic};
use sarif::{Conservation, Document, Input, Limits};

use crate::facts::{Conserved, Facts, MergedFact, PatternFact, SCHEMA};
use crate::policy::{Declared, Policy, declared};
use checkout_files::CheckoutFiles;

/// What was found, and the merged log.
pub(crate) struct Gathered {
    pub(crate) facts: Facts,
    /// None where the reports could not be merged.
    pub(crate) log: Option<Vec<u8>>,
}

/// Finds, reads and merges the reports. What is broken or missing is a fact.
pub(crate) fn gather(policy: &Policy, setting: &Setting, progress: &mut Progress) -> anyhow::Result<Gathered> {
    let found = setting.workspace.find("files", &policy.files)?;
    let paths = distinct(&found, progress);
    let read = report::read_all(&paths, &setting.workspace, &|path| declared(&policy.formats, path), progress);
    let files = CheckoutFiles::of(&setting.workspace)?;
    let pattern = |found: &runner::files::Found| PatternFact {
        pattern: found.pattern.clone(),
        matched: found.paths.len() as u64,
    };
    let mut facts = Facts {
        schema: SCHEMA.to_owned(),
        patterns: found.iter().map(pattern).collect(),
        commit: files.commit.clone(),
        committed: files.committed,
        today: setting.today.to_string(),
        proposed: proposed::compare(policy, setting),
        ..Facts::default()
    };
    let mut inputs = Vec::new();
    for report::Read { fact, document } in read {
        inputs.extend(document.map(|document| Input { name: fact.path.clone(), document }));
        facts.reports.push(fact);
    }
    let mut log = None;
    match merge(inputs) {
        Ok((bytes, conservation)) => {
            findings(policy, setting, &files, &bytes, &conservation, &mut facts)?;
            log = Some(bytes);
        }
        Err(message) => facts.not_merged = Some(message),
    }
    Ok(Gathered { facts, log })
}

/// What one log was made of.
pub(crate) struct Joined {
    pub(crate) runs: u64,
    pub(crate) written: u64,
    pub(crate) equal: u64,
}

/// Merges reports into `target` and judges nothing. What is merged is written as it is made: it may be as large as memory.
///
/// # Errors
/// A pattern that matches nothing, a report that cannot be read, and what cannot be merged or written.
pub(crate) fn merge_into(
    target: &std::path::Path,
    (files, formats): (&[String], &[Declared]),
    workspace: &runner::files::Workspace,
    progress: &mut Progress,
) -> anyhow::Result<Joined> {
    let found = workspace.find("files", files)?;
    if let Some(empty) = found.iter().find(|found| found.paths.is_empty()) {
        anyhow::bail!("`{}` matches no file", empty.pattern);
    }
    let paths = distinct(&found, progress);
    let mut inputs = Vec::new();
    for report::Read { fact, document } in
        report::read_all(&paths, workspace, &|path| declared(formats, path), progress)
    {
        if let Some(broken) = fact.broken {
            anyhow::bail!("{}: {}", fact.path, broken.message);
        }
        inputs.extend(document.map(|document| Input { name: fact.path, document }));
    }
    let merged = sarif::merge(&inputs, spread::threads())?;
    let conservation = atomic::write_with(target, |mut out| merged.write(&mut out))?;
    let sum = |part: fn(&sarif::ToolCounts) -> u64| conservation.tools.values().map(part).sum();
    Ok(Joined {
        runs: conservation.runs_out,
        written: sum(|tool| tool.results_out),
        equal: sum(|tool| tool.deduplicated),
    })
}

/// Each file that was found, once; progress knows how much there is to read.
fn distinct(found: &[runner::files::Found], progress: &mut Progress) -> Vec<PathBuf> {
    let paths = report::distinct(found.iter().flat_map(|found| &found.paths));
    progress.begin(paths.iter().filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum());
    paths
}

/// A file that a person named, within the limits.
pub(crate) fn one_file(path: &std::path::Path) -> anyhow::Result<Vec<u8>> {
    use std::io::Read as _;
    let most = Limits::default().bytes as u64;
    anyhow::ensure!(path.metadata()?.is_file(), "it is no file");
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(most + 1).read_to_end(&mut bytes)?;
    anyhow::ensure!(bytes.len() as u64 <= most, "it has more than {most} bytes");
    Ok(bytes)
}

/// One log of all, which are let go; an error is for people.
fn merge(inputs: Vec<Input<'_>>) -> Result<(Vec<u8>, Conservation), String> {
    let merged = sarif::merge(&inputs, spread::threads()).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let conservation = merged.write(&mut bytes).map_err(|error| error.to_string())?;
    Ok((bytes, conservation))
}

fn merged(document: &Document<'_>, size: usize, conservation: &Conservation) -> MergedFact {
    let rewritten = &conservation.rewritten;
    let counts = [
        ("indexes", rewritten.indexes),
        ("levels", rewritten.levels),
        ("bases", rewritten.bases),
        ("uris", rewritten.uris),
    ];
    MergedFact {
        sha256: document.digest().iter().map(|byte| format!("{byte:02x}")).collect(),
        size: size as u64,
        runs: conservation.runs_out,
        results: conservation.tools.values().map(|tool| tool.results_out).sum(),
        rewritten: counts.into_iter().map(|(name, count)| (name.to_owned(), count)).collect(),
    }
}

/// Reads what was written, not what was meant to be: the findings are those of the log that people get.
fn findings(
    policy: &Policy,
    setting: &Setting,
    files: &CheckoutFiles,
    log: &[u8],
    conservation: &Conservation,
    facts: &mut Facts,
) -> anyhow::Result<()> {
    // What is merged is as large as all of its parts.
    let limits = Limits { bytes: usize::MAX, ..Limits::default() };
    let document = Document::read(log, &limits)
        .map_err(|error| anyhow::anyhow!("the merged log cannot be read again: {error}"))?;
    facts.merged = Some(merged(&document, log.len(), conservation));
    let mut all = finding::read_all(&document, policy, setting, files);
    drop(document);
    let mut ledger: BTreeMap<String, Conserved> = BTreeMap::new();
    for (tool, counts) in &conservation.tools {
        let of_tool = ledger.entry(sarif::plain_line(tool, 200)).or_default();
        of_tool.read += counts.results_in;
        of_tool.written += counts.results_out;
        of_tool.equal += counts.deduplicated;
    }
    all.retain(|finding| {
        let counts = finding::counts(finding);
        if !counts {
            ledger.entry(finding.tool.clone()).or_default().no_failure += 1;
        }
        counts
    });
    let deduplicated = sarif::deduplicate(all, policy.across);
    for joined in &deduplicated.joined {
        ledger.entry(joined.source.tool.clone()).or_default().joined += 1;
    }
    for finding in &deduplicated.findings {
        ledger.entry(finding.tool.clone()).or_default().findings += 1;
    }
    facts.ledger = ledger;
    facts.findings = deduplicated.findings.into_iter().map(finding::fact).collect();
    if let Some(path) = &policy.baseline {
        facts.baseline = Some(known::compare(path, setting, &mut facts.findings)?);
    }
    Ok(())
}

#[cfg(test)]
mod tests;
