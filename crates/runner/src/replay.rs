//! Replay: derive a verdict again from its policy and facts, offline, and compare.

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

use crate::gate::{Enforcement, Gate};
use crate::perform::say;
use crate::world::World;

/// Largest file that is read back.
const LARGEST: u64 = 1 << 30;

pub(crate) fn run<G: Gate>(gate: &G, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = matches.get_one::<String>("verdict").context("name the verdict file")?;
    let path = world.directory.join(given);
    let document = Document::read(&read(&path)?).with_context(|| format!("failed to replay {given}"))?;
    let derived =
        derive(gate, &path, document.verdict()).with_context(|| format!("failed to replay {given}"))?;
    let stated = document.verdict();
    if derived == *stated {
        say(world.stdout, &format!("same: {} is derived again from its policy and facts\n", stated.judgement));
        say(world.stdout, &format!("status: {}\ndigest: sha256:{}\n", stated.status.word(), document.digest()));
        return Ok(ExitCode::Success);
    }
    say(
        world.stdout,
        &format!(
            "different: the verdict is not what its policy and facts give\nstated:  {}\n",
            stated.judgement
        ),
    );
    say(world.stdout, &format!("derived: {}\n", derived.judgement));
    for line in differences(stated, &derived)? {
        say(world.stdout, &format!("differs: {line}\n"));
    }
    Ok(ExitCode::Fail)
}

/// The verdict that policy and facts give, in the envelope of the one that is replayed.
fn derive<G: Gate>(gate: &G, path: &Path, stated: &Verdict) -> anyhow::Result<Verdict> {
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

/// The members in which two verdicts differ, by name.
fn differences(stated: &Verdict, derived: &Verdict) -> anyhow::Result<Vec<String>> {
    let (stated, derived) = (serde_json::to_value(stated)?, serde_json::to_value(derived)?);
    let names = stated.as_object().into_iter().flat_map(|members| members.keys());
    Ok(names.filter(|name| stated.get(name.as_str()) != derived.get(name.as_str())).cloned().collect())
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    let failed = || format!("failed to read {}", path.display());
    let size = std::fs::metadata(path).with_context(failed)?.len();
    if size > LARGEST {
        bail!("{} is larger than 1 GiB", path.display());
    }
    std::fs::read(path).with_context(failed)
}
