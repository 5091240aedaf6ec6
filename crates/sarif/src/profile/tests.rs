use std::collections::BTreeMap;
use std::io::Read;

use serde_json::{Value, json};

use super::{Cut, CutReason, Fix, GITHUB, Profile, ProfileError, ProfileLimits, ProfileOptions, profile};
use crate::finding::{Finding, Reading};
use crate::run::RunView;
use crate::severity::{Severity, SeverityPolicy};
use crate::uri::{Places, RepositoryPath};

/// The findings of runs.
fn findings(runs: &[String]) -> Vec<Finding> {
    let policy = SeverityPolicy::default();
    let reading = Reading {
        severities: &policy,
        places: Places::default(),
        line_hash: &|path, line| Some(format!("{}{line}:1", path.as_str())),
        expired: &|_| false,
    };
    let mut found = Vec::new();
    for (at, text) in runs.iter().enumerate() {
        let run = RunView::parse(text).unwrap();
        let results: Value = serde_json::from_str(text).unwrap();
        for (number, result) in results["results"].as_array().into_iter().flatten().enumerate() {
            found.push(Finding::read(&run, &result.to_string(), (at, number), &reading));
        }
    }
    found
}

fn made_with(runs: &[Value], limits: ProfileLimits) -> Result<Profile, ProfileError> {
    let fallback = RepositoryPath::new("README.md").unwrap();
    let options =
        ProfileOptions { fallback: &fallback, category: "default", places: Places::default(), limits };
    let runs: Vec<String> = runs.iter().map(Value::to_string).collect();
    let texts: Vec<&str> = runs.iter().map(String::as_str).collect();
    profile(&texts, &findings(&runs), &options)
}

fn logs(profile: &Profile) -> Vec<Value> {
    let read = |gzip: &Vec<u8>| {
        let mut text = String::new();
        flate2::read::GzDecoder::new(gzip.as_slice()).read_to_string(&mut text).unwrap();
        let _: serde_sarif::sarif::Sarif = serde_json::from_str(&text).unwrap();
        serde_json::from_str(&text).unwrap()
    };
    profile.files.iter().map(|file| read(&file.gzip)).collect()
}

/// The only run of what becomes of a run.
fn one(run: Value) -> (Value, Profile) {
    let profile = made_with(&[run], GITHUB).unwrap();
    (logs(&profile)[0]["runs"][0].clone(), profile)
}

fn run(rules: Value, results: Value) -> Value {
    json!({"tool": {"driver": {"name": "T", "rules": rules}}, "results": results})
}

fn at(uri: &str) -> Value {
    json!([{"physicalLocation": {"artifactLocation": {"uri": uri}, "region": {"startLine": 3}}}])
}

#[test]
fn a_score_is_a_string_on_the_rule_and_the_highest_of_its_results() {
    let score = |text: &str| json!({"ruleId": "R", "message": {"text": text}, "properties": {"security-severity": text}});
    let (run, profile) = one(run(
        json!([{"id": "R", "properties": {"security-severity": 2.5}}]),
        json!([score("4.0"), score("8.1"), score("3.0")]),
    ));
    let properties = &run["tool"]["driver"]["rules"][0]["properties"];
    assert_eq!((&properties["security-severity"], &properties["tags"]), (&json!("8.1"), &json!(["security"])));
    assert_eq!((profile.fixes[&Fix::RuleScore], profile.fixes[&Fix::RuleTags]), (1, 1));
}

#[test]
fn a_score_that_would_reject_the_file_is_taken_away_or_written_as_a_string() {
    for (given, expected) in [
        (json!("undefined"), Value::Null),
        (json!("null"), Value::Null),
        (Value::Null, Value::Null),
        (json!("0.0"), Value::Null),
        (json!("11"), Value::Null),
        (json!(9.8), json!("9.8")),
        (json!("7"), json!("7.0")),
        (json!("6.5"), json!("6.5")),
    ] {
        let (run, _) = one(run(json!([{"id": "R", "properties": {"security-severity": given}}]), json!([])));
        assert_eq!(run["tool"]["driver"]["rules"][0]["properties"]["security-severity"], expected, "{given}");
    }
}

#[test]
fn tags_are_few_and_differ_and_security_and_weaknesses_stay() {
    let mut tags: Vec<String> = (0..30).map(|at| format!("tag{}", at % 20)).collect();
    tags.extend(["CWE-79".to_owned(), "security".to_owned()]);
    let (run, _) = one(run(json!([{"id": "R", "properties": {"tags": tags}}]), json!([])));
    let kept = run["tool"]["driver"]["rules"][0]["properties"]["tags"].as_array().unwrap().clone();
    assert_eq!(
        (kept.len(), &kept[0], &kept[1], &kept[2]),
        (10, &json!("security"), &json!("CWE-79"), &json!("tag0"))
    );
}

