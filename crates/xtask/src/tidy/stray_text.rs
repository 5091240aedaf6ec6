//! No committed file tells where somebody's checkout or registry is: such a path is noise at best, and a leak at worst.
//! Fixtures too: they are made with tools that like to write absolute paths.

use super::tree::{File, Tree};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule { code: "stray-text", check };

/// Absolute folders of a private machine. Split, since this file is checked as well.
const FOLDERS: [&str; 2] = [concat!("/ro", "ot/"), concat!("/wo", "rk/")];

/// Parents of home folders, with the users that GitHub documents for its runners.
const HOMES: [(&str, &str); 2] = [(concat!("/ho", "me/"), "runner"), (concat!("/Us", "ers/"), "runner")];

/// A folder beside the checkout.
const BESIDE: &str = concat!("../", "shared");

/// The one registry that a lock file may name.
const REGISTRY: &str = "source = \"registry+https://github.com/rust-lang/crates.io-index\"";

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in &tree.files {
        for (number, line) in file.lines() {
            if let Some(message) = fault(file, line) {
                findings.push(Finding::new(RULE.code, &file.path, number, message));
            }
        }
    }
    findings
}

fn fault(file: &File, line: &str) -> Option<String> {
    if let Some(folder) = FOLDERS.into_iter().find(|folder| absolute(line, folder).next().is_some()) {
        return Some(format!("a path of a private machine, `{folder}`; write a relative path"));
    }
    for (parent, runner) in HOMES {
        let mut users = absolute(line, parent).map(user);
        if let Some(user) = users.find(|user| !user.is_empty() && *user != runner) {
            return Some(format!(
                "a home folder, `{parent}{user}`; write a relative path or `{parent}{runner}`"
            ));
        }
    }
    if line.contains(BESIDE) {
        return Some(format!("`{BESIDE}` is not part of the repository; say here what it says"));
    }
    let source = file.name() == "Cargo.lock" && line.starts_with("source = ") && line != REGISTRY;
    source.then(|| "a package from elsewhere than crates.io; depend on a published version".to_owned())
}

/// What follows each place where `folder` starts an absolute path: not after a name (`src/…`), a variable or a host.
fn absolute<'l>(line: &'l str, folder: &'l str) -> impl Iterator<Item = &'l str> {
    line.match_indices(folder).filter_map(move |(at, _)| {
        let before = line.get(..at)?.chars().next_back();
        let inside = before.is_some_and(|c| c.is_alphanumeric() || "_-.~*)}>".contains(c));
        if inside { None } else { line.get(at + folder.len()..) }
    })
}

/// The first component; a placeholder such as `<user>` is nobody.
fn user(rest: &str) -> &str {
    let end = rest.find(|c: char| !c.is_alphanumeric() && !"_-.".contains(c)).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

#[cfg(test)]
pub(super) mod tests;
