//! How wide a text is, without a font: the advance widths of Verdana, as its metrics list them, in 2 048ths of the font's size.

/// The size of the text, in pixels.
const SIZE: u64 = 11;
/// Units of a font's size.
const EM: u64 = 2048;
/// Latin and other letters that the table does not list.
const LETTER: u64 = 1300;

/// The characters from the space to the tilde, in their order.
#[rustfmt::skip]
const ASCII: [u64; 95] = [
    720, 806, 940, 1676, 1302, 2204, 1488, 550, 930, 930, 1302, 1676, 745, 930, 745, 930,
    1302, 1302, 1302, 1302, 1302, 1302, 1302, 1302, 1302, 1302, 930, 930, 1676, 1676, 1676, 1117,
    2048, 1400, 1404, 1430, 1578, 1295, 1177, 1588, 1539, 862, 931, 1419, 1140, 1726, 1532, 1612,
    1235, 1612, 1424, 1400, 1262, 1499, 1400, 2025, 1403, 1260, 1403, 930, 930, 930, 1676, 1302,
    1302, 1230, 1276, 1067, 1276, 1220, 720, 1276, 1296, 562, 705, 1212, 562, 1992, 1296, 1243,
    1276, 1276, 874, 1067, 807, 1296, 1212, 1676, 1212, 1212, 1076, 1300, 930, 1300, 1676,
];

/// The width of a text in whole pixels, rounded up.
pub(super) fn width(text: &str) -> u64 {
    let units: u64 = text.chars().map(advance).sum();
    (units * SIZE).div_ceil(EM)
}

fn advance(character: char) -> u64 {
    let at = u32::from(character).checked_sub(0x20).and_then(|at| usize::try_from(at).ok());
    match at.and_then(|at| ASCII.get(at)) {
        Some(wide) => *wide,
        // Han, kana, hangul, wide signs and pictures fill the square.
        None if matches!(character, '\u{1100}'..='\u{115f}' | '\u{2e80}'..='\u{a4cf}' | '\u{ac00}'..='\u{d7a3}' | '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}' | '\u{1f000}'..) => {
            EM
        }
        None => LETTER,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_as_wide_as_its_letters() {
        assert_eq!(width(""), 0);
        assert_eq!(width("0"), 7);
        // 4 * 1302 + 745 + 720 + 2204 units.
        assert_eq!(width("79.41 %"), 48);
        assert!(width("iiii") < width("mmmm"));
        assert_eq!(width("漢字"), 22);
        assert_eq!(advance('~'), 1676);
        assert_eq!(advance('A'), 1400);
        assert_eq!(advance('a'), 1230);
    }
}
