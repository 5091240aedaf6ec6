//! Performs a report: files, log, annotations, summary, outputs.

use std::fs::OpenOptions;
use std::io::Write;
use std::path::Path;

use anyhow::Context as _;
use verdict::canonical;
use verdict::status::ExitCode;
use verdict::{RuleStatus, Status, Verdict};

use crate::annotation::{Annotation, Level, Selection, select};
use crate::evidence::Place;
use crate::gate::Notice;
use crate::report::Report;
use crate::session::Session;
use crate::world::World;
use crate::{command, outputs, summary, terminal, text};

/// Writes where a person looks; a closed pipe is not a reason to fail a gate.
pub(crate) fn say(stream: &mut dyn Write, text: &str) {
    let _ = stream.write_all(text.as_bytes());
    let _ = stream.flush();
}

/// Masks secrets before anything else is written.
pub(crate) fn mask<'s>(world: &mut World<'_>, secrets: impl Iterator<Item = &'s str>) {
    if world.in_actions() {
        secrets.for_each(|secret| say(world.stdout, &command::mask(secret)));
    }
}

/// Tells what became of an announcement.
pub(crate) fn tell(world: &mut World<'_>, notice: &Notice) {
    let message = text::one_line(&notice.message);
    if let Some((name, value)) = &notice.output
        && let Err(error) = write_outputs(world, &[(name, value)])
    {
        say(world.stdout, &command::command("warning", &[], &format!("{error:#}")));
    }
    if !world.in_actions() {
        say(world.stderr, &format!("{message}\n"));
    } else if notice.failed {
        say(world.stdout, &command::command("warning", &[], &message));
    } else {
        say(world.stdout, &command::neutral(&format!("{message}\n")));
    }
}

/// Diagnostics, where somebody asked for them.
pub(crate) fn debug(world: &mut World<'_>, lines: &str) {
    for line in lines.lines() {
        if world.in_actions() {
            say(world.stdout, &command::command("debug", &[], line));
        } else {
            say(world.stderr, &format!("{}\n", text::one_line(line)));
        }
    }
}

/// Writes facts, then the verdict that names them, then the outputs that name the verdict.
pub(crate) fn keep(
    world: &World<'_>,
    place: &Place,
    verdict: &Verdict,
    facts: Option<&[u8]>,
) -> anyhow::Result<()> {
    if let Some(facts) = facts {
        place.write_facts(facts)?;
    }
    let bytes = canonical::bytes(verdict)?;
    place.write_verdict(&bytes)?;
    let failed: Vec<&str> =
        verdict.rules.iter().filter(|rule| is_unmet(rule.status)).map(|rule| rule.id.as_str()).collect();
    let digest = format!("sha256:{}", canonical::sha256_hex(&bytes));
    let artifact = format!("verdict-{}-{}", verdict.gate.id, verdict.run.attempt.unwrap_or(1));
    write_outputs(
        world,
        &[
            ("status", verdict.status.word()),
            ("decision", verdict.decision.action.word()),
            ("gate-id", &verdict.gate.id),
            ("verdict-path", &place.verdict),
            ("facts-path", &place.facts),
            ("artifact", &artifact),
            ("digest", &digest),
            ("judgement", &verdict.judgement),
            ("failed-rules", &failed.join(",")),
        ],
    )
}

/// Keeps the evidence, then shows the report.
pub(crate) fn publish(
    world: &mut World<'_>,
    session: &Session,
    verdict: &Verdict,
    facts: Option<&[u8]>,
    report: &Report,
) -> anyhow::Result<()> {
    keep(world, &session.place, verdict, facts)?;
    let own: Vec<(&str, &str)> = report.outputs.iter().map(|(name, value)| (*name, value.as_str())).collect();
    write_outputs(world, &own)?;
    let annotations = select(&report.annotations);
    if session.json {
        let bytes = canonical::bytes(verdict)?;
        // The runner finds its older commands anywhere in a line; inside of a JSON text an escape says the same.
        let text = String::from_utf8_lossy(&bytes).replace("##[", "#\\u0023[");
        say(world.stdout, &format!("{text}\n"));
    } else if world.in_actions() {
        log(world, report, &annotations);
    } else {
        say(world.stdout, &terminal::render(report, world.width));
        say(world.stdout, &format!("Verdict: {}\nJudgement: {}\n", session.place.verdict, verdict.judgement));
    }
    if let Err(error) = write_summary(world, report, &annotations) {
        // The summary is for people; failing to write it changes no verdict.
        say(world.stdout, &command::command("warning", &[], &format!("{error:#}")));
    }
    Ok(())
}

fn log(world: &mut World<'_>, report: &Report, annotations: &Selection<'_>) {
    let head = Report { sections: Vec::new(), ..report.clone() };
    say(world.stdout, &command::neutral(&terminal::render(&head, world.width)));
    for section in &report.sections {
        let body = command::neutral(&terminal::render_section(section, world.width));
        match &section.heading {
            Some(heading) if section.folded => {
                say(world.stdout, &command::group(heading));
                say(world.stdout, &body);
                say(world.stdout, &command::end_group());
            }
            _ => say(world.stdout, &body),
        }
    }
    for annotation in &annotations.shown {
        say(world.stdout, &annotation.command());
    }
}

fn write_outputs(world: &World<'_>, pairs: &[(&str, &str)]) -> anyhow::Result<()> {
    let Some(path) = world.command_file("GITHUB_OUTPUT") else { return Ok(()) };
    let delimiter = outputs::delimiter(world)?;
    let lines: Result<String, _> =
        pairs.iter().map(|(name, value)| outputs::lines(name, value, &delimiter)).collect();
    append(path, &lines?)
}

fn write_summary(world: &World<'_>, report: &Report, annotations: &Selection<'_>) -> anyhow::Result<()> {
    let Some(path) = world.command_file("GITHUB_STEP_SUMMARY") else { return Ok(()) };
    let used = std::fs::metadata(path).map_or(0, |file| usize::try_from(file.len()).unwrap_or(usize::MAX));
    append(path, &summary::render(report, annotations, summary::LIMIT.saturating_sub(used)))
}

fn append(path: &Path, text: &str) -> anyhow::Result<()> {
    let failed = || format!("failed to append to {}", path.display());
    let mut file = OpenOptions::new().append(true).create(true).open(path).with_context(failed)?;
    file.write_all(text.as_bytes()).with_context(failed)
}

/// The report of a gate that could not judge.
pub(crate) fn error_report(title: &str, message: &str) -> Report {
    let annotation = Annotation {
        level: Level::Error,
        title: format!("{title}: error"),
        message: message.to_owned(),
        path: None,
        lines: None,
    };
    Report {
        title: title.to_owned(),
        status: Some(Status::Error),
        headline: message.to_owned(),
        annotations: vec![annotation],
        ..Report::default()
    }
}

/// The last resort: there is no place for a verdict, and the step must still fail and say why.
pub(crate) fn without_evidence(world: &mut World<'_>, title: &str, error: &anyhow::Error) -> ExitCode {
    let report = error_report(title, &format!("{error:#}"));
    if world.in_actions() {
        report.annotations.iter().for_each(|annotation| say(world.stdout, &annotation.command()));
    } else {
        say(world.stderr, &terminal::render(&report, world.width));
    }
    ExitCode::Error
}

const fn is_unmet(status: RuleStatus) -> bool {
    matches!(status, RuleStatus::Fail | RuleStatus::Inconclusive | RuleStatus::Error)
}
