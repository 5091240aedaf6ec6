use std::fs;

use tempfile::TempDir;

use super::*;

const LCOV: &str = "TN:\nSF:src/a.js\nDA:1,1\nend_of_record\n";
const LOG: &str = r#"{"version": "2.1.0", "runs": [{"tool": {"driver": {"name": "T"}}, "results": []}]}"#;

struct Place(TempDir);

impl Place {
    fn with(files: &[(&str, &str)]) -> Self {
        let place = Self(tempfile::tempdir().unwrap());
        for (name, text) in files {
            let path = place.0.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        place
    }

    fn search(&self, limits: &Limits) -> anyhow::Result<Found> {
        search(self.0.path(), |_| true, limits)
    }

    fn found(&self) -> Found {
        self.search(&Limits::default()).unwrap()
    }
}

#[test]
fn content_decides_and_folders_of_others_are_not_looked_into() {
    let place = Place::with(&[
        ("b/lcov.info", LCOV),
        ("a.json", LOG),
        ("target/site/jacoco/lcov.info", LCOV),
        ("target/debug/lcov.info", LCOV),
        ("node_modules/p/lcov.info", LCOV),
        ("vendor/lcov.info", LCOV),
        (".releasegate/lcov.info", LCOV),
        ("env/pyvenv.cfg", ""),
        ("env/lcov.info", LCOV),
        ("package.json", "{}"),
        ("coverage.json", r#"{"schemaVersion": 1}"#),
    ]);
    let found = place.found();
    assert_eq!(found.files.coverage, ["b/lcov.info", "target/site/jacoco/lcov.info"]);
    assert_eq!(found.files.reports, ["a.json"]);
    assert_eq!(found.told.notes, Vec::<String>::new());
    assert_eq!(formats(&found.told.halves.coverage), BTreeSet::from(["lcov"]));
}

#[test]
fn a_report_that_is_broken_is_found_so_that_its_gate_says_so() {
    let place = Place::with(&[
        ("coverage.xml", "<coverage><packages>"),
        ("lcov.info", ""),
        ("scan.sarif", "{"),
        ("other.xml", "<coverage><packages>"),
    ]);
    let found = place.found();
    assert_eq!(found.files.coverage, ["coverage.xml", "lcov.info"]);
    assert_eq!(found.files.reports, ["scan.sarif"]);
}

#[test]
fn test_results_are_no_scan() {
    let junit = r#"<testsuites><testsuite name="s" tests="1" failures="0" errors="0"><testcase name="t" classname="c" time="0.1"/></testsuite></testsuites>"#;
    let found = Place::with(&[("junit.xml", junit)]).found();
    assert_eq!((found.files.reports.len(), found.told.notes.len()), (0, 0));
    assert_eq!(found.told.halves.reports.plan, Plan::NotFound);
    assert!(found.told.apart[0].contains("junit.xml"), "{:?}", found.told.apart);
}

#[test]
fn an_empty_list_of_a_scanner_is_told() {
    let found = Place::with(&[("eslint.json", "[]\n"), ("list.json", "[]\n")]).found();
    assert_eq!(found.told.notes.len(), 1);
    assert!(found.told.notes[0].contains("eslint.json") && found.told.notes[0].contains("formats"));
}

#[test]
fn what_is_more_than_the_limits_is_an_error_and_never_a_part() {
    let place = Place::with(&[("a/lcov.info", LCOV), ("b/lcov.info", LCOV)]);
    let tight = [
        Limits { entries: 2, ..Limits::default() },
        Limits { candidates: 1, ..Limits::default() },
        Limits { bytes: 50, ..Limits::default() },
        Limits { reports: 1, ..Limits::default() },
        Limits { names: 20, ..Limits::default() },
    ];
    for limits in tight {
        assert!(place.search(&limits).unwrap_err().to_string().contains('`'), "{limits:?}");
    }
    let shallow = place.search(&Limits { depth: 0, ..Limits::default() }).unwrap();
    assert_eq!((shallow.files.coverage.len(), shallow.told.notes.len()), (0, 2));
}

#[test]
fn a_half_that_nobody_asks_for_is_not_searched() {
    let place = Place::with(&[("lcov.info", LCOV), ("a.sarif", LOG)]);
    let found = search(place.0.path(), |half| half == Half::Reports, &Limits::default()).unwrap();
    assert_eq!((found.files.coverage.len(), found.files.reports.len()), (0, 1));
}
