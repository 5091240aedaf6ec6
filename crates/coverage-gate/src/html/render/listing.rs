//! Files line by line: what ran, what did not, what was changed, and links from one uncovered place to the next.

use coverage::LineMark;

use super::parts;
use crate::html::page::{Chosen, Gap, Listing, within};
use runner::html::Html;

/// How many places of one file are linked. What is left is marked all the same.
const PLACES: usize = 300;
/// Of a file with more lines than this, only those near an uncovered or a changed line are shown.
const LONG: usize = 1500;
/// How near.
const NEAR: u32 = 25;

/// A file with the numbers that its places have on the page.
#[derive(Debug)]
pub(super) struct Numbered<'p> {
    pub(super) listing: &'p Listing<'p>,
    /// Its own number.
    pub(super) at: u64,
    /// The number of its first place.
    first: u64,
    /// All of its places; those that have a number come first.
    pub(super) gaps: Vec<Gap>,
}

/// What a line is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Hit,
    Part,
    Miss,
    Unknown,
}

/// Gives every file and every place its number; places count from 1 through the whole page.
pub(super) fn numbered<'p>(listings: &'p [Listing<'p>]) -> Vec<Numbered<'p>> {
    let mut first = 1;
    let mut all = Vec::new();
    for (at, listing) in listings.iter().enumerate() {
        let file = Numbered { listing, at: at as u64, first, gaps: listing.gaps() };
        first += file.places().count() as u64;
        all.push(file);
    }
    all
}

impl Numbered<'_> {
    /// The number of the place that holds a line, if it has one.
    pub(super) fn place_of(&self, line: u32) -> Option<u64> {
        self.places()
            .find(|(_, gap)| gap.last >= line)
            .filter(|(_, gap)| gap.first <= line)
            .map(|(place, _)| place)
    }

    /// The places that have a number.
    pub(super) fn places(&self) -> impl Iterator<Item = (u64, &Gap)> {
        (self.first..).zip(self.gaps.iter().take(PLACES))
    }

    fn kind(&self, line: u32, mark: Option<&LineMark>) -> Kind {
        let Some(mark) = mark else {
            let known = !self.listing.marks.is_empty();
            return match within(line, self.listing.shown.uncovered()) && !known {
                true => Kind::Miss,
                false => Kind::Unknown,
            };
        };
        match (mark.hits, mark.branches) {
            (Some(0), _) => Kind::Miss,
            (_, Some((covered, total))) if covered < total => Kind::Part,
            _ => Kind::Hit,
        }
    }
}

/// What the marks mean.
pub(super) fn legend(html: &mut Html, chosen: Chosen) {
    html.raw(
        "<p class=\"legend\"><span class=\"hit\">✓</span> ran. <span class=\"miss\">✗ not run</span>: no test ",
    );
    html.raw(
        "reaches the line. <span class=\"part\">◐ partly</span>: it ran, and some of its branches did not. ",
    );
    if chosen == Chosen::Changed {
        html.raw("<span class=\"changed\">+</span> changed. ");
    }
    html.raw("No mark: no code, or nothing is known.</p>\n");
}

/// A file with its source; none if there is no source to show.
pub(super) fn whole(file: &Numbered<'_>) -> Option<Html> {
    let listing = file.listing;
    let text = listing.source.as_ref().ok()?;
    let changed = listing.shown.changed();
    let mut html = Html::default();
    open(&mut html, file);
    html.raw("<div class=\"scroll\" tabindex=\"0\" role=\"group\" aria-labelledby=\"f").digits(file.at);
    html.raw("\">\n<table class=\"source\">\n<thead><tr><th scope=\"col\">Line</th>");
    html.raw(if !changed.is_empty() { "<th scope=\"col\">Changed</th>" } else { "" });
    html.raw("<th scope=\"col\">Result</th><th scope=\"col\">Hits</th><th scope=\"col\">Branches</th>");
    html.raw("<th scope=\"col\">Source</th></tr></thead>\n<tbody>\n");
    let shown = windows(file, text.lines().count());
    let mut marks = listing.marks.iter().peekable();
    let mut places = file.places().peekable();
    let mut lost = Vec::new();
    let mut folded = 0;
    for (number, text) in (1_u32..).zip(text.lines()) {
        while marks.next_if(|mark| mark.line < number).is_some() {}
        let mark = marks.next_if(|mark| mark.line == number);
        while let Some(passed) = places.next_if(|(_, gap)| gap.first < number) {
            lost.push(passed);
        }
        let place = places.next_if(|(_, gap)| gap.first == number);
        if shown.as_ref().is_some_and(|shown| !within(number, shown)) {
            folded += 1;
            continue;
        }
        fold(&mut html, &mut folded);
        let line = Line { number, text, mark, place: place.map(|(place, _)| place), changed };
        line.render(&mut html, file);
    }
    fold(&mut html, &mut folded);
    html.raw("</tbody>\n</table>\n</div>\n");
    lost.extend(places);
    list(&mut html, lost.into_iter());
    html.raw("</section>\n");
    Some(html)
}

/// A file without its source: why, and its places, so that no link leads nowhere.
pub(super) fn places(file: &Numbered<'_>) -> Html {
    let mut html = Html::default();
    open(&mut html, file);
    html.raw("<p class=\"more\">The source is not shown: <bdi>");
    match &file.listing.source {
        Ok(_) => html.raw("the page would grow too large"),
        Err(why) => html.text(why),
    };
    html.raw(".</bdi></p>\n");
    list(&mut html, file.places());
    html.raw("</section>\n");
    html
}

