//! Moments by GitHub's clock. A runner's own clock decides nothing.

use approval::people::AccountId;
use github::GitHub;
use verdict::Time;

/// GitHub's answers told no time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error(
    "GitHub's answers bear no `date` that can be read, so that nobody knows what ended: look at the proxy on the way"
)]
pub struct NoMoment;

/// The moment of GitHub's latest answer.
///
/// # Errors
/// No answer told one.
pub(crate) fn now(github: &GitHub) -> Result<Time, NoMoment> {
    latest([github])
}

/// The moment of the latest answer to any of these clients.
///
/// # Errors
/// No answer told one.
pub(crate) fn latest<'a>(clients: impl IntoIterator<Item = &'a GitHub>) -> Result<Time, NoMoment> {
    time(clients.into_iter().filter_map(GitHub::moment).max().ok_or(NoMoment)?)
}

/// A moment that GitHub wrote.
///
/// # Errors
/// One outside of the years that RFC 3339 can write.
pub(crate) fn time(moment: jiff::Timestamp) -> Result<Time, NoMoment> {
    Time::from_timestamp(moment).map_err(|_| NoMoment)
}

/// Whether two numbers are one account; nobody is nobody.
pub(crate) fn is(id: Option<u64>, account: AccountId) -> bool {
    id == Some(account.0)
}
