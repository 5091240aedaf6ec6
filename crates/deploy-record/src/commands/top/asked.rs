//! What is asked for on the command line: names, moments, lengths of time.

use std::collections::BTreeSet;

use clap::{Arg, ArgMatches};
use history::History;
use history::deployed::Deployed;
use journal::naming::environment_slug;
use ledger::moment::Moment;
use ledger::name::{NameError, Slug};
use runner::World;

use crate::Usage;
use crate::place::{given, moment, now};

/// An option with a value.
pub(super) fn option(name: &'static str, value: &'static str, help: &'static str) -> Arg {
    Arg::new(name).long(name).value_name(value).help(help)
}

/// The options for a pack, which stands for a store, and for verifying as somebody would have.
pub(super) fn source() -> [Arg; 2] {
    let pack = option("pack", "FILE", "A pack instead of a store, as `deploy-record pack` writes it");
    [pack.conflicts_with_all(["store", "repository"]), as_of()]
}

/// The option for a trust document that is out of date by now.
pub(super) fn as_of() -> Arg {
    option("as-of", "TIME", "Use the trust document as of this moment, where it is not in force now")
        .requires("trust")
}

/// The options that say where something was deployed.
pub(super) fn scope() -> [Arg; 2] {
    [option("environment", "NAME", "Only this environment"), option("service", "NAME", "Only this service")]
}

/// A name that was given.
pub(super) fn name<T>(
    matches: &ArgMatches,
    option: &str,
    read: impl FnOnce(String) -> Result<T, NameError>,
) -> anyhow::Result<Option<T>> {
    let text = given(matches, option).map(str::to_owned);
    Ok(text.map(read).transpose().map_err(|error| Usage(format!("--{option}: {error}")))?)
}

/// An environment that was given: as GitHub names it, or as the ledger does.
pub(super) fn environment(matches: &ArgMatches) -> anyhow::Result<Option<Slug>> {
    let Some(text) = given(matches, "environment") else { return Ok(None) };
    // A name that the ledger made of another one is looked for as it stands.
    Ok(Some(Slug::new(text).or_else(|_| environment_slug(text))?))
}

/// What to look for instead, where the ledger tells nothing of the place that was named; nothing where it does.
pub(super) fn elsewhere(
    history: &History,
    service: Option<&Slug>,
    environment: Option<&Slug>,
) -> Option<String> {
    let all = history.deployments();
    let other = |given: Option<&Slug>, what: &str, of: fn(&Deployed) -> &Slug| {
        let given = given.filter(|given| all.iter().all(|one| of(one) != *given))?;
        let known: BTreeSet<&str> = all.iter().map(|one| of(one).as_str()).collect();
        let mut names: Vec<&str> = known.iter().take(20).copied().collect();
        if known.len() > names.len() {
            names.push("and others");
        }
        let names = if names.is_empty() { "none".to_owned() } else { names.join(", ") };
        Some(format!("no deployment is of the {what} {given}; the ledger knows {names}"))
    };
    other(environment, "environment", |one| &one.environment.name)
        .or_else(|| other(service, "service", |one| &one.service))
}

/// A service that was given.
pub(super) fn slug(matches: &ArgMatches, option: &str) -> anyhow::Result<Option<Slug>> {
    name(matches, option, Slug::new)
}

/// A moment that was given, and else now.
pub(super) fn moment_or_now(matches: &ArgMatches, option: &str, world: &World<'_>) -> anyhow::Result<Moment> {
    moment(matches, option)?.map_or_else(|| now(world), Ok)
}

/// A length of time in milliseconds: `90m`, `24h`, `7d`.
pub(super) fn millis(matches: &ArgMatches, option: &str) -> anyhow::Result<Option<i64>> {
    let Some(text) = given(matches, option) else { return Ok(None) };
    let unit = match text.chars().last() {
        Some('m') => 60_000,
        Some('h') => 3_600_000,
        Some('d') => 86_400_000,
        _ => 0,
    };
    let digits = text.get(..text.len().saturating_sub(1)).unwrap_or_default();
    let number = digits.bytes().all(|byte| byte.is_ascii_digit()).then(|| digits.parse::<u32>().ok()).flatten();
    let length = number.filter(|_| unit != 0).map(|number| i64::from(number) * unit);
    let usage = || Usage(format!("--{option}: `{text}` is no length of time, such as 90m, 24h or 7d"));
    Ok(Some(length.ok_or_else(usage)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(text: &str) -> ArgMatches {
        let command = clap::Command::new("x").arg(option("after", "LENGTH", "")).arg(option("at", "TIME", ""));
        command.try_get_matches_from(["x", &format!("--after={text}"), &format!("--at={text}")]).unwrap()
    }

    #[test]
    fn lengths_have_a_unit() {
        for (text, minutes) in [
            ("0m", 0),
            ("90m", 90),
            ("24h", 24 * 60),
            ("7d", 7 * 24 * 60),
            ("4294967295d", 4_294_967_295 * 1440),
        ] {
            assert_eq!(millis(&matches(text), "after").unwrap(), Some(minutes * 60_000), "{text}");
        }
        for text in ["", "24", "h", "-1h", "+1h", "1.5h", "24 h", "24s", "4294967296h", "1é"] {
            assert!(millis(&matches(text), "after").is_err(), "{text}");
        }
    }

    #[test]
    fn moments_are_those_of_rfc_3339() {
        for text in ["2026-11-22T10:00:00Z", "2026-11-22T11:00:00+01:00", "2026-11-22T10:00:00.000Z"] {
            let found = moment(&matches(text), "at").unwrap().unwrap();
            assert_eq!(found.to_string(), "2026-11-22T10:00:00.000Z", "{text}");
        }
        for text in
            ["", "yesterday", "2026-11-22", "2026-11-22T10:00:00", "1969-12-31T23:59:59Z", "1795341600000"]
        {
            assert!(moment(&matches(text), "at").is_err(), "{text}");
        }
    }
}
