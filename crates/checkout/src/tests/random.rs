//! Random edits: the lines must be those of git, and applying them must give the new file.

use proptest::prelude::*;

use super::Sample;
use super::sample::{by_git, ours};
use crate::Change;
use crate::lines::compare;

/// One edit of a file: at a place, so many lines go, and these come.
type Edit = (usize, usize, Vec<u8>);

fn file() -> impl Strategy<Value = Vec<u8>> {
    proptest::collection::vec(0..12_u8, 0..120)
}

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    proptest::collection::vec((0..120_usize, 0..6_usize, proptest::collection::vec(0..14_u8, 0..6)), 0..6)
}

/// Lines as code has them: many alike, indented, some blank.
fn text(lines: &[u8], ended: bool) -> Vec<u8> {
    let line = |kind: &u8| match kind {
        0 => String::new(),
        1 => "}".to_owned(),
        2 => "    return".to_owned(),
        kind => format!("{}statement {kind}", "    ".repeat(usize::from(kind % 4))),
    };
    let mut text = lines.iter().map(line).collect::<Vec<_>>().join("\n").into_bytes();
    if ended && !text.is_empty() {
        text.push(b'\n');
    }
    text
}

fn edited(lines: &[u8], edits: &[Edit]) -> Vec<u8> {
    let mut lines = lines.to_vec();
    for (at, gone, come) in edits {
        let at = (*at).min(lines.len());
        let end = (at + gone).min(lines.len());
        lines.splice(at..end, come.iter().copied());
    }
    lines
}

fn split(text: &[u8]) -> Vec<&[u8]> {
    text.split_inclusive(|byte| *byte == b'\n').collect()
}

/// What stays of the lines.
fn without<'a>(text: &'a [u8], ranges: &[(u32, u32)]) -> Vec<&'a [u8]> {
    let inside = |line: usize| {
        let line = u32::try_from(line + 1).unwrap();
        ranges.iter().any(|(first, last)| (*first..=*last).contains(&line))
    };
    split(text).into_iter().enumerate().filter(|(at, _)| !inside(*at)).map(|(_, line)| line).collect()
}

fn in_order(ranges: &[(u32, u32)]) -> bool {
    ranges.iter().all(|(first, last)| first <= last && *first > 0)
        && ranges.windows(2).all(|pair| pair[0].1 + 1 < pair[1].0)
}

/// Both versions without what only they have must be the same.
fn valid(old: &[u8], new: &[u8], change: &Change) -> bool {
    in_order(&change.added)
        && in_order(&change.removed)
        && without(old, &change.removed) == without(new, &change.added)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, ..ProptestConfig::default() })]

    #[test]
    fn applying_the_difference_gives_the_new_file(old in file(), new in file(), ended in any::<[bool; 2]>()) {
        let (old, new) = (text(&old, ended[0]), text(&new, ended[1]));
        let found = compare(&old, &new);
        prop_assert!(in_order(&found.added) && in_order(&found.removed));
        prop_assert_eq!(without(&old, &found.removed), without(&new, &found.added));
    }
}

proptest! {
    // Each case is two commits of twenty files.
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn random_edits_have_the_lines_that_git_gives(
        files in proptest::collection::vec((file(), edits(), any::<[bool; 2]>(), 0..4_u8), 20),
    ) {
        let sample = Sample::new(&[]);
        let mut versions = std::collections::HashMap::new();
        for (at, (lines, _, ended, _)) in files.iter().enumerate() {
            let old = text(lines, ended[0]);
            sample.write(&format!("old/{at}.py"), &old);
            versions.insert(format!("old/{at}.py"), old);
        }
        let from = sample.commit();
        for (at, (lines, edits, ended, moved)) in files.iter().enumerate() {
            let new = text(&edited(lines, edits), ended[1]);
            let path = match moved {
                0 => format!("new/{at}.py"),
                1 => format!("old/{at}-renamed.py"),
                _ => format!("old/{at}.py"),
            };
            sample.remove(&format!("old/{at}.py"));
            sample.write(&path, &new);
            versions.insert(format!("new:{path}"), new);
        }
        let to = sample.commit();
        let found = ours(&sample, &from, &to).files;
        prop_assert_eq!(&found, &by_git(&sample, &from, &[&to]));
        for change in &found {
            let was = change.was.as_ref().unwrap_or(&change.path);
            let empty = Vec::new();
            let old = versions.get(was).unwrap_or(&empty);
            let new = versions.get(&format!("new:{}", change.path)).unwrap_or(&empty);
            prop_assert!(valid(old, new, change), "{:?}", change);
        }
    }
}
