//! Patterns over names that are known already: reports that were found, and files that git tracks.

use globset::{GlobBuilder, GlobMatcher};

/// Nested alternatives grow the expression that a pattern becomes.
const MOST_BRACES: usize = 32;
const LONGEST: usize = 4096;

/// Compiles a pattern whose `*` stays within one folder, as those of `files` do.
///
/// # Errors
/// What is not a pattern, for people.
pub fn compile(pattern: &str) -> Result<GlobMatcher, String> {
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
#[must_use]
pub fn matches(pattern: &str, matcher: Option<&GlobMatcher>, name: &str) -> bool {
    // The name of a file may look like a pattern.
    pattern == name || matcher.is_some_and(|matcher| matcher.is_match(name))
}

/// Several patterns, of which those that start with `!` take names out.
#[derive(Debug, Clone)]
pub struct Globs {
    named: Vec<(String, Option<GlobMatcher>)>,
    out: Vec<(String, Option<GlobMatcher>)>,
}

impl Globs {
    /// From patterns that were validated; one that is none matches its own letters alone.
    #[must_use]
    pub fn of(patterns: &[String]) -> Self {
        let one = |pattern: &str| (pattern.to_owned(), compile(pattern).ok());
        let (out, named): (Vec<&String>, Vec<&String>) =
            patterns.iter().partition(|pattern| pattern.starts_with('!'));
        Self {
            named: named.into_iter().map(|pattern| one(pattern)).collect(),
            out: out.into_iter().map(|pattern| one(pattern.trim_start_matches('!').trim())).collect(),
        }
    }

    /// Whether a pattern names it and none takes it out.
    #[must_use]
    pub fn hold(&self, name: &str) -> bool {
        let any = |list: &[(String, Option<GlobMatcher>)]| {
            list.iter().any(|(pattern, matcher)| matches(pattern, matcher.as_ref(), name))
        };
        any(&self.named) && !any(&self.out)
    }
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
