//! Patterns over names that are known already: reports that were found, and files that git tracks.

use globset::{GlobBuilder, GlobMatcher};

/// Nested alternatives grow the expression that a pattern becomes.
const MOST_BRACES: usize = 32;
const LONGEST: usize = 4096;

/// Compiles a pattern whose `*` stays within one folder, as those of `files` do.
///
/// # Errors
/// What is not a pattern, for people.
pub(crate) fn compile(pattern: &str) -> Result<GlobMatcher, String> {
    if pattern.matches('{').count() > MOST_BRACES || pattern.len() > LONGEST {
        return Err(format!("a pattern has more than {MOST_BRACES} braces, or {LONGEST} bytes"));
    }
    let pattern = pattern.strip_prefix("./").unwrap_or(pattern);
    match GlobBuilder::new(pattern).literal_separator(true).build() {
        Ok(glob) => Ok(glob.compile_matcher()),
        Err(error) => Err(format!("`{pattern}` is not a pattern: {}", error.kind())),
    }
}

/// Whether a name is the pattern's own, letter by letter, or matches it. What is no pattern matches nothing else.
pub(crate) fn matches(pattern: &str, matcher: Option<&GlobMatcher>, name: &str) -> bool {
    // The name of a file may look like a pattern.
    pattern == name || matcher.is_some_and(|matcher| matcher.is_match(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(pattern: &str, name: &str) -> bool {
        matches(pattern, compile(pattern).ok().as_ref(), name)
    }

    #[test]
    fn a_star_stays_within_a_folder() {
        assert!(
            is("src/**/*.py", "src/a/b.py") && is("src/**/*.py", "src/b.py") && is("./src/*.py", "src/b.py")
        );
        assert!(!is("src/*.py", "src/a/b.py") && !is("*.py", "src/b.py"));
    }

    #[test]
    fn case_differs_and_names_may_look_like_patterns() {
        assert!(!is("src/*.py", "src/B.PY"));
        assert!(is("app/[id].ts", "app/[id].ts"));
        assert!(
            compile("a[").is_err()
                && compile(&"{a,b}".repeat(40)).is_err()
                && compile(&"a".repeat(5000)).is_err()
        );
    }
}
