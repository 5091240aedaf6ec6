//! Paths of reports, made relative to the workspace where the report itself says how: by an absolute path below it, or by
//! the one `<source>` folder that its relative paths begin in. Nothing is guessed.

use std::collections::HashSet;
use std::path::Path;

use coverage::{Coverage, FileKey, Problem, ProblemCode};

/// Renames what can be; two names that become one are merged.
pub(crate) fn relate(coverage: &mut Coverage, root: &Path) -> Vec<Problem> {
    let slashes = |path: &Path| path.to_string_lossy().replace('\\', "/");
    // The workspace may be reached through a link, and tools write either name.
    let mut roots = vec![slashes(root)];
    roots.extend(root.canonicalize().map(|real| slashes(&real)));
    coverage.rekey(|key, file| {
        let path = related(&key.path, file.source(), &roots)?;
        Some(FileKey { module: key.module.clone(), path })
    })
}

fn related(path: &str, source: Option<&str>, roots: &[String]) -> Option<String> {
    let whole = match (is_absolute(path), source) {
        (true, _) => path.to_owned(),
        (false, Some(source)) => format!("{}/{path}", source.strip_prefix("file://").unwrap_or(source)),
        (false, None) => return None,
    };
    let whole = clean(&whole)?;
    let short = roots.iter().find_map(|root| below(&whole, root))?;
    (!short.is_empty()).then(|| short.to_owned())
}

/// An absolute path without `.`, `..` and empty parts, so that one file has one name; none for one that is not absolute.
fn clean(path: &str) -> Option<String> {
    if !is_absolute(path) {
        return None;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    let root = if path.starts_with('/') { "/" } else { "" };
    Some(format!("{root}{}", parts.join("/")))
}

/// What of the path lies below the folder; empty for the folder itself.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
}

/// Names that may mean one file twice: a relative one whose folder is elsewhere, and the end of a path that was found in the
/// workspace. Shards of one project on two machines look like this, and so do two projects.
pub(crate) fn ambiguous(coverage: &Coverage) -> Option<Problem> {
    let foreign = || coverage.files.iter().filter(|(_, file)| file.source().is_some_and(is_absolute));
    foreign().next()?;
    let ends: HashSet<&str> = coverage
        .files
        .keys()
        .flat_map(|key| key.path.match_indices('/').filter_map(|(at, _)| key.path.get(at + 1..)))
        .collect();
    let (key, file) = foreign().find(|(key, _)| ends.contains(key.path.as_str()))?;
    let folder = file.source().unwrap_or_default();
    let message = format!(
        "{key}: it lies in `{folder}` in one report, and another names a file that ends like it: they may be one file or two"
    );
    Some(Problem { code: ProblemCode::ConflictingSource, line: None, message })
}

/// Whether a path begins at a root or at a drive.
pub(crate) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || path.as_bytes().get(1) == Some(&b':')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(path: &str, source: Option<&str>) -> Option<String> {
        related(path, source, &["/w/app".to_owned(), "/private/w/app".to_owned()])
    }

    #[test]
    fn what_lies_in_the_workspace_is_named_from_there() {
        assert_eq!(at("/w/app/src/a.py", None).as_deref(), Some("src/a.py"));
        assert_eq!(at("/private/w/app/src/a.py", None).as_deref(), Some("src/a.py"));
        assert_eq!(at("price.py", Some("/w/app/shop")).as_deref(), Some("shop/price.py"));
        assert_eq!(at("price.py", Some("/w/app")).as_deref(), Some("price.py"));
    }

    #[test]
    fn one_file_has_one_name_however_its_folder_is_written() {
        for source in
            ["/w/app/shop/.", "/w/./app/shop", "/w/app//shop/", "/w/app/lib/../shop", "file:///w/app/shop"]
        {
            assert_eq!(at("price.py", Some(source)).as_deref(), Some("shop/price.py"), "{source}");
        }
        assert_eq!(at("../lib/x.py", Some("/w/app/src")).as_deref(), Some("lib/x.py"));
    }

    #[test]
    fn nothing_is_guessed() {
        for (path, source) in [
            ("/elsewhere/a.py", None),
            ("/w/application/a.py", None),
            ("a.py", None),
            ("a.py", Some("/elsewhere")),
            ("a.py", Some("src")),
            ("C:/w/app/a.py", Some("/w/app")),
            ("../other/a.py", Some("/w/app")),
            ("/w/app/../a.py", None),
            ("/w/app", None),
        ] {
            assert_eq!(at(path, source), None, "{path} {source:?}");
        }
    }
}
