//! Statements that both verifiers take, and statements that both refuse.

use ledger::dsse::Envelope;
use ledger::hash::Hash;
use ledger::predicate::{Kind, LeafRef};
use serde_json::{Value, json};

use crate::both::{python, rust};
use crate::profile::{base64, same};
use crate::records::{self, artifact};
use crate::rules;
use crate::world::{RECORD, World, key};

/// What is wrong, the bytes that a case stores, and whether they are in order.
type Variant = (String, Vec<u8>, bool);

/// Changes of the text of a statement: from, to, and whether the result is in order.
const TEXTS: &[(&str, &str, bool)] = &[
    ("by hand", "by h\u{e4}nd", true),
    ("by hand", "by h\\u00e4nd", true),
    ("by hand", "by \\ud83d\\ude00", true),
    ("by hand", "\u{200d}\u{fffd}\u{1f642}", true),
    // Without a meaning that all share.
    ("by hand", "\u{ffff}", false),
    ("by hand", "\u{fdd0}", false),
    ("by hand", "\u{e000}", false),
    ("by hand", "\u{10fffd}", false),
    ("by hand", "\\\"\\\\\\/", true),
    ("by hand", "", false),
    ("by hand", "by ha\u{308}nd", false),
    ("by hand", "\u{212a}", false),
    ("by hand", "by\\nhand", false),
    ("by hand", "by\nhand", false),
    ("by hand", "by\u{200b}hand", false),
    ("by hand", "by\\u202ehand", false),
    ("by hand", "by\u{85}hand", false),
    ("by hand", "by\u{feff}hand", false),
    ("by hand", "by\u{61c}hand", false),
    ("by hand", "by\u{2069}hand", false),
    ("by hand", "\\ud83d", false),
    ("by hand", "\\ude00\\ud83d", false),
    ("by hand", "by \\x", false),
    ("\"by hand\"", "null", false),
    ("\"by hand\"", "7", false),
    ("\"by hand\"", "[\"by hand\"]", false),
    ("{\"_type\"", "{\"_type\":\"x\",\"_type\"", false),
    ("{\"_type\"", "{\"\\u005ftype\":\"x\",\"_type\"", false),
    ("{\"_type\"", "{\"more\":1,\"_type\"", false),
    ("{\"_type\"", " \t\r\n{\"_type\"", true),
    ("{\"_type\"", "\u{b}{\"_type\"", false),
    ("{\"_type\"", "\u{feff}{\"_type\"", false),
    ("{\"_type\"", "[{\"_type\"", false),
    ("\"reason\"", "\"re\\u0061son\"", true),
    ("\"reason\"", "\"Reason\"", false),
    ("Statement/v1", "Statement/v0.1", false),
    ("gap:v1", "gap:v2", false),
    ("gap:v1", "gap", false),
    ("github-deployment", "else", false),
    ("\"production\"", "\"Production\"", false),
    ("2026-11-22T14:00:00.000Z", "2026-11-22T14:00:00Z", false),
    ("2026-11-22T14:00:00.000Z", "2026-11-22T14:00:00.000+00:00", false),
    ("2026-11-22T14:00:00.000Z", "2026-11-22t14:00:00.000z", false),
    ("2026-11-22T14:00:00.000Z", "2026-11-22T24:00:00.000Z", false),
    ("2026-11-22T14:00:00.000Z", "2016-12-31T23:59:60.000Z", false),
    ("2026-11-22T14:00:00.000Z", "2026-02-29T14:00:00.000Z", false),
    ("2026-11-22T14:00:00.000Z", "2024-02-29T14:00:00.000Z", true),
    ("2026-11-22T14:00:00.000Z", "1900-02-28T14:00:00.000Z", false),
    ("2026-11-22T14:00:00.000Z", "1969-12-31T23:59:59.999Z", false),
    ("2026-11-22T14:00:00.000Z", "1970-01-01T00:00:00.000Z", true),
    ("2026-11-22T14:00:00.000Z", "9999-12-31T23:59:59.999Z", true),
    ("2026-11-22T14:00:00.000Z", "2026-11-22T14:00:00.00\u{661}Z", false),
    ("2026-11-22T13:30:00.000Z", "2026-11-22T12:30:00.000Z", false),
    ("2026-11-22T13:30:00.000Z", "2026-11-22T13:00:00.000Z", true),
    ("\"foundAt\"", "\"foundat\"", false),
];

