//! Paths inside a tree. GitHub refuses what could leave the work tree of a clone or reach its `.git` folder, and `git fsck`
//! would complain about the same names (git-fsck(1): hasDot, hasDotdot, hasDotgit, emptyName).

/// Why a path may not be stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PathFault {
    /// There is no name in it at all.
    Empty,
    /// It begins with a slash.
    Absolute,
    /// A part of it is empty, `.`, `..`, stands for `.git`, or holds a control character or backslash.
    Malformed,
}

/// Judges a path as a client sends it.
pub(crate) fn check_path(path: &str) -> Result<(), PathFault> {
    if path.is_empty() {
        return Err(PathFault::Empty);
    }
    if path.starts_with('/') {
        return Err(PathFault::Absolute);
    }
    if path.split('/').all(part_is_sound) { Ok(()) } else { Err(PathFault::Malformed) }
}

fn part_is_sound(part: &str) -> bool {
    !matches!(part, "" | "." | "..")
        && !part.contains(|c: char| c.is_control() || c == '\\')
        && !stands_for_git(part)
}

/// File systems fold case, drop trailing dots and spaces, ignore some characters and know short names: each spelling that
/// would open `.git` on one of them is refused, as git does with `core.protectNTFS` and `core.protectHFS`.
fn stands_for_git(part: &str) -> bool {
    let seen: String = part.chars().filter(|c| !ignored_by_hfs(*c)).collect();
    let stem = seen.split(':').next().unwrap_or_default().trim_end_matches(['.', ' ']).to_ascii_lowercase();
    matches!(stem.as_str(), ".git" | "git~1")
}

fn ignored_by_hfs(c: char) -> bool {
    matches!(c, '\u{200c}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{206a}'..='\u{206f}' | '\u{feff}')
}
