//! One request in all its parts; everything that somebody else can write is `foreign`.

use approval::code::Code;
use approval::evaluation::{Counts, Evaluation, Filled, Outcome, Reason, SeatState, Standing, Why};
use approval::people::{AccountId, Membership, Memberships, Person, Tie};
use approval::policy::{Demand, Item, Policy, Seat};
use approval::posted;
use approval::request::{Action, Artifact, Judged, Part, Request};
use approval_issue::gather::change::{Change, Shown};
use approval_issue::gather::files::Evidence;
use approval_issue::gather::source::Remark;
use approval_issue::gather::target::Deployed;
use approval_issue::present::issue::Ask;
use approval_issue::present::mention::mentions;
use approval_issue::present::status::Standings;
use approval_issue::present::{Links, Names};
use github::git::history::Relation;
use verdict::{Status, Time};

use crate::source::policy;
use crate::stage::source;

/// What stands in the place of what somebody else wrote.
type Text<'a> = &'a dyn Fn(&str) -> String;

pub(crate) struct Sample {
    pub(crate) request: Request,
    pub(crate) digest: String,
    pub(crate) code: Code,
    pub(crate) block: String,
    pub(crate) links: Links,
    pub(crate) policy: Policy,
    pub(crate) evaluation: Evaluation,
    pub(crate) names: Names,
    pub(crate) people: Vec<Person>,
    pub(crate) change: Change,
    pub(crate) evidence: Vec<Evidence>,
    pub(crate) deployed: Deployed,
    pub(crate) mentions: Vec<String>,
    pub(crate) remarks: Vec<Remark>,
}

pub(crate) fn time(text: &str) -> Time {
    Time::parse(text).unwrap()
}

pub(crate) fn standing(comment: u64, counts: Counts) -> Standing {
    Standing { comment, author: Some(AccountId(105)), counts }
}

impl Sample {
    pub(crate) fn plain() -> Self {
        Self::with(&str::to_owned)
    }

    /// Names of requests may not hold what cannot be seen; all else that is foreign is this text.
    pub(crate) fn of(foreign: &str) -> Self {
        Self::with(&|_| foreign.to_owned())
    }

    fn with(text: Text<'_>) -> Self {
        let policy = rules(text);
        let request = request(text);
        let digest = request.digest().unwrap();
        let people = vec![person(101, "alice-moved"), person(102, "bob")];
        let mut names = Names::default();
        for (id, login) in [(101, "alice-moved"), (102, "bob"), (103, "carol"), (105, &text("dave"))] {
            names.add(Some(AccountId(id)), login);
        }
        Self {
            code: Code::of(&digest).unwrap(),
            block: posted::write(&request, &[]).unwrap(),
            digest,
            request,
            links: Links::new("https://github.com", "octo/shop"),
            mentions: mentions(&policy, &people),
            policy,
            evaluation: evaluation(text),
            names,
            people,
            change: change(text),
            evidence: vec![evidence(text)],
            deployed: Deployed { deployment: 12, sha: "b".repeat(40) },
            remarks: vec![Remark::Renamed { source: source("user:alice#101"), now: "alice-moved".to_owned() }],
        }
    }

    pub(crate) fn ask(&self) -> Ask<'_> {
        Ask {
            request: &self.request,
            digest: &self.digest,
            code: self.code,
            block: &self.block,
            links: &self.links,
            policy: &self.policy,
            seats: &self.evaluation.seats,
            names: &self.names,
            run: Some((42, 3)),
            change: &self.change,
            evidence: &self.evidence,
            deployed: Some(&self.deployed),
            mentions: &self.mentions,
            remarks: &self.remarks,
            keyless: &[],
        }
    }

    pub(crate) fn standings(&self) -> Standings<'_> {
        Standings {
            evaluation: &self.evaluation,
            policy: &self.policy,
            names: &self.names,
            links: &self.links,
            issue: 7,
            code: self.code,
            digest: &self.digest,
            now: time("2026-11-22T12:00:00Z"),
        }
    }
}