/// Values of `changes[0].pr` in a deployment.
const NUMBERS: &[(&str, bool)] = &[
    ("0", true),
    ("9007199254740991", true),
    ("9007199254740992", false),
    ("-1", false),
    ("-0", false),
    ("1.0", false),
    ("1e2", false),
    ("1E400", false),
    ("01", false),
    ("+1", false),
    ("18446744073709551616", false),
    ("1.", false),
    ("123456789012345678901234567890", false),
    ("NaN", false),
    ("Infinity", false),
    ("true", false),
    ("\"1\"", false),
];

/// A member of a deployment, by its JSON pointer, what is put there, and whether that is in order. `null` takes the member out.
fn members() -> Vec<(&'static str, Value, bool)> {
    let hex = |count: usize| json!("a".repeat(count));
    vec![
        ("/predicate/service", json!("a..b"), false),
        ("/predicate/service", json!("a.b_c-d"), true),
        ("/predicate/service", json!("-a"), false),
        ("/predicate/service", json!("a".repeat(64)), true),
        ("/predicate/service", json!("a".repeat(65)), false),
        ("/predicate/service", json!("é"), false),
        ("/predicate/service", Value::Null, false),
        ("/predicate/impact", Value::Null, true),
        ("/predicate/impact", json!(0), false),
        ("/predicate/changes", json!([]), true),
        ("/predicate/changes", json!({}), false),
        ("/predicate/changes/0/commit", hex(40), true),
        ("/predicate/changes/0/commit", hex(64), true),
        ("/predicate/changes/0/commit", hex(41), false),
        ("/predicate/changes/0/more", json!(1), false),
        ("/predicate/previous/digest", json!({}), false),
        ("/predicate/previous/digest/sha512", hex(128), true),
        ("/predicate/previous/digest/sha512", hex(64), false),
        ("/predicate/previous/digest/md5", hex(32), false),
        ("/predicate/previous/digest/gitCommit", json!("A".repeat(40)), false),
        ("/predicate/remediates/0", json!("81JD6ZC0V8Q4S9T2M3N5P00001"), false),
        ("/predicate/remediates/0", json!("71JD6ZC0V8Q4S9T2M3N5P00001"), true),
        ("/predicate/remediates/0", json!("01JD6ZC0V8Q4S9T2M3N5PU0001"), false),
        ("/predicate/actor/pseudonym", json!("p-0"), false),
        ("/predicate/actor/name", json!("octocat"), false),
        ("/predicate/actor/name", Value::Null, true),
        ("/predicate/github/statusId", json!("18446744073709551616"), false),
        ("/predicate/github/statusId", json!("007"), false),
        ("/predicate/github/statusId", json!("0"), true),
        ("/predicate/github/statusId", json!(7), false),
        ("/predicate/run/attempt", json!("1"), false),
        ("/predicate/run/eventName", json!("x".repeat(1024)), true),
        ("/predicate/run/eventName", json!("x".repeat(1025)), false),
        ("/predicate/run/eventName", json!("\u{e9}".repeat(513)), false),
        ("/predicate/gates/0/evidence/0/locations/0", json!(""), false),
        ("/predicate/gates/0/result", json!("PASS"), false),
        ("/predicate/timing/source", Value::Null, false),
        ("/predicate/timing/startedAt", Value::Null, true),
        ("/predicate/environment/tier", json!("prod"), false),
        (
            "/predicate/approvals",
            json!([{"leaf": {"index": 0, "hash": hex(64)}, "appliesTo": artifact("other")}]),
            false,
        ),
        (
            "/predicate/observedHead",
            json!({"origin": "github.com:443/1/2/x", "root": hex(64), "size": 0}),
            true,
        ),
        (
            "/predicate/observedHead",
            json!({"origin": "github.com:0/1/2/x/y", "root": hex(64), "size": 0}),
            true,
        ),
        (
            "/predicate/observedHead",
            json!({"origin": "github.com:0443/1/2/x", "root": hex(64), "size": 0}),
            false,
        ),
        (
            "/predicate/observedHead",
            json!({"origin": "github.com:65536/1/2/x", "root": hex(64), "size": 0}),
            false,
        ),
        ("/predicate/observedHead", json!({"origin": "git_hub.com/1/2/x", "root": hex(64), "size": 0}), false),
        ("/predicate/observedHead", json!({"origin": "github.com/1/x/x", "root": hex(64), "size": 0}), false),
        (
            "/predicate/observedHead",
            json!({"origin": "github.com/1/2/x/y/z", "root": hex(64), "size": 0}),
            false,
        ),
        ("/predicate/observedHead", json!({"origin": "local/0/0/x", "root": hex(64), "size": -1}), false),
        ("/subject", json!([]), false),
        ("/subject/1/name", json!("ghcr.io/acme/app"), false),
        // What stands in the place of an object is a list of its members.
        ("/subject/0", json!(["ghcr.io/acme/app", artifact("app")]), false),
        ("/predicate/actor", json!([records::person(1), "human", records::commitment()]), false),
        ("/predicate/environment", json!(["production", "production", "eu-west-1", records::ulid(1)]), false),
        ("/predicate/gates/0/evidence/0", json!([Hash::of(b"lcov"), "text/plain", 12, []]), false),
    ]
}

