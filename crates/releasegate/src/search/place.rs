//! Where a search looks, and how a file that it finds is named.

use std::path::Path;

use walkdir::DirEntry;

/// Folders of what others wrote, in which reports are not of this project.
const FOREIGN: [&str; 7] =
    ["node_modules", "vendor", "bower_components", "site-packages", "__pycache__", "Pods", "DerivedData"];
/// What build tools call their folder; of it only these parts hold reports, and the rest can be very large.
const BUILD: &str = "target";
const BUILD_REPORTS: [&str; 2] = ["site", "llvm-cov"];
/// What marks a virtual environment of Python.
const ENVIRONMENT: &str = "pyvenv.cfg";

/// A path below the workspace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Relative {
    /// With `/`, for people and to compare.
    pub(super) shown: String,
    /// As a line of the input `files`; none if the name cannot stand in one.
    pub(super) line: Option<String>,
}

/// Whether a file or folder is looked at. Hidden folders hold caches, git's data and our own evidence.
pub(super) fn is_looked_into(root: &Path, entry: &DirEntry) -> bool {
    if entry.depth() == 0 || !entry.file_type().is_dir() {
        return true;
    }
    let name = entry.file_name().to_string_lossy();
    if name.starts_with('.') || FOREIGN.contains(&name.as_ref()) || entry.path().join(ENVIRONMENT).exists() {
        return false;
    }
    let parent = entry.path().parent().filter(|parent| *parent != root);
    let in_build = parent.and_then(Path::file_name).is_some_and(|name| name == BUILD);
    !in_build || BUILD_REPORTS.contains(&name.as_ref())
}

/// The path below the workspace. A name that a line would change, by its ends, its control characters or its letters that are none, has
/// no line; one that a line would read as something else begins with `./`.
pub(super) fn relative(root: &Path, path: &Path) -> Relative {
    let below = path.strip_prefix(root).unwrap_or(path);
    let shown = below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    let plain = below.to_str().is_some()
        && shown.trim() == shown
        && !shown.chars().any(|letter| {
            letter.is_control() || letter == '\\' || letter == '\u{2028}' || letter == '\u{2029}'
        });
    let line = plain.then(|| if shown.starts_with('!') { format!("./{shown}") } else { shown.clone() });
    Relative { shown, line }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str) -> Option<String> {
        relative(Path::new("/w"), &Path::new("/w").join(name)).line
    }

    #[test]
    fn a_name_stands_in_a_line_as_it_is_or_not_at_all() {
        assert_eq!(line("a/[id] {x}*.xml").as_deref(), Some("a/[id] {x}*.xml"));
        assert_eq!(line("!a.xml").as_deref(), Some("./!a.xml"));
        for name in ["a\nb.xml", "a\r.xml", " a.xml", "a.xml ", "a\\b.xml", "a\u{2028}b.xml"] {
            assert_eq!(line(name), None, "{name:?}");
        }
    }
}
