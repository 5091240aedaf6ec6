//! What a race leaves: a table for the terminal and for the README of the numbers, and JSON for machines.

use serde_json::{Value, json};

use super::race::Result;
use super::target::{Target, megabytes, ratio, seconds};
use super::tool::Tool;

/// The load of the machine before a race and at its end.
pub(super) type Load = (String, String);

/// Where and how it was measured.
pub(super) struct Setting {
    pub(super) date: String,
    pub(super) cores: usize,
    pub(super) rounds: usize,
    pub(super) load: Option<Load>,
    /// Name, version, and what the tool does.
    pub(super) tools: Vec<(Tool, String)>,
    /// Name and shape of each input.
    pub(super) inputs: Vec<(&'static str, &'static str)>,
}

/// How much longer a tool took than ours did for the same input.
fn to_ours(results: &[Result], one: &Result) -> String {
    let ours = results.iter().find(|result| result.input == one.input && result.tool == Tool::Ours);
    ours.map_or_else(|| "-".to_owned(), |ours| ratio(one.run.microseconds, ours.run.microseconds))
}

/// The table in Markdown, which is as readable in a terminal.
pub(super) fn table(results: &[Result]) -> String {
    let mut rows = vec![["input", "MB", "tool", "seconds", "times ours", "peak MB"].map(str::to_owned)];
    rows.extend(results.iter().map(|one| {
        [
            one.input.to_owned(),
            megabytes(one.bytes).to_string(),
            one.tool.name().to_owned(),
            seconds(one.run.microseconds),
            to_ours(results, one),
            megabytes(one.run.peak_bytes).to_string(),
        ]
    }));
    aligned(&rows)
}

/// The promises in Markdown.
pub(super) fn promises(targets: &[Target]) -> String {
    let mut rows = vec![["target", "measured", ""].map(str::to_owned)];
    rows.extend(targets.iter().map(|target| {
        [target.what.clone(), target.measured.clone(), if target.met { "met" } else { "not met" }.to_owned()]
    }));
    aligned(&rows)
}

/// Columns as wide as their widest cell; the first row is the head.
pub(super) fn aligned<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [3; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = cell.chars().count().max(*width);
        }
    }
    let line = |row: &[String; N]| {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!(" {cell:width$} |"));
        format!("|{}\n", cells.collect::<String>())
    };
    let rule = widths.map(|width| "-".repeat(width));
    let (head, body) = rows.split_at(rows.len().min(1));
    head.iter().chain(std::iter::once(&rule)).chain(body).map(line).collect()
}

/// What each tool does, for a fair reading.
pub(super) fn fairness(setting: &Setting) -> String {
    let tool = |(tool, version): &(Tool, String)| format!("- {} {version}: {}\n", tool.name(), tool.does());
    setting.tools.iter().map(tool).collect()
}

/// Whether the race had the machine for itself.
pub(super) fn loaded(load: Option<&Load>) -> String {
    load.map_or_else(String::new, |(before, after)| {
        format!(
            " The load of the machine was {before} before and {after} at the end: where it is more than some two, other work ran beside the \
race, and whoever uses several threads loses most by it."
        )
    })
}

/// The page that is committed.
pub(super) fn page(results: &[Result], targets: &[Target], setting: &Setting) -> String {
    let Setting { date, cores, rounds, .. } = setting;
    let load = loaded(setting.load.as_ref());
    let inputs: String = setting.inputs.iter().map(|(name, about)| format!("- {name}: {about}\n")).collect();
    format!(
        "# How fast reports are read\n\nWritten by `cargo xtask bench coverage --write`, {date}, {cores} cores. Each number is the median of {rounds} runs in which \
the tools take turns; every report lies in the page cache. MB are millions of bytes, peak is the resident memory as GNU time tells it \
(`ru_maxrss`).{load}\n\n{}\n{}\n## Inputs\n\n{inputs}\n## What each tool does\n\n{}",
        table(results),
        promises(targets),
        fairness(setting)
    )
}

/// The same for machines.
pub(super) fn machine(results: &[Result], targets: &[Target], setting: &Setting) -> Value {
    let result = |one: &Result| {
        json!({
            "input": one.input,
            "bytes": one.bytes,
            "lines": one.lines,
            "tool": one.tool.name(),
            "microseconds": one.run.microseconds,
            "times_ours": to_ours(results, one),
            "peak_bytes": one.run.peak_bytes,
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
        "tools": setting.tools.iter().map(tool).collect::<Vec<_>>(),
        "results": results.iter().map(result).collect::<Vec<_>>(),
        "targets": targets.iter().map(target).collect::<Vec<_>>(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bench::measure::Run;

    fn results() -> Vec<Result> {
        let one = |input, tool, microseconds, peak_bytes| Result {
            input,
            tool,
            run: Run { microseconds, peak_bytes },
            bytes: 153_000_001,
            lines: 9,
        };
        vec![
            one("lcov", Tool::Ours, 400_000, 90_000_000),
            one("lcov", Tool::Grcov, 6_300_000, 1_000_000_000),
            one("go", Tool::Ours, 200_000, 1),
        ]
    }

    #[test]
    fn a_row_is_held_against_ours_of_the_same_input() {
        let table = table(&results());
        assert_eq!(
            table,
            "\
| input | MB  | tool          | seconds | times ours | peak MB |
| ----- | --- | ------------- | ------- | ---------- | ------- |
| lcov  | 154 | coverage-gate | 0.400   | 1.00       | 90      |
| lcov  | 154 | grcov         | 6.30    | 15.75      | 1000    |
| go    | 154 | coverage-gate | 0.200   | 1.00       | 1       |
"
        );
    }

    #[test]
    fn a_missed_target_says_so_on_the_page_and_to_machines() {
        let targets = super::super::target::targets(&results());
        assert!(targets.iter().all(|target| target.met));
        let missed = [Target { what: "a".to_owned(), measured: "1".to_owned(), met: false }];
        let setting = Setting {
            date: "2026-11-22".to_owned(),
            cores: 2,
            rounds: 3,
            load: None,
            tools: vec![],
            inputs: vec![],
        };
        assert!(page(&results(), &missed, &setting).contains("| a      | 1        | not met |"));
        assert!(!page(&results(), &missed, &setting).contains("load"));
        let busy = Setting { load: Some(("9.53".to_owned(), "11.20".to_owned())), ..setting };
        assert!(page(&results(), &missed, &busy).contains("was 9.53 before and 11.20 at the end"));
        let setting = busy;
        assert_eq!(machine(&results(), &missed, &setting)["load"]["after"], "11.20");
        assert_eq!(machine(&results(), &missed, &setting)["targets"][0]["met"], false);
        assert_eq!(machine(&results(), &targets, &setting)["results"][1]["times_ours"], "15.75");
    }
}
