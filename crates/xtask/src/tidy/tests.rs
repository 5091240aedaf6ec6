//! Every rule judges a table of tiny repositories; each table must hold one that is broken and one that is clean.

use std::collections::BTreeSet;
use std::path::Path;

use super::tree::{File, Package, Tree};
use super::{Finding, RULES, Rule, check, findings, gather, generated, report};

/// A tiny repository and what a rule finds in it.
pub(super) struct Case {
    name: &'static str,
    tree: Tree,
    finds: Vec<(&'static str, usize)>,
}

/// A case that finds nothing, of no files yet.
pub(super) fn case(name: &'static str) -> Case {
    Case { name, tree: Tree { files: Vec::new(), packages: Ok(Vec::new()) }, finds: Vec::new() }
}

impl Case {
    pub(super) fn file(mut self, path: &str, text: impl Into<String>) -> Self {
        self.tree.files.push(File { path: path.to_owned(), text: text.into() });
        self
    }

    pub(super) fn package(mut self, name: &str, licence: Option<&str>) -> Self {
        let package =
            Package { name: name.to_owned(), version: "1.0.0".to_owned(), licence: licence.map(str::to_owned) };
        self.tree.packages.as_mut().unwrap().push(package);
        self
    }

    pub(super) fn unresolved(mut self, error: &str) -> Self {
        self.tree.packages = Err(error.to_owned());
        self
    }

    pub(super) fn finds(mut self, path: &'static str, line: usize) -> Self {
        self.finds.push((path, line));
        self
    }
}

type Table = fn() -> Vec<Case>;

/// The cases of every rule, by its code.
const TABLES: [(&str, Table); 14] = [
    ("dependency-edge", super::dependency_edge::tests::cases),
    ("file-length", super::file_length::tests::cases),
    ("licence", super::licence::tests::cases),
    ("lockfile", super::lockfile::tests::cases),
    ("loose-lint", super::loose_lint::tests::cases),
    ("named-test", super::named_test::tests::cases),
    ("permissions", super::permissions::tests::cases),
    ("pure-io", super::pure_io::tests::cases),
    ("run-expression", super::run_expression::tests::cases),
    ("shell-not-bash", super::shell_not_bash::tests::cases),
    ("stale-docs", super::stale_docs::tests::cases),
    ("stray-text", super::stray_text::tests::cases),
    ("unpinned-action", super::unpinned_action::tests::cases),
    ("unreadable-yaml", super::unreadable_yaml::tests::cases),
];

#[test]
fn codes_are_unique_and_each_has_a_table() {
    let codes: BTreeSet<&str> = RULES.iter().map(|rule| rule.code).collect();
    assert_eq!(codes.len(), RULES.len());
    assert_eq!(codes, TABLES.iter().map(|(code, _)| *code).collect());
}

#[test]
fn every_rule_finds_exactly_what_its_cases_say() {
    let mut failures = Vec::new();
    for (code, cases) in TABLES {
        let Rule { check, .. } = RULES.iter().find(|rule| rule.code == code).unwrap();
        for Case { name, tree, finds } in cases() {
            let found = check(&tree);
            let places: Vec<_> = found.iter().map(|f| (f.path.as_str(), f.line, f.code)).collect();
            let wanted: Vec<_> = finds.iter().map(|(path, line)| (*path, *line, code)).collect();
            let say_what_to_do = found.iter().all(|f| f.message.contains("; "));
            if places != wanted || !say_what_to_do {
                failures.push(format!("{code}, {name}: wanted {wanted:?}, found {found:#?}"));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

#[test]
fn every_code_is_reached_and_every_rule_passes_something() {
    for (code, cases) in TABLES {
        let (clean, broken): (Vec<_>, Vec<_>) = cases().into_iter().partition(|case| case.finds.is_empty());
        assert!(broken.iter().any(|case| case.finds.len() == 1), "{code}: no case with exactly one finding");
        assert!(!clean.is_empty(), "{code}: no case without a finding");
    }
}

#[test]
fn findings_are_printed_in_the_order_of_files_and_fail_the_run() {
    let findings = [("b.rs", 1), ("a.rs", 10), ("a.rs", 9)];
    let findings = findings.map(|(path, line)| Finding::new("lockfile", path, line, "gone; write it"));
    let mut out = Vec::new();
    let error = report(findings.to_vec(), &mut out).unwrap_err().to_string();
    let lines = ["a.rs:9", "a.rs:10", "b.rs:1"].map(|place| format!("{place}: lockfile: gone; write it\n"));
    assert_eq!(String::from_utf8(out).unwrap(), lines.concat());
    assert!(error.contains("3 to put right"), "{error}");
    report(Vec::new(), &mut Vec::new()).unwrap();
}

#[test]
fn a_readme_whose_generated_table_differs_is_reported() {
    let root = tempfile::tempdir().unwrap();
    let page = "# Gate\n\n<!-- generated: inputs -->\n| old |\n<!-- /generated -->\n";
    std::fs::write(root.path().join("README.md"), page).unwrap();
    let docs = |body: &'static str| {
        move |root: &Path| {
            let text = std::fs::read_to_string(root.join("README.md"))?;
            let line = generated::differs(&text, "inputs", body)?;
            let stale = |line| Finding::new("stale-docs", "README.md", line, "stale; run `cargo xtask docs`");
            Ok(line.map(stale).into_iter().collect())
        }
    };
    let of_docs = |body| {
        let found = findings(root.path(), docs(body)).unwrap();
        found.into_iter().filter(|f| f.code == "stale-docs").map(|f| f.line).collect::<Vec<_>>()
    };
    assert_eq!(of_docs("| new |\n"), [4]);
    assert_eq!(of_docs("| old |\n"), [0; 0]);
}

#[test]
fn a_checkout_without_git_is_walked_without_its_binaries_and_its_build_output() {
    let root = tempfile::tempdir().unwrap();
    let write = |path: &str, bytes: &[u8]| {
        let path = root.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, bytes).unwrap();
    };
    write("README.md", b"text");
    write("crates/verdict/src/lib.rs", b"text");
    write("crates/verdict/picture.png", &[0x89, 0, 1]);
    write("target/debug/build.rs", b"text");
    let tree = gather::tree(root.path()).unwrap();
    let paths: Vec<&str> = tree.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["README.md", "crates/verdict/src/lib.rs"]);
    assert!(tree.packages.unwrap_err().contains("Cargo.toml"));
}

#[test]
fn this_repository_is_tidy() {
    let tree = gather::tree(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")).unwrap();
    report(check(&tree), &mut std::io::stderr()).unwrap();
}
