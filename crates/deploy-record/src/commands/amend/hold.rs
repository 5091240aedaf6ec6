//! `ledger hold`: an entry must be kept whole, whoever asks that it be erased; or need not be any more.

use anyhow::Context as _;
use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger::entry::idempotency_key;
use ledger::predicate::{Hold, HoldEvent, Predicate};
use ledger::statement::Statement;
use runner::World;
use verdict::status::ExitCode;

use super::{about_an_entry, add, adding, entry_subject, line, person};

pub(crate) fn command() -> Command {
    let release = Arg::new("release")
        .long("release")
        .action(ArgAction::SetTrue)
        .help("End a hold that was placed before");
    adding("hold", "Say that an entry must be kept whole (a legal hold), or need not be any more")
        .args(about_an_entry())
        .arg(release)
}

pub(crate) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let event = if matches.get_flag("release") { HoldEvent::Released } else { HoldEvent::Placed };
    let (by, reason, authority) =
        (person(matches, "by")?, line(matches, "reason")?, line(matches, "authority")?);
    add(matches, world, |target, at| {
        let target = target.context("--index is missing")?;
        let one =
            Hold { target, event, at, reason: reason.clone(), authority: authority.clone(), by: by.clone() };
        // The moment is no part of what makes it this record: who says the same again says nothing new.
        let key =
            idempotency_key(&("releasegate/hold/v1", target, event, &one.reason, &one.authority, &one.by))?;
        let subject = entry_subject(target)?;
        Ok((Statement { subject, predicate: Predicate::Hold(Box::new(one)) }, key))
    })
}
