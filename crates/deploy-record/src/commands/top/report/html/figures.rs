//! The five metrics of each service in each environment, and what could make them wrong.

use ::report::Report;
use ::report::standing::State;
use metrics::Figures;
use metrics::records::Records;
use runner::html::Html;

use super::words::{distribution, share};
use super::{begin, end, grid, grid_end, label, lines};

/// More places than these are in the tables for spreadsheets.
const PLACES: usize = 100;
/// Ranges of entries of one figure that a cell takes.
const RANGES: usize = 12;

pub(super) fn section(html: &mut Html, of: &Report) {
    begin(html, "figures", "Figures");
    if of.figures.is_empty() {
        html.raw(match of.standing.state {
            State::Faulty => "<p>Nothing is measured from records of which one is wrong.</p>\n",
            _ => "<p>Nothing was deployed there that is recorded: there is nothing to measure.</p>\n",
        });
        end(html);
        return;
    }
    let columns = [
        "Service",
        "Environment",
        "Deployment frequency",
        "Change lead time",
        "Change fail rate",
        "Recovery time",
        "Rework rate",
    ];
    grid(html, &label("DORA's five metrics by service and environment"), &columns);
    of.figures.iter().take(PLACES).for_each(|one| row(html, one));
    grid_end(html);
    super::left_out(html, of.figures.len(), PLACES, "services in environments", "figures");
    doubts(html, &of.figures);
    records(html, &of.figures);
    end(html);
}

fn row(html: &mut Html, of: &Figures) {
    let (lead, rate) = (&of.change_lead_time, &of.change_fail_rate);
    let (recovery, rework) = (&of.failed_deployment_recovery_time, &of.rework_rate);
    html.raw("<tr><th scope=\"row\">").text(of.service.as_str()).raw("</th><td>").text(of.environment.as_str());
    html.raw("</td><td>")
        .number(of.deployment_frequency.count as u64)
        .raw(", ")
        .text(&of.deployment_frequency.per_day);
    html.raw(" a day</td><td>").text(&distribution(lead.spread.as_ref(), lead.reason.as_deref()));
    html.raw("</td><td>").text(&share(rate.rate, rate.reason.as_deref()));
    html.raw("</td><td>").text(&distribution(recovery.spread.as_ref(), recovery.reason.as_deref()));
    if recovery.open > 0 {
        html.raw("; ").number(recovery.open as u64).raw(" not repaired yet");
    }
    html.raw("</td><td>").text(&share(rework.rate, rework.reason.as_deref())).raw("</td></tr>\n");
}

fn doubts(html: &mut Html, all: &[Figures]) {
    let told: Vec<String> = all
        .iter()
        .take(PLACES)
        .flat_map(|one| {
            one.doubts
                .words()
                .into_iter()
                .map(move |doubt| format!("{} in {}: {doubt}", one.service, one.environment))
        })
        .collect();
    if !told.is_empty() {
        html.raw("<h3>What could make a figure wrong</h3>\n");
        lines(html, told.iter().map(String::as_str));
    }
}

/// The entries behind each figure.
fn records(html: &mut Html, all: &[Figures]) {
    html.raw("<details><summary>The entries that each figure rests on</summary>\n");
    grid(
        html,
        &label("Entries behind the figures"),
        &["Service", "Environment", "Figure", ">Entries", "Which"],
    );
    for one in all.iter().take(PLACES) {
        let behind: [(&'static str, &Records); 5] = [
            ("Deployment frequency", &one.deployment_frequency.records),
            ("Change lead time", &one.change_lead_time.records),
            ("Change fail rate", &one.change_fail_rate.records),
            ("Recovery time", &one.failed_deployment_recovery_time.records),
            ("Rework rate", &one.rework_rate.records),
        ];
        for (name, records) in behind {
            html.raw("<tr><th scope=\"row\">")
                .text(one.service.as_str())
                .raw("</th><td>")
                .text(one.environment.as_str());
            html.raw("</td><td>").raw(name).raw("</td><td class=\"number\">").number(records.len() as u64);
            html.raw("</td><td class=\"breaks\">").text(&ranges(records)).raw("</td></tr>\n");
        }
    }
    grid_end(html);
    html.raw("</details>\n");
}

fn ranges(records: &Records) -> String {
    let of = |(shard, ranges): (&str, String)| {
        let all: Vec<&str> = ranges.split(',').collect();
        let more = all.len().saturating_sub(RANGES);
        let shown = all.get(..RANGES).unwrap_or(&all).join(", ");
        let more = if more > 0 { format!(" and {more} more ranges") } else { String::new() };
        if shard.is_empty() { format!("{shown}{more}") } else { format!("{shard}: {shown}{more}") }
    };
    records.ranges().map(of).collect::<Vec<_>>().join("; ")
}
