//! How much of a log is read before it is refused.

/// The bounds that a log must keep. All input is hostile, so each of them is checked while reading, never afterwards.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Limits {
    /// The bytes of one file, as given and as converted to UTF-8.
    pub bytes: usize,
    /// How deep objects and arrays may lie in one another.
    pub depth: usize,
    /// The runs of one file.
    pub runs: usize,
    /// The results of one run.
    pub results: usize,
    /// The elements of one of a run's index tables.
    pub elements: usize,
    /// The members of one object.
    pub members: usize,
    /// The bytes of one string, as written.
    pub string: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            bytes: 2 << 30,
            depth: 512,
            runs: 10_000,
            results: 5_000_000,
            elements: 5_000_000,
            members: 100_000,
            string: 64 << 20,
        }
    }
}
