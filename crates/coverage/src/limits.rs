//! How much a report may ask for. Whoever opens a pull request from a fork writes the report, so it is hostile.

/// Bounds of one report. The defaults fit every real report known (the largest are 2.5 GB of XML on one line).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the whole report, unpacked.
    pub bytes: u64,
    /// How many times its own size a compressed report may unpack to, once that is more than 64 MiB. Real reports reach
    /// some dozens; a bomb reaches a thousand.
    pub unpacked_ratio: u64,
    /// Bytes of one line of text, and of one XML tag, text or comment.
    pub line_bytes: usize,
    /// Open XML elements, and open objects and arrays of JSON (of which the parser allows no more than 120).
    pub depth: usize,
    /// Attributes of one XML element.
    pub attributes: usize,
    /// Bytes of one XML attribute's value, and of one text of JSON that is not passed over.
    pub attribute_bytes: usize,
    /// Bytes of one path, module, element or branch name. Names that are not kept have no limit of their own.
    pub name_bytes: usize,
    /// Bytes of all names that are kept: a report may name a long module or package once for very many files.
    pub all_name_bytes: usize,
    /// Members of one JSON object that is not passed over.
    pub members: usize,
    /// Files of one report.
    pub files: usize,
    /// The highest line number. A line is an entry in a list, never an index, so a high number costs nothing; a
    /// number above this one shows a broken report.
    pub line_number: u32,
    /// Distinct lines of one report, branches and functions counted with them.
    pub entries: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 4 << 30,
            unpacked_ratio: 200,
            line_bytes: 1 << 20,
            depth: 256,
            attributes: 64,
            attribute_bytes: 256 << 10,
            name_bytes: 4 << 10,
            all_name_bytes: 512 << 20,
            members: 4_000_000,
            files: 1_000_000,
            line_number: 10_000_000,
            entries: 100_000_000,
        }
    }
}
