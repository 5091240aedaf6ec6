//! Every action that runs is fixed to a commit of the project's list: a tag can be moved by whoever takes over its repository.

use serde::Deserialize;

use super::tree::Tree;
use super::yaml::{Item, Kind, Source};
use super::{Finding, Rule, yaml};

pub(super) const RULE: Rule = Rule { code: "unpinned-action", check };

/// The list that is the only source of third-party actions.
const LIST: &str = ".github/action-pins.toml";

/// This repository. Examples for users name it, since nothing else would run from a copy, and by a version, since a text
/// cannot hold the commit that it is part of: `v0`, `v1`, the placeholder `<sha>`, or a commit.
const OWN_REPOSITORY: &str = "releasegate/releasegate";
const OWN_REFS: [&str; 3] = ["v0", "v1", "<sha>"];

#[derive(Deserialize)]
struct Pins {
    action: Vec<Pin>,
}

#[derive(Deserialize)]
struct Pin {
    name: String,
    tag: String,
    commit: String,
}

fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let pins = pins(tree).unwrap_or_else(|message| {
        findings.push(Finding::new(RULE.code, LIST, 1, message));
        Vec::new()
    });
    for document in yaml::documents(tree) {
        for mapping in yaml::mappings(&document.root) {
            for (key, item) in mapping {
                if let Some(message) = fault(&document.source, key, item, &pins) {
                    findings.push(Finding::new(
                        RULE.code,
                        document.source.path,
                        document.source.line(item),
                        message,
                    ));
                }
            }
        }
    }
    findings
}

/// The list, each commit in full.
fn pins(tree: &Tree) -> Result<Vec<Pin>, String> {
    let file = tree.file(LIST).ok_or("no list of pins; write `[[action]]` tables with name, tag and commit")?;
    let Pins { action } =
        toml::from_str(&file.text).map_err(|error| format!("{}; fix the list", error.message()))?;
    match action.iter().find(|pin| !is_commit(&pin.commit)) {
        Some(pin) => Err(format!("{} is not pinned to a commit; write its 40 hexadecimal digits", pin.name)),
        None => Ok(action),
    }
}

/// What is wrong with one entry of a mapping.
fn fault(source: &Source<'_>, key: &str, item: &Item, pins: &[Pin]) -> Option<String> {
    let text = item.value.text()?;
    match key {
        "uses" => uses(source.kind, text, source.comment(item), pins),
        "image" if text.starts_with("docker://") => image(text),
        _ => None,
    }
}

fn uses(kind: Kind, text: &str, comment: Option<&str>, pins: &[Pin]) -> Option<String> {
    if text.starts_with("docker://") {
        return image(text);
    }
    if text.starts_with("./") {
        let callers = "`./` in a shipped action is the caller's folder; reach siblings by GITHUB_ACTION_PATH";
        return (kind == Kind::ShippedAction).then(|| callers.to_owned());
    }
    if text.starts_with("$/") {
        let unknown =
            "`$/` is for this repository's own workflows; name the action by owner, repository and commit";
        return (kind != Kind::Workflow).then(|| unknown.to_owned());
    }
    let Some((action, reference)) = text.rsplit_once('@') else {
        return Some(format!("`{text}` has no ref; pin it to the commit in {LIST}"));
    };
    let repository = repository(action);
    if kind == Kind::Example && repository == OWN_REPOSITORY {
        let known = OWN_REFS.contains(&reference) || is_commit(reference);
        return (!known)
            .then(|| format!("`@{reference}` is no ref of ours; write one of {OWN_REFS:?} or a commit"));
    }
    let Some(pin) = pins.iter().find(|pin| pin.name == repository) else {
        return Some(format!(
            "`{repository}` is not in {LIST}; use a listed action, or add it with its commit"
        ));
    };
    let Pin { tag, commit, .. } = pin;
    let pinned =
        reference == commit && comment.and_then(|comment| comment.split_whitespace().next()) == Some(tag);
    (!pinned).then(|| format!("not the listed pin of {repository}; write `{action}@{commit} # {tag}`"))
}

fn image(text: &str) -> Option<String> {
    let digest = text.rsplit_once("@sha256:").map(|(_, digest)| digest);
    let fixed = digest.is_some_and(|digest| digest.len() == 64 && is_hexadecimal(digest));
    (!fixed).then(|| format!("`{text}` is not fixed to a digest; write `docker://…@sha256:…`"))
}

/// `owner/repository` of `owner/repository/path`.
fn repository(action: &str) -> &str {
    let end = action.match_indices('/').nth(1).map_or(action.len(), |(at, _)| at);
    action.get(..end).unwrap_or(action)
}

fn is_commit(text: &str) -> bool {
    text.len() == 40 && is_hexadecimal(text)
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

#[cfg(test)]
pub(super) mod tests;
