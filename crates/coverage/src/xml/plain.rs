//! The short way through the elements that fill a report: empty ones, such as `<line number="3" hits="1"/>`, that lie whole in
//! the reader's buffer. Whatever is not as plain as that, and all that is wrong, is left to the parser, so that nothing is
//! accepted here that the parser would refuse.

use super::element::{Element, FEW};
use crate::limits::Limits;

/// Reads the empty element that stands at the beginning, if it is plain: one space before each attribute, double quotes, ASCII,
/// neither references nor angle brackets in the values, and no more attributes than most have. Answers the white space before it and
/// the bytes of both; what is in `element` otherwise has no meaning.
#[inline]
pub(super) fn plain<'a>(
    bytes: &'a [u8],
    element: &mut Element<'a>,
    limits: &Limits,
) -> Option<(&'a str, usize)> {
    // The parser turns carriage returns into line feeds.
    let blank = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\t'))?;
    let (blank, tag) = bytes.split_at_checked(blank)?;
    let [b'<', tag @ ..] = tag else { return None };
    let name = skip(tag, 0, NAME)?;
    let (mut places, mut count, mut at) = ([Place::default(); FEW], 0, name);
    let end = loop {
        match tag.get(at..)? {
            [b'/', b'>', ..] => break at + 1,
            [b' ', b'/', b'>', ..] => break at + 2,
            [b' ', ..] => {}
            _ => return None,
        }
        let equals = skip(tag, at + 1, NAME | COLON)?;
        let [b'=', b'"', ..] = tag.get(equals..)? else { return None };
        let quote = skip(tag, equals + 2, VALUE)?;
        if equals == at + 1 || tag.get(quote) != Some(&b'"') {
            return None;
        }
        *places.get_mut(count)? = Place { name: at + 1, equals, quote };
        count += 1;
        at = quote + 1;
    };
    // All of it is ASCII, which the language wants to see proved once.
    let text = std::str::from_utf8(tag.get(..end)?).ok()?;
    if name == 0 || name > limits.name_bytes {
        return None;
    }
    element.reuse(text.get(..name)?);
    for place in places.get(..count)? {
        element
            .add(text.get(place.name..place.equals)?, text.get(place.equals + 2..place.quote)?, limits)
            .ok()?;
    }
    // The bracket before the tag, and the one at its end.
    Some((std::str::from_utf8(blank).ok()?, blank.len() + end + 2))
}

/// Where an attribute lies in its tag.
#[derive(Clone, Copy, Default)]
struct Place {
    name: usize,
    equals: usize,
    quote: usize,
}

/// Bits of [`KINDS`].
const NAME: u8 = 1;
const COLON: u8 = 2;
const VALUE: u8 = 4;

/// What each byte may be part of.
const KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = b' ';
    while byte <= b'~' {
        let name = byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
        let value = !matches!(byte, b'"' | b'<' | b'>' | b'&');
        let colon = byte == b':';
        #[allow(clippy::indexing_slicing, reason = "a constant: the compiler checks it")]
        {
            kinds[byte as usize] = (name as u8 * NAME) | (colon as u8 * COLON) | (value as u8 * VALUE);
        }
        byte += 1;
    }
    kinds
};

/// The place of the first byte from here that is of none of these kinds; none before the end of the buffer is no answer.
#[inline]
fn skip(tag: &[u8], from: usize, kinds: u8) -> Option<usize> {
    let other = |byte: &u8| KINDS.get(usize::from(*byte)).is_none_or(|kind| kind & kinds == 0);
    tag.get(from..)?.iter().position(other).map(|length| from + length)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Option<(usize, String)> {
        let mut element = Element::new("");
        let (_, length) = plain(text.as_bytes(), &mut element, &Limits::default())?;
        let attributes = element.attributes().map(|one| format!(" {}={}", one.name, one.word().unwrap()));
        Some((length, format!("{}{}", element.name(), attributes.collect::<String>())))
    }

    #[test]
    fn plain_elements_are_read_with_the_space_before_them() {
        let line = "<line number=\"3\" hits=\"0\"/>";
        assert_eq!(read(&format!("{line}rest")), Some((line.len(), "line number=3 hits=0".to_owned())));
        assert_eq!(read(&format!("\n\t {line}\n")), Some((line.len() + 3, "line number=3 hits=0".to_owned())));
        assert_eq!(read("<a/>"), Some((4, "a".to_owned())));
        assert_eq!(read("<a x:y=\"\" />"), Some((12, "a x:y=".to_owned())));
    }

    #[test]
    fn an_element_with_many_attributes_is_left_to_the_parser() {
        let element = |count: usize| {
            let attributes: String = (0..count).map(|number| format!(" n{number}=\"1\"")).collect();
            format!("<a{attributes}/>")
        };
        assert!(read(&element(FEW)).is_some());
        assert_eq!(read(&element(FEW + 1)), None);
    }

    #[test]
    fn what_is_not_plain_is_left_to_the_parser() {
        for text in [
            "",
            "<",
            "<a",
            "<a ",
            "<a/",
            "<a>",
            "</a>",
            "<!--a-->",
            "<?a?>",
            "text<a/>",
            "\r<a/>",
            "< a/>",
            "<a\n/>",
            "<a x/>",
            "<a x=1/>",
            "<a x='1'/>",
            "<a x = \"1\"/>",
            "<a  x=\"1\"/>",
            "<a x=\"1\"y=\"2\"/>",
            "<a x=\"&lt;\"/>",
            "<a x=\"<\"/>",
            "<a x=\">\"/>",
            "<a x=\"\u{e9}\"/>",
            "<a x=\"\n\"/>",
            "<a x=\"1\" x=\"2\"/>",
            "<x:a/>",
            "<a =\"1\"/>",
            "<a x=\"1\"",
        ] {
            assert_eq!(read(text), None, "{text:?}");
        }
    }
}
