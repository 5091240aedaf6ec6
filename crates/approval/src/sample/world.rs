//! A request, its issue and what people did there, for tests: `World::new()` is a request of [`ASKER`] for one of `team:acme/qa`, posted at
//! minute 0; `says` writes comments one minute after another.

use verdict::Time;
use verdict::canonical::sha256_hex;

use crate::facts::{Facts, RecordedIssue};
use crate::people::{Account, AccountId, AccountKind, Membership, Memberships, Person, Source, Tie, Tied};
use crate::policy::{Policy, Seat};
use crate::request::{Action, Artifact, Judged, Request};
use crate::thread::{Comment, Deletion, Edit, Issue, IssueState, Posted, Seen};

/// The account that this tool comments as.
pub(crate) const OURS: AccountId = AccountId(41_898_282);
/// Who asks.
pub(crate) const ASKER: AccountId = AccountId(1);
/// A member of `team:acme/qa`.
pub(crate) const ALICE: AccountId = AccountId(11);
/// Another one.
pub(crate) const BOB: AccountId = AccountId(12);
/// Belongs to nothing.
pub(crate) const MALLORY: AccountId = AccountId(66);

/// So many minutes after the request was posted, which was on a Monday at 10:00 UTC.
pub(crate) fn minute(minutes: i64) -> Time {
    let posted: jiff::Timestamp = "2026-11-23T10:00:00Z".parse().unwrap();
    Time::from_timestamp(posted + jiff::SignedDuration::from_mins(minutes)).unwrap()
}

/// The account of a person.
pub(crate) fn account(id: AccountId) -> Account {
    Account { id: Some(id), login: format!("user-{}", id.0), kind: AccountKind::User }
}

/// A team of acme.
pub(crate) fn team(slug: &str) -> Source {
    Source::Team { organization: "acme".to_owned(), slug: slug.to_owned(), id: None }
}

/// A seat of so many people of these sources.
pub(crate) fn seat(id: &str, count: u32, of: Vec<Source>) -> Seat {
    Seat { id: id.to_owned(), count, of, meanings: Vec::new(), after: Vec::new() }
}

/// What [`ASKER`] asks: to deploy one image to production.
pub(crate) fn request() -> Request {
    Request {
        schema: crate::request::SCHEMA.to_owned(),
        repository_id: 7,
        environment: "production".to_owned(),
        action: Action::Deploy,
        commit: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b".to_owned(),
        artifacts: vec![Artifact { name: "ghcr.io/acme/shop".to_owned(), sha256: "a".repeat(64) }],
        verdicts: vec![Judged {
            gate: "coverage".to_owned(),
            judgement: format!("sha256:{}", "b".repeat(64)),
            status: verdict::Status::Pass,
        }],
        policy_sha256: "c".repeat(64),
        requesters: vec![ASKER],
        expires: minute(7 * 24 * 60),
        replaces: None,
    }
}

/// A request with its policy, and what GitHub tells of it.
pub(crate) struct World {
    pub(crate) policy: Policy,
    pub(crate) request: Request,
    pub(crate) facts: Facts,
}

impl World {
    /// One of `team:acme/qa` must approve; Alice and Bob are its members; nobody said anything.
    pub(crate) fn new() -> Self {
        let qa = team("qa");
        let mut world = Self {
            policy: super::policy(vec![seat("qa", 1, vec![qa.clone()])]),
            request: request(),
            facts: facts(),
        };
        world.facts.requests.push(posted(&world.request, None, 0));
        world.member(ALICE, &qa).member(BOB, &qa);
        for person in [ASKER, MALLORY] {
            world.belongs(person, &qa, Membership::None);
        }
        world
    }

    /// Somebody belongs to a source now.
    pub(crate) fn member(&mut self, person: AccountId, source: &Source) -> &mut Self {
        self.belongs(person, source, Membership::Active { inherited: false })
    }

    /// What GitHub says now of somebody and a source.
    pub(crate) fn belongs(&mut self, id: AccountId, source: &Source, membership: Membership) -> &mut Self {
        let people = &mut self.facts.people;
        if !people.iter().any(|person| person.id == id) {
            let now = Memberships { at: minute(600), of: Vec::new() };
            people.push(Person { id, login: account(id).login, now });
        }
        let person = people.iter_mut().find(|person| person.id == id).unwrap();
        person.now.of.retain(|(known, _)| known != source);
        person.now.of.push((source.clone(), membership));
        self
    }

    /// Somebody comments, a minute after the comment before. Returns the comment's number.
    pub(crate) fn says(&mut self, author: AccountId, body: &str) -> u64 {
        let before = self.facts.comments.last().map_or(1000, |last| last.id);
        self.says_at(author, i64::try_from(before - 1000).unwrap() + 1, body)
    }

