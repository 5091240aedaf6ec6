use quick_xml::Reader;
use quick_xml::events::Event;

use super::*;

const TONES: [Tone; 4] = [Tone::Good, Tone::Fair, Tone::Bad, Tone::Unknown];

/// The elements of a well-formed document, and all of its text.
fn read(svg: &str) -> (Vec<String>, String) {
    let mut reader = Reader::from_str(svg);
    let (mut elements, mut text) = (Vec::new(), String::new());
    loop {
        match reader.read_event().unwrap() {
            Event::Start(tag) | Event::Empty(tag) => {
                tag.attributes().for_each(|attribute| drop(attribute.unwrap()));
                elements.push(tag.name().as_ref().to_owned());
            }
            Event::Text(part) => text.push_str(&part),
            Event::GeneralRef(name) => text.push_str(&format!("&{};", &*name)),
            Event::Eof => return (elements, text),
            _ => {}
        }
    }
}

#[test]
fn it_is_this_document() {
    let golden = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"123\" height=\"20\" role=\"img\" \
        aria-label=\"coverage: 79.41 %\"><title>coverage: 79.41 %</title>\
        <rect width=\"123\" height=\"20\" rx=\"3\" fill=\"#444444\"/>\
        <path d=\"M63 0h57a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3h-57z\" fill=\"#b3261e\"/>\
        <rect x=\"63\" width=\"1\" height=\"20\" fill=\"#ffffff\"/>\
        <g fill=\"#ffffff\" font-family=\"Verdana,'DejaVu Sans',Geneva,sans-serif\" font-size=\"11\">\
        <text x=\"6\" y=\"14\" textLength=\"51\" lengthAdjust=\"spacingAndGlyphs\">coverage</text>\
        <text x=\"69\" y=\"14\" textLength=\"48\" lengthAdjust=\"spacingAndGlyphs\">79.41 %</text></g></svg>\n";
    assert_eq!(badge("coverage", "79.41 %", Tone::Bad), golden);
}

#[test]
fn foreign_text_stays_text() {
    let hostile = "</title><script>alert('1')</script>\u{0}\u{ffff}&\" onload=\"x";
    let (elements, text) = read(&badge(hostile, "]]>", Tone::Good));
    assert_eq!(elements, ["svg", "title", "rect", "path", "rect", "g", "text", "text"]);
    assert!(text.contains("&lt;script&gt;") && text.contains("\\u{0}") && !text.contains('\u{ffff}'), "{text}");
}

#[test]
fn nothing_and_far_too_much_can_be_shown() {
    let (_, nothing) = read(&badge(" ", "", Tone::Unknown));
    assert_eq!(nothing.trim(), "?: ???");
    let (_, much) = read(&badge(&"x".repeat(10_000), &"漢".repeat(10_000), Tone::Fair));
    assert_eq!(much.trim().chars().count(), 2 * (2 * LONGEST) + 2);
}

#[test]
fn white_can_be_read_on_every_colour_and_without_colours() {
    // Luminance in 10 000ths, with the square for the exponent 2.4 of sRGB, which makes dark colours lighter than they are.
    let luminance = |colour: &str| {
        let channel = |at: usize| u64::from_str_radix(&colour[at..at + 2], 16).unwrap().pow(2);
        (2126 * channel(1) + 7152 * channel(3) + 722 * channel(5)) / 255u64.pow(2)
    };
    for colour in TONES.map(Tone::colour).into_iter().chain([LABEL]) {
        // (1 + 0.05) / (l + 0.05) > 4.5
        assert!(10_500 * 10 > (luminance(colour) + 500) * 45, "{colour}: {}", luminance(colour));
    }
}
