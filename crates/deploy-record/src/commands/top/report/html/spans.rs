//! Failures and incidents over time, each service in a lane of its own.

use ::report::Report;
use ::report::chart::Span;
use ledger::moment::Moment;
use runner::html::Html;

use super::charts::{LANES, behind, close, open};
use super::drawn::{self, LANE, LONG};
use super::words::{length, minute};
use super::{grid, grid_end, label};

/// Marks that a lane takes.
const MARKS: usize = 200;

/// The drawing; nothing where nothing went wrong.
pub(super) fn figure(html: &mut Html, of: &Report) {
    let spans = of.spans.get(..LANES).unwrap_or(&of.spans);
    let Some((from, to)) = range(of).filter(|_| !spans.is_empty()) else { return };
    let height = spans.len() as u64 * 34 + 80;
    let title = "Failures and recovery";
    open(
        html,
        "spans",
        title,
        "A cross where a deployment failed, a hatched bar from when an incident was noticed until it was over, a dotted one for an incident that is not.",
        height,
    );
    drawn::patterns(html, "spans");
    let bottom = spans.len() as u64 * 34 + 14;
    let x = |at: Moment| LANE + place(at, from, to);
    drawn::line(html, "axis", (LANE, bottom), (LANE + LONG, bottom));
    drawn::text(html, LANE, bottom + 18, "faint", &minute(from));
    drawn::text(html, LANE + LONG, bottom + 18, "faint end", &minute(to));
    for (at, span) in (0_u64..).zip(spans) {
        let y = 14 + at * 34;
        drawn::text(html, 4, y + 10, "", &drawn::cut(&span.place));
        drawn::line(html, "grid", (LANE, y + 6), (LANE + LONG, y + 6));
        for (noticed, over) in span.incidents.iter().take(MARKS) {
            let (begins, fill) = (x(*noticed), if over.is_some() { "back" } else { "bad" });
            let ends = x(over.unwrap_or(to)).max(begins + 4);
            drawn::filled(html, ("spans", fill), (begins, y), (ends - begins, 12));
        }
        span.failed.iter().take(MARKS).for_each(|failed| drawn::cross(html, x(*failed), y + 6));
    }
    legend(html, bottom + 46);
    behind(html);
    table(html, title, spans);
    if of.spans.len() > spans.len() {
        html.raw("<p class=\"more\">Left out of the drawing: ")
            .number((of.spans.len() - spans.len()) as u64)
            .raw(" more services</p>\n");
    }
    close(html);
}

fn legend(html: &mut Html, y: u64) {
    drawn::cross(html, LANE + 8, y - 4);
    drawn::text(html, LANE + 22, y, "", "a deployment failed");
    drawn::filled(html, ("spans", "back"), (LANE + 180, y - 11), (24, 12));
    drawn::text(html, LANE + 212, y, "", "incident");
    drawn::filled(html, ("spans", "bad"), (LANE + 300, y - 11), (24, 12));
    drawn::text(html, LANE + 332, y, "", "incident that is not over");
}

fn table(html: &mut Html, title: &'static str, spans: &[Span]) {
    grid(html, &label(title), &["Service", "What", "From", "Until", "Lasted"]);
    for span in spans {
        for failed in span.failed.iter().take(MARKS) {
            row(html, span, "deployment failed", *failed);
            html.raw("</td><td></td></tr>\n");
        }
        for (noticed, over) in span.incidents.iter().take(MARKS) {
            row(html, span, "incident", *noticed);
            match over {
                Some(over) => {
                    let lasted = length((over.millis() - noticed.millis()).max(0));
                    html.text(&minute(*over)).raw("</td><td>").text(&lasted);
                }
                None => {
                    html.raw("not over</td><td>");
                }
            }
            html.raw("</td></tr>\n");
        }
    }
    grid_end(html);
}

fn row(html: &mut Html, span: &Span, what: &'static str, from: Moment) {
    html.raw("<tr><th scope=\"row\">")
        .text(&span.place)
        .raw("</th><td>")
        .raw(what)
        .raw("</td><td>")
        .text(&minute(from))
        .raw("</td><td>");
}

/// From the first to the last thing that happened, of deployments too: a window without limits would make all of it a point.
fn range(of: &Report) -> Option<(Moment, Moment)> {
    let deployments = of.deployments.iter().filter_map(|row| row.when());
    let failed = of.spans.iter().flat_map(|span| span.failed.iter().copied());
    let incidents = of.spans.iter().flat_map(|span| &span.incidents);
    let incidents = incidents.flat_map(|(noticed, over)| [Some(*noticed), *over]).flatten();
    let all: Vec<Moment> = deployments.chain(failed).chain(incidents).collect();
    let (first, last) = (all.iter().min().copied()?, all.iter().max().copied()?);
    (first < last).then_some((first, last))
}

/// How far along the lane a moment is.
fn place(at: Moment, from: Moment, to: Moment) -> u64 {
    let (gone, all) = (i128::from(at.millis() - from.millis()), i128::from(to.millis() - from.millis()));
    let x = gone.clamp(0, all) * i128::from(LONG) / all.max(1);
    u64::try_from(x).unwrap_or_default()
}