/// Where the last place leads to.
pub(super) fn end(html: &mut Html, files: &[Numbered<'_>]) {
    let last: u64 = files.iter().map(|file| file.places().count() as u64).sum();
    if last > 0 {
        html.raw("<p id=\"u").digits(last + 1).raw("\" tabindex=\"-1\">That was the last uncovered place. ");
        html.raw("<a href=\"#u1\">Back to the first</a></p>\n");
    }
}

fn open(html: &mut Html, file: &Numbered<'_>) {
    html.raw("<section class=\"listing\" aria-labelledby=\"f").digits(file.at).raw("\">\n<h3 id=\"f");
    html.digits(file.at).raw("\"><code><bdi>").text(&file.listing.shown.name()).raw("</bdi></code></h3>\n<p>");
    let counts = file.listing.shown.file.iter().flat_map(|file| &file.counts);
    for (at, (metric, counts)) in counts.enumerate() {
        html.raw(if at > 0 { ", " } else { "" }).raw(metric.plural()).raw(" ");
        parts::counts(html, *counts);
    }
    html.raw("</p>\n");
    for note in &file.listing.notes {
        html.raw("<p class=\"note\">").text(note).raw("</p>\n");
    }
    if file.gaps.len() > PLACES {
        html.raw("<p class=\"note\">Uncovered places: ")
            .number(file.gaps.len() as u64)
            .raw(". Links lead to the first ");
        html.number(PLACES as u64).raw(".</p>\n");
    }
}

fn list<'g>(html: &mut Html, places: impl Iterator<Item = (u64, &'g Gap)>) {
    let mut places = places.peekable();
    if places.peek().is_none() {
        return;
    }
    html.raw("<ul>\n");
    for (place, gap) in places {
        html.raw("<li class=\"gap\" id=\"u").digits(place).raw("\" tabindex=\"-1\">line ").digits(gap.first);
        if gap.last > gap.first {
            html.raw(" to ").digits(gap.last);
        }
        match gap.branches {
            Some((covered, total)) => html.raw(": branches ").digits(covered).raw(" of ").digits(total),
            None => html.raw(": not run"),
        };
        neighbours(html, place);
        html.raw("</li>\n");
    }
    html.raw("</ul>\n");
}

/// Links to the places before and behind; before the first there is the list of files.
fn neighbours(html: &mut Html, place: u64) {
    html.raw(" <a class=\"step\" href=\"#");
    match place.checked_sub(1).filter(|before| *before > 0) {
        Some(before) => html.raw("u").digits(before),
        None => html.raw("files"),
    };
    html.raw("\" aria-label=\"previous uncovered place\">↑</a> <a class=\"step\" href=\"#u").digits(place + 1);
    html.raw("\" aria-label=\"next uncovered place\">↓</a>");
}

fn fold(html: &mut Html, folded: &mut u64) {
    if *folded > 0 {
        html.raw("<tr class=\"fold\"><td colspan=\"6\">lines left out, with nothing uncovered near them: ");
        html.number(*folded).raw("</td></tr>\n");
    }
    *folded = 0;
}

/// The lines of a long file that are shown; none if all are.
fn windows(file: &Numbered<'_>, lines: usize) -> Option<Vec<(u32, u32)>> {
    let around = |(first, last): (u32, u32)| (first.saturating_sub(NEAR), last.saturating_add(NEAR));
    let gaps = file.gaps.iter().map(|gap| (gap.first, gap.last));
    let mut shown: Vec<(u32, u32)> =
        gaps.chain(file.listing.shown.changed().iter().copied()).map(around).collect();
    shown.sort_unstable();
    shown.dedup_by(|later, earlier| {
        let touches = later.0 <= earlier.1.saturating_add(1);
        earlier.1 = if touches { earlier.1.max(later.1) } else { earlier.1 };
        touches
    });
    (lines > LONG).then_some(shown)
}

/// One line of source.
struct Line<'l> {
    number: u32,
    text: &'l str,
    mark: Option<&'l LineMark>,
    /// The number of the place that begins here.
    place: Option<u64>,
    /// Changed lines; they have a column if there are any.
    changed: &'l [(u32, u32)],
}

impl Line<'_> {
    fn render(&self, html: &mut Html, file: &Numbered<'_>) {
        let (class, word) = match file.kind(self.number, self.mark) {
            Kind::Hit => ("hit", "✓"),
            Kind::Part => ("part", "◐ partly"),
            Kind::Miss => ("miss", "✗ not run"),
            Kind::Unknown => ("", ""),
        };
        html.raw("<tr class=\"").raw(class);
        match self.place {
            Some(place) => html.raw(" gap\" id=\"u").digits(place).raw("\" tabindex=\"-1\">"),
            None => html.raw("\">"),
        };
        html.raw("<th scope=\"row\">").digits(self.number).raw("</th>");
        if !self.changed.is_empty() {
            html.raw(if within(self.number, self.changed) {
                "<td class=\"changed\">+</td>"
            } else {
                "<td></td>"
            });
        }
        html.raw("<td>").raw(word);
        if let Some(place) = self.place {
            neighbours(html, place);
        }
        html.raw("</td><td>");
        if let Some(hits) = self.mark.and_then(|mark| mark.hits) {
            html.number(hits.into());
        }
        html.raw("</td><td>");
        if let Some((covered, total)) = self.mark.and_then(|mark| mark.branches) {
            html.digits(covered).raw("/").digits(total);
        }
        html.raw("</td><td><code>").source(self.text).raw("</code></td></tr>\n");
    }
}
