//! The action's README: its workflows are such as `doctor` asks for, and what it shows of doctor is what doctor says.

use verdict::RuleStatus;

use crate::doctor::{DECIDE_FILE, DEPLOY_FILE, Kept, wrong};

const README: &str = include_str!("../../../../actions/approval-issue/README.md");

/// The block that follows a marker.
fn block(marker: &str) -> &'static str {
    let (_, rest) = README.split_once(marker).unwrap();
    let (_, rest) = rest.split_once("```").unwrap();
    let (_, rest) = rest.split_once('\n').unwrap();
    rest.split_once("\n```").unwrap().0
}

/// A text without what colours it.
fn plain(text: &str) -> String {
    let mut parts = text.split('\u{1b}');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |all, part| all + part.split_once('m').map_or(part, |(_, rest)| rest))
}

/// All that is left to do is to name the tool by a commit, which the README cannot know.
#[test]
fn the_workflows_of_the_readme_are_sound_but_for_the_tag() {
    let kept = Kept::new();
    kept.write(DEPLOY_FILE, Some(block("<!-- example: the deployment -->")));
    kept.write(DECIDE_FILE, Some(block("<!-- example: the answers -->")));
    let ran = kept.look();
    assert_eq!(wrong(&ran), [("workflow-pins", RuleStatus::Warn)], "{}", ran.log);
    let log = plain(&ran.log);
    let said: Vec<&str> = log.lines().map(str::trim_end).collect();
    for line in block("<!-- example: what the doctor says -->").lines() {
        assert!(said.contains(&line.trim_end()), "{line:?} is not what it says:\n{}", ran.log);
    }
}
