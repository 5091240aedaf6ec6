//! How much a report may ask for. Whoever opens a pull request from a fork can write the report, so it is hostile.

/// Bounds of one report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the report.
    pub bytes: usize,
    /// Values of a JSON document, or elements and attributes of an XML one. A value of two bytes takes some thirty in memory.
    pub nodes: u64,
    /// Open XML elements. JSON has the parser's own bound of 128.
    pub depth: usize,
    /// Attributes of one XML element.
    pub attributes: usize,
    /// Results of one report.
    pub results: usize,
    /// Bytes of one text that is carried over; the rest is cut, and the text says so.
    pub text_bytes: usize,
    /// Places, aliases, references and such of one result.
    pub items: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 128 << 20,
            nodes: 8_000_000,
            depth: 64,
            attributes: 64,
            results: 250_000,
            text_bytes: 8 << 10,
            items: 200,
        }
    }
}
