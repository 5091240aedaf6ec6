//! What an earlier run kept, read back: a verdict, and its policy and facts, each held to the digest that the verdict gives.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use serde::de::DeserializeOwned;
use serde_json::Value;
use verdict::read::{Document, strict_value};
use verdict::{Verdict, canonical};

use crate::gate::Gate;

/// Largest file that is read back.
const LARGEST: u64 = 1 << 30;

/// Policy and facts of a verdict.
#[derive(Debug)]
pub struct Kept<P, F> {
    /// The policy as the verdict holds it.
    pub value: Value,
    /// The same, understood.
    pub policy: P,
    /// The facts.
    pub facts: F,
}

/// Reads a verdict.
///
/// # Errors
/// It cannot be read, or is no verdict.
pub fn document(path: &Path) -> anyhow::Result<Document> {
    Ok(Document::read(&bytes(path)?)?)
}

/// Reads what the verdict at `path` rests on; none where the gate did not get as far as judging.
///
/// # Errors
/// Another tool judged it, a digest does not fit, or no run of this gate could have written it.
pub fn judged<G: Gate>(
    gate: &G,
    path: &Path,
    stated: &Verdict,
) -> anyhow::Result<Option<Kept<G::Policy, G::Facts>>> {
    if stated.gate.tool != gate.spec().name {
        bail!("it was judged by {}: use that tool", stated.gate.tool);
    }
    let Some(named) = &stated.facts else { return Ok(None) };
    if named.path.contains(['/', '\\']) {
        bail!("its facts do not lie beside it");
    }
    let bytes = bytes(&path.with_file_name(&named.path))?;
    if Some(&canonical::sha256_hex(&bytes)) != named.digest.get("sha256") {
        bail!("{} was changed: its digest is not the one in the verdict", named.path);
    }
    let value = stated.details.get("policy").context("it holds no policy")?.clone();
    if Some(&canonical::sha256_hex(&canonical::bytes(&value)?)) != stated.policy.digest.get("sha256") {
        bail!("the policy in it was changed: its digest is not the one that the judgement binds");
    }
    let facts = typed(strict_value(&bytes)?)
        .context("failed to read the facts: were they written by another version?")?;
    let policy =
        typed(value.clone()).context("failed to read the policy: was it written by another version?")?;
    if let Some(contradiction) = gate.contradiction(&policy, &facts) {
        bail!("no run of this gate wrote it: {contradiction}");
    }
    Ok(Some(Kept { value, policy, facts }))
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
