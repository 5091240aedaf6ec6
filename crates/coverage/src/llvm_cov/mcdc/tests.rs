use crate::tests::{codes, only, refusal, report, short, totals};
use crate::{Coverage, ProblemCode, ReadErrorCode};

const SUMMARY: &str = r#","summary":{"lines":{"count":1,"covered":1},"mcdc":{"count":4,"covered":3,"notcovered":1,"percent":75}}"#;

fn json(file: &str, rest: &str) -> String {
    format!(
        r#"{{"data":[{{"files":[{{"filename":"/a.c","segments":[]{file}}}]{rest}}}],"type":"llvm.coverage.json.export","version":"3.1.0"}}"#
    )
}

/// A function that begins at line 1 and column `start`, with as many conditions among its branches.
fn function(start: u32, conditions: usize, records: &str) -> String {
    let branches = [vec!["[2,2,2,3,1,0,0,0,4]"], vec!["[4,9,4,14,3,0,0,0,6]"; conditions]].concat().join(",");
    format!(
        r#"{{"name":"f","count":1,"filenames":["/a.c"],"branches":[{branches}],"mcdc_records":[{records}],"regions":[[1,{start},9,2,2,0,0,0]]}}"#
    )
}

fn functions(list: &[String]) -> String {
    json("", &format!(r#","functions":[{}]"#, list.join(",")))
}

/// `mcdc 1/2`
fn mcdc(text: &str) -> String {
    totals(text).rsplit(", ").next().unwrap().to_owned()
}

#[test]
fn records_of_every_version_are_read() {
    for record in [
        "[4,9,4,17,0,5,[true,false]]",
        "[4,9,4,17,7,1,0,5,[true,false]]",
        "[4,9,4,17,7,1,0,0,5,[true,false]]",
        r#"[4,9,4,17,7,1,0,0,5,[true,false],[{"conditions":[true,null],"executed":true,"result":true}]]"#,
    ] {
        assert_eq!(mcdc(&functions(&[function(1, 2, record)])), "mcdc 1/2", "{record}");
    }
}

#[test]
fn what_is_no_record_is_refused() {
    for record in [
        "1",
        "{}",
        "[4,9,4,17,5,[true]]",
        "[4,9,4,17,0,5]",
        "[4,9,4,17,0,5,true]",
        "[4,9,4,17,0,5,[1]]",
        "[4,9,4,17,0,5,{\"a\":true}]",
        "[-4,9,4,17,0,5,[true]]",
        "[99999999999,9,4,17,0,5,[true]]",
    ] {
        let text = functions(&[function(1, 2, record)]);
        assert_eq!(refusal(text).code, ReadErrorCode::Malformed, "{record}");
    }
    let read = report(functions(&[function(1, 2, "[0,9,4,17,0,5,[true]]")]));
    assert_eq!(codes(&read), [ProblemCode::LineNumber]);
    let many = vec!["false"; (1 << 15) + 1].join(",");
    let text = functions(&[function(1, 2, &format!("[4,9,4,17,0,5,[{many}]]"))]);
    assert_eq!(refusal(text).code, ReadErrorCode::Malformed);
}

#[test]
fn instances_share_their_conditions_and_uses_of_a_macro_do_not() {
    let (one, other) = ("[4,9,4,17,0,5,[true,false]]", "[4,9,4,17,0,5,[false,false]]");
    assert_eq!(mcdc(&functions(&[function(1, 2, one), function(1, 2, other)])), "mcdc 1/2", "one template");
    assert_eq!(mcdc(&functions(&[function(1, 2, one), function(9, 2, other)])), "mcdc 1/4", "two functions");
    let twice = function(1, 4, &format!("{one},{other}"));
    assert_eq!(mcdc(&functions(&[twice])), "mcdc 1/4", "one function, which uses the macro twice");
}

#[test]
fn constants_are_not_counted() {
    let record = "[4,9,4,17,0,5,[true,false,false]]";
    assert_eq!(mcdc(&functions(&[function(1, 3, record)])), "mcdc 1/3");
    assert_eq!(mcdc(&functions(&[function(1, 2, record)])), "mcdc 1/2", "one of three is no branch");
    assert_eq!(mcdc(&functions(&[function(1, 9, record)])), "mcdc 1/3");
    assert_eq!(mcdc(&functions(&[function(1, 0, record)])), "mcdc 1/3", "no branch at all shows nothing");
    let shown = "[4,9,4,17,0,5,[true,true]]";
    assert_eq!(mcdc(&functions(&[function(1, 1, shown)])), "mcdc 2/2", "what was shown is no constant");
    let instances = [function(1, 3, record), function(1, 2, record)];
    assert_eq!(mcdc(&functions(&instances)), "mcdc 1/3", "a constant in one instance may be none in another");
}

#[test]
fn shards_unite_by_condition() {
    let shard =
        |shown: &str| report(functions(&[function(1, 3, &format!("[4,9,4,17,0,5,[{shown}]]"))])).coverage;
    let mut coverage = shard("true,false,false");
    assert_eq!(coverage.merge(shard("false,true,false")), []);
    assert_eq!(only(&coverage).condition_upper(), None);
    assert_eq!(short(&coverage.totals()), "line 0/0, function 1/1, region 1/1, mcdc 2/3");
    let problems = coverage.merge(shard("false,true"));
    assert_eq!(problems.iter().map(|one| one.code).collect::<Vec<_>>(), [ProblemCode::BranchesInexact]);
    assert_eq!(short(&coverage.totals()), "line 0/0, function 1/1, region 1/1, mcdc 2/3");
    assert_eq!(only(&coverage).condition_upper(), Some(3));
}

#[test]
fn conditions_were_measured_if_there_are_some() {
    let none = function(1, 0, "");
    let summary = SUMMARY.replace(r#""count":4,"covered":3"#, r#""count":0,"covered":0"#);
    let text = json(&summary, &format!(r#","functions":[{none}]"#));
    assert_eq!(totals(text), "line 0/0, function 1/1, region 1/1");
    assert_eq!(totals(json(&summary, "")), "line 0/0");
}

#[test]
fn a_summary_stands_in_for_functions_that_are_not_listed() {
    let record = r#","mcdc_records":[[4,9,4,17,0,5,[true,false]]]"#;
    let read = report(json(&format!("{record}{SUMMARY}"), ""));
    assert_eq!((short(&read.coverage.totals()), codes(&read)), ("line 0/0, mcdc 3/4".to_owned(), vec![]));
    let mut coverage = Coverage::default();
    coverage.merge(read.coverage.clone());
    coverage.merge(read.coverage);
    assert_eq!(only(&coverage).condition_upper(), Some(4), "nobody knows which three these are");
    let read = report(json(record, ""));
    assert_eq!(short(&read.coverage.totals()), "line 0/0");
    assert_eq!(codes(&read), [ProblemCode::McdcSkipped]);
    assert_eq!(codes(&report(json(r#","mcdc_records":[]"#, ""))), []);
}

#[test]
fn totals_are_claims() {
    let totals = SUMMARY.replace("summary", "totals");
    assert_eq!(short(&report(json("", &totals)).claims), "line 1/1, mcdc 3/4");
}
