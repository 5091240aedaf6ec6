//! The command line: every input is a flag of the same name, beside a few that only people need.

use std::collections::BTreeMap;

use clap::{Arg, ArgAction, ArgMatches, Command};

use crate::action::{ActionSpec, InputSpec, Kind};
use crate::{explain, show};

const AFTER: &str = "Exit codes: 0 pass or warn, 1 fail, 2 wrong input or configuration, 3 inconclusive (nothing could be measured), 4 error.";

/// The parser of a tool; `show` is what its command of that name takes, if it has one.
#[must_use]
pub fn command(
    spec: &'static ActionSpec,
    show: Option<&'static ActionSpec>,
    commands: Vec<Command>,
) -> Command {
    let replay = Command::new("replay")
        .about("Derive a verdict again from its policy and facts, offline, and compare")
        .arg(
            Arg::new("verdict")
                .required(true)
                .value_name("VERDICT")
                .help("The verdict file; its facts lie beside it"),
        );
    Command::new(spec.name)
        .about(spec.about)
        .version(spec.version)
        .after_help(AFTER)
        .args_conflicts_with_subcommands(true)
        .args(spec.all_inputs().map(flag))
        .arg(Arg::new("json").long("json").action(ArgAction::SetTrue).help("Print the verdict as JSON"))
        .arg(
            Arg::new("clock")
                .long("clock")
                .value_name("TIME")
                .help("Pin the clock, for reproducible verdicts (RFC 3339)"),
        )
        .arg(
            Arg::new("verbose")
                .long("verbose")
                .short('v')
                .action(ArgAction::SetTrue)
                .help("Say what is being done"),
        )
        .subcommand(replay)
        .subcommand(explain::command(spec))
        .subcommands(show.map(show::command))
        .subcommands(commands)
}

pub(crate) fn flag(input: &'static InputSpec) -> Arg {
    let default = match input.plain_default() {
        default if input.policy || default.is_empty() => String::new(),
        default => format!(" [default: {default}]"),
    };
    let arg = Arg::new(input.name).long(input.name).help(format!("{}{default}", input.description()));
    match input.kind {
        Kind::Boolean => arg.num_args(0..=1).default_missing_value("true").value_name("BOOLEAN"),
        Kind::Lines => arg.action(ArgAction::Append).value_name("GLOB"),
        Kind::Percent => arg.value_name("PERCENT").allow_negative_numbers(true),
        Kind::Choice(_) => arg.value_name("WORD"),
        Kind::Text => arg.value_name("TEXT"),
        Kind::Secret => arg.value_name("SECRET"),
    }
}

/// The inputs that the command line gives.
#[must_use]
pub fn given(spec: &'static ActionSpec, matches: &ArgMatches) -> BTreeMap<String, String> {
    let of = |input: &'static InputSpec| {
        let values: Vec<&String> = matches.get_many::<String>(input.name)?.collect();
        let lines: Vec<&str> = values.iter().map(|value| value.as_str()).collect();
        Some((input.name.to_owned(), lines.join("\n")))
    };
    spec.all_inputs().filter_map(of).collect()
}

/// The program and the flags that say where evidence goes, out of words that cannot all be understood.
pub(crate) fn placing(words: impl Iterator<Item = String>) -> Vec<String> {
    const PLACING: [&str; 3] = ["--gate-id", "--verdict-path", "--clock"];
    let mut words = words.peekable();
    let mut kept: Vec<String> = words.next().into_iter().collect();
    let mut placed = BTreeMap::new();
    while let Some(word) = words.next() {
        let (flag, value) = match word.split_once('=') {
            Some((flag, value)) => (flag, Some(value.to_owned())),
            None => (word.as_str(), None),
        };
        if PLACING.contains(&flag)
            && let Some(value) = value.or_else(|| words.next_if(|next| !next.starts_with("--")))
        {
            // The last one counts, as it would if it could be given twice.
            placed.insert(flag.to_owned(), value);
        }
    }
    kept.extend(placed.into_iter().map(|(flag, value)| format!("{flag}={value}")));
    kept
}

#[cfg(test)]
mod tests {
    use super::placing;

    #[test]
    fn what_places_the_evidence_is_kept_among_what_cannot_be_read() {
        let words =
            "gate --min-lin 3 --gate-id z --gate-id a --verdict-path=b.json --gate-id --clock 2026 x --clock";
        let kept = placing(words.split(' ').map(str::to_owned));
        assert_eq!(kept, ["gate", "--clock=2026", "--gate-id=a", "--verdict-path=b.json"]);
    }
}