fn gaps() -> Vec<Variant> {
    let text = serde_json::to_string(&records::gap()).unwrap();
    let changed = |(at, (from, to, good)): (usize, &(&str, &str, bool))| {
        assert!(text.contains(from), "{from}");
        // Each with a reference of its own: no record is entered twice.
        let text = text.replacen(from, to, 1).replace("deployment 43", &format!("deployment {at}"));
        (format!("{from} -> {}", to.escape_debug()), text.into_bytes(), *good)
    };
    let mut variants: Vec<Variant> = TEXTS.iter().enumerate().map(changed).collect();
    let mut raw = |name: &str, bytes: &[u8]| variants.push((name.to_owned(), bytes.to_vec(), false));
    raw("nothing", b"");
    raw("an empty object", b"{}");
    raw(
        "a list of the members",
        json!([
            "https://in-toto.io/Statement/v1",
            records::gap()["subject"],
            "urn:releasegate:gap:v1",
            records::gap()["predicate"]
        ])
        .to_string()
        .as_bytes(),
    );
    raw(
        "not UTF-8",
        &text
            .replace("by hand", "by \u{1}")
            .bytes()
            .map(|byte| if byte == 1 { 0xff } else { byte })
            .collect::<Vec<_>>(),
    );
    raw(
        "a long form of a letter",
        &text
            .replace("by hand", "by \u{1}\u{2}")
            .bytes()
            .map(|byte| match byte {
                1 => 0xc1,
                2 => 0xa1,
                other => other,
            })
            .collect::<Vec<_>>(),
    );
    raw("two documents", format!("{text}{text}").as_bytes());
    raw("deep", format!("{}{}", "[".repeat(60_000), "]".repeat(5_000)).as_bytes());
    for (subjects, good) in [(256, true), (257, false)] {
        let mut gap = records::gap();
        gap["subject"] =
            (0..subjects).map(|at| json!({"name": format!("{at}"), "digest": artifact("x")})).collect();
        variants.push((format!("{subjects} subjects"), serde_json::to_vec(&gap).unwrap(), good));
    }
    for (spaces, good) in [(65_536, true), (65_537, false)] {
        let text = text.replace("deployment 43", "long");
        variants.push((
            format!("{spaces} bytes"),
            format!("{text}{}", " ".repeat(spaces - text.len())).into_bytes(),
            good,
        ));
    }
    variants
}

