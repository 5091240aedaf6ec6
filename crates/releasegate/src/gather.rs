//! Reads how the steps ended, and the verdicts that they name.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context as _, bail, ensure};
use runner::{Setting, kept};
use verdict::{Counts, RuleStatus, Verdict};

use crate::facts::{Facts, Judged, Unmet, Verified};
use crate::half::{Both, Half};
use crate::steps::{Step, Steps, VARIABLE};

/// How many rules of a gate are shown.
const UNMET: usize = 20;

/// The facts of this run.
///
/// # Errors
/// The runner's word on the steps cannot be read.
pub(crate) fn gather(setting: &Setting) -> anyhow::Result<Facts> {
    let steps = Steps::read(setting.vars.get(VARIABLE))?;
    let (outcome, search) = steps.search();
    let judged = Both::try_of(|half| Ok::<_, anyhow::Error>(judged(half, setting, &steps.of(half.word()))))?;
    Ok(Facts { outcome, search, judged })
}

fn judged(half: Half, setting: &Setting, step: &Step) -> Judged {
    let outcome = step.outcome.clone();
    if !matches!(outcome.as_str(), "success" | "failure") {
        return Judged { outcome, ..Judged::default() };
    }
    match verified(half, setting, step) {
        Ok(verdict) => Judged { outcome, verdict: Some(verdict), problem: None },
        Err(error) => Judged { outcome, verdict: None, problem: Some(format!("{error:#}")) },
    }
}

/// The verdict, which must be where this gate writes it and have the digest that its step gave.
fn verified(half: Half, setting: &Setting, step: &Step) -> anyhow::Result<Verified> {
    let id = half.gate_id(&setting.gate_id);
    let path = format!(".releasegate/{id}.verdict.json");
    let output = |name: &str| step.outputs.get(name).map(String::as_str).unwrap_or_default();
    ensure!(!output("digest").is_empty(), "its step named none: see its log");
    ensure!(output("verdict-path") == path, "its step named another file than {path}");
    let document = kept::document(&plain(setting.workspace.root(), &path)?)?;
    let sha256 = document.digest().to_owned();
    if output("digest") != format!("sha256:{sha256}") {
        bail!("{path} was changed after the gate wrote it: its digest is not the one that the step gave");
    }
    let verdict = document.verdict();
    ensure!(verdict.gate.tool == half.tool() && verdict.gate.id == id, "{path} is of another gate");
    ensure!(verdict.run.run_id == setting.context.run.run_id, "{path} is of another run");
    let unmet: Vec<Unmet> = verdict.rules.iter().filter_map(unmet).collect();
    Ok(Verified {
        gate: id,
        version: verdict.gate.version.clone(),
        path,
        sha256,
        judgement: verdict.judgement.clone(),
        status: verdict.status,
        decision: verdict.decision,
        summary: verdict.summary.clone(),
        unmet_count: unmet.len() as u64,
        unmet: unmet.into_iter().take(UNMET).collect(),
        lines: lines(verdict),
        findings: findings(verdict),
    })
}

/// The file, if it and its folder are no links.
fn plain(root: &Path, path: &str) -> anyhow::Result<std::path::PathBuf> {
    let full = root.join(path);
    for place in full.parent().into_iter().chain([full.as_path()]) {
        let entry = place.symlink_metadata().with_context(|| format!("{path} is not there"))?;
        ensure!(!entry.is_symlink(), "{path} lies behind a link");
    }
    Ok(full)
}

fn unmet(rule: &verdict::Rule) -> Option<Unmet> {
    let of_note = matches!(
        rule.status,
        RuleStatus::Fail | RuleStatus::Error | RuleStatus::Inconclusive | RuleStatus::Warn
    );
    of_note.then(|| Unmet {
        id: rule.id.clone(),
        title: rule.title.clone(),
        status: rule.status,
        message: rule.message.clone(),
    })
}

/// Covered and all lines of a coverage verdict.
fn lines(verdict: &Verdict) -> Option<Counts> {
    serde_json::from_value(verdict.details.get("totals")?.get("line")?.clone()).ok()
}

/// Findings that count, by severity, of a scan that was read whole.
fn findings(verdict: &Verdict) -> Option<BTreeMap<String, u64>> {
    verdict.details.get("complete")?.as_bool().filter(|complete| *complete)?;
    let by_tool: BTreeMap<String, BTreeMap<String, u64>> =
        serde_json::from_value(verdict.details.get("counts")?.clone()).ok()?;
    let mut all = BTreeMap::new();
    for (severity, number) in by_tool.into_values().flatten() {
        let sum: &mut u64 = all.entry(severity).or_default();
        *sum = sum.saturating_add(number);
    }
    Some(all)
}
