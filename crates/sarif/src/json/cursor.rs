//! The members of an object and the elements of an array, in a text that has been checked.

use super::span::Span;
use super::string;

/// The first byte at or behind `at` that is no white space.
pub(crate) fn skip_space(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    at + rest.iter().take_while(|byte| matches!(byte, b' ' | b'\n' | b'\r' | b'\t')).count()
}

/// The first byte behind the value that begins at `at`.
pub(crate) fn end_of(text: &[u8], mut at: usize) -> usize {
    let mut depth = 0_usize;
    loop {
        match text.get(at) {
            Some(b'"') => at = string::end(text, at),
            Some(b'{' | b'[') => {
                depth += 1;
                at += 1;
            }
            Some(b'}' | b']') => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            Some(b',' | b':' | b' ' | b'\n' | b'\r' | b'\t') => {
                at += 1;
                continue;
            }
            Some(_) => {
                let rest = text.get(at..).unwrap_or_default();
                let end = |byte: &u8| matches!(byte, b',' | b'}' | b']' | b' ' | b'\n' | b'\r' | b'\t' | b':');
                at += rest.iter().position(end).unwrap_or(rest.len()).max(1);
            }
            None => return text.len(),
        }
        if depth == 0 {
            return at;
        }
    }
}

/// The elements of an array, or of nothing if the value is none.
pub(crate) fn elements(text: &[u8], array: Span) -> impl Iterator<Item = Span> + '_ {
    let mut at = skip_space(text, array.start() + 1);
    let open = text.get(array.start()) == Some(&b'[') && text.get(at) != Some(&b']');
    let mut more = open;
    std::iter::from_fn(move || {
        if !more {
            return None;
        }
        let element = Span::new(at, end_of(text, at));
        let comma = skip_space(text, element.end());
        more = text.get(comma) == Some(&b',');
        at = skip_space(text, comma + 1);
        Some(element)
    })
}

/// The members of an object as name and value, or of nothing if the value is none.
pub(crate) fn members(text: &[u8], object: Span) -> impl Iterator<Item = (Span, Span)> + '_ {
    let mut at = skip_space(text, object.start() + 1);
    let mut more = text.get(object.start()) == Some(&b'{') && text.get(at) == Some(&b'"');
    std::iter::from_fn(move || {
        if !more {
            return None;
        }
        let name = Span::new(at, string::end(text, at));
        let colon = skip_space(text, name.end());
        let start = skip_space(text, colon + 1);
        let value = Span::new(start, end_of(text, start));
        let comma = skip_space(text, value.end());
        more = text.get(comma) == Some(&b',');
        at = skip_space(text, comma + 1);
        Some((name, value))
    })
}

/// The value of the member `name` of an object.
pub(crate) fn member(text: &[u8], object: Span, name: &str) -> Option<Span> {
    members(text, object)
        .find(|(key, _)| *string::unescape(key.of(text)) == *name.as_bytes())
        .map(|(_, value)| value)
}

/// What the string member `name` of an object means; none if it is absent or no string.
pub(crate) fn text_member<'a>(text: &'a [u8], object: Span, name: &str) -> Option<std::borrow::Cow<'a, [u8]>> {
    let value = member(text, object, name)?.of(text);
    value.starts_with(b"\"").then(|| string::unescape(value))
}
