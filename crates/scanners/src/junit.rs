//! JUnit's XML, as contract tests such as Schemathesis write it. A failure is a finding, an error is a test that could not be run. What a test printed and the
//! requests that it sent stay out: they hold tokens. Examples of one failure are one finding.

use std::collections::BTreeMap;

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::redact;
use crate::severity::{Level, Severity};
use crate::source::Source;
use crate::xml::Element;

pub(crate) const READER: Reader = Reader {
    name: "junit",
    made_by: "schemathesis run openapi.yaml --report junit",
    tool: "contract tests",
    home: "",
    is: |source| matches!(source, Source::Xml(root) if matches!(root.name.as_str(), "testsuites" | "testsuite")),
    read,
};

#[derive(Default)]
struct Tests {
    cases: u64,
    /// By what failed and how, and how often.
    found: BTreeMap<String, (Finding, u64)>,
}

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let Source::Xml(root) = source else { return Err(Error::malformed("XML is expected")) };
    let mut tests = Tests::default();
    suite(root, &mut tests, run)?;
    if tests.cases == 0 {
        run.incomplete("the tests", "the report lists no test");
    }
    for (finding, count) in tests.found.into_values() {
        run.add(finding.property("occurrences", (count > 1).then_some(count)))?;
    }
    Ok(())
}

fn suite(element: &Element, tests: &mut Tests, run: &mut Run<'_>) -> Result<(), Error> {
    // The tree's depth is bounded by the limits.
    for inner in element.all("testsuite").chain(element.all("testsuites")) {
        suite(inner, tests, run)?;
    }
    let (mut failures, mut errors) = (0, 0);
    for case in element.all("testcase") {
        tests.cases += 1;
        for child in &case.children {
            match child.name.as_str() {
                "failure" => failures += 1,
                "error" => {
                    errors += 1;
                    run.incomplete(&name_of(case), &first_line(child));
                }
                _ => continue,
            }
            let (key, finding) = finding(case, child);
            tests.found.entry(key).or_insert((finding, 0)).1 += 1;
        }
    }
    // A suite that holds others counts theirs too.
    if element.child("testsuite").is_none() {
        for (name, listed) in [("failures", failures), ("errors", errors)] {
            let told = element.attribute(name).and_then(|text| text.parse::<u64>().ok()).unwrap_or_default();
            if told > listed {
                return Err(element.error(format!("the suite counts {told} {name}, {listed} are listed")));
            }
        }
    }
    Ok(())
}

fn finding(case: &Element, child: &Element) -> (String, Finding) {
    let kind = child.name.as_str();
    let (class, name) =
        (case.attribute("classname").unwrap_or_default(), case.attribute("name").unwrap_or_default());
    let text = first_line(child);
    let rule = Rule::new(&format!("contract-{kind}")).title(&format!("contract test: {kind}")).tag("contract");
    let line = case.attribute("line").and_then(|text| text.parse().ok());
    let place = case.attribute("file").map_or_else(Place::default, Place::file).line(line);
    let full = name_of(case);
    let key = redact::digest(&[kind, class, name, child.attribute("type").unwrap_or_default(), &text]);
    let identity = redact::digest(&[kind, class, name, child.attribute("type").unwrap_or_default()]);
    let finding = Finding::new(rule, &format!("{full}: {text}"), Severity::plain(kind, Level::Error))
        .at(place.logical(name, &full, "function"))
        .fingerprint("testCase/v1", identity.get(..32).unwrap_or_default())
        .property("type", child.attribute("type"));
    (key, finding)
}

fn name_of(case: &Element) -> String {
    let words = [case.attribute("classname"), case.attribute("name")];
    words.into_iter().flatten().collect::<Vec<_>>().join(" ")
}

/// What failed, without the request: a command line of curl has every header.
fn first_line(child: &Element) -> String {
    let text = child.attribute("message").unwrap_or(&child.text);
    let line = text.lines().map(str::trim).find(|line| !line.is_empty() && !line.contains("curl "));
    line.unwrap_or("no message").to_owned()
}
