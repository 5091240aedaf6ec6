//! What one member says about another.

use std::collections::BTreeSet;

use sarif::Severity;
use settings::{Node, Wrong};

use super::{Section, Suppression};
use crate::policy::LONGEST_DAYS;

/// Letters of a name that becomes part of rule ids.
const LONGEST_NAME: usize = 64;

/// Refuses what no single member can tell.
pub(super) fn section(section: &Section, node: &Node) -> Result<(), Wrong> {
    let item =
        |list: &str, index: usize| node.member(list).and_then(|list| list.items().get(index)).unwrap_or(node);
    let severities = section.grace.keys().chain(section.suppression_days.keys()).chain(&section.block);
    if severities.into_iter().any(|severity| *severity == Severity::Unknown) {
        return Err(node.wrong("`unknown` is no severity to set a limit for: write `unknown-severity`"));
    }
    for (index, fixed) in section.severities.iter().enumerate() {
        let names = |text: &Option<String>| text.as_ref().is_some_and(|text| !text.trim().is_empty());
        if !names(&fixed.tool) && !names(&fixed.rule) {
            let message =
                "names neither a tool nor a rule: it would give every finding of every tool one severity";
            return Err(item("severities", index).wrong(message));
        }
    }
    let mut names = BTreeSet::new();
    for (index, paths) in section.paths.iter().enumerate() {
        if !is_name(&paths.name) || !names.insert(paths.name.to_lowercase()) {
            let message =
                "has a name that another one has, or that is none: write letters, digits, `-`, `_` or `.`";
            return Err(item("paths", index).wrong(message));
        }
        if paths.block.is_none() && paths.limits.set().is_empty() {
            return Err(item("paths", index).wrong("sets no limit: write `block` or `limits`"));
        }
    }
    let mut tools = BTreeSet::new();
    for (index, tool) in section.tools.iter().enumerate() {
        if tool.tool.trim().is_empty() || !tools.insert(tool.tool.to_lowercase()) {
            return Err(item("tools", index).wrong("names no tool, or one that is named above"));
        }
        if tool.block.is_none() && tool.limits.set().is_empty() {
            return Err(item("tools", index).wrong("sets no limit: write `block` or `limits`"));
        }
    }
    let mut ids = BTreeSet::new();
    for (index, suppression) in section.suppressions.iter().enumerate() {
        let at = item("suppressions", index);
        if !is_name(&suppression.id) || !ids.insert(suppression.id.to_lowercase()) {
            let message =
                "has an id that another one has, or that is none: write letters, digits, `-`, `_` or `.`";
            return Err(at.wrong(message));
        }
        if let Some((member, message)) = mistake(suppression) {
            return Err(at.member(member).unwrap_or(at).wrong(message));
        }
    }
    Ok(())
}

fn is_name(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.');
    !text.is_empty() && text.len() <= LONGEST_NAME && text.bytes().all(allowed)
}

/// What is wrong with a suppression, if anything: the member, and what to write.
fn mistake(suppression: &Suppression) -> Option<(&'static str, String)> {
    let texts = [
        ("justification", &suppression.justification),
        ("ticket", &suppression.ticket),
        ("author", &suppression.author),
        ("owner", &suppression.owner),
        ("approver", &suppression.approver),
    ];
    if let Some((member, _)) = texts.into_iter().find(|(_, text)| text.trim().is_empty()) {
        return Some((member, "is blank: a suppression without it binds nobody".to_owned()));
    }
    let people =
        [("author", &suppression.author), ("owner", &suppression.owner), ("approver", &suppression.approver)];
    if let Some((member, _)) = people.into_iter().find(|(_, name)| !is_account(name)) {
        let message = "is no account: write its name in plain letters, digits, `-`, `_`, `.` and `@`";
        return Some((member, message.to_owned()));
    }
    let approver = account(&suppression.approver);
    if [&suppression.author, &suppression.owner].into_iter().any(|other| account(other) == approver) {
        let message = "is the author or the owner: somebody else has to accept the finding";
        return Some(("approver", message.to_owned()));
    }
    let link = suppression.ticket.strip_prefix("https://").or(suppression.ticket.strip_prefix("http://"));
    if !link
        .is_some_and(|rest| !rest.is_empty() && !rest.contains(|c: char| c.is_whitespace() || c.is_control()))
    {
        return Some(("ticket", "is no address: write https://… of the ticket or decision".to_owned()));
    }
    if !crate::policy::narrow(suppression) {
        let message = "hides too much: name a fingerprint, an advisory with its package, path or tool, or a rule with a path";
        return Some(("id", message.to_owned()));
    }
    if let Some(purl) = suppression.purl.as_ref().filter(|purl| sarif::Package::parse(purl).is_none()) {
        return Some(("purl", format!("`{purl}` is no package URL: write it as pkg:npm/name")));
    }
    let days = suppression.expires.0.since(suppression.created.0).ok().map(|span| span.get_days());
    let most = LONGEST_DAYS;
    match days {
        Some(days) if days >= 0 && u64::from(days.unsigned_abs()) <= u64::from(most) => None,
        Some(days) if days < 0 => Some(("expires", "is before `created`".to_owned())),
        _ => Some(("expires", format!("is more than {most} days after `created`: decide again before that"))),
    }
}

/// GitHub compares the names of accounts without case.
fn account(name: &str) -> String {
    name.trim().trim_start_matches('@').to_ascii_lowercase()
}

/// Whether a text is the name of an account or an address: letters that look like others would make one person two.
fn is_account(name: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"@.-_+ ".contains(&byte);
    name.bytes().all(allowed) && name.bytes().any(|byte| byte.is_ascii_alphanumeric())
}
