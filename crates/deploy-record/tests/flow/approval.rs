//! Approvals as the ledger holds them: of exactly this, used once.

use journal::artifacts::{Artifact, subjects};
use journal::naming::{approval_key, ulid};
use journal::{Whole, Writer};
use ledger::digest::DigestSet;
use ledger::entry::idempotency_key;
use ledger::hash::Hash;
use ledger::keyring::Keyring;
use ledger::moment::Moment;
use ledger::name::{Line, Pseudonym, Slug};
use ledger::predicate::{
    Approval, Authentication, Decision, Evidence, LeafRef, Meaning, Method, Predicate, Request, RequestEvent,
    Role, Source,
};
use ledger::statement::Statement;
use stores::append::{Beginning, Patience};

use crate::stage::{COMMIT, RUN, Run, START, Stage, Still, later, signer};

const RECORDED: (&str, &str) = ("approval", "recorded");
const OTHER: &str = "0123456789012345678901234567890123456789";

/// What is asked for; `at` is when, `hours` how long it is open.
pub(crate) struct Asked {
    pub(crate) commit: &'static str,
    pub(crate) environment: &'static str,
    pub(crate) artifacts: Vec<Artifact>,
    pub(crate) verdicts: Vec<(String, String)>,
    pub(crate) hours: i64,
    /// Whether the ledger keeps what was asked.
    pub(crate) kept: bool,
}

impl Default for Asked {
    fn default() -> Self {
        let (artifacts, verdicts) = (Vec::new(), Vec::new());
        Self { commit: COMMIT, environment: "staging", artifacts, verdicts, hours: 24, kept: true }
    }
}

fn moment(seconds: i64) -> Moment {
    Moment::from_millis(seconds * 1000).unwrap()
}

