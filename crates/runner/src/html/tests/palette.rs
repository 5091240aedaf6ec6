//! Contrast, as WCAG 2.2 defines it (1.4.3 for text, 1.4.11 for what is drawn), of every pair that the style puts together.

#![allow(
    clippy::float_arithmetic,
    reason = "luminance is defined over real numbers, and no gate decides by it"
)]

use std::collections::BTreeMap;

use super::super::STYLE;

type Palette = BTreeMap<String, String>;

/// Text on its ground.
const TEXT: [(&str, &str); 20] = [
    ("text", "ground"),
    ("text", "soft"),
    ("text", "fail-ground"),
    ("text", "warn-ground"),
    ("quiet", "ground"),
    ("quiet", "soft"),
    ("quiet", "fail-ground"),
    ("quiet", "warn-ground"),
    ("link", "ground"),
    ("link", "soft"),
    ("link", "fail-ground"),
    ("link", "warn-ground"),
    ("pass", "ground"),
    ("pass", "pass-ground"),
    ("fail", "ground"),
    ("fail", "fail-ground"),
    ("warn", "ground"),
    ("warn", "warn-ground"),
    ("doubt", "ground"),
    ("doubt", "doubt-ground"),
];

/// Parts of drawings beside each other.
const DRAWN: [(&str, &str); 9] = [
    ("focus", "ground"),
    ("focus", "soft"),
    ("focus", "fail-ground"),
    ("focus", "warn-ground"),
    ("bar-covered", "bar"),
    ("bar-covered", "ground"),
    ("fail", "fail-ground"),
    ("warn", "warn-ground"),
    ("bar-limit", "bar"),
];

/// The light palette, and the dark one.
fn palettes() -> [Palette; 2] {
    let blocks: Vec<Palette> =
        STYLE.split(":root {").skip(1).map(|rest| colours(rest.split('}').next().unwrap())).collect();
    <[Palette; 2]>::try_from(blocks).unwrap()
}

fn colours(block: &str) -> Palette {
    let declared = block.lines().filter_map(|line| line.trim().strip_prefix("--")?.split_once(": "));
    declared.map(|(name, value)| (name.to_owned(), value.trim_end_matches(';').to_owned())).collect()
}

fn luminance(colour: &str) -> f64 {
    let channel = |at: usize| {
        let value = f64::from(u8::from_str_radix(&colour[at..at + 2], 16).unwrap()) / 255.0;
        if value <= 0.04045 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * channel(1) + 0.7152 * channel(3) + 0.0722 * channel(5)
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[test]
fn the_measure_is_the_one_of_wcag() {
    assert!((contrast("#000000", "#ffffff") - 21.0).abs() < 0.001);
    assert!((contrast("#777777", "#ffffff") - 4.478).abs() < 0.001);
}

#[test]
fn every_pair_can_be_read_in_light_and_in_dark() {
    for palette in palettes() {
        for (pairs, least) in [(TEXT.as_slice(), 4.5), (DRAWN.as_slice(), 3.0)] {
            for (front, ground) in pairs {
                let found = contrast(&palette[*front], &palette[*ground]);
                assert!(
                    found >= least,
                    "{front} {} on {ground} {}: {found:.2}",
                    palette[*front],
                    palette[*ground]
                );
            }
        }
    }
}

#[test]
fn both_palettes_name_the_same_colours_and_nothing_else_has_one() {
    let [light, dark] = palettes();
    assert_eq!(light.keys().collect::<Vec<_>>(), dark.keys().collect::<Vec<_>>());
    let known = |name: &str| TEXT.iter().chain(&DRAWN).any(|(front, ground)| [*front, *ground].contains(&name));
    let unpaired: Vec<&String> = light.keys().filter(|name| !known(name)).collect();
    // Edges of tables only separate: nothing is lost without them.
    assert_eq!(unpaired, ["edge"]);
    let behind = STYLE.rsplit_once(":root {").unwrap().1.split_once('}').unwrap().1;
    let literal = behind.lines().find(|line| line.contains('#') || line.contains("rgb"));
    assert_eq!(literal, None, "a colour outside of the palette");
}
