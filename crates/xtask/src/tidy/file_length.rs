//! Files stay short enough to be read in one sitting: what grows past the limit holds two ideas.

use super::tree::{File, Tree};
use super::{Finding, Rule};

pub(super) const RULE: Rule = Rule { code: "file-length", check };

/// What a person writes and reads as code; Markdown and JSON are not.
const EXTENSIONS: [&str; 11] = ["css", "html", "js", "mjs", "py", "rs", "sh", "toml", "ts", "yaml", "yml"];

/// Where the mark of a generated file must stand.
const HEAD: usize = 5;

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.files.iter().filter(|file| !file.is_data() && !is_generated(file)) {
        let Some(limit) = limit(file) else { continue };
        let lines = file.lines().count();
        if lines > limit {
            let message = format!("{lines} lines, limit {limit}; move one idea to a file of its own");
            findings.push(Finding::new(RULE.code, &file.path, limit + 1, message));
        }
    }
    findings
}

fn limit(file: &File) -> Option<usize> {
    match file.name() {
        "main.rs" => Some(60),
        "action.yml" | "action.yaml" => Some(90),
        _ if file.path == "dist/run.sh" => Some(80),
        _ => EXTENSIONS.contains(&file.extension()).then_some(400),
    }
}

fn is_generated(file: &File) -> bool {
    file.lines().take(HEAD).any(|(_, line)| line.contains(concat!("@", "generated")))
}

#[cfg(test)]
pub(super) mod tests;
