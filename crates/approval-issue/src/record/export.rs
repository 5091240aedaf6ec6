//! What the record says of one request, for people and programs: the same rows as JSON and as a page.
//!
//! An export proves nothing by itself: it names the place and the hash of each entry, by which it is held against the ledger. What the ledger
//! only commits to, as a name or a reason, is put beside from the facts of the run, the roster and the thread, where they still say the same.

use approval::facts::Facts;
use approval::people::AccountId;
use approval::request::Request;
use ledger::moment::Moment;
use ledger::name::Pseudonym;
use ledger::predicate::{Approval, Decision, Method, NoticeFound, Predicate, RequestEvent};
use runner::report::{Block, Piece, Report, Section, Table};
use serde::{Deserialize, Serialize};

use super::{RecordError, Veil, events, naming};
use ledger::known::Known;

/// The schema of an export.
pub const SCHEMA: &str = "releasegate/approval-record/v1";

/// The record of a request.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Export {
    /// [`SCHEMA`].
    pub schema: String,
    /// The ledger.
    pub ledger: String,
    /// The request's digest, in hex.
    pub request_digest: String,
    /// The request, whose RFC 8785 bytes have that digest.
    pub request: Request,
    /// What was recorded, in the ledger's order.
    pub rows: Vec<Row>,
}

/// Something that was recorded.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Row {
    /// The entry.
    pub entry: u64,
    /// Its leaf hash, in hex.
    pub leaf: String,
    /// What happened.
    pub event: String,
    /// When, in UTC: of a comment GitHub's time of it, of all else that of the run that recorded it.
    pub at: String,
    /// When it was recorded, in UTC.
    pub recorded: String,
    /// By whom.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<Who>,
    /// The comment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub comment: Option<u64>,
    /// What the signature means.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub meaning: Option<String>,
    /// How it was made sure who signed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// What was given as the reason; of what counts for nothing, why it does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// A person of the record.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct Who {
    /// The name that the ledger has.
    pub pseudonym: String,
    /// The number of the account, if it is known here.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub account: Option<u64>,
    /// How the account is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub login: Option<String>,
    /// The printed name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
}

/// What an export is made from.
#[derive(Clone, Copy)]
pub struct From<'a> {
    /// The ledger's name.
    pub ledger: &'a str,
    /// Its entries.
    pub entries: &'a [Known],
    /// The request.
    pub request: &'a Request,
    /// The facts of a run.
    pub facts: &'a Facts,
    /// What hides people.
    pub veil: &'a Veil,
    /// The printed name of an account.
    pub printed_name: &'a dyn Fn(AccountId) -> Option<String>,
}

impl std::fmt::Debug for From<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("From").field("ledger", &self.ledger).finish_non_exhaustive()
    }
}

/// Makes it.
///
/// # Errors
/// A request that no record can hold.
pub fn export(from: From<'_>) -> Result<Export, RecordError> {
    let digest = from.request.digest()?;
    let id = naming::request_id(&digest)?;
    let making = Making { from, people: people(from)? };
    let mut rows = Vec::new();
    for entry in from.entries {
        match entry.statement.as_ref().map(|statement| &statement.predicate) {
            Some(Predicate::Request(one)) if one.request_id == id => rows.extend(making.event(entry, one)),
            Some(Predicate::Approval(one)) if one.request_id.as_ref() == Some(&id) => {
                rows.push(making.vote(entry, one));
            }
            _ => {}
        }
    }
    Ok(Export {
        schema: SCHEMA.to_owned(),
        ledger: from.ledger.to_owned(),
        request_digest: digest,
        request: from.request.clone(),
        rows,
    })
}

/// Everybody who may stand behind a pseudonym, as far as the facts say.
fn people(from: From<'_>) -> Result<Vec<(Pseudonym, AccountId, Option<String>)>, RecordError> {
    let facts = from.facts;
    let written = facts.comments.iter().filter_map(|comment| comment.author.as_ref());
    let authors = written.filter_map(|account| Some((account.id?, Some(account.login.clone()))));
    let asked = facts.people.iter().map(|person| (person.id, Some(person.login.clone())));
    let tied = facts.tied.iter().map(|tied| (tied.id, Some(tied.login.clone())));
    let requesters = from.request.requesters.iter().map(|id| (*id, None));
    let all = authors.chain(asked).chain(tied).chain(requesters);
    all.map(|(id, login)| Ok((from.veil.pseudonym(id)?, id, login))).collect()
}

struct Making<'a> {
    from: From<'a>,
    people: Vec<(Pseudonym, AccountId, Option<String>)>,
}

