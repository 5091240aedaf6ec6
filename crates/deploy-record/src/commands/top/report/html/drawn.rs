//! Lines, bars and words of a drawing, in whole numbers.

use runner::html::Html;

/// The width of every drawing.
pub(super) const WIDTH: u64 = 960;
/// The height of bars over time, with their legend.
pub(super) const HEIGHT: u64 = 270;
/// Where bars begin.
pub(super) const LEFT: u64 = 50;
/// What bars stand upon.
pub(super) const GROUND: u64 = 200;
/// How high they are at most.
const TALL: u64 = 180;
/// Where lanes begin, behind their names.
pub(super) const LANE: u64 = 230;
/// How long they are.
pub(super) const LONG: u64 = 710;

/// How high so many are, of a most.
pub(super) fn height(count: u64, most: u64) -> u64 {
    count.saturating_mul(TALL) / most.max(1)
}

/// Three fills that differ in grey: full, hatched, dotted; and an empty one with an edge. Names are those of one drawing.
pub(super) fn patterns(html: &mut Html, of: &'static str) {
    html.raw("<defs>\n");
    let pattern = |html: &mut Html, name: &'static str, rest: &'static str| {
        html.raw("<pattern id=\"")
            .raw(of)
            .raw("-")
            .raw(name)
            .raw("\" patternUnits=\"userSpaceOnUse\" ")
            .raw(rest)
            .raw("</pattern>\n");
    };
    pattern(html, "good", "width=\"8\" height=\"8\"><rect width=\"8\" height=\"8\" class=\"ink-good\"/>");
    pattern(
        html,
        "back",
        "width=\"6\" height=\"6\" patternTransform=\"rotate(45)\"><rect width=\"6\" height=\"6\" class=\"paper\"/><rect width=\"2\" height=\"6\" class=\"ink-plain\"/>",
    );
    pattern(
        html,
        "bad",
        "width=\"6\" height=\"6\"><rect width=\"6\" height=\"6\" class=\"ink-bad\"/><rect x=\"1\" y=\"1\" width=\"2\" height=\"2\" class=\"paper\"/>",
    );
    pattern(html, "other", "width=\"8\" height=\"8\"><rect width=\"8\" height=\"8\" class=\"paper\"/>");
    html.raw("</defs>\n");
}

/// A box with one of the fills: at, and how large.
pub(super) fn filled(
    html: &mut Html,
    (of, fill): (&'static str, &'static str),
    at: (u64, u64),
    size: (u64, u64),
) {
    html.raw("<rect class=\"box\" x=\"")
        .digits(at.0)
        .raw("\" y=\"")
        .digits(at.1)
        .raw("\" width=\"")
        .digits(size.0);
    html.raw("\" height=\"").digits(size.1).raw("\" fill=\"url(#").raw(of).raw("-").raw(fill).raw(")\"/>\n");
}

pub(super) fn line(html: &mut Html, class: &'static str, from: (u64, u64), to: (u64, u64)) {
    html.raw("<line class=\"").raw(class).raw("\" x1=\"").digits(from.0).raw("\" y1=\"").digits(from.1);
    html.raw("\" x2=\"").digits(to.0).raw("\" y2=\"").digits(to.1).raw("\"/>\n");
}

pub(super) fn text(html: &mut Html, x: u64, y: u64, class: &'static str, text: &str) {
    html.raw("<text class=\"")
        .raw(class)
        .raw("\" x=\"")
        .digits(x)
        .raw("\" y=\"")
        .digits(y)
        .raw("\">")
        .text(text)
        .raw("</text>\n");
}

/// A cross.
pub(super) fn cross(html: &mut Html, x: u64, y: u64) {
    line(html, "bad", (x.saturating_sub(5), y.saturating_sub(5)), (x + 5, y + 5));
    line(html, "bad", (x.saturating_sub(5), y + 5), (x + 5, y.saturating_sub(5)));
}

/// A name that fits before a lane.
pub(super) fn cut(name: &str) -> String {
    if name.chars().count() <= 32 {
        return name.to_owned();
    }
    name.chars().take(31).chain(['…']).collect()
}

/// The ground, the middle and the top of bars, with their numbers.
pub(super) fn levels(html: &mut Html, most: u64) {
    let marks = if most > 1 { vec![0, most / 2, most] } else { vec![0, most] };
    for count in marks {
        let y = GROUND - height(count, most);
        line(html, if count == 0 { "axis" } else { "grid" }, (LEFT, y), (WIDTH - 10, y));
        text(html, LEFT - 6, y + 4, "faint end", &count.to_string());
    }
}

/// What each fill means.
pub(super) fn legend(html: &mut Html, of: &'static str, fills: &[(&'static str, &'static str)]) {
    for (at, (fill, name)) in (0_u64..).zip(fills) {
        let x = LEFT + at * 140;
        filled(html, (of, fill), (x, GROUND + 40), (16, 16));
        text(html, x + 22, GROUND + 53, "", name);
    }
}

/// A logarithmic scale of times, from a minute on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scale {
    most: u64,
}

/// Thousandths of the logarithm to base 2 of minutes, between whole ones by a straight line.
fn logarithm(millis: i64) -> u64 {
    let minutes = u64::try_from(millis / 60_000).unwrap_or_default().max(1);
    let whole = minutes.ilog2();
    let power = 1_u64 << whole;
    u64::from(whole) * 1000 + (minutes - power).saturating_mul(1000) / power
}

const TICKS: [(i64, &str); 6] = [
    (60_000, "1 min"),
    (3_600_000, "1 h"),
    (86_400_000, "1 d"),
    (604_800_000, "1 w"),
    (2_592_000_000, "30 d"),
    (31_536_000_000, "1 y"),
];

impl Scale {
    /// Up to the longest time, and no less than an hour.
    pub(super) fn over(most: i64) -> Self {
        Self { most: logarithm(most.max(3_600_000)) }
    }

    pub(super) fn x(self, millis: i64) -> u64 {
        LANE + logarithm(millis).min(self.most) * LONG / self.most.max(1)
    }

    pub(super) fn ticks(self, html: &mut Html, bottom: u64) {
        line(html, "axis", (LANE, bottom), (LANE + LONG, bottom));
        for (millis, word) in TICKS.into_iter().filter(|(millis, _)| logarithm(*millis) <= self.most) {
            let x = self.x(millis);
            line(html, "grid", (x, 4), (x, bottom));
            text(html, x, bottom + 18, "faint middle", word);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scale_grows_and_stays_within_its_room() {
        let scale = Scale::over(604_800_000);
        let at =
            [0, 60_000, 90_000, 3_600_000, 86_400_000, 604_800_000, i64::MAX].map(|millis| scale.x(millis));
        assert!(at.windows(2).all(|pair| pair[0] <= pair[1]), "{at:?}");
        assert_eq!((at[0], at[1], at[5], at[6]), (LANE, LANE, LANE + LONG, LANE + LONG));
        assert_eq!((height(0, 0), height(1, 1), height(u64::MAX, 2)), (0, TALL, u64::MAX / 2));
        assert_eq!(cut(&"é".repeat(40)).chars().count(), 32);
    }
}
