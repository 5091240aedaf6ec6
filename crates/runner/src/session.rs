//! A run that has begun: its evidence file already says that it did not finish.

use std::path::Path;

use clap::ArgMatches;
use verdict::draft::seal;
use verdict::{Binary, Draft, Envelope, FailOn, PolicyRef, Rule, RuleStatus, Subject, Time, Verdict};

use crate::action::ActionSpec;
use crate::context::Context;
use crate::evidence::{self, Place, Placing};
use crate::files::Hashing;
use crate::gate::Gate;
use crate::inputs::InputError;
use crate::perform;
use crate::setting::Setting;
use crate::world::World;

/// What is known before anything is judged.
pub(crate) struct Session {
    pub(crate) spec: &'static ActionSpec,
    pub(crate) place: Place,
    pub(crate) json: bool,
    gate: verdict::Gate,
    started: Time,
    pinned: Option<Time>,
    context: Context,
    subject: Vec<Subject>,
}

/// A run that has begun, and the mistakes that will keep it from judging.
pub(crate) struct Begun {
    pub(crate) session: Session,
    pub(crate) mistakes: Vec<InputError>,
}

/// Keeps what is right, and notes what is wrong for later: even a run with wrong inputs leaves a verdict.
struct Mistakes(Vec<InputError>);

impl Mistakes {
    fn note<T>(&mut self, result: Result<T, InputError>) -> Option<T> {
        result.map_err(|mistake| self.0.push(mistake)).ok()
    }
}

/// Writes the verdict that says "did not finish"; a crash from here on leaves it behind.
pub(crate) fn begin<G: Gate>(gate: &G, matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<Begun> {
    let spec = gate.spec();
    let mut mistakes = Mistakes(Vec::new());
    let placing = Placing::read(world.vars.get("RELEASEGATE_INPUTS"), |name| {
        matches.try_get_one::<String>(name).ok().flatten().cloned()
    });
    let default = gate.default_id(&placing.mode);
    let id = mistakes.note(evidence::gate_id(&placing.gate_id, &default));
    let id = id.unwrap_or(default);
    let place = Place::of(world.workspace(), &id, &placing.verdict_path).and_then(|place| place.free_for(&id));
    let place = mistakes.note(place);
    let clock = matches.get_one::<String>("clock").map(|text| Time::parse(text));
    let pinned =
        clock.and_then(|time| mistakes.note(time.map_err(|e| InputError::new("clock", e.to_string()))));
    let context = mistakes.note(Context::read(world)).unwrap_or_default();
    let session = Session {
        spec,
        place: place.unwrap_or_else(|| Place::fallback(world.workspace(), &id)),
        json: matches.get_flag("json"),
        gate: verdict::Gate {
            id,
            tool: spec.name.to_owned(),
            version: spec.version.to_owned(),
            binary: Binary { sha256: file_digest(&world.binary)? },
        },
        started: pinned.map_or_else(|| now(world), Ok)?,
        pinned,
        subject: context.subject(),
        context,
    };
    session.place.prepare()?;
    for end in gate.side_files() {
        evidence::discard(&world.workspace(), &format!("{}{end}", session.gate.id))?;
    }
    let unfinished = "the gate began and did not finish: see the log of its step";
    let verdict = session.error_verdict(world, "did-not-finish", unfinished)?;
    perform::keep(world, &session.place, &verdict, None)?;
    Ok(Begun { session, mistakes: mistakes.0 })
}

impl Session {
    /// What surrounds this run, for the tool.
    pub(crate) fn setting(&self, world: &World<'_>, token: &str) -> Setting {
        let (id, context, today) = (self.gate.id.clone(), self.context.clone(), self.started.date());
        Setting::of(world, id, context, token, today).sparing(&self.place)
    }

    /// The envelope of a verdict that is sealed now, without policy and facts.
    pub(crate) fn envelope(&self, world: &World<'_>) -> anyhow::Result<Envelope> {
        Ok(Envelope {
            gate: self.gate.clone(),
            subject: self.subject.clone(),
            run: self.context.run.clone(),
            started: self.started,
            finished: self.pinned.map_or_else(|| now(world), Ok)?,
            policy: PolicyRef { path: None, git_ref: None, digest: verdict::Digest::new(), bootstrap: false },
            facts: None,
            fail_on: FailOn::default(),
            report_only: false,
            previous: None,
        })
    }

    /// A verdict that says why there is none.
    pub(crate) fn error_verdict(
        &self,
        world: &World<'_>,
        reason: &str,
        message: &str,
    ) -> anyhow::Result<Verdict> {
        let rule = Rule::new("run", "the gate ran to its end", RuleStatus::Error, reason, message);
        let draft = Draft {
            rules: vec![rule],
            summary: message.to_owned(),
            inputs: Vec::new(),
            not_covered: Vec::new(),
            details: serde_json::Map::new(),
        };
        Ok(seal(draft, self.envelope(world)?)?)
    }
}

fn now(world: &World<'_>) -> anyhow::Result<Time> {
    Ok(Time::from_timestamp((world.clock)())?)
}

fn file_digest(path: &Path) -> anyhow::Result<String> {
    Ok(Hashing::over(std::fs::File::open(path)?)?.finish()?.0)
}
