//! The direction of dependencies, and the names that a crate or module may not have. The table is the architecture: tools
//! stand on IO crates and pure crates, those on the contract, and no tool on a tool.

use super::manifest::{self, Kind, Renames};
use super::tree::{File, Tree};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule { code: "dependency-edge", check };

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Layer {
    /// The contract that all share: depends on no crate of the suite.
    Contract,
    Pure,
    /// The evidence that is stored: pure, and the one pure crate that an IO crate needs; others may stand on it.
    Ledger,
    /// What is told of the evidence: pure, and stands on pure crates and on its like.
    Telling,
    Io,
    /// Where a ledger lives: joins IO crates, and what joins others stands on it.
    Store,
    /// What tools do with several IO crates together.
    Joint,
    Tool,
    /// Stands in for GitHub, so it shares no code with what it tests.
    Simulator,
    /// Tests and the project's commands: depend on anything.
    Outside,
}

/// Every crate of the suite. A new crate is a line here.
const CRATES: [(&str, Layer); 27] = [
    ("verdict", Layer::Contract),
    ("coverage", Layer::Pure),
    ("sarif", Layer::Pure),
    ("scanners", Layer::Pure),
    ("approval", Layer::Pure),
    ("ledger", Layer::Ledger),
    ("history", Layer::Pure),
    ("metrics", Layer::Telling),
    ("report", Layer::Telling),
    ("exports", Layer::Telling),
    ("checkout", Layer::Io),
    ("runner", Layer::Io),
    ("github", Layer::Io),
    ("stores", Layer::Store),
    ("settings", Layer::Joint),
    ("surface", Layer::Joint),
    ("journal", Layer::Joint),
    ("mirror", Layer::Joint),
    ("coverage-gate", Layer::Tool),
    ("sarif-merge", Layer::Tool),
    ("approval-issue", Layer::Tool),
    ("deploy-verify", Layer::Tool),
    ("deploy-record", Layer::Tool),
    ("releasegate", Layer::Tool),
    ("github-sim", Layer::Simulator),
    ("xtask", Layer::Outside),
    ("tests", Layer::Outside),
];

/// The pure crates, by name.
pub(super) fn pure_crates() -> impl Iterator<Item = &'static str> {
    let pure = |layer| matches!(layer, Layer::Contract | Layer::Pure | Layer::Ledger | Layer::Telling);
    CRATES.iter().filter(move |(_, layer)| pure(*layer)).map(|(name, _)| *name)
}

/// Names that say nothing about what is inside.
const NO_IDEA: [&str; 5] = ["utils", "common", "core", "helpers", "types"];

fn check(tree: &Tree) -> Vec<Finding> {
    let renames = manifest::renames(tree);
    let mut findings = Vec::new();
    for file in &tree.files {
        match member(file) {
            Some(folder) if file.name() == "Cargo.toml" => findings.extend(edges(file, folder, &renames)),
            Some(_) if file.extension() == "rs" => findings.extend(module_name(file)),
            _ => {}
        }
    }
    findings
}

/// The crate that a file belongs to; none for test data, a fuzz workspace, or a file outside the crates.
fn member(file: &File) -> Option<&str> {
    let mut folders = file.path.split('/');
    let folder = match folders.next() {
        Some("crates") => folders.next()?,
        Some("tests") => "tests",
        _ => return None,
    };
    let manifest = folders.clone().eq(["Cargo.toml"]);
    (manifest || (file.extension() == "rs" && !file.is_data())).then_some(folder)
}

fn edges(file: &File, folder: &str, renames: &Renames) -> Vec<Finding> {
    let manifest = match manifest::read(file, renames) {
        Ok(manifest) => manifest,
        Err((line, message)) => {
            return vec![Finding::new(RULE.code, &file.path, line, format!("{message}; write valid TOML"))];
        }
    };
    let mut findings = Vec::new();
    let mut report = |line, message: String| findings.push(Finding::new(RULE.code, &file.path, line, message));
    let (name, line) = manifest.name.unwrap_or_else(|| (folder.to_owned(), 1));
    if name != folder {
        report(line, format!("package `{name}` in folder `{folder}`; give both one name"));
    }
    if NO_IDEA.contains(&name.as_str()) {
        report(
            line,
            format!("a crate named `{name}` says nothing; put its functions with the ideas they serve"),
        );
    } else if layer(&name).is_none() {
        report(line, format!("`{name}` has no layer; add it to the table of `tidy/dependency_edge.rs`"));
    }
    for dependency in manifest.dependencies {
        let to = &dependency.package;
        if let (Some(from), Some(layer)) = (layer(&name), layer(to))
            && !permits(from, layer)
            && !(dependency.kind == Kind::Dev && tests_against(from, layer))
            && *to != name
        {
            let message = format!(
                "`{name}` ({from:?}) may not depend on `{to}` ({layer:?}); move the code to a lower layer"
            );
            report(dependency.line, message);
        }
    }
    findings
}

fn layer(name: &str) -> Option<Layer> {
    CRATES.iter().find(|(known, _)| *known == name).map(|(_, layer)| *layer)
}

/// Whether a crate of layer `from` may depend on one of layer `to`, for tests too: a test that needs a higher layer belongs there,
/// but for the simulator.
fn permits(from: Layer, to: Layer) -> bool {
    match from {
        Layer::Contract | Layer::Simulator => false,
        Layer::Ledger => to == Layer::Contract,
        Layer::Pure => matches!(to, Layer::Contract | Layer::Ledger),
        Layer::Telling => to <= Layer::Telling,
        Layer::Io => matches!(to, Layer::Contract | Layer::Ledger),
        Layer::Store => matches!(to, Layer::Contract | Layer::Ledger | Layer::Io),
        Layer::Joint => matches!(to, Layer::Contract | Layer::Ledger | Layer::Io | Layer::Store),
        Layer::Tool => to < Layer::Tool,
        Layer::Outside => true,
    }
}

/// Whether the tests of a crate may run against one of another layer: those of the client and of the tools against the simulator.
fn tests_against(from: Layer, to: Layer) -> bool {
    matches!(from, Layer::Io | Layer::Store | Layer::Joint | Layer::Tool) && to == Layer::Simulator
}

/// A module is named by its file, or by its folder where the file is `mod.rs`.
fn module_name(file: &File) -> Option<Finding> {
    let path = file.path.strip_suffix(".rs")?;
    let path = path.strip_suffix("/mod").unwrap_or(path);
    let name = path.rsplit('/').next().filter(|name| NO_IDEA.contains(name))?;
    let message = format!("a module named `{name}` says nothing; put its functions with the ideas they serve");
    Some(Finding::new(RULE.code, &file.path, 1, message))
}

#[cfg(test)]
pub(super) mod tests;
