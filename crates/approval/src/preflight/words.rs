//! What is in the way, in words.

use std::fmt;

use super::{Member, Obstacle};
use crate::people::Tie;

/// Names that a sentence holds.
const NAMES: usize = 10;

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooFew { seats, needed, left, tied } => too_few(f, seats, *needed, left, tied),
            Self::Unattributed { commits } => {
                write!(
                    f,
                    "the change has commits without a known author ({commits}), and the policy stops at such commits"
                )
            }
            Self::NoSeat => f.write_str("the policy has no seat, so nobody may approve"),
        }
    }
}

fn too_few(
    f: &mut fmt::Formatter<'_>,
    seats: &[String],
    needed: u32,
    left: &[Member],
    tied: &[(Member, Tie, String)],
) -> fmt::Result {
    let (needs, together) = if seats.len() == 1 { ("needs", "") } else { ("need", " together") };
    write!(f, "{} {needs} {needed}{together}, ", seats.join(" and "))?;
    match left {
        [] => f.write_str("nobody is left")?,
        [one] => write!(f, "only {} is left", one.login)?,
        several => write!(f, "only {} are left", listed(several.iter().map(|member| member.login.clone())))?,
    }
    if tied.is_empty() {
        return Ok(());
    }
    write!(f, ": {}", listed(tied.iter().map(|(member, tie, _)| format!("{} {}", member.login, doing(*tie)))))
}

fn listed(names: impl ExactSizeIterator<Item = String>) -> String {
    let more = names.len().saturating_sub(NAMES);
    let shown: Vec<String> = names.take(NAMES).collect();
    let shown = shown.join(", ");
    if more == 0 { shown } else { format!("{shown} and {more} more") }
}

/// What somebody with a tie did.
fn doing(tie: Tie) -> &'static str {
    match tie {
        Tie::Requester => "is the requester",
        Tie::Actor => "started the run",
        Tie::TriggeringActor => "ran it again",
        Tie::PullRequestAuthor => "opened a pull request of the change",
        Tie::Merger => "merged the change",
        Tie::Author => "wrote a commit of the change",
        Tie::Committer => "committed a commit of the change",
        Tie::CoAuthor => "is a co-author of the change",
        Tie::Pusher => "pushed the change",
    }
}
