//! Drawings, each with the table that it is drawn from. Shapes and patterns tell apart what colours do, so that they read in grey.

use ::report::Report;
use ::report::chart::{Bar, Bars};
use metrics::Figures;
use metrics::spread::Spread;
use runner::html::Html;

use super::drawn::{self, HEIGHT, LEFT, WIDTH};
use super::words::length;
use super::{begin, end, grid, grid_end, label, spans};

/// Services in environments that one drawing takes.
pub(super) const LANES: usize = 30;

pub(super) fn section(html: &mut Html, of: &Report) {
    begin(html, "charts", "Charts");
    deployments(html, &of.bars);
    lead_times(html, &of.figures);
    spans::figure(html, of);
    end(html);
}

/// The beginning of a figure with a drawing of a size.
pub(super) fn open(
    html: &mut Html,
    id: &'static str,
    title: &'static str,
    description: &'static str,
    height: u64,
) {
    html.raw("<figure>\n<figcaption>")
        .raw(title)
        .raw("</figcaption>\n<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-label=\"");
    html.raw(title).raw("\">\n<svg role=\"img\" viewBox=\"0 0 ").digits(WIDTH).raw(" ").digits(height);
    html.raw("\" aria-labelledby=\"")
        .raw(id)
        .raw("-title ")
        .raw(id)
        .raw("-desc\">\n<title id=\"")
        .raw(id)
        .raw("-title\">")
        .raw(title);
    html.raw("</title>\n<desc id=\"")
        .raw(id)
        .raw("-desc\">")
        .raw(description)
        .raw(" The table below has the numbers.</desc>\n");
}

/// Up to the table behind it.
pub(super) fn behind(html: &mut Html) {
    html.raw("</svg>\n</div>\n<details><summary>The numbers of this chart</summary>\n");
}

pub(super) fn close(html: &mut Html) {
    html.raw("</details>\n</figure>\n");
}

type Part = (&'static str, &'static str, fn(&Bar) -> u64);

/// From the ground up.
const PARTS: [Part; 4] = [
    ("good", "succeeded", |bar| bar.succeeded),
    ("back", "ways back", |bar| bar.rolled_back),
    ("bad", "failed", |bar| bar.failed),
    ("other", "cancelled, found running, no end", |bar| bar.other),
];

fn deployments(html: &mut Html, of: &Bars) {
    if of.bars.is_empty() {
        html.raw("<p>There is no deployment to draw.</p>\n");
        return;
    }
    let title = if of.weeks { "Deployments by week" } else { "Deployments by day" };
    open(html, "bars", title, "Bars, one upon another, by how deployments ended.", HEIGHT);
    drawn::patterns(html, "bars");
    let most = of.bars.iter().map(Bar::all).max().unwrap_or(1).max(1);
    drawn::levels(html, most);
    let step = (WIDTH - LEFT - 10) / (of.bars.len() as u64).max(1);
    let step = step.min(80);
    let every = 80_u64.div_ceil(step.max(1));
    for (at, bar) in (0_u64..).zip(&of.bars) {
        let x = LEFT + at * step;
        stacked(html, bar, x, step.saturating_sub(3).max(2), most);
        if at % every == 0 {
            drawn::text(html, x, drawn::GROUND + 18, "faint", &bar.day);
        }
    }
    drawn::legend(html, "bars", &PARTS.map(|(fill, name, _)| (fill, name)));
    behind(html);
    let first = if of.weeks { "Week of" } else { "Day" };
    grid(html, &label(title), &[first, ">Succeeded", ">Ways back", ">Failed", ">Other"]);
    for bar in &of.bars {
        html.raw("<tr><th scope=\"row\">").text(&bar.day).raw("</th>");
        for (_, _, count) in PARTS {
            html.raw("<td class=\"number\">").number(count(bar)).raw("</td>");
        }
        html.raw("</tr>\n");
    }
    grid_end(html);
    if of.left_out > 0 {
        html.raw("<p class=\"more\">Older bars that are left out: ").number(of.left_out as u64).raw("</p>\n");
    }
    close(html);
}

fn stacked(html: &mut Html, bar: &Bar, x: u64, width: u64, most: u64) {
    let mut below = 0;
    for (fill, _, count) in PARTS {
        let count = count(bar);
        if count == 0 {
            continue;
        }
        let (from, to) = (drawn::height(below, most), drawn::height(below + count, most));
        below += count;
        drawn::filled(html, ("bars", fill), (x, drawn::GROUND - to), (width, (to - from).max(1)));
    }
}

fn lead_times(html: &mut Html, all: &[Figures]) {
    let rows: Vec<(&Figures, &Spread)> =
        all.iter().filter_map(|one| Some((one, one.change_lead_time.spread.as_ref()?))).take(LANES).collect();
    if rows.is_empty() {
        return;
    }
    let height = rows.len() as u64 * 40 + 50;
    let title = "Change lead time";
    open(
        html,
        "lead",
        title,
        "A line from the shortest to the longest, a bar from the median to the 90th percentile, on a logarithmic scale.",
        height,
    );
    drawn::patterns(html, "lead");
    let most = rows.iter().map(|(_, spread)| spread.most_millis).max().unwrap_or(0);
    let scale = drawn::Scale::over(most);
    scale.ticks(html, height - 30);
    for (at, (one, spread)) in (0_u64..).zip(&rows) {
        let y = 14 + at * 40;
        drawn::text(html, 4, y + 4, "", &drawn::cut(&format!("{} in {}", one.service, one.environment)));
        drawn::text(html, 4, y + 19, "faint", &format!("median {}", length(spread.median_millis)));
        let x = |millis| scale.x(millis);
        drawn::line(html, "thin", (x(spread.least_millis), y + 8), (x(spread.most_millis), y + 8));
        let (median, p90) = (x(spread.median_millis), x(spread.p90_millis));
        drawn::filled(html, ("lead", "good"), (median, y), ((p90 - median).max(2), 16));
        drawn::line(html, "thick", (median, y.saturating_sub(4)), (median, y + 20));
    }
    behind(html);
    grid(
        html,
        &label(title),
        &["Service", "Environment", ">Changes", ">Shortest", ">Median", ">p75", ">p90", ">p95", ">Longest"],
    );
    for (one, spread) in rows {
        html.raw("<tr><th scope=\"row\">")
            .text(one.service.as_str())
            .raw("</th><td>")
            .text(one.environment.as_str());
        html.raw("</td><td class=\"number\">").number(spread.count as u64).raw("</td>");
        let each = [
            spread.least_millis,
            spread.median_millis,
            spread.p75_millis,
            spread.p90_millis,
            spread.p95_millis,
            spread.most_millis,
        ];
        for millis in each {
            html.raw("<td class=\"number\">").text(&length(millis)).raw("</td>");
        }
        html.raw("</tr>\n");
    }
    grid_end(html);
    close(html);
}
