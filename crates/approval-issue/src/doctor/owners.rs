//! Whether somebody owns the policy and the workflows, so that a change of them is theirs to approve ("About code owners").

use super::facts::{Asked, Branch, Guard, Seen};
use super::workflow::Job;
use super::{Check, Finding, Problem, named, refused, weak};

const OWNERS: Check = Check::new(
    "code-owners",
    "a change of policy and workflows is approved by their owners",
    "Else anybody with the right to write approves that fewer people approve.",
);

pub(super) fn checks(seen: &Seen) -> Vec<Finding> {
    let (path, text) = match &seen.owners {
        Asked::Told(Some(found)) => found,
        Asked::Told(None) => {
            let next = "Write .github/CODEOWNERS with a line for /.github/ and its owners.";
            return vec![OWNERS.one(weak("There is no CODEOWNERS.", next))];
        }
        Asked::Refused(why) => return vec![OWNERS.one(refused(why))],
    };
    let bare: Vec<String> = guarded(seen).into_iter().filter(|file| !is_owned(text, file)).collect();
    let mut problems: Vec<Problem> = Vec::new();
    if !bare.is_empty() {
        let files: Vec<String> = bare.iter().take(5).map(|file| named(file)).collect();
        let found = format!("{} names no owner of {}.", named(path), files.join(" and "));
        problems.push(weak(found, "Add a line for /.github/ with its owners, as the last one that fits."));
    }
    problems.extend(asked(&seen.default));
    vec![
        OWNERS.of(
            problems,
            format!("{} names owners of policy and workflows, and they must approve.", named(path)),
        ),
    ]
}

/// The files that say who approves, and those that ask.
fn guarded(seen: &Seen) -> Vec<String> {
    let workflows = match &seen.workflows {
        Asked::Told(workflows) => workflows.as_slice(),
        Asked::Refused(_) => &[],
    };
    let matters = |job: &Job| job.environment.is_some() || job.uses.is_some();
    let of_tool =
        workflows.iter().filter(|workflow| workflow.runs_the_tool() || workflow.jobs.iter().any(matters));
    seen.policy.iter().cloned().chain(of_tool.map(|workflow| workflow.path.clone())).collect()
}

/// Whether the default branch asks for owners at all.
fn asked(branch: &Branch) -> Option<Problem> {
    let by_owners = |guard: &Guard| guard.by_owners;
    let older = match &branch.older {
        Asked::Told(older) => older.as_ref().is_some_and(by_owners),
        Asked::Refused(_) => false,
    };
    let rulesets = matches!(&branch.rulesets, Asked::Told(guard) if by_owners(guard));
    if older || rulesets {
        return None;
    }
    match (&branch.rulesets, &branch.older) {
        (Asked::Refused(why), _) => Some(refused(why)),
        (_, Asked::Refused(why)) if branch.protected => Some(refused(why)),
        _ => Some(weak(
            "The default branch does not ask for the approval of code owners.",
            "Require review from Code Owners: Settings, Rules, Rulesets.",
        )),
    }
}

/// Whether the last line that fits a file names anybody.
fn is_owned(text: &str, file: &str) -> bool {
    let lines = text.lines().filter_map(|line| {
        let line = line.split(" #").next().unwrap_or_default().trim();
        let mut words = line.split_whitespace();
        let pattern = words.next().filter(|pattern| !pattern.starts_with('#'))?;
        Some((pattern, words.next().is_some()))
    });
    let mut fitting = lines.filter(|(pattern, _)| fits(pattern, file));
    fitting.next_back().is_some_and(|(_, owned)| owned)
}

/// Whether a pattern is of a file. As in a `.gitignore`, but that a last star goes no deeper: "CODEOWNERS syntax".
fn fits(pattern: &str, file: &str) -> bool {
    let (body, folder) = match pattern.strip_suffix('/') {
        Some(body) => (body, true),
        None => (pattern, false),
    };
    let anchored = body.contains('/');
    let wanted: Vec<&str> = body.trim_start_matches('/').split('/').collect();
    let parts: Vec<&str> = file.split('/').collect();
    let starred = wanted.last().is_some_and(|last| last.contains('*') && anchored);
    let most = parts.len().saturating_sub(usize::from(folder));
    let starts = if anchored { 0..1 } else { 0..parts.len() };
    starts.into_iter().any(|start| {
        let ends = if starred && !folder {
            parts.len()..parts.len().saturating_add(1)
        } else {
            start.saturating_add(1)..most.saturating_add(1)
        };
        ends.into_iter().any(|end| parts.get(start..end).is_some_and(|parts| path(&wanted, parts)))
    })
}

fn path(wanted: &[&str], parts: &[&str]) -> bool {
    match (wanted, parts) {
        ([], []) => true,
        (["**"], [_, ..]) => true,
        (["**", rest @ ..], _) => {
            path(rest, parts) || parts.split_first().is_some_and(|(_, more)| path(wanted, more))
        }
        ([one, rest @ ..], [part, more @ ..]) => word(one.as_bytes(), part.as_bytes()) && path(rest, more),
        _ => false,
    }
}

fn word(pattern: &[u8], text: &[u8]) -> bool {
    match (pattern, text) {
        ([], []) => true,
        ([b'*', rest @ ..], _) => {
            word(rest, text) || text.split_first().is_some_and(|(_, more)| word(pattern, more))
        }
        ([b'?', rest @ ..], [_, more @ ..]) => word(rest, more),
        ([one, rest @ ..], [byte, more @ ..]) => one == byte && word(rest, more),
        _ => false,
    }
}

#[cfg(test)]
mod tests;
