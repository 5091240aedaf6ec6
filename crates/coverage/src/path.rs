//! Paths as reports write them, made comparable. Mapping them to a repository is another step.

use crate::error::ReadError;
use crate::limits::Limits;
use crate::model::FileKey;
use crate::problem::{ProblemCode, Problems};

/// A path that reports of one tool agree on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(crate) struct ReportPath {
    pub(crate) path: String,
    /// It still begins with `..`: it points outside the folder that it is relative to.
    pub(crate) escapes: bool,
}

/// Makes a path comparable: `/` as separator, no `./`, no inner `..`. Absolute paths and addresses stay as they are.
///
/// # Errors
/// An empty path, one with a control character, and one that is too long.
pub(crate) fn normal(given: &str, limits: &Limits) -> Result<ReportPath, ReadError> {
    if given.trim().is_empty() {
        return Err(ReadError::malformed("a file has no path"));
    }
    if given.len() > limits.name_bytes {
        return Err(ReadError::malformed(format!("a path has {} bytes", given.len())));
    }
    if given.contains(char::is_control) {
        return Err(ReadError::malformed(format!("the path {given:?} holds a control character")));
    }
    let windows = has_drive(given) || (given.contains('\\') && !given.contains('/'));
    let path = if windows { given.replace('\\', "/") } else { given.to_owned() };
    if path.contains("://") {
        return Ok(ReportPath { path, escapes: false });
    }
    let path = without_dots(&path);
    if path.is_empty() {
        return Err(ReadError::malformed(format!("the path `{given}` names no file")));
    }
    let escapes = path == ".." || path.starts_with("../");
    Ok(ReportPath { path, escapes })
}

/// The key of a file outside any module; a path that escapes is noted.
///
/// # Errors
/// Those of [`normal`].
pub(crate) fn key(
    given: &str,
    at: Option<u64>,
    limits: &Limits,
    problems: &mut Problems,
) -> Result<FileKey, ReadError> {
    let found = normal(given, limits)?;
    if found.escapes {
        let message = || format!("`{}` lies outside the folder that paths are relative to", found.path);
        problems.note(ProblemCode::PathEscapes, at, message);
    }
    Ok(FileKey::of(found.path))
}

/// Whether a normal path says by itself where the file lies.
pub(crate) fn is_absolute(path: &str) -> bool {
    path.starts_with('/') || has_drive(path) || path.contains("://")
}

fn has_drive(path: &str) -> bool {
    matches!(path.as_bytes(), [letter, b':', b'/' | b'\\', ..] if letter.is_ascii_alphabetic())
}

fn without_dots(path: &str) -> String {
    let needless = |part: &str| matches!(part, "" | "." | "..");
    if !path.split('/').enumerate().any(|(at, part)| needless(part) && !(at == 0 && part.is_empty())) {
        return path.to_owned();
    }
    // Two leading separators are a Windows share and stay.
    let root = if path.starts_with("//") {
        "//"
    } else if path.starts_with('/') {
        "/"
    } else {
        ""
    };
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => match parts.last() {
                Some(&last) if last != ".." => {
                    parts.pop();
                }
                _ if root.is_empty() => parts.push(part),
                _ => {}
            },
            _ => parts.push(part),
        }
    }
    format!("{root}{}", parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_become_comparable() {
        for (given, expected) in [
            ("src/a.c", "src/a.c"),
            ("./src/a.c", "src/a.c"),
            ("././a.c", "a.c"),
            ("/abs/a.c", "/abs/a.c"),
            (r"C:\a\b.cs", "C:/a/b.cs"),
            (r"C:\a/b.cs", "C:/a/b.cs"),
            (r"src\foo.js", "src/foo.js"),
            (r".\src\foo.js", "src/foo.js"),
            (r"odd/na\me.c", r"odd/na\me.c"),
            (r"\\server\share\a.cs", "//server/share/a.cs"),
            ("a//b.c", "a/b.c"),
            ("a/x/../b.c", "a/b.c"),
            ("/../a.c", "/a.c"),
            ("https://raw.example.com/o/r/a.cs", "https://raw.example.com/o/r/a.cs"),
            ("/_/src/a.cs", "/_/src/a.cs"),
            ("a, b.c", "a, b.c"),
        ] {
            let found = normal(given, &Limits::default()).unwrap();
            assert_eq!(found, ReportPath { path: expected.to_owned(), escapes: false }, "{given}");
        }
    }

    #[test]
    fn a_path_that_escapes_is_flagged() {
        for (given, expected) in [("../a.c", "../a.c"), ("a/../../b.c", "../b.c"), (r"..\..\b.c", "../../b.c")]
        {
            let found = normal(given, &Limits::default()).unwrap();
            assert_eq!(found, ReportPath { path: expected.to_owned(), escapes: true }, "{given}");
        }
    }

    #[test]
    fn paths_that_name_nothing_are_refused() {
        for given in ["", "  ", "./", "a/..", "a\0b", "a\nb", "a\tb", "a\u{7f}", "\u{1b}[2Ja", "a\u{85}b"] {
            assert!(normal(given, &Limits::default()).is_err(), "{given:?}");
        }
        assert!(normal(&"x".repeat(4097), &Limits::default()).is_err());
    }
}
