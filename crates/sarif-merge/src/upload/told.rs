//! What is told of an upload.

use runner::gate::Notice;

/// How an upload ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Status {
    /// GitHub processed all of it, and what it counts is what was sent.
    Uploaded,
    /// GitHub received all of it, and nobody waited for more.
    Sent,
    /// GitHub received it, and did not say in time what became of it.
    Unproven,
    /// GitHub refused it, or made something else of it.
    Failed,
    /// It was not tried.
    Skipped,
}

/// What became of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Told {
    pub(crate) status: Status,
    /// The main thing, in one line.
    pub(crate) headline: String,
    /// What else somebody should know: what GitHub leaves out, and what it warns of.
    pub(crate) notes: Vec<String>,
    /// GitHub's names of the files that it received.
    pub(crate) ids: Vec<String>,
}

impl Status {
    /// The word of the output `upload-status`. A time-out is no success.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            Self::Uploaded => "uploaded",
            Self::Sent => "sent",
            Self::Unproven | Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

impl Told {
    pub(crate) fn skipped(why: impl std::fmt::Display) -> Self {
        Self::new(Status::Skipped, format!("Nothing was uploaded to code scanning: {why}"))
    }

    pub(crate) fn failed(why: impl std::fmt::Display) -> Self {
        Self::new(Status::Failed, format!("The upload to code scanning failed: {why}"))
    }

    pub(crate) fn new(status: Status, headline: String) -> Self {
        Self { status, headline, notes: Vec::new(), ids: Vec::new() }
    }

    /// As the action tells it.
    pub(crate) fn notices(self) -> Vec<Notice> {
        let bad = matches!(self.status, Status::Unproven | Status::Failed);
        let stands = if bad { ". The verdict stands" } else { "" };
        let headline = format!("{}{stands}", self.headline);
        let first = if bad { Notice::failed(headline) } else { Notice::done(headline) };
        let mut notices = vec![first.with_output("upload-status", self.status.word())];
        // What is not shown to people is a warning, whoever is to blame.
        notices.extend(self.notes.into_iter().map(Notice::failed));
        if !self.ids.is_empty() {
            let ids = self.ids.join(",");
            notices.push(Notice::done(format!("SARIF ids: {ids}")).with_output("sarif-ids", ids));
        }
        notices
    }
}
