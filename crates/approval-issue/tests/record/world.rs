//! A request with its issue and its people, and a ledger in a folder.

use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use approval::evaluate::evaluate;
use approval::evaluation::{Evaluation, Outcome};
use approval::facts::Facts;
use approval::people::{Account, AccountId, AccountKind, Membership, Memberships, Person, Source};
use approval::policy::{BreakGlass, Demand, Exclude, Level, Policy, Rollback, Seat, Unattributed};
use approval::request::{Action, Artifact, Request, SCHEMA};
use approval::thread::{Comment, Issue, IssueState, Posted};
use approval_issue::record::append::{AppendError, Ledger, Writer, append};
use approval_issue::record::events::{self, Case};
use approval_issue::record::{Event, RecordError, Recorded, Veil};
use github::Clock;
use ledger::keyring::Keyring;
use ledger::moment::Moment;
use ledger::name::{Line, NumericId};
use ledger::origin::Origin;
use ledger::predicate::{Role, Run};
use ledger::signer::SignerKey;
use stores::append::{Beginning, Patience};
use stores::{People, Store};
use verdict::Time;

pub(crate) const OURS: AccountId = AccountId(41_898_282);
pub(crate) const ASKER: AccountId = AccountId(5_000_001);
pub(crate) const ALICE: AccountId = AccountId(5_000_011);
pub(crate) const BOB: AccountId = AccountId(5_000_012);
pub(crate) const NAME: &str = "Alice Printed-Name";

pub(crate) fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

pub(crate) fn moment(time: Time) -> Moment {
    Moment::parse(&time.to_string().replace('Z', ".000Z")).unwrap()
}

pub(crate) fn key() -> SignerKey {
    SignerKey::new("github.com/1/2/approvals", &[7; 32]).unwrap()
}

pub(crate) fn origin() -> Origin {
    Origin::parse("github.com/1/2/approvals").unwrap()
}

pub(crate) fn veil() -> Veil {
    Veil::new(std::array::from_fn(|at| u8::try_from(at).unwrap()), &origin())
}

pub(crate) fn store(folder: &Path) -> Store {
    Store::folder(folder, origin(), true, &|_| None).unwrap()
}

fn qa() -> Source {
    Source::Team { organization: "acme".to_owned(), slug: "qa".to_owned(), id: None }
}

fn account(id: AccountId) -> Account {
    Account { id: Some(id), login: format!("login-of-{}", id.0), kind: AccountKind::User }
}

/// A clock that waits a little, and differs for all who wait.
struct Quick;

impl Clock for Quick {
    fn elapsed(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, time: Duration) -> Pin<Box<dyn Future<Output = ()> + Send + '_>> {
        std::thread::sleep(time / 10);
        Box::pin(std::future::ready(()))
    }

    fn unix_seconds(&self) -> i64 {
        0
    }

    fn chance(&self) -> u64 {
        let id = format!("{:?}", std::thread::current().id());
        id.bytes().fold(7, |sum, byte| sum * 31 + u64::from(byte))
    }
}

/// One of `team:acme/qa` must approve; Alice and Bob are in it, and may break the glass.
#[derive(Clone)]
pub(crate) struct World {
    pub(crate) policy: Policy,
    pub(crate) request: Request,
    pub(crate) facts: Facts,
    pub(crate) run: u64,
    pub(crate) last: u64,
}

