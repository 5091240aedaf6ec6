//! What is measured, as the command line says: which services and environments, from when to when, in the days of which zone.

use clap::builder::PossibleValuesParser;
use clap::{Arg, ArgAction, ArgMatches};
use ledger::moment::Moment;
use metrics::lead::Start;
use metrics::window::{self, WeekStart};
use metrics::{Scope, Window};
use runner::World;
use serde::Serialize;

use super::asked::{self, option};
use crate::Usage;
use crate::place::{given, now};

/// How many days are measured, unless somebody says otherwise.
const DAYS: i64 = 90;
const DAY_MILLIS: i64 = 86_400_000;

/// The options for a window, beside those for a service and an environment.
pub(super) fn options() -> [Arg; 6] {
    let words = Start::ALL.map(Start::word);
    [
        option("from", "DAY", "The first day, or moment, of the window [default: 90 days before its end]"),
        option("to", "DAY", "The first day, or moment, after the window [default: now]"),
        option("zone", "ZONE", "The zone whose days are meant, such as Europe/Berlin [default: UTC]"),
        option("week", "DAY", "The first day of a week [default: monday]")
            .value_parser(PossibleValuesParser::new(["monday", "sunday"])),
        option(
            "start",
            "MOMENT",
            "Where the clock of a change starts: with the first commit of its pull request, with the commit, or with the merge [default: first-authored]",
        )
        .value_parser(PossibleValuesParser::new(words)),
        Arg::new("every-tier")
            .long("every-tier")
            .action(ArgAction::SetTrue)
            .help("Also environments that are no production"),
    ]
}

/// The window of an answer.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Span {
    from: Moment,
    to: Moment,
    zone: String,
    week: WeekStart,
}

impl Span {
    /// What a window is, for an answer.
    pub(super) fn of(window: &Window) -> Self {
        Self { from: window.from(), to: window.to(), zone: window.zone().to_owned(), week: window.week }
    }

    /// The window in words.
    pub(super) fn words(&self) -> String {
        format!("from {} up to {}, in days of {}", self.from, self.to, self.zone)
    }
}

/// What somebody asked to be measured.
pub(super) fn read(matches: &ArgMatches, world: &World<'_>) -> anyhow::Result<(Scope, Window)> {
    let usage = |option: &str, error: &dyn std::fmt::Display| Usage(format!("--{option}: {error}"));
    let name = given(matches, "zone").unwrap_or("UTC");
    let zone = window::zone(name).map_err(|error| usage("zone", &error))?;
    let moment = |option: &'static str| {
        let read = given(matches, option).map(|text| window::moment(text, &zone));
        read.transpose().map_err(|error| usage(option, &error))
    };
    let to = moment("to")?.map_or_else(|| now(world), Ok)?;
    let before = || Moment::from_millis((to.millis() - DAYS * DAY_MILLIS).max(0));
    let from = moment("from")?.map_or_else(before, Ok)?;
    let mut window = Window::new(from, to, name).map_err(|error| usage("from", &error))?;
    if given(matches, "week") == Some("sunday") {
        window.week = WeekStart::Sunday;
    }
    let start = given(matches, "start");
    let scope = Scope {
        service: asked::slug(matches, "service")?,
        environment: asked::environment(matches)?,
        every_tier: matches.get_flag("every-tier"),
        start: Start::ALL.into_iter().find(|one| Some(one.word()) == start).unwrap_or_default(),
    };
    Ok((scope, window))
}