fn deployments() -> Vec<Variant> {
    let one = |at: usize| records::deployment("adopted", at as u64 + 100, "app");
    let numbers = NUMBERS.iter().enumerate().map(|(at, (number, good))| {
        let text =
            serde_json::to_string(&one(at)).unwrap().replacen("\"pr\":123", &format!("\"pr\":{number}"), 1);
        (format!("pr {number}"), text.into_bytes(), *good)
    });
    let changed = members().into_iter().enumerate().map(|(at, (pointer, value, good))| {
        let mut statement = one(at + 100);
        let (parent, member) = pointer.rsplit_once('/').unwrap();
        match (statement.pointer_mut(parent).unwrap(), &value) {
            (Value::Object(object), Value::Null) => drop(object.remove(member).unwrap()),
            (Value::Object(object), value) => drop(object.insert(member.to_owned(), value.clone())),
            (list, value) => list[member.parse::<usize>().unwrap()] = value.clone(),
        }
        (format!("{pointer} {:.60}", value.to_string()), serde_json::to_vec(&statement).unwrap(), good)
    });
    numbers.chain(changed).collect()
}

#[test]
fn statements_that_both_take_and_that_both_refuse() {
    let mut world = World::new();
    let mut expected = Vec::new();
    for (name, payload, good) in gaps() {
        // The payload may be one that no envelope of the crate's own making can hold.
        let envelope =
            if payload.len() > 65_536 { over(&payload) } else { crate::world::envelope(&payload, &[RECORD]) };
        world.enclose(envelope, Kind::Gap, Some("production"));
        expected.push((name, good));
    }
    for (name, payload, good) in deployments() {
        let text = String::from_utf8_lossy(&payload).into_owned();
        let at = text.find("idempotencyKey\":\"").unwrap() + 17;
        let key = Hash::parse_hex(&text[at..at + 64]).unwrap();
        let envelope = crate::world::envelope(&payload, &[RECORD]);
        let env = Some("production");
        let entry = world.next(&envelope, Kind::Deployment, env, key).to_bytes().unwrap();
        world.put(entry, Some(envelope));
        expected.push((name, good));
    }
    let target = LeafRef { index: 0, hash: Hash::leaf(&world.entries[0].0) };
    for (name, statement, signer, good) in rules::broken(target) {
        world.fill(&serde_json::to_vec(&statement).unwrap(), &[signer]);
        expected.push((name, good));
    }
    world.sign();
    same(&world, &expected);
    assert!(expected.len() > 150, "{}", expected.len());
}

/// An envelope with a payload beyond the limit, whose signature is in order.
fn over(payload: &[u8]) -> Vec<u8> {
    let small = Envelope::sign(b"{}".to_vec(), &[&key(RECORD)]).unwrap().to_bytes();
    let mut value: Value = serde_json::from_slice(&small).unwrap();
    value["payload"] = json!(base64(payload));
    value["signatures"][0]["sig"] =
        json!(base64(&key(RECORD).sign(&ledger::dsse::pae(ledger::dsse::PAYLOAD_TYPE, payload))));
    serde_json::to_vec(&value).unwrap()
}

/// Later versions of Unicode may assign it: who has older tables than the page asks for cannot tell, and says that, never that the ledger is faulty.
#[test]
fn a_character_that_the_second_verifier_does_not_know_is_no_fault() {
    let mut world = World::new();
    let mut gap = records::gap();
    gap["predicate"]["reason"] = json!("by hand \u{378}");
    world.pay(&serde_json::to_vec(&gap).unwrap(), Kind::Gap, Some("production"), &[RECORD]);
    world.sign();
    assert_eq!(rust(&world).faults.len(), 1);
    let (exit, report) = python(&world);
    assert_eq!(exit, Some(4), "{report}");
    assert!(report["error"].as_str().unwrap().contains("U+0378 is none of Unicode"), "{report}");
}
