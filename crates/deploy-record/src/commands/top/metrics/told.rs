//! The figures for people: each with what it is of, never alone.

use metrics::Figures;
use metrics::compat::{Others, Rules};
use metrics::figures::Share;
use metrics::spread::Spread;
use runner::report::{Block, Piece, Report, Section, Table};
use runner::text::count;

use super::Measured;
use crate::answer::list;
use crate::commands::top::source;

/// The report.
pub(super) fn report(of: &Measured) -> Report {
    let mut sections: Vec<Section> = of.figures.iter().flat_map(place).collect();
    sections.extend(of.others.iter().map(other));
    sections.extend(list("Why there is no figure", &of.reason.iter().cloned().collect::<Vec<_>>()));
    sections.extend(list("Faults", &source::lines(&of.faults)));
    sections.extend(list("What nobody could find out", &source::lines(&of.unknown)));
    let entries: u64 = of.as_of.iter().map(|head| head.size).sum();
    Report {
        title: "Metrics".to_owned(),
        headline: format!(
            "{}, {}, as of {} of {}, which is {}",
            count(of.figures.len() as u64, "service in an environment", "services in environments"),
            of.window.words(),
            count(entries, "entry", "entries"),
            of.ledger,
            of.state.words()
        ),
        sections,
        ..Report::default()
    }
}

/// A length of time, with its two largest units, rounded down: `2 d 3 h`, `55 min`.
pub(in crate::commands::top) fn length(millis: i64) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "min"), (1000, "s")];
    let at = units.iter().position(|(unit, _)| millis >= *unit);
    let Some((unit, word)) = at.and_then(|at| units.get(at)) else { return format!("{millis} ms") };
    let first = format!("{} {word}", millis / unit);
    match at.and_then(|at| units.get(at + 1)) {
        Some((next, word)) if millis % unit >= *next => format!("{first} {} {word}", millis % unit / next),
        _ => first,
    }
}

/// A share, or why there is none.
fn share(of: Option<Share>, reason: Option<&String>) -> String {
    let none = || format!("none: {}", reason.map_or("there is nothing to measure", String::as_str));
    of.map_or_else(none, |share| format!("{} ({} of {})", share.percent(), share.count, share.of))
}

/// A distribution, or why there is none.
fn spread(of: Option<&Spread>, reason: Option<&String>) -> String {
    let Some(of) = of else {
        return format!("none: {}", reason.map_or("there is nothing to measure", String::as_str));
    };
    format!(
        "median {}, p75 {}, p90 {}, p95 {} (of {})",
        length(of.median_millis),
        length(of.p75_millis),
        length(of.p90_millis),
        length(of.p95_millis),
        of.count
    )
}

fn place(of: &Figures) -> Vec<Section> {
    let frequency = &of.deployment_frequency;
    let (lead, rate) = (&of.change_lead_time, &of.change_fail_rate);
    let (recovery, rework) = (&of.failed_deployment_recovery_time, &of.rework_rate);
    let mut often =
        format!("{}, {} a day", count(frequency.count as u64, "deployment", "deployments"), frequency.per_day);
    if let Some(gap) = frequency.median_gap_millis {
        often = format!("{often}, a median of {} between two", length(gap));
    }
    let mut repaired = spread(recovery.spread.as_ref(), recovery.reason.as_ref());
    if recovery.open > 0 {
        repaired = format!("{repaired}; {} not repaired yet", recovery.open);
    }
    let pipeline = &of.pipeline;
    let mut rows = vec![
        ("Deployment frequency", often),
        ("Change lead time", spread(lead.spread.as_ref(), lead.reason.as_ref())),
        ("Change fail rate", share(rate.rate, rate.reason.as_ref())),
        ("Failed deployment recovery time", repaired),
        ("Deployment rework rate", share(rework.rate, rework.reason.as_ref())),
    ];
    let others = [
        ("Duration", pipeline.duration.as_ref()),
        ("Duration of ways back", pipeline.rollback.as_ref()),
        ("Waiting for approval", pipeline.approval_wait.as_ref()),
        ("Incidents, from noticed to over", pipeline.time_to_restore.as_ref()),
    ];
    rows.extend(others.into_iter().filter_map(|(name, of)| Some((name, spread(Some(of?), None)))));
    if pipeline.failures > 0 {
        let (all, row) = (pipeline.failures, pipeline.longest_failures);
        let now = pipeline.consecutive_failures;
        rows.push(("Failures", format!("{all}, at most {row} in a row, {now} in a row by now")));
    }
    let mut table = Table::new(&["Figure", "Value"]);
    let row = |(name, value): (&str, String)| vec![Piece::plain(name), Piece::plain(value)];
    table.rows = rows.into_iter().map(row).collect();
    let heading = format!("{} in {}", of.service, of.environment);
    let mut doubts = of.doubts.words();
    doubts.extend(left_out(of));
    let told = Section::headed(&heading, vec![Block::Table(table)]);
    [Some(told), list("What these figures leave out or take as read", &doubts)].into_iter().flatten().collect()
}

/// What a lead time leaves out, as sentences.
fn left_out(of: &Figures) -> Vec<String> {
    let lead = &of.change_lead_time;
    let told = [
        (
            lead.negative,
            "commit",
            "commits",
            "with no lead time: deployed before they started, by their own dates",
        ),
        (lead.unknown, "commit", "commits", "with no lead time: no record says when they started"),
        (lead.fell_back, "commit", "commits", "counted from the commit: nothing of a pull request is recorded"),
        (lead.without_commits, "deployment", "deployments", "with changes and no record of their commits"),
        (lead.cut, "deployment", "deployments", "with as many commits as a record holds, and perhaps more"),
    ];
    let left = told.iter().filter(|(number, ..)| *number > 0);
    left.map(|(number, one, many, words)| format!("{} {words}", count(*number as u64, one, many))).collect()
}

fn other(of: &Others) -> Section {
    let name = match of.rules {
        Rules::Fourkeys => "Four Keys",
        Rules::Devlake => "DevLake",
    };
    let time = |of: Option<i64>| of.map_or_else(|| "none".to_owned(), length);
    let mut rows = vec![
        ("Deployments", of.deployments.to_string()),
        ("Lead time, median", time(of.lead_time_millis)),
        ("Change fail rate", share(of.change_fail_rate, None)),
    ];
    if of.change_fail_rate_details.is_some() {
        rows.push(("Change fail rate, panel of details", share(of.change_fail_rate_details, None)));
    }
    rows.push(("Recovery, median", time(of.recovery_millis)));
    let mut table = Table::new(&["Figure", "Value"]);
    let row = |(name, value): (&str, String)| vec![Piece::plain(name), Piece::plain(value)];
    table.rows = rows.into_iter().map(row).collect();
    Section::headed(
        format!("{} in {}, by the rules of {name}", of.service, of.environment),
        vec![Block::Table(table)],
    )
}

#[cfg(test)]
mod tests {
    use super::length;

    #[test]
    fn a_length_has_its_two_largest_units() {
        let told = [(0, "0 ms"), (999, "999 ms"), (1000, "1 s"), (61_000, "1 min 1 s"), (3_600_000, "1 h")];
        for (millis, words) in told {
            assert_eq!(length(millis), words);
        }
        assert_eq!(length(2 * 86_400_000 + 3 * 3_600_000 + 59_000), "2 d 3 h");
        assert_eq!(length(86_400_000 + 59 * 60_000), "1 d");
    }
}
