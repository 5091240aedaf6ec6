use proptest::prelude::*;
use serde_json::{Value, json};

use super::*;
use crate::sample::world::{ALICE, ASKER, minute, request};

/// The members, by their canonical bytes. A member that differs from attempt to attempt would make a request that is tried again another
/// one, and a new member is a new version of the schema.
const GOLDEN: &str = concat!(
    r#"{"action":"deploy","#,
    r#""artifacts":[{"name":"ghcr.io/acme/shop","sha256":"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}],"#,
    r#""commit":"9f86d081884c7d659a2feaa0c55ad015a3bf4f1b","#,
    r#""environment":"production","#,
    r#""expires":"2026-11-30T10:00:00Z","#,
    r#""policy_sha256":"cccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc","#,
    r#""replaces":null,"#,
    r#""repository_id":7,"#,
    r#""requesters":[1],"#,
    r#""schema":"releasegate/approval-request/v1","#,
    r#""verdicts":[{"gate":"coverage","judgement":"sha256:bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb","#,
    r#""status":"pass"}]}"#,
);

#[test]
fn members_and_digest_are_these() {
    assert_eq!(String::from_utf8(request().bytes().unwrap()).unwrap(), GOLDEN);
    // By `sha256sum` over these bytes.
    assert_eq!(request().digest().unwrap(), "a858814191683c416746d1ad9b677e4c06ca1f6c349c3eb8606c9cee17420ac2");
    assert_eq!(request().code().unwrap().to_string(), "A858-8141");
}

#[test]
fn attack_36_who_gathers_the_same_in_another_order_asks_the_same() {
    let artifact = |name: &str| Artifact { name: name.to_owned(), sha256: "e".repeat(64) };
    let judged = |gate: &str| Judged { gate: gate.to_owned(), ..request().verdicts[0].clone() };
    let of = |artifacts: Vec<Artifact>, verdicts, requesters| {
        Request { artifacts, verdicts, requesters, ..request() }.arranged().unwrap().digest().unwrap()
    };
    let one = of(vec![artifact("a"), artifact("b")], vec![judged("c"), judged("d")], vec![ASKER, ALICE]);
    let other =
        of(vec![artifact("b"), artifact("a")], vec![judged("d"), judged("c")], vec![ALICE, ASKER, ALICE]);
    assert_eq!(one, other);
}

#[test]
fn every_member_changes_the_digest() {
    let changed: Value = json!({
        "action": "rollback",
        "artifacts": [],
        "commit": "0f86d081884c7d659a2feaa0c55ad015a3bf4f1b",
        "environment": "staging",
        "expires": "2026-11-30T10:00:01Z",
        "policy_sha256": "0ccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccccc",
        "replaces": "github:5",
        "repository_id": 8,
        "requesters": [1, 2],
        "verdicts": [],
    });
    let now: Value = serde_json::from_str(GOLDEN).unwrap();
    for member in now.as_object().unwrap().keys().filter(|member| *member != "schema") {
        let mut other = now.clone();
        other[member] = changed[member].clone();
        let other: Request = serde_json::from_value(other).unwrap();
        assert_ne!(other.arranged().unwrap().digest(), request().digest(), "{member}");
    }
    for member in ["name", "sha256"] {
        let mut other = request();
        let artifact = &mut other.artifacts[0];
        *(if member == "name" { &mut artifact.name } else { &mut artifact.sha256 }) = "0".repeat(64);
        assert_ne!(other.digest(), request().digest(), "{member}");
    }
    let mut other = request();
    other.verdicts[0].status = verdict::Status::Warn;
    assert_ne!(other.digest(), request().digest());
    assert_ne!(other, request());
}

type Change = fn(&mut Request);

