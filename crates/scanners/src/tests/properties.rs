//! Whatever the bytes: no panic, and what comes out is SARIF whose results have their rules.

use proptest::prelude::*;
use serde_json::Value;

use super::fixtures;
use crate::{Converted, Format, Limits, convert, convert_as};

/// What holds for every conversion.
fn check(converted: &Converted) {
    let parsed: serde_sarif::sarif::Sarif = serde_json::from_slice(&converted.sarif).unwrap();
    assert_eq!(parsed.runs.len(), 1);
    let log: Value = serde_json::from_slice(&converted.sarif).unwrap();
    let run = &log["runs"][0];
    let rules = run["tool"]["driver"]["rules"].as_array().unwrap();
    let results = run["results"].as_array().unwrap();
    assert_eq!(u64::try_from(results.len()).unwrap(), converted.native.values().sum::<u64>());
    for result in results {
        let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
        assert_eq!(rules[index]["id"], result["ruleId"]);
        assert_ne!(result["message"]["text"], "");
        let region = &result["locations"][0]["physicalLocation"]["region"];
        assert!(region.is_null() || region["startLine"].as_u64().unwrap() > 0);
        assert!(region["startColumn"].as_u64() != Some(0));
        let score = &result["properties"]["security-severity"];
        assert!(score.is_null() || score.is_string(), "GitHub refuses a number");
    }
    let told = run["invocations"][0]["executionSuccessful"].as_bool().unwrap();
    assert_eq!(told, converted.incomplete.is_empty());
}

#[test]
fn every_fixture_is_sarif_and_the_same_bytes_each_time() {
    for fixture in fixtures::all() {
        let read = || convert_as(fixture.format, &fixture.bytes(), &Limits::default(), Some(&fixtures::key()));
        if let Ok(converted) = read() {
            check(&converted);
            assert_eq!(read().unwrap(), converted, "{}", fixture.name);
        }
    }
}

/// Every secret of the fixtures bears these words, or is an example that its maker publishes.
#[test]
fn no_secret_of_a_fixture_is_carried_over() {
    for fixture in fixtures::all() {
        for key in [None, Some(fixtures::key())] {
            let read = convert_as(fixture.format, &fixture.bytes(), &Limits::default(), key.as_ref());
            let text =
                read.map_or_else(|error| error.to_string(), |read| String::from_utf8(read.sarif).unwrap());
            for secret in
                ["obviously-fake", "AKIAIOSFODNN7EXAMPLE", "00112233445566778899aabb", "person@example.org"]
            {
                assert!(!text.contains(secret), "{} carries {secret}", fixture.name);
            }
            assert!(key.is_some() || !text.contains("[REDACTED sha256:"), "{}", fixture.name);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mutated_reports_never_panic(
        which in any::<prop::sample::Index>(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0_usize..40), 1..4),
    ) {
        let all = fixtures::all();
        let fixture = which.get(&all);
        let mut bytes = fixture.bytes();
        for (at, byte, cut) in edits {
            let at = at.index(bytes.len().max(1));
            let end = (at + cut).min(bytes.len());
            bytes.splice(at.min(end)..end, [byte]);
        }
        if let Ok(converted) = convert(&bytes, &Limits::default(), None) {
            check(&converted);
        }
        if let Ok(converted) = convert_as(fixture.format, &bytes, &Limits::default(), Some(&fixtures::key())) {
            check(&converted);
        }
    }

    #[test]
    fn shapes_that_nobody_wrote_never_panic(
        which in any::<prop::sample::Index>(),
        at in any::<prop::sample::Index>(),
        with in prop::sample::select(vec!["null", "[]", "{}", "\"\"", "-1", "18446744073709551615", "[null]", "\"é\""]),
    ) {
        let all: Vec<_> = fixtures::all().into_iter().filter(|one| one.name.ends_with(".json")).collect();
        let fixture = which.get(&all);
        let Ok(mut value) = serde_json::from_slice::<Value>(&fixture.bytes()) else { return Ok(()) };
        let mut pointers = Vec::new();
        walk(&value, &mut String::new(), &mut pointers);
        let pointer = &pointers[at.index(pointers.len())];
        *value.pointer_mut(pointer).unwrap() = serde_json::from_str(with).unwrap();
        let bytes = serde_json::to_vec(&value).unwrap();
        for format in [fixture.format].into_iter().chain(Format::ALL.iter().copied()) {
            if let Ok(converted) = convert_as(format, &bytes, &Limits::default(), None) {
                check(&converted);
            }
        }
    }
}

fn walk(value: &Value, path: &mut String, out: &mut Vec<String>) {
    out.push(path.clone());
    let length = path.len();
    let children: Vec<(String, &Value)> = match value {
        Value::Array(list) => list.iter().enumerate().map(|(at, one)| (at.to_string(), one)).collect(),
        Value::Object(object) => {
            object.iter().map(|(key, one)| (key.replace('~', "~0").replace('/', "~1"), one)).collect()
        }
        _ => Vec::new(),
    };
    for (key, child) in children {
        path.push('/');
        path.push_str(&key);
        walk(child, path, out);
        path.truncate(length);
    }
}
