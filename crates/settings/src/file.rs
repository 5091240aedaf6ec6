//! The file: one section for each tool, and no others.

use crate::near;
use crate::node::{Node, Value, Wrong};
use crate::yaml;

/// The sections that a policy file may have. Each tool reads its own and leaves the others alone; a name that none has is a mistake, because
/// what stands there would never be enforced.
pub const SECTIONS: [&str; 13] = [
    "approval",
    "artifacts",
    "compliance",
    "compliance-report",
    "coverage",
    "deploy",
    "deploy-record",
    "deploy-verify",
    "performance",
    "pipeline",
    "sarif",
    "tests",
    "trusted-runs",
];

/// The section of that name; nothing if the file has none.
///
/// # Errors
/// What is not YAML within the limits, or has sections that no tool knows.
pub fn section(path: &str, bytes: &[u8], name: &str) -> Result<Option<Node>, Wrong> {
    let Some(file) = yaml::parse(path, bytes)? else { return Ok(None) };
    if !matches!(file.value, Value::Map(_)) {
        return Err(file.wrong(format!("is {}: write sections, such as `{name}: {{ … }}`", file.kind())));
    }
    for (known, section) in file.members() {
        if !SECTIONS.contains(&known.as_str()) {
            return Err(section.wrong(format!("is no section; {}", near::hint(known, &SECTIONS))));
        }
    }
    let Some(section) = file.member(name) else { return Ok(None) };
    if !matches!(section.value, Value::Map(_)) {
        return Err(section.wrong(format!("is {}: write members, or take the section out", section.kind())));
    }
    Ok(Some(section.clone()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str) -> Result<Option<Node>, String> {
        section("p.yml", text.as_bytes(), "coverage").map_err(|wrong| wrong.to_string())
    }

    #[test]
    fn a_tool_reads_its_own_section_and_leaves_the_others_alone() {
        let found = given("sarif: [whatever]\ncoverage: { limits: { line: 80 } }\n").unwrap().unwrap();
        assert!(found.member("limits").is_some());
        for none in ["", "sarif: {}\n", "# nothing\n"] {
            assert!(given(none).unwrap().is_none(), "{none:?}");
        }
    }

    #[test]
    fn what_would_never_be_enforced_is_a_mistake() {
        for (text, message) in [
            (
                "coverge: { limits: { line: 80 } }\n",
                "p.yml:1: coverge: is no section; did you mean `coverage`?",
            ),
            ("sarif: {}\nlint: {}\n", "p.yml:2: lint: is no section; write one of approval, artifacts"),
            ("coverage:\n", "p.yml:1: coverage: is nothing: write members, or take the section out"),
            ("coverage: 80\n", "p.yml:1: coverage: is `80`: write members"),
            ("[coverage]\n", "p.yml:1: is a list: write sections"),
            ("coverage\n", "p.yml:1: is `coverage`: write sections"),
        ] {
            let told = given(text).unwrap_err();
            assert!(told.starts_with(message), "{text:?}: {told}");
        }
    }
}
