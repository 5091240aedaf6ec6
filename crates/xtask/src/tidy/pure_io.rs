//! A pure crate touches no file, environment, clock, process or network: its answer depends on its arguments, so that a
//! judgement can be derived again from policy and facts. Clippy's list catches the calls; this rule also catches a crate
//! without that list, and an import that the list forgot.

use super::dependency_edge::pure_crates;
use super::manifest::{self, Kind, Renames};
use super::tree::{File, Tree};
use super::{Finding, Rule, rust};

pub(super) const RULE: Rule = Rule { code: "pure-io", check };

/// Paths that reach outside. A path of the code is refused if it holds one of these, wherever its beginning was imported.
const OUTSIDE: [&[&str]; 18] = [
    &["std", "fs"],
    &["std", "env"],
    &["std", "net"],
    &["std", "os"],
    &["std", "process"],
    &["std", "*"],
    &["io", "stdin"],
    &["io", "stdout"],
    &["io", "stderr"],
    &["thread", "sleep"],
    &["SystemTime"],
    &["Instant"],
    &["Timestamp", "now"],
    &["Zoned", "now"],
    &["TimeZone", "system"],
    &["tokio"],
    &["reqwest"],
    &["getrandom"],
];

/// Packages whose purpose is IO.
const IO_PACKAGES: [&str; 9] =
    ["getrandom", "gix", "octocrab", "rand", "reqwest", "tempfile", "tokio", "ureq", "walkdir"];

fn check(tree: &Tree) -> Vec<Finding> {
    let renames = manifest::renames(tree);
    let mut findings = Vec::new();
    for name in pure_crates() {
        let folder = format!("crates/{name}");
        let Some(manifest) = tree.file(&format!("{folder}/Cargo.toml")) else { continue };
        findings.extend(dependencies(manifest, &renames));
        findings.extend(clippy_list(tree, &folder));
        let source = format!("{folder}/src/");
        let sources = tree.sources("rs").filter(|file| file.path.starts_with(&source) && !is_test(file));
        findings.extend(sources.flat_map(code));
    }
    findings
}

/// `foo/tests.rs` and `tests/…` are compiled for tests only.
fn is_test(file: &File) -> bool {
    file.path.split('/').any(|part| part == "tests" || part == "tests.rs")
}

fn dependencies(file: &File, renames: &Renames) -> Vec<Finding> {
    // A manifest that does not parse is the dependency rule's finding.
    let dependencies = manifest::read(file, renames).map(|manifest| manifest.dependencies).unwrap_or_default();
    let refused = dependencies.into_iter().filter(|dependency| {
        dependency.kind == Kind::Normal && IO_PACKAGES.contains(&dependency.package.as_str())
    });
    let finding = |dependency: manifest::Dependency| {
        let message = format!("a pure crate depends on `{}`; do this work in a shell", dependency.package);
        Finding::new(RULE.code, &file.path, dependency.line, message)
    };
    refused.map(finding).collect()
}

fn clippy_list(tree: &Tree, folder: &str) -> Option<Finding> {
    let path = format!("{folder}/clippy.toml");
    let listed = tree.file(&path).and_then(|file| file.text.parse::<toml::Table>().ok());
    let listed =
        listed.as_ref().and_then(|table| table.get("disallowed-methods")).and_then(toml::Value::as_array);
    let missing = listed.is_none_or(Vec::is_empty);
    let message = "a pure crate without `disallowed-methods`; copy the list of `crates/verdict/clippy.toml`";
    missing.then(|| Finding::new(RULE.code, &path, 1, message))
}

fn code(file: &File) -> Vec<Finding> {
    let tokens = rust::tokens(&file.text);
    let mut findings = Vec::new();
    for (line, path) in rust::paths(&tokens) {
        if reaches_outside(&path) {
            let message = format!("a pure crate names `{}`; take the value as an argument", path.join("::"));
            findings.push(Finding::new(RULE.code, &file.path, line, message));
        }
    }
    findings
}

fn reaches_outside(path: &[&str]) -> bool {
    // Another name for the whole of std would hide what is reached through it.
    let renames_std = matches!(path, ["std"] | ["std", "self"]);
    renames_std || OUTSIDE.iter().any(|outside| path.windows(outside.len()).any(|part| part == *outside))
}

#[cfg(test)]
pub(super) mod tests;
