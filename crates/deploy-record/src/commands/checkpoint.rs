//! `ledger checkpoint`: the newest signed head, to be kept where the ledger's holders cannot reach it.

use clap::{ArgMatches, Command};
use runner::World;
use runner::command::neutral;
use runner::report::Report;
use runner::text::visible;
use serde::Serialize;
use verdict::status::ExitCode;

use crate::answer;
use crate::bar::{self, Bar};
use crate::introduced;
use crate::place::{Place, Vouched, given};

pub(super) fn command() -> Command {
    Command::new("checkpoint")
        .about("Print the newest signed head: whoever keeps it can tell later whether the ledger was rewritten")
        .arg(super::output("Where the checkpoint goes, to the byte; without it to standard output"))
}

/// What `--json` prints.
#[derive(Debug, Serialize)]
struct Newest {
    /// `releasegate/ledger-checkpoint/v1`.
    schema: &'static str,
    ledger: String,
    size: u64,
    root: String,
    /// Whether a key of the trust document signed it.
    trusted: bool,
    /// The signed note.
    checkpoint: String,
}

/// Exit code 0 for a head that an anchor signed, 1 for one whose signature fails, 3 for one that nobody signed who is known.
pub(super) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let target = given(matches, "output").map(|path| super::cleared(world, path)).transpose()?;
    let (head, vouched, origin) = super::wait(async {
        let place = Place::open(matches, world)?;
        let head = place.head().await?;
        let bar = Bar::over(bar::watched(world), "following its keys", head.size());
        let (vouched, _) = introduced::vouched(&place, &head, &bar).await?;
        Ok((head, vouched, place.store.origin().to_string()))
    })?;
    if let Vouched::Refuted(why) = &vouched {
        answer::remark(world, &format!("the head of {origin} is not to be believed: {why}"))?;
        return Ok(ExitCode::Fail);
    }
    let newest = Newest {
        schema: "releasegate/ledger-checkpoint/v1",
        ledger: origin,
        size: head.size(),
        root: head.root().to_string(),
        trusted: vouched == Vouched::Trusted,
        checkpoint: String::from_utf8_lossy(head.note()).into_owned(),
    };
    if let Some(target) = &target {
        runner::atomic::write(target, head.note())?;
    }
    if matches.get_flag("json") {
        answer::print(world, true, &newest, |_| Report::default())?;
    } else if target.is_none() {
        show(&newest.checkpoint, world)?;
    }
    let Vouched::Unknown(why) = vouched else { return Ok(ExitCode::Success) };
    answer::remark(world, &format!("not verified: {why}"))?;
    Ok(ExitCode::Inconclusive)
}

/// Lines of other signers can hold anything: what is shown is harmless, and what goes to a file is exact.
fn show(note: &str, world: &mut World<'_>) -> anyhow::Result<()> {
    let lines: String = note.lines().map(|line| format!("{}\n", visible(line))).collect();
    let shown = neutral(&lines);
    world.stdout.write_all(shown.as_bytes())?;
    if shown == note {
        return Ok(());
    }
    answer::remark(world, "it holds characters that are not shown as they are: --output writes it to the byte")
}