impl World {
    pub(crate) fn new() -> Self {
        let policy = Policy {
            environment: "production".to_owned(),
            seats: vec![Seat {
                id: "qa".to_owned(),
                count: 1,
                of: vec![qa()],
                meanings: Vec::new(),
                after: Vec::new(),
            }],
            veto: Vec::new(),
            exclude: Exclude {
                requesters: true,
                contributors: false,
                mergers: false,
                unattributed: Unattributed::Show,
            },
            code: Demand::Optional,
            meanings: vec!["quality-release".to_owned()],
            meaning: Demand::Optional,
            reason: 0,
            checklist: Vec::new(),
            dwell: 0,
            expires: 10_080,
            hours: None,
            freezes: Vec::new(),
            break_glass: Some(BreakGlass { by: vec![qa()], count: 1, reason: 5, review_within: 24 }),
            rollback: Rollback::Approval,
            signature: Level::Comment,
        };
        let request = Request {
            schema: SCHEMA.to_owned(),
            repository_id: 2,
            environment: "production".to_owned(),
            action: Action::Deploy,
            commit: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b".to_owned(),
            artifacts: vec![Artifact { name: "ghcr.io/acme/shop".to_owned(), sha256: "a".repeat(64) }],
            verdicts: Vec::new(),
            policy_sha256: approval::resolve::digest(&policy).unwrap(),
            requesters: vec![ASKER],
            expires: time("2026-11-30T10:00:00Z"),
            replaces: None,
        };
        let facts = facts(&request);
        Self { policy, request, facts, run: 42, last: 1000 }
    }

    /// Somebody comments, a minute after the comment before.
    pub(crate) fn says(&mut self, author: AccountId, body: &str) -> u64 {
        self.last += 1;
        let id = self.last;
        self.facts.comments.push(Comment {
            id,
            node_id: format!("IC_{id}"),
            url: String::new(),
            author: Some(account(author)),
            app: None,
            created: time(&format!("2026-11-23T10:{:02}:00Z", id - 1000)),
            by_mail: false,
            edited: None,
            hidden: false,
            body: body.to_owned(),
        });
        id
    }

    pub(crate) fn comment(&mut self, id: u64) -> &mut Comment {
        self.facts.comments.iter_mut().find(|comment| comment.id == id).unwrap()
    }

    /// What GitHub says of Alice's and Bob's membership now.
    pub(crate) fn belong(&mut self, membership: Membership) {
        let now = Memberships { at: self.facts.now, of: vec![(qa(), membership)] };
        let person = |id: AccountId| Person { id, login: account(id).login, now: now.clone() };
        self.facts.people = vec![person(ALICE), person(BOB)];
    }

    /// The facts with what the record holds, and what comes of them.
    pub(crate) fn judged(&self, before: &Recorded) -> (Facts, Evaluation) {
        let people: Vec<AccountId> = self.facts.people.iter().map(|person| person.id).collect();
        let mut facts = self.facts.clone();
        facts.recorded = before.issue.clone();
        facts.seen = before.seen(&self.request, &facts.comments, &people, &veil()).unwrap();
        facts.fate = before.fate.clone();
        facts.reviews_due = before.reviews_due.clone();
        facts.earlier = before.earlier.clone();
        let evaluation = evaluate(&self.policy, &self.request, &facts);
        (facts, evaluation)
    }

    pub(crate) fn outcome(&self, before: &Recorded) -> Outcome {
        self.judged(before).1.outcome
    }

