//! The tables of runs that become one.

use serde_json::{Value, json};

use super::oracle::{list, log, try_merge};
use super::{kept, run, with_rules};

fn at_base(root: Option<&str>, text: &str) -> Value {
    let place = json!({"uri": "a.py", "uriBaseId": "ROOT"});
    let location = json!([{"physicalLocation": {"artifactLocation": place}}]);
    let mut run = run(json!({"results": [{"message": {"text": text}, "locations": location}]}));
    if let Some(root) = root {
        run["originalUriBaseIds"] = json!({"ROOT": {"uri": root}});
    }
    run
}

#[test]
pub(super) fn bases_in_conflict_are_renamed() {
    let after =
        kept(&[at_base(Some("file:///a/"), "1"), at_base(Some("file:///b/"), "2"), at_base(None, "3")], 1);
    let expected = json!({"ROOT": {"uri": "file:///a/"}, "ROOT_2": {"uri": "file:///b/"}});
    assert_eq!(after["runs"][0]["originalUriBaseIds"], expected);
    let bases: Vec<_> = list(&after["runs"][0]["results"])
        .map(|result| &result["locations"][0]["physicalLocation"]["artifactLocation"]["uriBaseId"])
        .collect();
    assert_eq!(bases, ["ROOT", "ROOT_2", "ROOT_3"]);
}

#[test]
pub(super) fn taxonomies_are_united() {
    let one = |taxa: Value, index: usize, text: &str| {
        let taxon = json!([{"id": "79", "index": index, "toolComponent": {"name": "CWE", "index": 0}}]);
        run(
            json!({"taxonomies": [{"name": "CWE", "taxa": taxa}], "results": [{"message": {"text": text}, "taxa": taxon}]}),
        )
    };
    let other = run(json!({
        "taxonomies": [{"name": "OWASP", "taxa": [{"id": "A1"}]}],
        "results": [{"message": {"text": "3"}, "taxa": [{"id": "A1", "index": 0, "toolComponent": {"name": "OWASP", "index": 0}}]}]
    }));
    let after =
        kept(&[one(json!([{"id": "79"}]), 0, "1"), one(json!([{"id": "22"}, {"id": "79"}]), 1, "2"), other], 1);
    let taxa = json!([{"name": "CWE", "taxa": [{"id": "79"}, {"id": "22"}]}, {"name": "OWASP", "taxa": [{"id": "A1"}]}]);
    assert_eq!(after["runs"][0]["taxonomies"], taxa);
    let places: Vec<_> = list(&after["runs"][0]["results"])
        .map(|result| (result["taxa"][0]["toolComponent"]["index"].clone(), result["taxa"][0]["index"].clone()))
        .collect();
    assert_eq!(places, [(json!(0), json!(0)), (json!(0), json!(0)), (json!(1), json!(0))]);
}

#[test]
pub(super) fn shared_steps_lead_to_their_own() {
    let one = |uri: &str| {
        let step = json!({"location": {"physicalLocation": {"artifactLocation": {"uri": uri}}}});
        let flow = json!([{"threadFlows": [{"locations": [{"index": 0}]}]}]);
        run(json!({"threadFlowLocations": [step], "results": [{"message": {"text": uri}, "codeFlows": flow}]}))
    };
    let after = kept(&[one("a.py"), one("b.py")], 1);
    let index = &after["runs"][0]["results"][1]["codeFlows"][0]["threadFlows"][0]["locations"][0]["index"];
    assert_eq!(*index, json!(1));
}

