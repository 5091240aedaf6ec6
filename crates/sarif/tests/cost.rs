//! Hostile logs cost no more than their size: what is four times as large takes about four times as long, never sixteen times.

#![allow(
    clippy::disallowed_methods,
    reason = "a test of how long things take needs a clock, which the crate has not"
)]
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test may panic")]

use std::time::{Duration, Instant};

use sarif::{
    Across, Document, Finding, Input, Limits, Places, Reading, RunView, SeverityPolicy, deduplicate, merge,
};

/// A length at which a square shows even where each step is cheap.
const SHORT: usize = 2_000;
/// Work that takes its square takes sixteen times as long.
const MOST: u32 = 7;

/// Holds the time of `work` over a log to the length of the log.
#[track_caller]
fn linear(log: impl Fn(usize) -> String, work: impl Fn(&str)) {
    growth((log(SHORT), log(4 * SHORT)), |text| work(text));
}

/// The least of several times counts, and a machine that is busy with something else gets several chances.
#[track_caller]
fn growth<T>((short, long): (T, T), work: impl Fn(&T)) {
    let time = |of: &T| {
        let start = Instant::now();
        work(of);
        start.elapsed()
    };
    let mut ratios = Vec::new();
    for _ in 0..4 {
        let least = |of: &T| (0..2).map(|_| time(of)).min().unwrap();
        // Below a millisecond there is nothing to compare.
        let (short, long) = (least(&short).max(Duration::from_millis(1)), least(&long));
        if long < short * MOST {
            return;
        }
        ratios.push((short, long));
    }
    panic!("four times as much takes {ratios:?}");
}

fn findings(log: &str) -> Vec<Finding> {
    let document = Document::read(log.as_bytes(), &Limits::default()).unwrap();
    let policy = SeverityPolicy::default();
    let reading =
        Reading { severities: &policy, places: Places::default(), line_hash: &|_, _| None, expired: &|_| true };
    let mut all = Vec::new();
    for at in 0..document.runs() {
        let run = RunView::parse(std::str::from_utf8(document.run(at).unwrap()).unwrap()).unwrap();
        let texts = document.results(at).map(|bytes| std::str::from_utf8(bytes).unwrap());
        all.extend(texts.enumerate().map(|(number, text)| Finding::read(&run, text, (at, number), &reading)));
    }
    all
}

fn read(log: &str) {
    assert!(!findings(log).is_empty());
}

fn join(log: &str) {
    let all = findings(log);
    let count = all.len();
    let out = deduplicate(all, Across { advisories: true, weaknesses: true });
    assert_eq!(out.findings.len() + out.joined.len(), count);
}

fn united(log: &str) {
    let read = |name: &str| {
        let document = Document::read(log.as_bytes(), &Limits::default()).unwrap();
        Input { name: name.to_owned(), document }
    };
    let inputs = [read("a"), read("b")];
    merge(&inputs, 1).unwrap().write(&mut Vec::new()).unwrap();
}

fn list(count: usize, one: impl Fn(usize) -> String) -> String {
    (0..count).map(one).collect::<Vec<_>>().join(",")
}

fn log(driver: &str, run: &str, results: &str) -> String {
    format!(
        r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"T"{driver}}}}}{run},"results":[{results}]}}]}}"#
    )
}

/// So many findings of one advisory, each changed a little. They are joined without being read: reading costs more than a square.
fn advisories(count: usize, change: impl Fn(&mut Finding, usize)) -> Vec<Finding> {
    let result = r#"{"ruleId":"CVE-2024-1","properties":{"purl":"pkg:npm/x@1"}}"#;
    let one = findings(&log("", "", result)).remove(0);
    let made = |at| {
        let mut finding = one.clone();
        finding.result = at;
        change(&mut finding, at);
        finding.sources[0].result = at;
        finding.sources[0].tool.clone_from(&finding.tool);
        finding
    };
    (0..count).map(made).collect()
}

#[test]
fn one_advisory_that_thousands_of_tools_name() {
    let made = |count| advisories(count, |finding, at| finding.tool = format!("T{at}"));
    growth((made(5_000), made(20_000)), |all| {
        assert_eq!(deduplicate(all.clone(), Across::default()).findings.len(), 1);
    });
}

#[test]
fn one_finding_under_thousands_of_names() {
    let result = |at| {
        let names = list(8, |number| format!("\"GHSA-{at:04x}-{number:04x}-aaaa\""));
        format!(r#"{{"ruleId":"R","fingerprints":{{"a":"1"}},"properties":{{"aliases":[{names}]}}}}"#)
    };
    linear(|count| log("", "", &list(count, result)), join);
}

#[test]
fn an_override_for_each_rule_and_many_for_one() {
    for index in [|at: usize| at, |_| 0] {
        let made = |count| {
            let rules = format!(r#","rules":[{}]"#, list(count, |at| format!(r#"{{"id":"R{at}"}}"#)));
            let over = |at| {
                format!(r#"{{"descriptor":{{"index":{}}},"configuration":{{"level":"note"}}}}"#, index(at))
            };
            let run = format!(
                r#","invocations":[{{"executionSuccessful":true,"ruleConfigurationOverrides":[{}]}}]"#,
                list(count, over)
            );
            let result = |at| format!(r#"{{"ruleId":"R{at}","provenance":{{"invocationIndex":0}}}}"#);
            log(&rules, &run, &list(count, result))
        };
        linear(made, read);
        linear(made, united);
    }
}

#[test]
fn extensions_and_taxonomies_by_their_guids() {
    let made = |count| {
        let component =
            |at| format!(r#"{{"name":"E","guid":"{at:032x}","rules":[{{"id":"R"}}],"taxa":[{{"id":"7"}}]}}"#);
        let all = list(count, component);
        let result = |at| {
            let component = format!(r#""toolComponent":{{"guid":"{at:032x}"}}"#);
            format!(r#"{{"rule":{{"id":"R",{component}}},"taxa":[{{"index":0,{component}}}]}}"#)
        };
        format!(
            r#"{{"version":"2.1.0","runs":[{{"tool":{{"driver":{{"name":"T"}},"extensions":[{all}]}},"taxonomies":[{all}],"results":[{}]}}]}}"#,
            list(count, result)
        )
    };
    linear(made, read);
}

#[test]
fn rules_of_one_id() {
    let made = |count| {
        let rules = format!(r#","rules":[{}]"#, list(count, |at| format!(r#"{{"id":"R","name":"{at}"}}"#)));
        log(&rules, "", &list(count, |_| r#"{"ruleId":"R"}"#.to_owned()))
    };
    linear(made, read);
    linear(made, united);
}

#[test]
fn messages_and_artifacts_that_all_results_name() {
    let made = |count: usize| {
        let texts = list(count, |at| format!(r#""m{at}":{{"text":"x"}}"#));
        let more = format!(r#","globalMessageStrings":{{{texts},"last":{{"text":"x"}}}}"#);
        let artifact = format!(r#","artifacts":[{{"location":{{"uri":"a"}},"contents":{{{texts}}}}}]"#);
        let result =
            r#"{"message":{"id":"last"},"locations":[{"physicalLocation":{"artifactLocation":{"index":0}}}]}"#;
        log(&more, &artifact, &list(count, |_| result.to_owned()))
    };
    linear(made, read);
}
