//! The hidden mark in what the suite writes: by it, and by the author, a thing is found again.

/// Longest text of an issue or comment that GitHub takes, in characters.
pub const LONGEST_BODY: usize = 65_536;

/// A mark: which tool wrote something, and which of its things it is. HTML comments are not shown.
///
/// Whoever writes comments can write a mark, and whoever has write access can put one into a text of ours: a mark counts only together with
/// the author and with who edited the text last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marker(String);

impl Marker {
    /// `key` is any text of the tool's own; it is escaped, so that it cannot end the mark.
    #[must_use]
    pub fn new(tool: &str, key: &str) -> Self {
        Self(format!("<!-- releasegate:{}:{} -->", escaped(tool), escaped(key)))
    }

    /// The text that begins with the mark.
    #[must_use]
    pub fn on(&self, body: &str) -> String {
        format!("{}\n{body}", self.0)
    }

    /// Whether a text begins with this mark. A mark elsewhere is a quotation.
    #[must_use]
    pub fn marks(&self, body: &str) -> bool {
        body.strip_prefix(&self.0).is_some_and(|rest| rest.is_empty() || rest.starts_with(['\n', '\r']))
    }
}

/// Letters, digits, `.`, `_` and `/` as they are, all else as `=` and the number of its byte: two keys never share a mark.
fn escaped(key: &str) -> String {
    let mut text = String::new();
    for byte in key.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'_' | b'/' => text.push(char::from(byte)),
            other => text.push_str(&format!("={other:02x}")),
        }
    }
    text
}

/// The first of the texts that GitHub takes as a body together with this mark; texts are never cut.
pub(crate) fn first_that_fits(marker: &Marker, tiers: &[String]) -> Option<String> {
    let fits = |body: &String| body.encode_utf16().count() <= LONGEST_BODY;
    tiers.iter().map(|tier| marker.on(tier)).find(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_counts_at_the_beginning_only() {
        let marker = Marker::new("coverage-gate", "api");
        assert!(marker.marks(&marker.on("text")) && marker.marks(&marker.on("").replace('\n', "\r\n")));
        assert!(!marker.marks(&format!("> {}", marker.on("text"))));
        assert!(!Marker::new("coverage-gate", "ap").marks(&marker.on("text")));
    }

    #[test]
    fn no_key_ends_its_mark_or_is_another() {
        let keys = ["a -->", "a --", "a", "a=", "a:b", "a\nb", "ä", "", "--!>"];
        let marks: Vec<String> = keys.iter().map(|key| Marker::new("t", key).on("")).collect();
        for (index, mark) in marks.iter().enumerate() {
            assert_eq!(mark.matches("--").count(), 2, "{mark}");
            assert_eq!(mark.matches('>').count(), 1, "{mark}");
            assert_eq!(marks.iter().position(|other| other == mark), Some(index));
        }
        // A colon parts tool and key.
        assert_ne!(Marker::new("a:b", "c"), Marker::new("a", "b:c"));
    }

    #[test]
    fn the_largest_tier_that_fits_is_taken_whole() {
        let marker = Marker::new("t", "k");
        let room = LONGEST_BODY - marker.on("").len();
        let tiers = |sizes: &[usize]| sizes.iter().map(|size| "x".repeat(*size)).collect::<Vec<_>>();
        assert_eq!(first_that_fits(&marker, &tiers(&[room + 1, room, 3])).unwrap().len(), LONGEST_BODY);
        assert_eq!(first_that_fits(&marker, &tiers(&[room + 1])), None);
        // What GitHub counts is not bytes.
        assert!(first_that_fits(&marker, &["ü".repeat(room)]).is_some());
    }
}
