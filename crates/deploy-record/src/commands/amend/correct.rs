//! `ledger correct`: an earlier entry is wrong, and this is right. Both stay.

use anyhow::Context as _;
use clap::{ArgMatches, Command};
use ledger::entry::idempotency_key;
use ledger::predicate::{CorrectedValue, Correction, Predicate};
use ledger::statement::Statement;
use runner::World;
use verdict::status::ExitCode;

use super::{about_an_entry, add, adding, entry_subject, line, option, person};
use crate::place::given;

pub(crate) fn command() -> Command {
    adding("correct", "Say that a value of an entry is wrong, and what is right; the entry stays as it is")
        .args(about_an_entry())
        .arg(option("path", "POINTER", "Where in the predicate, as a JSON pointer: /impact").required(true))
        .arg(option("recorded", "TEXT", "What was recorded; without, nothing"))
        .arg(option("correct", "TEXT", "What is right; without, nothing"))
}

pub(crate) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let text = |name: &str| given(matches, name).map(|_| line(matches, name)).transpose();
    let value =
        CorrectedValue { path: line(matches, "path")?, recorded: text("recorded")?, correct: text("correct")? };
    let (by, reason, authority) =
        (person(matches, "by")?, line(matches, "reason")?, line(matches, "authority")?);
    add(matches, world, |target, _| {
        let target = target.context("--index is missing")?;
        let one = Correction {
            target,
            values: vec![value.clone()],
            reason: reason.clone(),
            authority: authority.clone(),
            by: by.clone(),
        };
        let key = idempotency_key(&("releasegate/correction/v1", &one))?;
        let subject = entry_subject(target)?;
        Ok((Statement { subject, predicate: Predicate::Correction(Box::new(one)) }, key))
    })
}
