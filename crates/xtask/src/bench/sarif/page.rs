//! What the race leaves: tables for the terminal and for the page that is committed, and JSON for machines.

use serde_json::{Value, json};

use super::super::measure::Run;
use super::super::table::{Load, aligned, loaded, promises};
use super::super::target::{Target, megabytes, ratio, seconds};
use super::held::Lost;
use super::set::{LARGE, MANY, SMALL};
use super::tool::Tool;

/// What one tool took for a set, and what it lost of it.
pub(super) struct Entry {
    pub(super) set: &'static str,
    pub(super) bytes: u64,
    pub(super) tool: Tool,
    /// The medians.
    pub(super) run: Run,
    pub(super) lost: Lost,
}

/// Where and how it was measured.
pub(super) struct Setting {
    pub(super) date: String,
    pub(super) cores: usize,
    pub(super) rounds: usize,
    pub(super) load: Option<Load>,
    pub(super) versions: Vec<(Tool, String)>,
    /// Errors that the validator finds in the logs of the small set, and no more of them once they are merged.
    pub(super) known_errors: u64,
}

/// A peer's time divided by ours must be at least this.
const FASTER: u64 = 15;
/// Our memory times this must be at most a peer's.
const SMALLER: u64 = 5;
/// For one file of 1 GB.
const LARGEST: u64 = 1_300_000_000;

/// The promises about what was measured.
pub(super) fn targets(entries: &[Entry]) -> Vec<Target> {
    let of = |set: &str, tool| entries.iter().find(|entry| entry.set == set && entry.tool == tool);
    let mut targets = Vec::new();
    for peer in [Tool::Multitool, Tool::SarifTools] {
        let Some((ours, theirs)) = of(MANY.name, Tool::Ours).zip(of(MANY.name, peer)) else { continue };
        let (ours, theirs) = (ours.run, theirs.run);
        targets.push(Target {
            what: format!("at least {FASTER} times as fast as {}", peer.name()),
            measured: format!("{} times", ratio(theirs.microseconds, ours.microseconds)),
            met: theirs.microseconds >= FASTER.saturating_mul(ours.microseconds),
        });
        targets.push(Target {
            what: format!("at most one part in {SMALLER} of the memory of {}", peer.name()),
            measured: format!("one in {}", ratio(theirs.peak_bytes, ours.peak_bytes)),
            met: theirs.peak_bytes >= SMALLER.saturating_mul(ours.peak_bytes),
        });
    }
    if let Some(large) = of(LARGE.name, Tool::Ours) {
        targets.push(Target {
            what: format!("{}: at most {} MB", LARGE.about, megabytes(LARGEST)),
            measured: format!("{} MB", megabytes(large.run.peak_bytes)),
            met: large.run.peak_bytes <= LARGEST,
        });
    }
    targets
}

/// The table in Markdown, which is as readable in a terminal.
pub(super) fn table(entries: &[Entry]) -> String {
    let mut rows =
        vec![["set", "MB", "tool", "seconds", "times ours", "peak MB", "times ours"].map(str::to_owned)];
    for entry in entries {
        let ours = entries.iter().find(|one| one.set == entry.set && one.tool == Tool::Ours);
        let against = |part: fn(&Run) -> u64| ours.map_or(0, |ours| part(&ours.run));
        rows.push([
            entry.set.to_owned(),
            megabytes(entry.bytes).to_string(),
            entry.tool.name().to_owned(),
            seconds(entry.run.microseconds),
            ratio(entry.run.microseconds, against(|run| run.microseconds)),
            megabytes(entry.run.peak_bytes).to_string(),
            ratio(entry.run.peak_bytes, against(|run| run.peak_bytes)),
        ]);
    }
    aligned(&rows)
}

/// What each tool does and lost, for a fair reading.
pub(super) fn tools(entries: &[Entry], setting: &Setting) -> String {
    let mut lines = String::new();
    for (tool, version) in &setting.versions {
        let lost = entries.iter().find(|entry| entry.set == MANY.name && entry.tool == *tool);
        let lost =
            lost.map_or_else(String::new, |entry| format!(". Lost of `{}`: {}", MANY.name, entry.lost.said()));
        lines.push_str(&format!("- {} {version}: {}{lost}\n", tool.name(), tool.does()));
    }
    lines
}

