//! JUnit's XML, as contract tests such as Schemathesis write it. A failure is a finding, an error is a test that could not be run. What a test printed and the
//! requests that it sent stay out: they hold tokens. Examples of one failure are one finding.
//!
//! A suite counts its tests, failures and errors, and those of the suites within it: what is counted and not listed has been lost. Catch2
//! counts assertions as tests, so that its reports are not whole here.

use std::collections::BTreeMap;

use crate::author::{Finding, Place, Rule, Run};
use crate::error::Error;
use crate::format::Reader;
use crate::node::is_misspelt;
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
    skipped: u64,
    /// By what failed and how, and how often.
    found: BTreeMap<String, (Finding, u64)>,
}

fn read(source: &Source, run: &mut Run<'_>) -> Result<(), Error> {
    let Source::Xml(root) = source else { return Err(Error::malformed("XML is expected")) };
    let mut tests = Tests::default();
    suite(root, &mut tests, run);
    if tests.cases == 0 {
        run.incomplete("the tests", "the report lists no test");
    } else if tests.cases == tests.skipped {
        run.incomplete("the tests", "every test was skipped");
    }
    for (finding, count) in tests.found.into_values() {
        run.add(finding.property("occurrences", (count > 1).then_some(count)))?;
    }
    Ok(())
}

/// What a suite lists, the suites within it included.
#[derive(Default)]
struct Listed {
    tests: usize,
    failures: usize,
    errors: usize,
}

fn suite(element: &Element, tests: &mut Tests, run: &mut Run<'_>) -> Listed {
    let name = element.attribute("name").unwrap_or("the tests");
    let mut listed = Listed::default();
    for child in &element.children {
        match child.name.as_str() {
            // The tree's depth is bounded by the limits.
            "testsuite" | "testsuites" => {
                let inner = suite(child, tests, run);
                listed.tests += inner.tests;
                listed.failures += inner.failures;
                listed.errors += inner.errors;
            }
            "testcase" => case(child, tests, &mut listed, run),
            // A suite that could not begin, or end, fails beside its tests.
            "failure" | "error" => run.incomplete(name, &first_line(child)),
            other if holds_tests(child) => {
                run.incomplete(name, &format!("<{other}> holds tests, and is not known here"));
            }
            _ => {}
        }
    }
    run.claimed_by(element, "failures", listed.failures, name);
    run.claimed_by(element, "errors", listed.errors, name);
    // pytest counts subtests, and lists the test that they are part of; and a test that breaks down after it passed counts twice.
    if element.attribute("name") != Some("pytest") {
        run.claimed_by(element, "tests", listed.tests.saturating_add(listed.errors), name);
    }
    listed
}

fn holds_tests(element: &Element) -> bool {
    let known = |child: &Element| matches!(child.name.as_str(), "testsuite" | "testcase");
    element.children.iter().any(|child| known(child) || holds_tests(child))
}

fn case(case: &Element, tests: &mut Tests, listed: &mut Listed, run: &mut Run<'_>) {
    tests.cases += 1;
    listed.tests += 1;
    let off = matches!(case.attribute("status"), Some("notrun" | "skipped" | "disabled"));
    tests.skipped += u64::from(off || case.child("skipped").is_some());
    for child in &case.children {
        match child.name.as_str() {
            "failure" => listed.failures += 1,
            "error" => {
                listed.errors += 1;
                run.incomplete(&name_of(case), &first_line(child));
            }
            other if ["failure", "error"].iter().any(|known| is_misspelt(other, known)) => {
                run.incomplete(&name_of(case), &format!("<{other}> is not known here"));
                continue;
            }
            _ => continue,
        }
        let (key, finding) = finding(case, child);
        tests.found.entry(key).or_insert((finding, 0)).1 += 1;
    }
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
