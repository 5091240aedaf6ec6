//! `show`: a verdict of another run, shown on GitHub by a job that may write. Nothing is judged: the verdict is derived again from its
//! policy and facts, and what GitHub says of the run that wrote it counts, not what the file says.

use std::path::Path;

use anyhow::{Context as _, ensure};
use clap::{ArgMatches, Command};
use verdict::Verdict;
use verdict::status::ExitCode;

use crate::action::{ActionSpec, InputSpec, Kind};
use crate::context::Context;
use crate::gate::Gate;
use crate::inputs::Inputs;
use crate::report::Report;
use crate::setting::{Setting, Show};
use crate::world::World;
use crate::{evidence, flags, perform, replay};

/// What the input names: the verdict that was downloaded.
pub const VERDICT: InputSpec = InputSpec {
    name: "verdict",
    kind: Kind::Text,
    default: "",
    required: true,
    policy: false,
    about: "Path of the verdict that the other run uploaded; its facts lie beside it.",
};

/// The command.
pub(crate) fn command(spec: &'static ActionSpec) -> Command {
    Command::new("show")
        .about("Show the verdict of the run that started this one (workflow_run) on its pull request")
        .args(spec.all_inputs().map(flags::flag))
}

/// Exit code 0 if all that was asked for is shown, else 4.
pub(crate) fn run<G: Gate>(gate: &G, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let spec = gate.show_spec().context("this tool shows its own verdicts alone")?;
    let inputs = match world.vars.get("RELEASEGATE_INPUTS") {
        Some(json) => Inputs::from_json(spec, json)?,
        None => Inputs::from_pairs(spec, flags::given(spec, matches))?,
    };
    perform::mask(world, inputs.secrets());
    inputs.check()?;
    let id = evidence::gate_id(inputs.text("gate-id"), gate.spec().name)?;
    let today = verdict::Time::from_timestamp((world.clock)())?.date();
    let setting = Setting::of(world, id, Context::read(world)?, inputs.text("token"), today);
    let show = Show::read(&inputs)?;
    ensure!(show.anything(), "nothing is to be shown: set comment, check-run or commit-status to true");
    let path = setting.workspace.root().join(inputs.text("verdict"));
    let notices = gate.show(&setting, show, &path, &|verdict, facts| rederive(gate, verdict, facts));
    let failed = notices.iter().any(|notice| notice.failed);
    for notice in &notices {
        perform::tell(world, notice);
    }
    Ok(if failed { ExitCode::Error } else { ExitCode::Success })
}

/// The report of a verdict that follows from its policy and facts.
fn rederive<G: Gate>(gate: &G, stated: &Verdict, facts: &Path) -> anyhow::Result<Report> {
    let derived = replay::derive(gate, facts, stated).context("failed to derive it again")?;
    ensure!(derived == *stated, "policy and facts give another verdict");
    Ok(gate.present(&derived))
}
