//! The verdict and the facts beside it, read back: nothing is shown of files that were changed after they were written.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;
use verdict::read::{Document, strict_value};
use verdict::{FileRef, Verdict, canonical};

use crate::action;
use crate::facts::Facts;
use crate::policy::Policy;

/// Largest file that is read back; `replay` reads as much.
const LARGEST: u64 = 1 << 30;

/// What a run left behind.
#[derive(Debug)]
pub(super) struct Evidence {
    pub(super) document: Document,
    /// Policy and facts; none where the gate did not get as far as judging.
    pub(super) judged: Option<(Policy, Facts)>,
}

impl Evidence {
    /// Reads a verdict, and its policy and facts, each held to its digest.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let document = Document::read(&bytes(path)?)?;
        let verdict = document.verdict();
        if verdict.gate.tool != action::SPEC.name {
            bail!("it was judged by {}: show it with that tool", verdict.gate.tool);
        }
        let judged = match &verdict.facts {
            Some(facts) => Some((policy(verdict)?, self::facts(path, facts)?)),
            None => None,
        };
        Ok(Self { document, judged })
    }
}

fn facts(verdict: &Path, named: &FileRef) -> anyhow::Result<Facts> {
    if named.path.contains(['/', '\\']) {
        bail!("its facts do not lie beside it");
    }
    let bytes = bytes(&verdict.with_file_name(&named.path))?;
    if Some(&canonical::sha256_hex(&bytes)) != named.digest.get("sha256") {
        bail!("{} was changed: its digest is not the one in the verdict", named.path);
    }
    typed(strict_value(&bytes)?).context("failed to read the facts: were they written by another version?")
}

fn policy(verdict: &Verdict) -> anyhow::Result<Policy> {
    let policy = verdict.details.get("policy").context("it holds no policy")?;
    if Some(&canonical::sha256_hex(&canonical::bytes(policy)?)) != verdict.policy.digest.get("sha256") {
        bail!("the policy in it was changed: its digest is not the one that the judgement binds");
    }
    typed(policy.clone()).context("failed to read the policy: was it written by another version?")
}

fn typed<T: DeserializeOwned>(value: Value) -> anyhow::Result<T> {
    Ok(serde_json::from_value(value)?)
}

/// A file, within bounds.
fn bytes(path: &Path) -> anyhow::Result<Vec<u8>> {
    let failed = || format!("failed to read {}", path.display());
    if !std::fs::metadata(path).with_context(failed)?.is_file() {
        // A pipe or a device may never end.
        bail!("{} is not a regular file", path.display());
    }
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).with_context(failed)?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).with_context(failed)?;
    if bytes.len() as u64 > LARGEST {
        bail!("{} is larger than 1 GiB", path.display());
    }
    Ok(bytes)
}
