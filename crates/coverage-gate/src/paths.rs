//! Paths of reports, made relative to the workspace where the report itself says how: by an absolute path below it, or by
//! the one `<source>` folder that its relative paths begin in. Nothing is guessed.

use std::path::Path;

use coverage::{Coverage, FileKey, Problem};

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
    if let Some(short) = roots.iter().find_map(|root| below(path, root)) {
        return Some(short.to_owned());
    }
    if is_absolute(path) {
        return None;
    }
    let folder = roots.iter().find_map(|root| below(source?, root))?;
    Some(if folder.is_empty() { path.to_owned() } else { format!("{folder}/{path}") })
}

/// What of the path lies below the folder; empty for the folder itself.
fn below<'a>(path: &'a str, folder: &str) -> Option<&'a str> {
    let rest = path.strip_prefix(folder.trim_end_matches('/'))?;
    if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
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
    fn nothing_is_guessed() {
        for (path, source) in [
            ("/elsewhere/a.py", None),
            ("/w/application/a.py", None),
            ("a.py", None),
            ("a.py", Some("/elsewhere")),
            ("a.py", Some("src")),
            ("C:/w/app/a.py", Some("/w/app")),
        ] {
            assert_eq!(at(path, source), None, "{path} {source:?}");
        }
    }
}
