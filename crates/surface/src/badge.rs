//! A badge: a flat SVG that needs no network and no font of ours.

mod width;

use runner::text::one_line;

use width::width;

/// What a value means; it chooses the colour. The value itself says it too: a badge is read without colours as well.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// A person should look.
    Fair,
    /// Not as it should be.
    Bad,
    /// Not known.
    Unknown,
}

/// Room on both sides of a text, in pixels.
const PADDING: u64 = 6;
/// Characters of a text that are shown.
const LONGEST: usize = 60;
/// Behind the label.
const LABEL: &str = "#444444";

impl Tone {
    /// Each is so dark that white on it has a contrast above 4.5 to 1 (WCAG 2.2, 1.4.3), so in grey, too.
    const fn colour(self) -> &'static str {
        match self {
            Self::Good => "#2d7a32",
            Self::Fair => "#8a6100",
            Self::Bad => "#b3261e",
            Self::Unknown => "#62676d",
        }
    }
}

/// A badge as an SVG document: a label, and a value behind which the tone's colour is. A line parts the two, since in grey some colours are
/// as dark as the label's.
#[must_use]
pub fn badge(label: &str, value: &str, tone: Tone) -> String {
    let (label, value) = (shown(label), shown(value));
    let (first, second) = (width(&label), width(&value));
    let left = first + 2 * PADDING;
    let all = left + second + 2 * PADDING;
    let edge = all - left - 3;
    let colour = tone.colour();
    let (label, value) = (escaped(&label), escaped(&value));
    let title = format!("{label}: {value}");
    let text = |start: u64, wide: u64, text: &str| {
        // The length holds whichever font there is.
        format!(
            "<text x=\"{start}\" y=\"14\" textLength=\"{wide}\" lengthAdjust=\"spacingAndGlyphs\">{text}</text>"
        )
    };
    let texts = format!("{}{}", text(PADDING, first, &label), text(left + PADDING, second, &value));
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{all}\" height=\"20\" role=\"img\" aria-label=\"{title}\">\
         <title>{title}</title>\
         <rect width=\"{all}\" height=\"20\" rx=\"3\" fill=\"{LABEL}\"/>\
         <path d=\"M{left} 0h{edge}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-{edge}z\" fill=\"{colour}\"/>\
         <rect x=\"{left}\" width=\"1\" height=\"20\" fill=\"#ffffff\"/>\
         <g fill=\"#ffffff\" font-family=\"Verdana,'DejaVu Sans',Geneva,sans-serif\" font-size=\"11\">{texts}</g></svg>\n"
    )
}

/// One visible line, not too long. What is nothing would leave a badge that says nothing.
fn shown(text: &str) -> String {
    let line = one_line(text.trim());
    let mut line: String = match line.chars().nth(LONGEST) {
        None => line.into_owned(),
        Some(_) => line.chars().take(LONGEST - 1).chain(['…']).collect(),
    };
    if line.is_empty() {
        line.push('?');
    }
    line
}

/// Text and attributes of XML. The two characters that XML does not have become one that it has.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests;