    /// Somebody comments at a minute, whose comment's number is 1000 and the minute.
    pub(crate) fn says_at(&mut self, author: AccountId, at: i64, body: &str) -> u64 {
        let id = 1000_u64.checked_add_signed(at).unwrap();
        self.facts.comments.push(Comment {
            id,
            node_id: format!("IC_{id}"),
            url: format!("https://github.com/acme/shop/issues/3#issuecomment-{id}"),
            author: Some(account(author)),
            app: None,
            created: minute(at),
            by_mail: false,
            edited: None,
            hidden: false,
            body: body.to_owned(),
        });
        id
    }

    /// A comment.
    pub(crate) fn comment(&mut self, id: u64) -> &mut Comment {
        self.facts.comments.iter_mut().find(|comment| comment.id == id).unwrap()
    }

    /// Somebody changes a comment a minute after it was written.
    pub(crate) fn edits(&mut self, by: AccountId, id: u64, body: &str) -> &mut Self {
        let comment = self.comment(id);
        let at = minute(i64::try_from(id - 1000).unwrap() + 1);
        comment.edited = Some(Edit { at, by: Some(account(by)) });
        comment.body = body.to_owned();
        self
    }

    /// Somebody deletes a comment a minute after it was written.
    pub(crate) fn deletes(&mut self, by: AccountId, id: u64) -> &mut Self {
        let author = self.comment(id).author.clone();
        let at = minute(i64::try_from(id - 1000).unwrap() + 1);
        self.facts.deletions.push(Deletion { at, by: Some(account(by)), author });
        self.facts.comments.retain(|comment| comment.id != id);
        self
    }

    /// The record sees a comment as it is now, with what its author belongs to now.
    pub(crate) fn sees(&mut self, id: u64) -> &mut Seen {
        let comment = self.comment(id).clone();
        let author = comment.author.and_then(|author| author.id);
        let memberships = self.facts.people.iter().find(|person| Some(person.id) == author);
        let begins = |verb: &str| comment.body.starts_with(verb).then(|| comment.body.clone());
        self.facts.seen.push(Seen {
            comment: id,
            author,
            created: comment.created,
            text_sha256: sha256_hex(comment.body.as_bytes()),
            denial: begins("/deny"),
            withdrawal: begins("/withdraw"),
            memberships: memberships.map(|person| person.now.clone()),
        });
        self.facts.seen.last_mut().unwrap()
    }

    /// Another request is posted by a comment of ours, with what `change` makes of this one.
    pub(crate) fn asks_again(&mut self, at: i64, change: impl FnOnce(&mut Request)) -> Request {
        let mut request = self.request.clone();
        change(&mut request);
        let text = crate::posted::write(&request, &[]).unwrap();
        let comment = self.says_at(OURS, at, &text);
        self.facts.requests.push(posted(&request, Some(comment), at));
        request
    }

    /// Somebody has a tie to the change.
    pub(crate) fn ties(&mut self, id: AccountId, tie: Tie, seen_in: &str) -> &mut Self {
        let login = account(id).login;
        self.facts.tied.push(Tied { id, login, tie, seen_in: seen_in.to_owned() });
        self
    }
}

/// How a request stands in the issue.
fn posted(request: &Request, comment: Option<u64>, at: i64) -> Posted {
    Posted { digest: request.digest().ok(), comment, at: minute(at), changed: false, superseded: false }
}

/// An issue that we opened and nobody touched, ten hours later.
fn facts() -> Facts {
    let text_sha256 = "d".repeat(64);
    Facts {
        now: minute(600),
        ours: OURS,
        issue: Issue {
            repository_id: 7,
            number: 3,
            node_id: "I_3".to_owned(),
            author: Some(Account {
                id: Some(OURS),
                login: "github-actions".to_owned(),
                kind: AccountKind::Bot,
            }),
            text_sha256: text_sha256.clone(),
            edited: None,
            state: IssueState::Open,
            locked: false,
        },
        recorded: Some(RecordedIssue { repository_id: 7, node_id: "I_3".to_owned(), text_sha256 }),
        requests: Vec::new(),
        comments: Vec::new(),
        deletions: Vec::new(),
        seen: Vec::new(),
        people: Vec::new(),
        signed: Vec::new(),
        sso: None,
        tied: Vec::new(),
        unattributed: Vec::new(),
        deployed: None,
        recomputed: None,
        differs: Vec::new(),
        fate: None,
        reviews_due: Vec::new(),
        earlier: Vec::new(),
    }
}
