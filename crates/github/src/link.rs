//! The `Link` header (RFC 8288): where a list goes on. One that cannot be read is no end of a list.

use http::HeaderMap;

/// The addresses and relations of all `Link` headers.
///
/// # Errors
/// A header that is not of the form that RFC 8288 gives.
pub(crate) fn next(headers: &HeaderMap) -> Result<Option<String>, ()> {
    let mut found = None;
    for header in headers.get_all(http::header::LINK) {
        let mut rest = Text(header.to_str().map_err(drop)?);
        while !rest.is_over() {
            let (address, is_next) = link(&mut rest)?;
            if is_next {
                found.get_or_insert(address);
            }
        }
    }
    Ok(found)
}

/// What is left to read.
struct Text<'a>(&'a str);

impl<'a> Text<'a> {
    fn is_over(&mut self) -> bool {
        // Empty elements of a list are allowed (RFC 9110, 5.6.1).
        self.0 = self.0.trim_start_matches([' ', '\t', ',']);
        self.0.is_empty()
    }

    fn take(&mut self, mark: char) -> bool {
        self.0 = self.0.trim_start();
        let rest = self.0.strip_prefix(mark);
        self.0 = rest.unwrap_or(self.0);
        rest.is_some()
    }

    /// Up to the mark, which is taken too.
    fn until(&mut self, mark: char) -> Result<&'a str, ()> {
        let (before, after) = self.0.split_once(mark).ok_or(())?;
        self.0 = after;
        Ok(before)
    }

    /// A name or an unquoted value.
    fn token(&mut self) -> Result<&'a str, ()> {
        self.0 = self.0.trim_start();
        let end = self.0.find([' ', '\t', ';', ',', '=', '"', '<', '>']).unwrap_or(self.0.len());
        let (token, rest) = self.0.split_at_checked(end).filter(|(token, _)| !token.is_empty()).ok_or(())?;
        self.0 = rest;
        Ok(token)
    }

    fn value(&mut self) -> Result<&'a str, ()> {
        if self.take('"') {
            let value = self.until('"')?;
            // An escaped quotation mark would end the value too early: GitHub sends none.
            return if value.contains('\\') { Err(()) } else { Ok(value) };
        }
        self.token()
    }
}

/// One link: its address, and whether the list goes on there.
fn link(text: &mut Text<'_>) -> Result<(String, bool), ()> {
    if !text.take('<') {
        return Err(());
    }
    let address = text.until('>')?.to_owned();
    let mut is_next = false;
    while text.take(';') {
        let name = text.token()?;
        let value = if text.take('=') { text.value()? } else { "" };
        let relates = value.split_whitespace().any(|relation| relation.eq_ignore_ascii_case("next"));
        is_next |= name.eq_ignore_ascii_case("rel") && relates;
    }
    if text.0.trim_start().is_empty() || text.take(',') { Ok((address, is_next)) } else { Err(()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[&[u8]]) -> Result<Option<String>, ()> {
        let mut map = HeaderMap::new();
        for header in headers {
            map.append("link", http::HeaderValue::from_bytes(header).unwrap());
        }
        next(&map)
    }

    #[test]
    fn the_next_page_is_found_wherever_it_stands() {
        let page = |rel: &str, page: u32| format!("<https://api.github.com/x?page={page}>; rel=\"{rel}\"");
        let both = [page("prev", 1), page("next", 3), page("last", 9)].join(", ");
        let three = Ok(Some("https://api.github.com/x?page=3".to_owned()));
        assert_eq!(read(&[both.as_bytes()]), three);
        assert_eq!(read(&[page("last", 9).as_bytes(), page("next", 3).as_bytes()]), three);
        let two = |header: &str| {
            assert_eq!(read(&[header.as_bytes()]), Ok(Some("https://a/?q=1,2".to_owned())), "{header}")
        };
        two("<https://a/?q=1,2>; title=\"x\"; rel=next");
        two("<https://a/?q=1,2>; title=\"a<b,c;d\"; rel=\"last\tnext\"");
        two("<https://b/>;rel=prev , <https://a/?q=1,2> ; REL = NEXT");
        two(",, <https://b/>; crossorigin; rel=\"prev\", <https://a/?q=1,2>; rel=\"next\",");
    }

    #[test]
    fn a_list_without_a_next_page_is_over() {
        for over in [&b""[..], b"<a>; rel=\"nextto\"", b"<a>; next", b"<a>", b"<a>; rel=\"last\""] {
            assert_eq!(read(&[over]), Ok(None), "{over:?}");
        }
        assert_eq!(read(&[]), Ok(None));
    }

    #[test]
    fn what_cannot_be_read_is_no_end() {
        for wrong in [
            &b"rel=\"next\""[..],
            b"<a",
            b"<a>; rel=\"next",
            b"<a>; rel=",
            b"<a> rel=next",
            b"<a>; =next",
            b"<a>; rel=\"pr\xE9v\"",
            b"<a>; rel=\"x\\\"\"; rel=next",
            b"<a>; rel=last <b>; rel=next",
        ] {
            assert_eq!(read(&[wrong]), Err(()), "{:?}", String::from_utf8_lossy(wrong));
        }
    }
}
