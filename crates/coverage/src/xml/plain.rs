//! The short way through the elements that fill a report: empty ones, such as `<line number="3" hits="1"/>`, that lie whole in
//! the reader's buffer. Whatever is not as plain as that, and all that is wrong, is left to the parser, so that nothing is
//! accepted here that the parser would refuse.

use super::element::Element;
use crate::limits::Limits;

/// Reads the empty element that stands at the beginning, if it is plain: one space before each attribute, double quotes, ASCII,
/// and neither references nor angle brackets in the values. Answers the white space before it and the bytes of both; what is
/// in `element` otherwise has no meaning.
#[inline]
pub(super) fn plain<'a>(
    bytes: &'a [u8],
    element: &mut Element<'a>,
    limits: &Limits,
) -> Option<(&'a str, usize)> {
    // The parser turns carriage returns into line feeds.
    let blank = bytes.iter().position(|byte| !matches!(byte, b' ' | b'\n' | b'\t'))?;
    let (blank, tag) = bytes.split_at_checked(blank)?;
    if !matches!(tag, [b'<', first, ..] if is_name(*first)) {
        return None;
    }
    let end = memchr::memchr(b'>', tag)?;
    let text = std::str::from_utf8(tag.get(1..end)?).ok()?.strip_suffix('/')?;
    let (name, mut rest) = word(text, is_name)?;
    if name.len() > limits.name_bytes {
        return None;
    }
    element.reuse(name);
    while !rest.is_empty() && rest != " " {
        let (attribute, value) = word(rest.strip_prefix(' ')?, |byte| is_name(byte) || byte == b':')?;
        let (raw, after) = word(value.strip_prefix("=\"")?, is_value)?;
        if attribute.is_empty() {
            return None;
        }
        element.add(attribute, raw, limits).ok()?;
        rest = after.strip_prefix('"')?;
    }
    let length = blank.len().checked_add(end)?.checked_add(1)?;
    Some((std::str::from_utf8(blank).ok()?, length))
}

/// Splits where a byte is not of the kind, which is ASCII.
#[inline]
fn word(text: &str, kind: impl Fn(u8) -> bool) -> Option<(&str, &str)> {
    let end = text.bytes().position(|byte| !kind(byte)).unwrap_or(text.len());
    text.split_at_checked(end)
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.')
}

const fn is_value(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'<' | b'>' | b'&')
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
