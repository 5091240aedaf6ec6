//! Why logs cannot be merged: always a log that contradicts itself, never a difference between logs.

/// Why logs cannot be merged, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}: run {run}{}: {message}", self.place.as_ref().map(|place| format!(", {place}")).unwrap_or_default())]
pub struct MergeError {
    /// The name of the log, as it was given.
    pub file: String,
    /// The run, from 0.
    pub run: usize,
    /// What in the run: `results[3]`, `artifacts[0]`; none for the run itself.
    pub place: Option<String>,
    /// A lowercase fragment that says what is wrong and ends with what to do next.
    pub message: String,
}

/// What is wrong with a run, before it is known which file it is of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) place: Option<String>,
    pub(super) what: String,
}

impl Fault {
    pub(super) fn at(place: impl Into<String>, what: impl Into<String>) -> Self {
        Self { place: Some(place.into()), what: what.into() }
    }

    pub(super) fn in_file(self, file: &str, run: usize) -> MergeError {
        let message = format!("{}; let the scanner write the log again", self.what);
        MergeError { file: file.to_owned(), run, place: self.place, message }
    }
}
