//! Why a comment counts for nothing, in words, and what its author can do.

use approval::evaluation::Why;
use approval::people::Tie;
use runner::report::Piece;

use super::line::{self, Line};
use super::names::Names;

/// What its author would have to write.
pub(crate) struct Instead<'a> {
    /// The whole of an approval, for the seats that the author can fill.
    pub(crate) lines: &'a [Line],
    /// The code of the request that is open.
    pub(crate) code: &'a str,
    /// Letters of the reason of an approval at least.
    pub(crate) reason: u32,
}

/// The sentence for a comment. What is to be written instead is shown whole, so that nobody learns of one missing thing after the other.
pub(crate) fn why(why: &Why, names: &Names, instead: &Instead<'_>) -> Vec<Piece> {
    let code = instead.code;
    let anew = |before: String| -> Vec<Piece> {
        let mut all = vec![word(before)];
        all.extend(line::pieces(instead.lines));
        all
    };
    match why {
        Why::Malformed { column, problem } => {
            let problem = problem.trim_end_matches('.');
            let text = format!("it is no command: at column {column}, {problem}. Write a new comment");
            // Whoever meant another command is told how that is written by the problem itself.
            if !problem.contains("`/") || problem.contains("write `/approve`") {
                anew(format!("{text}; an approval is "))
            } else {
                told(text)
            }
        }
        Why::NoPerson => {
            told("no person stands behind this account: only people decide, each in their own name")
        }
        Why::ByApp { app } => said([
            word("the app "),
            Piece::code(app),
            word(" wrote it: sign in with a browser or GitHub's own apps and comment there"),
        ]),
        Why::ByMail => told("it came by mail, for which nobody signs in: comment on this page"),
        Why::Edited { by } => said([
            word("it was changed after it was written, by "),
            Piece::code(names.of_somebody(*by)),
            word(": what was decided is not changed but said anew, in another comment"),
        ]),
        Why::Hidden => told("it is hidden: show it again, or say it anew in another comment"),
        Why::BeforeRequest => told("it is older than the request, so that it cannot mean it: comment anew"),
        Why::CodeNeeded => anew("it names no request, and must: comment anew with ".to_owned()),
        Why::OtherCode => anew(
            "it names another request than the one that is open: look at what is asked for, and comment with "
                .to_owned(),
        ),
        Why::Superseded => anew(
            "it answers a request whose place another took: look at the new one, and comment with ".to_owned(),
        ),
        Why::AfterEnd => told("the request had ended when it was written: whoever wants it asks again"),
        Why::TooSoon { until } => {
            told(format!("nobody can have read the request so fast: comment anew after {until}"))
        }
        Why::OutsideHours => {
            told("it was written outside of the hours in which this may be approved: comment anew within them")
        }
        Why::Frozen => told("nothing may be approved during a freeze: comment anew when it is over"),
        Why::NoSeat => told("its author belongs to no seat: the table of seats says who can fill one"),
        Why::MembershipPending => {
            told("its author is invited and has not accepted: accept the invitation, then comment anew")
        }
        Why::MembershipUnknown => told(
            "GitHub did not say whether its author belongs to a seat, so that it counts neither way yet: it is asked again with \
             the next comment or sweep; if this stays, look at the token",
        ),
        Why::MembershipLost => told(
            "its author belonged to a seat when writing and does not now: somebody else of the seat has to approve",
        ),
        Why::Tied { tie, seen_in } => said([
            word(format!("its author {} (", tie_words(*tie))),
            Piece::code(seen_in),
            word("), and nobody approves their own doing: somebody else has to"),
        ]),
        Why::Meaning => {
            anew("it states no meaning, or none that is allowed here: comment anew with ".to_owned())
        }
        // Whoever breaks the glass gives another reason than whoever approves.
        Why::Reason { least } if *least != instead.reason => said([
            word(format!("it gives no reason of at least {least} letters: comment anew with ")),
            Piece::code(format!("/break-glass {code} because REASON")),
        ]),
        Why::Reason { least } => {
            anew(format!("it gives no reason of at least {least} letters: comment anew with "))
        }
        Why::Checklist { items } => {
            let mut all = said([word("it does not answer "), Piece::code(items.join(", "))]);
            all.extend(anew(": comment anew with ".to_owned()));
            all
        }
        Why::Signature { problem } => {
            let mut all = said([word("its signature does not hold ("), Piece::code(problem), word(")")]);
            all.extend(anew(": comment anew with ".to_owned()));
            all.push(word(
                ", and below that a signature over it and the digest, as the top of the issue shows",
            ));
            all
        }
        Why::NoIdentity => told(
            "the organisation's identity provider does not know its author: sign in to the organisation by single sign-on, then comment \
             anew",
        ),
        Why::IdentityUnknown => told(
            "GitHub did not say whether the organisation's identity provider knows its author, so that it counts neither way yet: it is \
             asked again with the next comment or sweep; if this stays, look at `members-token`",
        ),
        Why::SeatsFirst { seats } => said([
            word("every seat that it could fill waits until these are full: "),
            Piece::code(seats.join(", ")),
            word(". Comment anew then"),
        ]),
        Why::DeniedBefore { comment } => said([
            word(format!("its author denied in comment {comment}, and that stands: ")),
            Piece::code("/withdraw"),
            word(" takes it back, and then an approval counts"),
        ]),
        Why::NothingToWithdraw => told("its author has said nothing that could be taken back"),
        Why::NoBreakGlass => {
            told("nobody may break the glass here, or its author may not: ask for an approval")
        }
    }
}

fn tie_words(tie: Tie) -> &'static str {
    match tie {
        Tie::Requester => "asked for this",
        Tie::Actor => "started the run",
        Tie::TriggeringActor => "ran it again",
        Tie::PullRequestAuthor => "opened a pull request of the change",
        Tie::Merger => "merged a pull request of the change",
        Tie::Author => "is an author of the change",
        Tie::Committer => "committed a part of the change",
        Tie::CoAuthor => "is a co-author of the change",
        Tie::Pusher => "pushed a part of the change",
    }
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
