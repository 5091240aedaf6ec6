//! Replay: derive a verdict again from its policy and facts, offline, and compare.

use std::path::Path;

use anyhow::Context as _;
use clap::ArgMatches;
use serde_json::Value;
use verdict::draft::seal;
use verdict::read::Document;
use verdict::status::ExitCode;
use verdict::{Envelope, Verdict};

use crate::command;
use crate::gate::{Enforcement, Gate};
use crate::kept::{self, Kept};
use crate::perform::say;
use crate::text::one_line;
use crate::world::World;

pub(crate) fn run<G: Gate>(gate: &G, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = matches.get_one::<String>("verdict").context("name the verdict file")?;
    let path = world.directory.join(given);
    let document = kept::document(&path).with_context(|| format!("failed to replay {given}"))?;
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
    let Kept { value, policy, facts } =
        kept::judged(gate, path, stated)?.context("it has no facts: the gate did not get as far as judging")?;
    let mut draft = gate.decide(&policy, &facts);
    draft.details.insert("policy".to_owned(), value);
    let Enforcement { fail_on, report_only, bootstrap } = gate.enforcement(&policy);
    let mut envelope = Envelope { fail_on, report_only, ..Envelope::of(stated) };
    envelope.policy.bootstrap = bootstrap;
    Ok(seal(draft, envelope)?)
}
