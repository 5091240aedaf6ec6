//! Title and text of the issue: what is to be deployed, on what evidence, who may say yes, and how.

use approval::command::Command;
use approval::evaluation::SeatState;
use approval::people::AccountId;
use approval::policy::{Demand, Item, Level, Policy};
use approval::request::{Action, Request};
use github::LONGEST_BODY;
use github::git::history::Relation;

use super::line::{self, Line};
use super::links::Links;
use super::names::Names;
use super::page::{Page, code, length, words};
use super::seats;
use crate::gather::change::Change;
use crate::gather::files::Evidence;
use crate::gather::signature;
use crate::gather::source::Remark;
use crate::gather::target::Deployed;

/// Commits that are listed.
const MOST_COMMITS: usize = 50;
/// Artifacts that are listed; all of them are bound.
const MOST_ARTIFACTS: usize = 50;
/// Verdicts that are listed, which is all that a request can hold.
const MOST_VERDICTS: usize = 64;
/// Questions and seats that are listed.
const MOST_SEATS: usize = 50;
/// Longest environment in a title, in characters; GitHub takes titles of 256.
const LONGEST_NAME: usize = 100;

/// What the issue shows.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// The request.
    pub request: &'a Request,
    /// Its digest, in hex.
    pub digest: &'a str,
    /// Its code.
    pub code: approval::code::Code,
    /// The block that binds it ([`approval::posted::write`]).
    pub block: &'a str,
    /// Where things are.
    pub links: &'a Links,
    /// The policy under which it is decided.
    pub policy: &'a Policy,
    /// Seats as they stand before anybody voted.
    pub seats: &'a [SeatState],
    /// How accounts are called.
    pub names: &'a Names,
    /// The run and attempt that ask.
    pub run: Option<(u64, u64)>,
    /// What it changes.
    pub change: &'a Change,
    /// The verdicts.
    pub evidence: &'a [Evidence],
    /// What is deployed now.
    pub deployed: Option<&'a Deployed>,
    /// Who is told ([`super::mention::mentions`]).
    pub mentions: &'a [String],
    /// What people should see of the policy's names.
    pub remarks: &'a [Remark],
    /// Who may approve and has no key, where votes are signed.
    pub keyless: &'a [AccountId],
}

/// The title, at most 256 characters.
#[must_use]
pub fn title(ask: &Ask<'_>) -> String {
    let environment = runner::text::one_line(&ask.request.environment).into_owned();
    let cut: String = environment.chars().take(LONGEST_NAME).collect();
    let more = if cut == environment { "" } else { "…" };
    let short: String = ask.request.commit.chars().take(7).collect();
    format!("Approve {} to {cut}{more}: {short} ({})", action(ask.request.action), ask.code)
}

fn action(action: Action) -> &'static str {
    match action {
        Action::Deploy => "deployment",
        Action::Rollback => "rollback",
    }
}

/// The text, which with a mark of `mark` characters before it fits an issue. The block that binds stands in it whole.
#[must_use]
pub fn text(ask: &Ask<'_>, mark: usize) -> String {
    let end = format!("\n{}\n", ask.block);
    let mut page = Page::new(LONGEST_BODY.saturating_sub(mark).saturating_sub(length(&end)));
    page.push(&head(ask));
    let lines = line::lines(ask.policy, ask.code);
    // Where there is no room for each seat's own, one of them is better than none.
    if !page.push(&how(ask, &lines)) {
        page.push(&how(ask, lines.get(..1).unwrap_or_default()));
    }
    let questions: Vec<String> = ask.policy.checklist.iter().map(question).collect();
    page.list("Each line of the list says yes to its question:\n\n", &questions, MOST_SEATS);
    let seats = seats::rows(ask.policy, ask.seats, ask.names);
    page.table("#### Who approves\n\n", &seats::TITLES, &seats, MOST_SEATS);
    page.list("", &ask.remarks.iter().map(remark).collect::<Vec<_>>(), MOST_SEATS);
    let verdicts: Vec<Vec<String>> = ask.evidence.iter().map(verdict).collect();
    let titles = ["Gate", "Result", "What it says", "Judgement"];
    page.table("#### Verdicts\n\n", &titles, &verdicts, MOST_VERDICTS);
    if verdicts.is_empty() {
        page.push("#### Verdicts\n\nNone was given: nothing but the change itself can be looked at.\n\n");
    }
    change(ask, &mut page);
    let artifacts = ask.request.artifacts.iter();
    let artifacts: Vec<Vec<String>> =
        artifacts.map(|artifact| vec![code(&artifact.name), code(&artifact.sha256)]).collect();
    page.table("#### Artifacts\n\n", &["Name", "SHA-256"], &artifacts, MOST_ARTIFACTS);
    page.finish() + &end
}