#[test]
pub(super) fn other_tables_are_united() {
    let one = |word: &str| {
        run(json!({
            "graphs": [{"nodes": [{"id": word}]}],
            "webRequests": [{"method": word}],
            "webResponses": [{"reasonPhrase": word}],
            "addresses": [{"name": word}, {"name": "child", "parentIndex": 0}],
            "logicalLocations": [{"name": word}],
            "versionControlProvenance": [{"repositoryUri": word}],
            "policies": [{"name": word}],
            "translations": [{"name": word}],
            "results": [{
                "message": {"text": word},
                "graphTraversals": [{"runGraphIndex": 0}],
                "webRequest": {"index": 0},
                "webResponse": {"index": 0},
                "locations": [{"physicalLocation": {"address": {"index": 1}}, "logicalLocations": [{"index": 0}]}]
            }]
        }))
    };
    let after = kept(&[one("x"), one("y")], 1);
    let run = &after["runs"][0];
    for table in [
        "graphs",
        "webRequests",
        "webResponses",
        "logicalLocations",
        "versionControlProvenance",
        "policies",
        "translations",
    ] {
        assert_eq!(run[table].as_array().unwrap().len(), 2, "{table}");
    }
    assert_eq!(run["addresses"][3], json!({"name": "child", "parentIndex": 2}));
    let second = &run["results"][1];
    assert_eq!(second["graphTraversals"][0]["runGraphIndex"], json!(1));
    assert_eq!(second["webRequest"]["index"], json!(1));
    assert_eq!(second["locations"][0]["physicalLocation"]["address"]["index"], json!(3));
}

#[test]
pub(super) fn extensions_are_united() {
    let one = |name: &str, rule: &str| {
        let mut run = run(json!({
            "results": [{"ruleId": rule, "rule": {"id": rule, "index": 0, "toolComponent": {"index": 0}}, "message": {"text": name}}]
        }));
        run["tool"]["extensions"] =
            json!([{"name": name, "rules": [{"id": rule, "defaultConfiguration": {"level": "error"}}]}]);
        run
    };
    let after = kept(&[one("E", "A"), one("F", "B"), one("E", "C")], 1);
    let run = &after["runs"][0];
    let names: Vec<_> = list(&run["tool"]["extensions"])
        .map(|one| (&one["name"], one["rules"].as_array().unwrap().len()))
        .collect();
    assert_eq!(names, [(&json!("E"), 2), (&json!("F"), 1)]);
    let rules: Vec<_> = list(&run["results"])
        .map(|one| {
            (
                one["ruleId"].as_str().unwrap(),
                one["rule"]["toolComponent"]["index"].clone(),
                one["rule"]["index"].clone(),
            )
        })
        .collect();
    assert_eq!(rules, [("A", json!(0), json!(0)), ("B", json!(1), json!(0)), ("C", json!(0), json!(1))]);
}

#[test]
pub(super) fn equal_results_are_joined_after_rebasing() {
    let result = |index: usize| json!({"ruleId": "B", "ruleIndex": index, "message": {"text": "m"}});
    let one = with_rules(json!([{"id": "A"}, {"id": "B"}]), json!({"results": [result(1)]}));
    let other = with_rules(json!([{"id": "B"}, {"id": "C"}]), json!({"results": [result(0)]}));
    let bytes = [log(&[one]).to_string(), log(&[other]).to_string()];
    let (out, ledger) = try_merge(&[("a", bytes[0].as_bytes()), ("b", bytes[1].as_bytes())], 1).unwrap();
    let after: Value = serde_json::from_slice(&out).unwrap();
    assert_eq!(after["runs"][0]["results"], json!([result(1)]));
    let counts = ledger.tools["T"];
    assert_eq!((counts.results_in, counts.results_out, counts.deduplicated), (2, 1, 1));
    assert_eq!(after["runs"][0]["tool"]["driver"]["rules"].as_array().unwrap().len(), 3);
}

#[test]
pub(super) fn rules_without_results_survive() {
    let after =
        kept(&[with_rules(json!([{"id": "A"}]), json!({})), with_rules(json!([{"id": "B"}]), json!({}))], 1);
    assert_eq!(after["runs"][0]["tool"]["driver"]["rules"], json!([{"id": "A"}, {"id": "B"}]));
}