impl Making<'_> {
    fn who(&self, pseudonym: &Pseudonym) -> Who {
        let known = self.people.iter().find(|(known, ..)| known == pseudonym);
        Who {
            pseudonym: pseudonym.to_string(),
            account: known.map(|(_, id, _)| id.0),
            login: known.and_then(|(_, _, login)| login.clone()),
            name: known.and_then(|(_, id, _)| (self.from.printed_name)(*id)),
        }
    }

    fn row(entry: &Known, event: impl Into<String>, at: Moment) -> Row {
        Row {
            entry: entry.leaf.index,
            leaf: entry.leaf.hash.to_string(),
            event: event.into(),
            at: at.to_string(),
            recorded: entry.time.to_string(),
            by: None,
            comment: None,
            meaning: None,
            method: None,
            reason: None,
        }
    }

    /// An event of the request; of what was noticed a row for each comment.
    fn event(&self, entry: &Known, one: &ledger::predicate::Request) -> Vec<Row> {
        if one.event != RequestEvent::Noticed {
            let row = Self::row(entry, word(&one.event), one.at);
            return vec![Row { by: one.by.as_ref().map(|by| self.who(by)), ..row }];
        }
        let notice = |notice: &ledger::predicate::RequestNotice| Row {
            by: notice.author.as_ref().map(|author| self.who(author)),
            comment: notice.id.as_str().parse().ok(),
            reason: notice.reason.as_ref().map(ToString::to_string),
            ..Self::row(entry, format!("noticed {}", word(&notice.found)), notice.written_at)
        };
        one.notices.iter().map(notice).collect()
    }

    fn vote(&self, entry: &Known, one: &Approval) -> Row {
        let event = match one.decision {
            Decision::Approve => "signed approval",
            Decision::Reject => "signed denial",
            Decision::Revoke => "no longer counts",
        };
        let comment = self.comment(one);
        let there = self.from.facts.comments.iter().find(|there| Some(there.id) == comment);
        let meaning = one.stated_meaning.as_ref().map_or_else(|| word(&one.meaning), ToString::to_string);
        Row {
            by: Some(self.who(&one.approver)),
            comment,
            meaning: Some(meaning),
            method: Some(method(one.authentication.method).to_owned()),
            reason: there.and_then(events::reason),
            ..Self::row(entry, event, one.signed_at)
        }
    }

    /// The comment that a decision was: of the same person and moment, still with the text that was recorded.
    fn comment(&self, one: &Approval) -> Option<u64> {
        let requests =
            self.from.entries.iter().filter_map(|entry| match &entry.statement.as_ref()?.predicate {
                Predicate::Request(request) if Some(&request.request_id) == one.request_id.as_ref() => {
                    Some(request)
                }
                _ => None,
            });
        let mut notices = requests.flat_map(|request| &request.notices);
        let said = |found| matches!(found, NoticeFound::Approval | NoticeFound::Denial);
        let found = notices.find(|notice| {
            notice.author.as_ref() == Some(&one.approver)
                && notice.written_at == one.signed_at
                && said(notice.found)
        })?;
        let number: u64 = found.id.as_str().parse().ok()?;
        let there = self.from.facts.comments.iter().find(|comment| comment.id == number)?;
        (self.from.veil.text(&there.node_id, &there.body) == found.text).then_some(number)
    }
}

const fn method(method: Method) -> &'static str {
    match method {
        Method::GithubSession => "a session at GitHub",
        Method::SshSignature => "an SSH signature",
        Method::Webauthn => "WebAuthn",
        Method::Oidc => "OpenID Connect",
        Method::External => "outside",
    }
}

/// The word that the ledger itself has for it.
fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(word)) => word,
        _ => String::new(),
    }
}

impl Export {
    /// The same for people.
    #[must_use]
    pub fn page(&self) -> Report {
        let mut table =
            Table::new(&["Entry", "What", "When (UTC)", "Who", "Meaning", "Reason", "Comment", "Leaf"]);
        for row in &self.rows {
            let text = |text: &Option<String>| Piece::plain(text.clone().unwrap_or_default());
            table.rows.push(vec![
                Piece::plain(row.entry.to_string()),
                Piece::plain(row.event.clone()),
                Piece::plain(row.at.clone()),
                Piece::plain(row.by.as_ref().map(Who::text).unwrap_or_default()),
                text(&row.meaning),
                text(&row.reason),
                Piece::plain(row.comment.map(|comment| comment.to_string()).unwrap_or_default()),
                Piece::code(row.leaf.clone()),
            ]);
        }
        let about = vec![
            vec![Piece::plain("Ledger "), Piece::code(self.ledger.clone())],
            vec![Piece::plain("Request "), Piece::code(format!("sha256:{}", self.request_digest))],
            vec![Piece::plain("Environment "), Piece::code(self.request.environment.clone())],
            vec![Piece::plain("Commit "), Piece::code(self.request.commit.clone())],
        ];
        Report {
            title: "Approval record".to_owned(),
            headline: format!("{} in the ledger.", runner::text::count(self.rows.len() as u64, "row", "rows")),
            sections: vec![Section {
                heading: None,
                folded: false,
                blocks: vec![Block::List(about), Block::Table(table)],
            }],
            ..Report::default()
        }
    }
}

impl Who {
    /// The printed name, the account, and the pseudonym where nothing else is known.
    fn text(&self) -> String {
        let login = self.login.as_ref().map(|login| format!("@{login}"));
        let parts: Vec<String> = self.name.iter().cloned().chain(login).collect();
        match (parts.is_empty(), self.account) {
            (false, Some(account)) => format!("{} ({account})", parts.join(" ")),
            (false, None) => parts.join(" "),
            (true, Some(account)) => format!("account {account}"),
            (true, None) => self.pseudonym.clone(),
        }
    }
}