fn head(ask: &Ask<'_>) -> String {
    let request = ask.request;
    let mut text = String::new();
    if !ask.mentions.is_empty() {
        text.push_str(&format!("{}: you are asked.\n\n", ask.mentions.join(" ")));
    }
    let mut row = |name: &str, value: &str| text.push_str(&format!("| {name} | {value} |\n"));
    row("", "");
    row("---", "---");
    row("Environment", &code(&request.environment));
    row("What is to be done", action(request.action));
    row("Commit", &format!("{} {}", ask.links.commit(&request.commit), code(&request.commit)));
    let now = match ask.deployed {
        Some(deployed) => format!("{} ({})", ask.links.commit(&deployed.sha), code(&deployed.name())),
        None => request.replaces.as_deref().map_or_else(|| "nothing".to_owned(), code),
    };
    row("Deployed now", &now);
    let asked = match request.requesters.is_empty() {
        true => "nobody who is known".to_owned(),
        false => code(&ask.names.of_all(&request.requesters)),
    };
    let run = ask.run.map(|(run, attempt)| format!(", {}", ask.links.run(run, attempt))).unwrap_or_default();
    row("Asked by", &format!("{asked}{run}"));
    row("Ends", &words(&request.expires.to_string()));
    row("Code", &code(&ask.code.to_string()));
    row("Digest", &code(&format!("sha256:{}", ask.digest)));
    row("Policy", &code(&format!("sha256:{}", request.policy_sha256)));
    text.push('\n');
    text
}

/// The lines to paste, for each seat that takes others. They are ours: code, meaning and names of questions are words of the policy, which holds no others.
fn how(ask: &Ask<'_>, lines: &[Line]) -> String {
    let policy = ask.policy;
    let needs_code = policy.code == Demand::Required;
    let deny = Command::Deny { code: Some(ask.code), reason: Some("REASON".to_owned()) };
    let mut text = "#### How to answer\n\n".to_owned();
    match lines {
        [line] => {
            text.push_str(&format!("Comment on this page, beginning with this:\n\n{}", fenced(&line.text())));
        }
        _ => text.push_str("Comment on this page, beginning with the lines of the seat that you fill.\n\n"),
    }
    for line in lines.iter().filter(|_| lines.len() > 1) {
        let seats = if line.seats.len() == 1 { "Seat" } else { "Seats" };
        text.push_str(&format!("{seats} {}:\n\n{}", code(&line.seats.join(", ")), fenced(&line.text())));
    }
    text.push_str(&format!("Or:\n\n{}", fenced(&format!("{deny}\n/withdraw\n/status"))));
    if policy.signature == Level::Ssh {
        let whole = lines.first().map(Line::text).unwrap_or_default();
        text.push_str(&signing(ask, &whole, lines.len() > 1));
        text.push_str(&keyless(ask));
    }
    if policy.signature == Level::Sso {
        text.push_str(
            "An approval counts only from an account that the organisation's identity provider knows.\n",
        );
    }
    if !needs_code {
        text.push_str("The code may be left out while this is the only request here.\n");
    }
    if policy.meanings.len() > 1 {
        text.push_str(&format!("What it means is one of {}.\n", code(&policy.meanings.join(", "))));
    }
    if policy.reason > 0 {
        text.push_str(&format!("The reason has at least {} letters.\n", policy.reason));
    }
    text.push_str(
        "A comment that is edited afterwards, or comes by mail, counts for nothing. A denial ends the request: to ask again, start the deployment anew.\n\n",
    );
    text
}