#[test]
fn texts_are_there_and_cut_at_letters() {
    let long = "ä".repeat(2000);
    let rules = json!([{"id": "R"}, {"id": "S", "name": long, "shortDescription": {"text": long}, "fullDescription": {"text": "full"}, "helpUri": "javascript:x"}]);
    let (run, profile) = one(run(rules, json!([])));
    let rules = &run["tool"]["driver"]["rules"];
    for member in ["shortDescription", "fullDescription", "help"] {
        assert_eq!(rules[0][member]["text"], "R", "{member}");
    }
    let letters = |value: &Value| value.as_str().unwrap().chars().count();
    assert_eq!((letters(&rules[1]["name"]), letters(&rules[1]["shortDescription"]["text"])), (255, 1024));
    assert_eq!((&rules[1]["help"]["text"], &rules[1]["helpUri"]), (&json!("full"), &Value::Null));
    assert_eq!(profile.fixes[&Fix::RuleText], 2);
}

#[test]
fn locations_are_relative_and_there_is_always_a_line() {
    let results = json!([
        {"message": {"text": "m"}, "locations": at("/home/runner/work/r/r/a b.py")},
        {"message": {"text": "m"}, "locations": at("https://example.org/x"), "relatedLocations": at("docker://x")},
        {"message": {"text": "m"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "c.py"}, "region": {"startLine": 0, "startColumn": 0}}}]},
        {"message": {"text": "m"}},
        {"message": {"text": "m"}, "locations": [{"physicalLocation": {"artifactLocation": {"uri": "d.py"},
            "region": {"startLine": 5, "startColumn": 9, "endLine": 5, "endColumn": 2}}}]},
    ]);
    let (run, profile) = one(run(json!([]), results));
    let shown = |at: usize| {
        let physical = &run["results"][at]["locations"][0]["physicalLocation"];
        (physical["artifactLocation"]["uri"].clone(), physical["region"].clone())
    };
    assert_eq!(shown(0), (json!("a%20b.py"), json!({"startLine": 3})));
    assert_eq!(shown(1), (json!("README.md"), json!({"startLine": 1})));
    assert_eq!(shown(2), (json!("c.py"), json!({"startLine": 1})));
    assert_eq!(shown(3), (json!("README.md"), json!({"startLine": 1})));
    assert_eq!(shown(4), (json!("d.py"), json!({"startLine": 5, "startColumn": 9, "endLine": 5})));
    let fixes: Vec<_> =
        [Fix::FallbackLocation, Fix::FirstLine, Fix::LocationDropped].map(|fix| profile.fixes[&fix]).into();
    assert_eq!(fixes, [2, 1, 1]);
}

