//! The reasons of an outcome, in words, each with what follows from it.

use approval::evaluation::Reason;
use approval::request::Part;
use runner::report::Piece;

use super::names::Names;

/// A reason as a sentence.
pub(crate) fn reason(reason: &Reason, names: &Names) -> Vec<Piece> {
    match reason {
        Reason::SeatsFilled => told("Every seat is filled."),
        Reason::GlassBroken { comments } => {
            told(format!("The glass was broken by {}. A review by somebody else is due.", listed(comments)))
        }
        Reason::GlassAlone { missing } => {
            let people = runner::text::count(u64::from(*missing), "more person", "more people");
            told(format!("Somebody broke the glass, and {people} must do so, each in a comment of their own."))
        }
        Reason::PolicyChanged => told(
            "The policy of this environment is not the one under which this was asked for, so that the seats are others. Ask anew.",
        ),
        Reason::Recorded => told("The record says so, though the issue does not show why. Read the record."),
        Reason::ApprovedBefore => {
            told("Exactly this was approved for this environment and deployed to it before.")
        }
        Reason::SeatOpen { seat, missing } => {
            let people = runner::text::count(u64::from(*missing), "more person", "more people");
            said([word("Seat "), Piece::code(seat), word(format!(" needs {people}."))])
        }
        Reason::SeatWaits { seat, for_seats } => said([
            word("Seat "),
            Piece::code(seat),
            word(" waits until these are full: "),
            Piece::code(for_seats.join(", ")),
            word("."),
        ]),
        Reason::Denied { by, comment } => said([
            Piece::code(names.of_account(*by)),
            word(format!(
                " denied it in comment {comment}. That ends this request: to ask again, start the deployment anew."
            )),
        ]),
        Reason::WithdrawnBy { by, comment } => {
            said([Piece::code(names.of_account(*by)), word(format!(" took it back in comment {comment}."))])
        }
        Reason::Ended { at } => told(format!("It ended at {at}. Whoever still wants it asks again.")),
        Reason::SupersededBy { digest } => said([
            word("A later request took its place: "),
            Piece::code(format!("sha256:{digest}")),
            word(". Approve that one."),
        ]),
        Reason::OtherThanAsked { recomputed, differs } => said([
            word(format!(
                "What is about to be deployed is not what was asked for: {}. It would be the request ",
                other(differs)
            )),
            Piece::code(format!("sha256:{recomputed}")),
            word("; ask for it anew."),
        ]),
        Reason::EnvironmentMoved { from, to } => said([
            word("The environment holds "),
            Piece::code(to.as_deref().unwrap_or("nothing")),
            word(" now and held "),
            Piece::code(from.as_deref().unwrap_or("nothing")),
            word(" when this was asked for, so that the change is another one. Ask anew."),
        ]),
        Reason::ConsumedBy { run, attempt } => told(format!(
            "Attempt {attempt} of run {run} deployed with it. Each approval is for one deployment."
        )),
        Reason::IssueEdited => told(
            "Title or text of the issue were changed after they were posted, so that nobody can tell what was approved. Ask anew.",
        ),
        Reason::IssueOther => {
            told("This issue is not the recorded one: another number, repository or author. Ask anew.")
        }
        Reason::IssueGone => told("The issue was transferred, deleted or made a discussion. Ask anew."),
        Reason::IssueClosed => {
            told("Somebody closed the issue without a decision. Open it again, or ask anew.")
        }
        Reason::IssueLocked => {
            told("The issue is open and locked, so that not everybody who may deny can. Unlock it.")
        }
        Reason::RequestNotShown => {
            told("The issue does not show this request, or it was changed since. Ask anew.")
        }
        Reason::CommentDeleted { author, at } => said([
            word("A comment of "),
            Piece::code(names.of_somebody(*author)),
            word(format!(
                ", who may decide, was deleted at {at}, and nobody knows what it said. They have to say it again."
            )),
        ]),
        Reason::CommentEdited { comment, author, by, at } => said([
            word(format!("Comment {comment} of ")),
            Piece::code(names.of_account(*author)),
            word(", who may decide, was changed by "),
            Piece::code(names.of_somebody(*by)),
            word(format!(
                " at {at}, before it was recorded, and nobody knows what it said. The author has to say it again."
            )),
        ]),
        Reason::DenialUnclear { comment, author } => said([
            word(format!("Comment {comment} of ")),
            Piece::code(names.of_account(*author)),
            word(
                " seems to say no and cannot be read. They have to say it again: `/deny`, or `/approve` if it was not meant.",
            ),
        ]),
        Reason::MembershipUnknown { person } => said([
            word("GitHub did not say whether "),
            Piece::code(names.of_account(*person)),
            word(
                " may decide, and it matters. It is asked again with the next comment or sweep; if this stays, look at the token.",
            ),
        ]),
        Reason::IdentityUnknown { person } => said([
            word("GitHub did not say whether the organisation's identity provider knows "),
            Piece::code(names.of_account(*person)),
            word(
                ", and it matters. It is asked again with the next comment or sweep; if this stays, `members-token` has to be of an owner of \
                 the organisation, with `read:org`, and the provider the organisation's own.",
            ),
        ]),
        Reason::Unattributed { commits } => {
            let commits = runner::text::count(u64::from(*commits), "commit", "commits");
            told(format!(
                "The change has {commits} of which no account of the author or committer is known, who might be an approver. \
                 Their people have to add the address to their account, or make the commits anew."
            ))
        }
        Reason::ReviewOverdue { since } => told(format!(
            "The review of a deployment without approval is overdue since {since}. Until it is done, nothing is approved here."
        )),
        Reason::Frozen { until, why } => {
            said([word(format!("Nothing may be approved until {until}: ")), Piece::code(why), word(".")])
        }
        Reason::NotYet { until } => told(format!("It is not yet time: approvals count from {until}.")),
    }
}

/// What differs, in words.
fn other(differs: &[Part]) -> String {
    let word = |part: &Part| match part {
        Part::Repository => "the repository",
        Part::Environment => "the environment",
        Part::Action => "what is to be done",
        Part::Commit => "the commit",
        Part::Artifacts => "the artifacts",
        Part::Verdicts => "the verdicts",
        Part::Policy => "the policy",
    };
    let words: Vec<&str> = differs.iter().map(word).collect();
    match words.as_slice() {
        [] => "commit, artifacts, verdicts or policy changed".to_owned(),
        [one] => format!("{one} changed"),
        [all @ .., last] => format!("{} and {last} changed", all.join(", ")),
    }
}

fn listed(comments: &[u64]) -> String {
    let all: Vec<String> = comments.iter().map(u64::to_string).collect();
    format!("comment {}", all.join(" and comment "))
}

fn word(text: impl Into<String>) -> Piece {
    Piece::plain(text)
}

fn told(text: impl Into<String>) -> Vec<Piece> {
    vec![Piece::plain(text)]
}

fn said<const N: usize>(pieces: [Piece; N]) -> Vec<Piece> {
    pieces.into()
}
