use coverage::Metric;
use verdict::Ratio;

use super::*;
use crate::expected::Expected;
use crate::paths::PathMap;

mod mistakes;
mod schema;
mod validate;

/// Every member there is.
const FULL: &str = r#"
coverage:
  files: ["cov/**/*.xml", "!cov/old/**"]
  limits: { line: 80, branch: 79.95, function: "60 %", statement: 80, mcdc: 100% }
  expected-reports: ["linux/**", "mac/**"]
  path-map: ["/app => ."]
  unmapped: fail
  sources: ["src/**/*.py"]
  unreported: warn
  fail-on: warn
  report-only: true
  components:
    - { name: billing, files: ["src/billing/**", "!**/gen/**"], limits: { line: 100 }, class: C }
    - { name: 7, files: ["src/seven/**"], class: 4 }
  classes: { C: { line: 100, branch: 100, mcdc: 100 }, 4: { line: 80 } }
  per-file: { limits: { line: 60 }, except: ["src/legacy/**"] }
  new-files: { limits: { line: 80 }, except: [] }
  patch: { limits: { line: 80, branch: 70 }, min-lines: 5 }
  ratchet: { line: { points: 0.5, lines: 10 }, branch: { points: 0 } }
  baseline: { from: branch, ref: coverage/main, bootstrap: false, ancestors: 50, absent: warn }
  exclusions: { new: fail }
  waivers:
    - { rule: per-file-line, file: "src/legacy/a.py", owner: ada, approver: grace, reason: "moved in June",
        link: https://example.com/QA-7, expires: 2026-12-31 }
  gates:
    backend: { limits: { line: 90 }, files: ["backend.xml"], per-file: { except: [] }, waivers: [] }
"#;

fn node(text: &str) -> Node {
    settings::yaml::parse("p.yml", text.as_bytes()).unwrap().unwrap().member("coverage").unwrap().clone()
}

fn given(text: &str, gate: &str) -> Section {
    read(&node(text), gate).unwrap_or_else(|wrong| panic!("{wrong}"))
}

fn ratio(numerator: u64, denominator: u64) -> Ratio {
    Ratio::new(numerator, denominator).unwrap()
}

#[test]
fn every_member_is_read() {
    let section = given(FULL, "coverage-gate");
    let limits: Vec<_> = section.limits.unwrap().each().collect();
    let expected = [
        ("line", ratio(4, 5)),
        ("branch", ratio(7995, 10_000)),
        ("function", ratio(3, 5)),
        ("statement", ratio(4, 5)),
        ("mcdc", ratio(1, 1)),
    ];
    assert_eq!(limits, expected);
    assert_eq!(section.files.unwrap().0, ["cov/**/*.xml", "!cov/old/**"]);
    let names = vec!["linux/**".to_owned(), "mac/**".to_owned()];
    assert_eq!(section.expected_reports, Some(Declared(Expected::Names(names))));
    assert_eq!(section.path_map.unwrap().0, PathMap::parse(&["/app => .".to_owned()]).unwrap());
    assert_eq!((section.unmapped, section.unreported), (Some(Unmapped::Fail), Some(Unreported::Warn)));
    assert_eq!((section.fail_on, section.report_only), (Some(FailOn::Warn), Some(true)));
    assert_eq!(section.components[1].name.0, "7");
    assert_eq!(section.components[0].class, Some(Name("C".into())));
    assert_eq!(section.classes.len(), 2);
    assert_eq!(section.per_file.unwrap().except.0, ["src/legacy/**"]);
    assert_eq!(section.patch.unwrap().min_lines, Some(5));
    let ratchet: Vec<_> = section.ratchet.unwrap().each().collect();
    assert_eq!(ratchet, [("line", Some(ratio(1, 200)), Some(10)), ("branch", Some(ratio(0, 1)), None)]);
    let baseline = section.baseline.unwrap();
    assert_eq!((baseline.from, baseline.git_ref.as_deref()), (Source::Branch, Some("coverage/main")));
    assert_eq!((baseline.ancestors, baseline.absent), (Some(50), Some(Absent::Warn)));
    assert_eq!(section.exclusions.unwrap().new, NewExclusions::Fail);
    assert_eq!(
        (section.waivers[0].owner.as_str(), section.waivers[0].expires.to_string().as_str()),
        ("ada", "2026-12-31")
    );
}

#[test]
fn an_empty_section_says_nothing() {
    assert_eq!(given("coverage: {}", "any"), Section::default());
}

#[test]
fn a_number_of_reports_is_a_number() {
    let section = given("coverage: { expected-reports: 3 }", "any");
    assert_eq!(section.expected_reports, Some(Declared(Expected::Count(3))));
}

#[test]
fn what_stands_under_a_gate_is_laid_over_the_rest() {
    let backend = given(FULL, "backend");
    let line = |section: &Section| section.limits.unwrap().each().next();
    assert_eq!(line(&backend), Some(("line", ratio(9, 10))));
    assert_eq!(backend.limits.unwrap().branch, given(FULL, "other").limits.unwrap().branch);
    assert_eq!(backend.files.unwrap().0, ["backend.xml"]);
    assert_eq!(backend.per_file.as_ref().unwrap().except.0, [""; 0]);
    assert_eq!(backend.per_file.unwrap().limits, given(FULL, "other").per_file.unwrap().limits);
    assert!(backend.waivers.is_empty() && !given(FULL, "other").waivers.is_empty());
    // What only the overlay completes is complete.
    let halves = "coverage: { baseline: { ancestors: 5 }, gates: { a: { baseline: { from: notes } } } }";
    assert_eq!(given(halves, "a").baseline.unwrap().ancestors, Some(5));
    assert!(read(&node(halves), "other").unwrap_err().to_string().contains("coverage.baseline: has no `from`"));
}

#[test]
fn limits_of_a_class_are_the_least_and_one_that_asks_for_more_holds() {
    let section = given(FULL, "x");
    let component = &section.components[0];
    let class = section.classes[component.class.as_ref().unwrap()];
    let united: Vec<_> = component.limits.unwrap().over(class).each().map(|(word, _)| word).collect();
    assert_eq!(united, ["line", "branch", "mcdc"]);
    let of = |own: &str| {
        let text = format!(
            "coverage: {{ classes: {{ B: {{ line: 79.95 }} }}, components: [{{ name: a, files: [a], class: B, limits: {{ line: {own} }} }}] }}"
        );
        read(&node(&text), "x").map_err(|wrong| wrong.to_string())
    };
    assert!(of("79.95").is_ok() && of("80").is_ok());
    let told = of("79.949999").unwrap_err();
    assert!(
        told.contains("coverage.components[0].limits.line: is less than the 79.95 % of class `B`"),
        "{told}"
    );
}

#[test]
fn every_metric_of_a_limit_is_one_that_coverage_counts() {
    let all = "coverage: { limits: { line: 80, branch: 80, function: 80, statement: 80 } }";
    for (word, _) in given(all, "x").limits.unwrap().each() {
        assert!(Metric::ALL.iter().any(|metric| metric.word() == word), "{word}");
    }
}
