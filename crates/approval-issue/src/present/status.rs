//! The one comment that is kept in place: how it stands, and for each command what it counts for. Whoever commented in vain finds the reason
//! there, and what to do.

use approval::evaluation::{Counts, Evaluation, Standing, Why};
use approval::people::AccountId;
use approval::policy::Policy;
use github::LONGEST_BODY;
use runner::markdown::pieces;
use runner::report::Piece;
use verdict::Time;

use super::line::{self, Line};
use super::links::Links;
use super::names::Names;
use super::page::{Page, code, words};
use super::why::{self, Instead};
use super::{headline, reason, seats};

/// Comments that are answered; the newest first, since their authors look now.
const MOST_ANSWERS: usize = 200;
/// Reasons and seats that are shown.
const MOST: usize = 50;

/// What the comment shows.
#[derive(Debug, Clone, Copy)]
pub struct Standings<'a> {
    /// What was found.
    pub evaluation: &'a Evaluation,
    /// The policy.
    pub policy: &'a Policy,
    /// How accounts are called.
    pub names: &'a Names,
    /// Where things are.
    pub links: &'a Links,
    /// The issue's number.
    pub issue: u64,
    /// The code of the open request.
    pub code: approval::code::Code,
    /// Its digest, in hex.
    pub digest: &'a str,
    /// When this was found, by GitHub's clock.
    pub now: Time,
}

/// The text, which with a mark of `mark` characters before it fits a comment.
#[must_use]
pub fn text(standings: &Standings<'_>, mark: usize) -> String {
    let mut page = Page::new(LONGEST_BODY.saturating_sub(mark));
    body(standings, &mut page);
    let now = words(&standings.now.to_string());
    let digest = code(&format!("sha256:{}", standings.digest));
    page.push(&format!("<sub>As of {now}, for request {digest}. This comment is kept up to date.</sub>\n"));
    page.finish()
}

/// The same for the page of another issue or of a run, without the line at the end.
pub(super) fn body(standings: &Standings<'_>, page: &mut Page) {
    let Standings { evaluation, names, .. } = standings;
    let environment = code(&standings.policy.environment);
    page.push(&format!(
        "**{}**\n\nApproval {} for {environment}.\n\n",
        headline(evaluation.outcome),
        code(&standings.code.to_string())
    ));
    let reasons = evaluation.reasons.iter().map(|found| pieces(&reason::reason(found, names)));
    page.list("", &reasons.collect::<Vec<_>>(), MOST);
    let rows = seats::rows(standings.policy, &evaluation.seats, names);
    page.table("", &seats::TITLES, &rows, MOST);
    let mut answers: Vec<&Standing> =
        evaluation.comments.iter().filter(|standing| is_answered(&standing.counts)).collect();
    answers.sort_by_key(|standing| std::cmp::Reverse(standing.comment));
    let rows: Vec<Vec<String>> = answers.into_iter().map(|standing| answer(standings, standing)).collect();
    let titles = ["Comment", "By", "What it counts for"];
    page.table("#### What was said\n\n", &titles, &rows, MOST_ANSWERS);
}

const fn is_answered(counts: &Counts) -> bool {
    !matches!(counts, Counts::Prose | Counts::Ours | Counts::Question)
}

fn answer(standings: &Standings<'_>, standing: &Standing) -> Vec<String> {
    vec![
        standings.links.comment(standings.issue, standing.comment),
        code(&standings.names.of_somebody(standing.author)),
        counts(standings, standing.author, &standing.counts),
    ]
}

/// Why a comment does not count, with what its author would have to write for the seats that they can still fill.
pub(super) fn ignored(standings: &Standings<'_>, author: Option<AccountId>, found: &Why) -> Vec<Piece> {
    let all = line::lines(standings.policy, standings.code);
    let open = |id: &String| {
        let seats = standings.evaluation.seats.iter().filter(|seat| seat.id == *id);
        seats.flat_map(|seat| &seat.open_to).any(|person| Some(*person) == author)
    };
    let own: Vec<Line> = all.iter().filter(|line| line.seats.iter().any(open)).cloned().collect();
    let code = standings.code.to_string();
    let lines = if own.is_empty() { &all } else { &own };
    let instead = Instead { lines, code: &code, reason: standings.policy.reason };
    why::why(found, standings.names, &instead)
}

/// What a comment counts for, in words.
fn counts(standings: &Standings<'_>, author: Option<AccountId>, counts: &Counts) -> String {
    match counts {
        Counts::Prose => "nothing: it begins with no command".to_owned(),
        Counts::Ours => "nothing: it is ours".to_owned(),
        Counts::Question => "a question, which this comment answers".to_owned(),
        Counts::Approval { seat: Some(seat) } => format!("<b>approval</b>, seat {}", code(seat)),
        Counts::Approval { seat: None } => "<b>approval</b>, beyond what the seats need".to_owned(),
        Counts::Denial => "<b>denial</b>, which stands".to_owned(),
        Counts::Withdrawal => "takes back what the same person said before".to_owned(),
        Counts::BreakGlass => "<b>breaks the glass</b>".to_owned(),
        Counts::Replaced { by } => {
            format!(
                "nothing any more: the same person decided again in {}",
                standings.links.comment(standings.issue, *by)
            )
        }
        Counts::Ignored { why: found } => {
            let why = pieces(&ignored(standings, author, found));
            format!("<b>does not count</b>: {why}.")
        }
    }
}
