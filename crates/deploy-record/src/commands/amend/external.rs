//! `ledger approve-external`: an approval that was given elsewhere, on paper or in another system, is entered by somebody who vouches for it.

use clap::{Arg, ArgAction, ArgMatches, Command};
use journal::artifacts::{Artifact, subjects};
use journal::naming::{environment_slug, ulid};
use ledger::entry::idempotency_key;
use ledger::moment::Moment;
use ledger::predicate::{Approval, Authentication, Decision, Meaning, Method, Predicate, Source};
use ledger::statement::Statement;
use runner::World;
use verdict::status::ExitCode;

use super::{add, adding, option, person};
use crate::Usage;
use crate::place::given;

/// The words of the rule (21 CFR 11.50).
const MEANINGS: [(&str, Meaning); 4] = [
    ("authored", Meaning::Authored),
    ("reviewed", Meaning::Reviewed),
    ("approved", Meaning::Approved),
    ("released", Meaning::Released),
];

pub(crate) fn command() -> Command {
    let artifact = Arg::new("artifact")
        .long("artifact")
        .value_name("NAME@sha256:HEX")
        .action(ArgAction::Append)
        .help("What was approved beside the commit; may be given again");
    adding("approve-external", "Enter an approval that was given elsewhere, by exactly what it is for")
        .arg(option("environment", "NAME", "Where it may be deployed to").required(true))
        .arg(option("commit", "SHA", "The commit that was approved, as a whole SHA").required(true))
        .arg(artifact)
        .arg(option("approver", "PSEUDONYM", "Who approved").required(true))
        .arg(
            option("meaning", "WORD", "What the signature means")
                .default_value("approved")
                .value_parser(MEANINGS.map(|(word, _)| word)),
        )
        .arg(option("signed-at", "TIME", "When it was given, as RFC 3339").required(true))
        .arg(option("expires-at", "TIME", "From when on it counts no more").required(true))
}

pub(crate) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let (approver, signed_at) = (person(matches, "approver")?, moment(matches, "signed-at")?);
    let expires_at = moment(matches, "expires-at")?;
    let word = given(matches, "meaning").unwrap_or_default();
    let meaning = MEANINGS.iter().find(|(known, _)| *known == word).map_or(Meaning::Approved, |(_, one)| *one);
    let environment = environment_slug(given(matches, "environment").unwrap_or_default())?;
    let commit = given(matches, "commit").unwrap_or_default();
    let artifacts = matches.get_many::<String>("artifact").unwrap_or_default().map(|text| artifact(text));
    let artifacts: Vec<Artifact> = artifacts.collect::<anyhow::Result<_>>()?;
    let subject = subjects(commit, &artifacts).map_err(|error| Usage(error.to_string()))?;
    add(matches, world, |_, _| {
        let what = (&environment, commit, &artifacts, &approver, meaning, signed_at, expires_at);
        let key = idempotency_key(&("releasegate/external-approval/v1", what))?;
        let one = Approval {
            approval_id: ulid(key)?,
            decision: Decision::Approve,
            meaning,
            stated_meaning: None,
            request_id: None,
            environment: environment.clone(),
            plan_digest: None,
            policy_digest: None,
            deployment_id: None,
            approver: approver.clone(),
            name: None,
            comment: None,
            authentication: Authentication { method: Method::External, acr: None, time: None },
            signed_at,
            expires_at,
            source: Source::External,
            revokes: None,
            run: None,
        };
        Ok((Statement { subject: subject.clone(), predicate: Predicate::Approval(Box::new(one)) }, key))
    })
}

fn moment(matches: &ArgMatches, name: &str) -> anyhow::Result<Moment> {
    let text = given(matches, name).unwrap_or_default();
    let wrong =
        || Usage(format!("--{name}: `{}` is no moment: write 2026-11-23T10:00:00Z", text.escape_debug()));
    let time: jiff::Timestamp = text.parse().map_err(|_| wrong())?;
    Ok(Moment::from_millis(time.as_millisecond()).map_err(|_| wrong())?)
}

fn artifact(text: &str) -> anyhow::Result<Artifact> {
    let wrong = || Usage(format!("--artifact: `{}` is no NAME@sha256:HEX", text.escape_debug()));
    let (name, hex) = text.split_once("@sha256:").ok_or_else(wrong)?;
    ledger::hash::Hash::parse_hex(hex).map_err(|_| wrong())?;
    Ok(Artifact { name: name.to_owned(), sha256: hex.to_owned() })
}