/// How a vote is signed: over all that it says and the digest, so that it is good for nothing else.
fn signing(ask: &Ask<'_>, written: &str, differ: bool) -> String {
    let message = signature::message(written, ask.digest);
    let shell = format!(
        "cat > vote.txt <<'VOTE'\n{message}VOTE\nssh-keygen -Y sign -n {} -f ~/.ssh/id_ed25519 vote.txt",
        signature::NAMESPACE
    );
    let yours = if differ { " (here for the first seat; take the lines of yours)" } else { "" };
    format!(
        "An approval is signed. Write it into a file, with the digest below, and sign that{yours}:\n\n{}\
         The comment is the same without the digest, an empty line, and all of `vote.txt.sig`. A signature counts once.\n\n",
        fenced(&shell)
    )
}

/// Who may approve and has no key, so that it is mended before anybody signs in vain.
fn keyless(ask: &Ask<'_>) -> String {
    if ask.keyless.is_empty() {
        return String::new();
    }
    let names: Vec<String> = ask.keyless.iter().take(MOST_SEATS).map(|id| ask.names.of_account(*id)).collect();
    format!(
        "No key in {} yet, so that their approval does not count: {}.\n\n",
        code(signature::PATH),
        code(&names.join(", "))
    )
}

fn question(item: &Item) -> String {
    format!("{}: {}{}", code(&item.id), words(&item.text), of_seats(&item.seats))
}

fn of_seats(seats: &[String]) -> String {
    if seats.is_empty() { String::new() } else { format!(" (seat {})", code(&seats.join(", "))) }
}

/// A block of code whose fence is longer than any in it.
fn fenced(text: &str) -> String {
    let longest = text.split(|letter| letter != '`').map(str::len).max().unwrap_or_default();
    let fence = "`".repeat(longest.saturating_add(1).max(3));
    format!("{fence}text\n{text}\n{fence}\n\n")
}

fn verdict(evidence: &Evidence) -> Vec<String> {
    let judged = &evidence.judged;
    vec![
        code(&judged.gate),
        format!("<b>{}</b>", judged.status.word()),
        words(&evidence.summary),
        code(&judged.judgement),
    ]
}

fn change(ask: &Ask<'_>, page: &mut Page) {
    let change = ask.change;
    let count = u64::try_from(change.commits.len()).unwrap_or(u64::MAX);
    let commits = runner::text::count(count, "commit", "commits");
    let what = match (change.relation, &change.base) {
        (Some(relation), Some(base)) => {
            let how = match relation {
                Relation::Identical => "The same commit is deployed already".to_owned(),
                Relation::Ahead => format!("{commits} more than what is deployed"),
                Relation::Behind => "It goes back: what is deployed has commits that this has not".to_owned(),
                Relation::Diverged => {
                    format!("{commits} that what is deployed has not, and what is deployed has others that this has not")
                }
            };
            format!("{how} ({}).", ask.links.compare(base, &change.head))
        }
        _ => "It is not known what is deployed now, so that only the newest commit is shown and looked at for who made it."
            .to_owned(),
    };
    page.push(&format!("#### The change\n\n{what}\n\n"));
    if !change.unattributed.is_empty() {
        let count = u64::try_from(change.unattributed.len()).unwrap_or(u64::MAX);
        let text = runner::text::count(count, "of them has", "of them have");
        page.push(&format!("{text} an author or committer whose account is not known.\n\n"));
    }
    // The newest first: that is what people look for.
    let lines: Vec<String> = change
        .commits
        .iter()
        .rev()
        .map(|commit| {
            let authors: Vec<String> = commit.authors.iter().take(5).map(|author| code(author)).collect();
            format!("{} {} — {}", ask.links.commit(&commit.sha), words(&commit.headline), authors.join(", "))
        })
        .collect();
    page.list("", &lines, MOST_COMMITS);
}

fn remark(remark: &Remark) -> String {
    let source = |source: &approval::people::Source| code(&source.to_string());
    match remark {
        Remark::Renamed { source: named, now } => {
            format!("{} is called {} now; correct the policy.", source(named), code(now))
        }
        Remark::Taken { source: named, now, by } => format!(
            "The name in {} belongs to somebody else now (account {}). Who is meant is called {}; correct the policy.",
            source(named),
            by.0,
            code(now)
        ),
        Remark::Gone { source: named } => {
            format!(
                "{} was deleted or cannot be seen, and will not approve; correct the policy.",
                source(named)
            )
        }
    }
}
