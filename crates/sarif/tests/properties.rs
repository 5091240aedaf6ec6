//! What holds for every merge, over logs with indexes into everything.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "tests stop at the first surprise")]

mod oracle;

use oracle::{make, merged, results, tables, try_merge};
use proptest::prelude::*;
use serde_json::Value;

fn both(
    logs: &[&Value],
    read: fn(&Value) -> std::collections::BTreeSet<String>,
) -> std::collections::BTreeSet<String> {
    logs.iter().flat_map(|log| read(log)).collect()
}

/// Everything that was there is there, and results are as many as there were different ones.
fn nothing_is_lost(before: &[&Value], after: &Value) {
    let (expected, found) = (both(before, results), results(after));
    let lost: Vec<_> = expected.difference(&found).collect();
    let new: Vec<_> = found.difference(&expected).collect();
    assert!(lost.is_empty() && new.is_empty(), "lost {lost:#?}\nnew {new:#?}");
    let (expected, found) = (both(before, tables), tables(after));
    let lost: Vec<_> = expected.difference(&found).collect();
    assert!(lost.is_empty(), "lost {lost:#?}\nin {found:#?}");
}

/// The other properties say little if nothing is ever united, renamed or joined.
#[test]
fn the_logs_do_collide() {
    let (mut united, mut apart, mut rewritten, mut joined) = (0, 0, sarif::Rewritten::default(), 0);
    for seed in 0..100 {
        let logs = [make::log(seed), make::log(seed + 1000)].map(|log| log.to_string().into_bytes());
        let (_, ledger) = try_merge(&[("a", &logs[0]), ("b", &logs[1])], 1).unwrap();
        united += ledger.runs_in - ledger.runs_out;
        apart += ledger.runs_out;
        rewritten += ledger.rewritten;
        joined += ledger.tools.values().map(|tool| tool.deduplicated).sum::<u64>();
    }
    assert!(united > 50 && apart > 50, "{united} {apart}");
    assert!(rewritten.indexes > 500 && rewritten.levels > 50 && rewritten.bases > 50, "{rewritten:?}");
    assert!(joined > 0);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn results_read_the_same_before_and_after(one: u64, other: u64) {
        let logs = [make::log(one), make::log(other)];
        nothing_is_lost(&[&logs[0], &logs[1]], &merged(&logs));
    }

    #[test]
    fn merging_merged_logs_says_the_same(one: u64, two: u64, three: u64) {
        let [one, two, three] = [one, two, three].map(make::log);
        let left = merged(&[merged(&[one.clone(), two.clone()]), three.clone()]);
        let right = merged(&[one.clone(), merged(&[two.clone(), three.clone()])]);
        prop_assert_eq!(results(&left), results(&right));
        nothing_is_lost(&[&one, &two, &three], &left);
        nothing_is_lost(&[&one, &two, &three], &right);
    }

    #[test]
    fn order_and_threads_change_no_byte(one: u64, two: u64, three: u64) {
        let [one, two, three] = [one, two, three].map(|seed| make::log(seed).to_string().into_bytes());
        let orders = [
            [("a", one.as_slice()), ("b", two.as_slice()), ("b", three.as_slice())],
            [("b", three.as_slice()), ("b", two.as_slice()), ("a", one.as_slice())],
        ];
        let (first, _) = try_merge(&orders[0], 1).unwrap();
        let (second, _) = try_merge(&orders[1], 3).unwrap();
        prop_assert_eq!(first, second);
    }

    #[test]
    fn merging_a_log_with_itself_adds_nothing(seed: u64) {
        let log = make::log(seed);
        let once = merged(std::slice::from_ref(&log));
        let twice = merged(&[log.clone(), log.clone()]);
        prop_assert_eq!(results(&once), results(&twice));
        prop_assert_eq!(tables(&once), tables(&twice));
    }

    #[test]
    fn white_space_is_all_that_a_log_alone_loses(seed: u64) {
        // Results that are equal in one run are joined, so each gets something of its own, and runs are kept from one another.
        let mut log = make::log(seed);
        for (at, run) in log["runs"].as_array_mut().unwrap().iter_mut().enumerate() {
            run["x-alone"] = at.into();
            for (at, result) in run["results"].as_array_mut().unwrap().iter_mut().enumerate() {
                result["x-own"] = at.into();
            }
        }
        let pretty = serde_json::to_vec_pretty(&log).unwrap();
        let (out, _) = try_merge(&[("a", &pretty)], 1).unwrap();
        let compact: Value = serde_json::from_slice(&out).unwrap();
        prop_assert_eq!(&compact, &log);
        prop_assert_eq!(out.len(), log.to_string().len());
    }

    #[test]
    fn serde_sarif_reads_what_is_written(one: u64, other: u64) {
        let after = merged(&[make::log(one), make::log(other)]);
        // It refuses members that SARIF does not know nowhere, and every type that is wrong.
        let read: Result<serde_sarif::sarif::Sarif, _> = serde_json::from_value(after);
        prop_assert!(read.is_ok(), "{:?}", read.err());
    }
}

/// Every result that was read is listed once, with the log that it is of.
#[test]
fn every_result_has_its_origins() {
    use sarif::{Document, Input, Limits, merge};
    for seed in 0..40 {
        let logs =
            [make::log(seed), make::log(seed + 1000), make::log(seed)].map(|log| log.to_string().into_bytes());
        let input = |(at, bytes): (usize, &'static [u8])| Input {
            name: at.to_string(),
            document: Document::read(bytes, &Limits::default()).unwrap(),
        };
        let leaked = logs.map(|log| &*Vec::leak(log));
        let inputs: Vec<Input<'_>> = leaked.into_iter().enumerate().map(input).collect();
        let merged = merge(&inputs, 2).unwrap();
        let mut listed = Vec::new();
        for run in 0..merged.runs() {
            for result in 0..merged.results(run) {
                let origins: Vec<_> = merged.origins(run, result).collect();
                // What was joined says the same, as far as that can be seen without its run.
                let text = |file: &str, run: usize, result: usize| {
                    let document = &inputs[file.parse::<usize>().unwrap()].document;
                    let bytes = document.results(run).nth(result).unwrap();
                    serde_json::from_slice::<Value>(bytes).unwrap()["message"].clone()
                };
                let first = text(origins[0].file, origins[0].run, origins[0].result);
                for origin in origins {
                    assert_eq!(text(origin.file, origin.run, origin.result), first);
                    let document = &inputs[origin.file.parse::<usize>().unwrap()].document;
                    assert_eq!(origin.digest, document.digest());
                    listed.push((origin.file.to_owned(), origin.run, origin.result));
                }
            }
        }
        listed.sort();
        let mut expected = Vec::new();
        for (at, input) in inputs.iter().enumerate() {
            for run in 0..input.document.runs() {
                expected.extend(
                    (0..input.document.results(run).count()).map(|result| (at.to_string(), run, result)),
                );
            }
        }
        assert_eq!(listed, expected);
    }
}
