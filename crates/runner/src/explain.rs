//! `explain`: the policy as it is understood, and what each rule would say now. Nothing is written and nothing is announced.

use clap::{ArgMatches, Command};
use verdict::status::ExitCode;

use crate::action::ActionSpec;
use crate::context::Context;
use crate::evidence::Place;
use crate::flags;
use crate::gate::{Gate, Resolved};
use crate::inputs::{InputError, Inputs};
use crate::perform::say;
use crate::progress::Progress;
use crate::setting::Setting;
use crate::world::World;
use crate::{command, evidence, terminal};

/// The command, which takes what judging takes.
pub(crate) fn command(spec: &'static ActionSpec) -> Command {
    Command::new("explain")
        .about("Show the policy as it is understood, and what each rule would say now; writes nothing")
        .args(spec.all_inputs().map(flags::flag))
}

/// Exit code 0 whatever the rules say, since nothing is judged; 2 where an input or the policy file does not hold.
pub(crate) fn run<G: Gate>(gate: &G, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    match explained(gate, matches, world) {
        Ok(text) => {
            say(world.stdout, &command::neutral(&text));
            Ok(ExitCode::Success)
        }
        Err(error) => match error.downcast::<InputError>() {
            Ok(mistake) => {
                say(world.stderr, &command::neutral(&format!("{}: {mistake}\n", gate.spec().name)));
                Ok(ExitCode::Usage)
            }
            Err(error) => Err(error),
        },
    }
}

fn explained<G: Gate>(gate: &G, matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<String> {
    let inputs = Inputs::from_pairs(gate.spec(), flags::given(gate.spec(), matches))?;
    inputs.check()?;
    let id = evidence::gate_id(inputs.text("gate-id"), gate.spec().name)?;
    let today = verdict::Time::from_timestamp((world.clock)())?.date();
    let place = Place::of(world.workspace(), &id, inputs.text("verdict-path"))?;
    let setting = Setting::of(world, id, Context::read(world)?, inputs.text("token"), today).sparing(&place);
    let Resolved { policy, origin } = gate.policy(&inputs, &setting)?;
    let mut progress = Progress::new(world.watched && !world.in_actions());
    let facts = gate.gather(&policy, &setting, &mut progress)?;
    progress.end();
    let draft = gate.decide(&policy, &facts);
    let report = gate.explain(&policy, origin.as_ref(), &draft);
    Ok(terminal::render(&report, world.width))
}