#[test]
fn flows_keep_steps_of_the_runs_table_and_drop_foreign_ones() {
    let step = |uri: &str| json!({"location": at(uri)[0]});
    let mut source = run(
        json!([]),
        json!([{"message": {"text": "m"}, "locations": at("a.py"),
        "codeFlows": [{"threadFlows": [{"locations": [{"index": 1}, step("b.py"), step("https://x"), {"index": 9}]}]}, {"threadFlows": []}]}]),
    );
    source["threadFlowLocations"] = json!([step("no.py"), step("table.py")]);
    let (run, _) = one(source);
    let flows = &run["results"][0]["codeFlows"];
    let uris: Vec<_> = flows[0]["threadFlows"][0]["locations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|step| step["location"]["physicalLocation"]["artifactLocation"]["uri"].clone())
        .collect();
    assert_eq!((flows.as_array().unwrap().len(), uris), (1, vec![json!("table.py"), json!("b.py")]));
}

#[test]
fn too_many_steps_and_locations_are_cut() {
    let step = json!({"location": at("b.py")[0]});
    let result = json!({"message": {"text": "m"}, "locations": vec![at("a.py")[0].clone(); 150],
        "codeFlows": [{"threadFlows": [{"locations": vec![step; 10_001]}]}]});
    let (run, profile) = one(run(json!([]), json!([result])));
    assert_eq!(run["results"][0]["locations"].as_array().unwrap().len(), 100);
    assert_eq!((&run["results"][0]["codeFlows"], profile.fixes[&Fix::FlowsDropped]), (&Value::Null, 1));
}

#[test]
fn the_effective_level_is_baked_and_references_stay_right() {
    let mut source = run(
        json!([{"id": "A", "defaultConfiguration": {"level": "note"}}, {"id": "B"}]),
        json!([
            {"ruleIndex": 0, "provenance": {"invocationIndex": 0}, "message": {"text": "m"}},
            {"ruleId": "B/sub", "message": {"text": "m"}},
            {"rule": {"index": 0, "toolComponent": {"index": 0}}, "message": {"text": "m"}},
            {"level": "info", "message": {"text": "m"}}
        ]),
    );
    source["invocations"] = json!([{"executionSuccessful": false, "ruleConfigurationOverrides": [{"descriptor": {"index": 0}, "configuration": {"level": "error"}}]}]);
    source["tool"]["extensions"] =
        json!([{"name": "X", "rules": [{"id": "Q", "defaultConfiguration": {"level": "error"}}]}]);
    let (run, profile) = one(source);
    let result = |at: usize, member: &str| run["results"][at][member].clone();
    assert_eq!(
        (result(0, "ruleId"), result(0, "ruleIndex"), result(0, "level")),
        (json!("A"), json!(0), json!("error"))
    );
    assert_eq!(
        (result(1, "ruleId"), result(1, "ruleIndex"), result(1, "level")),
        (json!("B/sub"), json!(1), json!("warning"))
    );
    assert_eq!(
        (result(2, "ruleId"), result(2, "rule")),
        (json!("Q"), json!({"index": 0, "toolComponent": {"index": 0}}))
    );
    assert_eq!((result(2, "level"), result(3, "level")), (json!("error"), json!("error")));
    assert_eq!((profile.fixes[&Fix::LevelBaked], profile.fixes[&Fix::LevelUnreadable]), (3, 1));
    assert_eq!(run["invocations"], json!([{"executionSuccessful": false}]));
}

#[test]
fn fingerprints_are_githubs_only_and_no_mail_goes_up() {
    let result = json!({"ruleId": "R", "message": {"text": "m"}, "locations": at("a.py"), "partialFingerprints": {"email": "a@b", "x": "1"},
        "properties": {"email": "a@b"}});
    let (run, _) = one(run(json!([]), json!([result])));
    assert_eq!(run["results"][0]["partialFingerprints"], json!({"primaryLocationLineHash": "a.py3:1"}));
    assert!(!run.to_string().contains("a@b"));
}

#[test]
fn what_is_no_alert_is_counted_and_clean_runs_stay() {
    let results = json!([
        {"message": {"text": "m"}, "level": "error", "suppressions": [{"kind": "external"}]},
        {"message": {"text": "m"}, "kind": "pass"},
        {"message": {"text": "m"}, "baselineState": "absent"}
    ]);
    let (run, profile) = one(run(json!([]), results));
    assert_eq!(run["results"], json!([]));
    let cut = |reason, severity| Cut { tool: "T".into(), reason, severity, count: 1 };
    assert_eq!(
        profile.cut,
        [
            cut(CutReason::NotAFailure, Severity::Info),
            cut(CutReason::Suppressed, Severity::High),
            cut(CutReason::Absent, Severity::Medium)
        ]
    );
}

#[test]
fn what_was_not_handed_over_is_counted() {
    let fallback = RepositoryPath::new("README.md").unwrap();
    let options =
        ProfileOptions { fallback: &fallback, category: "c", places: Places::default(), limits: GITHUB };
    let text = run(json!([]), json!([{"message": {"text": "m"}}])).to_string();
    let profile = profile(&[&text], &[], &options).unwrap();
    assert_eq!((profile.cut[0].reason, profile.cut[0].count), (CutReason::NotSelected, 1));
}

#[test]
fn categories_are_given_and_unique_per_tool() {
    let with = |id: &str| {
        let mut run = run(json!([]), json!([]));
        run["automationDetails"] = json!({"id": id});
        run
    };
    let profile = made_with(&[with("a/1"), with("a/2"), with(""), with("b/"), with("a/3")], GITHUB).unwrap();
    let categories: Vec<_> = profile.files[0].runs.iter().map(|run| run.category.as_str()).collect();
    assert_eq!(categories, ["a", "a/run-2", "default", "b", "a/run-3"]);
    assert_eq!(logs(&profile)[0]["runs"][0]["automationDetails"]["id"], "a/");
}

#[test]
fn many_runs_become_several_files() {
    let runs: Vec<Value> = (0..45).map(|_| run(json!([]), json!([]))).collect();
    let profile = made_with(&runs, GITHUB).unwrap();
    assert_eq!(profile.files.iter().map(|file| file.runs.len()).collect::<Vec<_>>(), [20, 20, 5]);
}

fn many(count: usize) -> Value {
    let rules: Vec<Value> = (0..count).map(|at| json!({"id": format!("R{at}")})).collect();
    let level = |at: usize| ["note", "warning", "error"][at % 3];
    let results: Vec<Value> =
        (0..count).map(|at| json!({"ruleIndex": at, "ruleId": format!("R{at}"), "level": level(at), "message": {"text": "m"}, "locations": at_line(at)})).collect();
    run(json!(rules), json!(results))
}

fn at_line(line: usize) -> Value {
    json!([{"physicalLocation": {"artifactLocation": {"uri": format!("f{line}.py")}, "region": {"startLine": line + 1}}}])
}

/// Every rule's id with the category its result went to.
fn places(profile: &Profile) -> BTreeMap<String, String> {
    let mut places = BTreeMap::new();
    for log in logs(profile) {
        for run in log["runs"].as_array().unwrap() {
            for result in run["results"].as_array().unwrap() {
                let index = usize::try_from(result["ruleIndex"].as_u64().unwrap()).unwrap();
                assert_eq!(
                    run["tool"]["driver"]["rules"][index]["id"], result["ruleId"],
                    "the index is right in each part"
                );
                let category = run["automationDetails"]["id"].as_str().unwrap().to_owned();
                places.insert(result["ruleId"].as_str().unwrap().to_owned(), category);
            }
        }
    }
    places
}

#[test]
fn a_large_run_is_split_and_results_stay_in_their_part() {
    let limits = ProfileLimits { results: 60, rules: 60, ..GITHUB };
    let whole = made_with(&[many(100)], limits).unwrap();
    let before = places(&whole);
    assert_eq!((before.len(), whole.cut.len()), (100, 0));
    let mut categories: Vec<&String> = before.values().collect();
    categories.sort();
    categories.dedup();
    assert_eq!(categories, ["default/", "default/part-2/"]);
    // Fewer results of the same scan: who is still there stays where it was.
    let mut fewer = many(100);
    let results = fewer["results"]
        .as_array()
        .unwrap()
        .iter()
        .filter(|result| result["ruleIndex"] != 7)
        .cloned()
        .collect();
    fewer["results"] = Value::Array(results);
    let after = places(&made_with(&[fewer], limits).unwrap());
    assert!(after.len() == 99 && after.iter().all(|(rule, category)| before[rule] == *category));
}

#[test]
fn beyond_all_parts_the_least_severe_go_and_are_counted() {
    let limits = ProfileLimits { results: 30, parts: 2, ..GITHUB };
    let profile = made_with(&[many(120)], limits).unwrap();
    let kept = places(&profile);
    let cut: usize = profile.cut.iter().map(|cut| cut.count).sum();
    assert_eq!((kept.len() + cut, kept.len()), (120, 60));
    assert!(
        profile.cut.iter().all(|cut| cut.reason == CutReason::TooMany && cut.severity <= Severity::Medium),
        "{:?}",
        profile.cut
    );
}

#[test]
fn what_is_too_many_bytes_is_split_then_cut() {
    let limits = ProfileLimits { bytes: 2_000, parts: 4, ..GITHUB };
    let profile = made_with(&[many(400)], limits).unwrap();
    assert!(profile.files.iter().all(|file| file.gzip.len() <= 2_000));
    let cut: usize =
        profile.cut.iter().filter(|cut| cut.reason == CutReason::TooLarge).map(|cut| cut.count).sum();
    let kept = places(&profile).len();
    assert!(kept > 0 && kept + cut == 400, "{kept} {cut}");
    let severe = profile.cut.iter().find(|cut| cut.severity == Severity::High);
    assert!(severe.is_none_or(|severe| severe.count < 133), "the most severe go last");
}

#[test]
fn what_github_does_not_show_is_said() {
    let limits = ProfileLimits { shown: 40, ..GITHUB };
    assert_eq!(made_with(&[many(100)], limits).unwrap().files[0].runs[0].not_shown, 60);
}

#[test]
fn what_cannot_fit_is_an_error() {
    assert!(matches!(
        made_with(&[many(3)], ProfileLimits { bytes: 100, ..GITHUB }),
        Err(ProfileError::TooLarge { .. })
    ));
    let mut source = many(1);
    source["tool"]["extensions"] = json!(vec![json!({"name": "x"}); 101]);
    assert!(matches!(made_with(&[source], GITHUB), Err(ProfileError::Extensions { count: 101, .. })));
}

#[test]
fn the_same_runs_give_the_same_bytes() {
    assert_eq!(made_with(&[many(50)], GITHUB), made_with(&[many(50)], GITHUB));
}
