//! What GitHub finds wrong with a file once it looks at it: the limits of "SARIF results exceed one or more limits", and what people
//! report of its messages.

use std::collections::BTreeSet;

use serde_json::Value;

use super::{Upload, category, list, rules, text};

const RUNS: usize = 20;
const RESULTS: usize = 25_000;
const RULES: usize = 25_000;
const EXTENSIONS: usize = 100;
const LOCATIONS: usize = 1_000;
const STEPS: usize = 10_000;
const TAGS: usize = 20;

/// All that is wrong with a file, at most a few of each run.
pub(super) fn of(upload: &Upload, default_setup: bool) -> Vec<String> {
    let sarif = &upload.sarif;
    let mut faults = Vec::new();
    if text(sarif, "/version") != Some("2.1.0") {
        faults.push("the version of the SARIF file must be 2.1.0".to_owned());
    }
    let Some(all) = sarif.get("runs").and_then(Value::as_array) else {
        faults.push("the SARIF file has no runs".to_owned());
        return faults;
    };
    faults.extend(above("runs", all.len(), RUNS));
    let mut seen = BTreeSet::new();
    for run in all {
        let Some(tool) = text(run, "/tool/driver/name").filter(|name| !name.is_empty()) else {
            faults.push("a run does not name its tool".to_owned());
            continue;
        };
        if default_setup && tool == "CodeQL" {
            let message = "CodeQL analyses from advanced configurations cannot be processed when the default setup is enabled";
            faults.push(message.to_owned());
        }
        faults.extend(above("results per run", list(run, "/results").len(), RESULTS));
        faults.extend(above("rules per run", rules(run), RULES));
        faults.extend(above("tool extensions per run", list(run, "/tool/extensions").len(), EXTENSIONS));
        faults.extend(of_rules(run));
        faults.extend(list(run, "/results").iter().find_map(|result| of_result(result, upload)));
        if !seen.insert((tool, category(run))) {
            faults.push("multiple SARIF runs with the same tool and category are not supported".to_owned());
        }
    }
    faults
}

fn above(what: &str, count: usize, most: usize) -> Option<String> {
    (count > most).then(|| format!("rejecting SARIF, as there are more {what} than allowed ({count} > {most})"))
}

/// The first thing that is wrong with a rule.
fn of_rules(run: &Value) -> Option<String> {
    let components = run.pointer("/tool/driver").into_iter().chain(list(run, "/tool/extensions"));
    components.flat_map(|component| list(component, "/rules")).find_map(|rule| {
        let score = rule.pointer("/properties/security-severity");
        let number = |score: &Value| score.as_str().is_some_and(|text| text.parse::<f64>().is_ok());
        if score.is_some_and(|score| !number(score)) {
            return Some(
                "could not convert rules: invalid security severity value, is not a number".to_owned(),
            );
        }
        above("tags per rule", list(rule, "/properties/tags").len(), TAGS)
    })
}

/// The first thing that is wrong with a result.
fn of_result(result: &Value, upload: &Upload) -> Option<String> {
    let locations = list(result, "/locations");
    let steps = |flow: &Value| -> usize {
        list(flow, "/threadFlows").iter().map(|thread| list(thread, "/locations").len()).sum()
    };
    let flows = list(result, "/codeFlows").iter().map(steps).sum();
    above("locations per result", locations.len(), LOCATIONS)
        .or_else(|| above("thread flow locations per result", flows, STEPS))
        .or_else(|| locations.iter().find_map(|location| of_location(location, upload)))
}

fn of_location(location: &Value, upload: &Upload) -> Option<String> {
    let Some(uri) = text(location, "/physicalLocation/artifactLocation/uri") else {
        return Some("locationFromSarifResult: expected artifact location".to_owned());
    };
    if uri.contains(char::is_whitespace) {
        return Some("an invalid URI was provided as a SARIF location".to_owned());
    }
    let scheme = |uri: &str| uri.split_once(':').map(|(scheme, _)| scheme.to_owned());
    let of_file = scheme(uri)?;
    let of_checkout = upload.checkout_uri.as_deref().and_then(scheme).unwrap_or_default();
    (of_file != of_checkout).then(|| {
        format!("SARIF URI scheme \"{of_file}\" did not match the checkout URI scheme \"{of_checkout}\"")
    })
}
