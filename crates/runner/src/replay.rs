//! Replay: derive a verdict again from its policy and facts, offline, and compare.

use std::io::Read as _;
use std::path::Path;

use anyhow::{Context as _, bail};
use clap::ArgMatches;
use serde::de::DeserializeOwned;
use serde_json::Value;
use verdict::canonical;
use verdict::draft::seal;
use verdict::read::{Document, strict_value};
use verdict::status::ExitCode;
use verdict::{Envelope, Verdict};

use crate::command;
use crate::gate::{Enforcement, Gate};
use crate::perform::say;
use crate::text::one_line;
use crate::world::World;

/// Largest file that is read back.
const LARGEST: u64 = 1 << 30;

pub(crate) fn run<G: Gate>(gate: &G, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = matches.get_one::<String>("verdict").context("name the verdict file")?;
    let path = world.directory.join(given);
    let document = Document::read(&read(&path)?).with_context(|| format!("failed to replay {given}"))?;
    let derived =
        derive(gate, &path, document.verdict()).with_context(|| format!("failed to replay {given}"))?;
    let lines =
        answer(&document, &derived)?.iter().map(|line| format!("{}\n", one_line(line))).collect::<String>();
    say(world.stdout, &command::neutral(&lines));
    Ok(if derived == *document.verdict() { ExitCode::Success } else { ExitCode::Fail })
}

/// What is said: every line may quote the file, which anybody may have written.
fn answer(document: &Document, derived: &Verdict) -> anyhow::Result<Vec<String>> {
    let stated = document.verdict();
    let known = serde_json::to_value(stated)?;
    let unknown: Vec<&str> = names(document.value()).filter(|name| known.get(name).is_none()).collect();
    let mut lines = Vec::new();
    if derived == stated {
        lines.push(format!("same: {} follows from its policy and facts", stated.judgement));
        lines.push(format!("status: {}", stated.status.word()));
        lines.push(format!("digest: sha256:{}", document.digest()));
        lines.push("This proves that the verdict fits its facts, not where they came from: compare the digest with what was recorded or attested.".to_owned());
    } else {
        lines.push("different: the verdict is not what its policy and facts give".to_owned());
        lines.push(format!("stated:  {}", stated.judgement));
        lines.push(format!("derived: {}", derived.judgement));
        let value = serde_json::to_value(derived)?;
        lines.extend(
            names(&known)
                .filter(|name| known.get(name) != value.get(name))
                .map(|name| format!("differs: {name}")),
        );
    }
    if !unknown.is_empty() {
        lines.push(format!("not looked at, because this version does not know it: {}", unknown.join(", ")));
    }
    Ok(lines)
}

fn names(value: &Value) -> impl Iterator<Item = &str> {
    value.as_object().into_iter().flat_map(|members| members.keys().map(String::as_str))
}

/// The verdict that policy and facts give, in the envelope of the one that is replayed.
pub(crate) fn derive<G: Gate>(gate: &G, path: &Path, stated: &Verdict) -> anyhow::Result<Verdict> {
    if stated.gate.tool != gate.spec().name {
        bail!("it was judged by {}: replay it with that tool", stated.gate.tool);
    }
    let facts_ref = stated.facts.as_ref().context("it has no facts: the gate did not get as far as judging")?;
    if facts_ref.path.contains(['/', '\\']) {
        bail!("its facts do not lie beside it");
    }
    let bytes = read(&path.with_file_name(&facts_ref.path))?;
    if Some(&canonical::sha256_hex(&bytes)) != facts_ref.digest.get("sha256") {
        bail!("{} was changed: its digest is not the one in the verdict", facts_ref.path);
    }
    let policy = stated.details.get("policy").context("it holds no policy")?;
    if Some(&canonical::sha256_hex(&canonical::bytes(policy)?)) != stated.policy.digest.get("sha256") {
        bail!("the policy in it was changed: its digest is not the one that the judgement binds");
    }
    let facts: G::Facts = typed(strict_value(&bytes)?).context("failed to read the facts")?;
    let typed_policy: G::Policy = typed(policy.clone()).context("failed to read the policy")?;
    if let Some(contradiction) = gate.contradiction(&typed_policy, &facts) {
        bail!("no run of this gate wrote it: {contradiction}");
    }
    let mut draft = gate.decide(&typed_policy, &facts);
    draft.details.insert("policy".to_owned(), policy.clone());
    let Enforcement { fail_on, report_only, bootstrap } = gate.enforcement(&typed_policy);
    let mut envelope = Envelope { fail_on, report_only, ..Envelope::of(stated) };
    envelope.policy.bootstrap = bootstrap;
    Ok(seal(draft, envelope)?)
}

fn typed<T: DeserializeOwned>(value: Value) -> anyhow::Result<T> {
    Ok(serde_json::from_value(value)?)
}

/// Reads a file back, within bounds.
fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
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
