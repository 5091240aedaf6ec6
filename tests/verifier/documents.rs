//! Envelopes and entries that both verifiers take, and such that both refuse.

use ledger::hash::Hash;
use ledger::predicate::Kind;
use serde_json::{Value, json};

use crate::profile::same;
use crate::records;
use crate::world::{RECORD, World};

/// A change of an envelope, and whether the result is in order.
type Edit = (&'static str, fn(&mut Value), bool);

#[test]
fn envelopes_that_both_take_and_that_both_refuse() {
    let mut at = 0;
    let mut fresh = || {
        at += 1;
        let mut gap = records::gap();
        gap["predicate"]["reference"] = json!(format!("deployment {at}"));
        serde_json::from_slice::<Value>(&crate::world::envelope(&serde_json::to_vec(&gap).unwrap(), &[RECORD]))
            .unwrap()
    };
    let mut variants: Vec<(&str, Vec<u8>, bool)> = Vec::new();
    let edits: [Edit; 14] = [
        ("as it is", |_| {}, true),
        ("a member more", |one| one["more"] = json!(1), false),
        ("a member less", |one| drop(one.as_object_mut().unwrap().remove("payloadType")), false),
        ("another type", |one| one["payloadType"] = json!("application/json"), false),
        ("no signature", |one| one["signatures"] = json!([]), false),
        ("16 signatures", |one| one["signatures"] = json!(vec![one["signatures"][0].clone(); 16]), true),
        ("17 signatures", |one| one["signatures"] = json!(vec![one["signatures"][0].clone(); 17]), false),
        (
            "no padding",
            |one| {
                one["signatures"][0]["sig"] =
                    json!(one["signatures"][0]["sig"].as_str().unwrap().trim_end_matches('='))
            },
            false,
        ),
        (
            "a space in base64",
            |one| one["payload"] = json!(format!("{} ", one["payload"].as_str().unwrap())),
            false,
        ),
        (
            "the other alphabet",
            |one| {
                one["signatures"][0]["sig"] =
                    json!(format!("-_{}", &one["signatures"][0]["sig"].as_str().unwrap()[2..]))
            },
            false,
        ),
        ("a member of a signature", |one| one["signatures"][0]["cert"] = json!("x"), false),
        (
            "a list for a signature",
            |one| one["signatures"][0] = json!([one["signatures"][0]["keyid"], one["signatures"][0]["sig"]]),
            false,
        ),
        ("an empty payload", |one| one["payload"] = json!(""), false),
        ("a hint that is a number", |one| one["signatures"][0]["keyid"] = json!(7), false),
    ];
    for (name, edit, good) in edits {
        let mut envelope = fresh();
        edit(&mut envelope);
        variants.push((name, serde_json::to_vec(&envelope).unwrap(), good));
    }
    let envelope = fresh();
    variants.push((
        "a list of the members",
        json!([envelope["payload"], envelope["payloadType"], envelope["signatures"]]).to_string().into_bytes(),
        false,
    ));
    let mut loose = fresh().to_string();
    let end = loose.find("==\"").unwrap();
    // The bits beyond the last byte.
    let digit = char::from(loose.as_bytes()[end - 1] + 1);
    loose.replace_range(end - 1..end, &digit.to_string());
    variants.push(("loose bits", loose.into_bytes(), false));
    let twice = fresh().to_string().replacen("{\"payload\"", "{\"payload\":\"\",\"payload\"", 1);
    variants.push(("a key twice", twice.into_bytes(), false));
    for (size, good) in [(98_304, true), (98_305, false)] {
        let text = fresh().to_string();
        variants.push(("spaces", format!("{text}{}", " ".repeat(size - text.len())).into_bytes(), good));
    }
    let mut world = World::new();
    for (_, envelope, _) in &variants {
        world.enclose(envelope.clone(), Kind::Gap, Some("production"));
    }
    world.sign();
    let expected: Vec<(String, bool)> =
        variants.into_iter().map(|(name, _, good)| (name.to_owned(), good)).collect();
    same(&world, &expected);
}

#[test]
fn entries_that_both_take_and_that_both_refuse() {
    const EDITS: &[(&str, &str, bool)] = &[
        ("\"v\":1}", "\"v\":1}", true),
        ("\"v\":1}", "\"v\": 1}", false),
        ("\"v\":1}", "\"v\":1}\n", false),
        ("\"v\":1}", "\"v\":2}", false),
        ("\"v\":1}", "\"v\":1.0}", false),
        ("\"v\":1}", "\"v\":1,\"v\":1}", false),
        ("\"v\":1}", "\"v\":1,\"w\":1}", false),
        ("{\"env\":\"production\",", "{", false),
        ("\"production\"", "\"pro\\u0064uction\"", false),
        ("\"production\"", "\"Production\"", false),
        ("\"production\"", "null", false),
        (":gap:", ":gaps:", false),
        ("gap:v1", "gap:v2", false),
        ("2026-11-22T15", "2026-11-31T15", false),
        ("\"index\":", "\"index\":0", false),
        ("\"index\":", "\"index\":-", false),
        ("github.com", "GitHub.com", false),
        ("{\"env\"", "\u{feff}{\"env\"", false),
        ("{\"env\"", "[\"env\"", false),
    ];
    let mut world = World::new();
    for (at, (from, to, _)) in EDITS.iter().enumerate() {
        let mut gap = records::gap();
        gap["predicate"]["reference"] = json!(format!("deployment {at}"));
        let payload = serde_json::to_vec(&gap).unwrap();
        world.pay(&payload, Kind::Gap, Some("production"), &[RECORD]);
        let text = String::from_utf8(world.entries[at].0.clone()).unwrap();
        assert!(text.contains(from));
        world.entries[at].0 = text.replacen(from, to, 1).into_bytes();
    }
    // The members of an entry as a list, in the order that the crate declares them.
    let payload = serde_json::to_vec(&records::gap()).unwrap();
    world.pay(&payload, Kind::Gap, Some("production"), &[RECORD]);
    let last = world.entries.last_mut().unwrap();
    let one: Value = serde_json::from_slice(&last.0).unwrap();
    let order = [
        "v",
        "origin",
        "index",
        "time",
        "prevLeafHash",
        "envelopeSha256",
        "envelopeSize",
        "type",
        "env",
        "idempotencyKey",
    ];
    let mut list: Vec<Value> = order.iter().map(|name| one[*name].clone()).collect();
    list.push(json!({"origin": "local/0/0/x", "root": Hash::of(b"x"), "size": 0}));
    last.0 = verdict::canonical::bytes(&list).unwrap();
    world.sign();
    let mut expected: Vec<(String, bool)> =
        EDITS.iter().map(|(from, to, good)| (format!("{from} -> {to}"), *good)).collect();
    expected.push(("a list of the members".to_owned(), false));
    same(&world, &expected);
}