#[test]
fn what_no_request_may_hold_is_named() {
    let cases: [(&str, Change); 19] = [
        ("schema", |request| request.schema = "releasegate/approval-request/v2".to_owned()),
        ("repository_id", |request| request.repository_id = 0),
        ("repository_id", |request| request.repository_id = 1 << 53),
        ("environment", |request| request.environment = String::new()),
        ("environment", |request| request.environment = "e".repeat(256)),
        ("environment", |request| request.environment = "pro\u{200b}duction".to_owned()),
        ("commit", |request| request.commit = "9f86d08".to_owned()),
        ("commit", |request| request.commit = request.commit.to_uppercase()),
        ("policy_sha256", |request| request.policy_sha256 = "C".repeat(64)),
        ("replaces", |request| request.replaces = Some("a\nb".to_owned())),
        ("artifacts[0].name", |request| request.artifacts[0].name = "a\u{202e}b".to_owned()),
        ("artifacts[0].sha256", |request| request.artifacts[0].sha256.push('a')),
        ("artifacts", |request| request.artifacts = vec![request.artifacts[0].clone(); 2]),
        ("artifacts", |request| request.artifacts = vec![request.artifacts[0].clone(); 257]),
        ("verdicts", |request| request.verdicts = vec![request.verdicts[0].clone(); 2]),
        ("verdicts[0].judgement", |request| request.verdicts[0].judgement = "b".repeat(64)),
        ("requesters", |request| request.requesters = Vec::new()),
        ("requesters", |request| request.requesters = vec![AccountId(0)]),
        ("requesters", |request| request.requesters = vec![AccountId(u64::MAX)]),
    ];
    for (member, change) in cases {
        let mut other = request();
        change(&mut other);
        let named = match other.arranged().unwrap_err() {
            RequestError::Member { member, .. } => member,
            error => error.to_string(),
        };
        assert_eq!(named, member);
    }
}

#[test]
fn only_canonical_bytes_are_read() {
    assert_eq!(Request::read(GOLDEN.as_bytes()), Ok(request()));
    let spaced = GOLDEN.replace(":7,", ": 7,");
    let unset = GOLDEN.replace("\"replaces\":null,", "");
    let elsewhere = GOLDEN.replace("2026-11-30T10:00:00Z", "2026-11-30T11:00:00+01:00");
    for text in [spaced, unset, elsewhere] {
        assert_eq!(Request::read(text.as_bytes()), Err(RequestError::NotCanonical), "{text}");
    }
    for text in
        ["", "{}", "null", &GOLDEN.replace("\"replaces\"", "\"attempt\":1,\"replaces\""), &"[".repeat(100_000)]
    {
        assert!(matches!(Request::read(text.as_bytes()), Err(RequestError::Json(_))), "{text}");
    }
    let twice = Request { requesters: vec![ASKER, ASKER], ..request() };
    assert!(matches!(Request::read(&twice.bytes().unwrap()), Err(RequestError::Member { .. })));
}

/// Requests that may differ in anything.
pub(crate) fn requests() -> impl Strategy<Value = Request> {
    let hex = "[0-9a-f]{64}";
    let artifacts = proptest::collection::vec(
        ("[!-~äЖ漢]{1,12}", hex).prop_map(|(name, sha256)| Artifact { name, sha256 }),
        0..4,
    );
    let numbers = (1_u64..100, 1_u64..100, 0_i64..100);
    (numbers, "[a-z -]{1,12}", "[0-9a-f]{40}", hex, artifacts, proptest::option::of("github:[0-9]{1,9}"))
        .prop_filter_map(
            "two artifacts of one name",
            |((repository_id, requester, expires), environment, commit, policy_sha256, artifacts, replaces)| {
                Request {
                    repository_id,
                    requesters: vec![AccountId(requester)],
                    expires: minute(expires),
                    environment,
                    commit,
                    policy_sha256,
                    artifacts,
                    replaces,
                    ..request()
                }
                .arranged()
                .ok()
            },
        )
}

proptest! {
    #[test]
    fn what_is_written_is_read(request in requests()) {
        prop_assert_eq!(Request::read(&request.bytes().unwrap()), Ok(request));
    }

    #[test]
    fn one_digest_is_of_one_request(one in requests(), other in requests()) {
        prop_assert_eq!(one == other, one.digest() == other.digest());
    }
}

/// Whoever is told that something changed is told what.
#[test]
fn the_parts_that_differ_are_named() {
    let one = request();
    assert_eq!(one.differs(&one), []);
    let read_back = Request { requesters: vec![], expires: minute(999), replaces: None, ..one.clone() };
    assert_eq!(one.differs(&read_back), [], "what is read back is compared elsewhere");
    let other = Request { commit: "f".repeat(40), policy_sha256: "e".repeat(64), ..one.clone() };
    assert_eq!(one.differs(&other), [Part::Commit, Part::Policy]);
    let all = Request {
        repository_id: 99,
        environment: "elsewhere".to_owned(),
        action: Action::Rollback,
        artifacts: vec![Artifact { name: "new".to_owned(), sha256: "a".repeat(64) }],
        verdicts: vec![],
        ..other
    };
    assert_eq!(one.differs(&all).len(), 7);
}
