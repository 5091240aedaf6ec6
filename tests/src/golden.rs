//! The walker: runs a case in every form, proves what it leaves behind, and compares it with `expected/`.

pub mod expected;
pub mod proof;
pub mod schema;
pub mod stable;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context as _, ensure};

use crate::case::Case;
use crate::case::bench::{Bench, CLOCK, Outcome};

/// Whether `UPDATE=1` asks to rewrite what the cases expect.
#[must_use]
pub fn updates() -> bool {
    std::env::var_os("UPDATE").is_some_and(|value| value == "1")
}

/// Walks the cases on all processors; gives a report of every case that differs.
#[must_use]
pub fn walk(cases: &[Case], update: bool) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let reports = Mutex::new(Vec::new());
    let workers = std::thread::available_parallelism().map_or(2, usize::from).max(2);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some(case) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let complaints = check(case, update).unwrap_or_else(|error| vec![format!("{error:#}")]);
                    if !complaints.is_empty() {
                        let report = format!("=== {}\n{}\n", case.name, complaints.join("\n"));
                        reports.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(report);
                    }
                }
            });
        }
    });
    let mut reports = reports.into_inner().unwrap_or_else(std::sync::PoisonError::into_inner);
    reports.sort();
    reports
}

/// Runs one case in every form; gives what differs.
fn check(case: &Case, update: bool) -> anyhow::Result<Vec<String>> {
    let bench = bench(case)?;
    let first = run(case, &bench)?;
    let mut complaints = expected::by_hand(&case.expect, &first);
    if case.inputs.is_some() {
        complaints.extend(proof::of_outputs(&first));
        ensure!(first.errors.is_empty(), "an action wrote to standard error: {}", first.errors);
        proof::same(&first, &run(case, &self::bench(case)?)?).context("a second run, in another place")?;
    }
    if let Some(verdict) = &first.verdict {
        proof::of_verdict(verdict, first.facts.as_deref())?;
        replay(&bench, &first).context("replay")?;
    }
    if let Some(flags) = case.flags()? {
        complaints.extend(as_command(case, &flags, &first).context("as a command")?);
    }
    complaints.extend(expected::compare(case, &stable::files(&first, &bench.workspace())?, update)?);
    Ok(complaints)
}

fn bench(case: &Case) -> anyhow::Result<Bench> {
    let bench = Bench::new(&case.tool)?;
    let workspace = case.folder.join("workspace");
    if workspace.is_dir() {
        bench.copy(&workspace)?;
    }
    if case.setting.repository {
        bench.commit()?;
    }
    if let Some(event) = &case.event {
        std::fs::write(bench.path("event.json"), event)?;
    }
    Ok(bench)
}

fn run(case: &Case, bench: &Bench) -> anyhow::Result<Outcome> {
    let mut command = match &case.inputs {
        Some(inputs) => bench.action(inputs)?,
        None => bench.command(&case.args)?,
    };
    if case.event.is_some() {
        command.env("GITHUB_EVENT_PATH", bench.path("event.json"));
    }
    bench.run(command.envs(&case.vars))
}

/// A verdict on facts is derived again from them; one without facts is not passed off as derived.
fn replay(bench: &Bench, first: &Outcome) -> anyhow::Result<()> {
    let path = first.verdict_path.to_string_lossy();
    let output = bench.command(&["replay", &path])?.output()?;
    let said = String::from_utf8_lossy(&output.stdout);
    let wanted = if first.facts.is_some() { 0 } else { 4 };
    ensure!(output.status.code() == Some(wanted), "it ended with {}: {said}", output.status);
    ensure!(said.starts_with("same: ") == first.facts.is_some(), "it said: {said}");
    Ok(())
}

/// The same inputs as flags: the same status, exit code and judgement.
fn as_command(case: &Case, flags: &[String], action: &Outcome) -> anyhow::Result<Vec<String>> {
    let bench = bench(case)?;
    let mut args = vec!["--clock".to_owned(), CLOCK.to_owned()];
    args.extend_from_slice(flags);
    let command = bench.run(&mut bench.command(&args)?)?;
    let mut complaints = Vec::new();
    if command.exit != action.exit {
        complaints.push(format!(
            "as a command it ended with {:?}, as an action with {:?}",
            command.exit, action.exit
        ));
    }
    let (Some(command), Some(action)) = (&command.verdict, &action.verdict) else {
        complaints.push(format!("as a command it left no verdict: {}{}", command.log, command.errors));
        return Ok(complaints);
    };
    complaints.extend(proof::same_judgement(command, action)?);
    Ok(complaints)
}