fn person(id: u64, login: &str) -> Person {
    let at = time("2026-11-22T10:00:00Z");
    let of = vec![(source("team:octo/qa"), Membership::Active { inherited: false })];
    Person { id: AccountId(id), login: login.to_owned(), now: Memberships { at, of } }
}

fn rules(text: Text<'_>) -> Policy {
    let mut policy = policy(&[&["team:octo/qa"], &["user:alice#101", "role:maintain"]]);
    policy.environment = text("production");
    policy.seats[0] =
        Seat { id: "qa".to_owned(), meanings: vec!["quality-release".to_owned()], ..policy.seats[0].clone() };
    policy.seats[1] =
        Seat { id: "eng".to_owned(), count: 2, after: vec!["qa".to_owned()], ..policy.seats[1].clone() };
    (policy.code, policy.meaning, policy.reason) = (Demand::Required, Demand::Required, 10);
    policy.meanings = vec!["quality-release".to_owned(), "reviewed".to_owned()];
    let item = |id: &str, seats: &[&str]| Item {
        id: id.to_owned(),
        text: text("Were the tests looked at?"),
        seats: seats.iter().map(|seat| (*seat).to_owned()).collect(),
    };
    policy.checklist = vec![item("tests", &[]), item("rollback", &["qa"])];
    policy
}

fn request(text: Text<'_>) -> Request {
    // What cannot be seen is refused in a request, so that it cannot stand in its name.
    let name = |plain: &str, most: usize| -> String {
        let seen = |letter: &char| letter.is_ascii_graphic() || " 😀".contains(*letter);
        let named: String = text(plain).chars().filter(seen).collect();
        let named = if named.is_empty() { plain.to_owned() } else { named };
        named.char_indices().take_while(|(at, _)| *at < most).map(|(_, one)| one).collect()
    };
    let request = Request {
        schema: approval::request::SCHEMA.to_owned(),
        repository_id: 1,
        environment: name("production", 200),
        action: Action::Deploy,
        commit: "a".repeat(40),
        artifacts: vec![Artifact { name: name("dist/shop.tar.gz", 400), sha256: "c".repeat(64) }],
        verdicts: vec![Judged {
            gate: name("coverage", 200),
            judgement: format!("sha256:{}", "d".repeat(64)),
            status: Status::Warn,
        }],
        policy_sha256: "e".repeat(64),
        requesters: vec![AccountId(103), AccountId(105)],
        expires: time("2026-11-29T10:00:00Z"),
        replaces: Some("github:12".to_owned()),
    };
    request.arranged().unwrap()
}

fn evidence(text: Text<'_>) -> Evidence {
    Evidence {
        judged: Judged {
            gate: text("coverage"),
            judgement: format!("sha256:{}", "d".repeat(64)),
            status: Status::Warn,
        },
        summary: text("line coverage 81.20 %, one report is older than the commit"),
        sha256: "f".repeat(64),
    }
}

fn change(text: Text<'_>) -> Change {
    let commit = |letter: &str, author: &str| Shown {
        sha: letter.repeat(40),
        headline: text("Send receipts once"),
        authors: vec![author.to_owned(), text("dave")],
    };
    Change {
        base: Some("b".repeat(40)),
        head: "a".repeat(40),
        relation: Some(Relation::Ahead),
        commits: vec![commit("9", "carol"), commit("a", "bob")],
        tied: Vec::new(),
        unattributed: vec!["9".repeat(40)],
    }
}