/// Appends events one after the other; each sees where the ones before it stand.
fn append(stage: &Stage, build: impl Fn(&[LeafRef]) -> Vec<Whole>) {
    let (key, store) = (signer(), stage.store());
    let keyring = Keyring::new(vec![(key.verifier(), vec![Role::Record, Role::Checkpoint])]);
    let signers = [&key];
    let writer = Writer {
        store: &store,
        keyring: &keyring,
        signers: &signers,
        people: None,
        beginning: Beginning::May,
        patience: Patience::default(),
        clock: &Still,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let now = moment(github::Clock::unix_seconds(&Still));
    let done = runtime.block_on(journal::append(&writer, None, now, |known| {
        let leaves: Vec<LeafRef> = known.iter().map(|one| one.leaf).collect();
        Ok::<_, std::convert::Infallible>(build(&leaves))
    }));
    done.unwrap();
}

/// The request itself.
pub(crate) fn wanted(asked: &Asked) -> approval::request::Request {
    approval::request::Request {
        schema: approval::request::SCHEMA.to_owned(),
        repository_id: 1,
        environment: asked.environment.to_owned(),
        action: approval::request::Action::Deploy,
        commit: asked.commit.to_owned(),
        artifacts: asked
            .artifacts
            .iter()
            .map(|one| approval::request::Artifact { name: one.name.clone(), sha256: one.sha256.clone() })
            .collect(),
        verdicts: asked
            .verdicts
            .iter()
            .map(|(gate, judgement)| approval::request::Judged {
                gate: gate.clone(),
                judgement: judgement.clone(),
                status: verdict::Status::Pass,
            })
            .collect(),
        policy_sha256: "5".repeat(64),
        requesters: vec![approval::people::AccountId(101)],
        expires: verdict::Time::parse("2026-11-30T10:00:00Z").unwrap(),
        replaces: None,
    }
}

fn kept(asked: &Asked, bytes: &[u8]) -> Vec<Evidence> {
    let kept = Evidence {
        sha256: Hash::of(bytes),
        media_type: Line::new("application/vnd.releasegate.approval-request+json").unwrap(),
        size: bytes.len() as u64,
        locations: Vec::new(),
    };
    if asked.kept { vec![kept] } else { Vec::new() }
}

/// Records a request, with so many approvals, and that these suffice.
pub(crate) fn approved(stage: &Stage, asked: &Asked, people: u8) -> String {
    let request = wanted(asked);
    let bytes = request.arranged().unwrap().bytes().unwrap();
    let digest = Hash::of(&bytes).to_string();
    let id = ulid(idempotency_key(&("request", &digest)).unwrap()).unwrap();
    let expires = moment(START + asked.hours * 3600);
    let policy = Some(DigestSet::sha256(Hash::parse_hex(&"5".repeat(64)).unwrap()));
    let subject = subjects(asked.commit, &asked.artifacts).unwrap();
    let base = Request {
        request_id: id.clone(),
        event: RequestEvent::Requested,
        environment: Slug::new(asked.environment).unwrap(),
        digest: Hash::of(&bytes),
        at: moment(START),
        expires_at: expires,
        plan_digest: None,
        policy_digest: policy.clone(),
        place: None,
        notices: Vec::new(),
        decisions: Vec::new(),
        deployment_id: None,
        superseded_by: None,
        by: None,
        reason: None,
        evidence: kept(asked, &bytes),
        run: None,
    };
    let whole = |what: &str, predicate: Predicate, evidence: Vec<Vec<u8>>| Whole {
        key: approval_key(&digest, &what).unwrap(),
        statement: Statement { subject: subject.clone(), predicate },
        evidence,
        private: Vec::new(),
    };
    let begin = stage.known().len();
    append(stage, |_| {
        let first = Predicate::Request(Box::new(base.clone()));
        let mut all =
            vec![whole("requested", first, if asked.kept { vec![bytes.clone()] } else { Vec::new() })];
        for person in 0..people {
            let approval = Approval {
                approval_id: ulid(idempotency_key(&("approval", &digest, person)).unwrap()).unwrap(),
                decision: Decision::Approve,
                meaning: Meaning::Approved,
                stated_meaning: None,
                request_id: Some(id.clone()),
                environment: base.environment.clone(),
                plan_digest: None,
                policy_digest: policy.clone(),
                deployment_id: None,
                approver: Pseudonym::new(format!("p-{person:032x}")).unwrap(),
                name: None,
                comment: None,
                authentication: Authentication { method: Method::GithubSession, acr: None, time: None },
                signed_at: moment(START),
                expires_at: expires,
                source: Source::GithubIssue,
                revokes: None,
                run: None,
            };
            all.push(whole(&format!("approval {person}"), Predicate::Approval(Box::new(approval)), Vec::new()));
        }
        all
    });
    if people > 0 {
        append(stage, |leaves| {
            let decisions: Vec<LeafRef> = leaves.iter().skip(begin + 1).take(people.into()).copied().collect();
            let one =
                Request { event: RequestEvent::Approved, decisions, evidence: Vec::new(), ..base.clone() };
            vec![whole("approved", Predicate::Request(Box::new(one)), Vec::new())]
        });
    }
    digest
}

#[test]
fn an_approval_is_used_by_the_append_in_which_its_deployment_begins() {
    let stage = Stage::new();
    stage.write("app.tar", "bytes");
    let sha256 = Hash::of(b"bytes").to_string();
    let artifacts = vec![Artifact { name: "app.tar".to_owned(), sha256 }];
    let digest = approved(&stage, &Asked { artifacts, ..Asked::default() }, 2);
    let begun = stage.run("start", RUN, &[RECORDED, ("artifacts", "app.tar")]);
    assert_eq!((begun.code, begun.rule("approval").as_str()), (0, "pass approved"), "{begun:?}");
    assert!(begun.message("approval").contains(&digest) && begun.message("approval").contains("2 decisions"));
    assert_eq!(stage.told()[4..], ["request consumed", "planned started"]);
    let deployment = stage.deployments().pop().unwrap();
    let leaves: Vec<u64> = deployment.approvals.iter().map(|used| used.leaf.index).collect();
    assert_eq!((leaves, deployment.policy_digest.is_some()), (vec![1, 2], true));
    // The same again is the same deployment.
    let again = stage.run("start", RUN, &[RECORDED, ("artifacts", "app.tar")]);
    assert_eq!((again.code, stage.told().len()), (0, 6), "{again:?}");
}

#[test]
fn attack_04_an_approval_is_used_once() {
    let stage = Stage::new();
    approved(&stage, &Asked::default(), 2);
    stage.run("start", RUN, &[RECORDED]);
    stage.run("finish", RUN, &[]);
    for next in [Run { id: 71, ..RUN }, Run { attempt: 2, ..RUN }] {
        let again = stage.run("start", next, &[RECORDED]);
        assert_eq!((again.code, again.rule("approval").as_str()), (1, "fail used"), "{again:?}");
    }
    assert_eq!(stage.told().last().unwrap(), "planned succeeded");
}

#[test]
fn attack_04_an_approval_is_for_one_commit_one_place_and_one_time() {
    let stage = Stage::new();
    stage.write("app.tar", "bytes");
    let digest = approved(&stage, &Asked::default(), 1);
    let named = ("request-digest", digest.as_str());
    let other = stage.run("start", Run { sha: OTHER, ..RUN }, &[RECORDED, named]);
    assert_eq!((other.code, other.rule("approval").as_str()), (1, "fail other-subject"), "{other:?}");
    let other = stage.run("start", RUN, &[RECORDED, named, ("artifacts", "app.tar")]);
    assert_eq!(other.rule("approval"), "fail other-subject", "{other:?}");
    let other = stage.run("start", RUN, &[RECORDED, named, ("environment", "testing")]);
    assert_eq!(other.rule("approval"), "fail other-environment", "{other:?}");
    let unnamed = stage.run("start", RUN, &[RECORDED, ("environment", "testing")]);
    assert_eq!(
        (unnamed.code, unnamed.rule("approval").as_str()),
        (3, "inconclusive no-request"),
        "{unnamed:?}"
    );
    later(24 * 3600);
    let late = stage.run("start", RUN, &[RECORDED]);
    assert_eq!((late.code, late.rule("approval").as_str()), (1, "fail expired"), "{late:?}");
    assert_eq!(stage.told().len(), 3, "nothing was recorded: {:?}", stage.told());
}

#[test]
fn attack_19_who_deploys_does_not_approve() {
    let stage = Stage::new();
    approved(&stage, &Asked::default(), 1);
    // The pseudonym of whoever runs it is that of the approver.
    let open = journal::Veil::of_signer(&signer(), &crate::stage::origin());
    let own = open.pseudonym(101).unwrap();
    assert_ne!(own.as_str(), format!("p-{:032x}", 0));
    let second = Stage::new();
    approved_by(&second, &own);
    let refused = second.run("start", RUN, &[RECORDED]);
    assert_eq!(refused.code, 4, "{refused:?}");
    assert!(
        refused.log.contains("contradict") && refused.log.contains("whoever deployed it"),
        "{}",
        refused.log
    );
    assert_eq!(second.told(), ["request requested", "approval", "request approved"]);
}

/// The same with an approver of that name.
fn approved_by(stage: &Stage, person: &Pseudonym) {
    let asked = Asked::default();
    approved(stage, &asked, 0);
    let known = stage.known();
    let Predicate::Request(first) = known[0].statement.clone().unwrap().predicate else { panic!("no request") };
    let subject = known[0].statement.clone().unwrap().subject;
    let approval = Approval {
        approval_id: ulid(Hash::of(b"own")).unwrap(),
        decision: Decision::Approve,
        meaning: Meaning::Approved,
        stated_meaning: None,
        request_id: Some(first.request_id.clone()),
        environment: first.environment.clone(),
        plan_digest: None,
        policy_digest: first.policy_digest.clone(),
        deployment_id: None,
        approver: person.clone(),
        name: None,
        comment: None,
        authentication: Authentication { method: Method::GithubSession, acr: None, time: None },
        signed_at: moment(START),
        expires_at: first.expires_at,
        source: Source::GithubIssue,
        revokes: None,
        run: None,
    };
    let whole = |key: &[u8], predicate| Whole {
        key: Hash::of(key),
        statement: Statement { subject: subject.clone(), predicate },
        evidence: Vec::new(),
        private: Vec::new(),
    };
    append(stage, |_| vec![whole(b"own", Predicate::Approval(Box::new(approval.clone())))]);
    append(stage, |leaves| {
        let one = Request {
            event: RequestEvent::Approved,
            decisions: vec![leaves[1]],
            evidence: Vec::new(),
            ..(*first).clone()
        };
        vec![whole(b"approved", Predicate::Request(Box::new(one)))]
    });
}

#[test]
fn what_is_not_approved_yet_waits_and_what_nobody_verified_too() {
    let stage = Stage::new();
    approved(&stage, &Asked::default(), 0);
    let waits = stage.run("start", RUN, &[RECORDED]);
    assert_eq!((waits.code, waits.rule("approval").as_str()), (3, "inconclusive pending"), "{waits:?}");
    let stage = Stage::of("production");
    approved(&stage, &Asked { environment: "production", ..Asked::default() }, 1);
    let unseen = stage.run("start", RUN, &[]);
    assert_eq!((unseen.code, unseen.rule("approval").as_str()), (3, "inconclusive not-verified"), "{unseen:?}");
    assert_eq!(stage.told().len(), 3);
}

#[test]
fn the_verdicts_that_people_approved_have_to_be_there() {
    let stage = Stage::new();
    let verdicts = vec![("coverage-gate".to_owned(), format!("sha256:{}", "6".repeat(64)))];
    approved(&stage, &Asked { verdicts, ..Asked::default() }, 1);
    let missing = stage.run("start", RUN, &[RECORDED]);
    assert_eq!(
        (missing.code, missing.rule("verdict-coverage-gate").as_str()),
        (3, "inconclusive missing"),
        "{missing:?}"
    );
}

#[test]
fn an_approval_of_verdicts_that_nobody_can_name_any_more_begins_nothing() {
    let stage = Stage::new();
    let verdicts = vec![("coverage-gate".to_owned(), format!("sha256:{}", "6".repeat(64)))];
    approved(&stage, &Asked { verdicts, kept: false, ..Asked::default() }, 1);
    let unbound = stage.run("start", RUN, &[RECORDED]);
    assert_eq!((unbound.code, stage.told().len()), (4, 3), "{unbound:?}");
    assert!(unbound.log.contains("nobody can say which verdicts were approved"), "{}", unbound.log);
}

#[test]
fn what_is_not_asked_for_is_not_used_up() {
    let stage = Stage::new();
    approved(&stage, &Asked::default(), 1);
    let begun = stage.run("start", RUN, &[]);
    assert_eq!((begun.code, begun.rule("approval").as_str()), (0, "not-applicable not-asked-for"), "{begun:?}");
    assert_eq!(stage.told()[3..], ["planned started"]);
}

#[test]
fn attack_04_an_approval_of_a_deployment_that_ended_begins_nothing() {
    let stage = Stage::new();
    approved(&stage, &Asked::default(), 1);
    stage.run("start", RUN, &[RECORDED]);
    stage.run("finish", RUN, &[("outcome", "failure")]);
    let again = stage.run("start", RUN, &[RECORDED]);
    assert_eq!((again.code, again.rule("approval").as_str()), (1, "fail used"), "{again:?}");
    assert_eq!((again.rule("again").as_str(), again.output("deployment-id")), ("fail ended", ""));
}

#[test]
fn attack_19_who_starts_an_attempt_may_be_who_approved() {
    let stage = Stage::new();
    approved(&stage, &Asked::default(), 1);
    let other = [("GITHUB_TRIGGERING_ACTOR", "bob")];
    let again = stage.run_with("start", RUN, &[RECORDED], &other);
    assert_eq!((again.code, again.rule("approval").as_str()), (3, "inconclusive other-starter"), "{again:?}");
}

#[test]
fn attack_04_an_approval_is_for_one_repository_and_one_action() {
    let stage = Stage::new();
    for run in [RUN, Run { id: 71, sha: OTHER, ..RUN }] {
        stage.run("start", run, &[]);
        assert_eq!(stage.run("finish", run, &[]).code, 0);
    }
    approved(&stage, &Asked::default(), 1);
    let elsewhere = Run { id: 72, repository: 2, ..RUN };
    let other = stage.run("start", elsewhere, &[RECORDED, ("ledger", crate::stage::ORIGIN)]);
    assert_eq!((other.code, other.rule("approval").as_str()), (1, "fail other-repository"), "{other:?}");
    let back = [RECORDED, ("kind", "rollback"), ("target", "previous")];
    let other = stage.run("start", Run { id: 73, ..RUN }, &back);
    assert_eq!((other.code, other.rule("approval").as_str()), (1, "fail other-action"), "{other:?}");
}
