//! `html`: one page that shows a verdict, with the source of the files that matter. It judges nothing: what it shows of numbers is
//! the verdict's and the facts', and what it shows of lines comes out of reports whose bytes are still those that were judged.

mod page;
mod render;
mod reread;
mod source;

use std::path::Path;

use anyhow::Context as _;
use clap::{Arg, ArgMatches, Command};
use runner::files::Workspace;
use runner::kept::{self, Kept};
use runner::progress::Progress;
use runner::text::{count, one_line};
use runner::{World, atomic};
use verdict::status::ExitCode;

use crate::CoverageGate;
use crate::facts::Facts;
use crate::policy::Policy;
use crate::repository::{self, Repository};
use page::{Chosen, Listing, Page, Shown, Since};
use render::Rendered;
use reread::Reread;
use source::Sources;

const VERDICT: &str = ".releasegate/coverage-gate.verdict.json";
const OUTPUT: &str = "coverage.html";

pub(crate) fn command() -> Command {
    let path = |name: &'static str, default: &'static str| {
        Arg::new(name).long(name).value_name("PATH").default_value(default)
    };
    Command::new("html")
        .about("Show a verdict as one self-contained page, with the source of the files that matter")
        .arg(path("verdict", VERDICT).help("The verdict; its facts lie beside it"))
        .arg(path("output", OUTPUT).help("Where the page goes"))
}

/// Exit code 0 once the page is written, whatever the verdict is: it shows, and judges nothing.
pub(crate) fn run(matches: &ArgMatches, world: &mut World<'_>) -> anyhow::Result<ExitCode> {
    let given = |name: &str| matches.get_one::<String>(name).context("name a path");
    let (verdict, output) = (given("verdict")?, given("output")?);
    let mut progress = Progress::new(world.watched);
    let rendered = page(&world.directory.join(verdict), &Workspace::new(world.workspace()), &mut progress)
        .with_context(|| format!("failed to show {verdict}"))?;
    atomic::write(&world.directory.join(output), rendered.html.as_bytes())?;
    let sources = count(rendered.sources, "file with its source", "files with their source");
    let line = format!("{output}: {sources}, {}", count(rendered.html.len() as u64, "byte", "bytes"));
    world.stdout.write_all(format!("{}\n", one_line(&line)).as_bytes())?;
    Ok(ExitCode::Success)
}

/// Reads all that the page shows, and renders it.
fn page(verdict: &Path, workspace: &Workspace, progress: &mut Progress) -> anyhow::Result<Rendered> {
    let document = kept::document(verdict)?;
    let judged = kept::judged(&CoverageGate, verdict, document.verdict())?;
    let mut page = Page {
        verdict: document.verdict(),
        digest: document.digest(),
        facts: None,
        reports: Vec::new(),
        notes: Vec::new(),
        listings: Vec::new(),
        chosen: Chosen::MissMost,
    };
    if let Some(Kept { policy, facts, .. }) = &judged {
        show_facts(&mut page, policy, facts, workspace, progress)?;
    } else {
        page.notes
            .push("The gate did not get as far as judging, so there is nothing but the rules.".to_owned());
    }
    Ok(render::render(&page))
}

fn show_facts<'f>(
    page: &mut Page<'f>,
    policy: &Policy,
    facts: &'f Facts,
    workspace: &Workspace,
    progress: &mut Progress,
) -> anyhow::Result<()> {
    let repository = repository::read(workspace)?;
    let reread = Reread::of(policy, facts, workspace, repository.as_ref(), progress);
    page.facts = Some(facts);
    page.notes.extend(other_checkout(facts, repository.as_ref()));
    page.notes.extend(other_reports(&reread.since));
    let judged = facts.repository.as_ref().and_then(|repository| repository.commit.as_deref());
    let sources = Sources { workspace, repository: repository.as_ref(), judged };
    let (chosen, files) = page::chosen(facts);
    page.chosen = chosen;
    page.listings = files.into_iter().map(|shown| listing(shown, &reread, &sources)).collect();
    page.reports = reread.since;
    Ok(())
}

fn listing<'f>(shown: Shown<'f>, reread: &Reread, sources: &Sources<'_>) -> Listing<'f> {
    let mut notes = Vec::new();
    let marks = match shown.file {
        Some(file) => reread.marks(file),
        None => Err("No report names this file, or not for sure: nothing is known of its lines."),
    };
    let marks = marks.unwrap_or_else(|note| {
        notes.push(note.to_owned());
        Vec::new()
    });
    let source = sources.read(shown.path()).map(|found| {
        let lines = found.text.lines().count() as u64;
        let last = marks.last().map(|mark| mark.line).max(shown.uncovered().last().map(|range| range.1));
        if let Some(last) = last.filter(|last| u64::from(*last) > lines) {
            let lines = count(lines, "line", "lines");
            notes.push(format!(
                "The file has {lines}, and the reports name line {last}: it is another version."
            ));
        }
        if found.edited {
            notes
                .push("The file is not as in the commit that was judged: its lines may have moved.".to_owned());
        }
        if found.replaced {
            notes.push("The file is not UTF-8: what cannot be read is shown as \u{fffd}.".to_owned());
        }
        found.text
    });
    Listing { shown, source, marks, notes }
}

/// Says so if the sources are of another commit than the verdict.
fn other_checkout(facts: &Facts, repository: Option<&Repository>) -> Option<String> {
    let judged = facts.repository.as_ref()?;
    let Some(repository) = repository else {
        return Some(
            "There is no repository here: the sources may be others than those that were judged.".to_owned(),
        );
    };
    let now = repository.commit.as_ref().map(|commit| &commit.id);
    let (Some(judged), Some(now)) = (judged.commit.as_ref(), now) else {
        return Some("It cannot be told whether the checkout is the commit that was judged.".to_owned());
    };
    (judged != now).then(|| {
        format!("The checkout is at {now}, and {judged} was judged: the sources may have other lines.")
    })
}

/// Says so if reports are not those that were judged.
fn other_reports(since: &[Since]) -> Option<String> {
    let lost = since.iter().filter(|since| matches!(since, Since::Changed | Since::Gone)).count() as u64;
    (lost > 0).then(|| {
        let reports = count(lost, "report is", "reports are");
        format!("{reports} not here as judged: of their files, only uncovered ranges that the facts keep are marked.")
    })
}