    pub(crate) fn events(
        &self,
        before: &Recorded,
        of: impl Fn(&Case<'_>, &Recorded) -> Result<Vec<Event>, RecordError>,
    ) -> Result<Vec<Event>, RecordError> {
        let (facts, evaluation) = self.judged(before);
        let number = |number: u64| NumericId::new(number.to_string()).unwrap();
        let run = Run {
            repository_id: number(2),
            repository_owner_id: number(1),
            run_id: number(self.run),
            attempt: 1,
            workflow_ref: Line::new("acme/shop/.github/workflows/approval.yml@refs/heads/main").unwrap(),
            job_workflow_ref: None,
            job_workflow_sha: None,
            event_name: Line::new("issue_comment").unwrap(),
            runner_environment: None,
        };
        let veil = veil();
        let case = Case {
            policy: &self.policy,
            request: &self.request,
            facts: &facts,
            evaluation: &evaluation,
            veil: &veil,
            printed_name: &|person| (person == ALICE).then(|| NAME.to_owned()),
            run: Some(&run),
        };
        of(&case, before)
    }

    pub(crate) fn append(
        &self,
        folder: &Path,
        of: impl Fn(&Case<'_>, &Recorded) -> Result<Vec<Event>, RecordError>,
    ) -> Result<Recorded, AppendError<RecordError>> {
        self.append_to(folder, None, None, of)
    }

    /// As [`World::append`], to a ledger as it was read before.
    pub(crate) fn append_known(
        &self,
        folder: &Path,
        known: Ledger,
        of: impl Fn(&Case<'_>, &Recorded) -> Result<Vec<Event>, RecordError>,
    ) -> Result<Recorded, AppendError<RecordError>> {
        self.append_to(folder, Some(known), None, of)
    }

    /// As [`World::append`], with a store for names and words.
    pub(crate) fn append_beside(
        &self,
        folder: &Path,
        people: Option<&People>,
        of: impl Fn(&Case<'_>, &Recorded) -> Result<Vec<Event>, RecordError>,
    ) -> Result<Recorded, AppendError<RecordError>> {
        self.append_to(folder, None, people, of)
    }

    fn append_to(
        &self,
        folder: &Path,
        known: Option<Ledger>,
        people: Option<&People>,
        of: impl Fn(&Case<'_>, &Recorded) -> Result<Vec<Event>, RecordError>,
    ) -> Result<Recorded, AppendError<RecordError>> {
        let (store, key) = (store(folder), key());
        let (keyring, signers) = (keyring(&key), [&key]);
        let writer = writer(&store, &keyring, &signers, people);
        let now = moment(self.facts.now);
        let events = |before: &Recorded| self.events(before, &of);
        run(append(&writer, known, &self.request, &self.policy, now, events)).map(|after| after.recorded)
    }

    pub(crate) fn ask(&self, folder: &Path) -> Recorded {
        self.append(folder, events::requested).unwrap()
    }

    pub(crate) fn decide(&self, folder: &Path) -> Recorded {
        self.append(folder, events::events).unwrap()
    }

    pub(crate) fn consume(&self, folder: &Path) -> Recorded {
        self.append(folder, events::consumed).unwrap()
    }
}

fn keyring(key: &SignerKey) -> Keyring {
    Keyring::new(vec![(key.verifier(), vec![Role::Record, Role::Checkpoint])])
}

fn writer<'a>(
    store: &'a Store,
    keyring: &'a Keyring,
    signers: &'a [&'a SignerKey],
    people: Option<&'a People>,
) -> Writer<'a> {
    let (beginning, patience) = (Beginning::May, Patience::default());
    Writer { store, keyring, signers, people, beginning, patience, clock: &Quick }
}

/// The ledger as it is.
pub(crate) fn ledger(folder: &Path) -> Ledger {
    let (store, key) = (store(folder), key());
    let keyring = keyring(&key);
    run(writer(&store, &keyring, &[&key], None).read::<RecordError>()).unwrap()
}

/// Runs a test's future.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}

fn facts(request: &Request) -> Facts {
    let now = time("2026-11-23T20:00:00Z");
    let membership = Memberships { at: now, of: vec![(qa(), Membership::Active { inherited: false })] };
    let person = |id: AccountId| Person { id, login: account(id).login, now: membership.clone() };
    let author = Account { id: Some(OURS), login: "github-actions".to_owned(), kind: AccountKind::Bot };
    Facts {
        now,
        ours: OURS,
        issue: Issue {
            repository_id: 2,
            number: 3,
            node_id: "I_3".to_owned(),
            author: Some(author),
            text_sha256: "d".repeat(64),
            edited: None,
            state: IssueState::Open,
            locked: false,
        },
        recorded: None,
        requests: vec![Posted {
            digest: Some(request.digest().unwrap()),
            comment: None,
            at: time("2026-11-23T10:00:00Z"),
            changed: false,
            superseded: false,
        }],
        comments: Vec::new(),
        deletions: Vec::new(),
        seen: Vec::new(),
        people: vec![person(ALICE), person(BOB)],
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