fn evaluation(text: Text<'_>) -> Evaluation {
    let filled = Filled {
        by: AccountId(101),
        comment: 11,
        at: time("2026-11-22T11:00:00Z"),
        through: vec![source("team:octo/qa")],
        meaning: text("quality-release"),
    };
    let qa =
        SeatState { id: "qa".to_owned(), needed: 1, filled: vec![filled], open_to: vec![], waits_for: vec![] };
    let eng = SeatState {
        id: "eng".to_owned(),
        needed: 2,
        filled: vec![],
        open_to: vec![AccountId(102), AccountId(105)],
        waits_for: vec![],
    };
    let ignored = |why: Why| Counts::Ignored { why };
    let tied = Why::Tied { tie: Tie::Author, seen_in: text("commit 9999999") };
    Evaluation {
        outcome: Outcome::Pending,
        reasons: vec![Reason::SeatOpen { seat: "eng".to_owned(), missing: 2 }],
        seats: vec![qa, eng],
        comments: vec![
            standing(10, Counts::Prose),
            Standing {
                author: Some(AccountId(101)),
                ..standing(11, Counts::Approval { seat: Some("qa".to_owned()) })
            },
            standing(
                12,
                ignored(Why::Malformed { column: 3, problem: text("the code is not of the form 7F3A-91C2") }),
            ),
            standing(13, ignored(tied)),
            standing(14, Counts::Replaced { by: 16 }),
            Standing { author: None, ..standing(15, ignored(Why::NoPerson)) },
        ],
    }
}

/// Every reason why a comment does not count, in the order of the type.
pub(crate) fn whys(foreign: &str) -> Vec<Why> {
    let text = || foreign.to_owned();
    let at = time("2026-11-22T10:15:00Z");
    vec![
        Why::Malformed { column: 3, problem: text() },
        Why::NoPerson,
        Why::ByApp { app: text() },
        Why::ByMail,
        Why::Edited { by: Some(AccountId(105)) },
        Why::Hidden,
        Why::BeforeRequest,
        Why::CodeNeeded,
        Why::OtherCode,
        Why::Superseded,
        Why::AfterEnd,
        Why::TooSoon { until: at },
        Why::OutsideHours,
        Why::Frozen,
        Why::NoSeat,
        Why::MembershipPending,
        Why::MembershipUnknown,
        Why::MembershipLost,
        Why::Tied { tie: Tie::Pusher, seen_in: text() },
        Why::Meaning,
        Why::Reason { least: 20 },
        Why::Checklist { items: vec![text()] },
        Why::Signature { problem: text() },
        Why::NoIdentity,
        Why::IdentityUnknown,
        Why::SeatsFirst { seats: vec![text()] },
        Why::DeniedBefore { comment: 12 },
        Why::NothingToWithdraw,
        Why::NoBreakGlass,
    ]
}

/// Every reason of an outcome, in the order of the type.
pub(crate) fn reasons(foreign: &str) -> Vec<Reason> {
    let text = || foreign.to_owned();
    let (by, at) = (AccountId(105), time("2026-11-22T10:15:00Z"));
    vec![
        Reason::SeatsFilled,
        Reason::GlassBroken { comments: vec![11, 12] },
        Reason::GlassAlone { missing: 1 },
        Reason::ApprovedBefore,
        Reason::SeatOpen { seat: text(), missing: 1 },
        Reason::SeatWaits { seat: text(), for_seats: vec![text()] },
        Reason::Denied { by, comment: 11 },
        Reason::WithdrawnBy { by, comment: 11 },
        Reason::Ended { at },
        Reason::SupersededBy { digest: text() },
        Reason::OtherThanAsked {
            recomputed: text(),
            differs: vec![Part::Commit, Part::Artifacts, Part::Policy],
        },
        Reason::PolicyChanged,
        Reason::Recorded,
        Reason::EnvironmentMoved { from: None, to: Some(text()) },
        Reason::ConsumedBy { run: 42, attempt: 3 },
        Reason::IssueEdited,
        Reason::IssueOther,
        Reason::IssueGone,
        Reason::IssueClosed,
        Reason::IssueLocked,
        Reason::RequestNotShown,
        Reason::CommentDeleted { author: None, at },
        Reason::CommentEdited { comment: 11, author: by, by: None, at },
        Reason::DenialUnclear { comment: 11, author: by },
        Reason::MembershipUnknown { person: by },
        Reason::IdentityUnknown { person: by },
        Reason::Unattributed { commits: 2 },
        Reason::ReviewOverdue { since: at },
        Reason::Frozen { until: at, why: text() },
        Reason::NotYet { until: at },
    ]
}