/// What the validator said, in a sentence.
pub(super) fn validity(setting: &Setting) -> String {
    format!(
        "`sarif-multitool validate` over the set `{}`: {} errors in what was merged, and none of its rules finds more in the merged log.",
        SMALL.name, setting.known_errors
    )
}

/// The page that is committed.
pub(super) fn page(entries: &[Entry], targets: &[Target], setting: &Setting) -> String {
    let Setting { date, cores, rounds, load, .. } = setting;
    let sets: String = [&MANY, &LARGE, &SMALL].map(|set| format!("- {}: {}\n", set.name, set.about)).concat();
    format!(
        "# How fast logs are merged\n\nWritten by `cargo xtask bench sarif --write`, {date}, {cores} cores. Each number is the median of \
{rounds} runs in which the tools take turns; every log lies in the page cache. MB are millions of bytes, peak is the resident memory as \
GNU time tells it (`ru_maxrss`).{}\n\n{}\n{}\n{}\n\n## Sets\n\nAs scanners write them, generated: 150 rules with help, a table of 800 \
artifacts, 15 % of the results with code flows.\n\n{sets}\n## What each tool does and loses\n\n{}",
        loaded(load.as_ref()),
        table(entries),
        promises(targets),
        validity(setting),
        tools(entries, setting)
    )
}

/// The same for machines.
pub(super) fn machine(entries: &[Entry], targets: &[Target], setting: &Setting) -> Value {
    let entry = |one: &Entry| {
        json!({
            "set": one.set,
            "bytes": one.bytes,
            "tool": one.tool.name(),
            "microseconds": one.run.microseconds,
            "peak_bytes": one.run.peak_bytes,
            "lost": one.lost.said(),
        })
    };
    let target = |one: &Target| json!({"target": one.what, "measured": one.measured, "met": one.met});
    let tool = |(tool, version): &(Tool, String)| json!({"tool": tool.name(), "version": version, "does": tool.does()});
    json!({
        "date": setting.date,
        "cores": setting.cores,
        "rounds": setting.rounds,
        "load": setting.load.as_ref().map(|(before, after)| json!({"before": before, "after": after})),
        "memory": "ru_maxrss, by GNU time",
        "known_errors": setting.known_errors,
        "tools": setting.versions.iter().map(tool).collect::<Vec<_>>(),
        "results": entries.iter().map(entry).collect::<Vec<_>>(),
        "targets": targets.iter().map(target).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(set: &'static str, tool: Tool, microseconds: u64, peak_bytes: u64) -> Entry {
        Entry { set, bytes: 106_000_000, tool, run: Run { microseconds, peak_bytes }, lost: Lost::default() }
    }

    fn met(ours: Run, theirs: Run) -> Vec<bool> {
        let run = |tool, run: Run| entry("many", tool, run.microseconds, run.peak_bytes);
        let entries = [run(Tool::Ours, ours), run(Tool::Multitool, theirs)];
        targets(&entries).iter().map(|target| target.met).collect()
    }

    #[test]
    fn a_promise_holds_at_its_limit_and_not_beyond() {
        let run = |microseconds, peak_bytes| Run { microseconds, peak_bytes };
        assert_eq!(met(run(1_000_000, 100), run(15_000_000, 500)), [true, true]);
        assert_eq!(met(run(1_000_000, 100), run(14_999_999, 499)), [false, false]);
        let large = |peak| targets(&[entry("large", Tool::Ours, 1, peak)]).first().map(|target| target.met);
        assert_eq!((large(LARGEST), large(LARGEST + 1)), (Some(true), Some(false)));
    }

    #[test]
    fn the_page_says_what_was_lost_and_what_was_promised() {
        let mut entries = vec![
            entry("many", Tool::Ours, 1_000_000, 200_000_000),
            entry("many", Tool::SarifTools, 30_500_000, 900_000_000),
        ];
        entries[1].lost = Lost { categories: 7, ..Lost::default() };
        let setting = Setting {
            date: "2026-01-02".to_owned(),
            cores: 2,
            rounds: 3,
            load: None,
            versions: vec![(Tool::Ours, "1".to_owned()), (Tool::SarifTools, "3".to_owned())],
            known_errors: 0,
        };
        let page = page(&entries, &targets(&entries), &setting);
        assert!(page.contains("Lost of `many`: 7 categories\n"), "{page}");
        assert!(page.contains("| 30.50   | 30.50      | 900     | 4.50"), "{page}");
        assert!(page.contains("| one in 4.50 | not met |"), "{page}");
    }
}
